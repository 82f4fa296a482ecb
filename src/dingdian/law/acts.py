"""Acts in law: what someone did, when it counts (`on`) and when we learned it (`recorded_on`).

An act is a fact of the story; whether it is admitted is for the processes to say. `actor` and `approved_by` may be
names, roles (`agency`) or both (`agency:王某`); left out they mean the right role and two different persons.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.act import Act
from dingdian.law.conduct import ConductAct
from dingdian.law.institutions.acts import CoreAct, WithTopics
from dingdian.law.institutions.casework import CaseworkAct
from dingdian.law.institutions.control import ControlAct
from dingdian.law.institutions.declared import DeclaredAct
from dingdian.law.institutions.facts import (
    INSTITUTION_FACTS,
    PERSON_FACTS,
    InstitutionFacts,
    PersonFacts,
    inline_facts,
)
from dingdian.law.institutions.ledgers import LedgerAct
from dingdian.law.institutions.records import PaymentMethods, RectificationItem
from dingdian.law.institutions.upkeep import UpkeepAct
from dingdian.law.setting import PersonalAgreement
from dingdian.law.values import AsTuple, Basis, Bool, Day, Int, Model, Money, Role, Status, Text, Texts

Party = Literal["person", "institution"]
Outcome = Literal["upheld", "reduced", "revoked"]
Passing = Literal["passed", "failed"]
Consent = Literal["agreed", "refused"]


class PersonalAct(Act):
    person: Text


class ScoredPerson(Model):
    """One person's share in a finding. `points` and `months` only where the regime leaves them to a human."""

    person: Text
    degree: Text | None = None
    mitigating: Texts = ()
    aggravating: Texts = ()
    shift: Literal["down", "up"] | None = None
    points: Int | None = None
    months: Int | None = None
    not_scored: Text | None = None


class SettledFor(Model):
    """Whom somebody lent his name to, and the day of the service."""

    person: Text
    on: Day


class Finding(Model):
    """One act found (违法违规行为), the circumstances it fits and the persons who answer for it."""

    id: Text
    type: Text
    circumstances: Texts
    amount: Money | None = None
    instances: Int | None = None
    duties: Texts = ()
    facts: dict[str, Bool] = Field(default_factory=dict)
    settled_for: SettledFor | None = None
    persons: Annotated[tuple[ScoredPerson, ...], AsTuple]


class HandlingDecide(Act):
    """Points posted on `on`; `underlying_on`: day of the penalty or handling they rest on, where it is earlier."""

    act: Literal["handling.decide"]
    underlying_on: Day | None = None
    basis: Basis | None = None
    institution: Text
    department: Text | None = None
    inspection: Text | None = None
    found_by: Role | None = None
    findings: Annotated[tuple[Finding, ...], AsTuple]


class NoticeIssue(Act):
    act: Literal["notice.issue"]
    of: Text


class DeliverToInstitution(Act):
    act: Literal["notice.deliver_to_institution"]
    of: Text
    institution: Text | None = None
    person: Text | None = None
    effective_from: Day | None = None


class DeliverToPerson(PersonalAct):
    act: Literal["notice.deliver_to_person"]
    of: Text
    institution: Text | None = None


class ReviewRequest(PersonalAct):
    act: Literal["review.request"]
    of: Text
    by: Party | None = None
    handed_in_on: Day | None = None


class ReviewDecide(PersonalAct):
    act: Literal["review.decide"]
    of: Text | None = None
    outcome: Outcome
    points: Int | None = None
    months: Int | None = None
    finding: Text | None = None
    reason: str | None = None


class AppealRequest(PersonalAct):
    act: Literal["appeal.request"]
    of: Text
    by: Party | None = None


class AppealDecide(PersonalAct):
    act: Literal["appeal.decide"]
    of: Text | None = None
    outcome: Outcome
    points: Int | None = None
    months: Int | None = None
    finding: Text | None = None
    reason: str | None = None


class ExpertInvite(Act):
    act: Literal["objection.invite_experts"]
    of: Text
    person: Text


class ExpertReport(Act):
    act: Literal["objection.expert_report"]
    of: Text
    person: Text


class Condition(Model):
    """A condition said to be met: its name, the piece of evidence, who organised it, whether it was passed."""

    name: Text
    evidence: Text | None = None
    organiser: Role | None = None
    passed: Bool | None = None


def _condition(value: Any) -> Any:
    return tuple({"name": v} if isinstance(v, str) else v for v in value) if isinstance(value, list) else value


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(_condition)]
Kind = Literal["points", "term"]


class RepairApply(PersonalAct):
    act: Literal["repair.apply"]
    kind: Kind
    conditions: Conditions = ()


class RepairAgree(PersonalAct):
    act: Literal["repair.agree"]
    kind: Kind | None = None
    outcome: Consent = "agreed"
    reason: str | None = None


class RepairDecide(PersonalAct):
    act: Literal["repair.decide"]
    kind: Kind
    outcome: Literal["granted", "refused"]
    points: Int | None = None
    months: Int | None = None


class RestorationApply(PersonalAct):
    act: Literal["restoration.apply"]


class RestorationAgree(PersonalAct):
    act: Literal["restoration.agree"]
    outcome: Consent = "agreed"
    reason: str | None = None


class RestorationAssess(PersonalAct):
    act: Literal["restoration.assess"]
    outcome: Passing


class RestorationTell(PersonalAct):
    act: Literal["restoration.tell"]
    institution: Text | None = None


class RestorationAppeal(PersonalAct):
    act: Literal["restoration.appeal"]
    by: Party | None = None


class RestorationEarly(PersonalAct):
    act: Literal["restoration.early"]
    reason: Text
    exam: Passing


class LicenceRevoke(PersonalAct):
    act: Literal["licence.revoke"]
    kind: Literal["revoked", "deregistered", "withdrawn"] = "revoked"


class LicenceGrant(PersonalAct):
    act: Literal["licence.grant"]


class PracticeSuspend(PersonalAct):
    act: Literal["practice.suspend"]
    from_: Day = Field(alias="from")
    to: Day


class QualificationSuspend(PersonalAct):
    """A suspension on a ground the authority added to the catalogue (`ground`: the item's id), for a stated term."""

    act: Literal["qualification.suspend"]
    ground: Text
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class QualificationTerminate(PersonalAct):
    """A termination on a ground the authority added to the catalogue."""

    act: Literal["qualification.terminate"]
    ground: Text


class AtInstitution(PersonalAct):
    institution: Text
    department: Text | None = None


class CommitmentSign(AtInstitution):
    act: Literal["commitment.sign"]
    contents: Texts | None = None
    acknowledged: Bool | None = None


class FilingSubmit(AtInstitution):
    act: Literal["filing.submit"]
    role: Text | None = None
    code_type: Literal["national", "local"] | None = None
    fields: Texts | None = None
    fund_related: Bool | None = None
    certificates: Texts | None = None
    doctor_agreement: PersonalAgreement | None = None
    conditions: dict[str, Bool] = Field(default_factory=dict)


class PersonJoin(AtInstitution):
    act: Literal["person.join"]
    role: Text | None = None
    newly_hired: Bool | None = None


class PersonLeave(AtInstitution):
    act: Literal["person.leave"]
    reason: str | None = None


class StatusUpdate(AtInstitution):
    """The institution brings the filing status it keeps into line with the decision."""

    act: Literal["status.update"]
    status: Status


class HandoverComplete(AtInstitution):
    """The institution has handed over the person's treatments and services."""

    act: Literal["handover.complete"]


class StudyRecord(PersonalAct):
    act: Literal["study.record"]
    hours: Int | None = None
    exam: Passing | None = None
    organiser: Role | None = None
    topics: Texts = ()


class TalkHold(PersonalAct):
    act: Literal["talk.hold"]
    measure: Text | None = None
    held_by: Role | None = None


class CircularIssue(PersonalAct):
    act: Literal["circular.issue"]
    scope: Text | None = None


class TransferSend(PersonalAct):
    act: Literal["transfer.send"]
    to: Text


class TransferReply(PersonalAct):
    act: Literal["transfer.reply"]
    by: Text | None = None
    result: Text


class SupervisionRecord(PersonalAct):
    act: Literal["supervision.record"]
    note: str | None = None


class ViolationReport(Act):
    """An institution tells the agency of a violation it found itself."""

    act: Literal["violation.report"]
    institution: Text
    person: Text | None = None
    discovered_on: Day


UNTIL_ADMITTED: Any = None
"""A day that may be left out of an act: filled in from the talks and the usual term before the act is tried."""


class AgreementSign(WithTopics):
    """An agreement signed; its id is the agreement's. `agreement`: the one it renews, `parent`: what it belongs to."""

    act: Literal["agreement.sign"]
    parent: Text | None = None
    area: Text | None = None
    start_on: Day = UNTIL_ADMITTED
    end_on: Day = UNTIL_ADMITTED
    agency: Text | None = None
    term_reason: Text | None = None
    text_hash: Text | None = None
    template_version: Text | None = None
    reading_confirmed: Bool | None = None
    signed_by: Texts | None = None
    payment_methods: PaymentMethods | None = None


class AgreementSuspend(Act):
    """Without a department the whole agreement. `on_request`: `on` is the day of the request, `from` the wished day."""

    act: Literal["agreement.suspend"]
    institution: Text
    agreement: Text | None = None
    department: Text | None = None
    ground: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    responsible: Texts = ()
    on_request: Bool = False
    reason: Text | None = None
    basis: Text | None = None
    basis_level: Text | None = None
    agreement_clause: Text | None = None
    finding: Text | None = None
    shorter_reason: Text | None = None
    longer_reason: Text | None = None
    rectification_items: Annotated[tuple[RectificationItem, ...], AsTuple] = ()


class AgreementResume(Act):
    act: Literal["agreement.resume"]
    institution: Text
    department: Text | None = None
    checked: Literal["passed", "failed"] | None = None
    reason: Text | None = None


class AgreementTerminate(Act):
    """`on` is the first day without the agreement. `named_persons`: key persons who caused it."""

    act: Literal["agreement.terminate"]
    institution: Text
    agreement: Text | None = None
    department: Text | None = None
    ground: Text | None = None
    nature: Text | None = None
    responsible: Texts = ()
    named_persons: Texts = ()
    reason: Text | None = None
    basis: Text | None = None
    basis_level: Text | None = None
    agreement_clause: Text | None = None
    finding: Text | None = None
    shorter_reason: Text | None = None


class SettlementHold(Act):
    """Payment held: the whole institution, or a sum of one declaration (`of`, `amount`)."""

    act: Literal["settlement.hold"]
    institution: Text
    ground: Text | None = None
    of: Text | None = None
    amount: Money | None = None
    basis: Text | None = None
    confirmed: Bool | None = None
    reason: Text | None = None


class SettlementRelease(Act):
    act: Literal["settlement.release"]
    institution: Text
    of: Text | None = None
    reason: Text | None = None


class CatalogueAdd(Act):
    """The authority adds an item under an “other circumstances” clause, with its citation."""

    act: Literal["catalogue.add"]
    id: Text
    under: Text
    cite: Text
    authority: Text
    points: Int | None = None


class FactRecord(Act):
    """Any dated fact of an institution or a person, written inline by the names of the data dictionary."""

    act: Literal["fact.record"]
    institution: Text | None = None
    person: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    facts: InstitutionFacts = Field(default_factory=InstitutionFacts)
    person_facts: PersonFacts = Field(default_factory=PersonFacts)

    @model_validator(mode="before")
    @classmethod
    def _collect_facts(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        stated = data.get("facts")
        if stated is None or isinstance(stated, dict):
            data = {**(stated or {}), **{key: value for key, value in data.items() if key != "facts"}}
        if data.get("person") is not None:
            data = inline_facts(data, PERSON_FACTS, "person_facts")
        return inline_facts(data, INSTITUTION_FACTS)


AnyAct = Annotated[
    HandlingDecide
    | NoticeIssue
    | DeliverToInstitution
    | DeliverToPerson
    | ReviewRequest
    | ReviewDecide
    | AppealRequest
    | AppealDecide
    | ExpertInvite
    | ExpertReport
    | RepairApply
    | RepairAgree
    | RepairDecide
    | RestorationApply
    | RestorationAgree
    | RestorationAssess
    | RestorationTell
    | RestorationAppeal
    | RestorationEarly
    | LicenceRevoke
    | LicenceGrant
    | PracticeSuspend
    | QualificationSuspend
    | QualificationTerminate
    | CommitmentSign
    | FilingSubmit
    | PersonJoin
    | PersonLeave
    | StatusUpdate
    | HandoverComplete
    | StudyRecord
    | TalkHold
    | CircularIssue
    | TransferSend
    | TransferReply
    | SupervisionRecord
    | ViolationReport
    | AgreementSign
    | AgreementSuspend
    | AgreementResume
    | AgreementTerminate
    | SettlementHold
    | SettlementRelease
    | CatalogueAdd
    | FactRecord
    | ConductAct
    | CoreAct
    | CaseworkAct
    | ControlAct
    | LedgerAct
    | UpkeepAct
    | DeclaredAct,
    Field(discriminator="act"),
]
