"""Measure the rules over columns beside hand-written engines on the same year: Parquet in, decisions and reasons out.

    .venv/bin/python bench/gate.py --persons 1000000 --claims 10000000 --rounds 5

Each form is a process of its own with its database open. A round runs them in turn, each seven times in a row, as files
follow one another, the first two to warm up; what counts is the ratio of the medians of two that stood beside one
another, and of the rounds the median. On shared cores a moment of other work falls on one form and not on another: the
same ratios in seconds of a processor, which only counts what a form did itself, stand below. The windows of the peers
begin on the event's own day, ours on the day after delivery, so the days are set back by one.

OpenFisca and zen-engine find their windows first, untimed, then read the lines, decide, and write those denied with a
word for why; zen-engine, which takes long, only 300,000 of them. Of these two it is the rates that are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
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
import sys, duckdb
events, claims, out = sys.argv[2:5]
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
def copy():
    con.execute(f"""COPY (SELECT *, 'pay' AS outcome, 'normal' AS reason, 'yunnan/14;yunnan/14.1' AS clause
      FROM '{claims}') TO '{out}' (FORMAT parquet)""")
forms = {"events step": lambda: duckdb_.run_events(None), "denied": denied, "scan": scan, "copy": copy,
         "scan of the five": lambda: scan(", sum(claim), sum(institution)")}
'''
_NUMPY = """
import sys; sys.path.insert(0, sys.argv[1])
import pyarrow as pa, pyarrow.parquet as pq
from engines import numpy_
def work():
    w = numpy_.run_events(numpy_.load_events(sys.argv[2]))[1]
    pq.write_table(pa.table({"person": w[0], "first": w[1], "end": w[2], "months": w[3]}), sys.argv[3])
forms = {"numpy": work}
"""
_RULES = """
import sys, importlib; sys.path.insert(0, sys.argv[1])
from pathlib import Path
import numpy as np, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
events, lines, claims, out, name = *map(Path, sys.argv[2:6]), sys.argv[6]
e = importlib.import_module(f"engines.{name}")
result = e.run_events(e.load_events(events))
words = pa.array(["pay", "suspended", "terminated"])
def work():
    found = pa.array(np.asarray(e.decisions(e.run_claims(e.load_claims(lines), result)), np.uint8))
    groups = range((len(found) - 1 >> 20) + 1)
    table = pq.ParquetFile(claims).read_row_groups(groups).slice(0, len(found))
    denied = pc.greater(found, 0)
    pq.write_table(table.filter(denied).append_column("reason", words.take(found.filter(denied))), out)
    return len(found)
forms = {name: work}
"""
_OURS = """
import sys, shutil
from pathlib import Path
from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import Inputs, standings
from dingdian.regimes import load
entries, claims, out = map(Path, sys.argv[1:4])
rules, engine, told = load(sys.argv[4]), Duck(threads=2), out / "standings.parquet"
forms = {
    "clear": lambda: shutil.rmtree(out / "gate", ignore_errors=True),
    "standings": lambda: standings(engine, rules, Inputs(entries), told),
    "gate": lambda: gate(engine, rules, told, claims, out / "gate"),
    "all lines": lambda: gate(engine, rules, told, claims, out / "gate", every_line=True),
}
"""
_SERVE = """
import sys, time, json
for name in sys.stdin:
    start, busy = time.perf_counter(), time.process_time()
    done = forms[name.strip()]()
    print(json.dumps([time.perf_counter() - start, time.process_time() - busy, done if type(done) is int else 0]),
          flush=True)
"""


@dataclass(frozen=True)
class Took:
    """What a form took: seconds, seconds of a processor, and lines where it tells how many it did."""

    seconds: float
    busy: float
    lines: int


class Forms:
    """A process that holds forms of the work ready and runs the one it is told."""

    def __init__(self, *command: object) -> None:
        python, script, *arguments = map(str, command)
        self.process = subprocess.Popen([python, "-c", script + _SERVE, *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)  # fmt: skip

    def run(self, name: str) -> Took:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        told = next(line for line in self.process.stdout if line.startswith("["))  # engines print what they like
        return Took(*json.loads(told))

    def peak_mb(self) -> float:
        told = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(x.split()[1]) for x in told if x.startswith("VmHWM")) / 1024

    def close(self) -> None:
        self.process.communicate()


def made(persons: int, claims: int) -> tuple[Path, Path]:
    """The synthetic year as our files: entries and claims."""
    peers_environment()
    DATA.mkdir(parents=True, exist_ok=True)
    worker(PEERS_PYTHON, "-c", _MAKE, PEERS, DATA, persons, claims, SEED)
    return DATA / "entries.parquet", DATA / "claims.parquet"


WARM, TIMES = 2, 5

PAIRS = (
    ("standings / numpy by hand (≥ 0.15)", "numpy", "standings"),
    ("standings / duckdb_ events step (≥ 0.4)", "events step", "standings"),
    ("gate / duckdb_direct, same rows (≥ 0.8)", "denied", "gate"),
    ("gate / pure scan of three columns (≥ 0.5)", "scan", "gate"),
    ("gate / pure scan of the five it reads", "scan of the five", "gate"),
    ("duckdb_direct / pure scan of three columns", "scan", "denied"),
    ("all lines / COPY (≥ 0.8)", "copy", "all lines"),
)
RULES = (("gate / OpenFisca, by line (≥ 15)", "openfisca_exact"), ("gate / zen-engine, by line (≥ 500)", "zen_"))


def in_a_row(process: Forms, name: str, ours: Forms) -> Took:
    """The median of what a form takes, once it is warm."""
    found = list[Took]()
    for _ in range(WARM + TIMES):
        ours.run("clear")
        found.append(process.run(name))
    warm = found[WARM:]
    return Took(statistics.median(x.seconds for x in warm), statistics.median(x.busy for x in warm), warm[0].lines)


def one_round(entries: Path, lines: Path, persons: int, claims: int) -> dict[str, float]:
    """Every form in turn; ratios are those of forms that ran beside one another."""
    events, year = DATA / f"events_{persons}_{SEED}.parquet", DATA / f"claims_{persons}_{claims}_{SEED}.parquet"
    numpy = Forms(PEERS_PYTHON, _NUMPY, PEERS, events, DATA / "numpy.parquet")
    direct = Forms(PEERS_PYTHON, _DIRECT, PEERS, events, lines, DATA / "direct.parquet")
    ours = Forms(sys.executable, _OURS, entries, lines, DATA / "ours", REGIME)
    order = ((numpy, "numpy"), (ours, "standings"), (direct, "events step"), (direct, "scan of the five"),
             (direct, "scan"), (ours, "gate"), (direct, "denied"), (direct, "copy"), (ours, "all lines"))  # fmt: skip
    found = defaultdict[str, list[float]](list)
    took = {name: in_a_row(process, name, ours) for process, name in order}
    for title, theirs, own in PAIRS:
        found[title].append(took[theirs].seconds / took[own].seconds)
        found[f"processor: {title}"].append(took[theirs].busy / took[own].busy)
    for name, x in took.items():
        found[f"seconds: {name}"].append(x.seconds)
    for title, name in RULES:  # started when nothing else is measured, for they take seconds to load
        process = Forms(PEERS_PYTHON, _RULES, PEERS, events, year, lines, DATA / "rules.parquet", name)
        process.run(name)
        theirs, own = process.run(name), in_a_row(ours, "gate", ours)
        process.close()
        found[title].append(claims / own.seconds / (theirs.lines / theirs.seconds))
        found[f"processor: {title}"].append(claims / own.busy / (theirs.lines / theirs.busy))
    found["peak MB"].append(ours.peak_mb())
    for process in (numpy, direct, ours):
        process.close()
    return {name: statistics.median(values) for name, values in found.items()}


def measured(persons: int, claims: int, rounds: int) -> dict[str, Any]:
    entries, lines = made(persons, claims)
    found = defaultdict[str, list[float]](list)
    for number in range(rounds):
        told = one_round(entries, lines, persons, claims)
        for name, value in told.items():
            found[name].append(value)
        console.print(f"round {number + 1} of {rounds}: gate {told['seconds: gate']:.2f} s")
    return {"persons": persons, "claims": claims, "load": os.getloadavg()[0]} | {
        "figures": {
            name: spread(found[name]) for name in sorted(found, key=lambda x: x.split(":")[0] if ":" in x else "")
        }
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
