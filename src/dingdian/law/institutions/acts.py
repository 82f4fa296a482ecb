"""Acts on institutions: application, evaluation, publicity, talks, agreement, renewal, change, money, documents.

Fields that a step may need but a simple story leaves out are optional; which ones must be there is for guards to say,
by the regime of the case. `case` is the id of the application that opened it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.act import Act
from dingdian.law.institutions.facts import INSTITUTION_FACTS, InstitutionFacts, inline_facts
from dingdian.law.institutions.records import Service
from dingdian.law.institutions.rows import Ratio
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text, Texts

Kind = Literal[
    "designation",
    "internet_plus_supplement",
    "dual_channel",
    "renewal",
    "reevaluation",
    "information_change",
    "non_renewal",
    "dual_channel_cancellation",
]
AgreementKind = Literal[
    "designation_yearly", "designation_fixed", "yearly_child", "internet_plus_supplement", "dual_channel"
]
Result = Literal["qualified", "unqualified"]
ItemResult = Literal["pass", "fail", "unknown", "not_applicable"]


class Material(Model):
    """A material of an application and what became of it; a bare code means that it was handed in."""

    code: Text
    state: Literal["submitted", "waived_by_data_sharing", "replaced_by_commitment", "missing"] = "submitted"
    parts: Texts | None = None
    file: Text | None = None
    received_on: Day | None = None
    item: Text | None = None


def _materials(value: Any) -> Any:
    return [{"code": v} if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


class _WithMaterials(Act):
    materials: Annotated[tuple[Material, ...], AsTuple] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_codes(cls, data: Any) -> Any:
        if isinstance(data, dict) and "materials" in data:
            return {**data, "materials": _materials(data["materials"])}
        return data


class Case(Act):
    """An act in a case that an application opened."""

    case: Text
    reason: Text | None = None


# Application


class DesignationApply(_WithMaterials):
    """An application; its facts count as stated by the applicant on that day."""

    act: Literal["designation.apply"]
    institution: Text
    kind: Kind = "designation"
    facts: InstitutionFacts = Field(default_factory=InstitutionFacts)
    agency: Text | None = None
    forecast: Any = None

    @model_validator(mode="before")
    @classmethod
    def _collect_facts(cls, data: Any) -> Any:
        return inline_facts(data, INSTITUTION_FACTS)


class DesignationAccept(Case):
    """`exception_reason`: why a moratorium is set aside (two persons)."""

    act: Literal["designation.accept"]
    agency: Text | None = None
    exception_reason: Text | None = None


class DesignationRefuse(Case):
    act: Literal["designation.refuse"]
    grounds: Texts = ()


class DesignationRequestMaterials(Case):
    """The one-time notice; `delivered_on`: when the applicant got it, if not the same day."""

    act: Literal["designation.request_materials"]
    missing: Texts = ()
    delivered_on: Day | None = None
    override_reason: Text | None = None


class DesignationSupplement(_WithMaterials):
    act: Literal["designation.supplement"]
    case: Text


class DesignationWithdraw(Case):
    act: Literal["designation.withdraw"]


class DesignationStop(Case):
    """A negative ground found after acceptance stops the case; `fraud`: it had been hidden."""

    act: Literal["designation.stop"]
    grounds: Texts = ()
    fraud: Bool = False


class DesignationClose(Case):
    """The case is done with: signed, or talks failed."""

    act: Literal["designation.close"]


class DesignationWait(Case):
    """No plan, or its quota used: the application waits."""

    act: Literal["designation.wait"]


# Evaluation and publicity


class Member(Model):
    person: Text | None = None
    specialty: Text | None = None
    conflict_free: Bool | None = None


class EvaluationItem(Model):
    code: Text
    result: ItemResult
    reason: Text | None = None
    advice: Text | None = None
    evidence: Any = None


def _items(value: Any) -> Any:
    """`items: {EV1: pass}` and `items: [EV3]` (those that failed) are short for a list of results."""
    if isinstance(value, dict):
        return [{"code": code, "result": result} for code, result in value.items()]
    if isinstance(value, list):
        return [{"code": v, "result": "fail"} if isinstance(v, str) else v for v in value]
    return value


class EvaluationOpen(Case):
    act: Literal["evaluation.open"]
    round: Int = 1
    evaluator_kind: Literal["evaluation_team", "third_party"] | None = None
    contractor: Text | None = None
    members: Annotated[tuple[Member, ...], AsTuple] = ()


class EvaluationVisit(Case):
    act: Literal["evaluation.visit"]
    round: Int = 1
    mode: Text = "on_site"


class _WithItems(Case):
    round: Int | None = None
    items: Annotated[tuple[EvaluationItem, ...], AsTuple] | None = None
    delivered_on: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_items(cls, data: Any) -> Any:
        return {**data, "items": _items(data["items"])} if isinstance(data, dict) and "items" in data else data


class EvaluationConclude(_WithItems):
    """A round's result; `delivered_on`: when the result notice reached the institution."""

    act: Literal["evaluation.conclude"]
    result: Result
    modes: Texts | None = None


class EvaluationFile(_WithItems):
    act: Literal["evaluation.file"]
    result: Result | None = None


class EvaluationDeliver(_WithItems):
    """The result notice delivered; `items`: what it says of each item that failed, with reason and advice."""

    act: Literal["evaluation.deliver"]


class EvaluationRequestAgain(_WithItems):
    act: Literal["evaluation.request_again"]
    result: Result | None = None


class PublicityPublish(Case):
    act: Literal["publicity.publish"]
    effect: Literal["none", "affects", "fraud"] | None = None


class PublicityComplain(Case):
    act: Literal["publicity.complain"]
    effect: Literal["none", "affects", "fraud"] | None = None
    named: Bool | None = None
    channel: Text | None = None
    object: Text | None = None


class PublicityResolve(Case):
    act: Literal["publicity.resolve"]
    effect: Literal["none", "affects", "fraud"] = "none"
    complaint: Text | None = None


# Talks, agreement


class Topic(Model):
    code: Text
    state: Literal["agreed", "open", "not_applicable"] = "agreed"
    answer: Text | None = None


def _topics(value: Any) -> Any:
    if isinstance(value, dict):
        return [{"code": code, "state": state} for code, state in value.items()]
    return [{"code": v} if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


class WithTopics(Act):
    """An act of the talks or of signing, with the topics gone through and the agreement they lead to."""

    case: Text | None = None
    institution: Text | None = None
    agreement: Text | None = None
    topics: Annotated[tuple[Topic, ...], AsTuple] | None = None
    start_on: Day | None = None
    end_on: Day | None = None
    channel: Literal["online", "offline"] | None = None
    kind: AgreementKind | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_topics(cls, data: Any) -> Any:
        return {**data, "topics": _topics(data["topics"])} if isinstance(data, dict) and "topics" in data else data


class NegotiationMeet(WithTopics):
    act: Literal["negotiation.meet"]
    participants: Texts = ()
    outcome: Text | None = None


class NegotiationAgree(WithTopics):
    """Talks done; `waived`: the institution asked for none (a statement stands in for the record)."""

    act: Literal["negotiation.agree"]
    waived: Bool | None = None


class NegotiationFail(WithTopics):
    act: Literal["negotiation.fail"]
    reason: Text | None = None


class NegotiationInvite(WithTopics):
    act: Literal["negotiation.invite"]


class NegotiationRaise(WithTopics):
    """The institution raises points; each is to be answered."""

    act: Literal["negotiation.raise"]


class NegotiationAnswer(WithTopics):
    act: Literal["negotiation.answer"]


class NegotiationWaive(WithTopics):
    """The institution states that it asks for no talks."""

    act: Literal["negotiation.waive"]


class AgreementFile(WithTopics):
    act: Literal["agreement.file"]


class AgreementConfirmReading(Act):
    """The institution confirms that it has read the template before it signs on line."""

    act: Literal["agreement.confirm_reading"]
    institution: Text
    template_version: Text | None = None


class AgreementRemind(Act):
    """A reminder in a round of collective signing."""

    act: Literal["agreement.remind"]
    institution: Text


class AgreementDecline(Act):
    """An institution is not signed in a round."""

    act: Literal["agreement.decline"]
    institution: Text
    agreement: Text | None = None
    ground: Text | None = None
    reason: Text | None = None


# Changes, renewal


class ChangeApply(Act):
    """A major change filed; `approved_on`: the authority's approval, `took_effect_on` where none is needed."""

    act: Literal["change.apply"]
    institution: Text
    field: Text
    value: Any = None
    old_value: Any = None
    approved_on: Day | None = None
    took_effect_on: Day | None = None
    requires_reassessment: Bool | None = None


class ChangeNotify(Act):
    act: Literal["change.notify"]
    institution: Text
    field: Text
    value: Any = None
    took_effect_on: Day | None = None


class ChangeDiscover(Act):
    """Somebody else finds a change that was not filed."""

    act: Literal["change.discover"]
    institution: Text
    field: Text
    approved_on: Day | None = None
    took_effect_on: Day | None = None
    value: Any = None


class ChangeDecide(Act):
    act: Literal["change.decide"]
    institution: Text | None = None
    of: Text | None = None
    field: Text | None = None
    outcome: Literal["approved", "reassessment", "rejected"]
    reason: Text | None = None


class _OfAgreement(Act):
    agreement: Text | None = None
    institution: Text | None = None
    reason: Text | None = None
    area: Text | None = None
    agency: Text | None = None


class RenewalOpenRound(Act):
    """A unified round (or the collective signing) opens for a pooling area."""

    act: Literal["renewal.open_round"]
    area: Text | None = None
    start_on: Day | None = None
    end_on: Day | None = None
    area_review: Bool | None = None
    criteria_published_on: Day | None = None
    criteria_changed_on: Day | None = None
    criteria_version: Text | None = None
    override_reason: Text | None = None


class RenewalReviewArea(Act):
    """The resources and their use in an area looked at before a round."""

    act: Literal["renewal.review_area"]
    area: Text | None = None
    year: Int | None = None


class RoundClose(Act):
    """The round is over: how many signed, and how many of them on line."""

    act: Literal["renewal.close_round"]
    area: Text | None = None
    signed_online: Int | None = None
    signed_total: Int | None = None


class RenewalApply(_OfAgreement):
    act: Literal["renewal.apply"]
    outcome: Text | None = None
    grounds: Texts = ()


def _short_outcome(value: Any) -> Any:
    return "excluded" if value == "excluded_from_renewal" else value


class RenewalDecide(_OfAgreement):
    act: Literal["renewal.decide"]
    outcome: Annotated[
        Literal["renewed", "signed", "approved", "refused", "not_signed", "not_renewed", "excluded"],
        BeforeValidator(_short_outcome),
    ]
    grounds: Texts = ()
    basis: Text | None = None
    plan: Text | None = None
    confirmed_by_supervisor: Bool | None = None
    start_on: Day | None = None
    end_on: Day | None = None


class RenewalDefer(_OfAgreement):
    act: Literal["renewal.defer"]
    grounds: Texts = ()
    outcome: Text | None = None
    basis: Text | None = None


class RenewalWish(_OfAgreement):
    """The institution does not want to go on after the term (不续签)."""

    act: Literal["renewal.decline"]


class DeferralReport(_OfAgreement):
    act: Literal["deferral.report"]


class DeferralEvaluate(_OfAgreement):
    act: Literal["deferral.evaluate"]
    outcome: Literal["passed", "failed"]


class PerformanceEvaluate(Act):
    """The yearly evaluation of how an agreement was performed."""

    act: Literal["performance.evaluate"]
    institution: Text
    year: Int | None = None
    passed: Bool | None = None
    score: Ratio | None = None
    failed_conditions: Texts = ()


# Wishes of the institution


class _Wish(Act):
    institution: Text
    ground: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    reason: Text | None = None


class RequestSuspension(_Wish):
    act: Literal["agreement.request_suspension"]


class RequestResumption(_Wish):
    act: Literal["agreement.request_resumption"]


class RequestTermination(_Wish):
    act: Literal["agreement.request_termination"]


class WithdrawRequest(Act):
    act: Literal["agreement.withdraw_request"]
    institution: Text
    of: Text | None = None


class RefuseRequest(Act):
    act: Literal["agreement.refuse_request"]
    institution: Text
    of: Text | None = None
    reason: Text | None = None


# Money and documents


class Line(Model):
    """A line of a declaration, by the day the cost arose.

    `standard`: the payment standard in yuan that it was computed with; `insured_area`: where the patient is insured.
    """

    code: Text | None = None
    cost_date: Day
    amount: Money
    fund_amount: Money | None = None
    staff_id: Text | None = None
    department: Text | None = None
    internet_plus: Bool = False
    trace_code: Text | None = None
    insured_area: Text | None = None
    work_injury_pending: Bool = False
    emergency: Bool = False
    prescription: Text | None = None
    service: Service | None = None
    discharged_on: Day | None = None
    standard: Money | None = None


class SettlementDeclare(Act):
    act: Literal["settlement.declare"]
    institution: Text
    period: Text | None = None
    amount: Money | None = None
    complete: Bool = True
    attested_by: Text | None = None
    payee: Text | None = None
    lines: Annotated[tuple[Line, ...], AsTuple] = ()


class SettlementReturn(Act):
    act: Literal["settlement.return"]
    of: Text
    missing: Texts = ()


class SettlementResubmit(Act):
    act: Literal["settlement.resubmit"]
    of: Text


class SettlementReview(Act):
    act: Literal["settlement.review"]
    of: Text
    outcome: Literal["passed", "part_refused", "part_held", "refused", "held"] | None = None
    amount: Money | None = None
    refused: Money | None = None
    held: Money | None = None
    finding: Text | None = None
    method: Text | None = None
    reason: Text | None = None


class SettlementPay(Act):
    act: Literal["settlement.pay"]
    participants: Texts = ()
    of: Text
    amount: Money | None = None
    payee: Text | None = None
    collective_decision: Bool | None = None
    reason: Text | None = None


class DocumentDemand(Act):
    """`upload_days`: days of service whose data are demanded; they are there once they were uploaded."""

    act: Literal["document.demand"]
    institution: Text
    items: Texts = ()
    upload_days: Annotated[tuple[Day, ...], AsTuple] = ()
    due_on: Day | None = None
    purpose: Text | None = None


class DocumentFinalNotice(Act):
    act: Literal["document.final_notice"]
    institution: Text
    delivered_on: Day | None = None
    items: Texts = ()
    due_on: Day | None = None


class DocumentProvide(Act):
    act: Literal["document.provide"]
    institution: Text
    items: Texts = ()


class DocumentExtend(Act):
    act: Literal["document.extend"]
    institution: Text
    to: Day
    reason: Text | None = None


CoreAct = (
    DesignationApply
    | DesignationAccept
    | DesignationRefuse
    | DesignationRequestMaterials
    | DesignationSupplement
    | DesignationWithdraw
    | DesignationStop
    | DesignationWait
    | DesignationClose
    | EvaluationOpen
    | EvaluationVisit
    | EvaluationConclude
    | EvaluationFile
    | EvaluationDeliver
    | EvaluationRequestAgain
    | PublicityPublish
    | PublicityComplain
    | PublicityResolve
    | NegotiationMeet
    | NegotiationAgree
    | NegotiationFail
    | NegotiationInvite
    | NegotiationRaise
    | NegotiationAnswer
    | NegotiationWaive
    | AgreementConfirmReading
    | AgreementRemind
    | RenewalReviewArea
    | RoundClose
    | AgreementFile
    | AgreementDecline
    | ChangeApply
    | ChangeNotify
    | ChangeDiscover
    | ChangeDecide
    | RenewalOpenRound
    | RenewalApply
    | RenewalDecide
    | RenewalDefer
    | RenewalWish
    | DeferralReport
    | DeferralEvaluate
    | PerformanceEvaluate
    | RequestSuspension
    | RequestResumption
    | RequestTermination
    | WithdrawRequest
    | RefuseRequest
    | SettlementDeclare
    | SettlementReturn
    | SettlementResubmit
    | SettlementReview
    | SettlementPay
    | DocumentDemand
    | DocumentFinalNotice
    | DocumentProvide
    | DocumentExtend
)
