"""The working-day calendars as an office keeps them: one YAML file, every day with its date.

`cn.yaml` is the national plan. An office may edit its own copy; what is wrong in it is named with file,
line and key, all of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dingdian.law.dates import Calendar, CalendarYear
from dingdian.law.values import parse_day
from dingdian.located import Document, InvalidInput, Problem, dotted, read_yaml

DEFAULT = Path(__file__).with_name("cn.yaml")
_YEAR_KEYS = ("published", "source", "off", "work")

Key = tuple[str | int, ...]


def load_calendar(path: Path | None = None) -> Calendar:
    """The calendar in that file, or the national one, which is read once. Raises `InvalidInput`."""
    return _national() if path is None else _read(path)


@cache
def _national() -> Calendar:
    return _read(DEFAULT)


def _read(path: Path) -> Calendar:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput([Problem(str(path), None, "", "文件不是 UTF-8 编码", "UTF-8 文本")]) from None
    except OSError as error:
        raise InvalidInput([Problem(str(path), None, "", f"文件打不开（{error.strerror}）")]) from None
    reader = _Reader(read_yaml(text, str(path)))
    years = {year.year: year for year in reader.years()}
    if reader.problems:
        raise InvalidInput(reader.problems)
    return Calendar(years)


@dataclass
class _Reader:
    """Reads the years of one document and keeps every problem met on the way."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def years(self) -> Iterator[CalendarYear]:
        """The published years; an unpublished one is checked and left out."""
        years = self._keys((), self.document.data, ("years",)).get("years")
        if not isinstance(years, dict) or not years:
            self._add(("years",), "没有年份", "年份到放假安排的映射")
            return
        for key, value in years.items():
            if not (len(key) == 4 and key.isascii() and key.isdigit() and key > "0000"):
                self._add(("years", key), f"“{key}” 不是年份", "四位数的年份，如 2026")
            elif (year := self._year(("years", key), int(key), value)) is not None:
                yield year

    def _year(self, at: Key, number: int, value: Any) -> CalendarYear | None:
        before = len(self.problems)
        keys = self._keys(at, value, _YEAR_KEYS)
        published, source = keys.get("published"), keys.get("source")
        if "published" in keys and not isinstance(published, bool):
            self._add((*at, "published"), f"“{published}” 不是真假值", " true 或 false")
        if "source" in keys and not (isinstance(source, str) and source.strip()):
            self._add((*at, "source"), "没有写明依据", "放假通知的名称")
        seen: dict[date, str] = {}
        off = frozenset(self._days(at, "off", number, keys, seen))
        work = frozenset(self._days(at, "work", number, keys, seen))
        if len(self.problems) > before or not published:
            return None
        return CalendarYear(number, off, work, str(source))

    def _days(self, at: Key, name: str, year: int, keys: dict[str, Any], seen: dict[date, str]) -> Iterator[date]:
        values = keys.get(name, [])
        if not isinstance(values, list):
            self._add((*at, name), "不是列表", "日期的列表，没有则写 []")
            return
        for i, value in enumerate(values):
            place = (*at, name, i)
            try:
                day = parse_day(value)
            except ValueError as error:
                message, _, remedy = str(error).partition("|")
                self._add(place, message, f" {year} 年内的日期，如 {year}-05-01", remedy)
                continue
            if day.year != year:
                self._add(place, f"{day} 不在 {year} 年内", f" {year} 年内的日期", "移到它所属的年份下")
            elif day in seen:
                both = "既列为放假（off）又列为上班（work）" if seen[day] != name else "重复出现"
                self._add(place, f"{day} {both}", "每一天只列一次", "删去多余的一行")
            elif name == "work" and day.weekday() < 5:
                self._add(place, f"{day} 不是周末", "调休上班的星期六或星期日", "平日本来上班，删去这一行")
            else:
                seen[day] = name
                yield day

    def _keys(self, at: Key, value: Any, known: tuple[str, ...]) -> dict[str, Any]:
        """A mapping with exactly the known keys."""
        expected = "含 " + "、".join(known) + " 的映射"
        if not isinstance(value, dict):
            self._add(at, "不是映射", expected)
            return {}
        for key in (key for key in value if key not in known):
            self._add((*at, key), f"不认识的键 {key}", expected, "改正键名或删去")
        for key in known:
            if key not in value:
                self._add(at, f"缺少键 {key}", expected)
        return value

    def _add(self, at: Key, message: str, expected: str, remedy: str = "") -> None:
        document = self.document
        self.problems.append(Problem(document.name, document.line(at), dotted(at), message, expected, remedy))
