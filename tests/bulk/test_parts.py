"""A folder of claims: what several files come to, again, after a change, and when something breaks on the way."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dingdian.bulk.columns import STANDINGS
from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import Report, gate
from dingdian.located import InvalidInput
from tests.bulk.files import written
from tests.bulk.stories import regime

HEAD = "claim,person,institution,service_on,emergency"
JANUARY = ["a1,P1,H1,2025-01-05,0", "a2,P2,H1,2025-01-05,0", "a3,P1,H2,2025-01-31,1"]
FEBRUARY = ["b1,P1,H1,2025-02-01,0", "b2,P1,H1,2025-02-01,0"]
BARRED = [("P1", None, None, "suspended", date(2025, 1, 1), date(2025, 3, 1), "A1", "yunnan/29.1a")]
SUMS = [
    ("H1", "2025-01", "suspended", "1", ""),
    ("H1", "2025-02", "suspended", "2", "3.20"),
    ("H2", "2025-01", "suspended_emergency", "1", ""),
]


class Folder:
    """Claims of two months, the first without amounts, judged into a folder as often as one likes."""

    def __init__(self, path: Path, large: int) -> None:
        self.claims, self.out, self.large = path / "claims", path / "out", large
        self.claims.mkdir()
        self.standings = written(Duck(threads=1), STANDINGS, path / "standings.parquet", BARRED)
        self.put("1", HEAD, JANUARY)
        self.put("2", HEAD + ",amount", [f"{line},1.60" for line in FEBRUARY])

    def put(self, name: str, head: str, lines: list[str]) -> None:
        plain = self.claims.parent / f"{name}.csv"
        plain.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        Duck(threads=1).write(f"SELECT * FROM read_csv('{plain}')", self.claims / f"{name}.parquet")

    def judge(self, told: Any = lambda done, of: None, *, every_line: bool = False) -> Report:
        engine = Duck(threads=2, large=self.large)
        return gate(engine, regime("yunnan-2025"), self.standings, self.claims, self.out, every_line=every_line,
                    told=told)  # fmt: skip

    def sums(self) -> list[tuple[str, ...]]:
        with (self.out / "summary.csv").open(encoding="utf-8", newline="") as file:
            return [(x["institution"], x["month"], x["reason"], x["lines"], x["amount"]) for x in csv.DictReader(file)]


@pytest.fixture(params=[0, 1 << 40], ids=["narrowed", "whole"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Folder:
    return Folder(tmp_path, request.param)


@pytest.mark.parametrize("every_line", [False, True])
def test_files_with_and_without_amounts_are_added_up(folder: Folder, every_line: bool) -> None:
    report = folder.judge(every_line=every_line)
    assert folder.sums() == SUMS
    assert (report.lines, str(report.amount), report.found) == (5, "3.20", {"suspended": 3, "suspended_emergency": 1})


def test_many_files_each_come_to_their_own(folder: Folder) -> None:
    """Files are looked through ahead of those that are being written."""
    for n in range(1, 9):
        folder.put(str(n), HEAD, [f"{n}-{i},P{1 + i % 2},H{n},2025-02-01,0" for i in range(1000 * n)])
    folder.judge()
    assert folder.sums() == [(f"H{n}", "2025-02", "suspended", str(500 * n), "") for n in range(1, 9)]
    engine = Duck(threads=1)
    for n in range(1, 9):
        file = folder.out / "lines" / f"{n}.parquet"
        assert engine.rows(f"SELECT count(DISTINCT claim), min(institution), max(institution) FROM {engine.scan(file)}"
                           ) == [(500 * n, f"H{n}", f"H{n}")]  # fmt: skip


def test_again_nothing_is_done_and_the_same_comes_out(folder: Folder) -> None:
    first = folder.judge()
    again = folder.judge()
    assert (again.done_before, again.parts) == (2, 2)
    assert again.as_json() == first.as_json()
    assert folder.sums() == SUMS


@pytest.mark.parametrize(("changed", "kept"), [("1", "2"), ("2", "1")])
def test_a_changed_file_alone_is_done_anew(folder: Folder, changed: str, kept: str) -> None:
    folder.judge()
    before = (folder.out / "lines" / f"{kept}.parquet").stat().st_mtime_ns
    folder.put(changed, HEAD + ",amount", ["c1,P1,H9,2025-01-05,0,5.00"])
    assert folder.judge().done_before == 1
    assert (folder.out / "lines" / f"{kept}.parquet").stat().st_mtime_ns == before
    left = [x for x in SUMS if (x[1] == "2025-02") == (kept == "2")]
    assert folder.sums() == sorted([*left, ("H9", "2025-01", "suspended", "1", "5.00")])


def test_a_file_that_is_gone_is_not_added_up(folder: Folder) -> None:
    folder.judge()
    (folder.claims / "1.parquet").unlink()
    assert folder.judge().lines == 2
    assert folder.sums() == [SUMS[1]]


def test_lines_of_which_none_is_barred_add_up_to_nothing(folder: Folder) -> None:
    for name in ("1", "2"):
        folder.put(name, HEAD, ["c1,P9,H9,2025-01-05,0"])
    assert folder.judge().found == {}
    assert folder.sums() == []


def test_a_part_is_told_when_it_is_whole(folder: Folder) -> None:
    """First of two that are new, then with one done before that follows."""

    def whole() -> int:
        return sum((folder.out / "lines" / f"{x.stem}.parquet").exists() for x in folder.out.glob("parts/*.json"))

    told: list[tuple[int, int]] = []
    folder.judge(lambda done, of: told.append((done, whole())))
    assert told == [(0, 0), (1, 1), (2, 2)]
    (folder.out / "parts" / "1.json").unlink()
    told.clear()
    folder.judge(lambda done, of: told.append((done, whole())))
    assert told == [(0, 1), (1, 2), (2, 2)]


def test_what_was_finished_when_it_broke_off_is_kept(folder: Folder) -> None:
    def breaks(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.judge(breaks)
    assert not (folder.out / "summary.csv").exists()
    assert [x.name for x in (folder.out / "lines").iterdir()] == ["1.parquet"]
    assert folder.judge().done_before == 1
    assert folder.sums() == SUMS


def test_a_wrong_file_leaves_nothing_half_written(folder: Folder) -> None:
    folder.put("2", HEAD.replace("emergency", "urgent"), FEBRUARY)
    with pytest.raises(InvalidInput, match="缺少这一列"):
        folder.judge()
    assert not list(folder.out.rglob("*.csv")) and not list(folder.out.rglob(".*"))
    for note in folder.out.glob("parts/*.json"):
        assert (folder.out / "lines" / note.with_suffix(".parquet").name).exists()
        assert json.loads(note.read_text("utf-8"))["came_to"]["lines"] == 3
    folder.put("2", HEAD + ",amount", [f"{line},1.60" for line in FEBRUARY])
    folder.judge()
    assert folder.sums() == SUMS


def test_a_folder_without_claims_is_told_so(folder: Folder) -> None:
    for file in folder.claims.iterdir():
        file.unlink()
    with pytest.raises(InvalidInput, match="没有费用明细"):
        folder.judge()
    folder.claims.rmdir()
    with pytest.raises(InvalidInput, match="没有这个文件或文件夹"):
        folder.judge()
    assert not folder.out.exists()
