"""The one place that says which parameters a persons' regime has, of which type, and what each means.

In a regime file every parameter is written `group.name: {value, basis, clauses}`: the value of the law, whether
the text states it (`text`), we assumed it (`assumed`), the text is silent (`not_stated`, value null) or has no such
rule (`not_applicable`), and the clauses behind it. Units are in the names: `*_working_days` counts working days, the
trigger day excluded.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.dates import Term, TermUnit
from dingdian.law.values import AsTuple, Basis, Bool, Day, Int, Ints, Model, Role, Text, Texts

T = TypeVar("T")
Executor = Literal["agency", "institution", "administration"]
Tuple2 = Annotated[tuple[Int, Int], AsTuple]


class Param(Model, Generic[T]):
    """A value of the law with the clauses behind it."""

    value: T
    basis: Literal["text", "assumed", "not_stated", "not_applicable"]
    clauses: Texts = ()
    note: str = ""

    @model_validator(mode="after")
    def _basis_matches_value(self) -> Param[T]:
        if self.basis in ("not_stated", "not_applicable") and self.value not in (None, (), {}):
            raise ValueError(f"basis 为 {self.basis} 时 value 必须是 null|改 basis 为 text 或 assumed，或删去值")
        if self.basis == "text" and not self.clauses:
            raise ValueError("basis 为 text 时必须写明条款|在 clauses 里列出条款编号")
        return self


class Group(Model):
    """A family of parameters: `scoring.cap` is field `cap` of group `scoring`."""


class Meta(Group):
    document_type: Param[str] = Field(description="kind of source document")
    completeness: Param[Literal["full", "partial"]] = Field(description="whether the source gives the whole rule")
    effective_from: Param[Day | None] = Field(description="first day of force; null = draft, simulation only")
    effective_to: Param[Day | None] = Field(description="last day of force, null = open")
    draft_year: Param[Int | None] = Field(description="year named in a draft")
    interpreter: Param[str | None] = Field(description="body that interprets the rule")
    repeals: Param[str | None] = Field(description="rule it replaces")
    schemes: Param[Texts] = Field(description="insurance schemes it serves")
    simulation_only_until_effective: Param[Bool] = Field(description="decisions before force are simulations")
    published_on: Param[Day | None] = Field(description="day of publication, null = unknown")
    legal_bases: Param[Texts] = Field(description="instruments a notice may name as basis")


class Scope(Group):
    institution_types: Param[Texts] = Field(description="sectors under the regime")
    medical_roles: Param[Texts] = Field(description="roles managed in medical institutions")
    pharmacy_roles: Param[Texts] = Field(description="roles managed in retail pharmacies")
    doctor_certificates: Param[Texts | None] = Field(description="certificates one of which a doctor must hold")
    local_code_roles: Param[Texts] = Field(description="roles that may carry a local code")
    out_of_list_action: Param[Literal["refuse", "warn_and_hold"]] = Field(
        description="filing of a role that is not listed: refuse, or accept and wait for a ruling"
    )
    requires_fund_related: Param[Bool] = Field(description="only persons who take part in the use of the fund")


class Qualification(Group):
    origin: Param[Literal["institution_agreement", "personal_conditions_and_doctor_agreement"]] = Field(
        description="what gives the payment qualification"
    )
    settlement_requires_filing: Param[Bool] = Field(description="a claim needs a filing at the site")
    case_requires_agreement: Param[Bool] = Field(description="a points case needs an institution with an agreement")
    lookback_years_no_major_violation: Param[Int | None] = Field(description="years without a major violation")
    new_hire_exam_required: Param[Bool] = Field(description="a newly hired person must pass an exam")
    entry_conditions: Param[dict[str, Text]] = Field(description="clause → personal condition it sets for a filing")


class Agreement(Group):
    doctor_agreement_term_years: Param[Int | None] = Field(description="years of the personal agreement")
    lapse_effect: Param[Literal["hold_for_confirmation"] | None] = Field(
        description="claims after the personal agreement ended"
    )
    doctor_agreement_roles: Param[Texts] = Field(
        description="roles whose members sign an agreement with their institution, listed where it is missing"
    )
    must_contain: Param[Texts] = Field(description="provisions that the text of an institution's agreement must hold")


class Commitment(Group):
    required: Param[Bool] = Field(description="filing needs a signed commitment")
    due_working_days: Param[Int | None] = Field(description="from the signing of the institution's agreement")
    new_person: Param[Literal["same_day"] | None] = Field(description="when a person who joins later signs")
    minimum_contents: Param[Texts | None] = Field(description="points a commitment text must hold")
    acknowledgement: Param[Bool] = Field(description="who signs states that the text is known; else it is remarked")
    text_given: Param[Literal["at_agreement_signing"] | None] = Field(
        description="when the agency hands the institution the text of the commitment"
    )


FilingCheck = Literal[
    "complete_information", "commitment_and_code", "filed_at_each_site", "leaver_updated", "restored_after_term",
    "refiled_after_termination",
]  # fmt: skip


PlatformField = Literal["code", "name", "institution", "status", "filed_on", "left_on"]


class Filing(Group):
    platform: Param[str | None] = Field(description="where filings are kept")
    field_count: Param[Int | None] = Field(description="number of fields the text lists")
    fields: Param[Texts | None] = Field(description="fields a filing must hold")
    per_site: Param[Bool] = Field(description="each practice site files")
    one_code_per_person: Param[Bool] = Field(description="another's personnel code is refused")
    required_roles: Param[dict[str, Texts]] = Field(
        description="sector → roles each of which an institution must have on file, listed where one is missing"
    )
    leaver_update_working_days: Param[Int | None] = Field(description="from the day a person left")
    other_update_working_days_soft: Param[Int] = Field(description="reminder only")
    interface: Param[dict[str, PlatformField] | None] = Field(
        description="column of the national platform → what it is in the register"
    )
    interface_status: Param[dict[str, Texts] | None] = Field(
        description="mark of the platform → statuses it stands for"
    )
    checklist: Param[dict[FilingCheck, Texts] | None] = Field(description="what a filing has to meet → clauses")


class StatusWords(Group):
    codes: Param[Texts] = Field(description="statuses the regime knows")
    label_of_terminated: Param[str] = Field(description="official word for terminated")
    licence_revoked_maps_to: Param[Literal["terminated", "suspended"]] = Field(
        description="status when a licence is revoked"
    )
    effective_source: Param[Literal["agency_decision", "institution_update"]] = Field(
        description="whose act makes a status count"
    )
    other_grounds: Param[dict[str, Literal["suspended", "terminated"]]] = Field(
        description="open clause → status that grounds added under it lead to"
    )
    maintained_by: Param[Literal["institution"] | None] = Field(description="who keeps the filing status, as a task")


class Circumstance(Model):
    """A negative circumstance (负面情形): its band or fixed points, and what it presupposes."""

    band: Int | None = None
    points: Int | None = None
    basis: Annotated[tuple[Basis, ...], AsTuple] = ()
    requires: Texts = ()
    excludes: Texts = ()
    ownership: Texts = ()
    settled_for: Texts = ()
    catch_all: Bool = False
    label: str = ""

    @model_validator(mode="after")
    def _one_of(self) -> Circumstance:
        if (self.band is None) == (self.points is None):
            raise ValueError("情形要么属于一个档次（band），要么有固定分值（points）|只写其中一个")
        return self


def _points_list(value: Any) -> Any:
    return tuple(tuple(v) if isinstance(v, list) else v for v in value) if isinstance(value, list) else value


Bands = Annotated[tuple[tuple[Int, Int], ...], BeforeValidator(_points_list)]


class Scoring(Group):
    display_mode: Param[Literal["record_up", "deduct"]] = Field(description="points shown as recorded or deducted")
    initial_points: Param[Int] = Field(description="points of a year's account")
    cap: Param[Int] = Field(description="highest effective total of a year")
    integer_only: Param[Bool] = Field(description="points are whole numbers")
    period: Param[Literal["natural_year"]] = Field(description="accounting period")
    reset_at: Param[str] = Field(description="instant of the yearly reset")
    carry_over: Param[Bool] = Field(description="points of last year count on")
    method: Param[Literal["band_by_responsibility_degree", "band_by_severity", "fixed_by_circumstance"]] = Field(
        description="how an entry gets its points"
    )
    bands: Param[Bands | None] = Field(description="lowest and highest points of each band")
    fixed_points: Param[Ints | None] = Field(description="the fixed values in use")
    circumstance_items_per_level: Param[dict[str, Int] | None] = Field(description="items listed per level")
    circumstances: Param[dict[str, Circumstance]] = Field(description="clause id of a circumstance → its rule")
    degrees: Param[Texts | None] = Field(description="degrees of responsibility, lightest first")
    degree_position: Param[dict[str, Int] | None] = Field(description="degree → position in the band, from 1")
    degree_clauses: Param[dict[str, Text] | None] = Field(description="degree → the clause that defines it")
    band_shift_max: Param[Int | None] = Field(description="bands a mitigation or aggravation may move")
    band_shift_floor_points: Param[Int | None] = Field(description="points when shifted below the first band")
    band_shift_ceiling_points: Param[Int | None] = Field(description="points when shifted above the last band")
    mitigating: Param[Texts | None] = Field(description="mitigating reasons")
    aggravating: Param[Texts | None] = Field(description="aggravating reasons")
    same_inspection_same_type: Param[Literal["once", "each"]] = Field(description="same type again in one inspection")
    same_type_key: Param[Literal["type", "circumstance"]] = Field(description="what makes two findings the same type")
    same_inspection_different_types: Param[Literal["sum", "max"]] = Field(description="different types in one")
    same_act_many_circumstances: Param[Literal["max", "sum"]] = Field(description="one act that fits several items")
    multi_site: Param[Literal["sum_per_person", "per_site"]] = Field(description="points of several sites")
    aggregation_area: Param[str] = Field(description="area in which sites are summed")
    cross_jurisdiction_sum: Param[Bool] = Field(description="sum across regimes")
    booking_time: Param[Literal["penalty_or_agreement_decision", "agency_deduction_decision"]] = Field(
        description="the act whose date decides the year"
    )
    requires_underlying_decision: Param[Bool] = Field(description="points need a decision against the institution")
    required_case_facts: Param[Texts] = Field(description="facts a case must state before it is scored")
    responsibility_finder: Param[Literal["body_that_made_the_decision", "agency"] | None] = Field(
        description="who finds the responsibility"
    )
    poster: Param[Executor] = Field(description="who posts points")
    allow_not_scored_with_reason: Param[Bool] = Field(description="a responsible person may stay unscored")
    catch_all_requires_catalogue_item: Param[Bool] = Field(description="other circumstances need an added item")


class SuspensionRow(Model):
    """A tier: the totals it covers and the term; single columns where the regime has them."""

    at: Int | None = None
    min: Int | None = None
    max: Int | None = None
    months: Int | None = None
    days: Int | None = None
    cumulative_months: Int | None = None
    cumulative_days: Int | None = None
    single_months: Int | None = None
    single_days: Int | None = None
    months_min: Int | None = None
    months_max: Int | None = None
    clauses: Texts = ()
    single_clauses: Texts = ()

    @model_validator(mode="after")
    def _range(self) -> SuspensionRow:
        if (self.at is None) == (self.min is None or self.max is None):
            raise ValueError("每一行写 at，或同时写 min 和 max|例如 at: 9 或 min: 6, max: 7")
        if self.low > self.high:
            raise ValueError(f"min {self.low} 大于 max {self.high}|交换两个数")
        if (self.months_min is None) != (self.months_max is None):
            raise ValueError("由人裁量的期限要同时写 months_min 和 months_max")
        if self.months_min is not None and self.months_max is not None and self.months_min > self.months_max:
            raise ValueError("months_min 大于 months_max|交换两个数")
        if self.cumulative is None and self.months_min is None:
            raise ValueError("这一行没有期限|写 months、days、cumulative_months 或 months_min/months_max")
        return self

    @property
    def low(self) -> int:
        return self.at if self.at is not None else self.min or 0

    @property
    def high(self) -> int:
        return self.at if self.at is not None else self.max or 0

    @property
    def cumulative(self) -> Term | None:
        """Term when the year's total reaches this tier; null where a human enters it."""
        return _term(self.months, self.days) or _term(self.cumulative_months, self.cumulative_days)

    @property
    def single(self) -> Term | None:
        """Term when one entry alone reaches this tier."""
        return _term(self.single_months, self.single_days)


def _term(months: int | None, days: int | None) -> Term | None:
    if months is not None:
        return Term(months, TermUnit.MONTHS)
    return Term(days, TermUnit.DAYS) if days is not None else None


class AttentionRow(Model):
    """A total that calls for care but not for a sanction."""

    min: Int
    max: Int | None = None
    by: Executor
    do: Texts


class ConsecutiveYears(Model):
    """Too many points in each of several years running (the entry that completes the condition triggers)."""

    more_than: Int
    years: Int
    months: Int | None = None
    days: Int | None = None
    terminate: Bool = False
    ban_years: Int | None = None

    @property
    def term(self) -> Term | None:
        return _term(self.months, self.days)

    @model_validator(mode="after")
    def _effect(self) -> ConsecutiveYears:
        if self.terminate == (self.term is not None):
            raise ValueError("连续年度条件要么暂停（months 或 days），要么终止（terminate: true）|只写其中一个")
        if self.years < 2:
            raise ValueError("years 至少为 2")
        return self


class Tiers(Group):
    attention: Param[Annotated[tuple[AttentionRow, ...], AsTuple] | None] = Field(description="attention rows")
    first_suspension_at: Param[Int] = Field(description="lowest total that suspends")
    term_mode: Param[Literal["table", "human_range"]] = Field(description="terms fixed, or entered by a human")
    suspension_rows: Param[Annotated[tuple[SuspensionRow, ...], AsTuple]] = Field(description="tiers and terms")
    max_points_suspension_months: Param[Int | None] = Field(description="longest term for points, months")
    terminate_at: Param[Int | None] = Field(description="total that terminates, null = never")
    ban_years_cumulative: Param[Int | None] = Field(description="ban after a cumulative termination")
    ban_years_single: Param[Int | None] = Field(description="ban after a single entry that terminates")
    single_vs_cumulative_for_suspension: Param[Bool | None] = Field(description="single column in use")
    single_means: Param[Literal["one_entry_for_one_act", "sum_of_one_decision"] | None] = Field(
        description="what a single score is"
    )
    both_columns_fit: Param[Literal["heavier", "cumulative", "single"] | None] = Field(
        description="which column when both fit"
    )
    jump_rule: Param[Literal["final_tier_only", "first_tier_crossed", "sum_of_crossed_tiers"]] = Field(
        description="term when an entry jumps over tiers"
    )
    trigger: Param[Literal["entry_lifts_into_higher_tier"]] = Field(description="when a tier bites")
    lower_bounds: Param[Ints] = Field(description="lowest total of each tier")
    retrigger_same_tier: Param[Bool] = Field(description="a further entry inside the same tier suspends again")
    second_crossing_rule: Param[Literal["full_new_term", "net_of_served", "none"]] = Field(
        description="term of a second crossing in the year"
    )
    second_crossing_alternatives: Param[Texts] = Field(description="other readings, for comparison")
    overlap_rule: Param[Literal["later_end", "consecutive", "recount_from_first_start"]] = Field(
        description="a new term while one runs"
    )
    evaluate_per: Param[Literal["decision", "entry"]] = Field(description="what is held against the table")
    ban_overlap_rule: Param[Literal["later_end", "first_end"]] = Field(description="two bans at once")
    consecutive_years: Param[Annotated[tuple[ConsecutiveYears, ...], AsTuple] | None] = Field(
        description="conditions over several years"
    )


class Sanction(Group):
    anchor: Param[Literal["notice_delivered_to_institution", "decision"]] = Field(description="day a term hangs on")
    term_rule: Param[Literal["first_day_is_day_after_anchor"]] = Field(description="C3: the anchor is not counted")
    month_end_rule: Param[Literal["last_day_of_month"]] = Field(description="31 January + 1 month")
    written_notice: Param[Bool] = Field(description="a sanction needs a written notice")
    notice_precedes_effect: Param[Bool] = Field(description="no effect before delivery")
    min_lead_days: Param[Int] = Field(description="days from delivery to the first day of effect")
    running_terms_survive_reset: Param[Bool] = Field(description="terms run over 1 January")
    practice_right_affected: Param[Bool] = Field(description="whether practice itself is barred")
    follows_person_between_sites: Param[Bool] = Field(description="a new site opens in the running status")


class MeasureSpec(Model):
    """A measure: who carries it out, how, whether it stands while a higher level applies, its clauses.

    A measure that is `once` is due once for reaching its level, others again with every further entry.
    """

    by: Executor
    process: Literal["reminder", "study", "talk", "circular", "transfer", "supervision", "proposal", "warning", "money"]
    stands: Bool = False
    once: Bool = False
    scope: str | None = None
    recipients: dict[str, Text] | None = None
    label: Text
    clauses: Texts = ()


class TitleBan(Model):
    """Loss of a title review in the year of a decision."""

    min_suspension_months: Int
    also: str | None = None
    period: Literal["year_of_decision"]


class Measures(Group):
    at_suspension_level: Param[Texts] = Field(description="measures from the first suspension tier on")
    at_12: Param[Texts] = Field(description="measures at the full score")
    catalogue: Param[dict[str, MeasureSpec]] = Field(description="what each measure is")


class Settlement(Group):
    basis_date: Param[Literal["service_date", "claim_date"]] = Field(description="day a line is tested on")
    denied_statuses: Param[Texts] = Field(description="statuses whose lines are not paid")
    emergency_exception_suspended: Param[Bool] = Field(description="emergency lines of a suspended person are paid")
    emergency_exception_terminated: Param[Bool] = Field(description="same, terminated")
    emergency_exception_not_obtained: Param[Bool | None] = Field(description="same, without qualification")
    emergency_exception_institution_blocked: Param[Bool] = Field(
        description="emergency lines at an institution or department without a running agreement are paid"
    )
    emergency_kinds: Param[Texts] = Field(description="what counts as an emergency")
    line_person: Param[str] = Field(description="which person of a line decides")
    status_clauses: Param[dict[str, Texts]] = Field(description="status → clauses that say whether lines are paid")
    institution_blocked: Param[Literal["deny"]] = Field(description="lines at an institution without agreement")
    checked_before_paid: Param[Bool] = Field(description="no batch of lines is settled before each was looked at")
    wrongly_paid: Param[Literal["recover"] | None] = Field(description="lines paid that were not payable")


class Propagation(Group):
    points_sanction_sites: Param[Literal["all", "site"]] = Field(description="sites a points sanction reaches")
    institution_cause_target: Param[Literal["responsible_persons", "all_doctors"] | None] = Field(
        description="persons an institution's sanction reaches"
    )
    institution_cause_sites: Param[Literal["all", "same_site_only"] | None] = Field(description="sites it reaches")
    institution_cause_term: Param[Literal["same_as_trigger"] | None] = Field(description="its length")
    institution_terminated_person_status: Param[Literal["terminated", "terminated_at_site"] | None] = Field(
        description="persons of a terminated institution"
    )
    institution_terminated_ban_years: Param[Int | None] = Field(description="ban that follows, years")
    practice_order_suspends: Param[Bool | None] = Field(description="an order to stop practice suspends")
    institution_cause_counts_in_ratios: Param[Bool | None] = Field(description="such persons count in ratios")
    ratio_measure_cascades: Param[Bool] = Field(description="a ratio measure reaches further persons")


class RatioRow(Model):
    """A share of sanctioned persons and the measure it proposes."""

    min_percent: Int
    max_percent: Int | None = None
    max_inclusive: Bool = True
    do: Text
    clauses: Texts = ()


class DepartmentRule(Model):
    """So many suspended persons in one department."""

    min_suspended_doctors: Int
    approval: Text
    do: Texts


class InstitutionMeasures(Group):
    ratio_rows: Param[Annotated[tuple[RatioRow, ...], AsTuple]] = Field(description="ratio thresholds")
    ratio_institution_types: Param[Texts] = Field(description="sectors the ratio covers")
    ratio_numerator_statuses: Param[Texts] = Field(description="statuses counted")
    ratio_window: Param[Literal["natural_year", "assessment_year"] | None] = Field(description="window")
    ratio_denominator: Param[str | None] = Field(description="who is in the denominator")
    department: Param[DepartmentRule | None] = Field(description="department rule")
    department_window: Param[Literal["concurrent", "natural_year"] | None] = Field(description="counted together")
    noncompliance: Param[Texts] = Field(description="measures for an institution that disobeys")
    confirmation: Param[str] = Field(description="who confirms a proposal")


class Notice(Group):
    issue_working_days: Param[Int | None] = Field(description="decision → notice issued")
    points_to_institution_working_days: Param[Int | None] = Field(description="decision → institution")
    recipients: Param[Literal["all_sites", "own_institution"] | None] = Field(description="institutions to be told")
    institution_to_person_working_days: Param[Int | None] = Field(description="institution → person")


Party = Literal["person", "institution"]


class AssessmentAppeal(Model):
    """Who may appeal against a failed restoration assessment, to whom, within how long."""

    who: Party
    to: Text
    working_days: Int | None = None


class Objection(Group):
    first_step_who: Param[Annotated[tuple[Party, ...], AsTuple]] = Field(description="who may object")
    first_step_working_days: Param[Int | None] = Field(description="limit, null = none")
    first_step_clock: Param[Literal["institution_receipt", "own_receipt"] | None] = Field(description="its start")
    first_step_late: Param[Literal["agency_may_accept", "accept", "waived"]] = Field(description="late objection")
    review_working_days: Param[Int | None] = Field(description="limit of the review")
    review_clock: Param[Literal["application_received", "appeal_accepted"] | None] = Field(description="its start")
    second_step_to: Param[Texts | None] = Field(description="bodies of the second step")
    second_step_told: Param[Annotated[tuple[Party, ...], AsTuple]] = Field(
        description="whom the outcome of the second step is told in writing"
    )
    second_step_finish_working_days: Param[Int | None] = Field(description="limit of the second step")
    second_step_expert_time_counts: Param[Bool] = Field(description="whether expert time runs on the clock")
    external_remedy: Param[Texts] = Field(description="remedies outside")
    stays_execution: Param[Bool] = Field(description="whether an objection stays the sanction")
    correction_effect: Param[Literal["retroactive", "prospective"]] = Field(description="effect of a correction")
    may_increase: Param[Bool] = Field(description="whether a review may raise points")
    experts_allowed: Param[Bool] = Field(description="experts may be heard")
    assessment_appeal: Param[AssessmentAppeal | None] = Field(description="appeal against a failed assessment")
    uphold_needs_reason: Param[Bool] = Field(description="upholding needs a reason")


class Repair(Group):
    enabled: Param[Bool] = Field(description="repair exists")
    points_range: Param[Tuple2 | None] = Field(description="points a repair may take off")
    conditions_mode: Param[Literal["all", "any"] | None] = Field(description="conditions needed")
    conditions: Param[Texts | None] = Field(description="conditions of a points repair")
    max_per_year: Param[Int | None] = Field(description="granted repairs a year, null = no limit")
    excluded: Param[Texts | None] = Field(description="who is excluded: total_12_in_year, single_12")
    effect_on_running_sanction: Param[Literal["none", "lift_when_below_tier"] | None] = Field(
        description="effect of a points repair on a running suspension"
    )
    evidence_reuse: Param[Bool | None] = Field(description="a piece of evidence may serve twice")
    term_reduction_months: Param[Tuple2 | None] = Field(description="months a term repair may take off")
    term_reduction_conditions: Param[Texts | None] = Field(description="conditions of a term repair")
    term_excluded: Param[Texts | None] = Field(description="who is excluded from a term repair")
    min_term_after_reduction_months: Param[Int | None] = Field(description="shortest term left")
    condition_organisers: Param[dict[str, Texts] | None] = Field(description="condition → who must organise it")
    flow: Param[Texts | None] = Field(description="steps")


class EarlyRestoration(Model):
    """Restoration before the term ends."""

    who: Texts
    reason: Text
    approval: Text
    exam: Bool
    min_served: Int | None = None


class Restoration(Group):
    auto_restore: Param[Bool] = Field(description="a term that ends restores by itself")
    apply_lead_working_days: Param[Int | None] = Field(description="latest application before the last day")
    assessment_working_days: Param[Int | None] = Field(description="application received → assessment")
    flow: Param[Texts] = Field(description="steps")
    late_application: Param[Literal["accept", "refuse"] | None] = Field(description="late application")
    no_application: Param[Literal["stay_suspended_with_reminders"] | None] = Field(description="no application")
    effective_on: Param[Literal["later_of_day_after_last_day_and_pass_date", "day_after_last_day"]] = Field(
        description="day the status is normal again"
    )
    terminated_requires: Param[Texts] = Field(description="what a terminated person needs")
    points_same_year: Param[Literal["keep", "reset"]] = Field(description="points after a restoration in the year")
    points_next_year: Param[Literal["new_year_account"]] = Field(description="points after a later restoration")
    early: Param[EarlyRestoration | None] = Field(description="early restoration")
    early_not_for: Param[Texts | None] = Field(description="causes without early restoration")
    after_retroactive_shortening: Param[Literal["stay_suspended_until_restored", "restored_at_new_last_day"]] = Field(
        description="a review shortens a term to a day already past"
    )
    training_hours: Param[Int | None] = Field(description="hours of training since the sanction began")
    failure_told_by: Param[Literal["institution"] | None] = Field(
        description="who tells the person of a failed assessment, once the agency has told the institution"
    )


class Deadlines(Group):
    institution_self_report_working_days: Param[Int | None] = Field(description="institution reports a violation")


class Reports(Group):
    period: Param[str] = Field(description="reporting period")
    agency_monthly_due_day: Param[Int | None] = Field(description="day of the next month")
    province_monthly_due_day: Param[Int | None] = Field(description="day of the next month")
    due_day_inclusive: Param[Bool | None] = Field(description="the day itself counts")


class Training(Group):
    institution_min_per_year: Param[Int | None] = Field(description="trainings a year")


class CreditRow(Model):
    """A credit grade by points left: min included, below excluded, max included."""

    level: Text
    min: Int
    max: Int | None = None
    below: Int | None = None
    label: str = ""


class Credit(Group):
    yearly_file: Param[Bool] = Field(description="a file of integrity with a row for every year")
    levels: Param[Annotated[tuple[CreditRow, ...], AsTuple] | None] = Field(description="credit grades")
    moment: Param[str | None] = Field(description="when the grade is taken")


class Supervision(Group):
    self_inspections: Param[Bool] = Field(description="institutions look for and correct violations of their own")
    internal_rules: Param[Texts] = Field(
        description="documents that an institution must have of its own, listed where one is missing"
    )
    feedback_channels: Param[Texts | None] = Field(description="ways in which the insured are heard about persons")


class Disclosure(Group):
    public_doctor_list: Param[Texts] = Field(
        description="roles whose members an institution lists for everybody to choose from (empty: no list)"
    )
    supervision_channels: Param[Bool] = Field(description="channels are published")
    status_marked: Param[Bool] = Field(description="an institution marks whose status is not normal")
    own_file: Param[Bool] = Field(description="a person reads their own status and points")
    beyond_area: Param[Literal["nothing", "status"]] = Field(
        description="what an office outside the area learns of a person by the exact code"
    )
    honour_lists: Param[dict[str, Texts] | None] = Field(description="list of good examples → roles it is open to")


class Authorities(Group):
    partners: Param[Texts] = Field(description="partner authorities")
    transfer_to: Param[dict[str, Text]] = Field(description="sector → authority a case is transferred to")


class ActorRule(Model):
    """Who may do a step, and the clauses that say so."""

    by: Annotated[tuple[Role, ...], AsTuple]
    clauses: Texts = ()


Post = Literal[
    "clerk", "reviewer", "head", "supervisor", "official", "institution", "person", "partner", "auditor",
    "system_admin", "security_admin", "audit_admin",
]  # fmt: skip
Posts = Annotated[tuple[Post, ...], AsTuple]


class IncompatiblePosts(Model):
    """Posts that nobody holds together: one of the first with one of the other, by whatever accounts.

    `overlapping`: only where the place of one lies within the division of the other (the same place included).
    """

    one: Posts
    other: Posts
    where: Literal["anywhere", "overlapping"]
    why: Text


OwnDuty = Literal["internal_rules", "agreements", "platform", "training", "telling"]


class Casework(Group):
    two_person_steps: Param[Texts] = Field(description="steps whose actor and approver must differ")
    actors: Param[dict[str, ActorRule]] = Field(description="step → roles that may act")
    duties: Param[dict[str, Text]] = Field(description="duty clause → its name")
    own_duties: Param[dict[str, OwnDuty]] = Field(
        description="clause → what an institution looks after among its own people, shown at its desk in this order"
    )
    modules: Param[Texts] = Field(description="modules the regime has")
    rights_by_application: Param[Bool] = Field(
        description="accounts are opened, changed and withdrawn on an application that another person approved"
    )
    incompatible_posts: Param[Annotated[tuple[IncompatiblePosts, ...], AsTuple]] = Field(
        description="posts that nobody holds together"
    )


class Parameters(Model):
    """All parameters of a persons' regime."""

    meta: Meta
    scope: Scope
    qualification: Qualification
    agreement: Agreement
    commitment: Commitment
    filing: Filing
    status: StatusWords
    scoring: Scoring
    tiers: Tiers
    sanction: Sanction
    measures: Measures
    title_review_ban: Param[TitleBan | None] = Field(description="loss of a title review")
    settlement: Settlement
    propagation: Propagation
    institution_measures: InstitutionMeasures
    notice: Notice
    objection: Objection
    repair: Repair
    restoration: Restoration
    deadlines: Deadlines
    reports: Reports
    training: Training
    credit: Credit
    supervision: Supervision
    disclosure: Disclosure
    authorities: Authorities
    casework: Casework


ROW_PARAMETERS = frozenset(
    {
        "tiers.suspension_rows",
        "scoring.circumstances",
        "scoring.catch_all_requires_catalogue_item",
        "scoring.degree_clauses",
        "measures.catalogue",
        "institution_measures.ratio_rows",
        "settlement.status_clauses",
        "casework.actors",
        "casework.duties",
        "casework.own_duties",
        "qualification.entry_conditions",
        "status.other_grounds",
        "filing.checklist",
    }
)
"""Parameters whose rows name their own clauses."""

__all__ = ["ROW_PARAMETERS", "Group", "Param", "Parameters"]
