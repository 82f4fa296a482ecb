"""Counts and screens that decisions rest on: exact, with what was left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dingdian.law.institutions import coaching, counting, dual_price, licences, trace
from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.grounds import grounds
from dingdian.law.institutions.records import Coaching, PricePair, SigningRound
from dingdian.law.institutions.scene import Scene
from dingdian.located import Document
from dingdian.regimes import load, with_overrides

from .ground_cases import act, case, fact, on

ZX, SG = "zizhiqu-2025", "shaoguan-2023"
MED, SHOP = "medical_institution", "retail_pharmacy"


def rules(**parameters: object):  # type: ignore[no-untyped-def]
    return with_overrides(ZX, parameters, Document("case", {}, {})).rules


# Signing rate


@pytest.mark.proves("zizhiqu/1.4c")
@pytest.mark.parametrize(
    ("online", "signed", "rate", "met"),
    [(180, 200, "0.9", True), (179, 200, "0.895", False), (1799, 2000, "0.8995", False), (0, 0, None, False)],
)
def test_signing_rate_is_exact_and_not_rounded_up(online: int, signed: int, rate: str | None, met: bool) -> None:
    round_ = SigningRound(signed_online=online, signed_total=signed, due_total=250)
    found = counting.net_signing_rate(round_, rules().net_signing_rate_min.value)
    assert found.rate == (Decimal(rate) if rate else None)
    assert found.met is met


@pytest.mark.proves("zizhiqu/1.4c")
def test_rate_is_over_those_signed_and_shown_beside_that_over_all_due() -> None:
    found = counting.net_signing_rate(
        SigningRound(signed_online=180, signed_total=200, due_total=250), rules().net_signing_rate_min.value
    )
    assert (found.rate, found.rate_over_due, found.met) == (Decimal("0.9"), Decimal("0.72"), True)
    assert rules().net_signing_rate_min.value.denominator == "agreements_signed_in_round"


def test_no_least_share_no_verdict() -> None:
    stated = SigningRound(signed_online=1, signed_total=2)
    assert counting.net_signing_rate(stated, load(SG).rules.net_signing_rate_min.value).met is None
    for unknown in (SigningRound(), SigningRound(signed_online=5), SigningRound(signed_total=5)):
        assert counting.net_signing_rate(unknown, rules().net_signing_rate_min.value).met is None


def test_rate_from_the_agreements_signed_in_the_round() -> None:
    year = {"start_on": "2026-01-01", "end_on": "2026-12-31"}
    signed = [
        act("2025-12-02", "agreement.sign", channel="online", **year),
        act("2025-12-31", "agreement.sign", channel="offline", **year),
        act("2025-11-30", "agreement.sign", channel="offline", **year),
        act("2026-01-02", "agreement.sign", channel="offline", **year),
    ]
    r = case(ZX, MED, signed, {"signing_round": {"start": "2025-12-01", "end": "2025-12-31"}})
    found = counting.signed_in_round(Scene(r, "X1", on("2026-01-05")))
    assert (found.online, found.signed, found.met) == (1, 2, False)


# Suspensions and active days


def stop(day: str, to: str, **more: object) -> dict[str, object]:
    return act(day, "agreement.suspend", to=to, **more)


def test_suspensions_counted_and_left_out() -> None:
    r = case(
        ZX,
        MED,
        [
            stop("2025-03-05", "2025-04-05"),
            act("2025-04-05", "agreement.resume"),
            stop("2025-05-05", "2025-06-05", on_request=True),
            act("2025-06-05", "agreement.resume"),
            act("2025-07-01", "settlement.hold"),
            stop("2025-08-01", "2025-08-31", department="内科"),
            fact("2025-08-02", suspensions=[{"kind": "derived", "from": "2025-08-02"}]),
        ],
    )
    found = counting.suspensions_counted(Scene(r, "X1", on("2025-09-01")))
    assert found.days == (on("2025-03-05"),)
    assert [kind for _, kind in found.left_out] == ["on_request", "settlement_hold", "propagated"]


@pytest.mark.parametrize("kind", ["on_request", "settlement_hold", "propagated"])
def test_each_kind_is_left_out_by_the_rule_alone(kind: str) -> None:
    kept = [k for k in ("on_request", "settlement_hold", "propagated") if k != kind]
    rule = {"value": 2, "unit": "times", "window": "agreement_valid_period", "not_counted": kept}
    acts = {
        "on_request": stop("2025-05-05", "2025-06-05", on_request=True),
        "settlement_hold": act("2025-07-01", "settlement.hold"),
        "propagated": fact("2025-08-02", suspensions=[{"kind": "derived", "from": "2025-08-02"}]),
    }
    r = case(ZX, MED, [acts[kind]], {"suspension_count_for_termination": rule})
    assert len(counting.suspensions_counted(Scene(r, "X1", on("2025-09-01"))).days) == 1


def test_a_revoked_suspension_does_not_count() -> None:
    r = case(
        ZX,
        MED,
        [
            stop("2025-03-05", "2025-04-05", id="s1"),
            act("2025-03-20", "dispute.open", id="d1", of="s1"),
            {"on": "2025-04-01", "act": "dispute.close", "of": "d1", "outcome": "revoked"},
        ],
    )
    assert counting.suspensions_counted(Scene(r, "X1", on("2025-09-01"))).days == ()


def test_active_days_leave_out_the_suspended_ones() -> None:
    r = case(ZX, MED, [stop("2025-03-01", "2025-03-31"), act("2025-04-01", "agreement.resume")])
    s = Scene(r, "X1", on("2025-12-31"))
    assert s.line is not None
    assert counting.active_days(s, s.line) == 365 - 31
    assert counting.active_days(s.at(on("2025-03-10")), s.line) == 59
    assert counting.suspended_days(s, on("2025-03-31"), on("2025-04-30")) == 1
    assert counting.suspended_days(s, on("2025-04-30"), on("2025-04-01")) == 0


# Dual price


def test_excess_and_sales_concerned() -> None:
    pair = {"date": "2025-09-03", "insured_price": 25, "uninsured_price": 20, "qty": 200}
    found = dual_price.screen(rules(), [PricePair.model_validate(pair)])
    assert (found.excess, found.sales_concerned) == (Decimal(1000), Decimal(5000))


@pytest.mark.parametrize(
    ("change", "parameters"),
    [
        ({"promotion": True}, {}),
        ({"uninsured_date": "2025-09-04"}, {}),
        ({"uninsured_date": "2025-09-11"}, {"dual_price_time_window": {"value": 7, "unit": "day"}}),
        ({"insured_price": 20}, {}),
        ({}, {"dual_price_tolerance_cny": 5}),
    ],
)
def test_pairs_that_do_not_count(change: dict[str, object], parameters: dict[str, object]) -> None:
    pair = {"date": "2025-09-03", "insured_price": 25, "uninsured_price": 20, "qty": 200}
    found = dual_price.screen(rules(**parameters), [PricePair.model_validate({**pair, **change})])
    assert not found.found
    assert (found.excess, found.sales_concerned) == (0, 0)
    assert found.pairs[0].left_out


@pytest.mark.parametrize(
    ("change", "parameters"),
    [
        ({"uninsured_date": "2025-09-10"}, {"dual_price_time_window": {"value": 7, "unit": "day"}}),
        ({}, {"dual_price_tolerance_cny": 4.99}),
    ],
)
def test_pairs_that_still_count(change: dict[str, object], parameters: dict[str, object]) -> None:
    pair = {"date": "2025-09-03", "insured_price": 25, "uninsured_price": 20, "qty": 200}
    assert dual_price.screen(rules(**parameters), [PricePair.model_validate({**pair, **change})]).found


def sale(price: int, insured: bool, day: str = "2025-09-03", **product: str) -> dual_price.Sale:
    same = {"drug_code": "X", "specification": "10mg", "manufacturer": "甲厂", "package": "12"}
    return dual_price.Sale({**same, **product}, on(day), Decimal(price), 1, insured)


@pytest.mark.proves("zizhiqu/2.2.13")
def test_sales_pair_only_with_the_same_product_on_the_same_day() -> None:
    others = [sale(20, False, package="24"), sale(21, False, "2025-09-04"), sale(22, False), sale(23, False)]
    found = dual_price.pair_up(rules(), [sale(25, True), *others])
    assert [(p.uninsured_price, p.promotion) for p in found] == [(23, False)]
    assert dual_price.pair_up(rules(), [sale(25, True), *others[:2]]) == ()
    assert rules().dual_price_same_product_key.value == ("drug_code", "specification", "manufacturer", "package")
    loose = rules(dual_price_same_product_key=["drug_code"])
    assert [p.uninsured_price for p in dual_price.pair_up(loose, [sale(25, True), others[0]])] == [20]


@pytest.mark.parametrize(("sales", "measure"), [("0", "interview"), ("2999.99", "interview"), ("3000", "suspend")])
def test_a_table_of_measures_by_sales(sales: str, measure: str) -> None:
    table = [{"min": 0, "name": "interview"}, {"min": 3000, "name": "suspend"}]
    assert dual_price.suggested(rules(dual_price_tier_table=table), Decimal(sales)) == measure
    assert dual_price.suggested(rules(), Decimal(sales)) is None


# Coaching


def test_coaching_by_the_lengths_of_the_rule() -> None:
    lengths = {"coaching_period": {"value": 6, "unit": "month"}, "coaching_extension": {"value": 6, "unit": "month"}}
    begun = Coaching.model_validate({"start": "2025-01-15"})
    found = coaching.period(rules(**lengths), begun)
    assert (found.end, found.extension_end) == (on("2025-07-15"), on("2026-01-15"))
    assert [found.covers(on(x)) for x in ("2025-01-14", "2025-01-15", "2026-01-15", "2026-01-16")] == [
        False, True, True, False,
    ]  # fmt: skip
    stated = Coaching.model_validate({"start": "2025-01-15", "end": "2025-06-30", "extension_end": "2025-09-30"})
    assert coaching.period(rules(**lengths), stated).extension_end == on("2025-09-30")
    unknown = coaching.period(rules(), begun)
    assert (unknown.end, unknown.extension_end) == (None, None) and unknown.covers(on("2040-01-01"))


@pytest.mark.parametrize(
    ("more", "proofs"),
    [
        ({"written_refusal_on": "2025-01-14"}, 0),
        ({"written_refusal_on": "2025-01-15"}, 1),
        ({"written_refusal_on": "2025-08-20"}, 0),
        ({"problems": [{"text": "一", "refused_on": "2025-03-01"}, {"text": "二"}]}, 1),
        ({"demands": [{"due": "2025-08-04"}, {"due": "2025-08-18"}]}, 1),
        ({"demands": [{"due": "2025-08-04"}, {"due": "2025-08-19"}]}, 0),
        ({"demands": [{"due": "2025-08-04"}, {"due": "2025-08-18", "answered_on": "2025-08-19"}]}, 0),
    ],
)
def test_what_proves_a_refusal(more: dict[str, object], proofs: int) -> None:
    own = Coaching.model_validate({"start": "2025-01-15", **more})
    assert len(coaching.refusals(rules(), own, on("2025-08-19"))) == proofs


@pytest.mark.parametrize(("scope", "said"), [("dual_channel_agreement", True), ("whole_agreement", False)])
def test_which_agreement_an_idle_channel_costs(scope: str, said: bool) -> None:
    facts = fact("2025-01-02", last_dual_channel_service_on="2024-11-30")
    (hit,) = grounds(case(ZX, SHOP, [facts], {"dual_channel_scope": scope}), "X1", on("2025-12-01")).value.hits
    assert (("涉及协议", "双通道协议") in hit.facts) is said


# Trace codes, papers, credit


def test_trace_rates_by_month() -> None:
    facts = InstitutionFacts.model_validate(
        {"trace_months": [{"month": "2025-11", "sold": 1000, "scanned": 930, "uploaded": 465},
                          {"month": "2025-10", "sold": 0, "scanned": 0}]}
    )  # fmt: skip
    october, november = trace.trace_rates(facts)
    assert (october.scan, october.upload) == (None, None)
    assert (november.scan, november.upload) == (Decimal("0.93"), Decimal("0.5"))
    assert trace.latest(facts) == november
    assert trace.shown(Decimal(2) / 3) == "0.6666"
    assert trace.shown(Decimal("0.93")) == "0.93"
    assert [trace.too_low(x, None) for x in (None, Decimal(0), Decimal("0.01"))] == [False, True, False]
    assert [trace.too_low(x, Decimal("0.9")) for x in (Decimal("0.89"), Decimal("0.9"))] == [True, False]


def test_trace_rates_as_stated() -> None:
    facts = InstitutionFacts.model_validate({"trace_scan_rate": {"2025-10": 0.5, "2025-11": 0}, "trace_upload_rate": 1})
    assert [(x.month, x.scan, x.upload) for x in trace.trace_rates(facts)] == [
        ("", None, 1), ("2025-10", Decimal("0.5"), None), ("2025-11", 0, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "left", "reminder"),
    [("2025-08-31", None, None), ("2025-09-01", 90, 90), ("2025-10-01", 60, 60), ("2025-10-02", 59, 60),
     ("2025-10-31", 30, 30), ("2025-11-30", 0, 30), ("2025-12-01", None, None)],
)  # fmt: skip
def test_papers_that_expire_soon(day: str, left: int | None, reminder: int | None) -> None:
    r = case(ZX, MED, [], licences=[{"kind": "business_license", "valid_until": "2025-11-30"}])
    found = licences.expiring(r, "X1", on(day))
    assert [(x.days_left, x.reminder) for x in found] == ([] if left is None else [(left, reminder)])


@pytest.mark.proves("zizhiqu/5.1d")
def test_inspections_follow_the_grade() -> None:
    plans = {"A": 1, "B": 2, "C": 4, "D": 12}
    grades = [{"min": 0, "name": "D"}, {"min": 60, "name": "C"}, {"min": 80, "name": "B"}, {"min": 90, "name": "A"}]
    own = rules(supervision_by_grade=plans, credit_grades=grades)
    assert [counting.inspections_a_year(own, g) for g in "ABCD"] == [1, 2, 4, 12]
    scores = [Decimal(x) for x in ("59.9", "60", "79", "90")]
    assert [counting.grade_for(own.credit_grades.value, x) for x in scores] == ["D", "C", "C", "A"]


@pytest.mark.proves("zizhiqu/5.1d")
def test_without_grades_there_is_one_plan_set_by_hand() -> None:
    own = rules()
    assert [counting.inspections_a_year(own, g) for g in ("A", "B", "C", "D", None)] == [None] * 5
    assert counting.grade_for(own.credit_grades.value, Decimal(100)) is None
    assert counting.grade_for(own.credit_grades.value, Decimal(0)) is None
