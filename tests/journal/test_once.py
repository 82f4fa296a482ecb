"""The same request is written once, whoever sends it and however often, and nobody writes between two others.

Workers are processes of their own with connections of their own.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from select import select
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from dingdian.journal import record as writing
from dingdian.journal import verifier
from dingdian.journal.models import Entry, Head, Region
from dingdian.journal.record import Conflict, OutOfOrder, Refused, record, register
from dingdian.journal.slices import ACT, PERSON
from tests.journal.regions import CLERK, FIRST, decision, hospital, person

WORKERS = 20
DAY = timedelta(days=1)


def crowd(works: list[Callable[[], str]]) -> list[str]:
    """What each work says, done at once by processes of their own."""
    pipes = []
    for work in works:
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                connection.connection = None  # the parent's; ours is made when needed
                said = work()
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            os.write(writes, said.encode())
            os._exit(0)
        os.close(writes)
        pipes.append((child, reads))
    told = []
    for child, reads in pipes:
        with os.fdopen(reads, "rb") as file:
            told.append(file.read().decode())
        os.waitpid(child, 0)
    return told


def sound(region: Region) -> bool:
    """The chain holds; in a transaction, as the verifier asks for."""
    with connection.cursor():
        raw: Any = connection.connection
    with raw.transaction():
        return verifier.examine(raw, {}).ok


def sent_twice(acts: int) -> None:
    region = hospital("crowd", acts)
    before = Entry.objects.filter(region=region).count()
    chance = random.Random(acts)
    letters: list[list[int]] = [[] for _ in range(WORKERS)]
    for n in range(acts):
        for worker in chance.sample(range(WORKERS), 2):
            letters[worker].append(n)
    for own in letters:
        chance.shuffle(own)

    def work(own: list[int]) -> Callable[[], str]:
        def send() -> str:
            sent = Counter(record(region, decision(n), by=CLERK, key=f"k{n}", recorded_on=FIRST).replayed for n in own)
            return f"{sent[False]} {sent[True]}"

        return send

    told = [line.split(" ") for line in crowd([work(own) for own in letters])]
    assert sum(int(new) for new, _ in told) == acts, told
    assert sum(int(again) for _, again in told) == acts
    assert Entry.objects.filter(region=region).count() == before + acts
    assert sound(region)


@pytest.mark.django_db(transaction=True)
def test_fifty_acts_sent_twice_are_written_once() -> None:
    sent_twice(50)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_five_hundred_acts_sent_twice_are_written_once() -> None:
    sent_twice(500)


@contextmanager
def without_lock() -> Iterator[None]:
    """The control: the end of the chain is read, not held."""
    with patch.object(writing, "locked", lambda region: Head.objects.get(region=region)):
        yield


def race(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """Two write at once: neither goes on from the end of the chain before the other has read it too, or must wait."""
    ready, go = os.pipe(), os.pipe()

    def work(write: Callable[[], Any]) -> Callable[[], str]:
        def run() -> str:
            read = writing.locked

            def wait(region: Region) -> Head:
                head = read(region)
                os.write(ready[1], b".")
                os.read(go[0], 1)
                return head

            with patch.object(writing, "locked", wait):
                return "again" if write().replayed else "written"

        return run

    def conduct() -> str:
        read = 0
        while read < 2 and not (read and waiting()):
            if select([ready[0]], [], [], 0.01)[0]:
                read += len(os.read(ready[0], 1))
        os.write(go[1], b"..")
        return ""

    told = crowd([work(first), work(second), conduct])[:2]
    for end in (*ready, *go):
        os.close(end)
    return told


def waiting() -> bool:
    """Whether anybody waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def decide(region: Region, n: int, key: str, **changes: Any) -> Callable[[], Any]:
    return lambda: record(region, decision(n, **changes), by=CLERK, key=key, recorded_on=FIRST)


@pytest.mark.django_db(transaction=True)
def test_two_that_write_at_once_follow_each_other() -> None:
    region = hospital("race", 2)
    assert race(decide(region, 0, "a"), decide(region, 1, "b")) == ["written", "written"]
    assert sound(region)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_two_want_the_same_place() -> None:
    region = hospital("race", 2)
    with without_lock():
        told = race(decide(region, 0, "a"), decide(region, 1, "b"))
    assert "entry_seq" in "".join(told)
    assert sorted(line.partition(":")[0] for line in told) == ["IntegrityError", "written"]


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_once_is_written_once() -> None:
    region = hospital("race", 1)
    assert sorted(race(decide(region, 0, "a"), decide(region, 0, "a"))) == ["again", "written"]
    assert sound(region)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_same_request_fails() -> None:
    region = hospital("race", 1)
    with without_lock():
        told = race(decide(region, 0, "a"), decide(region, 0, "a"))
    assert sorted(line.partition(":")[0] for line in told) == ["IntegrityError", "written"]


@pytest.mark.django_db(transaction=True)
def test_of_two_reviews_at_once_only_one_is_lawful() -> None:
    """What the second may do depends on what the first did: it is judged after it."""
    region = hospital("race", 1)
    decide(region, 0, "a")()
    review = [{"act": "review.request", "on": FIRST, "id": name, "of": "h0", "person": person(0)} for name in "rs"]
    acts = [ACT.validate_python(row) for row in review]
    works = [lambda act=act: record(region, act, by=CLERK, key=act.id, recorded_on=FIRST) for act in acts]
    told = sorted(line.partition(":")[0] for line in race(*works))
    assert told == ["Refused", "written"]
    assert sound(region)


# One after the other


@pytest.fixture
def region(db: None) -> Region:
    return hospital("one", 2)


def test_the_same_key_and_content_gives_what_was_written(region: Region) -> None:
    first = decide(region, 0, "k")()
    again = decide(region, 0, "k")()
    assert (again.entry.pk, again.replayed, first.replayed) == (first.entry.pk, True, False)
    assert Entry.objects.filter(request_key="k").count() == 1


def test_the_same_key_with_other_content_is_a_conflict(region: Region) -> None:
    decide(region, 0, "k")()
    with pytest.raises(Conflict, match="这个请求编号已用于另一项内容"):
        decide(region, 0, "k", inspection="other")()


def test_keys_are_apart_between_regions(region: Region) -> None:
    decide(region, 0, "k")()
    assert not decide(hospital("two", 1), 0, "k")().replayed


def test_a_registration_is_written_once_as_well(region: Region) -> None:
    data = {"code": person(9), "name": "李某", "role": "medical", "sites": []}
    first = register(region, PERSON, data, by=CLERK, key="r", recorded_on=FIRST)
    again = register(region, PERSON, data, by=CLERK, key="r", recorded_on=FIRST)
    assert (again.entry, again.replayed) == (first.entry, True)
    with pytest.raises(Conflict):
        register(region, PERSON, data, by=CLERK, key="r", recorded_on=FIRST, office={"id_number": "1"})


def test_nothing_is_written_before_what_was_written_last(region: Region) -> None:
    count = Entry.objects.count()
    with pytest.raises(OutOfOrder, match="登记日 2025-02-04 早于上一条记录的登记日 2025-02-05"):
        record(region, decision(0, on=FIRST - DAY), by=CLERK, key="k", recorded_on=FIRST - DAY)
    assert Entry.objects.count() == count


def test_what_the_law_refuses_leaves_nothing(region: Region) -> None:
    head = Head.objects.get(region=region)
    with pytest.raises(Refused) as refused:
        record(region, decision(0, institution="H0"), by=CLERK, key="k", recorded_on=FIRST)
    assert refused.value.objections
    assert refused.value.regime.id == "yunnan-2025"
    now = Head.objects.get(region=region)
    assert (now.seq, now.hash) == (head.seq, head.hash)


def test_a_failing_projection_leaves_nothing(region: Region) -> None:
    count = Entry.objects.count()
    with patch("dingdian.casework.projection.project", side_effect=RuntimeError), pytest.raises(RuntimeError):
        decide(region, 0, "k")()
    assert Entry.objects.count() == count
    assert not decide(region, 0, "k")().replayed


def test_a_day_learned_later_is_written_with_the_act(region: Region) -> None:
    entry = record(region, decision(0), by=CLERK, key="k", recorded_on=FIRST + DAY).entry
    assert (entry.on, entry.recorded_on) == (FIRST, FIRST + DAY)
    assert '"recorded_on":"2025-02-06"' in entry.body
