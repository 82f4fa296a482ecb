"""Measure the gate as a process of its own on one core: single checks beside an empty answer of the same server.

    .venv/bin/python bench/online.py --persons 600000 --rounds 5
    .venv/bin/python bench/online.py --persons 12000000 --exceptions 60000 --memory

Rounds ask the two addresses in turn; what counts is the ratio inside a round. The persons are put into the registry
as its projections leave them, without a journal behind them, save the few whom acts are told of.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from private import site
from run import RESULTS, console, empty, shown, spread

REGIME, REGION = "yunnan-2025", "yunnan"
SERVER, CLIENT = "0", "1"
"""Cores: one for the gate, one for who asks."""
_ASK = """
import json, socket, sys, threading, time
port, address, head, body, threads, seconds, rate = sys.argv[1:]
port, threads, seconds, rate = int(port), int(threads), float(seconds), float(rate)
method = "POST" if body else "GET"
start = f"{method} {address} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n{head}"
request = (start + f"Content-Length: {len(body.encode())}\\r\\n\\r\\n{body}").encode()
took, wrong, lock = [], [], threading.Lock()
def work(number):
    s = socket.create_connection(("127.0.0.1", port)); s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    own, end, n = [], time.perf_counter() + seconds, 0
    began = time.perf_counter() + number / max(rate, 1e-9) if rate else 0
    while True:
        if rate:
            due = began + n * threads / rate
            wait = due - time.perf_counter()
            if wait > 0: time.sleep(wait)
            start = due
        else:
            start = time.perf_counter()
        if time.perf_counter() >= end: break
        s.sendall(request); data = b""
        while b"\\r\\n\\r\\n" not in data: data += s.recv(65536)
        head, _, rest = data.partition(b"\\r\\n\\r\\n")
        size = int(head.lower().split(b"content-length:")[1].split(b"\\r\\n")[0])
        while len(rest) < size: rest += s.recv(65536)
        own.append(time.perf_counter() - start); n += 1
        if b" 200 " not in head.split(b"\\r\\n")[0]: wrong.append(rest[:200].decode())
    with lock: took.extend(own)
all_ = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
[t.start() for t in all_]; [t.join() for t in all_]
took.sort()
print(json.dumps({"per_second": len(took) / seconds, "p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)],
                  "wrong": wrong[:3]}))
"""


def fill(persons: int, exceptions: int, places: int) -> str:
    """A region with so many persons filed, some with something against them; gives the secret of a token."""
    from datetime import UTC, datetime, timedelta

    from django.db import connection

    from dingdian.accounts import tokens
    from dingdian.accounts.models import Division, Organisation, User
    from dingdian.bulk.rows import comes
    from dingdian.journal.record import Actor, register
    from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON
    from dingdian.journal.story import open_region
    from dingdian.law.verdict import Ground
    from dingdian.regimes import load

    for code, above in (("530000", None), ("530100", "530000"), ("530102", "530100")):
        Division.objects.create(code=code, name=code, parent_id=above)
    region = open_region(REGION, "省", persons=REGIME, division_id="530000")
    by, place = Actor("bench", "system"), "H53010200001"
    data = {"code": place, "name": "医院", "sector": "medical_institution", "ownership": "public"}
    register(region, INSTITUTION, data, office={"division": "530102"}, by=by, key="i")
    register(region, AGREEMENT, {"id": "a", "institution": place, "start_on": "2025-01-01", "end_on": "2027-12-31"},
             by=by, key="a")  # fmt: skip
    for n in range(200):
        data = {"code": f"D53010299{n:04}", "name": "某", "role": "medical",
                "sites": [{"institution": place, "department": "内科", "filed_on": "2025-01-02"}]}  # fmt: skip
        register(region, PERSON, data, by=by, key=f"p{n}")
    rules = load(REGIME)
    ground = Ground.SUSPENDED
    told = [json.dumps([x.outcome, x.reason, x.says, list(x.clauses)], ensure_ascii=False)
            for x in (comes(rules, ground, emergency=e) for e in (False, True))]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal_entry ORDER BY id LIMIT 1")
        entry = cursor.fetchone()[0]
        for table in ("registry_person", "registry_institution", "registry_site"):  # what fills slowly and is unused
            cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'x')",
                           [table])  # fmt: skip
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass"
                           " AND NOT indisunique", [table])  # fmt: skip
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
        cursor.execute(
            "INSERT INTO registry_institution (region_id, code, name, pinyin, initials, sector, institution_type,"
            " ownership, division, uscc, data, entry_id) SELECT %s, 'H5301' || lpad(n::text, 8, '0'), '医院', '', '',"
            " 'medical_institution', '', '', '530102', '', '{}', %s FROM generate_series(1, %s) n",
            [REGION, entry, places],
        )
        cursor.execute(
            "INSERT INTO registry_person (region_id, code, name, pinyin, initials, id_number, roles, data, entry_id)"
            " SELECT %s, 'D' || lpad(n::text, 13, '0'), '某某', '', '', '', '[\"medical\"]', '{}', %s"
            " FROM generate_series(1, %s) n", [REGION, entry, persons],
        )  # fmt: skip
        cursor.execute(
            "WITH p AS (SELECT id, row_number() OVER (ORDER BY id) n FROM registry_person WHERE entry_id = %s),"
            " i AS (SELECT id, row_number() OVER (ORDER BY id) - 1 n FROM registry_institution WHERE entry_id = %s)"
            " INSERT INTO registry_site (person_id, institution_id, department, period)"
            " SELECT p.id, i.id, '内科', daterange('2025-01-01', NULL) FROM p JOIN i ON i.n = p.n %% %s",
            [entry, entry, places],
        )
        cursor.execute(
            "INSERT INTO registry_gaterow (region_id, person, place, department, first, last, gravity, ordinary,"
            " urgent, causes, clauses, of_place) SELECT %s, 'D' || lpad((n * %s)::text, 13, '0'), '*', '',"
            " '2025-03-01', '2025-08-31', %s, %s, %s, '[\"h1\"]', '[\"yunnan/30.1a\"]', false"
            " FROM generate_series(1, %s) n",
            [REGION, persons // exceptions, ground.gravity, *told, exceptions],
        )
        cursor.execute("ANALYZE")
    office = Organisation.objects.create(kind="institution", name="医院", division_id="530102", institution=place)
    user = User.objects.create(username="office", role="institution", organisation=office, password="!")
    ends = datetime.now(UTC) + timedelta(days=1)
    secret = "dd_bench_" + "x" * 30
    tokens.Token.objects.create(user=user, name="x", prefix="dd_bench_", digest=tokens.digest(secret), expires_at=ends)
    return secret


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gate(folder: Path) -> Iterator[tuple[int, int, float]]:
    """The gate alone on one core: port, process, seconds until it answered the first question."""
    port = free_port()
    command = ["taskset", "-c", SERVER, sys.executable, "-m", "gunicorn", "dingdian.site.gate:alone()", "--bind",
               f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "60",
               "--log-level", "warning", "--no-control-socket"]  # fmt: skip
    more = {"DINGDIAN_HOME": str(folder), "DINGDIAN_GATE_LOG": str(folder / "requests.log"),
            "DINGDIAN_GATE_RATE": "1e9", "DINGDIAN_GATE_BURST": "1e9"}  # fmt: skip
    began = time.perf_counter()
    server = subprocess.Popen(command, env={**os.environ, **more})
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=120) as s:
                    s.sendall(b"GET /api/gate/alive HTTP/1.1\r\nHost: x\r\n\r\n")
                    if s.recv(65536).startswith(b"HTTP/1.1 200"):
                        break
            except OSError:
                time.sleep(0.01)
        ready = time.perf_counter() - began
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield port, int(children[0]), ready
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def ask(port: int, address: str, head: str, body: str, *, threads: int, seconds: float, rate: float = 0) -> Any:
    """What a client on the other core measures; `rate`: so many a second, counted from when each was due."""
    command = ["taskset", "-c", CLIENT, sys.executable, "-c", _ASK, port, address, head, body, threads, seconds, rate]
    done = subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    if found["wrong"]:
        raise SystemExit(f"{address}: {found['wrong']}")
    return found


def memory(process: int) -> dict[str, float]:
    """Megabytes now and at the most."""
    rows = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return {name: int(rows[key].split()[0]) / 1024 for name, key in (("MB", "VmRSS"), ("peak MB", "VmHWM"))}


def line(person: str, on: str) -> str:
    return json.dumps({"lines": [{"person": person, "institution": "H53010200001", "on": on}]})


def fresh(port: int, head: str, acts: int) -> list[float]:
    """Seconds from the commit of an act to the first answer that knows it."""
    from dingdian.journal.models import Region
    from dingdian.journal.record import Actor, record
    from dingdian.journal.slices import ACT

    region, by, found = Region.objects.get(pk=REGION), Actor("bench", "clerk"), []
    for n in range(acts):
        ref = f"h{n}"
        person = f"D53010299{n:04}"
        finding = {"id": "f1", "type": "duplicate_charge", "circumstances": ["yunnan/24.1"],
                   "persons": [{"person": person, "degree": "main"}]}  # fmt: skip
        acts_ = [
            {"act": "handling.decide", "id": ref, "on": "2025-02-05", "basis": "administrative_penalty",
             "institution": "H53010200001", "findings": [finding]},
            {"act": "notice.issue", "on": "2025-02-06", "of": ref},
            {"act": "notice.deliver_to_institution", "on": "2025-02-07", "of": ref},
        ]  # fmt: skip
        for k, act in enumerate(acts_):
            record(region, ACT.validate_python(act), by=by, key=f"{ref}-{k}")
        done = time.perf_counter()
        with socket.create_connection(("127.0.0.1", port)) as s:
            body = line(person, "2025-02-08")
            request = f"POST /api/gate/check HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}"
            while True:
                s.sendall(request.encode())
                if b'"outcome":"deny"' in s.recv(65536):
                    break
                if time.perf_counter() - done > 20:
                    raise SystemExit("an act was not known after 20 s")
        found.append(time.perf_counter() - done)
    return found


def speed(port: int, head: str, rounds: int, seconds: float) -> dict[str, list[float]]:
    body = line("D0000000000001", "2025-05-05")
    targets = {"empty answer": ("/api/gate/alive", "", ""), "check": ("/api/gate/check", head, body)}
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        full = {name: ask(port, *t, threads=4, seconds=seconds) for name, t in targets.items()}
        half = {name: ask(port, *t, threads=4, seconds=seconds, rate=full[name]["per_second"] / 2)
                for name, t in targets.items()}  # fmt: skip
        told = {f"{name}, a second": full[name]["per_second"] for name in targets}
        told |= {f"{name}, p99 at half load, ms": half[name]["p99"] * 1000 for name in targets}
        told["ratio of throughput (≥ 0.5)"] = full["check"]["per_second"] / full["empty answer"]["per_second"]
        told["ratio of p99 at half load (≤ 5)"] = half["check"]["p99"] / half["empty answer"]["p99"]
        for name, value in told.items():
            found.setdefault(name, []).append(value)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=600_000)
    parser.add_argument("--exceptions", type=int, default=3_000)
    parser.add_argument("--places", type=int, default=6_666)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--memory", action="store_true", help="start and measure memory alone")
    options = parser.parse_args()
    found: dict[str, list[float]] = {}
    with site() as folder, tempfile.TemporaryDirectory(dir=folder) as home:
        secret = fill(options.persons, options.exceptions, options.places)
        head = f"Authorization: Bearer {secret}\r\nContent-Type: application/json\r\n"
        for _ in range(1 if options.memory else 3):
            with gate(Path(home)) as (port, process, ready):
                found.setdefault("ready after start, s", []).append(ready)
                for name, value in memory(process).items():
                    found.setdefault(name, []).append(value)
                ask(port, "/api/gate/check", head, line("D0000000000001", "2025-05-05"), threads=1, seconds=0.5)
        if not options.memory:
            with gate(Path(home)) as (port, _, _):
                found |= speed(port, head, options.rounds, options.seconds)
                found["fresh after an act, s"] = fresh(port, head, 10)
    done = {"persons": options.persons, "exceptions": options.exceptions, "load": os.getloadavg()[0],
            "figures": {name: spread(values) for name, values in found.items()}}  # fmt: skip
    table = empty(f"{options.persons:,} persons, {options.exceptions:,} exceptions, load {done['load']:.1f}")
    for name, figures in done["figures"].items():
        shown(table, name, figures, "")
    console.print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = "online-memory" if options.memory else "online"
    (RESULTS / f"{name}.json").write_text(json.dumps(done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
