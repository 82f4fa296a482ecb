"""The ladder of points: where a person stood, what was added, which rung that reached. Drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.account import Account, Crossing
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.tiers import Outcome
from dingdian.law.values import Status
from dingdian.web.dates import period

WIDTH, HEIGHT, LEFT, RIGHT, LINE = 640, 84, 16, 24, 46


@dataclass(frozen=True)
class Rung:
    """A total from which something follows: in a word beside the drawing, and as a sentence says it."""

    total: int
    x: float
    word: str
    reached: bool
    follows: str


@dataclass(frozen=True)
class Row:
    """A rung as the table under the drawing says it."""

    total: str
    consequence: str
    here: bool


@dataclass(frozen=True)
class Ladder:
    """Positions in the drawing, the sentence that says what to see, and the table."""

    before: int
    after: int
    cap: int
    start: float
    at_before: float
    at_after: float
    end: float
    rungs: tuple[Rung, ...]
    rows: tuple[Row, ...]
    sentence: str
    width: int = WIDTH
    height: int = HEIGHT
    line: int = LINE

    @property
    def added(self) -> float:
        return self.at_after - self.at_before


def ladder(regime: Regime, before: int, after: int, sentence: str) -> Ladder:
    """A ladder from one total to another under the tiers of a regime."""
    tiers, cap = regime.parameters.tiers, regime.parameters.scoring.cap.value
    span = WIDTH - LEFT - RIGHT

    def x(total: int) -> float:
        return round(LEFT + span * min(total, cap) / cap, 1)

    rungs, rows = [], []
    for row in tiers.suspension_rows.value:
        weighed = row.cumulative is None
        term = "由人裁量" if weighed else str(row.cumulative)
        follows = "暂停，期限由人裁量" if weighed else f"暂停 {term}"
        rungs.append(Rung(row.low, x(row.low), f"停 {term}", after >= row.low, follows))
        total = str(row.low) if row.low == row.high else f"{row.low}–{row.high}"
        rows.append(Row(f"{total} 分", f"暂停 {term}", row.low <= after <= row.high))
    if tiers.terminate_at.value is not None:
        at = tiers.terminate_at.value
        rungs.append(Rung(at, x(at), "终止", after >= at, "终止"))
        rows.append(Row(f"{at} 分", "终止", after >= at))
    first = min((r.total for r in rungs), default=cap)
    rows.insert(0, Row(f"0–{first - 1} 分", "不暂停", after < first))
    return Ladder(before, after, cap, x(0), x(before), x(after), x(cap), tuple(rungs), tuple(rows), sentence)


def consequence(outcome: Outcome | None) -> str:
    """What a decision on points leads to, in words."""
    if outcome is None:
        return "不暂停"
    if outcome.status is Status.TERMINATED:
        return "终止" + (f"，{outcome.ban}内不得再次登记备案" if outcome.ban else "")
    return f"暂停 {outcome.term}" if outcome.term is not None else "暂停，期限由人填写"


def of_handling(r: Register, account: Account, handling: str) -> Ladder | None:
    """The ladder of a person in one decision; null where the decision gave them no points."""
    lines = [x for x in account.lines if x.handling == handling and x.kind == "entry"]
    if not lines:
        return None
    before, after = lines[0].before, lines[-1].after
    crossing: Crossing | None = next((c for c in account.crossings if c.handling == handling), None)
    cause = next((c for c in account.causes if c.origin == handling), None)
    words = consequence(crossing.outcome if crossing else None)
    if cause is not None:
        last: date | None = cause.end or cause.last_day
        ban = f"；至 {cause.ban_last} 不得再次登记备案" if cause.ban_last is not None else ""
        words += f"（{period(cause.first_day, last)}{ban}）"
    elif crossing is not None:
        words += "（自送达机构的次日起）"
    sentence = f"本次 +{sum(x.counted for x in lines)} 分，累计 {before} → {after} 分：{words}。"
    return ladder(r.regime, before, after, sentence)
