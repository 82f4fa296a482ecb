"""People: the list with its search, and one person's file (一人一档)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.log import log_access
from dingdian.accounts.masking import mask_id
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import Scope, scope_of
from dingdian.casework.queries import cases
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.office.words import ROLES
from dingdian.papers import queries as papers
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Person, Site, Standing, YearPoints
from dingdian.registry.periods import last_day
from dingdian.web import clauses, columns, dates, describe, integrity, viewed
from dingdian.web.bar import bar
from dingdian.web.ladder import ladder
from dingdian.web.naming import Names, act_title, parsed
from dingdian.web.openings import openings
from dingdian.web.paging import page
from dingdian.web.status import Sign, of_person
from dingdian.web.views import allowed, me
from dingdian.web.views.cases import described

_GRAVITY = [Status.TERMINATED, Status.SUSPENDED, Status.NOT_OBTAINED, Status.NORMAL]
_CASES = 50
_PAPERS = 100
_FILINGS = ("filing.", "commitment.", "person.", "registration.", "licence.", "practice.", "status.", "fact.")
_REMEDIES = ("repair.", "restoration.", "review.", "appeal.", "objection.")
_MEASURES = ("study.", "talk.", "circular.", "transfer.", "supervision.", "qualification.", "handover.")
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
    shown = page(request, registry.people(scope, text), "sort", first=registry.first)
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
    found = _opened(request, code, "人员档案")
    return render(request, "web/person.html", _file(me(request), found))


@allowed("registry.view")
def person_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same file on sheets of paper (一人一档). Opening it is logged."""
    found = _opened(request, code, "打印人员档案")
    return render(request, "web/person_file.html", _file(me(request), found))


def _opened(request: HttpRequest, code: str, what: str) -> Person:
    user = me(request)
    found = get_object_or_404(registry.people(scope_of(user)).select_related("region"), code=code)
    log_access(user, what, found.code, request)
    return found


def _file(user: User, found: Person) -> dict[str, Any]:
    """Everything that the file of a person shows to a user."""
    code = found.code
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
    entries = _entries(region, code)
    names.meet(describe.doers(parsed(e) for e in entries if e.kind == Entry.Kind.ACT))
    offered = openings(region, user, register, code, own)
    return {
        "person": found,
        "roles": roles(found),
        "id_number": mask_id(found.id_number) if found.id_number else "未登记",
        "sign": of_person(value.status),
        "value": value,
        "until": value.last_day if value.status is Status.SUSPENDED else None,
        "bar": bar(register, code, places.items(), day),
        "deducts": regime.persons is not None and regime.parameters.scoring.display_mode.value == "deduct",
        "ladder": ladder(regime, 0, value.points, f"本年累计 {value.points} 分。"),
        "year": day.year,
        "years": integrity.years(register, code, day),
        "checked": regime.persons is not None and regime.parameters.filing.checklist.value is not None,
        "graded": regime.persons is not None and regime.parameters.credit.yearly_file.value,
        "account": [
            Account(x.on, _LINES[x.kind], x.counted, x.after, x.note, x.handling, decisions.get(x.handling))
            for x in reversed(account.lines)
        ],
        "sites": [(s, dates.period(s.period.lower, last_day(s.period)), _at(register, code, s)) for s in filed],
        "cases": described(own, user),
        "filings": _events(regime, entries, names, _FILINGS),
        "remedies": _events(regime, entries, names, _REMEDIES),
        "measures": _events(regime, entries, names, _MEASURES),
        "why": clauses.argument(regime, answer.reasons),
        "readings": answer.readings,
        "owed": [o for o in offered if o.owed],
        "rights": [o for o in offered if not o.owed and not o.always],
        "more": [o for o in offered if not o.owed and o.always],
        "caused": _caused(register, code, places),
        "opens_places": not user.person,  # the page of an institution is not for its people
        "papers": papers.listed(user, region=region, person=code).select_related("office").order_by("-id")[:_PAPERS],
        "today": day,
        "viewers": viewed.of(found.code),
        "draft": regime.is_draft,
        "full": may(user, "person.full_view"),
    }


def _refs(account: Any) -> set[str]:
    return {line.handling for line in account.lines if line.handling}


def _at(r: Register, code: str, site: Site) -> Sign:
    return of_person(standing(r, code, today(), site=site.institution.code).value.status)


def _entries(region: Region, code: str) -> list[Entry]:
    """Every entry about a person, newest first."""
    about = Subject.objects.filter(region=region, kind=Subject.Kind.PERSON, code=code)
    return list(Entry.objects.filter(id__in=about.values("entry_id")).order_by("-seq"))


def _events(regime: Regime, entries: list[Entry], names: Names, starts: tuple[str, ...]) -> list[Any]:
    """(entry, title, rows) of those of some kinds."""
    return [
        (e, act_title(regime, e), list(describe.rows(parsed(e), names, regime)) if e.kind == Entry.Kind.ACT else [])
        for e in entries
        if e.name.startswith(starts)
    ]


@dataclass(frozen=True)
class Caused:
    """A sanction of an institution or a department that reaches a person: whose, over which days, by which act."""

    sign: Sign
    institution: str
    code: str
    department: str
    period: str
    ref: str
    responsible: bool


def _caused(r: Register, person: str, places: Mapping[str, str]) -> list[Caused]:
    """The sanctions of institutions and departments that reach the person, newest first; `places`: those to name."""
    by = {s.ref: s for s in r.sanctions()}
    found = []
    for cause in reversed(r.account(person).causes):
        s = by.get(cause.origin)
        if cause.kind in ("institution", "department") and s is not None:
            span = dates.period(cause.first_day, cause.end or cause.last_day)
            code = s.institution if s.institution in places else ""
            where, department = places.get(code, "其他机构"), s.department or ""
            responsible = person in s.responsible
            found.append(Caused(of_person(cause.status), where, code, department, span, s.ref, responsible))
    return found
