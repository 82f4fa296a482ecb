"""Where two rules meet: what one leaves open, and what only the other may close."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.law.deadlines import Query
from dingdian.law.institutions.acts import Line
from dingdian.law.institutions.agreements import suspensions
from dingdian.law.institutions.bans import ban_register
from dingdian.law.institutions.deadlines import DEADLINES
from dingdian.law.institutions.ground_tests_duties import areas, changes
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.plan import plan_gate
from dingdian.law.institutions.scene import Scene
from dingdian.law.processes.guards.requirement import requirement
from dingdian.located import Document
from dingdian.regimes import load, with_overrides

from .ground_cases import MED, PLACE, SG, SHOP, ZX, Row, act, case, fact, on
from .stories import APPLICANT, CLINIC, SETTING, holds, register, run

EVALUATED = (
    "- {on: 2024-03-04, act: designation.apply, id: c1, institution: H44020100001}\n"
    "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
    "- {on: 2024-04-08, act: evaluation.conclude, case: c1, round: 1, result: qualified%s}\n"
)


def texts(acts: str, **options: str) -> list[str]:
    return [o.text for r in run(acts, **options).refusals for o in r.objections]


@pytest.mark.parametrize(
    ("modes", "rule", "refused"),
    [
        (", modes: [on_site]", "clauses: [shaoguan/12a]", False),
        (", modes: []", "clauses: [shaoguan/12a]", True),
        (", modes: [on_site]", "values: [paper], clauses: [shaoguan/12a]", True),
        (", modes: [paper]", "values: [paper], clauses: [shaoguan/12a]", False),
    ],
)
def test_a_way_of_evaluating_is_questioned_only_where_the_ways_are_listed(modes: str, rule: str, refused: bool) -> None:
    parameters = f"requirements: {{evaluation_mode: {{{rule}}}}}"
    assert bool(texts(EVALUATED % modes, setting=APPLICANT, parameters=parameters)) is refused


def test_a_requirement_is_tested_in_one_place() -> None:
    with pytest.raises(ValueError, match="evaluation_mode is there already"):
        requirement("evaluation_mode")(lambda r, act, rule: iter(()))


def test_two_departments_are_suspended_and_resumed_each_by_itself() -> None:
    suspend = (
        f"- {{on: 2024-05-30, act: agreement.suspend, institution: {CLINIC}, department: 骨科, ground: SUS-1,"
        " from: 2024-06-03, to: 2024-08-30}\n"
    )
    resume = f"- {{on: 2024-07-01, act: agreement.resume, institution: {CLINIC}, department: %s, checked: passed}}\n"
    assert not texts(suspend + resume % "骨科")
    assert texts(suspend + resume % "内科")


@pytest.mark.parametrize(
    ("scopes", "field", "asked"),
    [
        ("[department]", "department: 骨科", "department: 骨科"),
        ("[person]", "staff: P1", "person: P1"),
        ("[person, department]", "department: 骨科", "department: 骨科"),
        ("null", "staff: P1", None),
    ],
)
def test_a_restriction_that_the_rules_know_keeps_its_lines(scopes: str, field: str, asked: str | None) -> None:
    setting = SETTING + f"people: [{{code: P1, role: medical, sites: [{{institution: {CLINIC}}}]}}]\n"
    act = (
        f"- {{on: 2024-06-03, act: restriction.impose, institution: {CLINIC}, {field}, kind: end_settlement,"
        " reason: 违规}\n"
    )
    options = {"setting": setting, "parameters": f"restrictions: {scopes}"}
    if asked is None:
        assert texts(act, **options)
        return
    holds(act, f"- {{claim: {{on: 2024-06-10, institution: {CLINIC}, {asked}}}, outcome: deny}}\n", **options)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [("suspension", False), ("resumption", False), ("correction", False), ("automatic_end_info", True)],
)
def test_only_what_other_areas_follow_is_sent_to_them(kind: str, refused: bool) -> None:
    send = f"- {{on: 2024-06-04, act: propagation.send, id: v1, institution: {CLINIC}, kind: {kind}, to: [清远市]}}\n"
    assert bool(texts(send)) is refused


def test_rules_are_in_force_from_the_day_when_both_halves_are() -> None:
    assert load("national-2025").force == (date(2025, 1, 1), None)
    document = Document("rules", {}, {})
    halves = {"effective_on": "2025-03-01", "validity": {"value": 3, "unit": "year"}, "document_status": "in_force"}
    assert with_overrides("national-2025", halves, document).force == (date(2025, 3, 1), date(2028, 2, 29))
    assert with_overrides("national-2025", {**halves, "document_status": "draft_for_comment"}, document).force == (
        None,
        None,
    )
    assert load("shaoguan-2023").force == (None, None)


@pytest.mark.parametrize(("period", "of"), [(2024, 2024), ("2024", 2024), ("2024-2026", None), (None, None)])
def test_a_plan_of_another_year_opens_nothing(period: int | str | None, of: int | None) -> None:
    plan = {"target": 30, "used": 3, "effective_on": "2024-01-01", "period": period}
    register = case(ZX, SHOP, [], pooling_area="甲区", resource_plan=plan)
    found = plan_gate(register, PLACE, on("2025-06-03"))
    assert [("年的，2025 年没有年度计划" in stop.text) for stop in found.hits] == [True] * (of is not None)


def test_a_change_that_was_filed_and_found_keeps_the_day_that_one_of_them_tells() -> None:
    filed = act("2025-04-01", "change.apply", field="ownership", approved_on="2025-01-02")
    found = act("2025-03-01", "change.discover", field="ownership")
    r = case(ZX, MED, [found, filed])
    (only,) = changes(Scene(r, PLACE, on("2025-06-03")))
    assert (only.since, only.applied_on, only.discovered_on) == (on("2025-01-02"), on("2025-04-01"), on("2025-03-01"))


def test_a_term_that_is_over_is_not_resumed() -> None:
    acts = (
        f"- {{on: 2024-11-28, act: agreement.suspend, institution: {CLINIC}, ground: ZT-1, from: 2024-12-02,"
        " to: 2025-03-01}\n"
        f"- {{on: 2025-01-10, act: agreement.resume, institution: {CLINIC}, checked: passed}}\n"
    )
    assert any("协议已于 2024-12-31 到期，不能恢复" in t for t in texts(acts, regime="zizhiqu-2025"))


@pytest.mark.parametrize(
    ("stated", "refused"),
    [("", True), (", criteria_published_on: 2025-11-03", False), (", override_reason: 沿用去年标准", False)],
)
def test_a_round_rests_on_published_criteria(stated: str, refused: bool) -> None:
    setting = (
        "institutions: [{code: P1, name: 甲药房, sector: retail_pharmacy, pooling_area: 甲区}]\n"
        "agreements: [{id: a1, institution: P1, start_on: 2025-01-01, end_on: 2025-12-31}]\n"
    )
    acts = (
        "- {on: 2025-10-20, act: renewal.review_area, area: 甲区, year: 2026}\n"
        f"- {{on: 2025-11-05, act: renewal.open_round, area: 甲区, start_on: 2025-12-01, end_on: 2025-12-31{stated}}}\n"
    )
    assert ("没有公布续签的评估标准和流程" in texts(acts, regime=ZX, setting=setting)) is refused


def test_without_a_demand_no_documents_are_due() -> None:
    answer = DEADLINES["document.provide"](register(), Query(institution=CLINIC))
    assert answer.value is None
    assert [reason.text for reason in answer.reasons] == ["没有要求提供资料，或没有写明期限"]


def test_a_fraud_that_was_undone_bans_nobody() -> None:
    stopped = (
        "- {on: 2024-03-04, act: designation.apply, id: c1, institution: H44020100001}\n"
        "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
        "- {on: 2024-03-12, act: designation.stop, id: e1, case: c1, fraud: true, reason: 材料虚假}\n"
    )
    undone = stopped + (
        f"- {{on: 2024-03-20, act: dispute.open, id: g1, institution: {CLINIC}, of: e1}}\n"
        "- {on: 2024-04-12, act: dispute.close, of: g1, outcome: revoked}\n"
    )
    assert len(ban_register(register(stopped, setting=APPLICANT), CLINIC, date(2024, 5, 1))) == 1
    assert ban_register(register(undone, setting=APPLICANT), CLINIC, date(2024, 5, 1)) == ()


@pytest.mark.parametrize("decided_on", ["2024-05-31", "2024-06-03", "2024-06-04"])
def test_a_penalty_decided_by_the_day_makes_a_termination_graver(decided_on: str) -> None:
    acts = [
        fact("2024-05-30", penalties=[{"id": "p1", "amount": 1, "decided_on": decided_on}]),
        act("2024-06-03", "agreement.terminate", id="t1", ground="TER-4"),
    ]
    r = case(SG, MED, acts)
    (ban,) = ban_register(r, PLACE, on("2024-07-01"))
    graver = decided_on <= "2024-06-03"
    assert ban.key == ("ban_termination_illegal" if graver else "ban_termination_serious_breach")


def test_a_move_needs_an_agreement_to_have_moved_from() -> None:
    acts = [fact("2025-10-20", management_area="B")]
    scene = Scene(case(ZX, SHOP, acts, management_area="A"), PLACE, on("2025-10-21"))
    assert areas(scene) == ("A", "B")
    assert areas(Scene(case(ZX, SHOP, acts), PLACE, on("2026-10-21"))) is None
    assert areas(Scene(case(ZX, SHOP, []), PLACE, on("2025-10-21"))) is None


def test_a_line_is_plain_unless_it_says_more() -> None:
    line = Line.model_validate({"cost_date": "2025-03-03", "amount": 1})
    assert not (line.internet_plus or line.work_injury_pending or line.emergency)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ({"product_key": "k", "date": "2025-03-03"}, {"product_key": "k", "date": "2025-03-03"}, True),
        ({"product_key": "k", "date": "2025-03-03"}, {"product_key": "k", "date": "2025-03-04"}, False),
        ({"product_key": "k"}, {"drug_code": "d"}, False),
        ({"product_key": "k", "drug_code": "d"}, {"product_key": "k"}, True),
    ],
)
def test_events_are_one_where_all_that_both_tell_agrees(a: Row, b: Row, same: bool) -> None:
    price = {"insured_price": 2, "uninsured_price": 1, "qty": 1}
    told = [fact("2025-03-05", price_pairs=[price | a]), fact("2025-03-06", price_pairs=[price | b])]
    r = case(ZX, SHOP, told)
    assert len(facts_on(r, PLACE, on("2025-03-07")).price_pairs or ()) == (1 if same else 2)


def test_a_wish_tells_the_day_only_of_the_suspension_it_asked_for() -> None:
    wish = f"- {{on: 2024-04-01, act: agreement.request_suspension, institution: {CLINIC}, from: 2024-07-01}}\n"
    granted = f"- {{on: 2024-04-08, act: agreement.suspend, institution: {CLINIC}, on_request: true, reason: 装修}}\n"
    imposed = (
        f"- {{on: 2024-04-08, act: agreement.suspend, institution: {CLINIC}, ground: SUS-1, to: 2024-06-30,"
        " reason: 违反协议}\n"
    )
    assert [s.first for s in suspensions(register(wish + granted), CLINIC)] == [date(2024, 7, 1)]
    assert [s.first for s in suspensions(register(wish + imposed), CLINIC)] == [date(2024, 4, 8)]
