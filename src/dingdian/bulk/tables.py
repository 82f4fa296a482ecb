"""A regime as the small tables that expressions join: what a decision on points leads to, what a ground comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dingdian.law.dates import TermUnit
from dingdian.law.explain import Reason, cited
from dingdian.law.regime import Regime
from dingdian.law.tiers import Outcome, TierTable
from dingdian.law.values import Status
from dingdian.law.verdict import Ground, verdict

HELD = "payment_held"
FILED, PENDING, LAPSED = "filed", "filed_pending", "agreement_lapsed"
"""What a row of standings says beside suspended and terminated."""


def joined(clauses: tuple[str, ...]) -> str:
    """Clauses as one cell."""
    return ";".join(clauses)


def clause_of(regime: Regime, outcome: Outcome) -> str:
    """The clauses that the outcome of a decision on points rests on."""
    return joined(cited(regime, [Reason("", outcome.keys, outcome.clauses)]))


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What follows when points lift a total; `months`, `days`: the term, both null where a human enters it or none."""

    before: int
    after: int
    single: int
    status: str
    months: int | None
    days: int | None
    human: bool
    clause: str


def outcomes(regime: Regime) -> Iterator[OutcomeRow]:
    """Every way in which a decision can reach a tier: totals before and after and the highest entry, all capped."""
    table = TierTable(regime)
    for before in range(table.cap + 1):
        for after in range(before, table.cap + 1):
            for single in range(table.cap + 1):
                found = table.outcome(before, after, single)
                if found is not None:
                    months, days = _length(found)
                    human = found.status is Status.SUSPENDED and found.needs_term is not None
                    yield OutcomeRow(
                        before, after, single, found.status.value, months, days, human, clause_of(regime, found)
                    )


def _length(outcome: Outcome) -> tuple[int | None, int | None]:
    term = outcome.term
    if term is None:
        return None, None
    if term.unit is TermUnit.DAYS:
        return None, term.amount
    return term.amount * (12 if term.unit is TermUnit.YEARS else 1), None


def ground_of(status: str, *, whole_place: bool) -> Ground | None:
    """The ground that a row of standings gives; null for a row that says where somebody is filed."""
    if status in (FILED, PENDING):
        return None
    if whole_place and status in ("suspended", "terminated"):
        return Ground(f"place_{status}")
    return Ground(status)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What a line on a ground comes to."""

    gravity: int
    emergency: bool
    outcome: str
    reason: str
    clause: str


def verdicts(regime: Regime) -> Iterator[VerdictRow]:
    for ground in Ground:
        for emergency in (False, True):
            found = verdict(regime, ground, emergency)
            clauses = joined(cited(regime, [Reason("", found.keys, found.clauses)]))
            yield VerdictRow(ground.gravity, emergency, found.outcome, found.code, clauses)
