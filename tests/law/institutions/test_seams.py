"""Where two rules meet: what one leaves open, and what only the other may close."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.law.deadlines import Query
from dingdian.law.institutions.acts import Line
from dingdian.law.institutions.agreements import suspensions
from dingdian.law.institutions.bans import ban_register
from dingdian.law.institutions.deadlines import DEADLINES
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.ground_tests_duties import areas, changes
from dingdian.law.institutions.grounds import judge
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.plan import plan_gate
from dingdian.law.institutions.scene import Scene
from dingdian.law.processes.admit import examine
from dingdian.law.processes.guards.requirement import requirement

from .applicants import EXTRAS, HOSPITAL, changed, report
from .ground_cases import ACT, MED, PLACE, SG, SHOP, ZX, Row, act, case, fact, on
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


def test_a_person_taken_off_a_list_is_off_it_for_entry_and_for_the_agreement() -> None:
    """What was recorded of the person takes the place of what was stated with the role, and only of that list."""
    fraud, court = "medical_insurance_serious_discredit", "court_judgment_defaulters"
    holder = {"person_ref": "k1", "role": "principal", "discredit_listings": [{"list": fraud}]}

    def told(on: str, *listed: Row) -> Row:
        return {"on": on, "act": "fact.record", "person": "k1", "discredit_listings": list(listed)}

    joined = {"on": "2024-06-04", "act": "person.join", "person": "k1", "institution": PLACE}
    acts = [
        fact("2024-06-03", role_holders=[holder]),
        joined,
        told("2024-06-10", {"list": fraud, "removed_on": "2024-06-09"}),
        told("2024-06-20", {"list": court, "cause": "medical"}),
        told("2024-06-25", {"list": court, "cause": "medical", "removed_on": "2024-06-27"}),
    ]
    r = case(SG, MED, acts)
    days = [("06-09", fraud), ("06-10", None), ("06-19", None), ("06-20", court), ("06-26", court), ("06-27", None)]
    for day, listed in days:
        when = on(f"2024-{day}")
        facts = [hit.text for hit in judge(Scene(r, PLACE, when), "TER-10").hits]
        assert [listed in text for text in facts if listed] == [True] * (listed is not None), day
        assert bool(facts) is (listed is not None), day
        assert ("shaoguan/9.8" in entry(r, PLACE, when).value.codes) is (listed is not None), day


def test_a_wish_that_ran_too_long_refuses_and_does_not_defer() -> None:
    round_ = fact("2025-11-20", signing_round={"start": "2025-12-01", "end": "2025-12-31"})
    wished = act("2025-06-02", "agreement.suspend", on_request=True, **{"from": "2025-06-03"}, to="2026-06-01")
    r = case(ZX, MED, [wished, round_])
    for day, refuses in (("2025-11-30", False), ("2025-12-01", True)):
        s = Scene(r, PLACE, on(day))
        assert bool(judge(s, "NR-6").hits) is refuses
        assert bool(judge(s, "DEF-1").hits) is not refuses


def test_a_round_stated_in_part_is_completed_by_the_one_opened() -> None:
    opened = {"on": "2025-11-20", "act": "renewal.open_round", "start_on": "2025-12-01", "end_on": "2025-12-31"}
    own = fact("2025-11-21", signing_round={"start": "2025-12-08", "reminders": ["2025-12-20"]})
    reminder = act("2025-12-10", "agreement.remind")

    def round_of(*acts: Row) -> tuple[object, ...]:
        r = Scene(case(ZX, MED, list(acts)), PLACE, on("2025-12-31")).round
        return r.start, r.end, r.reminders

    both = (on("2025-12-10"), on("2025-12-20"))
    assert round_of(opened, reminder) == (on("2025-12-01"), on("2025-12-31"), both[:1])
    assert round_of(opened, own, reminder) == (on("2025-12-08"), on("2025-12-31"), both)
    assert round_of(own) == (on("2025-12-08"), None, both[1:])
    late = fact("2025-11-21", signing_round={"end": "2026-01-15"})
    assert round_of(opened, late) == (on("2025-12-01"), on("2026-01-15"), ())


ELSEWHERE = """
institutions:
  - {code: H44020100001, name: 甲诊所, sector: medical_institution, institution_type: clinic, ownership: private}
agreements:
  - {id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31}
  - {id: q1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31, area: 清远市}
"""
RULE = "{events: [suspension], includes_on_request: true, resumption: automatic, automatic_end: false, refan_out: %s}"
HOME = f"- {{on: 2024-03-01, act: agreement.suspend, institution: {CLINIC}, from: 2024-03-04, to: 2024-05-31, ground: SUS-1}}"
FROM_AFAR = (
    f"- {{on: 2024-03-01, act: propagation.receive, institution: {CLINIC}, kind: suspension, effective_on: 2024-03-04}}"
)


@pytest.mark.parametrize(
    ("acts", "rule", "here", "there"),
    [
        (HOME, "null", "suspended", "in_force"),
        (HOME, RULE % "false", "suspended", "suspended"),
        (FROM_AFAR, RULE % "false", "suspended", "in_force"),
        (FROM_AFAR, RULE % "true", "suspended", "suspended"),
    ],
)
def test_what_came_from_another_area_goes_on_only_where_the_rule_says_so(
    acts: str, rule: str, here: str, there: str
) -> None:
    checks = f"""
    - {{on: 2024-03-04, institution: {CLINIC}, status: {here}}}
    - {{on: 2024-03-04, institution: {CLINIC}, agreement: q1, status: {there}}}
    """
    holds(acts, checks, setting=ELSEWHERE, parameters=f"propagation: {rule}\n")


@pytest.mark.parametrize(("found", "told"), [({}, "open"), ({"other_law": True}, "hit"), ({"other_law": False}, None)])
def test_an_item_of_other_law_nobody_looked_into_is_open(found: Row, told: str | None) -> None:
    facts = changed(HOSPITAL, ("extra_negative_found",), found)
    result = report(SG, facts, "2024-03-04", parameters=EXTRAS)
    places = {"hit": result.codes, "open": {o.code for o in result.open}}
    assert [name for name, codes in places.items() if "shaoguan/9.9" in codes] == ([told] if told else [])


@pytest.mark.parametrize(
    ("tests", "met", "open_"),
    [
        ([{"tested_on": "2025-12-03", "result": "failed"}, {"date": "2025-12-10", "result": "fail"}], True, False),
        ([{"tested_on": "2025-12-03", "result": "failed"}, {"on": "2025-12-10", "result": "passed"}], False, False),
        ([{"on": "2025-12-03", "result": "pass"}, {"on": "2025-12-10", "passed": False}], False, True),
    ],
)
def test_a_test_at_the_terminal_may_be_told_in_other_words(tests: list[Row], met: bool, open_: bool) -> None:
    found = judge(
        Scene(case(ZX, MED, [fact("2025-12-11", code_terminal_tests=tests)]), PLACE, on("2025-12-11")), "NR-9"
    )
    assert (bool(found.hits), bool(found.open)) == (met, open_)


@pytest.mark.parametrize(
    ("idle", "kind", "refused"),
    [
        (True, "dual_channel", True),
        (True, None, False),
        (False, "dual_channel", False),
        (False, None, True),
    ],
)
def test_what_speaks_against_the_dual_channel_leaves_the_main_agreement_alone(
    idle: bool, kind: str | None, refused: bool
) -> None:
    since = "2024-11-30" if idle else "2024-12-31"
    facts = fact("2025-01-02", dual_channel_since="2023-01-01", last_dual_channel_service_on=since,
                 insurance_code_supported=idle)  # fmt: skip
    r = case(ZX, SHOP, [facts])
    more = {"kind": kind} if kind else {}
    sign = act(
        "2025-12-10", "agreement.sign", id="a2", agreement="a1", start_on="2026-01-01", end_on="2026-12-31", **more
    )
    keys = {key for o in examine(r, ACT.validate_python(sign)) for key in o.keys}
    assert ("non_renewal_grounds" in keys) is refused


@pytest.mark.parametrize(("more", "year"), [("", 2024), (", year: 2023", 2023)])
def test_a_result_is_of_the_year_it_names_else_of_its_scores(more: str, year: int) -> None:
    acts = f"""
    - {{on: 2025-01-20, act: assessment.score, id: x1, institution: {CLINIC}, year: 2024, total: 81}}
    - {{on: 2025-01-25, act: assessment.comment, of: x1}}
    - {{on: 2025-02-01, act: assessment.finalize, of: x1, passed: true{more}}}
    """
    own = facts_on(register(acts), CLINIC, date(2025, 2, 1)).assessment
    assert own is not None and (own.year, own.total) == (year, 81)


QUALIFIED = (
    "- {on: 2024-03-04, act: designation.apply, id: c1, institution: H44020100001, %s}\n"
    "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
    "- {on: 2024-04-08, act: evaluation.conclude, case: c1, round: 1, result: qualified, modes: [on_site]}\n"
)
PAPER = "licences: [{kind: medical_institution_license, valid_until: %s}]"
DOCTOR = "staff: [{person_ref: D1, certificate_status: %s, certificate_valid_until: %s}]"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PAPER % "2024-04-07", "证照已于 2024-04-07 到期"),
        (PAPER % "2024-04-08", None),
        (PAPER % "null", None),
        (DOCTOR % ("valid", "2024-04-07"), "1 名人员中有 1 名的证书失效"),
        (DOCTOR % ("valid", "2024-04-08"), None),
        (DOCTOR % ("valid", "null"), None),
        (DOCTOR % ("expired", "null"), "1 名人员中有 1 名的证书失效"),
    ],
)
def test_papers_are_good_through_their_last_day(facts: str, words: str | None) -> None:
    found = texts(QUALIFIED % facts, setting=APPLICANT)
    assert [t for t in found if "到期" in t or "失效" in t] == ([words] if words else [])


@pytest.mark.parametrize(
    ("finding", "ok"),
    [
        ("- {on: 2024-06-10, act: finding.verify, id: f1, institution: %s, code: x}\n", True),
        ("- {on: 2024-06-10, act: finding.suspect, id: f1, institution: %s, code: x}\n", False),
        (
            "- {on: 2024-06-10, act: finding.suspect, id: f1, institution: %s, code: x}\n"
            "- {on: 2024-06-20, act: finding.verify, id: f2, of: f1}\n",
            True,
        ),
        (
            "- {on: 2024-06-10, act: fact.record, institution: %s, findings: [{id: f1, code: x, state: finding_verified}]}\n",
            True,
        ),
        (
            "- {on: 2024-06-10, act: fact.record, institution: %s, findings: [{id: f1, code: x, state: suspicion}]}\n",
            False,
        ),
        (
            "- {on: 2024-06-10, act: fact.record, institution: %s, findings: [{id: f2, code: x, state: finding_verified}]}\n",
            False,
        ),
    ],
)
def test_money_is_refused_for_what_was_verified_however_it_came_to_be_known(finding: str, ok: bool) -> None:
    acts = (
        f"- {{on: 2024-06-03, act: settlement.declare, id: d1, institution: {CLINIC}, amount: 1000}}\n"
        + finding % CLINIC
        + "- {on: 2024-07-01, act: settlement.review, of: d1, outcome: part_refused, refused: 500, finding: f1}\n"
    )
    assert ("没有查实的违规，不能拒付或追回" in texts(acts)) is not ok


@pytest.mark.parametrize("reason", ["公共卫生急需", None])
def test_an_exception_from_the_plan_holds_until_the_agreement_is_signed(reason: str | None) -> None:
    plan = {"target": 30, "used": 30, "effective_on": "2025-01-01"}
    accept = {"on": "2025-03-05", "act": "designation.accept", "case": "c1", "exception_reason": reason}
    acts = [act("2025-03-04", "designation.apply", id="c1"), accept]
    r = case(ZX, SHOP, acts, pooling_area="甲区", resource_plan=plan)
    sign = act("2025-06-02", "agreement.sign", id="a2", case="c1", start_on="2025-07-01", end_on="2026-06-30")
    keys = {key for o in examine(r, ACT.validate_python(sign)) for key in o.keys}
    assert ("plan_gate" in keys) is (reason is None)


@pytest.mark.parametrize(
    ("asked", "more", "why"),
    [
        ("from: 2024-08-01, to: 2024-09-30", "", None),
        ("from: 2024-08-01, to: 2024-09-19", "", "止日 2024-09-19 早于它"),
        ("from: 2024-08-01, to: 2024-09-19", ", shorter_reason: 房屋受灾", None),
        ("from: 2024-08-01, to: 2024-07-31", ", shorter_reason: 房屋受灾", "早于起日"),
    ],
)
def test_a_suspension_does_not_end_before_its_notice_has_run(asked: str, more: str, why: str | None) -> None:
    """Asked for on 2024-06-20 it begins on 2024-09-20, three months later, unless the agency agrees to less (43a)."""
    wish = f"- {{on: 2024-06-20, act: agreement.request_suspension, institution: {CLINIC}, {asked}}}\n"
    granted = f"- {{on: 2024-06-25, act: agreement.suspend, institution: {CLINIC}, on_request: true, reason: 装修, {asked}{more}}}"
    found = texts(wish + granted)
    assert [why in text for text in found] == [True] if why else found == [], found
