"""Acts of assessment and of the ledgers: scores, prepayment, recovery and damages, the clearing of a year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from dingdian.law.act import Act
from dingdian.law.institutions.casework import Of
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.records import Assessment
from dingdian.law.institutions.rows import Ratio
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text, Texts

# Assessment


class Indicator(Model):
    """What is looked at, with its weight; `bands`: “least=score”, by which a figure is scored where it can be."""

    name: Text
    weight: Ratio
    rule: Text | None = None
    bands: Texts = ()


class Reported(Model):
    """What an institution says of itself under an indicator: a figure, a score of its own, what proves it."""

    name: Text
    value: Decimal | None = None
    score: Ratio | None = None
    note: Text | None = None


class Scored(Model):
    """The score of an indicator, in points of a hundred; `value`: the figure that was found."""

    name: Text
    weight: Ratio
    value: Decimal | None = None
    score: Ratio | None = None
    note: Text | None = None


class AssessmentPublishScheme(Act):
    """Indicators, weights and ways of scoring of a year's assessment, in force before they are used."""

    act: Literal["assessment.publish_scheme"]
    year: Int | None = None
    indicators: Annotated[tuple[Indicator, ...], AsTuple] = ()


class AssessmentReport(Act):
    """The institution reports on itself, indicator by indicator."""

    act: Literal["assessment.report"]
    institution: Text
    scheme: Text
    year: Int | None = None
    items: Annotated[tuple[Reported, ...], AsTuple] = ()


class AssessmentScore(Act):
    """The first review; `of`: the report it answers, where there is one, or the score that it replaces."""

    act: Literal["assessment.score"]
    institution: Text
    of: Text | None = None
    year: Int | None = None
    scheme: Text | None = None
    items: Annotated[tuple[Scored, ...], AsTuple] = ()
    total: Ratio | None = None


class AssessmentComment(Of):
    act: Literal["assessment.comment"]


class AssessmentFinalize(Of):
    """The second review, by another: the result; `total`: the sum of the scores by weight, in points of a hundred."""

    act: Literal["assessment.finalize"]
    institution: Text | None = None
    year: Int | None = None
    total: Ratio | None = None
    passed: Bool | None = None
    failed_conditions: Texts = ()

    @property
    def facts(self) -> InstitutionFacts:
        own = Assessment(year=self.year, total=self.total, score=self.total, passed=self.passed, final_on=self.on)
        return InstitutionFacts(assessment=own)


# Money


class PrepaymentPropose(Act):
    """Fund money paid ahead; `special`: for an emergency, in a ledger of its own, with its basis."""

    act: Literal["prepayment.propose"]
    institution: Text
    amount: Money | None = None
    basis: Text | None = None
    ratio: Ratio | None = None
    period: Text | None = None
    special: Bool = False


class PrepaymentApprove(Of):
    act: Literal["prepayment.approve"]


class PrepaymentPay(Of):
    act: Literal["prepayment.pay"]


class PrepaymentOffset(Of):
    act: Literal["prepayment.offset"]
    amount: Money | None = None


class PrepaymentReturn(Of):
    act: Literal["prepayment.return"]
    amount: Money | None = None


class DepositKeep(Act):
    """A quality deposit kept from what is paid for a period; `base`: the amount it was taken from."""

    act: Literal["deposit.keep"]
    institution: Text
    period: Text | None = None
    base: Money | None = None
    amount: Money
    basis: Text | None = None


class DepositReturn(Of):
    """What of a deposit (`of`) goes back by the assessment of a year, and what is kept for good (`withheld`)."""

    act: Literal["deposit.return"]
    year: Int | None = None
    amount: Money
    withheld: Money | None = None


class RecoveryOrder(Act):
    """Money paid that was not due is asked back, or damages under a clause of the agreement are demanded."""

    act: Literal["recovery.order"]
    institution: Text
    kind: Literal["recovery", "damages"] = "recovery"
    amount: Money
    base: Money | None = None
    agreement_clause: Text | None = None
    finding: Text | None = None
    due_on: Day | None = None


class RecoveryPay(Of):
    """A part paid (`cash`) or set off against a payment (`offset`)."""

    act: Literal["recovery.pay"]
    amount: Money
    mode: Literal["cash", "offset"] = "cash"


class SettlementRecover(Of):
    act: Literal["settlement.recover"]
    amount: Money | None = None
    finding: Text | None = None


class SettlementClear(Act):
    """The clearing of a year."""

    act: Literal["settlement.clear"]
    institution: Text
    year: Int | None = None
    base: Money | None = None
    payable: Money | None = None


LedgerAct = (
    AssessmentPublishScheme
    | AssessmentReport
    | AssessmentScore
    | AssessmentComment
    | AssessmentFinalize
    | PrepaymentPropose
    | PrepaymentApprove
    | PrepaymentPay
    | PrepaymentOffset
    | PrepaymentReturn
    | DepositKeep
    | DepositReturn
    | RecoveryOrder
    | RecoveryPay
    | SettlementRecover
    | SettlementClear
)
