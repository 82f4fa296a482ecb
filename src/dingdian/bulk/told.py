"""A register as the rows that bulk work takes: its points, events, filings and agreements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.bulk.folded import EntryRow, EventRow
from dingdian.bulk.tables import HELD, joined
from dingdian.law import acts as a
from dingdian.law.events import (
    Booked,
    Corrected,
    Delivered,
    Event,
    Imposed,
    Passed,
    Refiled,
    Repaired,
    RestoredEarly,
    Shortened,
)
from dingdian.law.explain import Reason, cited
from dingdian.law.filings import personal_agreement_end
from dingdian.law.person_events import events_of
from dingdian.law.regime import Regime
from dingdian.law.register import Register

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FilingRow:
    """A row of filings; see `columns.FILINGS`."""

    person: str
    institution: str
    first_day: date
    last_day: date | None
    department: str | None
    effective: bool
    agreement_until: date | None


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A row of agreements; see `columns.AGREEMENTS`."""

    institution: str
    status: str
    first_day: date
    last_day: date | None
    department: str | None
    cause: str | None


def points_of(r: Register, person: str) -> tuple[list[EntryRow], list[EventRow]]:
    """Everything that bears on a person's account, in the order in which it was recorded."""
    told = events_of(r, person)
    deliveries: dict[str, tuple[int, list[Delivered]]] = {}
    for seq, event in enumerate(told):
        if isinstance(event, Delivered):
            deliveries.setdefault(event.handling, (seq, []))[1].append(event)
    entries, events = list[EntryRow](), list[EventRow]()
    for seq, event in enumerate(told):
        if isinstance(event, Booked):
            entries += _entries(person, seq, event, deliveries.get(event.handling))
        elif not isinstance(event, Delivered):
            events.append(_event(r.regime, person, seq, event))
    return entries, events


def _entries(person: str, seq: int, event: Booked, told: tuple[int, list[Delivered]] | None) -> Iterator[EntryRow]:
    """The first delivery counts, whenever it was recorded (C4), and the start it names, else that of the first told."""
    place, deliveries = told or (None, [])
    first = min(deliveries, key=lambda x: x.on, default=None)
    named = None if first is None else first.effective_from or deliveries[0].effective_from
    for item in event.items:
        yield EntryRow(
            item.finding, person, event.institution, event.on, None if first is None else first.on, event.handling,
            item.points, event.months, event.recorded, item.group[0], item.group[1], named,
            deliveries[0].recorded if deliveries else None, seq, place,
        )  # fmt: skip


def _event(regime: Regime, person: str, seq: int, event: Event) -> EventRow:
    name, of, points, months, entry = "", None, None, None, None
    where, department, last, clause = None, None, None, None
    match event:
        case Corrected():
            name, of, entry, points, months = "review", event.handling, event.finding, event.points, event.months
        case Repaired():
            name, points = "repair", event.points
        case Shortened():
            name, months = "shortening", event.months
        case Passed():
            name = "restoration"
        case RestoredEarly():
            name = "early"
        case Refiled():
            name = "filing"
        case Imposed():
            of, where, department, last = event.origin, event.institution, event.department, event.last_day
            clause = joined(cited(regime, [Reason("", event.keys, event.clauses)]))
            ends = "suspension" if event.status.value == "suspended" else "termination"
            name = {"licence": "licence", "practice_order": "practice_order", "other": ends}.get(
                event.kind, f"institution_{ends}"
            )
    return EventRow(
        person, where, event.on, name, of, points, months, entry, department, last, clause, event.recorded, seq
    )


def filings_of(r: Register, person: str) -> Iterator[FilingRow]:
    """Where the person is filed; a filing that no agreement carries yet counts from no day on and is left out."""
    lapses = r.regime.parameters.agreement.lapse_effect.value is not None
    for f in r.filings(person):
        if f.first < date.max:
            own = f.doctor_agreement if lapses else None
            until = None if own is None else personal_agreement_end(r, own)
            yield FilingRow(person, f.institution, f.first, f.last, f.department, f.effective, until)


def agreements_of(r: Register) -> Iterator[AgreementRow]:
    """What stands in the way of everybody at an institution or in a department."""
    for s in r.sanctions():
        yield AgreementRow(s.institution, s.kind, s.first, s.last, s.department, s.ref)
    for institution in r.institutions:
        yield from _holds(r, institution)


def _holds(r: Register, institution: str) -> Iterator[AgreementRow]:
    acts = (x.act for x in r.institution_records())
    days = sorted({x.on for x in acts if isinstance(x, a.SettlementHold | a.SettlementRelease)})
    begun: date | None = None
    for day in days:
        held = r.holds(institution, day)
        if held and begun is None:
            begun = day
        elif not held and begun is not None:
            yield AgreementRow(institution, HELD, begun, day - _DAY, None, None)
            begun = None
    if begun is not None:
        yield AgreementRow(institution, HELD, begun, None, None, None)
