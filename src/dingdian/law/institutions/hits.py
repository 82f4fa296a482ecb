"""What a predicate over an institution returns: each failing condition with fact, clause, first free day, remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.law.explain import Decision, Objection, Reason
from dingdian.law.regime import Regime


@dataclass(frozen=True, slots=True)
class Hit:
    """A condition that fails or a ground that is met. `code`: its clause, or the ground's code."""

    code: str
    text: str
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    first_free_on: date | None = None
    remedy: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    nature: str | None = None

    def reason(self) -> Reason:
        free = f"，{self.first_free_on} 起不再受限" if self.first_free_on else ""
        return Reason(f"{self.code} {self.text}{free}", self.keys, self.clauses, self.facts)

    def objection(self) -> Objection:
        free = f"（最早 {self.first_free_on}）" if self.first_free_on else ""
        return Objection(self.text + free, self.keys, self.clauses, self.remedy)


@dataclass(frozen=True, slots=True)
class Open:
    """A condition that cannot be answered from what is known: a task for a person, never a refusal.

    `unstated`: only a step that should have gone before is not on record.
    """

    code: str
    text: str
    keys: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that fails, all that is open, and the codes of what was looked at and holds."""

    hits: tuple[Hit, ...] = ()
    open: tuple[Open, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(h.code for h in self.hits)

    @property
    def first_free_on(self) -> date | None:
        """The first day on which nothing that has an end fails; null if something has none."""
        days = [h.first_free_on for h in self.hits]
        return None if None in days else max((d for d in days if d is not None), default=None)

    def __add__(self, other: Report) -> Report:
        return Report(self.hits + other.hits, self.open + other.open, self.held + other.held)


def decide(
    regime: Regime, report: Report, more: Callable[[], Iterable[Reason]] = tuple, flags: tuple[str, ...] = ()
) -> Decision[Report]:
    """A report as an answer with reasons: one for each hit and each open point, then `more`."""

    def build() -> list[Reason]:
        said = [h.reason() for h in report.hits]
        said += [Reason(f"{o.code} 待查：{o.text}", o.keys, o.clauses) for o in report.open]
        return [*said, *more()]

    return Decision(report, regime, build, flags)
