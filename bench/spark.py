"""Run standings and the gate on a real Spark cluster on loopback (a master, two workers) and hold it against DuckDB.

    .venv/bin/python bench/spark.py --persons 100000 --claims 1000000

Needs Java 17. On two cores a cluster only shows that it says the same; what it is for is more than one machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from gate import made
from run import RESULTS, ROOT, console

sys.path.insert(0, str(ROOT))

from tests.bulk.cluster import cluster

from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.bulk.gate import gate
from dingdian.bulk.open import opened
from dingdian.bulk.standings import Inputs, standings
from dingdian.regimes import load

REGIME = "yunnan-2025"


def run(engine: Engine, entries: Path, claims: Path, out: Path) -> dict[str, float]:
    """Seconds of both steps; what they wrote lies in `out`."""
    shutil.rmtree(out, ignore_errors=True)
    rules, begun = load(REGIME), time.perf_counter()
    standings(engine, rules, Inputs(entries), out / "standings.parquet")
    middle = time.perf_counter()
    gate(engine, rules, out / "standings.parquet", claims, out / "gate")
    return {"standings": middle - begun, "gate": time.perf_counter() - middle}


def rows(out: Path) -> list[list[str]]:
    duck = Duck(threads=2)
    files = (out / "standings.parquet", out / "gate" / "lines", out / "gate" / "summary.csv")
    return [sorted(map(str, duck.rows(f"SELECT * FROM {duck.scan(path)} t"))) for path in files]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    options = parser.parse_args()
    entries, claims = made(options.persons, options.claims)
    found: dict[str, object] = {"persons": options.persons, "claims": options.claims}
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        found["duckdb"] = run(Duck(threads=2), entries, claims, at / "duckdb")
        begun = time.perf_counter()
        with cluster(at) as running:
            engine = opened(running.address)
            found["start"] = time.perf_counter() - begun
            found["spark"] = run(engine, entries, claims, at / "spark")
            engine.close()
        same = rows(at / "duckdb") == rows(at / "spark")
        found["rows"] = [len(x) for x in rows(at / "duckdb")]
    found["same"] = same
    console.print_json(data=found)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "spark.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if not same:
        raise SystemExit("Spark and DuckDB do not say the same")


if __name__ == "__main__":
    main()
