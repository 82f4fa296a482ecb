"""Measure a round of signing: the list of what waits, the rate of every area, the asking for reminders to all.

    .venv/bin/python bench/signing.py --agreements 50000 --rounds 5

Each is what the page asks of the database, in turn with a bare `count(*)` of the same table and a page of the same size
read by the primary key. The database is a private cluster in a folder that is removed at the end; a fifth of the
agreements waits, every tenth of the others was signed on paper.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from typing import Any

from private import site
from run import RESULTS, console, empty, shown, spread

AREAS = 20
_ENTRIES = """
INSERT INTO journal_entry (region_id, seq, kind, name, ref, "on", recorded_on, recorded_at, actor, role, place, regime,
                           body, notes, request_key, request_hash, previous, hash)
SELECT 'bench', 1000 + n, 'act', 'agreement.sign', 'x' || n, current_date, current_date, now(), 'b', 'agency', '', '',
       '{}', '[]', 'k' || n, '', '', '' FROM generate_series(1, %s) AS n
"""
_SESSIONS = """
INSERT INTO signing_session (region_id, agency_id, institution, name, division, round, kind, renews, "case", no_talks,
    start_on, end_on, template, document, number, code, text_hash, state, channel, expires_on, reminded, signed_on,
    entry_id, made_by_id, made_at)
SELECT 'bench', %s, 'H' || n, '示例医院' || n, '5301' || lpad((n %% %s)::text, 2, '0'), 'r1', '', '', '', false,
    current_date, current_date + 300, 'v1', '{}', 'N' || n, 'C' || n, '',
    CASE WHEN n %% 5 = 0 THEN 'open' ELSE 'signed' END, CASE WHEN n %% 10 = 1 THEN 'offline' ELSE 'online' END,
    current_date + 30, 0, CASE WHEN n %% 5 = 0 THEN NULL ELSE current_date END,
    CASE WHEN n %% 5 = 0 THEN NULL ELSE (SELECT id FROM journal_entry WHERE region_id = 'bench' AND seq = 1000 + n) END,
    %s, now() FROM generate_series(1, %s) AS n
"""


def prepared(agreements: int) -> tuple[Any, Any]:
    """A region with a round; the agency's user and the round."""
    from django.db import connection

    from dingdian.accounts.models import Division, Organisation, User
    from dingdian.journal.story import open_region

    Division.objects.create(code="530000", name="云南省")
    Division.objects.create(code="530100", name="昆明市", parent_id="530000")
    for n in range(AREAS):
        if n:
            Division.objects.create(code=f"5301{n:02}", name=f"区{n}", parent_id="530100")
    open_region("bench", "云南省", institutions="zizhiqu-2025", division_id="530000")
    office = Organisation.objects.create(kind="agency", name="云南省医疗保险中心", division_id="530000")
    user = User.objects.create(username="bench", role="clerk", organisation=office, password="!")
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [agreements])
        cursor.execute(_SESSIONS, [office.pk, AREAS, user.pk, agreements])
        cursor.execute("ANALYZE")
    from dingdian.signing.queries import rounds

    return user, rounds(user)[0]


def works(user: Any, of: Any) -> dict[str, Callable[[], object]]:
    """What is measured, by name; the baselines first."""
    from django.db import connection, transaction

    from dingdian.signing import many, queries

    def asked(statement: str) -> Callable[[], object]:
        def ask() -> object:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()

        return ask

    def remind() -> None:
        with transaction.atomic():
            many.remind_all(of, acting_user=user)
            transaction.set_rollback(True)

    return {
        "bare count(*)": asked("SELECT count(*) FROM signing_session"),
        "bare page of 51": asked("SELECT * FROM signing_session ORDER BY id LIMIT 51"),
        "waiting, first page": lambda: queries.page(queries.waiting(user), ""),
        "own side, counted": lambda: queries.mine(user)[:100].count(),
        "rounds": lambda: queries.rounds(user),
        "rate of every area": lambda: queries.rates(user, of),
        "not signed, first page": lambda: queries.page(queries.not_signed(user, of), ""),
        "reminders to all, asked for": remind,
    }


def measured(agreements: int, rounds: int) -> dict[str, Any]:
    found: dict[str, list[float]] = {}
    with site():
        timed = works(*prepared(agreements))
        for _ in range(rounds):
            for name, work in timed.items():
                begun = time.perf_counter()
                work()
                found.setdefault(name, []).append(time.perf_counter() - begun)
    return {"count": agreements, "load": os.getloadavg()[0]} | {"seconds": {k: spread(v) for k, v in found.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agreements", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    done = measured(options.agreements, options.rounds)
    table = empty(f"{done['count']:,} agreements, {os.cpu_count()} cores, load {done['load']:.1f}")
    for name, seconds in done["seconds"].items():
        shown(table, name, seconds, "")
    console.print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "signing.json").write_text(json.dumps(done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
