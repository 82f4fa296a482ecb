"""Consequences of points, compared with one another."""

from __future__ import annotations

from dingdian.law.dates import Term, TermUnit
from dingdian.law.tiers import Outcome
from dingdian.law.values import Status


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
