"""Which claims an act would make payable or not: spans of service days at a place whose outcome changes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.journal.record import today
from dingdian.law import acts as a
from dingdian.law.gate import claim
from dingdian.law.intervals import change_days
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.resettle import resettle
from dingdian.web.dates import period
from dingdian.web.naming import Names
from dingdian.web.status import Sign, of_claim
from dingdian.web.words import word

KINDS = {"emergency": "急诊", "rescue": "抢救", "first_aid": "急救", "other_special": "其他特殊情况"}
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


def emergencies(regime: Regime) -> str:
    """The kinds of emergency that the rules except, in words."""
    if regime.persons is None:
        return "急诊、抢救"
    kinds = regime.parameters.settlement.emergency_kinds.value
    return "、".join(KINDS.get(kind) or word(regime, kind) for kind in kinds) or "急诊、抢救"


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
                        of_claim(claim(old, first, person, place, emergency=e, account=then).value).word,
                        of_claim(claim(new, first, person, place, emergency=e, account=now).value).word,
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


@dataclass(frozen=True)
class Barred:
    """Days of service of a person at a place on which a decision bars ordinary lines; what becomes of both kinds."""

    person: str
    institution: str
    period: str
    ordinary: Sign
    emergency: Sign


def barred(
    r: Register, decision: str, persons: Iterable[str], seen: Container[str], names: Names
) -> tuple[Barred, ...]:
    """What a decision on points leaves unpaid as things stand, by person and place `seen`, from its first day on."""
    found = []
    for person in persons:
        account = r.account(person)
        causes = [c for c in account.causes if c.origin == decision]
        for cause in causes:
            for place in (x for x in places_of(r, [person]) if x in seen):
                lines = [claim(r, cause.first_day, person, place, emergency=e, account=account) for e in (False, True)]
                if lines[0].value != "pay":
                    ordinary, emergency = (of_claim(line.value) for line in lines)
                    span = period(cause.first_day, cause.end)
                    found.append(Barred(names.person(person), names.institution(place), span, ordinary, emergency))
    return tuple(found)


@dataclass(frozen=True)
class Again:
    """Days of service whose ordinary lines were not paid and have to be settled again, and by which decision."""

    person: str
    institution: str
    period: str
    on: date


def again(r: Register, decision: str, persons: Iterable[str], seen: Container[str], names: Names) -> tuple[Again, ...]:
    """What reviews and appeals of a decision on points leave to be settled again at the places `seen`, up to today."""
    found = []
    for person in persons:
        for record in r.of_person(person):
            act = record.act
            if not isinstance(act, a.ReviewDecide | a.AppealDecide) or act.of != decision or act.outcome == "upheld":
                continue
            for place in (x for x in places_of(r, [person]) if x in seen):
                for days in resettle(r, person, place, known_on=record.recorded - _DAY, until=today()):
                    span = period(days.first, days.last)
                    found.append(Again(names.person(person), names.institution(place), span, act.on))
    return tuple(found)


def places_of(r: Register, persons: Iterable[str]) -> list[str]:
    """Where these people are or were filed."""
    return list(dict.fromkeys(f.institution for p in persons for f in r.filings(p)))
