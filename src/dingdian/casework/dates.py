"""The one way of writing a day, on pages and in messages."""

from __future__ import annotations

from datetime import date

_WEEK = "一二三四五六日"


def day(value: date | None) -> str:
    """2026-03-10（周二）; a dash for no day."""
    return "—" if value is None else f"{value.isoformat()}（周{_WEEK[value.weekday()]}）"
