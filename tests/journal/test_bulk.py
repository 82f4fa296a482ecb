"""Rows written by COPY, or changed by arrays, are those that were given, whatever stands in them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DataError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from dingdian.casework.models import Case, Heartbeat, Task
from dingdian.journal import bulk
from dingdian.journal.models import Entry, Region
from dingdian.registry.models import Institution, Paper, Person, Site
from tests.journal.regions import hospital, person

pytestmark = pytest.mark.django_db
ODD = ("", "\\", "\\N", "\\.", "a\tb", "a\nb\r\n", "全角　空格", "😀", '"引"', "{a,b}", "NULL", "'; --", "%s", "\u200b")


@pytest.fixture
def region(db: None) -> Region:
    return hospital("bulk", 1)


def test_texts_come_back_as_they_were(region: Region) -> None:
    entry = Entry.objects.filter(region=region).earliest("seq")
    rows = [
        Person(region=region, code=f"D{n}", name=text, pinyin=text, roles=[text], data={"k": [text]}, entry=entry)
        for n, text in enumerate(ODD)
    ]
    bulk.insert(rows)
    assert len({row.pk for row in rows}) == len(ODD) and not any(row._state.adding for row in rows)
    for row in rows:
        kept = Person.objects.get(pk=row.pk)
        assert [kept.name, kept.pinyin, kept.roles, kept.data] == [row.name, row.pinyin, row.roles, row.data]
    Person.objects.create(region=region, code="next", name="", pinyin="", entry=entry)  # the keys go on from there


def test_days_ranges_and_nothing(region: Region) -> None:
    who, at = Person.objects.get(code=person(0)), Institution.objects.get()
    Site.objects.all().delete()
    first, last = date(2025, 1, 2), date(2026, 1, 1)
    spans = [DateRange(None, first), DateRange(first, last), DateRange(last, None)]
    bulk.insert([Site(person=who, institution=at, department=str(n), period=span) for n, span in enumerate(spans)])
    assert list(Site.objects.order_by("department").values_list("period", flat=True)) == spans
    bulk.insert([Paper(person=who, kind="k", number="n", first=first, last=None)])
    kept = Paper.objects.get(person=who)
    assert (kept.first, kept.last, kept.institution) == (first, None, None)
    beat = Heartbeat(name="b", started_at=timezone.now(), seen=3)
    bulk.insert([beat])
    assert Heartbeat.objects.get(name="b").started_at == beat.started_at


def test_what_a_table_refuses_is_refused(region: Region) -> None:
    entry = Entry.objects.filter(region=region).earliest("seq")
    for code, name, error in ((person(0), "张", IntegrityError), ("D1", "长" * 61, DataError)):
        with pytest.raises(error), transaction.atomic():
            bulk.insert([Person(region=region, code=code, name=name, pinyin="", entry=entry)])
    with pytest.raises(TypeError), transaction.atomic():
        bulk.insert([Person(region=region, code="D2", name=object(), pinyin="", entry=entry)])


def test_rows_are_changed_and_only_in_what_is_named(region: Region) -> None:
    entry = Entry.objects.filter(region=region).earliest("seq")
    case = Case.objects.create(region=region, process="p", key="k", state="s", opened=entry, moved=entry)
    rows = [Task(case=case, act=f"a{n}", role="agency", due=date(2026, 1, 1), clauses=["x"]) for n in range(len(ODD))]
    bulk.insert(rows)
    for row, text in zip(rows, ODD, strict=True):
        row.title, row.due, row.paused, row.clauses, row.role = text, None, True, [text], "other"
    bulk.update(rows, ["title", "due", "paused", "clauses"])
    kept = Task.objects.filter(case=case).order_by("pk")
    assert [(t.title, t.due, t.paused, t.clauses, t.role) for t in kept] == [
        (text, None, True, [text], "agency") for text in ODD
    ]
    rows[0].title = "长" * 121
    with pytest.raises(DataError), transaction.atomic():  # not cut to fit
        bulk.update(rows, ["title"])
    bulk.insert([])
    bulk.update([], ["title"])


def test_a_value_without_a_form_is_not_written(region: Region) -> None:
    entry = Entry.objects.filter(region=region).earliest("seq")
    with pytest.raises(TypeError, match="float"), transaction.atomic():
        bulk.insert([Person(region=region, code=1.5, name="张", pinyin="", entry=entry)])
    assert not Person.objects.filter(name="张").exists()
