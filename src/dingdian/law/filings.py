"""Where a person is filed and from when to when, and how long the doctor's own agreement there runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dingdian.law import acts as a
from dingdian.law.dates import Term, TermUnit, inclusive_term
from dingdian.law.setting import PersonalAgreement

if TYPE_CHECKING:
    from dingdian.law.register import Register

_DAY = timedelta(days=1)
LONG_AGO = date(1900, 1, 1)


@dataclass(slots=True)
class Filing:
    """A person filed at a site, counting from a day to a day (open if null); `effective` false waits for a ruling.

    It counts from `filed_on`, or from the institution's first agreement if that begins later.
    """

    institution: str
    department: str | None
    first: date
    last: date | None
    effective: bool
    doctor_agreement: PersonalAgreement | None
    filed_on: date

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def in_year(self, year: int, until: date) -> bool:
        first, last = date(year, 1, 1), min(until, date(year, 12, 31))
        return self.first <= last and (self.last is None or self.last >= first)


def filings_of(r: Register, person: str, known_on: date | None = None) -> list[Filing]:
    """Every filing of a person, with the leavings known; none counts before the institution's first agreement."""
    found = [
        Filing(
            s.institution,
            s.department,
            max(s.filed_on or LONG_AGO, r.qualified_since(s.institution, known_on)),
            s.left_on,
            r.in_scope(person, s.institution),
            s.doctor_agreement,
            s.filed_on or LONG_AGO,
        )
        for s in r.people[person].sites
    ]
    waits = r.regime.parameters.scope.out_of_list_action.value == "warn_and_hold"
    for record in r.of_person(person, known_on):
        act = record.act
        if isinstance(act, a.FilingSubmit):
            for old in found:
                if old.institution == act.institution and old.covers(act.on):
                    old.last = act.on - _DAY if act.on > old.first else old.last
            effective = not waits or r.in_scope(person, act.institution, act.role)
            found.append(
                Filing(
                    act.institution,
                    act.department,
                    max(act.on, r.qualified_since(act.institution, known_on)),
                    None,
                    effective,
                    act.doctor_agreement,
                    act.on,
                )
            )
        elif isinstance(act, a.PersonLeave):
            for old in found:
                if old.institution == act.institution and old.covers(act.on):
                    old.last = act.on
    return [f for f in found if f.last is None or f.last >= f.first]


def lapsed_agreement(
    r: Register, person: str, institution: str, day: date, known_on: date | None = None
) -> date | None:
    """Last day of the doctor's agreement at a site, if it is stated and over (where the regime gives it weight)."""
    if r.regime.parameters.agreement.lapse_effect.value is None:
        return None
    for filing in filings_of(r, person, known_on):
        if filing.institution == institution and filing.covers(day) and filing.doctor_agreement is not None:
            end = personal_agreement_end(r, filing.doctor_agreement)
            if end is not None and day > end:
                return end
    return None


def personal_agreement_end(r: Register, agreement: PersonalAgreement) -> date | None:
    """Last day of a doctor's agreement: as written, else the regime's term, the first day included."""
    years = r.regime.parameters.agreement.doctor_agreement_term_years.value
    if agreement.end_on is not None or years is None:
        return agreement.end_on
    return inclusive_term(agreement.start_on, Term(years, TermUnit.YEARS)).last
