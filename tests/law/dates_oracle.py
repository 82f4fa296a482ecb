"""A second implementation of the date arithmetic, slow and plain, that shares nothing with the first.

Working days come from asking `chinesecalendar` about every single day and from positions in the resulting
list; months from trying days one by one; clocks from walking day by day.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache

import chinese_calendar

DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)  # what chinesecalendar knows


def is_working_day(day: date) -> bool:
    if FIRST <= day <= LAST:
        return bool(chinese_calendar.is_workday(day))
    return day.isoweekday() <= 5


@cache
def working_days() -> list[date]:
    """Every working day of the known years and of the year after."""
    return [day for i in range((LAST - FIRST).days + 366) if is_working_day(day := FIRST + i * DAY)]


def add(start: date, n: int) -> date:
    return working_days()[bisect_right(working_days(), start) + n - 1]


def subtract(end: date, n: int) -> date:
    return working_days()[bisect_left(working_days(), end) - n]


def add_months(day: date, n: int) -> date:
    year, month = day.year, day.month
    for _ in range(abs(n)):
        month += 1 if n > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def clock_in_working_days(started_on: date, n: int, pauses: list[tuple[date, date]]) -> date:
    """Walk until n working days have passed that lie in no pause."""
    day = started_on
    while n:
        day += DAY
        n -= is_working_day(day) and not is_paused(day, pauses)
    return day


def clock_in_days(started_on: date, n: int, pauses: list[tuple[date, date]]) -> date:
    """Walk until n days have passed that lie in no pause, then to a working day that lies in none."""
    day = started_on
    while n:
        day += DAY
        n -= not is_paused(day, pauses)
    while not is_working_day(day) or is_paused(day, pauses):
        day += DAY
    return day


def is_paused(day: date, pauses: list[tuple[date, date]]) -> bool:
    return any(start <= day < end for start, end in pauses)
