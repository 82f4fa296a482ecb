"""When a step in an institution's case is due. Lengths are parameters, starts are acts; due days are computed anew.

Duties roll off rest days to the next working day, status terms do not. A deadline is named after the act it limits;
`of` is the case, the agreement, the declaration or the decision it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from dingdian.law.dates import Clock, Due, add_days, next_working_day, receipt_day, working_days_between
from dingdian.law.deadlines import Query
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import clocks, rounds
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions.agreements import Line, agreements, day_180, resumption_wish, suspensions
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.payment import payment_clock
from dingdian.law.institutions.records import Change
from dingdian.law.institutions.rows import Duration
from dingdian.law.institutions.signs import sign_return
from dingdian.law.register import Register

Answer = Decision[Due | None]


def nothing(r: Register, text: str, *keys: str) -> Answer:
    """No due day: the clock has not started, or the rule gives no number."""
    return Decision(None, r.regime, lambda: [Reason(text, keys)])


def due(r: Register, day: Due, text: str, *keys: str) -> Answer:
    """A due day and how it was reached."""
    tail = f" = {day.day}" + ("（暂计：该年放假安排尚未公布）" if day.provisional else "")
    return Decision(day, r.regime, lambda: [Reason(text + tail, keys)], ("暂计",) if day.provisional else ())


def _after(r: Register, key: str, start: date | None, what: str) -> Answer:
    """A duty of the length that a parameter gives, after a day."""
    length: Duration | None = r.regime.flat[key].value
    if length is None:
        return nothing(r, "规则没有规定期限，只作提醒", key)
    if start is None:
        return nothing(r, f"{what}还没有发生", key)
    return due(r, clocks.duty_due(r, length.term, start), f"自 {start}（{what}）的次日起 {length}", key, *_roll(length))


def _roll(length: Duration) -> tuple[str, ...]:
    return ("counting_rules",) if length.unit != "working_day" else ()


def _by_clock(r: Register, clock: Clock, what: str, *keys: str) -> Answer:
    """The due day of a clock that may have been paused; null while it is."""
    day = clock.due(r.calendar)
    if day is None:
        return nothing(r, f"自 {clock.started_on}（{what}）起 {clock.limit}，正在停钟", *keys)
    paused = "".join(f"，{p.reason}停钟 {p.start} 至 {p.end} 前一日" for p in clock.pauses)
    return due(r, day, f"自 {clock.started_on}（{what}）的次日起 {clock.limit}{paused}", *keys)


# Application, evaluation, publicity


def accept(r: Register, q: Query) -> Answer:
    limit, came = r.regime.rules.acceptance_limit.value, clocks.received_on(r, q.of or "", q.known_on)
    if limit != "immediate":
        return _after(r, "acceptance_limit", came, "收到申请材料")
    if came is None:
        return nothing(r, "还没有收到申请", "acceptance_limit")
    return due(r, Due(came), "收到申请当日", "acceptance_limit")


def request_materials(r: Register, q: Query) -> Answer:
    came = clocks.received_on(r, q.of or "", q.known_on)
    return _after(r, "missing_material_notice_limit", came, "收到申请材料")


def supplement(r: Register, q: Query) -> Answer:
    notice = clocks.materials_notice(r, q.of or "", q.known_on)
    told = (notice.act.delivered_on or notice.on) if notice is not None else None
    return _after(r, "supplement_submit_limit", told, "补正告知送达")


def evaluation_conclude(r: Register, q: Query) -> Answer:
    clock = clocks.evaluation_clock(r, q.of or "", q.known_on)
    if clock is None:
        return nothing(r, "评估期限还没有起算，或规则没有规定", "evaluation_limit")
    again = clocks.round_of(r, q.of or "", q.known_on) > 1
    keys = ("evaluation_limit", "counting_rules", *("rectification_before_reevaluation",) * again)
    return _by_clock(r, clock, "申请再次评估" if again else "受理", *keys)


def evaluation_request_again(r: Register, q: Query) -> Answer:
    """From the end of the wait; where the rule gives no window, there is no last day."""
    first = clocks.earliest_reevaluation(r, q.of or "", q.known_on)
    answer = _after(r, "reevaluation_request_window", add_days(first, -1) if first else None, "整改期满")
    told = Reason(f"自 {first} 起可以申请再次评估", ("rectification_before_reevaluation",))
    return Decision(answer.value, r.regime, lambda: [*answer.reasons, *((told,) if first else ())], answer.flags)


def publicity_complain(r: Register, q: Query) -> Answer:
    last = clocks.publicity_due(r, q.of or "", q.known_on)
    if last is None:
        return nothing(r, "还没有公示，或规则没有规定公示期", "publicity_period")
    return due(r, last, f"公示 {r.regime.rules.publicity_period.value}，当日 24 时届满", "publicity_period")


def publicity_resolve(r: Register, q: Query) -> Answer:
    still = [c.on for c in clocks.complaints(r, q.of or "", q.known_on) if c.closed_on is None]
    return _after(r, "complaint_verify_limit", receipt_day(r.calendar, min(still)) if still else None, "收到举报")


def untimed(r: Register, q: Query) -> Answer:
    """A step that has to be done but for which no number of days is given."""
    return nothing(r, "规则要求办理，但没有规定期限，只作提醒", "steps")


# Agreement


def agreement_sign(r: Register, q: Query) -> Answer:
    """The last day of the signing round, where agreements are signed in rounds."""
    if q.institution is not None:
        ends = rounds.of_institution(r, q.institution, known_on=q.known_on)[1]
    else:
        ends = rounds.of_area(r, None)[1]
    if ends is None:
        return nothing(r, "没有确定集中签约期", "signing_round")
    return due(r, Due(ends), "集中签约期的最后一日", "signing_round")


def renewal_apply(r: Register, q: Query) -> Answer:
    """Last day to ask for a renewal: counted back from the agreement's last day.

    A yearly agreement under a fixed one is not applied for: the agency renews it with all others.
    """
    line = _line(r, q)
    if line is not None and line.kind == "yearly_child":
        return nothing(r, "固定协议下的年度协议由经办机构统一办理，提前期从固定协议到期日起算", "renewal_lead")
    return _before_end(r, "renewal_lead", line)


def renewal_decline(r: Register, q: Query) -> Answer:
    """Last day to say that one will not go on after the term."""
    notice = r.regime.rules.advance_notice_by_institution.value
    if notice is not None and notice.events and "non_renewal" not in notice.events:
        return nothing(r, "不再续签不必提前申请", "advance_notice_by_institution")
    return _before_end(r, "advance_notice_by_institution", _line(r, q))


def _before_end(r: Register, key: str, line: Line | None) -> Answer:
    lead: Duration | None = r.regime.flat[key].value
    if lead is None:
        return nothing(r, "规则没有规定提前期", key)
    if line is None:
        return nothing(r, "没有这份协议", key)
    return due(r, lead.term.before(r.calendar, line.last), f"协议 {line.last} 到期前 {lead}", key)


def _line(r: Register, q: Query) -> Line | None:
    """The agreement asked about, or the last main one of the institution."""
    named = q.institution or (q.of if q.of in r.institutions else None)
    for institution in [named] if named else r.institutions:
        lines = agreements(r, institution, q.known_on)
        mains = [x for x in lines if x.is_main] if named and q.of in (None, named) else []
        found = next((x for x in lines if x.ref == q.of), mains[-1] if mains else None)
        if found is not None:
            return found
    return None


def request_resumption(r: Register, q: Query) -> Answer:
    """Day 180 of a suspension on request: a status term, it does not move off rest days."""
    keys = ("suspension_on_request_max", "on_request_limit_passed")
    for institution in [q.institution] if q.institution else r.institutions:
        wished = [s for s in suspensions(r, institution, q.known_on) if s.kind == "on_request"]
        named = [s for s in wished if q.of in (s.ref, s.agreement)]
        about = {x.ref for x in agreements(r, institution, q.known_on)} | {x.ref for x in r.at(institution, q.known_on)}
        found = named or (wished if q.of is None or q.of in about else [])
        last = day_180(r, found[-1]) if found else None
        if last is None:
            continue
        wish = resumption_wish(r, institution, found[-1], q.known_on)
        again = r.regime.rules.resumption_retry_window.value
        if wish is not None and wish.refused_on is not None and again is not None:
            last = max(last, again.term.last_day(wish.refused_on))
        longest = r.regime.rules.suspension_on_request_max.value
        return due(r, clocks.term_ends(r, last), f"自 {found[-1].first} 起应申请中止，第 {longest}", *keys)
    return nothing(r, "没有应申请的中止，或规则没有规定最长期限", *keys)


# Changes


def change_apply(r: Register, q: Query) -> Answer:
    """From the authority's approval; where none is needed, from the day the change took effect."""
    if q.field is not None and q.field not in (r.regime.rules.major_change_fields.value or (q.field,)):
        return nothing(r, f"{q.field} 不是重大信息，书面告知即可", "major_change_fields")
    found = _change(r, q)
    start = (found.approved_on or found.took_effect_on) if found is not None else None
    answer = _after(r, "change_application_limit", start, "有关部门批准" if found and found.approved_on else "变更发生")
    return Decision(answer.value, r.regime, lambda: [*answer.reasons, Reason("属重大信息", ("major_change_fields",))])


def change_notify(r: Register, q: Query) -> Answer:
    found = _change(r, q)
    return _after(r, "minor_change_limit", found.took_effect_on if found is not None else None, "变更发生")


def _change(r: Register, q: Query) -> Change | None:
    """The latest change of the field that is known, from whoever told it."""
    found: list[Change] = []
    for institution in [q.institution] if q.institution else r.institutions:
        found += [c for c in facts_on(r, institution, date.max, q.known_on).changes or () if c.field == q.field]
        for record in r.at(institution, q.known_on):
            act = record.act
            told = isinstance(act, i.ChangeApply | i.ChangeNotify | i.ChangeDiscover)
            if told and (act.field == q.field or record.ref == q.of):
                approved = getattr(act, "approved_on", None)
                found.append(Change(field=act.field, approved_on=approved, took_effect_on=act.took_effect_on))
    dated = [c for c in found if c.approved_on or c.took_effect_on]
    return dated[-1] if dated else None


# Money, documents, disputes


def settlement_pay(r: Register, q: Query) -> Answer:
    """Of a declaration, or of the part of it that a hold (`of`: the hold) took out of the clock."""
    clock = payment_clock(r, q.of or "", q.known_on)
    if clock is None:
        return nothing(r, "还没有收到完整的申报，或规则没有规定拨付期限", "payment_limit")
    keys = ("payment_limit", *("settlement_hold",) * bool(clock.pauses))
    return _by_clock(r, clock, "收到完整申报", *keys)


def recovery_pay(r: Register, q: Query) -> Answer:
    """The day that the demand sets."""
    order = next((x.act for x in r.records if x.ref == q.of and isinstance(x.act, w.RecoveryOrder)), None)
    if order is None or order.due_on is None:
        return nothing(r, "没有要求退回，或没有写明期限", "steps")
    return due(r, Due(order.due_on), "按要求中写明的日期", "steps")


def document_provide(r: Register, q: Query) -> Answer:
    """The day set in the demand; after the final notice, the days the rule gives (or their extension)."""
    demanded: Due | None = None
    final: Answer | None = None
    limit = r.regime.rules.document_supply_limit.value
    for institution in [q.institution] if q.institution else r.institutions:
        for record in r.at(institution, q.known_on):
            act = record.act
            if isinstance(act, i.DocumentDemand) and q.of in (None, record.ref):
                demanded, final = (Due(act.due_on) if act.due_on is not None else None), None
            elif isinstance(act, i.DocumentFinalNotice) and q.of in (None, record.ref):
                received = receipt_day(r.calendar, act.delivered_on or act.on)
                final = _final_notice(r, received, act.due_on, limit)
            elif isinstance(act, i.DocumentExtend) and final is not None:
                final = due(r, next_working_day(r.calendar, act.to), "经说明理由延长", "document_supply_limit")
    if final is not None:
        return final
    if demanded is None:
        return nothing(r, "没有要求提供资料，或没有写明期限", "document_supply_limit")
    return due(r, demanded, "按要求中写明的日期", "data_withheld_response")


def _final_notice(r: Register, delivered: date, set_on: date | None, limit: Duration | None) -> Answer:
    key = "document_supply_limit"
    if set_on is not None:
        return due(r, Due(set_on), "按最后通知写明的日期", key)
    if limit is None:
        return nothing(r, "规则没有规定最后通知后的期限", key)
    return due(
        r,
        clocks.duty_due(r, limit.term, delivered),
        f"自 {delivered}（最后通知送达）的次日起 {limit}",
        key,
        *_roll(limit),
    )


def dispute_open(r: Register, q: Query) -> Answer:
    """By the channel asked about (`field`); the statutory limits are not part of these rules."""
    limits = r.regime.rules.dispute_limits.value or {}
    limit = limits.get(q.field or "")
    decided = next((x for x in r.records if x.ref == q.of and _known(x.recorded, q.known_on)), None)
    if limit is None or decided is None:
        return nothing(r, "规则没有规定提出争议的期限", "dispute_limits")
    return due(r, clocks.duty_due(r, limit.term, decided.on), f"自 {decided.on} 的次日起 {limit}", "dispute_limits")


def _known(recorded: date, known_on: date | None) -> bool:
    return known_on is None or recorded <= known_on


DEADLINES: dict[str, Callable[[Register, Query], Answer]] = {
    "designation.accept": accept,
    "designation.request_materials": request_materials,
    "designation.supplement": supplement,
    "evaluation.conclude": evaluation_conclude,
    "evaluation.file": untimed,
    "evaluation.request_again": evaluation_request_again,
    "publicity.complain": publicity_complain,
    "publicity.resolve": publicity_resolve,
    "agreement.sign": agreement_sign,
    "agreement.file": untimed,
    "renewal.apply": renewal_apply,
    "renewal.decline": renewal_decline,
    "agreement.request_resumption": request_resumption,
    "change.apply": change_apply,
    "change.notify": change_notify,
    "settlement.review": settlement_pay,
    "settlement.pay": settlement_pay,
    "recovery.pay": recovery_pay,
    "document.provide": document_provide,
    "dispute.open": dispute_open,
    "sign.return": sign_return,
}


# Lateness

_OPEN_ENDED = ("publicity.complain", "agreement.sign", "sign.return")


def lateness(r: Register, act: Any) -> Iterator[Reason]:
    """A remark on an act that is done after its last day; it is admitted all the same."""
    make = DEADLINES.get(act.act)
    if make is None or act.act in _OPEN_ENDED:
        return
    answer = _of_change(r, act) if isinstance(act, i.ChangeApply | i.ChangeNotify) else make(r, _query(act))
    if answer.value is None or act.on <= answer.value.day:
        return
    last = answer.value.day
    working = working_days_between(r.calendar, last, act.on)
    keys = tuple(dict.fromkeys(k for reason in answer.reasons for k in reason.keys))
    yield Reason(f"逾期：应于 {last} 前（含当日）办理，晚 {(act.on - last).days} 日（{working} 个工作日）", keys)


def _of_change(r: Register, act: i.ChangeApply | i.ChangeNotify) -> Answer:
    """The deadline of a change that is only now told of."""
    if isinstance(act, i.ChangeNotify):
        return _after(r, "minor_change_limit", act.took_effect_on, "变更发生")
    if act.field not in (r.regime.rules.major_change_fields.value or (act.field,)):
        return nothing(r, f"{act.field} 不是重大信息，书面告知即可", "major_change_fields")
    return _after(r, "change_application_limit", act.approved_on or act.took_effect_on, "有关部门批准或变更发生")


def _query(act: Any) -> Query:
    """What a deadline is asked about when the act itself is at hand."""
    of = getattr(act, "case", None) or getattr(act, "of", None) or getattr(act, "agreement", None)
    return Query(of, institution=getattr(act, "institution", None), field=getattr(act, "field", None))


__all__ = ["DEADLINES", "due", "lateness", "nothing"]
