"""What does not fit together in a workbook of institutions although every cell reads well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from dingdian.law.institutions.rows import Ground
from dingdian.law.regime import Regime
from dingdian.office.columns import Layout
from dingdian.office.institutions import titles as t
from dingdian.office.institutions import words as w
from dingdian.office.institutions.files import File
from dingdian.office.institutions.layout import ground_rows
from dingdian.office.problems import CellProblem, quote
from dingdian.office.reading import Row, Workbook

# sheet → (the earlier day, the later day)
_ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    t.INSTITUTIONS: (
        ("coaching_start", "coaching_end"),
        ("coaching_end", "coaching_extension_end"),
        ("dual_channel_since", "last_dual_channel_service_on"),
    ),
    t.LICENCES: (("issued_on", "valid_until"), ("issued_on", "status_since")),
    t.STAFF: (("from_", "to"), ("contract_from", "contract_until")),
    t.KEY_PERSONS: (("from_", "to"), ("listed_on", "removed_on")),
    t.AGREEMENTS: (("start_on", "end_on"), ("signed_on", "end_on")),
    t.EVENTS: (("from_", "to"),),
    t.FINDINGS: (("on", "verified_on"), ("on", "corrected_on")),
    t.DUTIES: (("decided_on", "due_on"), ("decided_on", "performed_on")),
    t.CHANGES: (("approved_on", "applied_on"), ("applied_on", "decided_on")),
    t.DEMANDS: (("asked_on", "due_on"), ("due_on", "final_on"), ("final_on", "extended_to")),
    t.INTERVIEWS: (("held_on", "due_on"), ("held_on", "rectified_on")),
    t.ROUNDS: (("start", "end"), ("first_reminder", "second_reminder")),
}
# sheet → (the smaller number, the larger number)
_SIZE: dict[str, tuple[tuple[str, str], ...]] = {
    t.DUTIES: (("performed_amount", "amount"),),
    t.MONTHS: (("scanned", "sold"), ("uploaded", "scanned")),
}
# sheet → columns that together occur once, the one to blame, what a row is
_ONCE: dict[str, tuple[tuple[str, ...], str, str]] = {
    t.INSTITUTIONS: ((t.OF,), t.OF, "每个机构一行"),
    t.AGREEMENTS: (("id",), "id", "每份协议一行，编号全表唯一"),
    t.FINDINGS: ((t.OF, "id"), "id", "每个事项一行"),
    t.DUTIES: ((t.OF, "id"), "id", "每项责任一行"),
    t.MONTHS: ((t.OF, "month"), "month", "每月一行"),
    t.DEMANDS: ((t.OF,), t.OF, "每个机构一行，写最近一次"),
    t.ROUNDS: ((t.OF,), t.OF, "每个机构一行，写最近一期"),
    t.PLANS: (("area", "sector"), "area", "每个统筹区每类机构一行"),
    t.KEY_PERSONS: ((t.OF, "person_ref", "role", "from_", "list"), "person_ref", "每人每职一行"),
    t.EVENTS: ((t.OF, "event", "on", "from_", "department"), "event", "每项决定或申请一行"),
}
# sheet → a column that needs another one
_NEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    t.INSTITUTIONS: (
        ("moved_on", "moved_from"),
        ("moved_on", "management_area"),
        ("moved_from", "moved_on"),
        ("uncoded_databases", "base_databases"),
    ),
    t.KEY_PERSONS: (("list", "listed_on"), ("listed_on", "list"), ("removed_on", "list"), ("cause", "list")),
    t.FINDINGS: (("basis_level", "basis"),),
    t.LICENCES: (("own_wish", "status"),),
    t.DEMANDS: (("extended_to", "final_on"),),
}
# what must have gone before an event, one of these
_BEFORE = {
    "resume": ("suspend", "suspend_on_request"),
    "ask_to_resume": ("suspend_on_request",),
    "release": ("hold",),
    "withdraw": ("ask_to_end", "suspend_on_request"),
}
# the tables whose grounds an event may name
_TABLES = {
    "suspend": "suspension_grounds",
    "terminate": "termination_grounds",
    "hold": "hold_grounds",
}
_ON_AGREEMENTS = ("suspend", "suspend_on_request", "terminate", "hold")
_SEARCHED = {"penalties": t.DUTIES, "findings": t.FINDINGS, "licences": t.LICENCES, "staff": t.STAFF}
_HOMELESS = (t.INSTITUTIONS, t.PLANS)  # sheets whose rows belong to no other row
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass
class Batch:
    """The workbook by institution: `files` in order of the sheet, `strays` belong to none of them."""

    book: Workbook
    regime: Regime
    layout: Layout
    files: dict[str, File] = field(default_factory=dict)
    strays: list[Row] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def assemble(book: Workbook, regime: Regime, layout: Layout) -> Batch:
    """Rows brought to their institutions, with every contradiction between them."""
    batch = Batch(book, regime, layout, problems=list(book.problems))
    checker = _Checker(batch)
    checker.gather()
    checker.check()
    return batch


class _Checker:
    def __init__(self, batch: Batch) -> None:
        self.batch, self.rows = batch, batch.book.rows
        self.columns = {s.title: {c.name: c.header for c in s.columns} for s in batch.layout.sheets}
        self.grounds = ground_rows(batch.regime)

    def problem(
        self, row: Row, column: str, message: str, expected: str, remedy: str, others: Iterable[int] = ()
    ) -> None:
        header = self.columns[row.sheet][column]
        self.batch.problems.append(
            CellProblem(row.sheet, row.number, header, message, expected, remedy, others=tuple(others))
        )

    def gather(self) -> None:
        """Each row to its institution; a code that the first sheet does not have is wrong."""
        files = self.batch.files
        unread = False
        for row in self.rows[t.INSTITUTIONS]:
            code = row[t.OF]
            unread |= code is None
            if code is None:
                self.batch.strays.append(row)
            else:
                files.setdefault(code, File(row))
        for sheet in self.batch.layout.sheets:
            if sheet.title in _HOMELESS:
                continue
            for row in self.rows[sheet.title]:
                code = row[t.OF]
                if code in files:
                    files[code].rows.setdefault(sheet.title, []).append(row)
                    continue
                self.batch.strays.append(row)
                if code is not None and not unread:
                    main = f"“{t.INSTITUTIONS}”表里"
                    self.problem(row, t.OF, f"{main}没有 {quote(code)}", f"{main}的代码",
                                 "核对代码，或先在该表补上这个机构")  # fmt: skip
        self.batch.strays += [r for r in self.rows[t.PLANS] if r.bad & {"area", "sector"}]
        plans = {(r["area"], r["sector"]): r for r in self.rows[t.PLANS]}
        if plans:
            for file in files.values():
                areas = (file.row["management_area"] if file.row["moved_on"] else None, file.row["pooling_area"])
                file.plan = next((p for a in areas if (p := plans.get((a, file.row["sector"])))), None)

    def check(self) -> None:
        for title, rows in self.rows.items():
            self._once(title, rows)
            for row in rows:
                self._pairs(row, _ORDER.get(title, ()), "早于")
                self._pairs(row, _SIZE.get(title, ()), "大于")
                self._needs(row)
        self._months()
        self._names()
        for file in self.batch.files.values():
            self._searched(file)
            self._agreements(file)
            self._events(file)

    def _once(self, title: str, rows: list[Row]) -> None:
        if title not in _ONCE:
            return
        names, blamed, expected = _ONCE[title]
        seen: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            key = tuple(row[n] for n in names)
            if row.bad.intersection(names) or None in key[:1]:
                continue
            first = seen.setdefault(key, row)
            if first is not row:
                self.problem(row, blamed, f"与第 {first.number} 行重复", expected, "删去重复的一行，或改正编号",
                             (first.number,))  # fmt: skip

    def _pairs(self, row: Row, pairs: tuple[tuple[str, str], ...], word: str) -> None:
        """Two values of a row in their order; the later (or the smaller) one is blamed."""
        headers = self.columns[row.sheet]
        for low, high in pairs:
            a, b = row[low], row[high]
            if a is None or b is None or a <= b:
                continue
            if word == "早于":
                self.problem(row, high, f"{headers[high]} {b} 早于{headers[low]} {a}", f"不早于{headers[low]}",
                             "核对两个日期")  # fmt: skip
            else:
                self.problem(row, low, f"{headers[low]} {a} 大于{headers[high]} {b}", f"不大于{headers[high]}",
                             "核对两个数")  # fmt: skip

    def _needs(self, row: Row) -> None:
        for given, needed in _NEEDS.get(row.sheet, ()):
            if row[given] is not None and row[needed] is None and needed not in row.bad:
                headers = self.columns[row.sheet]
                self.problem(row, needed, f"填了{headers[given]}，没有填{headers[needed]}", "两项都填",
                             f"补上{headers[needed]}，或清空{headers[given]}")  # fmt: skip

    def _months(self) -> None:
        for row in self.rows[t.MONTHS]:
            month = row["month"]
            if month is not None and not _MONTH.fullmatch(month):
                self.problem(
                    row, "month", f"{quote(month, private=False)} 不是年月", "如 2025-11", "改成四位年、两位月"
                )

    def _names(self) -> None:
        """The same person under two names is a wrong code more often than a wrong name."""
        first: dict[str, Row] = {}
        for row in (*self.rows[t.STAFF], *self.rows[t.KEY_PERSONS]):
            if not row["person_ref"] or not row["name"]:
                continue
            before = first.setdefault(row["person_ref"], row)
            if before["name"] != row["name"]:
                others = (before.number,) if before.sheet == row.sheet else ()
                where = f"“{before.sheet}”第 {before.number} 行"
                self.problem(row, "name", f"代码 {row['person_ref']} 在{where}是另一个姓名", "同一代码姓名相同",
                             "核对代码是否写错；姓名写法统一", others)  # fmt: skip

    def _searched(self, file: File) -> None:
        """What was looked for and not found has no rows."""
        for name in file.row["searched"] or ():
            title = _SEARCHED[name]
            rows = [r for r in file.of(title) if title != t.DUTIES or r["duty"] == name]
            if rows:
                message = f"写了“{w.SEARCHED[name]}”已查无记录，“{title}”表第 {rows[0].number} 行却有"
                self.problem(file.row, "searched", message,
                             "与各表一致", "去掉这一类，或删去该行")  # fmt: skip

    def _agreements(self, file: File) -> None:
        """Designation agreements of one institution follow one another."""
        mains = [r for r in file.of(t.AGREEMENTS) if r["kind"] in (None, "designation_yearly", "designation_fixed")]
        mains = sorted((r for r in mains if r["start_on"] and r["end_on"]), key=lambda r: r["start_on"])
        for before, row in pairwise(mains):
            if row["start_on"] <= before["end_on"] and row["id"] != before["id"]:
                self.problem(row, "start_on", f"与第 {before.number} 行的协议（至 {before['end_on']}）时间重叠",
                             "前一协议届满之后", "核对两份协议的起止，或协议种类", (before.number,))  # fmt: skip

    def _events(self, file: File) -> None:
        events = sorted((r for r in file.of(t.EVENTS) if r["event"] and r["on"]), key=lambda r: (r["on"], r.number))
        unread = any(r.bad & {"event", "on"} for r in file.of(t.EVENTS))
        seen: set[str] = set()
        for row in events:
            event = row["event"]
            needed = _BEFORE.get(event, ())
            if needed and not unread and not seen.intersection(needed):
                words = "或".join(f"“{w.EVENTS[n]}”" for n in needed)
                self.problem(row, "event", f"“{w.EVENTS[event]}”之前没有{words}", "按先后填写每一项",
                             f"核对日期，或补上{words}一行")  # fmt: skip
            seen.add(event)
            self._ground(file, row)
            self._running(file, row, row["from_"] or row["on"])

    def _ground(self, file: File, row: Row) -> None:
        """A ground that its event may rest on, for the sector of the institution."""
        table, ground = self.grounds.get(row["ground"] or "", (None, None))
        if ground is None:
            return
        wanted = _TABLES.get(row["event"])
        if wanted is not None and table != wanted:
            self.problem(row, "ground", f"{row['ground']} 是{w.TABLES[str(table)]}的情形，不是{w.TABLES[wanted]}的",
                         f"{w.TABLES[wanted]}的情形", "核对事项和情形")  # fmt: skip
        elif not ground.applies(file.row["sector"]):
            self.problem(row, "ground", f"{row['ground']} 不适用于{_sector(file)}", self._fitting(file, wanted),
                         "核对机构类别和情形")  # fmt: skip

    def _fitting(self, file: File, table: str | None) -> str:
        found = [c for c, (name, row) in self.grounds.items() if name == table and _applies(row, file)]
        return "、".join(found) if 0 < len(found) <= 8 else "适用于这类机构的情形"

    def _running(self, file: File, row: Row, day: date) -> None:
        """A decision on an agreement needs one that runs."""
        if row["event"] not in _ON_AGREEMENTS or row.bad:
            return
        lines = [r for r in file.of(t.AGREEMENTS) if r["start_on"] and r["end_on"]]
        unread = any(r.bad for r in file.of(t.AGREEMENTS))
        if not unread and not any(r["start_on"] <= day <= r["end_on"] for r in lines):
            self.problem(row, "from_" if row["from_"] else "on", f"{day} 没有生效的协议", "协议期内的日期",
                         f"核对日期，或在“{t.AGREEMENTS}”表补上当时的协议")  # fmt: skip


def _applies(row: Ground, file: File) -> bool:
    return row.applies(file.row["sector"])


def _sector(file: File) -> str:
    return w.SECTORS.get(str(file.row["sector"]), "这类机构")


def spoiled(batch: Batch) -> Iterator[tuple[str, int]]:
    """Every row that something is wrong with."""
    for p in batch.problems:
        if p.row is not None:
            yield from ((p.sheet, n) for n in (p.row, *p.others))
