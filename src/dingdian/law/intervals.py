"""A person's standing over time: the days on which it changes, and what it is between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.law.filings import LONG_AGO, personal_agreement_end
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StatusInterval:
    """A status that holds from a day to a day, both included (null: with no end in sight), and the acts behind it."""

    status: Status
    first: date
    last: date | None
    origins: tuple[str, ...] = ()


def change_days(r: Register, person: str, known_on: date | None = None) -> list[date]:
    """Every day on which something about the person's standing may begin or have ended, in order."""
    causes, filings = r.account(person, known_on).causes, r.filings(person, known_on)
    firsts = [*(c.first_day for c in causes), *(f.first for f in filings)]
    lasts = [*(c.end for c in causes), *(f.last for f in filings)]
    lasts += [personal_agreement_end(r, f.doctor_agreement) for f in filings if f.doctor_agreement is not None]
    days = {*firsts, *(x.on for x in r.of_person(person, known_on)), *(e + _DAY for e in lasts if e is not None)}
    return sorted(day for day in days if day > LONG_AGO) or [LONG_AGO]


def statuses(
    r: Register, person: str, site: str | None = None, known_on: date | None = None
) -> tuple[StatusInterval, ...]:
    """The person's status at a site (over all sites if null) from the first day on which anything is known."""
    found: list[StatusInterval] = []
    for day in change_days(r, person, known_on):
        value = standing(r, person, day, site=site, known_on=known_on).value
        origins = tuple(dict.fromkeys(c.origin for c in value.causes))
        if found:
            if (found[-1].status, found[-1].origins) == (value.status, origins):
                continue
            found[-1] = StatusInterval(found[-1].status, found[-1].first, day - _DAY, found[-1].origins)
        found.append(StatusInterval(value.status, day, None, origins))
    return tuple(found)
