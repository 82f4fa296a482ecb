"""Acts of control and money: inspection, findings and their handling, rectification, restriction, assessment, ledgers.

What an act establishes as a fact (a verified finding, an interview held, a failed rectification, a final assessment)
is read with the other facts of the institution through its `facts`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from dingdian.law.act import Act
from dingdian.law.institutions.casework import Of
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.records import Finding, Interview
from dingdian.law.institutions.rows import Ratio
from dingdian.law.values import Bool, Day, Int, Money, Text, Texts

# Inspection


class InspectionPlan(Act):
    """An inspection: its method and whom it is about; a spot check draws them with a seed."""

    act: Literal["inspection.plan"]
    institution: Text | None = None
    method: Text | None = None
    object: Text | None = None
    share: Ratio | None = None
    seed: Int | None = None


class InspectionStart(Of):
    act: Literal["inspection.start"]


class InspectionObstruct(Of):
    """The institution did not cooperate; an entry of the log with its evidence."""

    act: Literal["inspection.obstruct"]
    evidence: Text | None = None


class InspectionClose(Of):
    act: Literal["inspection.close"]


# Findings


class FindingSuspect(Act):
    """A suspicion: a clue, never a reason for a sanction. `rule`: the rule of a screen that raised it.

    `insured_area`: where the patient is insured; `agency`: whose case it is said to be.
    """

    act: Literal["finding.suspect"]
    institution: Text
    code: Text
    source: Text | None = None
    rule: Text | None = None
    amount: Money | None = None
    persons: Texts = ()
    evidence: Text | None = None
    inspection: Text | None = None
    insured_area: Text | None = None
    agency: Text | None = None

    @property
    def facts(self) -> InstitutionFacts:
        own = Finding(
            id=self.id, code=self.code, state="suspicion", source=self.source, amount=self.amount, on=self.on,
            insured_area=self.insured_area,
        )  # fmt: skip
        return InstitutionFacts(findings=(own,))


class FindingExplain(Of):
    act: Literal["finding.explain"]


class FindingDismiss(Of):
    act: Literal["finding.dismiss"]


class FindingVerify(Act):
    """A finding verified: a suspicion (`of`) or something found outright. `document`: of the department that did."""

    act: Literal["finding.verify"]
    institution: Text | None = None
    of: Text | None = None
    code: Text | None = None
    agreement_clause: Text | None = None
    amount: Money | None = None
    verified_by: Text | None = None
    document: Text | None = None
    opinion: Text | None = None
    serious: Bool | None = None
    aggravated: Bool | None = None
    reason: Text | None = None
    insured_area: Text | None = None
    agency: Text | None = None

    @property
    def facts(self) -> InstitutionFacts | None:
        if self.code is None:
            return None
        own = Finding(
            id=self.of or self.id, code=self.code, state="finding_verified", amount=self.amount, on=self.on,
            verified_on=self.on, verified_by=self.verified_by, document=self.document, serious=self.serious,
            aggravated=self.aggravated, reason=self.reason, agreement_clause=self.agreement_clause,
            insured_area=self.insured_area,
        )  # fmt: skip
        return InstitutionFacts(findings=(own,))


class FindingDecide(Of):
    """What follows from a finding: measures that the agreement clause allows, or none (with a reason)."""

    act: Literal["finding.decide"]
    measures: Texts = ()
    agreement_clause: Text | None = None
    ground: Text | None = None
    amount: Money | None = None
    due_on: Day | None = None


class FindingExecute(Of):
    act: Literal["finding.execute"]
    amount: Money | None = None


class FindingClose(Of):
    """The case is closed; a verified finding not without an outcome."""

    act: Literal["finding.close"]
    outcome: Literal["measure", "no_measure", "transfer"] | None = None


class FindingTransfer(Of):
    act: Literal["finding.transfer"]
    to: Text | None = None


class FindingReturn(Of):
    """The administration sends a transferred lead back with questions."""

    act: Literal["finding.return"]
    questions: Texts = ()


class FindingSupply(Of):
    act: Literal["finding.supply"]


class FindingInvestigate(Of):
    """The administration looks into a transferred lead itself."""

    act: Literal["finding.investigate"]


class InstructionIssue(Act):
    """The administration found a breach and has the agency handle it under the agreement."""

    act: Literal["instruction.issue"]
    institution: Text
    code: Text | None = None
    due_on: Day | None = None
    reason: Text | None = None

    @property
    def facts(self) -> InstitutionFacts | None:
        if self.code is None:
            return None
        own = Finding(id=self.id, code=self.code, state="suspicion", source="admin_instruction", on=self.on)
        return InstitutionFacts(findings=(own,))


class InstructionAnswer(Of):
    act: Literal["instruction.answer"]


class InterviewHold(Act):
    """An interview; `role`: who came for the institution."""

    act: Literal["interview.hold"]
    institution: Text
    of: Text | None = None
    role: Text | None = None
    due_on: Day | None = None
    topic: Text | None = None

    @property
    def facts(self) -> InstitutionFacts:
        own = Interview(held_on=self.on, role=self.role, due_on=self.due_on, topic=self.topic)
        return InstitutionFacts(interviews=(own,))


# Proposed sanctions


class GroundPropose(Act):
    """A verified ground of suspension or termination opens a case that ends with a decision or a reasoned none."""

    act: Literal["ground.propose"]
    institution: Text
    kind: Literal["suspension", "termination"]
    ground: Text
    finding: Text | None = None


class GroundNotify(Of):
    act: Literal["ground.notify"]


class GroundHear(Of):
    act: Literal["ground.hear"]


class GroundClose(Of):
    """`decision`: the suspension or termination that was decided; without one there is no ground (with a reason)."""

    act: Literal["ground.close"]
    decision: Text | None = None


# Rectification, restriction


class RectificationOrder(Act):
    """What an institution (or an agency) has to put right; `kind`: in which connection."""

    act: Literal["rectification.order"]
    institution: Text
    kind: Literal["suspension", "evaluation", "interview", "coaching", "finding", "agency"] = "finding"
    of: Text | None = None
    items: Texts = ()
    due_on: Day | None = None


class RectificationReport(Of):
    act: Literal["rectification.report"]


class RectificationCheck(Of):
    """The check of what was put right; `failed`: items that were not."""

    act: Literal["rectification.check"]
    institution: Text | None = None
    outcome: Literal["passed", "failed"]
    failed: Texts = ()
    kind: Text | None = None

    @property
    def facts(self) -> InstitutionFacts | None:
        if self.outcome != "failed" or self.kind != "suspension":
            return None
        return InstitutionFacts(rectification_failed_on=self.on)


class RestrictionImpose(Act):
    """Settlement of a person or department of the institution suspended to a day, or ended; the rest goes on."""

    act: Literal["restriction.impose"]
    institution: Text
    department: Text | None = None
    staff: Text | None = Field(default=None, validation_alias=AliasChoices("staff", "person"))
    kind: Literal["suspend_settlement", "end_settlement"] = "suspend_settlement"
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    reason: Text | None = None
    finding: Text | None = None


class RestrictionLift(Of):
    act: Literal["restriction.lift"]


# Screens


class ScreenAct(Act):
    institution: Text
    evidence: Text | None = None


class DualPriceSuspect(ScreenAct):
    act: Literal["dual_price.suspect"]
    source: Text | None = None
    excess: Money | None = None
    sales_concerned: Money | None = None


class DualPriceConfirm(Of):
    act: Literal["dual_price.confirm"]
    excess: Money | None = None
    sales_concerned: Money | None = None


class DualPriceDismiss(Of):
    act: Literal["dual_price.dismiss"]


class DualPriceHandle(Of):
    act: Literal["dual_price.handle"]
    measures: Texts = ()


class TraceCodeTest(ScreenAct):
    """A check of trace codes or of the insurance code at an institution."""

    act: Literal["trace_code.test"]
    month: Text | None = None
    passed: Bool


class TraceCodeWarn(Of):
    act: Literal["trace_code.warn"]


class TraceCodeClear(Of):
    act: Literal["trace_code.clear"]


class LicenceHangingSuspect(ScreenAct):
    act: Literal["licence_hanging.suspect"]
    staff: Texts = ()


class LicenceHangingConfirm(Of):
    act: Literal["licence_hanging.confirm"]
    inspection: Text | None = None


class LicenceHangingDismiss(Of):
    act: Literal["licence_hanging.dismiss"]


ControlAct = (
    InspectionPlan | InspectionStart | InspectionObstruct | InspectionClose
    | FindingSuspect | FindingExplain | FindingDismiss | FindingVerify | FindingDecide | FindingExecute | FindingClose
    | FindingTransfer | FindingReturn | FindingSupply | FindingInvestigate
    | InstructionIssue | InstructionAnswer | InterviewHold
    | GroundPropose | GroundNotify | GroundHear | GroundClose
    | RectificationOrder | RectificationReport | RectificationCheck | RestrictionImpose | RestrictionLift
    | DualPriceSuspect | DualPriceConfirm | DualPriceDismiss | DualPriceHandle
    | TraceCodeTest | TraceCodeWarn | TraceCodeClear
    | LicenceHangingSuspect | LicenceHangingConfirm | LicenceHangingDismiss
)  # fmt: skip
