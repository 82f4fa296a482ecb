"""Facts of an institution as others report them: typed records with the names of the data dictionary.

A fact that is not stated is unknown, never false. Every field of a record may be left out.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.institutions.rows import Duration, Ratio
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text, Texts


def _performance(value: Any) -> Any:
    return "partly_performed" if value in ("partly", "part") else value


Performance = Annotated[Literal["unperformed", "partly_performed", "full"], BeforeValidator(_performance)]
FindingState = Literal[
    "suspicion", "explained", "finding_verified", "decided", "executed", "closed", "transferred", "dismissed"
]


def _one_or_more(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,)


Refs = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]


class Dated(Model):
    """What every record may carry: its id, since when and until when it holds (both days included), its evidence."""

    id: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    jurisdiction: Text | None = None
    created_at: Any = None
    created_by: Text | None = None
    source_ref: Any = None

    def holds_on(self, day: date) -> bool:
        """Whether the record holds on the day, by its own dates."""
        first = self.valid_from if self.valid_from is not None else self.from_
        last = self.valid_to if self.valid_to is not None else self.to
        return (first is None or first <= day) and (last is None or day <= last)


class Licence(Dated):
    """A paper the institution holds (执业许可证 and the like). `status_since`: day the status began."""

    kind: Text
    number: Text | None = None
    issuing_body: Text | None = None
    issued_on: Day | None = None
    valid_until: Day | None = None
    status: Literal["valid", "expired", "revoked", "cancelled", "suspended"] = "valid"
    status_since: Day | None = None
    own_wish: Bool | None = None
    name: Text | None = None
    address: Text | None = None
    main_subject: Text | None = None
    verified_by: Literal["data_sharing", "copy", "on_site"] | None = None
    verified_at: Day | None = None
    renewal_applied_on: Day | None = None


class Listing(Model):
    """An entry of a person on a discredit list, open while not removed."""

    list: Text
    queried_at: Day | None = None
    listed_on: Day | None = None
    removed_on: Day | None = None
    cause: Text | None = None
    confirmed: Bool | None = None


class RoleHolder(Dated):
    """A key person of the institution in a role, from a day to a day."""

    person_ref: Text
    name: Text | None = None
    role: Literal["legal_representative", "principal", "actual_controller", "insurance_work_leader"]
    discredit_listings: Annotated[tuple[Listing, ...], AsTuple] = ()
    named_as_cause_in: Refs = ()
    cannot_perform_agreement: Bool | None = None
    illegal_or_discredited: Bool | None = None
    confirmed: Bool | None = None
    termination_effective_on: Day | None = None


class Staff(Dated):
    """A member of the staff. Points and payment status live in the persons' regime, not here."""

    person_ref: Text | None = None
    name: Text | None = None
    staff_kind: Text | None = None
    certificate_type: Text | None = None
    certificate_no: Text | None = None
    certificate_status: Literal["valid", "expired", "revoked", "cancelled", "suspended"] = "valid"
    certificate_valid_until: Day | None = None
    first_registration_institution_id: Text | None = None
    registered_on: Day | None = None
    assistant: Bool | None = None
    insurance_mode: Literal["full_time", "part_time"] | None = None
    contract_from: Day | None = None
    contract_until: Day | None = None
    restriction_ref: Text | None = None
    attendance: Any = None


Service = Literal["inpatient", "outpatient", "chronic_outpatient", "day_care", "long_stay"]


class PaymentMethod(Model):
    """How an agreement pays a kind of service (null: every kind that it does not name apart)."""

    code: Text
    service: Service | None = None


def payment_methods(value: Any) -> Any:
    """`{inpatient: per_disease}` and a bare list of methods are short for rows."""
    if isinstance(value, dict):
        return tuple({"service": service, "code": code} for service, code in value.items())
    return tuple({"code": x} if isinstance(x, str) else x for x in value) if isinstance(value, list) else value


PaymentMethods = Annotated[tuple[PaymentMethod, ...], BeforeValidator(payment_methods)]


class Finding(Dated):
    """Something found about the institution. Only a verified one counts; a suspicion is a clue."""

    code: Text
    conduct: Text | None = None
    source: Text | None = None
    amount: Money | None = None
    persons: Texts = ()
    evidence: Any = None
    state: FindingState = "finding_verified"
    on: Day | None = None
    verified_on: Day | None = None
    verified_by: Text | None = None
    corrected_on: Day | None = None
    discovered_on: Day | None = None
    handled_on: Day | None = None
    severity: Text | None = None
    serious: Bool | None = None
    aggravated: Bool | None = None
    reason: Text | None = None
    estimated_loss: Money | None = None
    agreement_clause: Text | None = None
    measures: Texts = ()
    measure: Text | None = None
    basis: Text | None = None
    basis_level: Text | None = None
    reviewers: Texts = ()
    served_institution: Text | None = None
    document: Text | None = None
    excess: Money | None = None
    sales_concerned: Money | None = None
    rectified_on: Day | None = None
    executed: Bool | None = None
    may_cause_major_risk: Bool | None = None
    nature: Text | None = None
    insured_area: Text | None = None
    cost_dates: Annotated[tuple[Day, ...], AsTuple] = ()


class Obligation(Dated):
    """A penalty or a liability for breach and how far it has been performed by its day."""

    issuer: Text | None = None
    kind: Text | None = None
    amount: Money | None = None
    decided_on: Day | None = None
    due_on: Day | None = None
    performed_amount: Money | None = None
    performed_on: Day | None = None
    performance_status: Performance = "unperformed"
    stayed: Bool | None = None
    stayed_by_appeal: Bool | None = None
    termination: Text | None = None
    formula_ref: Text | None = None
    mode: Text | None = None
    reason: Text | None = None
    finding: Text | None = None


class Decided(Dated):
    """An earlier termination, a fraud in an application, a second failed evaluation: what a ban may follow from."""

    kind: Text | None = None
    ground: Text | None = None
    nature: Text | None = None
    effective_on: Day | None = None
    discovered_on: Day | None = None
    delivered_on: Day | None = None
    named_persons: Texts = ()
    institution: Text | None = None
    agreement_kind: Text | None = None
    reversed: Bool | None = None


class Problem(Model):
    """A problem in a coaching period."""

    text: Text = "问题"
    due: Day | None = None
    done: Day | None = None
    refused_on: Day | None = None
    demanded_on: Day | None = None


class Demand(Model):
    """A demand to put a coaching problem right, with its own due day."""

    due: Day
    answered_on: Day | None = None


class Coaching(Dated):
    """The coaching period of a new institution, its extension and the problems in it."""

    start: Day | None = None
    end: Day | None = None
    extension_end: Day | None = None
    problems: Annotated[tuple[Problem, ...], AsTuple] = ()
    written_refusal_on: Day | None = None
    demands: Annotated[tuple[Demand, ...], AsTuple] = ()


class DocumentDemand(Dated):
    """A written demand for documents; `received`: what came (or all)."""

    items: Texts = ()
    due_on: Day | None = None
    delivered_on: Day | None = None
    received: Any = None
    received_on: Day | None = None
    reason: Text | None = None


class FinalNotice(Dated):
    """The last notice before an unmet demand ends the agreement; `due_on` only where another day was set."""

    delivered_on: Day
    due_on: Day | None = None
    extended_to: Day | None = None
    extension_recorded_on: Day | None = None


class ResourcePlan(Dated):
    """A plan of designations in an area: what it allows and how much of that is used."""

    area: Text | None = None
    period: Any = None
    year: Int | None = None
    sector: Text | None = None
    type: Text | None = None
    zone: Text | None = None
    target: Int | None = None
    quota: Int | None = None
    used: Int | None = None
    in_force: Int | None = None
    adopted_on: Day | None = None
    effective_on: Day | None = None
    published_on: Day | None = None
    factors: Any = None
    exclusion_rule: Text | None = None


class SigningRound(Dated):
    """A round of collective signing as it ran; both days included."""

    area: Text | None = None
    start: Day | None = None
    end: Day | None = None
    signed_online: Int | None = None
    signed_total: Int | None = None
    due_total: Int | None = None
    deferred: Texts = ()
    not_signed: Texts = ()
    reminders: Annotated[tuple[Day, ...], AsTuple] = ()
    invited_on: Day | None = None
    cause: Literal["own", "agency", "system_failure", "deferred"] | None = None


class Change(Dated):
    """A change of the institution's data: approved (or took effect), filed, found, decided."""

    field: Text
    value: Any = None
    approved_on: Day | None = None
    took_effect_on: Day | None = None
    applied_on: Day | None = None
    discovered_on: Day | None = None
    decided_on: Day | None = None
    requires_reassessment: Bool | None = None


class RectificationItem(Model):
    """Something to be put right while the agreement is suspended. `checked`: what the check found."""

    text: Text = "整改事项"
    due_on: Day | None = None
    done_on: Day | None = None
    checked: Literal["passed", "failed"] | Bool | None = None
    checked_on: Day | None = None


class Suspension(Model):
    """Another area's suspension or termination, or one from before the story begins."""

    id: Text | None = None
    kind: Literal["mandatory", "measure_37", "on_request", "derived", "settlement_hold"] = "mandatory"
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    resumed_on: Day | None = None
    ground_code: Text | None = None
    decided_on: Day | None = None
    effective_on: Day | None = None
    planned_end_on: Day | None = None
    lifted_on: Day | None = None
    rectification_items: Annotated[tuple[RectificationItem, ...], AsTuple] = ()
    counts_for_two: Bool | None = None


class Interview(Dated):
    """An interview (约谈) with a key person and what was asked for until when."""

    held_on: Day
    role: Text | None = None
    due_on: Day | None = None
    rectified_on: Day | None = None
    topic: Text | None = None


class Database(Dated):
    """A base database: whether it is there, its records, how many are coded."""

    kind: Text
    present: Bool | None = None
    records: Int | None = None
    coded: Int | None = None
    coded_share: Ratio | None = None
    uncoded_in_claims: Int | None = None


class Policy(Dated):
    """An internal rule of the institution."""

    kind: Text
    version: Text | None = None
    issued_on: Day | None = None
    file: Text | None = None


class TerminalTest(Model):
    """A dated test of whether the insurance code is taken at the terminal; `result` may stand in for `passed`."""

    on: Day
    passed: Bool
    retest: Bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _other_words(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        told = {("on" if key in ("date", "tested_on") else key): value for key, value in data.items()}
        if "passed" not in told and told.get("result") in ("passed", "pass", "failed", "fail"):
            told["passed"] = str(told.pop("result")).startswith("pass")
        return told


class TraceMonth(Model):
    """Coded packs of a month: sold, scanned, uploaded."""

    month: Text | None = None
    sold: Int | None = None
    scanned: Int | None = None
    uploaded: Int | None = None


class PricePair(Model):
    """Sales of one product to the insured and to others in one shop."""

    shop: Text | None = None
    product_key: Any = None
    drug_code: Text | None = None
    specification: Text | None = None
    manufacturer: Text | None = None
    package: Text | None = None
    date: Day | None = None
    uninsured_date: Day | None = None
    insured_price: Money
    uninsured_price: Money
    qty: Int
    excess: Money | None = None
    sales_concerned: Money | None = None
    promotion: Bool | None = None
    confirmed: Bool | None = None


class Assessment(Dated):
    """A yearly assessment of performance."""

    year: Int | None = None
    score: Ratio | None = None
    total: Ratio | None = None
    passed: Bool | None = None
    final_on: Day | None = None
    tier: Text | None = None
    recorded_on: Day | None = None
    failed_conditions: Texts = ()


class Limits(Model):
    """Lengths that the agreement itself sets where the rule leaves them to it, in days."""

    report: Int | None = None
    closure: Int | Duration | None = None
    self_check: Int | None = None
    material: Int | None = None
    indicator: Any = None
