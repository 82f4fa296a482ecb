"""Acts of the smaller processes: supervision, disputes, tips, other areas, plans, templates, training, posts.

Fields that a simple story leaves out are optional; what must be there is for guards to say, by the regime of the case.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dingdian.law.act import Act
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Text, Texts


class Of(Act):
    """An act in a case that an earlier act opened."""

    of: Text
    reason: Text | None = None


# Supervision


class NoteOpen(Act):
    """The administration opens a supervision note on a stage of a case; `area`: that of the supervisor."""

    act: Literal["note.open"]
    note: Text | None = None
    case: Text | None = None
    institution: Text | None = None
    stage: Text | None = None
    against: Text | None = None
    area: Text | None = None
    due_on: Day | None = None


class NoteAnswer(Of):
    act: Literal["note.answer"]


class NoteClose(Of):
    act: Literal["note.close"]


class AgencyBreachOpen(Act):
    """A case of the administration against an agency; `entrusted`: another department's agency does the work."""

    act: Literal["agency_breach.open"]
    agency: Text | None = None
    of: Text | None = None
    measures: Texts = ()
    due_on: Day | None = None
    entrusted: Bool = False
    co_handlers: Texts = ()
    reason: Text | None = None


class AgencyBreachAnswer(Of):
    act: Literal["agency_breach.answer"]


class AgencyBreachClose(Of):
    """`handled_by_law`: liability beyond the measures of supervision, with its legal basis."""

    act: Literal["agency_breach.close"]
    outcome: Literal["rectified", "unfounded", "further_supervision", "handled_by_law"]
    basis: Text | None = None


# Disputes and tips

Channel = Literal[
    "negotiation", "admin_coordination", "administrative_reconsideration", "administrative_litigation",
    "request_correction",
]  # fmt: skip


class DisputeOpen(Act):
    """A dispute about a decision (`of`) or a stage, on the channel the institution chose."""

    act: Literal["dispute.open"]
    institution: Text | None = None
    of: Text | None = None
    stage: Text | None = None
    channel: Channel | None = None
    against: Literal["agency", "institution"] | None = None
    reason: Text | None = None


class DisputeSwitch(Of):
    """The same dispute on another channel."""

    act: Literal["dispute.switch"]
    channel: Channel


class DisputeClose(Act):
    """`of`: the dispute, or the decision itself."""

    act: Literal["dispute.close"]
    of: Text
    outcome: Literal["upheld", "changed", "revoked", "settled", "withdrawn"]
    reason: Text | None = None


class TipRegister(Act):
    """A tip or complaint; `object`: whom it is about, `category`: what about. It may be anonymous."""

    act: Literal["tip.register"]
    institution: Text | None = None
    object: Literal["institution", "agency", "person", "administration"] | None = None
    category: Text | None = None
    channel: Literal["phone", "web", "letter", "visit", "other"] | None = None
    named: Bool | None = None
    text: Text | None = None


class TipRoute(Of):
    act: Literal["tip.route"]
    to: Literal["agency", "administration"]


class TipConclude(Of):
    act: Literal["tip.conclude"]
    result: Literal["substantiated", "unsubstantiated", "partly"]
    handler: Text | None = None


class TipReply(Of):
    act: Literal["tip.reply"]


# Other areas


class PropagationSend(Act):
    """What this area decided goes to the others that have an agreement with the institution."""

    act: Literal["propagation.send"]
    institution: Text
    of: Text | None = None
    kind: Literal["suspension", "termination", "resumption", "correction", "automatic_end_info"]
    to: Texts = ()


class PropagationAcknowledge(Of):
    act: Literal["propagation.acknowledge"]
    area: Text | None = None


class PropagationReceive(Act):
    """What another area decided about the institution and reports here."""

    act: Literal["propagation.receive"]
    institution: Text
    kind: Literal["suspension", "termination", "resumption", "correction", "automatic_end_info"]
    source_agency: Text | None = None
    ground: Text | None = None
    nature: Text | None = None
    effective_on: Day | None = None
    planned_end_on: Day | None = None


class PropagationConfirm(Act):
    """This area confirms a resumption that another reported: its derived suspension ends."""

    act: Literal["propagation.confirm"]
    institution: Text
    of: Text | None = None


# Plans, commitments, bans


class PlanDraft(Act):
    """A resource plan of an area, or its quota for a year."""

    act: Literal["plan.draft"]
    area: Text
    year: Int | None = None
    sector: Text | None = None
    type: Text | None = None
    zone: Text | None = None
    target: Int | None = None
    quota: Int | None = None
    factors: Texts = ()
    exclusion_rule: Text | None = None


class PlanAdopt(Of):
    act: Literal["plan.adopt"]


class PlanPublish(Of):
    act: Literal["plan.publish"]
    effective_on: Day | None = None


class PlanSupersede(Of):
    act: Literal["plan.supersede"]


class PledgeOffer(Act):
    """A commitment instead of a paper (告知承诺), offered to an applicant for one item."""

    act: Literal["pledge.offer"]
    case: Text
    item: Text


class PledgeSign(Act):
    act: Literal["pledge.sign"]
    case: Text
    item: Text
    verify_due_on: Day | None = None


class PledgeVerify(Act):
    act: Literal["pledge.verify"]
    case: Text
    item: Text
    result: Literal["verified", "false"]


class BanRecord(Act):
    """An extract of the ban register: what bars an institution and since when, as the rules give it."""

    act: Literal["ban.record"]
    institution: Text
    cause: Text | None = None


class BanProlong(Of):
    act: Literal["ban.prolong"]


class BanExpire(Of):
    act: Literal["ban.expire"]


class BanReverse(Of):
    act: Literal["ban.reverse"]


# Templates


class TemplateClause(Model):
    """What a local level does with a clause of the template above: adds to it, alters, weakens or drops it."""

    no: Text
    base_clause: Text | None = None
    change: Literal["add", "alter", "weaken", "delete"] = "add"
    text_ref: Text | None = None
    basis: Text | None = None


class TemplateDraft(Act):
    """A template of agreements; `level`: who writes it, `base`: the version that it is made from."""

    act: Literal["template.draft"]
    version: Text
    level: Literal["region", "city", "sub_area", "county"]
    base: Text | None = None
    clauses: Annotated[tuple[TemplateClause, ...], AsTuple] = ()


class TemplateConsult(Of):
    """Institutions asked for their opinion, what they said, what was answered."""

    act: Literal["template.consult"]
    invited: Texts = ()
    opinions: Texts = ()


class CheckRow(Model):
    """A clause held against law, higher documents and the templates above."""

    clause: Text
    source: Text | None = None
    result: Literal["clear", "conflict"]
    reviewer: Text | None = None


class TemplateCheck(Of):
    act: Literal["template.check"]
    rows: Annotated[tuple[CheckRow, ...], AsTuple] = ()


class TemplatePublish(Of):
    act: Literal["template.publish"]


class TemplateFlag(Of):
    """A law or policy behind some clauses changed."""

    act: Literal["template.flag_basis"]
    basis: Text


class TemplateSupersede(Of):
    act: Literal["template.supersede"]


# Training, self-checks, consultation


class TrainingPlan(Act):
    act: Literal["training.plan"]
    topic: Text | None = None
    template: Text | None = None
    audience: Literal["institutions", "agency_staff", "public"] | None = None


class TrainingInvite(Of):
    act: Literal["training.invite"]
    institutions: Texts = ()


class TrainingHold(Of):
    """`attended`: institutions that sent somebody; the invited ones that are not there are listed."""

    act: Literal["training.hold"]
    attended: Texts = ()


class SelfCheckStart(Act):
    act: Literal["self_check.start"]
    institution: Text
    period: Text | None = None
    due_on: Day | None = None


class SelfCheckFile(Of):
    act: Literal["self_check.file"]
    issues: Texts = ()


class SelfCheckCorrect(Of):
    act: Literal["self_check.correct"]
    returned: Any = None


class SuggestionMake(Act):
    act: Literal["suggestion.make"]
    institution: Text | None = None
    text: Text | None = None


class SuggestionReply(Of):
    act: Literal["suggestion.reply"]


class ConsultationAsk(Act):
    act: Literal["consultation.ask"]
    institution: Text | None = None
    text: Text | None = None


class ConsultationAnswer(Of):
    act: Literal["consultation.answer"]


class SystemChangeNotify(Act):
    """An institution is going to replace or upgrade its system on a day."""

    act: Literal["system_change.notify"]
    institution: Text
    planned_on: Day | None = None


class SystemChangeTest(Of):
    act: Literal["system_change.test"]
    passed: Bool


class SystemChangeGoLive(Of):
    act: Literal["system_change.go_live"]


class DataRequest(Act):
    """Data asked of an institution for one of the purposes that the rule allows."""

    act: Literal["data.request"]
    institution: Text
    purpose: Text | None = None
    items: Texts = ()
    due_on: Day | None = None


class DataProvide(Of):
    act: Literal["data.provide"]
    items: Texts = ()


# Disclosure, reports, papers, the rules themselves


class DisclosurePublish(Act):
    """Something published: guide, criteria, register, list, standard, costs; `version` where it has one."""

    act: Literal["disclosure.publish"]
    object: Text
    version: Text | None = None
    institution: Text | None = None


class DisclosureWithdraw(Of):
    act: Literal["disclosure.withdraw"]


class ReportSend(Act):
    """A decision reported to the administration of the same level."""

    act: Literal["report.send"]
    of: Text | None = None
    institution: Text | None = None
    subject: Text | None = None


class ReportReceive(Of):
    act: Literal["report.receive"]


class ReportQuestion(Of):
    act: Literal["report.question"]


class ReportAnswer(Of):
    act: Literal["report.answer"]


class PaperServe(Act):
    """A decision served as legally effective."""

    act: Literal["paper.serve"]
    of: Text


class RegimeEnact(Act):
    """The rules are put in force; `effective_on`: their first day."""

    act: Literal["regime.enact"]
    effective_on: Day | None = None


class WorkflowPublish(Act):
    """A version of the procedure; cases opened before its first day keep theirs."""

    act: Literal["workflow.publish"]
    version: Text
    effective_on: Day | None = None


class PostAssign(Act):
    """A person is given a function in an area."""

    act: Literal["post.assign"]
    user: Text
    function: Text
    area: Text | None = None


class PostRelease(Act):
    act: Literal["post.release"]
    user: Text
    function: Text
    area: Text | None = None


class CreditRecord(Act):
    """A finding or decision counted to the credit of an institution or person."""

    act: Literal["credit.record"]
    institution: Text | None = None
    person: Text | None = None
    of: Text | None = None
    source: Text | None = None


class CreditUpload(Of):
    act: Literal["credit.upload"]
    to: Text | None = None


class CreditCorrect(Of):
    act: Literal["credit.correct"]


CaseworkAct = (
    NoteOpen | NoteAnswer | NoteClose
    | AgencyBreachOpen | AgencyBreachAnswer | AgencyBreachClose
    | DisputeOpen | DisputeSwitch | DisputeClose
    | TipRegister | TipRoute | TipConclude | TipReply
    | PropagationSend | PropagationAcknowledge | PropagationReceive | PropagationConfirm
    | PlanDraft | PlanAdopt | PlanPublish | PlanSupersede
    | PledgeOffer | PledgeSign | PledgeVerify
    | BanRecord | BanProlong | BanExpire | BanReverse
    | TemplateDraft | TemplateConsult | TemplateCheck | TemplatePublish | TemplateFlag | TemplateSupersede
    | TrainingPlan | TrainingInvite | TrainingHold
    | SelfCheckStart | SelfCheckFile | SelfCheckCorrect
    | SuggestionMake | SuggestionReply | ConsultationAsk | ConsultationAnswer
    | SystemChangeNotify | SystemChangeTest | SystemChangeGoLive
    | DataRequest | DataProvide
    | DisclosurePublish | DisclosureWithdraw
    | ReportSend | ReportReceive | ReportQuestion | ReportAnswer
    | PaperServe | RegimeEnact | WorkflowPublish | PostAssign | PostRelease
    | CreditRecord | CreditUpload | CreditCorrect
)  # fmt: skip

__all__ = ["CaseworkAct", "Of"]
