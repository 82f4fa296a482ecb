"""When an act is due. The length is a parameter, the start an event of the register; the due day is computed anew.

A deadline is named after the act it limits. A receipt on a rest day counts as received on the next working day
(dossier point 12); the start day is never counted (C2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dingdian.law import acts as a
from dingdian.law.dates import (
    Clock,
    Due,
    Pause,
    Term,
    TermUnit,
    receipt_day,
    subtract_working_days,
)
from dingdian.law.explain import Decision, Reason
from dingdian.law.register import Register


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit: the parameter that holds its length in working days, and the event it runs from (or back from)."""

    limit: str
    start: str
    back: bool = False


DEADLINES: dict[str, Deadline] = {
    "notice.issue": Deadline("notice.issue_working_days", "decision"),
    "notice.deliver_to_institution": Deadline("notice.points_to_institution_working_days", "issue"),
    "notice.deliver_to_person": Deadline("notice.institution_to_person_working_days", "institution_receipt"),
    "review.request": Deadline("objection.first_step.working_days", "objection_clock"),
    "review.decide": Deadline("objection.review_working_days", "review_received"),
    "appeal.decide": Deadline("objection.second_step.finish_working_days", "appeal_received"),
    "restoration.apply": Deadline("restoration.apply_lead_working_days", "term_end", back=True),
    "restoration.assess": Deadline("restoration.assessment_working_days", "restoration_received"),
    "commitment.sign": Deadline("commitment.due_working_days", "agreement_signed"),
    "person.leave": Deadline("filing.leaver_update_working_days", "left"),
    "filing.update": Deadline("filing.other_update_working_days_soft", "changed"),
    "violation.report": Deadline("deadlines.institution_self_report_working_days", "discovered"),
    "report.agency_monthly": Deadline("reports.agency_monthly_due_day", "month"),
    "report.province_monthly": Deadline("reports.province_monthly_due_day", "month"),
}


@dataclass(frozen=True, slots=True)
class Query:
    """What a deadline is asked about."""

    of: str | None = None
    person: str | None = None
    institution: str | None = None
    by: str | None = None
    known_on: date | None = None
    field: str | None = None


def deadline(r: Register, name: str, query: Query) -> Decision[Due | None]:
    """The last day for an act (inclusive), null where the regime gives no number or the clock has not started."""
    spec = DEADLINES[name]
    length = r.regime.flat[spec.limit].value
    if spec.start == "month":
        return _monthly(r, spec, query, length)
    if name == "commitment.sign":
        joined = _joined(r, query)
        signed = _agreement_signed(r, query)[0]
        later = joined is not None and (signed is None or signed < joined)
        if joined is not None and later and r.regime.parameters.commitment.new_person.value == "same_day":
            new = ("commitment.new_person",)
            return Decision(Due(joined), r.regime, lambda: [Reason(f"{joined} 加入，当日签署", new)])
    start, more = _STARTS[spec.start](r, query)
    keys = (spec.limit, *more)
    if start is None:
        return Decision(None, r.regime, lambda: [Reason("起算的事由还没有发生", keys)])
    if length is None:
        if spec.back:
            return Decision(Due(start), r.regime, lambda: [Reason(f"没有规定提前多少日，期满日 {start} 前均可", keys)])
        return Decision(None, r.regime, lambda: [Reason("规则没有规定期限", keys)])
    if spec.back:
        due: Due | None = subtract_working_days(r.calendar, start, length)
        words = f"{start} 之前倒数第 {length} 个工作日"
    else:
        pauses = _pauses(r, name, query)
        if name == "appeal.decide" and _experts(r, query):
            keys = (*keys, "objection.second_step.expert_time_counts")
        due = Clock(start, Term(length, TermUnit.WORKING_DAYS), pauses).due(r.calendar)
        words = f"自 {start} 的次日起第 {length} 个工作日" + ("，扣除停钟期间" if pauses else "")
    tail = "" if due is None else f" = {due.day}" + ("（暂计：该年放假安排尚未公布）" if due.provisional else "")
    return Decision(due, r.regime, lambda: [Reason(words + tail, keys)], ("暂计",) if due and due.provisional else ())


def review_request_due(
    r: Register, of: str, person: str, by: str | None = None, known_on: date | None = None
) -> Decision[Due | None]:
    """Last day for an objection against a handling."""
    return deadline(r, "review.request", Query(of, person, by=by, known_on=known_on))


# Where clocks start: (day or null, parameters that decided it)

Start = tuple[date | None, tuple[str, ...]]


def _decision(r: Register, q: Query) -> Start:
    """The day of the handling; null for an institution that need not be told of it."""
    handling, keys = r.handlings.get(q.of or ""), ("scoring.booking_time",)
    if handling is None or q.institution is None:
        return (handling.act.on if handling else None), keys
    return (handling.act.on if q.institution in r.recipients(handling) else None), (*keys, "notice.recipients")


def _issue(r: Register, q: Query) -> Start:
    """The day the notice was issued where that is a step of its own and has been done, else that of the handling."""
    start, keys = _decision(r, q)
    notices = r.handlings[q.of or ""].issued if start is not None else []
    issued = [x.on for x in notices if q.known_on is None or x.recorded <= q.known_on]
    return (start if start is None else min(issued, default=start)), keys


def _institution_receipt(r: Register, q: Query) -> Start:
    handling = r.handlings.get(q.of or "")
    if handling is None:
        return None, ()
    days = [
        d.on
        for d in handling.deliveries
        if (q.known_on is None or d.recorded <= q.known_on)
        and (q.institution is None or q.institution == (d.institution or handling.act.institution))
        and (q.person is None or q.person in r.addressees(d))
    ]
    return (receipt_day(r.calendar, min(days)) if days else None), ()


def _own_receipt(r: Register, q: Query) -> Start:
    handling = r.handlings.get(q.of or "")
    if handling is None:
        return None, ()
    told = [t.on for t in handling.told if t.person == q.person and (q.known_on is None or t.recorded <= q.known_on)]
    return (receipt_day(r.calendar, min(told)) if told else None), ()


def _objection_clock(r: Register, q: Query) -> Start:
    """From the institution's receipt, or from the objector's own where the regime says so.

    Asked about no person, the clock is the institution's.
    """
    clock = r.regime.parameters.objection.first_step_clock.value
    keys = ("objection.first_step.clock",)
    if clock == "own_receipt" and q.by != "institution" and q.person is not None:
        return _own_receipt(r, q)[0], keys
    return _institution_receipt(r, q)[0], keys


def _received(kind: str) -> Callable[[Register, Query], Start]:
    request = {"review": a.ReviewRequest, "appeal": a.AppealRequest}[kind]

    def start(r: Register, q: Query) -> Start:
        keys = ("objection.review_clock",) if kind == "review" else ()
        found = [
            x.act.on
            for x in r.records
            if isinstance(x.act, request)
            and (q.of is None or q.of in (x.act.of, x.ref))
            and q.person in (None, x.act.person)
            and (q.known_on is None or x.recorded <= q.known_on)
        ]
        return (receipt_day(r.calendar, found[-1]) if found else None), keys

    return start


def _restoration_received(r: Register, q: Query) -> Start:
    found = [x.act.on for x in r.of_person(q.person or "", q.known_on) if isinstance(x.act, a.RestorationApply)]
    return (receipt_day(r.calendar, found[-1]) if found else None), ()


def _term_end(r: Register, q: Query) -> Start:
    """Last day of the term (or ban) that ends last among those that must be applied for."""
    causes = [
        c
        for c in r.account(q.person or "", q.known_on).causes
        if not c.ends_itself and c.crossing is not None and not c.shortened_into_past
    ]
    if q.of is not None:
        causes = [c for c in causes if c.origin == q.of]
    ends = [d for d in (c.last_day or c.ban_last for c in causes) if d is not None]
    return max(ends, default=None), ("restoration.auto_restore",)


def _joined(r: Register, q: Query) -> date | None:
    found = [
        x.act.on
        for x in r.of_person(q.person or "", q.known_on)
        if isinstance(x.act, a.PersonJoin) and q.institution in (None, x.act.institution)
    ]
    return found[-1] if found else None


def _agreement_signed(r: Register, q: Query) -> Start:
    institution = q.institution
    if institution is None and q.person is not None:
        institution = next((f.institution for f in r.filings(q.person, q.known_on)), None)
    signed = [x.signed_on or x.start_on for x in r.setting.agreements or () if x.institution == institution]
    signed += [
        x.act.on
        for x in r.records
        if isinstance(x.act, a.AgreementSign)
        and x.act.institution in (institution, None)
        and (q.known_on is None or x.recorded <= q.known_on)
    ]
    return max(signed, default=None), ()


def _left(r: Register, q: Query) -> Start:
    found = [
        x.act.on
        for x in r.of_person(q.person or "", q.known_on)
        if isinstance(x.act, a.PersonLeave) and q.institution in (None, x.act.institution)
    ]
    return (found[-1] if found else None), ()


def _changed(r: Register, q: Query) -> Start:
    """A recorded change of a person's data, or of the agreement of his institution."""
    found = [x.act.on for x in r.of_person(q.person or "", q.known_on) if isinstance(x.act, a.FactRecord)]
    sites = {f.institution for f in r.filings(q.person, q.known_on)} if q.person else {q.institution}
    found += [x.act.on for x in r.institution_records(q.known_on) if getattr(x.act, "institution", None) in sites]
    return max(found, default=None), ()


def _discovered(r: Register, q: Query) -> Start:
    found = [
        x.act.discovered_on
        for x in r.records
        if isinstance(x.act, a.ViolationReport) and q.institution in (None, x.act.institution)
    ]
    return (found[-1] if found else None), ()


_STARTS: dict[str, Callable[[Register, Query], Start]] = {
    "decision": _decision,
    "issue": _issue,
    "institution_receipt": _institution_receipt,
    "objection_clock": _objection_clock,
    "review_received": _received("review"),
    "appeal_received": _received("appeal"),
    "restoration_received": _restoration_received,
    "term_end": _term_end,
    "agreement_signed": _agreement_signed,
    "left": _left,
    "changed": _changed,
    "discovered": _discovered,
}


def _pauses(r: Register, name: str, q: Query) -> tuple[Pause, ...]:
    """Expert time, where the regime takes it out of the clock of the second step."""
    if name != "appeal.decide" or r.regime.parameters.objection.second_step_expert_time_counts.value:
        return ()
    pauses: list[Pause] = []
    for act in _experts(r, q):
        if isinstance(act, a.ExpertInvite):
            pauses.append(Pause(act.on, None, "专家鉴定"))
        elif pauses and pauses[-1].end is None:
            pauses[-1] = Pause(pauses[-1].start, act.on, "专家鉴定")
    return tuple(pauses)


def _experts(r: Register, q: Query) -> list[a.ExpertInvite | a.ExpertReport]:
    """Invitations and opinions of experts on a person's case, in order."""
    found = (x.act for x in r.of_person(q.person or "", q.known_on))
    return [x for x in found if isinstance(x, a.ExpertInvite | a.ExpertReport) and q.of in (None, x.of)]


def _monthly(r: Register, spec: Deadline, q: Query, day: int | None) -> Decision[Due | None]:
    """A report about month YYYY-MM is due on a day of the next month; holidays do not shift it."""
    keys = (spec.limit, "reports.due_day_inclusive", "reports.period")
    if day is None or q.of is None:
        return Decision(None, r.regime, lambda: [Reason("规则没有规定报送日", keys)])
    year, month = (int(x) for x in q.of.split("-"))
    due = date(year + month // 12, month % 12 + 1, day)
    if r.regime.parameters.reports.due_day_inclusive.value is False:
        due -= timedelta(days=1)
    return Decision(Due(due), r.regime, lambda: [Reason(f"{q.of} 的情况于 {due} 前（含当日）报送", keys)])


__all__ = ["DEADLINES", "Deadline", "Query", "deadline", "review_request_due"]
