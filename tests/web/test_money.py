"""结算 in pages: declarations, payment and its last day, ledgers; each sum with its lines, each list with its count."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dingdian.accounts.models import User
from dingdian.casework.models import Case, Task
from dingdian.journal.record import Actor, record, today
from dingdian.journal.slices import ACT, AGREEMENT, load, load_named
from dingdian.law.institutions.accounts import MONEY_ACTS, accounts
from dingdian.law.institutions.payment import Payment, payment_of
from dingdian.web import money
from tests.casework.office import HOSPITAL, OTHER, ZHANG, Office, enter, yunnan
from tests.web.test_competence import browser

pytestmark = pytest.mark.django_db
R = User.Role
LONG, SHORT = today() - timedelta(120), today() - timedelta(10)


def act(office: Office, name: str, by: str = "agency:甲", on: date = LONG, **said: Any) -> None:
    """An act that both sides are agreed on: pages are what is tested here, not who may do it."""
    actor = Actor(by.partition(":")[2] or by, by.partition(":")[0])
    made = {"act": name, "on": on.isoformat(), "actor": by} | said
    record(
        office.region, ACT.validate_python(made), by=actor, key=f"{name} {made.get('id', '')}{made.get('of', '')} {on}"
    )


@pytest.fixture
def office() -> Office:
    return declared()


def declared() -> Office:
    """Two declarations of a hospital, one paid late in part, one never; one of another hospital, still in time."""
    office = yunnan(institutions="shaoguan-2023")
    in_force = {"id": "now", "institution": HOSPITAL, "start_on": LONG, "end_on": today() + timedelta(90)}
    enter(office.region, AGREEMENT, in_force)
    lines = [{"code": "L1", "cost_date": LONG.isoformat(), "amount": 60000, "department": "内科"},
             {"code": "L2", "cost_date": LONG.isoformat(), "amount": 39000}]  # fmt: skip
    act(office, "settlement.declare", "institution", id="d1", institution=HOSPITAL, period="2026-06", amount=100000,
        lines=lines)  # fmt: skip
    act(office, "settlement.review", "agency:甲", LONG + timedelta(5), of="d1", outcome="part_held", held=500)
    act(office, "settlement.pay", "agency:乙", LONG + timedelta(80), of="d1", amount=99500)
    act(office, "settlement.declare", "institution", id="d2", institution=HOSPITAL, period="2026-07", amount=80000)
    act(office, "settlement.declare", "institution", SHORT, id="d3", institution=OTHER, period="2026-10", amount=7000)
    return office


def test_the_page_of_an_institution_says_what_the_law_says(office: Office) -> None:
    page = browser(office.user(R.CLERK)).get(f"/institutions/{HOSPITAL}/money/").content.decode()
    told = words_of(page)
    r = load(office.region, institutions=[HOSPITAL])
    own = accounts(r, HOSPITAL, today())
    paid, owed = payment_of(r, "d1", today()).value, payment_of(r, "d2", today()).value
    assert [(a.declared.total, a.held.total, a.paid.total, a.outstanding) for a in own] == [
        (100000, 500, 99500, 0), (80000, 0, 0, 80000)]  # fmt: skip
    assert f"晚 {paid.late_days} 个工作日" in told and paid.late_days > 0 and f"{paid.due_on} 前" in told
    assert owed.paid_on is None and "已超期" in told and "明细以外" in told and "99,500.00" in told
    task = Task.objects.get(case__key="d2", done__isnull=True)
    assert task.due == owed.due_on, "the case page tells the same day"
    assert "完整申报后 30个工作日内拨付" in told


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def test_a_list_reads_the_acts_of_money_alone_and_answers_the_same(office: Office) -> None:
    whole, some = load(office.region, institutions=[HOSPITAL]), load_named(office.region, MONEY_ACTS, [HOSPITAL])
    assert accounts(whole, HOSPITAL, today()) == accounts(some, HOSPITAL, today())
    for ref in ("d1", "d2"):
        assert payment_of(whole, ref, today()).value == payment_of(some, ref, today()).value


def test_the_late_list_is_its_count_and_its_file(office: Office) -> None:
    clerk = office.user(R.CLERK)
    client = browser(clerk)
    late = money.late(clerk)
    page = client.get("/money/late/").content.decode()
    file = client.post("/export/money-late/", {"kind": "csv"}).content.decode("utf-8-sig")
    listed = [row for row in csv.reader(StringIO(file)) if HOSPITAL in row or OTHER in row]
    assert late.count() == 1 == page.count("<tr><td>") == len(listed)
    assert "1 笔" in words_of(page) and "2026-07" in page and listed[0][6] == "80000"
    act(
        office,
        "settlement.hold",
        "agency:丙",
        LONG + timedelta(10),
        approved_by="agency:丁",
        institution=HOSPITAL,
        reason="涉嫌",
    )
    assert not money.late(clerk).exists(), "what is held stands still"
    page = client.get(f"/institutions/{HOSPITAL}/money/").content.decode()
    assert "停钟" in page and "起暂停结算" in page


def test_what_is_refused_in_full_is_owed_by_nobody_and_never_late(office: Office) -> None:
    clerk = office.user(R.CLERK)
    client = browser(clerk)
    act(office, "finding.verify", "agency:丙", LONG + timedelta(1), id="f1", institution=HOSPITAL, code="19.7",
        opinion="专家意见")  # fmt: skip
    refuse = {"of": "d2", "outcome": "part_refused", "finding": "f1"}
    act(office, "settlement.review", "agency:甲", LONG + timedelta(6), refused=79999, **refuse)
    assert money.late(clerk).count() == 1, "a part is still to be paid"
    act(office, "settlement.review", "agency:甲", LONG + timedelta(7), refused=1, **refuse)
    assert not money.late(clerk).exists() and not Task.objects.filter(case__key="d2", done__isnull=True).exists()
    case = Case.objects.get(process="settlement", key="d2")
    assert (case.state, case.closed) == ("refused", True)
    r = load(office.region, institutions=[HOSPITAL])
    assert payment_of(r, "d2", today()).value == Payment(None, None, 0)
    assert "没有符合条件" in client.get("/money/late/").content.decode() or "2026-07" not in words_of(
        client.get("/money/late/").content.decode()
    )
    told = words_of(client.get(f"/institutions/{HOSPITAL}/money/").content.decode())
    assert "已全部拒付" in told and "已超期" not in told
    assert "2026-07" in words_of(client.get("/money/?state=refused").content.decode())
    assert "2026-07" not in words_of(client.get("/money/?state=open").content.decode())
    act(office, "settlement.review", "agency:甲", LONG + timedelta(8), of="d2", outcome="passed")
    assert money.late(clerk).count() == 1, "taken up again by a later review"


def test_each_side_sees_the_money_of_its_own(office: Office) -> None:
    def listed(client: Client) -> set[str]:
        return set(re.findall(r"/institutions/(\w+)/money/", client.get("/money/").content.decode()))

    kunming, zhaotong = browser(office.user(R.CLERK, "530102")), browser(office.user(R.REVIEWER, "530602"))
    place = browser(office.user(R.INSTITUTION, HOSPITAL))
    assert listed(browser(office.user(R.SUPERVISOR))) == {HOSPITAL, OTHER}
    assert (listed(kunming), listed(zhaotong), listed(place)) == ({HOSPITAL}, {OTHER}, {HOSPITAL})
    for client, seen in ((kunming, True), (place, True), (zhaotong, False)):
        assert (client.get(f"/institutions/{HOSPITAL}/money/").status_code == 200) is seen
    for client in (browser(office.user(R.PERSON, ZHANG)), browser(office.user(R.PARTNER))):
        for url in ("/money/", "/money/late/", f"/institutions/{HOSPITAL}/money/", "/export/money/"):
            assert client.get(url).status_code == 403, url
    found = browser(office.user(R.CLERK)).get(f"/money/?q={OTHER}&state=open").content.decode()
    assert "2026-10" in found and "2026-07" not in found
    assert "没有符合条件" in browser(office.user(R.CLERK)).get("/money/?state=paid&q=无此机构").content.decode()


def test_ledgers_show_each_sum_with_its_lines(office: Office) -> None:
    record_ledgers(office)
    page = words_of(browser(office.user(R.HEAD)).get(f"/institutions/{HOSPITAL}/money/").content.decode())
    for told in ("预付金", "清算冲抵 -200,000.00", "尚未冲抵或退回 100,000.00", "专项预拨", "已退还 45,000.00",
                 "按考核扣下 5,000.00", "尚欠 5,600.00", "逾期未履行", "协议第 8.2 条",
                 "清算记下应付 980000", ):  # fmt: skip
        assert told.replace("980000", "980,000.00") in page, (told, page)


def test_what_is_demanded_is_due_on_the_day_that_the_demand_sets(office: Office) -> None:
    record_ledgers(office)
    due = dict(Task.objects.filter(case__process="recovery", done__isnull=True).values_list("case__key", "due"))
    assert due == {"r1": SHORT, "r2": None}
    client = browser(office.user(R.CLERK))
    found = []
    for n in range(2):
        if n:
            for day in range(8):
                declare = {"institution": OTHER, "period": f"x{day}", "amount": 100, "id": f"e{day}"}
                act(office, "settlement.declare", "institution", SHORT, **declare)
        client.get("/money/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/money/").status_code == 200
        found.append(len(caught))
    assert found[0] == found[1] <= 12, "a longer list asks no more"


def record_ledgers(office: Office) -> None:
    at, two = {"institution": HOSPITAL}, {"by": "agency:甲", "approved_by": "agency:乙"}
    act(office, "prepayment.propose", id="y1", amount=300000, basis="市级规定", period="2026", **at)
    act(office, "prepayment.approve", of="y1", **two)
    act(office, "prepayment.pay", of="y1")
    act(office, "prepayment.offset", on=SHORT, of="y1", amount=200000)
    act(office, "prepayment.propose", id="y2", amount=1000, basis="应急文件", special=True, **at)
    act(office, "deposit.keep", id="b1", amount=50000, base=1000000, period="2026", **at)
    act(office, "deposit.return", on=SHORT, of="b1", amount=45000, withheld=5000, **two)
    act(office, "recovery.order", id="r1", amount=15000, due_on=SHORT.isoformat(), finding="f1", **two, **at)
    act(office, "recovery.pay", of="r1", amount=10000, mode="offset")
    act(office, "recovery.order", id="r2", kind="damages", base=300, amount=600, agreement_clause="8.2",
        **two, **at)  # fmt: skip
    act(office, "settlement.clear", on=SHORT, year=2026, base=1000000, payable=980000, **at)
