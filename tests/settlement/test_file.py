"""The file of a snapshot and the client that answers from it, on its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dingdian.gate_client import Damaged, Line, Snapshot, signed
from dingdian.settlement.of_register import contents
from tests.bulk.stories import Story, regime

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = date(2025, 9, 20)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    told, filings = contents(
        Story(regime("yunnan-2025"), 3).tell(0), region="r", rules="yunnan-2025@x", position=7, made_at=NOW
    )
    path = tmp_path / "gate.ddg"
    path.write_bytes(signed(told, filings, KEY.sign))
    return path


def test_a_snapshot_is_read_and_answers(file: Path) -> None:
    gate = Snapshot.open(file, PUBLIC)
    told = gate.check(Line("P1", "H1", DAY), NOW)
    assert (told.outcome, told.reason, told.regime, told.position) == ("pay", "normal", "yunnan-2025@x", 7)
    assert told.clauses and not told.stale and not told.review
    assert gate.check(Line("P1", "H3", DAY), NOW).outcome == "deny"


def test_a_changed_byte_is_refused_wherever_it_stands(file: Path) -> None:
    whole = file.read_bytes()
    for at in (0, 20, 200, len(whole) // 2, len(whole) - 70, len(whole) - 1):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Damaged):
            Snapshot.open(file, PUBLIC)
    file.write_bytes(whole)
    Snapshot.open(file, PUBLIC)


@pytest.mark.parametrize("cut", [1, 64, 500])
def test_a_cut_file_is_refused(file: Path, cut: int) -> None:
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(Damaged):
        Snapshot.open(file, PUBLIC)


def test_a_file_of_another_signer_is_refused(file: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"x" * 32).public_key().public_bytes_raw()
    with pytest.raises(Damaged, match="签名"):
        Snapshot.open(file, other)


@pytest.mark.parametrize(
    ("line", "reason"),
    [(Line("nobody", "H1", DAY), "unknown_person"), (Line("P1", "nowhere", DAY), "unknown_institution")],
)
def test_what_is_not_known_is_never_let_pass(file: Path, line: Line, reason: str) -> None:
    """But an emergency is paid, and somebody looks at it afterwards."""
    gate = Snapshot.open(file, PUBLIC)
    told = gate.check(line, NOW)
    assert (told.outcome, told.reason, told.review) == ("manual_review", reason, True)
    urgent = gate.check(Line(line.person, line.institution, DAY, emergency=True), NOW)
    assert (urgent.outcome, urgent.reason, urgent.review) == ("pay", reason, True)


def test_an_old_snapshot_says_so_and_one_too_old_pays_nothing_by_default(file: Path) -> None:
    gate, line = Snapshot.open(file, PUBLIC), Line("P1", "H1", DAY)
    assert not gate.check(line, NOW + timedelta(hours=23)).stale
    old = gate.check(line, NOW + timedelta(hours=25))
    assert (old.outcome, old.stale) == ("pay", True)
    too_old = gate.check(line, NOW + timedelta(days=4))
    assert (too_old.outcome, too_old.reason, too_old.stale) == ("manual_review", "snapshot_too_old", True)
    urgent = gate.check(Line("P1", "H1", DAY, emergency=True), NOW + timedelta(days=4))
    assert (urgent.outcome, urgent.review) == ("pay", True)
    assert gate.age(NOW + timedelta(days=4)) == timedelta(days=4)


def test_the_client_brings_nothing_of_the_rest_with_it() -> None:
    """A hospital's system takes the client alone: neither Django nor the law comes along."""
    asked = "import sys, dingdian.gate_client; print([m for m in sys.modules if m.startswith(('django', 'dingdian.'))])"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "django" not in found.replace("dingdian", "")
    names = found.strip("[]\n ").replace("'", "").split(", ")
    assert all(name.startswith("dingdian.gate_client") for name in names)
