"""Measure an import of many people: from the upload to the ended job, worker included, in turn with reading alone.

    .venv/bin/python bench/imports.py --rows 10000 --rounds 3

`dingdian.registry` does what an office's upload asks for: the file is checked cell by cell, written to the journal,
carried into the registry, by a worker process that takes the job from the queue. Beside it, in the same round, a
process of its own that reads the same file with openpyxl and does nothing with it. The database is a private cluster in
a folder that is removed at the end; it, Django and the worker are up before the clock starts, as they are in an office.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from private import site
from run import DATA, RESULTS, console, empty, shown, spread, worker

DIVISION, HOSPITAL, CLINIC = "530102", "H53010200001", "H53010200002"
READ = """
import json, sys, time, openpyxl
begun, rows = time.perf_counter(), 0
for sheet in openpyxl.load_workbook(sys.argv[1], read_only=True):
    rows += sum(1 for _ in sheet.iter_rows(values_only=True))
print(json.dumps({"rows": rows, "seconds": time.perf_counter() - begun}))
"""


def write(path: Path, rows: int, first: int) -> Path:
    """A filled template of people, numbered from the first: the same ones twice would write nothing."""
    import xlsxwriter

    from dingdian.registry.layout import layout_of

    book = xlsxwriter.Workbook(str(path))
    sheet = layout_of("people").main
    page = book.add_worksheet(sheet.title)
    page.write_row(0, 0, [c.header for c in sheet.columns])
    for n in range(rows):
        told = {"code": f"D{DIVISION}{first + n:06}", "name": "张三", "role": "医疗类", "department": "内科",
                "institution": (HOSPITAL, CLINIC)[n % 2], "filed_on": "2025-01-02"}  # fmt: skip
        page.write_row(n + 1, 0, [told.get(c.name) for c in sheet.columns])
    book.close()
    return path


def prepared() -> Any:
    """A region with two institutions under agreement; who imports."""
    from dingdian.accounts.models import Division, Organisation, User
    from dingdian.journal.batch import Registration, register_many
    from dingdian.journal.record import Actor
    from dingdian.journal.story import open_region

    for code, name, parent in (
        ("530000", "云南省", None),
        ("530100", "昆明市", "530000"),
        (DIVISION, "五华区", "530100"),
    ):
        Division.objects.create(code=code, name=name, parent_id=parent)
    where = open_region("bench", "云南省", persons="yunnan-2025", division_id="530000")
    term = {"start_on": "2025-01-01", "end_on": "2030-12-31"}
    rows = []
    for code in (HOSPITAL, CLINIC):
        place = {"code": code, "name": f"示例{code}", "sector": "medical_institution"}
        rows.append(Registration("registration.institution", place, code, {"division": DIVISION}))
        rows.append(Registration("registration.agreement", {"id": f"A{code}", "institution": code, **term}, f"A{code}"))
    register_many(where, rows, by=Actor("bench", "clerk"))
    office = Organisation.objects.create(kind="agency", name="医保中心", division_id="530100")
    return where, User.objects.create(username="bench", role="clerk", organisation=office)


def imported(where: Any, who: Any, path: Path) -> dict[str, float]:
    """Seconds from the upload to the end of its job, which a worker that waits for work does."""
    from dingdian.registry.importing import start_import
    from dingdian.registry.models import ImportJob

    begun = time.perf_counter()
    job = start_import(where, path, "people", good_rows=False, acting_user=who)
    while ImportJob.objects.only("ended_at").get(pk=job.pk).ended_at is None:
        time.sleep(0.05)
    took = time.perf_counter() - begun
    job.refresh_from_db()
    assert job.state == "done" and not job.problem_count, (job.state, job.error, job.problems[:3])
    return {"seconds": took, "waited": (job.started_at - job.created_at).total_seconds(), "written": job.written}


def measured(rows: int, rounds: int) -> dict[str, Any]:
    """Reading alone and the import in turn, each round with a file of its own."""
    where, who = prepared()
    imported(where, who, write(DATA / "people_first.xlsx", 1, 999_999))  # once the worker is up and at work
    plain, whole, waited = [], [], []
    for turn in range(rounds):
        path = write(DATA / f"people_{turn}.xlsx", rows, turn * rows)
        plain.append(worker(sys.executable, "-c", READ, path)["seconds"])
        done = imported(where, who, path)
        assert done["written"] == rows, done
        whole.append(done["seconds"])
        waited.append(done["waited"])
        console.print(f"round {turn + 1}: {plain[-1]:.2f} s read alone, {whole[-1]:.2f} s imported")
    ratios = [p / w for p, w in zip(plain, whole, strict=True)]
    found = {"count": rows, "plain": spread(plain), "seconds": spread(whole), "waited": spread(waited)}
    return found | {"ratio": spread(ratios), "load": os.getloadavg()[0]}


def report(done: dict[str, Any]) -> None:
    table = empty(f"{os.cpu_count()} cores, load {done['load']:.1f}")
    shown(table, f"read alone with openpyxl: {done['count']:,} rows", done["plain"], "")
    rate = f"{done['count'] / done['seconds']['median']:,.0f} rows"
    shown(table, f"import, upload to done: {done['count']:,} rows", done["seconds"], rate, done["ratio"])
    shown(table, "of it waiting for the worker", done["waited"], "")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="people in the file")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    with site():
        office = [Path(sys.executable).parent / "dingdian", "work", "--concurrency", "1"]
        at_work = subprocess.Popen(office, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            done = measured(options.rows, options.rounds)
        finally:
            at_work.terminate()
            at_work.wait()
    report(done)
    (RESULTS / "imports.json").write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
