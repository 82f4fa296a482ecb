"""Gate a billion lines on one machine, partition by partition, and see whether time grows straight and memory not.

    .venv/bin/python bench/long.py --most 1000000000

The claims are a folder as `dingdian gate` takes one: each file of it is made when its turn comes (by another process),
gated, and deleted when the next begins, so that little disk is needed. What is timed is the run of the gate over the
folder, its summary included, less the making. Each size is a process of its own, whose peak of memory is told.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dingdian.bulk.duck import Duck
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import Inputs, standings
from dingdian.regimes import load
from run import DATA, RESULTS, ROOT, console, worker

REGIME = "yunnan-2025"
PERSONS, ENTRIES, INSTITUTIONS = 1_000_000, 300_000, 50_000
PART = 10_000_000
PLOT = ROOT / "docs" / "images" / "bulk-growth.svg"
_ENTRIES = f"""
SELECT i::INTEGER AS entry, (hash(i, 1) % {PERSONS})::INTEGER AS person,
       (hash(i, 1) % {PERSONS} % {INSTITUTIONS})::INTEGER AS institution,
       DATE '2025-01-01' + (i * 365 // {ENTRIES})::INTEGER AS decided_on, decided_on AS delivered_on, entry AS act,
       least(12, 1 + floor(-3 * ln((hash(i, 2) % 1000000 + 1) / 1000001)))::INTEGER AS points
FROM range({ENTRIES}) t(i)"""
_LINES = """
SELECT i AS claim, p AS person, (CASE WHEN hash(i, 3) % 20 = 0 THEN hash(i, 4) ELSE hash(p) END % {places})::INTEGER
       AS institution, DATE '2025-01-01' + (i * 365 // {of})::INTEGER AS service_on, hash(i, 5) % 25 = 0 AS emergency,
       ((hash(i, 6) % 100000) / 100)::DECIMAL(9, 2) AS amount
FROM (SELECT i, (hash(i) % {persons})::INTEGER AS p FROM range({first}, {end}) t(i)) n"""
_MAKE = """
import sys, duckdb
con = duckdb.connect(config={"threads": 2, "memory_limit": "1GiB"})
con.execute("SET preserve_insertion_order = false")
con.execute(f"COPY ({sys.argv[1]}) TO '{sys.argv[2]}' (FORMAT parquet, ROW_GROUP_SIZE 1000000)")
"""


def make(statement: str, target: Path) -> None:
    subprocess.run([sys.executable, "-c", _MAKE, statement, str(target)], check=True)


def gated(lines: int, entries: Path) -> dict[str, Any]:
    """Gate so many lines; everything on disk is gone again afterwards."""
    home = DATA / f"long-{lines}"
    shutil.rmtree(home, ignore_errors=True)
    claims, out = home / "claims", home / "out"
    claims.mkdir(parents=True)
    parts = max(1, lines // PART)
    each = lines // parts
    files = [claims / f"{number:04}.parquet" for number in range(parts)]
    for file in files:
        file.touch()
    making, disk, begun = 0.0, 0, time.perf_counter()

    def next_file(done: int, of: int) -> None:
        nonlocal making, disk
        start = time.perf_counter()
        if done:
            disk = max(disk, sum(p.stat().st_size for p in home.rglob("*") if p.is_file()))
            files[done - 1].unlink()
        for number in range(done + 1 if done else 0, min(done + 2, of)):  # the gate looks one file ahead
            first = number * each
            make(_LINES.format(first=first, end=first + each, of=lines, persons=PERSONS, places=INSTITUTIONS),
                 files[number])  # fmt: skip
        making += time.perf_counter() - start
        if done % 10 == 0 or done == of:
            print(f"{lines:,}: {done} of {of} files, {time.perf_counter() - begun - making:.1f} s", file=sys.stderr)

    rules, engine = load(REGIME), Duck(threads=2)
    standings(engine, rules, Inputs(entries), home / "standings.parquet")
    begun, making = time.perf_counter(), 0.0
    report = gate(engine, rules, home / "standings.parquet", claims, out, told=next_file)
    seconds = time.perf_counter() - begun - making
    shutil.rmtree(home)
    assert report.lines == lines
    peak = next(int(x.split()[1]) for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
    return {
        "lines": lines, "files": parts, "seconds": seconds, "making": making, "lines_per_second": lines / seconds,
        "peak_mb": peak / 1024, "disk_mb": disk / 1e6, "not_plainly_paid": sum(report.found.values()),
        "amount": str(report.amount), "load": os.getloadavg()[0],
    }  # fmt: skip


def drawn(figures: list[dict[str, Any]]) -> str:
    """Seconds over lines, both by powers of ten, with a line of straight growth through the last point."""
    left, right, top, bottom = 90, 610, 48, 338
    low = math.floor(min(math.log10(x["seconds"] / 2) for x in figures))  # below the first point stands what it is
    high = math.ceil(max(math.log10(x["seconds"]) for x in figures))
    first, last = (math.log10(figures[at]["lines"]) for at in (0, -1))

    def x(lines: float) -> float:
        return left + (math.log10(lines) - first) / (last - first) * (right - left)

    def y(seconds: float) -> float:
        return bottom - (math.log10(seconds) - low) / (high - low) * (bottom - top)

    rows = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 400" font-family="sans-serif" font-size="13">',
        "<title>Seconds of the bulk gate over lines of claims, both axes by powers of ten</title>",
        '<rect width="680" height="400" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        rows.append(f'<line x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        rows.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:,g} s</text>')
    for power in range(math.ceil(first), math.floor(last) + 1):
        at = x(10.0**power)
        rows.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{bottom}" stroke="#ddd"/>')
        rows.append(f'<text x="{at:.1f}" y="{bottom + 20}" text-anchor="middle">{10**power:,}</text>')
    end = figures[-1]
    start = max(10.0**low, end["seconds"] * figures[0]["lines"] / end["lines"])
    since = end["lines"] * start / end["seconds"]
    rows.append(
        f'<line x1="{x(since):.1f}" y1="{y(start):.1f}" x2="{x(end["lines"]):.1f}" y2="{y(end["seconds"]):.1f}" '
        'stroke="#999" stroke-dasharray="5 4"/>'
    )
    points = " ".join(f"{x(f['lines']):.1f},{y(f['seconds']):.1f}" for f in figures)
    rows.append(f'<polyline points="{points}" fill="none" stroke="#0b5cad" stroke-width="2"/>')
    for f in figures:
        at, over = x(f["lines"]), y(f["seconds"])
        rows.append(f'<circle cx="{at:.1f}" cy="{over:.1f}" r="4" fill="#0b5cad"/>')
        told = f"{f['seconds']:.1f} s, {f['peak_mb']:,.0f} MB"
        anchor, along, down = ("start", 8, 18) if f is figures[0] else ("end", -8, -8)
        where = f'x="{at + along:.1f}" y="{over + down:.1f}" text-anchor="{anchor}"'
        rows.append(f'<text {where} fill="#0b5cad">{told}</text>')
    rows.append(f'<text x="{(left + right) / 2}" y="{bottom + 48}" text-anchor="middle">lines of claims</text>')
    rows.append(f'<text x="{left}" y="18">seconds of gating and peak of memory; dashed: straight growth</text>')
    return "\n".join([*rows, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000_000)
    parser.add_argument("--one", type=int, help="gate this many lines in this process, say what it took as JSON")
    options = parser.parse_args()
    entries = DATA / "long-entries.parquet"
    if options.one:
        print(json.dumps(gated(options.one, entries)))
        return
    DATA.mkdir(parents=True, exist_ok=True)
    make(_ENTRIES, entries)
    figures = []
    for power in range(6, round(math.log10(options.most)) + 1):
        figures.append(worker(sys.executable, __file__, "--one", 10**power))
        console.print(figures[-1])
        told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count(), "sizes": figures}
        (RESULTS / "long.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        if len(figures) > 1:
            PLOT.write_text(drawn(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
