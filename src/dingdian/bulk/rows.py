"""What the gate keeps of a person or an institution: how it stands over time, asked of the law day by day.

Between two days on which something may turn the law gives one answer, so a few questions tell all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from dingdian.bulk.told import agreements_of
from dingdian.gate_client.snapshot import ELSEWHERE
from dingdian.law.explain import Reason, cited
from dingdian.law.filings import LONG_AGO, personal_agreement_end
from dingdian.law.gate import own_ground
from dingdian.law.institutions.claims import institution_claim
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.restrictions import restrictions
from dingdian.law.institutions.standing import state_on, states
from dingdian.law.intervals import change_days
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.verdict import Ground, verdict

_DAY = timedelta(days=1)
_NOBODY_THERE = ""
"""Stands for a place where the person was never filed."""


@dataclass(frozen=True, slots=True)
class Comes:
    """What a line comes to: outcome, reason code, words and clauses."""

    outcome: str
    reason: str
    says: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How it stands from a day to a day (null: with no end in sight), with ordinary lines and with emergencies.

    `place` and `department`: where; of a person `ELSEWHERE` is every place that no other row names.
    """

    person: str
    place: str
    department: str
    first: date
    last: date | None
    gravity: int
    ordinary: Comes
    urgent: Comes
    causes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def comes(regime: Regime, ground: Ground, *, emergency: bool) -> Comes:
    """What a ground comes to by the rules on persons."""
    found = verdict(regime, ground, emergency)
    return Comes(found.outcome, found.code, found.says, cited(regime, [Reason("", found.keys, found.clauses)]))


def _on(regime: Regime, ground: Ground) -> tuple[int, Comes, Comes]:
    return ground.gravity, comes(regime, ground, emergency=False), comes(regime, ground, emergency=True)


# Persons


def rows_of_person(r: Register, person: str) -> list[Kept]:
    """Everything about a person of whom more is to be said than where they are filed; else nothing."""
    filings, account = r.filings(person), r.account(person)
    if filings and not account.causes and not _particular(r, person):
        return []
    found: list[Kept] = []
    days = _days_of_person(r, person)
    for place in (*dict.fromkeys(f.institution for f in filings), ELSEWHERE):
        apart = {c.department for c in account.causes if c.institution == place and c.department}
        for department in ("", *sorted(apart)):
            at = _NOBODY_THERE if place == ELSEWHERE else place
            found += _runs(days, partial(_of_person, r, person, at, department), person, place, department)
    return found


def _days_of_person(r: Register, person: str) -> list[date]:
    """Days on which the status or a reason for it may turn; a reason also turns with a term's end and with the year."""
    causes = r.account(person).causes
    turns = {c.last_day + _DAY for c in causes if c.last_day is not None}
    turns |= {date(c.crossing.on.year + 1, 1, 1) for c in causes if c.crossing is not None}
    return [LONG_AGO, *sorted(d for d in turns | set(change_days(r, person)) if d > LONG_AGO)]


def _particular(r: Register, person: str) -> bool:
    """Whether filings alone do not say how the person stands."""
    p = r.regime.parameters
    if p.status.effective_source.value != "agency_decision" and any(True for _ in r.of_person(person)):
        return True
    lapses = p.agreement.lapse_effect.value is not None
    own = (f.doctor_agreement for f in r.filings(person))
    return any(not f.effective for f in r.filings(person)) or (
        lapses and any(x is not None and personal_agreement_end(r, x) is not None for x in own)
    )


_GRAVITY = {"pay": 0, "hold": 1, "manual_review": 2, "deny": 3}
_Told = tuple[int, Comes, Comes, tuple[str, ...], tuple[str, ...]]


def _of_person(r: Register, person: str, place: str, department: str, day: date) -> _Told | None:
    found = own_ground(r, day, person, place, department or None)
    if found.ground is Ground.NORMAL:
        return None
    return (*_on(r.regime, found.ground), found.origins, cited(r.regime, found.because()))


# Institutions


def rows_of_place(r: Register, institution: str) -> list[Kept]:
    """What stands in the way of everybody, of a department or of somebody at an institution."""
    if r.regime.institutions is None:
        return [
            Kept("", institution, row.department or "", row.first_day, row.last_day,
                 *_on(r.regime, _ground_of(row.status)), (row.cause,) if row.cause else ())
            for row in agreements_of(r)
            if row.institution == institution
        ]  # fmt: skip
    limits = restrictions(r, institution)
    apart = sorted({x.department for x in limits if x.department is not None})
    turns = {LONG_AGO, *_turns(r, institution)}
    papers = [x for day in turns for x in facts_on(r, institution, day).licences or ()]
    days = sorted(turns | {x.valid_until + _DAY for x in papers if x.valid_until is not None})
    found: list[Kept] = []
    for person in ("", *sorted({x.staff for x in limits if x.staff is not None} | _working(r, institution, apart))):
        for department in ("", *(() if person else apart)):
            asked = partial(_of_place, r, institution, person, department)
            found += _runs(days, asked, person, institution, department)
    return found


def _ground_of(status: str) -> Ground:
    return Ground.PAYMENT_HELD if status == Ground.PAYMENT_HELD else Ground(f"place_{status}")


def _working(r: Register, institution: str, departments: Iterable[str]) -> set[str]:
    """Persons known to work in one of some departments, where no rules on persons tell it."""
    if r.regime.persons is not None:
        return set()
    known = set(departments)
    return {
        code
        for code, person in r.people.items()
        if any(s.institution == institution and s.department in known for s in person.sites)
    }


def _turns(r: Register, institution: str) -> Iterator[date]:
    """Every day on which the answer for a line may turn."""
    yield from (day for day, _ in states(r, institution))
    for record in r.at(institution):
        for name in type(record.act).model_fields:  # whatever day an act names: a term it sets ends or begins there
            day = getattr(record.act, name)
            if isinstance(day, date):
                yield day
                if day < date.max:
                    yield day + _DAY
    for x in restrictions(r, institution):
        yield x.first
        if x.last is not None:
            yield x.last + _DAY
    for code in r.people:
        for s in r.people[code].sites:
            if s.institution == institution:
                if s.filed_on is not None:
                    yield s.filed_on
                if s.left_on is not None:
                    yield s.left_on + _DAY


def _of_place(r: Register, institution: str, person: str, department: str, day: date) -> _Told | None:
    told = [
        institution_claim(r, day, person or None, institution, department or None, emergency, None, None)
        for emergency in (False, True)
    ]
    state = state_on(r, institution, day).status
    made = [Comes(x.value, f"place_{state}", x.reasons[-1].text, x.clauses) for x in told]
    gravity = max(_GRAVITY[x.value] for x in told)
    return gravity, made[0], made[1], (), ()


# Both


def _runs(
    days: list[date], asked: Callable[[date], _Told | None], person: str, place: str, department: str
) -> Iterator[Kept]:
    """Days that come to the same, as one row; those on which nothing stands in the way are left out."""
    open_: tuple[date, _Told] | None = None
    for day in days:
        told = asked(day)
        if open_ is not None and open_[1] == told:
            continue
        if open_ is not None:
            yield _kept(open_[0], day - _DAY, open_[1], person, place, department)
        open_ = (day, told) if told is not None else None
    if open_ is not None:
        yield _kept(open_[0], None, open_[1], person, place, department)


def _kept(first: date, last: date | None, told: _Told, person: str, place: str, department: str) -> Kept:
    gravity, ordinary, urgent, causes, clauses = told
    return Kept(person, place, department, first, last, gravity, ordinary, urgent, causes, clauses)
