"""What an agency protects in its own work: data, privacy, the fund, each by controls that are really there."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from dingdian.accounts.models import AccessLog, User
from dingdian.journal.record import Refused, record, today
from dingdian.journal.slices import ACT, PERSON, regime_of
from dingdian.law.institutions.protection import CONTROLS, LABELS
from dingdian.law.lint import lint
from dingdian.regimes import load
from dingdian.registry import export
from tests.casework.office import HOSPITAL, SYSTEM, ZHANG, Office, enter, yunnan
from tests.proof.variants import Variant
from tests.web.test_competence import browser
from tests.web.test_oversight import tell
from tests.web.test_steps import words

R = User.Role
NUMBER = "110101209001011230"
pytestmark = pytest.mark.django_db


def office_with_number() -> Office:
    office = yunnan(institutions="shaoguan-2023")
    enter(office.region, PERSON, {"code": "D530102000009", "name": "赵小明", "role": "medical", "sites": [
        {"institution": HOSPITAL, "department": "内科"}]}, office={"id_number": NUMBER})  # fmt: skip
    return office


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.mark.proves("shaoguan/34a")
def test_the_rules_name_three_topics_and_each_has_its_controls() -> None:
    office = office_with_number()
    assert regime_of(office.region).rules.protected_topics.value == tuple(CONTROLS)
    told = words(browser(office.user(R.AUDITOR)).get("/logs/access/"))
    assert all(label in told for label in LABELS.values()) and "第三十四条第一款" in told
    assert "规则要求经办机构保护的" not in words(browser(office.user(R.AUDITOR, "530602")).get("/logs/operations/"))


@pytest.mark.proves("shaoguan/34a")
def test_privacy_who_has_no_right_to_it_sees_a_claim_without_the_number() -> None:
    office = office_with_number()
    line = f"/people/D530102000009/claim/?on={today()}&institution={HOSPITAL}&kind=ordinary"
    supervisor = browser(office.user(R.SUPERVISOR))
    shown = html(supervisor, line)
    assert NUMBER not in shown and NUMBER[6:14] not in shown
    assert NUMBER not in html(supervisor, "/people/D530102000009/") and "110*************30" in html(
        supervisor, "/people/D530102000009/"
    )
    listed = html(supervisor, "/people/")
    assert "赵**" in listed and "赵小明" not in listed and NUMBER not in listed
    seen = AccessLog.objects.filter(actor=office.user(R.SUPERVISOR).username).values_list("what", "subject")
    assert {("查询费用能否支付", "D530102000009"), ("人员档案", "D530102000009")} <= set(seen), "and it is written down"


@pytest.mark.proves("shaoguan/34a")
def test_data_what_is_taken_away_is_masked_marked_and_written_down(tmp_path: Path) -> None:
    office = office_with_number()
    supervisor, clerk = office.user(R.SUPERVISOR), office.user(R.CLERK)
    answer = browser(supervisor).post("/export/people/", {"kind": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert "赵**" in str(rows) and NUMBER not in str(rows) and supervisor.username in rows[-1][0]
    assert AccessLog.objects.filter(actor=supervisor.username, what="export").count() == 1
    with pytest.raises(PermissionDenied):
        export.people(supervisor, tmp_path / "all.csv", full=True)
    assert browser(office.user(R.SUPERVISOR, "530602")).get(f"/people/{ZHANG}/").status_code == 404
    assert export.people(clerk, tmp_path / "all.csv", full=True)
    assert AccessLog.objects.filter(actor=clerk.username, subject__endswith="全文").exists()


@pytest.mark.proves("shaoguan/34a")
def test_the_fund_who_reviews_does_not_pay_and_what_is_held_is_not_paid() -> None:
    office = office_with_number()
    tell(office, "p", "settlement.declare", "2025-06-17", institution=HOSPITAL, period="2025-05", amount=100)
    tell(office, "r", "settlement.review", "2025-06-20", of="p", outcome="passed", actor="agency:甲")
    pay = {"act": "settlement.pay", "on": "2025-06-25", "of": "p", "recorded_on": today(), "amount": 100}
    for n, (actor, why) in enumerate((("agency:甲", "不得由同一人办理"), ("agency:乙", "暂停结算"))):
        if n:
            tell(office, "h", "settlement.hold", "2025-06-21", institution=HOSPITAL, reason="待查实")
        with pytest.raises(Refused, match=why):
            record(office.region, ACT.validate_python(pay | {"actor": actor}), by=SYSTEM, key=f"pay{n}")


def test_a_rule_names_no_topic_that_nothing_holds(tmp_path: Path) -> None:
    Variant(tmp_path, "shaoguan-2023").set(
        "protected_topics", "{value: [privacy, moon], basis: text, clauses: [shaoguan/34a]}"
    )
    (found,) = lint(load("shaoguan-2023", [tmp_path], sound=False))
    assert found.message == "没有措施保护 moon" and found.path[-1] == 1
