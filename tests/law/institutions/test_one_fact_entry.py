"""An applicant that meets every condition; one fact is changed, and exactly the clause about that fact is hit.

A row: the clause, what changed, where, the new value, and the first free day where time alone cures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dingdian.law.institutions.entry import new_entry
from dingdian.regimes import load

from .applicants import EXTRAS, HOSPITAL, ONLINE, PHARMACY, PLACE, Facts, changed, register_of, report

SG, ZX, GJ = "shaoguan-2023", "zizhiqu-2025", "national-2025"
SUPPLEMENT = "internet_plus_supplement"


@dataclass(frozen=True)
class One:
    code: str
    what: str
    path: tuple[str | int, ...]
    value: Any
    free: str | None = None
    base: str = "hospital"

    def __str__(self) -> str:
        return f"{self.code} {self.what}"


BASES: dict[str, tuple[str, Facts, str, str, Facts]] = {
    "hospital": (SG, HOSPITAL, "2024-03-04", "designation", EXTRAS),
    "online": (SG, ONLINE, "2024-06-03", SUPPLEMENT, {}),
    "pharmacy": (GJ, PHARMACY, "2025-03-04", "designation", {}),
    "region": (
        ZX,
        PHARMACY,
        "2025-03-04",
        "designation",
        {"extra_conditions": [{"id": "distance", "text": "间距", "basis": "规划", "basis_level": "local_document"}]},
    ),
}
SHOP = {"person_ref": "Y1", "staff_kind": "pharmacist", "first_registration_institution_id": PLACE}

ROWS = [
    One("shaoguan/5", "no paper at all", ("licences",), []),
    One("shaoguan/5", "a paper of another kind", ("licences", 0, "kind"), "business_license"),
    One("shaoguan/5", "the paper expired the day before", ("licences", 0, "valid_until"), "2024-03-03"),
    One("shaoguan/5", "the paper was revoked", ("licences", 0, "status"), "revoked"),
    One("shaoguan/5", "a type that is not listed", ("institution_type",), "beauty_parlour"),
    One("shaoguan/6.1", "opened a day too late", ("operating_since",), "2023-12-05", "2024-03-05"),
    One("shaoguan/6.1", "the paper was issued later", ("licences", 0, "issued_on"), "2024-01-02", "2024-04-02"),
    One("shaoguan/6.2", "no physician", ("staff",), []),
    One("shaoguan/6.2", "registered elsewhere", ("staff", 0, "first_registration_institution_id"), "X2"),
    One("shaoguan/6.2", "a nurse's certificate", ("staff", 0, "certificate_type"), "nurse_practice_certificate"),
    One("shaoguan/6.2", "the certificate was revoked", ("staff", 0, "certificate_status"), "revoked"),
    One("shaoguan/6.2", "registered the day after", ("staff", 0, "registered_on"), "2024-03-05"),
    One("shaoguan/6.2", "left the day before", ("staff", 0, "to"), "2024-03-03"),
    One("shaoguan/6.3a", "another person leads", ("role_holders", 1, "person_ref"), "P3"),
    One("shaoguan/6.3c", "no full-time clerk at 100 beds", ("insurance_staff", 0, "insurance_mode"), "part_time"),
    One("shaoguan/6.3c", "no department at 100 beds", ("insurance_department_exists",), False),
    One("shaoguan/6.4", "three of four policies", ("policies",), HOSPITAL["policies"][:3]),
    One("shaoguan/6.5a", "not connected", ("connected_to_insurance_system",), False),
    One("shaoguan/6.5a", "an interface that is not accepted", ("interface_standard_version",), "v2"),
    One("shaoguan/6.5b", "only insured patients uploaded", ("all_patient_upload_capable",), False),
    One("shaoguan/6.5c", "the test settlement failed", ("online_direct_settlement_capable",), False),
    One("shaoguan/6.5d", "no database of consumables", ("base_databases", 3, "present"), False),
    One("shaoguan/6.5e", "uncoded drugs were billed", ("base_databases", 0, "uncoded_in_claims"), 2),
    One("shaoguan/6.6", "an added condition is not met", ("extra_conditions_met", "fire_safety_acceptance"), False),
    One("shaoguan/9.1", "main scope is not basic care", ("main_practice_scope",), "dental_implant"),
    One("shaoguan/9.2", "the finding was corrected a day later", ("findings", 0, "corrected_on"), "2024-03-05",
        "2024-03-05"),
    One("shaoguan/9.2", "the finding is open", ("findings", 0, "corrected_on"), None),
    One("shaoguan/9.3", "a part of the fine is paid", ("penalties", 0, "performed_amount"), 5000),
    One("shaoguan/9.3", "the fine is not paid", ("penalties", 0, "performance_status"), "unperformed"),
    One("shaoguan/9.4", "discovered a day later", ("application_fraud_records", 0, "discovered_on"), "2021-03-04",
        "2024-03-05"),
    One("shaoguan/9.4", "a verified finding says so", ("findings", 1, "discovered_on"), "2022-01-01", "2025-01-02"),
    One("shaoguan/9.5", "ended a day later", ("terminations", 0, "effective_on"), "2021-03-04", "2024-03-05"),
    One("shaoguan/9.6", "ended a day later", ("terminations", 1, "effective_on"), "2023-03-04", "2024-03-05"),
    One("shaoguan/9.6", "damages are open", ("breach_liabilities", 0, "performance_status"), "unperformed"),
    One("shaoguan/9.6", "not neutral after all", ("terminations", 2, "nature"), "serious_breach", "2024-12-02"),
    One("shaoguan/9.7", "named a day later", ("person_bans", 0, "effective_on"), "2019-03-04", "2024-03-05"),
    One("shaoguan/9.8", "on the court list", ("role_holders", 0, "discredit_listings"),
        [{"list": "court_judgment_defaulters", "listed_on": "2023-01-01"}]),
    One("shaoguan/9.8", "removed a day later", ("role_holders", 2, "discredit_listings"),
        [{"list": "medical_insurance_serious_discredit", "removed_on": "2024-03-05"}], "2024-03-05"),
    One("shaoguan/9.9", "an item of a law is met", ("extra_negative_found", "other_law"), True),
    One("shaoguan/12k", "delivered a day later", ("failed_evaluations", 0, "delivered_on"), "2023-03-04", "2024-03-05"),
    One("shaoguan/7.1", "no approval of that kind", ("internet_approval_type",), "none", base="online"),
    One("shaoguan/7.1", "the approval is over", ("internet_approval_valid_until",), "2024-06-02", base="online"),
    One("shaoguan/7.2a", "no data exchange", ("internet_data_exchange_capable",), False, base="online"),
    One("shaoguan/7.2b", "no mobile payment", ("mobile_insurance_payment_enabled",), False, base="online"),
    One("shaoguan/7.2c", "post without a limit", ("postal_limit",), None, base="online"),
    One("shaoguan/7.2c", "no receipts", ("receipt_modes",), [], base="online"),
    One("shaoguan/7.3", "visits lack the flag", ("separates_online_offline",), False, base="online"),
    One("shaoguan/7.4", "a visit with a typed number", ("e_credential_identity_check",), False, base="online"),
    One("shaoguan/7.5a", "no purchase records", ("online_records_kept",), ONLINE["online_records_kept"][:2],
        base="online"),
    One("shaoguan/7.5b", "the chain is broken", ("trace_chain_complete",), False, base="online"),
    One("national/3.2", "opened a day too late", ("operating_since",), "2024-12-05", "2025-03-05", "pharmacy"),
    One("national/3.15", "no pharmacist", ("staff",), [], base="pharmacy"),
    One("national/3.15", "a contract a day too short", ("staff", 0, "contract_until"), "2025-12-30", base="pharmacy"),
    One("national/3.15", "registered elsewhere", ("staff", 0, "first_registration_institution_id"), "X2",
        base="pharmacy"),
    One("national/3.16", "one manager", ("insurance_staff",), [{"person_ref": "Y2"}], base="pharmacy"),
    One("national/3.12b", "ended for illegality", ("terminations", 1, "nature"), "illegal", "2027-03-11", "pharmacy"),
    One("national/3.13", "ended for a breach", ("terminations", 1, "nature"), "serious_breach", "2025-03-11", "pharmacy"),
    One("zizhiqu/3.3a", "not neutral after all", ("terminations", 1, "nature"), "serious_breach", "2027-03-11", "region"),
    One("zizhiqu/3.3a", "ended a day later", ("terminations", 0, "effective_on"), "2022-03-04", "2025-03-05", "region"),
    One("zizhiqu/2.2.7", "an added condition is not met", ("extra_conditions_met", "distance"), False, base="region"),
]  # fmt: skip


@pytest.mark.parametrize("base", BASES)
def test_the_applicant_meets_everything(base: str) -> None:
    regime, facts, day, kind, parameters = BASES[base]
    found = report(regime, facts, day, kind, parameters)
    assert [h.code for h in found.hits] == []
    assert found.open == ()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_fact_hits_one_clause(row: One) -> None:
    regime, facts, day, kind, parameters = BASES[row.base]
    found = report(regime, changed(facts, row.path, row.value), day, kind, parameters)
    assert found.codes == {row.code}
    assert found.first_free_on == (date.fromisoformat(row.free) if row.free else None)
    (hit,) = found.hits
    assert hit.clauses[0] == row.code
    assert hit.text


def test_there_is_a_row_for_every_condition_and_every_negative_item() -> None:
    rows = {row.code for row in ROWS}
    rules = load(SG).rules
    apart = {"shaoguan/5.4", "shaoguan/6.3b", "shaoguan/7"}
    assert {*rules.conditions.value, *rules.negative_list.value} - rows == apart


@pytest.mark.parametrize(("independent", "hit"), [(True, set()), (False, {"shaoguan/5.4"})])
def test_an_emergency_centre_stands_on_its_own(independent: bool, hit: set[str]) -> None:
    centre = changed(HOSPITAL, ("institution_type",), "independent_emergency_center")
    assert report(SG, changed(centre, ("independently_established",), independent), "2024-03-04").codes == hit


@pytest.mark.parametrize(("clerks", "hit"), [([{"insurance_mode": "part_time"}], set()), ([], {"shaoguan/6.3b"})])
def test_a_small_place_needs_any_clerk(clerks: list[Facts], hit: set[str]) -> None:
    small = changed(HOSPITAL, ("beds_approved",), 99)
    assert report(SG, changed(small, ("insurance_staff",), clerks), "2024-03-04").codes == hit


@pytest.mark.parametrize(("suspended", "hit"), [(False, set()), (True, {"shaoguan/7"})])
def test_a_suspended_host_gets_no_supplement(suspended: bool, hit: set[str]) -> None:
    assert report(SG, ONLINE, "2024-06-03", SUPPLEMENT, host_suspended=suspended).codes == hit


@pytest.mark.parametrize(
    ("plan", "hit"),
    [
        ({"target": 30, "used": 29, "effective_on": "2025-03-04"}, set()),
        ({"target": 30, "used": 30, "effective_on": "2025-03-04"}, {"zizhiqu/4b"}),
        ({"target": 30, "used": 29, "effective_on": "2025-03-05"}, {"zizhiqu/4d"}),
        ({"target": 30, "used": 29, "effective_on": None}, {"zizhiqu/4d"}),
        ({"quota": 30, "used": 29, "effective_on": "2024-03-04", "year": 2024}, {"zizhiqu/4b"}),
    ],
)
def test_a_plan_binds_where_the_rules_say_so(plan: Facts, hit: set[str]) -> None:
    facts = changed(PHARMACY, ("resource_plan",), plan)
    day = date(2025, 3, 4)
    assert new_entry(register_of(ZX, facts), PLACE, day).value.codes == hit
    assert new_entry(register_of(ZX, facts), PLACE, day, kind="dual_channel").value.codes == set()
    assert new_entry(register_of(GJ, facts), PLACE, day).value.codes == set()


@pytest.mark.parametrize("name", [name for name in HOSPITAL if name not in ("code", "sector")])
def test_a_fact_that_is_not_stated_is_open_never_a_hit(name: str) -> None:
    facts = {key: value for key, value in HOSPITAL.items() if key != name}
    assert report(SG, facts, "2024-03-04", parameters=EXTRAS).codes == set()
