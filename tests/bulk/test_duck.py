"""DuckDB as an engine: what a file is read as, and how rows are numbered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Kind

KINDS: dict[str, Kind] = {"code": "text", "word": "word", "many": "integer", "day": "day", "urgent": "truth"}
ROWS = [("a", "pay", 1, date(2025, 1, 2), True), ("it's", "deny", None, None, False), (None, None, 3, None, None)]


@pytest.mark.parametrize("times", [1, 1_000], ids=["in the statement", "by a file"])
def test_rows_put_come_back(times: int) -> None:
    engine = Duck(threads=1)
    engine.put("t", KINDS, ROWS * times)
    assert sorted(engine.rows("SELECT * FROM t"), key=str) == sorted(ROWS * times, key=str)


def test_no_rows_are_a_table_too() -> None:
    engine = Duck(threads=1)
    engine.put("t", KINDS, [])
    assert engine.rows("SELECT * FROM t") == []


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_each_row_has_a_number_and_a_file_only_its_own_columns(tmp_path: Path, name: str) -> None:
    engine = Duck(threads=1)
    engine.write("SELECT i * 10 AS v FROM range(100) t(i)", tmp_path / name)
    assert set(engine.columns(tmp_path / name)) == {"v"}
    assert len(engine.rows(f"SELECT * FROM {engine.scan(tmp_path / name)}")[0]) == 1
    for source in (tmp_path / name, tmp_path):
        found = engine.rows(engine.numbered("SELECT v", source))
        assert len({line for _, line in found}) == len(found) == 100


def test_a_file_may_have_a_column_of_the_name(tmp_path: Path) -> None:
    """What DuckDB calls the place of a row may be a column of the file; it is then not taken for it."""
    engine = Duck(threads=1)
    engine.write("SELECT 7 AS file_row_number, 8 AS line FROM range(5)", tmp_path / "a.parquet")
    found = engine.rows(engine.numbered("SELECT file_row_number AS v", tmp_path / "a.parquet"))
    assert {v for v, _ in found} == {7}
    assert len({line for _, line in found}) == 5
