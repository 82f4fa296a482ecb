"""`dingdian standings`, `gate` and `resettle` as they are run: what they write, and what they say of wrong files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dingdian.cli import app

REGIME = ["--regime", "yunnan-2025"]
ENTRIES = """entry,person,institution,decided_on,delivered_on,act,points
1,D1,H1,2025-03-03,2025-03-04,A1,9
2,D2,H1,2025-05-06,2025-05-07,A2,12
3,D3,H2,2025-05-06,,A3,9
"""
CLAIMS = """claim,person,institution,service_on,emergency,amount
c1,D1,H1,2025-03-05,0,10.50
c2,D1,H1,2025-03-05,1,20
c3,D1,H1,2025-03-04,0,30
c4,D2,H9,2025-05-08,0,40
c5,D2,H1,2025-05-08,1,50
c6,D3,H2,2025-05-08,0,60
"""


def run(*args: Any) -> Any:
    return CliRunner().invoke(app, [str(a) for a in args])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    return tmp_path


def derived(files: Path, *more: Any) -> Path:
    target = files / "standings.csv"
    done = run("standings", *REGIME, "--entries", files / "entries.csv", "-o", target, *more)
    assert done.exit_code == 0, done.output
    return target


def judged(files: Path, standings: Path, *more: Any) -> list[tuple[str, ...]]:
    out = files / "out"
    done = run("gate", *REGIME, "--standings", standings, "--claims", files / "claims.csv", "-o", out, *more)
    assert done.exit_code == 0, done.output
    from dingdian.bulk.duck import Duck

    engine = Duck(threads=1)
    return engine.rows(f"SELECT claim, outcome, reason FROM {engine.scan(out / 'lines')} t ORDER BY claim")


def test_points_become_intervals(files: Path) -> None:
    told = rows(derived(files))
    assert [(x["person"], x["status"], x["first_day"], x["last_day"], x["cause"]) for x in told] == [
        ("D1", "suspended", "2025-03-05", told[0]["last_day"], "A1"),
        ("D2", "terminated", "2025-05-08", "", "A2"),
    ]
    assert told[0]["last_day"] > "2025-03-05" and all("yunnan/" in x["clause"] for x in told)


def test_lines_are_judged_and_added_up(files: Path) -> None:
    standings = derived(files)
    assert judged(files, standings) == [
        ("c1", "deny", "suspended"),
        ("c2", "pay", "suspended_emergency"),
        ("c4", "deny", "terminated"),
        ("c5", "manual_review", "terminated_emergency"),
    ]
    told = {(x["institution"], x["month"], x["reason"]): x["amount"] for x in rows(files / "out" / "summary.csv")}
    assert told["H1", "2025-03", "suspended"] == "10.50"
    report = json.loads((files / "out" / "report.json").read_text("utf-8"))
    assert (report["lines"], report["plainly_paid"], report["amount"]) == (6, 2, "210.50")


def test_every_line_is_written_when_asked(files: Path) -> None:
    found = judged(files, derived(files), "--all-lines")
    assert [claim for claim, *_ in found] == ["c1", "c2", "c3", "c4", "c5", "c6"]
    assert ("c3", "pay", "normal") in found


def test_what_was_done_is_not_done_again_and_what_changed_is(files: Path) -> None:
    folder = files / "claims"
    folder.mkdir()
    lines = CLAIMS.splitlines(keepends=True)
    for n, part in enumerate((lines[1:3], lines[3:])):
        (folder / f"{n}.csv").write_text(lines[0] + "".join(part), encoding="utf-8")
    asked = ["gate", *REGIME, "--standings", derived(files), "--claims", folder, "-o", files / "out"]
    assert "上次已经做完" not in run(*asked).output
    assert "2 个文件上次已经做完" in run(*asked).output
    (folder / "1.csv").write_text(lines[0] + lines[4], encoding="utf-8")
    assert "1 个文件上次已经做完" in run(*asked).output


def test_a_review_makes_a_list_of_differences(files: Path) -> None:
    before = derived(files).rename(files / "before.csv")
    (files / "events.csv").write_text(
        "person,institution,on,event,of,points,months\nD1,,2025-03-20,review,A1,3,\n", encoding="utf-8"
    )
    after = derived(files, "--events", files / "events.csv")
    done = run("resettle", *REGIME, "--before", before, "--after", after, "--claims", files / "claims.csv",
               "-o", files / "difference.csv")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "不予支付 → 支付：1 行，10.50 元" in done.output
    assert [(x["claim"], x["was"], x["now"]) for x in rows(files / "difference.csv")] == [("c1", "deny", "pay")]


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("entries", "points", "score", "字段 points: 缺少这一列"),
        ("entries", ",9\n", ",nine\n", "“nine”读不出来"),
        ("entries", ",9\n", ",-9\n", "分值为负"),
        ("entries", "2025-03-03", "2025-02-30", "“2025-02-30”读不出来"),
        ("entries", "1,D1", "1,", "1 行没有填写"),
        ("claims", "emergency", "urgent", "缺少这一列；应为是否急诊抢救（或 er_flag）"),
        ("claims", ",0,10.50", ",maybe,10.50", "“maybe”读不出来"),
    ],
)
def test_a_wrong_file_is_refused_whole(files: Path, table: str, old: str, new: str, said: str) -> None:
    """In words that say which column, what was expected, and nothing is written."""
    good, bad = derived(files), files / f"{table}.csv"
    bad.write_text(bad.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    target = files / "new.csv"
    if table == "entries":
        done = run("standings", *REGIME, "--entries", bad, "-o", target)
    else:
        done = run("gate", *REGIME, "--standings", good, "--claims", bad, "-o", target)
    assert done.exit_code == 2
    assert said in done.output
    assert not target.exists()


def test_the_names_of_the_hospital_interface_are_taken(files: Path) -> None:
    named = CLAIMS.replace(
        "claim,person,institution,service_on,emergency,amount",
        "feedetl_sn,orders_dr_code,fixmedins_code,fee_ocur_time,er_flag,det_item_fee_sumamt",
    ).replace("2025-03-05", "2025-03-05 10:20:30")
    (files / "claims.csv").write_text(named, encoding="utf-8")
    assert ("c1", "deny", "suspended") in judged(files, derived(files))


def test_rules_that_need_more_than_the_files_tell_are_refused(files: Path) -> None:
    done = run("standings", "--regime", "shaoguan-2023", "--entries", files / "entries.csv", "-o", files / "s.csv")
    assert done.exit_code == 2
    assert "没有人员一侧的规则" in done.output
    done = run("gate", *REGIME, "--engine", "oracle", "--standings", files, "--claims", files, "-o", files / "x")
    assert done.exit_code == 2 and "不认识 oracle" in done.output
