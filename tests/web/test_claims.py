"""Whether a line would be paid: the page says what the gate says, and a case lists what it bars and what is due again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from dingdian.accounts.models import AccessLog
from dingdian.casework.models import Case
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record, today
from dingdian.journal.slices import ACT, load
from dingdian.law.gate import claim
from dingdian.web.status import of_claim
from tests.web import small_demo
from tests.web.test_steps import words

BY = Actor("setting", "system")
ONE, TOLD = small_demo.person_code(1), small_demo.person_code(5)
SignIn = Callable[[str], Client]


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["clerk", "hospital", "person"])
def test_the_answer_is_the_gates(province: Region, signed_in: SignIn, username: str) -> None:
    client, register = signed_in(username), load(province, persons=[ONE], institutions=[small_demo.FIRST])
    outcomes = set()
    for day in (today() - timedelta(100), today()):
        for kind in ("ordinary", "emergency"):
            line = {"on": day.isoformat(), "institution": small_demo.FIRST, "kind": kind}
            page = client.get(f"/people/{ONE}/claim/", line)
            answer = claim(register, day, ONE, small_demo.FIRST, emergency=kind == "emergency")
            shown = re.search(r'id="answer".*?<h2>(.*?)</h2>', page.content.decode(), re.DOTALL)
            assert shown is not None and of_claim(answer.value).word in shown[1]
            assert all(clause.cite in words(page) for clause in (register.regime.clauses[answer.clauses[0]],))
            outcomes.add((day == today(), kind, answer.value))
    assert (True, "ordinary", "deny") in outcomes and (True, "emergency", "pay") in outcomes
    assert AccessLog.objects.filter(what="查询费用能否支付", subject=ONE, actor=username).count() == 4


@pytest.mark.django_db
def test_unasked_it_tells_of_todays_ordinary_line(province: Region, signed_in: SignIn) -> None:
    assert re.search("普通费用： 不予结算", words(signed_in("person").get(f"/people/{ONE}/claim/")))


@pytest.mark.django_db
@pytest.mark.parametrize("line", [{"on": "10.3."}, {"institution": small_demo.COUNTY}, {"kind": "all"}])
def test_what_is_not_asked_rightly_is_told_at_its_field(
    province: Region, signed_in: SignIn, line: dict[str, str]
) -> None:
    right = {"on": today().isoformat(), "institution": small_demo.FIRST, "kind": "ordinary"}
    page = signed_in("clerk").get(f"/people/{ONE}/claim/", right | line)
    assert page.status_code == 422 and 'id="answer"' not in page.content.decode() and "处要改" in words(page)


@pytest.mark.django_db
def test_a_case_lists_what_it_bars_and_after_a_review_what_is_to_be_settled_again(
    province: Region, signed_in: SignIn
) -> None:
    client, case = signed_in("clerk"), Case.objects.get(process="handling", key="CL-004").pk

    def fees() -> str:
        found = re.search(r'id="claims">(.*?)</section>', client.get(f"/cases/{case}/").content.decode(), re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""

    barred = fees()
    assert "不予结算" in barred and "急诊、抢救 ▲ 人工复核" in barred and "须重新结算" not in barred
    decided = {"act": "review.decide", "on": today(), "of": "CL-004", "person": TOLD, "outcome": "reduced", "points": 3}
    record(province, ACT.validate_python(decided), by=BY, key="r")
    settled = fees()
    assert f"须重新结算 {today()} — {today()} 陈立" in settled and "不予结算" not in settled


@pytest.mark.django_db
def test_after_a_review_a_case_tells_both_what_was_given_and_what_counts_as_the_file_does(
    province: Region, signed_in: SignIn
) -> None:
    client, case = signed_in("clerk"), Case.objects.get(process="handling", key="CL-004").pk
    assert "+12" in words(client.get(f"/cases/{case}/")).split("记分阶梯")[0]
    decided = {"act": "review.decide", "on": today(), "of": "CL-004", "person": TOLD, "outcome": "reduced", "points": 3}
    record(province, ACT.validate_python(decided), by=BY, key="r")
    (line,) = load(province, persons=[TOLD]).account(TOLD).lines
    assert (line.given, line.counted) == (12, 3)
    said = words(client.get(f"/cases/{case}/")).split("记分阶梯")[0]
    assert "原 12 分，复核后 3 分" in said and "+12" not in said
    assert "+3 3" in words(client.get(f"/people/{TOLD}/"))


@pytest.mark.django_db
def test_an_appeal_is_offered_once_a_review_was_asked_for(province: Region, signed_in: SignIn) -> None:
    user = signed_in("person")
    offered = unescape(user.get("/mine/").content.decode())
    reviewed, fresh = (Case.objects.get(process="handling", key=key).pk for key in ("CL-002", "CL-001"))
    assert f"/act/appeal.request/?case={reviewed}&" in offered
    assert f"/act/appeal.request/?case={fresh}&" not in offered


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/mine/", f"/people/{ONE}/", f"/people/{ONE}/claim/", "/cases/?state=all", "/papers/"]
)
def test_no_link_of_a_person_leads_nowhere(province: Region, signed_in: SignIn, address: str) -> None:
    client, seen = signed_in("person"), 0
    pages = [address, *(f"/cases/{pk}/" for pk in Case.objects.values_list("pk", flat=True))]
    for page in pages if address == "/mine/" else [address]:
        for link in set(re.findall(r'href="(/[^"#]*)', client.get(page).content.decode())):
            if not link.startswith("/static/"):
                assert client.get(unescape(link), follow=True).status_code == 200, (page, link)
                seen += 1
    assert seen
