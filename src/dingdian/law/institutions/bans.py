"""The register of bans: who may not be designated until when, because of what.

A ban runs through the corresponding day N years after the event; it goes on while the duties tied to it are not fully
performed. What was revoked gives none; neither does an own wish, an automatic end or a contract not renewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law.dates import add_days
from dingdian.law.institutions.ban_events import Event, dishonest, failed_twice, named_person, terminated
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.obligations import performed
from dingdian.law.institutions.records import Obligation
from dingdian.law.institutions.rows import Condition, Duration
from dingdian.law.register import Register

SubjectClass = Literal["institution", "key_person"]
DUTIES = {"penalty_fully_performed": "penalties", "breach_liability_fully_performed": "breach_liabilities"}
"""Name of the end that a ban also waits for → the facts that tell of it."""
CAUSES = ("dishonest_application", "terminated_before", "failed_twice", "key_person_named")
"""Tests of the negative list that rest on a ban."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A ban from its event on. `base_end`: last day by the term alone; `last`: last day, null while duties are open.

    `extended`: duties tied to it prolong (or prolonged) it. `scope`: the kind of agreement it keeps from, null for any.
    """

    subject_class: SubjectClass
    subject: str
    cause: str
    clause: str
    ref: str
    first: date
    base_end: date
    last: date | None
    extended: bool
    scope: str | None = None
    because: str = ""
    key: str = ""

    @property
    def first_free_on(self) -> date | None:
        """The first day without it; null while it has no end."""
        return None if self.last is None else add_days(self.last, 1)

    def runs(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def ban_register(r: Register, subject: str, day: date, known_on: date | None = None) -> tuple[Ban, ...]:
    """Every ban of an institution or a key person that had begun by the day, those that are over included."""
    rows = r.regime.rules.negative_list.value
    found: list[Ban] = []
    for clause, row in rows.items():
        if row.test in CAUSES:
            found += bans_of(r, clause, row, subject, day, known_on)
    return tuple(found)


def bans_of(
    r: Register, clause: str, row: Condition, subject: str, day: date, known_on: date | None = None
) -> Iterator[Ban]:
    """The bans that one row of the negative list gives a subject."""
    known = subject in r.institutions
    if row.test == "key_person_named":
        if not known:
            for event in named_person(r, row, subject, day, known_on):
                yield from _ban(r, clause, row, "key_person", subject, event, day, known_on)
    elif known:
        find = {"dishonest_application": dishonest, "terminated_before": terminated, "failed_twice": failed_twice}
        for event in find[row.test](r, row, subject, day, known_on):
            yield from _ban(r, clause, row, "institution", subject, event, day, known_on)


def _ban(
    r: Register,
    clause: str,
    row: Condition,
    subject_class: SubjectClass,
    subject: str,
    event: Event,
    day: date,
    known_on: date | None,
) -> Iterator[Ban]:
    key = row.bans.get(event.nature or "") if row.bans else row.ban
    length: Duration | None = r.regime.flat[key].value if key else None
    if key is None or length is None or event.first > day:
        return
    base = length.term.last_day(event.first)
    last: date | None = base
    if (name := DUTIES.get(length.until_also or "")) is not None:
        duties = getattr(facts_on(r, event.institution or subject, day, known_on), name) or ()
        last = _prolonged(base, [o for o in duties if _tied(o, event, base)])
    scope = event.scope if row.scope == "same_agreement_kind" else None
    text = f"{event.text}，{length} 内不受理，末日 {base}"
    if last != base:
        text += "，相关责任" + (f"到 {last} 才履行完毕" if last else "尚未履行完毕")
    yield Ban(
        subject_class, subject, row.test, clause, event.ref, event.first, base, last, last != base, scope, text, key
    )


def _prolonged(base: date, duties: Iterable[Obligation]) -> date | None:
    """The last day of a ban that also waits for duties: the day the last of them is performed, null if one is not."""
    last = base
    for o in duties:
        if not performed(o):
            return None
        if o.performed_on is not None:
            last = max(last, o.performed_on)
    return last


def _tied(o: Obligation, event: Event, base: date) -> bool:
    """Whether a duty belongs to the event: by name, or unnamed and not decided after the ban's term."""
    if o.termination is not None:
        return o.termination == event.ref
    return o.decided_on is None or o.decided_on <= base


__all__ = ["CAUSES", "DUTIES", "Ban", "ban_register", "bans_of"]
