"""工作台: the page where an institution's insurance office begins: what waits, its people, papers that run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.queries import QUEUES, queue
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.deadlines import DEADLINES
from dingdian.law.regime import Clause, Regime
from dingdian.office.words import measure
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Paper
from dingdian.registry.public import statuses
from dingdian.signing import queries as signing
from dingdian.web import agreements, blocks, clauses, managed, shares, staff
from dingdian.web.frame import COUNTED_TO
from dingdian.web.naming import Names
from dingdian.web.paging import page
from dingdian.web.status import of_institution
from dingdian.web.views import allowed, gaps, me
from dingdian.web.views.disclosure import lists_doctors
from dingdian.web.views.lists import KINDS, waiting
from dingdian.web.views.work import rows

TILES = ("to_sign", "to_tell", "to_supply")
SOON = timedelta(days=90)
"""How long before its last day a paper is said to run out: a habit of the office, no rule of law."""
_FIRST = 6
_NAMED = ("supervision", "talks", "study", "entry", "upkeep")


@dataclass(frozen=True)
class Tile:
    """A queue with how much waits in it, the earliest last day, and how long the rules give for it."""

    name: str
    title: str
    count: int
    due: date | None
    provisional: bool
    term: int | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Line:
    """A share at which the rules propose a measure against the institution."""

    percent: int
    x: float
    measure: str


@dataclass(frozen=True)
class Held:
    """A paper that runs out: whose (the institution's own, or a person's), and when."""

    paper: Paper
    holder: str
    code: str


@allowed("case.view")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the institution, and how its people stand, each count with the list it counts."""
    user, place, day = me(request), _place(request), today()
    regime = regime_of(place.region)
    ruled = regime.persons is not None
    year = shares.of_year(place, day) if ruled else None
    todo = queue("todo", user)
    share = staff.share(place, day)
    terms = agreements.of([place])[place.pk]
    context: dict[str, Any] = {
        "institution": place,
        "sign": of_institution(statuses([place], day)[place.pk]),
        "blocks": blocks.blocks(user, place, terms, day, SOON),
        "tiles": [_tile(user, regime, name) for name in TILES],
        "agreements": signing.mine(user)[: COUNTED_TO + 1].count(),
        "licences": papers_ending(user, day)[: COUNTED_TO + 1].count(),
        "months": SOON.days // 30,
        "todo": todo[: COUNTED_TO + 1].count(),
        "first": rows(list(todo.select_related("case__region", "case__opened")[:_FIRST]), user),
        "share": share,
        "width": min(_percent(year) if year else share.percent, 100) * 6.0,
        "year": day.year,
        "of_year": year,
        "of_year_percent": _percent(year) if year else None,
        "lines": _lines(regime) if ruled else (),
        "departments": staff.departments(place, day),
        "rule": _rule(regime) if ruled else None,
        "reached": {name for name, _ in year.departments} if year else set(),
        "named": _named(user),
        "gaps": gaps.counts(user, day),
        "listed": lists_doctors(place),
        "managed": managed.named(place),
        "draft": regime.is_draft,
        "counted": shares.MOST,
    }
    return render(request, "web/desk.html", context)


@allowed("registry.view")
def licences(request: HttpRequest) -> HttpResponse:
    """The papers of the institution and of its people that have run out or will within a while."""
    user, place, day = me(request), _place(request), today()
    shown = page(request, papers_ending(user, day).select_related("person", "institution"), "last", dates=True)
    context = {"ending": blocks.ending(agreements.of([place])[place.pk], day, SOON),
               "rows": held(shown.rows, place), "page": shown, "months": SOON.days // 30, "institution": place,
               "may_export": may(user, "export")}  # fmt: skip
    return render(request, "web/licences.html", context)


def papers_ending(user: User, day: date) -> QuerySet[Paper]:
    """Papers within the user's scope whose last day has passed or comes soon, of people who are filed there today."""
    scope = scope_of(user)
    here = registry.sites(scope).filter(period__contains=day)
    own = Q(institution__in=registry.institutions(scope).order_by()) | Q(person__in=here.values("person"))
    return Paper.objects.filter(own, last__lte=day + SOON).order_by("last", "pk")


def held(papers: list[Paper], place: Institution) -> list[Held]:
    """Papers of a place and of its people, with who holds them."""
    names = Names([place.region_id], [p.person.code for p in papers if p.person], [place.code])
    return [
        Held(p, names.masked(p.person.code), p.person.code) if p.person else Held(p, place.name, "") for p in papers
    ]


def _place(request: HttpRequest) -> Institution:
    return place_of(me(request))


def place_of(user: User) -> Institution:
    """The institution whose office the user is of. Raises `PermissionDenied` for everybody else."""
    if user.role != User.Role.INSTITUTION:
        raise PermissionDenied("这一页只给机构医保办看")
    return get_object_or_404(registry.institutions(scope_of(user)).select_related("region"))


def _tile(user: User, regime: Regime, name: str) -> Tile:
    found = queue(name, user)
    waiting = list(found.values_list("due", "provisional")[: COUNTED_TO + 1])
    first = waiting[0] if waiting else (None, False)
    term: int | None = None
    cited: tuple[Clause, ...] = ()
    if name == "to_tell" and regime.persons is not None:
        limit = DEADLINES["notice.deliver_to_person"].limit
        term, cited = regime.flat[limit].value, clauses.listed(regime, regime.flat[limit].clauses)
    return Tile(name, QUEUES[name].title, len(waiting), *first, term, cited)


def _lines(regime: Regime) -> tuple[Line, ...]:
    bounds = regime.parameters.institution_measures.ratio_rows.value
    return tuple(Line(row.min_percent, row.min_percent * 6.0, measure(regime, row.do)) for row in bounds)


def _rule(regime: Regime) -> tuple[int, str] | None:
    """So many of one department, and the measures that the rules propose then."""
    rule = regime.parameters.institution_measures.department.value
    return None if rule is None else (rule.min_suspended_doctors, "、".join(measure(regime, name) for name in rule.do))


def _percent(year: Any) -> float:
    return staff.percent(len(year.ratio.sanctioned), len(year.ratio.persons))


def _named(user: User) -> list[tuple[str, str, int]]:
    """The lists of people for whom something is owed, with how many people stand in them."""
    of = {act: name for name in _NAMED for act in KINDS[name].acts}
    people: dict[str, set[str]] = {name: set() for name in _NAMED}
    for act, person in waiting(user, of).values_list("act", "person").distinct():
        people[of[act]].add(person)
    return [(name, KINDS[name].title, len(people[name])) for name in _NAMED]
