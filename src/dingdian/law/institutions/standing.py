"""The state of an agreement and of an institution on a day, with reasons.

An agreement that ends by itself (自动终止) is not one that is terminated (解除): no ban, no list, no propagation.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    holds,
    refused_renewal,
    resumption_wish,
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
    """The state on a day and why; `since`: its first day where one is known; `more`: further reasons."""

    status: InstitutionStatus
    line: Line | None
    reason: Reason
    since: date | None = None
    more: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return (self.reason, *self.more)


def status_on(
    r: Register, institution: str, day: date, known_on: date | None = None, agreement: str | None = None
) -> Decision[InstitutionStatus]:
    """The institution's status on a day; with `agreement`, that of one of its agreements."""
    state = state_on(r, institution, day, known_on, agreement)
    return Decision(state.status, r.regime, lambda: state.reasons)


def agreement_state_on(
    r: Register, institution: str, agreement: str, day: date, known_on: date | None = None
) -> Decision[InstitutionStatus]:
    """The state of one agreement of an institution on a day."""
    return status_on(r, institution, day, known_on, agreement)


def is_designated(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[bool]:
    """Whether it is a designated institution on a day: it has an agreement, though one that may be paused or held."""
    state = state_on(r, institution, day, known_on)
    counted = r.regime.rules.designated_states.value or ()
    told = Reason(f"{day} 的协议状态是{LABELS[state.status]}", ("designated_states",))
    return Decision(state.status in counted, r.regime, lambda: [told, *state.reasons])


def state_on(
    r: Register, institution: str, day: date, known_on: date | None = None, agreement: str | None = None
) -> State:
    """The same with the agreement line behind it."""
    return _state(_Story(r, institution, known_on), day, agreement)


def states(r: Register, institution: str, known_on: date | None = None) -> Iterator[tuple[date, State]]:
    """The state on the first day of an agreement and on every later day on which it may turn, in their order."""
    story = _Story(r, institution, known_on)
    begun = min((x.first for x in story.lines if x.is_main), default=None)
    if begun is None:
        return
    for day in sorted(d for d in story.turns() if d >= begun):
        yield day, _state(story, day, None)


def _state(story: _Story, day: date, agreement: str | None) -> State:
    if agreement is not None:
        own = [x for x in story.lines if x.ref == agreement]
        return story.state(own[0], day) if own else _never(day)
    mains = [x for x in story.lines if x.is_main]
    started = [x for x in mains if x.first <= day]
    if not started:
        return _never(day)
    running = [x for x in started if x.covers(day)]
    states = [story.state(x, day) for x in (running or started)]
    live = [s for s in states if s.status not in ("ended", "terminated")]
    return (live or states)[-1]


def automatic_ends(r: Register, institution: str, known_on: date | None = None) -> list[date]:
    """The days from which a main agreement was over by itself before its term, because nobody asked to go on."""
    story = _Story(r, institution, known_on)
    ends = (story.automatic_end(line) for line in story.lines if line.is_main)
    return [end.since for end in ends if end is not None and end.since is not None]


def _never(day: date) -> State:
    return State("not_designated", None, Reason(f"{day} 没有生效的医保协议", ("designated_states",)))


class _Story:
    """All agreements of an institution and all that was decided on them, as known on a day."""

    def __init__(self, r: Register, institution: str, known_on: date | None) -> None:
        self.r, self.institution, self.known_on = r, institution, known_on
        self.lines = agreements(r, institution, known_on)
        self.suspended = suspensions(r, institution, known_on)
        self.terminated = terminations(r, institution, known_on)

    def state(self, line: Line, day: date) -> State:
        if day < line.first:
            return _never(day)
        ended = self.termination_of(line)
        if ended is not None and ended.first <= day and not self._stayed(ended.ref, day):
            text = f"{line.ref} 自 {ended.first} 起解除" + (f"（{ended.ground}）" if ended.ground else "")
            why = Reason(text, ("termination_grounds",), clauses_of(self.r, ended.ground))
            only = Reason("解除后协议关系不再存续，只能重新申请定点", ("termination_reversed_by",))
            more = (only, *self._from_elsewhere(line, ended.derived), *self._disputed(ended.ref, day))
            return State("terminated", line, why, ended.first, more)
        auto = self.automatic_end(line)
        if auto is not None and auto.since is not None and auto.since <= day:
            return auto
        if day > line.last:
            return self._after_term(line, day)
        above = self._above(line, day)
        if above is not None:
            return above
        stopped = self.suspension_of(line, day)
        if stopped is not None and not self._stayed(stopped.ref, day):
            until = f"，计划至 {stopped.planned_last}" if stopped.planned_last else ""
            text = f"{line.ref} 自 {stopped.first} 起中止{until}"
            why = Reason(text, _suspension_keys(stopped, day), clauses_of(self.r, stopped.ground))
            more = (*self._waiting(stopped, day), *self._from_elsewhere(line, stopped.kind == "derived"))
            return State("suspended", line, why, stopped.first, (*more, *self._disputed(stopped.ref, day)))
        words = f"{line.ref} 履行中（{line.first} 至 {line.last}）"
        running = Reason(words, ("designated_states", "agreement_default_term"))
        return self._held(line, day) or State("in_force", line, running, line.first, self._reversed())

    def _held(self, line: Line, day: date) -> State | None:
        held = held_on(self.r, self.institution, day, self.known_on) if line.area is None else None
        if held is not None:
            text = f"自 {held.on} 起暂停结算" + (f"（{held.act.ground}）" if held.act.ground else "")
            why = Reason(text, ("hold_grounds",), clauses_of(self.r, held.act.ground))
            more = (Reason("款项暂不拨付，协议不变", ("settlement_hold",)),)
            return State("settlement_hold", line, why, held.on, more)
        return self._without_yearly_terms(line, day)

    def _without_yearly_terms(self, line: Line, day: date) -> State | None:
        """A fixed agreement whose yearly one ran out: no terms to settle by, so payment is held."""
        years = [x for x in self.lines if x.parent == line.ref and x.kind == "yearly_child"]
        if line.kind != "designation_fixed" or not years or any(x.covers(day) for x in years):
            return None
        before = [x.last for x in years if x.last < day]
        bridge = self.r.regime.rules.yearly_child_bridge.value
        if not before or (bridge is not None and day <= bridge.term.last_day(max(before))):
            return None
        since = add_days(max(before), 1)
        why = Reason(f"固定协议 {line.ref} 自 {since} 起没有当年的年度协议，暂停结算", ("yearly_child_bridge",))
        return State("settlement_hold", line, why, since)

    def _above(self, line: Line, day: date) -> State | None:
        """What a supplement, a yearly agreement and the like take over from the agreement they belong to."""
        if line.parent is None or not self.r.regime.rules.supplement_follows_parent.value:
            return None
        parent = next((x for x in self.lines if x.ref == line.parent), None)
        while parent is not None and day > parent.last:  # renewed: it belongs to the successor
            after = next((x for x in self.lines if x.renews == parent.ref and x.first <= day), None)
            if after is None:
                break
            parent = after
        if parent is None:
            return None
        above = self.state(parent, day)
        if above.status in ("in_force", "settlement_hold"):
            return None
        text = f"{line.ref} 随主协议 {parent.ref} {LABELS[above.status]}"
        status: InstitutionStatus = "ended" if above.status == "terminated" else above.status
        return State(status, line, Reason(text, ("supplement_follows_parent",)), above.since, above.reasons)

    def turns(self) -> set[date]:
        """Every day on which something begins or is over: no state turns on another one."""
        begin, over = {x.on for x in self.r.at(self.institution, self.known_on)}, set[date | None]()
        put_off = set(begin)
        for line in self.lines:
            begin.add(line.first)
            over |= {line.last, *(self._deferred_until(line, day) for day in (*put_off, line.last))}
            auto, bridge = self.automatic_end(line), self.r.regime.rules.yearly_child_bridge.value
            begin |= {auto.since} if auto is not None and auto.since is not None else set()
            over.add(bridge.term.last_day(line.last) if bridge is not None else None)
        for s in self.suspended:
            begin |= {s.first, *(day for _, day in s.confirmed)}
            over.add(s.last)
        begin |= {t.first for t in self.terminated}
        begin |= {h.released for h in holds(self.r, self.institution, self.known_on) if h.released is not None}
        return begin | {add_days(day, 1) for day in over if day is not None and day < date.max}

    # What reaches which agreement

    def _reaches(self, line: Line, agreement: str | None, dual_only: bool, derived: bool) -> bool:
        """Whether a decision on an agreement (null: the designation as a whole) is one on this line.

        Other areas follow the home area's decision where the rule says so; what came from elsewhere goes no further.
        """
        named = next((x for x in self.lines if x.ref == agreement), None)
        if named is not None and not named.is_main:
            return named.ref == line.ref
        if dual_only:
            return line.kind == "dual_channel" and line.area is None
        if line.area is not None:
            rule = self.r.regime.rules.propagation.value
            return rule is not None and (rule.refan_out or not derived)
        if named is not None and line.is_main:
            return named.ref == line.ref
        return line.is_main or line.kind == "dual_channel"

    def termination_of(self, line: Line) -> Termination | None:
        """The termination that ends an agreement: running then, or signed before and not begun."""
        for t in self.terminated:
            row = (self.r.regime.rules.termination_grounds.value or {}).get(t.ground or "")
            limited = self.r.regime.rules.dual_channel_scope.value != "whole_agreement"
            dual_only = row is not None and row.affects == "dual_channel_agreement" and limited
            signed = line.signed_on is not None and line.signed_on < t.first < line.first
            within = (line.first <= t.first <= line.last) or (signed and t.agreement in (None, line.renews))
            if t.department is None and within and self._spreads(line, "termination", t.derived, False):
                reached = line.ref if t.agreement is not None and t.agreement == line.renews else t.agreement
                if self._reaches(line, reached, dual_only, t.derived):
                    return t
        return None

    def suspension_of(self, line: Line, day: date) -> Suspension | None:
        """The suspension of an agreement that is on on a day; it goes on in a successor without a gap."""
        for s in self.suspended:
            if s.department is not None or not (
                s.covers(day) if line.area is None else s.covers_elsewhere(day, line.area)
            ):
                continue
            if self._spreads(line, "suspension", s.kind == "derived", s.kind == "on_request"):
                if s.agreement is None and not self._unbroken(line, s.first):
                    continue
                if self._reaches(line, s.agreement, dual_only=False, derived=s.kind == "derived"):
                    return s
        return None

    def _spreads(self, line: Line, event: str, derived: bool, on_request: bool) -> bool:
        rule = self.r.regime.rules.propagation.value
        if line.area is None:
            return True
        return rule is not None and event in rule.events and (rule.includes_on_request or not on_request)

    def _unbroken(self, line: Line, since: date) -> bool:
        """Whether the institution had this agreement, or ones that it follows without a gap, from a day on."""
        first = line.first
        alike = [x for x in self.lines if x.is_main == line.is_main and (x.is_main or x.kind == line.kind)]
        earlier = [x for x in alike if x.area == line.area and x.first < line.first]
        for before in sorted(earlier, key=lambda x: x.first, reverse=True):
            if add_days(before.last, 1) < first or self.termination_of(before) or self.automatic_end(before):
                break
            first = before.first
        return first <= since

    def _from_elsewhere(self, line: Line, derived: bool) -> tuple[Reason, ...]:
        if not derived and line.area is None:
            return ()
        return (Reason("随其他统筹区的处理，生效和截止日期相同", ("propagation",)),)

    def _stayed(self, decision: str, day: date) -> bool:
        stays = self.r.regime.rules.dispute_stays_execution.value is True
        return stays and self.r.disputed(decision, day, self.known_on)

    def _disputed(self, decision: str, day: date) -> tuple[Reason, ...]:
        if not self.r.disputed(decision, day, self.known_on):
            return ()
        return (Reason("争议正在处理，不停止执行，以结果为准", ("dispute_stays_execution",)),)

    def _reversed(self) -> tuple[Reason, ...]:
        """That a suspension or termination of the institution was undone by a dispute."""
        gone = self.r.voided(self.known_on)
        ended = ("agreement.suspend", "agreement.terminate")
        undone = [x.ref for x in self.r.at(self.institution, self.known_on) if x.ref in gone and x.act.act in ended]
        if not undone:
            return ()
        words = f"{'、'.join(undone)} 经争议处理撤销或变更，自始不发生效力"
        return (Reason(words, ("termination_reversed_by", "dispute_stays_execution")),)

    # Automatic ends

    def automatic_end(self, line: Line) -> State | None:
        """A suspension on request that ran out without a request to resume ends the agreement, where the rule says so.

        A request made in time stops this while it is open, and after a refusal unless the rule sets a new limit.
        """
        if self.r.regime.rules.on_request_limit_passed.value != "auto_end" or not line.is_main:
            return None
        for s in self.suspended:
            last = day_180(self.r, s)
            if last is None or s.department is not None or not self._reaches(line, s.agreement, False, False):
                continue
            if not line.first <= s.first <= line.last:
                continue
            until = self._stopped_until(s, last)
            if until is None:
                continue
            over = add_days(until, 1)
            if over > line.last or (s.last is not None and s.last < over):
                continue
            text = f"自 {s.first} 起应申请中止，至 {until} 没有申请恢复，自 {over} 起自动终止"
            keys = ("on_request_limit_passed", "suspension_on_request_max")
            return State("ended", line, Reason(text, keys), over)
        return None

    def _stopped_until(self, s: Suspension, last: date) -> date | None:
        """The last day before the automatic end; null while a request made in time keeps it off."""
        wish = resumption_wish(self.r, self.institution, s, self.known_on)
        if wish is None or wish.asked_on > last:
            return last
        again = self.r.regime.rules.resumption_retry_window.value
        if wish.refused_on is None or again is None:
            return None
        return max(last, again.term.last_day(wish.refused_on))

    def _waiting(self, s: Suspension, day: date) -> tuple[Reason, ...]:
        """Why a suspension goes on although its days are over."""
        last = day_180(self.r, s)
        if last is not None and day > last:
            return (Reason(f"{last} 以前已申请恢复，尚未决定", ("resumption_retry_window", "on_request_limit_passed")),)
        if s.planned_last is not None and day > s.planned_last:
            return (Reason(f"计划于 {s.planned_last} 结束，未经核查不自动恢复", ("resumption_mode",)),)
        return ()

    def _after_term(self, line: Line, day: date) -> State:
        """After the last day: deferred while a deferral is open and the next year runs, else ended by itself."""
        over, rules = add_days(line.last, 1), self.r.regime.rules
        refused = refused_renewal(self.r, self.institution, line, self.known_on)
        stopped = self.suspension_of(line, line.last)
        put_off = deferral(self.r, self.institution, line, day, self.known_on)
        if put_off is not None and self._deferred_until(line, put_off.on) >= day:
            text = f"{line.ref} 已于 {line.last} 到期，续签缓办（{put_off.on} 决定）"
            why = Reason(
                text,
                ("deferral_grounds", "deferral_max"),
                tuple(c for g in put_off.act.grounds for c in clauses_of(self.r, g)),
            )
            return State("deferred", line, why, over, (Reason("缓签期间没有协议", ("deferred_interim_settlement",)),))
        waits = rules.on_term_end_while_suspended.value == "defer_signing" and self._put_off_by(line, stopped)
        if put_off is None and refused is None and waits and self._deferred_until(line, line.last) >= day:
            text = f"{line.ref} 于 {line.last} 到期时仍在中止，缓签"
            return State("deferred", line, Reason(text, ("on_term_end_while_suspended",)), over)
        keys: tuple[str, ...] = ("on_term_end",)
        words = ""
        if stopped is not None:
            keys, words = (*keys, "on_term_end_while_suspended"), "，到期时仍在中止"
        more: tuple[Reason, ...] = ()
        if refused is not None:
            codes = tuple(getattr(refused.act, "grounds", ()) or (getattr(refused.act, "ground", None) or "",))
            named = tuple(c for code in codes for c in clauses_of(self.r, code))
            more = (Reason(f"{refused.on} 决定不续签", ("non_renewal_grounds",), named),)
        if rules.on_term_end.value is None and stopped is None:
            text = f"{line.ref} 于 {line.last} 到期，到期的后果规则没有规定，先暂停结算"
            return State("settlement_hold", line, Reason(text, keys), over, more)
        text = f"{line.ref} 于 {line.last} 到期{words}，没有新的协议，自 {over} 起终止"
        return State("ended", line, Reason(text, keys), over, more)

    def _put_off_by(self, line: Line, s: Suspension | None) -> bool:
        """Suspended beyond the term (as planned), and not beyond the longest suspension on request."""
        if s is None or (s.planned_last is not None and s.planned_last <= line.last):
            return False
        last = day_180(self.r, s)
        return last is None or last >= line.last or self._stopped_until(s, last) is None

    def _deferred_until(self, line: Line, decided: date) -> date:
        """The last day of a deferral: that of the new agreement's year, or of the longest deferral if sooner."""
        rules = self.r.regime.rules
        year, longest = rules.agreement_default_term.value, rules.deferral_max.value
        ends = [x for x in (year and year.term.last_day(line.last), longest and longest.term.last_day(decided)) if x]
        return min(ends, default=date.max)


def clauses_of(r: Register, ground: str | None) -> tuple[str, ...]:
    """The clauses of a ground, by its code."""
    rules = r.regime.rules
    tables = (rules.suspension_grounds, rules.termination_grounds, rules.hold_grounds, rules.deferral_grounds,
              rules.non_renewal_grounds)  # fmt: skip
    for table in tables:
        row = (table.value or {}).get(ground or "")
        if row is not None:
            return row.clauses
    return ()


def _suspension_keys(s: Suspension, day: date) -> tuple[str, ...]:
    if s.kind == "on_request":
        return ("suspension_on_request_max", "advance_notice_by_institution")
    return ("propagation",) if s.kind == "derived" else ("suspension_grounds",)
