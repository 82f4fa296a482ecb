"""Spark says what DuckDB says, row for row, on a real cluster of a master and two workers; also when one is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dingdian.bulk.columns import STANDINGS
from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.bulk.gate import gate
from dingdian.bulk.open import opened
from dingdian.bulk.standings import Inputs, standings
from dingdian.law.regime import Regime
from tests.bulk import test_dossiers, test_sequences
from tests.bulk.cluster import Cluster, cluster
from tests.bulk.stories import REGIMES
from tests.bulk.test_equal import World, compare
from tests.law.test_sequences import LAWS

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def spark(two_workers: Cluster) -> Iterator[Engine]:
    engine = opened(two_workers.address)
    yield engine
    engine.close()


def everything(engine: Engine, rules: Regime, inputs: Inputs, claims: Path, at: Path) -> list[list[str]]:
    """Standings, lines and summary of a run, each row as text, in order."""
    standings(engine, rules, inputs, at / "standings.parquet")
    gate(engine, rules, at / "standings.parquet", claims, at / "out")
    duck = Duck(threads=1)
    own = ", ".join(column.name for column in STANDINGS.columns)
    read = ((own, at / "standings.parquet"), ("*", at / "out" / "lines"), ("*", at / "out" / "summary.csv"))
    return [sorted(map(str, duck.rows(f"SELECT {what} FROM {duck.scan(path)} t"))) for what, path in read]


@pytest.mark.parametrize("regime_id", REGIMES)
def test_spark_and_duckdb_agree_row_for_row(spark: Engine, regime_id: str, tmp_path: Path) -> None:
    world, duck = World(regime_id, range(20)), Duck(threads=2)
    compare(spark, world, tmp_path)
    inputs, claims = world.write(duck, tmp_path / "same"), world.claims(duck, tmp_path / "same")
    by_duck = everything(duck, world.regime, inputs, claims, tmp_path / "duck")
    assert everything(spark, world.regime, inputs, claims, tmp_path / "spark") == by_duck
    assert all(by_duck)


@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence_on_spark(spark: Engine, regime_id: str, tmp_path: Path) -> None:
    """All 22,620, each interval as the law folds it, and so as DuckDB has it."""
    test_sequences.held_by(spark, regime_id, tmp_path)


def test_the_lines_of_every_dossier_on_spark(spark: Engine, tmp_path: Path) -> None:
    test_dossiers.held_by(lambda: spark, tmp_path)


def test_a_lost_worker_changes_nothing(spark: Engine, two_workers: Cluster, tmp_path: Path) -> None:
    """One of the two is killed while the standings are made; the run ends, with the same rows."""
    world, duck = World("yunnan-2025", range(20)), Duck(threads=2)
    inputs, claims = world.write(duck, tmp_path / "same"), world.claims(duck, tmp_path / "same")
    by_duck = everything(duck, world.regime, inputs, claims, tmp_path / "duck")
    lost = threading.Thread(target=two_workers.lose_a_worker)
    kept = spark.keep

    def lose_one_midway(name: str, statement: str) -> None:
        kept(name, statement)
        if name == "hits":
            spark.rows("SELECT count(*) FROM hits")  # on both workers before one is gone
            lost.start()

    spark.keep = lose_one_midway  # type: ignore[method-assign]
    try:
        assert everything(spark, world.regime, inputs, claims, tmp_path / "spark") == by_duck
    finally:
        spark.keep = kept  # type: ignore[method-assign]
    lost.join()
    assert two_workers.workers[0].wait(timeout=30) != 0
