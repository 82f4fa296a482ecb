"""Single edges of the institutional law: the day itself, the share itself, the second of two, the fact left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dingdian.law.gate import claim
from dingdian.law.institutions import counting
from dingdian.law.institutions.bans import ban_register
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.ground_tests_signing import settled_in
from dingdian.law.institutions.grounds import grounds, judge
from dingdian.law.institutions.money import Part, recovery
from dingdian.law.institutions.payment import payment_of
from dingdian.law.institutions.plan import active_plan
from dingdian.law.institutions.scene import Scene
from dingdian.law.processes.admit import examine

from .applicants import EXTRAS, HOSPITAL, PHARMACY, PLACE, Facts, changed, register_of, report
from .ground_cases import ACT, MED, SG, SHOP, ZX, Row, act, case, fact, finding, on
from .stories import APPLICANT, CLINIC, SETTING, holds, register, run

GJ = "national-2025"


# Grounds


@pytest.mark.parametrize(("received_on", "met"), [("2025-05-19", False), ("2025-05-20", True)])
def test_what_came_after_a_final_notice_counts_by_its_last_day(received_on: str, met: bool) -> None:
    demand = {"items": ["凭证"], "delivered_on": "2025-05-06", "due_on": "2025-05-09", "received": ["凭证"]}
    acts = [
        fact("2025-05-06", document_demand={**demand, "received_on": received_on}),
        act("2025-05-12", "document.final_notice", delivered_on="2025-05-12"),
    ]
    assert (grounds(case(ZX, MED, acts), "X1", on("2025-05-20")).value.codes == {"ZT-2"}) is met


@pytest.mark.parametrize("decided", [{"of": "c2"}, {"of": "c2", "field": "scale"}, {"field": "scale"}])
def test_a_decision_on_one_change_leaves_another_open(decided: Row) -> None:
    acts = [
        act("2025-06-02", "change.apply", id="c1", field="ownership", requires_reassessment=True),
        act("2025-06-02", "change.apply", id="c2", field="scale", requires_reassessment=True),
        act("2025-06-20", "change.decide", outcome="approved", **decided),
    ]
    r = case(ZX, MED, acts)
    before, after = ([h.text for h in judge(Scene(r, "X1", on(d)), "DEF-2").hits] for d in ("2025-06-19", "2025-06-20"))
    assert [text.partition(" ")[0] for text in before] == ["ownership", "scale"]
    assert [text.partition(" ")[0] for text in after] == ["ownership"]


@pytest.mark.parametrize(("name", "told"), [({"id": "f1"}, "f1"), ({"id": None}, "dual_price")])
def test_a_dual_price_is_told_by_its_finding_or_its_kind(name: Row, told: str) -> None:
    own = finding("2025-08-01", code="dual_price", sales_concerned=9000, serious=True, **name)
    r = case(ZX, SHOP, [own], {"dual_price_large_amount_cny": 9000})
    (hit,) = judge(Scene(r, "X1", on("2025-08-05")), "NR-13").hits
    assert hit.facts == (("认定", told), ("涉及药品金额", "9000"))


@pytest.mark.parametrize(
    ("kind", "outcome", "met"),
    [("interview", "passed", False), ("interview", "failed", True), ("finding", "passed", True), (None, "", True)],
)
def test_an_interview_is_answered_by_its_own_rectification(kind: str | None, outcome: str, met: bool) -> None:
    acts = [
        fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False),
        fact("2025-07-10", interview={"held_on": "2025-07-10", "due_on": "2025-08-10"}),
    ]
    if kind is not None:
        acts.append(act("2025-07-10", "rectification.order", id="z1", kind=kind, items=["一"], due_on="2025-08-10"))
        acts.append({"on": "2025-08-05", "act": "rectification.check", "of": "z1", "outcome": outcome})
    assert (grounds(case(ZX, SHOP, acts), "X1", on("2025-08-11")).value.codes == {"ZT-6"}) is met


def test_an_interview_counts_on_the_day_it_is_held() -> None:
    acts = [
        fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False),
        fact("2025-07-01", interview={"held_on": "2025-07-10", "due_on": "2025-08-10"}),
    ]
    r = case(ZX, SHOP, acts)
    open_ = [[x.code for x in judge(Scene(r, "X1", on(d)), "ZT-6").open] for d in ("2025-07-09", "2025-07-10")]
    assert open_ == [["ZT-6"], []]


@pytest.mark.parametrize("plan", [{"target": 30}, {"used": 30}, {"quota": 30}, {"in_force": 30}])
def test_a_plan_half_stated_leaves_a_move_open(plan: Row) -> None:
    acts = [fact("2025-08-01", management_area="B", resource_plan={"area": "B", **plan})]
    found = judge(Scene(case(ZX, SHOP, acts, management_area="A"), "X1", on("2025-08-05")), "NR-12")
    assert (found.hits, len(found.open)) == ((), 1)


@pytest.mark.parametrize(("now", "met"), [("C", False), ("A", True)])
def test_a_move_is_measured_from_where_the_agreement_began(now: str, met: bool) -> None:
    moved = fact("2024-11-01", management_area="C")
    here = fact("2025-10-20", management_area=now, resource_plan={"area": now, "target": 30, "used": 30})
    r = case(ZX, SHOP, [moved, here], management_area="A")
    assert (grounds(r, "X1", on("2025-10-20")).value.codes == {"NR-12"}) is met


@pytest.mark.parametrize(("settled", "met"), [(Decimal(0), True), (Decimal("0.01"), False)])
def test_the_settled_sum_may_be_stated_with_the_institution(settled: Decimal, met: bool) -> None:
    r = case(ZX, MED, [], settled_amount=settled, active_days=365)
    assert bool(judge(Scene(r, "X1", on("2025-12-10")), "NR-3").hits) is met


@pytest.mark.parametrize(("outcome", "settled"), [("refused", "30"), ("passed", "80")])
def test_what_was_refused_in_review_was_not_settled(outcome: str, settled: str) -> None:
    acts = [
        act("2025-03-03", "settlement.declare", id="d1", amount=50),
        {"on": "2025-03-10", "act": "settlement.review", "of": "d1", "outcome": outcome},
        act("2025-04-03", "settlement.declare", id="d2", amount=30),
    ]
    s = Scene(case(ZX, MED, acts), "X1", on("2025-12-10"))
    assert s.line is not None and settled_in(s, s.line) == Decimal(settled)


@pytest.mark.parametrize(("name", "told"), [({"id": "p1"}, "p1"), ({}, "处罚决定")])
def test_a_penalty_for_fraud_is_told_by_its_name(name: Row, told: str) -> None:
    own = {"issuer": "insurance_department", "performance_status": "full", "reason": "fraud", **name}
    r = case(SG, MED, [fact("2024-05-10", penalties=[own])])
    (hit,) = judge(Scene(r, "X1", on("2024-05-10")), "TER-3").hits
    assert hit.facts == (("处罚", told),)


def test_no_day_was_active_before_the_agreement_began() -> None:
    s = Scene(case(ZX, MED, []), "X1", on("2025-01-01"))
    assert s.line is not None
    assert [counting.active_days(s.at(on(d)), s.line) for d in ("2024-12-31", "2025-01-01")] == [0, 1]


def test_a_clause_of_last_years_agreement_allows_nothing_now() -> None:
    setting = (
        APPLICANT
        + f"""
agreements:
  - {{id: a0, institution: {CLINIC}, start_on: 2023-01-01, end_on: 2023-12-31,
     clauses: [{{no: "8.2", measures: [suspend_agreement]}}]}}
  - {{id: a1, institution: {CLINIC}, start_on: 2024-01-01, end_on: 2024-12-31}}
"""
    )
    acts = (
        f"- {{on: %s, act: fact.record, institution: {CLINIC}, findings: [{{id: f1, code: SG-D16A,"
        ' agreement_clause: "8.2"}]}'
    )
    for day, met in (("2023-06-05", {"SUS-3"}), ("2024-06-05", set())):
        assert grounds(register(acts % day, setting=setting), CLINIC, on(day)).value.codes == met


# Entry


def test_a_pharmacist_whose_registration_is_unknown_leaves_the_condition_open() -> None:
    unknown = changed(PHARMACY, ("staff", 0, "first_registration_institution_id"), None)
    found = report(GJ, unknown, "2025-03-04")
    assert (found.codes, {x.code for x in found.open}) == (set(), {"national/3.15"})


@pytest.mark.parametrize(("share", "hit"), [(Decimal("0.95"), set()), (Decimal("0.949"), {"shaoguan/6.5e"})])
def test_the_coded_share_may_be_just_enough(share: Decimal, hit: set[str]) -> None:
    bases = [{**HOSPITAL["base_databases"][0], "records": None, "coded": None, "coded_share": share}]
    facts = changed(HOSPITAL, ("base_databases",), [*bases, *HOSPITAL["base_databases"][1:]])
    assert report(SG, facts, "2024-03-04", parameters={**EXTRAS, "min_code_mapping_rate": Decimal("0.95")}).codes == hit


@pytest.mark.parametrize(
    ("paid", "free"), [({"performed_on": "2024-03-10", "performance_status": "full"}, "2024-03-10"), ({}, None)]
)
def test_a_fine_paid_later_frees_from_that_day(paid: Facts, free: str | None) -> None:
    fine = {"id": "p1", "amount": 20000, "due_on": "2024-02-01", "termination": "t0", **paid}
    (hit,) = report(SG, changed(HOSPITAL, ("penalties",), [fine]), "2024-03-04", parameters=EXTRAS).hits
    assert (hit.code, hit.first_free_on) == ("shaoguan/9.3", date.fromisoformat(free) if free else None)


@pytest.mark.parametrize(("removed_on", "hit"), [("2024-03-05", {"shaoguan/9.8"}), ("2024-03-04", set())])
def test_who_left_the_list_that_day_is_no_longer_on_it(removed_on: str, hit: set[str]) -> None:
    listed = [{"list": "medical_insurance_serious_discredit", "removed_on": removed_on}]
    facts = changed(HOSPITAL, ("role_holders", 2, "discredit_listings"), listed)
    assert report(SG, facts, "2024-03-04", parameters=EXTRAS).codes == hit


@pytest.mark.parametrize(
    ("term", "hit"),
    [
        ({}, set()),
        ({"from": "2024-03-04", "to": "2024-03-04"}, set()),
        ({"to": "2024-03-03"}, {"shaoguan/5"}),
        ({"from": "2024-03-05"}, {"shaoguan/5"}),
    ],
)
def test_a_fact_holds_from_its_first_to_its_last_day(term: Facts, hit: set[str]) -> None:
    facts = changed(HOSPITAL, ("licences",), [{"kind": "medical_institution_license", **term}])
    assert report(SG, facts, "2024-03-04", parameters=EXTRAS).codes == hit


def test_an_end_of_unknown_nature_is_open_from_its_first_day() -> None:
    facts = {"code": PLACE, "sector": MED, "terminations": [{"effective_on": "2024-02-02"}]}
    both = {"shaoguan/9.5", "shaoguan/9.6"}
    r = register_of(SG, facts)
    found = [both & {o.code for o in entry(r, PLACE, on(d)).value.open} for d in ("2024-02-01", "2024-02-02")]
    assert found == [set(), both]


def test_a_personal_ban_without_a_name_is_told_by_its_place_in_the_list() -> None:
    named = {"named_persons": ["P2"], "effective_on": "2023-03-03"}
    facts = {"code": PLACE, "sector": MED, "person_bans": [{"id": "k1", **named}, named]}
    assert [b.ref for b in ban_register(register_of(SG, facts), "P2", on("2024-03-04"))] == [
        "k1", "person_ban#2",
    ]  # fmt: skip


PLAN = {"on": "2025-01-02", "act": "plan.draft", "id": "p1", "area": "甲区", "sector": SHOP, "quota": 3}


@pytest.mark.parametrize(
    ("other", "year", "signed_on", "used"),
    [
        ({"pooling_area": "甲区", "sector": SHOP}, None, "2025-02-03", 2),
        ({"pooling_area": "乙区", "sector": SHOP}, None, "2025-02-03", 1),
        ({"pooling_area": "甲区", "sector": MED}, None, "2025-02-03", 1),
        ({"pooling_area": "甲区", "sector": SHOP}, 2025, "2025-02-03", 2),
        ({"pooling_area": "甲区", "sector": SHOP}, 2025, "2024-12-30", 1),
    ],
)
def test_a_plan_counts_what_was_signed_in_its_area_sector_and_year(
    other: Row, year: int | None, signed_on: str, used: int
) -> None:
    term = {"start_on": "2025-03-01", "end_on": "2026-02-28"}
    acts = [{**PLAN, "year": year}, {"on": "2025-01-05", "act": "plan.publish", "of": "p1"}]
    for place, day in ((PLACE, "2025-02-03"), ("X2", signed_on)):
        acts.append({"on": "2024-12-02", "act": "designation.apply", "id": f"c{place}", "institution": place})
        acts.append({"on": day, "act": "agreement.sign", "case": f"c{place}", "institution": place, **term})
    r = case(ZX, SHOP, acts, others=[{"code": "X2", **other}], pooling_area="甲区")
    plan = active_plan(r, PLACE, on("2025-02-04"))
    assert plan is not None and (plan.quota, plan.used) == (3, used)


# Money and claims


@pytest.mark.parametrize(
    ("paid", "status"),
    [("0", "unperformed"), ("0.5", "partly_performed"), ("14999.5", "partly_performed"), ("15000", "full")],
)
def test_a_recovery_is_full_only_to_the_last_cent(paid: str, status: str) -> None:
    assert recovery(register(), Decimal(15000), [Part("cash_return", Decimal(paid))]).value.status == status


def test_a_line_of_which_nothing_more_is_known_is_no_work_injury() -> None:
    assert claim(register(regime="zizhiqu-2025"), date(2024, 6, 3), None, CLINIC).value == "pay"


ABROAD = (
    APPLICANT
    + f"""
agreements:
  - {{id: a1, institution: {CLINIC}, start_on: 2024-01-01, end_on: 2024-12-31}}
  - {{id: q1, institution: {CLINIC}, start_on: 2024-01-01, end_on: 2024-12-31, area: 清远市}}
"""
)
ASKED_FOR, IMPOSED = "on_request: true, shorter_reason: 房屋受灾", "ground: SUS-1"


@pytest.mark.parametrize(
    ("own", "included", "there"),
    [(ASKED_FOR, "true", "suspended"), (ASKED_FOR, "false", "in_force"), (IMPOSED, "false", "suspended")],
)
def test_whether_a_suspension_asked_for_goes_to_other_areas_is_for_the_rule_to_say(
    own: str, included: str, there: str
) -> None:
    acts = (
        f"- {{on: 2024-03-01, act: agreement.suspend, institution: {CLINIC}, from: 2024-03-04, to: 2024-05-31, {own}}}"
    )
    checks = f"""
    - {{on: 2024-03-04, institution: {CLINIC}, status: suspended}}
    - {{on: 2024-03-04, institution: {CLINIC}, agreement: q1, status: {there}}}
    """
    rule = f"propagation: {{events: [suspension], includes_on_request: {included}, resumption: automatic,"
    rule += " automatic_end: false, refan_out: false}\n"
    holds(acts, checks, setting=ABROAD, parameters=rule)


def test_a_request_is_used_up_by_the_suspension_that_follows_it() -> None:
    acts = f"""
    - {{on: 2023-11-20, act: agreement.request_suspension, institution: {CLINIC}, from: 2024-03-01}}
    - {{on: 2023-12-01, act: agreement.suspend, institution: {CLINIC}, on_request: true, from: 2024-03-01}}
    - {{on: 2024-04-01, act: agreement.resume, institution: {CLINIC}, checked: passed}}
    - {{on: 2024-06-03, act: agreement.suspend, institution: {CLINIC}, on_request: true}}
    """
    checks = "".join(
        f"- {{on: {d}, institution: {CLINIC}, status: {status}}}\n"
        for d, status in (("2024-03-31", "suspended"), ("2024-06-02", "in_force"), ("2024-06-03", "suspended"))
    )
    holds(acts, checks)


TWO_HOLDS = (
    f"- {{on: 2024-06-03, act: settlement.hold, id: h1, institution: {CLINIC}, reason: 待查}}\n"
    f"- {{on: 2024-06-10, act: settlement.hold, id: h2, institution: {CLINIC}, reason: 另案待查}}\n"
    f"- {{on: 2024-06-20, act: settlement.release, institution: {CLINIC}, of: %s, reason: 查清}}\n"
)
BOTH_FREE = TWO_HOLDS + f"- {{on: 2024-07-01, act: settlement.release, institution: {CLINIC}, of: %s, reason: 查清}}\n"


@pytest.mark.parametrize(("first", "second"), [("h1", "h2"), ("h2", "h1")])
def test_of_two_holds_the_last_one_released_frees(first: str, second: str) -> None:
    line = "- {claim: {on: %s, institution: H44020100001}, outcome: %s}\n"
    early, late = line % ("2024-06-05", "pay" if first == "h1" else "hold"), line % ("2024-06-25", "hold")
    holds(TWO_HOLDS % first, early + line % ("2024-06-12", "hold") + late)
    holds(BOTH_FREE % (first, second), "".join(line % (d, "pay") for d in ("2024-06-05", "2024-06-12", "2024-07-01")))
    fraud = f"- {{on: 2024-06-28, act: agreement.terminate, institution: {CLINIC}, ground: TER-3, nature: illegal}}\n"
    holds(TWO_HOLDS % first + fraud, line % ("2024-06-12", "deny"))


def test_holds_of_two_declarations_are_released_one_by_one() -> None:
    acts = "".join(
        f"- {{on: 2024-06-03, act: settlement.declare, id: d{n}, institution: {CLINIC}, amount: 100}}\n"
        f"- {{on: 2024-06-10, act: settlement.hold, id: h{n}, institution: {CLINIC}, of: d{n}, reason: 待查}}\n"
        for n in (1, 2)
    )
    release = f"on: 2024-06-20, act: settlement.release, institution: {CLINIC}, of: d%s"
    holds(acts + f"- {{{release % 1}}}\n- {{{release % 2}}}\n", refused(f"on: 2024-06-21, {release[16:]}" % 1))


# Steps

NOTHING = "- {parameter: on_term_end, value: auto_end}"

APPLIED = f"- {{on: 2024-03-04, act: designation.apply, id: c1, institution: {CLINIC}}}\n"
ACCEPTED = APPLIED + "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
PUBLISHED = ACCEPTED + (
    "- {on: 2024-06-03, act: evaluation.conclude, case: c1, round: 1, result: qualified}\n"
    "- {on: 2024-06-05, act: evaluation.file, case: c1}\n"
    "- {on: 2024-06-17, act: publicity.publish, case: c1}\n"
)
TOPICS = (
    "[rights_duties_responsibilities, service_scope, service_content, service_quality, payment_standard,"
    " settlement_method, cross_area_treatment, internet_plus_service]"
)
SIGN = "on: 2024-07-15, act: agreement.sign, case: c1, institution: H44020100001"
SIGNED = (
    PUBLISHED
    + f"- {{on: 2024-07-01, act: negotiation.agree, case: c1, topics: {TOPICS}}}\n"
    + f"- {{{SIGN}, id: a1, start_on: 2024-08-01, end_on: 2025-07-31}}\n"
)


def refused(*acts: str, cites: str = "") -> str:
    return "".join(f"- {{refused: {{{act}}}{f', cites: [{cites}]' if cites else ''}}}\n" for act in acts)


def test_an_agreement_has_a_last_day() -> None:
    acts = PUBLISHED + f"- {{on: 2024-07-01, act: negotiation.agree, case: c1, topics: {TOPICS}}}\n"
    checks = refused(SIGN, f"{SIGN}, start_on: 2024-08-01")
    holds(acts, checks, setting=APPLICANT, parameters="agreement_default_term: null\n")
    holds(SIGNED, f"- {{on: 2024-08-01, institution: {CLINIC}, status: in_force}}", setting=APPLICANT)


def test_no_evaluation_goes_on_in_a_case_that_was_withdrawn() -> None:
    acts = ACCEPTED + "- {on: 2024-04-01, act: designation.withdraw, case: c1}\n"
    open_ = "act: evaluation.open, case: c1, round: 1, evaluator_kind: evaluation_team"
    holds(acts, refused(f"on: 2024-04-02, {open_}", cites="shaoguan/12a"), setting=APPLICANT)


def test_an_application_is_not_withdrawn_once_the_agreement_is_signed() -> None:
    later = "on: 2024-07-16, act: designation.withdraw, case: c1"
    holds(SIGNED, refused(later, cites="shaoguan/8"), setting=APPLICANT)
    holds(PUBLISHED + f"- {{{later}}}\n", NOTHING, setting=APPLICANT)


def test_a_case_is_stopped_only_for_a_ground() -> None:
    stop = "on: 2024-03-15, act: designation.stop, case: c1"
    found = "- {on: 2024-03-14, act: fact.record, institution: H44020100001, failed_evaluations: [{delivered_on: 2024-03-01}]}\n"
    holds(ACCEPTED, refused(stop, cites=""), setting=APPLICANT)
    for more, before in ((", grounds: [shaoguan/9.4]", ""), (", fraud: true", ""), ("", found)):
        holds(ACCEPTED + before + f"- {{{stop}{more}}}\n", NOTHING, setting=APPLICANT)


@pytest.mark.parametrize(("approved_by", "ok"), [("agency:甲", False), ("agency:乙", True)])
def test_an_exception_from_the_plan_is_approved_by_another_person(approved_by: str, ok: bool) -> None:
    accept = (
        "on: 2025-03-05, act: designation.accept, case: c1, exception_reason: 公共卫生急需, actor: agency:甲,"
        f" approved_by: {approved_by}"
    )
    plan = ", resource_plan: {target: 30, used: 30, effective_on: 2025-01-01}}"
    options = {"regime": ZX, "setting": APPLICANT.replace("ownership: private}", "ownership: private" + plan)}
    acts = APPLIED.replace("2024-03-04", "2025-03-04")
    if ok:
        holds(
            f"{acts}- {{{accept}}}\n",
            "- {parameter: plan_gate, value: [quota_binding, moratorium_without_plan]}",
            **options,
        )
    else:
        holds(acts, refused(accept), **options)


def test_the_final_notice_waits_until_the_day_of_the_demand_is_over() -> None:
    demand = f"- {{on: 2025-05-06, act: document.demand, institution: {CLINIC}, items: [凭证], due_on: 2025-05-09}}\n"
    notice = f"act: document.final_notice, institution: {CLINIC}"
    options = {"regime": ZX, "setting": SETTING.replace("2024", "2025")}
    holds(demand, refused(f"on: 2025-05-09, {notice}"), **options)
    holds(demand + f"- {{on: 2025-05-10, {notice}}}\n", refused(f"on: 2025-05-09, {notice}"), **options)


def test_nothing_is_paid_while_payment_is_held() -> None:
    acts = (
        f"- {{on: 2024-06-03, act: settlement.declare, id: d1, institution: {CLINIC}, amount: 1000}}\n"
        "- {on: 2024-06-10, act: settlement.review, of: d1, outcome: passed}\n"
        f"- {{on: 2024-06-17, act: settlement.hold, institution: {CLINIC}, reason: 待查}}\n"
        f"- {{on: 2024-06-20, act: settlement.release, institution: {CLINIC}, reason: 查清}}\n"
    )
    holds(
        acts + "- {on: 2024-06-20, act: settlement.pay, of: d1}\n",
        refused("on: 2024-06-19, act: settlement.pay, of: d1"),
    )


@pytest.mark.parametrize(
    ("more", "ok"),
    [
        ("", False),
        (", basis: 某规章第九条", True),
        (", basis: 某规章第九条, basis_level: rule", True),
        (", basis: 某通知, basis_level: local_document", False),
        (", basis_level: local_document", False),
    ],
)
def test_a_ground_of_other_law_names_a_basis_of_sufficient_rank(more: str, ok: bool) -> None:
    end = (
        f"- {{on: 2024-06-03, act: agreement.terminate, institution: {CLINIC}, ground: TER-14, nature: neutral{more}}}"
    )
    assert run(end).ok is ok


@pytest.mark.parametrize(("total", "passed", "ok"), [(81, True, True), (81, False, False)])
def test_a_score_that_just_reaches_the_mark_passes(total: int, passed: bool, ok: bool) -> None:
    acts = f"""
    - on: 2024-01-10
      act: assessment.publish_scheme
      id: s1
      year: 2024
      indicators: [{{name: 服务, weight: 100}}]
    - {{on: 2025-01-20, act: assessment.score, id: x1, institution: {CLINIC}, scheme: s1, items: [
        {{name: 服务, weight: 100, score: {total}}}], total: {total}}}
    - {{on: 2025-01-25, act: assessment.comment, of: x1}}
    - {{on: 2025-02-01, act: assessment.finalize, of: x1, total: {total}, passed: {str(passed).lower()}}}
    """
    assert run(acts, parameters="assessment_pass_score: 81\n").ok is ok


def test_a_complaint_that_came_to_nothing_lets_the_publicity_go_on() -> None:
    complain = "- {on: 2024-06-18, act: publicity.complain, id: %s, case: c1}\n"
    resolve = "on: %s, act: publicity.resolve, case: c1, complaint: %s, effect: none"
    acts = PUBLISHED + complain % "k1" + complain % "k2" + f"- {{{resolve % ('2024-06-20', 'k1')}}}\n"
    acts += f"- {{{resolve % ('2024-06-21', 'k2')}}}\n"
    holds(acts + complain.replace("18", "24") % "k3", refused(resolve % ("2024-06-22", "k2")), setting=APPLICANT)


def test_a_failed_evaluation_that_was_undone_bans_nobody() -> None:
    acts = ACCEPTED + (
        "- {on: 2024-06-03, act: evaluation.conclude, id: e1, case: c1, round: 2, result: unqualified}\n"
        "- {on: 2024-06-05, act: evaluation.file, case: c1}\n"
        "- {on: 2024-06-10, act: evaluation.deliver, case: c1}\n"
    )
    undone = acts + (
        f"- {{on: 2024-06-12, act: dispute.open, id: g1, institution: {CLINIC}, of: e1}}\n"
        "- {on: 2024-07-12, act: dispute.close, of: g1, outcome: revoked}\n"
    )
    days = date(2024, 8, 1)
    assert [b.key for b in ban_register(register(acts, setting=APPLICANT), CLINIC, days)] == [
        "ban_second_failed_evaluation"
    ]
    assert ban_register(register(undone, setting=APPLICANT), CLINIC, days) == ()


TIP = f"- {{on: %s, act: tip.register, id: t1, institution: {CLINIC}%s}}\n- {{on: 2024-06-28, act: tip.route, of: t1, to: agency}}\n"
OVER = "- {on: 2024-07-02, act: tip.conclude, of: t1, result: %s}\n"
TALKS = f"- {{on: 2024-07-01, act: negotiation.agree, case: c1, topics: {TOPICS}}}\n"
SIGN_LATER = f"{SIGN}, start_on: 2024-08-01, end_on: 2025-07-31"
RESOLVED = "- {on: 2024-07-03, act: publicity.resolve, case: c1, effect: none}\n"


@pytest.mark.parametrize(
    ("acts", "ok"),
    [
        (TIP % ("2024-06-26", "") + TALKS, False),  # the last day of publicity
        (TIP % ("2024-06-27", "") + TALKS, True),
        (TIP.splitlines(keepends=True)[0] % ("2024-06-26", ", object: agency") + TALKS, True),
        (TIP % ("2024-06-26", "") + TALKS + OVER % "unsubstantiated", True),
        (TIP % ("2024-06-26", "") + TALKS + OVER % "substantiated", False),
        (TIP % ("2024-06-26", "") + TALKS + OVER % "substantiated" + RESOLVED, True),
    ],
)
def test_a_tip_in_publicity_keeps_the_applicant_off_the_list(acts: str, ok: bool) -> None:
    if ok:
        holds(f"{PUBLISHED}{acts}- {{{SIGN_LATER}}}\n", NOTHING, setting=APPLICANT)
    else:
        holds(PUBLISHED + acts, refused(SIGN_LATER, cites="shaoguan/12h"), setting=APPLICANT)


def test_a_tip_that_proves_nothing_lets_the_publicity_go_on() -> None:
    early = (
        TIP.replace("2024-06-28", "2024-06-19") % ("2024-06-18", "")
        + OVER.replace("07-02", "06-20") % "unsubstantiated"
    )
    again = "- {on: 2024-06-24, act: publicity.complain, id: k1, case: c1}\n"
    holds(
        PUBLISHED + early, refused("on: 2024-06-21, act: publicity.resolve, case: c1, effect: none"), setting=APPLICANT
    )
    holds(PUBLISHED + early + again + RESOLVED, NOTHING, setting=APPLICANT)


def test_a_local_text_is_sent_back_to_the_base_in_force() -> None:
    acts = "".join(
        f"- {{on: {day}, act: template.draft, id: {v}, version: {v}, level: region}}\n"
        f"- {{on: {day}, act: template.publish, of: {v}}}\n"
        for v, day in (("v2", "2025-09-01"), ("v3", "2025-10-01"))
    )
    acts += "- {on: 2025-10-10, act: template.draft, id: l1, version: 甲区-1, level: sub_area, base: v2}\n"
    acts += "- {on: 2025-10-20, act: template.publish, of: l1}\n"
    [refusal] = run(acts, regime=ZX, parameters="requirements: {base_current: {clauses: [zizhiqu/1.3a]}}\n").refusals
    assert [(o.text, o.remedy) for o in refusal.objections] == [("依据的范本 v2 不是现行的 v3", "改以 v3 为基础")]


@pytest.mark.parametrize(("evaluated_on", "ok"), [(None, False), ("2025-10-01", True), ("2025-10-02", False)])
def test_a_running_office_renews_after_the_yearly_evaluation(evaluated_on: str | None, ok: bool) -> None:
    r = case(ZX, MED, [act("2025-09-01", "settlement.hold"), act("2025-09-02", "settlement.release")])
    if evaluated_on is not None:
        r.add(ACT.validate_python(act(evaluated_on, "performance.evaluate", passed=True)))
    decide = ACT.validate_python(act("2025-10-01", "renewal.decide", agreement="a1", outcome="renewed"))
    keys = {key for o in examine(r, decide) for key in o.keys}
    assert ("renewal_needs_evaluation" not in keys) is ok


@pytest.mark.parametrize(("measure", "ok"), [("interview", True), ("liquidated_damages", False)])
def test_measures_for_a_finding_stated_as_a_fact_are_those_of_its_clause(measure: str, ok: bool) -> None:
    clause = {"clauses": [{"no": "5.3", "measures": ["interview"]}]}
    verify = act("2024-06-05", "finding.verify", of="f1", code="x", agreement_clause="5.3")
    r = case(SG, MED, [finding("2024-06-03", code="x", state="suspicion"), verify], agreement=clause)
    r.states["finding", ("f1",)] = "finding_verified"
    decide = {"on": "2024-06-10", "act": "finding.decide", "of": "f1", "measures": [measure]}
    assert (examine(r, ACT.validate_python(decide)) == ()) is ok


def test_what_is_paid_in_parts_is_paid_with_the_last_part() -> None:
    acts = (
        f"- {{on: 2024-06-17, act: settlement.declare, id: d1, institution: {CLINIC}, amount: 1000}}\n"
        "- {on: 2024-07-01, act: settlement.review, of: d1, outcome: passed}\n"
        "- {on: 2024-07-26, act: settlement.pay, of: d1, amount: 600}\n"
        "- {on: 2024-07-30, act: settlement.pay, of: d1, amount: 400}\n"
    )
    found = payment_of(register(acts), "d1", date(2024, 8, 5)).value
    assert (found.due_on, found.paid_on, found.late_days) == (date(2024, 7, 29), date(2024, 7, 30), 1)
