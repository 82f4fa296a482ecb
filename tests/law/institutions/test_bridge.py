"""Both halves in one story: what an institution's fate does to its people, and theirs to it."""

from __future__ import annotations

import pytest

from tests.law.institutions.stories import holds

YUNNAN = "{persons: yunnan-2025, institutions: shaoguan-2023}"
HAINAN = "{persons: hainan-2022, institutions: shaoguan-2023}"
SETTING = """
institutions:
  - {code: H1, sector: medical_institution, institution_type: general_hospital, ownership: private}
  - {code: H2, sector: medical_institution, institution_type: general_hospital, ownership: private}
agreements:
  - {id: a1, institution: H1, start_on: 2025-01-01, end_on: 2025-12-31}
  - {id: a2, institution: H2, start_on: 2025-01-01, end_on: 2025-12-31}
people:
  - {code: P1, role: ROLE, sites: [{institution: H1, department: 内科, filed_on: 2025-01-02}]}
  - {code: P2, role: ROLE, sites: [{institution: H1, department: 内科, filed_on: 2025-01-02}]}
  - {code: P3, role: ROLE, sites: [{institution: H2, department: 内科, filed_on: 2025-01-02}]}
"""


def both(acts: str, checks: str, regime: str = YUNNAN) -> None:
    role = "insurance_doctor" if regime == HAINAN else "medical"
    holds(acts, checks, regime=regime, setting=SETTING.replace("ROLE", role))


SUSPEND = "- {on: 2025-03-03, act: agreement.suspend, id: s1, institution: H1, from: 2025-03-04, to: 2025-05-30%s}\n"


@pytest.mark.parametrize(
    ("more", "regime", "first", "second"),
    [
        (", ground: SUS-1, responsible: [P1]", YUNNAN, "suspended", "normal"),
        (", ground: SUS-1, responsible: [P1]", HAINAN, "suspended", "suspended"),
        (", ground: ratio, responsible: [P1]", YUNNAN, "normal", "normal"),
        (", ground: ratio, responsible: [P1]", HAINAN, "normal", "normal"),
        (", on_request: true, shorter_reason: 房屋受灾, responsible: [P1]", YUNNAN, "normal", "normal"),
        (", on_request: true, shorter_reason: 房屋受灾", HAINAN, "normal", "normal"),
    ],
)
def test_whom_a_suspension_reaches_is_for_the_persons_rules_to_say(
    more: str, regime: str, first: str, second: str
) -> None:
    checks = f"""
    - {{on: 2025-03-10, institution: H1, status: suspended}}
    - {{on: 2025-03-10, person: P1, site: H1, status: {first}}}
    - {{on: 2025-03-10, person: P2, site: H1, status: {second}}}
    - {{on: 2025-03-10, person: P3, site: H2, status: normal}}
    """
    both(SUSPEND % more, checks, regime)


@pytest.mark.parametrize("regime", [YUNNAN, HAINAN])
def test_a_hold_and_what_comes_from_another_area_reach_nobody(regime: str) -> None:
    acts = """
    - {on: 2025-03-03, act: settlement.hold, institution: H1, reason: 待查}
    - {on: 2025-03-03, act: propagation.receive, institution: H2, kind: suspension, effective_on: 2025-03-04}
    """
    checks = """
    - {on: 2025-03-10, institution: H1, status: settlement_hold}
    - {on: 2025-03-10, institution: H2, status: suspended}
    - {on: 2025-03-10, person: P1, status: normal}
    - {on: 2025-03-10, person: P3, status: normal}
    - {claim: {on: 2025-03-10, person: P1, institution: H1}, outcome: hold}
    - {claim: {on: 2025-03-10, person: P3, institution: H2}, outcome: deny}
    """
    both(acts, checks, regime)


def test_a_decision_on_another_areas_agreement_reaches_nobody_here() -> None:
    acts = """
    - {on: 2025-03-03, act: agreement.suspend, institution: H1, agreement: q1, ground: SUS-1, from: 2025-03-04,
       to: 2025-05-30, responsible: [P1]}
    """
    setting = SETTING.replace("ROLE", "medical").replace(
        "people:", "  - {id: q1, institution: H1, start_on: 2025-01-01, end_on: 2025-12-31, area: 清远市}\npeople:"
    )
    checks = """
    - {on: 2025-03-10, institution: H1, status: in_force}
    - {on: 2025-03-10, institution: H1, agreement: q1, status: suspended}
    - {on: 2025-03-10, person: P1, status: normal}
    """
    holds(acts, checks, regime=YUNNAN, setting=setting)


@pytest.mark.parametrize(("area", "person"), [(", area: 清远市", "normal"), ("", "suspended")])
def test_an_agreement_that_was_signed_reaches_people_unless_it_is_another_areas(area: str, person: str) -> None:
    acts = f"""
    - {{on: 2025-02-03, act: agreement.sign, id: q1, institution: H1, start_on: 2025-02-05, end_on: 2025-12-31,
       topics: [service_scope]{area}}}
    - {{on: 2025-03-03, act: agreement.suspend, institution: H1, agreement: q1, ground: SUS-1, from: 2025-03-04,
       to: 2025-05-30, responsible: [P1]}}
    """
    checks = f"- {{on: 2025-03-10, person: P1, site: H1, status: {person}}}"
    both(acts, checks)


def test_who_is_denied_for_points_is_denied_also_while_payment_is_held() -> None:
    acts = """
    - on: 2025-02-03
      act: handling.decide
      id: h1
      basis: administrative_penalty
      institution: H1
      inspection: i1
      findings:
        - {id: f1, type: t1, circumstances: [yunnan/24.1], persons: [{person: P1, degree: main}]}
    - {on: 2025-02-05, act: notice.deliver_to_institution, of: h1}
    - {on: 2025-02-10, act: settlement.hold, institution: H1, reason: 待查}
    """
    checks = """
    - {claim: {on: 2025-02-11, person: P1, institution: H1}, outcome: deny}
    - {claim: {on: 2025-02-11, person: P1, institution: H1, emergency: true}, outcome: hold}
    - {claim: {on: 2025-02-11, person: P2, institution: H1}, outcome: hold}
    - {on: 2025-02-11, institution: H1, ratio: 1/2, measures: [agreement_suspension]}
    """
    both(acts, checks)


def test_other_staff_may_be_restricted_apart() -> None:
    acts = (
        "- {on: 2025-03-03, act: restriction.impose, institution: H1, staff: X9, kind: end_settlement, reason: 违规}\n"
    )
    checks = "- {refused: {on: 2025-03-03, act: restriction.impose, institution: H1, staff: P1, kind: end_settlement, reason: 违规}}"
    both(acts, checks)


def test_persons_rules_alone_know_no_state_but_what_the_acts_say() -> None:
    checks = """
    - {on: 2025-06-02, institution: H1, status: in_force}
    - {claim: {on: 2025-03-10, person: P2, institution: H1}, outcome: deny}
    - {claim: {on: 2025-06-02, person: P2, institution: H1}, outcome: pay}
    """
    both(SUSPEND % ", ground: SUS-1, responsible: [P1]", checks, "yunnan-2025")
    with_both = checks.replace("in_force", "suspended").replace("outcome: pay", "outcome: deny")
    both(SUSPEND % ", ground: SUS-1, responsible: [P1]", with_both)
