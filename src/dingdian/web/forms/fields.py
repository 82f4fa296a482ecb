"""The kinds of field that forms of acts are made of, with errors that say how to mend them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

_EMPTY = ("", "—— 请选择 ——")
_KNOWN = (("", "没有写明"), ("yes", "是"), ("no", "否"))


class Day(forms.DateField):
    """A day, written 2026-03-10 or chosen from the browser's calendar."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": "这不是日期：写成 2026-03-10 这样", "required": "没有填写日期：写成 2026-03-10 这样"}
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], error_messages=wrong, **more)


def choice(
    label: str, choices: Iterable[tuple[str, str]], *, required: bool = True, hint: str = ""
) -> forms.ChoiceField:
    """One of some choices."""
    wrong = {"required": f"没有选择{label}：请选一项", "invalid_choice": f"{label}不在可选的范围里：请重选"}
    listed = [_EMPTY, *choices]
    return forms.ChoiceField(label=label, choices=listed, required=required, help_text=hint, error_messages=wrong)


def ticks(
    label: str, choices: Iterable[tuple[str, str]], *, required: bool = False, hint: str = ""
) -> forms.MultipleChoiceField:
    """Any of some choices, as boxes."""
    wrong = {"required": f"没有选择{label}：至少选一项", "invalid_choice": f"{label}不在规则里：请重选"}
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=required, help_text=hint, error_messages=wrong,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def number(label: str, low: int, high: int, hint: str = "") -> forms.IntegerField:
    """A whole number, may be left empty."""
    wrong = {"invalid": f"{label}不是整数：写半角数字", "min_value": f"{label}不能小于 {low}",
             "max_value": f"{label}不能大于 {high}"}  # fmt: skip
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=False, help_text=hint, error_messages=wrong
    )


def text(label: str, most: int = 120, *, required: bool = False, hint: str = "") -> forms.CharField:
    """A line of text."""
    wrong = {"required": f"没有填写{label}", "max_length": f"{label}至多 {most} 字"}
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, error_messages=wrong)


def words(label: str = "理由", *, hint: str = "", longest: int = 2000, rows: int = 3) -> forms.CharField:
    """Several lines of text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=area, max_length=longest, help_text=hint)


def money(label: str) -> forms.DecimalField:
    """An amount in yuan."""
    wrong = {"invalid": "这不是金额：写成 1250.00 这样的半角数字", "min_value": "金额不能小于 0"}
    return forms.DecimalField(
        label=label, min_value=0, decimal_places=2, max_digits=14, required=False, error_messages=wrong
    )


class Lines(forms.CharField):
    """Rows pasted from a spreadsheet: person, day of service, amount, emergency, department, number of the line."""

    def __init__(self, label: str, most: int, *, hint: str = "") -> None:
        area = forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})
        wrong = {"required": f"没有填写{label}：至少写一行"}
        super().__init__(label=label, widget=area, help_text=hint, error_messages=wrong, max_length=most * 200)
        self.most = most

    def clean(self, value: Any) -> list[dict[str, Any]]:
        text = super().clean(value)
        rows = [(n, row) for n, row in enumerate(text.splitlines(), start=1) if row.strip()]
        wrong = [f"至多 {self.most} 行，这里有 {len(rows)} 行：分成几批"] if len(rows) > self.most else []
        found = []
        for n, row in rows[: self.most]:
            line, errors = _line(row)
            wrong += [f"第 {n} 行：{error}" for error in errors]
            found.append(line)
        if wrong:
            more = [f"另有 {len(wrong) - _SHOWN} 处"] if len(wrong) > _SHOWN else []
            raise forms.ValidationError(wrong[:_SHOWN] + more)
        return found

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        names = ("person", "on", "amount", "emergency", "department", "line")
        shown = ([_said(row.get(name)) for name in names] for row in value)
        return "\n".join("\t".join(cells).rstrip("\t") for cells in shown)


_SHOWN = 20
_YES, _NO = {"是", "1", "急诊", "抢救", "Y", "y"}, {"否", "0", "", "N", "n", "普通"}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")


def _said(value: Any) -> str:
    return "是" if value is True else "" if value in (None, False) else str(value)


def _line(row: str) -> tuple[dict[str, Any], list[str]]:
    """A row of cells, parted by tabs or commas, as a line of a claim; and what is wrong with it."""
    cells = [cell.strip() for cell in re.split(r"\t|,|，", row)]
    cells += [""] * (6 - len(cells))
    person, day, amount, emergency, department, number, *more = cells
    errors = ["多出了几列"] if any(more) else []
    if not person or len(person) > 30:
        errors.append("第 1 列应当是人员编码")
    on = _day(day)
    if on is None:
        errors.append("第 2 列不是日期：写成 2026-03-10 这样")
    if not _AMOUNT.fullmatch(amount):
        errors.append("第 3 列不是金额：写成 1250.00 这样的半角数字")
    if emergency not in _YES | _NO:
        errors.append("第 4 列写“是”或“否”（是否急诊、抢救）")
    if errors:
        return {}, errors
    money = Decimal(amount)
    line: dict[str, Any] = {"person": person, "on": on, "amount": int(money) if money == int(money) else money}
    line |= {"emergency": True} if emergency in _YES else {}
    return line | {k: v for k, v in (("department", department), ("line", number)) if v}, []


def _day(cell: str) -> str | None:
    found = _DAY.fullmatch(cell)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


class Known(forms.TypedChoiceField):
    """Yes, no or not stated."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(
            label=label, choices=_KNOWN, required=False, help_text=hint, empty_value=None, coerce=lambda x: x == "yes"
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def plain(value: Any) -> Any:
    """A value as the journal's text holds it; whole amounts as whole numbers."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "as_tuple"):
        return int(value) if value == int(value) else value
    return value


def nested(filled: dict[str, Any]) -> dict[str, Any]:
    """Fields named with dots as the act holds them: one inside the other."""
    found: dict[str, Any] = {}
    for name, value in filled.items():
        *heads, last = name.split(".")
        at = found
        for head in heads:
            at = at.setdefault(head, {})
        at[last] = value
    return found


def flat(stated: dict[str, Any], head: str = "") -> dict[str, Any]:
    """The reverse of `nested`: also each inner value under its name with dots."""
    found: dict[str, Any] = {}
    for name, value in stated.items():
        found[head + name] = value
        if isinstance(value, dict):
            found |= flat(value, f"{head}{name}.")
    return found
