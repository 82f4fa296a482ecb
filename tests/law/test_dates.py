"""Date arithmetic against a second implementation, hand-made dates and laws that must always hold."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dingdian.calendars import load_calendar
from dingdian.law.dates import (
    Calendar,
    CalendarYear,
    Clock,
    Due,
    Interval,
    Pause,
    Term,
    TermUnit,
    add_days,
    add_months,
    add_working_days,
    add_years,
    first_free_day,
    inclusive_term,
    next_working_day,
    receipt_day,
    subtract_working_days,
    working_days_between,
)
from dingdian.located import InvalidInput

from . import dates_oracle as oracle

CN = load_calendar()
DAYS, WORKING, MONTHS, YEARS = TermUnit.DAYS, TermUnit.WORKING_DAYS, TermUnit.MONTHS, TermUnit.YEARS
LENGTHS = (3, 5, 7, 10, 20, 30)
EVERY_DAY = [date(2007, 1, 1) + timedelta(days=i) for i in range(7305)]

days = st.dates(date(2007, 3, 1), date(2026, 9, 30))
counts = st.integers(1, 60)


def on(text: str) -> date:
    return date.fromisoformat(text)


# Working days against the oracle


def test_every_deadline_agrees_with_the_oracle_and_late_ones_are_provisional() -> None:
    compared, wrong, provisional, late = 0, [], set(), set()
    for day in EVERY_DAY:
        for n in LENGTHS:
            for name, ours, theirs in (
                ("add", add_working_days(CN, day, n), oracle.add(day, n)),
                ("subtract", subtract_working_days(CN, day, n), oracle.subtract(day, n)),
            ):
                compared += 1
                if ours.day != theirs:
                    wrong.append((name, day, n, ours, theirs))
                if ours.provisional:
                    provisional.add((name, day, n))
                if theirs.year > 2026:
                    late.add((name, day, n))
    assert compared == 87_660
    assert wrong == []
    assert provisional == late
    assert {n: min(day for _, day, m in late if m == n) for n in LENGTHS} == {
        3: on("2026-12-29"),
        5: on("2026-12-25"),
        7: on("2026-12-23"),
        10: on("2026-12-18"),
        20: on("2026-12-04"),
        30: on("2026-11-20"),
    }
    assert len(late) == 3 + 7 + 9 + 14 + 28 + 42  # from those days to the year's end, forwards only


def test_every_day_is_worked_or_not_as_the_oracle_says() -> None:
    assert [day for day in EVERY_DAY if CN.is_working_day(day) != oracle.is_working_day(day)] == []


# Working days by hand

# Worked out with a pencil from the official plans:
# 2025 off 1/1, 1/28-2/4, 4/4-6, 5/1-5, 5/31-6/2, 10/1-8; worked 1/26, 2/8, 4/27, 9/28, 10/11.
# 2026 off 1/1-3, 2/15-23, 4/4-6, 5/1-5, 6/19-21, 9/25-27, 10/1-7; worked 1/4, 2/14, 2/28, 5/9, 9/20, 10/10.
# A negative number counts back. The start day is never counted.
BY_HAND = """
2025-01-24   1 2025-01-26  the Sunday before the Spring Festival is worked
2025-01-24   3 2025-02-05  over the Spring Festival
2025-01-24   6 2025-02-08  the Saturday after it is worked
2025-01-24   7 2025-02-10
2025-01-20  10 2025-02-08
2025-01-30   1 2025-02-05  from within the festival
2025-01-30   5 2025-02-10
2025-02-05  -1 2025-01-27  back over the Spring Festival
2025-02-05  -2 2025-01-26
2025-02-05  -3 2025-01-24
2025-02-10  -5 2025-01-27
2025-03-26  10 2025-04-10  G17: assessment of a restoration, over Qingming
2025-04-10 -10 2025-03-26  G17: latest application for restoration
2025-06-06   3 2025-06-11  G18: the institution tells the person
2025-06-06   7 2025-06-17  G18: application for review
2025-06-17  20 2025-07-15  G18: result of the review
2025-09-26   1 2025-09-28  the Sunday before National Day is worked
2025-09-26   5 2025-10-10  over National Day
2025-09-30   3 2025-10-11  the Saturday after it is worked
2025-09-30   4 2025-10-13
2025-10-01   1 2025-10-09  from within the holiday
2025-10-13  -4 2025-09-30  back over National Day
2025-10-09  -3 2025-09-28
2025-10-31 -10 2025-10-17
2024-12-31   1 2025-01-02  over New Year
2025-12-31   1 2026-01-04  a worked Sunday
2025-12-30   7 2026-01-09
2026-01-05  -2 2025-12-31
2026-02-12   3 2026-02-24  a worked Saturday, then the Spring Festival
2026-02-13   1 2026-02-14
2026-02-14   1 2026-02-24
2026-02-12   8 2026-03-02
2026-02-20   5 2026-02-28
2026-02-24  -3 2026-02-12
2026-03-02  -6 2026-02-14
2026-09-18   1 2026-09-20  the Sunday before the Mid-Autumn Festival is worked
2026-09-24   5 2026-10-09  over the Mid-Autumn Festival and National Day
2026-09-30   4 2026-10-12
2026-10-12  -5 2026-09-29
2026-02-12   0 2026-02-12
2026-02-15   0 2026-02-15  no working days after a rest day is that rest day
"""


@pytest.mark.parametrize("row", BY_HAND.strip().splitlines(), ids=lambda row: "_".join(row.split()[:2]))
def test_deadline_by_hand(row: str) -> None:
    start, n, due = row.split()[:3]
    count = int(n)
    if count < 0:
        assert subtract_working_days(CN, on(start), -count) == Due(on(due))
    else:
        assert add_working_days(CN, on(start), count) == Due(on(due))


def test_the_plans_of_2025_and_2026_are_the_official_ones() -> None:
    plans = {
        2025: ("1/1 1/28-2/4 4/4-6 5/1-5 5/31-6/2 10/1-8", "1/26 2/8 4/27 9/28 10/11"),
        2026: ("1/1-3 2/15-23 4/4-6 5/1-5 6/19-21 9/25-27 10/1-7", "1/4 2/14 2/28 5/9 9/20 10/10"),
    }
    for year, (off, work) in plans.items():
        assert CN.years[year].off == spelled_out(year, off)
        assert CN.years[year].work == spelled_out(year, work)


def spelled_out(year: int, plan: str) -> set[date]:
    """The days of `1/28-2/4 4/4-6`."""
    found: set[date] = set()
    for part in plan.split():
        first, _, last = part.partition("-")
        month, day = map(int, first.split("/"))
        end_month, end_day = map(int, (last if "/" in last else f"{month}/{last or day}").split("/"))
        length = (date(year, end_month, end_day) - date(year, month, day)).days
        found |= {date(year, month, day) + timedelta(days=i) for i in range(length + 1)}
    return found


def test_the_last_day_of_2005_was_worked() -> None:
    # The notice for 2006 says so; of the two seed packages only one does.
    assert CN.is_working_day(on("2005-12-31"))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2025-09-30", "2025-09-30"),
        ("2025-10-01", "2025-10-09"),
        ("2025-10-11", "2025-10-11"),
        ("2025-10-12", "2025-10-13"),
        ("2026-02-15", "2026-02-24"),
    ],
)
def test_a_rest_day_rolls_to_the_next_working_day(day: str, due: str) -> None:
    assert next_working_day(CN, on(day)) == Due(on(due))
    assert receipt_day(CN, on(day)) == on(due)


def test_working_days_left_count_the_due_day_and_not_today() -> None:
    assert working_days_between(CN, on("2025-09-26"), on("2025-10-10")) == 5
    assert working_days_between(CN, on("2025-10-10"), on("2025-09-26")) == -5
    assert working_days_between(CN, on("2025-10-01"), on("2025-10-08")) == 0


def test_an_unpublished_year_counts_weekends_only_and_says_so() -> None:
    assert not CN.is_published(on("2027-01-01"))
    assert CN.is_working_day(on("2027-01-01"))
    assert add_working_days(CN, on("2026-12-31"), 1) == Due(on("2027-01-01"), provisional=True)
    assert subtract_working_days(CN, on("2027-01-04"), 3) == Due(on("2026-12-30"), provisional=True)
    assert next_working_day(CN, on("2027-01-02")) == Due(on("2027-01-04"), provisional=True)
    assert add_working_days(CN, on("2027-01-02"), 0).provisional


def test_an_unpublished_year_between_published_ones_makes_a_deadline_provisional() -> None:
    empty: frozenset[date] = frozenset()
    gap = Calendar({year: CalendarYear(year, empty, empty, "通知") for year in (2026, 2028)})
    assert add_working_days(gap, on("2026-12-01"), 300).provisional
    assert not add_working_days(gap, on("2028-01-01"), 3).provisional


def test_entering_the_year_settles_a_provisional_deadline() -> None:
    plan = CalendarYear(2027, frozenset({on("2027-01-01")}), frozenset(), "通知")
    entered = Calendar({**CN.years, 2027: plan})
    assert add_working_days(entered, on("2026-12-31"), 1) == Due(on("2027-01-04"))


@given(days, counts)
def test_back_and_forth_ends_on_the_nearest_working_day(day: date, n: int) -> None:
    due = add_working_days(CN, day, n).day
    assert CN.is_working_day(due)
    last = day if CN.is_working_day(day) else subtract_working_days(CN, day, 1).day
    assert subtract_working_days(CN, due, n).day == last
    assert add_working_days(CN, subtract_working_days(CN, day, n).day, n) == next_working_day(CN, day)


@given(days, days, counts)
def test_a_later_start_is_never_due_earlier(one: date, two: date, n: int) -> None:
    one, two = sorted((one, two))
    assert add_working_days(CN, one, n).day <= add_working_days(CN, two, n).day
    assert subtract_working_days(CN, one, n).day <= subtract_working_days(CN, two, n).day
    assert add_working_days(CN, one, n).day < add_working_days(CN, one, n + 1).day


@given(days, counts)
def test_counting_is_the_inverse_of_adding(day: date, n: int) -> None:
    assert working_days_between(CN, day, add_working_days(CN, day, n).day) == n


@given(st.dates(), st.integers(-4000, 4000))
def test_any_calendar_numbers_its_working_days_one_by_one(day: date, n: int) -> None:
    if CN.working_days_through(day) + n >= 1 and 10 < day.year < 9980:
        found = CN.working_day(CN.working_days_through(day) + n)
        assert CN.is_working_day(found)
        assert CN.working_days_through(found) == CN.working_days_through(day) + n


# Months and years


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-400, 400))
def test_months_agree_with_the_oracle(day: date, n: int) -> None:
    assert add_months(day, n) == oracle.add_months(day, n)


def test_years_are_twelve_months() -> None:
    assert add_years(on("2024-02-29"), 1) == on("2025-02-28")
    assert add_years(on("2024-02-29"), -4) == on("2020-02-29")
    assert add_years(on("2025-05-20"), 3) == on("2028-05-20")


@pytest.mark.parametrize(
    ("anchor", "term", "first", "last"),
    [
        ("2025-03-10", Term(1, MONTHS), "2025-03-11", "2025-04-10"),  # G01
        ("2025-06-24", Term(3, MONTHS), "2025-06-25", "2025-09-24"),  # G07
        ("2025-04-01", Term(3, MONTHS), "2025-04-02", "2025-07-01"),  # G08
        ("2025-08-31", Term(6, MONTHS), "2025-09-01", "2026-02-28"),  # G13
        ("2025-05-20", Term(1, YEARS), "2025-05-21", "2026-05-20"),  # G10
        ("2025-08-03", Term(3, MONTHS), "2025-08-04", "2025-11-03"),  # the practice that domain.md quotes
        ("2024-02-29", Term(1, YEARS), "2024-03-01", "2025-02-28"),
        ("2025-09-20", Term(15, DAYS), "2025-09-21", "2025-10-05"),  # ends in a holiday, does not roll
    ],
)
def test_a_status_term_starts_after_its_anchor(anchor: str, term: Term, first: str, last: str) -> None:
    assert term.interval(on(anchor)) == Interval(on(first), on(last))
    assert term.last_day(on(anchor)) == on(last)


def test_a_duty_deadline_rolls() -> None:
    assert Term(15, DAYS).deadline(CN, on("2025-09-20")) == Due(on("2025-10-09"))
    assert Term(1, MONTHS).deadline(CN, on("2025-09-11")) == Due(on("2025-10-11"))  # a worked Saturday
    assert Term(5, WORKING).deadline(CN, on("2025-09-26")) == Due(on("2025-10-10"))


def test_a_deadline_in_months_looks_up_its_last_day_only() -> None:
    assert not Term(36, MONTHS).deadline(CN, on("2003-10-09")).provisional
    assert Term(3, MONTHS).deadline(CN, on("2026-10-15")).provisional


def test_a_limit_before_a_day_counts_back_and_does_not_roll() -> None:
    assert Term(3, MONTHS).before(CN, on("2024-12-31")) == Due(on("2024-09-30"))
    assert Term(10, WORKING).before(CN, on("2025-10-31")) == Due(on("2025-10-17"))
    assert Term(30, DAYS).before(CN, on("2025-11-03")) == Due(on("2025-10-04"))
    assert Term(1, YEARS).before(CN, on("2028-01-01")) == Due(on("2027-01-01"))


def test_a_term_from_a_named_day_includes_it() -> None:
    assert inclusive_term(on("2024-08-01"), Term(1, YEARS)) == Interval(on("2024-08-01"), on("2025-07-31"))
    assert inclusive_term(on("2023-03-01"), Term(12, MONTHS)).last == on("2024-02-29")
    assert inclusive_term(on("2024-02-29"), Term(1, YEARS)).last == on("2025-02-28")
    assert inclusive_term(on("2025-01-31"), Term(1, MONTHS)).last == on("2025-02-28")
    assert inclusive_term(on("2025-01-01"), Term(180, DAYS)).last == on("2025-06-29")


def test_months_of_operation_count_the_opening_day() -> None:
    assert add_months(on("2024-01-15"), 3) == on("2024-04-15")


def test_a_ban_blocks_its_last_day() -> None:
    assert first_free_day(on("2024-06-30"), Term(3, YEARS)) == on("2027-07-01")
    assert first_free_day(on("2024-02-29"), Term(1, YEARS)) == on("2025-03-01")


def test_terms_are_named_in_chinese() -> None:
    terms = Term(3, MONTHS), Term(30, DAYS), Term(5, WORKING), Term(1, YEARS)
    assert [str(term) for term in terms] == ["3个月", "30日", "5个工作日", "1年"]


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: add_working_days(CN, date.max, 1), "日期超出"),
        (lambda: subtract_working_days(CN, date.min, 1), "日期超出"),
        (lambda: add_months(on("9999-12-01"), 1), "日期超出"),
        (lambda: add_years(on("2025-01-01"), -2025), "日期超出"),
        (lambda: add_days(date.max, 1), "日期超出"),
        (lambda: add_days(on("2025-01-01"), 10**12), "日期超出"),
        (lambda: Term(1, DAYS).interval(date.max), "日期超出"),
        (lambda: add_working_days(CN, on("2025-01-01"), -1), "不能为负"),
        (lambda: subtract_working_days(CN, on("2025-01-01"), -1), "不能为负"),
        (lambda: Term(-1, DAYS), "期限不能为负：-1日"),
        (lambda: Term(5, WORKING).last_day(on("2025-01-01")), "5个工作日 须按工作日历计算"),
        (lambda: Term(0, DAYS).interval(on("2025-01-01")), "早于首日"),
        (lambda: Interval(on("2025-01-02"), on("2025-01-01")), "早于首日"),
        (lambda: Pause(on("2025-01-02"), on("2025-01-01"), "补正"), "早于开始日"),
        (lambda: year_of(off="2024-01-01"), "不在 2025 年内"),
        (lambda: year_of(off="2025-01-26", work="2025-01-26"), "既列为放假又列为上班"),
        (lambda: year_of(work="2025-01-27"), "不是周末"),
        (lambda: Calendar({2026: year_of(off="2025-01-01")}), "2026 年之下是 2025 年的数据"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese(attempt: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        attempt()


def year_of(off: str = "", work: str = "") -> CalendarYear:
    return CalendarYear(2025, frozenset(map(on, off.split())), frozenset(map(on, work.split())), "通知")


def test_the_last_days_of_time_are_reached() -> None:
    assert next_working_day(CN, date.max).day == date.max  # a Friday
    assert subtract_working_days(CN, date.max, 1).day == on("9999-12-30")
    assert add_working_days(CN, date.min, 1).day == on("0001-01-02")
    assert Interval(date.min, date.max).minus([Interval(date.max, date.max)]) == (Interval(date.min, on("9999-12-30")),)


# Intervals

numbers = st.integers(0, 12)
intervals = st.builds(
    lambda first, length: Interval(
        on("2025-01-01") + timedelta(days=first),
        None if length is None else on("2025-01-01") + timedelta(days=first + length),
    ),
    numbers,
    st.one_of(st.none(), numbers),
)
WINDOW = [on("2025-01-01") + timedelta(days=i) for i in range(30)]


def members(interval: Interval | None) -> set[date]:
    return {day for day in WINDOW if interval is not None and day in interval}


@given(intervals, intervals)
def test_intervals_are_sets_of_days(one: Interval, two: Interval) -> None:
    common = members(one) & members(two)
    assert members(one.intersect(two)) == common
    assert one.overlaps(two) == two.overlaps(one) == bool(common)


@given(intervals, st.lists(intervals, max_size=4))
def test_what_is_left_is_disjoint_and_in_order(one: Interval, others: list[Interval]) -> None:
    left = one.minus(others)
    assert set().union(*map(members, left)) == members(one) - set().union(*map(members, others))
    for before, after in pairwise(left):
        assert before.last is not None
        assert before.last < after.first


# Clocks

pauses_after = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 25)), max_size=4)


def paused(start: date, offsets: list[tuple[int, int]]) -> tuple[Pause, ...]:
    starts = [(start + timedelta(days=offset), timedelta(days=length)) for offset, length in offsets]
    return tuple(Pause(day, day + length, "补正") for day, length in starts)


@given(days, st.integers(0, 60), st.sampled_from(TermUnit))
def test_a_clock_without_a_pause_is_its_term(start: date, n: int, unit: TermUnit) -> None:
    assert Clock(start, Term(n, unit)).due(CN) == Term(n, unit).deadline(CN, start)
    if unit is not WORKING:
        assert Clock(start, Term(n, unit), duty=False).due(CN) == Due(Term(n, unit).last_day(start))


@given(days, st.integers(1, 30), st.integers(1, 30), st.integers(0, 40))
def test_pausing_k_working_days_moves_the_due_day_by_k(start: date, n: int, nth: int, length: int) -> None:
    pause_start = add_working_days(CN, start, min(n, nth)).day
    pause_end = pause_start + timedelta(days=length)
    k = working_days_between(CN, pause_start - timedelta(days=1), pause_end - timedelta(days=1))
    plain = Clock(start, Term(n, WORKING)).due(CN)
    moved = Clock(start, Term(n, WORKING), (Pause(pause_start, pause_end, "鉴定"),)).due(CN)
    assert plain is not None
    assert moved is not None
    assert moved.day == add_working_days(CN, plain.day, k).day


@given(days, st.integers(0, 40), pauses_after)
def test_clocks_agree_with_walking_day_by_day(start: date, n: int, offsets: list[tuple[int, int]]) -> None:
    pauses = paused(start, offsets)
    plain = [(pause.start, pause.end) for pause in pauses if pause.end is not None]
    due = Clock(start, Term(n, WORKING), pauses).due(CN)
    assert due is not None
    assert due.day == oracle.clock_in_working_days(start, n, plain)
    if n:
        due = Clock(start, Term(n, DAYS), pauses).due(CN)
        assert due is not None
        assert due.day == oracle.clock_in_days(start, n, plain)


@given(days, st.integers(1, 40), pauses_after, st.sampled_from((DAYS, WORKING)))
def test_what_remains_falls_to_nothing(start: date, n: int, offsets: list[tuple[int, int]], unit: TermUnit) -> None:
    clock = Clock(start, Term(n, unit), paused(start, offsets), duty=False)
    due = clock.due(CN)
    assert due is not None
    assert clock.remaining(CN, start) == n
    assert clock.remaining(CN, due.day) == 0
    assert not clock.is_overdue(CN, due.day)
    assert clock.is_overdue(CN, due.day + timedelta(days=1))


def test_the_day_a_pause_ends_counts_again() -> None:
    # Working days after Monday 2025-06-09: 10, then 11 and 12 paused, 13, 16, 17, 18.
    pause = Pause(on("2025-06-11"), on("2025-06-13"), "专家论证")
    clock = Clock(on("2025-06-09"), Term(5, WORKING), (pause,))
    assert clock.due(CN) == Due(on("2025-06-18"))
    assert clock.remaining(CN, on("2025-06-10")) == 4
    assert clock.remaining(CN, on("2025-06-12")) == 4
    assert clock.remaining(CN, on("2025-06-13")) == 3
    assert clock.remaining(CN, on("2025-06-19")) == -1


def test_a_limit_in_months_is_pushed_by_paused_days_then_rolls() -> None:
    # 2025-08-20 + 1 month = 09-20; 11 days paused = 10-01; National Day = 10-09.
    pause = Pause(on("2025-09-01"), on("2025-09-12"), "补正")
    clock = Clock(on("2025-08-20"), Term(1, MONTHS), (pause,))
    assert clock.due(CN) == Due(on("2025-10-09"))
    assert clock.remaining(CN, on("2025-08-31")) == 28
    assert Clock(on("2025-08-20"), Term(1, MONTHS), (pause,), duty=False).due(CN) == Due(on("2025-10-01"))


def test_a_rolled_deadline_waits_for_a_pause_on_its_day() -> None:
    # Ends Sunday 2025-06-15, would roll to Monday, which is paused until Wednesday.
    pause = Pause(on("2025-06-16"), on("2025-06-18"), "系统停机")
    assert Clock(on("2025-06-05"), Term(10, DAYS), (pause,)).due(CN) == Due(on("2025-06-18"))
    assert Clock(on("2025-06-05"), Term(10, DAYS), (Pause(on("2025-06-16"), None, ""),)).due(CN) is None


@pytest.mark.parametrize("unit", [DAYS, WORKING, MONTHS])
def test_an_open_pause_holds_the_clock(unit: TermUnit) -> None:
    clock = Clock(on("2025-06-05"), Term(10, unit), (Pause(on("2025-06-09"), None, "补正"),))
    assert clock.due(CN) is None
    assert clock.remaining(CN, on("2025-06-10")) is None
    assert not clock.is_overdue(CN, on("2099-01-01"))


@pytest.mark.parametrize("unit", [DAYS, WORKING])
def test_a_pause_after_the_due_day_comes_too_late(unit: TermUnit) -> None:
    clock = Clock(on("2025-06-09"), Term(3, unit), (Pause(on("2025-06-13"), None, "补正"),))
    assert clock.due(CN) == Due(on("2025-06-12"))
    assert clock.is_overdue(CN, on("2025-06-16"))


def test_a_stopped_clock_is_judged_on_the_day_it_stopped() -> None:
    in_time = Clock(on("2025-06-09"), Term(3, WORKING), stopped_on=on("2025-06-12"))
    late = Clock(on("2025-06-09"), Term(3, WORKING), stopped_on=on("2025-06-13"))
    assert not in_time.is_overdue(CN, on("2026-01-01"))
    assert late.is_overdue(CN, on("2026-01-01"))
    assert not late.is_overdue(CN, on("2025-06-12"))  # as it stood then
    assert in_time.remaining(CN, on("2025-06-12")) is None
    assert in_time.remaining(CN, on("2025-06-11")) == 1


def test_a_clock_beyond_the_published_years_is_provisional() -> None:
    pause = Pause(on("2026-12-21"), on("2026-12-28"), "补正")
    assert Clock(on("2026-12-14"), Term(10, WORKING)).due(CN) == Due(on("2026-12-28"))
    assert Clock(on("2026-12-14"), Term(10, WORKING), (pause,)).due(CN) == Due(on("2027-01-04"), True)


# The calendar file

GOOD = """\
years:
  2025:
    published: true
    source: 国务院办公厅 2025 年节假日安排
    off:
      - 2025-01-01
      - 2025-01-28
    work:
      - 2025-01-26
"""


def read(path: Path, text: str) -> Calendar:
    path.write_text(text, encoding="utf-8")
    return load_calendar(path)


def test_an_office_keeps_its_own_calendar(tmp_path: Path) -> None:
    calendar = read(tmp_path / "own.yaml", GOOD)
    assert list(calendar.years) == [2025]
    assert calendar.years[2025] == CalendarYear(
        2025,
        frozenset({on("2025-01-01"), on("2025-01-28")}),
        frozenset({on("2025-01-26")}),
        "国务院办公厅 2025 年节假日安排",
    )


def test_an_unpublished_year_is_checked_but_not_used(tmp_path: Path) -> None:
    draft = GOOD.replace("true", "false")
    assert not read(tmp_path / "own.yaml", draft).is_published(on("2025-01-01"))
    with pytest.raises(InvalidInput):
        read(tmp_path / "own.yaml", draft.replace("2025-01-28", "2025-02-30"))


def test_the_national_calendar_is_read_once() -> None:
    assert load_calendar() is load_calendar()
    assert list(CN.years) == list(range(2004, 2027))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2025-01-28", "2025-02-30", "7: 字段 years.2025.off[1]: 日历上没有 2025-02-30"),
        ("2025-01-28", "2025/1/28", "7: 字段 years.2025.off[1]: “2025/1/28” 不是日期"),
        ("2025-01-28", "20250128", "7: 字段 years.2025.off[1]: “20250128” 不是日期"),
        ("2025-01-28", "2026-01-28", "7: 字段 years.2025.off[1]: 2026-01-28 不在 2025 年内；应为 2025 年内"),
        ("2025-01-28", "2025-01-01", "7: 字段 years.2025.off[1]: 2025-01-01 重复出现"),
        ("2025-01-26", "2025-01-28", "9: 字段 years.2025.work[0]: 2025-01-28 既列为放假（off）又列为上班"),
        ("2025-01-26", "2025-01-27", "9: 字段 years.2025.work[0]: 2025-01-27 不是周末；应为调休上班的星期六"),
        (
            "    work:",
            "    wrok:",
            "字段 years.2025.wrok: 不认识的键 wrok；应为含 published、source、off、work",
        ),
        ("    work:\n      - 2025-01-26\n", "", "2: 字段 years.2025: 缺少键 work"),
        ("published: true", "published: yes", "3: 字段 years.2025.published: “yes” 不是真假值"),
        ("source: 国务院办公厅 2025 年节假日安排", "source:", "4: 字段 years.2025.source: 没有写明依据"),
        ("    work:\n      - 2025-01-26", "    work: 2025-01-26", "8: 字段 years.2025.work: 不是列表"),
        ("  2025:", "  25:", "2: 字段 years.25: “25” 不是年份；应为四位数的年份"),
        ("years:", "year:", "1: 字段 year: 不认识的键 year；应为含 years 的映射"),
        (GOOD, "years:\n  2025:\n", "2: 字段 years.2025: 不是映射"),
        (GOOD, "years: {}\n", "1: 字段 years: 没有年份"),
        (GOOD, GOOD + GOOD.removeprefix("years:\n"), "10: 字段 years.2025: 键 2025 重复出现"),
        (GOOD, "years: [\n", "不是合法的 YAML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = tmp_path / "own.yaml"
    assert old in GOOD
    with pytest.raises(InvalidInput) as caught:
        read(path, GOOD.replace(old, new))
    assert str(path) in str(caught.value)
    assert expected in str(caught.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / "own.yaml", GOOD.replace("2025-01-28", "x").replace("2025-01-26", "y"))
    assert len(caught.value.problems) == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="文件打不开"):
        load_calendar(tmp_path / "missing.yaml")
    (tmp_path / "gbk.yaml").write_bytes("国务院".encode("gbk"))
    with pytest.raises(InvalidInput, match="不是 UTF-8"):
        load_calendar(tmp_path / "gbk.yaml")
