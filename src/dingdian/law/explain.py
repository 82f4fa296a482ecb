"""Answers that carry their reasons: clauses, facts, arithmetic, adopted readings. Reasons are built on demand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from dingdian.law.institutions.schema import ROW_KEYS
from dingdian.law.regime import Issue, Regime
from dingdian.law.schema import ROW_PARAMETERS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an argument: the parameters applied, what was found, how it was computed."""

    text: str
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def as_json(self, regime: Regime) -> dict[str, Any]:
        return {
            "text": self.text,
            "clauses": list(cited(regime, [self])),
            "facts": dict(self.facts),
            "readings": [i.id for i in regime.readings(self.keys)],
        }


def cited(regime: Regime, reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Clause ids behind some reasons, each once, in order; issue ids are left out (they are readings).

    A parameter made of rows is cited through the row that applied, where the reason names it.
    """
    seen: dict[str, None] = {}
    for reason in reasons:
        for clause in reason.clauses:
            seen.setdefault(clause)
        for key in reason.keys:
            if reason.clauses and (key in ROW_PARAMETERS or key in ROW_KEYS):
                continue
            for clause in regime.flat[key].clauses:
                if clause in regime.clauses:
                    seen.setdefault(clause)
    return tuple(seen)


_CLAUSE_ID = re.compile(r"[a-z0-9-]+/[0-9A-Za-z.]+[0-9A-Za-z]")


def in_cites(regime: Regime, text: str) -> str:
    """A text of the law with each clause id in it replaced by how the clause is cited."""
    return _CLAUSE_ID.sub(lambda found: regime.clauses[found[0]].cite if found[0] in regime.clauses else found[0], text)


@dataclass(frozen=True)
class Decision(Generic[T]):
    """A value and why. `reasons` runs its builder at most once."""

    value: T
    regime: Regime
    _build: Callable[[], Iterable[Reason]] = field(repr=False, default=tuple)
    flags: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        cached = self.__dict__.get("_reasons")
        if cached is None:
            cached = self.__dict__["_reasons"] = tuple(self._build())
        return cached

    @property
    def clauses(self) -> tuple[str, ...]:
        return cited(self.regime, self.reasons)

    @property
    def readings(self) -> tuple[Issue, ...]:
        return self.regime.readings(k for r in self.reasons for k in r.keys)

    def as_json(self) -> dict[str, Any]:
        return {
            "regime": self.regime.id,
            "draft": self.regime.is_draft,
            "clauses": list(self.clauses),
            "reasons": [r.as_json(self.regime) for r in self.reasons],
            "readings": [
                {
                    "id": i.id,
                    "adopted": i.adopted,
                    "alternatives": list(i.alternatives),
                    "needs_ruling": i.needs_ruling,
                }
                for i in self.readings
            ],
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an act is not admitted: the rule, what it found, the way out."""

    text: str
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    remedy: str = ""

    def cites(self, regime: Regime) -> tuple[str, ...]:
        return cited(regime, [Reason(self.text, self.keys, self.clauses)])
