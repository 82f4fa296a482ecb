"""选择列 and 导出: kept for each user alone; a file holds what the list shows, masked, marked and written down."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from dingdian.accounts.models import AccessLog, Organisation, Preference, User
from dingdian.casework.queries import QUEUES
from dingdian.cli.work import DONE
from dingdian.registry.models import Institution, Person
from dingdian.web import columns, downloads, exported
from dingdian.web.models import Download
from tests.aside import aside
from tests.web import small_demo

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
    monkeypatch.setattr(exported, "MOST", 2)
    client = signed_in("clerk")
    answer = client.post("/export/people/", {"kind": "csv"})
    assert answer.status_code == 422 and "一次至多导出 2 行" in answer.content.decode() and not taken()


# Every list


WHO = {  # list → who exports it here; the work queues are those of the clerk
    "logs-access": "auditor", "logs-operations": "auditadmin", "accounts": "secadmin", "outbox": "sysadmin",
    "licences": "hospital", "late": "head", "rights": "hospital", "to_sign": "hospital", "to_tell": "hospital",
    "to_supply": "hospital", "applications": "head", "applications-kept": "secadmin", "rights-held": "head",
    "rights-held-kept": "secadmin", "oversight": "head",
}  # fmt: skip
PAGES = {"staff": f"/institutions/{small_demo.FIRST}/", "money-late": "/money/late/", "signing": "/signing/rates/",
         "logs-access": "/logs/access/", "papers": "/papers/",
         "logs-operations": "/logs/operations/", "applications": "/rights/", "applications-kept": "/rights/",
         "rights-held": "/rights/held/", "rights-held-kept": "/rights/held/"}  # fmt: skip


def page_of(name: str) -> str:
    """The page that shows a list."""
    kind, _, rest = name.partition("-")
    if kind == "list":
        return f"/lists/{rest}/"
    if kind == "gaps":
        return f"/gaps/{rest}/"
    return PAGES.get(name) or (f"/todo/{name}/" if name in QUEUES else f"/{name}/")


@pytest.mark.parametrize("name", sorted(exported.NAMES))
def test_every_list_is_exported_whole_as_its_page_shows_it(signed_in: Callable[[str], Client], name: str) -> None:
    client = signed_in(WHO.get(name, "clerk"))
    query = f"?institution={small_demo.FIRST}" if name == "staff" else ""
    assert "行数" in client.get(f"/export/{name}/{query}").content.decode()
    found = rows(client.post(f"/export/{name}/{query}", {"kind": "csv"}))
    page = client.get(page_of(name)).content.decode()
    assert f"/export/{name}/" in page or len(found) == 2 or name == "papers", "the page leads to its export"
    shown = len(re.findall(r"<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0]))
    assert len(found) - 2 == shown or name.startswith("logs"), "as many rows as the page"
    assert "导出人" in found[-1][0] and taken()[-1].startswith(found[-1][0].partition("\u3000")[0])


def test_a_filter_of_the_page_filters_the_file(signed_in: Callable[[str], Client]) -> None:
    clerk = signed_in("clerk")

    def count(url: str) -> int:
        return len(rows(clerk.post(url, {"kind": "csv"}))) - 2

    assert count("/export/cases/?state=all") == count("/export/cases/?state=open") + count(
        "/export/cases/?state=closed"
    )
    staff = f"/export/staff/?institution={small_demo.FIRST}"
    assert count(staff) > count(f"{staff}&department=内科") > count(f"{staff}&q=zhang") == 1
    assert "科室 内科" in clerk.get(f"{staff}&department=内科").content.decode()
    assert clerk.get("/export/staff/?institution=H53010299999").status_code == 404
    assert count("/export/papers/?q=nothing") == 0
    secadmin = signed_in("secadmin")
    found = rows(secadmin.post("/export/accounts/?role=person", {"kind": "csv"}))
    assert [row[0] for row in found[1:-1]] == ["person"]


def test_lists_of_others_are_nobodys_to_export(signed_in: Callable[[str], Client]) -> None:
    for username, names in {
        "clerk": ("logs-access", "logs-operations", "accounts", "outbox", "licences"),
        "secadmin": ("people", "outbox", "logs-access"), "auditadmin": ("people", "accounts", "cases"),
        "supervisor": ("proposals", "accounts"), "hospital": ("proposals", "logs-access"),
    }.items():  # fmt: skip
        client = signed_in(username)
        for name in names:
            assert client.post(f"/export/{name}/", {"kind": "csv"}).status_code == 403, (username, name)
    assert not taken()


# In the background


@pytest.fixture
def long_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list with more than two rows is long."""
    monkeypatch.setattr("dingdian.web.views.exports.AT_ONCE", 2)


def test_five_thousand_rows_are_written_at_once_and_no_more() -> None:
    assert exported.AT_ONCE == 5_000


def test_a_long_list_is_written_in_the_background_and_taken_from_the_download_centre(
    signed_in: Callable[[str], Client], long_lists: None
) -> None:
    clerk = signed_in("clerk")
    assert "在后台导出" in clerk.get("/export/people/").content.decode()
    for _ in range(2):  # asked for twice, it is written once
        answer = clerk.post("/export/people/", {"kind": "csv", "seen": "full"})
        assert answer["Location"] == "/downloads/"
    row = Download.objects.get()
    page = clerk.get("/downloads/").content.decode()
    assert "排队" in page and f'<progress max="{row.total}" value="0"' in page and 'hx-trigger="every 2s"' in page
    assert not taken() and clerk.get(f"/downloads/{row.pk}/").status_code == 404
    downloads.run(row.pk)
    page = clerk.get("/downloads/").content.decode()
    assert "可以下载" in page and f"/downloads/{row.pk}/" in page and "every 2s" not in page
    answer = clerk.get(f"/downloads/{row.pk}/")
    found = rows(answer)
    assert len(found) - 2 == Person.objects.count() == Download.objects.get().done
    assert "张建国" in answer.content.decode("utf-8-sig") and "导出人 clerk" in found[-1][0] and "全文" in found[-1][0]
    log = AccessLog.objects.filter(actor="clerk", what__startswith="export").order_by("id")
    assert [(x.what, x.subject) for x in log] == [(x, "人员 csv 全文") for x in ("export", "export.download")]
    assert "下载导出文件" in signed_in("auditor").get("/logs/access/").content.decode()


def test_progress_is_told_while_it_is_written(
    signed_in: Callable[[str], Client], long_lists: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "_CHUNK", 3)
    signed_in("clerk").post("/export/people/", {"kind": "csv"})
    row, seen = Download.objects.get(), []
    asked = exported.of(row.user, row.name, row.query)

    def told(done: int) -> None:
        seen.append(done)

    assert len(list(asked.lines(False, told))) == seen[-1] == row.total and seen[:2] == [3, 6]


def test_the_rights_of_the_day_count_when_it_is_written_and_when_it_is_taken(
    signed_in: Callable[[str], Client], long_lists: None
) -> None:
    clerk, user = signed_in("clerk"), User.objects.get(username="clerk")

    def asked(kind: str) -> Download:
        clerk.post("/export/people/", {"kind": kind})
        return Download.objects.order_by("-id")[0]

    def moved(role: str, office: Organisation) -> None:
        User.objects.filter(pk=user.pk).update(role=role, organisation=office)

    office = user.organisation
    hospital = Organisation.objects.get(kind="institution")
    assert office is not None
    row = asked("csv")
    moved("partner", Organisation.objects.get(kind="partner"))
    assert downloads.run(row.pk).state == "failed" and not Download.objects.get(pk=row.pk).content
    moved("clerk", office)
    row = asked("xlsx")
    moved("institution", hospital)  # what is written is what the user may see then
    assert downloads.run(row.pk).done < Person.objects.count()
    assert clerk.get(f"/downloads/{row.pk}/").status_code == 200
    moved("clerk", office)  # and is not given to who may see something else
    answer = clerk.get(f"/downloads/{row.pk}/")
    assert answer.status_code == 403 and "请重新导出" in answer.content.decode()
    moved("institution", hospital)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert clerk.get(f"/downloads/{row.pk}/").status_code == 302


def test_files_are_ones_own_and_gone_after_their_time(signed_in: Callable[[str], Client], long_lists: None) -> None:
    clerk = signed_in("clerk")
    for kind in ("csv", "xlsx"):
        clerk.post("/export/people/", {"kind": kind})
    first, second = Download.objects.order_by("id")
    for row in (first, second):
        downloads.run(row.pk)
    head = signed_in("head")
    assert head.get(f"/downloads/{first.pk}/").status_code == 404
    assert head.post("/downloads/", {"drop": str(first.pk)}).status_code == 404
    assert f"/downloads/{first.pk}/" not in head.get("/downloads/").content.decode()
    clerk.post("/downloads/", {"drop": str(first.pk)})
    assert clerk.get(f"/downloads/{first.pk}/").status_code == 404
    assert downloads.expire(timezone.now() + downloads.KEPT - timedelta(hours=1)) == 0
    assert downloads.expire(timezone.now() + downloads.KEPT + timedelta(seconds=1)) == 1
    assert clerk.get(f"/downloads/{second.pk}/").status_code == 404
    assert [(d.state, d.content) for d in Download.objects.all()] == [("gone", None)] * 2
    assert "已删除" in clerk.get("/downloads/").content.decode()


def test_a_file_is_not_given_after_its_last_day_even_before_it_is_deleted(
    signed_in: Callable[[str], Client], long_lists: None
) -> None:
    clerk = signed_in("clerk")
    clerk.post("/export/people/", {"kind": "csv"})
    row = downloads.run(Download.objects.get().pk)
    Download.objects.update(until=timezone.now())
    assert clerk.get(f"/downloads/{row.pk}/").status_code == 404


def test_what_was_broken_off_is_written_anew_and_what_failed_says_so(
    signed_in: Callable[[str], Client], long_lists: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = signed_in("clerk")
    clerk.post("/export/people/", {"kind": "csv"})
    row = Download.objects.get()
    Download.objects.update(state="running", done=2)
    assert downloads.run(row.pk).state == "done" == downloads.run(row.pk).state
    clerk.post("/export/people/", {"kind": "xlsx"})
    monkeypatch.setattr(downloads, "_written", lambda row, asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        downloads.run(Download.objects.order_by("-id")[0].pk)
    page = clerk.get("/downloads/").content.decode()
    assert "没有写成" in page and "再导出一次" in page


def jobs(state: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = %s", [state])
        return int(cursor.fetchone()[0])


def _work() -> None:
    """What `dingdian work --once` does, in a thread of its own."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs=DONE)


@pytest.mark.django_db(transaction=True)
def test_the_worker_writes_and_forgets_what_is_done_and_keeps_what_failed(
    signed_in: Callable[[str], Client], long_lists: None
) -> None:
    before = Counter({state: jobs(state) for state in ("todo", "succeeded", "failed")})  # those of other tests stay
    clerk = signed_in("clerk")
    for kind in ("csv", "xlsx"):
        clerk.post("/export/people/", {"kind": kind})
    first, second = Download.objects.order_by("id")
    Download.objects.filter(pk=second.pk).delete()
    assert jobs("todo") == before["todo"] + 2
    aside(_work)
    assert (jobs("todo"), jobs("succeeded"), jobs("failed")) == (0, before["succeeded"], before["failed"] + 1)
    first.refresh_from_db()
    assert first.state == "done" and clerk.get(f"/downloads/{first.pk}/").status_code == 200
