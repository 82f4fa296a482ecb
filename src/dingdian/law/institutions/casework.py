"""Acts of the smaller processes: supervision, disputes, tips, other areas, plans, templates, training, posts.

Fields that a simple story leaves out are optional; what must be there is for guards to say, by the regime of the case.
"""

from __future__ import annotations

from typing import Literal

from dingdian.law.act import Act
from dingdian.law.values import Bool, Day, Int, Text, Texts


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


CaseworkAct = (
    NoteOpen | NoteAnswer | NoteClose
    | AgencyBreachOpen | AgencyBreachAnswer | AgencyBreachClose
    | DisputeOpen | DisputeSwitch | DisputeClose
    | TipRegister | TipRoute | TipConclude | TipReply
    | PropagationSend | PropagationAcknowledge | PropagationReceive | PropagationConfirm
    | PlanDraft | PlanAdopt | PlanPublish | PlanSupersede
    | PledgeOffer | PledgeSign | PledgeVerify
    | BanRecord | BanProlong | BanExpire | BanReverse
)  # fmt: skip

__all__ = ["CaseworkAct", "Of"]
