"""Claim lines at an institution: what blocks them, what holds them, and what the patient claims by hand."""

from __future__ import annotations

import pytest

from tests.law.institutions.stories import APPLICANT, CLINIC, SETTING, holds

DAY = "2024-06-03"


def line(outcome: str, on: str = DAY, more: str = "", check: str = "") -> str:
    return f"- {{claim: {{on: {on}, institution: {CLINIC}{more}}}, outcome: {outcome}{check}}}\n"


SUSPENDED = "- {on: 2024-05-30, act: agreement.suspend, institution: H44020100001, ground: SUS-1, from: 2024-06-03, to: 2024-08-30}\n"
TERMINATED = "- {on: 2024-06-03, act: agreement.terminate, institution: H44020100001, ground: TER-3, nature: illegal}\n"


@pytest.mark.parametrize(
    ("acts", "setting"), [(SUSPENDED, SETTING), (TERMINATED, SETTING), ("", APPLICANT)], ids=["中止", "解除", "未定点"]
)
def test_an_emergency_at_a_blocked_institution_is_for_the_patient_to_claim(acts: str, setting: str) -> None:
    checks = line("deny") + line("manual_review", more=", emergency: true", check=", cites: [shaoguan/33b]")
    holds(acts, checks, setting=setting)
    denied = line("deny") + line("deny", more=", emergency: true")
    holds(acts, denied, setting=setting, parameters="emergency_reimburse_person_when_blocked: false\n")


HELD = "- {on: 2024-06-03, act: settlement.hold, id: h1, institution: H44020100001, reason: 待查}\n"


def test_a_hold_keeps_the_money_and_an_emergency_changes_nothing_in_that() -> None:
    holds(HELD, line("pay", "2024-06-02") + line("hold") + line("hold", more=", emergency: true"))


def test_what_was_held_is_paid_after_the_release_and_was_held_before_it() -> None:
    acts = HELD + "- {on: 2024-07-10, act: settlement.release, institution: H44020100001, reason: 查清}\n"
    checks = line("pay") + line("hold", check=", known_on: 2024-07-09") + line("pay", "2024-07-10")
    holds(acts, checks)


@pytest.mark.parametrize(("ground", "outcome"), [("TER-3", "deny"), ("TER-7", "hold")])
def test_what_was_held_is_lost_by_fraud_only(ground: str, outcome: str) -> None:
    acts = HELD + f"- {{on: 2024-07-10, act: agreement.terminate, institution: {CLINIC}, ground: {ground}}}\n"
    holds(acts, line(outcome) + line("deny", "2024-07-10"))


def test_a_release_before_the_fraud_was_found_stays_a_release() -> None:
    acts = HELD + (
        "- {on: 2024-06-20, act: settlement.release, institution: H44020100001, reason: 查清}\n"
        "- {on: 2024-07-10, act: agreement.terminate, institution: H44020100001, ground: TER-3}\n"
    )
    holds(acts, line("pay"))


def test_a_hold_of_one_declaration_leaves_other_lines_alone() -> None:
    acts = (
        "- {on: 2024-06-03, act: settlement.declare, id: d1, institution: H44020100001, amount: 1000}\n"
        "- {on: 2024-06-10, act: settlement.hold, institution: H44020100001, of: d1, amount: 200, reason: 待查}\n"
    )
    holds(acts, line("pay", "2024-06-11") + f"- {{on: 2024-06-11, institution: {CLINIC}, status: in_force}}\n")


def test_a_restriction_is_asked_by_the_department_where_the_person_works() -> None:
    setting = (
        SETTING
        + f"""
people:
  - {{code: P1, role: medical, sites: [{{institution: {CLINIC}, department: 骨科}}]}}
  - {{code: P2, role: medical, sites: [{{institution: {CLINIC}, department: 内科}}]}}
"""
    )
    acts = (
        "- {on: 2024-05-30, act: agreement.suspend, institution: H44020100001, department: 骨科, from: 2024-06-03,"
        " to: 2024-08-30, reason: 违反协议}\n"
    )
    checks = line("deny", more=", person: P1") + line("pay", more=", person: P2") + line("pay")
    checks += line("manual_review", more=", person: P1, emergency: true")
    holds(acts, checks, setting=setting)


@pytest.mark.parametrize("name", ["staff", "person"])
def test_a_restricted_person_may_be_named_either_way(name: str) -> None:
    setting = SETTING + f"people: [{{code: P1, role: medical, sites: [{{institution: {CLINIC}}}]}}]\n"
    acts = (
        f"- {{on: 2024-06-03, act: restriction.impose, institution: H44020100001, {name}: P1, kind: end_settlement,"
        " reason: 违反政策}\n"
    )
    holds(acts, line("deny", more=", person: P1") + line("pay"), setting=setting)


def test_a_department_ended_stays_ended() -> None:
    acts = (
        "- {on: 2024-06-03, act: agreement.terminate, institution: H44020100001, department: 骨科, reason: 违反协议,"
        " nature: serious_breach}\n"
    )
    checks = line("deny", more=", department: 骨科") + line("deny", "2024-12-30", more=", department: 骨科")
    holds(acts, checks + line("pay", "2024-06-02", more=", department: 骨科") + line("pay", more=", department: 内科"))


LICENCES = APPLICANT.replace("ownership: private", "ownership: private, licences: [%s]") + (
    "agreements: [{id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31}]"
)
OLD = "{kind: medical_institution_license, valid_until: 2024-05-31}"
NEW = "{kind: medical_institution_license, valid_until: 2029-05-31}"


@pytest.mark.parametrize(("papers", "outcome"), [(OLD, "hold"), (f"{OLD}, {NEW}", "pay"), (NEW, "pay"), ("", "pay")])
def test_costs_after_the_last_paper_ran_out_wait(papers: str, outcome: str) -> None:
    holds("", line("pay", "2024-05-31") + line(outcome), setting=LICENCES % papers)


def test_without_the_rule_an_expired_paper_is_not_asked_about() -> None:
    holds("", line("pay"), setting=LICENCES % OLD, parameters="expired_licence_costs: null\n")


# Trace codes


SHOP = """
institutions:
  - {code: H44020100001, sector: retail_pharmacy, ownership: private}
  - {code: H44020100002, sector: retail_pharmacy, ownership: private}
agreements:
  - {id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31}
  - {id: a2, institution: H44020100002, start_on: 2024-01-01, end_on: 2024-12-31}
"""
SOLD = (
    "- {on: 2024-07-01, act: settlement.declare, institution: H44020100002, amount: 50,"
    " lines: [{cost_date: 2024-06-01, amount: 50, trace_code: T1}]}\n"
)
FROM_JUNE = "trace_required_by: 2024-06-01\n"


@pytest.mark.parametrize(
    ("more", "on", "parameters", "outcome"),
    [
        (", trace_code: null", DAY, FROM_JUNE, "deny"),
        (", trace_code: null", "2024-05-31", FROM_JUNE, "pay"),
        (", trace_code: null", DAY, "", "pay"),  # no day is set: nothing is refused
        ("", DAY, FROM_JUNE, "pay"),  # nothing stated
        (", drug: true", DAY, FROM_JUNE, "deny"),
        (", drug: false, trace_code: null", DAY, FROM_JUNE, "pay"),
        (", trace_code: T1", DAY, FROM_JUNE, "hold"),  # another shop settled it
        (", trace_code: T2", DAY, FROM_JUNE, "pay"),
        (", trace_code: T1", DAY, "claim_needs_trace_code: null\n", "pay"),
    ],
)
def test_trace_codes(more: str, on: str, parameters: str, outcome: str) -> None:
    holds(SOLD, line(outcome, on, more), setting=SHOP, regime="zizhiqu-2025", parameters=parameters)


def test_a_code_is_not_held_before_it_was_declared_elsewhere() -> None:
    checks = line("pay", more=", trace_code: T1", check=", known_on: 2024-06-30")
    holds(SOLD, checks, setting=SHOP, regime="zizhiqu-2025")


def test_what_the_rules_do_not_say_is_for_a_person_to_decide() -> None:
    checks = line("manual_review", more=", work_injury_pending: true") + line(
        "manual_review", more=", internet_plus: true"
    )
    holds("", checks, setting=SHOP, regime="zizhiqu-2025")
