"""Writing a result workbook that is safe to open in any spreadsheet; the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import xlsxwriter

_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_LIMIT = 32_767  # characters in a cell
_ROWS = 1_000_000  # rows in a sheet; the rest goes on in the next
_CUT = "……（过长，其余从略）"


class Writer:
    """Rows into sheets: text as text, numbers as numbers, dates as dates. `title` heads every sheet."""

    def __init__(self, path: Path, title: str, as_of: date | None, *, draft: bool) -> None:
        self.title = title
        self.book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        moment = datetime.combine(as_of or date(2000, 1, 1), datetime.min.time())
        self.book.set_properties({"title": title, "created": moment})
        base = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        self.banner = self.book.add_format(
            {**base, "bold": True, "font_size": 12, "font_color": "#C00000" if draft else "#1F3864"}
        )
        self.head = self.book.add_format(
            {**base, "bold": True, "bg_color": "#DCE6F1", "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
        )
        self.text = self.book.add_format({**base, "text_wrap": True, "num_format": "@"})
        self.quoted = self.book.add_format({**base, "text_wrap": True, "num_format": "@", "quote_prefix": True})
        self.number = self.book.add_format(base)
        self.day = self.book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})

    def close(self) -> None:
        """Write the file."""
        self.book.close()

    def sheet(
        self, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], *, filtered: bool = True
    ) -> None:
        """A sheet of rows, continued as 说明2, 说明3 where one is too short."""
        left = iter(rows)
        chunk = list(islice(left, _ROWS))
        for part in count(1):
            following = list(islice(left, _ROWS))
            self._page(title if part == 1 else f"{title}{part}", columns, chunk, filtered)
            if not following:
                return
            chunk = following

    def _page(
        self, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]], filtered: bool
    ) -> None:
        sheet = self.book.add_worksheet(title)
        for index, (_, width) in enumerate(columns):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.write_string(0, 0, self.title, self.banner)
        for index, (header, _) in enumerate(columns):
            sheet.write_string(1, index, header, self.head)
        for number, row in enumerate(rows, start=2):
            for index, value in enumerate(row):
                self.cell(sheet, number, index, value)
        if filtered:
            sheet.autofilter(1, 0, len(rows) + 1, len(columns) - 1)

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), self.day)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        else:
            text = str(value)
            text = text if len(text) <= _LIMIT else text[: _LIMIT - len(_CUT)] + _CUT
            sheet.write_string(row, column, text, self.quoted if text.startswith(_RISKY) else self.text)
