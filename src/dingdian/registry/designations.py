"""How institutions stand over time, derived from the journal: what pages and the public register say of a day.

Where a region has rules on institutions, they say it; where it has none, the registered agreements do, and what was
decided on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from dingdian.journal import bulk
from dingdian.journal.models import Region
from dingdian.journal.record import Change
from dingdian.journal.slices import AGREEMENT, INSTITUTION, load, regime_of
from dingdian.journal.subjects import concerns_itself
from dingdian.law.institutions.register_entry import public_periods
from dingdian.law.register import Register
from dingdian.registry import gate
from dingdian.registry.models import Designation, Institution
from dingdian.registry.periods import period

_DAY = timedelta(days=1)
_TOGETHER = 1000  # institutions whose slices are read in one go


def carry(region: Region, changes: Sequence[Change]) -> None:
    """Derive anew the institutions that entries of a region are about."""
    moved = [change for change in changes if _bears(change)]
    places = sorted(set[str]().union(*(change.institutions for change in moved)))
    register = moved[0].register if len(moved) == 1 else None
    for start in range(0, len(places), _TOGETHER):
        part = places[start : start + _TOGETHER]
        _derive(region, part, register or load(region, institutions=part))


def _bears(change: Change) -> bool:
    """Whether an entry can change how an institution stands."""
    if change.data is not None:
        return change.entry.name in (INSTITUTION, AGREEMENT)
    return concerns_itself(change.entry.name, change.persons)


def _derive(region: Region, codes: Sequence[str], register: Register) -> None:
    rows = [r for r in Institution.objects.filter(region=region, code__in=codes) if r.code in register.institutions]
    told = _ruled if regime_of(region).institutions is not None else _stated
    Designation.objects.filter(institution__in=rows).delete()
    bulk.insert([Designation(institution=row, **fields) for row in rows for fields in told(register, row.code)])
    gate.of_places(region, codes, register)


def _ruled(register: Register, code: str) -> Iterator[dict[str, Any]]:
    """As the rules on institutions have it."""
    for shown in public_periods(register, code):
        every, ended = shown.every, shown.termination
        first, last = every["period"]
        yield {
            "status": every["status"], "since": every["since"], "first": first, "last": last,
            "address": every["address"] or "", "tier": every["insurance_tier"] or "",
            "internet_plus": every["internet_plus"],
            "ground": (ended.ground or "") if ended is not None else "",
            "nature": (ended.nature or "") if ended is not None else "",
            "period": period(shown.first, shown.last),
        }  # fmt: skip


def _stated(register: Register, code: str) -> Iterator[dict[str, Any]]:
    """As the registered agreements and the decisions on the institution have it, where no rules do."""
    terms = sorted((x.start_on, x.end_on) for x in register.setting.agreements or () if x.institution == code)
    done = [s for s in register.sanctions() if s.institution == code and s.department is None]
    turns = {day for first, last in terms for day in (first, last + _DAY)}
    turns |= {day for s in done for day in (s.first, s.last + _DAY if s.last is not None else s.first)}
    before: dict[str, Any] | None = None
    for day in sorted(d for d in turns if terms and d >= terms[0][0]):
        told = _on(day, terms, done)
        if before is not None and before | {"begun": None} == told | {"begun": None}:
            continue
        if before is not None:
            yield _row(before, day - _DAY)
        before = told | {"begun": day}
    if before is not None:
        yield _row(before, None)


def _on(day: date, terms: Iterable[tuple[date, date]], done: Iterable[Any]) -> dict[str, Any]:
    """The status on a day, since when, and the agreement behind it: the one that runs, else the last that began."""
    begun = [t for t in terms if t[0] <= day]
    first, last = next((t for t in reversed(begun) if day <= t[1]), begun[-1])
    status, since = ("in_force", first) if day <= last else ("ended", last + _DAY)
    hits = (s for s in reversed(list(done)) if s.covers(day) and (s.kind == "suspended" or s.first >= first))
    hit = next(hits, None)  # what was ended is begun anew by another agreement, what is suspended is not
    if hit is not None and (day <= last or hit.kind == "terminated"):
        status, since = hit.kind, hit.first
    return {"status": status, "since": since, "first": first, "last": last}


def _row(told: dict[str, Any], last: date | None) -> dict[str, Any]:
    begun = told["begun"]
    return {name: value for name, value in told.items() if name != "begun"} | {"period": period(begun, last)}
