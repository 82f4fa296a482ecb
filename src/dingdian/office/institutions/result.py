"""The result workbook: a row for each institution, each ground and condition, each open point; what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dingdian.law.regime import Regime
from dingdian.office.institutions import words as w
from dingdian.office.institutions.job import DRAFT, Check
from dingdian.office.institutions.verdict import Checked, Item, label
from dingdian.office.writer import Writer

_SUMMARY = (
    ("机构代码", 16), ("机构名称", 24), ("机构类别", 10), ("状态", 9), ("状态自", 11), ("核对事项", 14), ("准入", 10),
    ("不符合", 26), ("最早可申请", 11), ("续签", 10), ("续签情形", 20), ("退出", 14), ("退出情形", 20),
    ("暂停结算情形", 14), ("待查", 6), ("条款", 40), ("采用的读法", 24), ("提示", 30),
)  # fmt: skip
_ITEMS = (
    ("机构代码", 16), ("机构名称", 24), ("类别", 10), ("编号", 18), ("内容", 60), ("事实", 40), ("性质", 12),
    ("条款", 24), ("最早可申请", 11), ("办法", 40),
)  # fmt: skip
_OPEN = (("机构代码", 16), ("机构名称", 24), ("类别", 10), ("编号", 18), ("要查什么", 70), ("条款", 24))
_NOTES = (("步骤", 10), ("编号", 18), ("内容", 90), ("条款", 24), ("条款大意", 70))
_EXITS = ("termination_grounds", "suspension_grounds")
_RENEWALS = ("non_renewal_grounds", "deferral_grounds")


def write_result(check: Check, path: Path) -> None:
    """Write the workbook; the same check gives the same bytes."""
    regime = check.regime
    title = DRAFT if regime.is_draft else f"按{regime.title}核对"
    writer = Writer(path, title, check.as_of, draft=regime.is_draft)
    writer.sheet("结果", _SUMMARY, (_summary(regime, x) for x in check.institutions))
    writer.sheet("逐项", _ITEMS, (_item(regime, x, i) for x in check.institutions for i in x.items if not i.open))
    writer.sheet("待查", _OPEN, (_open(regime, x, i) for x in check.institutions for i in x.open))
    writer.sheet("说明与读法", _NOTES, _notes(check), filtered=False)
    writer.close()


def cites(regime: Regime, clauses: Iterable[str]) -> str:
    """Clauses as a document names them."""
    return "、".join(dict.fromkeys(regime.clauses[c].cite if c in regime.clauses else c for c in clauses))


def outcome(checked: Checked, tables: Sequence[str], otherwise: str) -> str:
    """The gravest table of which something is met, in a word."""
    return next((f"应{label(t)}" if t in _EXITS else label(t) for t in tables if checked.of(t)), otherwise)


def entry_words(checked: Checked) -> str:
    """Whether the institution may be designated, in a word."""
    if not checked.eligible:
        return "不符合"
    pending = any(i.table in ("conditions", "negative_list") for i in checked.open)
    return "有待查" if pending else "符合"


def _codes(items: Iterable[Item]) -> str:
    return "、".join(dict.fromkeys(i.code for i in items))


def _summary(regime: Regime, x: Checked) -> Sequence[Any]:
    barred = x.of("conditions", "negative_list")
    rules = regime.rules
    renewals = rules.non_renewal_grounds.value or rules.deferral_grounds.value
    return (
        x.code, x.name, w.SECTORS.get(x.sector, x.sector), x.label, x.since, w.KINDS.get(x.kind, x.kind),
        entry_words(x), cites(regime, (i.code for i in barred)), x.first_free_on,
        outcome(x, _RENEWALS, "未见情形") if renewals else "由双方协商", _codes(x.of(*_RENEWALS)),
        outcome(x, _EXITS, "未见情形"), _codes(x.of(*_EXITS)), _codes(x.of("hold_grounds")), len(x.open),
        cites(regime, x.clauses), "、".join(i for i in x.readings if regime.issues[i].needs_ruling), "；".join(x.hints),
    )  # fmt: skip


def _item(regime: Regime, x: Checked, i: Item) -> Sequence[Any]:
    facts = "；".join(f"{name}：{value}" for name, value in i.facts)
    nature = w.NATURES.get(i.nature or "", i.nature)
    return (
        x.code, x.name, label(i.table), i.code, i.text, facts, nature, cites(regime, i.clauses), i.first_free_on,
        i.remedy,
    )  # fmt: skip


def _open(regime: Regime, x: Checked, i: Item) -> Sequence[Any]:
    return (x.code, x.name, label(i.table), i.code, i.text, cites(regime, i.clauses))


def _notes(check: Check) -> Iterator[Sequence[Any]]:
    """What the result rests on, what was left out, every clause that was cited, every reading that was taken."""
    regime = check.regime
    for key, value in check.receipt().items():
        yield ("依据", "", f"{key}：{value}", "", "")
    for text in check.assumptions:
        yield ("前提", "", text, "", "")
    for left in check.left_out:
        rows = "、".join(f"“{s}”第 {n} 行" for s, n in left.rows)
        yield ("未核对", left.institution or "", f"{left.why}（{rows}）", "", "")
    yield ()
    for clause in dict.fromkeys(c for x in check.institutions for c in x.clauses):
        known = regime.clauses.get(clause)
        if known is not None:
            yield ("条款", clause, "", known.cite, known.summary)
    yield ()
    for issue in check.readings:
        others = f" 另外的解释：{'；'.join(issue.alternatives)}。" if issue.alternatives else ""
        tail = "（待有权机关明确）" if issue.needs_ruling else ""
        text = f"{issue.problem}采用：{issue.adopted}{others}{tail}"
        yield ("读法", issue.id, text, cites(regime, issue.clauses), "")
