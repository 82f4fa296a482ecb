"""绩效考核 in pages: a scheme, a report of the institution's own, two reviews by two people, the result and what follows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.actions import Denied, do, propose, sign
from dingdian.casework.models import Case, Proposal
from dingdian.journal.record import Refused, today
from dingdian.journal.slices import load
from dingdian.law.institutions.assessment import result_of
from tests.casework.office import HOSPITAL, OTHER, ZHANG, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role
DAY = today().isoformat()
INDICATORS = "电子凭证结算率\t40\t按结算人次计\t95=100、90=80、0=60\n费用控制\t60\t按报表评分"


def post(client: Client, url: str, expected: int = 302, **said: Any) -> str:
    answer = client.post(url, {"on": DAY, "key": url} | said)
    assert answer.status_code == expected, (url, answer.status_code, words(answer)[300:1500])
    return str(answer.get("Location", "")) or words(answer)


@pytest.fixture(params=["shaoguan-2023", "zizhiqu-2025"])
def office(request: Any) -> Office:
    return yunnan(persons="", institutions=request.param)


def published(office: Office) -> Case:
    url = f"/act/assessment.publish_scheme/?region={office.region.pk}"
    clerk = browser(office.user(R.CLERK))
    assert url in clerk.get("/assessments/").content.decode()
    post(clerk, url, year=2025, indicators=INDICATORS)
    return Case.objects.get(process="assessment")


def reported(office: Office, scheme: Case | None = None) -> str:
    """The page of an assessment that the institution has begun."""
    scheme, place = scheme or published(office), browser(office.user(R.INSTITUTION, HOSPITAL))
    url = f"/institutions/{HOSPITAL}/assessment/"
    assert f"?scheme={scheme.pk}" in place.get(url).content.decode()
    form = f"{url}?scheme={scheme.pk}"
    assert "按结算人次计" in words(place.get(form)) and "95 以上得 100 分" in words(place.get(form))
    post(place, form, **{"figure-0": "96", "score-0": "100", "score-1": "95", "note-1": "见年报"})
    assert place.get(form).status_code == 404, "a report is handed in once"
    return f"/assessments/{Case.objects.exclude(pk=scheme.pk).get(process='assessment').pk}/"


def test_a_report_is_reviewed_by_two_people_and_its_result_is_the_law_s(office: Office) -> None:
    page = reported(office)
    first, second, head = (browser(office.user(role)) for role in (R.CLERK, R.REVIEWER, R.HEAD))
    place = browser(office.user(R.INSTITUTION, HOSPITAL))
    assert "自评：数值 96，100 分" in words(first.get(f"{page}review/"))
    told = post(first, f"{page}review/", 422, **{"figure-0": "93.5", "score-0": "100", "score-1": "90"})
    assert "93.5 按分档得 80 分，填写的是 100 分" in told
    told = post(first, f"{page}review/", 422, **{"figure-0": "93.5", "score-0": "80"})
    assert "没有填写费用控制：得分" in told
    post(first, f"{page}review/", **{"figure-0": "93.5", "score-0": "80", "score-1": "90", "note-0": "按门诊计"})
    shown = words(place.get(page))
    assert "（80×40 + 90×60）÷ 100 = 86" in shown and "“电子凭证结算率”失分最多" in shown and "总分 86" in shown
    assert place.get(page).content.decode().count("<rect") == 4, "a bar for each indicator, on its ground"
    comment = re.search(r'href="(/act/assessment.comment/[^"]+)"', place.get(page).content.decode())
    assert comment is not None
    post(place, comment[1], reason="应按住院计")
    assert first.get(f"{page}final/").status_code == 403 == first.post(f"{page}final/", {"on": DAY}).status_code
    assert "由另一人办理" in words(first.get(page)) and "应按住院计" in words(second.get(page))
    leads = post(second, f"{page}final/", passed="yes", reason="维持")
    for hand, move in ((head, "agree"), (second, "enact")):
        post(hand, leads, move=move, version=Proposal.objects.get().version)
    result = result_of(load(office.region, institutions=[HOSPITAL]), HOSPITAL, 2025, today())
    assert result is not None and (result.score, result.passed) == (Decimal(86), True)
    shown = words(place.get(page))
    assert "通过" in shown and "考核结果已经确定" in shown and "年终清算" in shown
    assert "86" in words(place.get(f"/institutions/{HOSPITAL}/money/"))
    for url in (f"{page}review/", f"{page}final/"):
        assert head.get(url).status_code == 302, "what is decided is not reviewed again"


def test_who_scored_neither_decides_nor_approves_what_another_decides(office: Office) -> None:
    page = reported(office)
    first, again, second, head = (
        office.user(role, name=name)
        for role, name in ((R.HEAD, "一"), (R.REVIEWER, "二"), (R.CLERK, "三"), (R.HEAD, ""))
    )
    post(browser(first), f"{page}review/", **{"figure-0": "93.5", "score-0": "80", "score-1": "90"})
    post(browser(again), f"{page}review/", **{"figure-0": "93.5", "score-0": "80", "score-1": "70"})
    for scored in (first, again):
        assert browser(scored).get(f"{page}final/").status_code == 403, "also whose score another replaced"
    leads = post(browser(second), f"{page}final/", passed="yes", reason="维持")
    for scored in (first, again):
        told = post(browser(scored), leads, 200, move="agree", version=1)
        assert "初审和复审不得由同一人办理" in told
        with pytest.raises(Refused):
            sign(Proposal.objects.get(), acting_user=scored, version=1, agreed=True)
    assert Proposal.objects.get().state == "submitted"
    for hand, move in ((head, "agree"), (second, "enact")):
        post(browser(hand), leads, move=move, version=1)
    assert Case.objects.get(process="assessment", state="final")


def test_each_step_is_for_its_side_and_its_place_alone(office: Office) -> None:
    page = reported(office)
    inside = {R.CLERK, R.REVIEWER, R.HEAD}
    for role in (*inside, R.SUPERVISOR, R.OFFICIAL, R.AUDITOR):
        client = browser(office.user(role))
        assert client.get(page).status_code == 200 == client.get("/assessments/").status_code
        for url in (f"{page}review/", f"/institutions/{HOSPITAL}/assessment/?scheme=none"):
            expected = {200, 404} if role in inside else {403, 404}
            assert client.get(url).status_code in expected, (role, url)
        status = client.get(f"{page}final/").status_code
        assert status == (302 if role in inside else 403), (role, status)
    place, other = browser(office.user(R.INSTITUTION, HOSPITAL)), browser(office.user(R.INSTITUTION, OTHER))
    assert place.get(f"{page}review/").status_code == 403 == place.get(f"{page}final/").status_code
    strangers = other, browser(office.user(R.CLERK, "530602"))
    for client in strangers:
        for url in (page, f"{page}review/", f"{page}final/", f"/institutions/{HOSPITAL}/assessment/"):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {"on": DAY}).status_code in (404, 405), url
    for client in (browser(office.user(R.PERSON, ZHANG)), browser(office.user(R.PARTNER))):
        for url in ("/assessments/", page, f"{page}review/", f"{page}final/", f"/institutions/{HOSPITAL}/assessment/"):
            assert client.get(url).status_code == 403, url
    scheme = Case.objects.get(process="assessment", institution="")
    assert browser(office.user(R.CLERK)).get(f"/assessments/{scheme.pk}/").status_code == 404
    assert HOSPITAL not in strangers[1].get("/assessments/").content.decode()


def test_a_scheme_is_for_everybody_to_follow_and_for_the_region_alone_to_decide(office: Office) -> None:
    page, scheme = reported(office), Case.objects.get(process="assessment", institution="")
    county = browser(office.user(R.CLERK, "530102"))
    post(county, f"{page}review/", **{"score-0": "80", "score-1": "90"})
    for said in ({"of": scheme.key}, {"of": scheme.key, "institution": HOSPITAL}):
        act = {"act": "assessment.finalize", "on": DAY} | said
        with pytest.raises(Denied, match="不在您的管辖范围内"):
            propose(office.region, act, acting_user=office.user(R.CLERK, "530102"))
    score = {"act": "assessment.score", "on": DAY, "scheme": scheme.key, "of": scheme.key, "institution": HOSPITAL}
    with pytest.raises(Denied, match="不在您的管辖范围内"):
        do(office.region, score, acting_user=office.user(R.CLERK, "530102"), key="x")


def test_the_desk_has_a_block_for_what_waits_and_none_for_what_does_not(office: Office) -> None:
    place = office.user(R.INSTITUTION, HOSPITAL)
    client = browser(place)

    def blocks() -> dict[str, tuple[int, str]]:
        page = client.get("/desk/").content.decode().partition('class="tiles blocks"')[2].partition("</ul>")[0]
        found = re.findall(r'href="([^"]+)"><span>([^<]+)</span><strong>(\d+)', page)
        return {title: (int(count), url) for url, title, count in found}

    assert blocks() == {}
    scheme = published(office)
    assert blocks() == {"待自评的考核": (1, f"/institutions/{HOSPITAL}/assessment/")}
    post(client, f"/institutions/{HOSPITAL}/assessment/?scheme={scheme.pk}", **{"score-1": "95"})
    declared = client.post(f"/act/settlement.declare/?institution={HOSPITAL}", {"on": DAY, "key": "d", "amount": "5"})
    assert declared.status_code == 302
    assert {title: count for title, (count, _) in blocks().items()} == {"办理中的考核": 1, "申报未拨付": 1}
    checks = browser(office.user(R.CLERK)).post(
        f"/act/self_check.start/?institution={HOSPITAL}", {"on": DAY, "key": "s"}
    )
    if checks.status_code == 302:  # where the rules have it
        count, url = blocks()["待自查"]
        assert client.get(url).content.decode().count("<tr><td>") == count == 1
