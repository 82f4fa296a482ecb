"""The office's own workbook handed back: every cell kept, the wrong ones red, what is wrong at the end of the row."""

from __future__ import annotations

import io
import itertools
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dingdian.office.columns import ERRORS, Layout
from dingdian.office.problems import CellProblem
from dingdian.office.reading import csv_rows

_RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_RED_LETTERS = Font(bold=True, color="FFC00000")
_SUFFIX = "-待更正"


def returned_path(path: Path) -> Path:
    """`甲-待更正.xlsx` for 甲.xlsx, with a number where that exists: nobody's corrections are overwritten."""
    again = re.fullmatch(rf"(.*){_SUFFIX}\d*", path.stem)
    stem = (again.group(1) if again else path.stem) + _SUFFIX
    numbers = (path.with_name(f"{stem}{n if n > 1 else ''}.xlsx") for n in itertools.count(1))
    return next(p for p in numbers if not p.exists())


def write_returned(source: Path, target: Path, layout: Layout, problems: Sequence[CellProblem]) -> None:
    """Copy the workbook with a column 错误; marks of an earlier round are taken off."""
    book = _open(source, layout)
    if ERRORS in book.sheetnames:
        del book[ERRORS]
    for sheet in book.worksheets:
        _unmark(sheet)
        _mark(sheet, [p for p in problems if p.sheet == sheet.title])
    _summary(book.create_sheet(ERRORS, 0), problems)
    book.active = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _open(source: Path, layout: Layout) -> Any:
    if source.suffix.lower() != ".csv":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(source.read_bytes()))
    book = openpyxl.Workbook()
    page = book.active
    page.title = layout.main.title
    for r, row in enumerate(csv_rows(source, source.read_bytes()), start=1):
        for c, value in enumerate(row, start=1):
            _write(page.cell(r, c), value)
    return book


def _unmark(sheet: Any) -> None:
    """Take off the marks of an earlier round: our red, our column."""
    for row in sheet.iter_rows():
        for cell in row:
            if (
                isinstance(cell, Cell)
                and cell.fill.fill_type == "solid"
                and cell.fill.start_color.rgb == _RED.start_color.rgb
            ):
                cell.fill = PatternFill()
    column = _errors_column(sheet)
    if column is not None:
        for row in sheet.iter_rows(min_col=column, max_col=column):
            row[0].value = None


def _errors_column(sheet: Any) -> int | None:
    return next((c.column for c in sheet[1] if c.value == ERRORS), None)


def _mark(sheet: Any, problems: Sequence[CellProblem]) -> None:
    """Redden the cells; say in the row what is wrong. What is wrong with headers is only in the summary."""
    places = {str(c.value).strip(): c.column for c in sheet[1] if c.value is not None}
    texts: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row is None:
            continue
        for number in (problem.row, *problem.others):
            _redden(sheet, number, places.get(problem.column))
        if problem.row > 1:
            texts[problem.row].append(f"{problem.column}：{problem.sentence}")
            for number in problem.others:
                texts[number].append(f"{problem.column}：见第 {problem.row} 行")
    if not texts:
        return
    column = _errors_column(sheet) or max(places.values(), default=0) + 1
    sheet.column_dimensions[get_column_letter(column)].width = 60
    sheet.cell(1, column, ERRORS).font = _RED_LETTERS
    for number, lines in texts.items():
        cell = sheet.cell(number, column)
        _write(cell, "\n".join(lines))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _summary(page: Any, problems: Sequence[CellProblem]) -> None:
    """Every problem on one page, in the order of the workbook."""
    for index, (text, width) in enumerate((("工作表", 14), ("行", 6), ("列", 14), (ERRORS, 100)), start=1):
        page.cell(1, index, text).font = _RED_LETTERS
        page.column_dimensions[get_column_letter(index)].width = width
    for number, problem in enumerate(problems, start=2):
        page.cell(number, 2, problem.row)
        for column, text in ((1, problem.sheet), (3, problem.column), (4, problem.sentence)):
            _write(page.cell(number, column), text)
    page.freeze_panes = "A2"


def _redden(sheet: Any, row: int, column: int | None) -> None:
    if column is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
        cell = sheet.cell(area.min_row, area.min_col)
    cell.fill = _RED


def _write(cell: Any, text: str) -> None:
    """Text as text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
