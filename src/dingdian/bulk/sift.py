"""What a reader and writer faster than the database does with large files (ADR 0007)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyRelation

from dingdian.bulk.engine import Lines, Words

LINE, _FILE = "line", "lines_of_file"
_SHARE = 1 << 14
"""Rows of a group in what is written: few enough that every core reads some."""

_aside = ThreadPoolExecutor(1, "sift")


def sift(
    lines: Lines,
    statement: Callable[[str], str],
    tables: Mapping[str, DuckDBPyRelation],
    keys: Mapping[str, str],
    target: Path,
) -> Callable[[], bool]:
    """Begin to write the rows of a statement over the numbered lines of a Parquet file and small tables.

    `keys`: columns of the file, and for each the statement over the tables that yields its values; lines without any
    of them are left out while the file is read, before their other columns are.

    What comes back waits until it is done. It tells False, and nothing is to be read at `target`, where the database
    has to do it: columns are in the file's path, or this reader does not have the types, or not the statement.
    """
    held = {name: pl.DataFrame(rows) for name, rows in tables.items()}
    return _aside.submit(_written, lines, statement, held, keys, target).result


def _written(
    lines: Lines,
    statement: Callable[[str], str],
    tables: Mapping[str, pl.DataFrame],
    keys: Mapping[str, str],
    target: Path,
) -> bool:
    file = pl.scan_parquet(lines.path, row_index_name=LINE, hive_partitioning=False)
    try:
        if not _readable(file.collect_schema(), lines, keys):
            return False
        known = pl.SQLContext(tables)
        wanted = (pl.col(name).is_in(_values(known, of, file, name)) for name, of in keys.items())
        known.register(_FILE, file.filter(reduce(or_, wanted)))
        found = known.execute(statement(f"({lines.select}, {LINE} FROM {_FILE})"))
        found.sink_parquet(target, compression="lz4", statistics=False, row_group_size=_SHARE)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return True


def _readable(schema: pl.Schema, lines: Lines, keys: Mapping[str, str]) -> bool:
    """Whether the columns are all in the file, and need no reading of texts, which each reader does in its way."""
    in_path = {part.split("=")[0] for part in lines.path.parts if "=" in part}
    return (
        LINE not in lines.columns
        and not in_path & set(lines.columns)
        and set(lines.columns) <= schema.keys()
        and schema[lines.day] == pl.Date
        and all(schema[name].is_integer() or schema[name] == pl.String for name in keys)
    )


def _values(known: pl.SQLContext[pl.LazyFrame], statement: str, file: pl.LazyFrame, name: str) -> pl.Series:
    """As what the column holds; a value that it cannot hold is in none of its rows."""
    found = known.execute(statement, eager=True).to_series()
    return found.cast(file.collect_schema()[name], strict=False).drop_nulls().implode()


def sheet(rows: DuckDBPyRelation, words: Words, target: Path) -> None:
    """Write rows as CSV, in the columns of `words` the word of a number in its place."""
    told = pl.DataFrame(rows)
    told.with_columns(_worded(told[name], word) for name, word in words.items()).write_csv(target)


def _worded(numbers: pl.Series, word: Callable[[int], str]) -> pl.Series:
    first, last = numbers.min(), numbers.max()
    if not isinstance(first, int) or not isinstance(last, int):
        return numbers
    words = [word(number) for number in range(first, last + 1)]
    return pl.Series(numbers.name, words, pl.Categorical).gather(numbers - first)
