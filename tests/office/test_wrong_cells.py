"""From a good workbook change one thing: exactly that place is named, nothing is decided, the copy says the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dingdian.office.columns import ERRORS
from tests.office import workbooks as w

F, D, P, I = w.FINDINGS, w.DELIVERIES, w.PEOPLE, w.INSTITUTIONS  # noqa: E741
FULL = {**w.good(), **w.registry(1, 2, 3, 4, 5, 6)}

# sheet, row, column, new content, what the message says
CELLS: list[tuple[str, int, str, Any, str]] = [
    (F, 2, "处理编号", None, "没有填写"),
    (F, 5, "处理编号", "h３", "“h３” 含有全角字符"),
    (F, 5, "处理编号", "h3 h4", "中间有空格"),
    (F, 6, "处理日期", None, "没有填写"),
    (F, 6, "处理日期", "三月七日", "是文字，不是日期"),
    (F, 6, "处理日期", "2025年3月7日", "“2025年3月7日” 是文字，不是日期"),
    (F, 6, "处理日期", "2025-02-30", "日历上没有 2025-02-30 这一天"),
    (F, 6, "处理日期", "2025/2/30", "日历上没有 2025-02-30 这一天"),
    (F, 6, "处理日期", "２０２５-03-07", "含有全角字符"),
    (F, 6, "处理日期", datetime(2025, 3, 7, 9, 30), "带有时刻"),
    (F, 6, "处理依据", "行政处分", "不认识的处理依据"),
    (F, 6, "处理依据", None, "没有填写"),
    (F, 6, "机构代码", "H5301020000１", "含有全角字符"),
    (F, 6, "机构代码", "甲医院", "不是机构代码"),
    (F, 6, "机构代码", "H53010299999", "“机构”表里没有"),
    (F, 6, "机构名称", "乙医院", f"代码 {w.FIRST} 在“机构”第 2 行是另一个名称"),
    (F, 6, "事项编号", "#REF!", "单元格是错误值 #REF!"),
    (F, 6, "检查编号", "#N/A", "单元格是错误值 #N/A"),
    (F, 6, "违规类型", None, "没有填写"),
    (F, 6, "违规类型", "超标准\u200b收费", "看不见的字符"),
    (F, 6, "情形条款", "yunnan/99.9", "不认识的情形条款"),
    (F, 6, "情形条款", "yunnan/24.1；yunnan/24.1", "重复写了"),
    (F, 6, "情形条款", "yunnan/24.2", "没有补充目录"),
    (F, 6, "情形条款", "yunnan/22.1", "情形 yunnan/22.1 以协议处理为前提，本次依据是行政处罚"),
    (F, 6, "涉及金额", None, "没有填写"),
    (F, 6, "涉及金额", "1,200", "不是金额"),
    (F, 6, "涉及金额", "1200元", "不是金额"),
    (F, 6, "涉及金额", "１２００", "含有全角字符"),
    (F, 6, "涉及金额", -1, "不是金额"),
    (F, 6, "涉及金额", 12.345, "不是金额"),
    (F, 6, "人员代码", "欧阳三", "不是人员代码"),
    (F, 6, "人员代码", "D530102000099", "“人员”表里没有"),
    (F, 6, "人员代码", 1234567890123456, "数字太长"),
    (F, 6, "姓名", "欧阳七", f"代码 {w.code(3)} 在“人员”第 4 行是另一个名称"),
    (F, 6, "责任程度", None, "没有写责任程度"),
    (F, 6, "责任程度", "次要", "不认识的责任程度"),
    (F, 6, "从轻减轻事由", "态度好", "不认识的从轻减轻事由"),
    (F, 6, "从轻减轻事由", "如实说明、态度好", "不认识的从轻减轻事由"),
    (F, 6, "从轻减轻事由", "拒不改正", "不认识的从轻减轻事由"),
    (F, 6, "升降档", "减二档", "不认识的升降档"),
    (F, 6, "分值", "６", "“６” 是全角数字"),
    (F, 6, "分值", "六", "不是整数"),
    (F, 6, "分值", 6.5, "不是整数"),
    (F, 6, "期限月数", 2, "暂停期限由表格确定，不能另填月数"),
    (F, 6, "登记日期", datetime(2025, 3, 1), "登记日期 2025-03-01 早于处理日期 2025-03-07"),
    (D, 2, "处理编号", "h99", "“查实与记分”里没有编号为 “h99” 的处理"),
    (D, 2, "送达对象", "科室", "不认识的送达对象"),
    (D, 2, "机构代码", "H53010299999", "“机构”表里没有"),
    (D, 2, "人员代码", w.code(5), f"处理 h1 不涉及 “{w.code(5)}”"),
    (D, 2, "送达日期", datetime(2025, 2, 1), "送达日期 2025-02-01 早于处理日期 2025-02-04"),
    (D, 2, "送达日期", None, "没有填写"),
    (D, 7, "人员代码", None, "告知本人没有写明是谁"),
    (P, 7, "人员类别", "厨师", "不认识的人员类别"),
    (P, 7, "备案日期", "去年", "不是日期"),
    (P, 7, "备案日期", datetime(2026, 1, 1), ""),
    (I, 2, "机构类别", "医院", "不认识的机构类别"),
]  # fmt: skip


def attempt(tmp_path: Path, change: Callable[[Any], Any], sheets: Any = None, regime: str = "yunnan-2025") -> w.Run:
    path = tmp_path / "查实.xlsx"
    return w.run(w.write(path, sheets or FULL, regime=regime, change=change), regime=regime)


def refused(run: w.Run) -> list[tuple[str, int | None, str, str]]:
    """The problems of a run that decided nothing and handed the file back."""
    assert run.exit_code == 2
    assert run.json["decided"] is False
    assert not run.output.exists()
    assert run.copy.exists()
    return run.problems()


def test_the_good_workbook_is_good(tmp_path: Path) -> None:
    assert attempt(tmp_path, lambda book: None).exit_code == 0


@pytest.mark.parametrize(
    ("sheet", "row", "column", "content", "words"),
    [c for c in CELLS if c[4]],
    ids=[f"{c[0]}-{c[2]}-{c[3]}" for c in CELLS if c[4]],
)
def test_one_wrong_cell_is_named_alone(
    tmp_path: Path, sheet: str, row: int, column: str, content: Any, words: str
) -> None:
    run = attempt(tmp_path, w.set_cell(sheet, row, column, content))
    found = refused(run)
    assert [f[:3] for f in found] == [(sheet, row, column)]
    assert words in found[0][3]
    page = openpyxl.load_workbook(run.copy)[sheet]
    places = {c.value: c.column for c in page[1]}
    assert page.cell(row, places[column]).fill.start_color.rgb == "FFFFC7CE"
    assert page.cell(row, places[ERRORS]).value.startswith(f"{column}：{found[0][3]}")
    assert "欧阳" not in run.stdout + run.stderr


def test_a_person_filed_too_late_is_refused_by_the_rules(tmp_path: Path) -> None:
    found = refused(attempt(tmp_path, w.set_cell(P, 4, "备案日期", datetime(2026, 1, 1))))
    assert [f[:3] for f in found] == [(F, 6, "人员代码")]
    assert f"{w.code(3)} 没有在 {w.FIRST} 备案过" in found[0][3]


@pytest.mark.proves("yunnan/21a")
def test_a_missing_amount_cites_its_clause_and_may_be_nought(tmp_path: Path) -> None:
    run = attempt(tmp_path, w.set_cell(F, 6, "涉及金额", None))
    problem = run.json["problems"][0]
    assert problem["clauses"] == ["yunnan/21a"]
    assert "没有则填 0.00" in problem["expected"]
    assert attempt(tmp_path, w.set_cell(F, 6, "涉及金额", 0)).exit_code == 0


HEADERS: list[tuple[str, str, str | None, str]] = [
    (F, "处理日期", None, "缺少表头“处理日期”"),
    (F, "检查编号", "检察编号", "不认识的表头 “检察编号”"),
    (D, "送达日期", "日期（送达）", "不认识的表头"),
]


@pytest.mark.parametrize(("sheet", "old", "new", "words"), HEADERS)
def test_a_wrong_header_is_named(tmp_path: Path, sheet: str, old: str, new: str | None, words: str) -> None:
    def change(book: Any) -> None:
        page = book[sheet]
        cell = next(c for c in page[1] if c.value == old)
        if new is None:
            page.delete_cols(cell.column)
        else:
            cell.value = new

    run = attempt(tmp_path, change)
    found = [f for f in refused(run) if f[1] == 1]
    assert words in found[0][3]
    assert any(words in str(row[3].value) for row in openpyxl.load_workbook(run.copy)[ERRORS].iter_rows())
    if new == "检察编号":
        assert run.json["problems"][0]["remedy"] == "改为“检查编号”"


def _merge(area: str) -> Callable[[Any], None]:
    return lambda book: book[F].merge_cells(area)


def _duplicate(sheet: str, row: int) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        page = book[sheet]
        last = max(r[0].row for r in page.iter_rows() if r[0].value is not None) + 1
        for cell in page[row]:
            page.cell(last, cell.column, cell.value)

    return change


def _rename(book: Any) -> None:
    book[F].title = "查实和记分"


def _title_row(book: Any) -> None:
    book[F].insert_rows(1)
    book[F]["A1"] = "2025 年度查实与记分登记表"


def _number(book: Any) -> None:
    w.set_cell(F, 6, "处理日期", 45726)(book)
    book[F].cell(6, 2).number_format = "General"


def _headless_data(book: Any) -> None:
    book[F].cell(3, book[F].max_column + 2, "备注：已核")


WHOLE: list[tuple[str, Callable[[Any], None], tuple[str, int | None, str], str]] = [
    ("merged", _merge("A2:A3"), (F, 2, "处理编号"), "A2:A3 是合并单元格"),
    ("formula", w.set_cell(F, 6, "涉及金额", "=600*2"), (F, 6, "涉及金额"), "单元格是公式"),
    ("number for date", _number, (F, 6, "处理日期"), "是数字 45726，不是日期"),
    ("duplicate row", _duplicate(F, 6), (F, 12, "人员代码"), "与第 6 行重复"),
    ("duplicate delivery", _duplicate(D, 2), (D, 11, "处理编号"), "与第 2 行重复"),
    ("duplicate person", _duplicate(P, 2), (P, 8, "人员代码"), "在这个机构重复备案"),
    ("duplicate institution", _duplicate(I, 2), (I, 3, "机构代码"), "重复"),
    ("other date", w.set_cell(F, 3, "处理日期", datetime(2025, 2, 3)), (F, 3, "处理日期"), "处理 h1 在第 2 行写的是"),
    ("other inspection", w.set_cell(F, 3, "检查编号", "i9"), (F, 3, "检查编号"), "这一行是“i9”"),
    ("other amount", w.set_cell(F, 3, "涉及金额", 7), (F, 3, "涉及金额"), "事项 1 在第 2 行写的是“1200.5”"),
    ("renamed sheet", _rename, (F, None, ""), "缺少这张工作表"),
    ("title row", _title_row, (F, 1, ""), "第 1 行不是表头"),
    ("headless column", _headless_data, (F, 1, ""), "这一列有数据，没有表头"),
]


@pytest.mark.parametrize(("change", "place", "words"), [c[1:] for c in WHOLE], ids=[c[0] for c in WHOLE])
def test_what_is_wrong_with_the_sheet_is_named(
    tmp_path: Path, change: Callable[[Any], None], place: tuple[str, int | None, str], words: str
) -> None:
    found = refused(attempt(tmp_path, change))
    assert (found[0][0], found[0][1]) == place[:2]
    assert place[2] in found[0][2]
    assert words in found[0][3]
    assert len(found) == 1 or found[0][1] in (None, 1)


def test_the_rules_own_objections_come_home(tmp_path: Path) -> None:
    """Qinghai leaves points and term to a human: outside the band, missing, out of range, missing."""
    row = {"clause": "qinghai/3.5.d", "degree": None, "处理依据": "行政处罚"}
    cases = [
        ({"分值": 10}, "分值", "对应 7—9 分，填写的是 10 分", "改为 7 至 9 分"),
        ({}, "分值", "的分值由人裁量，没有填写", "填写 7 至 9 分"),
        ({"分值": 9}, "期限月数", "期限由人裁量，没有填写", "在 期限月数 填写 1 至 6 个整月"),
        ({"分值": 9, "期限月数": 7}, "期限月数", "填写了 7 个月", "在 期限月数 填写 1 至 6 个整月"),
    ]
    for more, column, words, remedy in cases:
        sheets = {F: [w.finding("h1", "2025-03-07", 1, **row, **more)]}
        run = attempt(tmp_path, lambda book: None, sheets, "qinghai-2025")
        found = refused(run)
        assert [f[:3] for f in found] == [(F, 2, column)]
        assert words in found[0][3]
        assert remedy in run.json["problems"][0]["remedy"]
        assert run.json["problems"][0]["clauses"]


def test_every_wrong_cell_is_named_at_once(tmp_path: Path) -> None:
    wrong = [(F, 3, "处理日期", "昨天"), (F, 6, "分值", "六"), (F, 9, "责任程度", None), (D, 2, "处理编号", "h99"),
             (P, 7, "人员类别", "厨师")]  # fmt: skip

    def change(book: Any) -> None:
        for cell in wrong:
            w.set_cell(*cell)(book)

    found = refused(attempt(tmp_path, change))
    assert [f[:3] for f in found] == [c[:3] for c in wrong]


def test_one_mistake_in_two_rows_is_named_in_both(tmp_path: Path) -> None:
    rows = [w.finding("h1", "2025-02-04", n, 升降档="减一档") for n in (1, 2)]
    found = refused(attempt(tmp_path, lambda book: None, {F: rows}))
    assert [(f[1], f[2]) for f in found] == [(2, "从轻减轻事由"), (3, "从轻减轻事由")]


def test_the_screen_shows_the_same_without_names(tmp_path: Path) -> None:
    path = w.write(tmp_path / "查实.xlsx", FULL, change=w.set_cell(F, 6, "姓名", "欧阳七"))
    run = w.run(path, json_out=False)
    assert run.exit_code == 2
    assert "“查实与记分”第 6 行“姓名”：" in run.stderr
    assert "一个也没有办理" in run.stdout
    assert "欧阳" not in run.stdout + run.stderr


def test_a_corrected_copy_is_decided_and_a_copy_of_a_copy_is_unmarked(tmp_path: Path) -> None:
    first = attempt(tmp_path, w.set_cell(F, 6, "分值", "六"))
    refused(first)
    book = openpyxl.load_workbook(first.copy)
    w.set_cell(F, 6, "分值", None)(book)
    w.set_cell(F, 3, "责任程度", "次要")(book)
    book.save(first.copy)
    second = w.run(first.copy)
    assert second.exit_code == 2
    again = openpyxl.load_workbook(tmp_path / "查实-待更正2.xlsx")[F]
    places = {c.value: c.column for c in again[1]}
    assert again.cell(6, places["分值"]).fill.fill_type is None
    assert again.cell(6, places[ERRORS]).value is None
    assert "不认识的责任程度" in again.cell(3, places[ERRORS]).value
    book = openpyxl.load_workbook(tmp_path / "查实-待更正2.xlsx")
    w.set_cell(F, 3, "责任程度", "主要")(book)
    book.save(first.copy)
    assert w.run(first.copy).exit_code == 0


def test_the_copy_keeps_every_cell(tmp_path: Path) -> None:
    run = attempt(tmp_path, w.set_cell(F, 6, "分值", "六"))
    before, after = (openpyxl.load_workbook(p) for p in (tmp_path / "查实.xlsx", run.copy))
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value


def test_an_earlier_result_is_left_alone(tmp_path: Path) -> None:
    good = attempt(tmp_path, lambda book: None)
    before = good.output.read_bytes()
    bad = w.run(w.write(tmp_path / "查实.xlsx", FULL, change=w.set_cell(F, 6, "分值", "六")))
    assert (bad.exit_code, bad.output.read_bytes()) == (2, before)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("无.xlsx", None, "读不了文件"),
        ("坏.xlsx", b"PK nonsense", "不是完好的 Excel 工作簿"),
        ("旧.xlsx", b"\xd0\xcf\x11\xe0 rest", "加了密码，或是旧的 .xls 格式"),
        ("文.csv", b"\xff\xff\xff", "不是 UTF-8 或 GB18030"),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    run = w.run(path)
    assert (run.exit_code, run.output.exists()) == (2, False)
    assert words in run.json["problems"][0]["message"]


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    path = w.write(tmp_path / "结果.xlsx", FULL)
    before = path.read_bytes()
    run = w.run(path, json_out=False)
    assert (run.exit_code, path.read_bytes()) == (2, before)
    assert "不能是同一个文件" in run.stderr


def test_a_wrong_csv_comes_back_as_a_workbook(tmp_path: Path) -> None:
    row = w.finding("h1", "2025-02-04", 1, 分值="六", 姓名="=1+1")
    path = tmp_path / "查实.csv"
    path.write_text(",".join(row) + "\n" + ",".join(str(v) for v in row.values()) + "\n", encoding="gb18030")
    run = w.run(path)
    assert [f[:3] for f in refused(run)] == [(F, 2, "分值")]
    page = openpyxl.load_workbook(run.copy)[F]
    assert page.cell(2, list(row).index("姓名") + 1).data_type == "s"
    assert "不是整数" in page.cell(2, len(row) + 1).value


def test_a_template_is_never_written_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    arguments = ["template", "findings", "-o", str(path)]
    assert CliRunner().invoke(w.app, arguments).exit_code == 0
    before = path.read_bytes()
    again = CliRunner().invoke(w.app, arguments)
    assert (again.exit_code, path.read_bytes()) == (2, before)
    assert "已经存在" in again.stderr


def test_corrections_are_never_overwritten(tmp_path: Path) -> None:
    run = attempt(tmp_path, w.set_cell(F, 6, "分值", "六"))
    before = run.copy.read_bytes()
    assert w.run(tmp_path / "查实.xlsx").exit_code == 2
    assert run.copy.read_bytes() == before
    assert (tmp_path / "查实-待更正2.xlsx").exists()


def test_an_empty_template_is_no_workbook_to_decide(tmp_path: Path) -> None:
    run = attempt(tmp_path, lambda book: None, {F: []})
    assert refused(run)[0][3] == "没有数据行"


BREAKS = {"处理日期": "昨天", "处理依据": "口头告诫", "情形条款": "yunnan/99.9", "涉及金额": "一千", "责任程度": "次要",
          "违规类型": None, "分值": "六", "人员代码": "D53０", "登记日期": "上月"}  # fmt: skip


@given(st.sets(st.tuples(st.integers(2, 11), st.sampled_from(sorted(BREAKS))), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_of_many_broken_cells_exactly_those_are_named(cells: set[tuple[int, str]]) -> None:
    def change(book: Any) -> None:
        for row, column in cells:
            w.set_cell(F, row, column, BREAKS[column])(book)

    with TemporaryDirectory() as folder:
        found = refused(attempt(Path(folder), change))
    assert {(f[1], f[2]) for f in found} == cells
    assert len(found) == len(cells)


@pytest.mark.long
def test_ten_thousand_rows_are_decided_in_half_a_minute(tmp_path: Path) -> None:
    rows = [w.finding(f"h{n}", "2025-03-07", 1, 人员代码=f"D{n:012}", 姓名=None) for n in range(10_000)]
    path = w.write(tmp_path / "大.xlsx", {F: rows, D: [w.delivery(f"h{n}", "2025-03-10") for n in range(10_000)]})
    start = time.process_time()
    assert w.run(path).exit_code == 0
    assert time.process_time() - start < 30
