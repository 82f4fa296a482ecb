"""Date arithmetic of the law: whole days, working days, terms and clocks that pause.

C1 to C4 in these docstrings are the date conventions of the specification, for which the Civil Code
(民法典 201–203) stands behind. Law days are dates in Asia/Shanghai, never instants. A day that cannot be
reached (before year 1, after year 9999) is a `ValueError` in the user's words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

_OUT_OF_RANGE = "日期超出可计算的范围（公元 1 年至 9999 年）"


# Intervals


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days from `first` to `last`, both included; without `last` it is open."""

    first: date
    last: date | None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"期间的末日 {self.last} 早于首日 {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share at least one day."""
        return self.intersect(other) is not None

    def intersect(self, other: Interval) -> Interval | None:
        """The days in both; None if there are none."""
        first = max(self.first, other.first)
        lasts = [last for last in (self.last, other.last) if last is not None]
        last = min(lasts, default=None)
        return Interval(first, last) if last is None or first <= last else None

    def minus(self, others: Iterable[Interval]) -> tuple[Interval, ...]:
        """The days that are in none of the others, as disjoint intervals in order."""
        left: list[Interval] = []
        first = self.first
        for cut in _merged(part for other in others if (part := self.intersect(other))):
            if first < cut.first:
                left.append(Interval(first, add_days(cut.first, -1)))
            if cut.last is None or cut.last == self.last:
                return tuple(left)
            first = add_days(cut.last, 1)
        return (*left, Interval(first, self.last))


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same days as disjoint intervals in order."""
    merged: list[Interval] = []
    for part in sorted(intervals, key=lambda i: i.first):
        if not merged or part.first not in merged[-1]:
            merged.append(part)
        elif (last := merged[-1].last) is not None and (part.last is None or part.last > last):
            merged[-1] = Interval(merged[-1].first, part.last)
    return merged


# Working days


@dataclass(frozen=True, slots=True)
class Due:
    """A due day.

    Provisional (暂计) if a day that had to be looked up lies in a year whose plan is not published, so that
    only weekends were left out there; it is computed anew when the year is entered.
    """

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A published year: its public holidays, its weekend days that are worked, and who published them."""

    year: int
    off: frozenset[date]
    work: frozenset[date]
    source: str

    def __post_init__(self) -> None:
        for day in sorted(self.off | self.work):
            if day.year != self.year:
                raise ValueError(f"{day} 不在 {self.year} 年内")
            if day in self.off and day in self.work:
                raise ValueError(f"{day} 既列为放假又列为上班")
            if day in self.work and not _is_weekend(day):
                raise ValueError(f"{day} 不是周末，不能列为调休上班日")


class Calendar:
    """Which days are worked; immutable. In an unpublished year these are Monday to Friday.

    Working days are numbered from year 1, so that every count is one subtraction and every deadline one
    look-up: Monday to Friday by arithmetic, corrected by the days that published years make different.
    """

    __slots__ = ("_days", "_numbers", "_shifts", "_years")

    def __init__(self, years: Mapping[int, CalendarYear]) -> None:
        self._years = dict(sorted(years.items()))
        changes: dict[int, int] = {}  # ordinal of a day unlike its weekday -> +1 worked, -1 off
        for number, year in self._years.items():
            if year.year != number:
                raise ValueError(f"{number} 年之下是 {year.year} 年的数据")
            changes.update((day.toordinal(), 1) for day in year.work)
            changes.update((day.toordinal(), -1) for day in year.off if not _is_weekend(day))
        self._days = sorted(changes)
        self._shifts = [0]  # sum of the changes before the i-th such day
        for day in self._days:
            self._shifts.append(self._shifts[-1] + changes[day])
        self._numbers = [self._working_days_through(day) for day in self._days]

    @property
    def years(self) -> Mapping[int, CalendarYear]:
        """The published years."""
        return MappingProxyType(self._years)

    def is_published(self, day: date) -> bool:
        return day.year in self._years

    def is_working_day(self, day: date) -> bool:
        ordinal = day.toordinal()
        return self._working_days_through(ordinal) > self._working_days_through(ordinal - 1)

    def working_days_through(self, day: date) -> int:
        """How many working days there are from year 1 up to and including `day`."""
        return self._working_days_through(day.toordinal())

    def working_day(self, number: int) -> date:
        """The working day with that number: the inverse of `working_days_through`."""
        i = bisect_left(self._numbers, number)
        weeks, day = divmod(number - self._shifts[i] - 1, 5)
        ordinal = 7 * weeks + day + 1
        if i < len(self._days):  # the next changed day is this very one, a worked weekend day
            ordinal = min(ordinal, self._days[i])
        return _from_ordinal(ordinal)

    def _working_days_through(self, ordinal: int) -> int:
        weeks, days = divmod(ordinal, 7)  # ordinal 1 is a Monday
        return 5 * weeks + min(days, 5) + self._shifts[bisect_right(self._days, ordinal)]

    def _due(self, day: date, *, looked_up_from: date) -> Due:
        first, last = sorted((day.year, looked_up_from.year))
        return Due(day, any(year not in self._years for year in range(first, last + 1)))


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def add_working_days(calendar: Calendar, start: date, n: int) -> Due:
    """The n-th working day after `start`, which is not counted (C2). With n = 0 it is `start` itself."""
    _check_count(n)
    day = calendar.working_day(calendar.working_days_through(start) + n) if n else start
    return calendar._due(day, looked_up_from=start)


def subtract_working_days(calendar: Calendar, end: date, n: int) -> Due:
    """The n-th working day before `end`, which is not counted (C2). With n = 0 it is `end` itself."""
    _check_count(n)
    before = calendar.working_days_through(end) - calendar.is_working_day(end)
    day = calendar.working_day(before - n + 1) if n else end
    return calendar._due(day, looked_up_from=end)


def working_days_between(calendar: Calendar, a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; if `b` is earlier, minus those after `b` up to `a`."""
    return calendar.working_days_through(b) - calendar.working_days_through(a)


def next_working_day(calendar: Calendar, day: date) -> Due:
    """`day` itself if it is a working day, else the next one."""
    if calendar.is_working_day(day):
        return calendar._due(day, looked_up_from=day)
    return add_working_days(calendar, day, 1)


def receipt_day(calendar: Calendar, delivered_on: date) -> date:
    """The day a delivery counts as received: on a rest day, the next working day (settled point 12)."""
    return next_working_day(calendar, delivered_on).day


# Days, months and years


def add_days(day: date, n: int) -> date:
    """`n` days later, or earlier if negative."""
    try:
        return day + timedelta(days=n)
    except OverflowError:
        raise ValueError(_OUT_OF_RANGE) from None


def add_months(day: date, n: int) -> date:
    """The same day of the month `n` months later (earlier if negative), or that month's last day (C3)."""
    year, month = divmod(12 * day.year + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(_OUT_OF_RANGE)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, n: int) -> date:
    """The same day `n` years later (earlier if negative); 29 February becomes 28 in a common year (C3)."""
    return add_months(day, 12 * n)


def _from_ordinal(ordinal: int) -> date:
    if not 1 <= ordinal <= date.max.toordinal():
        raise ValueError(_OUT_OF_RANGE)
    return date.fromordinal(ordinal)


def _check_count(n: int) -> None:
    if n < 0:
        raise ValueError(f"天数不能为负：{n}")


# Terms


class TermUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"

    @property
    def label(self) -> str:
        return {"days": "日", "working_days": "个工作日", "months": "个月", "years": "年"}[self.value]


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in one unit; never negative."""

    amount: int
    unit: TermUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"期限不能为负：{self.amount}{self.unit.label}")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.label}"

    def last_day(self, anchor: date) -> date:
        """The last day of a term that `anchor` sets off: `anchor` not counted, no roll on a rest day (C3).

        Status terms end so. Working days need a calendar: see `deadline`.
        """
        return self._moved(anchor, 1)

    def interval(self, anchor: date) -> Interval:
        """The days of that term: the day after `anchor` through `last_day` (C3, C4)."""
        return Interval(add_days(anchor, 1), self.last_day(anchor))

    def deadline(self, calendar: Calendar, anchor: date) -> Due:
        """The last day to do a duty: `last_day`, or the next working day if that is a rest day.

        In working days the n-th after `anchor` (C2).
        """
        if self.unit is TermUnit.WORKING_DAYS:
            return add_working_days(calendar, anchor, self.amount)
        return next_working_day(calendar, self.last_day(anchor))

    def before(self, calendar: Calendar, day: date) -> Due:
        """The latest day that is at least this term before `day`, which is not counted (C2).

        Working days are counted back; other units end on the corresponding day and do not roll.
        """
        if self.unit is TermUnit.WORKING_DAYS:
            return subtract_working_days(calendar, day, self.amount)
        return Due(self._moved(day, -1))

    def _moved(self, day: date, sign: int) -> date:
        match self.unit:
            case TermUnit.DAYS:
                return add_days(day, sign * self.amount)
            case TermUnit.MONTHS:
                return add_months(day, sign * self.amount)
            case TermUnit.YEARS:
                return add_years(day, sign * self.amount)
            case TermUnit.WORKING_DAYS:
                raise ValueError(f"{self} 须按工作日历计算，没有自然日的末日")


def inclusive_term(start: date, term: Term) -> Interval:
    """A term that begins on a named day and counts it: one year from 2024-08-01 ends 2025-07-31.

    It ends the day before the corresponding day, on which a renewal would start; where the month has no such
    day, on the month's last day (民法典 202).
    """
    end = term.last_day(start)
    has_corresponding_day = term.unit is TermUnit.DAYS or end.day == start.day
    return Interval(start, add_days(end, -1) if has_corresponding_day else end)


def first_free_day(event: date, term: Term) -> date:
    """For “not yet N years after the event”: the last blocked day is event + N, the next one is free."""
    return add_days(term.last_day(event), 1)


# Clocks


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from `start` until the day before `end`; the day it ends counts again."""

    start: date
    end: date | None
    reason: str

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"暂停计时的结束日 {self.end} 早于开始日 {self.start}")


@dataclass(frozen=True, slots=True)
class Clock:
    """A running limit. The due day is always computed, never stored.

    `started_on` is not counted. A duty's limit in days, months or years that ends on a rest day rolls to the
    next working day; with `duty=False` (a status term) it does not.
    """

    started_on: date
    limit: Term
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None
    duty: bool = True

    def due(self, calendar: Calendar) -> Due | None:
        """The due day; None while it is held by a pause that is still open.

        Paused working days do not count towards a limit in working days; another limit is computed as if
        unpaused, then pushed by the paused calendar days. What begins after the due day changes nothing.
        """
        paused = self._paused()
        if self.limit.unit is TermUnit.WORKING_DAYS:
            return self._due_in_working_days(calendar, paused)
        end = self.limit.last_day(self.started_on)
        for pause in paused:
            if pause.first > end:
                break
            if pause.last is None:
                return None
            end = add_days(end, (pause.last - pause.first).days + 1)
        return _rolled(calendar, end, paused) if self.duty else Due(end)

    def is_overdue(self, calendar: Calendar, day: date) -> bool:
        """Whether at the end of `day` the due day is over; a clock that stopped is judged on that day."""
        due = self.due(calendar)
        judged = day if self.stopped_on is None else min(day, self.stopped_on)
        return due is not None and judged > due.day

    def remaining(self, calendar: Calendar, day: date) -> int | None:
        """Days left after `day`, the due day included: working days if the limit is, else calendar days.

        0 on the due day, negative after it; None once stopped or while a pause holds the due day open.
        """
        due = self.due(calendar)
        if due is None or (self.stopped_on is not None and self.stopped_on <= day):
            return None
        left = self._length(calendar, day, due.day)
        if day < due.day:
            ahead = Interval(add_days(day, 1), due.day)
            for pause in self._paused():
                if (part := pause.intersect(ahead)) and part.last:
                    left -= self._length(calendar, add_days(part.first, -1), part.last)
        return left

    def _due_in_working_days(self, calendar: Calendar, paused: Iterable[Interval]) -> Due | None:
        count = self.limit.amount
        due = add_working_days(calendar, self.started_on, count)
        for pause in paused:
            if pause.first > due.day:
                break
            if pause.last is None:
                return None
            count += working_days_between(calendar, add_days(pause.first, -1), pause.last)
            due = add_working_days(calendar, self.started_on, count)
        return due

    def _paused(self) -> list[Interval]:
        """The paused days after `started_on`, disjoint and in order."""
        counted = Interval(add_days(self.started_on, 1), None)
        pauses = (
            Interval(pause.start, None if pause.end is None else add_days(pause.end, -1))
            for pause in self.pauses
            if pause.end != pause.start
        )
        return _merged(part for pause in pauses if (part := pause.intersect(counted)))

    def _length(self, calendar: Calendar, a: date, b: date) -> int:
        if self.limit.unit is TermUnit.WORKING_DAYS:
            return working_days_between(calendar, a, b)
        return (b - a).days


def _rolled(calendar: Calendar, end: date, paused: Iterable[Interval]) -> Due | None:
    """`end` or the next working day that is not paused; None if an open pause leaves no such day."""
    due = next_working_day(calendar, end)
    for pause in paused:
        if due.day in pause:
            if pause.last is None:
                return None
            due = next_working_day(calendar, add_days(pause.last, 1))
    return calendar._due(due.day, looked_up_from=end)
