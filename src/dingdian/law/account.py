"""A person's account after the fold: lines of the year, crossings of a tier, causes with interval, scope and origin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from dingdian.law.dates import Term
from dingdian.law.events import CauseKind
from dingdian.law.regime import Regime
from dingdian.law.tiers import Outcome
from dingdian.law.values import Status

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Line:
    """A line of a year's account: an entry, a repair or a prospective correction."""

    kind: Literal["entry", "repair", "correction"]
    on: date
    recorded: date
    year: int
    handling: str
    finding: str
    given: int
    counted: int
    before: int
    after: int
    note: str = ""


@dataclass(slots=True)
class Crossing:
    """A decision that lifted the person into a tier."""

    handling: str
    institution: str
    on: date
    year: int
    before: int
    after: int
    single: int
    outcome: Outcome
    kind: Literal["points", "years"] = "points"


@dataclass(slots=True)
class Cause:
    """One reason for a status: its interval, scope and origin. Restoring ends one cause, not all."""

    kind: CauseKind
    status: Status
    anchor: date
    first_day: date
    last_day: date | None
    origin: str
    keys: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    crossing: Crossing | None = None
    term: Term | None = None
    ban_last: date | None = None
    institution: str | None = None
    department: str | None = None
    ends_itself: bool = False
    passed_on: date | None = None
    restored_on: date | None = None
    shortened_into_past: bool = False
    reduced_by: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def group(self) -> str:
        """The name by which `restoration.early_not_for` knows the cause."""
        return "institution_or_department_cause" if self.kind in ("institution", "department") else self.kind

    @property
    def end(self) -> date | None:
        """Last day on which the cause holds; null = until restored."""
        if self.restored_on is not None:
            return self.restored_on - _DAY
        return self.last_day if self.ends_itself else None

    def active(self, day: date) -> bool:
        end = self.end
        return self.first_day <= day and (end is None or day <= end)

    def waiting(self, day: date) -> bool:
        """The term is over but nobody restored the person yet."""
        return self.active(day) and self.last_day is not None and day > self.last_day


@dataclass(slots=True)
class Account:
    """The result of the fold."""

    regime: Regime
    lines: list[Line]
    crossings: list[Crossing]
    causes: list[Cause]

    def year_of(self, day: date) -> int:
        return 0 if self.regime.parameters.scoring.carry_over.value else day.year

    def lines_of(self, day: date) -> list[Line]:
        """The lines that count on a day: same year, not later, not before a restoration that starts afresh."""
        year, since = self.year_of(day), restart(self.regime, self.causes, day)
        return [line for line in self.lines if line.year == year and line.on <= day and since <= line.on]

    def total(self, day: date) -> int:
        """Effective total of the day's year, capped, repairs taken off in order (dossier 19b)."""
        cap, total = self.regime.parameters.scoring.cap.value, 0
        for line in self.lines_of(day):
            total = max(0, min(cap, total + line.counted))
        return total

    def raw(self, day: date) -> int:
        """Sum of the entries as they now count, not capped, without repairs."""
        return sum(line.counted for line in self.lines_of(day) if line.kind != "repair")

    def left(self, day: date) -> int:
        """What is left of the initial points, never below 0."""
        return self.left_of(self.total(day))

    def left_of(self, total: int) -> int:
        """What a total leaves of the initial points, never below 0."""
        return max(0, self.regime.parameters.scoring.initial_points.value - total)

    def highest_single(self, day: date) -> int:
        return max((x.counted for x in self.lines_of(day) if x.kind == "entry"), default=0)

    def active(self, day: date) -> list[Cause]:
        return [cause for cause in self.causes if cause.active(day)]

    def reached_cap(self, day: date) -> bool:
        """Whether the total of the day's year stands at the full score."""
        return self.total(day) >= self.regime.parameters.scoring.cap.value


def restart(regime: Regime, causes: Iterable[Cause], day: date) -> date:
    """Day from which points count: after the last restoration where the regime clears the year's points then."""
    if regime.parameters.restoration.points_same_year.value == "keep":
        return date.min
    ends = (c.end for c in causes if c.crossing is not None and c.status is Status.SUSPENDED)
    return max((end + _DAY for end in ends if end is not None and end < day), default=date.min)


def early_restorable(regime: Regime, causes: Iterable[Cause], day: date) -> list[Cause]:
    """Suspensions that hold on a day and that the regime lets end early."""
    barred = regime.parameters.restoration.early_not_for.value or ()
    return [c for c in causes if c.status is Status.SUSPENDED and c.active(day) and c.group not in barred]
