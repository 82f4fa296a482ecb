"""Which claims an act would make payable or not: spans of service days at a place whose outcome changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.law.gate import claim
from dingdian.law.intervals import change_days
from dingdian.law.register import Register
from dingdian.web.dates import period
from dingdian.web.naming import Names

OUTCOMES = {"pay": "结算", "deny": "不予结算", "hold": "暂缓", "manual_review": "人工复核"}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days of service of a person at a place: ordinary and emergency lines, before and after, in words."""

    person: str
    institution: str
    first: date
    last: date | None
    ordinary: tuple[str, str]
    emergency: tuple[str, str]

    @property
    def period(self) -> str:
        return period(self.first, self.last)


def changed(
    old: Register, new: Register, sites: Mapping[str, list[str]], since: date, names: Names
) -> tuple[Span, ...]:
    """Every span, also of days past, at whose beginning a line has another outcome after the act than before."""
    found: list[Span] = []
    for person, places in sites.items():
        if person not in old.people:
            continue
        then, now = old.account(person), new.account(person)
        ends = {c.last_day for c in (*then.causes, *now.causes) if c.last_day is not None}
        days = {*change_days(old, person), *change_days(new, person), since, *(e + _DAY for e in ends)}
        cuts = sorted(d for d in days if d.year > 1900)
        for place in places:
            mine: list[Span] = []
            for n, first in enumerate(cuts):
                last = cuts[n + 1] - _DAY if n + 1 < len(cuts) else None
                pairs = [
                    (
                        OUTCOMES[claim(old, first, person, place, emergency=e, account=then).value],
                        OUTCOMES[claim(new, first, person, place, emergency=e, account=now).value],
                    )
                    for e in (False, True)
                ]
                if all(before == after for before, after in pairs):
                    continue
                if mine and mine[-1].last == first - _DAY and [mine[-1].ordinary, mine[-1].emergency] == pairs:
                    mine[-1] = Span(names.person(person), names.institution(place), mine[-1].first, last, *pairs)
                else:
                    mine.append(Span(names.person(person), names.institution(place), first, last, *pairs))
            found += mine
    return tuple(found)
