"""Files as offices hand them in, with cells spoiled in every way we know; and what has to be said of each.

A file is drawn good: rows anywhere, columns in any order, people at one place or two, institutions with departments and
papers. Then cells are spoiled; `Book.wrong` holds exactly those.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from dingdian.registry.layout import TITLES, layout_of
from tests.registry.places import CLINIC, HOSPITAL

Cell = tuple[str, int, str]  # sheet, row as the spreadsheet numbers it, header
PEOPLE, INSTITUTIONS, DEPARTMENTS, PAPERS = "人员登记", "机构登记", "科室", "证照"
OWNER = {PEOPLE: "人员编码", INSTITUTIONS: "机构编码", DEPARTMENTS: "机构编码", PAPERS: "持有人编码"}
REQUIRED = {PEOPLE: ("人员编码", "姓名", "人员类别", "机构编码"), INSTITUTIONS: ("机构编码", "机构名称", "机构类别"),
            DEPARTMENTS: ("机构编码", "科室名称"), PAPERS: ("持有人编码", "证照种类", "证照编号")}  # fmt: skip
SAME = {  # what makes a row the same as another, and the cell that is named then
    PEOPLE: (("人员编码", "机构编码", "科室"), "人员编码"), INSTITUTIONS: (("机构编码",), "机构编码"),
    DEPARTMENTS: (("机构编码", "科室名称"), "科室名称"), PAPERS: (("持有人编码", "证照种类", "证照编号"), "证照编号"),
}  # fmt: skip
DATES = {PEOPLE: ("备案日期", "离开日期"), INSTITUTIONS: ("协议起始日", "协议截止日"),
         DEPARTMENTS: ("设立日期", "撤销日期"), PAPERS: ("有效期起", "有效期止")}  # fmt: skip
WIDE = {PEOPLE: ("人员编码", "身份证号码", "机构编码", "备案日期"),
        INSTITUTIONS: ("机构编码", "区划代码", "统一社会信用代码", "协议起始日"),
        DEPARTMENTS: ("机构编码", "设立日期"), PAPERS: ("持有人编码", "证照编号", "有效期止")}  # fmt: skip
TEXT = {PEOPLE: {"人员编码": "张三", "备案日期": "昨天", "机构编码": "市医院"},
        INSTITUTIONS: {"区划代码": "五华区", "协议截止日": "长期", "机构编码": "市医院"},
        DEPARTMENTS: {"机构编码": "市医院", "设立日期": "去年"}, PAPERS: {"持有人编码": "市医院", "有效期止": "长期"}}  # fmt: skip
LONG = {PEOPLE: {"姓名": 60, "科室": 60}, INSTITUTIONS: {"机构名称": 120, "法定代表人": 60, "地址": 200},
        DEPARTMENTS: {"科室名称": 60}, PAPERS: {"证照编号": 120}}  # fmt: skip
CHOICE = {PEOPLE: {"人员类别": "医师类"}, INSTITUTIONS: {"机构类别": "医院", "机构类型": "大医院", "举办性质": "国营"},
          DEPARTMENTS: {}, PAPERS: {"证照种类": "驾驶证"}}  # fmt: skip
UNKNOWN = {PEOPLE: "机构编码", DEPARTMENTS: "机构编码", PAPERS: "持有人编码"}
DIGIT = {PEOPLE: "身份证号码", INSTITUTIONS: "统一社会信用代码"}


@dataclass(eq=False)
class Line:
    """A row: what was meant, what stands there, which cells were spoiled; `twin`: the same row stood above already.

    `kept`: cells that stay right, so that a row below is the same.
    """

    meant: dict[str, Any]
    gap: int = 0  # empty rows above it
    now: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    formulas: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    twin: bool = False

    def __post_init__(self) -> None:
        self.now = dict(self.meant)


@dataclass(frozen=True)
class Merge:
    """Two cells made one: of a column in two lines, or of a line in two columns."""

    title: str
    lines: tuple[Line, ...]
    headers: tuple[str, ...]


@dataclass
class Book:
    """A drawn file; the numbers of its rows follow from the gaps."""

    kind: str
    form: str
    sheets: dict[str, list[Line]]
    headers: dict[str, list[str]]
    merges: list[Merge] = field(default_factory=list)

    def number(self, title: str, line: Line) -> int:
        above = self.sheets[title][: self.sheets[title].index(line) + 1]
        return 1 + sum(1 + x.gap for x in above)

    def attached(self, title: str, line: Line) -> bool:
        """Whether a row still says of whom it speaks."""
        return line.twin or OWNER[title] not in line.bad

    @property
    def wrong(self) -> set[Cell]:
        """Every spoiled cell; of cells merged sideways the first, which stands for the area."""
        return self._cells(lambda m: (m.lines[0], m.headers[1]) if len(m.headers) > 1 else None)

    @property
    def red(self) -> set[Cell]:
        """Every spoiled cell that a spreadsheet shows: merged ones as one."""
        return self._cells(lambda m: (m.lines[-1], m.headers[-1]))

    def _cells(self, without: Callable[[Merge], tuple[Line, str] | None]) -> set[Cell]:
        left_out = {found for merge in self.merges if (found := without(merge))}
        return {
            (title, self.number(title, line), header)
            for title, lines in self.sheets.items()
            for line in lines
            for header in line.bad
            if (line, header) not in left_out
        }

    def good(self) -> dict[str, list[tuple[str, dict[str, Any]]]]:
        """Of everybody of whom no row is spoiled: code → its rows with their sheets."""
        spoiled, found = set[str](), dict[str, list[tuple[str, dict[str, Any]]]]()
        main = next(iter(self.sheets))
        for title, lines in self.sheets.items():
            for line in lines:
                code = line.meant[OWNER[title]]
                there = self.attached(title, line)
                if (there and line.bad) or (not there and title == main == INSTITUTIONS):
                    spoiled.add(code)
                elif there:
                    found.setdefault(code, []).append((title, line.meant))
        return {code: rows for code, rows in found.items() if code not in spoiled}

    def write(self, folder: Path) -> Path:
        if self.form == "xlsx":
            return self._workbook(folder / "file.xlsx")
        path, title = folder / "file.csv", next(iter(self.sheets))
        with path.open("w", encoding=self.form, newline="") as file:
            out = csv.writer(file)
            out.writerow(self.headers[title])
            for line in self.sheets[title]:
                out.writerows([[]] * line.gap)
                out.writerow([line.now.get(h) or "" for h in self.headers[title]])
        return path

    def _workbook(self, path: Path) -> Path:
        book = xlsxwriter.Workbook(str(path))
        for title, lines in self.sheets.items():
            page = book.add_worksheet(title)
            page.write_row(0, 0, self.headers[title])
            for line in lines:
                row = self.number(title, line) - 1
                for column, header in enumerate(self.headers[title]):
                    value = line.now.get(header)
                    if header in line.formulas:
                        page.write_formula(row, column, '=""&"1"', None, value or "1")
                    elif value is not None:
                        page.write_string(row, column, value)
            for merge in (m for m in self.merges if m.title == title):
                rows = [self.number(title, x) - 1 for x in merge.lines]
                at = [self.headers[title].index(h) for h in merge.headers]
                page.merge_range(rows[0], at[0], rows[-1], at[-1], merge.lines[0].now.get(merge.headers[0]) or "")
        book.close()
        return path


def identity(number: int) -> str:
    """A resident identity number with a right check digit."""
    start = f"53010219800101{number:03}"
    return start + ric.calc_check_digit(start + "0")


def credit(number: int) -> str:
    """A unified social credit code with a right check digit."""
    start = f"91530102MA6{number:06}"
    return start + uscc.calc_check_digit(start + "0")


@st.composite
def books(draw: Any) -> Book:
    """A file with at least one spoiled cell."""
    form = draw(st.sampled_from(("xlsx", "xlsx", "utf-8-sig", "utf-8", "gb18030")))
    kind = draw(st.sampled_from(("people", "institutions")))
    sheets = (_people if kind == "people" else _institutions)(draw, form == "xlsx")
    for lines in sheets.values():
        for line in lines:
            line.gap = draw(st.sampled_from((0, 0, 0, 1, 3)))
    headers = {s.title: draw(st.permutations([c.header for c in s.columns])) for s in layout_of(kind).sheets}
    book = Book(kind, form, sheets, {title: headers[title] for title in sheets})
    assert TITLES[kind] == next(iter(sheets))
    ways = list(WAYS if form == "xlsx" else WRITTEN)
    for way in draw(st.lists(st.sampled_from(ways), min_size=1, max_size=6)):
        title = draw(st.sampled_from([t for t, lines in sheets.items() if lines]))
        WAYS[way](draw, book, title)
    if not book.wrong:
        _missing(draw, book, next(iter(sheets)))
    return book


def _people(draw: Any, _: bool) -> dict[str, list[Line]]:
    lines = []
    for n in range(1, draw(st.integers(1, 10)) + 1):
        row = {"人员编码": f"D530102{n:06}", "姓名": f"张{'三四五六七八九十甲乙'[n - 1]}", "人员类别": "医疗类",
               "机构编码": HOSPITAL, "科室": draw(st.sampled_from((None, "内科"))), "备案日期": "2025-01-02",
               "身份证号码": draw(st.sampled_from((None, identity(n)))), "离开日期": draw(st.sampled_from((None, "2025-09-01")))}  # fmt: skip
        lines.append(Line(row))
        if draw(st.booleans()):
            lines.append(Line({**row, "机构编码": CLINIC}))
    return {PEOPLE: draw(st.permutations(lines))}


def _institutions(draw: Any, sheets: bool) -> dict[str, list[Line]]:
    mains, departments, papers = [], [], []
    for n in range(101, 101 + draw(st.integers(1, 6))):
        code = f"H530102{n:05}"
        term = draw(st.sampled_from(((None, None), ("2025-01-01", "2026-12-31"))))
        mains.append(Line({
            "机构编码": code, "机构名称": f"第{n}医院", "机构类别": "定点医疗机构", "区划代码": draw(st.sampled_from((None, "530102"))),
            "统一社会信用代码": draw(st.sampled_from((None, credit(n)))), "协议起始日": term[0], "协议截止日": term[1],
            "机构类型": draw(st.sampled_from((None, "综合医院"))), "法定代表人": None, "地址": None, "举办性质": None,
        }))  # fmt: skip
        for name in ("内科", "外科")[: draw(st.integers(0, 2))]:
            departments.append(Line({"机构编码": code, "科室名称": name, "设立日期": "2020-01-01", "撤销日期": None}))
        for number in ("PDY001", "PDY002")[: draw(st.integers(0, 2))]:
            papers.append(Line({"持有人编码": code, "证照种类": "医疗机构执业许可证", "证照编号": number,
                                "有效期起": "2024-01-01", "有效期止": "2040-12-31"}))  # fmt: skip
    if not sheets:
        return {INSTITUTIONS: draw(st.permutations(mains))}
    return {
        INSTITUTIONS: draw(st.permutations(mains)),
        DEPARTMENTS: draw(st.permutations(departments)) if departments else [],
        PAPERS: draw(st.permutations(papers)) if papers else [],
    }


# How a cell is spoiled. Each leaves alone what is spoiled already, and what would be wrong in two ways at once.


def _free(draw: Any, book: Book, title: str, headers: Any) -> tuple[Line, str] | None:
    free = [(x, h) for x in book.sheets[title] for h in headers if h not in x.bad | x.kept and not x.twin]
    pairs = DATES[title] if title == INSTITUTIONS else ()  # one without the other is wrong at the other
    free = [(x, h) for x, h in free if h not in pairs or (x.meant[h] and not set(pairs) & x.bad)]
    return draw(st.sampled_from(free)) if free else None


def _put(place: tuple[Line, str] | None, value: Callable[[Any], Any]) -> None:
    if place is None:
        return
    line, header = place
    new = value(line.meant[header])
    if new != line.meant[header]:
        line.now[header] = new
        line.bad.add(header)


def _digit(draw: Any, book: Book, title: str) -> None:
    """A check digit that does not fit."""
    if title in DIGIT:
        place = _free(draw, book, title, [DIGIT[title]])
        _put(place, lambda was: was and was[:-1] + ("1" if was[-1] != "1" else "2"))


def _unknown(draw: Any, book: Book, title: str) -> None:
    """A code that nobody has; who hangs on an institution whose own code cannot be read is left in peace."""
    if title not in UNKNOWN or any("机构编码" in x.bad and not x.twin for x in book.sheets.get(INSTITUTIONS, ())):
        return
    _put(_free(draw, book, title, [UNKNOWN[title]]), lambda was: "H53010299999")


def _wide(draw: Any, book: Book, title: str) -> None:
    """A full-width digit."""

    def widened(was: str | None) -> str | None:
        at = next((i for i, c in enumerate(was or "") if c.isdigit()), None)
        return was if was is None or at is None else was[:at] + chr(ord(was[at]) + 0xFEE0) + was[at + 1 :]

    _own_code(book, title, _free(draw, book, title, WIDE[title]), widened)


def _no_day(draw: Any, book: Book, title: str) -> None:
    """A day that the calendar lacks."""
    day = draw(st.sampled_from(("2025-02-30", "2025/13/1", "2025-04-31")))
    _put(_free(draw, book, title, DATES[title]), lambda was: day)


def _missing(draw: Any, book: Book, title: str) -> None:
    """Nothing where something has to stand."""
    _own_code(book, title, _free(draw, book, title, REQUIRED[title]), lambda was: None)


def _text(draw: Any, book: Book, title: str) -> None:
    """Words where a code or a date has to stand."""
    place = _free(draw, book, title, TEXT[title])
    _own_code(book, title, place, lambda was: TEXT[title][place[1]] if place else was)


def _long(draw: Any, book: Book, title: str) -> None:
    """One character more than fits."""
    place = _free(draw, book, title, LONG[title])
    _put(place, lambda was: "长" * (LONG[title][place[1]] + 1) if place else was)


def _choice(draw: Any, book: Book, title: str) -> None:
    """A word that the drop-down does not offer."""
    place = _free(draw, book, title, CHOICE[title]) if CHOICE[title] else None
    _put(place, lambda was: CHOICE[title][place[1]] if place else was)


def _formula(draw: Any, book: Book, title: str) -> None:
    """A formula, whatever it shows."""
    place = _free(draw, book, title, book.headers[title])
    if place is not None and _may_lose_code(book, title, place[1]):
        place[0].formulas.add(place[1])
        place[0].bad.add(place[1])


def _merged(draw: Any, book: Book, title: str) -> None:
    """Two cells made one, sideways or downwards."""
    lines, headers = book.sheets[title], book.headers[title]
    spots = [Merge(title, (x,), pair) for x in lines for pair in pairwise(headers)]
    spots += [Merge(title, pair, (h,)) for pair in pairwise(lines) if not pair[1].gap for h in headers]
    dates = set(DATES[title])
    free = [
        m for m in spots
        if not any(x.twin or set(m.headers) & (x.bad | x.kept) or dates & x.bad for x in m.lines)
        and not (title == INSTITUTIONS and dates & set(m.headers))
        and all(_may_lose_code(book, title, h) for h in m.headers)
    ]  # fmt: skip
    if free:
        merge = draw(st.sampled_from(free))
        book.merges.append(merge)
        for line in merge.lines:
            line.bad |= set(merge.headers)


def _twin(draw: Any, book: Book, title: str) -> None:
    """The same row again, somewhere below."""
    keys, named = SAME[title]
    lines = book.sheets[title]
    merged = {x for m in book.merges for x in m.lines}
    free = [x for x in lines if not x.twin and not set(keys) & x.bad and not (title == INSTITUTIONS and x.bad)]
    if not free:
        return
    line = draw(st.sampled_from(free))
    slots = [i for i in range(lines.index(line) + 1, len(lines) + 1)
             if not (i < len(lines) and lines[i] in merged and lines[i - 1] in merged)]  # fmt: skip
    if slots:
        again = Line(line.meant, gap=draw(st.sampled_from((0, 2))), twin=True)
        again.bad.add(named)
        line.kept |= set(keys)
        lines.insert(draw(st.sampled_from(slots)), again)


def _order(draw: Any, book: Book, title: str) -> None:
    """An end before its beginning."""
    first, last = DATES[title]
    lines = [x for x in book.sheets[title] if x.meant[first] and not x.twin and not {first, last} & x.bad]
    if lines:
        line = draw(st.sampled_from(lines))
        line.kept.add(first)
        _put((line, last), lambda was: "2019-12-31")


def _own_code(book: Book, title: str, place: tuple[Line, str] | None, value: Callable[[Any], Any]) -> None:
    if place is not None and _may_lose_code(book, title, place[1]):
        _put(place, value)


def _may_lose_code(book: Book, title: str, header: str) -> bool:
    """An institution's own code is not spoiled beside an unknown one: what hangs on it could then be anybody's."""
    if title != INSTITUTIONS or header != OWNER[title]:
        return True
    return not any("H53010299999" in x.now.values() for lines in book.sheets.values() for x in lines)


WRITTEN: dict[str, Callable[[Any, Book, str], None]] = {
    "check digit": _digit, "unknown code": _unknown, "full width": _wide, "no such day": _no_day, "missing": _missing,
    "text": _text, "too long": _long, "no choice": _choice, "twice": _twin, "end before beginning": _order,
}  # fmt: skip
WAYS = {**WRITTEN, "formula": _formula, "merged": _merged}
