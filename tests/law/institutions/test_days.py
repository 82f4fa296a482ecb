"""The day itself, the day before and the day after: where a rule on institutions compares days, each has its side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from dingdian.law.deadlines import Query
from dingdian.law.institutions.agreements import agreements, resumption_wish, suspensions
from dingdian.law.institutions.counting import active_days, signed_in_round, suspended_days
from dingdian.law.institutions.deadlines import DEADLINES
from dingdian.law.institutions.documents import demands, last_chance
from dingdian.law.institutions.ground_tests_duties import areas
from dingdian.law.institutions.ground_tests_signing import settled_in
from dingdian.law.institutions.grounds import judge
from dingdian.law.institutions.licences import expired, lost
from dingdian.law.institutions.money import recovery_of
from dingdian.law.institutions.payment import payment_of
from dingdian.law.institutions.plan import active_plan, published_plan
from dingdian.law.institutions.records import Licence
from dingdian.law.institutions.rows import Share
from dingdian.law.institutions.scene import Scene
from dingdian.law.institutions.standing import status_on
from dingdian.law.institutions.tasks import tasks
from dingdian.law.processes.admit import examine
from dingdian.law.register import Register

from .ground_cases import ACT, MED, PLACE, SG, SHOP, ZX, Row, act, case, fact, finding, on
from .stories import CLINIC, SETTING, holds, register


def scene(r: Register, day: str) -> Scene:
    return Scene(r, PLACE, on(day))


# Agreements


@pytest.mark.parametrize(("start", "parent"), [("2024-01-01", "a1"), ("2024-12-31", "a1"), ("2025-01-01", None)])
def test_a_supplement_follows_the_main_agreement_that_runs_when_it_begins(start: str, parent: str | None) -> None:
    sign = act("2023-12-20", "agreement.sign", id="s1", kind="internet_plus_supplement", start_on=start,
               end_on="2025-06-30")  # fmt: skip
    r = case(SG, MED, [sign, act("2024-06-03", "agreement.suspend", ground="SUS-1", **{"from": "2024-06-04"})])
    assert [x.parent for x in agreements(r, PLACE) if x.ref == "s1"] == [parent]


WISH = act("2024-06-20", "agreement.request_resumption")


@pytest.mark.parametrize(
    ("after", "wish"),
    [
        ([], (date(2024, 6, 20), None)),
        ([("2024-06-19", "agreement.refuse_request")], (date(2024, 6, 20), None)),
        ([("2024-06-20", "agreement.refuse_request")], (date(2024, 6, 20), date(2024, 6, 20))),
        ([("2024-06-21", "agreement.refuse_request")], (date(2024, 6, 20), date(2024, 6, 21))),
        ([("2024-06-19", "agreement.withdraw_request")], (date(2024, 6, 20), None)),
        ([("2024-06-20", "agreement.withdraw_request")], None),
        ([("2024-06-21", "agreement.withdraw_request")], None),
    ],
)
def test_a_wish_to_go_on_is_answered_from_its_day_on(
    after: list[tuple[str, str]], wish: tuple[date, date | None] | None
) -> None:
    wished = act("2024-03-01", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-04"})
    r = case(SG, MED, [wished, WISH])
    for day, name in after:
        r.add(ACT.validate_python(act(day, name)))
    (s,) = suspensions(r, PLACE)
    found = resumption_wish(r, PLACE, s)
    assert (found and (found.asked_on, found.refused_on)) == wish


@pytest.mark.parametrize(("asked_on", "counts"), [("2024-02-29", False), ("2024-03-01", True), ("2024-03-02", True)])
def test_a_wish_to_go_on_comes_no_sooner_than_the_suspension(asked_on: str, counts: bool) -> None:
    wished = act("2024-03-01", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-04"})
    r = case(SG, MED, [wished])
    r.add(ACT.validate_python(act(asked_on, "agreement.request_resumption")))
    (s,) = suspensions(r, PLACE)
    assert (resumption_wish(r, PLACE, s) is not None) is counts


# What is known


@pytest.mark.parametrize(("known_on", "due"), [("2024-06-02", None), ("2024-06-03", date(2024, 8, 2))])
def test_a_dispute_has_a_limit_from_the_day_on_which_the_decision_is_known(known_on: str, due: date | None) -> None:
    end = act("2024-06-03", "agreement.terminate", id="t1", ground="TER-4", recorded_on="2024-06-03")
    limits = {"reconsideration": {"value": 60, "unit": "day"}}
    r = case(SG, MED, [end], {"dispute_limits": limits})
    query = Query(of="t1", field="reconsideration", known_on=on(known_on))
    found = DEADLINES["dispute.open"](r, query).value
    assert (found and found.day) == due


@pytest.mark.parametrize("received_on", ["2025-05-19", "2025-05-20", "2025-05-21"])
def test_documents_stated_as_received_are_here_from_that_day(received_on: str) -> None:
    stated = {"items": ["凭证"], "delivered_on": "2025-05-06", "due_on": "2025-05-09", "received_on": received_on}
    r = case(ZX, MED, [fact("2025-05-06", document_demand=stated)])
    (found,) = demands(scene(r, "2025-05-20"))
    here = received_on <= "2025-05-20"
    assert (found.provided_on, found.missing) == ((on(received_on), ()) if here else (None, ("凭证",)))


def test_what_was_provided_counts_from_the_demand_to_the_day() -> None:
    demand = act("2025-05-06", "document.demand", id="d1", items=["凭证"], due_on="2025-05-09")
    for day, here in (("2025-05-05", False), ("2025-05-06", True), ("2025-05-20", True), ("2025-05-21", False)):
        r = case(ZX, MED, [demand, act(day, "document.provide", items=["凭证"])])
        (found,) = demands(scene(r, "2025-05-20"))
        assert (found.provided_on is not None) is here, day


# Papers


@pytest.mark.parametrize(("issued_on", "cured"), [("2024-06-09", True), ("2024-06-10", True), ("2024-06-11", False)])
def test_a_new_paper_cures_the_old_one_from_the_day_of_its_issue(issued_on: str, cured: bool) -> None:
    kind, kinds = "medical_institution_license", ("medical_institution_license",)
    new = {"kind": kind, "issued_on": issued_on, "valid_until": "2027-12-31"}
    old = {"kind": kind, "valid_until": "2024-06-09"}
    gone = {"kind": kind, "status": "revoked", "status_since": "2024-06-10"}
    for first, judged in ((old, expired), (gone, lost)):
        facts = scene(case(SG, MED, [], licences=[first, new]), "2024-06-10").facts
        assert bool(judged(facts, on("2024-06-10"), kinds)) is not cured
    facts = scene(case(SG, MED, [], licences=[old, gone]), "2024-06-10").facts
    assert [bool(expired(facts, on(d), kinds)) for d in ("2024-06-09", "2024-06-10")] == [False, True]
    assert [bool(lost(facts, on(d), kinds)) for d in ("2024-06-09", "2024-06-10")] == [False, True]


# Money


@pytest.mark.parametrize(("stated_on", "counts"), [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True)])
def test_a_sum_without_a_period_is_that_of_a_term_that_has_begun(stated_on: str, counts: bool) -> None:
    s = scene(case(ZX, MED, [fact(stated_on, settled_amount=5)]), "2025-12-31")
    assert s.line is not None
    assert (settled_in(s, s.line) is not None) is counts
    later = scene(case(ZX, MED, [fact("2026-01-15", settled_amount=5)]), "2026-01-15")
    assert settled_in(later, s.line) == 5


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2024-06-01", "2024-12-31", False),
        ("2024-06-01", "2025-01-01", True),
        ("2025-12-31", "2026-06-30", True),
        ("2026-01-01", "2026-06-30", False),
        (None, "2024-12-31", False),
        (None, "2025-01-01", True),
        ("2025-12-31", None, True),
        ("2026-01-01", None, False),
    ],
)
def test_a_sum_of_a_period_is_that_of_the_term_it_touches(first: str | None, last: str | None, counts: bool) -> None:
    row: Row = {"from_": first, "to": last}
    told = fact("2026-07-01", settled_amount=5, **{k: v for k, v in row.items() if v is not None})
    r = case(ZX, MED, [told])
    line = scene(r, "2025-06-01").line
    assert line is not None
    assert (settled_in(scene(r, "2026-07-01"), line) is not None) is counts


@pytest.mark.parametrize(("day", "paid_on"), [("2024-07-25", None), ("2024-07-26", "07-26"), ("2024-07-27", "07-26")])
def test_a_declaration_is_paid_on_the_day_of_payment(day: str, paid_on: str | None) -> None:
    acts = (
        f"- {{on: 2024-06-17, act: settlement.declare, id: d1, institution: {CLINIC}, amount: 1000}}\n"
        "- {on: 2024-07-01, act: settlement.review, of: d1, outcome: passed}\n"
        "- {on: 2024-07-26, act: settlement.pay, of: d1}\n"
    )
    found = payment_of(register(acts), "d1", on(day)).value.paid_on
    assert found == (on(f"2024-{paid_on}") if paid_on else None)


# Plans and places


@pytest.mark.parametrize(
    ("day", "known_on", "there"),
    [
        ("2025-01-01", None, False),
        ("2025-01-02", None, False),
        ("2025-01-05", None, True),
        ("2025-05-31", None, True),
        ("2025-06-02", None, False),
        ("2025-06-02", "2025-06-01", True),
        ("2025-06-02", "2025-06-02", False),
    ],
)
def test_a_plan_is_there_from_its_publication_until_the_day_of_its_successor(
    day: str, known_on: str | None, there: bool
) -> None:
    acts = [
        {"on": "2025-01-02", "act": "plan.draft", "id": "p1", "area": "甲区", "sector": SHOP, "quota": 3},
        {"on": "2025-01-05", "act": "plan.publish", "of": "p1"},
        {"on": "2025-06-02", "act": "plan.supersede", "of": "p1"},
    ]
    r = case(ZX, SHOP, acts, pooling_area="甲区")
    assert (active_plan(r, PLACE, on(day), on(known_on) if known_on else None) is not None) is there


def test_before_the_first_agreement_nobody_has_moved() -> None:
    r = case(ZX, SHOP, [fact("2024-11-04", management_area="B")], management_area="A")
    assert scene(r, "2024-11-05").line is None
    assert areas(scene(r, "2024-11-05")) is None


# Duties


@pytest.mark.parametrize(
    ("limits", "day", "met"),
    [
        (None, "2024-06-13", False),
        (None, "2024-06-14", True),
        ({"closure": 5}, "2024-06-11", False),
        ({"closure": 5}, "2024-06-12", True),
        ({"closure": {"value": 1, "unit": "month"}}, "2024-07-03", False),
        ({"closure": {"value": 1, "unit": "month"}}, "2024-07-04", True),
    ],
)
def test_closing_is_reported_in_the_agreements_time_else_in_the_rules(limits: Row | None, day: str, met: bool) -> None:
    rule = {"closure_report_limit": {"value": 10, "unit": "day"}}
    r = case(SG, MED, [fact("2024-06-03", closed_on="2024-06-03")], rule, {"limits": limits} if limits else None)
    assert bool(judge(scene(r, day), "TER-7").hits) is met


@pytest.mark.parametrize(("told", "met"), [("2024-06-14", False), ("2024-06-15", True), (None, True)])
def test_closing_that_was_reported_by_the_day_is_no_ground(told: str | None, met: bool) -> None:
    rule = {"closure_report_limit": {"value": 10, "unit": "day"}}
    reported = {"closure_reported_on": told} if told else {}
    r = case(SG, MED, [fact("2024-06-03", closed_on="2024-06-03", **reported)], rule)
    assert bool(judge(scene(r, "2024-06-14"), "TER-7").hits) is met


# Signing


@pytest.mark.parametrize(("end", "words"), [("2024-07-31", "早于首日"), ("2024-08-01", None), ("2024-08-02", None)])
def test_an_agreement_may_last_one_day(end: str, words: str | None) -> None:
    sign = act("2024-07-15", "agreement.sign", id="a2", agreement="a1", start_on="2024-08-01", end_on=end)
    texts = [o.text for o in examine(case(SG, MED, []), ACT.validate_python(sign))]
    assert any("早于首日" in t for t in texts) is (words is not None)


def test_a_hold_lasts_until_the_day_before_its_release() -> None:
    acts = (
        f"- {{on: 2024-06-03, act: settlement.hold, id: h1, institution: {CLINIC}, reason: 待查}}\n"
        f"- {{on: 2024-06-20, act: settlement.release, institution: {CLINIC}, of: h1, reason: 查清}}\n"
    )
    days = (("2024-06-02", "in_force"), ("2024-06-03", "settlement_hold"), ("2024-06-19", "settlement_hold"),
            ("2024-06-20", "in_force"))  # fmt: skip
    holds(acts, "".join(f"- {{on: {d}, institution: {CLINIC}, status: {s}}}\n" for d, s in days))


# Facts, rounds, items


def test_a_fact_with_a_last_day_gives_way_the_day_after() -> None:
    passing = fact("2024-06-03", beds_approved=80, **{"from": "2024-06-05", "to": "2024-06-10"})
    r = case(SG, MED, [passing], beds_approved=100)
    beds = {d: scene(r, f"2024-06-{d}").facts.beds_approved for d in ("04", "05", "10", "11")}
    assert beds == {"04": 100, "05": 80, "10": 80, "11": 100}


@pytest.mark.parametrize(
    ("day", "known_on", "end"),
    [
        ("2025-11-19", None, None),
        ("2025-11-20", None, "2025-12-31"),
        ("2025-11-20", "2025-11-21", None),
        ("2025-11-20", "2025-11-22", "2025-12-31"),
    ],
)
def test_a_round_counts_from_the_day_it_is_opened_as_it_became_known(
    day: str, known_on: str | None, end: str | None
) -> None:
    opened = {"on": "2025-11-20", "recorded_on": "2025-11-22", "act": "renewal.open_round", "end_on": "2025-12-31"}
    r = case(ZX, MED, [opened])
    found = Scene(r, PLACE, on(day), on(known_on) if known_on else None).round.end
    assert found == (on(end) if end else None)


@pytest.mark.parametrize(
    ("item", "day", "failed"),
    [
        ({"checked": False, "due_on": "2024-08-01"}, "2024-08-01", False),
        ({"checked": False, "due_on": "2024-08-01"}, "2024-08-02", True),
        ({"checked": False, "due_on": "2024-08-01", "done_on": "2024-08-10"}, "2024-08-09", True),
        ({"checked": False, "due_on": "2024-08-01", "done_on": "2024-08-10"}, "2024-08-10", False),
        ({"checked": "failed", "checked_on": "2024-08-10"}, "2024-08-09", False),
        ({"checked": "failed", "checked_on": "2024-08-10"}, "2024-08-10", True),
    ],
)
def test_an_item_to_put_right_is_judged_by_its_days(item: Row, day: str, failed: bool) -> None:
    items = [{"text": "一", **item}]
    stop = act("2024-07-01", "agreement.suspend", ground="SUS-1", to="2024-12-01", rectification_items=items)
    assert bool(judge(scene(case(SG, MED, [stop]), day), "TER-1B").hits) is failed


@pytest.mark.parametrize(
    ("to", "status"), [("2025-12-30", "ended"), ("2025-12-31", "ended"), ("2026-01-01", "deferred")]
)
def test_only_a_suspension_beyond_the_last_day_defers_signing(to: str, status: str) -> None:
    stop = act("2025-11-15", "agreement.suspend", ground="ZT-1", **{"from": "2025-11-17"}, to=to)
    r = case(ZX, MED, [stop], {"on_term_end": "auto_end"})
    assert [status_on(r, PLACE, on(d)).value for d in ("2025-12-31", "2026-01-01")] == ["suspended", status]


@pytest.mark.parametrize(
    ("day", "held_on", "outcome"),
    [
        ("2025-11-30", None, "nothing"),
        ("2025-12-01", None, "open"),
        ("2025-12-20", "2025-11-30", "nothing"),
        ("2025-12-10", "2025-12-01", "nothing"),
        ("2025-12-11", "2025-12-01", "met"),
    ],
)
def test_a_channel_that_lies_idle_is_asked_about_after_its_year(day: str, held_on: str | None, outcome: str) -> None:
    asked = {"interview": {"held_on": held_on, "due_on": "2025-12-10"}} if held_on else {}
    told = fact("2025-01-02", dual_channel_since="2023-01-01", last_dual_channel_service_on="2024-11-30", **asked)
    found = judge(scene(case(ZX, SHOP, [told]), day), "ZT-6")
    assert ("met" if found.hits else "open" if found.open else "nothing") == outcome


@pytest.mark.parametrize(("sold", "open_"), [("2999.99", False), ("3000", True)])
def test_dual_prices_of_just_the_large_sum_are_to_be_judged(sold: str, open_: bool) -> None:
    own = finding("2025-09-10", code="dual_price", sales_concerned=Decimal(sold))
    r = case(ZX, SHOP, [own], {"dual_price_large_amount_cny": 3000})
    assert bool(judge(scene(r, "2025-09-10"), "NR-13").open) is open_


@pytest.mark.parametrize(("day", "open_"), [("2024-06-19", set()), ("2024-06-20", {"decide_resumption"})])
def test_a_wish_to_go_on_is_a_task_from_its_day(day: str, open_: set[str]) -> None:
    wished = act("2024-03-01", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-04"})
    names = tasks(case(SG, MED, [wished, WISH]), PLACE, on(day)).value
    assert names & {"decide_resumption"} == open_


# As it became known


def test_money_is_paid_and_paid_back_from_the_day_it_is_known() -> None:
    acts = [
        act("2024-06-17", "settlement.declare", id="d1", amount=1000),
        {"on": "2024-07-20", "recorded_on": "2024-07-24", "act": "settlement.pay", "of": "d1"},
        act("2024-06-20", "recovery.order", id="o1", kind="recovery", amount=500),
        {
            "on": "2024-07-20",
            "recorded_on": "2024-07-24",
            "act": "recovery.pay",
            "of": "o1",
            "amount": 200,
            "mode": "cash",
        },
    ]
    r = case(SG, MED, acts)
    for known, paid_on, back in (
        ("2024-07-23", None, 0),
        ("2024-07-24", date(2024, 7, 20), 200),
        (None, date(2024, 7, 20), 200),
    ):
        as_of = on(known) if known else None
        assert payment_of(r, "d1", on("2024-08-01"), as_of).value.paid_on == paid_on
        assert recovery_of(r, "o1", as_of).value.performed == back


@pytest.mark.parametrize(("published_on", "rests"), [("2025-02-28", True), ("2025-03-01", True), ("2025-03-02", False)])
def test_a_decision_rests_on_a_plan_from_the_day_of_its_publication(published_on: str, rests: bool) -> None:
    plan = {"effective_on": "2025-01-01", "published_on": published_on}
    r = case(ZX, SHOP, [], pooling_area="甲区", resource_plan=plan)
    assert (published_plan(r, PLACE, on("2025-03-01")) is not None) is rests


# Notices, sites, rounds, papers


@pytest.mark.parametrize(("day", "told"), [("2025-05-11", False), ("2025-05-12", True), ("2025-05-13", True)])
def test_a_final_notice_is_there_on_the_day_it_is_delivered(day: str, told: bool) -> None:
    for notice in (
        fact("2025-05-01", final_notice={"delivered_on": "2025-05-12"}),
        act("2025-05-12", "document.final_notice", delivered_on="2025-05-12"),
    ):
        assert (last_chance(scene(case(ZX, MED, [notice]), day)) is not None) is told


def test_a_person_works_in_a_department_from_the_first_to_the_last_day_there() -> None:
    setting = SETTING + (
        "people: [{code: P1, role: medical, sites: [{institution: H44020100001, department: 骨科, filed_on: 2024-06-03,"
        " left_on: 2024-06-20}]}]\n"
    )
    act_ = (
        f"- {{on: 2024-05-06, act: restriction.impose, institution: {CLINIC}, department: 骨科, kind: end_settlement,"
        " reason: 违规}\n"
    )
    days = (("06-02", "pay"), ("06-03", "deny"), ("06-20", "deny"), ("06-21", "pay"))
    checks = "".join(
        f"- {{claim: {{on: 2024-{d}, institution: {CLINIC}, person: P1}}, outcome: {o}}}\n" for d, o in days
    )
    holds(act_, checks, setting=setting)


@pytest.mark.parametrize(
    ("signed_on", "counts"),
    [("2025-11-30", False), ("2025-12-01", True), ("2025-12-20", True), ("2025-12-21", False), ("2025-12-31", False)],
)
def test_what_is_signed_from_the_first_day_of_the_round_is_counted(signed_on: str, counts: bool) -> None:
    round_ = fact("2025-11-01", signing_round={"start": "2025-12-01", "end": "2025-12-31"})
    sign = act(signed_on, "agreement.sign", id="a2", start_on="2026-01-01", end_on="2026-12-31", channel="online")
    found = signed_in_round(scene(case(ZX, MED, [round_, sign]), "2025-12-20"))
    assert (found.online, found.signed) == ((1, 1) if counts else (0, 0))


@pytest.mark.parametrize(("status", "judged"), [("expired", expired), ("revoked", lost), ("cancelled", lost)])
def test_a_paper_is_what_it_is_said_to_be_from_that_day(status: str, judged: Callable[..., list[Licence]]) -> None:
    kind = "medical_institution_license"
    paper = {"kind": kind, "status": status, "status_since": "2024-06-10"}
    facts = scene(case(SG, MED, [], licences=[paper]), "2024-06-10").facts
    assert [bool(judged(facts, on(d), (kind,))) for d in ("2024-06-09", "2024-06-10")] == [False, True]


@pytest.mark.parametrize(("day", "words"), [("2024-06-24", "已申请恢复，请决定"), ("2024-06-25", "恢复申请已退回")])
def test_a_wish_to_go_on_is_refused_from_that_day(day: str, words: str) -> None:
    wished = act("2024-03-01", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-04"})
    r = case(SG, MED, [wished, WISH, act("2024-06-25", "agreement.refuse_request")])
    assert any(words in reason.text for reason in tasks(r, PLACE, on(day)).reasons)


@pytest.mark.parametrize(("day", "met"), [("2025-12-30", False), ("2025-12-31", False), ("2026-01-01", True)])
def test_a_suspension_that_should_be_over_defers_only_after_the_round(day: str, met: bool) -> None:
    round_ = fact("2025-11-01", signing_round={"start": "2025-12-01", "end": "2025-12-31"})
    stop = act("2025-11-15", "agreement.suspend", ground="x", to="2025-12-31")
    r = case(ZX, MED, [round_, stop], agreement={"end_on": "2026-06-30"})
    assert bool(judge(scene(r, day), "DEF-1").hits) is met


@pytest.mark.parametrize(("resumed_on", "status"), [("2024-08-29", "in_force"), ("2024-08-30", "ended")])
def test_who_goes_on_the_day_after_the_longest_suspension_keeps_the_agreement(resumed_on: str, status: str) -> None:
    wished = act("2023-11-20", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-01"})
    r = case(SG, MED, [wished, act(resumed_on, "agreement.resume", checked="passed")])
    assert [status_on(r, PLACE, on(d)).value for d in ("2024-08-28", "2024-08-30")] == ["suspended", status]


@pytest.mark.parametrize(
    ("stated", "active"),
    [
        ({"adopted_on": "2025-02-28"}, True),
        ({"adopted_on": "2025-03-01"}, True),
        ({"adopted_on": "2025-03-02"}, False),
        ({}, True),
        ({"effective_on": "2025-03-01"}, True),
        ({"effective_on": "2025-03-02"}, False),
        ({"adopted_on": "2025-02-28", "effective_on": None}, False),
    ],
)
def test_a_plan_counts_from_its_effect_else_from_its_adoption(stated: Row, active: bool) -> None:
    r = case(ZX, SHOP, [], pooling_area="甲区", resource_plan={"target": 30, **stated})
    assert (active_plan(r, PLACE, on("2025-03-01")) is not None) is active


@pytest.mark.parametrize(("resumed_on", "days"), [("2025-03-03", 0), ("2025-03-04", 1), ("2025-03-05", 2)])
def test_a_suspension_of_one_day_is_one_day(resumed_on: str, days: int) -> None:
    stop = act("2025-03-03", "agreement.suspend", ground="x", to="2025-06-30")
    s = scene(case(ZX, MED, [stop, act(resumed_on, "agreement.resume", checked="passed")]), "2025-12-31")
    assert s.line is not None
    assert suspended_days(s, date(2025, 1, 1), date(2025, 12, 31)) == days
    assert active_days(s, s.line) == 365 - days
    for first, last, inside in (("03-03", "03-03", min(days, 1)), ("03-04", "03-03", 0), ("03-01", "03-02", 0)):
        assert suspended_days(s, on(f"2025-{first}"), on(f"2025-{last}")) == inside


@pytest.mark.parametrize(
    ("found_on", "filed_on", "day", "met"),
    [
        ("2024-07-20", None, "2024-07-29", False),  # the thirtieth working day
        ("2024-07-20", None, "2024-07-30", True),
        ("2024-07-20", "2024-07-29", "2024-07-30", False),
        ("2024-07-20", "2024-07-30", "2024-07-30", True),
        ("2024-08-05", "2024-08-05", "2024-08-10", False),
        ("2024-08-05", "2024-08-06", "2024-08-10", True),
    ],
)
def test_a_change_is_filed_in_time_or_before_it_is_found(
    found_on: str, filed_on: str | None, day: str, met: bool
) -> None:
    change: Row = {"field": "registered_address", "approved_on": "2024-06-17"}
    acts = [act(found_on, "change.discover", **change)]
    acts += [act(filed_on, "change.apply", **change)] if filed_on else []
    assert bool(judge(scene(case(SG, MED, acts), day), "TER-6").hits) is met


@pytest.mark.parametrize(("day", "due"), [("2024-08-27", True), ("2024-08-28", True), ("2024-08-29", False)])
def test_asking_to_go_on_is_due_through_the_last_day(day: str, due: bool) -> None:
    wished = act("2023-11-20", "agreement.suspend", id="s1", on_request=True, **{"from": "2024-03-01"})
    assert ("resumption_due" in tasks(case(SG, MED, [wished]), PLACE, on(day)).value) is due


@pytest.mark.parametrize(("failed_on", "met"), [("2024-06-30", False), ("2024-07-01", True), ("2024-07-02", True)])
def test_a_failed_check_stated_as_a_fact_falls_into_the_suspension(failed_on: str, met: bool) -> None:
    stop = act("2024-07-01", "agreement.suspend", ground="SUS-1", **{"from": "2024-07-01"}, to="2024-12-01")
    r = case(SG, MED, [stop, fact("2024-07-10", rectification_failed_on=failed_on)])
    assert bool(judge(scene(r, "2024-07-10"), "TER-1B").hits) is met


@pytest.mark.parametrize(("checked_on", "met"), [("2025-07-09", True), ("2025-07-10", False), ("2025-07-11", False)])
def test_an_interview_is_answered_by_a_check_from_its_day_on(checked_on: str, met: bool) -> None:
    acts = [
        fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False),
        fact("2025-07-10", interview={"held_on": "2025-07-10", "due_on": "2025-08-10"}),
        act("2025-07-01", "rectification.order", id="z1", kind="interview", items=["一"], due_on="2025-08-10"),
        {"on": checked_on, "act": "rectification.check", "of": "z1", "outcome": "passed"},
    ]
    assert bool(judge(scene(case(ZX, SHOP, acts), "2025-08-11"), "ZT-6").hits) is met


@pytest.mark.parametrize(("rectified_on", "met"), [("2025-06-30", False), ("2025-07-01", False), ("2025-07-02", True)])
def test_a_decision_not_executed_defers_until_it_is_put_right(rectified_on: str, met: bool) -> None:
    own = finding("2025-06-02", code="x", executed=False, rectified_on=rectified_on)
    assert bool(judge(scene(case(ZX, MED, [own]), "2025-07-01"), "DEF-3").hits) is met


@pytest.mark.parametrize(
    ("least", "part", "reached"), [("at_least", 9, True), ("more_than", 9, False), ("more_than", 10, True)]
)
def test_a_share_may_have_to_be_reached_or_passed(
    least: Literal["at_least", "more_than"], part: int, reached: bool
) -> None:
    assert Share(value=Decimal("0.9"), comparison=least).reached(part, 10) is reached
    assert not Share(value=Decimal("0.9"), comparison=least).reached(8, 10)


@pytest.mark.parametrize(("closed_on", "open_"), [("2024-06-09", 1), ("2024-06-10", 1), ("2024-06-11", 0)])
def test_closing_is_asked_about_from_its_day(closed_on: str, open_: int) -> None:
    r = case(SG, MED, [fact("2024-06-01", closed_on=closed_on)])
    assert len(judge(scene(r, "2024-06-10"), "TER-7").open) == open_
