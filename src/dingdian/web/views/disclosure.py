"""What everybody may read where the rules publish it: the doctors to choose from, and how services are supervised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.perms import law_role
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.regime import Clause, Regime
from dingdian.registry.disclosed import to_choose
from dingdian.registry.models import Institution
from dingdian.web import clauses
from dingdian.web.naming import parsed
from dingdian.web.openings import actors
from dingdian.web.words import word

MOST = 5000


@dataclass(frozen=True)
class Channel:
    """A way to be heard: what kind it is, and the address or number."""

    kind: str
    contact: str


@dataclass(frozen=True)
class Heard:
    """The channels of a region; none: they are still to be published. `url`: the form, for whoever may publish them."""

    region: str
    channels: tuple[Channel, ...]
    cited: tuple[Clause, ...]
    url: str = ""


def doctors(request: HttpRequest, code: str) -> HttpResponse:
    """The list of an institution's doctors whom patients may choose today: name and department, no more."""
    found = [i for i in Institution.objects.filter(code=code).select_related("region") if lists_doctors(i)]
    if not found:
        raise Http404("没有这家机构的名单，或当地的规则不公布名单")
    place = found[0]
    listed: dict[str, list[str]] = {}
    for site in to_choose(place, today())[:MOST]:
        listed.setdefault(site.department or "未分科室", []).append(site.person.name)
    regime = regime_of(place.region)
    context: dict[str, Any] = {
        "place": place.name,
        "departments": [(name, list(dict.fromkeys(who))) for name, who in listed.items()],
        "number": len({name for who in listed.values() for name in who}),
        "day": today(),
        "clauses": _cited(regime, "disclosure.public_doctor_list"),
    }
    return render(request, "web/doctors.html", context)


def channels(request: HttpRequest) -> HttpResponse:
    """The published ways to be heard about services, by region."""
    due_in = [region for region in Region.objects.order_by("code") if due(region)]
    found = [replace(heard(region), url=_form(region, request.user)) for region in due_in]
    return render(request, "web/channels.html", {"heard": found})


def _form(region: Region, user: Any) -> str:
    """The form that publishes, for an office of the whole region that may."""
    if not may(user, "case.act") or not scope_of(user).covers(division=region.division_id or ""):
        return ""
    sides = {side.value for side in actors(regime_of(region), "channel.publish")}
    about = urlencode({"region": region.code})
    return f"{reverse('act', args=['channel.publish'])}?{about}" if law_role(user) in sides else ""


def due(region: Region) -> bool:
    """Whether the rules of a region want its channels published."""
    regime = regime_of(region)
    return regime.persons is not None and bool(regime.parameters.disclosure.supervision_channels.value)


def heard(region: Region) -> Heard:
    """What a region has published and not withdrawn."""
    regime = regime_of(region)
    cases = Case.objects.filter(region=region, process="channel", state="published").select_related("moved")
    acts = [parsed(case.moved) for case in cases.order_by("key")]
    told = tuple(Channel(word(regime, act.channel), act.contact) for act in acts)
    return Heard(region.name, told, _cited(regime, "disclosure.supervision_channels"))


def lists_doctors(place: Institution) -> bool:
    """Whether the rules that bind an institution want its doctors listed."""
    regime = regime_of(place.region)
    return regime.persons is not None and bool(regime.parameters.disclosure.public_doctor_list.value)


def _cited(regime: Regime, key: str) -> tuple[Clause, ...]:
    return clauses.listed(regime, regime.flat[key].clauses)
