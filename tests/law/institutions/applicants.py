"""Applicants that meet every condition, and the one thing that is changed about each: facts as a dossier writes them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from dingdian.calendars import load_calendar
from dingdian.law.acts import AgreementSuspend
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.hits import Report
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.located import Document
from dingdian.regimes import with_overrides

PLACE = "X1"
Facts = dict[str, Any]

HOSPITAL: Facts = {
    "code": PLACE,
    "sector": "medical_institution",
    "institution_type": "rehabilitation_hospital",
    "operating_since": "2020-01-15",
    "beds_approved": 100,
    "main_practice_scope": "rehabilitation",
    "revenue_share_by_scope": {"rehabilitation": 0.82, "dental_implant": 0.18},
    "licences": [
        {"kind": "medical_institution_license", "issued_on": "2020-01-02", "valid_until": "2027-12-31"},
    ],
    "staff": [
        {
            "person_ref": "D1",
            "certificate_type": "physician_practice_certificate",
            "first_registration_institution_id": PLACE,
            "registered_on": "2020-01-10",
        }
    ],
    "role_holders": [
        {"person_ref": "P1", "role": "principal", "discredit_listings": []},
        {"person_ref": "P1", "role": "insurance_work_leader"},
        {"person_ref": "P2", "role": "actual_controller"},
    ],
    "insurance_staff": [{"insurance_mode": "full_time"}],
    "insurance_department_exists": True,
    "policies": ["insurance_management", "finance", "statistics_information_management", "medical_quality_safety_core"],
    "connected_to_insurance_system": True,
    "interface_standard_version": "v3",
    "connection_test_passed_on": "2024-03-01",
    "all_patient_upload_capable": True,
    "online_direct_settlement_capable": True,
    "base_databases": [
        {"kind": "drugs", "present": True, "records": 1000, "coded": 998, "uncoded_in_claims": 0},
        *({"kind": kind, "present": True, "records": 10, "coded": 10} for kind in (
            "treatment_items", "service_facilities", "consumables", "diseases", "medical_staff")),
    ],
    "extra_conditions_met": {"fire_safety_acceptance": True},
    "extra_negative_found": {"other_law": False},
    "findings": [
        {"id": "f1", "code": "price_policy_breach", "on": "2024-02-10", "corrected_on": "2024-02-28"},
        {"id": "f2", "code": "dishonest_designation", "discovered_on": "2021-03-03"},
    ],
    "penalties": [
        {"id": "p1", "amount": 20000, "due_on": "2024-02-01", "performance_status": "full", "termination": "t0"}
    ],
    "breach_liabilities": [{"id": "b1", "amount": 5000, "termination": "t2", "performance_status": "full"}],
    "terminations": [
        {"id": "t1", "nature": "illegal", "effective_on": "2021-03-03"},
        {"id": "t2", "nature": "serious_breach", "effective_on": "2023-03-03"},
        {"id": "t3", "nature": "neutral", "effective_on": "2023-12-01"},
    ],
    "application_fraud_records": [{"id": "a1", "discovered_on": "2021-03-03"}],
    "failed_evaluations": [{"id": "e1", "delivered_on": "2023-03-03"}],
    "person_bans": [{"id": "k1", "named_persons": ["P2"], "effective_on": "2019-03-03"}],
}  # fmt: skip
ONLINE: Facts = {
    "code": PLACE,
    "sector": "medical_institution",
    "institution_type": "general_hospital",
    "internet_approval_type": "internet_diagnosis_activity",
    "internet_approval_valid_until": "2025-12-31",
    "internet_data_exchange_capable": True,
    "mobile_insurance_payment_enabled": True,
    "receipt_modes": ["timely_postal_paper_bill"],
    "postal_limit": {"value": 3, "unit": "working_day"},
    "separates_online_offline": True,
    "e_credential_identity_check": True,
    "online_records_kept": ["electronic_medical_record", "electronic_prescription", "drug_purchase_record"],
    "trace_chain_complete": True,
}
PHARMACY: Facts = {
    "code": PLACE,
    "sector": "retail_pharmacy",
    "operating_since": "2024-12-04",
    "licences": [{"kind": "drug_trade_license"}],
    "staff": [
        {
            "person_ref": "Y1",
            "staff_kind": "pharmacist",
            "first_registration_institution_id": PLACE,
            "contract_from": "2025-01-01",
            "contract_until": "2025-12-31",
        }
    ],
    "insurance_staff": [{"person_ref": "Y2"}, {"person_ref": "Y3"}],
    "pooling_area": "B",
    "role_holders": [{"person_ref": "P1", "role": "legal_representative"}],
    "terminations": [
        {"id": "t1", "nature": "imposed", "effective_on": "2022-03-03"},
        {"id": "t2", "nature": "neutral", "effective_on": "2024-03-10"},
    ],
    "resource_plan": {"target": 30, "used": 29, "effective_on": "2025-01-01"},
    "extra_conditions_met": {"distance": True},
}
EXTRAS: Facts = {
    "accepted_interface_versions": ["v3"],
    "extra_conditions": [
        {
            "id": "fire_safety_acceptance",
            "text": "消防验收",
            "basis": "市局文件",
            "basis_level": "local_document",
            "since": "2024-02-01",
        }
    ],
    "extra_negative_items": [
        {"id": "other_law", "text": "法定情形", "basis": "某法", "basis_level": "law"},
    ],
}


def changed(facts: Facts, path: tuple[str | int, ...], value: Any) -> Facts:
    """A copy with one value replaced (or added) at a path."""
    copy = deepcopy(facts)
    here: Any = copy
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return copy


def report(
    regime: str,
    facts: Facts,
    day: str,
    kind: str = "designation",
    parameters: Facts | None = None,
    host_suspended: bool = False,
) -> Report:
    """What entry says of the applicant on the day; for on-line care it has an agreement of 2024."""
    register = register_of(regime, facts, parameters, with_agreement=kind != "designation")
    if host_suspended:
        register.add(AgreementSuspend(on=date(2024, 4, 1), act="agreement.suspend", institution=PLACE, ground="SUS-1"))
    return entry(register, PLACE, date.fromisoformat(day), kind=kind).value


def register_of(
    regime: str, facts: Facts, parameters: Facts | None = None, *, with_agreement: bool = False
) -> Register:
    lines = [{"id": "a1", "institution": PLACE, "start_on": "2024-01-01", "end_on": "2024-12-31"}]
    setting = Setting.model_validate({"institutions": [facts], "agreements": lines if with_agreement else []})
    return Register(with_overrides(regime, parameters or {}, Document("case", {}, {})), load_calendar(), setting)
