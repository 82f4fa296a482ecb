"""Acts of upkeep: templates, training, self-checks, questions, disclosure, reports, papers, rules, posts, credit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from dingdian.law.act import Act
from dingdian.law.institutions.casework import Of
from dingdian.law.values import AsTuple, Bool, Day, Model, Money, Text, Texts

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


class CostLine(Model):
    """A kind of cost and its amount in yuan."""

    item: Text
    amount: Money


class DisclosurePublish(Act):
    """Something published: guide, criteria, register, list, standard, costs; `version` where it has one.

    `link`: where it stands. `from_`, `to`: the period that costs are of, `lines`: the costs by kind.
    """

    act: Literal["disclosure.publish"]
    object: Text
    version: Text | None = None
    institution: Text | None = None
    link: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    lines: Annotated[tuple[CostLine, ...], AsTuple] = ()


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


UpkeepAct = (
    TemplateDraft
    | TemplateConsult
    | TemplateCheck
    | TemplatePublish
    | TemplateFlag
    | TemplateSupersede
    | TrainingPlan
    | TrainingInvite
    | TrainingHold
    | SelfCheckStart
    | SelfCheckFile
    | SelfCheckCorrect
    | SuggestionMake
    | SuggestionReply
    | ConsultationAsk
    | ConsultationAnswer
    | SystemChangeNotify
    | SystemChangeTest
    | SystemChangeGoLive
    | DataRequest
    | DataProvide
    | DisclosurePublish
    | DisclosureWithdraw
    | ReportSend
    | ReportReceive
    | ReportQuestion
    | ReportAnswer
    | PaperServe
    | RegimeEnact
    | WorkflowPublish
    | PostAssign
    | PostRelease
    | CreditRecord
    | CreditUpload
    | CreditCorrect
)
