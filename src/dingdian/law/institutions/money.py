"""The arithmetic of money between agency and institution: clearing, deposit, overspend, damages, recovery, books.

Amounts are yuan with two decimals, rounded half up. Where the rule leaves a share or a table open, a person has to
give it: the answer then is null or flagged, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from dingdian.law.explain import Decision, Reason
from dingdian.law.gate import claim
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.accounts import advances
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.rows import band_for
from dingdian.law.register import Register
from dingdian.law.setting import AgreementClause

ZERO = Decimal("0.00")
OPEN = "比例或系数待定，须由负责人写明理由确定"


def yuan(amount: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


# Year end


@dataclass(frozen=True, slots=True)
class Clearing:
    """A year's clearing: what the base comes to by the assessment, what is set off or added, what is left to pay.

    `coefficient` is null where none is set; the base then stands as it is and the answer is flagged. `payable` is
    negative when the institution owes.
    """

    base: Decimal
    coefficient: Decimal | None
    prepaid: Decimal
    compensation: Decimal
    deposit_withheld: Decimal
    payable: Decimal


def clearing(
    r: Register,
    base: Decimal,
    score: Decimal | None = None,
    prepaid: Decimal = ZERO,
    compensation: Decimal = ZERO,
    deposit_withheld: Decimal = ZERO,
) -> Decision[Clearing]:
    """What is payable at the clearing of a year; `score` is the final assessment of that year."""
    rules = r.regime.rules
    table = rules.assessment_clearing_coefficients.value
    row = band_for(table or (), score) if score is not None else None
    coefficient = row.value if row is not None else None
    adjusted = yuan(base * coefficient) if coefficient is not None else yuan(base)
    offset = prepaid if rules.prepayment_offset.value == "year_end_clearing" else ZERO
    payable = adjusted - offset + compensation - deposit_withheld
    value = Clearing(base, coefficient, offset, compensation, deposit_withheld, payable)
    open_points = (OPEN,) if score is not None and coefficient is None else ()
    words = f"{base} × {coefficient} = {adjusted}" if coefficient is not None else f"清算基数 {base}，未按考核调整"
    sums = f"{adjusted} - 预付 {offset} + 补偿 {compensation} - 扣下的保证金 {deposit_withheld} = {payable}"

    def why() -> list[Reason]:
        return [Reason(words, ("assessment_clearing_coefficients",)), Reason(sums, ("prepayment_offset",))]

    return Decision(value, r.regime, why, open_points)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A quality deposit at the end of its period: what is returned and what is kept back."""

    refunded: Decimal
    withheld: Decimal


def deposit_due(r: Register, amount: Decimal) -> Decision[Decimal | None]:
    """The deposit kept from an amount; null where no share is set."""
    share = r.regime.rules.quality_deposit_ratio.value
    value = yuan(amount * share) if share is not None else None
    words = f"{amount} × {share} = {value}" if share is not None else OPEN
    return Decision(value, r.regime, lambda: [Reason(words, ("quality_deposit_ratio",))])


def deposit_refund(r: Register, deposit: Decimal, score: Decimal) -> Decision[Deposit | None]:
    """What of a deposit is returned by the assessment; null where no table is set."""
    row = band_for(r.regime.rules.quality_deposit_refund_table.value or (), score)
    keys = ("quality_deposit_refund_table",)
    if row is None or row.value is None:
        return Decision(None, r.regime, lambda: [Reason(OPEN, keys)], (OPEN,))
    refunded = yuan(deposit * row.value)
    value = Deposit(refunded, deposit - refunded)
    words = f"考核 {score} 分，退还 {deposit} × {row.value} = {refunded}，扣下 {value.withheld}"
    return Decision(value, r.regime, lambda: [Reason(words, keys)])


@dataclass(frozen=True, slots=True)
class OverspendDecision:
    """The recorded decision to make good part of an overspend; `share`: of it, where the decision sets one."""

    cause: str
    share: Decimal | None = None


def overspend_compensation(
    r: Register, overspend: Decimal, decision: OverspendDecision | None
) -> Decision[Decimal | None]:
    """What an overspend is made good with; only a decision yields an amount."""
    keys = ("overspend_compensation_ratio",)
    share = decision.share if decision is not None and decision.share is not None else None
    if decision is not None and share is None:
        share = r.regime.rules.overspend_compensation_ratio.value
    if decision is None or share is None:
        words = "没有决定，不予补偿" if decision is None else OPEN
        return Decision(None, r.regime, lambda: [Reason(words, keys)], (OPEN,) if decision is not None else ())
    value = yuan(overspend * share)
    return Decision(value, r.regime, lambda: [Reason(f"合理超支 {overspend} × {share} = {value}", keys)])


def effects(r: Register, score: Decimal) -> list[tuple[str, Reason]]:
    """What follows from a year's score: for the clearing, for the deposit, for the renewal; open where no number is."""
    rules = r.regime.rules
    cleared = band_for(rules.assessment_clearing_coefficients.value or (), score)
    returned = band_for(rules.quality_deposit_refund_table.value or (), score)
    least, reasons = rules.assessment_pass_score.value, rules.renewal_needs_reasons_below_pass.value
    renewal = "没有规定合格分，续签时由人判断"
    if least is not None:
        below = f"低于合格分 {least}" + ("，续签须写明理由" if reasons else "")
        renewal = f"达到合格分 {least}" if score >= least else below
    clear = f"清算基数乘以 {cleared.value}" if cleared is not None and cleared.value is not None else OPEN
    back = f"退还保证金的 {returned.value}" if returned is not None and returned.value is not None else OPEN
    return [
        ("年终清算", Reason(clear, ("assessment_clearing_coefficients",))),
        ("质量保证金", Reason(back, ("quality_deposit_refund_table",))),
        ("续签", Reason(renewal, ("assessment_pass_score", "renewal_needs_reasons_below_pass"))),
    ]


def prepayment_offer(r: Register, yearly: Decimal) -> Decision[Decimal | None]:
    """What may be paid in advance of a year's expected payments; null where no share is set: a person decides."""
    share = r.regime.rules.prepayment_ratio.value
    value = yuan(yearly * share) if share is not None else None
    words = f"{yearly} × {share} = {value}" if share is not None else OPEN
    return Decision(
        value, r.regime, lambda: [Reason(words, ("prepayment_ratio",))], () if share is not None else (OPEN,)
    )


def prepaid(r: Register, institution: str, known_on: date | None = None) -> Decision[Decimal]:
    """What is paid in advance and not yet set off or returned; special advances have a ledger of their own."""
    own = [x for x in advances(r, institution, date.max, known_on) if not x.special]
    total = sum((x.balance.total for x in own), ZERO)
    words = f"已预付而尚未冲抵或退回 {total}"
    return Decision(total, r.regime, lambda: [Reason(words, ("prepayment_ratio", "prepayment_offset"))])


# Breaches


def damages(r: Register, clause: AgreementClause, amount: Decimal) -> Decision[Decimal | None]:
    """Liquidated damages for an amount, as the clause of the agreement sets them: a multiple, or a fixed sum."""
    keys = ("damages_formula",)
    if r.regime.rules.damages_formula.value is None:
        return Decision(None, r.regime, lambda: [Reason("规则没有规定违约金", keys)])
    if clause.multiple is not None:
        value = yuan(amount * clause.multiple)
        words = f"协议第 {clause.no} 条：{amount} × {clause.multiple} = {value}"
    elif clause.fixed is not None:
        value = clause.fixed
        words = f"协议第 {clause.no} 条：定额 {value}"
    else:
        return Decision(None, r.regime, lambda: [Reason(f"协议第 {clause.no} 条没有写明违约金的算法", keys)], (OPEN,))
    return Decision(value, r.regime, lambda: [Reason(words, keys)])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sum to be recovered: paid in cash or set off against the next payment."""

    mode: Literal["cash_return", "offset_next_payment"]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """A sum to be recovered (or damages): what was performed, what is left."""

    amount: Decimal
    performed: Decimal
    balance: Decimal

    @property
    def status(self) -> Literal["unperformed", "partly_performed", "full"]:
        return "full" if self.balance <= 0 else "partly_performed" if self.performed > 0 else "unperformed"


def recovery(r: Register, amount: Decimal, parts: Iterable[Part]) -> Decision[Balance]:
    """What is left of a sum to be recovered; a part in a way that the rule does not name does not count."""
    allowed = r.regime.rules.recovery_modes.value
    counted = [p for p in parts if allowed is None or p.mode in allowed]
    performed = sum((p.amount for p in counted), ZERO)
    value = Balance(amount, performed, max(ZERO, amount - performed))
    words = f"应追回 {amount}，已退 {performed}，尚欠 {value.balance}"
    return Decision(value, r.regime, lambda: [Reason(words, ("recovery_modes",))])


def recovery_of(r: Register, order: str, known_on: date | None = None) -> Decision[Balance]:
    """How an order to pay back (or to pay damages) stands by the acts that are known."""
    record = next(x for x in r.records if x.ref == order)
    known = (x for x in r.records if known_on is None or x.recorded <= known_on)
    paid = [x.act for x in known if x.act.act == "recovery.pay" and x.act.of == order]
    modes: dict[str, Literal["cash_return", "offset_next_payment"]] = {
        "cash": "cash_return",
        "offset": "offset_next_payment",
    }
    return recovery(r, record.act.amount, [Part(modes[act.mode], act.amount) for act in paid])


@dataclass(frozen=True, slots=True)
class Books:
    """The institution's claim against the agency as it stands after the sums that are no debt are taken out."""

    claimed: Decimal
    taken_out: Decimal
    due: Decimal


def reconcile(r: Register, claimed: Decimal, parts: Mapping[str, Decimal]) -> Decision[Books]:
    """What of a claimed sum the agency owes; `parts`: the classes of sums contained in it, by name."""
    classes = r.regime.rules.not_receivable.value or ()
    wrong = {name: amount for name, amount in parts.items() if name in classes and amount > 0}
    taken = sum(wrong.values(), ZERO)
    value = Books(claimed, taken, claimed - taken)
    words = f"申报欠款 {claimed} - 不作为医保欠费的 {taken} = {value.due}"
    flags = (f"对账单列入了不应作为欠费的款项：{'、'.join(sorted(wrong))}",) if wrong else ()
    return Decision(value, r.regime, lambda: [Reason(words, ("not_receivable",))], flags)


# Who pays whom


@dataclass(frozen=True, slots=True)
class Statement:
    """A demand on the work-injury fund for what basic insurance paid before the injury was recognised."""

    recognised_on: date
    amount: Decimal
    lines: int


def work_injury_statement(r: Register, institution: str, known_on: date | None = None) -> Decision[Statement | None]:
    """The lines paid while a work injury was not recognised; null before it is, or where the rule has no such way."""
    keys = ("work_injury_pending",)
    recognised = facts_on(r, institution, date.max, known_on).work_injury_recognised_on
    if r.regime.rules.work_injury_pending.value is None or recognised is None:
        return Decision(None, r.regime, lambda: [Reason("尚未认定工伤，或规则没有规定", keys)])
    declared = [x.act for x in r.at(institution, known_on) if isinstance(x.act, i.SettlementDeclare)]
    lines = [x for act in declared for x in act.lines if x.work_injury_pending and x.cost_date <= recognised]
    total = sum((x.fund_amount if x.fund_amount is not None else x.amount for x in lines), ZERO)
    words = f"{recognised} 认定工伤，向工伤保险基金追付 {len(lines)} 笔共 {total}"
    return Decision(Statement(recognised, total, len(lines)), r.regime, lambda: [Reason(words, keys)])


def payee(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[str]:
    """To whom the costs of an institution are paid: those of an Internet hospital to the host it leans on."""
    facts = facts_on(r, institution, day, known_on)
    host = facts.host_organization or facts.host
    leans = r.regime.rules.internet_plus_counterparty.value == "host_institution" and host is not None
    value = host if leans and host is not None else institution
    return Decision(value, r.regime, lambda: [Reason(f"收款方为 {value}", ("internet_plus_counterparty",))])


# Stays over the first day of a suspension


@dataclass(frozen=True, slots=True)
class Split:
    """A stay divided by what becomes of each day's costs."""

    payable: Decimal
    held: Decimal
    by_hand: Decimal
    refused: Decimal


def split_stay(
    r: Register,
    institution: str,
    costs: Mapping[date, Decimal],
    *,
    person: str | None = None,
    department: str | None = None,
    emergency: bool = False,
    known_on: date | None = None,
) -> Decision[Split]:
    """A stay's costs by outcome: each by its own day, or all by the last, as the rule says."""
    by_day = r.regime.rules.straddling_inpatient_rule.value != "by_discharge_date"
    sums = {"pay": ZERO, "hold": ZERO, "manual_review": ZERO, "deny": ZERO}
    told = [Reason("跨期住院按费用发生日分段" if by_day else "跨期住院按出院日", ("straddling_inpatient_rule",))]
    for day in sorted(costs):
        asked = day if by_day else max(costs)
        found = claim(r, asked, person, institution, department=department, emergency=emergency, known_on=known_on)
        sums[found.value] += costs[day]
        told += found.reasons
    value = Split(sums["pay"], sums["hold"], sums["manual_review"], sums["deny"])
    return Decision(value, r.regime, lambda: dict.fromkeys(told))
