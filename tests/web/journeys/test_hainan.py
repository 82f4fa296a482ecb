"""Hainan: deducted from twelve, credit in grades, two of one department, back by itself when the term is over."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.web.journeys.hands import concluded, draw, line, stands
from tests.web.journeys.stage import House, Someone, Stage

HOUSE = House("H46010200001", "示例市人民医院", "hospital")
ONE = Someone("D460102000001", "符晓明", "insurance_doctor", ((HOUSE, "骨科"),), "doctor")
TWO = Someone("D460102000002", "林志远", "insurance_doctor", ((HOUSE, "骨科"),))
OTHERS = tuple(Someone(f"D46010200001{n}", f"同事{n}", "insurance_doctor", ((HOUSE, "内科"),)) for n in range(1, 8))


@pytest.mark.long
def test_two_of_a_department_are_deducted_and_come_back_by_themselves(stage: Stage) -> None:
    stage.set("hainan-2022", (HOUSE,), (ONE, TWO, *OTHERS), day=date(2025, 2, 10))
    clerk, official, hospital, doctor = (stage.desk(u) for u in ("clerk", "official", "hospital", "doctor"))

    # Six of the twelve are deducted from each of two doctors: suspended three months, grade C.
    for someone in (ONE, TWO):
        draw(stage, HOUSE, someone, "出借", "把医师代码借给他人使用")
        clerk.says("暂停")
        stage.look(clerk, "preview")
        concluded(stage, HOUSE)
    stands(stage, doctor, date(2025, 2, 11), "已暂停")
    doctor.says("2025-05-10")
    stage.look(doctor, "mine-suspended")
    clerk.page.goto(reverse("person", args=[ONE.code]))
    clerk.says("本年已扣 6 分，余 6 分")
    clerk.says("信用 C 级")
    stage.look(clerk, "file")
    for kind, answer in (("ordinary", "■不予结算"), ("emergency", "●结算")):
        line(stage, "hospital", ONE, date(2025, 2, 11), HOUSE, kind, answer)

    # Two of one department: what the rules propose, with the list, for the administration to approve.
    hospital.page.goto("/desk/")
    hospital.says("同一科室有 2 名医师被暂停的")
    stage.look(hospital, "desk")
    clerk.page.goto(f"/institutions/{HOUSE.code}/measures/")
    clerk.says("骨科（2 人暂停）")
    for someone in (ONE, TWO):
        clerk.says(someone.name)
    stage.look(clerk, "measures")
    clerk.page.locator("#content").get_by_role("link", name="办理", exact=True).first.click()
    stage.look(clerk, "department-form")
    clerk.page.get_by_label("科室").select_option("骨科")
    clerk.page.get_by_label("中止起日").fill("2025-02-17")
    clerk.page.get_by_label("中止止日").fill("2025-03-16")
    clerk.press("看办理后的变化")
    stage.look(clerk, "department-preview")
    stage.two("协议中止", signer="official")
    stage.on(date(2025, 2, 17))
    clerk.page.goto(f"/institutions/{HOUSE.code}/measures/")
    clerk.says("骨科")
    clerk.says("2025-02-17 — 2025-03-16")
    stage.look(clerk, "measures-department")

    # The last day of the term, and the day after: normal again without anybody's act; the points stay for the year.
    stands(stage, doctor, date(2025, 5, 10), "已暂停")
    stands(stage, doctor, date(2025, 5, 11), "正常")
    doctor.says("6 分")
    stage.look(doctor, "mine-back")
    line(stage, "clerk", ONE, date(2025, 5, 11), HOUSE, "ordinary", "●结算")
    line(stage, "clerk", ONE, date(2025, 5, 10), HOUSE, "ordinary", "■不予结算")
    official.page.goto(reverse("person", args=[ONE.code]))
    stage.look(official, "file-back")
