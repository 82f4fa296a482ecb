"""选择列 and 导出: kept for each user alone; a file holds what the list shows, masked, marked and written down."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from dingdian.accounts.models import AccessLog, Preference, User
from dingdian.registry.models import Institution, Person
from dingdian.web import columns
from dingdian.web.views import exports

pytestmark = pytest.mark.django_db


def rows(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


def taken() -> list[str]:
    return list(AccessLog.objects.filter(what="export").values_list("subject", flat=True))


def test_columns_are_kept_for_the_user_alone(signed_in: Callable[[str], Client]) -> None:
    clerk, head = signed_in("clerk"), signed_in("head")
    assert "本年记分</th>" in clerk.get("/people/").content.decode()
    answer = clerk.post("/columns/people/", {"column": ["code", "id_number", "nothing"], "next": "/people/?q=z"})
    assert answer["Location"] == "/people/?q=z"
    page = clerk.get("/people/").content.decode()
    assert "身份证号码</th>" in page and "本年记分</th>" not in page and "姓名</th>" in page  # the name always stays
    assert "身份证号码</th>" not in head.get("/people/").content.decode()
    assert Preference.objects.get().value == ["code", "id_number"]
    clerk.post("/columns/people/", {"reset": "1"})
    assert "本年记分</th>" in clerk.get("/people/").content.decode()


@pytest.mark.parametrize("name", sorted(columns.LISTS))
def test_every_column_of_every_list_can_be_shown_and_exported(signed_in: Callable[[str], Client], name: str) -> None:
    client = signed_in("clerk")
    title, known = columns.LISTS[name]
    assert title in client.get(f"/columns/{name}/").content.decode()
    client.post(f"/columns/{name}/", {"column": [c.key for c in known]})
    page = client.get({"work": "/todo/"}.get(name, f"/{name}/")).content.decode()
    assert all(f">{c.title}</th>" in page for c in known)
    found = rows(client.post(f"/export/{'todo' if name == 'work' else name}/", {"kind": "csv"}))
    assert found[0] == [c.title for c in known] and len(found) > 2
    client.post(f"/columns/{name}/", {"column": []})
    fixed = [c.title for c in known if c.fixed]
    assert rows(client.post(f"/export/{'todo' if name == 'work' else name}/", {"kind": "csv"}))[0] == fixed


def test_an_export_is_masked_marked_and_written_down(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    found = rows(client.post("/export/people/?q=zhang", {"kind": "csv"}))
    assert [row[1] for row in found[1:-1]] == ["张**"]
    mark = found[-1][0]
    assert all(text in mark for text in ("人员", "导出人 clerk", "五华区医疗保险中心", "遮盖"))
    assert taken() == ["人员 csv 遮盖"]
    answer = client.post("/export/people/?q=zhang", {"kind": "xlsx", "seen": "full"})
    page = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert page is not None
    assert "导出人 clerk" in str(page.cell(1, 1).value) and page.cell(3, 2).value == "张建国"
    assert "导出人 clerk" in str(page.oddFooter.left.text)
    assert taken() == ["人员 csv 遮盖", "人员 xlsx 全文"]


def test_a_list_is_exported_as_it_is_filtered(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    assert (
        "/export/todo/?due=none" in client.get("/todo/?due=none").content.decode()
        or not rows(client.post("/export/todo/?due=none", {"kind": "csv"}))[1:-1]
    )
    page = client.get("/todo/").content.decode()
    assert len(rows(client.post("/export/todo/", {"kind": "csv"}))) - 2 == page.count("<tr><td>")
    assert len(rows(client.post("/export/institutions/?q=nothing", {"kind": "csv"}))) == 2


def test_nobody_exports_beyond_role_and_scope(signed_in: Callable[[str], Client]) -> None:
    for username in ("person", "partner", "sysadmin"):
        client = signed_in(username)
        for name in ("people", "institutions", "todo"):
            assert client.get(f"/export/{name}/").status_code == 403, (username, name)
            assert client.post(f"/export/{name}/", {"kind": "csv"}).status_code == 403, (username, name)
    hospital = rows(signed_in("hospital").post("/export/institutions/", {"kind": "csv"}))
    assert [row[0] for row in hospital[1:-1]] == ["示例市第一医院"] != list(Institution.objects.values_list("name"))
    own = rows(signed_in("hospital").post("/export/people/", {"kind": "csv"}))
    assert 0 < len(own) - 2 < Person.objects.count()
    assert signed_in("supervisor").post("/export/people/", {"kind": "csv", "seen": "full"}).status_code == 403
    assert signed_in("clerk").get("/export/rights/").status_code == 404  # not a queue of theirs
    assert "全文" not in taken()


def test_who_may_not_see_a_list_chooses_no_columns(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("sysadmin").get("/columns/people/").status_code == 403
    assert signed_in("clerk").get("/columns/nothing/").status_code == 404
    assert signed_in("clerk").post("/columns/people/", {"next": "//example.org/"})["Location"] == "/people/"
    assert Preference.objects.get().user == User.objects.get(username="clerk")


def test_too_many_rows_are_not_exported_but_said(
    signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 2)
    client = signed_in("clerk")
    answer = client.post("/export/people/", {"kind": "csv"})
    assert answer.status_code == 422 and "一次至多导出 2 行" in answer.content.decode() and not taken()
