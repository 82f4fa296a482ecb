"""Yunnan: nine points at two hospitals, suspended at both; a review halves them backwards; later restored."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dingdian.casework.models import Case
from tests.web.journeys.hands import agree, decided, deliver, draw, line, stands, tell
from tests.web.journeys.stage import House, Someone, Stage

CITY, COUNTY = House("H53010200001", "示例市第一医院", "city"), House("H53010200002", "示例县中医医院", "county")
DOCTOR = Someone("D530102000001", "张建国", "medical", ((CITY, "内科"), (COUNTY, "骨伤科")), "doctor")
PHONE = 360
BREACH, SPLIT = "违反协议应付违约金", "依条例第38、39条处罚"
OTHERS = tuple(Someone(f"D53010200001{n}", f"同事{n}", "medical", ((CITY, "内科"),)) for n in range(1, 6))


def decide(stage: Stage, house: House, clause: str, what: str, shown: str) -> str:
    """A decision on the doctor, looked at beforehand, signed and recorded; the address of its case."""
    basis = "协议处理" if clause == BREACH else "行政处罚"
    draw(stage, house, DOCTOR, clause, what, basis=basis, degree="主要")
    stage.desk("clerk").says(shown)
    stage.look(stage.desk("clerk"), "preview")
    return decided(stage)


def upkeep(stage: Stage, status: str) -> None:
    """Both hospitals bring the filing status in line with what was decided."""
    for house in (CITY, COUNTY):
        office = stage.desk(house.office)
        office.page.goto("/lists/upkeep/")
        office.page.get_by_role("row").filter(has_text="维护").get_by_role("link", name="办理").click()
        office.page.get_by_label("备案状态").select_option(status)
        office.press("按决定维护备案状态")
        assert "/act/" not in office.page.url, office.page.locator("#content").inner_text()
        office.page.goto("/lists/upkeep/")
        assert office.page.get_by_role("row").filter(has_text="维护").count() == 0


@pytest.mark.long
def test_nine_points_at_two_hospitals_are_halved_backwards(stage: Stage) -> None:
    stage.set("yunnan-2025", (CITY, COUNTY), (DOCTOR, *OTHERS), day=date(2025, 2, 5))
    clerk, city, doctor = (stage.desk(u) for u in ("clerk", "city", "doctor"))

    # Three points at one hospital, six at the other: nine, and suspended at both from the day after the first delivery.
    first = decide(stage, CITY, BREACH, "重复收费", "累计 0 → 3 分")
    deliver(stage, first, CITY, COUNTY)
    stage.on(date(2025, 3, 10))
    second = decide(stage, COUNTY, SPLIT, "分解住院", "累计 3 → 9 分：暂停")
    deliver(stage, second, COUNTY, CITY)
    clerk.page.goto(second)
    clerk.says("2025-03-11 起")
    stage.look(clerk, "case-delivered")
    stage.on(date(2025, 3, 12))
    tell(stage, second, COUNTY, CITY)
    city.page.goto("/desk/")
    stage.look(city, "desk")
    doctor.page.goto("/mine/")
    doctor.says("您的医保支付资格已暂停")
    doctor.says("2025-03-11")
    doctor.says("2025-04-10")
    doctor.says("各处相同")
    stage.look(doctor, "mine-suspended")
    stage.look(doctor, "mine-phone", width=PHONE)

    # An ordinary claim is not paid at either place, an emergency is; the day before, both were.
    for house in (CITY, COUNTY):
        line(stage, "clerk", DOCTOR, date(2025, 3, 12), house, "ordinary", "■不予结算")
        line(stage, "clerk", DOCTOR, date(2025, 3, 12), house, "emergency", "●结算")
        line(stage, "clerk", DOCTOR, date(2025, 3, 10), house, "ordinary", "●结算")
    line(stage, "city", DOCTOR, date(2025, 3, 12), CITY, "ordinary", "■不予结算")
    line(stage, "doctor", DOCTOR, date(2025, 3, 12), COUNTY, "emergency", "●结算")
    stage.look(doctor, "claim-emergency")
    line(stage, "doctor", DOCTOR, date(2025, 3, 12), COUNTY, "ordinary", "■不予结算")
    stage.look(doctor, "claim-ordinary")

    # The doctor asks for a review in time; the agency halves the six points by two persons.
    stage.on(date(2025, 3, 19))
    doctor.page.goto("/mine/")
    doctor.says("在 2025-03-19")
    doctor.page.locator(
        f"a.button[href*='review.request'][href*='case={second.rstrip('/').rsplit('/', 1)[1]}']"
    ).click()
    doctor.press("申请复核")
    stage.look(doctor, "mine-review-asked")
    stage.on(date(2025, 4, 7))
    clerk.page.goto("/todo/?process=review")
    stage.look(clerk, "todo-review")
    clerk.page.get_by_role("row").filter(has_text="张**").get_by_role("link").first.click()
    clerk.follow("作出复核决定")
    clerk.page.get_by_label("结果", exact=True).select_option("减轻")
    clerk.page.get_by_label("分值").fill("3")
    clerk.page.get_by_label("理由").fill("住院两次各有指征，只认定一次分解。")
    clerk.press("看办理后的变化")
    clerk.says("9 分")
    clerk.says("6 分 · ● 正常")
    stage.look(clerk, "review-preview")
    stage.two("作出复核决定")
    clerk.says("须重新结算")
    clerk.says("2025-03-11 — 2025-04-07")
    for house in (CITY, COUNTY):
        clerk.says(f"张建国 · {house.name}")
    stage.look(clerk, "review-decided")
    for house in (CITY, COUNTY):
        line(stage, "clerk", DOCTOR, date(2025, 3, 12), house, "ordinary", "●结算")
    doctor.page.goto("/mine/")
    doctor.says("您的医保支付资格正常")
    doctor.says("本年累计 6 分")

    # Three more points in summer: nine again, and this time the term is served and the person restored on asking.
    stage.on(date(2025, 6, 24))
    third = decide(stage, CITY, BREACH, "超标准收费", "累计 6 → 9 分：暂停")
    deliver(stage, third, CITY, COUNTY)
    stage.on(date(2025, 7, 7))
    upkeep(stage, "暂停")
    doctor.page.goto("/mine/")
    doctor.says("2025-06-25")
    doctor.says("2025-07-24")
    doctor.page.locator("a.button[href*='restoration.apply']").first.click()
    doctor.press("申请恢复")
    restoration = agree(city, "恢复", "机构审核恢复申请")
    stage.on(date(2025, 7, 18))
    clerk.page.goto(restoration)
    clerk.follow("评估")
    clerk.page.get_by_label("评估结果").select_option("通过")
    stage.two("评估")
    clerk.says("评估通过")
    stage.look(clerk, "restored")
    stands(stage, doctor, date(2025, 7, 24), "已暂停")
    stands(stage, doctor, date(2025, 7, 25), "正常")
    stage.look(doctor, "mine-restored")
    upkeep(stage, "正常")
    for house in (CITY, COUNTY):
        line(stage, "clerk", DOCTOR, date(2025, 7, 25), house, "ordinary", "●结算")
    clerk.page.goto(reverse("person", args=[DOCTOR.code]))
    stage.look(clerk, "file")
    assert Case.objects.filter(process="restoration", closed=True).count() == 1
