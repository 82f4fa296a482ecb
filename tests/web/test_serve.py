"""The start: refused where it would be unsafe, with the reason; the demonstration leaves nothing running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dingdian.site import serve
from dingdian.site.cluster import Cluster

SAFE = {"SECRET_KEY": "k" * 50, "DEBUG": False, "DEMO": False, "ALLOWED_HOSTS": ["office.example"]}


@pytest.fixture
def safe(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in SAFE.items():
        setattr(settings, name, value)
    monkeypatch.setenv("DINGDIAN_HOSTS", "office.example")
    return settings


def test_safe_settings_are_let_through(safe: Any) -> None:
    assert serve.unsafe() == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY", "insecure: only for tests and the demonstration", "DINGDIAN_SECRET_KEY"),
        ("SECRET_KEY", "short", "DINGDIAN_SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "DINGDIAN_HOSTS"),
        ("DEMO", True, "DINGDIAN_DEMO"),
    ],
)
def test_one_unsafe_setting_is_refused_with_its_reason(safe: Any, name: str, value: object, says: str) -> None:
    setattr(safe, name, value)
    (reason,) = serve.unsafe()
    assert says in reason


def test_hosts_must_be_named(safe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DINGDIAN_HOSTS")
    (reason,) = serve.unsafe()
    assert "DINGDIAN_HOSTS" in reason


@pytest.mark.django_db
def test_a_role_that_may_change_the_journal_is_refused() -> None:
    assert any("journal_entry" in reason for reason in serve.unsafe_database())  # tests connect as owner


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind((serve.LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.NotStarted, match=f"端口 {port} 已被占用"):
            serve.free(serve.LOOPBACK, port)


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_demonstration_ends_with_its_database(how: int) -> None:
    folder = Path(f"/var/tmp/dingdian-serve-{os.getpid()}-{int(how)}")
    folder.mkdir(mode=0o755)
    with socket.socket() as probe:
        probe.bind((serve.LOOPBACK, 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "DINGDIAN_HOME": str(folder), "PORT": str(port)}
    cluster = Cluster(folder / "postgresql")
    try:
        site = subprocess.Popen(
            [sys.executable, "-c", "from dingdian.cli import main; main()", "serve", "--demo"], env=env
        )
        deadline = time.monotonic() + 180
        while True:
            try:
                with urllib.request.urlopen(f"http://{serve.LOOPBACK}:{port}/") as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert site.poll() is None and time.monotonic() < deadline
                try:
                    site.wait(0.2)
                except subprocess.TimeoutExpired:
                    continue
        assert cluster.running()
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            while not connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()[0]:  # type: ignore[index]
                assert site.poll() is None and time.monotonic() < deadline
        site.send_signal(how)
        site.wait(60)
        assert not cluster.running()
    finally:
        cluster.stop(mode="immediate")
        subprocess.run(["rm", "-rf", str(folder)], check=True)
