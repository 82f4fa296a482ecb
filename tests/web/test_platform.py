"""The national platform's file beside the register: what differs is listed, what matches nobody too; nothing changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from tests.web.test_disclosure import suspended
from tests.web.test_other_regimes import PLACE, doctor, settled
from tests.web.test_steps import HOSPITAL, words

SignIn = Callable[[str], Client]
URL = f"/institutions/{PLACE}/platform/"


def table(client: Client, url: str = URL) -> list[list[str]]:
    answer = client.get(url + "?file=csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sent(client: Client, rows: list[list[str]], name: str = "p.csv", url: str = URL) -> str:
    if name.endswith("xlsx"):
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        file = io.BytesIO()
        book.save(file)
        content = file.getvalue()
    else:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        content = text.getvalue().encode("gb18030")
    return words(client.post(url, {"file": SimpleUploadedFile(name, content)}))


@pytest.mark.proves("hainan/4.3")
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["p.csv", "p.xlsx"])
def test_a_status_that_differs_is_listed(province: Region, signed_in: SignIn, name: str) -> None:
    region, clerk = settled("hainan-2022", "insurance_doctor"), signed_in("head")
    rows = table(clerk)
    assert rows[0][:2] == ["prac_psn_code", "prac_psn_name"] and len(rows) == 3
    before = Entry.objects.count()
    assert "文件 2 行，与登记一致" in sent(clerk, rows, name)
    suspended(region, "hainan/16.3")
    page = sent(clerk, rows, name)
    assert "不一致 1 处" in page and f"2 {doctor(1)} 状态 1 暂停" in page
    assert Entry.objects.count() == before + 2, "comparing writes nothing"
    assert [row[3] for row in table(clerk)[1:]] == ["0", "1"]


@pytest.mark.proves("yunnan/46g")
@pytest.mark.django_db
def test_what_matches_nobody_is_told_and_not_dropped(province: Region, signed_in: SignIn) -> None:
    clerk, url = signed_in("head"), f"/institutions/{HOSPITAL}/platform/"
    header, *rows = table(clerk, url)
    begun = (today() - timedelta(9)).isoformat()
    strange = ["D530199999999", "外来人", HOSPITAL, "1", begun, ""]
    page = sent(clerk, [header, *rows[1:], strange, [*rows[1][:2], "H53999999999", *rows[1][3:]], rows[1]], url=url)
    assert f"{len(rows) + 1} D530199999999 登记里没有 外来人 —" in page
    assert "机构编码 H53999999999" in page and "重复的行" in page
    assert f"— {rows[0][0]} 平台文件里没有" in page
    changed = [rows[0][0], "改名", *rows[0][2:3], "9", "2000-01-01", ""]
    page = sent(clerk, [header, changed, *rows[1:]], url=url)
    assert "姓名 改名" in page and "状态标志不认识 9" in page and "备案日期 2000-01-01" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.csv", b"", "没有内容"),
        ("p.csv", b"prac_psn_code\nx", "缺少列 prac_psn_name"),
        ("p.csv", b"\xff\xfe\x00\x81", "存成 UTF-8 或 GB18030"),
        ("p.xlsx", b"no book", "打不开这个工作簿"),
    ],
)
def test_a_file_of_another_kind_is_told_what_was_expected(
    province: Region, signed_in: SignIn, name: str, content: bytes, said: str
) -> None:
    url = f"/institutions/{HOSPITAL}/platform/"
    answer = signed_in("head").post(url, {"file": SimpleUploadedFile(name, content)} if content else {})
    assert answer.status_code == 422 and (said if content else "没有选择文件") in words(answer)


@pytest.mark.django_db
def test_who_may_not_see_names_in_full_gets_no_file(province: Region, signed_in: SignIn) -> None:
    url = f"/institutions/{HOSPITAL}/platform/"
    assert signed_in("person").get(url).status_code == 403
    assert signed_in("head").get("/institutions/H00000000000/platform/").status_code == 404
    settled("qinghai-2025", "medical")
    assert signed_in("head").get(URL).status_code == 404, "its rules know no such file"
