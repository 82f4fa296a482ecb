"""A table of a form handed in as a workbook or CSV: read as every workbook is, each wrong cell named."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import python_calamine
from django import forms

from dingdian.office.columns import Column, Kind, Layout, Option, Sheet
from dingdian.office.problems import Unreadable
from dingdian.office.reading import read
from dingdian.web.forms.institutional.rows import SHOWN, Rows

HANDED = ".sheet"
"""Behind the name of a table: the field that takes its file."""
LARGEST = 5 * 1024 * 1024
TABLES = frozenset({("purchase.report", "rows"), ("purchase.orders", "rows")})
"""Tables that are long enough to come as a file (act, field)."""
_KINDS = {"text": Kind.TEXT, "several": Kind.TEXT, "amount": Kind.AMOUNT, "number": Kind.WHOLE, "day": Kind.DATE,
          "yes": Kind.YES}  # fmt: skip
_NUMBERS = ("code", "order", "number")
"""Columns that hold a code or number, which a spreadsheet must not have rounded."""


class Unfit(ValueError):  # noqa: N818
    """A file that is not taken; `problems` name its cells."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


class _Picker(forms.FileInput):
    """Chooses a file, of which nothing is left in the form: its rows stand in the table."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return ""


class Handed(forms.CharField):
    """The file of a table."""

    def __init__(self, rows: Rows) -> None:
        headers = "、".join(c.label + ("" if c.required else "（可无此列）") for c in rows.columns)
        super().__init__(
            label=f"{rows.label}：文件（.xlsx 或 .csv）", required=False,
            widget=_Picker(attrs={"accept": ".xlsx,.csv"}),
            help_text=f"第 1 行写表头：{headers}；上传后代替上面粘贴的内容",
        )  # fmt: skip


def pasted(rows: Rows, upload: Any) -> str:
    """The rows of a file as they would be pasted into the table. Raises `Unfit` with every wrong cell."""
    if upload.size > LARGEST:
        raise Unfit([f"文件超过 {LARGEST // 1024 // 1024} MB：分月或分几个文件再传"])
    suffix = Path(str(upload.name)).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Unfit(["不是 .xlsx 或 .csv 文件：在表格软件里另存为其中一种再传"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{rows.label}{suffix}"
        path.write_bytes(upload.read())
        layout = _layout(rows, _title(path, str(rows.label)))
        try:
            book = read(path, layout)
        except Unreadable as error:
            raise Unfit([str(p) for p in error.problems]) from None
    if book.problems:
        more = len(book.problems) - SHOWN
        told = [str(p) for p in book.problems[:SHOWN]]
        raise Unfit([*told, f"另有 {more} 处"] if more > 0 else told)
    found = book.rows[layout.main.title]
    return "\n".join("\t".join(_cell(rows, row[c.name], c.name) for c in rows.columns).rstrip() for row in found)


def _cell(rows: Rows, value: Any, name: str) -> str:
    column = next(c for c in rows.columns if c.name == name)
    return re.sub(r"\s+", " ", rows.cell(column, value))


def _title(path: Path, usual: str) -> str:
    """The sheet that is read: the only one there is, else the one called like the table."""
    if path.suffix == ".csv":
        return usual
    try:
        names = python_calamine.CalamineWorkbook.from_path(path).sheet_names
    except (python_calamine.CalamineError, OSError, ValueError):
        return usual
    return str(names[0]) if len(names) == 1 else usual


def _layout(rows: Rows, title: str) -> Layout:
    columns = tuple(
        Column(
            c.name, c.label, Kind.ONE if c.choices else Kind.NUMBER if c.name in _NUMBERS else _KINDS[c.kind], c.label,
            required=c.required, options=tuple(Option(value, word) for value, word in c.choices.items()),
        )
        for c in rows.columns
    )  # fmt: skip
    return Layout((Sheet(title, columns, required=True),), "一行一项")
