"""Rounds of collective signing: which one is set for an institution, or for an area."""

from __future__ import annotations

from datetime import date

from dingdian.law.institutions import acts as i
from dingdian.law.institutions.known import facts_on
from dingdian.law.register import Record, Register

Days = tuple[date | None, date | None]
"""First and last day of a round, both included; null where a day is not set."""


def of_institution(r: Register, institution: str, day: date | None = None, known_on: date | None = None) -> Days:
    """The round set for an institution by a day (null: ever): the last opened for its area, else the regime's."""
    return _last(r, _opened_for(r, institution, day, known_on))


def opened_for(r: Register, institution: str, day: date) -> Record | None:
    """The last round opened for an institution's area by a day; null where the regime alone sets the days."""
    found = _opened_for(r, institution, day, None)
    return found[-1] if found else None


def of_area(r: Register, area: str | None) -> Days:
    """The last round opened for an area (null: for any), else the regime's."""
    return _last(r, [x for x in _opened(r) if area is None or x.act.area in (None, area)])


def _opened_for(r: Register, institution: str, day: date | None, known_on: date | None) -> list[Record]:
    return [x for x in _opened(r) if _counts(x, day, known_on) and _here(r, institution, x, day)]


def _last(r: Register, opened: list[Record]) -> Days:
    rule = r.regime.rules.signing_round.value
    start, end = (rule.start, rule.end) if rule is not None else (None, None)
    for record in opened:
        start, end = record.act.start_on or record.on, record.act.end_on or end
    return start, end


def _counts(record: Record, day: date | None, known_on: date | None) -> bool:
    return (day is None or record.on <= day) and (known_on is None or record.recorded <= known_on)


def _here(r: Register, institution: str, record: Record, day: date | None) -> bool:
    own = facts_on(r, institution, day or record.on).pooling_area
    return record.act.area is None or own is None or record.act.area == own


def _opened(r: Register) -> list[Record]:
    """Every round opened, of any area: looked for once between two acts."""
    if ("rounds",) not in r.answers:
        r.answers[("rounds",)] = [x for x in r.records if isinstance(x.act, i.RenewalOpenRound)]
    found: list[Record] = r.answers[("rounds",)]
    return found
