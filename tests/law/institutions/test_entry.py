"""The register of bans, materials, plans, competence: what one fact about them changes, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dingdian.law.institutions.acts import DesignationApply
from dingdian.law.institutions.bans import Ban, ban_register
from dingdian.law.institutions.competence import competent_agency, serves
from dingdian.law.institutions.entry import ban_ends, entry, new_entry
from dingdian.law.institutions.hits import Hit, Report
from dingdian.law.institutions.materials import forecast_deviation, materials, may_be_asked_for, missing_materials
from dingdian.law.institutions.obligations import overdue, performed, performed_by, stayed
from dingdian.law.institutions.plan import capacity_flags, plan_gate, plan_reasons, published_plan
from dingdian.law.institutions.records import Obligation
from dingdian.law.register import Register
from dingdian.located import InvalidInput
from dingdian.regimes import load

from .applicants import PLACE, Facts, register_of
from .ground_cases import case
from .stories import run

SG, ZX, GJ = "shaoguan-2023", "zizhiqu-2025", "national-2025"
BARE: Facts = {"code": PLACE, "sector": "medical_institution"}


def register(regime: str = SG, parameters: Facts | None = None, **facts: Any) -> Register:
    return register_of(regime, {**BARE, **facts}, parameters)


def day(text: str) -> date:
    return date.fromisoformat(text)


# Bans


def bans(on: str, **facts: Any) -> tuple[Ban, ...]:
    return ban_register(register(**facts), PLACE, day(on))


@pytest.mark.parametrize(
    ("facts", "key", "first", "base", "free"),
    [
        ({"application_fraud_records": [{"discovered_on": "2021-05-10"}]}, "ban_fraudulent_application",
         "2021-05-10", "2024-05-10", "2024-05-11"),
        ({"terminations": [{"nature": "illegal", "effective_on": "2021-03-01"}]}, "ban_termination_illegal",
         "2021-03-01", "2024-03-01", "2024-03-02"),
        ({"terminations": [{"nature": "serious_breach", "effective_on": "2023-03-04"}]},
         "ban_termination_serious_breach", "2023-03-04", "2024-03-04", "2024-03-05"),
        ({"failed_evaluations": [{"delivered_on": "2024-02-29"}]}, "ban_second_failed_evaluation",
         "2024-02-29", "2025-02-28", "2025-03-01"),
    ],
)  # fmt: skip
def test_a_ban_runs_through_the_corresponding_day(facts: Facts, key: str, first: str, base: str, free: str) -> None:
    (ban,) = bans("2030-01-01", **facts)
    assert (ban.subject_class, ban.subject, ban.key, ban.extended) == ("institution", PLACE, key, False)
    assert (ban.first, ban.base_end, ban.last, ban.first_free_on) == (day(first), day(base), day(base), day(free))
    assert [ban.runs(d) for d in (ban.first, ban.base_end, day(free))] == [True, True, False]
    assert bans(str(ban.first - (day("2024-01-02") - day("2024-01-01"))), **facts) == ()


def test_a_key_persons_ban_is_the_persons_wherever_it_was() -> None:
    other = {"code": "X2", "sector": "medical_institution", "terminations": [
        {"id": "t1", "nature": "illegal", "effective_on": "2019-06-03", "named_persons": ["P1"]}]}  # fmt: skip
    r = case(SG, "medical_institution", [], others=[other], role_holders=[{"person_ref": "P1", "role": "principal"}])
    (ban,) = ban_register(r, "P1", day("2024-06-03"))
    assert (ban.subject_class, ban.subject, ban.first_free_on) == ("key_person", "P1", day("2024-06-04"))
    assert ban_register(r, "P2", day("2024-06-03")) == ()
    assert [b.subject_class for b in ban_register(r, "X2", day("2024-06-03"))] == ["institution"]
    report = entry(r, PLACE, day("2024-06-03")).value
    assert report.codes == {"shaoguan/9.7"}
    assert ban_ends(r, report) == day("2024-06-03")


@pytest.mark.parametrize(
    ("duty", "free", "extended"),
    [
        ({}, None, True),
        ({"performance_status": "full"}, "2024-03-02", False),
        ({"performance_status": "full", "performed_on": "2024-03-01"}, "2024-03-02", False),
        ({"performance_status": "full", "performed_on": "2024-04-15"}, "2024-04-16", True),
        ({"amount": 100, "performed_amount": 99, "performance_status": "full"}, None, True),
        ({"amount": 100, "performed_amount": 100}, "2024-03-02", False),
        ({"performance_status": "partly", "performed_on": "2024-01-02"}, None, True),
        ({"termination": "t9"}, "2024-03-02", False),
        ({"termination": "t1"}, None, True),
        ({"decided_on": "2024-03-01"}, None, True),
        ({"decided_on": "2024-03-02"}, "2024-03-02", False),
    ],
)
def test_a_ban_goes_on_until_the_fine_is_paid(duty: Facts, free: str | None, extended: bool) -> None:
    facts = {"terminations": [{"id": "t1", "nature": "illegal", "effective_on": "2021-03-01"}], "penalties": [duty]}
    (ban,) = bans("2024-01-02", **facts)
    assert ban.first_free_on == (day(free) if free else None)
    assert ban.extended is extended


def test_the_other_duty_does_not_prolong_the_other_ban() -> None:
    breach = [{"nature": "serious_breach", "effective_on": "2021-03-01"}]
    assert not bans("2024-01-02", terminations=breach, penalties=[{}])[0].extended
    assert bans("2024-01-02", terminations=breach, breach_liabilities=[{}])[0].extended


@pytest.mark.parametrize(
    ("fields", "facts", "nature"),
    [
        ({"ground": "TER-9"}, {"licences": [{"kind": "medical_institution_license", "status": "revoked"}]}, "illegal"),
        ({"ground": "TER-9"}, {"licences": [{"kind": "medical_institution_license", "status": "cancelled"}]}, None),
        ({"ground": "TER-4"}, {}, "serious_breach"),
        ({"ground": "TER-4"}, {"penalties": [{"performance_status": "full"}]}, "illegal"),
        ({"ground": "TER-4", "nature": "neutral"}, {"penalties": [{"performance_status": "full"}]}, None),
        ({"ground": "TER-10"}, {"role_holders": [
            {"person_ref": "P1", "role": "principal", "illegal_or_discredited": True, "cannot_perform_agreement": True}
        ]}, "illegal"),
        ({"ground": "TER-12"}, {}, None),
        ({"department": "内科", "nature": "illegal"}, {}, None),
    ],
)  # fmt: skip
def test_the_nature_of_an_end_says_which_ban_follows(fields: Facts, facts: Facts, nature: str | None) -> None:
    end = {"on": "2024-05-20", "act": "agreement.terminate", "institution": "X1", **fields}
    found = ban_register(case(SG, "medical_institution", [end], **facts), "X1", day("2024-05-20"))
    assert [b.key for b in found] == ([f"ban_termination_{nature}"] if nature else [])


def test_an_end_of_unknown_nature_is_open() -> None:
    report = entry(register(terminations=[{"effective_on": "2024-01-02"}]), PLACE, day("2024-02-02")).value
    assert report.codes == set()
    assert {"shaoguan/9.5", "shaoguan/9.6"} <= {o.code for o in report.open}


def test_the_end_of_all_bans_is_the_latest_and_open_if_one_is() -> None:
    rows = load(SG).rules.negative_list.value
    assert {"shaoguan/9.4", "shaoguan/9.6", "shaoguan/9.1"} <= rows.keys()
    r = register()
    early, late = Hit("shaoguan/9.6", "", first_free_on=day("2024-03-05")), Hit(
        "shaoguan/9.4", "", first_free_on=day("2024-05-11"))  # fmt: skip
    assert ban_ends(r, Report((early, late))) == day("2024-05-10")
    assert ban_ends(r, Report((early, Hit("shaoguan/9.1", "")))) == day("2024-03-04")
    assert ban_ends(r, Report((late, replace(early, first_free_on=None)))) is None
    assert ban_ends(r, Report()) is None


# Duties


def test_when_a_duty_is_performed_and_when_its_day_is_over() -> None:
    paid = Obligation(performed_on=day("2024-03-04"))
    assert performed(paid)
    assert [performed_by(paid, day(d)) for d in ("2024-03-03", "2024-03-04")] == [False, True]
    friday, saturday = Obligation(due_on=day("2024-06-14")), Obligation(due_on=day("2024-06-15"))
    calendar = register().calendar
    assert [overdue(friday, calendar, day(d)) for d in ("2024-06-14", "2024-06-15")] == [False, True]
    assert [overdue(saturday, calendar, day(d)) for d in ("2024-06-17", "2024-06-18")] == [False, True]
    assert overdue(Obligation(), calendar, day("2024-06-17")) is None
    assert stayed(Obligation(stayed_by_appeal=True))
    assert not stayed(Obligation())


# Materials


def applied(materials: list[Any] | None, *, parameters: Facts | None = None, **fields: Any) -> Register:
    r = register(parameters=parameters, **fields.pop("facts", {}))
    row = {"on": "2024-03-04", "act": "designation.apply", "id": "c1", "institution": PLACE, **fields}
    r.add(DesignationApply.model_validate(row if materials is None else {**row, "materials": materials}))
    return r


ALL = ["SG-M1", "SG-M2", "SG-M3", "SG-M4", "SG-M5"]


@pytest.mark.parametrize(
    ("handed", "missing"),
    [
        (None, ()),
        (ALL, ()),
        ([], tuple(ALL)),
        (ALL[1:], ("SG-M1",)),
        ([*ALL[:4], {"code": "SG-M5", "state": "missing"}], ("SG-M5",)),
        ([*ALL[1:], {"code": "SG-M1", "state": "waived_by_data_sharing"}], ("SG-M1",)),
        ([ALL[0], *ALL[2:], {"code": "SG-M2", "state": "waived_by_data_sharing"}], ()),
        ([*ALL[1:], {"code": "SG-M1", "state": "replaced_by_commitment"}], ("SG-M1",)),
        ([*ALL[:2], *ALL[3:], {"code": "SG-M3", "parts": ["finance_policies"]}], ("SG-M3",)),
        ([*ALL, {"code": "SG-M6", "state": "missing"}], ("SG-M6",)),
    ],
)
def test_one_material_more_or_less(handed: list[Any] | None, missing: tuple[str, ...]) -> None:
    assert missing_materials(applied(handed), "c1") == missing


@pytest.mark.parametrize(
    ("paper", "missing"),
    [
        ({"verified_by": "data_sharing"}, ()),
        ({"verified_by": "copy"}, ("SG-M2",)),
        ({"verified_by": "data_sharing", "status": "revoked"}, ("SG-M2",)),
        ({"verified_by": "data_sharing", "kind": "business_license"}, ("SG-M2",)),
    ],
)
def test_a_valid_paper_that_was_looked_up_is_not_asked_for(paper: Facts, missing: tuple[str, ...]) -> None:
    r = applied([ALL[0], *ALL[2:]], facts={"licences": [{"kind": "medical_institution_license", **paper}]})
    assert missing_materials(r, "c1") == missing
    assert ("SG-M2" in may_be_asked_for(r, "c1")) is bool(missing)


def test_what_may_be_asked_for_is_on_a_list_and_not_there() -> None:
    extra = {"id": "X9", "text": "材料", "basis": "省局文件", "basis_level": "provincial_document"}
    r = applied(ALL[1:], parameters={"extra_materials": [extra]})
    assert missing_materials(r, "c1") == ("SG-M1", "X9")
    assert may_be_asked_for(r, "c1") == {"SG-M1", "SG-M6", "X9"}
    half = applied([*ALL[:2], *ALL[3:], {"code": "SG-M3", "parts": ["finance_policies"]}])
    assert {"SG-M3", "internal_management_policies", "SG-M3.internal_management_policies"} <= may_be_asked_for(
        half, "c1"
    )


@pytest.mark.parametrize(("basis", "missing"), [("三年门诊量", ()), (None, ("SG-M5",))])
def test_the_forecast_fills_in_its_parts(basis: str | None, missing: tuple[str, ...]) -> None:
    forecast = {"visits_per_year": 9000, "fund_amount_per_year_cny": 800000, "basis": basis}
    r = applied(ALL, forecast=forecast)
    assert missing_materials(r, "c1") == missing
    assert forecast_deviation(r, "c1", Decimal(2000000)) == Decimal("1.5")
    assert forecast_deviation(applied(ALL), "c1", Decimal(1)) is None


def test_a_material_names_the_clause_that_asks_for_it() -> None:
    found = materials(applied([ALL[0], *ALL[2:], {"code": "SG-M2", "state": "waived_by_data_sharing"}]), "c1")
    assert {"shaoguan/8", "shaoguan/8.1", "shaoguan/8.2", "shaoguan/8c"} <= set(found.clauses)


# Plans, competence, regimes that cannot be


def test_a_plan_that_only_informs_is_shown_and_stops_nothing() -> None:
    full = register(resource_plan={"target": 20, "in_force": 23})
    assert plan_gate(full, PLACE, day("2024-03-04")) == Report()
    assert capacity_flags(full, PLACE, day("2024-03-04")) == ("plan_capacity_full",)
    assert [x.text for x in plan_reasons(full, PLACE, day("2024-03-04"))] == [
        "规划容量 23/20",
        "在册 23 家，较规划 20 家 +3",
    ]
    room = register(resource_plan={"target": 20, "in_force": 19})
    assert capacity_flags(room, PLACE, day("2024-03-04")) == ()


def test_a_decision_for_reasons_of_the_plan_needs_a_published_one() -> None:
    plan = {"effective_on": "2025-03-01", "published_on": "2025-02-20"}
    assert published_plan(register(ZX, resource_plan=plan), PLACE, day("2025-03-01")) is not None
    assert published_plan(register(ZX, resource_plan=plan), PLACE, day("2025-02-28")) is None
    unpublished = register(ZX, resource_plan={**plan, "published_on": None})
    assert published_plan(unpublished, PLACE, day("2025-03-01")) is None


def test_no_plan_on_record_is_a_question() -> None:
    report = new_entry(register(ZX), PLACE, day("2025-03-01")).value
    assert report.codes == set()
    assert "zizhiqu/4a" in {o.code for o in report.open}


@pytest.mark.parametrize(
    ("facts", "agency"),
    [
        ({"insurance_tier": 3, "hospital_grade": "2A", "county": "武江区"}, "city_agency"),
        ({"insurance_tier": "tier_2", "county": "武江区"}, "county_agency_of_location:武江区"),
        ({"expected_insurance_tier": "tier_3"}, "city_agency"),
        ({"insurance_tier": 1, "expected_insurance_tier": 3}, "county_agency_of_location"),
        ({}, "county_agency_of_location"),
    ],
)
def test_the_tier_for_payment_decides_who_is_competent(facts: Facts, agency: str) -> None:
    assert competent_agency(register(**facts), PLACE, day("2024-03-04")).value == agency


@pytest.mark.parametrize(
    ("facts", "agency", "serving"),
    [
        ({"county": "乐昌市"}, "乐昌市", True),
        ({"county": "乐昌市"}, "agency:乐昌市", True),
        ({"county": "乐昌市"}, "乐昌市经办机构", True),
        ({"county": "乐昌市"}, "仁化县", False),
        ({"county": "乐昌市"}, "county_agency", True),
        ({"county": "乐昌市"}, "city_agency", False),
        ({}, "仁化县", None),
        ({"insurance_tier": 3, "county": "乐昌市"}, "乐昌市", False),
        ({"insurance_tier": 3}, "city_agency", True),
        ({"insurance_tier": 3}, "某机构", None),
    ],
)
def test_an_agency_is_known_by_level_or_area(facts: Facts, agency: str, serving: bool | None) -> None:
    assert serves(register(**facts), PLACE, agency, day("2024-03-04")) is serving


def test_without_a_rule_nobody_is_named() -> None:
    assert competent_agency(register(GJ), PLACE, day("2024-03-04")).value is None
    assert serves(register(GJ), PLACE, "city_agency", day("2024-03-04")) is None


@pytest.mark.proves("shaoguan/9.9")
@pytest.mark.parametrize("level", ["law", "administrative_regulation", "local_regulation"])
def test_a_negative_item_rests_on_a_law_or_regulation(level: str) -> None:
    item = f"- {{id: x, text: 情形, basis: 某文件, basis_level: {level}}}"
    assert run(parameters=f"extra_negative_items:\n  {item}").ok
    with pytest.raises(InvalidInput, match="层级不够"):
        run(parameters=f"extra_negative_items:\n  {item.replace(level, 'local_document')}")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{test: nonsense}", "没有名为 nonsense 的检查"),
        ("{test: fact_true, fact: nonsense}", "没有名为 nonsense 的事实"),
        ("{test: failed_twice, ban: min_operation}", "没有名为 min_operation 的禁入期限"),
        ("{test: terminated_before, bans: {illegal: nonsense}}", "没有名为 nonsense 的禁入期限"),
    ],
)
def test_a_row_that_leads_nowhere_is_an_error(row: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        run(parameters=f"negative_list:\n  shaoguan/9.1: {row}")


def test_a_ban_waits_only_for_duties_that_are_known() -> None:
    with pytest.raises(InvalidInput, match="没有对应的事实"):
        run(parameters="ban_termination_illegal: {value: 3, unit: year, until_also: nonsense}")
