"""The one way of showing a day, a period and what is left of a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dingdian.calendars import load_calendar
from dingdian.casework.dates import day
from dingdian.law.dates import Calendar, working_days_between

ONE_DAY = timedelta(days=1)
_SOON = 3


@cache
def calendar() -> Calendar:
    """The working-day calendar the site counts by."""
    return load_calendar()


def period(first: date | None, last: date | None) -> str:
    """From a day to a day, both included; open ends are said in words."""
    if first is None and last is None:
        return "—"
    if first is None:
        return f"至 {last}"
    return f"{first} 起" if last is None else f"{first} — {last}"


@dataclass(frozen=True)
class Left:
    """What is left of a deadline, as sign, word and colour."""

    sign: str
    words: str
    tone: str


def left(due: date | None, today: date, *, provisional: bool = False) -> Left:
    """还剩 4 个工作日, 今日到期, 已超期 2 个工作日; provisional deadlines say so."""
    tail = "（暂计）" if provisional else ""
    if due is None:
        return Left("○", "没有期限", "none")
    if due < today:
        return Left("■", f"已超期 {max(1, working_days_between(calendar(), due, today))} 个工作日{tail}", "bad")
    if due == today:
        return Left("■", f"今日到期{tail}", "bad")
    count = working_days_between(calendar(), today, due)
    if count <= _SOON:
        return Left("▲", f"还剩 {count} 个工作日{tail}", "warn")
    return Left("●", f"还剩 {count} 个工作日{tail}", "calm")


__all__ = ["ONE_DAY", "Left", "calendar", "day", "left", "period"]
