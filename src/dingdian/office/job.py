"""The whole job: read, put together, try, decide. All or nothing, unless only the good rows are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dingdian import __version__
from dingdian.calendars import load_calendar
from dingdian.law.regime import Issue, Regime
from dingdian.office.admission import Admitted, LeftOut, admit_batch, admit_good
from dingdian.office.batch import assemble
from dingdian.office.findings import Decided, Findings, InstitutionState, PersonState
from dingdian.office.layout import FindingsLayout, layout_for
from dingdian.office.meter import Meter, Progress
from dingdian.office.problems import CellProblem, in_order
from dingdian.office.reading import Workbook, read
from dingdian.office.words import mask

DRAFT = "模拟结果（规则为草案，未施行）"


@dataclass(frozen=True)
class Job:
    """What came of a workbook. Nothing is decided while `decisions` is empty; `problems` then says why."""

    book: Workbook
    regime: Regime
    layout: FindingsLayout
    as_of: date | None
    problems: tuple[CellProblem, ...]
    left_out: tuple[LeftOut, ...] = ()
    assumptions: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()
    people: tuple[PersonState, ...] = ()
    institutions: tuple[InstitutionState, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 decided, 1 decided with rows left out, 2 nothing decided."""
        if not self.decisions:
            return 2
        return 1 if self.left_out else 0

    @property
    def readings(self) -> tuple[Issue, ...]:
        return tuple({i.id: i for d in self.decisions for i in d.readings}.values())

    def receipt(self) -> dict[str, str]:
        """What the result rests on."""
        state = (
            "草案，未施行" if self.regime.is_draft else f"自 {self.regime.parameters.meta.effective_from.value} 施行"
        )
        return {
            "规则": f"{self.regime.title}（{self.regime.id}，{state}）",
            "来源文件": self.book.name,
            "来源文件 SHA-256": self.book.sha256,
            "状态截至": str(self.as_of) if self.as_of else "",
            "软件版本": f"dingdian {__version__}",
        }

    def as_json(self) -> dict[str, Any]:
        """The same answers for programs. Names are masked: standard output is no place for them."""
        return {
            "decided": bool(self.decisions),
            "regime": self.regime.id,
            "draft": self.regime.is_draft,
            "input": {"file": self.book.name, "sha256": self.book.sha256},
            "as_of": self.as_of,
            "assumptions": list(self.assumptions),
            "problems": [p.as_json() for p in self.problems],
            "left_out": [
                {"handling": x.handling, "rows": [{"sheet": s, "row": n} for s, n in x.rows], "why": x.why}
                for x in self.left_out
            ],
            "decisions": [_decision_json(d) for d in self.decisions],
            "people": [
                {
                    "person": p.person, "name": mask(p.name), "sites": p.sites, "status": p.status, "points": p.points,
                    "points_left": p.left, "credit": p.credit or None, "first_day": p.first_day, "last_day": p.last_day,
                    "ban_ends": p.ban_ends, "measures": p.measures, "hints": p.hints,
                }
                for p in self.people
            ],
            "institutions": [
                {
                    "institution": i.institution, "name": i.name, "filed": i.filed, "sanctioned": i.sanctioned,
                    "ratio": i.ratio, "proposals": i.proposals, "clauses": i.clauses, "hints": i.hints,
                }
                for i in self.institutions
            ],
            "readings": [
                {"id": i.id, "problem": i.problem, "adopted": i.adopted, "needs_ruling": i.needs_ruling}
                for i in self.readings
            ],
        }  # fmt: skip


def _decision_json(d: Decided) -> dict[str, Any]:
    return {
        "handling": d.handling,
        "on": d.on,
        "person": d.person,
        "name": mask(d.name),
        "institution": d.institution,
        "points": d.points,
        "before": d.before,
        "after": d.after,
        "measure": d.measure,
        "first_day": d.first_day,
        "last_day": d.last_day,
        "ban_ends": d.ban_ends,
        "source": d.source or None,
        "deadlines": {
            name: None if due is None else {"day": due.day, "provisional": due.provisional}
            for name, due in d.due.items()
        },
        "clauses": d.clauses,
        "open_readings": [i.id for i in d.open_readings],
        "readings": [i.id for i in d.readings],
        "hints": d.hints,
        "explanation": [{"label": s.label, "text": s.text, "clauses": s.clauses} for s in d.steps],
    }


def decide_workbook(
    path: Path, regime: Regime, *, good_rows: bool = False, on: date | None = None, progress: Progress | None = None
) -> Job:
    """Decide a findings workbook; raises `Unreadable` when the file as a whole cannot be taken."""
    layout = layout_for(regime)
    book = read(path, layout)
    batch = assemble(book, regime, layout)
    total = sum(len(g.rows) for g in batch.groups.values())
    meter = Meter(progress, total)
    calendar = load_calendar()
    readable = not any(p.row is None or p.row == 1 for p in batch.problems)  # sheets and headers are as they should be
    admitted = admit_batch(batch, calendar, tick=meter.stage("核对")) if readable else None
    problems = in_order([*batch.problems, *(admitted.problems if admitted else ())], layout)
    if admitted is None or (problems and not good_rows):
        return Job(book, regime, layout, on, tuple(problems), assumptions=tuple(batch.assumptions))
    if problems:
        admitted = admit_good(batch, calendar, problems, tick=meter.stage("核对"))
    as_of = on or _last_day(admitted)
    if as_of is None:
        return Job(book, regime, layout, on, tuple(problems), tuple(admitted.left_out), tuple(batch.assumptions))
    findings = Findings(batch, admitted, as_of)
    return Job(
        book,
        regime,
        layout,
        as_of,
        tuple(problems),
        tuple(admitted.left_out),
        tuple(batch.assumptions),
        tuple(findings.decisions(meter.stage("办理"))),
        tuple(findings.people()),
        tuple(findings.institutions()),
    )


def _last_day(admitted: Admitted) -> date | None:
    """The last day on which anything in the workbook happened or was recorded."""
    return max((day for r in admitted.register.records for day in (r.on, r.recorded)), default=None)


__all__ = ["DRAFT", "Job", "decide_workbook"]
