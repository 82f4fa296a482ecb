"""Penalties and liabilities for breach: whether they are performed, and whether their time to perform is over."""

from __future__ import annotations

from datetime import date

from dingdian.law.dates import Calendar, next_working_day
from dingdian.law.institutions.records import Obligation


def performed(o: Obligation) -> bool:
    """Whether all of it is recorded as performed (on whatever day)."""
    if o.amount is not None and o.performed_amount is not None:
        return o.performed_amount >= o.amount
    if o.performance_status == "full":
        return True
    return o.performed_on is not None and o.performance_status != "partly_performed"


def performed_by(o: Obligation, day: date) -> bool:
    """Whether all of it is performed by the day."""
    return performed(o) and (o.performed_on is None or o.performed_on <= day)


def overdue(o: Obligation, calendar: Calendar, day: date) -> bool | None:
    """Whether the day to perform it is over (a last day on a rest day moves on); null if no day was set."""
    return None if o.due_on is None else day > next_working_day(calendar, o.due_on).day


def stayed(o: Obligation) -> bool:
    """Whether a remedy holds its execution."""
    return bool(o.stayed or o.stayed_by_appeal)
