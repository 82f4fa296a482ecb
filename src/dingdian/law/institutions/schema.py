"""The one place that says which parameters an institutional regime has, of which type, and what each means.

Written like the persons' parameters (`key: {value, basis, clauses}`), under `institutions:` of a regime file. A null
means that the text gives no value: the software asks a human and reminds, and never punishes by itself; with basis
`not_applicable` the rule does not exist there. Durations name their unit; the day they run from is never counted.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dingdian.law.institutions.rows import (
    Bands,
    Condition,
    CountingRules,
    Duration,
    Extras,
    Grounds,
    Nature,
    PaymentStandards,
    PlanGates,
    Propagation,
    Ratio,
    Requirement,
    Round,
    SettlementHold,
    Share,
    StepRule,
    SuspensionCount,
    Threshold,
)
from dingdian.law.schema import Param
from dingdian.law.values import Bool, Day, Int, Model, Text, Texts


class DocumentRules(Model):
    document_status: Param[Literal["draft_for_comment", "in_force"]] = Field(description="a draft binds nobody")
    effective_on: Param[Day | None] = Field(description="first day of force; null = cannot be put in force")
    validity: Param[Duration | None] = Field(description="how long it is in force, the first day included")
    sectors: Param[Texts] = Field(description="sectors of institutions under it")
    incorporated_documents: Param[Texts | None] = Field(description="documents that apply by reference")
    missing_documents: Param[Texts] = Field(description="of those, the ones not at hand: what needs them stays open")
    insurance_kinds: Param[Texts | None] = Field(description="kinds of insurance an agreement covers")
    counting_rules: Param[CountingRules] = Field(description="how days are counted")
    steps: Param[dict[str, StepRule]] = Field(description="step of a process → who, two persons, clauses")
    requirements: Param[dict[str, Requirement]] = Field(description="precondition of a step → refuse or warn, clauses")


class EntryRules(Model):
    competent_agency_rule: Param[dict[str, Text] | None] = Field(description="insurance tier → level of the agency")
    qualification_types: Param[Texts | None] = Field(description="papers, one of which an applicant must hold")
    eligible_institution_types: Param[Texts | None] = Field(description="types that may apply; null = any")
    institution_type_clauses: Param[dict[str, Text]] = Field(description="type that may apply → clause that lists it")
    conditions: Param[dict[str, Condition]] = Field(description="clause → condition of entry, all must hold")
    negative_list: Param[dict[str, Condition]] = Field(description="clause → reason to refuse an application")
    min_operation: Param[Duration | None] = Field(description="time in operation, the opening day counts")
    min_first_registered_physicians: Param[Int | None] = Field(description="physicians first registered there")
    physician_certificate_types: Param[Texts | None] = Field(description="certificates that make a physician")
    insurance_department_bed_threshold: Param[Threshold | None] = Field(
        description="approved beds from which an insurance department with full-time staff is due"
    )
    min_registered_pharmacists: Param[Int | None] = Field(description="pharmacists registered at a pharmacy")
    min_pharmacist_contract: Param[Duration | None] = Field(description="length of a pharmacist's contract")
    min_insurance_staff: Param[Int | None] = Field(description="persons who handle insurance work")
    required_policies: Param[Texts | None] = Field(description="internal rules an applicant must have")
    required_databases: Param[Texts | None] = Field(description="base databases an applicant must keep")
    min_code_mapping_rate: Param[Ratio | None] = Field(
        description="share of coded records; null = all that are used in claims"
    )
    accepted_interface_versions: Param[Texts | None] = Field(description="interface standards; null = any")
    extra_conditions: Param[Extras] = Field(description="conditions added under an open list, with basis")
    extra_negative_items: Param[Extras] = Field(description="negative items added under an open list, with basis")
    negative_basis_levels: Param[Texts | None] = Field(description="ranks of law that may add a negative item")
    materials: Param[Texts | None] = Field(description="materials of an application")
    material_parts: Param[dict[str, Texts]] = Field(description="material → parts it consists of")
    material_clauses: Param[dict[str, Text]] = Field(description="material → clause that asks for it")
    materials_waivable_by_data_sharing: Param[Texts] = Field(
        description="materials not asked for when verified on line"
    )
    extra_materials: Param[Extras] = Field(description="materials added with a basis")
    commitment_eligible_items: Param[Texts | None] = Field(description="items a commitment may stand in for")
    excluded_main_scopes: Param[Texts | None] = Field(description="main scopes that bar entry")
    excluded_scope_revenue_share: Param[Ratio | None] = Field(description="revenue share that makes a main scope")
    discredit_lists: Param[Texts | None] = Field(description="lists that bar entry while a key person is on one")
    key_person_roles: Param[Texts] = Field(description="roles of key persons")
    ban_fraudulent_application: Param[Duration | None] = Field(description="ban after a dishonest application")
    ban_termination_illegal: Param[Duration | None] = Field(description="ban after a termination for illegality")
    ban_termination_serious_breach: Param[Duration | None] = Field(description="ban after one for serious breach")
    ban_key_person: Param[Duration | None] = Field(description="ban through a key person named as cause")
    ban_second_failed_evaluation: Param[Duration | None] = Field(description="ban after failing twice")
    ban_voluntary_or_automatic_end: Param[Duration | None] = Field(description="ban after an own or automatic end")
    plan_gate: Param[PlanGates] = Field(description="what a resource plan does to an application")
    plan_clauses: Param[dict[str, Text]] = Field(description="plan, structure, or a gate → clause behind it")


class EvaluationRules(Model):
    acceptance_limit: Param[Literal["immediate"] | Duration | None] = Field(description="when to accept")
    missing_material_notice_limit: Param[Duration | None] = Field(description="for the one notice of missing materials")
    supplement_submit_limit: Param[Duration | None] = Field(description="for the applicant to supply them")
    evaluation_limit: Param[Duration | None] = Field(description="for the evaluation, supplement time excluded")
    evaluation_team_specialties: Param[Texts | None] = Field(description="specialties of a team")
    evaluation_team_specialties_mandatory: Param[Bool | None] = Field(description="each must be there")
    evaluation_items: Param[dict[str, Text]] = Field(description="evaluation item → its clause")
    evaluation_results: Param[Texts | None] = Field(description="results there are")
    evaluation_filed_before_publicity: Param[Bool | None] = Field(description="result is filed before publicity")
    publicity_period: Param[Duration | None] = Field(description="of the qualified, publication day excluded")
    complaint_verify_limit: Param[Duration | None] = Field(description="for checking a complaint")
    rectification_before_reevaluation: Param[Duration | None] = Field(description="wait before a second round")
    reevaluation_max: Param[Int | None] = Field(description="further rounds")
    reevaluation_request_window: Param[Duration | None] = Field(description="for asking for one")


class AgreementRules(Model):
    negotiation_topics: Param[Texts | None] = Field(description="topics that talks go through")
    negotiation_topics_all_closed: Param[Bool | None] = Field(description="signing waits for every topic")
    negotiation_record_required: Param[Bool | None] = Field(description="minutes (or a waiver) before signing")
    signing_from_list: Param[Bool | None] = Field(description="only institutions on the to-sign list sign")
    agreement_default_term: Param[Duration | None] = Field(description="usual term, first day included")
    fixed_agreement_min_term: Param[Duration | None] = Field(description="least term of a fixed agreement")
    fixed_agreement_gate: Param[Literal["assessment_passed"] | None] = Field(description="who may have one")
    renewal_lead: Param[Duration | None] = Field(description="renewal is asked for so long before the end")
    renewal_needs_evaluation: Param[Bool | None] = Field(description="a renewal needs the yearly evaluation")
    renewal_needs_reasons_below_pass: Param[Bool | None] = Field(description="a renewal below pass gives reasons")
    signing_round: Param[Round | None] = Field(description="dates of the collective signing")
    template_local_changes: Param[Literal["none", "additions_only"] | None] = Field(
        description="what lower levels may change in a template"
    )
    net_signing_rate_min: Param[Share | None] = Field(description="share signed on line")
    performance_evaluation_cycle: Param[Duration | None] = Field(description="cycle of the yearly evaluation")
    assessment_pass_score: Param[Ratio | None] = Field(description="score that passes")
    change_application_limit: Param[Duration | None] = Field(description="for filing a major change")
    major_change_fields: Param[Texts | None] = Field(description="fields whose change is applied for")
    minor_change_limit: Param[Duration | None] = Field(description="for telling of any other change")
    reassessment_change_fields: Param[Texts | None] = Field(description="changes that call for a new assessment")
    advance_notice_by_institution: Param[Duration | None] = Field(description="notice of an own wish")
    public_institution_forbidden_requests: Param[Texts | None] = Field(description="wishes public ones may not file")
    military_treated_as_public: Param[Bool | None] = Field(description="military ones count as public")
    supplement_follows_parent: Param[Bool | None] = Field(description="a supplement ends with its agreement")
    yearly_child_bridge: Param[Duration | None] = Field(
        description="how long last year's terms go on under a fixed agreement without this year's; null = held"
    )
    on_term_end: Param[Literal["auto_end"] | None] = Field(description="when the term ends without a successor")
    sign_withdraw_on: Param[tuple[Literal["termination", "automatic_end", "expiry"], ...] | None] = Field(
        description="ends of an agreement after which the sign is collected"
    )
    designated_states: Param[Texts | None] = Field(description="states in which an institution is a designated one")
    public_register: Param[Texts | None] = Field(description="what the public register shows of an institution")


class ExitRules(Model):
    suspension_on_request_max: Param[Duration | None] = Field(description="longest suspension on request")
    on_request_limit_passed: Param[Literal["auto_end", "bar_renewal"] | None] = Field(
        description="after it, with no request to resume"
    )
    on_term_end_while_suspended: Param[Literal["auto_end", "defer_signing"] | None] = Field(
        description="when the term ends in a suspension"
    )
    resumption_mode: Param[Literal["check_then_resume", "automatic"] | None] = Field(
        description="whether a suspension ends by a decision or with its planned last day"
    )
    mandatory_suspension_max: Param[Duration | None] = Field(description="longest imposed suspension")
    suspension_count_for_termination: Param[SuspensionCount | None] = Field(description="suspensions that end it")
    suspension_grounds: Param[Grounds | None] = Field(description="code → ground of suspension")
    termination_grounds: Param[Grounds | None] = Field(description="code → ground of termination")
    non_renewal_grounds: Param[Grounds | None] = Field(description="code → ground of non-renewal")
    deferral_grounds: Param[Grounds | None] = Field(description="code → ground of deferral")
    hold_grounds: Param[Grounds | None] = Field(description="code → ground of a settlement hold")
    termination_default_nature: Param[dict[str, Nature] | None] = Field(description="ground → nature unless stated")
    deferral_max: Param[Duration | None] = Field(description="longest deferral")
    deferred_interim_settlement: Param[Literal["none", "bridge"] | None] = Field(description="money while deferred")
    propagation: Param[Propagation | None] = Field(description="what other areas take over")
    settlement_hold: Param[SettlementHold | None] = Field(description="where payment is held")
    hold_max: Param[Duration | None] = Field(description="longest hold")
    hold_review_reminder: Param[Duration | None] = Field(description="reminder to review a hold")
    document_supply_limit: Param[Duration | None] = Field(description="after the final notice")
    data_withheld_response: Param[Literal["mandatory_suspension", "hold_then_terminate"] | None] = Field(
        description="answer to documents withheld"
    )
    hearing_window: Param[Duration | None] = Field(description="to be heard before a sanction")
    resumption_retry_window: Param[Duration | None] = Field(description="to ask again after a refused resumption")
    closure_report_limit: Param[Duration | None] = Field(description="for reporting that it stopped business")
    restrictions: Param[Texts | None] = Field(description="scopes that may be restricted apart: person, department")
    dispute_limits: Param[dict[str, Duration] | None] = Field(description="channel → time to open a dispute")
    dispute_stays_execution: Param[Bool | None] = Field(description="a dispute stays the decision")
    termination_reversed_by: Param[Texts | None] = Field(description="all that can undo a termination")


class MoneyRules(Model):
    payment_limit: Param[Duration | None] = Field(description="from a complete declaration to payment")
    major_expenditure_threshold_cny: Param[Ratio | None] = Field(description="yuan above which many decide")
    prepayment_ratio: Param[Ratio | None] = Field(description="share paid in advance")
    prepayment_offset: Param[Literal["year_end_clearing"] | None] = Field(description="where it is set off")
    overspend_compensation_ratio: Param[Ratio | None] = Field(description="share of an overspend made good")
    payment_methods: Param[Texts | None] = Field(description="methods an agreement may set")
    payment_standard_source: Param[Literal["unified"] | None] = Field(
        description="one payment standard for the whole area, none of an institution's own"
    )
    payment_standards: Param[PaymentStandards | None] = Field(description="payment standard by code and day")
    insured_covered: Param[Texts | None] = Field(
        description="patients whose services the signing agency handles, by where they are insured"
    )
    assessment_clearing_coefficients: Param[Bands | None] = Field(description="score → share of the clearing base")
    quality_deposit_ratio: Param[Ratio | None] = Field(description="share kept as quality deposit")
    quality_deposit_refund_table: Param[Bands | None] = Field(description="score → share of the deposit returned")
    not_receivable: Param[Texts | None] = Field(description="sums that are no debt of the insurance")
    emergency_reimburse_person_when_blocked: Param[Bool | None] = Field(
        description="an emergency at a blocked institution is reimbursed to the patient by hand"
    )
    settlement_basis: Param[Literal["cost_date"] | None] = Field(description="day that decides whether a line is paid")
    straddling_inpatient_rule: Param[Literal["split_by_cost_date", "by_discharge_date"] | None] = Field(
        description="stays over the first day of a suspension"
    )
    internet_plus_counterparty: Param[Literal["host_institution"] | None] = Field(description="payee of on-line care")
    work_injury_pending: Param[Literal["basic_medical_insurance"] | None] = Field(
        description="who pays until a work injury is recognised"
    )
    claim_needs_trace_code: Param[Bool | None] = Field(description="drug lines settle by trace code")
    expired_licence_costs: Param[Literal["hold"] | None] = Field(
        description="costs that arise after the last qualifying paper ran out"
    )
    recovery_modes: Param[Texts | None] = Field(description="how a sum to be recovered may be paid back")
    damages_formula: Param[Literal["agreement_defined"] | None] = Field(description="what sets liquidated damages")
    procurement_payment_limit: Param[Duration | None] = Field(description="for paying centrally procured goods")
    self_check_frequency: Param[Duration | None] = Field(description="of self-checks")
    readmission_window: Param[Duration | None] = Field(description="for the split-stay screen")
    report_to_admin_limit: Param[Duration | None] = Field(description="for reporting to the administration")
    finding_handle_limit: Param[Duration | None] = Field(description="for handling a verified finding")
    tip_limits: Param[dict[str, Duration] | None] = Field(description="stage of a tip → its limit")
    purchase_report_fields: Param[tuple[Literal["purchase_price", "purchase_quantity"], ...] | None] = Field(
        description="what of a purchase is reported and held against the orders of the platform"
    )
    purchase_places: Param[Texts | None] = Field(description="where the insured may buy their drugs")
    upload_completeness_min: Param[Ratio | None] = Field(
        description="least share of a day's visits uploaded; null = only a day with nothing is missing"
    )
    agency_authority: Param[Literal["document"] | None] = Field(
        description="what an office shows to be registered as an agency; without it there is a warning"
    )
    protected_topics: Param[Texts | None] = Field(
        description="what an agency has to protect in its own work, each held by a control of the system"
    )
    oversight_stages: Param[Texts | None] = Field(description="stages that the administration watches over")
    management_functions_separated: Param[Texts | None] = Field(description="functions no one person joins")


class ScreenRules(Model):
    trace_min_scan_rate: Param[Ratio | None] = Field(description="least share scanned; null = only zero counts")
    trace_min_upload_rate: Param[Ratio | None] = Field(description="least share uploaded; null = only zero counts")
    trace_required_by: Param[Day | None] = Field(description="day from which trace codes are due")
    trace_defects_logic: Param[Literal["any", "all"] | None] = Field(description="how the three defects combine")
    zero_settlement_min_active_days: Param[Int | None] = Field(description="active days below which zero is no hit")
    dual_channel_idle_period: Param[Duration | None] = Field(description="idle time that loses the dual channel")
    dual_channel_scope: Param[Literal["dual_channel_agreement", "whole_agreement"] | None] = Field(
        description="which agreement is lost"
    )
    dual_price_same_product_key: Param[Texts | None] = Field(description="what makes two sales the same product")
    dual_price_time_window: Param[Duration | None] = Field(description="days apart; null = the same day")
    dual_price_tolerance_cny: Param[Ratio | None] = Field(description="difference in yuan that is let pass")
    dual_price_large_amount_cny: Param[Ratio | None] = Field(description="sales concerned that are large")
    dual_price_tier_table: Param[Bands | None] = Field(description="sales concerned → measure")
    coaching_period: Param[Duration | None] = Field(description="of a new institution")
    coaching_extension: Param[Duration | None] = Field(description="of the coaching period")
    coaching_refusal_demands: Param[Int | None] = Field(description="unanswered demands that are a refusal")
    round_reminders: Param[Int | None] = Field(description="reminders before not signing is the institution's own")
    licence_reminder_days: Param[tuple[Int, ...] | None] = Field(description="days before a paper expires")
    credit_grades: Param[Bands | None] = Field(description="score → grade of an institution")
    supervision_by_grade: Param[dict[str, Int] | None] = Field(description="grade → inspections a year")


class Rules(DocumentRules, EntryRules, EvaluationRules, AgreementRules, ExitRules, MoneyRules, ScreenRules):
    """All parameters of an institutional regime, by their flat keys."""


ROW_KEYS = frozenset(
    {
        "steps",
        "requirements",
        "conditions",
        "negative_list",
        "suspension_grounds",
        "termination_grounds",
        "non_renewal_grounds",
        "deferral_grounds",
        "hold_grounds",
        "evaluation_items",
        "material_clauses",
        "plan_gate",
        "plan_clauses",
        "institution_type_clauses",
    }
)
"""Parameters whose rows name their own clauses."""

__all__ = ["ROW_KEYS", "Rules"]
