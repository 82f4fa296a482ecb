"""A large file narrowed down to the lines that can matter comes to what the whole file comes to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import standings
from tests.bulk.stories import REGIMES
from tests.bulk.test_equal import World

NARROWING = 0
WHOLE = 1 << 40
NUMBERS = {"person": "SELECT unnest([3, 5, 4000])", "place": "SELECT unnest([2, NULL])"}
"""Nobody of the file has the number 4000, which its column could not even hold."""


@pytest.mark.parametrize("regime_id", REGIMES)
@pytest.mark.parametrize("every_line", [False, True])
def test_the_same_lines_come_out(regime_id: str, every_line: bool, tmp_path: Path) -> None:
    """Without filings, with which every line has to be looked at."""
    world, engine = World(regime_id, range(500, 520)), Duck(threads=2)
    inputs, claims = replace(world.write(engine, tmp_path), filings=None), world.claims(engine, tmp_path)
    told = tmp_path / "standings.parquet"
    standings(engine, world.regime, inputs, told)
    found = []
    for large in (WHOLE, NARROWING):
        out = tmp_path / str(large)
        report = gate(Duck(threads=2, large=large), world.regime, told, claims, out, every_line=every_line)
        rows = engine.rows(f"SELECT * FROM {engine.scan(out / 'lines')} t ORDER BY claim")
        found.append((report.as_json(), rows, (out / "summary.csv").read_text()))
    assert found[0] == found[1]
    assert len(found[0][1]) > 100


def lines(folder: Path, columns: str = "CAST(i % 100 AS TINYINT) AS person, i % 7 AS place, i AS claim") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    Duck(threads=1).write(f"SELECT {columns} FROM range(1000) t(i)", folder / "lines.parquet")
    return folder / "lines.parquet"


def narrowed(file: Path, keys: dict[str, str], *columns: str, large: int = NARROWING) -> set[tuple[Any, ...]]:
    engine = Duck(threads=1, large=large)
    select = f"SELECT {', '.join(columns)}"
    found = engine.rows(engine.narrowed("near", select, file, columns, keys))
    assert set(found) <= set(engine.rows(engine.numbered(select, file)))
    return set(found)


def test_rows_with_any_of_the_values_stay_under_their_numbers(tmp_path: Path) -> None:
    found = narrowed(lines(tmp_path), NUMBERS, "person", "place", "claim")
    assert found == {(i % 100, i % 7, i, i) for i in range(1000) if i % 100 in (3, 5) or i % 7 == 2}


def test_texts_too(tmp_path: Path) -> None:
    file = lines(tmp_path, "CASE WHEN i > 10 THEN concat('医', i % 100) END AS person")
    assert len(narrowed(file, {"person": "SELECT '医7'"}, "person")) == 9


def test_nothing_to_look_for_is_nothing_found(tmp_path: Path) -> None:
    assert narrowed(lines(tmp_path), {"person": "SELECT 1 WHERE false"}, "person") == set()


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("CAST(i % 100 AS TINYINT) AS person, i AS line", ("person", "line")),
        ("CAST(i % 100 AS DECIMAL(9, 1)) AS person", ("person",)),
    ],
    ids=["a column is called line", "keys are no whole numbers or texts"],
)
def test_what_the_faster_reader_leaves_the_database_reads(tmp_path: Path, file: str, columns: tuple[str, ...]) -> None:
    assert len(narrowed(lines(tmp_path, file), {"person": "SELECT 3"}, *columns)) == 1000


def test_columns_of_the_path_are_left_to_the_database(tmp_path: Path) -> None:
    assert len(narrowed(lines(tmp_path / "place=9"), {"person": "SELECT 3"}, "person", "place")) == 1000


def test_small_files_and_folders_are_read_whole(tmp_path: Path) -> None:
    assert len(narrowed(lines(tmp_path), {"person": "SELECT 3"}, "person", large=WHOLE)) == 1000
    engine = Duck(threads=1, large=NARROWING)
    found = engine.rows(engine.narrowed("near", "SELECT person", tmp_path, ["person"], {"person": "SELECT 3"}))
    assert len(found) == 1000


def test_files_are_narrowed_once_there_is_much_to_read(tmp_path: Path) -> None:
    file = lines(tmp_path)
    engine = Duck(threads=1, large=2 * file.stat().st_size)
    for expected in (1000, 10, 10):
        statement = engine.narrowed("near", "SELECT person", file, ["person"], {"person": "SELECT 3"})
        assert len(engine.rows(statement)) == expected


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    file = lines(tmp_path / "lines")
    engine = Duck(threads=1, large=NARROWING, spill=tmp_path / "beside")
    engine.narrowed("near", "SELECT person", file, ["person"], {"person": "SELECT 3"})
    assert list((tmp_path / "beside").iterdir())
    engine.close()
    assert not list((tmp_path / "beside").iterdir())
