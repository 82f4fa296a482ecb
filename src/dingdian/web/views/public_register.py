"""The public register: the list with its search, the page of one institution, and those whose agreement was ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.casework.disclosures import disclosed
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.disclosed import COSTS, CostTable, cost_table
from dingdian.law.institutions.upkeep import DisclosurePublish
from dingdian.law.regime import Clause
from dingdian.office.words import SECTORS
from dingdian.registry import public
from dingdian.registry.models import Designation, Institution
from dingdian.web import clauses
from dingdian.web.openly import asked, openly, places
from dingdian.web.paging import page
from dingdian.web.status import Sign, of_institution
from dingdian.web.views.disclosure import lists_doctors

VOLUNTARY = "自愿或无过错"
_PERIODS = 8


@dataclass(frozen=True)
class Costs:
    """What an institution published of its costs, and the table of them."""

    act: DisclosurePublish
    period: str
    table: CostTable


@dataclass(frozen=True)
class Entry:
    """An institution as pages for everybody show it; `doctors`: whether they are listed; `costs`: on its own page."""

    shown: public.Listed
    sign: Sign
    doctors: bool
    period: str
    draft: bool
    costs: tuple[Costs, ...] = ()


@dataclass(frozen=True)
class Ended:
    """An institution whose agreement was ended: since when, why in the words of the rule, by which clauses."""

    shown: public.Listed
    why: str
    clauses: tuple[Clause, ...]
    draft: bool


@openly
def register(request: HttpRequest) -> HttpResponse:
    """Institutions by name, pinyin or code, by place, sector and status."""
    text, place = asked(request, "q"), asked(request, "place", 6)
    sector, status = asked(request, "sector"), asked(request, "status")
    wanted = {"text": text, "place": place, "sector": sector, "status": status}
    shown = page(request, public.designated(today(), **wanted), "pinyin")
    context: dict[str, Any] = {
        **wanted,
        "rows": entries(shown.rows),
        "page": shown,
        "places": places(),
        "sectors": SECTORS,
        "statuses": public.STATUSES,
        "day": today(),
    }
    return render(request, "web/public_register.html", context)


@openly
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """All that is public of an institution, in each region that designated it."""
    rows = list(public.designated(today()).filter(code=code))
    if not rows:
        raise Http404("公开目录里没有这家机构")
    costs = {row.region_id: _costs(row) for row in rows}
    found = [replace(entry, costs=costs[entry.shown.region]) for entry in entries(rows)]
    return render(request, "web/public_institution.html", {"entries": found, "day": today()})


@openly
def terminated(request: HttpRequest) -> HttpResponse:
    """Institutions whose agreement was ended, where the rules publish them."""
    text, place = asked(request, "q"), asked(request, "place", 6)
    found = public.designated(today(), text=text, place=place, status="terminated", publishing=public.TERMINATED)
    shown = page(request, found, "pinyin")
    ruled = [region for region in public.regions() if public.publishes(region, public.TERMINATED)]
    context = {"rows": _ended(shown.rows), "page": shown, "text": text, "place": place, "places": places(),
               "ruled": ruled, "day": today()}  # fmt: skip
    return render(request, "web/public_terminated.html", context)


def entries(found: list[Institution]) -> list[Entry]:
    """Institutions as pages for everybody show them."""
    rows = {(row.region_id, row.code): row for row in found}
    return [_entry(shown, rows[shown.region, shown.code]) for shown in public.listed(found, today())]


def _entry(shown: public.Listed, row: Institution) -> Entry:
    period = f"{shown.first} 至 {shown.last}" if shown.first else ""
    sign = of_institution(shown.status)
    return Entry(shown, sign, lists_doctors(row), period, regime_of(row.region).is_draft)


def _costs(row: Institution) -> tuple[Costs, ...]:
    """The costs that an institution published last, where the rules have them published."""
    if not public.publishes(row.region, COSTS):
        return ()
    acts = disclosed(row.region, today(), (COSTS,), row.code)
    return tuple(Costs(act, f"{act.from_} 至 {act.to}", cost_table(act.lines)) for act in acts[:_PERIODS])


def _ended(found: list[Institution]) -> list[Ended]:
    rows, stands = {(row.region_id, row.code): row for row in found}, public.standing(found, today())
    ended = []
    for shown in public.listed(found, today()):
        row = rows[shown.region, shown.code]
        ended.append(Ended(shown, *_why(row, stands[row.pk]), regime_of(row.region).is_draft))
    return ended


def _why(row: Institution, ended: Designation) -> tuple[str, tuple[Clause, ...]]:
    """Why it was ended: the ground in the rule's words; where nobody was at fault, that alone."""
    regime = regime_of(row.region)
    if ended.nature == "neutral":
        return VOLUNTARY, ()
    ground = (regime.rules.termination_grounds.value or {}).get(ended.ground)
    found = clauses.listed(regime, ground.clauses if ground is not None else ())
    return "；".join(clause.summary.rpartition("：")[2] for clause in found[:1]), found[:1]
