"""From a good workbook change one thing: exactly that place is named, nothing is judged, the copy says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dingdian.office.columns import ERRORS
from dingdian.office.institutions import titles as t
from tests.office import checks as c

M, L, S, K, A, E, F, D, H, Q = (
    t.INSTITUTIONS, t.LICENCES, t.STAFF, t.KEY_PERSONS, t.AGREEMENTS, t.EVENTS, t.FINDINGS, t.DUTIES, t.CHANGES, t.DEMANDS,
)  # fmt: skip
CITY: list[tuple[str, int, str, Any, str]] = [
    (M, 3, "机构代码", None, "没有填写"),
    (M, 3, "机构代码", "示例医院", "不是机构代码"),
    (M, 3, "机构代码", "H4402000000３", "含有全角字符"),
    (M, 2, "机构类别", None, "没有填写"),
    (M, 2, "机构类别", "零售药店", "不认识的机构类别"),
    (M, 2, "机构类型", "美容院", "不认识的机构类型"),
    (M, 2, "举办性质", "集体", "不认识的举办性质"),
    (M, 2, "正式运营日期", "2020年1月15日", "是文字，不是日期"),
    (M, 2, "正式运营日期", "2020-02-30", "日历上没有 2020-02-30 这一天"),
    (M, 2, "核定床位", "八十", "不是整数"),
    (M, 2, "核定床位", "８０", "是全角数字"),
    (M, 2, "全员上传", "能", "不是“是”或“否”"),
    (M, 2, "管理制度", "医保管理；档案", "不认识的管理制度"),
    (M, 2, "管理制度", "财务；财务", "重复写了"),
    (M, 2, "有未编码的库", "=1+1", "单元格是公式"),
    (L, 2, "机构代码", "H99999999999", "“机构”表里没有"),
    (L, 2, "证照种类", "卫生许可证", "不认识的证照种类"),
    (L, 2, "有效期至", datetime(2019, 11, 1), "有效期至 2019-11-01 早于发证日期 2019-12-01"),
    (L, 2, "状态", "作废", "不认识的状态"),
    (S, 2, "人员种类", None, "没有填写"),
    (S, 2, "第一注册地", "本院", "不是第一注册地"),
    (S, 2, "姓名", "欧阳\u200b甲", "看不见的字符"),
    (K, 2, "身份", "院长", "不认识的身份"),
    (A, 2, "届满日", datetime(2023, 12, 31), "届满日 2023-12-31 早于起始日 2024-01-01"),
    (A, 2, "起始日", None, "没有填写"),
    (E, 3, "事项", "停止协议", "不认识的事项"),
    (E, 3, "情形", "TER-6", "TER-6 是解除的情形，不是中止的"),
    (E, 2, "性质", "违规", "不认识的性质"),
    (E, 2, "写明的关键人", "P900、欧阳丙", "不是写明的关键人"),
    (E, 2, "日期", datetime(2022, 11, 20), "2022-11-20 没有生效的协议"),
    (H, 2, "变更事项", "电话", "不认识的变更事项"),
    (H, 2, "批准日期", 45460.5, "带有时刻"),
    (Q, 2, "应交日期", None, "没有填写"),
]


def attempt(
    tmp_path: Path, change: Callable[[Any], Any], regime: str = c.CITY, sheets: c.Sheets | None = None, *options: str
) -> c.Run:
    path = c.write(tmp_path / "机构.xlsx", sheets or c.GOOD[regime](), regime, change=change)
    return c.run(path, regime, *options)


def refused(run: c.Run) -> list[tuple[str, int | None, str, str]]:
    """The problems of a run that judged nothing and handed the file back."""
    assert run.exit_code == 2
    assert run.json["judged"] is False and run.json["institutions"] == []
    assert not run.output.exists()
    assert run.copy.exists()
    return run.problems()


@pytest.mark.parametrize(
    ("sheet", "row", "column", "content", "words"),
    [x for x in CITY if x[4]],
    ids=[f"{x[0]}-{x[2]}-{x[3]}" for x in CITY if x[4]],
)
def test_one_wrong_cell_is_named_alone(
    tmp_path: Path, sheet: str, row: int, column: str, content: Any, words: str
) -> None:
    run = attempt(tmp_path, c.set_cell(sheet, row, column, content))
    found = refused(run)
    assert [f[:3] for f in found] == [(sheet, row, column)]
    assert words in found[0][3]
    page = openpyxl.load_workbook(run.copy)[sheet]
    places = {x.value: x.column for x in page[1]}
    assert page.cell(row, places[column]).fill.start_color.rgb == "FFFFC7CE"
    assert page.cell(row, places[ERRORS]).value.startswith(f"{column}：{found[0][3]}")
    assert "欧阳" not in run.stdout + run.stderr


def row_of(title: str, **values: Any) -> Callable[[c.Sheets], None]:
    """A further row."""
    return lambda sheets: sheets.setdefault(title, []).append(values)


FIRST = c.hospital(1)
AGAIN = "与第 {} 行重复"
TOGETHER: list[tuple[str, str, Callable[[c.Sheets], None], tuple[str, int, str], str]] = [
    ("机构重复", c.CITY, row_of(M, 机构代码=FIRST, 机构类别="医疗机构"), (M, 9, "机构代码"), AGAIN.format(2)),
    ("协议编号重复", c.CITY, row_of(A, 机构代码=FIRST, 协议编号="XY01", 起始日=c.d("2025-01-01"), 届满日=c.d("2025-12-31")),
     (A, 7, "协议编号"), AGAIN.format(2)),
    ("协议重叠", c.CITY, row_of(A, 机构代码=FIRST, 协议编号="XY88", 起始日=c.d("2024-12-01"), 届满日=c.d("2025-11-30")),
     (A, 7, "起始日"), "与第 2 行的协议（至 2024-12-31）时间重叠"),
    ("没有中止就恢复", c.CITY, row_of(E, 机构代码=FIRST, 事项="恢复履行", 日期=c.d("2024-05-06")), (E, 6, "事项"),
     "“恢复履行”之前没有“中止协议”或“机构申请中止”"),
    ("没有暂停就恢复结算", c.CITY, row_of(E, 机构代码=FIRST, 事项="恢复结算", 日期=c.d("2024-05-06")), (E, 6, "事项"),
     "“恢复结算”之前没有“暂停结算”"),
    ("没有协议的中止", c.CITY, row_of(E, 机构代码=c.hospital(2), 事项="中止协议", 日期=c.d("2024-05-06")), (E, 6, "日期"),
     "2024-05-06 没有生效的协议"),
    ("同一人两个姓名", c.CITY, row_of(K, 机构代码=FIRST, 人员代码="P900", 姓名="欧阳丁", 身份="法定代表人"), (K, 10, "姓名"),
     "代码 P900 在“关键人”第 9 行是另一个姓名"),
    ("名单没有日期", c.CITY, row_of(K, 机构代码=FIRST, 人员代码="P001", 姓名="欧阳乙", 身份="法定代表人",
     失信名单="医保严重失信名单"), (K, 10, "列入日期"), "填了失信名单，没有填列入日期"),
    ("查无记录却有", c.CITY, row_of(F, 机构代码=FIRST, 事项编号="1", 违规类型="欺诈骗保", 办理状态="查实"),
     (M, 2, "已查无记录"), "写了“查实事项”已查无记录，“查实事项”表第 2 行却有"),
    ("履行多于应付", c.REGION, row_of(D, 机构代码=c.pharmacy(1), 编号="9", 种类="追回费用", 金额=100, 已履行金额=200,
     履行情况="已履行"), (D, 3, "已履行金额"), "已履行金额 200 大于金额 100"),
    ("位阶没有依据", c.REGION, row_of(F, 机构代码=c.pharmacy(1), 事项编号="9", 违规类型="违反协议", 办理状态="查实",
     文件位阶="法律"), (F, 4, "依据文件"), "填了文件位阶，没有填依据文件"),
    ("不适用于药店的情形", c.REGION, row_of(E, 机构代码=c.pharmacy(1), 事项="解除协议", 日期=c.d("2025-05-06"),
     情形="ZT-1"), (E, 3, "情形"), "ZT-1 不适用于零售药店"),
    ("扫码多于售出", c.REGION, row_of(t.MONTHS, 机构代码=c.pharmacy(1), 年月="2025-11", 售出赋码数=10, 扫码数=11, 上传数=11),
     (t.MONTHS, 2, "扫码数"), "扫码数 11 大于售出赋码数 10"),
    ("不是年月", c.REGION, row_of(t.MONTHS, 机构代码=c.pharmacy(1), 年月="2025-13", 售出赋码数=10, 扫码数=1, 上传数=1),
     (t.MONTHS, 2, "年月"), "“2025-13” 不是年月"),
    ("签约期倒置", c.REGION, lambda s: s[t.ROUNDS][0].update(签约期止=c.d("2025-11-30")), (t.ROUNDS, 2, "签约期止"),
     "签约期止 2025-11-30 早于签约期起 2025-12-01"),
    ("规划重复", c.REGION, row_of(t.PLANS, 统筹区="示例市", 机构类别="零售药店"), (t.PLANS, 3, "统筹区"), AGAIN.format(2)),
    ("迁址没有原区域", c.REGION, lambda s: s[M][0].update(医保管理区域="示例县", 迁入日期=c.d("2025-10-20")),
     (M, 2, "迁出区域"), "填了迁入日期，没有填迁出区域"),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "spoil", "place", "words"), [x[1:] for x in TOGETHER], ids=[x[0] for x in TOGETHER])
def test_rows_that_do_not_fit_together(
    tmp_path: Path, regime: str, spoil: Callable[[c.Sheets], None], place: tuple[str, int, str], words: str
) -> None:
    sheets = c.GOOD[regime]()
    spoil(sheets)
    found = refused(attempt(tmp_path, lambda book: None, regime, sheets))
    assert [f[:3] for f in found] == [place]
    assert words in found[0][3]


def without(title: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        del book[title]

    return change


def headed(title: str, column: int, text: str | None) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[title].cell(1, column).value = text

    return change


def merged(book: Any) -> None:
    book[L].merge_cells("A2:A3")


SHEETS: list[tuple[str, Callable[[Any], None], tuple[str, int | None, str], str]] = [
    ("没有主表", without(M), (M, None, ""), "缺少这张工作表"),
    ("表头改名", headed(M, 2, "名称"), (M, 1, "名称"), "不认识的表头 “名称”"),
    ("缺必填表头", headed(L, 2, "证照号码"), (L, 1, "证照号码"), "不认识的表头"),
    ("表头重复", headed(L, 3, "有效期至"), (L, 1, "有效期至"), "这个表头出现了两次"),
    ("合并单元格", merged, (L, 2, "机构代码"), "A2:A3 是合并单元格"),
]


@pytest.mark.parametrize(("change", "place", "words"), [x[1:] for x in SHEETS], ids=[x[0] for x in SHEETS])
def test_a_wrong_sheet_is_named(
    tmp_path: Path, change: Callable[[Any], None], place: tuple[str, int | None, str], words: str
) -> None:
    found = refused(attempt(tmp_path, change))
    assert place in [f[:3] for f in found]
    assert any(words in f[3] for f in found if f[:3] == place)


def test_every_mistake_is_named_at_once_and_goes_away_when_mended(tmp_path: Path) -> None:
    cells = [(M, 2, "核定床位", "八十"), (L, 3, "证照种类", None), (E, 2, "日期", "去年"), (H, 2, "变更事项", "电话")]

    def change(book: Any) -> None:
        for cell in cells:
            c.set_cell(*cell)(book)

    run = attempt(tmp_path, change)
    assert [f[:3] for f in refused(run)] == [x[:3] for x in cells]
    book = openpyxl.load_workbook(run.copy)
    assert [book[ERRORS].cell(n, 1).value for n in range(2, 6)] == [x[0] for x in cells]
    for (sheet, row, column, _), good in zip(cells, (80, "医疗机构执业许可证", "2023-11-20", "注册地址"), strict=True):
        c.set_cell(sheet, row, column, good)(book)
    mended = tmp_path / "改好.xlsx"
    book.save(mended)
    assert c.run(mended, c.CITY).exit_code == 0


def test_files_that_are_no_workbooks(tmp_path: Path) -> None:
    for name, content in (("空.xlsx", b""), ("文字.xlsx", b"abc"), ("老.xlsx", b"\xd0\xcf\x11\xe0")):
        path = tmp_path / name
        path.write_bytes(content)
        run = c.run(path, c.CITY)
        assert (run.exit_code, run.json["judged"], run.output.exists()) == (2, False, False)


def test_a_fact_that_the_law_does_not_take_is_named_at_the_institution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dingdian.office.institutions import consistency

    monkeypatch.setitem(consistency._ORDER, A, ())
    found = refused(attempt(tmp_path, c.set_cell(A, 2, "届满日", datetime(2023, 12, 31))))
    assert [f[:3] for f in found] == [(M, 2, "机构代码")]
    assert "协议的 end_on 早于 start_on" in found[0][3]


# --good-rows


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ((M, 2, "核定床位", "八十"), {c.hospital(1)}),
        ((L, 3, "有效期至", "明年"), {c.hospital(2)}),
        ((E, 2, "日期", "去年"), {c.hospital(3)}),
        ((H, 2, "变更事项", "电话"), {c.hospital(5)}),
        ((L, 2, "机构代码", "H99999999999"), {None}),
        ((L, 2, "机构代码", None), {None}),
    ],
)
def test_a_bad_row_takes_its_institution_and_no_other(
    tmp_path: Path, cell: tuple[str, int, str, Any], left: set[str | None]
) -> None:
    run = attempt(tmp_path, c.set_cell(*cell), c.CITY, None, "--good-rows")
    whole = c.found(c.run(c.write(tmp_path / "好.xlsx", c.city(), c.CITY), c.CITY))
    answers = c.found(run) if run.exit_code == 1 else {}
    assert run.exit_code == 1
    assert {x["institution"] for x in run.json["left_out"]} == left
    assert answers.keys() == whole.keys() - left
    stray = any("看不出属于哪个机构" in h for x in answers.values() for h in x["hints"])
    assert stray == (left == {None})
    for code, answer in answers.items():
        if left == {None} and code == c.hospital(1):
            continue  # its licence is the row that nobody can place
        if code == c.hospital(6) and c.hospital(3) in left:
            continue  # the person it has was named there
        assert {k: v for k, v in answer.items() if k != "hints"} == {
            k: v for k, v in whole[code].items() if k != "hints"
        }
    assert run.copy.exists() and run.output.exists()


def test_the_result_names_what_was_left_out(tmp_path: Path) -> None:
    run = attempt(tmp_path, c.set_cell(M, 2, "核定床位", "八十"), c.CITY, None, "--good-rows")
    notes = [r for r in run.rows("说明与读法") if r["步骤"] == "未核对"]
    assert [(r["编号"], "“机构”第 2 行" in r["内容"]) for r in notes] == [(c.hospital(1), True)]


def test_good_rows_of_a_good_workbook_leave_nothing_out(tmp_path: Path) -> None:
    run = attempt(tmp_path, lambda book: None, c.CITY, None, "--good-rows")
    assert (run.exit_code, run.json["left_out"]) == (0, [])
