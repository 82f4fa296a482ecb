"""What is wrong with a workbook: sheet, row and column as Excel shows them, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dingdian.office.columns import Layout


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong. `row` is null where a whole sheet or file is meant; `others` are rows it spoils besides."""

    sheet: str
    row: int | None
    column: str
    message: str
    expected: str = ""
    remedy: str = ""
    clauses: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    others: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """Everything but the place."""
        parts = [self.message]
        if self.expected:
            parts.append(f"应为{self.expected}")
        if self.remedy:
            parts.append(f"办法：{self.remedy}")
        if self.cites:
            parts.append(f"依据：{'、'.join(self.cites)}")
        return "；".join(parts)

    @property
    def place(self) -> str:
        words = f"“{self.sheet}”" if self.sheet else ""
        words += f"第 {self.row} 行" if self.row is not None else ""
        return words + (f"“{self.column}”" if self.column else "")

    def __str__(self) -> str:
        return f"{self.place}：{self.sentence}" if self.place else self.sentence

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "message": self.message,
            "expected": self.expected,
            "remedy": self.remedy,
            "clauses": list(self.clauses),
        }


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """A workbook of which nothing can be decided, with every problem found."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


_HAN = re.compile(r"(?<=[\u4e00-\u9fff\u3400-\u4dbf·])[\u4e00-\u9fff\u3400-\u4dbf]")
_IDENTITY = re.compile(r"(?<![0-9])([0-9]{6})[0-9]{8,9}([0-9]{2}[0-9Xx]|[0-9]{3})(?![0-9])")


def quote(value: Any, *, private: bool = True, limit: int = 40) -> str:
    """A cell's content for a message. Where a person's name may stand, Han text is masked, identity numbers always."""
    text = str(value)
    if private:
        text = _HAN.sub("*", text)
    text = _IDENTITY.sub(r"\1********\2", text)
    return f"“{text[:limit]}…”" if len(text) > limit else f"“{text}”"


def in_order(problems: Sequence[CellProblem], layout: Layout) -> list[CellProblem]:
    """In the order of the workbook, each once."""
    sheets = {s.title: (i, {c.header: j for j, c in enumerate(s.columns)}) for i, s in enumerate(layout.sheets)}

    def place(p: CellProblem) -> tuple[int, int, int]:
        sheet, columns = sheets.get(p.sheet, (-1, {}))
        return sheet, p.row or 0, columns.get(p.column, -1)

    return sorted(dict.fromkeys(problems), key=place)
