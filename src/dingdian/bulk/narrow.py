"""The rows of a large Parquet file that can matter, taken by a reader faster than the database's (ADR 0007)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl
from duckdb import DuckDBPyRelation

LINE = "line"


def narrow(source: Path, columns: Sequence[str], keys: Mapping[str, DuckDBPyRelation], target: Path) -> bool:
    """Write the rows in which any of the columns in `keys` holds one of the values there: `columns` and their place.

    False, and nothing to be read at `target`, where the database has to read the file itself: it takes columns from
    the file's path, or holds what this reader does not.
    """
    lines = pl.scan_parquet(source, row_index_name=LINE, hive_partitioning=False)
    in_path = {part.split("=")[0] for part in source.parts if "=" in part}
    try:
        schema = lines.collect_schema()
        if LINE in columns or in_path & set(columns) or not set(columns) <= schema.keys():
            return False
        if not all(schema[name].is_integer() or schema[name] == pl.String for name in keys):
            return False
        meets = reduce(or_, (pl.col(name).is_in(_values(of, schema[name]).implode()) for name, of in keys.items()))
        wanted = lines.filter(meets).select(*columns, LINE)
        wanted.sink_parquet(target, compression="lz4", statistics=False)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return True


def _values(of: DuckDBPyRelation, kind: pl.DataType) -> pl.Series:
    """As what the column holds; a value that it cannot hold is in none of its rows."""
    return pl.DataFrame(of).to_series().cast(kind, strict=False).drop_nulls()
