"""Periods of the registry: people say a first and a last day, the database keeps the day after the last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from dingdian.law.filings import LONG_AGO

_DAY = timedelta(days=1)


def period(first: date, last: date | None) -> DateRange:
    """Days from the first to the last, both included (none: open), as the database keeps them."""
    return DateRange(None if first == LONG_AGO else first, None if last is None else last + _DAY)


def last_day(kept: Any) -> date | None:
    """The last day of a period that the database keeps, included; none while it is open."""
    after: date | None = kept.upper
    return None if after is None else after - _DAY
