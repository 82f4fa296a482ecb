"""What becomes of papers: who sees them when, what is on record, corrected, withdrawn, served, printed together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from dingdian.accounts.models import AccessLog, User
from dingdian.casework.models import Case, Notice
from dingdian.journal.models import Region
from dingdian.papers import actions, many, printing
from dingdian.papers.models import Delivery, Paper, Printing, Series, Withdrawal
from dingdian.papers.queries import offers
from dingdian.registry.models import Person
from tests.web import small_demo

pytestmark = pytest.mark.django_db


def issued(case_key: str = "CL-001", person: int = 1, kind: str = "points_notice") -> Paper:
    """A paper of a case that the clerk issued."""
    clerk = User.objects.get(username="clerk")
    case = Case.objects.get(process="handling", key=case_key)
    code = small_demo.person_code(person)
    draft = next(o.draft for o in offers(case, clerk) if (o.draft.kind, o.draft.person) == (kind, code))
    return actions.issue(case.region, draft, acting_user=clerk).paper


def serve(paper: Paper) -> None:
    """Have it on record that the paper reached the institution; the act itself was recorded before."""
    clerk = User.objects.get(username="clerk")
    Delivery.objects.create(paper=paper, way="electronic", to="institution", on=paper.day, by=clerk, at=paper.made_at)


def test_an_institution_sees_a_paper_when_it_was_served_and_no_other_does(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    paper, foreign = issued(), issued("CL-004", 5)
    hospital = signed_in("hospital")
    assert hospital.get(f"/papers/{paper.pk}/").status_code == 404
    serve(paper)
    serve(foreign)
    assert hospital.get(f"/papers/{paper.pk}/paper.pdf").status_code == 200
    for url in (f"/papers/{foreign.pk}/", f"/papers/{foreign.pk}/paper.pdf", f"/papers/{foreign.pk}/paper.docx"):
        assert hospital.get(url).status_code == 404
    assert hospital.post("/papers/print/", {"paper": [paper.pk, foreign.pk]}).status_code == 422
    assert hospital.post(f"/papers/{paper.pk}/withdraw/", {"reason": "x"}).status_code == 422
    assert not Withdrawal.objects.exists()


def test_a_person_sees_what_was_told_to_them_and_nothing_of_others(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    own, other = issued(person=1), issued(person=2)
    serve(own)
    serve(other)
    person = signed_in("person")
    assert person.get(f"/papers/{own.pk}/").status_code == 200
    assert person.get(f"/papers/{other.pk}/").status_code == 404
    untold = issued("CL-003", 3)
    assert person.get(f"/papers/{untold.pk}/").status_code == 404


def test_a_text_taken_away_is_a_full_view_in_the_log(province: Region, signed_in: Callable[[str], Client]) -> None:
    paper = issued()
    client = signed_in("clerk")
    for url, what in (("paper.pdf", "下载文书"), ("paper.docx", "下载文书文字稿")):
        client.get(f"/papers/{paper.pk}/{url}")
        row = AccessLog.objects.filter(what=what, subject=paper.code).get()
        assert row.actor == "clerk"
    client.post("/papers/print/", {"paper": [paper.pk]})
    assert AccessLog.objects.filter(what="批量打印文书", subject=paper.code).count() == 1


def test_lists_and_public_pages_name_nobody(
    province: Region, signed_in: Callable[[str], Client], client: Client
) -> None:
    paper = issued()
    listed = signed_in("clerk").get("/papers/").content.decode()
    assert paper.number in listed and "张建国" not in listed and paper.person not in listed
    public = client.get(f"/verify/{paper.code}/").content.decode()
    for known in (paper.number, "五华区医疗保险中心", paper.sha256, "张**", "有效", "开发用", "草案"):
        assert known in public, known
    for hidden in ("张建国", paper.person, "重复收费", "示例市第一医院"):
        assert hidden not in public, hidden


def test_a_file_is_checked_by_its_bytes_then_by_its_seal(province: Region, client: Client) -> None:
    paper = issued()
    content = bytes(Paper.objects.get(pk=paper.pk).pdf)

    def said(sent: bytes, url: str = "/verify/") -> str:
        answer = client.post(url, {"file": SimpleUploadedFile("x.pdf", sent)})
        return re.findall(r"</b> ([^<]*)</span></p></section>", answer.content.decode())[0]

    assert said(content) == "与存档的原件逐字节相同"
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    assert said(bytes(changed)) == "文件在用印后被改动，或已损坏"
    assert said(b"%PDF-1.4 no") in ("文件在用印后被改动，或已损坏", "文件没有电子印章，也不是存档的原件")
    again = actions.copy(paper, acting_user=User.objects.get(username="clerk"))
    assert again != content and said(again) == "是本站打印的副本"
    other = issued("CL-004", 5)
    assert "另一份文书" in said(content, f"/verify/{other.code}/")
    assert client.post("/verify/", {}).status_code == 422
    assert client.get("/verify/AAAAAAAAAAAAAAAA/").status_code == 404
    assert (
        client.get("/verify/", {"code": "-".join(paper.code[i : i + 4].lower() for i in (0, 4, 8, 12))}).headers[
            "Location"
        ]
        == f"/verify/{paper.code}/"
    )


def test_a_paper_is_corrected_by_another_and_never_twice(
    province: Region, signed_in: Callable[[str], Client], client: Client
) -> None:
    paper, clerk = issued(), signed_in("clerk")
    assert "更正" in clerk.get(f"/papers/preview/?corrects={paper.pk}").content.decode()
    first, again = (clerk.post("/papers/issue/", {"corrects": paper.pk}).headers["Location"] for _ in range(2))
    new = Paper.objects.get(corrects=paper)
    assert first == again == f"/papers/{new.pk}/" and new.serial == 2
    assert "更正并代替" in clerk.get(first).content.decode()
    assert "已更正" in client.get(f"/verify/{paper.code}/").content.decode()
    assert clerk.post(f"/papers/{paper.pk}/withdraw/", {"reason": "不用了"}).status_code == 422
    assert clerk.post(f"/papers/{new.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/papers/{new.pk}/withdraw/", {"reason": "事实有误"}).status_code == 302
    assert "已撤回" in client.get(f"/verify/{new.code}/").content.decode()
    assert clerk.post(f"/papers/{new.pk}/serve/", {"way": "electronic"}).status_code == 422


def test_service_by_hand_needs_a_receipt_and_counts_from_its_day(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("clerk")
    paper = issued("CL-003", 2)
    issued("CL-003", 3)
    hand = {"way": "hand", "on": str(paper.day)}
    assert client.post(f"/papers/{paper.pk}/serve/", hand).status_code == 422
    assert client.post(f"/papers/{paper.pk}/serve/", hand | {"receiver": "孙某", "on": "2999-01-01"}).status_code == 422
    assert client.post(f"/papers/{paper.pk}/serve/", hand | {"receiver": "孙某"}).status_code == 302
    served = Delivery.objects.filter(paper=paper).get()
    assert (served.on, served.receiver, served.way) == (paper.day, "孙某", "hand") and served.seq
    assert Notice.objects.filter(key=f"paper:{paper.pk}:institution").exists()


def test_the_word_edition_says_that_it_is_none(province: Region, signed_in: Callable[[str], Client]) -> None:
    paper = issued()
    content = signed_in("clerk").get(f"/papers/{paper.pk}/paper.docx").content
    text = ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert paper.number in text and "张建国" in text and "没有印章" in text and "仿宋_GB2312" in text


def test_many_papers_become_one_pdf_with_progress(
    province: Region, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    papers = [issued(person=1), issued(person=2)]
    client = signed_in("clerk")
    where = client.post("/papers/print/", {"paper": [p.pk for p in papers]}).headers["Location"]
    assert "2 / 2" in client.get(where).content.decode()
    content = client.get(where + "papers.pdf").content
    assert hashlib.sha256(content).hexdigest() not in {p.sha256 for p in papers}
    assert client.get(where, headers={"HX-Request": "true"}).content.decode().startswith('<div id="progress"')
    assert signed_in("head").get(where).status_code == 404
    monkeypatch.setattr(printing, "AT_ONCE", 1)  # above the number, a job of the queue does it
    client.post("/papers/print/", {"paper": [p.pk for p in papers]})
    row = Printing.objects.order_by("-id")[0]
    assert row.state == "waiting" and ProcrastinateJob.objects.filter(task_name="papers.print").exists()
    assert 'hx-trigger="every 2s"' in client.get(f"/papers/print/{row.pk}/").content.decode()
    assert client.get(f"/papers/print/{row.pk}/papers.pdf").status_code == 404
    printing.run(row.pk)
    row.refresh_from_db()
    assert row.state == "done" and row.done == 2


def test_the_database_refuses_to_change_delete_or_empty_papers(province: Region) -> None:
    paper = issued()
    tries: list[Callable[[], Any]] = [
        lambda: Paper.objects.filter(pk=paper.pk).update(number="x"),
        lambda: Paper.objects.filter(pk=paper.pk).delete(),
        lambda: connection.cursor().execute("UPDATE papers_paper SET pdf = ''"),
    ]
    for attempt in tries:
        with pytest.raises((ProgrammingError, IntegrityError), match="never changed"), transaction.atomic():
            attempt()
    assert Paper.objects.get(pk=paper.pk).sha256 == paper.sha256


def test_a_name_that_no_typeface_can_show_is_not_sealed_silently(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    """The clerk reads which character it is; no paper, no number used up; a rare one that has a picture is issued."""
    clerk, code = signed_in("clerk"), small_demo.person_code(5)
    case = Case.objects.get(process="handling", key="CL-004")
    draft = next(o.draft for o in offers(case, User.objects.get(username="clerk")) if o.draft.kind == "points_notice")
    named = {"case": str(case.pk), **draft.__dict__}
    Person.objects.filter(code=code).update(name="陈ꀀ")
    answer = clerk.post("/papers/issue/", named)
    assert answer.status_code == 422 and "“ꀀ”（U+A000）" in answer.content.decode()
    assert not Paper.objects.exists() and not Series.objects.filter(last__gt=0).exists()
    preview = clerk.get("/papers/preview.pdf", named)
    assert preview.status_code == 422 and "U+A000" in preview.content.decode()
    Person.objects.filter(code=code).update(name="陈𬱖")
    assert clerk.post("/papers/issue/", named).status_code == 302 and Paper.objects.get().serial == 1


def test_all_notices_of_a_decision_are_issued_in_one_go(
    province: Region, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, case = signed_in("clerk"), Case.objects.get(process="handling", key="CL-003")
    assert "全部印发（2 份通知）" in clerk.get(f"/cases/{case.pk}/").content.decode()
    assert signed_in("hospital").post("/papers/issue-all/", {"case": case.pk}).status_code == 422
    monkeypatch.setattr(many, "AT_ONCE", 1)  # above the number, a job of the queue does it, and says so
    assert clerk.post("/papers/issue-all/", {"case": case.pk}).status_code == 302
    assert not Paper.objects.exists() and Notice.objects.filter(title__contains="2 份通知正在印发").exists()
    many.run(case.pk, User.objects.get(username="clerk").pk)
    assert [p.serial for p in Paper.objects.order_by("id")] == [1, 2]
    assert Notice.objects.filter(title="CL-003 的 2 份通知已全部印发").exists()
    assert "全部印发" not in clerk.get(f"/cases/{case.pk}/").content.decode()
    again = clerk.post("/papers/issue-all/", {"case": case.pk})
    assert again.status_code == 422 and "没有待印发的通知" in again.content.decode()


def test_what_stops_a_run_keeps_what_came_before_and_is_told(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    """The second name has a character without a picture: the first notice stays, and asked again it goes on."""
    clerk, case = signed_in("clerk"), Case.objects.get(process="handling", key="CL-003")
    second = small_demo.person_code(3)
    Person.objects.filter(code=second).update(name="王ꀀ")
    answer = clerk.post("/papers/issue-all/", {"case": case.pk})
    assert answer.status_code == 422 and "U+A000" in answer.content.decode()
    assert [p.person for p in Paper.objects.all()] == [small_demo.person_code(2)]
    Person.objects.filter(code=second).update(name="王志强")
    assert clerk.post("/papers/issue-all/", {"case": case.pk}).status_code == 302
    assert [p.serial for p in Paper.objects.order_by("id")] == [1, 2]
