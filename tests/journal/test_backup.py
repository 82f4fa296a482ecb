"""The drill: a backup restored into an empty database is the same journal, by its own checkpoint."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dingdian.journal import checkpoint, verifier
from dingdian.journal.record import record
from dingdian.site.cluster import Cluster
from tests.journal.offices import Office, office, tables
from tests.journal.regions import CLERK, FIRST, decision, hospital


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = str(tmp_path / "checkpoints"), tmp_path / "key.pem"
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_verified(kept: Path, cluster: Cluster) -> None:
    region = hospital("530000", 3)
    for n in range(3):
        record(region, decision(n), by=CLERK, key=f"k{n}", recorded_on=FIRST)
    signed = checkpoint.take(date(2026, 3, 10)).path
    dump = tables(cluster, kept / "backup")
    with office(cluster, dump) as restored:
        report = verifier.verify(restored.url(), signed, kept / "checkpoints" / "public.pem")
        assert report.ok
        assert [(r.code, r.count) for r in report.regions] == [("530000", 8)]
        program(restored, signed)


def program(restored: Office, signed: Path) -> None:
    """The verifier by itself: a file, a database and a checkpoint."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", verifier.__file__, *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)

    done = run(restored.url(), "--against", str(signed))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "核验通过"
    with psycopg.connect(restored.url()) as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("UPDATE journal_entry SET place = '别处' WHERE seq = 2")
    done = run(restored.url(), "--against", str(signed))
    assert done.returncode == 1
    assert "530000 第 2 号：本条散列与内容不符" in done.stdout
    done = run("postgresql:///none?host=/nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("✗ 数据库读不出")
