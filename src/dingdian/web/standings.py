"""A person's standing from a day on, in words: the graver spells with their days, else how it is on that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from dingdian.law.intervals import StatusInterval, statuses
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.web.dates import ONE_DAY, period
from dingdian.web.status import of_person


def in_force(r: Register, person: str, day: date) -> list[str]:
    """Where a person is filed on a day or later."""
    filings = r.filings(person)
    return list(dict.fromkeys(f.institution for f in filings if f.last is None or f.last >= day))


def spells(r: Register, person: str, day: date, site: str | None = None) -> str:
    """◐ 暂停 2026-03-11 — 2026-04-10; without a site over all of them. Spells that adjoin are said as one."""
    words = []
    for s in joined(statuses(r, person, site)):
        if s.status in (Status.SUSPENDED, Status.TERMINATED) and (s.last is None or s.last >= day):
            sign = of_person(s.status)
            words.append(f"{sign.sign} {sign.word} {period(s.first, _end(r, person, s.last, s.origins))}")
    now = of_person(standing(r, person, day, site=site).value.status)
    return "；".join(words) or f"{now.sign} {now.word}"


def joined(found: Iterable[StatusInterval]) -> list[StatusInterval]:
    """Intervals of one status, whatever caused it, that follow each other without a day between, as one."""
    joined: list[StatusInterval] = []
    for s in found:
        before = joined[-1] if joined else None
        if before and before.status is s.status and before.last is not None and before.last + ONE_DAY == s.first:
            joined[-1] = replace(s, first=before.first)
        else:
            joined.append(s)
    return joined


def _end(r: Register, person: str, last: date | None, origins: tuple[str, ...]) -> date | None:
    """The last day of a spell: its own, or the term's where it lasts until somebody restores the person."""
    if last is not None:
        return last
    return max((c.last_day for c in r.account(person).causes if c.origin in origins and c.last_day), default=None)
