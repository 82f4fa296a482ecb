"""DuckDB inside this process."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb

from dingdian.bulk.engine import Engine, Kind, Lines, T, Words, kept, ordered, quoted, worded

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_KINDS: dict[str, Kind] = {
    "VARCHAR": "text", "DATE": "day", "BOOLEAN": "truth", "DOUBLE": "number", "FLOAT": "number",
    **dict.fromkeys(_WHOLE, "integer"),
}  # fmt: skip
_TYPES: dict[Kind, str] = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DECIMAL(18, 2)", "day": "DATE", "moment": "TIMESTAMP",
    "truth": "BOOLEAN",
}  # fmt: skip

_NOTHING = "\\N"
_PLACE = "file_row_number"
_FEW = 200
"""Rows up to here stand in the statement itself; more go by way of a file."""

_LARGE = 128 << 20


class Duck:
    """A private database; `memory` is what it may hold before it goes to disk in `spill`.

    `large`: after how many bytes of lines a faster reader goes through the files; it takes half a second to load.
    """

    name = "duckdb"

    def __init__(
        self, *, threads: int | None = None, memory: str = "1GiB", spill: Path | None = None, large: int = _LARGE
    ) -> None:
        config: dict[str, Any] = {"memory_limit": memory, "threads": threads or os.cpu_count() or 1}
        if spill is not None:
            config["temp_directory"] = str(spill)
        self._con = duckdb.connect(config=config)
        self._large, self._read, self._spill = large, 0, spill
        self._forget: Callable[[], object] = lambda: None
        self._con.execute("SET preserve_insertion_order = false")
        self._con.execute("SET disable_parquet_prefetching = true")  # it is for files far away; here it only copies

    def columns(self, *sources: Path) -> dict[str, Kind | str]:
        found = self._con.execute(f"DESCRIBE SELECT * FROM {self.scan(*sources)}").fetchall()
        return {name: _kind(kind) for name, kind, *_ in found}

    def scan(self, *sources: Path) -> str:
        if len(sources) > 1:
            return f"read_parquet([{', '.join(quoted(str(x)) for x in sources)}], union_by_name = true)"
        source = sources[0]
        kind, pattern = "parquet", source
        if source.is_dir():
            names = [p.suffix for p in source.rglob("*") if p.is_file()]
            kind = "csv" if ".csv" in names and ".parquet" not in names else "parquet"
            pattern = source / "**" / f"*.{kind}"
        elif source.suffix == ".csv":
            kind = "csv"
        if kind == "csv":
            return f"read_csv({quoted(str(pattern))}, header = true, all_varchar = true)"
        return f"read_parquet({quoted(str(pattern))})"

    def numbered(self, select: str, source: Path) -> str:
        """By the place in a Parquet file, which costs nothing; a row of anything else has to be counted."""
        if source.is_file() and source.suffix != ".csv" and _PLACE not in self.columns(source):
            return f"{select}, {_PLACE} AS line FROM read_parquet({quoted(str(source))}, {_PLACE} = true)"
        return f"{select}, row_number() OVER () AS line FROM {self.scan(source)}"

    def sifted(
        self, name: str, lines: Lines, statement: Callable[[str], str], tables: Sequence[str], keys: Mapping[str, str]
    ) -> Callable[[], str]:
        """Of Parquet files a faster reader does it, once there is so much to read that it is worth loading."""
        over_all = partial(kept, self, name, lines, statement)
        if not keys or lines.path.is_dir() or lines.path.suffix == ".csv":
            return over_all
        self._read += lines.path.stat().st_size
        if self._read < self._large:
            return over_all
        from dingdian.bulk.sift import sift

        target = self._beside / f"{name}.parquet"
        done = sift(lines, statement, {table: self._con.sql(f"FROM {table}") for table in tables}, keys, target)
        return lambda: self.scan(target) if done() else over_all()

    @cached_property
    def _beside(self) -> Path:
        """A folder that is gone when this is closed or forgotten."""
        if self._spill is not None:
            self._spill.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="dingdian-", dir=self._spill))
        self._forget = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def empty_cells(self, source: Path, columns: Sequence[str]) -> dict[str, int]:
        """That there are none is mostly read from what a Parquet file says of itself."""
        empty = " OR ".join(f'"{name}" IS NULL' for name in columns)
        if not self._con.execute(f"SELECT 1 FROM {self.scan(source)} WHERE {empty} LIMIT 1").fetchall():
            return dict.fromkeys(columns, 0)
        counted = ", ".join(f'count(*) - count("{name}")' for name in columns)
        found = self._con.execute(f"SELECT {counted} FROM {self.scan(source)}").fetchone()
        return dict(zip(columns, found or (), strict=True))

    def write(self, statement: str, target: Path, order: str = "") -> int:
        with _whole(target) as part:
            return _count(self._con.execute(_copy(statement + order, part)))

    def sheet(self, statement: str, columns: Sequence[str], words: Words, order: Sequence[str], target: Path) -> None:
        if self._read < self._large:
            self.write(worded(self, statement, columns, words), target, ordered(order))
            return
        from dingdian.bulk.sift import sheet

        with _whole(target) as part:
            sheet(self._con.sql(f"SELECT {', '.join(columns)} FROM ({statement}) s{ordered(order)}"), words, part)

    def run(self, statement: str) -> None:
        self._con.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._con.execute(statement).fetchall()

    def put(self, name: str, kinds: Mapping[str, Kind], rows: Iterable[Sequence[Any]]) -> None:
        """Many by way of a file: row by row through statements takes minutes for what a file takes a moment."""
        told = [list(row) for row in rows]
        types = {
            column: _enumeration(row[at] for row in told) if kind == "word" else _TYPES[kind]
            for at, (column, kind) in enumerate(kinds.items())
        }
        if 0 < len(told) <= _FEW:
            cast = ", ".join(f"CAST(c{at} AS {of}) AS {column}" for at, (column, of) in enumerate(types.items()))
            given = f"(VALUES {', '.join(map(_cells, told))}) t({', '.join(f'c{at}' for at in range(len(types)))})"
            self.keep(name, f"SELECT {cast} FROM {given}")
            return
        columns = ", ".join(f"{column} {of}" for column, of in types.items())
        self._con.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
        if told:
            self._copy(name, told)

    def _copy(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([_NOTHING if cell is None else cell for cell in row] for row in rows)
            file.flush()
            self._con.execute(
                f"COPY {name} FROM {quoted(file.name)} (FORMAT csv, HEADER false, NULL {quoted(_NOTHING)}, "
                "DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
            )

    def keep(self, name: str, statement: str) -> None:
        self._con.execute(f"CREATE OR REPLACE TABLE {name} AS {statement}")

    def aside(self, work: Callable[[Engine], T]) -> Callable[[], T]:
        other = copy(self)
        other._con = self._con.cursor()

        def done() -> T:
            with other._con:
                return work(other)

        return self._side.submit(done).result

    @cached_property
    def _side(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "aside")

    def close(self) -> None:
        self._side.shutdown()
        self._con.close()
        self._forget()

    def months_after(self, day: str, months: str) -> str:
        return f"CAST({day} + to_months(CAST({months} AS INTEGER)) AS DATE)"

    def days_after(self, day: str, days: str) -> str:
        return f"({day} + CAST({days} AS INTEGER))"

    def days_between(self, first: str, last: str) -> str:
        return f"({last} - {first})"


@contextlib.contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A name beside the target for what is being written; it is the target's once all is well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy(statement: str, target: Path) -> str:
    how = "FORMAT csv, HEADER" if target.name.removesuffix(".part").endswith(".csv") else "FORMAT parquet"
    return f"COPY ({statement}) TO {quoted(str(target))} ({how})"


def _count(copied: duckdb.DuckDBPyConnection) -> int:
    told = copied.fetchone()
    assert told is not None
    return int(told[0])


def _enumeration(cells: Iterable[Any]) -> str:
    """What is joined and written for millions of rows is then a number."""
    words = sorted({cell for cell in cells if cell is not None})
    return f"ENUM ({', '.join(map(quoted, words))})" if words else "VARCHAR"


def _cells(row: Iterable[Any]) -> str:
    """As texts, which are then cast to what the columns hold."""
    return f"({', '.join('NULL' if cell is None else quoted(str(cell)) for cell in row)})"


def _kind(of: str) -> Kind | str:
    if of.startswith("TIMESTAMP"):
        return "moment"
    return "number" if of.startswith("DECIMAL") else _KINDS.get(of, of)
