"""What else waits at an institution's desk: a block each, only where there is something, with the list it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.casework.queries import queue
from dingdian.journal.slices import regime_of
from dingdian.registry.models import Institution
from dingdian.web import money, schemes
from dingdian.web.agreements import Term
from dingdian.web.frame import COUNTED_TO

OWED = {
    "self_check": "待自查", "self_inspection": "自查待纠正", "rectification": "待整改", "finding": "待说明的疑点",
    "recovery": "待退回和支付", "renewal": "缓签待报告", "data": "待提供的数据",
}  # fmt: skip
"""Process → what the institution has to do in it, as its desk calls it; the order is that of the page."""


@dataclass(frozen=True)
class Block:
    """How much of something waits, the list of it, and a word on it."""

    title: str
    count: int
    url: str
    words: str


def blocks(user: User, place: Institution, terms: Iterable[Term], day: date, soon: timedelta) -> list[Block]:
    """The blocks of a place's desk that have something in them."""
    return [b for b in _all(user, place, terms, day, soon) if b.count]


def ending(terms: Iterable[Term], day: date, soon: timedelta) -> list[Term]:
    """The agreements that run today and end soon, the first to end first."""
    running = [t for t in terms if t.last is not None and t.first <= day <= t.last <= day + soon]
    return sorted(running, key=lambda t: t.last or date.max)


def _all(user: User, place: Institution, terms: Iterable[Term], day: date, soon: timedelta) -> Iterator[Block]:
    last = ending(terms, day, soon)
    words = f"最先到期 {last[0].last}" if last else ""
    yield Block("协议将到期", len(last), reverse("licences") + "#agreements", words)
    if regime_of(place.region).institutions is not None:
        own = reverse("institution-assessment", args=[place.code])
        yield Block("待自评的考核", len(schemes.unanswered(user, place)), own, "公布了指标，还没有自评")
        open_ones = schemes.assessments(user).filter(closed=False, institution=place.code)
        yield Block("办理中的考核", _count(open_ones), own, "自评后的初审、意见和复审")
        waiting = money.declarations(user, "open")
        yield Block("申报未拨付", _count(waiting), reverse("money") + "?state=open", "已申报，还没有拨付的")
    owed = queue("todo", user).order_by().filter(case__process__in=OWED)
    counts = dict(owed.values_list("case__process").annotate(n=Count("pk")))
    for process, title in OWED.items():
        yield Block(title, counts.get(process, 0), f"{reverse('work')}?process={process}", "在待办里逐件办理")


def _count(found: QuerySet[Any]) -> int:
    """So many, counted no further than pages show."""
    return found[: COUNTED_TO + 1].count()
