"""The state of an agreement and of an institution on a day, with reasons.

An agreement that ends by itself (自动终止) is not one that is terminated (解除): no ban, no list, no propagation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dingdian.law.dates import add_days
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import (
    Line,
    Suspension,
    Termination,
    agreements,
    day_180,
    deferral,
    held_on,
    resumption_asked,
    suspensions,
    terminations,
)
from dingdian.law.register import Register

InstitutionStatus = Literal[
    "not_designated", "in_force", "settlement_hold", "suspended", "deferred", "ended", "terminated"
]
STATUSES: tuple[InstitutionStatus, ...] = (
    "not_designated",
    "in_force",
    "settlement_hold",
    "suspended",
    "deferred",
    "ended",
    "terminated",
)
LABELS = dict(zip(STATUSES, ("未定点", "履行中", "暂停结算", "中止", "缓签", "已终止", "已解除"), strict=True))


@dataclass(frozen=True, slots=True)
class State:
    """The state on a day and why; `since`: its first day where one is known."""

    status: InstitutionStatus
    line: Line | None
    reason: Reason
    since: date | None = None


def status_on(
    r: Register, institution: str, day: date, known_on: date | None = None, agreement: str | None = None
) -> Decision[InstitutionStatus]:
    """The institution's status on a day; with `agreement`, that of one of its agreements."""
    state = state_on(r, institution, day, known_on, agreement)
    return Decision(state.status, r.regime, lambda: [state.reason])


def state_on(
    r: Register, institution: str, day: date, known_on: date | None = None, agreement: str | None = None
) -> State:
    """The same with the agreement line behind it."""
    lines = agreements(r, institution, known_on)
    if agreement is not None:
        own = [x for x in lines if x.ref == agreement]
        return _line_state(r, own[0], lines, day, known_on) if own else _never(day)
    mains = [x for x in lines if x.is_main]
    started = [x for x in mains if x.first <= day]
    if not started:
        return _never(day)
    running = [x for x in started if x.covers(day)]
    states = [_line_state(r, x, lines, day, known_on) for x in (running or started)]
    live = [s for s in states if s.status not in ("ended", "terminated")]
    return (live or states)[-1]


def _never(day: date) -> State:
    return State("not_designated", None, Reason(f"{day} 没有生效的医保协议", ("steps",)))


def _line_state(r: Register, line: Line, lines: list[Line], day: date, known_on: date | None) -> State:
    if day < line.first:
        return _never(day)
    ended = _terminated(r, line, day, known_on)
    if ended is not None:
        text = f"{line.ref} 自 {ended.first} 起解除" + (f"（{ended.ground}）" if ended.ground else "")
        return State("terminated", line, Reason(text, ("termination_grounds",), _clauses(r, ended.ground)), ended.first)
    auto = _auto_end(r, line, day, known_on)
    if auto is not None:
        return auto
    if day > line.last:
        return _after_term(r, line, day, known_on)
    if line.parent is not None and r.regime.rules.supplement_follows_parent.value:
        parent = next((x for x in lines if x.ref == line.parent), None)
        above = _line_state(r, parent, lines, day, known_on) if parent is not None else None
        if above is not None and above.status not in ("in_force", "settlement_hold"):
            text = f"{line.ref} 随主协议 {parent.ref if parent else ''} {LABELS[above.status]}"
            status: InstitutionStatus = "ended" if above.status == "terminated" else above.status
            return State(status, line, Reason(text, ("supplement_follows_parent",)), above.since)
    stopped = _suspended(r, line, day, known_on)
    if stopped is not None:
        until = f"，计划至 {stopped.planned_last}" if stopped.planned_last else ""
        text = f"{line.ref} 自 {stopped.first} 起中止{until}"
        return State("suspended", line, Reason(text, _suspension_keys(r, stopped, day),
                                               _clauses(r, stopped.ground)), stopped.first)  # fmt: skip
    held = held_on(r, line.institution, day, known_on) if line.is_main else None
    if held is not None:
        text = f"自 {held.on} 起暂停结算" + (f"（{held.act.ground}）" if held.act.ground else "")
        keys = ("settlement_hold", "hold_grounds")
        return State("settlement_hold", line, Reason(text, keys, _clauses(r, held.act.ground)), held.on)
    return State("in_force", line, Reason(f"{line.ref} 履行中（{line.first} 至 {line.last}）", ("steps",)), line.first)


def _clauses(r: Register, ground: str | None) -> tuple[str, ...]:
    """The clauses of a ground, by its code."""
    rules = r.regime.rules
    for table in (rules.suspension_grounds, rules.termination_grounds, rules.hold_grounds):
        row = (table.value or {}).get(ground or "")
        if row is not None:
            return row.clauses
    return ()


def _reaches(line: Line, agreement: str | None, affects_dual: bool) -> bool:
    """Whether a decision on an agreement (null: the designation as a whole) is one on this line."""
    if agreement is not None:
        return agreement == line.ref
    if affects_dual:
        return line.kind == "dual_channel"
    return line.is_main or line.kind == "dual_channel" or line.area is not None


def _affects_dual(r: Register, ground: str | None) -> bool:
    row = (r.regime.rules.termination_grounds.value or {}).get(ground or "")
    return row is not None and row.affects == "dual_channel_agreement"


def _terminated(r: Register, line: Line, day: date, known_on: date | None) -> Termination | None:
    for t in terminations(r, line.institution, known_on):
        within = line.first <= t.first <= line.last and t.first <= day
        if t.department is None and within and _reaches(line, t.agreement, _affects_dual(r, t.ground)):
            return t
    return None


def _suspended(r: Register, line: Line, day: date, known_on: date | None) -> Suspension | None:
    for s in suspensions(r, line.institution, known_on):
        if s.department is None and s.covers(day) and s.first <= line.last and _reaches(line, s.agreement, False):
            return s
    return None


def _suspension_keys(r: Register, s: Suspension, day: date) -> tuple[str, ...]:
    keys: tuple[str, ...] = ("suspension_grounds",)
    if s.kind == "on_request":
        keys = ("suspension_on_request_max", "advance_notice_by_institution")
    elif s.kind == "derived":
        keys = ("propagation",)
    if s.planned_last is not None and day > s.planned_last:
        keys = (*keys, "resumption_mode")
    return keys


def _auto_end(r: Register, line: Line, day: date, known_on: date | None) -> State | None:
    """A suspension on request that ran out without a request to resume ends the agreement, where the rule says so."""
    if r.regime.rules.on_request_limit_passed.value != "auto_end" or not line.is_main:
        return None
    for s in suspensions(r, line.institution, known_on):
        last = day_180(r, s)
        if last is None or not s.first <= line.last or not _reaches(line, s.agreement, False):
            continue
        over = add_days(last, 1)
        if not line.first <= over <= line.last or day < over or (s.last is not None and s.last < over):
            continue
        asked = resumption_asked(r, line.institution, s, known_on)
        if asked is None or asked > last:
            text = f"自 {s.first} 起应申请中止，至 {last} 没有申请恢复，自 {over} 起自动终止"
            keys = ("on_request_limit_passed", "suspension_on_request_max")
            return State("ended", line, Reason(text, keys), over)
    return None


def _after_term(r: Register, line: Line, day: date, known_on: date | None) -> State:
    """After the last day: deferred while a deferral is open, else ended by itself."""
    over = add_days(line.last, 1)
    put_off = deferral(r, line.institution, line, day, known_on)
    rules = r.regime.rules
    if put_off is not None:
        term = rules.agreement_default_term.value
        limit = term.term.last_day(line.last) if term is not None else None
        if limit is None or day <= limit:
            text = f"{line.ref} 已于 {line.last} 到期，续签缓办（{put_off.on} 决定）"
            return State("deferred", line, Reason(text, ("deferral_grounds", "deferred_interim_settlement")), over)
    suspended = _suspended(r, line, line.last, known_on) is not None
    keys = ("on_term_end_while_suspended",) if suspended else ("agreement_default_term",)
    words = "，到期时仍在中止" if suspended else ""
    return State("ended", line, Reason(f"{line.ref} 于 {line.last} 到期{words}，自 {over} 起终止", keys), over)
