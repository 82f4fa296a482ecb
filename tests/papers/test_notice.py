"""A notice from a real case: previewed, numbered, sealed, served; its dates are those of the law."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from dingdian.accounts.models import Organisation, User
from dingdian.casework.models import Case
from dingdian.journal import checkpoint
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Actor, record, today
from dingdian.journal.slices import ACT, load
from dingdian.law.deadlines import Query, deadline
from dingdian.papers.document import day_in_words
from dingdian.papers.models import Delivery, Letterhead, Paper, Series
from dingdian.papers.queries import offers
from tests import world
from tests.web import small_demo

pytestmark = pytest.mark.django_db


def chen_notice(user: str = "clerk") -> tuple[Case, dict[str, str]]:
    """The case of somebody whose notice was served already, and what names the paper in it."""
    case = Case.objects.get(process="handling", key="CL-004")
    offer = next(o for o in offers(case, User.objects.get(username=user)) if o.draft.kind == "points_notice")
    d = offer.draft
    return case, {"case": str(case.pk), "kind": d.kind, "ref": d.ref, "person": d.person, "institution": d.institution}


def refusal(answer: HttpResponse) -> str:
    """What a page says was not done, and why."""
    return re.findall(r'role="alert"[^>]*><h2>[^<]*</h2><p>([^<]*)', answer.content.decode())[0]


def test_a_notice_is_previewed_issued_and_sealed(
    province: Region, signed_in: Callable[[str], Client], pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    checkpoint.take(today())
    client = signed_in("clerk")
    case, named = chen_notice()
    assert "预览并印发" in client.get(f"/cases/{case.pk}/").content.decode()
    shown = client.get("/papers/preview/?" + urlencode(named)).content.decode()
    cause = load(province, persons=[named["person"]]).account(named["person"]).causes[0]
    assert day_in_words(cause.first_day) in shown and "陈立" in shown
    assert client.get("/papers/preview.pdf?" + urlencode(named)).content.startswith(b"%PDF")
    answer = client.post("/papers/issue/", named)
    paper = Paper.objects.get()
    assert answer.headers["Location"] == f"/papers/{paper.pk}/"
    assert paper.number == f"五华区医疗保险中心记通〔{paper.day.year}〕1号" and paper.draft and paper.development
    assert Entry.objects.get(region=province, seq=paper.rests_on[0][0]).hash == paper.rests_on[0][1]
    content = client.get(f"/papers/{paper.pk}/paper.pdf").content
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert paper.number in page and paper.sha256 in page

    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(content)
    assert "Signature is Valid." in pdfsig(good)
    text = subprocess.run(["pdftotext", "-layout", str(good), "-"], capture_output=True, text=True).stdout
    assert paper.number in text.replace(" ", "") and day_in_words(cause.first_day) in text.replace("\n", "")
    assert paper.checkpoint.startswith(f"{today()} · demo-yunnan · ") and paper.checkpoint in text
    for place in (1000, len(content) // 3, len(content) - 400):
        changed = bytearray(content)
        changed[place] ^= 1
        bad.write_bytes(changed)
        assert "Signature is Valid." not in pdfsig(bad), place


def test_asked_again_it_gives_the_paper_that_was_issued(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    _, named = chen_notice()
    first, again = (client.post("/papers/issue/", named).headers["Location"] for _ in range(2))
    assert first == again and Paper.objects.count() == 1


def test_electronic_service_is_the_act_that_starts_the_clock(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("clerk")
    case = Case.objects.get(process="handling", key="CL-003")
    drafts = [o.draft for o in offers(case, User.objects.get(username="clerk")) if o.draft.kind == "points_notice"]
    assert len(drafts) == 2
    for n, d in enumerate(drafts):
        answer = client.post("/papers/issue/", {"case": str(case.pk), **d.__dict__})
        assert answer.status_code == 302
        paper = Paper.objects.order_by("-id")[0]
        if n == 0:
            refused = client.post(f"/papers/{paper.pk}/serve/", {"way": "electronic"})
            assert refused.status_code == 422 and "还有 1 人的通知没有印发。先印发全部通知" in refusal(refused)
    assert client.post(f"/papers/{paper.pk}/serve/", {"way": "electronic"}).status_code == 302
    served = list(Delivery.objects.order_by("id"))
    assert len(served) == 2 and len({d.seq for d in served}) == 1
    entry = Entry.objects.get(region=province, seq=served[0].seq)
    assert entry.name == "notice.deliver_to_institution" and entry.ref
    hospital = signed_in("hospital")
    assert hospital.get(f"/papers/{paper.pk}/").status_code == 200
    assert client.post(f"/papers/{paper.pk}/serve/", {"way": "electronic"}).status_code == 422
    assert paper.institution == small_demo.FIRST


def test_each_day_is_the_same_on_paper_case_file_and_api(
    province: Region, signed_in: Callable[[str], Client], pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    client, clerk = signed_in("clerk"), User.objects.get(username="clerk")
    case, named = chen_notice()
    client.post("/papers/issue/", named)
    register = load(province, persons=[named["person"]], refs=[named["ref"]])
    cause = register.account(named["person"]).causes[0]
    due = deadline(register, "review.request", Query(named["ref"], named["person"], named["institution"])).value
    assert due is not None and cause.ban_last is not None
    path = tmp_path / "paper.pdf"
    path.write_bytes(client.get(f"/papers/{Paper.objects.get().pk}/paper.pdf").content)
    shown = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True).stdout
    paper = re.sub(r"\s", "", shown)
    at_case = client.get(f"/cases/{case.pk}/").content.decode()
    at_file = client.get(f"/people/{named['person']}/").content.decode()
    api = str(world.signed_in(clerk).get(f"/api/people/{named['person']}/deadlines").json())
    for day in (cause.first_day, cause.ban_last):
        places = (day_in_words(day) in paper, day.isoformat() in at_case, day.isoformat() in at_file)
        assert all(places), (day, places)
    assert day_in_words(due.day) in paper and due.day.isoformat() in at_case and due.day.isoformat() in api


def test_what_was_issued_is_served_the_same_whatever_happens_after(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("clerk")
    _, named = chen_notice()
    client.post("/papers/issue/", named)
    paper = Paper.objects.get()
    url = f"/papers/{paper.pk}/paper.pdf"
    first = client.get(url).content
    Letterhead.objects.create(office=paper.office, name="改了名的中心", word="新代字")
    act = {"act": "notice.deliver_to_person", "of": named["ref"], "person": named["person"], "on": str(paper.day)}
    record(province, ACT.validate_python(act), by=Actor("x", "system"), key="later")
    assert client.get(url).content == first == bytes(Paper.objects.get().pdf)
    client.post("/papers/issue/", {"corrects": paper.pk})
    new = Paper.objects.get(corrects=paper)
    assert new.number == f"新代字记通〔{new.day.year}〕2号" and "改了名的中心" in str(new.document)
    assert f"本件更正并代替{day_in_words(paper.day)}印发的{paper.number}" in str(new.document)
    assert client.get(url).content == first
    assert f"/papers/{new.pk}/" in client.get(f"/people/{named['person']}/").content.decode()


def test_two_offices_never_bear_the_same_number(province: Region, signed_in: Callable[[str], Client]) -> None:
    """Offices of one name, and no word set: the second is told to choose one, and nothing is issued or used up."""
    client = signed_in("clerk")
    _, named = chen_notice()
    client.post("/papers/issue/", named)
    paper = Paper.objects.get()
    twin = Organisation.objects.create(kind="agency", name=paper.office.name, division=paper.office.division)
    User.objects.filter(username="head").update(organisation=twin)
    case = Case.objects.get(process="handling", key="CL-003")
    head = User.objects.get(username="head")
    draft = next(o.draft for o in offers(case, head) if o.draft.kind == "points_notice")
    body = {"case": str(case.pk), **draft.__dict__}
    answer = signed_in("head").post("/papers/issue/", body)
    assert answer.status_code == 422 and "已由另一个单位用过" in refusal(answer)
    assert Paper.objects.count() == 1 and not Series.objects.filter(office=twin).exists()
    Letterhead.objects.create(office=twin, word="另一字")
    assert signed_in("head").post("/papers/issue/", body).status_code == 302
    assert Paper.objects.get(office=twin).number == f"另一字记通〔{paper.day.year}〕1号"
