"""`--good-rows`: what nothing wrong touches is decided; the rest is left out and named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.office import workbooks as w

F, D = w.FINDINGS, w.DELIVERIES
ALL = ["h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"]


def attempt(tmp_path: Path, *cells: tuple[str, int, str, Any]) -> w.Run:
    def change(book: Any) -> None:
        for cell in cells:
            w.set_cell(*cell)(book)

    return w.run(w.write(tmp_path / "查实.xlsx", w.good(), change=change), "--good-rows")


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ((F, 6, "处理日期", "昨天"), ["h4"]),
        ((F, 6, "责任程度", None), ["h4"]),  # refused by the rules
        ((D, 7, "送达日期", "昨天"), ["h2"]),  # a wrong delivery takes its handling with it
        ((F, 2, "涉及金额", "一千"), ["h1", "h2", "h3"]),  # later handlings of the same persons have no sure total
        ((F, 10, "处理日期", "昨天"), ["h7", "h8"]),
        ((F, 11, "处理日期", "昨天"), ["h7", "h8"]),  # the day is unknown: it may be the earlier one
        ((F, 11, "处理编号", None), ["h7", "h8"]),  # nobody knows which handling this was
        ((D, 2, "处理编号", "h99"), []),
    ],
)
def test_a_bad_row_takes_all_that_hangs_on_it(tmp_path: Path, cell: tuple[str, int, str, Any], left: list[str]) -> None:
    run = attempt(tmp_path, cell)
    decided = list(dict.fromkeys(r["处理编号"] for r in run.rows()))
    gone = {"h8"} if cell == (F, 11, "处理编号", None) else set()
    assert run.exit_code == 1
    assert decided == [h for h in ALL if h not in left]
    assert {x["handling"] for x in run.json["left_out"] if x["handling"]} == set(left) - gone
    assert run.copy.exists()
    assert all(x["why"] and x["rows"] for x in run.json["left_out"])


def test_what_is_decided_is_what_a_file_without_the_bad_rows_gives(tmp_path: Path) -> None:
    found = attempt(tmp_path, (F, 6, "分值", "六")).rows()
    sheets = w.good()
    sheets[F] = [r for r in sheets[F] if r["处理编号"] != "h4"]
    sheets[D] = [r for r in sheets[D] if r["处理编号"] != "h4"]
    assert found == w.run(w.write(tmp_path / "好.xlsx", sheets)).rows()


@pytest.mark.parametrize(
    ("cell", "left"),
    [((w.PEOPLE, 4, "人员类别", "厨师"), ["h4"]), ((w.INSTITUTIONS, 3, "机构类别", "医院"), ["h9"])],
)
def test_a_bad_row_of_the_registry_takes_the_handlings_it_describes(
    tmp_path: Path, cell: tuple[str, int, str, Any], left: list[str]
) -> None:
    sheets = {**w.good(), **w.registry(1, 2, 3, 4, 5, 6, 7)}
    sheets[F].append(w.finding("h9", "2025-03-07", 7, 机构代码=w.SECOND, 机构名称="乙医院"))
    sheets[w.PEOPLE][6]["机构代码"] = w.SECOND
    sheets[w.INSTITUTIONS].append({"机构代码": w.SECOND, "机构名称": "乙医院", "机构类别": "定点医疗机构"})
    run = w.run(w.write(tmp_path / "查实.xlsx", sheets, change=w.set_cell(*cell)), "--good-rows")
    assert [x["handling"] for x in run.json["left_out"] if x["handling"]] == left
    assert run.exit_code == 1


def test_states_say_when_something_is_left_out(tmp_path: Path) -> None:
    sheets = {**w.good(), **w.registry(1, 2, 3, 4, 5, 6)}
    path = w.write(tmp_path / "查实.xlsx", sheets, change=w.set_cell(F, 11, "责任程度", "次要"))
    run = w.run(path, "--good-rows")
    sixth = next(r for r in run.rows("人员") if r["人员代码"] == w.code(6))
    assert (sixth["本年累计"], "另有处理没有办理" in sixth["提示"]) == (3, True)
    assert "有处理没有办理，比例不全" in run.rows("机构")[0]["提示"]


def test_the_result_names_what_was_left_out(tmp_path: Path) -> None:
    run = attempt(tmp_path, (F, 2, "涉及金额", "一千"))
    said = [(r["处理编号"], r["内容"]) for r in run.rows("说明") if r["步骤"] == "未办理"]
    assert said[0][0] == "h1"
    assert "“查实与记分”第 2 行" in said[0][1]
    assert (said[1][0], w.code(1) in said[1][1]) == ("h2", True)
    assert "留下未办" in run.stderr
    assert "欧阳" not in run.stdout + run.stderr


def test_nothing_good_is_nothing_decided(tmp_path: Path) -> None:
    sheets = {F: [w.finding("h1", "2025-02-04", 1, "次要")]}
    run = w.run(w.write(tmp_path / "查实.xlsx", sheets), "--good-rows")
    assert (run.exit_code, run.output.exists()) == (2, False)


def test_a_wrong_header_leaves_nothing_to_decide(tmp_path: Path) -> None:
    run = attempt(tmp_path, (F, 1, "处理日期", "日期"))
    assert (run.exit_code, run.output.exists()) == (2, False)


def test_a_good_workbook_needs_nothing_left_out(tmp_path: Path) -> None:
    run = attempt(tmp_path)
    assert (run.exit_code, run.json["left_out"], run.copy.exists()) == (0, [], False)
