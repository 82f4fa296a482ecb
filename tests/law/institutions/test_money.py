"""The arithmetic between agency and institution, with the sums of the specification's own examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dingdian.law.institutions.money import (
    OverspendDecision,
    Part,
    clearing,
    damages,
    deposit_due,
    deposit_refund,
    overspend_compensation,
    payee,
    prepaid,
    prepayment_offer,
    reconcile,
    recovery,
    recovery_of,
    split_stay,
    work_injury_statement,
)
from dingdian.law.institutions.payment import payment_of
from dingdian.law.setting import AgreementClause
from tests.law.institutions.stories import APPLICANT, CLINIC, register, run

D = Decimal
COEFFICIENTS = "assessment_clearing_coefficients: [{min: 80, value: 0.98}, {min: 90, value: 1}]\n"
REFUNDS = "quality_deposit_refund_table: [{min: 0, value: 0}, {min: 80, value: 0.9}, {min: 95, value: 1}]\n"


# Year end


@pytest.mark.proves("shaoguan/35c")
@pytest.mark.parametrize(
    ("score", "payable"),
    [("85", "980000"), ("80", "980000"), ("89.9", "980000"), ("90", "1000000"), ("79", "1000000")],
)
def test_the_assessment_sets_the_share_of_the_clearing(score: str, payable: str) -> None:
    found = clearing(register(parameters=COEFFICIENTS), D(1000000), D(score))
    assert found.value.payable == D(payable)
    assert (found.value.coefficient is None) == (score == "79")
    assert "shaoguan/35c" in found.clauses


@pytest.mark.proves("shaoguan/35c")
def test_without_a_table_nothing_is_cut_and_a_person_is_asked() -> None:
    found = clearing(register(), D(1000000), D(85))
    assert (found.value.payable, found.value.coefficient) == (D(1000000), None)
    assert found.flags


@pytest.mark.proves("shaoguan/32a")
def test_a_prepayment_is_set_off_at_the_clearing() -> None:
    found = clearing(register(), D(1000000), prepaid=D(300000))
    assert (found.value.payable, found.value.prepaid) == (D(700000), D(300000))
    assert "shaoguan/32a" in found.clauses
    assert clearing(register(), D(200000), prepaid=D(300000)).value.payable == D(-100000)


@pytest.mark.proves("shaoguan/32a")
def test_what_may_be_prepaid_waits_for_a_share() -> None:
    asked = prepayment_offer(register(), D(1000000))
    assert (asked.value, bool(asked.flags)) == (None, True)
    assert "shaoguan/32a" in asked.clauses
    assert prepayment_offer(register(parameters="prepayment_ratio: 0.3"), D(1000000)).value == D(300000)


def test_the_ledger_of_prepayments() -> None:
    acts = """
    - {on: 2024-01-08, act: prepayment.propose, id: y1, institution: H44020100001, amount: 300000, basis: 文件}
    - {on: 2024-01-09, act: prepayment.approve, of: y1}
    - {on: 2024-01-10, act: prepayment.pay, of: y1}
    - {on: 2024-02-01, act: prepayment.propose, id: y2, institution: H44020100001, amount: 90000, basis: 疫情文件,
       special: true}
    - {on: 2024-02-02, act: prepayment.approve, of: y2}
    - {on: 2024-02-03, act: prepayment.pay, of: y2}
    - {on: 2025-01-20, act: prepayment.offset, of: y1, amount: 200000}
    """
    r = register(acts)
    assert prepaid(r, CLINIC, date(2024, 12, 31)).value == D(300000)
    assert prepaid(r, CLINIC).value == D(100000)


@pytest.mark.proves("shaoguan/35d")
@pytest.mark.parametrize(
    ("score", "refunded", "withheld"), [("85", "45000", "5000"), ("96", "50000", "0"), ("60", "0", "50000")]
)
def test_the_deposit_goes_back_by_the_score(score: str, refunded: str, withheld: str) -> None:
    found = deposit_refund(register(parameters=REFUNDS), D(50000), D(score))
    assert found.value is not None
    assert (found.value.refunded, found.value.withheld) == (D(refunded), D(withheld))
    assert "shaoguan/35d" in found.clauses


@pytest.mark.proves("shaoguan/35d")
def test_without_share_or_table_a_person_decides_on_the_deposit() -> None:
    assert deposit_refund(register(), D(50000), D(85)).value is None
    assert deposit_due(register(), D(1000000)).value is None
    assert deposit_due(register(parameters="quality_deposit_ratio: 0.05"), D(1000000)).value == D(50000)


@pytest.mark.proves("shaoguan/36")
def test_an_overspend_is_made_good_by_decision_only() -> None:
    decided = OverspendDecision("就诊人次增加 35%", D("0.5"))
    assert overspend_compensation(register(), D(200000), decided).value == D(100000)
    assert overspend_compensation(register(), D(200000), None).value is None
    open_share = overspend_compensation(register(), D(200000), OverspendDecision("就诊人次增加"))
    assert (open_share.value, bool(open_share.flags)) == (None, True)
    assert "shaoguan/36" in open_share.clauses
    fixed = register(parameters="overspend_compensation_ratio: 0.4")
    assert overspend_compensation(fixed, D(200000), OverspendDecision("就诊人次增加")).value == D(80000)
    assert overspend_compensation(fixed, D(200000), None).value is None


# Breaches and books


@pytest.mark.proves("shaoguan/37.4")
def test_damages_follow_the_agreement() -> None:
    r = register()
    found = damages(r, AgreementClause(no="45", multiple=2), D(3000))
    assert found.value == D(6000) and "shaoguan/37.4" in found.clauses
    assert damages(r, AgreementClause(no="46", fixed=D(5000)), D(3000)).value == D(5000)
    assert damages(r, AgreementClause(no="47"), D(3000)).value is None
    assert (
        damages(register(parameters="damages_formula: null"), AgreementClause(no="45", multiple=2), D(1)).value is None
    )


@pytest.mark.proves("shaoguan/37.3")
def test_a_recovery_is_set_off_and_its_balance_stays_due() -> None:
    r = register()
    found = recovery(r, D(15000), [Part("offset_next_payment", D(10000))])
    assert (found.value.balance, found.value.status) == (D(5000), "partly_performed")
    assert "shaoguan/37.3" in found.clauses
    paid = recovery(r, D(15000), [Part("offset_next_payment", D(10000)), Part("cash_return", D(5000))])
    assert (paid.value.balance, paid.value.status) == (D(0), "full")
    assert recovery(r, D(15000), []).value.status == "unperformed"
    cash_only = register(parameters="recovery_modes: [cash_return]")
    assert recovery(cash_only, D(15000), [Part("offset_next_payment", D(10000))]).value.balance == D(15000)


def test_a_recovery_by_its_acts() -> None:
    acts = """
    - {on: 2024-06-03, act: recovery.order, id: z1, institution: H44020100001, amount: 15000, due_on: 2024-07-31}
    - {on: 2024-07-01, act: recovery.pay, of: z1, amount: 10000, mode: offset}
    - {on: 2024-08-01, act: recovery.pay, of: z1, amount: 5000, mode: cash}
    """
    r = register(acts)
    assert recovery_of(r, "z1", date(2024, 7, 31)).value.balance == D(5000)
    assert recovery_of(r, "z1").value.status == "full"


@pytest.mark.proves("shaoguan/16g")
def test_the_books_leave_out_what_is_no_debt() -> None:
    r = register()
    found = reconcile(r, D(50000), {"refused_costs": D(8000), "held_costs": D(2000)})
    assert (found.value.due, bool(found.flags)) == (D(42000), True)
    assert "shaoguan/16g" in found.clauses
    three = {"refused_costs": D(8000), "withheld_quality_deposit": D(5000), "paid_liquidated_damages": D(6000)}
    assert reconcile(r, D(50000), three).value.due == D(31000)
    clean = reconcile(r, D(42000), {"held_costs": D(2000)})
    assert (clean.value.due, clean.flags) == (D(42000), ())


# Who pays, when, for which days


@pytest.mark.proves("shaoguan/33c")
def test_the_work_injury_fund_pays_back_after_recognition() -> None:
    acts = """
    - {on: 2024-06-03, act: settlement.declare, id: d1, institution: H44020100001, period: 2024-05, amount: 20000, lines: [
        {cost_date: 2024-05-10, amount: 7000, work_injury_pending: true},
        {cost_date: 2024-05-20, amount: 5000, work_injury_pending: true}, {cost_date: 2024-05-21, amount: 8000}]}
    - {on: 2024-07-10, act: fact.record, institution: H44020100001, work_injury_recognised_on: 2024-07-10}
    """
    r = register(acts)
    found = work_injury_statement(r, CLINIC)
    assert found.value is not None
    assert (found.value.amount, found.value.lines, found.value.recognised_on) == (D(12000), 2, date(2024, 7, 10))
    assert "shaoguan/33c" in found.clauses
    assert work_injury_statement(r, CLINIC, date(2024, 7, 9)).value is None
    assert work_injury_statement(register(acts, parameters="work_injury_pending: null"), CLINIC).value is None


@pytest.mark.proves("shaoguan/5c")
def test_online_care_is_paid_to_the_host() -> None:
    setting = APPLICANT + (
        "  - {code: H44020100009, sector: medical_institution, institution_type: internet_hospital,"
        " host_organization: H44020100001}\n"
    )
    day = date(2024, 6, 3)
    r = register(setting=setting)
    assert payee(r, "H44020100009", day).value == CLINIC
    assert payee(r, CLINIC, day).value == CLINIC
    assert "shaoguan/5c" in payee(r, "H44020100009", day).clauses
    alone = register(setting=setting, parameters="internet_plus_counterparty: null")
    assert payee(alone, "H44020100009", day).value == "H44020100009"


@pytest.mark.proves("shaoguan/15a")
def test_a_late_payment_shows_its_working_days() -> None:
    acts = "- {on: 2024-06-17, act: settlement.declare, id: d1, institution: H44020100001, amount: 100000}\n"
    r = register(acts)
    found = payment_of(r, "d1", date(2024, 7, 30))
    assert (found.value.due_on, found.value.paid_on, found.value.late_days) == (date(2024, 7, 29), None, 1)
    assert "shaoguan/15a" in found.clauses
    assert payment_of(r, "d1", date(2024, 7, 29)).value.late_days == 0
    assert payment_of(r, "d1", date(2024, 8, 5)).value.late_days == 5  # 30 31 July, 1 2 5 August


@pytest.mark.proves("shaoguan/41b")
def test_a_stay_over_the_first_day_of_a_suspension_is_split() -> None:
    acts = """
    - {on: 2024-08-28, act: agreement.suspend, institution: H44020100001, ground: SUS-2, from: 2024-09-02,
       to: 2024-12-01, reason: 资料不实}
    """
    days = [date(2024, 8, 30), date(2024, 8, 31), *(date(2024, 9, n) for n in range(1, 6))]
    costs = {day: D(100) for day in days}
    found = split_stay(register(acts), CLINIC, costs)
    assert (found.value.payable, found.value.refused) == (D(300), D(400))  # 30 31 Aug, 1 Sept | 2 to 5 Sept
    assert "shaoguan/41b" in found.clauses
    by_hand = split_stay(register(acts), CLINIC, costs, emergency=True)
    assert (by_hand.value.payable, by_hand.value.by_hand) == (D(300), D(400))
    whole = split_stay(register(acts, parameters="straddling_inpatient_rule: by_discharge_date"), CLINIC, costs)
    assert (whole.value.payable, whole.value.refused) == (D(0), D(700))
    assert [x.reasons[0].text for x in (found, whole)] == ["跨期住院按费用发生日分段", "跨期住院按出院日"]


def test_the_story_helper_tells_of_refused_acts() -> None:
    assert run(
        "- {on: 2024-06-03, act: settlement.pay, of: d0}\n- {on: 2024-06-04, act: dispute.open, id: d0}"
    ).refusals
