"""From a file to rows: which sheet, which column, which row as Excel numbers them; every wrong cell is named."""

from __future__ import annotations

import codecs
import csv
import difflib
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from openpyxl.utils import get_column_letter

from dingdian.office.cells import Fault, parse
from dingdian.office.columns import ERRORS, HELP, OPTIONS, Layout, Sheet
from dingdian.office.problems import CellProblem, Unreadable, quote

_HAN = re.compile("[\u3400-\u9fff]")

_NO_VALUE = re.compile(rb"<f[ >/]|<c [^>]*t=\"e\"")  # a cell that holds a formula or an error


@dataclass(slots=True)
class Row:
    """A row with its typed cells; a wrong cell is absent and its column is in `bad`."""

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(frozen=True)
class Workbook:
    """What was read: rows of each sheet, every problem so far, what the reader left aside."""

    name: str
    sha256: str
    rows: dict[str, list[Row]]
    problems: list[CellProblem]
    notes: list[str]


@dataclass
class _Grid:
    """Raw cells of a sheet, from A1; `merged` are ranges ((first row, column), (last row, column)) from 0.

    `faults` are cells that hold no value of their own.
    """

    cells: list[list[Any]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def read(path: Path, layout: Layout) -> Workbook:
    """The typed rows of a workbook; raises `Unreadable` when the file as a whole cannot be taken."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, f"读不了文件：{error.strerror}", "核对路径和权限") from None
    if path.suffix.lower() == ".csv":
        grids = {layout.main.title: _Grid(csv_rows(path, content))}
        notes = ["，".join(p for p in (f"CSV 只有“{layout.main.title}”一张表", layout.csv_lacks) if p)]
    else:
        grids, notes = _xlsx(path, content, layout)
    problems: list[CellProblem] = []
    rows: dict[str, list[Row]] = {}
    for sheet in layout.sheets:
        grid = grids.get(sheet.title)
        rows[sheet.title] = list(_rows(sheet, grid, problems)) if grid else []
        if grid is None and sheet.required:
            close = difflib.get_close_matches(sheet.title, grids, n=1, cutoff=0.5)
            remedy = f"把工作表“{close[0]}”改名为“{sheet.title}”" if close else "用 dingdian template 生成的模板填写"
            problems.append(CellProblem(sheet.title, None, "", "缺少这张工作表", sheet.title, remedy))
    if not rows[layout.main.title] and not problems:
        problems.append(
            CellProblem(layout.main.title, None, "", "没有数据行", f"第 2 行起{layout.row_is}", "填写后再办")
        )
    return Workbook(path.name, hashlib.sha256(content).hexdigest(), rows, problems, notes)


def _unreadable(path: Path, message: str, remedy: str) -> Unreadable:
    return Unreadable([CellProblem("", None, "", f"{path.name}：{message}", ".xlsx 或 .csv 文件", remedy)])


def csv_rows(path: Path, content: bytes) -> list[list[Any]]:
    """The cells of a CSV file as offices save it: UTF-8, or the national encoding."""
    text = decoded(content)
    if text is None:
        raise _unreadable(path, "不是 UTF-8 或 GB18030 编码的文本", "在表格软件里另存为“CSV UTF-8”")
    return list(csv.reader(io.StringIO(text, newline="")))


def decoded(content: bytes) -> str | None:
    """A text in UTF-8 or in the national encoding; none where it is neither.

    A few short names can be read in both: then it is the one that gives Chinese characters, unless a mark says UTF-8.
    """
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(content, "utf-8-sig")
    told = [text for text in (_decoded(content, "utf-8"), _decoded(content, "gb18030")) if text is not None]
    return next((text for text in told if _HAN.search(text)), told[0] if told else None)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _xlsx(path: Path, content: bytes, layout: Layout) -> tuple[dict[str, _Grid], list[str]]:
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise _unreadable(path, "加了密码，或是旧的 .xls 格式", "去掉密码，另存为 .xlsx")
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = {name: _grid(book, name) for name in book.sheet_names}
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise _unreadable(path, "不是完好的 Excel 工作簿", "用表格软件打开，另存为 .xlsx") from None
    if _has_faults(content):
        for name, faults in _faults(content):
            grids[name].faults = faults
    known = {s.title for s in layout.sheets} | {HELP, OPTIONS, ERRORS}
    notes = [f"工作表“{name}”不属于本表，没有读取" for name in grids if name not in known]
    return grids, notes


def _grid(book: python_calamine.CalamineWorkbook, name: str) -> _Grid:
    sheet = book.get_sheet_by_name(name)
    return _Grid(sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ()))


def _has_faults(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_NO_VALUE.search(archive.read(name)) for name in sheets)


def _faults(content: bytes) -> Iterator[tuple[str, dict[tuple[int, int], Fault]]]:
    """Formulas and error values by sheet; the fast reader shows the one as its last result, the other as nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    for sheet in book.worksheets:
        found: dict[tuple[int, int], Fault] = {}
        for cell in (c for row in sheet.iter_rows() for c in row):
            if cell.data_type == "f":
                fault = Fault("单元格是公式", "填好的值", "复制后“选择性粘贴—数值”")
            elif cell.data_type == "e":
                fault = Fault(f"单元格是错误值 {cell.value}", "填好的值", "查明出错的公式，改填数值")
            else:
                continue
            found[cell.row - 1, cell.column - 1] = fault
        yield sheet.title, found


# Headers and rows


def _rows(sheet: Sheet, grid: _Grid, problems: list[CellProblem]) -> Iterator[Row]:
    places = _headers(sheet, grid, problems)
    if places is None:
        return
    merged, spoiled = _merged(sheet, grid, places, problems)
    columns = [(c, places[c.name]) for c in sheet.columns if c.name in places]
    for index, raw in enumerate(grid.cells[1:], start=1):
        cells = [raw[at] if at < len(raw) else None for _, at in columns]
        faults = {at: f for at in places.values() if (f := grid.faults.get((index, at)))} if grid.faults else {}
        if all(_blank(v) for v in cells) and not faults and index not in spoiled:
            continue
        row = Row(sheet.title, index + 1)
        for (column, at), cell in zip(columns, cells, strict=True):
            if (index, at) in merged:
                row.bad.add(column.name)
                continue
            value = faults.get(at) or (None if cell is None or cell == "" else parse(column, cell))
            fault = value if isinstance(value, Fault) else None
            if value is None and column.required:
                fault = Fault("没有填写", column.form, f"补上{column.header}")
            if fault is None:
                row.values[column.name] = value
            else:
                row.bad.add(column.name)
                problems.append(
                    CellProblem(sheet.title, row.number, column.header, fault.message, fault.expected, fault.remedy)
                )
        yield row


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _headers(sheet: Sheet, grid: _Grid, problems: list[CellProblem]) -> dict[str, int] | None:
    """Column name → index from 0; null when the rows below cannot be read at all."""
    known = {c.header: c for c in sheet.columns}
    if not any(not _blank(v) for row in grid.cells for v in row):
        if sheet.required:
            problems.append(CellProblem(sheet.title, None, "", "工作表是空的", "表头和数据", "用模板填写"))
        return None
    head = [str(v).strip() if v is not None else "" for v in grid.cells[0]]
    if not any(h in known for h in head):
        below = next((i for i, r in enumerate(grid.cells[:20]) if sum(str(v).strip() in known for v in r) > 2), None)
        remedy = f"表头现在在第 {below + 1} 行，删去它上面的行" if below else "第 1 行写模板的表头"
        problems.append(CellProblem(sheet.title, 1, "", "第 1 行不是表头", "、".join(_required(sheet)), remedy))
        return None
    places: dict[str, int] = {}
    for index, text in enumerate(head):
        if text == ERRORS:
            continue
        if text in known:
            if known[text].name in places:
                problems.append(
                    CellProblem(sheet.title, 1, text, "这个表头出现了两次", "每列只出现一次", "删去多余的列")
                )
            places.setdefault(known[text].name, index)
        elif text:
            close = difflib.get_close_matches(text, [h for h in known if h not in head], n=1, cutoff=0.5)
            remedy = f"改为“{close[0]}”" if close else "删去这一列，或改成模板的表头"
            problems.append(
                CellProblem(sheet.title, 1, text, f"不认识的表头 {quote(text, private=False)}", "模板的表头", remedy)
            )
        elif any(index < len(r) and not _blank(r[index]) for r in grid.cells[1:]):
            letter = get_column_letter(index + 1)
            problems.append(
                CellProblem(
                    sheet.title, 1, f"{letter} 列", "这一列有数据，没有表头", "模板的表头", "写上表头，或清空这一列"
                )
            )
    missing = [h for h in _required(sheet) if h not in head]
    for text in missing:
        problems.append(CellProblem(sheet.title, 1, text, f"缺少表头“{text}”", "模板的表头", "补上这一列"))
    return places


def _required(sheet: Sheet) -> list[str]:
    return [c.header for c in sheet.columns if c.required]


def _merged(
    sheet: Sheet, grid: _Grid, places: dict[str, int], problems: list[CellProblem]
) -> tuple[set[tuple[int, int]], set[int]]:
    """Cells inside merged ranges, and the rows they lie in; each range is one problem."""
    headers = {places[c.name]: c.header for c in sheet.columns if c.name in places}
    cells: set[tuple[int, int]] = set()
    rows: set[int] = set()
    for (top, left), (bottom, right) in grid.merged:
        columns = [c for c in range(left, right + 1) if c in headers]
        if not columns:
            continue
        area = f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        inside = range(max(top, 1), bottom + 1)
        cells |= {(r, c) for r in inside for c in columns}
        rows |= set(inside)
        first = max(top, 1) if bottom else top
        problems.append(
            CellProblem(
                sheet.title,
                first + 1,
                headers[columns[0]],
                f"{area} 是合并单元格",
                "每个单元格各填各的",
                "取消合并，给每一行都填上",
                others=tuple(r + 1 for r in inside if r != first),
            )
        )
    return cells, rows
