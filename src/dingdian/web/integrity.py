"""A person's record year by year: points, what was left, the grade of credit and the graver spells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dingdian.law.intervals import statuses
from dingdian.law.register import Register
from dingdian.law.standing import credit_grade
from dingdian.law.values import Status
from dingdian.web.dates import period
from dingdian.web.standings import joined
from dingdian.web.status import of_person


@dataclass(frozen=True)
class Year:
    """A calendar year as it ended, or as it stands; `grade` is empty where the rules know no grades."""

    year: int
    points: int
    left: int
    grade: str
    spells: tuple[str, ...]


def years(r: Register, person: str, day: date) -> list[Year]:
    """From the year of the first filing or entry to that of a day, the latest first."""
    account = r.account(person)
    begun = [f.filed_on.year for f in r.filings(person)] + [line.on.year for line in account.lines]
    found = []
    for year in range(min([*begun, day.year]), day.year + 1):
        last = min(day, date(year, 12, 31))
        left = account.left(last)
        grade = credit_grade(r.regime, left) or ""
        found.append(Year(year, account.total(last), left, grade, tuple(_spells(r, person, date(year, 1, 1), last))))
    return found[::-1]


def _spells(r: Register, person: str, first: date, last: date) -> Iterator[str]:
    for s in joined(statuses(r, person, None)):
        grave = s.status in (Status.SUSPENDED, Status.TERMINATED)
        if grave and s.first <= last and (s.last is None or s.last >= first):
            sign = of_person(s.status)
            yield f"{sign.sign} {sign.word} {period(s.first, s.last)}"
