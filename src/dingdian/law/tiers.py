"""From totals to consequences: which tier an entry reaches and what follows. Pure table look-up, every cell checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from dingdian.law.dates import Term, TermUnit
from dingdian.law.regime import Regime
from dingdian.law.schema import SuspensionRow
from dingdian.law.values import Status

_SCALE = date(2001, 1, 1)  # terms are compared by the day on which they would end


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision on points leads to; `term` is null where a human still has to enter it."""

    status: Status
    term: Term | None
    ban: Term | None
    column: str
    keys: tuple[str, ...]
    clauses: tuple[str, ...]
    needs_term: tuple[int, int] | None = None

    @property
    def weight(self) -> tuple[int, date]:
        """Heavier is greater: termination over suspension, then the longer."""
        length = self.ban if self.status is Status.TERMINATED else self.term
        return (
            1 if self.status is Status.TERMINATED else 0,
            length.last_day(_SCALE) if length else _SCALE,
        )


class TierTable:
    """The tiers of a regime, compiled."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self._t = t = regime.parameters.tiers
        self.bounds = t.lower_bounds.value
        self.terminate_at = t.terminate_at.value
        self.cap = regime.parameters.scoring.cap.value
        self._rows: dict[int, SuspensionRow] = {
            total: row for row in t.suspension_rows.value for total in range(row.low, row.high + 1)
        }
        self._cells: dict[tuple[int, int, int, int | None], Outcome | None] = {}

    def level(self, total: int) -> int:
        """Number of tier bounds reached: 0 below the first tier."""
        return sum(total >= bound for bound in self.bounds)

    @cached_property
    def first(self) -> int:
        return self._t.first_suspension_at.value

    def outcome(self, before: int, after: int, single: int, months: int | None = None) -> Outcome | None:
        """What follows when a decision lifts the year's total from `before` to `after` (both capped).

        `single` is the highest entry of the decision (or its sum, by `tiers.single_means`); `months` the term a
        human entered where the regime leaves it to one.
        """
        key = (before, after, single, months)
        if key not in self._cells:
            self._cells[key] = self._outcome(before, after, single, months)
        return self._cells[key]

    def _outcome(self, before: int, after: int, single: int, months: int | None) -> Outcome | None:
        t = self._t
        single_full = self.terminate_at is not None and single >= self.terminate_at
        lifted = self.level(after) > self.level(before)
        again = t.retrigger_same_tier.value and after > before and self.level(after) > 0
        if not (lifted or again or single_full):
            return None
        if self.terminate_at is not None and after >= self.terminate_at:
            return self._termination(single_full)
        return self._suspension(before, after, single, months)

    def _termination(self, single_full: bool) -> Outcome:
        t = self._t
        param, name = (
            (t.ban_years_single, "tiers.ban_years_single")
            if single_full
            else (t.ban_years_cumulative, "tiers.ban_years_cumulative")
        )
        ban = None if param.value is None else Term(param.value, TermUnit.YEARS)
        keys = ("tiers.terminate_at", name, "tiers.single_means") if single_full else ("tiers.terminate_at", name)
        return Outcome(Status.TERMINATED, None, ban, "single" if single_full else "cumulative", keys, ())

    def _suspension(self, before: int, after: int, single: int, months: int | None) -> Outcome | None:
        t = self._t
        row = self._rows.get(after)
        crossed = [b for b in self.bounds if before < b <= after] or [after]
        jumped = len(crossed) > 1
        keys: tuple[str, ...] = ("tiers.suspension_rows", "tiers.trigger")
        if jumped:
            keys += ("tiers.jump_rule",)
            if t.jump_rule.value == "first_tier_crossed":
                row = self._rows.get(crossed[0])
        if row is None:
            return None
        if row.months_min is not None and row.months_max is not None:
            term = None if months is None else Term(months, TermUnit.MONTHS)
            return Outcome(
                Status.SUSPENDED,
                term,
                None,
                "human",
                (*keys, "tiers.term_mode"),
                row.clauses,
                (row.months_min, row.months_max),
            )
        term = row.cumulative
        if jumped and t.jump_rule.value == "sum_of_crossed_tiers":
            term = _sum([self._rows[b].cumulative for b in crossed if b in self._rows])
        best = Outcome(Status.SUSPENDED, term, None, "cumulative", keys, row.clauses)
        alone = self._rows.get(min(single, self.cap)) if t.single_vs_cumulative_for_suspension.value else None
        if alone is None or alone.single is None:
            return best
        other = Outcome(
            Status.SUSPENDED,
            alone.single,
            None,
            "single",
            ("tiers.suspension_rows", "tiers.trigger", "tiers.single_means"),
            alone.single_clauses or alone.clauses,
        )
        rule = t.both_columns_fit.value or "heavier"
        both = ("tiers.both_columns_fit",)
        chosen = {
            "heavier": other if other.weight > best.weight else best,
            "single": other,
            "cumulative": best,
        }[rule]
        return replace(chosen, keys=chosen.keys + both)

    def gaps(self) -> list[str]:
        """Cells of the table without exactly one result, in words (empty = sound)."""
        found = []
        top = self.terminate_at
        seen: dict[int, int] = {}
        for index, row in enumerate(self._t.suspension_rows.value):
            for total in range(row.low, row.high + 1):
                if total in seen:
                    found.append(f"{total} 分同时落在第 {seen[total] + 1} 行和第 {index + 1} 行")
                seen[total] = index
                if top is not None and total >= top:
                    found.append(f"{total} 分既在第 {index + 1} 行暂停，又达到终止分值 {top}")
                if total > self.cap:
                    found.append(f"第 {index + 1} 行的 {total} 分超过上限 {self.cap}，永远达不到")
        for total in range(self.first, self.cap + 1):
            if total not in seen and (top is None or total < top):
                found.append(f"{total} 分没有对应的期限")
        if seen and min(seen) != self.first:
            found.append(f"最低一行从 {min(seen)} 分起，但 tiers.first_suspension_at 是 {self.first}")
        for low, high in pairwise(self.bounds):
            if low >= high:
                found.append(f"tiers.lower_bounds 不是递增的：{low}, {high}")
        expected = {row.low for row in self._t.suspension_rows.value} | ({top} if top else set())
        found += [f"tiers.lower_bounds 缺少 {bound}" for bound in sorted(expected - set(self.bounds))]
        return found


def _sum(terms: list[Term | None]) -> Term | None:
    present = [t for t in terms if t is not None]
    if not present:
        return None
    return Term(sum(t.amount for t in present), present[0].unit)
