"""What bears on a person's points and causes: the acts about the person, and sanctions of institutions that reach him.

Folding these events gives the person's account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal

from dingdian.law import acts as a
from dingdian.law.account import Account, Cause
from dingdian.law.dates import Interval, Term, TermUnit
from dingdian.law.events import (
    Booked,
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
from dingdian.law.fold import fold
from dingdian.law.scoring import Score
from dingdian.law.values import Status

if TYPE_CHECKING:
    from dingdian.law.register import Record, Register
    from dingdian.law.sanctions import InstitutionSanction


def account_of(r: Register, person: str, known_on: date | None = None) -> Account:
    """The person's account and causes as known on a day (null: the whole file)."""
    account = fold(r.regime, r.table, events_of(r, person, known_on))
    reopened_by_filing(account.causes, ((f.institution, f.first) for f in r.filings(person, known_on)))
    return account


def reopened_by_filing(causes: Iterable[Cause], filings: Iterable[tuple[str, date]]) -> None:
    """A termination at one institution ends with the person's next filing there (institution, first day)."""
    known: list[tuple[str, date]] | None = None
    for cause in causes:
        if cause.institution is not None and cause.status is Status.TERMINATED:
            known = list(filings) if known is None else known
            again = [first for where, first in known if where == cause.institution and first > cause.first_day]
            cause.restored_on = min(again, default=None)
            cause.last_day = None


def events_of(r: Register, person: str, known_on: date | None = None) -> list[Event]:
    """Everything that bears on a person's account and causes, in recorded order."""
    p = r.regime.parameters
    events: list[Event] = []
    for record in r.of_person(person, known_on):
        events += _event(r, person, record)
    for sanction in r.sanctions(known_on):
        events += _propagated(r, person, sanction, known_on)
    if p.propagation.practice_order_suspends.value:
        for record in r.of_person(person, known_on):
            if isinstance(record.act, a.PracticeSuspend):
                keys = ("propagation.practice_order_suspends",)
                act = record.act
                events.append(
                    Imposed(
                        act.from_,
                        record.recorded,
                        "practice_order",
                        Status.SUSPENDED,
                        act.to,
                        keys,
                        record.ref,
                    )
                )
    events.sort(key=lambda e: e.recorded)
    return events


def _event(r: Register, person: str, record: Record) -> list[Event]:
    act, on, at = record.act, record.on, record.recorded
    if isinstance(act, a.HandlingDecide):
        return [booking(r, record.ref, act, person, r.handlings[record.ref].scores)]
    if isinstance(act, a.DeliverToInstitution):
        return [Delivered(on, at, act.of, act.effective_from)]
    if isinstance(act, a.ReviewDecide | a.AppealDecide):
        if act.outcome == "upheld":
            return []
        of = act.of or ""
        finding = act.finding
        return [Corrected(on, at, of, finding, 0 if act.outcome == "revoked" else act.points or 0, act.months)]
    if isinstance(act, a.RepairDecide) and act.outcome == "granted":
        return [Repaired(on, at, act.points or 0)] if act.kind == "points" else [Shortened(on, at, act.months or 0)]
    if isinstance(act, a.RestorationAssess) and act.outcome == "passed":
        return [Passed(on, at)]
    if isinstance(act, a.RestorationEarly):
        early = r.regime.parameters.restoration.early.value
        return [RestoredEarly(on, at)] if act.exam == "passed" or (early and not early.exam) else []
    if isinstance(act, a.QualificationSuspend | a.QualificationTerminate):
        clause = r.items[act.ground].under
        status = Status(r.regime.parameters.status.other_grounds.value[clause])
        first, last = (act.from_ or on, act.to) if isinstance(act, a.QualificationSuspend) else (on, None)
        return [Imposed(first, at, "other", status, last, ("status.other_grounds",), record.ref, clauses=(clause,))]
    if isinstance(act, a.LicenceRevoke):
        status = Status(r.regime.parameters.status.licence_revoked_maps_to.value)
        return [Imposed(on, at, "licence", status, None, ("status.licence_revoked_maps_to",), record.ref)]
    if isinstance(act, a.FilingSubmit):
        return [Refiled(on, at)]
    return []


def booking(r: Register, ref: str, act: a.HandlingDecide, person: str, scores: dict[tuple[str, str], Score]) -> Booked:
    """The entries of one handling for one person."""
    by_type = r.regime.parameters.scoring.same_type_key.value == "type"
    inspection = act.inspection or ref
    items = [
        Item(
            f.id,
            (inspection, f.type if by_type else scores[person, f.id].circumstance),
            scores[person, f.id].points,
        )
        for f in act.findings
        if (person, f.id) in scores
    ]
    given = (p.months for f in act.findings for p in f.persons if p.person == person)
    months = next((m for m in given if m is not None), None)
    return Booked(booked_on(r, act), act.recorded, ref, act.institution, items, months)


def booked_on(r: Register, act: a.HandlingDecide) -> date:
    """The day whose year an entry belongs to (C5): that of the underlying decision, or of the posting."""
    by_decision = r.regime.parameters.scoring.booking_time.value == "penalty_or_agreement_decision"
    return act.underlying_on if by_decision and act.underlying_on is not None else act.on


def _propagated(r: Register, person: str, s: InstitutionSanction, known_on: date | None) -> list[Event]:
    """How an institution's sanction reaches a person: the responsible ones, or all who are filed there."""
    p = r.regime.parameters.propagation
    if not s.reaches_persons or p.institution_cause_target.value is None:
        return []
    same_site = p.institution_cause_sites.value == "same_site_only"
    keys: tuple[str, ...] = (
        "propagation.institution_cause.target",
        "propagation.institution_cause.sites",
    )
    if p.institution_cause_target.value == "responsible_persons":
        if person not in s.responsible:
            return []
    elif not any(
        f.institution == s.institution
        and s.department in (None, f.department)
        and Interval(f.first, f.last).overlaps(Interval(s.first, s.last))
        for f in r.filings(person, known_on)
    ):
        return []
    kind: Literal["institution", "department"] = "department" if s.department else "institution"
    ban = None
    last = s.last
    if s.kind == "terminated":
        if p.institution_terminated_person_status.value is None:
            return []
        status = Status.TERMINATED
        keys = (*keys, "propagation.institution_terminated.person_status")
        same_site = p.institution_terminated_person_status.value == "terminated_at_site"
        years = p.institution_terminated_ban_years.value
        ban = None if years is None else Term(years, TermUnit.YEARS)
    else:
        status = Status.SUSPENDED
        keys = (*keys, "propagation.institution_cause.term")
        last = s.last if p.institution_cause_term.value == "same_as_trigger" else None
    return [
        Imposed(
            s.first,
            s.recorded,
            kind,
            status,
            last,
            keys,
            s.ref,
            s.institution if same_site else None,
            s.department if same_site else None,
            ban,
        )
    ]
