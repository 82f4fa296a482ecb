"""Apache Spark: a cluster where one machine is too small, or `local[2]` to try it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as t

from dingdian.bulk.engine import Engine, Kind, Lines, T, Words, kept, ordered, worded

_KINDS: dict[str, Kind] = {
    "string": "text", "date": "day", "boolean": "truth", "double": "number", "float": "number", "timestamp": "moment",
    "timestamp_ntz": "moment", "tinyint": "integer", "smallint": "integer", "int": "integer", "bigint": "integer",
}  # fmt: skip
_TYPES: dict[Kind, t.DataType] = {
    "text": t.StringType(), "word": t.StringType(), "integer": t.LongType(), "number": t.DecimalType(18, 2),
    "day": t.DateType(), "moment": t.TimestampType(), "truth": t.BooleanType(),
}  # fmt: skip


class Spark:
    """A session on a cluster; files must lie where every worker sees them."""

    name = "spark"

    def __init__(self, master: str, settings: Mapping[str, str] | None = None) -> None:
        made = SparkSession.builder.master(master).appName("dingdian")
        told = {
            "spark.sql.ansi.enabled": "true",
            "spark.sql.ansi.doubleQuotedIdentifiers": "true",
            "spark.sql.session.timeZone": "Asia/Shanghai",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",
        } | dict(settings or {})
        for key, value in told.items():
            made = made.config(key, value)
        self._session = made.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        if "spark.sql.shuffle.partitions" not in told:
            parts = 2 * self._session.sparkContext.defaultParallelism
            self._session.conf.set("spark.sql.shuffle.partitions", str(parts))
        self._sources: dict[tuple[Path, ...], str] = {}
        self._kept: dict[str, DataFrame] = {}

    def _read(self, *sources: Path) -> DataFrame:
        if len(sources) > 1:
            return self._session.read.option("mergeSchema", "true").parquet(*map(str, sources))
        source = sources[0]
        names = [source] if source.is_file() else [p for p in source.rglob("*") if p.is_file()]
        kinds = {p.suffix for p in names}
        reader = self._session.read.option("recursiveFileLookup", "true")
        if ".csv" in kinds and ".parquet" not in kinds:
            return reader.csv(str(source), header=True)
        return reader.parquet(str(source))

    def columns(self, *sources: Path) -> dict[str, Kind | str]:
        return {name: _kind(kind) for name, kind in self._read(*sources).dtypes}

    def scan(self, *sources: Path) -> str:
        """What was written since is read anew: the name is of the path, the view of the moment."""
        name = self._sources.setdefault(sources, f"source_{len(self._sources)}")
        self._read(*sources).createOrReplaceTempView(name)
        return name

    def numbered(self, select: str, source: Path) -> str:
        return f"{select}, monotonically_increasing_id() AS line FROM {self.scan(source)}"

    def sifted(
        self, name: str, lines: Lines, statement: Callable[[str], str], tables: Sequence[str], keys: Mapping[str, str]
    ) -> Callable[[], str]:
        return partial(kept, self, name, lines, statement)

    def empty_cells(self, source: Path, columns: Sequence[str]) -> dict[str, int]:
        counted = ", ".join(f'count(*) - count("{name}")' for name in columns)
        return dict(zip(columns, self.rows(f"SELECT {counted} FROM {self.scan(source)}")[0], strict=True))

    def write(self, statement: str, target: Path, order: str = "") -> int:
        """An ordered result becomes one file, another a folder of that name with a file for each part."""
        part = target.with_name(f".{target.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        found = self._session.sql(statement + order)
        made = found.coalesce(1) if order else found
        if target.suffix == ".csv":
            made.write.csv(str(part), header=True)
        else:
            made.write.parquet(str(part))
        _away(target)
        if order:
            next(p for p in part.iterdir() if p.name.startswith("part-")).replace(target)
            shutil.rmtree(part)
        else:
            part.replace(target)
        return self._read(target).count()

    def sheet(self, statement: str, columns: Sequence[str], words: Words, order: Sequence[str], target: Path) -> None:
        self.write(worded(self, statement, columns, words), target, ordered(order))

    def run(self, statement: str) -> None:
        self._session.sql(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(statement).collect()]

    def put(self, name: str, kinds: Mapping[str, Kind], rows: Iterable[Sequence[Any]]) -> None:
        schema = t.StructType([t.StructField(column.strip('"'), _TYPES[kind]) for column, kind in kinds.items()])
        self._keep(name, self._session.createDataFrame([tuple(row) for row in rows], schema))

    def keep(self, name: str, statement: str) -> None:
        self._keep(name, self._session.sql(statement))

    def _keep(self, name: str, frame: DataFrame) -> None:
        """Kept in memory, made anew from its sources where a worker is lost."""
        before = self._kept.pop(name, None)
        if before is not None:
            before.unpersist()
        self._kept[name] = frame.persist()
        self._kept[name].createOrReplaceTempView(name)

    def aside(self, work: Callable[[Engine], T]) -> Callable[[], T]:
        return partial(work, self)

    def close(self) -> None:
        self._session.stop()

    def months_after(self, day: str, months: str) -> str:
        return f"add_months({day}, CAST({months} AS INT))"

    def days_after(self, day: str, days: str) -> str:
        return f"date_add({day}, CAST({days} AS INT))"

    def days_between(self, first: str, last: str) -> str:
        return f"datediff({last}, {first})"


def _away(target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)


def _kind(of: str) -> Kind | str:
    return "number" if of.startswith("decimal") else _KINDS.get(of, of)
