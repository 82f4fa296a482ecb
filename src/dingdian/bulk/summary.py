"""Lines and amounts added up by institution, month, outcome and reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dingdian.bulk.engine import Engine
from dingdian.bulk.rules import Rules
from dingdian.law.verdict import Ground

_MONTH = "extract(year FROM service_on) * 12 + extract(month FROM service_on) - 1"


@dataclass(frozen=True)
class AtHand:
    """Where lines stand that `lines.find` found; whether they have amounts."""

    where: str
    amounts: bool


def summary(engine: Engine, rules: Rules, files: Sequence[Path], at_hand: AtHand | None, target: Path) -> None:
    """Write the sums of the lines in files and of those at hand, the gravest of a month last.

    Months and reasons are numbers until they are written, for these are grouped and sorted fastest.
    """
    parts = []
    if files:
        scanned, amounts = engine.scan(*files), "amount" in engine.columns(*files)
        kinds = ((reason, kind) for kind, (_, reason) in enumerate(rules.kinds))
        engine.put("kinds", {"of_reason": "text", "kind": "integer"}, kinds)
        parts.append(
            f"SELECT institution, month, kind, lines, amount FROM (SELECT institution, {_MONTH} AS month, reason, "
            f"{_sums(amounts)} FROM {scanned} t WHERE reason <> '{Ground.NORMAL}' GROUP BY 1, 2, 3) g "
            "JOIN kinds k ON k.of_reason = g.reason"
        )
    if at_hand is not None:
        parts.append(
            f"SELECT institution, {_MONTH} AS month, kind, {_sums(at_hand.amounts)} "
            f"FROM {at_hand.where} t JOIN comes_{rules.name} k ON k.number = t.comes GROUP BY 1, 2, 3"
        )
    both = f"({' UNION ALL '.join(parts)}) b"
    if len(parts) > 1:
        both = (
            "(SELECT institution, month, kind, CAST(sum(lines) AS BIGINT) AS lines, sum(amount) AS amount "
            f"FROM {both} GROUP BY 1, 2, 3) b"
        )
    engine.sheet(
        f"SELECT institution, month, kind AS outcome, kind AS reason, lines, CAST(amount AS STRING) AS amount "
        f"FROM {both}",
        ("institution", "month", "outcome", "reason", "lines", "amount"),
        {
            "month": lambda month: f"{month // 12:04}-{month % 12 + 1:02}",
            "outcome": lambda kind: rules.kinds[kind][0],
            "reason": lambda kind: rules.kinds[kind][1],
        },
        ("institution", "month", "reason"),
        target,
    )


def _sums(amounts: bool) -> str:
    amount = "sum(CAST(amount AS DECIMAL(18, 2)))" if amounts else "CAST(NULL AS DECIMAL(18, 2))"
    return f"count(*) AS lines, {amount} AS amount"
