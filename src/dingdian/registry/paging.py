"""Long lists a page at a time, each page found from the last row of the one before; nothing is counted whole."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

SIZE = 50
COUNTED = 1000


class BadCursor(ValueError):  # noqa: N818
    """What names the place in the list is not what a page gave; the list is to be opened from its start."""


@dataclass(frozen=True)
class Page:
    """The rows of a page and what names the next one (empty: this is the last)."""

    rows: list[Any]
    following: str


@dataclass(frozen=True)
class Count:
    """How many there are, or `more` than that many."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"多于 {self.number}" if self.more else str(self.number)


def page(
    queryset: QuerySet[Any], after: str = "", *, order: Sequence[str] = ("pinyin", "id"), size: int = SIZE
) -> Page:
    """A page of rows in ascending `order`, whose last field is unique. Raises `BadCursor`."""
    found = queryset.order_by(*order)
    if after:
        found = _after(found, order, _values(after, len(order)))
    try:
        rows = list(found[: size + 1])
    except (ValueError, ValidationError) as error:
        raise _bad() from error
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _token([getattr(rows[-1], name) for name in order]) if more else "")


def count(queryset: QuerySet[Any], limit: int = COUNTED) -> Count:
    """How many rows, counted no further than a limit."""
    number = queryset.order_by()[: limit + 1].count()
    return Count(min(number, limit), number > limit)


def _after(queryset: QuerySet[Any], order: Sequence[str], values: Sequence[Any]) -> QuerySet[Any]:
    """Rows beyond: greater in the first field, or equal there and beyond in the rest."""
    beyond = Q()
    try:
        for index in reversed(range(len(order))):
            equal = Q(**{order[index]: values[index]}) & beyond if beyond else Q()
            beyond = (
                Q(**{f"{order[index]}__gt": values[index]}) | equal
                if equal
                else Q(**{f"{order[index]}__gt": values[index]})
            )
        return queryset.filter(**{f"{order[0]}__gte": values[0]}).filter(beyond)
    except (ValueError, TypeError, ValidationError) as error:
        raise _bad() from error


def _token(values: Sequence[Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _values(token: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _bad() from error
    if not isinstance(values, list) or len(values) != length or any(not isinstance(v, str | int) for v in values):
        raise _bad()
    return values


def _bad() -> BadCursor:
    return BadCursor("翻页标记不对；请从第一页重新打开列表")
