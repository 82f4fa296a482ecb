"""The signs (定点标识牌) an institution was given, and the day from which they have to be collected.

A sign without an agreement would be one hung without right; so what ends the agreement is a reason to collect it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import Due, add_days
from dingdian.law.deadlines import Query
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import agreements, terminations
from dingdian.law.institutions.declared import SignIssue, SignReturn
from dingdian.law.institutions.standing import automatic_ends, state_on
from dingdian.law.register import Register

KEY = "sign_withdraw_on"
ENDS = {"terminated": "termination", "ended": "automatic_end"}
WORDS = {"termination": "协议解除", "automatic_end": "协议自动终止", "expiry": "协议到期没有续签"}


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign by its number: when it was handed out, when it came back (null: it is still out)."""

    ref: str
    number: str
    issued_on: date
    returned_on: date | None = None


def signs(r: Register, institution: str, known_on: date | None = None) -> list[Sign]:
    """Every sign of an institution, in recorded order."""
    found: dict[str, Sign] = {}
    for record in r.at(institution, known_on):
        if isinstance(record.act, SignIssue):
            found[record.ref] = Sign(record.ref, record.act.number, record.on)
        elif isinstance(record.act, SignReturn) and (out := found.get(record.act.of)) is not None:
            found[out.ref] = Sign(out.ref, out.number, out.issued_on, record.on)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class End:
    """The first day without an agreement, and what it came to an end by."""

    on: date
    by: str


def end_of_designation(r: Register, institution: str, known_on: date | None = None) -> End | None:
    """When the institution stops being a designated one, as far as is known: by a decision, by itself, by its term.

    Null while it never had an agreement, or where something other than an end follows on the term (a deferral).
    """
    mains = [x for x in agreements(r, institution, known_on) if x.is_main]
    if not mains:
        return None
    days = {add_days(line.last, 1) for line in mains}
    days |= {t.first for t in terminations(r, institution, known_on) if t.department is None}
    days |= set(automatic_ends(r, institution, known_on))
    expired = {add_days(line.last, 1) for line in mains}
    for day in sorted(days):
        if any(line.first > day for line in mains):
            continue
        state = state_on(r, institution, day, known_on)
        if state.status in ENDS and state.since is not None:
            by = "expiry" if state.status == "ended" and state.since in expired else ENDS[state.status]
            return End(state.since, by)
    return None


def sign_return(r: Register, q: Query) -> Decision[Due | None]:
    """The day from which a sign has to be collected: the first one without an agreement."""
    listed = r.regime.rules.sign_withdraw_on.value or ()
    end = end_of_designation(r, q.institution or "", q.known_on) if q.institution else None
    if end is None or end.by not in listed:
        words = "协议还在，标识牌不必收回" if end is None else f"{WORDS[end.by]}时规则没有要求收回标识牌"
        return Decision(None, r.regime, lambda: [Reason(words, (KEY,))])
    words = f"自 {end.on} 起{WORDS[end.by]}，当日收回标识牌"
    return Decision(Due(end.on), r.regime, lambda: [Reason(words, (KEY,))])


def to_collect(r: Register, institution: str, day: date, known_on: date | None = None) -> list[tuple[Sign, Reason]]:
    """The signs that are still out although the agreement is over on a day, each with why."""
    out = [s for s in signs(r, institution, known_on) if s.returned_on is None and s.issued_on <= day]
    if not out:
        return []
    answer = sign_return(r, Query(institution=institution, known_on=known_on))
    if answer.value is None or day < answer.value.day:
        return []
    return [(s, Reason(f"标识牌 {s.number}：{answer.reasons[0].text}", (KEY,))) for s in out]
