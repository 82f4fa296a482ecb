"""The fold of one person: what was booked, delivered, corrected, repaired and restored, into an account and causes.

Events come in the order in which they were recorded. The result says, for every year, the effective total after
each line, which decisions lifted the person into a tier, and which causes of suspension or termination follow,
each with its own interval, scope and origin (C13). A correction works backwards: everything is recomputed in order
with the corrected values (C12).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from dingdian.law.account import Account, Cause, Crossing, Line, early_restorable, restart
from dingdian.law.dates import Term, TermUnit, add_months, add_years
from dingdian.law.events import (
    Booked,
    Corrected,
    Delivered,
    Event,
    Imposed,
    Item,
    Passed,
    Refiled,
    Repaired,
    RestoredEarly,
    Shortened,
)
from dingdian.law.regime import Regime
from dingdian.law.tiers import Outcome, TierTable
from dingdian.law.values import Status

_DAY = timedelta(days=1)
_INSTEAD = "前一项撤销后补记，不高于原记分值"


def fold(regime: Regime, table: TierTable, events: Iterable[Event]) -> Account:
    """The account and causes of one person from his events in recorded order."""
    known = list(events)
    corrections = [e for e in known if isinstance(e, Corrected)]
    if not corrections or regime.parameters.objection.correction_effect.value != "retroactive":
        return _Fold(regime, table, corrections).run(known)
    original = account = _Fold(regime, table, []).run(known)
    for count in range(len(corrections)):
        account = _Fold(regime, table, corrections[: count + 1], account).run(known)
    _mark_shortened(account, original, corrections)
    return account


class _Fold:
    """One run over the events with the corrections known; `before` is the account without the last of them."""

    def __init__(
        self, regime: Regime, table: TierTable, corrections: Sequence[Corrected], before: Account | None = None
    ) -> None:
        self.regime, self.table, self.before, p = regime, table, before, regime.parameters
        self.cap = p.scoring.cap.value
        self.carry_over = p.scoring.carry_over.value
        self.per_site = p.scoring.multi_site.value == "per_site"
        self.once = p.scoring.same_inspection_same_type.value == "once"
        self.sum_types = p.scoring.same_inspection_different_types.value == "sum"
        self.per_entry = p.tiers.evaluate_per.value == "entry"
        self.sum_single = p.tiers.single_means.value == "sum_of_one_decision"
        self.retroactive = p.objection.correction_effect.value == "retroactive"
        self.at_decision = p.sanction.anchor.value == "decision" or not p.sanction.written_notice.value
        self.points: dict[tuple[str, str | None], int] = {}
        self.months: dict[str, int] = {}
        self.months_of_correction: int | None = None
        if self.retroactive:
            for c in corrections:
                of = c.handling, c.finding
                self.points[of] = min(c.points, self.points.get(of, c.points))
                if c.months is not None:
                    self.months[c.handling] = self.months_of_correction = c.months
        self.totals: dict[tuple[int, str], int] = {}
        self.year_totals: dict[int, int] = {}
        self.restarted: dict[tuple[int, str], date] = {}
        self.seen: set[tuple[str, ...]] = set()
        self.first: dict[tuple[str, ...], tuple[int, int]] = {}  # group → year and points it was first given
        self.pending: dict[str, list[Crossing]] = {}
        self.first_delivery: dict[str, Delivered] = {}
        self.lines: list[Line] = []
        self.crossings: list[Crossing] = []
        self.causes: list[Cause] = []

    def run(self, events: Sequence[Event]) -> Account:
        for event in events:
            if type(event) is Delivered:
                first = self.first_delivery.setdefault(event.handling, event)
                if event.on < first.on:
                    self.first_delivery[event.handling] = event
        for event in events:
            kind = type(event)
            if kind is Booked:
                self.book(event)  # type: ignore[arg-type]
            elif kind is Delivered:
                self.deliver(event)  # type: ignore[arg-type]
            elif kind is Imposed:
                self.impose(event)  # type: ignore[arg-type]
            else:
                self.later(event)
        return Account(self.regime, self.lines, self.crossings, self.causes)

    # Points

    def book(self, event: Booked) -> None:
        """Book the entries of one decision together and see what tier they reach (C6, C21, C22)."""
        year = 0 if self.carry_over else event.on.year
        key = (year, event.institution if self.per_site else "")
        since = restart(self.regime, self.causes, event.on)
        if since > self.restarted.get(key, date.min):
            self.totals[key], self.restarted[key] = 0, since
        before = total = self.totals.get(key, 0)
        single = 0
        for line in self._entries(event, year, total):
            start, total = total, line.after
            single = single + line.counted if self.sum_single else max(single, line.counted)
            self.lines.append(line)
            if self.per_entry:
                self._cross(event, year, start, total, line.counted)
        self.totals[key] = total
        if not self.per_entry:
            self._cross(event, year, before, total, single)
        self._years(event, year, total)
        if self.at_decision and event.handling in self.pending:
            self._sanction(event.handling, event.on, None)

    def _entries(self, event: Booked, year: int, total: int) -> list[Line]:
        """The lines of one decision; what is entered in place of a revoked entry lifts no day's points (C12)."""
        counted = self._counted(event)
        lines = self._lines(event, year, total, counted)
        if self.before is None or all(note != _INSTEAD for _, _, note in counted):
            return lines
        size = len(self.lines) + len(lines)
        limit = Account(self.regime, self.before.lines[:size], self.before.crossings, self.before.causes)
        for index in reversed([i for i, (_, _, note) in enumerate(counted) if note == _INSTEAD]):
            item, points, note = counted[index]
            for fewer in range(points, -1, -1):
                counted[index] = item, fewer, note
                lines = self._lines(event, year, total, counted)
                if self._no_higher([*self.lines, *lines], limit):
                    return lines
        return lines

    def _no_higher(self, lines: list[Line], limit: Account) -> bool:
        account = Account(self.regime, lines, self.crossings, self.causes)
        days = {line.on for line in lines}
        return all(account.total(d) <= limit.total(d) and account.raw(d) <= limit.raw(d) for d in days)

    def _lines(self, event: Booked, year: int, total: int, counted: Sequence[tuple[Item, int, str]]) -> list[Line]:
        lines = []
        for item, points, note in counted:
            start, total = total, min(self.cap, total + points)
            key = event.on, event.recorded, year, event.handling, item.finding, item.points
            lines.append(Line("entry", *key, points, start, total, note))
        return lines

    def _counted(self, event: Booked) -> list[tuple[Item, int, str]]:
        """What each entry counts: corrected, and once for the same type in one inspection (dossier 19a).

        A later entry counts when the first is revoked, but never more than that, nor in another year: a review does
        not raise points (C12).
        """
        values = []
        for item in event.items:
            corrected = (self.points.get((event.handling, finding)) for finding in (item.finding, None))
            values.append(min([item.points, *(points for points in corrected if points is not None)]))
        if not self.once and self.sum_types:
            return [(item, v, "") for item, v in zip(event.items, values, strict=True)]
        best: dict[tuple[str, ...], int] = {}
        groups = [item.group if self.sum_types else item.group[:1] for item in event.items]
        for index, (group, value) in enumerate(zip(groups, values, strict=True)):
            if group not in best or value > values[best[group]]:
                best[group] = index
        rows = []
        year = 0 if self.carry_over else event.on.year
        for index, (item, group, value) in enumerate(zip(event.items, groups, values, strict=True)):
            if group in self.seen:
                rows.append((item, 0, "同次检查同类行为已记分"))
            elif best[group] != index:
                rows.append((item, 0, "同次检查同类行为取最高"))
            elif group in self.first:
                first_year, most = self.first[group]
                rows.append((item, min(value, most) if first_year == year else 0, _INSTEAD))
            else:
                rows.append((item, value, ""))
        self.seen.update(g for g, v in zip(groups, values, strict=True) if v > 0)
        given: dict[tuple[str, ...], int] = {}
        for item, group in zip(event.items, groups, strict=True):
            given[group] = max(item.points, given.get(group, 0))
        for group, points in given.items():
            if points > 0:
                self.first.setdefault(group, (year, points))
        return rows

    def _cross(self, event: Booked, year: int, before: int, after: int, single: int) -> None:
        months = self.months.get(event.handling, event.months)
        if months is None:  # a correction may let a later decision reach a tier that it did not reach before
            months = self.months_of_correction
        outcome = self.table.outcome(before, after, single, months)
        if outcome is not None:
            self._pend(Crossing(event.handling, event.institution, event.on, year, before, after, single, outcome))

    def _pend(self, crossing: Crossing) -> None:
        self.crossings.append(crossing)
        self.pending.setdefault(crossing.handling, []).append(crossing)

    def _years(self, event: Booked, year: int, total: int) -> None:
        """Conditions over consecutive years: the entry that completes one triggers it."""
        rows = self.regime.parameters.tiers.consecutive_years.value
        before = self.year_totals.get(year, 0)
        self.year_totals[year] = total
        for row in rows or ():
            if not before <= row.more_than < total:
                continue
            run = 1
            for step in (-1, 1):
                other = year + step
                while self.year_totals.get(other, 0) > row.more_than:
                    run, other = run + 1, other + step
            if run >= row.years:
                ban = None if row.ban_years is None else Term(row.ban_years, TermUnit.YEARS)
                status = Status.TERMINATED if row.terminate else Status.SUSPENDED
                keys = ("tiers.consecutive_years",)
                outcome = Outcome(status, row.term, ban, "years", keys, ())
                self._pend(
                    Crossing(event.handling, event.institution, event.on, year, before, total, 0, outcome, "years")
                )

    # Sanctions

    def deliver(self, event: Delivered) -> None:
        """The first delivery counts, also one that was recorded after another (C4)."""
        if event.handling in self.pending and not self.at_decision:
            first = self.first_delivery[event.handling]
            self._sanction(event.handling, first.on, first.effective_from or event.effective_from)

    def _sanction(self, handling: str, delivered: date, named: date | None) -> None:
        lead = self.regime.parameters.sanction.min_lead_days.value
        first = delivered + lead * _DAY
        if named is not None and named > first:
            first = named
        for crossing in self.pending.pop(handling):
            cause = self._cause(crossing, first - _DAY, first)
            if cause is not None:
                self.causes.append(cause)

    def _cause(self, crossing: Crossing, anchor: date, first: date) -> Cause | None:
        p, outcome = self.regime.parameters, crossing.outcome
        scope = None if p.propagation.points_sanction_sites.value == "all" else crossing.institution
        keys = (*outcome.keys, "sanction.anchor", "sanction.term_rule", "propagation.points_sanction_sites")
        cause = Cause(
            crossing.kind,
            outcome.status,
            anchor,
            first,
            None,
            crossing.handling,
            keys,
            outcome.clauses,
            crossing,
            outcome.term,
            institution=scope,
            ends_itself=p.restoration.auto_restore.value,
        )
        if outcome.status is Status.TERMINATED:
            cause.ends_itself = False
            if outcome.ban is not None:
                cause.ban_last = outcome.ban.last_day(anchor)
            return cause
        if outcome.term is None:
            cause.notes.append("期限待定")
            cause.ends_itself = False
            return cause
        term = self._second_crossing(crossing, outcome.term, first, cause)
        if term is None:
            return None
        cause.term, cause.last_day = term, term.last_day(anchor)
        self._overlap(cause)
        if not p.sanction.running_terms_survive_reset.value and cause.last_day.year > crossing.year > 0:
            cause.last_day = max(cause.first_day, date(crossing.year, 12, 31))
        return cause

    def _second_crossing(self, crossing: Crossing, term: Term, first: date, cause: Cause) -> Term | None:
        """C8: no credit for time served unless the regime says so."""
        rule = self.regime.parameters.tiers.second_crossing_rule.value
        served = [
            c
            for c in self.causes
            if c.crossing is not None
            and c.crossing.year == crossing.year
            and c.status is Status.SUSPENDED
            and c.last_day is not None
            and c.last_day < first
        ]
        if not served:
            return term
        cause.keys = (*cause.keys, "tiers.second_crossing_rule")
        if rule == "none":
            return None
        if rule == "net_of_served":
            rest = term.amount - sum(c.term.amount for c in served if c.term is not None and c.term.unit == term.unit)
            return Term(rest, term.unit) if rest > 0 else None
        return term

    def _overlap(self, cause: Cause) -> None:
        """C9: a new term while one runs."""
        rule = self.regime.parameters.tiers.overlap_rule.value
        running = [
            c
            for c in self.causes
            if c.crossing is not None
            and c.status is Status.SUSPENDED
            and c.last_day is not None
            and c.first_day <= cause.first_day <= c.last_day
            and c.active(cause.first_day)
        ]
        if not running:
            return
        cause.keys = (*cause.keys, "tiers.overlap_rule")
        assert cause.term is not None
        if rule == "consecutive":
            cause.anchor = max(c.last_day for c in running if c.last_day is not None)
            cause.first_day = cause.anchor + _DAY
            cause.last_day = cause.term.last_day(cause.anchor)
        elif rule == "recount_from_first_start":
            cause.last_day = max(cause.first_day, cause.term.last_day(min(c.anchor for c in running)))

    def impose(self, event: Imposed) -> None:
        keys = event.keys
        cause = Cause(
            event.kind,
            event.status,
            event.on - _DAY,
            event.on,
            event.last_day,
            event.origin,
            keys,
            event.clauses,
            institution=event.institution,
            department=event.department,
            ends_itself=event.status is Status.SUSPENDED,
        )
        if event.ban is not None:
            cause.ban_last = event.ban.last_day(event.on - _DAY)
        self.causes.append(cause)

    # What ends or changes a cause, and repairs

    def later(self, event: Event) -> None:
        if isinstance(event, Repaired):
            self._repair(event)
        elif isinstance(event, Shortened):
            self._shorten(event)
        elif isinstance(event, Passed):
            self._pass(event)
        elif isinstance(event, RestoredEarly):
            for cause in early_restorable(self.regime, self.causes, event.on):
                cause.restored_on = event.on
                cause.keys = (*cause.keys, "restoration.early")
        elif isinstance(event, Refiled):
            for cause in self.causes:
                if cause.status is Status.TERMINATED and cause.institution is None and cause.active(event.on):
                    cause.restored_on = event.on
        elif isinstance(event, Corrected) and not self.retroactive:
            self._correct_from_now(event)

    def _own(self, day: date) -> list[Cause]:
        """Suspensions and terminations of the person's own points that hold on a day."""
        return [c for c in self.causes if c.crossing is not None and c.active(day)]

    def _change(self, kind: Literal["repair", "correction"], event: Event, amount: int, ref: str) -> int:
        year = 0 if self.carry_over else event.on.year
        key = (year, "")
        if self.per_site:
            sites = [k for k in self.totals if k[0] == year]
            key = max(sites, key=lambda k: self.totals[k], default=key)
        before = self.totals.get(key, 0)
        after = max(0, before - amount)
        self.totals[key] = self.year_totals[year] = after
        self.lines.append(Line(kind, event.on, event.recorded, year, ref, "", -amount, -amount, before, after))
        return after

    def _repair(self, event: Repaired) -> None:
        """C11: a repair lowers the total that counts later; it lifts nothing unless the regime says so."""
        after = self._change("repair", event, event.points, "")
        lifts = self.regime.parameters.repair.effect_on_running_sanction.value == "lift_when_below_tier"
        if lifts and after < self.table.first:
            for cause in self._own(event.on):
                if cause.status is Status.SUSPENDED:
                    cause.restored_on = event.on

    def _correct_from_now(self, event: Corrected) -> None:
        taken = 0
        for line in self.lines:
            if line.handling == event.handling and event.finding in (None, line.finding) and line.kind == "entry":
                taken += max(0, line.counted - event.points)
        self._change("correction", event, taken, event.handling)

    def _shorten(self, event: Shortened) -> None:
        """Later of the approval and the shortened term from the original anchor (term repair)."""
        running = [c for c in self._own(event.on) if c.status is Status.SUSPENDED and c.last_day is not None]
        if not running:
            return
        cause = max(running, key=lambda c: c.last_day or date.max)
        assert cause.term is not None
        floor = self.regime.parameters.repair.min_term_after_reduction_months.value or 0
        cause.reduced_by += event.months
        if cause.term.unit is TermUnit.MONTHS:
            months = max(floor, cause.term.amount - cause.reduced_by)
            shorter = add_months(cause.anchor, max(0, months))
        elif cause.term.unit is TermUnit.YEARS:
            shorter = add_months(add_years(cause.anchor, cause.term.amount), -cause.reduced_by)
        else:
            shorter = add_months(cause.anchor + cause.term.amount * _DAY, -cause.reduced_by)
        assert cause.last_day is not None
        cause.last_day = min(cause.last_day, max(event.on, shorter))
        cause.keys = (*cause.keys, "repair.term_reduction_months", "repair.min_term_after_reduction_months")
        if cause.restored_on is not None:
            cause.restored_on = self._back_on(cause)

    def _back_on(self, cause: Cause) -> date:
        """The day on which a person who has passed the assessment is normal again."""
        assert cause.last_day is not None and cause.passed_on is not None
        later = self.regime.parameters.restoration.effective_on.value == "later_of_day_after_last_day_and_pass_date"
        return max(cause.last_day + _DAY, cause.passed_on) if later else cause.last_day + _DAY

    def _pass(self, event: Passed) -> None:
        """A passed assessment ends the person's own suspensions; a termination also needs a new filing."""
        for cause in self.causes:
            if cause.institution is not None and cause.crossing is None:
                continue
            if not cause.active(event.on) or cause.ends_itself:
                continue
            cause.passed_on = event.on
            if cause.status is Status.SUSPENDED and cause.last_day is not None:
                cause.restored_on = self._back_on(cause)
                cause.keys = (*cause.keys, "restoration.effective_on")


def _mark_shortened(account: Account, original: Account, corrections: Sequence[Corrected]) -> None:
    """Dossier 19(e): a correction that shortens a term to a day already past; one that ends by itself needs no care."""
    latest = max(c.on for c in corrections)
    first_last = {c.origin: c.last_day for c in original.causes if c.crossing is not None}
    stay = account.regime.parameters.restoration.after_retroactive_shortening.value
    for cause in account.causes:
        old = first_last.get(cause.origin)
        if cause.crossing is None or cause.last_day is None or cause.ends_itself:
            continue
        terminated_before = cause.origin in first_last and old is None
        if (terminated_before or (old is not None and cause.last_day < old)) and cause.last_day < latest:
            cause.shortened_into_past = True
            cause.keys = (
                *cause.keys,
                "restoration.after_retroactive_shortening",
                "objection.correction_effect",
            )
            if stay == "restored_at_new_last_day" and cause.restored_on is None:
                cause.restored_on = cause.last_day + _DAY
