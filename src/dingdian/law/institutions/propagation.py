"""What one area's decision on an institution does in the others: same event, same dates, confirmed when it is over.

Only the suspension or termination decided by the home area travels. An automatic end, a hold, a deferral and the
restriction of a person or department stay where they were made, and what was taken over is not sent on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import Line, agreements, suspensions, taken_over, terminations
from dingdian.law.institutions.casework import PropagationConfirm, PropagationReceive
from dingdian.law.register import Register

Event = Literal["suspension", "termination", "resumption", "correction"]


@dataclass(frozen=True, slots=True)
class Target:
    """An area that is to be told: its agreement, the event, and the dates that are the same there."""

    area: str
    agreement: str
    event: Event
    effective_on: date
    planned_end_on: date | None


def propagation_targets(
    r: Register, institution: str, decision: str, known_on: date | None = None
) -> Decision[tuple[Target, ...]]:
    """To which other areas a decision goes: those with an agreement in force on the day it takes effect.

    A decision that a dispute revoked or changed goes out again as a correction.
    """
    rule = r.regime.rules.propagation.value
    lines = agreements(r, institution, known_on)
    told = Reason("中止、解除及于其他统筹区的协议，日期相同，联动来的不再外传", ("propagation",))
    if rule is None:
        return Decision((), r.regime, lambda: [Reason("规则没有规定跨统筹区联动", ("propagation",))])
    reversed_ = decision in r.voided(known_on)
    seen = _before_reversal(r, decision, known_on) if reversed_ else known_on
    found: list[Target] = []
    for s in suspensions(r, institution, seen):
        own_wish = s.kind == "on_request" and not rule.includes_on_request
        travels = "suspension" in rule.events and s.kind != "derived" and not own_wish
        if s.ref == decision and s.department is None and travels and _is_home(lines, s.agreement):
            event: Event = "correction" if reversed_ else "suspension"
            found += [Target(x.area or "", x.ref, event, s.first, s.planned_last) for x in _abroad(lines, s.first)]
    for t in terminations(r, institution, seen):
        travels = "termination" in rule.events and not t.derived
        if t.ref == decision and t.department is None and travels and _is_home(lines, t.agreement):
            event = "correction" if reversed_ else "termination"
            found += [Target(x.area or "", x.ref, event, t.first, None) for x in _abroad(lines, t.first)]
    return Decision(tuple(found), r.regime, lambda: [told])


def _before_reversal(r: Register, decision: str, known_on: date | None) -> date:
    """The day the decision was recorded: as known then it still stood."""
    return next(x.recorded for x in r.records if x.ref == decision)


def _is_home(lines: list[Line], agreement: str | None) -> bool:
    return agreement is None or any(x.ref == agreement and x.is_main for x in lines)


def _abroad(lines: list[Line], day: date) -> list[Line]:
    return [x for x in lines if x.area is not None and x.covers(day)]


def notices_to_decide(r: Register, institution: str, day: date, known_on: date | None = None) -> tuple[str, ...]:
    """Decisions of areas that are not the institution's home: nothing follows by itself, somebody has to decide."""
    found = (x for x in r.at(institution, known_on) if isinstance(x.act, PropagationReceive) and x.on <= day)
    return tuple(x.ref for x in found if x.act.kind in ("suspension", "termination") and not taken_over(r, x.act))


def resumption_to_confirm(r: Register, institution: str, day: date, known_on: date | None = None) -> bool:
    """Whether another area reported that its suspension is over and this one has not confirmed it yet."""
    waiting = False
    for record in r.at(institution, known_on):
        if isinstance(record.act, PropagationReceive) and record.on <= day:
            waiting = record.act.kind in ("resumption", "correction")
        elif isinstance(record.act, PropagationConfirm) and record.on <= day:
            waiting = False
    return waiting and any(s.kind == "derived" and s.covers(day) for s in suspensions(r, institution, known_on))
