"""The state of agreements on a day: successors, gaps, ends, other areas, what was known when."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.law.institutions.propagation import propagation_targets
from dingdian.law.institutions.register_entry import public_entry
from dingdian.law.institutions.standing import agreement_state_on, is_designated, status_on
from tests.law.institutions.stories import APPLICANT, CLINIC, SETTING, holds, register


def agreements(*rows: str) -> str:
    return APPLICANT + "agreements:\n" + "".join(f"  - {{institution: {CLINIC}, {row}}}\n" for row in rows)


TWO_YEARS = agreements("id: a1, start_on: 2023-09-01, end_on: 2025-08-31, kind: designation_fixed")
SUSPEND = "- {on: %s, act: agreement.suspend, id: %s, institution: H44020100001, ground: SUS-1, from: %s, to: %s}\n"


def states(acts: str, setting: str, *days: str, agreement: str | None = None, **options: str) -> list[str]:
    r = register(acts, setting=setting, **options)
    return [status_on(r, CLINIC, date.fromisoformat(d), None, agreement).value for d in days]


@pytest.mark.proves("shaoguan/51b")
def test_designated_from_the_first_to_the_last_day_of_an_agreement() -> None:
    r = register(setting=agreements("id: a1, start_on: 2024-08-01, end_on: 2025-07-31"))
    days = ("2024-07-31", "2024-08-01", "2025-07-31", "2025-08-01")
    assert [is_designated(r, CLINIC, date.fromisoformat(d)).value for d in days] == [False, True, True, False]
    assert "shaoguan/51b" in is_designated(r, CLINIC, date(2024, 8, 1)).clauses


@pytest.mark.proves("shaoguan/51b")
def test_a_paused_or_held_institution_is_still_designated() -> None:
    acts = SUSPEND % ("2024-03-01", "s1", "2024-03-04", "2024-05-31")
    acts += "- {on: 2024-06-03, act: agreement.resume, institution: H44020100001, checked: passed}\n"
    acts += "- {on: 2024-07-01, act: settlement.hold, institution: H44020100001, reason: 待查}\n"
    acts += "- {on: 2024-09-02, act: agreement.terminate, institution: H44020100001, ground: TER-3, nature: illegal}\n"
    r = register(acts)
    days = (date(2024, 4, 1), date(2024, 8, 1), date(2024, 9, 2))
    assert [is_designated(r, CLINIC, d).value for d in days] == [True, True, False]


def test_a_suspension_goes_on_in_a_successor_without_a_gap_only() -> None:
    acts = SUSPEND % ("2024-11-01", "s1", "2024-11-04", "2025-01-31")
    one, two = "id: a1, start_on: 2024-01-01, end_on: 2024-12-31", "id: a2, start_on: 2025-%s, end_on: 2025-12-31"
    assert states(acts, agreements(one, two % "01-01"), "2024-12-31", "2025-01-01") == ["suspended", "suspended"]
    later = agreements(one, two % "10-01")
    assert states(acts, later, "2025-01-01", "2025-10-01") == ["ended", "in_force"]


def test_a_new_agreement_after_an_automatic_end_is_not_suspended() -> None:
    wish = (
        "- {on: 2023-11-20, act: agreement.suspend, institution: H44020100001, on_request: true, from: 2024-03-01,"
        " reason: 装修}\n"
    )
    setting = agreements(
        "id: a1, start_on: 2023-09-01, end_on: 2025-08-31, kind: designation_fixed",
        "id: a2, start_on: 2025-03-01, end_on: 2026-02-28",
    )
    assert states(wish, setting, "2024-08-28", "2024-08-29", "2025-03-01") == ["suspended", "ended", "in_force"]


def test_a_termination_reaches_the_successor_that_is_signed_and_not_begun() -> None:
    acts = """
    - {on: 2024-12-02, act: negotiation.agree, institution: H44020100001, agreement: a1, topics: [
        rights_duties_responsibilities, service_scope, service_content, service_quality, payment_standard,
        settlement_method, cross_area_treatment, internet_plus_service]}
    - {on: 2024-12-10, act: agreement.sign, id: a2, institution: H44020100001, agreement: a1, start_on: 2025-01-01,
       end_on: 2025-12-31}
    - {on: 2024-12-20, act: agreement.terminate, institution: H44020100001, ground: TER-3, nature: illegal}
    """
    assert states(acts, SETTING, "2024-12-19", "2024-12-20", "2025-02-01") == ["in_force", "terminated", "terminated"]


def test_an_ended_supplement_and_one_that_follows_a_renewal() -> None:
    setting = agreements(
        "id: a1, start_on: 2024-01-01, end_on: 2024-12-31",
        "id: s1, start_on: 2024-06-01, end_on: 2025-05-31, kind: internet_plus_supplement, parent: a1",
    )
    assert states("", setting, "2024-12-31", "2025-01-01", agreement="s1") == ["in_force", "ended"]
    acts = """
    - {on: 2024-12-02, act: negotiation.agree, institution: H44020100001, agreement: a1, topics: [
        rights_duties_responsibilities, service_scope, service_content, service_quality, payment_standard,
        settlement_method, cross_area_treatment, internet_plus_service]}
    - {on: 2024-12-10, act: agreement.sign, id: a2, institution: H44020100001, agreement: a1, start_on: 2025-01-01,
       end_on: 2025-12-31}
    """
    assert states(acts, setting, "2025-01-01", agreement="s1") == ["in_force"]


PHARMACY = """
institutions: [{code: H44020100001, sector: retail_pharmacy, ownership: private}]
agreements:
  - {id: a1, institution: H44020100001, start_on: 2025-01-01, end_on: 2025-12-31}
  - {id: d1, institution: H44020100001, start_on: 2025-01-01, end_on: 2025-12-31, kind: dual_channel}
"""


@pytest.mark.parametrize(
    ("ground", "main", "dual"), [("ZT-6", "in_force", "terminated"), ("ZT-5", "terminated", "terminated")]
)
def test_a_dual_channel_agreement_may_end_alone(ground: str, main: str, dual: str) -> None:
    acts = f"- {{on: 2025-08-12, act: agreement.terminate, institution: H44020100001, ground: {ground}}}\n"
    zx = {"regime": "zizhiqu-2025"}
    assert states(acts, PHARMACY, "2025-08-12", **zx) == [main]
    assert states(acts, PHARMACY, "2025-08-12", agreement="d1", **zx) == [dual]


def test_the_limit_of_180_days_only_bars_a_renewal_where_the_rule_says_so() -> None:
    acts = "- {on: 2025-06-10, act: agreement.suspend, institution: H44020100001, on_request: true, reason: 装修}\n"
    days = ("2025-12-08", "2025-12-31", "2026-01-01")
    found = states(acts, PHARMACY, *days, regime="zizhiqu-2025")
    assert found == ["suspended", "suspended", "ended"]
    auto = states(acts, PHARMACY, *days, regime="zizhiqu-2025", parameters="on_request_limit_passed: auto_end\n")
    assert auto == ["ended", "ended", "ended"]


def test_after_a_refused_resumption_nothing_happens_by_itself_without_a_window() -> None:
    acts = """
    - {on: 2023-11-20, act: agreement.suspend, institution: H44020100001, on_request: true, from: 2024-03-01,
       reason: 装修}
    - {on: 2024-08-20, act: agreement.request_resumption, institution: H44020100001}
    - {on: 2024-09-02, act: agreement.refuse_request, institution: H44020100001, reason: 系统未接通}
    """
    days = ("2024-08-29", "2024-09-20")
    assert states(acts, TWO_YEARS, *days) == ["suspended", "suspended"]
    window = "resumption_retry_window: {value: 10, unit: day}\n"
    # the window ends on 12 September, so the agreement ends on the 13th
    assert states(acts, TWO_YEARS, "2024-09-12", "2024-09-13", parameters=window) == ["suspended", "ended"]
    checks = "- {on: 2024-09-20, institution: H44020100001, tasks: [decide_resumption]}"
    holds(acts, checks, setting=TWO_YEARS)


def test_what_was_known_then() -> None:
    acts = (
        "- {on: 2024-05-20, recorded_on: 2024-06-03, act: agreement.terminate, id: t1, institution: H44020100001,"
        " ground: TER-3, nature: illegal}\n"
    )
    r = register(acts)
    day = date(2024, 5, 25)
    assert status_on(r, CLINIC, day, date(2024, 6, 2)).value == "in_force"
    assert status_on(r, CLINIC, day, date(2024, 6, 3)).value == "terminated"
    assert agreement_state_on(r, CLINIC, "a1", day).value == "terminated"


@pytest.mark.parametrize(
    ("day", "known_on", "status"),
    [
        ("2024-06-02", None, "terminated"),
        ("2024-06-03", None, "in_force"),
        ("2024-06-03", "2024-06-04", "terminated"),
        ("2024-06-03", "2024-06-05", "in_force"),
        ("2024-08-14", None, "in_force"),
        ("2024-08-15", None, "terminated"),
        ("2024-08-15", "2024-08-15", "in_force"),
        ("2024-08-15", "2024-08-16", "terminated"),
    ],
)
def test_a_dispute_stays_from_its_first_day_as_it_became_known(day: str, known_on: str | None, status: str) -> None:
    acts = """
    - {on: 2024-05-20, act: agreement.terminate, id: t1, institution: H44020100001, ground: TER-3, nature: illegal}
    - {on: 2024-06-03, recorded_on: 2024-06-05, act: dispute.open, id: g1, institution: H44020100001, of: t1,
       stage: termination}
    - {on: 2024-08-15, recorded_on: 2024-08-16, act: dispute.close, of: g1, outcome: upheld}
    """
    r = register(acts, parameters="dispute_stays_execution: true\n")
    known = date.fromisoformat(known_on) if known_on else None
    assert status_on(r, CLINIC, date.fromisoformat(day), known).value == status


def test_a_dispute_stays_a_decision_only_where_the_rule_says_so() -> None:
    acts = """
    - {on: 2024-05-20, act: agreement.terminate, id: t1, institution: H44020100001, ground: TER-3, nature: illegal}
    - {on: 2024-06-03, act: dispute.open, id: g1, institution: H44020100001, of: t1, stage: termination}
    - {on: 2024-08-15, act: dispute.close, of: g1, outcome: upheld}
    """
    days = ("2024-06-02", "2024-06-03", "2024-08-15")
    assert states(acts, SETTING, *days) == ["terminated"] * 3
    stayed = states(acts, SETTING, *days, parameters="dispute_stays_execution: true\n")
    assert stayed == ["terminated", "in_force", "terminated"]


# Other areas


ABROAD = agreements(
    "id: a1, start_on: 2023-09-01, end_on: 2025-08-31, kind: designation_fixed",
    "id: q1, start_on: 2023-09-01, end_on: 2025-08-31, area: 清远市",
    "id: q2, start_on: 2023-09-01, end_on: 2024-08-31, area: 英德市",
)


@pytest.mark.proves("shaoguan/43c")
def test_to_which_areas_a_decision_goes() -> None:
    acts = SUSPEND % ("2024-08-30", "s1", "2024-09-02", "2024-12-01")
    acts += """
- {on: 2024-12-02, act: agreement.resume, institution: H44020100001, checked: passed}
- {on: 2024-12-20, act: settlement.hold, id: h1, institution: H44020100001, reason: 待查}
- {on: 2025-01-10, act: settlement.release, institution: H44020100001}
- {on: 2025-02-03, act: agreement.suspend, id: s2, institution: H44020100001, department: 骨科, from: 2025-02-04,
   to: 2025-03-31, reason: 违反协议}
- {on: 2025-03-03, act: propagation.receive, id: p1, institution: H44020100001, kind: suspension,
   effective_on: 2025-03-03, planned_end_on: 2025-04-02}
- {on: 2025-04-07, act: propagation.receive, id: p2, institution: H44020100001, kind: resumption}
- {on: 2025-04-08, act: propagation.confirm, institution: H44020100001}
- {on: 2025-05-06, act: agreement.terminate, id: t1, institution: H44020100001, ground: TER-3, nature: illegal}
- {on: 2025-06-03, act: dispute.open, id: g1, institution: H44020100001, of: t1, stage: termination}
- {on: 2025-07-01, act: dispute.close, of: g1, outcome: revoked}
"""
    r = register(acts, setting=ABROAD)
    (target,) = propagation_targets(r, CLINIC, "s1").value
    assert (target.area, target.event) == ("清远市", "suspension")
    assert (target.effective_on, target.planned_end_on) == (date(2024, 9, 2), date(2024, 12, 1))
    assert [propagation_targets(r, CLINIC, ref).value for ref in ("h1", "s2", "p1")] == [(), (), ()]
    assert [x.event for x in propagation_targets(r, CLINIC, "t1", date(2025, 6, 30)).value] == ["termination"]
    assert [x.event for x in propagation_targets(r, CLINIC, "t1").value] == ["correction"]
    assert "shaoguan/43c" in propagation_targets(r, CLINIC, "s1").clauses
    without = register(acts.split("- {on: 2025-03-03")[0], setting=ABROAD, parameters="propagation: null\n")
    assert propagation_targets(without, CLINIC, "s1").value == ()


def test_a_decision_on_another_areas_agreement_stays_there() -> None:
    acts = (
        "- {on: 2024-08-30, act: agreement.suspend, id: s1, institution: H44020100001, agreement: q1, ground: SUS-1,"
        " from: 2024-09-02, to: 2024-12-01}\n"
    )
    assert states(acts, ABROAD, "2024-09-10") == ["in_force"]
    assert states(acts, ABROAD, "2024-09-10", agreement="q1") == ["suspended"]
    assert propagation_targets(register(acts, setting=ABROAD), CLINIC, "s1").value == ()


# The public register


@pytest.mark.proves("shaoguan/14")
def test_the_register_shows_a_suspension_from_its_first_day() -> None:
    setting = APPLICANT.replace("ownership: private", "ownership: private, registered_address: 浈江区一路 1 号")
    setting += "agreements: [{id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31}]"
    r = register(SUSPEND % ("2024-08-30", "s1", "2024-09-02", "2024-12-01"), setting=setting)
    expected = {
        "code": CLINIC, "name": "甲诊所", "address": "浈江区一路 1 号", "type": "clinic", "insurance_tier": None,
        "status": "in_force", "since": date(2024, 1, 1), "period": (date(2024, 1, 1), date(2024, 12, 31)),
        "internet_plus": False,
    }  # fmt: skip
    assert public_entry(r, CLINIC, date(2024, 9, 1)).value == expected
    suspended = public_entry(r, CLINIC, date(2024, 9, 2))
    assert suspended.value == expected | {"status": "suspended", "since": date(2024, 9, 2)}
    assert "shaoguan/14" in suspended.clauses
    assert public_entry(r, CLINIC, date(2023, 12, 31)).value is None
