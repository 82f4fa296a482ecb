"""Which clauses are proved, by what, and which are still owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dingdian.law.regime import Clause, Regime
from dingdian.proof.dossiers import Proof
from dingdian.proof.places import places

State = Literal["proved", "pending", "unproved"]


@dataclass(frozen=True)
class Coverage:
    """One clause of one regime: proved by something, pending until an area is built, or simply unproved.

    `rests` tells whether any parameter rests on the clause; without one nothing can prove it.
    """

    regime: Regime
    clause: Clause
    state: State
    by: tuple[str, ...]
    rests: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "clause": self.clause.id,
            "regime": self.regime.id,
            "operative": self.clause.operative,
            "state": self.state,
            "by": list(self.by),
        }


def coverage(regime: Regime, proofs: Iterable[Proof], tests: Mapping[str, Iterable[str]]) -> list[Coverage]:
    """Every clause of a regime. `tests`: id of a passed test → the clauses it names.

    A clause that is not operative and not proved is reported as pending: nobody owes it a proof.
    """
    provers: dict[str, list[str]] = {}
    for proof in proofs:
        if proof.dossier is not None and proof.dossier.regime.id == regime.id:
            for name in proof.clauses:
                provers.setdefault(name, []).append(proof.id)
    for test, names in tests.items():
        for name in names:
            provers.setdefault(name, []).append(test)
    resting = places(regime).keys()
    found = []
    for clause in regime.clauses.values():
        rests = clause.id in resting
        by = tuple(provers.get(clause.id, ())) if rests else ()
        owed = clause.owed_by is not None or not clause.operative
        state: State = "proved" if by else "pending" if owed else "unproved"
        found.append(Coverage(regime, clause, state, by, rests))
    return found
