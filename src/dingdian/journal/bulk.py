"""Thousands of new rows at once, by the database's COPY: a fifth of the time of INSERT, and nothing else different."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import RangeField
from django.db import connection
from django.db.models import AutoField, Field, JSONField, Model

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER = 500  # rows sent together
WORTH_IT = 100
"""Rows from which COPY costs less than a statement with all of them."""


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model and give them their keys; the constraints of the table hold as ever."""
    if not rows:
        return
    model = type(rows[0])
    columns = _columns(model)
    key = model._meta.pk
    quoted = ", ".join(connection.ops.quote_name(name) for name, _, _ in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if isinstance(key, AutoField):
            new = [row for row in rows if row.pk is None]
            for row, number in zip(new, keys(model, len(new)), strict=True):
                row.pk = number
        with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
            for start in range(0, len(rows), _BUFFER):
                part = rows[start : start + _BUFFER]
                lines = ["\t".join([_cell(write(getattr(row, name))) for _, name, write in columns]) for row in part]
                copy.write("\n".join(lines) + "\n")
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these columns of rows that are there, as one statement with an array for each."""
    if not rows:
        return
    meta = type(rows[0])._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    assert meta.pk is not None
    columns: list[list[str | None]] = [[str(row.pk) for row in rows]]
    for field in fields:
        write = _writer(field)
        columns.append([write(getattr(row, field.attname)) for row in rows])
    quote = connection.ops.quote_name
    types = [f.db_type(connection).partition("(")[0] for f in fields]  # a cast with a length would cut
    sets = ", ".join(f"{quote(f.column)} = v.c{n}::{t}" for n, (f, t) in enumerate(zip(fields, types, strict=True), 1))
    arrays, cells = ", ".join(["%s::text[]"] * len(columns)), ", ".join(f"c{n}" for n in range(len(columns)))
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {sets} FROM unnest({arrays}) AS v ({cells}) WHERE t.{key} = v.c0::bigint", columns
        )


def keys(model: type[Model], number: int) -> list[int]:
    """So many keys of rows that are still to be written."""
    key = model._meta.pk
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, key.column, number])
        return [value for (value,) in cursor.fetchall()]


@lru_cache(maxsize=64)
def _columns(model: type[Model]) -> list[tuple[str, str, Callable[[Any], str | None]]]:
    return [(str(f.column), f.attname, _writer(f)) for f in model._meta.concrete_fields]


def _writer(field: Field[Any, Any]) -> Callable[[Any], str | None]:
    """How the values of a column are written as text."""
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False, cls=field.encoder)
    return _range if isinstance(field, RangeField) else _value


def _cell(text: str | None) -> str:
    if text is None:
        return "\\N"
    return text.translate(_ESCAPES) if "\\" in text or not text.isprintable() else text


def _value(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"no form for COPY of {type(value).__name__}")


def _range(value: Any) -> str:
    first, last = (x.isoformat() if x is not None else "" for x in (value.lower, value.upper))
    return f"{'[' if value.lower is not None else '('}{first},{last})"
