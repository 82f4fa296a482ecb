"""Whether a claim line is payable on the institution's side, by the day on which the cost arose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.agreements import agreements, holds, terminations
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.prescriptions import KEY as PLACES
from dingdian.law.institutions.prescriptions import filled
from dingdian.law.institutions.responsible import responsible_agency
from dingdian.law.institutions.restrictions import departments_of, restricting
from dingdian.law.institutions.standing import LABELS, State, clauses_of, state_on
from dingdian.law.register import Register
from dingdian.law.verdict import Result


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What else is known of a line: its trace code (and whether that was stated at all), on-line care, work injury.

    `drug`: a drug or coded product; `kind`: the kind of insurance it is claimed from; null = not stated.
    `prescription`: of another institution, that the line links to; `insured_area`: where the patient is insured.
    """

    trace_code: str | None = None
    trace_code_stated: bool = False
    internet_plus: bool = False
    work_injury_pending: bool = False
    drug: bool | None = None
    kind: str | None = None
    prescription: str | None = None
    insured_area: str | None = None


def institution_claim(
    r: Register,
    day: date,
    person: str | None,
    institution: str,
    department: str | None,
    emergency: bool,
    line: ClaimFacts | None,
    known_on: date | None,
) -> Decision[Result]:
    """Pay, deny, hold, or manual review: an emergency at a blocked institution is reimbursed to the patient by hand."""
    line = line or ClaimFacts()
    agreement = _supplement(r, institution, day, known_on) if line.internet_plus else None
    state = state_on(r, institution, day, known_on, agreement)
    if r.regime.rules.settlement_basis.value is None:
        open_point = Reason("按哪一天判断能否结算，规则没有规定", ("settlement_basis",))
        return Decision("manual_review", r.regime, lambda: [open_point, *state.reasons])
    told = [Reason(f"{day} 发生的费用，{institution} {LABELS[state.status]}", ("settlement_basis",)), *state.reasons]
    if line.internet_plus:
        if r.regime.rules.internet_plus_counterparty.value is None:
            told.append(Reason("线上医疗的费用与谁结算，规则没有规定", ("internet_plus_counterparty",)))
            return Decision("manual_review", r.regime, lambda: told)
        told.append(Reason("线上医疗的费用只与所依托的实体机构结算", ("internet_plus_counterparty",)))
        if agreement is None:
            told.append(Reason("没有生效的“互联网+”补充协议", ("supplement_follows_parent",)))
            return _blocked(r, told, emergency)
    if state.status == "deferred" and r.regime.rules.deferred_interim_settlement.value == "bridge":
        told.append(Reason("缓签期间按原协议过渡结算", ("deferred_interim_settlement",)))
    elif state.status not in ("in_force", "settlement_hold"):
        return _blocked(r, told, emergency)
    where = {department} if department is not None else departments_of(r, person, institution, day)
    apart = restricting(r, institution, day, person, where, known_on)
    if apart is not None:
        until = f"至 {apart.last}" if apart.last is not None else ""
        words = f"{apart.whom} 自 {apart.first} 起{'终止' if apart.ended else '暂停'}结算{until}"
        told.append(Reason(words, ("restrictions",), clauses_of(r, apart.ground)))
        told.append(Reason("只限制有关人员或科室，其他照常结算", ("restrictions",)))
        return _blocked(r, told, emergency)
    findings = (
        _held(r, institution, day, state, known_on),
        _paper(r, institution, day, known_on),
        _trace(r, institution, day, line, known_on),
        _injury(r, line),
        _kind(r, line),
        _prescription(r, institution, line, known_on),
        _elsewhere(r, institution, day, line, known_on),
    )
    told += [reason for _, reason in findings if reason is not None]
    result = max((result for result, _ in findings), key=_BY_GRAVITY.index)
    return Decision(result, r.regime, lambda: told)


_BY_GRAVITY: tuple[Result, ...] = ("pay", "manual_review", "hold", "deny")
_Finding = tuple[Result, Reason | None]


def _blocked(r: Register, told: list[Reason], emergency: bool) -> Decision[Result]:
    by_hand = ("emergency_reimburse_person_when_blocked",)
    if emergency and r.regime.rules.emergency_reimburse_person_when_blocked.value:
        words = Reason("急诊抢救费用由参保人手工报销，不与机构结算", by_hand)
        return Decision("manual_review", r.regime, lambda: [*told, words])
    words = Reason("急诊抢救没有例外" if emergency else "不是急诊抢救，基金不予支付", by_hand)
    return Decision("deny", r.regime, lambda: [*told, words])


def _supplement(r: Register, institution: str, day: date, known_on: date | None) -> str | None:
    lines = agreements(r, institution, known_on)
    running = [x for x in lines if x.kind == "internet_plus_supplement" and x.covers(day)]
    return running[-1].ref if running else None


def _held(r: Register, institution: str, day: date, state: State, known_on: date | None) -> _Finding:
    """What becomes of a line that arose in a hold: paid once released, denied once fraud ended the agreement."""
    if state.status != "settlement_hold":
        return "pay", None
    here = [h for h in holds(r, institution, known_on) if h.of is None and h.covers(day)]
    if not here:
        return "hold", None
    last = max(here, key=lambda h: h.released or date.max)  # of holds that overlap, the one that goes on longest
    table = r.regime.rules.termination_grounds.value or {}
    others = {x.ref for x in agreements(r, institution, known_on) if not x.is_main}
    for t in terminations(r, institution, known_on):
        row = table.get(t.ground or "")
        whole = t.department is None and t.agreement not in others
        goes_on = last.released is None or last.released >= t.first
        if row is not None and row.test == "fraud_verified" and whole and t.first > day and goes_on:
            words = f"暂停结算期间查实骗保，{t.first} 起解除协议，所停款项不予拨付"
            return "deny", Reason(words, ("settlement_hold", "termination_grounds"), row.clauses)
    if last.released is not None:
        return "pay", Reason(f"已于 {last.released} 恢复结算，所停款项补拨", ("settlement_hold",))
    return "hold", None


def _paper(r: Register, institution: str, day: date, known_on: date | None) -> _Finding:
    """Costs after the last paper that qualifies the institution ran out."""
    if r.regime.rules.expired_licence_costs.value is None:
        return "pay", None
    kinds = r.regime.rules.qualification_types.value or ()
    stated = facts_on(r, institution, day, known_on).licences or ()
    ends = [x.valid_until for x in stated if x.kind in kinds]
    if not ends or any(last is None or day <= last for last in ends):
        return "pay", None
    last = max(x for x in ends if x is not None)
    return "hold", Reason(f"资质证件已于 {last} 到期，此后的费用暂停拨付", ("expired_licence_costs",))


def _trace(r: Register, institution: str, day: date, line: ClaimFacts, known_on: date | None) -> _Finding:
    """A drug line without its trace code, or with one that another line was settled by."""
    rules = r.regime.rules
    if not rules.claim_needs_trace_code.value:
        return "pay", None
    if line.trace_code is None:
        missing = line.drug is True or (line.trace_code_stated and line.drug is not False)
        first = rules.trace_required_by.value
        if not missing:
            return "pay", None
        keys = ("claim_needs_trace_code", "trace_required_by")
        if first is None or day < first:
            return "pay", Reason("没有追溯码，尚未到必须凭码结算的日期", keys)
        return "deny", Reason(f"自 {first} 起凭追溯码结算，这一行没有追溯码", keys)
    others = [(place, on) for place, on in _settled_by(r, line.trace_code, known_on)]
    if len(others) > 1 or (others and others[0] != (institution, day)):
        words = f"追溯码已在 {others[0][1]} 的结算中用过，待核查"
        return "hold", Reason(words, ("claim_needs_trace_code",))
    return "pay", Reason("追溯码没有重复", ("claim_needs_trace_code",))


def _settled_by(r: Register, code: str, known_on: date | None) -> list[tuple[str, date]]:
    """Where and for which day a code was already declared."""
    return [
        (record.act.institution, x.cost_date)
        for record in r.records
        if isinstance(record.act, i.SettlementDeclare) and (known_on is None or record.recorded <= known_on)
        for x in record.act.lines
        if x.trace_code == code
    ]


def _injury(r: Register, line: ClaimFacts) -> _Finding:
    """A work injury that is not recognised yet: who pays in the meantime."""
    if not line.work_injury_pending:
        return "pay", None
    if r.regime.rules.work_injury_pending.value is None:
        return "manual_review", Reason("工伤认定前由谁支付，规则没有规定", ("work_injury_pending",))
    return "pay", Reason("工伤认定前先按基本医疗保险结算，认定后向工伤保险基金追付", ("work_injury_pending",))


def _kind(r: Register, line: ClaimFacts) -> _Finding:
    """The agreement covers the kinds of insurance on the list; the list is open, so another is for a person to see."""
    covered = r.regime.rules.insurance_kinds.value
    if line.kind is None or covered is None:
        return "pay", None
    if line.kind in covered:
        return "pay", Reason(f"协议适用于险种 {line.kind}", ("insurance_kinds",))
    keys = ("insurance_kinds", "work_injury_pending")
    return "manual_review", Reason(f"险种 {line.kind} 不在协议适用的险种之内，转人工处理", keys)


def _prescription(r: Register, institution: str, line: ClaimFacts, known_on: date | None) -> _Finding:
    """The line links to the prescription that was filled here; without a record of it a person has to look."""
    if line.prescription is None:
        return "pay", None
    record = filled(r, line.prescription, institution, known_on)
    if record is None:
        return "manual_review", Reason(f"处方 {line.prescription} 没有在本机构配药的记录", (PLACES,))
    words = f"凭处方 {line.prescription}（{record.act.prescriber} 开具，{record.on} 配药）"
    return "pay", Reason(words, (PLACES,), (), (("prescription", record.ref),))


def _elsewhere(r: Register, institution: str, day: date, line: ClaimFacts, known_on: date | None) -> _Finding:
    """The claim of somebody insured elsewhere goes through the agency that signed, where the rules say so."""
    if line.insured_area is None:
        return "pay", None
    answer = responsible_agency(r, institution, line.insured_area, day, known_on)
    return "pay" if answer.value is not None else "manual_review", answer.reasons[0]
