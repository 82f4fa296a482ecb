"""The points of a year as a bar of cells with words: how many, out of how many, and what comes at which total."""

from __future__ import annotations

from dataclasses import dataclass

from dingdian.law.regime import Regime
from dingdian.law.standing import Standing
from dingdian.web.ladder import Row, ladder

WIDTH, GAP = 360, 3


@dataclass(frozen=True)
class Cell:
    """One point of the bar: where it stands, whether it is taken, whether something follows from its total."""

    x: float
    width: float
    taken: bool
    step: bool


@dataclass(frozen=True)
class Cells:
    """The bar, the sentence that says the same, what comes next, and the table of all steps."""

    sentence: str
    ahead: str
    cells: tuple[Cell, ...]
    rows: tuple[Row, ...]
    width: int = WIDTH


def cells(regime: Regime, value: Standing) -> Cells:
    """The account of a person's year under a regime."""
    drawn = ladder(regime, 0, value.points, "")
    deducts = regime.parameters.scoring.display_mode.value == "deduct"
    words = f"本年已扣 {value.points} 分，余 {value.points_left} 分" if deducts else f"本年累计 {value.points} 分"
    steps = {rung.total: rung.word for rung in drawn.rungs}
    wide = WIDTH / drawn.cap
    bar = tuple(
        Cell(round(n * wide, 1), round(wide - GAP, 1), n < value.points, n + 1 in steps) for n in range(drawn.cap)
    )
    following = next((rung for rung in drawn.rungs if rung.total > value.points), None)
    ahead = ""
    if following is not None:
        term = following.word.removeprefix("停")
        what = "终止" if following.word == "终止" else "暂停" + ("，期限由人裁量" if "裁量" in term else term)
        ahead = f"{'扣' if deducts else '累计'}满 {following.total} 分时{what}。"
    return Cells(words, ahead, bar, drawn.rows)
