"""Single edges of steps of an institution: what a step may rest on, what it takes over, where it leaves the case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .stories import APPLICANT, CLINIC, register, run

SUSPEND = f"- {{on: 2024-06-03, act: agreement.suspend, institution: {CLINIC}, ground: %s, from: 2024-06-03, to: 2024-08-30}}\n"


def test_a_suspension_may_rest_on_a_ground_of_termination() -> None:
    assert run(SUSPEND % "TER-8").ok
    assert not run(SUSPEND % "TER-99").ok


@pytest.mark.parametrize(("checked", "state"), [("failed", "suspended"), ("passed", "resumed")])
def test_only_a_check_that_passes_ends_a_suspension(checked: str, state: str) -> None:
    acts = (
        SUSPEND % "SUS-1" + f"- {{on: 2024-07-01, act: agreement.resume, institution: {CLINIC}, checked: {checked}}}\n"
    )
    assert register(acts).states["suspension", (CLINIC, "")] == state


@pytest.mark.parametrize(("more", "amount"), [("", 1000), (", amount: 800", 800)])
def test_a_finding_is_of_the_amount_suspected_unless_it_says_another(more: str, amount: int) -> None:
    acts = (
        f"- {{on: 2024-06-03, act: finding.suspect, id: f1, institution: {CLINIC}, code: x, amount: 1000}}\n"
        f"- {{on: 2024-06-10, act: finding.verify, of: f1{more}}}\n"
    )
    assert register(acts).records[-1].act.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("declared", "paid", "ok"),
    [(501, "", False), (500, "", True), (501, ", amount: 500", True), (501, ", collective_decision: true", True)],
)
def test_a_large_sum_is_decided_on_together(declared: int, paid: str, ok: bool) -> None:
    acts = (
        f"- {{on: 2024-06-17, act: settlement.declare, id: d1, institution: {CLINIC}, amount: {declared}}}\n"
        "- {on: 2024-07-01, act: settlement.review, of: d1, outcome: passed}\n"
        f"- {{on: 2024-07-26, act: settlement.pay, of: d1{paid}}}\n"
    )
    assert run(acts, parameters="major_expenditure_threshold_cny: 500\n").ok is ok


@pytest.mark.parametrize("item", ["EV1", "EV2", "EV3", "EV4", "EV5"])
def test_an_item_that_failed_leaves_no_qualified_result(item: str) -> None:
    acts = (
        f"- {{on: 2024-03-04, act: designation.apply, id: c1, institution: {CLINIC}}}\n"
        "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
        "- {on: 2024-04-08, act: evaluation.conclude, case: c1, round: 1, result: qualified, modes: [on_site],"
        f" items: [{{code: {item}, result: fail}}]}}\n"
    )
    [refusal] = run(acts, setting=APPLICANT).refusals
    assert [o.text[:8] for o in refusal.objections] == [f"评估项 {item}（"]


def test_every_ground_that_is_met_is_cited_where_it_prevails() -> None:
    facts = (
        "role_holders: [{person_ref: k1, role: principal, cannot_perform_agreement: true}],"
        " findings: [{id: f0, code: fraud, verified_on: 2024-06-03, verified_by: insurance_department}]"
    )
    acts = (
        f"- {{on: 2024-06-03, act: fact.record, institution: {CLINIC}, {facts}}}\n"
        f"- {{on: 2024-06-03, act: finding.suspect, id: f1, institution: {CLINIC}, code: x}}\n"
        "- {on: 2024-06-05, act: finding.verify, of: f1}\n"
        "- {on: 2024-06-10, act: finding.decide, of: f1, measures: [recovery]}\n"
    )
    [refusal] = run(acts).refusals
    assert [(o.text, o.clauses) for o in refusal.objections] == [
        ("TER-3、TER-10 的情形成立，应当中止或解除协议", ("shaoguan/37", "shaoguan/42.3", "shaoguan/42.10"))
    ]
