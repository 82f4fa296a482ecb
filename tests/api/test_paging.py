"""Pages tell every row once, in order, whatever is added between them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dingdian.journal.record import register
from dingdian.journal.slices import INSTITUTION
from dingdian.registry.models import Institution
from tests.api.conftest import BY, Country, signed_in


def add(country: Country, number: int, name: str) -> str:
    code = f"H530102{number:05d}"
    Institution.objects.create(
        region=country.regions["own"], code=code, name=name, pinyin=name, sector="medical_institution",
        division="530102", entry_id=Institution.objects.values_list("entry_id", flat=True)[0],
    )  # fmt: skip
    return code


def pages(client: Client, address: str) -> Any:
    """The pages of a list, one after the other."""
    after = ""
    while after is not None:
        answer = client.get(f"/api{address}{'&after=' + after if after else ''}").json()
        yield answer["items"]
        after = answer["next"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_every_row_comes_once_in_order(country: Country, clerk: Client, limit: int) -> None:
    names = ["乙", "甲", "甲", "b", "a", "丙", "甲"]
    codes = {add(country, 100 + n, name) for n, name in enumerate(names)} | {country.institutions["own"]}
    found = [x for items in pages(clerk, f"/institutions?limit={limit}") for x in items]
    assert sorted(x["code"] for x in found) == sorted(codes)
    rows = Institution.objects.filter(code__in=codes).order_by("pinyin", "id")
    assert [x["code"] for x in found] == list(rows.values_list("code", flat=True))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_was_there_comes_once_under_inserts(country: Country, clerk: Client, data: st.DataObject) -> None:
    Institution.objects.filter(code__gt="H53010200001", division="530102").delete()
    name = st.sampled_from(["a", "b", "c", "m", "z"])
    there = {add(country, 100 + n, data.draw(name)) for n in range(data.draw(st.integers(0, 6)))}
    there.add(country.institutions["own"])
    seen: list[str] = []
    for n, items in enumerate(pages(clerk, f"/institutions?limit={data.draw(st.integers(1, 3))}")):
        seen += [x["code"] for x in items]
        if n < 4:
            add(country, 500 + n, data.draw(name))
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_tasks_without_a_last_day_come_last(country: Country, clerk: Client) -> None:
    from dingdian.casework.models import Case, Task

    case = Case.objects.get(pk=country.cases["own"])
    task = Task.objects.filter(case=case, done=None)[0]
    Task.objects.all().delete()
    for n, due in enumerate([None, "2025-03-01", "2025-02-01", None, "2025-03-01"]):
        task.pk, task.act, task.due = None, f"act-{n}", due
        task.save(force_insert=True)
    found = [x for items in pages(clerk, "/cases?limit=2") for x in items]
    assert [x["due"] for x in found] == ["2025-02-01", "2025-03-01", "2025-03-01", None, None]
    assert len({x["act"] for x in found}) == 5


@pytest.mark.parametrize(
    "after", ["x", "AAAA", "{}", *(base64.urlsafe_b64encode(json.dumps(v).encode()).decode() for v in (
        [], [1], ["a", None], ["a", True], ["a\0", 1], [{"d": "x"}, 1], ["a", 2**70], {"a": 1}, ["a", 1, 2]))])  # fmt: skip
def test_a_place_that_is_none_is_refused(country: Country, clerk: Client, after: str) -> None:
    answer = clerk.get("/api/institutions", {"after": after})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["remedy"]) == (400, "after", "从第一页重新取")


@pytest.mark.parametrize(("limit", "status"), [(0, 400), (1, 200), (200, 200), (201, 400)])
def test_a_page_has_at_most_two_hundred_rows(country: Country, clerk: Client, limit: int, status: int) -> None:
    assert clerk.get("/api/people", {"limit": limit}).status_code == status


def test_search_is_within_the_scope(country: Country) -> None:
    office = signed_in(country.users["institution"])
    data = {"code": "H53010200002", "name": "昆明市第一人民医院", "sector": "medical_institution"}
    register(country.regions["own"], INSTITUTION, data, office={"division": "530102"}, by=BY, key="i2")
    clerk = signed_in(country.users["clerk"])
    assert [x["code"] for x in clerk.get("/api/institutions", {"q": "第一人民"}).json()["items"]] == ["H53010200002"]
    assert office.get("/api/institutions", {"q": "第一人民"}).json()["items"] == []
