"""An act in words: a label and a value for each thing it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dingdian.law import acts as a
from dingdian.law.regime import Clause, Regime
from dingdian.law.scoring import Score
from dingdian.office.words import BASES, DEGREES, REASONS, SHIFTS
from dingdian.web import clauses
from dingdian.web.clauses import listed
from dingdian.web.dates import day
from dingdian.web.naming import OUTCOMES, Names

LABELS = {
    "on": "日期",
    "basis": "依据",
    "underlying_on": "所依据的决定作出日",
    "institution": "机构",
    "department": "科室",
    "inspection": "检查编号",
    "person": "人员",
    "of": "处理编号",
    "by": "提出方",
    "effective_from": "执行起日",
    "outcome": "结果",
    "points": "分值",
    "months": "期限（月）",
    "finding": "查实事项",
    "reason": "理由",
    "kind": "修复内容",
    "handed_in_on": "材料交来日",
    "actor": "办理人",
    "approved_by": "审核人",
}
_KINDS = {"points": "分值", "term": "期限"}
_PARTIES = {"person": "本人", "institution": "机构"}
_SKIPPED = {"act", "id", "findings", "recorded_on"}


@dataclass(frozen=True)
class Share:
    """A person's responsibility in a finding."""

    person: str
    degree: str
    lighter: str
    heavier: str
    points: str
    arithmetic: str


@dataclass(frozen=True)
class Found:
    """A finding as the case page shows it."""

    type: str
    circumstances: tuple[str, ...]
    clauses: tuple[Clause, ...]
    amount: Any
    duties: tuple[str, ...]
    shares: tuple[Share, ...]


def rows(act: Any, names: Names) -> Iterator[tuple[str, str]]:
    """(label, value) of the plain fields that the act states."""
    for field, value in act.model_dump(exclude_unset=True).items():
        if field in _SKIPPED or value in (None, (), "") or field not in LABELS:
            continue
        yield LABELS[field], _words(field, value, names)


def _words(field: str, value: Any, names: Names) -> str:
    if isinstance(value, date):
        return day(value)
    if field == "person":
        return names.person(str(value))
    if field == "institution":
        return names.institution(str(value))
    if field in ("actor", "approved_by"):
        return str(value).partition(":")[2] or str(value)
    tables = {"basis": BASES, "outcome": OUTCOMES, "kind": _KINDS, "by": _PARTIES}
    return tables.get(field, {}).get(str(value), str(value))


def findings(regime: Regime, act: a.HandlingDecide, names: Names, scores: dict[tuple[str, str], Score]) -> list[Found]:
    """The findings of a decision, with each person's share and how the points came about."""
    rules, duties = regime.parameters.scoring.circumstances.value, regime.parameters.casework.duties.value
    found = []
    for f in act.findings:
        shares = []
        for p in f.persons:
            score = scores.get((p.person, f.id))
            lighter = "、".join(REASONS.get(x, x) for x in p.mitigating)
            heavier = "、".join(REASONS.get(x, x) for x in p.aggravating)
            if p.shift:
                lighter, heavier = _shifted(p.shift, lighter, heavier)
            shares.append(
                Share(
                    names.person(p.person),
                    DEGREES.get(p.degree or "", p.degree or "—"),
                    lighter,
                    heavier,
                    "不记分" if p.not_scored else f"+{score.points}" if score else "—",
                    p.not_scored or (clauses.in_words(regime, score.arithmetic) if score else ""),
                )
            )
        labels = tuple(rules[c].label if c in rules else c for c in f.circumstances)
        named = tuple(duties.get(d, d) for d in f.duties)
        found.append(Found(f.type, labels, listed(regime, f.circumstances), f.amount, named, tuple(shares)))
    return found


def _shifted(shift: str, lighter: str, heavier: str) -> tuple[str, str]:
    word = f"（{SHIFTS[shift]}）"
    return (lighter + word, heavier) if shift == "down" else (lighter, heavier + word)
