"""Persons whose events lean on one another: the law's own fold over their rows.

A review, a repair or a restoration looks back at what was booked before it. Such persons are few; they are folded by
`dingdian.law.fold` itself, so nothing of it is said a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.bulk.tables import clause_of, joined
from dingdian.law.account import Account, Cause
from dingdian.law.events import (
    Booked,
    CauseKind,
    Corrected,
    Delivered,
    Event,
    Imposed,
    Item,
    Passed,
    Refiled,
    Repaired,
    RestoredEarly,
    Shortened,
)
from dingdian.law.explain import Reason, cited
from dingdian.law.fold import fold
from dingdian.law.regime import Regime
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status

Code = str | int
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of entries; see `columns.ENTRIES`."""

    entry: Code
    person: Code
    institution: Code
    decided_on: date
    delivered_on: date | None
    act: Code
    points: int
    months: int | None
    recorded_on: date
    inspection: str | None
    type: str | None
    effective_from: date | None
    delivered_recorded_on: date | None
    seq: int | None
    delivered_seq: int | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of events; see `columns.EVENTS`."""

    person: Code
    institution: Code | None
    on: date
    event: str
    of: Code | None
    points: int | None
    months: int | None
    entry: Code | None
    department: str | None
    last_day: date | None
    clause: str | None
    recorded_on: date
    seq: int | None


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A row of standings; see `columns.STANDINGS`."""

    person: Code
    institution: Code | None
    department: str | None
    status: str
    first_day: date
    last_day: date | None
    cause: str
    clause: str


_BOOKING, _DELIVERY, _LATER = range(3)  # the order of what was recorded on one day, where no row says it
_Placed = tuple[date, int, int, Event]


def account_of(
    regime: Regime, table: TierTable, entries: Iterable[EntryRow], events: Iterable[EventRow], *, restored: bool
) -> Account:
    """One person's account; `restored`: each suspension was restored on the day after its last day."""
    placed = sorted([*_booked(entries), *_later(regime, events)], key=lambda x: x[:3])
    told = [event for *_, event in placed]
    account = fold(regime, table, told)
    while restored:
        due = [c for c in account.causes if not c.ends_itself and c.restored_on is None and c.last_day is not None]
        days = sorted({c.last_day + _DAY for c in due if c.last_day is not None and c.status is Status.SUSPENDED})
        if not days:
            break
        told = sorted([*told, Passed(days[0], days[0])], key=lambda e: e.recorded)
        account = fold(regime, table, told)
    return account


def _booked(entries: Iterable[EntryRow]) -> Iterator[_Placed]:
    acts: dict[Code, list[EntryRow]] = {}
    for row in sorted(entries, key=lambda x: (type(x.entry) is str, x.entry)):
        acts.setdefault(row.act, []).append(row)
    for act, rows in acts.items():
        first = rows[0]
        items = [Item(str(x.entry), (x.inspection or str(act), x.type or str(x.entry)), x.points) for x in rows]
        on, recorded = min(x.decided_on for x in rows), min(x.recorded_on for x in rows)
        months = next((x.months for x in rows if x.months is not None), None)
        yield (
            recorded,
            _BOOKING if first.seq is None else first.seq,
            0,
            Booked(on, recorded, str(act), str(first.institution), items, months),
        )
        told = [x for x in rows if x.delivered_on is not None]
        if told:
            delivered = min(x.delivered_on for x in told if x.delivered_on is not None)
            known = min(x.delivered_recorded_on or delivered for x in told)
            named = max((x.effective_from for x in told if x.effective_from is not None), default=None)
            place = told[0].delivered_seq
            yield known, _DELIVERY if place is None else place, 1, Delivered(delivered, known, str(act), named)


def _later(regime: Regime, events: Iterable[EventRow]) -> Iterator[_Placed]:
    for row in events:
        event = _event(regime, row)
        if event is not None:
            yield row.recorded_on, _LATER if row.seq is None else row.seq, 2, event


def _event(regime: Regime, row: EventRow) -> Event | None:
    on, at, of, p = row.on, row.recorded_on, str(row.of or ""), regime.parameters
    match row.event:
        case "review" | "appeal":
            entry = None if row.entry is None else str(row.entry)
            return Corrected(on, at, of, entry, row.points or 0, row.months)
        case "repair":
            return Repaired(on, at, row.points or 0)
        case "shortening":
            return Shortened(on, at, row.months or 0)
        case "restoration":
            return Passed(on, at)
        case "early":
            return RestoredEarly(on, at)
        case "filing":
            return Refiled(on, at)
        case "licence":
            keys = ("status.licence_revoked_maps_to",)
            return Imposed(on, at, "licence", Status(p.status.licence_revoked_maps_to.value), None, keys, of)
        case "practice_order" if p.propagation.practice_order_suspends.value:
            keys = ("propagation.practice_order_suspends",)
            return Imposed(on, at, "practice_order", Status.SUSPENDED, row.last_day, keys, of)
        case "suspension" | "termination" | "institution_suspension" | "institution_termination":
            return _imposed(row, of)
    return None


def _imposed(row: EventRow, of: str) -> Imposed:
    status = Status.SUSPENDED if row.event.endswith("suspension") else Status.TERMINATED
    clauses = tuple(row.clause.split(";")) if row.clause else ()
    own = not row.event.startswith("institution_")
    kind: CauseKind = "other" if own else "department" if row.department else "institution"
    where = None if row.institution is None else str(row.institution)
    last = row.last_day if status is Status.SUSPENDED else None
    return Imposed(row.on, row.recorded_on, kind, status, last, (), of, where, row.department, None, clauses)


def rows_of(regime: Regime, person: Code, places: Sequence[Code], account: Account) -> Iterator[StandingRow]:
    """The causes of an account as rows; `places`: institutions as the files write them."""
    written = {str(code): code for code in places}
    for cause in account.causes:
        end = cause.end
        if end is None or end >= cause.first_day:
            where = None if cause.institution is None else written[cause.institution]
            yield StandingRow(person, where, cause.department, cause.status.value, cause.first_day, end, cause.origin,
                              _clause(regime, cause))  # fmt: skip


def _clause(regime: Regime, cause: Cause) -> str:
    if cause.crossing is not None:
        return clause_of(regime, cause.crossing.outcome)
    return joined(cited(regime, [Reason("", cause.keys, cause.clauses)]))
