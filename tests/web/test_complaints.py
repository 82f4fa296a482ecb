"""A complaint of an applicant made public: told without an account, read by the office, and only then in the case."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dingdian.accounts.models import AccessLog, Division, Organisation, User
from dingdian.casework import complaints
from dingdian.casework.models import Case, Complaint
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in
from tests.web.test_public_publicity import applied
from tests.web.test_public_register import city, place
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
TEXT = "该机构申报的第一执业医师长期不在岗，请核实。"
SignIn = Callable[[str], Client]


@pytest.fixture
def made_public() -> tuple[Region, int]:
    """A city, and the case of an applicant made public there today."""
    region = city()
    applied(region, place(region, 1, "新诊所", agreed=False), today())
    return region, Case.objects.get(region=region, process="publicity").pk


def office(division: str = "440200", role: str = "clerk") -> Client:
    """Somebody of an agency, signed in."""
    agency, _ = Organisation.objects.get_or_create(kind="agency", name=f"经办 {division}", division_id=division)
    user = User.objects.create(username=f"{role}-{division}", role=role, organisation=agency, password="!")
    return sign_in(Client(), user)


@pytest.mark.proves("shaoguan/12h")
def test_anybody_complains_and_the_office_takes_it_into_the_case(
    client: Client, made_public: tuple[Region, int]
) -> None:
    region, pk = made_public
    strict = Client(enforce_csrf_checks=True)
    assert f"/publicity/{pk}/" in client.get("/publicity/").content.decode()
    assert "举报内容" in words(client.get(f"/publicity/{pk}/"))
    before = Entry.objects.count()
    answer = strict.post(f"/publicity/{pk}/", {"text": TEXT, "contact": "13800000000"})
    kept = Complaint.objects.get()
    assert f"编号 {kept.pk}" in words(answer) and not answer.cookies and Entry.objects.count() == before
    assert TEXT not in words(client.get("/publicity/")) and TEXT not in words(client.get(f"/publicity/{pk}/"))
    clerk = office()
    assert "有 1 条公示举报待登记" in words(clerk.get("/todo/"))
    assert "留有联系方式" in words(clerk.get("/complaints/"))
    page = words(clerk.get(f"/complaints/{kept.pk}/"))
    assert TEXT in page and "138******00" in page and "13800000000" not in page and "新诊所" in page
    assert clerk.post(f"/complaints/{kept.pk}/", {"reveal": "1"}).status_code == 422
    assert not AccessLog.objects.filter(what="tip.identity").exists()
    assert "13800000000" in words(clerk.post(f"/complaints/{kept.pk}/", {"reveal": "1", "why": "回访核实"}))
    seen = AccessLog.objects.get(what="tip.identity")
    assert (seen.subject, seen.detail) == (f"complaint/{kept.pk}", "回访核实")
    said = "举报称第一执业医师长期不在岗"
    assert clerk.post(f"/complaints/{kept.pk}/", {"text": said, "take": "1"}).status_code == 302
    assert Case.objects.get(pk=pk).state == "complaint_open"
    entry = Entry.objects.get(region=region, name="publicity.complain")
    body = bytes(entry.body).decode() if not isinstance(entry.body, str) else entry.body
    assert said in body and "13800000000" not in body and TEXT not in body, "who told it stays outside the journal"
    assert "13800000000" not in words(clerk.get(f"/complaints/{kept.pk}/"))
    again = clerk.post(f"/complaints/{kept.pk}/", {"text": said, "take": "1"})
    assert again.status_code == 422 and "已经办理" in html.unescape(words(again))
    assert "公示举报待登记" not in words(clerk.get("/todo/"))


def test_what_is_set_aside_keeps_its_reason_and_changes_no_case(made_public: tuple[Region, int]) -> None:
    _, pk = made_public
    Client().post(f"/publicity/{pk}/", {"text": TEXT})
    kept, clerk = Complaint.objects.get(), office()
    assert "没有填写不登记的理由" in words(clerk.post(f"/complaints/{kept.pk}/", {"text": TEXT, "aside": "1"}))
    assert clerk.post(f"/complaints/{kept.pk}/", {"remark": "与本机构无关", "aside": "1"}).status_code == 302
    assert Case.objects.get(pk=pk).state == "published"
    assert "未登记（clerk-440200" in words(clerk.get(f"/complaints/{kept.pk}/"))
    assert "匿名" in words(clerk.get("/complaints/?state=aside"))


def test_only_the_agency_of_the_place_reads_them(
    made_public: tuple[Region, int], province: Region, signed_in: SignIn
) -> None:
    _, pk = made_public
    Client().post(f"/publicity/{pk}/", {"text": TEXT})
    kept = Complaint.objects.get()
    assert office("440203").get(f"/complaints/{kept.pk}/").status_code == 200
    for other in (office("440204"), signed_in("clerk")):
        assert other.get(f"/complaints/{kept.pk}/").status_code == 404 and TEXT[:20] not in words(
            other.get("/complaints/")
        )
        assert other.post(f"/complaints/{kept.pk}/", {"text": "x", "take": "1"}).status_code == 404
        assert "公示举报待登记" not in words(other.get("/todo/"))
    for name in ("official", "hospital", "auditor"):
        assert signed_in(name).get("/complaints/").status_code == 403, name
        assert signed_in(name).get(f"/complaints/{kept.pk}/").status_code in (403, 404), name
    assert Client().get("/complaints/").status_code == 302
    assert Complaint.objects.get().state == "new"


def test_too_short_too_many_and_twice_the_same(made_public: tuple[Region, int]) -> None:
    _, pk = made_public
    url, visitor = f"/publicity/{pk}/", Client()
    assert "至少写 10 个字" in words(visitor.post(url, {"text": "太短"})) and not Complaint.objects.exists()
    for _ in range(2):
        visitor.post(url, {"text": TEXT})
    assert Complaint.objects.count() == 1, "the same words again are the same complaint"
    for n in range(complaints.FROM_ONE + 3):
        answer = visitor.post(url, {"text": f"{TEXT}第 {n} 次"})
    assert Complaint.objects.count() == complaints.FROM_ONE and "没有收下" in words(answer)
    assert visitor.post(url, {"text": f"{TEXT}别处"}, REMOTE_ADDR="203.0.113.9").status_code == 200
    senders = set(Complaint.objects.values_list("sender", flat=True))
    assert len(senders) == 2 and not any("127.0.0.1" in s or "203.0.113.9" in s for s in senders)


def test_who_is_no_longer_public_is_not_complained_of_here(client: Client) -> None:
    region = city()
    applied(region, place(region, 1, "旧诊所", agreed=False), today() - timedelta(30))
    pk = Case.objects.get(region=region, process="publicity").pk
    for url in (f"/publicity/{pk}/", "/publicity/999999/"):
        assert client.get(url).status_code == 404 and client.post(url, {"text": TEXT}).status_code == 404
    assert not Complaint.objects.exists() and Division.objects.exists()
