"""The import page: the template, the precheck that names every wrong cell, the queue, progress and the copy."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dingdian.accounts.models import Organisation, User
from dingdian.registry.importing import run
from dingdian.registry.models import ImportJob, Institution
from tests.registry.places import institution, xlsx

pytestmark = pytest.mark.django_db
NEW = "H53010200009"


def workbook(folder: Path, **given: str) -> SimpleUploadedFile:
    file = xlsx(folder, {"机构登记": [institution(NEW, **given)]}, "institutions")
    return SimpleUploadedFile(file.name, file.read_bytes())


def test_each_kind_has_its_template(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    book = openpyxl.load_workbook(BytesIO(client.get("/imports/?template=institutions").content))
    assert "机构登记" in book.sheetnames
    assert client.get("/imports/?template=other").status_code == 404


def test_a_precheck_names_the_wrong_cell_and_writes_nothing(signed_in: Callable[[str], Client], tmp_path: Path) -> None:
    sent = {"kind": "institutions", "precheck": "1", "file": workbook(tmp_path, 协议起始日="去年")}
    page = signed_in("clerk").post("/imports/", sent).content.decode()
    assert "预检结果" in page and ">协议起始日</td>" in page
    assert not ImportJob.objects.exists() and not Institution.objects.filter(code=NEW).exists()


def test_a_right_file_is_queued_then_done(signed_in: Callable[[str], Client], tmp_path: Path) -> None:
    client = signed_in("clerk")
    assert "没有错误" in client.post(
        "/imports/", {"kind": "institutions", "precheck": "1", "file": workbook(tmp_path)}
    ).content.decode()  # fmt: skip
    assert client.post("/imports/", {"kind": "institutions", "file": workbook(tmp_path)}).status_code == 302
    job = ImportJob.objects.get()
    assert job.get_state_display() in client.get("/imports/").content.decode()
    run(job.pk)
    job.refresh_from_db()
    page = client.get("/imports/").content.decode()
    assert job.get_state_display() in page and f"{job.total} / {job.total}" in page
    assert Institution.objects.filter(code=NEW).exists()


def test_a_refused_file_comes_back_with_its_errors_to_its_sender_alone(
    signed_in: Callable[[str], Client], tmp_path: Path
) -> None:
    client = signed_in("clerk")
    client.post("/imports/", {"kind": "institutions", "file": workbook(tmp_path, 协议起始日="去年")})
    job = run(ImportJob.objects.get().pk)
    assert f"?copy={job.pk}" in client.get("/imports/").content.decode()
    assert "机构登记" in openpyxl.load_workbook(BytesIO(client.get(f"/imports/?copy={job.pk}").content)).sheetnames


def test_a_file_that_cannot_be_opened_says_why_in_the_list(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    client.post("/imports/", {"kind": "people", "file": SimpleUploadedFile("坏.xlsx", b"no workbook")})
    job = run(ImportJob.objects.get().pk)
    page = client.get("/imports/").content.decode()
    assert "不是完好的 Excel 工作簿" in page and "?copy=" not in page
    assert client.get(f"/imports/?copy={job.pk}").status_code == 404


def test_what_is_to_be_looked_at_is_shown_and_hinders_nothing(
    signed_in: Callable[[str], Client], tmp_path: Path
) -> None:
    sent = {"kind": "institutions", "precheck": "1", "file": workbook(tmp_path, 区划代码="530199")}
    signed_in("clerk")
    User.objects.filter(username="clerk").update(organisation=Organisation.objects.create(
        kind="agency", name="省中心", division_id="530000"))  # fmt: skip
    page = signed_in("clerk").post("/imports/", sent).content.decode()
    assert "没有错误" in page and "请核对（不妨碍导入）" in page and "区划代码不在区划表中" in page


def test_nothing_sent_is_said(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("clerk").post("/imports/", {"kind": "institutions"}).content.decode()
    assert "没有选择种类或文件" in page
