"""The result workbook: decisions, persons, institutions, and the whole argument, safe to open in any spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from dingdian.law.regime import Regime
from dingdian.office.findings import DEADLINE_WORDS, Decided, Step
from dingdian.office.job import DRAFT, Job

_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_LIMIT = 32_767  # characters in a cell
_ROWS = 1_000_000  # rows in a sheet; the rest goes on in the next
_CUT = "……（过长，其余从略）"
_DECISIONS = (
    ("处理编号", 14), ("处理日期", 11), ("人员代码", 16), ("姓名", 9), ("机构代码", 16), ("机构名称", 20),
    ("本次记分", 9), ("累计（前）", 10), ("累计（后）", 10), ("措施", 12), ("首日", 11), ("末日", 11),
    ("禁止备案至", 11), ("期限来源", 9), *((w, 13) for w in DEADLINE_WORDS.values()),
    ("条款", 44), ("采用的读法", 24), ("提示", 36),
)  # fmt: skip
_PEOPLE = (
    ("人员代码", 16), ("姓名", 9), ("执业机构", 20), ("状态", 8), ("本年累计", 9), ("剩余", 6), ("信用等级", 9),
    ("首日", 11), ("末日", 11), ("禁止备案至", 11), ("附带措施", 36), ("提示", 36),
)  # fmt: skip
_INSTITUTIONS = (
    ("机构代码", 16), ("机构名称", 24), ("本年备案人数", 12), ("暂停或终止人数", 14), ("比例", 9),
    ("暂停或终止人员", 30), ("拟提出的措施", 24), ("条款", 24), ("提示", 40),
)  # fmt: skip
_STEPS = (("处理编号", 14), ("人员代码", 16), ("姓名", 9), ("步骤", 9), ("内容", 70), ("条款", 24), ("条款大意", 70))


def write_result(job: Job, path: Path) -> None:
    """Write the workbook; the same job gives the same bytes."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    moment = datetime.combine(job.as_of or date(2000, 1, 1), datetime.min.time())
    book.set_properties({"title": _banner(job), "created": moment})
    writer = _Writer(book, job)
    writer.sheet("结果", _DECISIONS, (_decision_row(job.regime, d) for d in job.decisions))
    writer.sheet("人员", _PEOPLE, (
        (p.person, p.name, "、".join(p.sites), p.status, p.points, p.left, p.credit, p.first_day, p.last_day,
         p.ban_ends, "、".join(p.measures), "；".join(p.hints))
        for p in job.people
    ))  # fmt: skip
    writer.sheet("机构", _INSTITUTIONS, (
        (i.institution, i.name, i.filed, len(i.sanctioned), i.ratio, "、".join(i.sanctioned), "、".join(i.proposals),
         _cites(job.regime, i.clauses), "；".join(i.hints))
        for i in job.institutions
    ))  # fmt: skip
    writer.sheet("说明", _STEPS, _explanation(job), filtered=False)
    book.close()


def _banner(job: Job) -> str:
    return DRAFT if job.regime.is_draft else f"按{job.regime.title}办理"


def _cites(regime: Regime, clauses: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(regime.clauses[c].cite if c in regime.clauses else c for c in clauses))


def _decision_row(regime: Regime, d: Decided) -> Sequence[Any]:
    due = [None if x is None else x.day for x in d.due.values()]
    return (
        d.handling, d.on, d.person, d.name, d.institution, d.institution_name, d.points, d.before, d.after, d.measure,
        d.first_day, d.last_day, d.ban_ends, d.source, *due, _cites(regime, d.clauses),
        "、".join(i.id for i in d.open_readings), "；".join(d.hints),
    )  # fmt: skip


def _explanation(job: Job) -> Iterable[Sequence[Any]]:
    for key, value in job.receipt().items():
        yield ("", "", "", "依据", f"{key}：{value}", "", "")
    for text in job.assumptions:
        yield ("", "", "", "前提", text, "", "")
    for left in job.left_out:
        yield (left.handling or "", "", "", "未办理", left.why, "", "")
    for d in job.decisions:
        yield ()
        for step in d.steps:
            yield (d.handling, d.person, d.name, *_step(job.regime, step))
        if d.readings:
            yield (d.handling, d.person, d.name, "读法", "、".join(i.id for i in d.readings) + "（见文末一览）", "", "")
    if job.readings:
        yield ()
    for i in job.readings:
        tail = "（待有权机关明确）" if i.needs_ruling else ""
        cites = _cites(job.regime, i.clauses)
        yield ("", "", "", "读法一览", f"{i.id}：{i.problem}采用：{i.adopted}{tail}", cites, "")


def _step(regime: Regime, step: Step) -> tuple[str, str, str, str]:
    known = [regime.clauses[c] for c in step.clauses if c in regime.clauses]
    return step.label, step.text, _cites(regime, step.clauses), "\n".join(f"{c.cite} {c.summary}" for c in known)


class _Writer:
    """Rows into sheets: text as text, numbers as numbers, dates as dates."""

    def __init__(self, book: Any, job: Job) -> None:
        self.book, self.job = book, job
        base = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        self.banner = book.add_format(
            {**base, "bold": True, "font_size": 12, "font_color": "#C00000" if job.regime.is_draft else "#1F3864"}
        )
        self.head = book.add_format(
            {**base, "bold": True, "bg_color": "#DCE6F1", "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
        )
        self.text = book.add_format({**base, "text_wrap": True, "num_format": "@"})
        self.quoted = book.add_format({**base, "text_wrap": True, "num_format": "@", "quote_prefix": True})
        self.number = book.add_format(base)
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})

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
        sheet.write_string(0, 0, _banner(self.job), self.banner)
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
