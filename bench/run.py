"""Measure: the points law against hand-written Python on the same year, the dossiers, a file of decisions.

Rounds visit the two forms in turn, each in a process of its own, so that a slow minute hits both; what counts is the
ratio inside a round. Seconds are shown, never asserted. What is measured and why: README.md.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS, DATA = HERE / "results", HERE / "results" / "data"
PEERS = HERE / "peers"
PEERS_PYTHON = PEERS / ".venv" / "bin" / "python"
DINGDIAN = Path(sys.executable).parent / "dingdian"
SEED = 7
CHECKED, CHECKED_ON = "shaoguan-2023", "2024-09-10"
console = Console(width=130)


def peers_environment() -> None:
    """Make the peers' environment if its requirements are new, every package checked by its hash."""
    requirements = PEERS / "requirements.txt"
    stamp, wanted = PEERS / ".venv" / ".stamp", hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    console.print("installing the peers' packages into bench/peers/.venv …")
    subprocess.run([sys.executable, "-m", "venv", "--clear", PEERS / ".venv"], check=True)
    pip = [PEERS_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", requirements], check=True)
    stamp.write_text(wanted)


def worker(*command: object) -> dict[str, Any]:
    """The JSON line that a worker prints last."""
    done = subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def points(persons: int, rounds: int) -> dict[str, Any]:
    """Both forms on the same events, in turn."""
    peers_environment()
    theirs, ours = [], []
    for number in range(rounds):
        theirs.append(worker(PEERS_PYTHON, HERE / "baseline.py", DATA, persons, SEED))
        ours.append(worker(sys.executable, HERE / "points.py", DATA))
        console.print(f"round {number + 1}: {theirs[-1]['seconds']:.2f} s by hand, {ours[-1]['seconds']:.2f} s here")
    by_hand = [r["seconds"] for r in theirs]
    found: dict[str, Any] = {key: ours[-1][key] for key in ("events", "persons", "sanctioned", "reasons", "again")}
    found |= {"differences": ours[-1]["differences"], "by_hand": spread(by_hand)}
    for name, key in (("without_reasons", "seconds"), ("with_reasons", "seconds_with_reasons")):
        seconds = [r[key] for r in ours]
        ratios = [b / s for b, s in zip(by_hand, seconds, strict=True)]
        found[name] = spread(seconds) | {"ratio": spread(ratios)}
    return found


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def timed(rounds: int, *command: object) -> dict[str, Any]:
    """Seconds of a whole command, start included, and its last exit code."""
    seconds, code = [], 0
    for _ in range(rounds):
        start = time.perf_counter()
        code = subprocess.run(
            [str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode
        seconds.append(time.perf_counter() - start)
    return {"seconds": spread(seconds), "exit_code": code}


def dossiers(rounds: int) -> dict[str, Any]:
    """Replay every shipped dossier in one command."""
    files = sorted((ROOT / "src" / "dingdian" / "regimes").glob("*/dossiers/**/*.yaml"))
    return {"count": len(files)} | (timed(rounds, DINGDIAN, "replay", *files) if files else {})


def decisions(rows: int, rounds: int) -> dict[str, Any]:
    """A file of findings decided by one command: a row is a handling of one of a sixth as many persons."""
    source = DATA / f"findings_{rows}.csv"
    write_findings(source, rows)
    command = (DINGDIAN, "decide", source, "--regime", "yunnan-2025", "-o", DATA / "decided.xlsx")
    return {"count": rows} | timed(rounds, *command)


def institutions(count: int, rounds: int) -> dict[str, Any]:
    """A workbook of institutions checked by one command, in turn with reading and writing its cells alone."""
    source, script = DATA / f"institutions_{count}.xlsx", HERE / "institutions.py"
    subprocess.run([sys.executable, script, "write", source, str(count)], check=True)
    command = (DINGDIAN, "check", source, "--regime", CHECKED, "--on", CHECKED_ON, "-o", DATA / "checked.xlsx")
    plain, checks, code = [], [], 0
    for _ in range(rounds):
        plain.append(worker(sys.executable, script, "plain", source, DATA / "plain.xlsx")["seconds"])
        one = timed(1, *command)
        checks.append(one["seconds"]["median"])
        code = max(code, one["exit_code"])
    ratios = [p / c for p, c in zip(plain, checks, strict=True)]
    found: dict[str, Any] = {"count": count, "exit_code": code, "plain": spread(plain), "seconds": spread(checks)}
    return found | {"ratio": spread(ratios)}


def write_findings(path: Path, rows: int) -> None:
    """Synthetic findings as the template of `dingdian template findings` has them."""
    chance = random.Random(SEED)
    heading = "处理编号 处理日期 处理依据 机构代码 机构名称 事项编号 违规类型 情形条款 涉及金额 人员代码 姓名 责任程度"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(heading.split())
        for n in range(rows):
            on = date(2025, 1, 1) + timedelta(n * 360 // rows)
            person = chance.randrange(max(1, rows // 6))
            site = person % 100
            basis, clause = chance.choice((("协议处理", "yunnan/22.1"), ("行政处罚", "yunnan/23.1")))
            degree = chance.choice(("一般", "重要", "主要"))
            institution = (f"H5301020{site:04}", f"示例第{site}医院")
            who = (f"D530102{person:06}", f"示例{person}", degree)
            out.writerow((f"CL{n:06}", on, basis, *institution, "1", "超标准收费", clause, "100.00", *who))


def empty(title: str) -> Table:
    """The table that figures are shown in."""
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    for heading in ("median s", "min", "max", "each second", "of baseline", "slowest", "fastest"):
        table.add_column(heading, justify="right")
    return table


def shown(table: Table, name: str, seconds: dict[str, float], rate: str, ratio: dict[str, float] | None = None) -> None:
    spans = [f"{seconds[k]:.2f}" for k in ("median", "min", "max")]
    inverse = [f"1/{1 / ratio[k]:.1f}" for k in ("median", "min", "max")] if ratio else []
    table.add_row(name, *spans, rate, *inverse)


def report(result: dict[str, Any]) -> None:
    table = empty(f"{result['cores']} cores, Python {result['python']}, {result['rounds']} rounds")
    p = result["points"]
    events = p["events"]
    for name, seconds, ratio in (
        ("points by hand", p["by_hand"], None),
        ("points here, no reasons", p["without_reasons"], p["without_reasons"]["ratio"]),
        ("points here, reasons for all sanctioned", p["with_reasons"], p["with_reasons"]["ratio"]),
    ):
        shown(table, name, seconds, f"{events / seconds['median']:,.0f} entries", ratio)
    for name, key, unit in (("replay of all dossiers", "dossiers", "files"), ("decide on a file", "decisions", "rows")):
        done = result[key]
        if done["count"] and done["exit_code"] == 0:
            rate = f"{done['count'] / done['seconds']['median']:,.0f} {unit}"
            shown(table, f"{name}: {done['count']:,} {unit}", done["seconds"], rate)
        else:
            console.print(f"{name}: not measured ({done['count']} {unit}, exit code {done.get('exit_code')})")
    done = result["institutions"]
    if done["exit_code"] == 0:
        rows = f"{done['count']:,} institutions"
        shown(table, f"cells read and written alone: {rows}", done["plain"], "")
        rate = f"{done['count'] / done['seconds']['median']:,.0f} rows"
        shown(table, f"check on a file: {rows}", done["seconds"], rate, done["ratio"])
    else:
        console.print(f"check on a file: not measured (exit code {done['exit_code']})")
    console.print(table)
    console.print(
        f"{events:,} entries of {p['persons']:,} persons; {p['sanctioned']:,} sanctioned, {p['reasons']:,} reasons; "
        f"{p['differences']} sanctions differ from those by hand, apart from {p['again']} of a full single entry on a "
        "full total, which the form by hand leaves out."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000, help="synthetic persons; 3 entries for every 10")
    parser.add_argument("--rows", type=int, default=10_000, help="rows of the file of findings")
    parser.add_argument("--institutions", type=int, default=10_000, help="rows of the file of institutions")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "rounds": options.rounds,
        "points": points(options.persons, options.rounds),
        "dossiers": dossiers(options.rounds),
        "decisions": decisions(options.rows, options.rounds),
        "institutions": institutions(options.institutions, options.rounds),
    }
    report(result)
    (RESULTS / "latest.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
