"""What institutions and agencies publish: costs whose shares add up, standards before they are wanted, any vendor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dingdian.law.institutions.disclosed import cost_table, published, unpublished_interfaces
from dingdian.law.institutions.entry import entry
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.upkeep import CostLine
from dingdian.law.processes import admit
from tests.law.institutions.stories import CLINIC, register
from tests.law.processes.test_machine import ACTS

AMOUNTS = st.integers(0, 10**10).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.proves("shaoguan/23e")
@given(st.lists(AMOUNTS, max_size=40))
def test_the_shares_of_costs_add_to_one_hundred_percent(amounts: list[Decimal]) -> None:
    table = cost_table(CostLine(item=f"费用{n}", amount=amount) for n, amount in enumerate(amounts))
    assert table.total == sum(amounts, Decimal(0)) and [row.amount for row in table.rows] == amounts
    assert sum(row.share for row in table.rows) == (100 if table.total else 0)
    for row in table.rows:
        exact = row.amount * 100 / table.total if table.total else Decimal(0)
        assert abs(row.share - exact) < Decimal("0.01") and (row.amount or row.share == 0)


@pytest.mark.proves("shaoguan/23e")
def test_the_costs_of_a_quarter_are_told_with_total_and_shares() -> None:
    r = register(f"""
- {{on: 2024-07-10, act: disclosure.publish, id: c1, object: cost_data, institution: {CLINIC}, from: 2024-04-01,
   to: 2024-06-30, link: "https://example.org/q2", lines: [{{item: 药品费, amount: 100.00}},
   {{item: 检查费, amount: 100.00}}, {{item: 治疗费, amount: 100.00}}]}}
""")
    (act,) = published(r, date(2024, 7, 10))
    table = cost_table(act.lines)
    assert (act.on, act.link, table.total) == (date(2024, 7, 10), "https://example.org/q2", 300)
    assert [str(row.share) for row in table.rows] == ["33.34", "33.33", "33.33"]
    assert not list(published(r, date(2024, 7, 9)))


STANDARDS = """
- {on: 2024-01-05, act: disclosure.publish, id: s3, object: interface_standard, version: v3}
- {on: 2024-03-05, act: disclosure.publish, id: s4, object: interface_standard, version: v4}
- {on: 2024-05-06, act: disclosure.withdraw, of: s4}
"""
CONNECTED = """
institutions:
  - {code: H44020100001, name: 甲诊所, sector: medical_institution, institution_type: clinic, ownership: private,
     connected_to_insurance_system: true, connection_test_passed_on: 2024-01-20, interface_standard_version: v3}
"""


@pytest.mark.proves("shaoguan/34b")
def test_an_interface_accepted_before_it_is_published_is_warned_of() -> None:
    r = register(STANDARDS, setting=CONNECTED, parameters="accepted_interface_versions: [v3, v4]")
    days = {date(2024, 1, 4): ("v3", "v4"), date(2024, 3, 4): ("v4",), date(2024, 3, 5): (), date(2024, 5, 6): ("v4",)}
    for day, lacking in days.items():
        answer = unpublished_interfaces(r, day)
        assert answer.value == lacking and bool(answer.reasons) == bool(lacking)
        assert not lacking or "shaoguan/34b" in answer.clauses
    told = [x.text for x in entry(r, CLINIC, date(2024, 3, 4)).reasons]
    assert any("接口标准 v4 已列为认可，2024-03-04 尚未公布" in text for text in told)
    assert not any("尚未公布" in x.text for x in entry(r, CLINIC, date(2024, 3, 5)).reasons)


def test_where_any_version_is_accepted_nothing_is_warned_of() -> None:
    assert unpublished_interfaces(register(), date(2024, 3, 4)).value == ()


@pytest.mark.proves("shaoguan/34c")
@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_any_vendor_is_taken_and_none_changes_an_answer(name: str) -> None:
    r, other = (register(setting=CONNECTED) for _ in range(2))
    act = {"act": "fact.record", "on": "2024-03-01", "institution": CLINIC, "system_vendor": name}
    admission = admit(r, ACTS.validate_python(act))
    assert admission.admitted and not admission.notes
    assert facts_on(r, CLINIC, date(2024, 3, 4)).system_vendor == name
    assert entry(r, CLINIC, date(2024, 3, 4)).value == entry(other, CLINIC, date(2024, 3, 4)).value


@pytest.mark.proves("shaoguan/34c")
@pytest.mark.parametrize(("actor", "reminded"), [("institution", False), ("agency", True)])
def test_an_office_that_states_the_vendor_is_reminded_whose_choice_it_is(actor: str, reminded: bool) -> None:
    r = register(setting=CONNECTED)
    act = {"act": "fact.record", "on": "2024-03-01", "institution": CLINIC, "system_vendor": "甲公司", "actor": actor}
    admission = admit(r, ACTS.validate_python(act))
    told = [n for n in admission.notes if "shaoguan/34c" in n.clauses]
    assert admission.admitted and bool(told) == reminded
