"""Guards of money: who reviews and who pays, what may be refused, large sums, prepayment, recovery."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import control as o
from dingdian.law.institutions import ledgers as w
from dingdian.law.institutions.accounts import refused_whole
from dingdian.law.institutions.agreements import held_on
from dingdian.law.institutions.assessment import result_of
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.methods import methods_for
from dingdian.law.institutions.money import deposit_due, deposit_refund
from dingdian.law.institutions.rows import Requirement
from dingdian.law.institutions.scene import VERIFIED
from dingdian.law.institutions.standards import payment_standard
from dingdian.law.institutions.standing import state_on
from dingdian.law.processes.guards.institutions_common import opened_by, person_of
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.processes.model import Choice
from dingdian.law.register import Register

NOTHING = Decimal(0)


def _of(r: Register, ref: str, kind: type[Any]) -> list[Any]:
    return [x.act for x in r.records if isinstance(x.act, kind) and x.act.of == ref]


def reviewed_first(r: Register, act: i.SettlementPay) -> Iterator[Objection]:
    """What was not reviewed is not paid."""
    if not _of(r, act.of, i.SettlementReview):
        row = r.regime.rules.steps.value.get("settlement.review")
        yield Objection("还没有审核，不能拨付", ("steps",), row.clauses if row is not None else (), "先审核")


def _reviewed(r: Register, act: i.SettlementReview, state: str) -> str:
    return "refused" if refused_whole(r, act.of) else "reviewed"  # the act itself is in it


REVIEWED = Choice(_reviewed, ("reviewed", "refused"))


@requirement("reviewer_not_payer")
def _apart(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """Who reviews a declaration does not pay it, nor the other way round."""
    other = i.SettlementReview if isinstance(act, i.SettlementPay) else i.SettlementPay
    mine = {person_of(act.actor)} - {None}
    theirs = {person_of(x.actor) for x in _of(r, act.of, other)} - {None}
    if mine & theirs:
        yield Wrong("审核和拨付不得由同一人办理", "换一人办理", ("management_functions_separated",))


@requirement("collective_decision")
def _collective(r: Register, act: i.SettlementPay, rule: Requirement) -> Iterator[Wrong]:
    """A payment above the threshold rests on a collective decision; without a threshold a person looks."""
    least = r.regime.rules.major_expenditure_threshold_cny.value
    declared = opened_by(r, act.of)
    amount = act.amount if act.amount is not None else getattr(declared, "amount", None)
    if (
        least is not None
        and amount is not None
        and amount > least
        and not (act.collective_decision or act.participants)
    ):
        words = f"{amount} 元超过 {least} 元，须集体决策"
        yield Wrong(words, "附集体决策记录（collective_decision）", ("major_expenditure_threshold_cny",))


def _verified(r: Register, ref: str | None, institution: str | None, day: Any) -> bool:
    own = opened_by(r, ref)
    if isinstance(own, o.FindingVerify):
        return True
    if isinstance(own, o.FindingSuspect):
        return r.states.get(("finding", (ref or "",))) in ("finding_verified", "decided", "executed")
    stated = facts_on(r, institution, day).findings or () if institution is not None else ()
    return any(f.id == ref and f.state in VERIFIED for f in stated)


@requirement("refused_on_finding")
def _refused(r: Register, act: Any, rule: Requirement) -> Iterator[Wrong]:
    """Only a verified violation is refused or recovered; what is merely suspected is held."""
    refuses = isinstance(act, w.SettlementRecover) or act.outcome in ("part_refused", "refused")
    if not refuses and not getattr(act, "refused", None):
        return
    if act.finding is None or not _verified(r, act.finding, r.institution_of(act), act.on):
        yield Wrong("没有查实的违规，不能拒付或追回", "先查实（finding），未查实的可以暂缓拨付")


@requirement("method_of_agreement")
def _method(r: Register, act: i.SettlementReview, rule: Requirement) -> Iterator[Wrong]:
    """What is reviewed is paid by a method that the agreement in force on its days sets."""
    declared = opened_by(r, act.of)
    if act.method is None or not isinstance(declared, i.SettlementDeclare):
        return
    agreed = methods_for(r, declared.institution, declared.lines)
    if agreed and act.method not in agreed:
        words = "；".join(dict.fromkeys(reason.text for reasons in agreed.values() for reason in reasons))
        yield Wrong(f"{words}，不能按 {act.method} 结算", f"改为 {'、'.join(agreed)}", ("payment_methods",))


@requirement("one_standard")
def _standard(r: Register, act: i.SettlementDeclare, rule: Requirement) -> Iterator[Wrong]:
    """A line is computed with the one payment standard of the area, and with no other."""
    if r.regime.rules.payment_standard_source.value != "unified":
        return
    for n, line in enumerate(act.lines, start=1):
        row = payment_standard(r, line.code, line.cost_date).value if line.code is not None else None
        if row is not None and line.standard is not None and line.standard != row.amount:
            words = f"第 {n} 行 {line.code} 按 {line.standard:.2f} 元的支付标准计算，应为 {row.amount:.2f} 元"
            yield Wrong(words, f"改为 {row.amount:.2f}", ("payment_standard_source", "payment_standards"))


@requirement("attested")
def _attested(r: Register, act: i.SettlementDeclare, rule: Requirement) -> Iterator[Wrong]:
    """Somebody answers for what is declared, where the declaration says that nobody does."""
    if "attested_by" in act.model_fields_set and act.attested_by is None:
        yield Wrong("申报没有人对真实性负责", "写明 attested_by")


def not_held(r: Register, act: i.SettlementPay) -> Iterator[Objection]:
    """Nothing is paid while payment to the institution is held."""
    institution = r.institution_of(act)
    held = held_on(r, institution, act.on) if institution is not None else None
    if held is not None:
        words = f"自 {held.on} 起暂停结算，{act.on} 不能拨付"
        yield Objection(words, ("settlement_hold",), remedy="恢复结算后再拨付")


def payee(r: Register, act: i.SettlementPay) -> Iterator[Objection]:
    """Care on line is settled with the institution that hosts it."""
    if r.regime.rules.internet_plus_counterparty.value != "host_institution" or act.payee is None:
        return
    institution = r.institution_of(act)
    if institution is not None and act.payee != institution:
        words = f"费用只与所依托的 {institution} 结算，不付给 {act.payee}"
        yield Objection(words, ("internet_plus_counterparty",), remedy=f"收款方改为 {institution}")


# Prepayment, recovery


def in_force_to_prepay(r: Register, act: w.PrepaymentPropose) -> Iterator[Objection]:
    """Money is paid ahead only under an agreement in force."""
    state = state_on(r, act.institution, act.on)
    if state.status not in ("in_force", "settlement_hold"):
        words = f"{act.on} 没有履行中的协议，不能预付"
        yield Objection(words, ("prepayment_ratio",), remedy="协议生效后再办理")


@requirement("emergency_basis")
def _basis(r: Register, act: w.PrepaymentPropose, rule: Requirement) -> Iterator[Wrong]:
    """An advance for an emergency has its document."""
    if act.special and act.basis is None:
        yield Wrong("专项预拨没有应急依据", "写明 basis")


def balance(r: Register, order: w.RecoveryOrder, ref: str) -> Decimal:
    """What of an order is still to be performed."""
    return order.amount - sum((x.amount for x in _of(r, ref, w.RecoveryPay)), NOTHING)


def not_more(r: Register, act: w.RecoveryPay) -> Iterator[Objection]:
    own = opened_by(r, act.of)
    if isinstance(own, w.RecoveryOrder) and act.amount > balance(r, own, act.of):
        row = r.regime.rules.steps.value[act.act]
        left = balance(r, own, act.of)
        yield Objection(f"还应履行 {left} 元，不能记 {act.amount} 元", ("steps",), row.clauses, f"至多 {left} 元")


def _paid(r: Register, act: w.RecoveryPay, state: str) -> str:
    own = opened_by(r, act.of)
    left = balance(r, own, act.of) if isinstance(own, w.RecoveryOrder) else NOTHING  # the act itself is in it
    return "paid" if left <= 0 else "partly_paid"


PAID = Choice(_paid, ("paid", "partly_paid"))


# Deposits


def deposit_share(r: Register, act: w.DepositKeep) -> Iterator[Objection]:
    """Where the rules set the share, the deposit is that share of the amount it is taken from."""
    right = deposit_due(r, act.base).value if act.base is not None else None
    if right is not None and act.amount != right:
        share = r.regime.rules.quality_deposit_ratio.value
        yield Objection(f"应扣 {act.base}×{share}={right} 元", ("quality_deposit_ratio",), remedy=f"改为 {right} 元")


def _kept(r: Register, act: w.DepositReturn) -> Decimal | None:
    """What of the deposit is still kept, by the acts before; null where there is no such deposit."""
    own = opened_by(r, act.of)
    if not isinstance(own, w.DepositKeep):
        return None
    return own.amount - sum((x.amount + (x.withheld or NOTHING) for x in _of(r, act.of, w.DepositReturn)), NOTHING)


def not_more_returned(r: Register, act: w.DepositReturn) -> Iterator[Objection]:
    """No more is returned and withheld than is kept."""
    left, asked = _kept(r, act), act.amount + (act.withheld or NOTHING)
    if left is not None and asked > left:
        row = r.regime.rules.steps.value[act.act]
        yield Objection(f"还扣着 {left} 元，不能退还和扣下 {asked} 元", ("steps",), row.clauses, f"合计至多 {left} 元")


def deposit_by_assessment(r: Register, act: w.DepositReturn) -> Iterator[Objection]:
    """Where the rules set what goes back by the score, the sums are those of the year's final assessment."""
    own = opened_by(r, act.of)
    if not isinstance(own, w.DepositKeep) or r.regime.rules.quality_deposit_refund_table.value is None:
        return
    found = result_of(r, own.institution, act.year, act.on)
    if found is None or found.score is None:
        words = f"{act.year or '该'}年度的考核结果还没有确定"
        yield Objection(words, ("quality_deposit_refund_table",), remedy="先确定考核结果")
        return
    right = deposit_refund(r, own.amount, found.score).value
    if right is not None and (act.amount, act.withheld or NOTHING) != (right.refunded, right.withheld):
        words = f"考核 {found.score} 分，应退还 {right.refunded} 元，扣下 {right.withheld} 元"
        yield Objection(words, ("quality_deposit_refund_table",), remedy="按考核结果改正金额")


def _returned(r: Register, act: w.DepositReturn, state: str) -> str:
    left = _kept(r, act)  # the act itself is in it
    return "closed" if left is not None and left <= 0 else "partly_returned"


RETURNED = Choice(_returned, ("closed", "partly_returned"))


@requirement("damages_by_clause")
def _damages(r: Register, act: w.RecoveryOrder, rule: Requirement) -> Iterator[Wrong]:
    """Damages follow the clause of the agreement: the multiple it sets of the amount concerned."""
    if act.kind != "damages":
        return
    if act.agreement_clause is None:
        yield Wrong("违约金须写明协议条款", "写明 agreement_clause")
        return
    known = [x for x in r.setting.agreements or () if x.institution == act.institution]
    clause = next((y for x in known for y in x.clauses if y.no == act.agreement_clause), None)
    if clause is not None and clause.multiple is not None and act.base is not None:
        right = act.base * clause.multiple
        if act.amount != right:
            yield Wrong(f"按协议 {clause.no} 应为 {act.base}×{clause.multiple}={right} 元", f"改为 {right} 元")
