"""The application or the database is killed while an act is written: nothing acknowledged is lost, nothing doubled.

Each point of the way is one where a process of its own stops for good, or the server under it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
import pytest_django
from django.db import connection, connections, transaction

from dingdian.casework import projection as cases
from dingdian.journal import record as writing
from dingdian.journal import verifier
from dingdian.journal.models import Head
from dingdian.journal.record import record
from dingdian.journal.slices import Slice
from dingdian.registry import projection as registry
from dingdian.site.cluster import Cluster
from dingdian.site.settings import database
from tests.journal.offices import Office, tables, tool
from tests.journal.regions import CLERK, FIRST, decision, hospital

pytestmark = pytest.mark.django_db

# Where it stops, and before or after what.
POINTS: dict[str, tuple[Any, str, str]] = {
    "before the transaction": (transaction, "atomic", "before"),
    "before the lock": (writing, "locked", "before"),
    "under the lock": (writing, "locked", "after"),
    "before the slice is read": (Slice, "register", "before"),
    "before the law is asked": (writing, "admit", "before"),
    "before the entry is written": (writing, "_append", "before"),
    "between the entry and the head": (Head, "save", "before"),
    "between the head and the subjects": (Head, "save", "after"),
    "between the entry and what is derived": (writing, "project", "before"),
    "between two projections": (registry, "project", "after"),
    "before the commit": (cases, "project", "after"),
    "after the commit, before the answer": (writing, "record", "after"),
}
QUICK = ("under the lock", "between the entry and what is derived", "after the commit, before the answer")
SERVER_QUICK = ("before the commit",)


@contextmanager
def stopped(point: str, stop: Callable[[], None]) -> Iterator[None]:
    owner, name, when = POINTS[point]
    real = getattr(owner, name)

    def through(*args: Any, **options: Any) -> Any:
        if when == "before":
            stop()
        result = real(*args, **options)
        if when == "after":
            stop()
        return result

    with patch.object(owner, name, through):
        yield


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write(office: Office, n: int, point: str | None = None, stop: Callable[[], None] = killed) -> str:
    """What a process of its own answers that writes a decision; empty: it never came to answer."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            del connections["default"]
            connections.settings["default"].update(database(office.url()))
            region = writing.Region.objects.get(pk="crash")
            send = partial(record, region, decision(n), by=CLERK, key=f"k{n}", recorded_on=FIRST)
            if point is None:
                done = send()
            else:
                with stopped(point, stop):
                    done = writing.record(region, decision(n), by=CLERK, key=f"k{n}", recorded_on=FIRST)
            said = "again" if done.replayed else "written"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as file:
        said = file.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.fixture(scope="module")
def office(
    cluster: Cluster, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:  # fmt: skip
    """A server of its own, which may be killed, with a hospital in it."""
    folder = Path(os.environ["DINGDIAN_TEST_CLUSTER"]) / f"crash-{os.getpid()}"
    own = Cluster(folder)
    own.start()
    made = Office(own, "dingdian")
    with django_db_blocker.unblock():
        tool(
            "pg_restore", "--exit-on-error", "-d", made.url(), str(tables(cluster, tmp_path_factory.mktemp("d") / "t"))
        )
        here = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(database(made.url()))
        hospital("crash", 2 * len(POINTS))
        connection.close()
        connection.settings_dict.update(here)
        yield made
    own.stop(mode="immediate")


def kill_server(office: Office) -> None:
    """As the kernel would for want of memory: the postmaster and every process of it."""
    postmaster = int((office.cluster.data / "postmaster.pid").read_text().split("\n")[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)


def count(office: Office, n: int) -> int:
    with psycopg.connect(office.url()) as own:
        row = own.execute("SELECT count(*) FROM journal_entry WHERE request_key = %s", [f"k{n}"]).fetchone()
    return int(row[0]) if row else 0


def settled(office: Office, n: int, point: str) -> None:
    """After it was killed: the act is there as a whole or not at all, and sent again it is there once."""
    there = count(office, n)
    assert there == (1 if point == "after the commit, before the answer" else 0)
    assert verifier.verify(office.url()).ok
    assert write(office, n) == ("again" if there else "written")
    assert count(office, n) == 1
    assert verifier.verify(office.url()).ok
    with psycopg.connect(office.url()) as own:
        keys = {f"h{n}" for (n,) in own.execute("SELECT substr(request_key, 2) FROM journal_entry WHERE kind = 'act'")}
        assert {key for (key,) in own.execute("SELECT key FROM casework_case")} >= keys


def application_killed(office: Office, point: str) -> None:
    n = list(POINTS).index(point)
    assert write(office, n, point) == ""
    settled(office, n, point)


def server_killed(office: Office, point: str) -> None:
    n = len(POINTS) + list(POINTS).index(point)
    said = write(office, n, point, partial(kill_server, office))
    office.cluster.start()
    if point == "after the commit, before the answer":
        assert said == "written"  # acknowledged: it must be there
    else:
        assert said.startswith(("OperationalError", "InterfaceError"))
    settled(office, n, point)


@pytest.mark.parametrize("point", QUICK)
def test_the_application_is_killed(point: str, office: Office) -> None:
    application_killed(office, point)


@pytest.mark.parametrize("point", SERVER_QUICK)
def test_the_server_is_killed(point: str, office: Office) -> None:
    server_killed(office, point)


@pytest.mark.long
@pytest.mark.parametrize("point", [p for p in POINTS if p not in QUICK])
def test_the_application_is_killed_anywhere(point: str, office: Office) -> None:
    application_killed(office, point)


@pytest.mark.long
@pytest.mark.parametrize("point", [p for p in POINTS if p not in SERVER_QUICK])
def test_the_server_is_killed_anywhere(point: str, office: Office) -> None:
    server_killed(office, point)


def test_the_points_are_twelve_and_all_are_on_the_way() -> None:
    assert len(POINTS) == 12
    assert all(hasattr(owner, name) for owner, name, _ in POINTS.values())
