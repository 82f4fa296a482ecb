"""The private cluster after a crash: whoever starts it waits for the recovery instead of starting another server."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dingdian.site.cluster import OWNER, Cluster


@pytest.fixture
def own() -> Iterator[Cluster]:
    made = Cluster(Path(os.environ["DINGDIAN_TEST_CLUSTER"]) / f"recovery-{os.getpid()}", fast=True)
    made.start()
    yield made
    made.stop(mode="immediate")


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def test_a_server_that_recovers_is_waited_for(own: Cluster) -> None:
    with psycopg.connect(own.url(OWNER), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")  # which `fast` does without
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    killed = postmaster(own)
    os.kill(killed, signal.SIGKILL)
    while not ended(killed) or own.running():
        pass
    gate = own.folder / "gate"
    gate.touch()
    gate.chmod(0o666)
    with (own.data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"restore_command = 'flock {gate} false'\n")  # recovery lasts as long as the gate is held
    (own.data / "recovery.signal").touch()
    with gate.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        first = threading.Thread(target=own.start)
        first.start()
        while not own.running():
            pass
        recovering = postmaster(own)
        second = threading.Thread(target=own.start)
        second.start()
        assert own.running() and not own.accepts()
        assert first.is_alive() and second.is_alive()
        fcntl.flock(held, fcntl.LOCK_UN)
    for thread in (first, second):
        thread.join()
    assert own.accepts() and postmaster(own) == recovering != killed
    with psycopg.connect(own.url(OWNER)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
