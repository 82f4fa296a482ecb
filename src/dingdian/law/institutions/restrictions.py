"""Persons and departments of an institution whose claims alone are not settled, while the rest goes on.

Where rules on persons are in force, they alone say what becomes of a person they manage; then only departments and
other staff can be restricted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import add_days
from dingdian.law.institutions.agreements import suspensions, terminations
from dingdian.law.institutions.control import RestrictionImpose, RestrictionLift
from dingdian.law.register import Register


@dataclass(frozen=True, slots=True)
class Restriction:
    """Claims of a person or department not settled from a day to a day, both included (open if null)."""

    ref: str
    staff: str | None
    department: str | None
    ended: bool
    first: date
    last: date | None
    ground: str | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def whom(self) -> str:
        return self.staff if self.staff is not None else f"科室 {self.department}"


def restrictions(r: Register, institution: str, known_on: date | None = None) -> list[Restriction]:
    """Every restriction of persons and departments of an institution, by whatever act it was imposed."""
    found = [
        Restriction(s.ref, None, s.department, False, s.first, s.last, s.ground)
        for s in suspensions(r, institution, known_on)
        if s.department is not None
    ]
    found += [
        Restriction(t.ref, None, t.department, True, t.first, None, t.ground)
        for t in terminations(r, institution, known_on)
        if t.department is not None
    ]
    imposed: dict[str, Restriction] = {}
    gone = r.voided(known_on)
    for record in r.at(institution, known_on):
        act = record.act
        if isinstance(act, RestrictionImpose) and record.ref not in gone:
            ended = act.kind == "end_settlement"
            first = act.from_ or act.on
            imposed[record.ref] = Restriction(record.ref, act.staff, act.department, ended, first, act.to)
        elif isinstance(act, RestrictionLift) and act.of in imposed:
            old = imposed[act.of]
            last = add_days(record.on, -1)
            imposed[act.of] = Restriction(old.ref, old.staff, old.department, old.ended, old.first, last)
    return [x for x in (*found, *imposed.values()) if x.last is None or x.first <= x.last]


def managed_by_persons_rules(r: Register, person: str, institution: str) -> bool:
    """Whether rules on persons are in force that manage this person at this institution."""
    known = r.regime.persons is not None and person in r.people
    return known and r.in_scope(person, institution)


def departments_of(r: Register, person: str | None, institution: str, day: date) -> frozenset[str]:
    """The departments in which a person works at an institution on a day."""
    if person is None or person not in r.people:
        return frozenset()
    if r.regime.persons is not None:
        filed = [f for f in r.filings(person) if f.institution == institution and f.covers(day)]
        return frozenset(f.department for f in filed if f.department is not None)
    sites = [s for s in r.people[person].sites if s.institution == institution]
    here = [s for s in sites if (s.filed_on is None or s.filed_on <= day) and (s.left_on is None or day <= s.left_on)]
    return frozenset(s.department for s in here if s.department is not None)


def restricting(
    r: Register,
    institution: str,
    day: date,
    person: str | None,
    departments: Iterable[str],
    known_on: date | None = None,
) -> Restriction | None:
    """The restriction that keeps a line from being settled: of its person, or of a department it was done in."""
    places, scopes = set(departments), r.regime.rules.restrictions.value
    for found in restrictions(r, institution, known_on):
        scope = "department" if found.department is not None else "person"
        if not found.covers(day) or (scopes is not None and scope not in scopes):
            continue
        if found.department is not None and found.department in places:
            return found
        if found.staff is not None and found.staff == person and not managed_by_persons_rules(r, person, institution):
            return found
    return None
