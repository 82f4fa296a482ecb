"""The facts of an institution or a person that can be stated, by names of the data dictionary (null: not stated)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from dingdian.law.institutions import records as k
from dingdian.law.institutions.rows import Ratio
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text


def _many(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, dict) else value


def _texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[Text, ...], BeforeValidator(_texts)]
ByMonth = Ratio | dict[str, Ratio]
Licences = Annotated[tuple[k.Licence, ...], BeforeValidator(_many)]
Findings = Annotated[tuple[k.Finding, ...], BeforeValidator(_many)]
Obligations = Annotated[tuple[k.Obligation, ...], BeforeValidator(_many)]
Earlier = Annotated[tuple[k.Decided, ...], BeforeValidator(_many)]


class InstitutionFacts(Model):
    """The facts of an institution that can be stated, by the names of the data dictionary; null = not stated."""

    # who it is
    nature: Text | None = None
    category: Text | None = None
    hospital_grade: Text | None = None
    insurance_tier: Text | Int | None = None
    expected_insurance_tier: Text | Int | None = None
    scale: Any = None
    beds_approved: Int | None = None
    departments: Names | None = None
    registered_address: Text | None = None
    county: Text | None = None
    pooling_area: Text | None = None
    management_area: Text | None = None
    independently_established: Bool | None = None
    host_organization: Text | None = None
    host: Text | None = None
    operating_since: Day | None = None
    declared_opening_on: Day | None = None
    main_practice_scope: Text | None = None
    revenue_share_by_scope: dict[str, Ratio] | None = None
    bank_account: Text | None = None
    competent_agency: Text | None = None
    sign_number: Text | None = None
    sign_returned_on: Day | None = None
    credit_grade: Text | None = None
    insurance_kinds: Names | None = None
    # papers, persons, rules, systems
    licences: Licences | None = None
    role_holders: Annotated[tuple[k.RoleHolder, ...], BeforeValidator(_many)] | None = None
    insurance_work_leader_person_id: Text | None = None
    principal_person_id: Text | None = None
    staff: Annotated[tuple[k.Staff, ...], BeforeValidator(_many)] | None = None
    insurance_staff: Annotated[tuple[k.Staff, ...], BeforeValidator(_many)] | None = None
    insurance_department_exists: Bool | None = None
    policies: Annotated[tuple[k.Policy | Text, ...], AsTuple] | None = None
    base_databases: Annotated[tuple[k.Database | Text, ...], AsTuple] | None = None
    interface_standard_version: Text | None = None
    system_vendor: Text | None = None
    connected_to_insurance_system: Bool | None = None
    connection_test_passed_on: Day | None = None
    all_patient_upload_capable: Bool | None = None
    online_direct_settlement_capable: Bool | None = None
    extra_conditions_met: dict[str, Bool] | None = None
    extra_negative_found: dict[str, Bool] | None = None
    # Internet care
    internet_approval_type: Text | None = None
    internet_approval_no: Text | None = None
    internet_approval_valid_until: Day | None = None
    internet_data_exchange_capable: Bool | None = None
    mobile_insurance_payment_enabled: Bool | None = None
    receipt_modes: Names | None = None
    postal_limit: Any = None
    separates_online_offline: Bool | None = None
    e_credential_identity_check: Bool | None = None
    online_records_kept: Bool | Names | None = None
    trace_chain_complete: Bool | None = None
    # pharmacies
    dual_channel_since: Day | None = None
    last_dual_channel_service_on: Day | None = None
    dual_channel_cancellation_requested_on: Day | None = None
    e_prescription_adapted: Bool | None = None
    trace_device_installed: Bool | None = None
    trace_scan_rate: ByMonth | None = None
    trace_upload_rate: ByMonth | None = None
    trace_months: Annotated[tuple[k.TraceMonth, ...], BeforeValidator(_many)] | None = None
    code_based_settlement_enabled: Bool | None = None
    code_based_payment_enabled: Bool | None = None
    dispenses_coded_products: Bool | None = None
    insurance_code_supported: Bool | None = None
    code_terminal_tests: Annotated[tuple[k.TerminalTest, ...], BeforeValidator(_many)] | None = None
    platform_purchases: Any = None
    stock_books: Any = None
    price_pairs: Annotated[tuple[k.PricePair, ...], BeforeValidator(_many)] | None = None
    price_pair: k.PricePair | None = None
    # what happened
    findings: Findings | None = None
    penalties: Obligations | None = None
    breach_liabilities: Obligations | None = None
    recoveries: Obligations | None = None
    terminations: Earlier | None = None
    application_fraud_records: Earlier | None = None
    failed_evaluations: Earlier | None = None
    person_bans: Earlier | None = None
    suspensions: Annotated[tuple[k.Suspension, ...], BeforeValidator(_many)] | None = None
    price_policy_noncompliance_found: Bool | None = None
    price_policy_finding_id: Text | None = None
    changes: Annotated[tuple[k.Change, ...], BeforeValidator(_many)] | None = None
    closed_on: Day | None = None
    closure_reported_on: Day | None = None
    limits: k.Limits | None = None
    coaching: k.Coaching | None = None
    document_demand: k.DocumentDemand | None = None
    final_notice: k.FinalNotice | None = None
    resource_plan: k.ResourcePlan | None = None
    signing_round: k.SigningRound | None = None
    interviews: Annotated[tuple[k.Interview, ...], BeforeValidator(_many)] | None = None
    interview: k.Interview | None = None
    settled_amount: Money | None = None
    active_days: Int | None = None
    assessment: k.Assessment | None = None
    assessment_score: Ratio | None = None
    yearly_evaluation: k.Assessment | None = None
    termination_requested_on: Day | None = None
    termination_request_withdrawn_on: Day | None = None
    work_injury_recognised_on: Day | None = None
    rectification_failed_on: Day | None = None
    suspension_rectification: Any = None
    # personnel, training, credit (the persons' rules ask for some of them)
    management_rules: Any = None
    trainings: Any = None
    excellent_grade: Any = None
    filed_persons: Any = None
    personnel: Any = None


INSTITUTION_FACTS = frozenset(InstitutionFacts.model_fields)


class PersonFacts(Model):
    """Facts of a person that may be recorded beside the persons' acts."""

    staff_kind: Text | None = None
    certificate_type: Text | None = None
    certificate_no: Text | None = None
    certificate_status: Text | None = None
    certificate_valid_until: Day | None = None
    first_registration_institution_id: Text | None = None
    insurance_mode: Text | None = None
    restriction_ref: Text | None = None
    title: Any = None
    technical_title: Any = None
    trained_on: Day | None = None
    died_on: Day | None = None
    discredit_listings: Annotated[tuple[k.Listing, ...], AsTuple] | None = None


PERSON_FACTS = frozenset(PersonFacts.model_fields)


def inline_facts(data: Any, names: frozenset[str], field: str = "facts") -> Any:
    """Gather facts written inline beside the fixed fields; unknown names stay behind and are refused."""
    if not isinstance(data, dict):
        return data
    facts = {key: value for key, value in data.items() if key in names}
    rest = {key: value for key, value in data.items() if key not in names}
    return rest | {field: {**facts, **(rest.get(field) or {})}} if facts else rest


__all__ = ["INSTITUTION_FACTS", "PERSON_FACTS", "InstitutionFacts", "PersonFacts", "inline_facts"]
