"""How a workbook is declared: sheets and columns, what each cell means and may hold.

Template, reader, error report and help sheet follow from such tables. Choices come from the regime.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

ERRORS = "错误"  # the column an error copy carries; ignored when the file comes back
HELP = "填写说明"
OPTIONS = "选项"


class Kind(Enum):
    """What a cell holds."""

    CODE = "代码，半角字母和数字"
    CODES = "代码，半角字母和数字，多个用“；”隔开"
    NUMBER = "编号，数字和字母用半角"
    TEXT = "文字"
    DATE = "日期，如 2025-03-10"
    AMOUNT = "数字，元，最多两位小数"
    WHOLE = "整数"
    SHARE = "0 至 1 的小数，如 0.93"
    YES = "是或否"
    ONE = "从下拉选项中选一项"
    MANY = "从选项中选，多项用“；”隔开"


@dataclass(frozen=True)
class Option:
    """A choice: the name used in law and the words of the drop-down."""

    value: str
    label: str
    listed: bool = True


@dataclass(frozen=True)
class Column:
    """A column: `name` in code, `header` in the sheet. `offered` says whether the template shows it.

    `longest`: how many characters a cell may hold (0: any number).
    """

    name: str
    header: str
    kind: Kind
    meaning: str
    example: str = ""
    required: bool = False
    offered: bool = True
    options: tuple[Option, ...] = ()
    width: int = 12
    longest: int = 0

    @cached_property
    def known(self) -> dict[str, str]:
        """What may be written for a choice, by label or by name → its name."""
        return {o.label: o.value for o in self.options} | {o.value: o.value for o in self.options}

    @property
    def form(self) -> str:
        if self.kind is Kind.ONE and self.options:
            return "、".join(o.label for o in self.options if o.listed)
        return self.kind.value


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns in order. An optional sheet may be missing or empty."""

    title: str
    columns: tuple[Column, ...]
    required: bool = False

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class Layout:
    """The sheets of a workbook; the first one is the sheet that must be there, and all that a CSV file holds."""

    sheets: tuple[Sheet, ...]
    row_is: str
    csv_lacks: str = ""

    @property
    def main(self) -> Sheet:
        return self.sheets[0]


def options(names: Sequence[str], labels: dict[str, str]) -> tuple[Option, ...]:
    """Choices by name, in the words of an office where there are some."""
    return tuple(Option(n, labels.get(n, n)) for n in names)
