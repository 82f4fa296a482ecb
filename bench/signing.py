"""Measure a round of signing: its lists, the rate of every area, the asking for reminders, and their sending.

    .venv/bin/python bench/signing.py --agreements 50000 --rounds 5

What the page asks of the database is measured in turn with a bare `count(*)` of the same table and a page of the same
size read by the primary key; the whole page, as a browser is answered it, in turn with a page that asks for nothing.
Then the job sends its reminders once, and the database alone inserts the same rows. The database is a private cluster
in a folder that is removed at the end; a fifth of the agreements waits, every tenth of the others was signed on paper.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from private import site
from run import RESULTS, console, empty, shown, spread

AREAS = 20
EMPTY = "/help/keys/"
WRITTEN = ("journal_entry", "journal_subject", "casework_case", "casework_party", "casework_task", "casework_notice",
           "signing_event")  # fmt: skip
"""Tables in which a reminder leaves rows."""
_ENTRIES = """
INSERT INTO journal_entry (region_id, seq, kind, name, ref, "on", recorded_on, recorded_at, actor, role, place, regime,
                           body, notes, request_key, request_hash, previous, hash)
SELECT 'bench', 1000000 + n, 'act', 'agreement.sign', 'x' || n, current_date, current_date, now(), 'b', 'agency', '',
       '', '{}', '[]', 'k' || n, '', '', '' FROM generate_series(1, %s) AS n
"""
_SESSIONS = """
INSERT INTO signing_session (region_id, agency_id, institution, name, division, round, kind, renews, "case", no_talks,
    start_on, end_on, template, document, number, code, text_hash, state, channel, expires_on, reminded, signed_on,
    entry_id, made_by_id, made_at)
SELECT 'bench', %s, 'H' || n, '示例医院' || n, '5301' || lpad((n %% %s)::text, 2, '0'), 'r1', '', '', '', false,
    current_date, current_date + 300, 'v1', '{}', 'N' || n, 'C' || n, '',
    CASE WHEN n %% 5 = 0 THEN 'open' ELSE 'signed' END, CASE WHEN n %% 10 = 1 THEN 'offline' ELSE 'online' END,
    current_date + 30, 0, CASE WHEN n %% 5 = 0 THEN NULL ELSE current_date END,
    CASE WHEN n %% 5 = 0 THEN NULL
         ELSE (SELECT id FROM journal_entry WHERE region_id = 'bench' AND seq = 1000000 + n) END,
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
    region = open_region("bench", "云南省", institutions="zizhiqu-2025", division_id="530000")
    office = Organisation.objects.create(kind="agency", name="云南省医疗保险中心", division_id="530000")
    user = User.objects.create(username="bench", role="clerk", organisation=office, password="!")
    registered(region, range(5, agreements + 1, 5))
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [agreements])
        cursor.execute(_SESSIONS, [office.pk, AREAS, user.pk, agreements])
        cursor.execute("ANALYZE")
    from dingdian.signing.queries import rounds

    return user, rounds(user)[0]


def registered(region: Any, waiting: Iterable[int]) -> None:
    """The institutions that are still to sign, each with its agreement and an office that reads messages; the round."""
    from dingdian.accounts.models import Organisation
    from dingdian.journal.batch import Registration, register_many
    from dingdian.journal.record import Actor, record, today
    from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION

    by, offices, rows = Actor("bench", "system"), [], []
    for n in waiting:
        code, division = f"H{n}", f"5301{n % AREAS:02}"
        law = {"code": code, "name": f"示例医院{n}", "sector": "medical_institution", "ownership": "private"}
        term = {"id": f"A{n}", "institution": code, "start_on": "2025-01-01", "end_on": str(today())}
        rows += [Registration(INSTITUTION, law, code, {"division": division}), Registration(AGREEMENT, term, f"A{n}")]
        offices.append(Organisation(kind="institution", name=code, division_id=division, institution=code))
    register_many(region, rows, by=by)
    Organisation.objects.bulk_create(offices)
    opened = {"act": "renewal.open_round", "id": "r1", "on": today(), "start_on": today(),
              "end_on": today() + timedelta(30), "area_review": True, "criteria_published_on": today()}  # fmt: skip
    record(region, ACT.validate_python(opened), by=by, key="r1")


def works(user: Any, of: Any) -> dict[str, Callable[[], object]]:
    """What is measured, by name; the baselines first."""
    from django.db import connection, transaction

    from dingdian.signing import many, queries
    from dingdian.signing.models import Session

    middle = Session.objects.order_by("pk")[Session.objects.count() // 2].pk
    browser = signed_in(user)

    def page(path: str) -> Callable[[], object]:
        def ask() -> object:
            answer = browser.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            return answer.content

        return ask

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

    def remind_by_page() -> None:
        with transaction.atomic():
            answer = browser.post("/signing/rates/remind/", {"region": of.region.pk, "round": of.ref})
            assert answer.status_code == 302, answer.status_code
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
        "page: empty": page(EMPTY),
        "page: waiting": page("/signing/"),
        "page: waiting, far behind": page(f"/signing/?after={middle}"),
        "page: one looked for": page("/signing/?q=H5"),
        "page: rate and not signed": page("/signing/rates/"),
        "page: one area": page("/signing/rates/?division=530105"),
        "page: reminders to all, asked for": remind_by_page,
    }


def signed_in(user: Any) -> Any:
    """A browser of the user."""
    from django.test import Client
    from django.utils import timezone

    user.password_set_at = timezone.now()
    user.save()
    browser = Client()
    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def sent(user: Any, of: Any) -> dict[str, Any]:
    """The reminders of the round really sent by its job; then the same rows inserted by the database alone."""
    from django.db import connection

    from dingdian.signing import many

    with connection.cursor() as cursor:

        def last(table: str) -> int:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            return int(cursor.fetchone()[0])

        before = {table: last(table) for table in WRITTEN}
        job = many.remind_all(of, acting_user=user)
        begun = time.perf_counter()
        many.run(job.pk)
        took = time.perf_counter() - begun
        job.refresh_from_db()
        assert (job.done, job.failed, job.error) == (job.total, 0, ""), (job.done, job.failed, job.error)
        rows, alone = 0, 0.0
        for table, mark in before.items():
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            begun = time.perf_counter()
            cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} WHERE id > %s", [mark])
            alone += time.perf_counter() - begun
            rows += cursor.rowcount
    return {"reminders": job.total, "rows": rows, "seconds": took, "same rows, database alone": alone}


def measured(agreements: int, rounds: int) -> dict[str, Any]:
    found: dict[str, list[float]] = {}
    with site():
        user, of = prepared(agreements)
        timed = works(user, of)
        for _ in range(rounds):
            for name, work in timed.items():
                begun = time.perf_counter()
                work()
                found.setdefault(name, []).append(time.perf_counter() - begun)
        sending = sent(user, of)
    seconds = {name: spread(values) for name, values in found.items()}
    return {"count": agreements, "load": os.getloadavg()[0], "seconds": seconds, "sending": sending}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agreements", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    done = measured(options.agreements, options.rounds)
    table = empty(f"{done['count']:,} agreements, {os.cpu_count()} cores, load {done['load']:.1f}")
    for name, seconds in done["seconds"].items():
        shown(table, name, seconds, "")
    sending = done["sending"]
    for name in ("seconds", "same rows, database alone"):
        words = f"{sending['reminders']:,} reminders sent" if name == "seconds" else f"{sending['rows']:,} rows, {name}"
        shown(table, words, spread([sending[name]]), f"{sending['reminders'] / sending[name]:,.0f}/s")
    console.print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "signing.json").write_text(json.dumps(done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
