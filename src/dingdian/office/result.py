"""The result workbook: decisions, persons, institutions, and the whole argument, safe to open in any spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dingdian.law.regime import Regime
from dingdian.office.findings import DEADLINE_WORDS, Decided, Step
from dingdian.office.job import DRAFT, Job
from dingdian.office.writer import Writer

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
    writer = Writer(path, _banner(job), job.as_of, draft=job.regime.is_draft)
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
    writer.close()


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
