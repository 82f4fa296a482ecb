"""What the expressions ask of an engine: to read and write files, to run a statement, and a few words of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

Kind = Literal["text", "word", "integer", "number", "day", "moment", "truth"]
"""What a column holds; `number` is money, two decimals kept; `moment` is a day with a time; `word` is one of few texts.

No file is told to hold words: they are for small tables of ours whose texts are written for every line.
"""


class Engine(Protocol):
    """A database of columns. Statements use only what the engines share, and the words below for the rest."""

    name: str

    # Files

    def columns(self, source: Path) -> dict[str, Kind | str]:
        """The columns of a file or folder (CSV or Parquet) and their kinds; the engine's own word where none fits."""

    def scan(self, source: Path) -> str:
        """The file or folder as something that can stand after FROM; of CSV every column is text."""

    def numbered(self, select: str, source: Path) -> str:
        """A select list over a file or folder as a statement, with `line`, which names each row once within it."""

    def narrowed(self, name: str, select: str, source: Path, columns: Sequence[str], keys: Mapping[str, str]) -> str:
        """`numbered`, of at least the rows in which any of the columns in `keys` holds a value that its statement
        yields: an engine may leave out the others. `columns`: those of the file that the select list reads; `name`:
        what the rows are called, to be read before another call takes the same."""

    def empty_cells(self, source: Path, columns: Sequence[str]) -> dict[str, int]:
        """How many rows have nothing in each of these columns."""

    def write(self, statement: str, target: Path, order: str = "") -> int:
        """The rows of a statement as one file (CSV or Parquet by its name), whole or not at all; how many."""

    # Statements

    def run(self, statement: str) -> None: ...

    def rows(self, statement: str) -> list[tuple[Any, ...]]: ...

    def put(self, name: str, kinds: Mapping[str, Kind], rows: Iterable[Sequence[Any]]) -> None:
        """A small table of the caller's rows, as a temporary one of that name."""

    def keep(self, name: str, statement: str) -> None:
        """The rows of a statement, computed once, as a temporary table of that name."""

    def close(self) -> None: ...

    # Words

    def months_after(self, day: str, months: str) -> str:
        """The same day so many months later, or the last of a shorter month (C3)."""

    def days_after(self, day: str, days: str) -> str: ...


def quoted(text: str) -> str:
    """A text as a literal of a statement."""
    return "'" + text.replace("'", "''") + "'"


def literal(value: object) -> str:
    """A value as a literal that every engine reads alike."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    return quoted(str(value))


def summed(amount: str) -> str:
    """A sum of money to the fen, as text, so that nothing of it is rounded on the way."""
    return f"CAST(sum(CAST({amount} AS DECIMAL(18, 2))) AS STRING)"


FAR = "DATE '9999-12-31'"
"""Stands for an open end where days are compared."""
