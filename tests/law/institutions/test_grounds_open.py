"""What is not known is left open and named; it never makes a ground."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.law.institutions.grounds import ground_hit, grounds, hold_hits, judge
from dingdian.law.institutions.scene import TESTS, Scene
from dingdian.regimes import load, names

from .ground_cases import Row, act, case, fact, finding, on

SG, ZX = "shaoguan-2023", "zizhiqu-2025"
MED, SHOP = "medical_institution", "retail_pharmacy"
ROUND = {"signing_round": {"start": "2025-12-01", "end": "2025-12-31"}}
TABLES = ("suspension_grounds", "termination_grounds", "non_renewal_grounds", "deferral_grounds", "hold_grounds")
KEY = [{"person_ref": "k", "role": "principal"}]

OPEN: list[tuple[str, str, str, str, list[Row]]] = [
    (SG, MED, "SUS-1", "2024-06-05", [finding("2024-06-03", code="major_risk", reviewers=["甲", "甲"])]),
    (SG, MED, "SUS-1", "2024-06-05", [finding("2024-06-03", code="major_risk", state="suspicion")]),
    (SG, MED, "SUS-2", "2024-06-05", [act("2024-06-03", "document.demand", items=["数据"])]),
    (SG, MED, "SUS-3", "2024-06-05", [finding("2024-06-03", code="x", measure="suspend_agreement")]),
    (SG, MED, "SUS-4", "2024-06-05", [finding("2024-06-03", code="x", measure="suspend_agreement", basis="某通知")]),
    (SG, MED, "TER-1B", "2024-10-08", [
        act("2024-07-01", "agreement.suspend", to="2024-12-01"),
        act("2024-10-08", "agreement.resume", checked="failed")]),
    (SG, MED, "TER-3", "2024-06-05", [finding("2024-06-03", code="fraud", verified_by="institution")]),
    (SG, MED, "TER-5", "2024-06-05", [finding("2024-06-03", code="resisting_inspection")]),
    (SG, MED, "TER-6", "2024-10-08", [act("2024-10-08", "change.discover", field="scale")]),
    (SG, MED, "TER-7", "2024-10-08", [fact("2024-06-03", closed_on="2024-06-03")]),
    (SG, MED, "TER-8", "2024-06-05", [finding("2024-06-03", code="major_illegality", verified_by="institution")]),
    (SG, MED, "TER-10", "2024-06-05", [fact("2024-06-03", role_holders=[{**KEY[0], "illegal_or_discredited": True}])]),
    (SG, MED, "TER-11", "2024-06-05", [fact("2024-06-03", penalties=[{"id": "p", "due_on": "2024-06-03"}])]),
    (SG, MED, "TER-11", "2024-06-05", [fact("2024-06-03", penalties=[{"id": "p", "issuer": "insurance_department"}])]),
    (SG, MED, "TER-12", "2024-06-05", [act("2024-06-03", "agreement.request_termination")]),
    (ZX, MED, "ZT-4", "2025-08-05", [fact("2025-08-01", coaching={"demands": [{"due": "2025-08-04"}]})]),
    (ZX, SHOP, "ZT-6", "2025-08-05", [fact("2025-08-01", dual_channel_since="2025-01-01",
                                           e_prescription_adapted=False)]),
    (ZX, SHOP, "ZT-6", "2025-08-05", [fact("2025-08-01", dual_channel_since="2025-01-01", e_prescription_adapted=False,
                                           interview={"held_on": "2025-08-02"})]),
    (ZX, SHOP, "dual_price_by_measure", "2025-08-05", [
        finding("2025-08-01", code="dual_price", measures=["terminate_agreement"])]),
    (ZX, MED, "NR-7", "2025-08-05", []),
    (ZX, MED, "NR-8A", "2025-08-05", [fact("2025-08-01", trace_device_installed=False)]),
    (ZX, MED, "NR-9", "2025-08-05", [fact("2025-08-01", code_terminal_tests=[{"on": "2025-08-01", "passed": False}])]),
    (ZX, SHOP, "NR-12", "2025-08-05", [fact("2025-08-01", management_area="B")]),
    (ZX, SHOP, "NR-12", "2025-08-05", [fact("2025-08-01", management_area="B", resource_plan={"area": "B"})]),
    (ZX, SHOP, "NR-13", "2025-08-05", [finding("2025-08-01", code="dual_price", sales_concerned=9000, serious=True)]),
    (ZX, SHOP, "NR-13", "2025-08-05", [fact("2025-08-01", price_pair={
        "insured_price": 2, "uninsured_price": 1, "qty": 1})]),
    (ZX, MED, "NR-14", "2025-12-05", [fact("2025-08-01", coaching={"problems": [{"text": "一"}]})]),
    (ZX, MED, "NR-15", "2025-08-05", [finding("2025-08-01", code="x", measure="not_renew")]),
    (ZX, MED, "DEF-1", "2025-12-10", [act("2025-11-15", "agreement.suspend", to="2026-02-15")]),
    (ZX, MED, "DEF-4", "2025-08-05", [finding("2025-08-01", code="x", measure="defer_signing")]),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "sector", "code", "day", "acts"), OPEN)
def test_a_gap_is_open_and_no_ground(regime: str, sector: str, code: str, day: str, acts: list[Row]) -> None:
    found = grounds(case(regime, sector, acts, management_area="A"), "X1", on(day)).value
    assert found.codes == frozenset()
    (gap,) = [x for x in found.open if x.code == code]
    assert gap.text and gap.clauses


@pytest.mark.parametrize(("day", "gaps"), [("2025-11-30", {"NR-7"}), ("2025-12-01", {"NR-7", "NR-3", "NR-8A", "NR-8B",
                                                                                   "NR-8C", "NR-9"})])  # fmt: skip
def test_bare_gaps_are_named_from_the_first_day_of_the_round(day: str, gaps: set[str]) -> None:
    found = grounds(case(ZX, MED, [], ROUND), "X1", on(day)).value
    assert {x.code for x in found.open} == gaps
    assert all(not x.clauses for x in found.open if x.code != "NR-7")


def test_reminders_too_few_leave_the_cause_open() -> None:
    acts = [act("2025-12-15", "agreement.remind")]
    found = grounds(case(ZX, SHOP, acts, ROUND), "X1", on("2026-01-01")).value
    assert "NR-5" not in found.codes and "NR-5" in {x.code for x in found.open}


def test_an_agreement_only_just_begun_is_not_due_in_the_round() -> None:
    acts = [fact("2025-01-20", signing_round={"reminders": ["2025-01-05", "2025-01-15"]})]
    june = {"signing_round": {"start": "2025-01-05", "end": "2025-01-31"}}
    assert grounds(case(ZX, SHOP, acts, june), "X1", on("2025-02-01")).value.codes == frozenset()


@pytest.mark.parametrize("change", ["deferred", "refused", "signed", "terminated"])
def test_not_signing_is_not_its_own_cause_where_the_agency_put_it_off(change: str) -> None:
    own: dict[str, Row] = {
        "deferred": act("2025-12-20", "renewal.defer", agreement="a1"),
        "refused": act("2025-12-20", "renewal.decide", agreement="a1", outcome="not_signed"),
        "signed": act("2025-12-20", "agreement.sign", start_on="2026-01-01", end_on="2026-12-31"),
        "terminated": act("2025-12-20", "agreement.terminate", ground="ZT-1"),
    }
    reminded = [act("2025-12-15", "agreement.remind"), act("2025-12-18", "agreement.remind")]
    assert grounds(case(ZX, SHOP, reminded, ROUND), "X1", on("2026-01-01")).value.codes == {"NR-5"}
    assert "NR-5" not in grounds(case(ZX, SHOP, [*reminded, own[change]], ROUND), "X1", on("2026-01-01")).value.codes


def test_a_consent_is_part_of_the_decision_itself() -> None:
    r = case(SG, MED, [act("2024-06-03", "agreement.request_termination")])
    hit = ground_hit(r, "X1", "TER-12", on("2024-06-05"))
    assert hit is not None and hit.nature == "neutral"
    assert ground_hit(case(SG, MED, []), "X1", "TER-12", on("2024-06-05")) is None
    assert ground_hit(r, "X1", "no such ground", on("2024-06-05")) is None


@pytest.mark.parametrize("code", ["TER-4", "TER-5"])
@pytest.mark.parametrize(
    ("penalty", "nature"),
    [
        ({"decided_on": "2024-06-10"}, "illegal"),
        ({"decided_on": "2024-06-01"}, "serious_breach"),
        ({"decided_on": "2024-06-20"}, "serious_breach"),
        ({"decided_on": "2024-06-01", "finding": "f1"}, "illegal"),
        ({"decided_on": "2024-06-10", "finding": "f9"}, "serious_breach"),
    ],
)
def test_a_penalty_for_it_makes_a_breach_illegal(code: str, penalty: Row, nature: str) -> None:
    found = {"TER-4": "settle_for_suspended", "TER-5": "resisting_inspection"}[code]
    acts = [
        finding("2024-06-05", code=found, aggravated=True, verified_on="2024-06-05"),
        fact("2024-06-05", penalties=[{"id": "p", "performance_status": "full", **penalty}]),
    ]
    (hit,) = judge(Scene(case(SG, MED, acts), "X1", on("2024-06-15")), code).hits
    assert hit.nature == nature


def test_a_nature_that_the_basis_sets() -> None:
    own = {"code": "x", "measure": "terminate_agreement", "basis": "某规章", "basis_level": "rule"}
    for nature in ("neutral", None):
        acts = [finding("2024-06-03", **own, **({"nature": nature} if nature else {}))]
        (hit,) = judge(Scene(case(SG, MED, acts), "X1", on("2024-06-05")), "TER-14").hits
        assert hit.nature == (nature or "by_basis")


@pytest.mark.parametrize("settled", ["no_measure", "dismiss", "explain"])
def test_a_finding_dropped_by_an_act_no_longer_counts(settled: str) -> None:
    act_name = {"no_measure": "finding.close", "dismiss": "finding.dismiss", "explain": "finding.explain"}[settled]
    more: dict[str, Any] = {"outcome": "no_measure"} if settled == "no_measure" else {}
    acts = [
        act("2025-06-03", "finding.verify", id="f1", code="licence_hanging"),
        {"on": "2025-06-10", "act": act_name, "of": "f1", **more},
    ]
    r = case(ZX, MED, acts)
    assert grounds(r, "X1", on("2025-06-09")).value.codes == {"NR-10A"}
    assert grounds(r, "X1", on("2025-06-10")).value.codes == frozenset()


def test_a_recovery_ordered_and_paid_in_two_parts() -> None:
    acts = [
        act("2025-11-01", "recovery.order", id="r1", amount=15000, due_on="2025-11-30"),
        {"on": "2025-11-20", "act": "recovery.pay", "of": "r1", "amount": 10000},
        {"on": "2025-12-20", "act": "recovery.pay", "of": "r1", "amount": 5000},
    ]
    r = case(ZX, MED, acts)
    met = {day: grounds(r, "X1", on(day)).value.codes for day in ("2025-11-30", "2025-12-01", "2025-12-20")}
    assert met == {"2025-11-30": frozenset(), "2025-12-01": {"DEF-3"}, "2025-12-20": frozenset()}


def test_a_rectification_after_a_finding_not_done_defers() -> None:
    order = act("2025-11-01", "rectification.order", id="z1", items=["一"], due_on="2025-11-30")
    checked = {"on": "2025-12-10", "act": "rectification.check", "of": "z1", "outcome": "passed"}
    r = case(ZX, MED, [order, checked])
    met = {day: grounds(r, "X1", on(day)).value.codes for day in ("2025-11-30", "2025-12-01", "2025-12-10")}
    assert met == {"2025-11-30": frozenset(), "2025-12-01": {"DEF-3"}, "2025-12-10": frozenset()}


def test_what_was_recorded_later_is_not_known_before() -> None:
    late = {**finding("2025-06-03", code="licence_hanging"), "recorded_on": "2025-06-20"}
    r = case(ZX, MED, [late])
    assert grounds(r, "X1", on("2025-06-10"), known_on=on("2025-06-19")).value.codes == frozenset()
    assert grounds(r, "X1", on("2025-06-10"), known_on=on("2025-06-20")).value.codes == {"NR-10A"}


def test_all_grounds_met_are_listed_and_holds_apart() -> None:
    acts = [
        finding("2025-06-03", code="fraud"),
        fact(
            "2025-06-03", findings=[{"id": "f2", "code": "forged_examination_reports"}], insurance_code_supported=False
        ),
    ]
    r = case(ZX, MED, acts)
    assert grounds(r, "X1", on("2025-06-05")).value.codes == {"ZT-1", "NR-9"}
    assert hold_hits(r, "X1", on("2025-06-05")).value.codes == {"HOLD-1"}
    assert ground_hit(r, "X1", "HOLD-1", on("2025-06-05")) is not None


def test_a_ground_cites_its_own_clause() -> None:
    r = case(ZX, MED, [fact("2025-06-03", insurance_code_supported=False)])
    found = grounds(r, "X1", on("2025-06-05"))
    assert "zizhiqu/2.2.9" in found.clauses and "zizhiqu/2.2.1" not in found.clauses


@pytest.mark.parametrize("name", names())
def test_every_row_of_a_regime_names_a_test_that_there_is(name: str) -> None:
    rules = load(name).institutions
    for table in TABLES if rules is not None else ():
        for code, row in (getattr(rules, table).value or {}).items():
            assert row.test in TESTS, (table, code)


ITEM = {"text": "一", "due_on": "2024-09-30"}


@pytest.mark.parametrize(
    ("item", "met"),
    [
        ({"checked": "failed"}, True),
        ({"checked": "failed", "checked_on": "2024-10-09"}, False),
        ({"checked": "passed"}, False),
        ({"checked": True}, True),
        ({"checked": True, "done_on": "2024-09-30"}, False),
        ({"checked": True, "done_on": "2024-10-09"}, True),
        ({"checked": False}, True),
        ({"checked": False, "due_on": "2024-10-08"}, False),
        ({"checked": False, "done_on": "2024-09-30"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("stated", [False, True])
def test_an_item_fails_by_its_check(item: Row, met: bool, stated: bool) -> None:
    items = [{**ITEM, **item}]
    by_act = act("2024-07-01", "agreement.suspend", to="2024-12-01", rectification_items=items)
    as_fact = fact("2024-07-01", suspensions=[{"decided_on": "2024-07-01", "rectification_items": items}])
    r = case(SG, MED, [as_fact if stated else by_act])
    assert (grounds(r, "X1", on("2024-10-08")).value.codes == {"TER-1B"}) is met


@pytest.mark.parametrize(
    ("received", "met"),
    [(False, True), ([], True), (["数据"], True), (["数据", "病历"], False), (True, False), ("2024-06-14", False),
     ("2024-06-18", True)],
)  # fmt: skip
def test_a_demand_stated_as_a_fact(received: Any, met: bool) -> None:
    stated = {"items": ["数据", "病历"], "due_on": "2024-06-14", "received": received}
    r = case(SG, MED, [fact("2024-06-05", document_demand=stated)])
    assert (grounds(r, "X1", on("2024-06-17")).value.codes == {"SUS-2"}) is met


@pytest.mark.parametrize(
    ("notice", "day", "met"),
    [
        ({}, "2025-05-19", False),
        ({}, "2025-05-20", True),
        ({"due_on": "2025-05-16"}, "2025-05-17", True),
        ({"extended_to": "2025-05-26"}, "2025-05-26", False),
        ({"extended_to": "2025-05-26"}, "2025-05-27", True),
        ({"delivered_on": "2025-05-21"}, "2025-05-20", False),
    ],
)
def test_a_final_notice_stated_as_a_fact(notice: Row, day: str, met: bool) -> None:
    r = case(ZX, MED, [fact("2025-05-12", final_notice={"delivered_on": "2025-05-12", **notice})])
    assert (grounds(r, "X1", on(day)).value.codes == {"ZT-2"}) is met


def test_a_part_in_time_names_what_is_missing() -> None:
    acts = [
        act("2025-05-06", "document.demand", items=["凭证", "病历"], due_on="2025-05-09"),
        act("2025-05-12", "document.final_notice", delivered_on="2025-05-12"),
        act("2025-05-15", "document.provide", items=["凭证"]),
        act("2025-05-20", "document.provide", items=["病历"]),
    ]
    (hit,) = grounds(case(ZX, MED, acts), "X1", on("2025-05-20")).value.hits
    assert hit.code == "ZT-2" and "病历" in hit.text and "凭证" not in hit.text


def test_a_move_filed_as_a_change_of_area() -> None:
    full = {"area": "B", "target": 30, "used": 30}
    acts = [
        act("2025-10-20", "change.apply", field="management_area", value="B"),
        fact("2025-10-20", resource_plan=full),
    ]
    assert grounds(case(ZX, SHOP, acts, management_area="A"), "X1", on("2025-10-20")).value.codes == {"NR-12"}
    assert grounds(case(ZX, MED, acts, management_area="A"), "X1", on("2025-10-20")).value.codes == frozenset()


def test_a_plan_not_yet_in_force_has_no_room() -> None:
    plan = {"area": "B", "target": 30, "used": 1, "effective_on": "2025-11-01"}
    r = case(ZX, SHOP, [fact("2025-10-20", management_area="B", resource_plan=plan)], management_area="A")
    assert grounds(r, "X1", on("2025-10-31")).value.codes == {"NR-12"}
    assert grounds(r, "X1", on("2025-11-01")).value.codes == frozenset()


def test_all_three_trace_defects_where_only_together_they_count() -> None:
    facts: Row = {"trace_device_installed": False, "trace_scan_rate": 0, "code_based_payment_enabled": False}
    parameters = {"trace_required_by": "2025-06-30", "trace_defects_logic": "all"}
    every = {"NR-8A", "NR-8B", "NR-8C"}
    for left_out in (None, *facts):
        own = {k: v for k, v in facts.items() if k != left_out}
        found = grounds(case(ZX, SHOP, [fact("2025-07-01", **own)], parameters), "X1", on("2025-07-02")).value.codes
        assert found == (every if left_out is None else frozenset())
    r = case(ZX, SHOP, [fact("2025-06-30", **facts)], parameters)
    assert grounds(r, "X1", on("2025-06-30")).value.codes == frozenset()


def test_the_response_to_withheld_data_is_the_regimes() -> None:
    demand = [act("2024-06-05", "document.demand", due_on="2024-06-14")]
    other = {"data_withheld_response": "hold_then_terminate"}
    assert grounds(case(SG, MED, demand, other), "X1", on("2024-06-17")).value.codes == frozenset()
    notice = [act("2025-05-12", "document.final_notice"), act("2025-05-06", "document.demand", due_on="2025-05-09")]
    own = case(ZX, MED, notice, {"data_withheld_response": "mandatory_suspension"})
    assert grounds(own, "X1", on("2025-05-20")).value.codes == frozenset()
    assert hold_hits(own, "X1", on("2025-05-20")).value.codes == frozenset()


def test_no_roll_where_the_regime_rolls_nothing() -> None:
    rule = {"counting_rules": {"start_day": "excluded", "rest_day_roll": "none"}}
    notice = [act("2025-05-24", "document.final_notice")]
    for parameters, first in (({}, "2025-06-04"), (rule, "2025-06-03")):
        r = case(ZX, MED, notice, parameters)
        assert grounds(r, "X1", on(first)).value.codes == {"ZT-2"}
        before = on(first).fromordinal(on(first).toordinal() - 1)
        assert grounds(r, "X1", before).value.codes == frozenset()


def test_a_round_opened_for_the_area_counts_for_those_in_it() -> None:
    opened = {"on": "2025-11-20", "act": "renewal.open_round", "area": "甲区", "start_on": "2025-12-01",
              "end_on": "2025-12-31"}  # fmt: skip
    acts = [opened, act("2025-11-15", "agreement.suspend", to="2026-02-15")]
    for area, met in (("甲区", {"DEF-1"}), ("乙区", set()), (None, {"DEF-1"})):
        r = case(ZX, MED, acts, **({"pooling_area": area} if area else {}))
        assert grounds(r, "X1", on("2025-12-10")).value.codes == met
        assert grounds(r, "X1", on("2025-11-19")).value.codes == frozenset()
