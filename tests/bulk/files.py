"""Rows as files for bulk work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import AGREEMENTS, ENTRIES, EVENTS, FILINGS, Table
from dingdian.bulk.engine import Engine, Kind
from dingdian.bulk.standings import Inputs
from dingdian.bulk.told import agreements_of, filings_of, points_of
from dingdian.law.register import Register


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


def told(engine: Engine, folder: Path, registers: Mapping[int, Register]) -> Inputs:
    """Registers side by side as files, the codes of each with its number before them."""
    entries, events, filings, agreements = list[Any](), list[Any](), list[Any](), list[Any]()
    for n, r in registers.items():
        for who in r.people:
            booked, later = points_of(r, who)
            entries += [replace(x, person=f"{n}:{who}", institution=f"{n}:{x.institution}", act=f"{n}:{x.act}")
                        for x in booked]  # fmt: skip
            events += [
                replace(x, person=f"{n}:{who}", institution=x.institution and f"{n}:{x.institution}",
                        of=x.of and f"{n}:{x.of}")
                for x in later
            ]  # fmt: skip
            filings += [replace(x, person=f"{n}:{who}", institution=f"{n}:{x.institution}") for x in filings_of(r, who)]
        agreements += [replace(x, institution=f"{n}:{x.institution}") for x in agreements_of(r)]
    return Inputs(
        written(engine, ENTRIES, folder / "entries.parquet", cells(ENTRIES, entries)),
        written(engine, EVENTS, folder / "events.parquet", cells(EVENTS, events)),
        written(engine, AGREEMENTS, folder / "agreements.parquet", cells(AGREEMENTS, agreements)),
        written(engine, FILINGS, folder / "filings.parquet", cells(FILINGS, filings)),
    )
