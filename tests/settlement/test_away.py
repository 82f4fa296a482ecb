"""The gate as a process of its own, with the database killed under it while it is asked and asked again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.db import connection

from dingdian.site.cluster import Cluster
from dingdian.site.settings import database
from tests import world
from tests.journal.offices import Office, tables, tool
from tests.settlement.asking import token
from tests.settlement.test_service import line, suspend
from tests.world import Country

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def on(office: Office) -> Iterator[None]:
    """The test's own connection, to that server."""
    here = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database(office.url()))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(here)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(office: Office, folder: Path) -> Iterator[int]:
    """The gate on a port of its own."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "dingdian.site.gate:alone()", "--bind", f"127.0.0.1:{port}",
               "--worker-class", "gthread", "--threads", "4", "--log-level", "warning",
               "--no-control-socket"]  # fmt: skip
    own = {"DATABASE_URL": office.url(), "DINGDIAN_GATE_FRESH": "1", "DINGDIAN_HOME": str(folder),
           "DINGDIAN_GATE_LOG": str(folder / "requests.log"), "DINGDIAN_GATE_RATE": "1e6",
           "DINGDIAN_GATE_BURST": "1e6"}  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, **own}, start_new_session=True)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)


class Asker(threading.Thread):
    """Asks the same question without end and keeps what it is told."""

    def __init__(self, port: int, secret: str, body: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.port, self.body = port, json.dumps({"lines": [body]})
        self.headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        self.told: list[tuple[int, dict[str, Any]]] = []
        self.ended = threading.Event()

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as gate:
            while not self.ended.wait(0.01):
                gate.request("POST", "/api/gate/check", self.body, self.headers)
                answer = gate.getresponse()
                said = json.loads(answer.read())
                self.told.append((answer.status, said["answers"][0] if answer.status == 200 else said))

    def until(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
        """The first answer from now on that is as wanted."""
        end, seen = time.monotonic() + seconds, len(self.told)
        while time.monotonic() < end:
            for status, said in self.told[seen:]:
                seen += 1
                if status == 200 and wanted(said):
                    return said
            assert self.is_alive(), self.told[-1:]
            self.ended.wait(0.02)
        raise AssertionError(f"no such answer in {seconds} s; last: {self.told[-1:]}")


def reachable(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            threading.Event().wait(0.05)
    raise AssertionError("the gate did not start")


def waited(for_what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not for_what():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


@pytest.fixture
def office(
    cluster: Cluster, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker, tmp_path: Path
) -> Iterator[tuple[Office, Country, str]]:
    """A server of its own, which may be killed, with the small country in it and a token."""
    own = Cluster(Path(os.environ["DINGDIAN_TEST_CLUSTER"]) / f"gate-{os.getpid()}")
    own.start()
    made = Office(own, "dingdian")
    with django_db_blocker.unblock():
        tool("pg_restore", "--exit-on-error", "-d", made.url(), str(tables(cluster, tmp_path / "t")))
        with on(made):
            country = world.build()
            secret = token(country)
        yield made, country, secret
    own.stop(mode="immediate")


def kill(office: Office) -> None:
    """The postmaster and every process of it, at once."""
    postmaster = int((office.cluster.data / "postmaster.pid").read_text().split("\n")[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)


def test_with_the_database_killed_it_answers_on_and_recovers_by_itself(
    office: tuple[Office, Country, str], tmp_path: Path
) -> None:
    server, country, secret = office
    with serving(server, tmp_path) as port:
        reachable(port)
        askers = [Asker(port, secret, line(country)) for _ in range(3)]
        for asker in askers:
            asker.start()
        first = askers[0]
        fresh = first.until(lambda x: not x["stale"])
        assert fresh["outcome"] == "pay"
        kept = tmp_path / "gate" / "clients.ddg"
        waited(kept.is_file)
        kill(server)
        old = first.until(lambda x: x["stale"])
        assert (old["outcome"], old["position"]) == ("pay", fresh["position"])
        with serving(server, tmp_path) as another:
            reachable(another)
            started = Asker(another, secret, line(country))
            started.start()
            said = started.until(lambda x: x["stale"])
            assert (said["outcome"], said["position"]) == ("pay", fresh["position"])
            started.ended.set()
            started.join(30)
        server.cluster.start()
        back = first.until(lambda x: not x["stale"])
        assert back["position"] == fresh["position"]
        with on(server):
            suspend(country)
        changed = first.until(lambda x: x["outcome"] == "deny")
        assert changed["position"] > back["position"]
        for asker in askers:
            asker.ended.set()
            asker.join(30)
        assert all(status == 200 for asker in askers for status, _ in asker.told)
        assert sum(len(asker.told) for asker in askers) > 100
    text = (tmp_path / "requests.log").read_text("utf-8")
    assert country.people["own"] not in text and '"what": "check"' in text
