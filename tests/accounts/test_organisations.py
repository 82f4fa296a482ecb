"""Organisations registered by the security administrator; an agency without its authority is a warning."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dingdian.accounts import organisations
from dingdian.accounts.actions import Refused
from dingdian.accounts.models import AccessLog, Authority, Division, OperationLog, Organisation, User
from dingdian.accounts.organisations import UNAUTHORISED, Document
from tests.casework.office import HOSPITAL, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
K, R = Organisation.Kind, User.Role
PDF = b"%PDF-1.4 authority"


def keeper() -> User:
    made, _ = User.objects.get_or_create(username="keeper", defaults={"role": R.SECURITY_ADMIN, "name": "安全管理员"})
    return made


def made(kind: str = K.AGENCY, name: str = "五华区医保中心", code: str = "530102", **more: Any) -> Any:
    division = Division.objects.get(code=code)
    return organisations.register(acting_user=keeper(), kind=kind, name=name, division=division, **more)


def document(content: bytes = PDF) -> Document:
    return Document("关于设立医保中心的批复", "编办〔2024〕7号", date(2024, 3, 1), "批复.pdf", content)


@pytest.mark.proves("shaoguan/51a")
def test_an_agency_without_its_authority_is_registered_with_a_warning() -> None:
    yunnan(institutions="shaoguan-2023")
    found = made()
    assert found.warnings == (UNAUTHORISED,) and found.organisation.pk
    assert (found.organisation.level, found.organisation.division_id) == ("县级", "530102")
    assert [made(name=f"甲{code}", code=code).organisation.level for code in ("530000", "530602")] == ["省级", "县级"]
    kept = organisations.add_document(acting_user=keeper(), organisation=found.organisation, document=document())
    assert bytes(Authority.objects.get(pk=kept.pk).content) == PDF and kept.added_by == "keeper"
    assert organisations.warnings([found.organisation]) == {}
    assert made(name="乙区医保中心", document=document()).warnings == ()
    assert made(K.ADMINISTRATION, "五华区医保局").warnings == (), "only an agency"
    assert OperationLog.objects.filter(what="登记授权文件").count() == 2


def test_where_the_rules_want_no_document_there_is_no_warning() -> None:
    yunnan()
    assert made().warnings == ()


def test_only_the_security_administrator_registers_and_only_what_fits() -> None:
    office = yunnan()
    with pytest.raises(Refused):
        organisations.register(
            acting_user=office.user(R.HEAD), kind=K.AGENCY, name="甲", division=Division.objects.get(code="530102")
        )
    made()
    for more, field in (
        ({"name": "五华区医保中心"}, "name"), ({"name": " "}, "name"), ({"kind": "moon"}, "kind"),
        ({"kind": K.INSTITUTION}, "institution"), ({"institution": HOSPITAL, "name": "丙"}, "institution"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as wrong:
            made(**more)
        assert field in wrong.value.message_dict
    agency = Organisation.objects.get(name="五华区医保中心")
    for content in (b"MZ program", PDF + b"0" * organisations.MOST_BYTES):
        with pytest.raises(ValidationError):
            organisations.add_document(acting_user=keeper(), organisation=agency, document=document(content))
    other = made(K.ADMINISTRATION, "五华区医保局").organisation
    with pytest.raises(ValidationError, match="只有经办机构"):
        organisations.add_document(acting_user=keeper(), organisation=other, document=document())


def test_the_pages_register_warn_and_keep_the_document() -> None:
    office = yunnan(institutions="shaoguan-2023")
    client = browser(keeper())
    told = {"kind": K.AGENCY, "name": "官渡区医保中心", "division": "530102"}
    assert "没有这个区划代码" in words(client.post("/organisations/", told | {"division": "999999"}))
    answer = client.post("/organisations/", told)
    assert answer.status_code == 302
    url = answer["Location"].partition("?")[0]
    page = words(client.get(url))
    assert UNAUTHORISED in page and "县级" in page
    assert "没有登记" in words(client.get("/organisations/"))
    file = {"title": "批复", "number": "7号", "issued_on": "2024-03-01", "file": SimpleUploadedFile("a.pdf", PDF)}
    assert "没有选择文件" in words(client.post(url, {"title": "批复", "number": "7号", "issued_on": "2024-03-01"}))
    assert "不是 PDF" in words(client.post(url, file | {"file": SimpleUploadedFile("a.pdf", b"MZ")}))
    assert client.post(url, file | {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    assert UNAUTHORISED not in words(client.get(url))
    kept = Authority.objects.get()
    taken = client.get(f"{url}?document={kept.pk}")
    assert taken.content == PDF and taken["Content-Type"] == "application/pdf"
    assert AccessLog.objects.filter(what="取授权文件").count() == 1
    assert client.get(f"{url}?document=x").status_code == 404
    for role in (R.HEAD, R.OFFICIAL, R.AUDITOR):
        other = browser(office.user(role))
        assert other.get("/organisations/").status_code == other.get(url).status_code == 403
        assert other.get(f"{url}?document={kept.pk}").status_code == other.post(url, file).status_code == 403
    assert Client().get(url).status_code == 302
