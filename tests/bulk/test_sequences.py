"""Every sequence of up to four entries, in the windows of the columns and in the law's fold: the same intervals."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from dingdian.bulk.columns import ENTRIES
from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.bulk.standings import Inputs, derive
from dingdian.law.fold import fold
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status
from tests.bulk.files import written
from tests.bulk.stories import regime
from tests.law.test_sequences import LAWS, PLANS, SEQUENCES, Decision, decisions, events, is_human

Interval = tuple[str, date, date | None]


def entries(stories: list[list[Decision]]) -> list[tuple[object, ...]]:
    """The decisions as rows, each entry on its own line, one person a story."""
    rows = []
    for n, story in enumerate(stories):
        for k, d in enumerate(story):
            for i, points in enumerate(d.entries):
                rows.append((f"f{i}", str(n), "H", d.on, d.delivered, f"{n}:{k}", points, d.months, d.on,
                             None, None, None, None, None, None))  # fmt: skip
    return rows


@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence_in_columns(regime_id: str, tmp_path: Path) -> None:
    held_by(Duck(threads=2), regime_id, tmp_path)


def held_by(engine: Engine, regime_id: str, folder: Path) -> None:
    """Each on the days of one of the plans and parted into decisions in one of the ways, as `tests.law` does."""
    rules, plans = regime(regime_id), list(PLANS.values())
    human, table = is_human(regime_id), TierTable(regime(regime_id))
    stories = [decisions(s, plans[n % len(plans)], human=human, cuts=n // len(plans)) for n, s in enumerate(SEQUENCES)]
    file = written(engine, ENTRIES, folder / "entries.parquet", entries(stories))
    assert derive(engine, rules, Inputs(file)) == 0, "nobody was to be folded"
    told: dict[int, list[Interval]] = defaultdict(list)
    for person, status, first, last in engine.rows("SELECT person, status, first_day, last_day FROM standings"):
        told[int(person)].append((status, first, last))
    for n, story in enumerate(stories):
        causes = fold(rules, table, events(story)).causes
        law = [
            (c.status.value, c.first_day, c.last_day if c.status is Status.SUSPENDED else None)
            for c in causes
            if c.last_day is None or c.last_day >= c.first_day
        ]
        assert sorted(told[n], key=str) == sorted(law, key=str), story
    assert sum(map(len, told.values())) > 10_000


def test_a_changed_row_is_noticed(tmp_path: Path) -> None:
    """The control: a day later the same entries give other intervals."""
    engine, rules = Duck(threads=1), regime("yunnan-2025")
    story = [Decision(date(2025, 3, 3), (9,), date(2025, 3, 4), None)]
    found = []
    for late in (0, 1):
        moved = [
            Decision(d.on, d.entries, d.delivered and d.delivered + late * timedelta(days=1), d.months) for d in story
        ]
        file = written(engine, ENTRIES, tmp_path / f"{late}.parquet", entries([moved]))
        derive(engine, rules, Inputs(file))
        found.append(engine.rows("SELECT first_day, last_day FROM standings"))
    assert found[0] != found[1]
