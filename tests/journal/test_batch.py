"""Thousands of registrations in one go are what they would be one by one."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from pydantic import ValidationError

from dingdian.journal import verifier
from dingdian.journal.batch import register_many
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.record import Conflict, OutOfOrder, register
from dingdian.journal.story import open_region
from dingdian.registry import projection
from dingdian.registry.models import Institution, Person, Site
from tests.journal.regions import CLERK, FIRST, hospital, registrations


def kept(region: Region) -> tuple[Any, ...]:
    """Everything a region holds, but the instants, the hashes and the database's ids."""
    entries = Entry.objects.filter(region=region).order_by("seq")
    return (
        list(entries.values_list("seq", "kind", "name", "ref", "on", "recorded_on", "body", "request_key", "regime")),
        sorted(Subject.objects.filter(region=region).values_list("entry__seq", "kind", "code")),
        sorted(Institution.objects.filter(region=region).values_list("code", "name", "division")),
        sorted(Person.objects.filter(region=region).values_list("code", "name", "pinyin")),
        [str(x) for x in Site.objects.filter(person__region=region).order_by("person__code").values_list("period")],
    )


@pytest.mark.django_db
def test_at_once_and_one_by_one_are_the_same() -> None:
    many, single = hospital("many", 5), open_region("single", "区", persons="yunnan-2025")
    for row in registrations(5):
        register(single, row.name, row.data, by=CLERK, key=row.key, office=row.office, on=row.on, recorded_on=FIRST)
    assert kept(many) == kept(single)
    assert verifier.examine(connection.connection, {}).ok


@pytest.mark.django_db
def test_sent_again_nothing_is_written_twice() -> None:
    region = hospital("many", 3)
    head = Head.objects.get(region=region)
    again = register_many(region, registrations(3), by=CLERK, recorded_on=FIRST)
    assert all(x.replayed for x in again)
    assert Head.objects.get(region=region).hash == head.hash
    more = register_many(region, registrations(5), by=CLERK, recorded_on=FIRST)
    assert [x.replayed for x in more] == [True] * 5 + [False] * 2
    twice = registrations(6)
    assert [x.replayed for x in register_many(region, [*twice, twice[-1]], by=CLERK, recorded_on=FIRST)][-2:] == [
        False,
        True,
    ]
    assert verifier.examine(connection.connection, {}).ok


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"key": "institution"}, Conflict),
        ({"data": {"code": "D9"}}, ValidationError),
        ({"data": {"code": "D9", "name": None, "role": 3, "sites": "x"}}, ValidationError),
    ],
)
def test_one_wrong_row_leaves_nothing(wrong: dict[str, Any], error: type[Exception]) -> None:
    region = hospital("many", 1)
    before = kept(region)
    rows = registrations(4)
    rows[-1] = replace(rows[-1], **wrong)
    with pytest.raises(error):
        register_many(region, rows, by=CLERK, recorded_on=FIRST)
    assert kept(region) == before
    with pytest.raises(OutOfOrder):
        register_many(region, registrations(4), by=CLERK, recorded_on=FIRST - timedelta(days=1))
    assert kept(region) == before


@pytest.mark.django_db
def test_without_a_bulk_form_projections_are_told_one_by_one() -> None:
    with patch.object(projection, "project_many", None, create=True):
        many = hospital("many", 3)
    other = hospital("other", 3)
    assert kept(many) == kept(other)


@pytest.mark.django_db
def test_a_bulk_form_is_told_once() -> None:
    told = []

    def many(changes: Any) -> None:
        told.append(len(changes))
        for change in changes:
            projection.project(change)

    with patch.object(projection, "project_many", many, create=True):
        region = hospital("many", 3)
    assert told == [5]
    assert kept(region) == kept(hospital("other", 3))


@pytest.mark.django_db
def test_a_day_is_today_where_none_is_said() -> None:
    region = open_region("now", "区", persons="yunnan-2025")
    (written, *_) = register_many(region, registrations(0), by=CLERK)
    assert written.entry.on == written.entry.recorded_on


@pytest.mark.long
@pytest.mark.django_db
def test_ten_thousand_rows_take_seconds(settings: Any) -> None:
    """The journal's own part; what is derived takes its time besides."""
    settings.PROJECTIONS = []
    began = time.process_time()
    region = hospital("many", 10_000)
    assert time.process_time() - began < 20
    assert Head.objects.get(region=region).seq == 10_002
    assert verifier.examine(connection.connection, {}).ok
