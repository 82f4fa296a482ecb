"""What an act would change if it were done now: the law's own answer, before and after, without writing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, load_for
from dingdian.journal.subjects import about
from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.intervals import statuses
from dingdian.law.processes.admit import admit
from dingdian.law.regime import Clause
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.web.clauses import in_words, listed
from dingdian.web.dates import period
from dingdian.web.ladder import Ladder, of_handling
from dingdian.web.status import of_person


@dataclass(frozen=True)
class Changed:
    """A person before and after: points of the year, and standing from then on, in words."""

    person: str
    points_before: int
    points_after: int
    before: str
    after: str
    arithmetic: tuple[str, ...] = ()
    ladder: Ladder | None = None


@dataclass(frozen=True)
class Refusal:
    """An objection with the clauses behind it and the way out."""

    text: str
    remedy: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Preview:
    """The objections, or what would change and what would be remarked."""

    objections: tuple[Refusal, ...] = ()
    persons: tuple[Changed, ...] = ()
    notes: tuple[str, ...] = ()


def preview(region: Region, act: Mapping[str, Any]) -> Preview:
    """Try an act on a slice of the journal that is thrown away. Raises `ValidationError` for what is no act."""
    parsed = ACT.validate_python(dict(act))
    parsed = parsed.model_copy(update={"recorded_on": today()})  # as it will be: after all that is on record
    own = about(parsed)
    register = load_for(region, parsed)
    handling = register.handlings.get(getattr(parsed, "of", None) or "")
    concerned = own.persons or frozenset(handling.persons() if handling is not None else ())
    known = [p for p in sorted(concerned) if p in register.people]
    before = {p: _standing(register, p, parsed.on) for p in known}
    result = admit(register, parsed)
    if result.record is None:
        return Preview(tuple(refusal(register, o) for o in result.objections))
    persons = []
    for person in known:
        points, words = _standing(register, person, parsed.on)
        drawn, sums = None, tuple[str, ...]()
        if isinstance(parsed, a.HandlingDecide):
            ref = result.record.ref
            drawn = of_handling(register, register.account(person), ref)
            sums = tuple(
                in_words(register.regime, s.arithmetic)
                for (who, _), s in register.handlings[ref].scores.items()
                if who == person
            )
        persons.append(Changed(person, before[person][0], points, before[person][1], words, sums, drawn))
    return Preview((), tuple(persons), tuple(in_words(register.regime, n.text) for n in result.notes))


def refusal(register: Register, objection: Objection) -> Refusal:
    """An objection of the law as pages show it."""
    return Refusal(
        in_words(register.regime, objection.text),
        objection.remedy,
        listed(register.regime, objection.cites(register.regime)),
    )


def _standing(r: Register, person: str, day: date) -> tuple[int, str]:
    """Points on a day, and the graver statuses from then on (else the status of the day)."""
    spells = [s for s in statuses(r, person) if s.last is None or s.last >= day]
    grave = [x for x in spells if x.status in (Status.SUSPENDED, Status.TERMINATED)]
    value = standing(r, person, day).value
    words = []
    for s in grave:
        sign = of_person(s.status)
        words.append(f"{sign.sign} {sign.word} {period(s.first, _end(r, person, s.last, s.origins))}")
    now = of_person(value.status)
    return value.points, "；".join(words) or f"{now.sign} {now.word}"


def _end(r: Register, person: str, last: date | None, origins: tuple[str, ...]) -> date | None:
    """The last day of a spell: its own, or the term's where it lasts until somebody restores the person."""
    if last is not None:
        return last
    return max((c.last_day for c in r.account(person).causes if c.origin in origins and c.last_day), default=None)
