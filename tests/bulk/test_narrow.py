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
ALWAYS = ", DATE '1900-01-01', DATE '9999-12-31'"
NUMBERS = {"person": f"SELECT unnest([3, 5, 4000]){ALWAYS}", "place": f"SELECT unnest([2, NULL]){ALWAYS}"}
"""Nobody of the file has the number 4000, which its column could not even hold."""
THREE = {"person": f"SELECT 3{ALWAYS}"}
DAYS = "CAST(DATE '2025-01-01' + CAST(i // 100 AS INTEGER) AS DATE) AS on_day"
"""Ten days from the first of January on, each with every person."""


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
    Duck(threads=1).write(f"SELECT {columns}, {DAYS} FROM range(1000) t(i)", folder / "lines.parquet")
    return folder / "lines.parquet"


def narrowed(
    file: Path, keys: dict[str, str], *columns: str, engine: Duck | None = None, day: str = "on_day"
) -> set[tuple[Any, ...]]:
    engine = engine or Duck(threads=1, large=NARROWING)
    select = f"SELECT {', '.join(columns)}"
    found = engine.rows(engine.narrowed("near", select, file, [*columns, day], day, keys)())
    assert set(found) <= set(engine.rows(engine.numbered(select, file)))
    return set(found)


def test_rows_with_any_of_the_values_stay_under_their_numbers(tmp_path: Path) -> None:
    found = narrowed(lines(tmp_path), NUMBERS, "person", "place", "claim")
    assert found == {(i % 100, i % 7, i, i) for i in range(1000) if i % 100 in (3, 5) or i % 7 == 2}


def test_days_count_from_the_first_to_the_last(tmp_path: Path) -> None:
    keys = {"person": "FROM (VALUES (3, DATE '2025-01-02', DATE '2025-01-04'), (5, DATE '2025-01-09', DATE '9999-12-31'), "
            "(5, DATE '2025-01-01', DATE '2025-01-01')) t"}  # fmt: skip
    found = {line for _, line in narrowed(lines(tmp_path), keys, "person")}
    assert found == {103, 203, 303, 5, 805, 905}


def test_either_key_may_reach_a_row(tmp_path: Path) -> None:
    """On its own days: person 3 on the first, place 2 on the second."""
    first, second = "DATE '2025-01-01'", "DATE '2025-01-02'"
    keys = {"person": f"SELECT 3, {first}, {first}", "place": f"SELECT 2, {second}, {second}"}
    found = {line for *_, line in narrowed(lines(tmp_path), keys, "person", "place")}
    assert found == {3} | {i for i in range(100, 200) if i % 7 == 2}


def test_a_day_with_a_time_is_left_to_the_database(tmp_path: Path) -> None:
    file = lines(tmp_path, "i % 100 AS person, TIMESTAMP '2025-01-01 10:20:30' AS at")
    keys = {"person": "SELECT 3, DATE '2025-03-01', DATE '2025-03-01'"}
    assert len(narrowed(file, keys, "person", day="at")) == 10


def test_texts_too(tmp_path: Path) -> None:
    file = lines(tmp_path, "CASE WHEN i > 10 THEN concat('医', i % 100) END AS person")
    assert len(narrowed(file, {"person": f"SELECT '医7'{ALWAYS}"}, "person")) == 9


def test_nothing_to_look_for_is_nothing_found(tmp_path: Path) -> None:
    assert narrowed(lines(tmp_path), {"person": f"SELECT 1{ALWAYS} WHERE false"}, "person") == set()


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("CAST(i % 100 AS TINYINT) AS person, i AS line", ("person", "line")),
        ("CAST(i % 100 AS DECIMAL(9, 1)) AS person", ("person",)),
    ],
    ids=["a column is called line", "keys are no whole numbers or texts"],
)
def test_what_the_faster_reader_leaves_the_database_reads(tmp_path: Path, file: str, columns: tuple[str, ...]) -> None:
    assert len(narrowed(lines(tmp_path, file), THREE, *columns)) == 1000


def test_columns_of_the_path_are_left_to_the_database(tmp_path: Path) -> None:
    assert len(narrowed(lines(tmp_path / "place=9"), THREE, "person", "place")) == 1000


def test_small_files_and_folders_are_read_whole(tmp_path: Path) -> None:
    assert len(narrowed(lines(tmp_path), THREE, "person", engine=Duck(threads=1, large=WHOLE))) == 1000
    assert len(narrowed(tmp_path, THREE, "person")) == 1000


def test_files_are_narrowed_once_there_is_much_to_read(tmp_path: Path) -> None:
    file = lines(tmp_path)
    engine = Duck(threads=1, large=2 * file.stat().st_size)
    for expected in (1000, 10, 10):
        assert len(narrowed(file, THREE, "person", engine=engine)) == expected


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    file = lines(tmp_path / "lines")
    engine = Duck(threads=1, large=NARROWING, spill=tmp_path / "beside")
    engine.narrowed("near", "SELECT person", file, ["person", "on_day"], "on_day", THREE)()
    assert list((tmp_path / "beside").iterdir())
    engine.close()
    assert not list((tmp_path / "beside").iterdir())
