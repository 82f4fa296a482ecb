"""Qinghai: key supervision from six points on, a suspension whose term a human weighs, one repair a year."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.web.journeys.hands import decided, deliver, draw, line, tell
from tests.web.journeys.stage import House, Someone, Stage

HOUSE = House("H63010200001", "示例省第一医院", "hospital")
NURSE = Someone("D630102000001", "马秀兰", "nursing", ((HOUSE, "外科"),), "nurse")
OTHERS = tuple(Someone(f"D63010200001{n}", f"同事{n}", "medical", ((HOUSE, "外科"),)) for n in range(1, 4))


@pytest.mark.long
def test_a_human_weighs_the_term_and_points_are_repaired_once_a_year(stage: Stage) -> None:
    stage.set("qinghai-2025", (HOUSE,), (NURSE, *OTHERS), day=date(2025, 3, 3))
    clerk, hospital, nurse = (stage.desk(u) for u in ("clerk", "hospital", "nurse"))

    # Seven points: under key supervision, which the hospital keeps; no suspension.
    draw(stage, HOUSE, NURSE, "更严重", "虚记护理费", points=7)
    clerk.says("累计 0 → 7 分")
    first = decided(stage)
    deliver(stage, first, HOUSE)
    tell(stage, first, HOUSE)
    hospital.page.goto("/lists/supervision/")
    hospital.says("马**")
    stage.look(hospital, "supervision")
    hospital.page.get_by_role("row").filter(has_text="马**").get_by_role("link", name="办理").click()
    stage.look(hospital, "supervision-form")
    hospital.press("记录监管情况")
    hospital.page.goto("/lists/talks/")
    stage.look(hospital, "talks")
    hospital.page.get_by_role("row").filter(has_text="谈话").get_by_role("link", name="办理").first.click()
    hospital.press("谈话并记录")
    nurse.page.goto("/mine/")
    nurse.says("您的医保支付资格正常")
    nurse.says("本年累计 7 分")
    assert nurse.page.locator("a[href*='appeal.request'], a[href*='review.request']").count() == 0
    stage.look(nurse, "mine-seven")

    # Three more: ten; the term is the clerk's to weigh, within one and six months and never left open.
    stage.on(date(2025, 4, 14))
    draw(stage, HOUSE, NURSE, "较轻", "串换项目", points=3)
    clerk.says("期限由人裁量，没有填写")
    stage.look(clerk, "term-missing")
    draw(stage, HOUSE, NURSE, "较轻", "串换项目", points=3, months=7)
    assert clerk.page.get_by_text("7 个月").count() or clerk.page.get_by_text("1 至 6").count()
    draw(stage, HOUSE, NURSE, "较轻", "串换项目", points=3, months=2)
    clerk.says("累计 7 → 10 分：暂停")
    stage.look(clerk, "term-weighed")
    second = decided(stage)
    deliver(stage, second, HOUSE)
    tell(stage, second, HOUSE)
    stage.on(date(2025, 4, 15))
    nurse.page.goto("/mine/")
    nurse.says("您的医保支付资格已暂停")
    nurse.says("2025-06-14")
    stage.look(nurse, "mine-suspended")
    line(stage, "nurse", NURSE, date(2025, 4, 15), HOUSE, "ordinary", "■不予结算")
    line(stage, "nurse", NURSE, date(2025, 4, 15), HOUSE, "emergency", "●结算")

    # The hospital alone may object; it does not. The nurse repairs three points, which ends no running suspension.
    hospital.page.goto(second)
    assert hospital.page.locator("#content").get_by_role("link", name="申请复核").count() == 1
    nurse.page.goto("/mine/")
    nurse.page.locator("a.button[href*='repair.apply']").first.click()
    nurse.page.get_by_label("参加线上培训：是否完成").select_option("是")
    nurse.page.get_by_label("参加线上培训：证明材料").fill("结业证书 2025-118")
    stage.look(nurse, "repair-form")
    nurse.press("申请修复")
    hospital.page.goto("/todo/")
    hospital.page.get_by_role("row").filter(has_text="修复").get_by_role("link").first.click()
    hospital.follow("机构审核修复申请")
    hospital.page.get_by_label("意见", exact=True).select_option("同意")
    hospital.press("机构审核修复申请")
    repair = hospital.page.url
    clerk.page.goto(repair)
    clerk.follow("作出修复决定")
    clerk.page.get_by_label("结果", exact=True).select_option("准予")
    clerk.page.get_by_label("修复分值").fill("3")
    clerk.press("看办理后的变化")
    clerk.says("10 分 · ◐ 暂停")
    clerk.says("7 分 · ◐ 暂停")
    stage.look(clerk, "repair-preview")
    stage.two("作出修复决定")
    clerk.says("已修复")
    nurse.page.goto("/mine/")
    nurse.says("本年累计 7 分")
    nurse.says("您的医保支付资格已暂停")
    stage.look(nurse, "mine-repaired")

    # A second repair in the year is not offered and, asked for all the same, refused with its clause; next year it is.
    assert nurse.page.locator("a[href*='repair.apply']").count() == 0
    nurse.page.goto(f"{reverse('act', args=['repair.apply'])}?person={NURSE.code}&kind=points")
    nurse.page.get_by_label("参加线上培训：是否完成").select_option("是")
    nurse.page.get_by_label("参加线上培训：证明材料").fill("结业证书 2025-119")
    nurse.press("申请修复")
    nurse.says("没有办理：不符合规则")
    stage.look(nurse, "repair-refused")
    clerk.page.goto(reverse("person", args=[NURSE.code]))
    stage.look(clerk, "file")
