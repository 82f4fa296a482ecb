"""Where a story begins: institutions, agreements in force, people filed and committed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.values import AsTuple, Bool, Day, Model, Text, Texts

INSTITUTION_FACTS = frozenset(  # names of the data dictionary of institutions
    """
    nature category hospital_grade insurance_tier expected_insurance_tier scale beds_approved departments
    registered_address county pooling_area management_area independently_established host_organization
    operating_since main_practice_scope revenue_share_by_scope bank_account competent_agency
    dual_channel_since last_dual_channel_service_on e_prescription_adapted trace_device_installed
    trace_scan_rate trace_upload_rate code_based_settlement_enabled code_based_payment_enabled
    dispenses_coded_products insurance_code_supported code_terminal_tests interface_standard_version
    connection_test_passed_on all_patient_upload_capable online_direct_settlement_capable base_databases
    insurance_department_exists policies platform_purchases stock_books closed_on closure_reported_on
    credit_grade sign_number sign_returned_on licences role_holders staff findings penalties
    breach_liabilities coaching document_demand final_notice resource_plan signing_round settled_amount
    management_rules trainings excellent_grade filed_persons personnel
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


PERSON_FACTS = frozenset(
    """
    staff_kind certificate_type certificate_no certificate_status certificate_valid_until
    first_registration_institution_id insurance_mode restriction_ref title technical_title trained_on died_on
    """.split()  # noqa: SIM905
)


def inline_facts(data: Any, names: frozenset[str]) -> Any:
    """Gather facts written inline beside the fixed fields; unknown names stay behind and are refused."""
    if not isinstance(data, dict):
        return data
    facts = {key: value for key, value in data.items() if key in names}
    rest = {key: value for key, value in data.items() if key not in names}
    return rest | {"facts": {**facts, **(rest.get("facts") or {})}} if facts else rest


class Institution(Model):
    """A designated institution. Facts beyond the first line follow the data dictionary of institutions."""

    code: Text
    name: Text | None = None
    sector: Text
    institution_type: Text | None = None
    ownership: Text | None = None
    facts: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _collect_facts(cls, data: Any) -> Any:
        if isinstance(data, dict) and "institution_code" in data and "code" not in data:
            data = {("code" if key == "institution_code" else key): value for key, value in data.items()}
        return inline_facts(data, INSTITUTION_FACTS)

    @property
    def label(self) -> str:
        return self.name or self.code


class Agreement(Model):
    """A service agreement in force when the story begins; both days included."""

    id: Text | None = None
    institution: Text
    start_on: Day
    end_on: Day
    signed_on: Day | None = None
    kind: Text | None = None

    @model_validator(mode="after")
    def _order(self) -> Agreement:
        if self.end_on < self.start_on:
            raise ValueError("协议的 end_on 早于 start_on|改正两个日期")
        return self


class PersonalAgreement(Model):
    """A doctor's own service agreement with the institution; the end may be left to the regime's term."""

    start_on: Day
    end_on: Day | None = None


class Site(Model):
    """A practice site of a person."""

    institution: Text
    department: Text | None = None
    filed_on: Day | None = None
    left_on: Day | None = None
    primary: Bool | None = None
    doctor_agreement: PersonalAgreement | None = None


def _roles(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


class Person(Model):
    """A natural person: one account whatever the number of roles and sites."""

    code: Text
    name: Text | None = None
    roles: Annotated[tuple[Text, ...], BeforeValidator(_roles)] = Field(alias="role")
    sites: Annotated[tuple[Site, ...], AsTuple] = ()
    certificates: Texts | None = None
    fund_related: Bool | None = None
    facts: dict[str, Any] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.name or self.code


class Setting(Model):
    """The state of affairs when a story begins."""

    institutions: Annotated[tuple[Institution, ...], AsTuple] = ()
    agreements: Annotated[tuple[Agreement, ...], AsTuple] | None = None
    people: Annotated[tuple[Person, ...], AsTuple] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)
