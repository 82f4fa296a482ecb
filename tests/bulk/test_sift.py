"""What a faster reader finds in large files is what the database finds, and what it cannot read it leaves to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dingdian.bulk.columns import CLAIMS, STANDINGS, checked
from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Lines
from dingdian.bulk.gate import gate
from dingdian.bulk.lines import find
from dingdian.bulk.rules import prepare, say
from dingdian.bulk.standings import standings
from tests.bulk.files import written
from tests.bulk.stories import REGIMES, regime
from tests.bulk.test_equal import World

AT_ONCE = 0
NEVER = 1 << 40


@pytest.mark.parametrize("regime_id", REGIMES)
@pytest.mark.parametrize("every_line", [False, True])
def test_the_same_lines_come_out(regime_id: str, every_line: bool, tmp_path: Path) -> None:
    """Without filings, with which every line has to be looked at."""
    world, engine = World(regime_id, range(500, 520)), Duck(threads=2)
    inputs, claims = replace(world.write(engine, tmp_path), filings=None), world.claims(engine, tmp_path)
    told = tmp_path / "standings.parquet"
    standings(engine, world.regime, inputs, told)
    found = []
    for large in (NEVER, AT_ONCE):
        out = tmp_path / str(large)
        report = gate(Duck(threads=2, large=large), world.regime, told, claims, out, every_line=every_line)
        rows = engine.rows(f"SELECT * FROM {engine.scan(out / 'lines')} t ORDER BY claim")
        found.append((report.as_json(), rows, (out / "summary.csv").read_text()))
    assert found[0] == found[1]
    assert len(found[0][1]) > 100


D, LAST = date(2025, 5, 5), date(2025, 5, 9)
PERSON = ("P1", None, None, "suspended", D, LAST, "A", "x/1")
AT_ONE = ("P1", "H1", None, "suspended", D, LAST, "A", "x/1")
PLACE = (None, "H2", None, "terminated", D, None, "A", "x/2")
HELD = (None, "H2", "内科", "payment_held", D, LAST, "A", "x/3")
PENDING = ("P3", "H2", "内科", "filed_pending", D, None, None, None)
GRAVER = ("P1", None, None, "terminated", LAST, None, "B", "x/4")


@pytest.mark.parametrize(
    ("rows", "barred"),
    [
        ([PERSON], {"P1 H1", "P1 H2"}),
        ([AT_ONE, PERSON, GRAVER], {"P1 H1", "P1 H2"}),
        ([AT_ONE], {"P1 H1"}),
        ([PLACE], {"P1 H2", "P2 H2", "P3 H2"}),
        ([AT_ONE, PLACE], {"P1 H1", "P1 H2", "P2 H2", "P3 H2"}),
        ([HELD], {"P2 H2"}),
        ([HELD, PENDING, PERSON], {"P1 H1", "P1 H2", "P2 H2", "P3 H2"}),
        ([PENDING], set()),
    ],
    ids=["person", "several", "at one", "place", "person and place", "department", "unnamed department", "nothing"],
)
def test_every_way_of_being_barred_is_the_faster_readers_too(
    rows: list[tuple[Any, ...]], barred: set[str], tmp_path: Path
) -> None:
    """The claims are of the first day, the last, and the days around them; P2 works in the department."""
    plain = Duck(threads=1)
    file = written(plain, STANDINGS, tmp_path / "standings.parquet", rows)
    days = (date(2025, 5, 4), D, LAST, date(2025, 5, 10))
    lines = [
        (f"{who} {where} {day:%m-%d}", who, where, day, day == LAST, "内科" if who == "P2" else None, "1.00", None)
        for who in ("P1", "P2", "P3") for where in ("H1", "H2") for day in days
    ]  # fmt: skip
    claims = written(plain, CLAIMS, tmp_path / "claims.parquet", lines)
    told = []
    for large in (AT_ONCE, NEVER):
        engine = Duck(threads=1, large=large)
        rules = prepare(engine, regime("yunnan-2025"), file)
        say(engine, rules)
        where = find(engine, rules, checked(engine, CLAIMS, claims, rules.standings.codes))()
        assert where.startswith("read_parquet") == (large == AT_ONCE)
        told.append(engine.rows(f"SELECT claim, amount, emergency, comes FROM {where} t ORDER BY claim"))
    assert told[0] == told[1]
    assert {claim.rsplit(" ", 1)[0] for claim, *_ in told[0]} == barred
    assert not any(claim.endswith("05-04") for claim, *_ in told[0])


def lines(folder: Path, columns: str = "CAST(i % 100 AS TINYINT) AS person, i % 7 AS place, i AS claim") -> Path:
    """A thousand lines on ten days, each with every person."""
    folder.mkdir(parents=True, exist_ok=True)
    day = "CAST(DATE '2025-01-01' + CAST(i // 100 AS INTEGER) AS DATE) AS on_day"
    Duck(threads=1).write(f"SELECT {columns}, {day} FROM range(1000) t(i)", folder / "lines.parquet")
    return folder / "lines.parquet"


def sifted(
    file: Path, wanted: Iterable[Any], *columns: str, engine: Duck | None = None, day: str = "on_day"
) -> tuple[bool, set[tuple[Any, ...]]]:
    """Whether the faster reader did it, and the rows whose first column is wanted."""
    engine = engine or Duck(threads=1, large=AT_ONCE)
    engine.keep("wanted", f"SELECT unnest({list(wanted)}) AS value")
    told = Lines(file, f"SELECT {', '.join(columns)}", (*columns, day), day)
    joined: Callable[[str], str] = lambda at: f"SELECT c.* FROM {at} c JOIN wanted w ON c.{columns[0]} = w.value"  # noqa: E731
    where = engine.sifted("found", told, joined, ["wanted"], {columns[0]: "SELECT value FROM wanted"})()
    return where.startswith("read_parquet"), set(engine.rows(f"SELECT * FROM {where} t"))


def test_rows_come_out_under_their_numbers(tmp_path: Path) -> None:
    """Nobody of the file has the number 4000, which its column could not even hold."""
    found = sifted(lines(tmp_path), [3, 5, 4000], "person", "place", "claim")
    assert found == (True, {(i % 100, i % 7, i, i) for i in range(1000) if i % 100 in (3, 5)})


def test_texts_too(tmp_path: Path) -> None:
    file = lines(tmp_path, "CASE WHEN i > 10 THEN concat('医', i % 100) END AS person")
    quick, found = sifted(file, ["医7"], "person")
    assert (quick, len(found)) == (True, 9)


def test_nothing_to_look_for_is_nothing_found(tmp_path: Path) -> None:
    assert sifted(lines(tmp_path), [4000], "person") == (True, set())


@pytest.mark.parametrize(
    ("file", "columns", "day"),
    [
        ("i % 100 AS person, i AS line", ("person", "line"), "on_day"),
        ("CAST(i % 100 AS DECIMAL(9, 1)) AS person", ("person",), "on_day"),
        ("i % 100 AS person, TIMESTAMP '2025-01-01 10:20:30' AS at", ("person",), "at"),
        ("i % 100 AS person, '2025-01-01' AS at", ("person",), "at"),
    ],
    ids=["a column is called line", "codes are no whole numbers or texts", "days with a time", "days as texts"],
)
def test_what_it_does_not_read_the_database_reads(
    tmp_path: Path, file: str, columns: tuple[str, ...], day: str
) -> None:
    quick, found = sifted(lines(tmp_path, file), [3], *columns, day=day)
    assert (quick, len(found)) == (False, 10)


def test_a_statement_that_it_does_not_know_is_the_databases(tmp_path: Path) -> None:
    engine = Duck(threads=1, large=AT_ONCE)
    engine.keep("wanted", "SELECT 3 AS value")
    told = Lines(lines(tmp_path), "SELECT person", ("person", "on_day"), "on_day")
    where = engine.sifted("found", told, lambda at: f"SELECT any_value(person) AS person FROM {at} c GROUP BY line",
                          ["wanted"], {"person": "SELECT value FROM wanted"})()  # fmt: skip
    assert where == "found"
    assert engine.rows("SELECT count(*) FROM found") == [(1000,)]


def test_columns_of_the_path_are_left_to_the_database(tmp_path: Path) -> None:
    quick, found = sifted(lines(tmp_path / "place=9"), [3], "person", "place")
    assert (quick, len(found)) == (False, 10)


def test_small_files_and_folders_are_left_to_the_database(tmp_path: Path) -> None:
    quick, found = sifted(lines(tmp_path), [3], "person", engine=Duck(threads=1, large=NEVER))
    assert (quick, len(found)) == (False, 10)
    assert not sifted(tmp_path, [3], "person")[0]


def test_it_begins_once_there_is_much_to_read(tmp_path: Path) -> None:
    file = lines(tmp_path)
    engine = Duck(threads=1, large=2 * file.stat().st_size)
    assert [sifted(file, [3], "person", engine=engine)[0] for _ in range(3)] == [False, True, True]


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    engine = Duck(threads=1, large=AT_ONCE, spill=tmp_path / "beside")
    assert sifted(lines(tmp_path / "lines"), [3], "person", engine=engine)[0]
    assert list((tmp_path / "beside").iterdir())
    engine.close()
    assert not list((tmp_path / "beside").iterdir())
