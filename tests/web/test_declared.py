"""Signs, payment methods, purchases, uploads and prescriptions on the page of an institution; the list of signs."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case, Task
from dingdian.casework.perms import Denied
from dingdian.casework.queries import cases, queue
from dingdian.journal import canonical
from dingdian.journal.models import Entry
from dingdian.journal.record import today
from dingdian.journal.slices import AGREEMENT, INSTITUTION
from dingdian.web import exported
from tests.casework.office import HOSPITAL, OTHER, Office, enter, yunnan
from tests.web.test_competence import browser
from tests.web.test_oversight import tell
from tests.web.test_steps import words

R = User.Role
PHARMACY = "P53060200001"
pytestmark = pytest.mark.django_db


def shaoguan() -> Office:
    office = yunnan(persons="", institutions="shaoguan-2023")
    enter(office.region, INSTITUTION, {"code": PHARMACY, "name": "乙药店", "sector": "retail_pharmacy"},
          office={"division": "530602"})  # fmt: skip
    for place in (HOSPITAL, PHARMACY):
        enter(office.region, AGREEMENT, {"id": f"b-{place}", "institution": place, "start_on": date(2026, 1, 1),
              "end_on": today() + timedelta(60), "payment_methods": {"inpatient": "disease_score_dip"}})  # fmt: skip
    return office


def test_the_list_of_signs_says_which_hang_which_come_back() -> None:
    office = shaoguan()
    for n, place in enumerate((HOSPITAL, OTHER, OTHER)):
        tell(office, f"s{n}", "sign.issue", "2025-06-02", institution=place, number=f"SG-{n}")
    tell(office, "b", "sign.return", "2025-12-01", of="s2")
    clerk, county = office.user(R.CLERK), office.user(R.CLERK, "530602")
    shown = {s: words(browser(clerk).get(f"/signs/?state={s}")) for s in ("out", "collect", "returned", "all")}
    assert {s: re.findall(r"SG-\d", told) for s, told in shown.items()} == {
        "out": ["SG-0"], "collect": ["SG-1"], "returned": ["SG-2"], "all": ["SG-2", "SG-1", "SG-0"]
    }  # fmt: skip
    assert "2026-01-01" in shown["collect"] and exported.of(clerk, "signs", {"state": "all"}).count() == 3
    assert re.findall(r"SG-\d", words(browser(county).get("/signs/?state=all"))) == ["SG-2", "SG-1"]
    page = browser(clerk).get(f"/institutions/{OTHER}/").content.decode()
    assert "定点标识牌" in page and "SG-1" in page and "应收回" in page and "/declared/" in page
    assert '/signs/"' in browser(clerk).get("/institutions/").content.decode()
    assert [t.act for t in queue("todo", clerk)] == ["sign.return"]


def test_what_an_institution_declared_stands_on_its_page() -> None:
    office, client = shaoguan(), None
    rows = [{"code": "X01", "price": 12, "quantity": 5}]
    tell(office, "o", "purchase.orders", "2026-07-02", institution=HOSPITAL, period="2026-06", rows=rows)
    place = office.user(R.INSTITUTION, HOSPITAL)
    client = browser(place)
    page = client.get(f"/institutions/{HOSPITAL}/declared/")
    assert 'href="/act/purchase.report/' in page.content.decode() and "sign.issue" not in page.content.decode()
    form = f"/act/purchase.report/?institution={HOSPITAL}"
    wrong = client.post(form, {"on": today(), "key": "k", "period": "2026-06", "rows": "X01\tabc\t5\nX02\t3"})
    assert "第 1 行第 2 列单价" in words(wrong) and "第 2 行第 3 列没有填写数量" in words(wrong)
    assert not Case.objects.filter(state="compared").exists(), "one wrong cell keeps everything back"
    told = {"on": today().isoformat(), "key": "k", "period": "2026-06", "rows": "X01\t15.00\t5"}
    assert client.post(form, told).status_code == 302
    day = today() - timedelta(3)
    tell(office, "u", "upload.record", today().isoformat(), institution=HOSPITAL, rows=[{"day": day, "uploaded": 4}])
    told = words(client.get(f"/institutions/{HOSPITAL}/declared/?from={day}&to={day + timedelta(1)}"))
    assert "X01 — 单价 15.00 12.00" in told and "住院：按病种分值付费" in told
    assert f"{day + timedelta(1)}" in told and "没有上传的 1 天" in told
    assert "写成 2026-03-10" in words(client.get(f"/institutions/{HOSPITAL}/declared/?from=x"))
    assert "至多" in words(client.get(f"/institutions/{HOSPITAL}/declared/?from=2020-01-01"))
    assert browser(office.user(R.CLERK, "530602")).get(f"/institutions/{HOSPITAL}/declared/").status_code == 404
    assert browser(office.user(R.INSTITUTION, OTHER)).get(f"/institutions/{HOSPITAL}/declared/").status_code == 404


def purchased(*lines: tuple[Any, ...], title: str = "Sheet1") -> SimpleUploadedFile:
    """A workbook of purchases."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = title
    for line in (("编号", "单价", "数量", "订单号", "名称"), *lines):
        book.active.append(line)
    book.save(kept)
    return SimpleUploadedFile("采购.xlsx", kept.getvalue())


def test_purchases_are_handed_in_as_a_file_and_each_wrong_cell_is_named() -> None:
    office = shaoguan()
    client, form = browser(office.user(R.INSTITUTION, HOSPITAL)), f"/act/purchase.report/?institution={HOSPITAL}"
    page = client.get(form).content.decode()
    assert 'name="rows.sheet"' in page and "multipart/form-data" in page
    told = {"on": today().isoformat(), "key": "k", "period": "2026-06", "rows": ""}
    wrong = words(
        client.post(form, told | {"rows.sheet": purchased(("X01", "十五", 5), (None, 3, 2.5), ("X03", 1, 1))})
    )
    assert "第 2 行“单价”" in wrong and "第 3 行“编号”" in wrong and "第 3 行“数量”" in wrong and "第 4 行" not in wrong
    other = SimpleUploadedFile("采购.pdf", b"%PDF-1.7")
    assert "不是 .xlsx 或 .csv" in words(client.post(form, told | {"rows.sheet": other}))
    broken = SimpleUploadedFile("采购.xlsx", b"PK\x03\x04 no workbook")
    assert "不是完好的 Excel 工作簿" in words(client.post(form, told | {"rows.sheet": broken}))
    headless = SimpleUploadedFile("采购.csv", "编号,价\nX01,3".encode())
    assert "不认识的表头" in words(client.post(form, told | {"rows.sheet": headless}))
    assert not Case.objects.filter(process="purchases").exists(), "one wrong cell keeps everything back"
    many = [(f"X{n:04}", 1.5, n + 1, f"D-{n}", "某药 片剂") for n in range(600)]
    answer = client.post(form, told | {"rows.sheet": purchased(*many)})
    assert answer.status_code == 302, words(answer)[:600]
    body = canonical.parse(Entry.objects.get(name="purchase.report").body)
    assert len(body["rows"]) == 600 and body["rows"][599]["code"] == "X0599" and body["rows"][599]["quantity"] == 600
    csv = SimpleUploadedFile("采购.csv", "编号,单价,数量\nX01,15.00,5".encode("gb18030"))
    assert client.post(form, told | {"key": "k2", "rows.sheet": csv}).status_code == 302
    body = canonical.parse(Entry.objects.filter(name="purchase.report").latest("seq").body)
    assert [row["code"] for row in body["rows"]] == ["X01"]


@pytest.mark.proves("shaoguan/25c")
def test_a_pharmacy_takes_a_prescription_from_anywhere_and_nobody_can_block_it() -> None:
    office = shaoguan()
    shop, hospital = office.user(R.INSTITUTION, PHARMACY), office.user(R.INSTITUTION, HOSPITAL)
    act = {"act": "prescription.fill", "on": today().isoformat(), "institution": PHARMACY, "prescriber": HOSPITAL,
           "prescription": "CF-7"}  # fmt: skip
    with pytest.raises(Denied, match="不在您的管辖范围内"):
        actions.do(office.region, act, acting_user=hospital, key="theirs")
    with pytest.raises(Denied):
        actions.do(office.region, act | {"prescriber": "H99999999999"}, acting_user=office.user(R.CLERK), key="agency")
    tell(office, "s", "agreement.suspend", "2026-07-01", institution=HOSPITAL, ground="SUS-1", to="2027-01-01",
         reason="重大风险")  # fmt: skip
    actions.do(office.region, act, acting_user=shop, key="ours")
    told = words(browser(shop).get(f"/institutions/{PHARMACY}/declared/"))
    assert "CF-7" in told and "CF-7" in words(browser(hospital).get(f"/institutions/{HOSPITAL}/declared/"))
    case = Case.objects.get(process="prescription")
    assert case.institution == PHARMACY and case.closed, "nobody is asked, and nothing waits"
    assert not Task.objects.filter(case=case, done=None).exists() and not cases(hospital).filter(pk=case.pk).exists()
    line = {"cost_date": today().isoformat(), "amount": 20, "prescription": "CF-7"}
    declare = {"act": "settlement.declare", "on": today().isoformat(), "institution": PHARMACY, "period": "2026-11",
               "lines": [line]}  # fmt: skip
    done = actions.do(office.region, declare, acting_user=shop, key="claim")
    assert '"prescription":"CF-7"' in done.entry.body, "the claim links to the prescription"


@pytest.mark.proves("shaoguan/27a")
def test_a_finding_on_somebody_insured_elsewhere_is_a_case_of_the_signing_agency() -> None:
    office = shaoguan()
    act = {"act": "finding.suspect", "on": today().isoformat(), "institution": HOSPITAL, "code": "SG-D17F",
           "insured_area": "广州市"}  # fmt: skip
    actions.do(office.region, act, acting_user=office.user(R.CLERK, "530102"), key="f")
    task = Task.objects.get(case__process="finding", done__isnull=True)
    assert task.division == "530102"
    assert cases(office.user(R.CLERK, "530102")).filter(pk=task.case_id).exists()
    assert not cases(office.user(R.CLERK, "530602")).filter(pk=task.case_id).exists()
    with pytest.raises(Denied):
        actions.do(office.region, act, acting_user=office.user(R.CLERK, "530602"), key="g")
    assert "广州市" in words(browser(office.user(R.CLERK, "530102")).get(f"/cases/{task.case_id}/"))
