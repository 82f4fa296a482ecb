"""People: the list with its search, and one person's file (一人一档)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.log import OPENED, log_access
from dingdian.accounts.masking import mask_id
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import Scope, scope_of
from dingdian.casework.queries import cases
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.office.words import ROLES
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Person, Site, Standing, YearPoints
from dingdian.web import clauses, columns, dates, describe, viewed
from dingdian.web.bar import bar
from dingdian.web.ladder import ladder
from dingdian.web.naming import Names, act_title, parsed
from dingdian.web.paging import page
from dingdian.web.status import Sign, of_person
from dingdian.web.views import allowed
from dingdian.web.views.cases import Button, actors, described

_GRAVITY = [Status.TERMINATED, Status.SUSPENDED, Status.NOT_OBTAINED, Status.NORMAL]
_CASES = 50
_LINES = {"entry": "记分", "repair": "修复", "correction": "更正"}


@dataclass(frozen=True)
class Row:
    """A person as lists show them."""

    person: Person
    sign: Sign
    roles: str
    sites: str
    points: int


@dataclass(frozen=True)
class Account:
    """A line of the points account."""

    on: Any
    kind: str
    counted: int
    after: int
    note: str
    of: str
    case: int | None


def rows(people: list[Person], scope: Scope, at: Institution | None = None) -> list[Row]:
    """Statuses, sites within the scope and points of these people as of today, in three queries."""
    day = today()
    standings: dict[int, list[str]] = {}
    found = Standing.objects.filter(person__in=people, period__contains=day)
    for s in found.filter(institution=at) if at else found:
        standings.setdefault(s.person_id, []).append(s.status)
    sites: dict[int, list[str]] = {}
    for site in registry.sites(scope).filter(person__in=people, period__contains=day).select_related("institution"):
        if at is None or site.institution_id == at.pk:
            where = site.department if at else f"{site.institution.name} {site.department}".strip()
            sites.setdefault(site.person_id, []).append(where)
    totals = {y.person_id: y.total for y in YearPoints.objects.filter(person__in=people, year__in=(0, day.year))}
    return [
        Row(p, of_person(_gravest(standings.get(p.pk, []))), roles(p), "、".join(sites.get(p.pk, [])) or "—",
            totals.get(p.pk, 0))
        for p in people
    ]  # fmt: skip


def _gravest(found: list[str]) -> Status:
    return next((s for s in _GRAVITY if s.value in found), Status.NOT_OBTAINED)


def roles(person: Person) -> str:
    return "、".join(ROLES.get(r, r) for r in person.roles) or "—"


@allowed("registry.view")
def listed(request: HttpRequest) -> HttpResponse:
    """People within the user's scope, by name, pinyin or code."""
    text = request.GET.get("q", "").strip()[:60]
    scope = scope_of(request.user)  # type: ignore[arg-type]
    shown = page(request, registry.people(scope, text), "pinyin")
    context = {"rows": rows(shown.rows, scope), "page": shown, "text": text, **listing(request, columns.PEOPLE)}
    template = "web/parts/person_list.html" if request.headers.get("HX-Request") else "web/people.html"
    return render(request, template, context)


def listing(request: HttpRequest, name: str) -> dict[str, Any]:
    """What a list's template asks of its columns and its export."""
    user: Any = request.user
    return {
        "columns": columns.chosen(user, name),
        "may_export": may(user, "export"),
        "query": request.GET.urlencode(),
    }


@allowed("registry.view")
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person's file. Opening it is logged."""
    user: Any = request.user
    found = get_object_or_404(registry.people(scope_of(user)).select_related("region"), code=code)
    log_access(user, OPENED, found.code, request)
    region, day = found.region, today()
    regime, register = regime_of(region), load(region, persons=[code])
    filed = list(registry.sites(scope_of(user)).filter(person=found).select_related("institution").order_by("pk"))
    places = {site.institution.code: site.institution.name for site in filed}
    answer = standing(register, code, day)
    value, account = answer.value, register.account(code)
    mine = Q(person=code) | Q(process="handling", key__in=_refs(account))
    opened = cases(user).filter(mine, region=region).select_related("region", "opened", "moved")
    own = list(opened.order_by("-id")[:_CASES])
    decisions = {c.key: c.pk for c in own if c.process == "handling"}
    names = Names([region.pk], [code], places)
    context = {
        "person": found,
        "roles": roles(found),
        "id_number": mask_id(found.id_number) if found.id_number else "未登记",
        "sign": of_person(value.status),
        "value": value,
        "until": value.last_day if value.status is Status.SUSPENDED else None,
        "bar": bar(register, code, places.items(), day),
        "ladder": ladder(regime, 0, value.points, f"本年累计 {value.points} 分。"),
        "year": day.year,
        "account": [
            Account(x.on, _LINES[x.kind], x.counted, x.after, x.note, x.handling, decisions.get(x.handling))
            for x in reversed(account.lines)
        ],
        "sites": [
            (s, dates.period(s.period.lower, s.period.upper and s.period.upper - dates.ONE_DAY), _at(register, code, s))
            for s in filed
        ],
        "cases": described(own, user),
        "filings": _events(regime, region, code, names, ("filing.", "commitment.", "person.", "registration.")),
        "remedies": _events(regime, region, code, names, ("repair.", "restoration.", "review.", "appeal.")),
        "why": clauses.argument(regime, answer.reasons),
        "readings": answer.readings,
        "buttons": _starts(user, regime, value.status, found, own),
        "viewers": viewed.of(found.code),
        "draft": regime.is_draft,
        "full": may(user, "person.full_view"),
    }
    return render(request, "web/person.html", context)


def _refs(account: Any) -> set[str]:
    return {line.handling for line in account.lines if line.handling}


def _at(r: Register, code: str, site: Site) -> Sign:
    return of_person(standing(r, code, today(), site=site.institution.code).value.status)


def _events(regime: Regime, region: Region, code: str, names: Names, starts: tuple[str, ...]) -> list[Any]:
    """(entry, title, rows) of the person's entries of some kinds, newest first."""
    about = Subject.objects.filter(region=region, kind=Subject.Kind.PERSON, code=code)
    entries = Entry.objects.filter(id__in=about.values("entry_id")).order_by("-seq")
    return [
        (e, act_title(regime, e), list(describe.rows(parsed(e), names)) if e.kind == Entry.Kind.ACT else [])
        for e in entries
        if e.name.startswith(starts)
    ]


def _starts(user: Any, regime: Regime, status: Status, found: Person, open_cases: list[Any]) -> list[Button]:
    """What the user may begin for this person."""
    if regime.persons is None or not may(user, "case.act"):
        return []
    wanted = ["restoration.apply"] if status is Status.SUSPENDED else []
    if any(c.process == "restoration" and not c.closed for c in open_cases):
        wanted = []
    buttons = []
    for act in wanted:
        if LAW_ROLE.get(user.role) in {x.value for x in actors(regime, act)}:
            url = reverse("act", args=[act]) + "?" + urlencode({"person": found.code})
            buttons.append(Button(act, steps_of(regime)[act][1].title, url, clauses.of_step(regime, act)))
    return buttons
