"""Whatever is changed in the tables behind the application's back is found; against a checkpoint, everything is."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from dingdian.journal import checkpoint, verifier
from dingdian.journal.chain import GENESIS, sealed
from dingdian.journal.models import Entry, Head, Subject
from tests.journal.regions import story

STORIES = ("yunnan-2025/g17-restoration", "yunnan-2025/g18-notice-and-review", "yunnan-2025/g01-six-then-three")
Tampering = Callable[[random.Random], str]


@pytest.fixture
def expected(db: None, settings: Any, tmp_path: Path) -> verifier.Expected:
    """A journal of three regions and what its checkpoint says."""
    for name in STORIES:
        story(name)
    settings.CHECKPOINTS, settings.CHECKPOINT_KEY = str(tmp_path / "checkpoints"), tmp_path / "key.pem"
    counted, findings = verifier.checkpoint(checkpoint.take(date(2025, 12, 31)).path)
    assert not findings
    return counted


def report(expected: verifier.Expected | None = None) -> verifier.Report:
    return verifier.examine(connection.connection, expected or {})


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def somewhere(chance: random.Random) -> Entry:
    return chance.choice(list(Entry.objects.order_by("id")))


def other(chance: random.Random, value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((1000, 2000))
    if hasattr(value, "hour") or isinstance(value, date):
        return value + timedelta(days=chance.choice((-400, -1, 1, 30)))
    if not value:
        return "某"
    at = chance.randrange(len(value))
    return value[:at] + chance.choice([c for c in "0一aZ" if c != value[at]]) + value[at + 1 :]


ENTRY = [f.column for f in Entry._meta.concrete_fields if f.name not in ("id", "region")]
HEAD = ["seq", "hash", "recorded_on"]


def edit_entry(chance: random.Random) -> str:
    entry, column = somewhere(chance), chance.choice(ENTRY)
    sql(f'UPDATE journal_entry SET "{column}" = %s WHERE id = %s', other(chance, getattr(entry, column)), entry.pk)
    return f"edit {column}"


def edit_and_seal(chance: random.Random) -> str:
    """The entry's own hash made to fit, the following left."""
    entry = somewhere(chance)
    entry.actor = other(chance, entry.actor)
    sql("UPDATE journal_entry SET actor = %s, hash = %s WHERE id = %s", entry.actor, seal(entry), entry.pk)
    return "edit and seal"


def move_entry(chance: random.Random) -> str:
    entry = somewhere(chance)
    regions = Head.objects.exclude(region=entry.region).values_list("region", flat=True)
    sql(
        "UPDATE journal_entry SET region_id = %s, seq = 1000, request_key = 'moved', ref = 'moved' WHERE id = %s",
        chance.choice(sorted(regions)), entry.pk,
    )  # fmt: skip
    return "move to another region"


def change_id(chance: random.Random) -> str:
    sql("UPDATE journal_entry SET id = -id WHERE id = %s", somewhere(chance).pk)
    return "change the database's id"


def edit_subject(chance: random.Random) -> str:
    subject = chance.choice(list(Subject.objects.order_by("id")))
    column = chance.choice(("kind", "code", "region_id", "entry_id"))
    sql(
        f"UPDATE journal_subject SET {column} = %s WHERE id = %s",
        other(chance, getattr(subject, column)) if column != "entry_id" else subject.entry_id + 10_000,
        subject.pk,
    )
    return f"edit subject's {column}"


def delete_subject(chance: random.Random) -> str:
    sql("DELETE FROM journal_subject WHERE id = %s", chance.choice(list(Subject.objects.values_list("id", flat=True))))
    return "delete a subject"


def add_subject(chance: random.Random) -> str:
    entry = somewhere(chance)
    Subject.objects.create(entry=entry, region=entry.region, kind="person", code="D-forged")
    return "add a subject"


def edit_head(chance: random.Random) -> str:
    head, column = chance.choice(list(Head.objects.order_by("region"))), chance.choice(HEAD)
    sql(
        f"UPDATE journal_head SET {column} = %s WHERE region_id = %s",
        other(chance, getattr(head, column)), head.region_id,
    )  # fmt: skip
    return f"edit head's {column}"


def delete_entry(chance: random.Random) -> str:
    entry = somewhere(chance)
    sql("DELETE FROM journal_subject WHERE entry_id = %s", entry.pk)
    sql("DELETE FROM journal_entry WHERE id = %s", entry.pk)
    return "delete an entry"


def insert_entry(chance: random.Random) -> str:
    """One more at the end, sealed as it should be, the head left."""
    entry = somewhere(chance)
    last = Entry.objects.filter(region=entry.region).latest("seq")
    entry.pk, entry.seq, entry.previous, entry.request_key = None, last.seq + 1, last.hash, "forged"
    entry.kind, entry.ref = "registration", "forged"
    entry.hash = sealed(entry, [])
    entry.save(force_insert=True)
    return "insert an entry"


def reorder(chance: random.Random) -> str:
    entry = somewhere(chance)
    pair = chance.choice(list(Entry.objects.filter(region=entry.region).exclude(pk=entry.pk)))
    sql("UPDATE journal_entry SET seq = -1 WHERE id = %s", entry.pk)
    sql("UPDATE journal_entry SET seq = %s WHERE id = %s", entry.seq, pair.pk)
    sql("UPDATE journal_entry SET seq = %s WHERE id = %s", pair.seq, entry.pk)
    return "reorder"


def swap_bodies(chance: random.Random) -> str:
    entry = somewhere(chance)
    pair = chance.choice(list(Entry.objects.exclude(body=entry.body)))
    sql("UPDATE journal_entry SET body = %s WHERE id = %s", pair.body, entry.pk)
    sql("UPDATE journal_entry SET body = %s WHERE id = %s", entry.body, pair.pk)
    return "swap bodies"


def cut(chance: random.Random) -> str:
    """The end cut off, and the head set back to what is left: the chain by itself is sound."""
    entry = somewhere(chance)
    after = Entry.objects.filter(region=entry.region, seq__gte=entry.seq)
    sql("DELETE FROM journal_subject WHERE entry_id = ANY(%s)", list(after.values_list("id", flat=True)))
    sql("DELETE FROM journal_entry WHERE region_id = %s AND seq >= %s", entry.region_id, entry.seq)
    last = Entry.objects.filter(region=entry.region).order_by("seq").last()
    sql(
        "UPDATE journal_head SET seq = %s, hash = %s, recorded_on = %s WHERE region_id = %s",
        entry.seq - 1, last.hash if last else GENESIS, last.recorded_on if last else None, entry.region_id,
    )  # fmt: skip
    return "truncate"


def empty(chance: random.Random) -> str:
    sql("DELETE FROM journal_subject")
    sql("DELETE FROM journal_entry")
    sql("DELETE FROM journal_head")
    if chance.random() < 0.5:
        sql("DELETE FROM journal_region")
    return "empty"


def forge(chance: random.Random) -> str:
    """One entry rewritten and every following one sealed anew, with the head: by itself the chain is sound."""
    entry = somewhere(chance)
    entry.actor = other(chance, entry.actor)
    previous = entry.previous
    for following in Entry.objects.filter(region=entry.region, seq__gte=entry.seq).order_by("seq"):
        following.actor = entry.actor if following.pk == entry.pk else following.actor
        following.previous = previous
        following.hash = previous = seal(following)
        sql(
            "UPDATE journal_entry SET actor = %s, previous = %s, hash = %s WHERE id = %s",
            following.actor, following.previous, following.hash, following.pk,
        )  # fmt: skip
    sql("UPDATE journal_head SET hash = %s WHERE region_id = %s", previous, entry.region_id)
    return "forge everything anew"


def seal(entry: Entry) -> str:
    return sealed(entry, Subject.objects.filter(entry=entry).values_list("kind", "code"))


TAMPERINGS: tuple[Tampering, ...] = (
    edit_entry, edit_entry, edit_entry, edit_entry, edit_and_seal, move_entry, change_id, edit_subject, edit_subject,
    delete_subject, add_subject, edit_head, delete_entry, delete_entry, insert_entry, reorder, reorder, swap_bodies,
    cut, cut, empty, forge,
)  # fmt: skip


def tampered(tamper: Tampering, chance: random.Random, expected: verifier.Expected) -> tuple[str, bool, bool]:
    """What was done, and whether it was found without the checkpoint and against it; then all is as before."""
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")  # a superuser's way round triggers and foreign keys
        what = tamper(chance)
        found = not report().ok, not report(expected).ok
        transaction.set_rollback(True)
    return what, *found


def many(number: int, expected: verifier.Expected) -> None:
    assert report(expected).ok
    chance = random.Random(number)
    missed = []
    for n in range(number):
        what, _, found = tampered(TAMPERINGS[n % len(TAMPERINGS)], chance, expected)
        if not found:
            missed.append(what)
    assert not missed
    assert report(expected).ok


def test_every_tampering_is_found(expected: verifier.Expected) -> None:
    many(3 * len(TAMPERINGS), expected)


@pytest.mark.long
def test_a_thousand_tamperings_are_found(expected: verifier.Expected) -> None:
    many(1000, expected)


@pytest.mark.parametrize("tamper", [cut, forge])
def test_only_the_checkpoint_finds_what_leaves_a_sound_chain(tamper: Tampering, expected: verifier.Expected) -> None:
    assert tampered(tamper, random.Random(7), expected)[1:] == (False, True)


@pytest.mark.parametrize("column", ENTRY)
def test_the_chain_itself_shows_an_edit_of_any_column(column: str, expected: verifier.Expected) -> None:
    def edit(chance: random.Random) -> str:
        entry = somewhere(chance)
        sql(f'UPDATE journal_entry SET "{column}" = %s WHERE id = %s', other(chance, getattr(entry, column)), entry.pk)
        return column

    assert tampered(edit, random.Random(3), expected)[1:] == (True, True)


def test_a_finding_says_where_and_what(expected: verifier.Expected) -> None:
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        sql("UPDATE journal_entry SET actor = 'x' WHERE region_id = 'g17-restoration' AND seq = 4")
        found = report(expected)
        transaction.set_rollback(True)
    (bad,) = [region for region in found.regions if region.wrong]
    assert [(f.region, f.seq, f.what) for f in bad.findings] == [
        ("g17-restoration", 4, "本条散列与内容不符"),
        ("g17-restoration", 5, "与上一条不衔接"),
    ]
    assert json.loads(json.dumps(found.as_json()))["ok"] is False
    assert str(bad.findings[0]).startswith("g17-restoration 第 4 号：本条散列与内容不符，应为 ")
    assert "核验不通过" in list(found.lines())[-1]
