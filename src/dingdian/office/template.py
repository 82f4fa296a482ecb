"""The empty workbook an office fills: headers, drop-downs, and a page that says what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dingdian.law.regime import Regime
from dingdian.office import words
from dingdian.office.columns import HELP, OPTIONS, Column, Kind, Layout, Sheet
from dingdian.office.layout import layout_for

_ROWS = 20_000  # rows that carry formats and drop-downs
_FONT = "宋体"
_HEAD = PatternFill("solid", start_color="FFDCE6F1")
_LINE = Side(style="thin", color="FFA6A6A6")
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.AMOUNT: "#,##0.00", Kind.WHOLE: "0", Kind.SHARE: "0.####"}


def write_template(regime: Regime, path: Path) -> None:
    """Write the findings workbook of a regime."""
    lines = (
        "“人员”“机构”两表可以不填：视为各人已在所填机构备案；但不填“人员”表就算不出机构比例。",
        "填好后运行 dingdian decide 本文件 -o 结果.xlsx；有错时一个也不办理，另存一份标出每处错误的“待更正”文件。",
    )
    write_blank(layout_for(regime), regime, path, lines, ("情形条款", _circumstances(regime)))


Appendix = tuple[str, Iterable[Sequence[str]]]


def write_blank(layout: Layout, regime: Regime, path: Path, lines: Sequence[str], appendix: Appendix) -> None:
    """Write an empty workbook; `lines` and `appendix` (a title and rows) go to the page of help."""
    book = openpyxl.Workbook()
    _help(book.active, layout, regime, lines, appendix)
    lists = book.create_sheet(OPTIONS)
    lists.sheet_state = "hidden"
    offered = (s for s in layout.sheets if any(c.offered for c in s.columns))
    for index, sheet in enumerate(offered):
        fill_sheet(book.create_sheet(sheet.title, index), sheet, lists)
    book.active = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def fill_sheet(page: Any, sheet: Sheet, lists: Any) -> None:
    """Headers, formats and drop-downs of one sheet."""
    page.freeze_panes = "A2"
    page.row_dimensions[1].height = 24
    for index, column in enumerate((c for c in sheet.columns if c.offered), start=1):
        letter = get_column_letter(index)
        head = page.cell(1, index, column.header)
        head.font = Font(name=_FONT, bold=True, color="FFC00000" if column.required else "FF1F3864")
        head.fill = _HEAD
        head.border = Border(bottom=_LINE, right=_LINE)
        head.alignment = Alignment(vertical="center")
        dimension = page.column_dimensions[letter]
        dimension.width = column.width
        dimension.number_format = _FORMATS.get(column.kind, "@")
        rule = _rule(column, lists)
        if rule is not None:
            page.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_ROWS}")


def _rule(column: Column, lists: Any) -> DataValidation | None:
    labels = [o.label for o in column.options if o.listed] if column.kind is not Kind.YES else ["是", "否"]
    if labels:
        place = lists.max_column + (lists.max_column > 1 or lists.cell(1, 1).value is not None)
        lists.cell(1, place, column.header)
        for index, label in enumerate(labels, start=2):
            lists.cell(index, place, label)
        letter = get_column_letter(place)
        many = column.kind is Kind.MANY
        return DataValidation(
            type="list",
            formula1=f"{OPTIONS}!${letter}$2:${letter}${len(labels) + 1}",
            allow_blank=True,
            errorStyle="warning" if many else "stop",
            errorTitle=column.header,
            error="多项用“；”隔开，每项写选项里的编号或全文" if many else "请从下拉选项中选",
            promptTitle=column.header,
            prompt=column.meaning,
            showErrorMessage=True,
            showInputMessage=True,
        )
    if column.kind is Kind.DATE:
        return DataValidation(
            type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True,
            errorTitle=column.header, error="请填日期，如 2025-03-10", promptTitle=column.header,
            prompt=column.meaning, showInputMessage=True,
        )  # fmt: skip
    return None


def _help(page: Any, layout: Layout, regime: Regime, more: Sequence[str], appendix: Appendix) -> None:
    page.title = HELP
    lines = [
        f"适用规则：{regime.title}（{regime.id}）" + ("。草案，未施行，结果只供模拟" if regime.is_draft else ""),
        "红色表头必填。第 1 行是表头，从第 2 行起每行一条，不要合并单元格，不要用公式，数字和字母用半角。",
        *more,
    ]
    for number, text in enumerate(lines, start=1):
        page.cell(number, 1, text).font = Font(name=_FONT, bold=number == 1)
    row = len(lines) + 2
    for index, (text, width) in enumerate(
        (("工作表", 14), ("列", 14), ("必填", 6), ("含义", 60), ("格式", 44), ("示例", 28)), start=1
    ):
        head = page.cell(row, index, text)
        head.font, head.fill = Font(name=_FONT, bold=True), _HEAD
        page.column_dimensions[get_column_letter(index)].width = width
    for sheet in layout.sheets:
        for column in (c for c in sheet.columns if c.offered):
            row += 1
            values = (sheet.title, column.header, "是" if column.required else "", column.meaning, column.form)
            _put(page, row, (*values, column.example))
    row += 2
    page.cell(row, 1, appendix[0]).font = Font(name=_FONT, bold=True)
    for parts in appendix[1]:
        row += 1
        _put(page, row, parts)


def _put(page: Any, row: int, parts: Sequence[str]) -> None:
    for index, value in enumerate(parts, start=1):
        cell = page.cell(row, index, value)
        cell.font = Font(name=_FONT)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _circumstances(regime: Regime) -> Iterator[Sequence[str]]:
    for clause, rule in regime.parameters.scoring.circumstances.value.items():
        known = regime.clauses.get(clause)
        yield (clause, known.cite if known else "", "", known.summary if known else rule.label, _presumes(rule))


def _presumes(rule: Any) -> str:
    parts = []
    if rule.basis:
        parts.append("以" + "或".join(words.BASES[b.value] for b in rule.basis) + "为前提")
    if rule.ownership:
        parts.append("限" + "、".join(words.OWNERSHIPS.get(o, o) for o in rule.ownership) + "机构")
    if rule.catch_all:
        parts.append("兜底情形，须先由有权机关补充目录")
    return "；".join(parts)
