"""Lists in pages by key: what is there when the first page is asked for comes once, whatever is added meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dingdian.api.problems import wrong


def page(
    rows: QuerySet[Any], order: Sequence[str], after: str | None, limit: int, shown: Callable[[Any], Any],
    first: Callable[[QuerySet[Any], int], list[Any]] = lambda rows, most: list(rows[:most]),
) -> dict[str, Any]:  # fmt: skip
    """`items` and the cursor of the `next` page (null: this was the last). `order` ends with a unique field.

    `first`: how so many rows are read.
    """
    if after is not None:
        rows = rows.filter(_beyond(order, _read(after, len(order))))
    found = first(rows.order_by(*order), limit + 1)
    items = found[:limit]
    more = len(found) > limit
    return {"items": [shown(x) for x in items], "next": _cursor(items[-1], order) if more else None}


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Later than `values` in that order."""
    found, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        found |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return Q(**{f"{order[0]}__gte": values[0]}) & found  # said twice, for the index begins where the first says


def _cursor(row: Any, order: Sequence[str]) -> str:
    values = [getattr(row, name) for name in order]
    text = json.dumps([{"d": v.isoformat()} if isinstance(v, date) else v for v in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
        if not isinstance(values, list) or len(values) != length:
            raise ValueError
        return [_value(v) for v in values]
    except (ValueError, binascii.Error, RecursionError):
        raise wrong("after", "不是本接口给出的位置", "上一页的 next", "从第一页重新取") from None


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(str(value.get("d")))
    if isinstance(value, str) and "\0" not in value and value.isprintable():
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise ValueError
