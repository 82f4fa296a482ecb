"""Lists read page by page from where the last one ended, so that page 900 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest

SIZE = 30


@dataclass(frozen=True)
class Page:
    """Rows of a page; `following`: the query string of the next one, empty at the end; `beginning`: of the first."""

    rows: list[Any]
    following: str
    later: bool
    beginning: str = ""


def page(
    request: HttpRequest, rows: QuerySet[Any], field: str, *, dates: bool = False,
    first: Callable[[QuerySet[Any], int], list[Any]] = lambda rows, most: list(rows[:most]),
) -> Page:  # fmt: skip
    """The page that `after` asks for, sorted by a field (empty dates last) and id; `first`: how so many are read."""
    ordered = rows.order_by(F(field).asc(nulls_last=True), "pk")
    after = request.GET.get("after", "")
    if after:
        ordered = ordered.filter(_beyond(field, after, dates))
    found = first(ordered, SIZE + 1)
    following = ""
    if len(found) > SIZE:
        found.pop()
        last = found[-1]
        query = request.GET.copy()
        query["after"] = f"{_value(last, field.split('__')) or ''}~{last.pk}"
        following = query.urlencode()
    return Page(found, following, bool(after), _beginning(request))


def latest(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    """The page that `after` asks for, newest (highest id) first."""
    after = request.GET.get("after", "")
    if after:
        if not after.isdecimal() or len(after) > 18:
            raise Http404
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    following = ""
    if len(found) > SIZE:
        found.pop()
        query = request.GET.copy()
        query["after"] = str(found[-1].pk)
        following = query.urlencode()
    return Page(found, following, bool(after), _beginning(request))


def _beginning(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()


def _value(row: Any, names: Sequence[str]) -> Any:
    for name in names:
        row = getattr(row, name)
    return row


def _beyond(field: str, after: str, dates: bool) -> Q:
    value, _, number = after.rpartition("~")
    try:
        pk = int(number)
        key: Any = date.fromisoformat(value) if dates and value else value
    except ValueError:
        raise Http404 from None
    if dates and not value:
        return Q(**{f"{field}__isnull": True, "pk__gt": pk})
    # Said twice, for the index begins where the first says.
    more = Q(**{f"{field}__gte": key}) & (Q(**{f"{field}__gt": key}) | Q(pk__gt=pk))
    return more | Q(**{f"{field}__isnull": True}) if dates else more
