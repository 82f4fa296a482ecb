"""The columns say what the law says: random acts, regimes and lines, every line held against `law.gate`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dingdian.bulk.columns import CLAIMS
from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import Inputs, standings
from dingdian.law.gate import claim, ground_on
from dingdian.law.register import Register
from dingdian.law.verdict import verdict
from tests.bulk.files import told, written
from tests.bulk.stories import BEGIN, DAY, REGIMES, Story, features, regime

Line = tuple[str, str, date, bool, str | None]
LINES = 80


def lines(r: Register, draw: random.Random) -> Iterator[Line]:
    """Lines around every day on which something changes, at a site, another one and one where nobody is filed."""
    ends = {d for who in r.people for c in r.account(who).causes for d in (c.first_day, c.last_day, c.end) if d}
    days = sorted({d + n * DAY for d in ends for n in (-1, 0, 1)} | {BEGIN + n * 9 * DAY for n in range(40)})
    for _ in range(LINES):
        department = draw.choice([None, None, "内科", "外科"])
        where = draw.choice(["H1", "H1", "H2", "H3"])
        yield draw.choice(sorted(r.people)), where, draw.choice(days), draw.random() < 0.3, department


class World:
    """Stories of one regime side by side, the codes of each with its number before them."""

    def __init__(self, regime_id: str, seeds: range) -> None:
        self.regime = regime(regime_id)
        self.registers = {n: Story(self.regime, n).tell(14) for n in seeds}
        self.lines: list[tuple[int, Line]] = []
        for n, r in self.registers.items():
            self.lines += [(n, line) for line in lines(r, random.Random(n))]

    def write(self, engine: Engine, folder: Path) -> Inputs:
        return told(engine, folder, self.registers)

    def claims(self, engine: Engine, folder: Path) -> Path:
        rows = [
            (str(k), f"{n}:{who}", f"{n}:{where}", day, emergency, department, None, None)
            for k, (n, (who, where, day, emergency, department)) in enumerate(self.lines)
        ]
        return written(engine, CLAIMS, folder / "claims.parquet", rows)

    def law(self) -> dict[str, tuple[str, str]]:
        """What the law says of every line, by its number."""
        found = {}
        for k, (n, (who, where, day, emergency, department)) in enumerate(self.lines):
            r = self.registers[n]
            ground = ground_on(r, day, who, where, department).ground
            outcome = claim(r, day, who, where, department=department, emergency=emergency).value
            judged = verdict(self.regime, ground, emergency)
            assert judged.outcome == outcome
            found[str(k)] = (outcome, str(judged.code))
        return found


def compare(engine: Engine, world: World, folder: Path) -> Counter[str]:
    """Every line of every story; what the stories held."""
    inputs, claims = world.write(engine, folder), world.claims(engine, folder)
    standings(engine, world.regime, inputs, folder / "standings.parquet")
    gate(engine, world.regime, folder / "standings.parquet", claims, folder / "out", every_line=True)
    found = engine.rows(f"SELECT claim, outcome, reason FROM {engine.scan(folder / 'out' / 'lines')} t")
    columns = {claim: (outcome, reason) for claim, outcome, reason in found}
    assert len(found) == len(world.lines)
    for k, said in world.law().items():
        n, line = world.lines[int(k)]
        assert columns[k] == said, f"story {n}, line {line}: columns {columns[k]}, law {said}"
    reasons = Counter(reason for _, reason in columns.values())
    print(dict(reasons))
    held: Counter[str] = Counter()
    for r in world.registers.values():
        held += features(r)
    return held


def held_against_the_law(regime_id: str, runs: int, folder: Path) -> None:
    engine, first = Duck(threads=2), 1000 * REGIMES.index(regime_id)
    world = World(regime_id, range(first, first + runs))
    held = compare(engine, world, folder)
    counts: dict[str, Any] = dict(held)
    print(f"{regime_id}: {runs} stories, {len(world.lines):,} lines; {counts}")
    for feature in ("overlap", "year change", "review after service", "second site"):
        assert held[feature] * 3 >= runs, f"only {held[feature]} of {runs} stories hold: {feature}"


@pytest.mark.parametrize("regime_id", REGIMES)
def test_columns_say_what_the_law_says(regime_id: str, tmp_path: Path) -> None:
    held_against_the_law(regime_id, 40, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("regime_id", REGIMES)
def test_columns_say_what_the_law_says_a_thousand_times(regime_id: str, tmp_path: Path) -> None:
    held_against_the_law(regime_id, 1_000, tmp_path)
