"""For every ground: a case without any, in which exactly one record is changed and exactly that ground is met.

A row: the ground, what is changed, the records before, the record that takes the place of the last of them (or joins
them), and the day asked about. `nature` where the ground ends an agreement.
"""

from __future__ import annotations

import pytest

from dingdian.law.institutions.grounds import grounds, hold_hits

from .ground_cases import MED, SG, ZX, Case, case, on
from .one_fact_ending import ENDING
from .one_fact_renewal import HOLDS, RENEWAL

CASES = [*ENDING, *RENEWAL]


@pytest.mark.parametrize("row", CASES, ids=lambda x: f"{x.code}: {x.what}")
def test_one_record_makes_the_ground(row: Case) -> None:
    without, with_ = row.registers()
    assert grounds(without, "X1", on(row.day)).value.codes == frozenset()
    found = grounds(with_, "X1", on(row.day)).value
    assert found.codes == {row.code}
    assert {h.nature for h in found.hits} == {row.nature}
    for hit in found.hits:
        assert hit.text and hit.remedy and hit.clauses


@pytest.mark.parametrize("row", HOLDS, ids=lambda x: f"{x.code}: {x.what}")
def test_one_record_makes_the_ground_of_a_hold(row: Case) -> None:
    without, with_ = row.registers()
    assert hold_hits(without, "X1", on(row.day)).value.codes == frozenset()
    assert hold_hits(with_, "X1", on(row.day)).value.codes == {row.code}
    assert grounds(with_, "X1", on(row.day)).value.codes == frozenset()


def test_every_ground_has_a_case() -> None:
    told = {row.code for row in (*CASES, *HOLDS)}
    for regime in (SG, ZX):
        rules = case(regime, MED, []).regime.rules
        tables = (rules.suspension_grounds, rules.termination_grounds, rules.non_renewal_grounds,
                  rules.deferral_grounds, rules.hold_grounds)  # fmt: skip
        assert {code for table in tables for code in table.value or {}} <= told
    assert len(CASES) + len(HOLDS) >= 40
