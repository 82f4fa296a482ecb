"""Spark says what DuckDB says, row for row: the same stories against the law, and the same lines changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from dingdian.bulk.open import opened
from dingdian.bulk.spark import Spark
from dingdian.bulk.standings import standings
from tests.bulk.stories import REGIMES
from tests.bulk.test_equal import World, compare

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    engine = opened("local[2]")
    assert isinstance(engine, Spark)
    yield engine
    engine.close()


@pytest.mark.parametrize("regime_id", REGIMES)
def test_spark_and_duckdb_agree_row_for_row(spark: Spark, regime_id: str, tmp_path: Path) -> None:
    world, duck = World(regime_id, range(20)), Duck(threads=2)
    compare(spark, world, tmp_path)
    inputs, claims = world.write(duck, tmp_path / "same"), world.claims(duck, tmp_path / "same")
    found = {}
    for engine in (duck, spark):
        at = tmp_path / engine.name
        standings(engine, world.regime, inputs, at / "standings.parquet")
        gate(engine, world.regime, at / "standings.parquet", claims, at / "out")
        found[engine.name] = [
            sorted(map(str, duck.rows(f"SELECT * FROM {duck.scan(path)} t")))
            for path in (at / "standings.parquet", at / "out" / "lines", at / "out" / "summary.csv")
        ]
    assert found["duckdb"] == found["spark"]
    assert all(found["duckdb"])
