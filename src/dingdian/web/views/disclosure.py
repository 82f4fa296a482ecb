"""What everybody may read where the rules publish it: the doctors to choose from, and how services are supervised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.perms import law_role
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Clause, Regime
from dingdian.registry.disclosed import titles, to_choose
from dingdian.registry.models import Institution
from dingdian.web import clauses
from dingdian.web.naming import parsed
from dingdian.web.openings import actors
from dingdian.web.words import word

MOST = 5000
_ON_A_SCREEN = 30


@dataclass(frozen=True)
class Channel:
    """A way to be heard: what kind it is, and the address or number."""

    kind: str
    contact: str


@dataclass(frozen=True)
class Heard:
    """The channels of a region; none: they are still to be published. `forms`: (title, address), for whoever may."""

    region: str
    channels: tuple[Channel, ...]
    cited: tuple[Clause, ...]
    forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Doctor:
    """All that is said of a doctor to everybody."""

    name: str
    title: str


def doctors(request: HttpRequest, code: str) -> HttpResponse:
    """The doctors of an institution whom patients may choose today, on paper, a phone or a screen in the hall."""
    places = Institution.objects.filter(code=code, region__division__isnull=False).select_related("region")
    place = next((i for i in places if lists_doctors(i)), None)
    if place is None:
        raise Http404("没有这家机构的名单，或当地的规则不公布名单")
    regime, day = regime_of(place.region), today()
    sites = list(to_choose(place, day, regime.parameters.disclosure.public_doctor_list.value)[:MOST])
    told = titles(place.region, {site.person.code for site in sites}, day)
    listed: dict[str, dict[int, Doctor]] = {}
    for site in sites:
        doctor = Doctor(site.person.name, told.get(site.person.code, ""))
        listed.setdefault(site.department or "未分科室", {})[site.person_id] = doctor
    departments = [(name, list(who.values())) for name, who in listed.items()]
    context: dict[str, Any] = {
        "place": place,
        "departments": departments,
        "number": len({site.person_id for site in sites}),
        "day": day,
        "clauses": _cited(regime, "disclosure.public_doctor_list"),
        "draft": regime.is_draft,
    }
    if "screen" not in request.GET:
        return render(request, "web/doctors.html", context)
    return render(request, "web/doctors_screen.html", context | _screen(request.GET["screen"], departments))


def _screen(asked: str, departments: list[tuple[str, list[Doctor]]]) -> dict[str, Any]:
    """One screen of the list, and which comes next."""
    rows = [(name, doctor) for name, people in departments for doctor in people]
    screens = [rows[at : at + _ON_A_SCREEN] for at in range(0, len(rows), _ON_A_SCREEN)] or [[]]
    number = min(max(int(asked), 1), len(screens)) if asked.isdecimal() else 1
    return {"shown": screens[number - 1], "at": number, "screens": len(screens), "next": number % len(screens) + 1}


def channels(request: HttpRequest) -> HttpResponse:
    """The published ways to be heard about services, by region; whoever is signed in keeps their menu."""
    user = request.user
    layout = "web/app.html" if user.is_authenticated else "web/public.html"
    found = [heard(region, user) for region in Region.objects.order_by("code") if due(region)]
    return render(request, "web/channels.html", {"heard": found, "layout": layout})


def silent(user: User) -> list[Heard]:
    """Where the user would have to publish the ways to be heard, and none is published."""
    if law_role(user) not in ("administration", "agency"):
        return []
    mine = [r for r in scope_of(user).filter(Region.objects.order_by("code"), division="division") if due(r)]
    return [found for r in mine if (found := heard(r, user)).forms and not found.channels]


def _forms(region: Region, user: Any, published: bool) -> Iterator[tuple[str, str]]:
    """The forms that publish and take back, for an office of the whole region that may."""
    if not may(user, "case.act") or not scope_of(user).covers(division=region.division_id or ""):
        return
    regime, about = regime_of(region), urlencode({"region": region.code})
    for act in ("channel.publish", "channel.withdraw") if published else ("channel.publish",):
        if law_role(user) in {side.value for side in actors(regime, act)}:
            yield steps_of(regime)[act][1].title, f"{reverse('act', args=[act])}?{about}"


def due(region: Region) -> bool:
    """Whether the rules of a region want its channels published; a story told to the site is nobody's region."""
    regime = regime_of(region)
    ruled = region.division_id is not None and regime.persons is not None
    return ruled and bool(regime.parameters.disclosure.supervision_channels.value)


def heard(region: Region, user: Any) -> Heard:
    """What a region has published and not withdrawn, and what the user may do about it."""
    regime = regime_of(region)
    cases = Case.objects.filter(region=region, process="channel", state="published").select_related("moved")
    acts = [parsed(case.moved) for case in cases.order_by("key")]
    told = tuple(Channel(word(regime, act.channel), act.contact) for act in acts)
    cited = _cited(regime, "disclosure.supervision_channels")
    return Heard(region.name, told, cited, tuple(_forms(region, user, bool(told))))


def lists_doctors(place: Institution) -> bool:
    """Whether the rules that bind an institution want its doctors listed; not of a story told to the site."""
    regime = regime_of(place.region)
    return (
        place.region.division_id is not None
        and regime.persons is not None
        and bool(regime.parameters.disclosure.public_doctor_list.value)
    )


def _cited(regime: Regime, key: str) -> tuple[Clause, ...]:
    return clauses.listed(regime, regime.flat[key].clauses)
