"""A snapshot answers as the law does: random stories of every regime, and every line of every dossier."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from dingdian.gate_client import Line
from dingdian.law.gate import claim, ground_on
from dingdian.law.verdict import verdict
from dingdian.regimes import bound
from dingdian.settlement.of_register import snapshot
from tests.bulk.stories import DAY, REGIMES, Story, regime
from tests.bulk.test_equal import lines

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def held_against_the_law(regime_id: str, runs: int) -> None:
    rules, met = regime(regime_id), Counter[str]()
    for seed in range(runs):
        r = Story(rules, seed).tell(14)
        gate = snapshot(r, made_at=NOW)
        for who, where, day, emergency, department in lines(r, random.Random(seed)):
            told = gate.check(Line(who, where, day, emergency, department))
            law = claim(r, day, who, where, department=department, emergency=emergency)
            code = verdict(rules, ground_on(r, day, who, where, department).ground, emergency).code
            line = f"story {seed}: {who} {where} {day} {emergency} {department}"
            assert (told.outcome, told.reason) == (law.value, code), line
            assert set(told.clauses) == set(law.clauses), line
            met[told.reason] += 1
    print(regime_id, dict(met))


@pytest.mark.parametrize("by_claim_day", [True, False])
def test_days_of_claims_and_insurances_count_as_the_rules_have_it(by_claim_day: bool) -> None:
    """The day of the claim decides only where the rules say so; an insurance that they do not name is for a human."""
    rules = bound("yunnan-2025", "", {"settlement.basis_date": "claim_date" if by_claim_day else "service_date"})
    differs = 0
    for seed in range(3):
        r, draw = Story(rules, seed).tell(14), random.Random(seed)
        gate = snapshot(r, made_at=NOW)
        for who, where, day, emergency, department in lines(r, draw):
            claimed, scheme = day + draw.randint(0, 90) * DAY, draw.choice([None, *SCHEMES])
            told = gate.check(Line(who, where, day, emergency, department, scheme, claimed))
            law = claim(r, day, who, where, department=department, emergency=emergency, scheme=scheme,
                        claimed_on=claimed)  # fmt: skip
            assert (told.outcome, set(told.clauses)) == (law.value, set(law.clauses)), (seed, who, where, day, scheme)
            differs += gate.check(Line(who, where, claimed, emergency, department, scheme)).outcome != told.outcome
    assert bool(differs) is not by_claim_day


SCHEMES = ("basic_medical", "maternity", "maternity_by_reference", "commercial")


@pytest.mark.parametrize("regime_id", REGIMES)
def test_a_snapshot_says_what_the_law_says(regime_id: str) -> None:
    held_against_the_law(regime_id, 25)
