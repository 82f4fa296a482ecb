"""Of several rows of standings that a line meets the gravest decides, of equally grave ones the earliest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dingdian.bulk import rules
from dingdian.bulk.columns import CLAIMS, STANDINGS
from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from tests.bulk.files import written
from tests.bulk.stories import regime

DAY = date(2025, 5, 5)
ROWS = [
    ("one", None, None, "suspended", date(2025, 3, 1), date(2025, 6, 1), "late", "x/2"),
    ("one", None, None, "suspended", date(2025, 2, 1), date(2025, 6, 1), "early", "x/9"),
    ("two", None, None, "suspended", date(2025, 1, 1), None, "long", "x/1"),
    ("two", None, None, "terminated", DAY, DAY, "grave", "x/3"),
    ("three", None, None, "suspended", date(2025, 1, 1), date(2025, 5, 4), "over", None),
    ("four", "H", "内科", "suspended", DAY, DAY, "no clause", None),
]


@pytest.mark.parametrize("few", [1_000, 0], ids=["clauses as words", "clauses as texts"])
@pytest.mark.parametrize("every_line", [False, True])
@pytest.mark.parametrize("large", [0, 1 << 30], ids=["narrowed", "whole"])
def test_the_gravest_then_the_earliest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every_line: bool, few: int, large: int
) -> None:
    monkeypatch.setattr(rules, "_FEW", few)
    engine = Duck(threads=1, large=large)
    rows = written(engine, STANDINGS, tmp_path / "standings.parquet", ROWS)
    persons = ("one", "two", "three", "four", "five")
    lines = [(x, x, "H", DAY, x == "one", "内科" if x == "four" else None, None, None) for x in persons]
    claims = written(engine, CLAIMS, tmp_path / "claims.parquet", lines)
    gate(engine, regime("yunnan-2025"), rows, claims, tmp_path / "out", every_line=every_line)
    found = engine.rows(f"SELECT claim, reason, clause FROM {engine.scan(tmp_path / 'out' / 'lines')} t")
    told = {claim: (reason, clause.split(";")[-1]) for claim, reason, clause in found}
    assert told["one"] == ("suspended_emergency", "x/9")
    assert told["two"] == ("terminated", "x/3")
    assert told["four"][0] == "suspended"
    others = {told[x][0] for x in ("three", "five")} if every_line else {x for x in told if x in ("three", "five")}
    assert others == ({"normal"} if every_line else set())
