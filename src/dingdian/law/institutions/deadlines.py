"""When a step in an institution's case is due. Lengths are parameters, starts are acts; due days are computed anew.

Duties roll off rest days to the next working day, status terms do not. A deadline is named after the act it limits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dingdian.law.dates import Due
from dingdian.law.deadlines import Query
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.agreements import agreements
from dingdian.law.register import Register

Answer = Decision[Due | None]


def nothing(r: Register, text: str, *keys: str) -> Answer:
    """No due day: the clock has not started, or the rule gives no number."""
    return Decision(None, r.regime, lambda: [Reason(text, keys)])


def due(r: Register, day: Due, text: str, *keys: str) -> Answer:
    """A due day and how it was reached."""
    tail = f" = {day.day}" + ("（暂计：该年放假安排尚未公布）" if day.provisional else "")
    return Decision(day, r.regime, lambda: [Reason(text + tail, keys)], ("暂计",) if day.provisional else ())


def renewal_apply(r: Register, q: Query) -> Answer:
    """Last day to ask for a renewal: counted back from the agreement's last day."""
    lead = r.regime.rules.renewal_lead.value
    last = _agreement_end(r, q.of)
    if lead is None:
        return nothing(r, "规则没有规定续签的提前期", "renewal_lead")
    if last is None:
        return nothing(r, "没有这份协议", "renewal_lead")
    return due(r, lead.term.before(r.calendar, last), f"协议 {last} 到期前 {lead}", "renewal_lead")


def _agreement_end(r: Register, ref: str | None) -> date | None:
    for institution in r.institutions:
        for line in agreements(r, institution):
            if line.ref == ref:
                return line.last
    return None


DEADLINES: dict[str, Callable[[Register, Query], Answer]] = {
    "renewal.apply": renewal_apply,
}
