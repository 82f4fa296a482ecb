"""What the gate keeps of itself: of use for a start, believed only whole, and only while it fits the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import OperationalError, connection

from dingdian.gate_client import Answer, Line
from dingdian.journal.checkpoint import Ed25519
from dingdian.journal.models import Entry
from dingdian.registry.models import GateRow
from dingdian.settlement import reading
from dingdian.settlement.keeper import WHOLE_EVERY, Keeper
from dingdian.settlement.shelf import Shelf
from tests import world
from tests.settlement.asking import token
from tests.settlement.test_service import suspend
from tests.world import Country

DAY = date(2025, 3, 20)
AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "gate", Ed25519(Ed25519PrivateKey.generate()))


def answer(keeper: Keeper, country: Country) -> Answer:
    line = Line(country.people["own"], country.institutions["own"], DAY)
    return keeper.check(keeper.regions["yunnan"], line)


def wholes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The regions that are read whole from now on."""
    read, real = list[str](), reading.whole

    def through(region: Any, *rest: Any) -> Any:
        read.append(region.pk)
        return real(region, *rest)

    monkeypatch.setattr(reading, "whole", through)
    return read


def test_a_start_from_the_shelf_knows_what_came_since(
    country: Country, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(Keeper(lambda: AT, shelf=shelf), country)
    suspend(country)
    read = wholes(monkeypatch)
    started = Keeper(lambda: AT, shelf=shelf)
    assert not read
    told = answer(started, country)
    assert (first.outcome, told.outcome) == ("pay", "deny") and told.position > first.position
    started.renew()
    assert sorted(read) == ["other", "yunnan"]
    started.look()
    assert answer(started, country) == told
    started.renew()
    assert len(read) == 2, "within the hour nothing is read again"


def test_what_the_registry_has_derived_anew_is_read_within_the_hour(country: Country, shelf: Shelf) -> None:
    suspend(country)
    at = [AT]
    keeper = Keeper(lambda: at[0], shelf=shelf)
    assert answer(keeper, country).outcome == "deny"
    GateRow.objects.filter(person=country.people["own"]).delete()
    at[0] += WHOLE_EVERY - timedelta(seconds=1)
    keeper.renew()
    keeper.look()
    assert answer(keeper, country).outcome == "deny"
    at[0] += timedelta(seconds=1)
    keeper.renew()
    keeper.look()
    assert answer(keeper, country).outcome == "pay"


@pytest.mark.parametrize(
    "change", ["a byte", "cut short", "another key", "another version", "other rules", "another journal"]
)
def test_what_does_not_fit_is_read_whole(
    country: Country, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    Keeper(lambda: AT, shelf=shelf)
    path = shelf.folder / "region-yunnan.ddg"
    body = path.read_bytes()
    if change == "a byte":
        path.write_bytes(body[:100] + bytes([body[100] ^ 1]) + body[101:])
    elif change == "cut short":
        path.write_bytes(b"")
    elif change == "another key":
        shelf = Shelf(shelf.folder, Ed25519(Ed25519PrivateKey.generate()))
    elif change == "another version":
        head, filings = shelf.take("yunnan") or ({}, memoryview(b""))
        shelf.keep("yunnan", {k: v for k, v in head.items() if k != "schemes"}, (bytes(filings),))
    elif change == "other rules":
        country.regions["own"].persons = "qinghai-2025"
        country.regions["own"].save()
    else:
        monkeypatch.setattr(Entry.objects, "filter", lambda **_: Entry.objects.none())
    read = wholes(monkeypatch)
    assert answer(Keeper(lambda: AT, shelf=shelf), country).outcome == "pay"
    assert "yunnan" in read


def test_without_a_database_it_starts_from_the_shelf(
    country: Country, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = token(country)
    before = Keeper(lambda: AT, shelf=shelf)
    before.renew()
    assert secret not in (shelf.folder / "clients.ddg").read_text("utf-8", "replace")

    def away(_: Keeper) -> None:
        raise OperationalError

    with monkeypatch.context() as without:
        without.setattr(Keeper, "_look", away)
        without.setattr(connection, "close", lambda: None)
        started = Keeper(lambda: AT + timedelta(seconds=30), shelf=shelf)
        assert started.away and answer(started, country).stale
        found = started.clients.by_token(secret, AT)
        assert found is not None and found.institution == country.institutions["own"]
    world.widen(country)
    started.look()
    told = answer(started, country)
    assert not told.stale and told.position > answer(before, country).position


def test_nobody_else_reads_the_shelf(country: Country, shelf: Shelf) -> None:
    Keeper(lambda: AT, shelf=shelf)
    assert shelf.folder.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in shelf.folder.iterdir()} == {0}
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["region-other.ddg", "region-yunnan.ddg"]


def test_clients_are_kept_when_they_change(country: Country, shelf: Shelf) -> None:
    keeper = Keeper(lambda: AT, shelf=shelf)
    keeper.renew()
    path = shelf.folder / "clients.ddg"
    before = path.stat().st_mtime_ns
    keeper.renew()
    assert path.stat().st_mtime_ns == before
    token(country)
    keeper.clients.look(AT + timedelta(minutes=1))
    keeper.renew()
    assert path.stat().st_mtime_ns > before


def test_what_could_not_be_written_whole_leaves_nothing(country: Country, shelf: Shelf) -> None:
    Keeper(lambda: AT, shelf=shelf)
    before = {path.name: path.read_bytes() for path in shelf.folder.iterdir()}

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OperationalError

    with pytest.raises(OperationalError):
        shelf.keep("yunnan", {}, broken())
    assert {path.name: path.read_bytes() for path in shelf.folder.iterdir()} == before
