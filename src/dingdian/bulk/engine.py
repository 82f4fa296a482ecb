"""What the expressions ask of an engine: to read and write files, to run a statement, and a few words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

T = TypeVar("T")

Kind = Literal["text", "word", "integer", "number", "day", "moment", "truth"]
"""What a column holds; `number` is money, two decimals kept; `moment` is a day with a time; `word` is one of few texts.

No file is told to hold words: they are for small tables of ours whose texts are written for every line.
"""

Words = Mapping[str, Callable[[int], str]]
"""Columns that hold whole numbers, and the word that is written in place of each: numbers are sorted and handed on
faster."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a file or folder: `select` makes our columns of `columns` of the file, `day` of them is the day."""

    path: Path
    select: str
    columns: tuple[str, ...]
    day: str


class Engine(Protocol):
    """A database of columns. Statements use only what the engines share, and the words below for the rest."""

    name: str

    # Files

    def columns(self, *sources: Path) -> dict[str, Kind | str]:
        """The columns of a file or folder (CSV or Parquet) and their kinds; the engine's own word where none fits. Of
        several Parquet files, all that any has."""

    def scan(self, *sources: Path) -> str:
        """The file or folder, or several Parquet files, as something that can stand after FROM; of CSV every column is
        text."""

    def numbered(self, select: str, source: Path) -> str:
        """A select list over a file or folder as a statement, with `line`, which names each row once within it."""

    def sifted(
        self, name: str, lines: Lines, statement: Callable[[str], str], tables: Sequence[str], keys: Mapping[str, str]
    ) -> Callable[[], str]:
        """Begin to look for the rows of a statement, told of where the numbered lines of a file stand, over these and
        small tables; what comes back waits and tells where they are, to be read before another call takes the name.

        Every row is of a line that has in some column in `keys`, one of the file, a value that the statement there
        yields; to have this said, others can be left out early. Tables are not to be put or kept anew until then.
        """

    def empty_cells(self, source: Path, columns: Sequence[str]) -> dict[str, int]:
        """How many rows have nothing in each of these columns."""

    def write(self, statement: str, target: Path, order: str = "") -> int:
        """The rows of a statement as one file (CSV or Parquet by its name), whole or not at all; how many."""

    def sheet(self, statement: str, columns: Sequence[str], words: Words, order: Sequence[str], target: Path) -> None:
        """`write` the rows of a statement, few enough to be held in memory, as CSV in an order of its columns."""

    # Statements

    def run(self, statement: str) -> None: ...

    def rows(self, statement: str) -> list[tuple[Any, ...]]: ...

    def put(self, name: str, kinds: Mapping[str, Kind], rows: Iterable[Sequence[Any]]) -> None:
        """A small table of the caller's rows under that name."""

    def keep(self, name: str, statement: str) -> None:
        """The rows of a statement, computed once, as a table of that name."""

    def aside(self, work: Callable[[Engine], T]) -> Callable[[], T]:
        """Begin work on the side, with an engine of its own on the same tables; what comes back waits for what it came
        to. A table that it reads is not to be put or kept anew until then."""

    def close(self) -> None: ...

    # Words

    def months_after(self, day: str, months: str) -> str:
        """The same day so many months later, or the last of a shorter month (C3)."""

    def days_after(self, day: str, days: str) -> str: ...

    def days_between(self, first: str, last: str) -> str:
        """How many days after the first the last is."""


def kept(engine: Engine, name: str, lines: Lines, statement: Callable[[str], str]) -> str:
    """The rows of a statement over all numbered lines of a file as a table; its name."""
    engine.keep(name, statement(f"({engine.numbered(lines.select, lines.path)})"))
    return name


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


def worded(engine: Engine, statement: str, columns: Sequence[str], words: Words) -> str:
    """The rows of a statement with words in place of their numbers; they can be ordered by `s` and the number."""
    told = []
    for column in columns:
        numbers = engine.rows(f"SELECT DISTINCT {column} FROM ({statement}) s") if column in words else []
        cases = " ".join(f"WHEN {n} THEN {quoted(words[column](n))}" for (n,) in numbers)
        told.append(f"CASE s.{column} {cases} END AS {column}" if cases else f"s.{column}")
    return f"SELECT {', '.join(told)} FROM ({statement}) s"


def ordered(order: Sequence[str]) -> str:
    return f" ORDER BY {', '.join(f's.{column}' for column in order)}"


def summed(amount: str) -> str:
    """A sum of money to the fen, as text, so that nothing of it is rounded on the way."""
    return f"CAST(sum(CAST({amount} AS DECIMAL(18, 2))) AS STRING)"


FAR = "DATE '9999-12-31'"
"""Stands for an open end where days are compared."""
