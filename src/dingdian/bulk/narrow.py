"""The rows of a large Parquet file that can matter, taken by a reader faster than the database's (ADR 0007)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyRelation

from dingdian.bulk.engine import Words

LINE = "line"
_SHARE = 1 << 14
"""Rows of a group in what is written: few enough that every core reads some."""

_aside = ThreadPoolExecutor(1, "narrow")


def narrow(
    source: Path, columns: Sequence[str], day: str, keys: Mapping[str, DuckDBPyRelation], target: Path
) -> Callable[[], bool]:
    """Begin to write the rows that any of `keys` reaches, each at least once: `columns` and their place.

    A key is a column and values of it, each with the first and the last day, both included, on which it reaches a row;
    where `day` does not hold plain days it reaches every day.

    What comes back waits until it is done. It tells False, and nothing is to be read at `target`, where the database
    has to read the file itself: it takes columns from the file's path, or holds what this reader does not.
    """
    spans = {name: pl.DataFrame(of, schema=[name, *_ends(name)]) for name, of in keys.items()}
    return _aside.submit(_written, source, columns, day, spans, target).result


def _written(source: Path, columns: Sequence[str], day: str, spans: Mapping[str, pl.DataFrame], target: Path) -> bool:
    lines = pl.scan_parquet(source, row_index_name=LINE, hive_partitioning=False)
    in_path = {part.split("=")[0] for part in source.parts if "=" in part}
    try:
        schema = lines.collect_schema()
        if LINE in columns or in_path & set(columns) or not set(columns) <= schema.keys():
            return False
        if not all(schema[name].is_integer() or schema[name] == pl.String for name in spans):
            return False
        # a value that the column cannot hold is in none of its rows
        held = {n: of.with_columns(pl.col(n).cast(schema[n], strict=False)).drop_nulls(n) for n, of in spans.items()}
        named = reduce(or_, (pl.col(name).is_in(of[name].implode()) for name, of in held.items()))
        wanted = lines.filter(named).select(*columns, LINE)
        if schema[day] == pl.Date:
            wanted = _on_days(wanted, day, held).select(*columns, LINE)
        wanted.sink_parquet(target, compression="lz4", statistics=False, row_group_size=_SHARE)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return True


def _ends(name: str) -> tuple[str, str]:
    return f"{name} from", f"{name} to"


def _on_days(lines: pl.LazyFrame, day: str, spans: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    for name, of in spans.items():
        lines = lines.join(of.lazy(), on=name, how="left", maintain_order="none")
    return lines.filter(reduce(or_, (pl.col(day).is_between(*_ends(name)) for name in spans)))


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
