"""A checkpoint is signed once a day, never written over, and holds the one before."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from dingdian.journal import checkpoint, verifier
from dingdian.journal.models import Entry
from dingdian.journal.record import record
from tests.journal.regions import CLERK, decision, hospital

DAY, NEXT = date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = str(tmp_path / "outside"), tmp_path / "home" / "key.pem"
    return tmp_path / "outside"


@pytest.mark.django_db
def test_it_says_where_every_chain_stands(kept: Path) -> None:
    region = hospital("530000", 2)
    hospital("540000", 0)
    taken = checkpoint.take(DAY)
    counted, findings = verifier.checkpoint(taken.path)
    assert not findings
    assert {code: r["count"] for code, r in counted.items()} == {"530000": 4, "540000": 2}
    assert counted["530000"]["hash"] == Entry.objects.get(region=region, seq=4).hash
    assert verifier.examine(connection.connection, counted).ok


@pytest.mark.django_db
def test_the_key_is_for_its_owner_alone_and_the_public_one_for_everybody(kept: Path) -> None:
    checkpoint.take(DAY)
    assert (kept.parent / "home" / "key.pem").stat().st_mode & 0o777 == 0o600
    assert (kept / "public.pem").stat().st_mode & 0o777 == 0o644
    assert verifier.checkpoint(kept / "2026-03-10.json", kept / "public.pem")[1] == []
    assert sorted(p.name for p in kept.iterdir()) == ["2026-03-10.json", "public.pem"]


@pytest.mark.django_db
def test_a_day_is_signed_once(kept: Path) -> None:
    region = hospital("530000", 1)
    first = checkpoint.take(DAY)
    text = first.path.read_text()
    record(region, decision(0), by=CLERK, key="k")
    assert checkpoint.take(DAY) == checkpoint.Taken(first.path, new=False)
    assert first.path.read_text() == text


@pytest.mark.django_db
def test_of_two_at_once_one_is_written(kept: Path) -> None:
    checkpoint.take(DAY)  # so that there is a key
    kept_text = (kept / "2026-03-10.json").read_text()

    class Slow(checkpoint.Ed25519):
        def sign(self, text: bytes) -> bytes:
            shutil.copy(kept / "2026-03-10.json", kept / "2026-03-11.json")  # another process was faster
            return super().sign(text)

    assert checkpoint.take(NEXT, Slow(checkpoint.signer().key)) == checkpoint.Taken(kept / "2026-03-11.json", new=False)
    assert (kept / "2026-03-11.json").read_text() == kept_text


@pytest.mark.django_db
def test_each_holds_the_one_before(kept: Path) -> None:
    checkpoint.take(DAY)
    later = checkpoint.take(NEXT)
    assert json.loads(later.path.read_text())["previous"]["date"] == "2026-03-10"
    assert verifier.checkpoint(later.path)[1] == []
    with (kept / "2026-03-10.json").open("a") as file:
        file.write(" ")
    (finding,) = verifier.checkpoint(later.path)[1]
    assert finding.what == "上一个检查点 2026-03-10.json 已变"
    (kept / "2026-03-10.json").unlink()
    assert verifier.checkpoint(later.path)[1] == []


@pytest.mark.django_db
def test_nothing_is_signed_over_a_journal_that_contradicts_the_last(kept: Path) -> None:
    hospital("510000", 0)  # this one agrees
    hospital("530000", 2)
    checkpoint.take(DAY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM journal_entry WHERE seq = 4")
        with pytest.raises(checkpoint.Contradicted, match=r"530000 第 4 号与检查点 2026-03-10\.json 不符"):
            checkpoint.take(NEXT)
        transaction.set_rollback(True)
    assert not (kept / "2026-03-11.json").exists()


@pytest.mark.django_db
def test_the_short_form_for_papers(kept: Path) -> None:
    hospital("510000", 0)
    region = hospital("530000", 2)
    assert checkpoint.short_form(region) == ""
    checkpoint.take(DAY)
    assert re.fullmatch(r"2026-03-10 · 530000 · 4 · [0-9a-f]{8}", checkpoint.short_form(region))
    assert checkpoint.short_form(hospital("540000", 0)) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["regions"][0].update(count=2),
        lambda d: d["regions"][0].update(hash="0" * 64),
        lambda d: d.update(date="2026-03-09"),
        lambda d: d.update(public_key=base64.b64encode(os.urandom(32)).decode()),
        lambda d: d.update(signature=base64.b64encode(bytes(64)).decode()),
    ],
)
def test_a_changed_checkpoint_does_not_bear_its_signature(change: Any, kept: Path) -> None:
    hospital("530000", 2)
    path = checkpoint.take(DAY).path
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    assert [f.what for f in verifier.checkpoint(path)[1]] == ["2026-03-10.json 的签名不符"]


@pytest.mark.django_db
def test_a_checkpoint_signed_by_another_key_is_found_by_the_key_kept_elsewhere(kept: Path, tmp_path: Path) -> None:
    public = tmp_path / "kept-elsewhere.pem"
    public.write_bytes(checkpoint.signer().public_pem())
    forged = checkpoint.take(DAY, checkpoint.Ed25519(Ed25519PrivateKey.generate())).path
    assert verifier.checkpoint(forged)[1] == []
    assert [f.what for f in verifier.checkpoint(forged, public)[1]] == ["2026-03-10.json 的签名不符"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [lambda d: d.pop("signature"), lambda d: d.pop("regions"), lambda d: d.update(algorithm="SM2")]
)
def test_what_is_no_checkpoint_cannot_be_read(change: Any, kept: Path) -> None:
    path = checkpoint.take(DAY).path
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    with pytest.raises(verifier.Unreadable):
        verifier.checkpoint(path)


def test_threads_make_one_key(kept: Path) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(checkpoint.signer().public())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1
