"""Declarations and payment, prepayment, quality deposits, recovery and damages, clearing."""

from __future__ import annotations

from dingdian.law.deadlines import Deadline
from dingdian.law.processes.guards import institutions_money as g
from dingdian.law.processes.institutions.cases import AGENCY, INSTITUTION, by_opening
from dingdian.law.processes.model import NEW, Process, Step

SETTLEMENT = Process(
    "settlement",
    "申报与拨付",
    {
        NEW: "未申报",
        "declared": "已申报",
        "returned": "已退回",
        "reviewed": "已审核",
        "refused": "已全部拒付",
        "paid": "已拨付",
        "recovered": "已追回",
        "cleared": "已清算",
    },
    frozenset({"refused", "paid", "recovered", "cleared"}),
    (
        Step("settlement.declare", "申报", (NEW,), "declared", (INSTITUTION,), papers=("declaration_receipt",),
             requires=("attested", "prescription_on_record", "one_standard")),
        Step("settlement.return", "退回", ("declared",), "returned", (AGENCY,), papers=("return_note",)),
        Step("settlement.resubmit", "重新申报", ("returned",), "declared", (INSTITUTION,),
             papers=("declaration_receipt",)),
        Step("settlement.review", "审核", ("declared", "reviewed", "refused"), g.REVIEWED, (AGENCY,),
             papers=("review_sheet",),
             requires=("refused_on_finding", "reviewer_not_payer", "method_of_agreement")),
        Step("settlement.pay", "拨付", ("declared", "reviewed", "paid"), "paid", (AGENCY,),
             (g.reviewed_first, g.not_held, g.payee),
             deadline=Deadline("payment_limit", "declaration_received"), papers=("payment_advice",),
             requires=("reviewer_not_payer", "collective_decision")),
        Step("settlement.recover", "追回", ("paid", "recovered"), "recovered", (AGENCY,), papers=("recovery_order",),
             requires=("refused_on_finding",)),
        Step("settlement.clear", "年终清算", (NEW,), "cleared", (AGENCY,), papers=("clearing_sheet",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

PREPAYMENT = Process(
    "prepayment",
    "预付",
    {
        NEW: "无",
        "proposed": "已提出",
        "approved": "已批准",
        "paid": "已预付",
        "offset": "已冲抵",
        "returned": "已退回",
    },
    frozenset({"offset", "returned"}),
    (
        Step("prepayment.propose", "提出预付", (NEW,), "proposed", (AGENCY,), (g.in_force_to_prepay,),
             requires=("emergency_basis",)),
        Step("prepayment.approve", "批准预付", ("proposed",), "approved", (AGENCY,), papers=("prepayment_approval",)),
        Step("prepayment.pay", "拨付预付金", ("approved",), "paid", (AGENCY,), papers=("ledger",)),
        Step("prepayment.offset", "清算冲抵", ("paid", "offset"), "offset", (AGENCY,),
             deadline=Deadline("prepayment_offset", "year_end"), papers=("clearing_sheet",)),
        Step("prepayment.return", "退回预付金", ("paid", "offset"), "returned", (INSTITUTION,), papers=("receipt",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

RECOVERY = Process(
    "recovery",
    "追回与违约金",
    {NEW: "无", "ordered": "已要求退回或支付", "partly_paid": "已部分履行", "paid": "已履行"},
    frozenset({"paid"}),
    (
        Step("recovery.order", "要求退回或支付违约金", (NEW,), "ordered", (AGENCY,), papers=("recovery_order",),
             requires=("damages_by_clause",)),
        Step("recovery.pay", "履行", ("ordered", "partly_paid"), g.PAID, (INSTITUTION, AGENCY), (g.not_more,),
             papers=("receipt",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

DEPOSIT = Process(
    "deposit",
    "质量保证金",
    {NEW: "无", "kept": "已扣留", "partly_returned": "已部分退还", "closed": "已结清"},
    frozenset({"closed"}),
    (
        Step("deposit.keep", "扣留质量保证金", (NEW,), "kept", (AGENCY,), (g.deposit_share,), papers=("ledger",)),
        Step("deposit.return", "退还质量保证金", ("kept", "partly_returned"), g.RETURNED, (AGENCY,),
             (g.not_more_returned, g.deposit_by_assessment), papers=("ledger",)),
    ),
    by_opening,
    institutional=True,
)  # fmt: skip

PROCESSES = (SETTLEMENT, PREPAYMENT, RECOVERY, DEPOSIT)
