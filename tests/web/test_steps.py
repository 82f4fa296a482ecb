"""Steps in pages: forms that are not lost, what came in between, many at once, what one can do now, whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Case, Proposal
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from dingdian.web.models import Draft
from tests.accounts import factory
from tests.web import small_demo

HOSPITAL = small_demo.FIRST
ONE, TWO, THREE, NURSE, ELSEWHERE = (small_demo.person_code(n) for n in (1, 2, 3, 4, 5))
SignIn = Callable[[str], Client]
CONTENTS = ["lawful_per_agreement", "reasonable_necessary", "safe_efficient_compliant", "good_faith", "no_fraud"]


def words(answer: Any) -> str:
    """What a page says, without its marks."""
    body = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def deliver() -> str:
    case = Case.objects.get(process="handling", key="CL-003")
    return f"/act/notice.deliver_to_institution/?case={case.pk}"


def decision(**more: Any) -> dict[str, Any]:
    return {"findings": "1", "f0-persons": "1", "on": today().isoformat(), "basis": "administrative_penalty",
            "f0-type": "虚构医药服务", "f0-circumstances": ["yunnan/25.1"], "f0p0-person": NURSE, "f0p0-degree": "main",
            **more}  # fmt: skip


@pytest.mark.django_db
def test_what_was_typed_is_offered_again_until_it_is_done_or_thrown_away(signed_in: SignIn) -> None:
    client, url = signed_in("clerk"), f"/proposals/new/?institution={HOSPITAL}"
    kept = client.post(url, decision(live="1", inspection="JC-77"))
    assert "草稿已保存" in words(kept) and "应记 12 分" in words(kept) and 'hx-swap-oob="true"' in kept.content.decode()
    again = client.get(url).content.decode()
    assert 'value="JC-77"' in again and "已恢复您" in again and "没有办理" not in again
    assert "JC-77" not in signed_in("reviewer").get(url).content.decode(), "a draft is its author's alone"
    assert client.post(url, decision(inspection="JC-77")).status_code == 302
    assert not Draft.objects.exists() and "JC-77" not in client.get(url).content.decode()
    client.post(deliver(), {"on": "2026-01-02", "live": "1", "key": "k"})
    assert 'value="2026-01-02"' in client.get(deliver()).content.decode()
    client.post(deliver(), {"discard": "1"})
    assert 'value="2026-01-02"' not in client.get(deliver()).content.decode()


@pytest.mark.django_db
def test_what_arrives_after_the_form_was_done_brings_no_draft_back(signed_in: SignIn) -> None:
    client, sent = signed_in("clerk"), {"on": today().isoformat(), "key": "k"}
    url = deliver()
    client.post(url, sent | {"live": "1"})
    assert Draft.objects.count() == 1
    assert client.post(url, sent).status_code == 302 and not Draft.objects.exists()
    client.post(url, sent | {"live": "1"})
    assert not Draft.objects.exists(), "a late saving of what was typed"
    client.post(url, sent | {"live": "1", "key": "another"})
    assert Draft.objects.count() == 1
    Draft.objects.all().delete()
    url = f"/proposals/new/?institution={HOSPITAL}"
    key = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None and client.post(url, decision(key=key[1])).status_code == 302
    client.post(url, decision(key=key[1], live="1"))
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_nothing_is_done_over_what_others_did_in_between(signed_in: SignIn) -> None:
    client, url = signed_in("clerk"), deliver()
    page = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    sent = {"on": today().isoformat(), "key": "mine", "seen": seen[1]}
    assert signed_in("reviewer").post(url, sent | {"key": "theirs"}).status_code == 302
    before = Entry.objects.count()
    answer = client.post(url, sent)
    assert answer.status_code == 409 and Entry.objects.count() == before
    assert "别人办了 1 件事" in words(answer) and "送达机构" in words(answer) and "刘复核" in words(answer)
    now = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert now is not None and int(now[1]) > int(seen[1])
    assert client.post(url, sent | {"seen": now[1]}).status_code == 302
    assert client.post(url, sent | {"seen": now[1]}).status_code == 302, "sent twice, done once"
    assert Entry.objects.count() == before + 1


@pytest.mark.django_db
def test_a_proposal_changed_elsewhere_is_shown_beside_what_was_typed(signed_in: SignIn) -> None:
    client = signed_in("clerk")
    client.post(f"/proposals/new/?institution={HOSPITAL}", decision())
    url = f"/proposals/{Proposal.objects.get().pk}/edit/"
    first = decision(version="1", inspection="JC-1")
    assert client.post(url, first).status_code == 302
    answer = client.post(url, decision(version="1", inspection="JC-2"))
    assert answer.status_code == 409 and "已改成第 2 稿" in words(answer)
    assert re.search(r"检查编号 JC-1 JC-2", words(answer))
    assert client.post(url, decision(version="2", inspection="JC-2")).status_code == 302
    assert Proposal.objects.get().act["inspection"] == "JC-2"


@pytest.mark.django_db
def test_a_preview_tells_sites_days_claims_shares_and_what_comes_next(signed_in: SignIn) -> None:
    said = words(signed_in("clerk").post(deliver(), {"on": today().isoformat(), "preview": "1", "key": "k"}))
    assert re.search(r"李秀英 9 分 · ● 正常 → 9 分 · ◐ 暂停 \d{4}-\d\d-\d\d — \d{4}-\d\d-\d\d", said)
    assert "示例市第一医院：● 正常 → ◐ 暂停" in said and "王志强 6 分" in said
    assert re.search(r"李秀英 · 示例市第一医院 \d{4}-\d\d-\d\d 起 结算 → 不予结算 结算", said)
    assert re.search(r"告知本人（李秀英 · 示例市第一医院）：定点医药机构，最后一日 \d{4}", said)
    assert "示例市第一医院：1/5（20.0%），不变" in said


@pytest.mark.django_db
def test_a_person_is_told_of_nobody_else(signed_in: SignIn) -> None:
    case = Case.objects.get(process="handling", key="CL-003")
    signed_in("clerk").post(deliver(), {"on": today().isoformat(), "key": "k"})
    own = User.objects.create(username="two", name="李秀英", role="person", person=TWO)
    client = factory.sign_in(Client(), own)
    said = words(client.post(f"/act/review.request/?case={case.pk}", {"on": today().isoformat(), "preview": "1"}))
    assert "李秀英" in said and "王志强" not in said and THREE not in said


@pytest.mark.django_db
def test_many_sign_at_once_all_or_none_and_each_is_told_why(signed_in: SignIn) -> None:
    client, url = signed_in("hospital"), f"/bulk/commitment.sign/?institution={HOSPITAL}"
    before, sent = Entry.objects.count(), {"on": today().isoformat(), "key": "k", "who": [ONE, TWO]}
    nobody = client.post(url, {"on": today().isoformat(), "key": "k"})
    assert "没有选择人员" in words(nobody)
    refused = client.post(url, sent | {"contents": CONTENTS[1:]})
    assert refused.status_code == 422 and Entry.objects.count() == before
    assert words(refused).count("承诺书缺少 依法依协议提供服务") == 2 and "2 人不符合规则" in words(refused)
    assert words(client.post(url, sent | {"contents": CONTENTS, "preview": "1"})).count("● 可以办理") == 2
    assert Entry.objects.count() == before
    done = client.post(url, sent | {"contents": CONTENTS}, follow=True)
    assert Entry.objects.count() == before + 2 and words(done).count("● 已办理") == 2
    client.post(url, sent | {"contents": CONTENTS})
    assert Entry.objects.count() == before + 2, "sent twice, done once"
    made = Entry.objects.filter(name="commitment.sign").first()
    assert made is not None and made.actor == "hospital"


@pytest.mark.django_db
def test_one_who_is_elsewhere_cannot_be_slipped_in_among_many(signed_in: SignIn) -> None:
    client, url = signed_in("hospital"), f"/bulk/study.record/?institution={HOSPITAL}"
    before = Entry.objects.count()
    client.post(url, {"on": today().isoformat(), "key": "k", "who": [ELSEWHERE]})
    assert Entry.objects.count() == before
    assert client.get(f"/bulk/study.record/?institution={small_demo.PHARMACY}").status_code == 404
    assert client.get(f"/bulk/review.decide/?institution={HOSPITAL}").status_code == 404


@pytest.mark.django_db
def test_the_form_of_a_filings_state_suggests_what_was_decided(signed_in: SignIn) -> None:
    page = signed_in("hospital").get(f"/act/status.update/?person={NURSE}&institution={HOSPITAL}").content.decode()
    assert re.search(r'<option value="normal"\s+selected>', page) and "按经办机构的决定，今天是“正常”" in page


@pytest.mark.django_db
def test_a_file_offers_what_is_owed_and_open_to_whoever_looks(signed_in: SignIn) -> None:
    offers = {
        name: words(signed_in(name).get(f"/people/{ONE}/")) for name in ("clerk", "hospital", "person", "auditor")
    }
    assert re.search(r"作出复核决定 \d{4}-\d\d-\d\d（周.） ● 还剩 \d+ 个工作日 依据 第三十九条", offers["clerk"])
    assert "约谈告诫" in offers["clerk"] and "按决定维护备案状态" in offers["hospital"]
    assert "申请修复" in offers["person"] and "申请修复" not in offers["clerk"].split("资格时间轴")[0]
    assert "现在可以办" not in offers["auditor"]
    filed = signed_in("hospital").get(f"/people/{ONE}/").content.decode()
    links = re.findall(r'href="(/act/[^"]+)"', filed)
    assert links
    for link in links:
        assert signed_in("hospital").get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.django_db
def test_every_step_offered_to_an_office_opens(signed_in: SignIn) -> None:
    for name, person in (("clerk", ONE), ("official", TWO), ("partner", ONE), ("person", ONE)):
        client = signed_in(name)
        for url in (f"/people/{person}/", f"/institutions/{HOSPITAL}/"):
            for link in re.findall(r'href="(/(?:act|bulk)/[^"]+)"', client.get(url).content.decode()):
                assert client.get(link.replace("&amp;", "&")).status_code == 200, (name, link)


@pytest.mark.django_db
def test_lists_show_who_is_owed_what_and_the_form_that_does_it(signed_in: SignIn) -> None:
    client = signed_in("clerk")
    page = client.get("/lists/talks/")
    assert "约谈告诫" in words(page) and "张建国" not in words(page)
    link = re.search(r'href="(/act/talk.hold/[^"]*agency_interview[^"]*)"', page.content.decode())
    assert link is not None
    url = link[1].replace("&amp;", "&")
    assert '<option value="agency_interview" selected>' in client.get(url).content.decode()
    held = client.post(url, {"on": today().isoformat(), "measure": "agency_interview", "key": "k"})
    assert held.status_code == 302
    assert words(client.get("/lists/talks/")).count("约谈告诫") == words(page).count("约谈告诫") - 1
    assert "名单里没有人" in words(client.get("/lists/supervision/"))


@pytest.mark.django_db
def test_a_sanction_of_an_institution_stands_at_each_responsible_person(province: Region, signed_in: SignIn) -> None:
    client = signed_in("clerk")
    url = f"/act/agreement.suspend/?institution={HOSPITAL}&ground=agreement_suspension"
    day = today().isoformat()
    sent = {
        "on": day,
        "from": day,
        "to": f"{today().year + 1}-03-01",
        "responsible": [NURSE],
        "key": "k",
        "reason": "查实",
    }
    shown = words(client.post(url, sent | {"preview": "1"}))
    assert "赵敏 0 分 · ● 正常 → 0 分 · ◐ 暂停" in shown and "1/5（20.0%） → 2/5（40.0%）" in shown
    assert "跨过 30% 线" in shown
    proposal = client.post(url, sent)["Location"]
    signed_in("reviewer").post(proposal, {"move": "agree", "version": "1"})
    client.post(proposal, {"move": "enact"})
    file = words(client.get(f"/people/{NURSE}/"))
    assert "由机构或科室引起的暂停和终止" in file and "负有责任" in file
    page = words(client.get(f"/institutions/{HOSPITAL}/measures/"))
    assert "中止 整个机构" in page and "赵敏" in page and "2/5（40.0%）" in page and "暂停拨付医保费用" in page


@pytest.mark.django_db
def test_a_case_without_an_act_for_the_user_says_whose_turn_it_is(signed_in: SignIn) -> None:
    case = Case.objects.get(process="review")
    said = words(signed_in("hospital").get(f"/cases/{case.pk}/"))
    assert re.search(r"现在轮到： 经办机构 ：作出复核决定 张建国 · 示例市第一医院 \d{4}-\d\d-\d\d（周.） ● 还剩", said)
    assert "现在轮到" not in words(signed_in("clerk").get(f"/cases/{case.pk}/"))


@pytest.mark.django_db
def test_the_file_on_paper_is_whole_and_says_who_looked(signed_in: SignIn) -> None:
    signed_in("hospital").get(f"/people/{ONE}/")
    said = words(signed_in("clerk").get(f"/people/{ONE}/file/"))
    for part in ("一人一档", "为什么是现在的状态", "记分账", "执业地点与各地点状态", "承诺与备案", "案件", "查看记录"):
        assert part in said, part
    assert "孙医保办（示例市第一医院） 人员档案" in said


@pytest.mark.django_db
def test_the_list_that_a_filing_has_to_meet_is_shown_for_each_place(signed_in: SignIn) -> None:
    page = words(signed_in("hospital").get(f"/people/{ONE}/filing/"))
    assert "共 6 项" in page and "先承诺，再备案并取得统一编码 ● 符合" in page and "第十二条（四）" in page
    assert f"/people/{ONE}/filing/" in signed_in("hospital").get(f"/people/{ONE}/").content.decode()
