"""What is to be looked at or decided on an institution on a day: reminders, never sanctions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import day_180, holds, resumption_wish, suspensions
from dingdian.law.institutions.materials import commitments_to_verify
from dingdian.law.institutions.propagation import notices_to_decide, resumption_to_confirm
from dingdian.law.institutions.reminders import reminders
from dingdian.law.institutions.signs import to_collect
from dingdian.law.institutions.standing import state_on
from dingdian.law.register import Register


def tasks(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[frozenset[str]]:
    """The names of open tasks on the agreement of an institution."""
    found = list(_open(r, institution, day, known_on))
    return Decision(frozenset(name for name, _ in found), r.regime, lambda: [reason for _, reason in found])


def _open(r: Register, institution: str, day: date, known_on: date | None) -> Iterator[tuple[str, Reason]]:
    remind = r.regime.rules.hold_review_reminder.value
    for hold in holds(r, institution, known_on):
        if remind is not None and hold.covers(day) and day >= remind.term.last_day(hold.record.on):
            words = f"自 {hold.record.on} 起暂停拨付满 {remind}，请复核"
            yield "review_hold", Reason(words, ("hold_review_reminder", "hold_max"))
    for s in suspensions(r, institution, known_on):
        if not s.covers(day):
            continue
        wish = resumption_wish(r, institution, s, known_on) if s.kind == "on_request" else None
        if wish is not None and wish.asked_on <= day:
            refused = wish.refused_on is not None and wish.refused_on <= day
            words = "恢复申请已退回，由负责人决定后续" if refused else f"{wish.asked_on} 已申请恢复，请决定"
            yield "decide_resumption", Reason(words, ("resumption_retry_window",))
        last = day_180(r, s)
        if last is not None and wish is None and day <= last:
            yield "resumption_due", Reason(f"最迟 {last} 申请恢复", ("suspension_on_request_max",))
        if s.kind == "mandatory" and s.planned_last is not None and day > s.planned_last:
            yield "check_rectification", Reason(f"{s.planned_last} 中止期满，请核查整改", ("resumption_mode",))
    if notices_to_decide(r, institution, day, known_on):
        yield "decide_on_other_area", Reason("非所在地统筹区的处理，请决定是否跟进", ("propagation",))
    if resumption_to_confirm(r, institution, day, known_on):
        yield "confirm_resumption", Reason("来源统筹区已恢复，请确认", ("propagation",))
    if promised := commitments_to_verify(r, institution, day, known_on):
        words = f"以告知承诺代替的 {'、'.join(promised)}，请事后核查"
        yield "verify_commitment", Reason(words, ("commitment_eligible_items",))
    for _, why in to_collect(r, institution, day, known_on):
        yield "collect_sign", why
    state = state_on(r, institution, day, known_on)
    if state.status == "settlement_hold" and "yearly_child_bridge" in state.reason.keys:
        yield "sign_yearly_agreement", Reason("请签订当年的年度协议", ("yearly_child_bridge",))
    yield from reminders(r, institution, day, known_on)
