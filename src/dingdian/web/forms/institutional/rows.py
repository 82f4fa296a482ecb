"""Rows of a table pasted into a form: each a record of the law, its cells in the order of the columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

MOST, MANY, SHOWN = 500, 5000, 20
"""Rows of a table; of one that may come as a file; errors that are told."""
_YES, _NO = {"是", "true", "yes", "Y", "y"}, {"否", "false", "no", "N", "n"}


@dataclass(frozen=True)
class Column:
    """A cell: what it holds (`text`, `several`, `day`, `number`, `amount`, `yes`), or one of some words."""

    name: str
    label: str
    kind: str
    required: bool
    choices: Mapping[str, str]

    def read(self, cell: str) -> Any:
        """The value of a cell. Raises `ValueError` with what it should be."""
        if self.kind == "several":
            parts = [part.strip() for part in re.split(r"[、;；]", cell) if part.strip()]
            return [self._chosen(part) for part in parts] if self.choices else parts
        if self.choices:
            return self._chosen(cell)
        if self.kind == "day":
            found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", cell)
            try:
                return date(*map(int, found.groups())).isoformat() if found else _wrong("写成 2026-03-10 这样")
            except ValueError:
                return _wrong("写成 2026-03-10 这样")
        if self.kind in ("number", "amount"):
            try:
                amount = Decimal(cell)
            except InvalidOperation:
                return _wrong("写半角数字")
            return int(amount) if amount == int(amount) else amount
        if self.kind == "yes":
            return True if cell in _YES else False if cell in _NO else _wrong("写“是”或“否”")
        return cell

    def _chosen(self, cell: str) -> str:
        for value, word in self.choices.items():
            if cell in (value, word):
                return value
        raise ValueError(f"写成{'、'.join(self.choices.values())}之一")


def _wrong(text: str) -> Any:
    raise ValueError(text)


class Rows(forms.CharField):
    """Rows, one a line, cells parted by tabs, else by commas or bars."""

    def __init__(self, label: str, columns: list[Column], *, required: bool, hint: str = "", most: int = MOST) -> None:
        area = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
        named = "、".join(c.label + ("" if c.required else "（可空）") for c in columns)
        wrong = {"required": f"没有填写{label}：至少写一行"}
        help_text = f"每行一项，依次为：{named}；从表格里复制粘贴，或用逗号隔开。{hint}"
        super().__init__(label=label, widget=area, required=required, help_text=help_text, error_messages=wrong)
        self.columns, self.most = columns, most

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = [(n, row) for n, row in enumerate(super().clean(value).splitlines(), start=1) if row.strip()]
        wrong = [f"至多 {self.most} 行，这里有 {len(rows)} 行"] if len(rows) > self.most else []
        found = []
        for n, row in rows[: self.most]:
            record, errors = self._record(row)
            found.append(record)
            wrong += [f"第 {n} 行{error}" for error in errors]
        if wrong:
            raise forms.ValidationError(wrong[:SHOWN])
        return found

    def _record(self, row: str) -> tuple[dict[str, Any], list[str]]:
        cells = [cell.strip() for cell in (row.split("\t") if "\t" in row else re.split(r",|，|\|", row))]
        errors = ["多出了几列"] if any(cells[len(self.columns) :]) else []
        record: dict[str, Any] = {}
        for n, column in enumerate(self.columns, start=1):
            cell = cells[n - 1] if n <= len(cells) else ""
            if not cell:
                errors += [f"第 {n} 列没有填写{column.label}"] if column.required else []
                continue
            try:
                record[column.name] = column.read(cell)
            except ValueError as error:
                errors.append(f"第 {n} 列{column.label}：{error}")
        return record, errors

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return "\n".join(
            row if isinstance(row, str) else "\t".join(self.cell(c, row.get(c.name)) for c in self.columns).rstrip()
            for row in value
        )

    @staticmethod
    def cell(column: Column, value: Any) -> str:
        """A value as it is pasted."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list | tuple):
            return "、".join(value)
        return column.choices.get(str(value), str(value))


class Several(forms.CharField):
    """Some texts, one a line."""

    def __init__(self, label: str, *, required: bool, hint: str = "") -> None:
        area = forms.Textarea(attrs={"rows": 3})
        wrong = {"required": f"没有填写{label}：至少写一行"}
        super().__init__(
            label=label, widget=area, required=required, help_text=f"每行一项。{hint}", error_messages=wrong
        )

    def clean(self, value: Any) -> list[str]:
        return [row.strip() for row in super().clean(value).splitlines() if row.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value
