"""Measure the rules over columns beside hand-written engines on the same year: Parquet in, decisions and reasons out.

    .venv/bin/python bench/gate.py --persons 1000000 --claims 10000000 --rounds 5

Rounds visit each form in turn, every one in a process of its own with its database open, run once and then timed as the
median of three; what counts is the ratio inside a round. The windows of the peers begin on the event's own day, ours on
the day after delivery, so the days are set back by one.

OpenFisca and zen-engine find their windows first, untimed, then read the lines, decide, and write those denied with a
word for why; zen-engine, which takes long, only 300,000 of them. Of these two rates are compared, not seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from run import DATA, PEERS, PEERS_PYTHON, RESULTS, SEED, console, empty, peers_environment, shown, spread, worker

REGIME = "yunnan-2025"
_MAKE = """
import sys; sys.path.insert(0, sys.argv[1])
import json, numpy as np, pyarrow as pa, pyarrow.parquet as pq
from pathlib import Path
import data
folder, persons, claims, seed = Path(sys.argv[2]), *map(int, sys.argv[3:6])
events, lines = data.write(folder, persons, claims, seed)
t = pq.read_table(events)
day = (t["day"].to_numpy() - np.timedelta64(1, "D")).astype("M8[D]")
place = pa.array((t["person"].to_numpy() % 50_000).astype("i4"))
pq.write_table(pa.table({"entry": t["event"], "person": t["person"], "institution": place, "decided_on": pa.array(day),
    "delivered_on": pa.array(day), "act": t["event"], "points": t["points"]}), folder / "entries.parquet")
t = pq.read_table(lines)
pq.write_table(pa.table({"claim": pa.array(np.arange(len(t), dtype=np.int32)), "person": t["person"],
    "institution": t["institution"], "service_on": t["day"], "emergency": t["emergency"]}),
    folder / "claims.parquet", row_group_size=1 << 20)
print(json.dumps({"events": str(events), "lines": str(lines)}))
"""
_DIRECT = r'''
import sys, time, json, duckdb
events, entries, claims, out = sys.argv[2:6]
sys.path.insert(0, sys.argv[1])
from engines import duckdb_direct, duckdb_
duckdb_.load_events(events)
con = duckdb_.con
def denied():
    con.execute(f"""COPY (SELECT c.claim, any_value(c.person) AS person, any_value(c.institution) AS institution,
      any_value(c.service_on) AS service_on, any_value(c.emergency) AS emergency,
      max(CASE WHEN w.months >= 12 THEN 2 ELSE 1 END) AS d
      FROM (SELECT file_row_number AS row, * FROM read_parquet('{claims}', file_row_number = true)) c
      JOIN windows w ON c.person = w.person AND c.service_on >= w.start AND c.service_on < w."end"
      GROUP BY c.row, c.claim) TO '{out}' (FORMAT parquet)""")
def scan(more=""):
    con.execute(f"""SELECT sum(person), sum(service_on - DATE '1970-01-01'), count_if(emergency){more}
      FROM '{claims}'""").fetchall()
def scan_all():
    scan(", sum(claim), sum(institution)")
def copy():
    con.execute(f"""COPY (SELECT *, 'pay' AS outcome, 'normal' AS reason, 'yunnan/14;yunnan/14.1' AS clause
      FROM '{claims}') TO '{out}' (FORMAT parquet)""")
def timed(f):
    f(); taken = []
    for _ in range(3):
        start = time.perf_counter(); f(); taken.append(time.perf_counter() - start)
    return sorted(taken)[1]
found = {"events_step": lambda: duckdb_.run_events(None), "denied": denied, "scan": scan, "scan_all": scan_all,
         "copy": copy}
print(json.dumps({name: timed(f) for name, f in found.items()}))
'''
_NUMPY = """
import sys, time, json; sys.path.insert(0, sys.argv[1])
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
from engines import numpy_
def work():
    w = numpy_.run_events(numpy_.load_events(sys.argv[2]))[1]
    pq.write_table(pa.table({"person": w[0], "first": w[1], "end": w[2], "months": w[3]}), sys.argv[3])
work(); taken = []
for _ in range(3):
    start = time.perf_counter(); work(); taken.append(time.perf_counter() - start)
print(json.dumps({"seconds": sorted(taken)[1]}))
"""
_RULES = r"""
import sys, time, json, importlib, itertools; sys.path.insert(0, sys.argv[1])
from pathlib import Path
import numpy as np, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
events, lines, claims, out, name = *map(Path, sys.argv[2:6]), sys.argv[6]
e = importlib.import_module(f"engines.{name}")
result = e.run_events(e.load_events(events))
words = pa.array(["pay", "suspended", "terminated"])
def work():
    found = pa.array(np.asarray(e.decisions(e.run_claims(e.load_claims(lines), result)), np.uint8))
    table = pq.read_table(claims).slice(0, len(found))
    denied = pc.greater(found, 0)
    told = table.filter(denied).append_column("reason", words.take(found.filter(denied)))
    pq.write_table(told, out)
    return len(found)
work(); start = time.perf_counter(); done = work()
print(json.dumps({"rate": done / (time.perf_counter() - start), "lines": done}))
"""
_OURS = """
import sys, time, json, shutil
from pathlib import Path
from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import Inputs, standings
from dingdian.regimes import load
entries, claims, out = map(Path, sys.argv[1:4])
rules, found, engine = load(sys.argv[4]), {}, Duck(threads=2)
def timed(name, work):
    taken = []
    for _ in range(4):
        shutil.rmtree(out / "gate", ignore_errors=True)
        start = time.perf_counter(); work(engine); taken.append(time.perf_counter() - start)
    found[name] = sorted(taken[1:])[1]
timed("standings", lambda e: standings(e, rules, Inputs(entries), out / "standings.parquet"))
timed("gate", lambda e: gate(e, rules, out / "standings.parquet", claims, out / "gate"))
timed("all_lines", lambda e: gate(e, rules, out / "standings.parquet", claims, out / "gate", every_line=True))
peak = next(int(x.split()[1]) for x in open("/proc/self/status") if x.startswith("VmHWM"))
print(json.dumps(found | {"peak_mb": peak / 1024}))
"""


def made(persons: int, claims: int) -> tuple[Path, Path]:
    """The synthetic year as our files: entries and claims."""
    peers_environment()
    DATA.mkdir(parents=True, exist_ok=True)
    worker(PEERS_PYTHON, "-c", _MAKE, PEERS, DATA, persons, claims, SEED)
    return DATA / "entries.parquet", DATA / "claims.parquet"


def measured(persons: int, claims: int, rounds: int) -> dict[str, Any]:
    entries, lines = made(persons, claims)
    out, events = DATA / "ours", DATA / f"events_{persons}_{SEED}.parquet"
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        by_numpy = worker(PEERS_PYTHON, "-c", _NUMPY, PEERS, events, DATA / "numpy.parquet")["seconds"]
        direct = worker(PEERS_PYTHON, "-c", _DIRECT, PEERS, events, entries, lines, DATA / "direct.parquet")
        ours = worker(sys.executable, "-c", _OURS, entries, lines, out, REGIME)
        year = DATA / f"claims_{persons}_{claims}_{SEED}.parquet"
        rates = {
            name: worker(PEERS_PYTHON, "-c", _RULES, PEERS, events, year, lines, DATA / "rules.parquet", name)
            for name in ("openfisca_exact", "zen_", "zen_batch")
        }
        zen, rate = max(rates["zen_"]["rate"], rates["zen_batch"]["rate"]), claims / ours["gate"]
        told = {
            "standings: numpy by hand, file to file": by_numpy, "standings: duckdb_ events step": direct["events_step"],
            "standings": ours["standings"], "gate: duckdb_direct, same rows": direct["denied"],
            "gate: pure scan": direct["scan"], "gate: scan of the five columns": direct["scan_all"],
            "gate": ours["gate"], "all lines: COPY": direct["copy"],
            "all lines": ours["all_lines"], "ratio standings / numpy (≥ 0.15)": by_numpy / ours["standings"],
            "ratio standings / duckdb_ step (≥ 0.4)": direct["events_step"] / ours["standings"],
            "ratio gate / duckdb_direct (≥ 0.8)": direct["denied"] / ours["gate"],
            "ratio gate / scan (≥ 0.5)": direct["scan"] / ours["gate"],
            "ratio gate / scan of the five": direct["scan_all"] / ours["gate"],
            "ratio duckdb_direct / scan": direct["scan"] / direct["denied"],
            "ratio all lines / COPY (≥ 0.8)": direct["copy"] / ours["all_lines"],
            "ratio gate / OpenFisca (≥ 15)": rate / rates["openfisca_exact"]["rate"],
            "ratio gate / zen-engine (≥ 500)": rate / zen, "peak MB": ours["peak_mb"],
        }  # fmt: skip
        for name, value in told.items():
            found.setdefault(name, []).append(value)
        console.print(f"round {number + 1} of {rounds}: gate {ours['gate']:.2f} s")
    return {"persons": persons, "claims": claims, "load": os.getloadavg()[0]} | {
        "figures": {name: spread(values) for name, values in found.items()}
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    done = measured(options.persons, options.claims, options.rounds)
    table = empty(f"{done['claims']:,} lines, {os.cpu_count()} cores, load {done['load']:.1f}")
    for name, figures in done["figures"].items():
        shown(table, name, figures, "")
    console.print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "gate.json").write_text(json.dumps(done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
