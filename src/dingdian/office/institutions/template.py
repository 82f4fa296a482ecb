"""The empty workbook of institutions that an agency fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dingdian.law.regime import Regime
from dingdian.office.institutions import words as w
from dingdian.office.institutions.layout import condition_rows, ground_rows, layout_for
from dingdian.office.template import write_blank

_LINES = (
    "“机构”表每个机构一行，其余各表凭机构代码对应，没有内容的表可以空着。没有填写的事实不作为不符合的理由，列入待查。",
    "填好后运行 dingdian check 本文件 -o 结果.xlsx；有错时一个也不核对，另存一份标出每处错误的“待更正”文件。",
)


def write_template(regime: Regime, path: Path) -> None:
    """Write the workbook of a regime, with its conditions and grounds on the page of help."""
    write_blank(layout_for(regime), regime, path, _LINES, ("条件和情形", _rows(regime)))


def _rows(regime: Regime) -> Iterator[Sequence[str]]:
    for clause, condition in condition_rows(regime).items():
        table = "negative_list" if clause in regime.rules.negative_list.value else "conditions"
        kinds = "、".join(w.KINDS.get(k, k) for k in condition.kinds)
        yield (clause, _cite(regime, clause), "", _summary(regime, clause), w.TABLES[table], kinds)
    for code, (table, ground) in ground_rows(regime).items():
        first = ground.clauses[0] if ground.clauses else ""
        sectors = "、".join(w.SECTORS.get(s, s) for s in ground.sectors)
        yield (code, _cite(regime, first), "", _summary(regime, first), w.TABLES[table], sectors)


def _cite(regime: Regime, clause: str) -> str:
    known = regime.clauses.get(clause)
    return known.cite if known else clause


def _summary(regime: Regime, clause: str) -> str:
    known = regime.clauses.get(clause)
    return known.summary if known else ""
