"""Consequences of points, compared with one another."""

from __future__ import annotations

import pytest

from dingdian.law.dates import Term, TermUnit
from dingdian.law.tiers import Outcome, TierTable
from dingdian.law.values import Status
from dingdian.regimes import load, names


def outcome(status: Status, months: int | None = None, years: int | None = None) -> Outcome:
    term = None if months is None else Term(months, TermUnit.MONTHS)
    return Outcome(status, term, None if years is None else Term(years, TermUnit.YEARS), "cumulative", (), ())


def test_a_termination_outweighs_every_suspension_and_the_longer_the_shorter() -> None:
    lightest_first = [
        outcome(Status.SUSPENDED),
        outcome(Status.SUSPENDED, 1),
        outcome(Status.SUSPENDED, 6),
        outcome(Status.TERMINATED),
        outcome(Status.TERMINATED, years=1),
        outcome(Status.TERMINATED, years=3),
    ]
    weights = [x.weight for x in lightest_first]
    assert weights == sorted(set(weights))


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("regime_id", [x for x in names() if load(x).persons is not None])
def test_a_decision_that_adds_nothing_leads_to_nothing(regime_id: str, again: bool) -> None:
    regime = load(regime_id)
    table, most = TierTable(regime), regime.parameters.scoring.cap.value
    assert most is not None
    same_tier = table._t.retrigger_same_tier.model_copy(update={"value": again})
    table._t = table._t.model_copy(update={"retrigger_same_tier": same_tier})
    assert [table.outcome(total, total, 0) for total in range(most + 1)] == [None] * (most + 1)
