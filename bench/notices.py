"""Measure sealed notices: a thousand, from the asking to the last one kept, in turn with setting their type alone.

    .venv/bin/python bench/notices.py --notices 1000 --rounds 3

`dingdian.papers.many` does what an office's 全部印发 does: each notice is composed from the journal, numbered, set,
sealed and kept in a transaction of its own. Beside it, in the same round, the same texts are only set in type: no
journal, no number, no seal, no database. The database is a private cluster in a folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from run import RESULTS, console, shown, spread

DIVISION, HOSPITAL = "530102", "H53010200001"
EACH = 10  # persons of a decision


def code(n: int) -> str:
    return f"D{DIVISION}{n:06}"


def prepared(notices: int) -> tuple[Any, Any]:
    """A region with a hospital, its persons, and decisions on ten of them each; who issues."""
    from dingdian.accounts.models import Division, Organisation, User
    from dingdian.journal.batch import Registration, register_many
    from dingdian.journal.many import Told, record_many
    from dingdian.journal.record import Actor
    from dingdian.journal.slices import ACT
    from dingdian.journal.story import open_region

    for place, name, parent in (
        ("530000", "云南省", None),
        ("530100", "昆明市", "530000"),
        (DIVISION, "五华区", "530100"),
    ):
        Division.objects.create(code=place, name=name, parent_id=parent)
    where = open_region("bench", "云南省", persons="yunnan-2025", division_id="530000")
    by = Actor("bench", "system")
    place = {"code": HOSPITAL, "name": "示例市第一医院", "sector": "medical_institution", "ownership": "public"}
    term = {"start_on": "2025-01-01", "end_on": "2030-12-31"}
    rows = [
        Registration("registration.institution", place, HOSPITAL, {"division": DIVISION}),
        Registration("registration.agreement", {"id": "A1", "institution": HOSPITAL, **term}, "A1"),
    ]
    for n in range(notices):
        sites = [{"institution": HOSPITAL, "department": "内科", "filed_on": "2025-01-02"}]
        person = {"code": code(n), "name": f"张某{n}", "role": "medical", "sites": sites}
        rows.append(Registration("registration.person", person, code(n)))
    register_many(where, rows, by=by)
    told = []
    for n in range(0, notices, EACH):
        shares = [{"person": code(m), "degree": "main"} for m in range(n, min(n + EACH, notices))]
        finding = {"id": "f1", "type": "重复收费", "circumstances": ["yunnan/23.1"], "persons": shares}
        act = {"act": "handling.decide", "id": f"CL-{n}", "on": "2026-03-09", "basis": "administrative_penalty",
               "institution": HOSPITAL, "findings": [finding]}  # fmt: skip
        told.append(Told(ACT.validate_python(act), by, f"CL-{n}"))
    record_many(where, told)
    office = Organisation.objects.create(kind="agency", name="五华区医疗保险中心", division_id=DIVISION)
    return where, User.objects.create(username="bench", role="clerk", organisation=office, password="!")


def issued(where: Any, who: Any) -> float:
    """Seconds in which the notices of every decision are issued, found as the page finds them."""
    from dingdian.casework.models import Case
    from dingdian.papers.many import issue_many, open_among
    from dingdian.papers.queries import offers

    begun = time.perf_counter()
    for case in Case.objects.filter(region=where, process="handling").order_by("pk"):
        issue_many(where, open_among(offers(case, who)), acting_user=who)
    return time.perf_counter() - begun


def alone() -> float:
    """Seconds in which the same texts are set in type, nothing else."""
    from dingdian.papers.actions import _again
    from dingdian.papers.layout import typesetter
    from dingdian.papers.models import Paper

    texts = [_again(paper) for paper in Paper.objects.defer("pdf")]
    begun = time.perf_counter()
    for document, marks in texts:
        typesetter().pdf(document, marks)
    return time.perf_counter() - begun


def round_of(notices: int) -> dict[str, float]:
    """One round on a database of its own, in a process of its own."""
    from dingdian.site.cluster import OWNER, Cluster

    with tempfile.TemporaryDirectory(prefix="dingdian-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "postgresql")
        cluster.start()
        try:
            os.environ |= {"DATABASE_URL": cluster.url(OWNER), "DJANGO_SETTINGS_MODULE": "dingdian.site.settings"}
            import django
            from django.conf import settings
            from django.core.management import call_command

            django.setup()
            settings.PAPERS_DEVELOPMENT_SEALS, settings.PAPERS_SEALS = Path(folder) / "seals", ""
            call_command("migrate", verbosity=0)
            whole = issued(*prepared(notices))
            from dingdian.papers import seal
            from dingdian.papers.models import Paper

            papers = Paper.objects.order_by("id")
            assert [p.serial for p in papers.defer("pdf")] == list(range(1, notices + 1))
            assert seal.verify(bytes(papers[notices - 1].pdf)).intact
            return {"seconds": whole, "alone": alone()}
        finally:
            if "django" in sys.modules:
                django.db.connections.close_all()
            cluster.stop()


def measured(notices: int, rounds: int) -> dict[str, Any]:
    from run import HERE, worker

    done = [worker(sys.executable, HERE / "notices.py", "--notices", notices, "--round") for _ in range(rounds)]
    whole, plain = [d["seconds"] for d in done], [d["alone"] for d in done]
    ratios = [p / w for p, w in zip(plain, whole, strict=True)]
    found = {"count": notices, "plain": spread(plain), "seconds": spread(whole), "ratio": spread(ratios)}
    return found | {"load": os.getloadavg()[0]}


def report(done: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(title=f"{os.cpu_count()} cores, load {done['load']:.1f}")
    table.add_column("", no_wrap=True)
    for heading in ("median s", "min", "max", "each second", "of baseline", "slowest", "fastest"):
        table.add_column(heading, justify="right")
    shown(table, f"set in type alone: {done['count']:,} notices", done["plain"], "")
    rate = f"{done['count'] / done['seconds']['median']:,.1f} notices"
    shown(table, f"numbered, sealed, kept: {done['count']:,} notices", done["seconds"], rate, done["ratio"])
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--round", action="store_true", help="one round, told as JSON")
    options = parser.parse_args()
    if options.round:
        print(json.dumps(round_of(options.notices)))
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    done = measured(options.notices, options.rounds)
    report(done)
    (RESULTS / "notices.json").write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
