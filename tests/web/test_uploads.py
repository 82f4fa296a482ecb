"""Files of an application: kept as they came, found on the case by both sides, by nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Attachment, Case
from dingdian.journal.record import today
from tests.casework.office import HOSPITAL, OTHER, ZHANG, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role
PDF, FORM = b"%PDF-1.7\nlicence", f"/act/designation.apply/?institution={HOSPITAL}"


@pytest.fixture
def office() -> Office:
    return yunnan(institutions="shaoguan-2023")


def applies(client: Client, files: dict[str, bytes], name: str = "执业许可证.pdf", **said: Any) -> Any:
    sent = {n: SimpleUploadedFile(name, body) for n, body in files.items()}
    data = {"on": today().isoformat(), "key": f"k{len(said)}", "kind": "designation"}
    return client.post(FORM, data | said | sent)


def test_a_material_is_handed_in_with_its_file(office: Office) -> None:
    place, clerk = browser(office.user(R.INSTITUTION, HOSPITAL)), browser(office.user(R.CLERK))
    said = {"materials.SG-M1.state": "submitted", "materials.SG-M4.state": "submitted"}
    assert applies(place, {"materials.SG-M2.file": PDF}, **said).status_code == 302
    case = Case.objects.get(process="designation")
    for client in (place, clerk):
        page = client.get(f"/cases/{case.pk}/")
        assert "执业许可证.pdf" in words(page) and "执业许可、中医诊所备案或军队对外服务许可的复印件：已提交" in words(
            page
        )
        address = re.search(r"/files/\d+/", page.content.decode())
        assert address
        got = client.get(address[0])
        assert b"".join(got) == PDF and got["Content-Disposition"].startswith("attachment")
    for role, where in ((R.INSTITUTION, OTHER), (R.CLERK, "530602"), (R.PERSON, ZHANG)):
        assert browser(office.user(role, where)).get(address[0]).status_code in (403, 404)
    lacking = clerk.get(f"/act/designation.request_materials/?case={case.pk}")
    assert lacking.status_code == 200


@pytest.mark.parametrize(
    ("body", "why"), [(b"MZ\x90\x00", "不是 PDF、JPG 或 PNG"), (PDF + b"0" * (10 * 1024 * 1024), "超过 10 MB")]
)
def test_a_wrong_file_is_named_and_nothing_else_is_lost(office: Office, body: bytes, why: str) -> None:
    place = browser(office.user(R.INSTITUTION, HOSPITAL))
    page = applies(
        place, {"materials.SG-M2.file": body, "materials.SG-M1.file": PDF}, **{"facts.own.beds_approved": "80"}
    )
    html = page.content.decode()
    assert page.status_code == 200 and why in words(page) and not Case.objects.filter(process="designation").exists()
    kept = Attachment.objects.get()
    assert f'name="materials.SG-M1.file.kept" value="{kept.sha256}"' in html and 'value="80"' in html
    again = applies(place, {}, **{"materials.SG-M1.file.kept": kept.sha256, "key": "again"})
    assert again.status_code == 302
    assert "执业许可证.pdf" in words(place.get(f"/cases/{Case.objects.get(process='designation').pk}/"))


def test_what_may_be_looked_up_or_promised_is_as_the_rules_list_it(office: Office) -> None:
    html = browser(office.user(R.INSTITUTION, HOSPITAL)).get(FORM).content.decode()
    assert html.count("共享数据免交") == 1 and "告知承诺替代" not in html


def test_a_hash_of_somebody_elses_file_shows_nothing(office: Office) -> None:
    other = browser(office.user(R.INSTITUTION, OTHER))
    sent = {"on": today().isoformat(), "key": "o", "kind": "designation"}
    file = SimpleUploadedFile("别家.pdf", PDF)
    there = f"/act/designation.apply/?institution={OTHER}"
    assert other.post(there, sent | {"materials.SG-M2.file": file}).status_code == 302
    place = browser(office.user(R.INSTITUTION, HOSPITAL))
    stolen = {"materials.SG-M2.file.kept": Attachment.objects.get().sha256}
    assert applies(place, {}, **stolen).status_code == 302
    case = Case.objects.get(process="designation", institution=HOSPITAL)
    assert "别家.pdf" not in words(place.get(f"/cases/{case.pk}/"))
