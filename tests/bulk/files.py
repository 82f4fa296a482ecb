"""Rows as files for bulk work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import Table
from dingdian.bulk.engine import Engine, Kind


def written(engine: Engine, table: Table, path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """The rows as a file of that table, every column of it, codes as text."""
    kinds: dict[str, Kind] = {f'"{c.name}"': "text" if c.kind == "code" else c.kind for c in table.columns}  # type: ignore[misc]
    engine.put("to_write", kinds, rows)
    engine.write("SELECT * FROM to_write", path)
    return path


def cells(table: Table, rows: Iterable[Any]) -> list[list[Any]]:
    """The fields of dataclasses in the order of the table's columns."""
    found = []
    for row in rows:
        assert {f.name for f in fields(row)} == {c.name for c in table.columns}
        found.append([getattr(row, c.name) for c in table.columns])
    return found
