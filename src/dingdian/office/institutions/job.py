"""The whole check of a workbook of institutions: read, put together, judge. All or nothing, unless asked otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from dingdian import __version__
from dingdian.calendars import load_calendar
from dingdian.law.regime import Issue, Regime
from dingdian.office.cells import Fault
from dingdian.office.columns import Layout
from dingdian.office.institutions import titles as t
from dingdian.office.institutions.consistency import Batch, assemble, spoiled
from dingdian.office.institutions.files import File
from dingdian.office.institutions.layout import layout_for
from dingdian.office.institutions.parallel import answers
from dingdian.office.institutions.verdict import Checked, Item, Judge
from dingdian.office.job import DRAFT
from dingdian.office.meter import Meter, Progress
from dingdian.office.problems import CellProblem, in_order
from dingdian.office.reading import Workbook, read

STRAY = "有 {} 行看不出属于哪个机构，可能漏了事实"


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not judged, and why; `institution` is null where nobody can tell whose they are."""

    institution: str | None
    rows: tuple[tuple[str, int], ...]
    why: str


@dataclass(frozen=True)
class Check:
    """What came of a workbook. Nothing is judged while `institutions` is empty; `problems` then says why."""

    book: Workbook
    regime: Regime
    layout: Layout
    as_of: date
    problems: tuple[CellProblem, ...]
    left_out: tuple[LeftOut, ...] = ()
    assumptions: tuple[str, ...] = ()
    institutions: tuple[Checked, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 judged, 1 judged with rows left out, 2 nothing judged."""
        if not self.institutions:
            return 2
        return 1 if self.left_out else 0

    @property
    def readings(self) -> tuple[Issue, ...]:
        found = dict.fromkeys(name for x in self.institutions for name in x.readings)
        return tuple(self.regime.issues[name] for name in found)

    def receipt(self) -> dict[str, str]:
        """What the result rests on."""
        state = "草案，未施行" if self.regime.is_draft else f"自 {self.regime.rules.effective_on.value} 施行"
        return {
            "规则": f"{self.regime.title}（{self.regime.id}，{state}）",
            "来源文件": self.book.name,
            "来源文件 SHA-256": self.book.sha256,
            "截至": str(self.as_of),
            "软件版本": f"dingdian {__version__}",
        }

    def as_json(self) -> dict[str, Any]:
        """The same answers for programs; names of persons are in none of them."""
        return {
            "judged": bool(self.institutions),
            "regime": self.regime.id,
            "draft": self.regime.is_draft,
            "input": {"file": self.book.name, "sha256": self.book.sha256},
            "as_of": self.as_of,
            "assumptions": list(self.assumptions),
            "problems": [p.as_json() for p in self.problems],
            "left_out": [
                {"institution": x.institution, "rows": [{"sheet": s, "row": n} for s, n in x.rows], "why": x.why}
                for x in self.left_out
            ],
            "institutions": [_checked_json(x) for x in self.institutions],
            "readings": [
                {"id": i.id, "problem": i.problem, "adopted": i.adopted, "alternatives": list(i.alternatives),
                 "needs_ruling": i.needs_ruling}
                for i in self.readings
            ],
        }  # fmt: skip


def _checked_json(x: Checked) -> dict[str, Any]:
    return {
        "institution": x.code,
        "status": x.status,
        "since": x.since,
        "applies_for": x.kind,
        "eligible": x.eligible,
        "first_free_on": x.first_free_on,
        "hits": [i.code for i in x.of("conditions", "negative_list")],
        "deferral": [i.code for i in x.of("deferral_grounds")],
        "non_renewal": [i.code for i in x.of("non_renewal_grounds")],
        "suspension": [i.code for i in x.of("suspension_grounds")],
        "termination": [i.code for i in x.of("termination_grounds")],
        "hold": [i.code for i in x.of("hold_grounds")],
        "items": [_item_json(i) for i in x.items if not i.open],
        "open": [{"code": i.code, "text": i.text, "clauses": i.clauses} for i in x.open],
        "clauses": x.clauses,
        "readings": x.readings,
        "hints": x.hints,
    }


def _item_json(i: Item) -> dict[str, Any]:
    return {
        "table": i.table,
        "code": i.code,
        "text": i.text,
        "facts": dict(i.facts),
        "clauses": i.clauses,
        "first_free_on": i.first_free_on,
        "nature": i.nature,
        "remedy": i.remedy,
    }


def check_workbook(
    path: Path, regime: Regime, on: date, *, good_rows: bool = False, progress: Progress | None = None
) -> Check:
    """Judge every institution of a workbook on a day; raises `Unreadable` when the file as a whole cannot be taken."""
    layout = layout_for(regime)
    book = read(path, layout)
    batch = assemble(book, regime, layout)
    readable = not any(p.row is None or p.row == 1 for p in batch.problems)  # sheets and headers are as they should be
    judged: list[Checked] = []
    left: list[LeftOut] = []
    if readable and (good_rows or not batch.problems):
        files, left = _part(batch)
        judged, wrong = _judge(batch, files, on, Meter(progress, len(files)))
        batch.problems += wrong
        left += _unjudged(wrong, batch)
        if wrong and not good_rows:
            judged, left = [], []
    return Check(
        book, regime, layout, on, tuple(in_order(batch.problems, layout)), tuple(left), tuple(book.notes), tuple(judged)
    )


def _part(batch: Batch) -> tuple[dict[str, File], list[LeftOut]]:
    """The institutions that nothing wrong touches, and the others."""
    bad = set(spoiled(batch))
    files: dict[str, File] = {}
    left: list[LeftOut] = []
    placed: set[tuple[str, int]] = set()
    for code, file in batch.files.items():
        rows = [(r.sheet, r.number) for r in file.all()]
        plan = [(file.plan.sheet, file.plan.number)] if file.plan is not None else []
        placed |= {*rows, *plan}
        wrong = sorted(bad.intersection([*rows, *plan]))
        if wrong:
            why = "有错的行：" + "、".join(f"“{s}”第 {n} 行" for s, n in wrong)
            left.append(LeftOut(code, tuple(sorted(rows)), why))
        else:
            files[code] = file
    strays = {(r.sheet, r.number) for r in batch.strays}
    for place in sorted((bad | strays) - placed):
        left.append(LeftOut(None, (place,), "看不出属于哪个机构" if place in strays else "这一行有错"))
    return files, left


def _judge(batch: Batch, files: dict[str, File], on: date, meter: Meter) -> tuple[list[Checked], list[CellProblem]]:
    """Each institution; what the law's own types refuse is brought home to the institution's row."""
    judge = Judge(batch.regime, load_calendar(), files, on)
    hints = [STRAY.format(len(batch.strays))] if batch.strays else []
    hints = [*(["模拟"] if batch.regime.is_draft else []), *hints]
    tick = meter.stage("核对")
    judged: list[Checked] = []
    wrong: list[CellProblem] = []
    for code, answer in answers(judge, list(files)):
        if isinstance(answer, Checked):
            judged.append(replace(answer, hints=(*hints, *answer.hints)))
        else:
            wrong += [_problem(files[code], name, fault) for name, fault in answer]
        tick()
    return judged, wrong


def _problem(file: File, name: str, fault: Fault) -> CellProblem:
    message = f"{name}：{fault.message}"
    return CellProblem(t.INSTITUTIONS, file.row.number, "机构代码", message, fault.expected, fault.remedy)


def _unjudged(wrong: list[CellProblem], batch: Batch) -> list[LeftOut]:
    codes = {f.row.number: code for code, f in batch.files.items()}
    rows = dict.fromkeys(p.row for p in wrong if p.row is not None)
    return [LeftOut(codes[n], ((t.INSTITUTIONS, n),), "事实不成立，见错误") for n in rows]


__all__ = ["DRAFT", "Check", "LeftOut", "check_workbook"]
