"""The public register as data files: all of it today, and for each month what changed, which together rebuild it.

A month is closed once, with what was known when it was closed; what is corrected later stands in a later month. The
changes since the last closed month are told as they are today. Whoever applies every month and then these has the
register of today, row for row.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from dingdian.journal.record import today
from dingdian.registry import public
from dingdian.registry.export import neutral
from dingdian.registry.models import Month, MonthRow

PUT, GONE = "put", "gone"
CHANGE = "change"
COLUMNS = {
    "region": "统筹区代码", "region_name": "统筹区", "code": "机构编码", "name": "机构名称", "sector": "机构类别",
    "type": "机构类型", "tier": "等级", "place": "区划", "address": "注册地址", "internet_plus": "互联网+",
    "first": "协议起始日", "last": "协议截止日", "status": "状态代码", "state": "状态", "since": "状态自",
}  # fmt: skip
"""Field → the header of its column."""
HEADERS = {CHANGE: "变动", **COLUMNS}
CHANGES = {PUT: "写入", GONE: "删除"}
KEY = public.KEY
_PART = 1 << 16  # characters sent together
_LOCK = 7_201_411  # of the closing of a month: one at a time

Key = tuple[str, str]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it stands from now on, or (`row` null) one that is no longer there."""

    key: Key
    row: Row | None

    @property
    def kind(self) -> str:
        return PUT if self.row is not None else GONE


def full(day: date) -> Iterator[dict[str, str]]:
    """The register of a day, by region and code."""
    for row in public.everything(day):
        yield row.fields()


def changes(before: Mapping[Key, Row], after: Iterable[Row]) -> Iterator[Change]:
    """What turns one register into the other, in order of the key."""
    found: list[Change] = []
    left = dict(before)
    for row in after:
        key = key_of(row)
        if left.pop(key, None) != row:
            found.append(Change(key, row))
    yield from sorted([*found, *(Change(key, None) for key in left)], key=lambda change: change.key)


def applied(register: Mapping[Key, Row], told: Iterable[Change]) -> dict[Key, Row]:
    """A register after changes."""
    found = dict(register)
    for change in told:
        if change.row is None:
            found.pop(change.key, None)
        else:
            found[change.key] = change.row
    return found


def key_of(row: Row) -> Key:
    region, code = (row[name] for name in public.KEY)
    return region, code


# Months


def close(day: date | None = None) -> Month | None:
    """Close the month before that of a day (today), where it is not closed; null: it was, or nothing was ever in it.

    Months that were missed are told in it: there is one file for what changed since the last closed one.
    """
    first = (day or today()).replace(day=1)
    end = first - timedelta(days=1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Month.objects.filter(end__gte=end).exists():
            return None
        told = list(changes(published(), full(end)))
        if not told and not Month.objects.exists():
            return None
        made = Month.objects.create(end=end, rows=len(told))
        MonthRow.objects.bulk_create(
            (MonthRow(month=made, region=c.key[0], code=c.key[1], row=dict(c.row) if c.row else None) for c in told),
            batch_size=5000,
        )
        return made


def published() -> dict[Key, Row]:
    """The register as the closed months tell it."""
    rows = MonthRow.objects.order_by("region", "code", "-month_id").distinct("region", "code")
    return {(row.region, row.code): row.row for row in rows.iterator() if row.row is not None}


def of_month(month: Month) -> Iterator[Change]:
    """What changed in a closed month."""
    for row in MonthRow.objects.filter(month=month).order_by("region", "code").iterator():
        yield Change((row.region, row.code), row.row)


def since(day: date) -> Iterator[Change]:
    """What changed by a day since the last closed month."""
    return changes(published(), full(day))


# Files


def as_csv(rows: Iterable[Row], *, change: bool = False) -> Iterator[bytes]:
    """Parts of a CSV file with a header. What a spreadsheet could take for a formula has an apostrophe before it."""
    names = [*([CHANGE] if change else []), *COLUMNS]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([HEADERS[name] for name in names])
    yield codecs.BOM_UTF8
    for row in rows:
        writer.writerow([neutral(row.get(name, "")) for name in names])
        if buffer.tell() > _PART:
            yield _taken(buffer)
    yield _taken(buffer)


def as_json(rows: Iterable[Row]) -> Iterator[bytes]:
    """Parts of a JSON file: a list of objects, one a line."""
    buffer, lead = io.StringIO(), "["
    for row in rows:
        buffer.write(f"{lead}\n{json.dumps(row, ensure_ascii=False)}")
        lead = ","
        if buffer.tell() > _PART:
            yield _taken(buffer)
    buffer.write("[]\n" if lead == "[" else "\n]\n")
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    part = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return part


def told(found: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Changes as rows of a file: of what is gone only the key."""
    for change in found:
        row = change.row if change.row is not None else dict(zip(public.KEY, change.key, strict=True))
        yield {CHANGE: CHANGES[change.kind], **{name: row[name] for name in COLUMNS if name in row}}
