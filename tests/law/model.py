"""Points to status once more, written from the specification (people.md, conventions C1 to C22) and not from the code.

Nothing runs forward here and nothing is remembered: a total is a sum over the decisions so far, a sanction a
property of one decision among them, and the status of a day a question put to all sanctions. Month ends are found
by trying days. The numbers of the four regimes are typed by hand from the clauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Law:
    """What a regime says about points: totals and single entries in months of suspension, and the end of the line."""

    tiers: tuple[int, ...]  # the lowest total of each tier
    months: dict[int, int] = field(default_factory=dict)  # total reached → months; a total left out: a human says
    alone: dict[int, int] = field(default_factory=dict)  # points of one entry → months
    terminated_at: int | None = 12
    bans: tuple[int, int] = (1, 3)  # years: by accumulation, by one entry
    restored_by_itself: bool = False


LAWS = {
    "yunnan-2025": Law((9, 10, 11, 12), {9: 1, 10: 3, 11: 5}, {9: 2, 10: 4, 11: 6}),
    "qinghai-2025": Law((9, 10, 11, 12)),
    "hainan-2022": Law(
        (6, 8, 10), {6: 3, 7: 3, 8: 6, 9: 6, 10: 12, 11: 12, 12: 12}, terminated_at=None, restored_by_itself=True
    ),
    "national-2025": Law((9, 10, 11, 12)),
}


@dataclass(frozen=True)
class Decision:
    """Entries that one decision books on a day; `months` is what a human entered; undelivered = null."""

    on: date
    entries: tuple[int, ...]
    delivered: date | None
    months: int | None = None


@dataclass(frozen=True)
class Sanction:
    first: date
    last: date | None
    terminated: bool
    ban: date | None


@cache
def after_months(anchor: date, months: int) -> date:
    """The same day of a later month, or the nearest day before it that exists (C3)."""
    year, month = anchor.year, anchor.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(anchor.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


@dataclass
class Model:
    """One person's decisions in recorded order under one law."""

    law: Law
    decisions: Sequence[Decision]

    def total(self, year: int, count: int) -> int:
        """The year's total after the first `count` decisions, at most 12 (C5, C16, C21)."""
        return min(12, sum(sum(d.entries) for d in self.decisions[:count] if d.on.year == year))

    def total_on(self, day: date) -> int:
        return min(12, sum(sum(d.entries) for d in self.decisions if d.on.year == day.year and d.on <= day))

    def sanction(self, index: int) -> Sanction | None:
        """What one decision brings (C4, C6, C7, C20, C22)."""
        law, decision = self.law, self.decisions[index]
        before, after = (self.total(decision.on.year, index + i) for i in (0, 1))
        single = min(12, max(decision.entries))
        full_alone = law.terminated_at is not None and single >= law.terminated_at
        higher = any(before < bound <= after for bound in law.tiers)
        if decision.delivered is None or not (higher or full_alone):
            return None
        first = decision.delivered + DAY
        if law.terminated_at is not None and after >= law.terminated_at:
            return Sanction(first, None, True, after_months(decision.delivered, 12 * law.bans[full_alone]))
        entered = law.months.get(after, decision.months)
        assert entered is not None
        return Sanction(first, after_months(decision.delivered, max(entered, law.alone.get(single, 0))), False, None)

    @cached_property
    def sanctions(self) -> list[Sanction]:
        return [s for i in range(len(self.decisions)) if (s := self.sanction(i)) is not None]

    def on(self, day: date) -> tuple[str, date | None, date | None]:
        """Status, last day of suspension, end of ban: the gravest of what holds, the latest end (C9, C13)."""
        held = [s for s in self.sanctions if s.first <= day and (s.last is None or day <= s.last or self._stays())]
        status = "terminated" if any(s.terminated for s in held) else "suspended" if held else "normal"
        ends, bans = [s.last for s in held if s.last], [s.ban for s in held if s.ban]
        return status, max(ends, default=None), max(bans, default=None)

    def _stays(self) -> bool:
        """A term that is over goes on until someone restores the person."""
        return not self.law.restored_by_itself
