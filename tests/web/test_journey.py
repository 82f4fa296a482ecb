"""In a browser: one Yunnan case from decision to restoration, carried by the hands that must carry it.

On the way each page is looked at by axe, and narrow and enlarged pages must not scroll sideways.
"""

from __future__ import annotations

from tests.web import small_demo
from tests.web.browsing import Opening, ago

NURSE = small_demo.person_code(4)


def test_a_case_is_carried_from_decision_to_restoration(desk: Opening) -> None:
    clerk, reviewer, hospital, nurse = (desk(u) for u in ("clerk", "reviewer", "hospital", "nurse"))
    clerk.sound()

    # The clerk draws up a decision; what is missing is said where it is missing.
    clerk.page.goto(f"/proposals/new/?institution={small_demo.FIRST}")
    clerk.page.get_by_label("作出日期").fill(ago(150))
    clerk.page.get_by_label("依据", exact=True).select_option("行政处罚")
    clerk.page.get_by_label("依条例第40条处罚").check()
    clerk.page.get_by_label("人员", exact=True).select_option(NURSE)
    clerk.page.get_by_label("责任程度").select_option("一般")
    clerk.press("送审：作出处理并记分")
    clerk.says("没有写违法违规行为：写明查实了什么")
    clerk.sound()
    clerk.page.get_by_label("违法违规行为").fill("虚构医药服务")
    clerk.press("看办理后的变化")
    clerk.says("累计 0 → 10 分：暂停")
    clerk.sound()
    clerk.press("送审：作出处理并记分")
    clerk.says("等待另一人审核")
    clerk.sound()

    # Another person countersigns; then it is done.
    reviewer.page.goto(clerk.page.url)
    reviewer.press("审核同意")
    clerk.page.reload()
    clerk.press("作出处理并记分")
    clerk.says("已决定，待送达机构")
    clerk.sound()
    case = clerk.page.url

    # Delivered to the institution, which tells the person and asks for a review on their behalf.
    clerk.follow("送达机构")
    clerk.on(148)
    clerk.press("看办理后的变化")
    clerk.says("◐ 暂停")
    clerk.press("送达机构")
    clerk.says("已送达机构，待告知本人")
    hospital.page.goto(case)
    hospital.follow("告知本人")
    hospital.on(146)
    hospital.press("告知本人")
    hospital.says("已告知本人")
    hospital.follow("申请复核")
    hospital.on(140)
    hospital.press("申请复核")
    hospital.sound()

    # The review upholds it, again by two.
    clerk.page.goto("/todo/?process=review")
    clerk.page.get_by_role("row").filter(has_text="赵*").get_by_role("link").click()
    clerk.follow("作出复核决定")
    clerk.on(130)
    clerk.page.get_by_label("结果", exact=True).select_option("维持")
    clerk.press("送审：作出复核决定")
    reviewer.page.goto(clerk.page.url)
    reviewer.press("审核同意")
    clerk.page.reload()
    clerk.press("作出复核决定")
    clerk.says("已作出复核决定")

    # The person asks to be restored, the institution agrees, the agency assesses by two.
    nurse.page.goto(f"/people/{NURSE}/")
    nurse.says("暂停")
    nurse.sound()
    nurse.follow("申请恢复")
    nurse.on(3)
    nurse.press("申请恢复")
    restoration = nurse.page.locator("#cases").get_by_role("link", name="恢复").get_attribute("href")
    hospital.page.goto(str(restoration))
    hospital.follow("机构审核恢复申请")
    hospital.on(2)
    hospital.page.get_by_label("意见", exact=True).select_option("同意")
    hospital.press("机构审核恢复申请")
    hospital.says("机构同意，待评估")
    clerk.page.goto(str(restoration))
    clerk.follow("评估")
    clerk.on(1)
    clerk.page.get_by_label("评估结果").select_option("通过")
    clerk.press("送审：评估")
    reviewer.page.goto(clerk.page.url)
    reviewer.press("审核同意")
    reviewer.sound()
    clerk.page.reload()
    clerk.press("评估")
    clerk.says("评估通过")
    nurse.page.goto(f"/people/{NURSE}/")
    assert "正常" in nurse.page.locator(".facts-line").inner_text()
    nurse.sound()


def test_lists_are_worked_by_keys_and_every_list_is_sound(desk: Opening) -> None:
    clerk = desk("clerk")
    for url in ("/cases/", "/people/", "/institutions/", f"/institutions/{small_demo.FIRST}/", "/proposals/", "/search/?q=zhang",
                "/proposals/new/", "/imports/", "/help/keys/", "/"):  # fmt: skip
        clerk.page.goto(url)
        clerk.sound()
    clerk.page.goto("/people/")
    clerk.page.keyboard.press("/")
    assert clerk.page.evaluate("document.activeElement.id") == "find"
    clerk.page.keyboard.press("Escape")
    clerk.page.keyboard.press("g")
    clerk.page.keyboard.press("d")
    clerk.page.wait_for_url("**/todo/")
    clerk.page.keyboard.press("j")
    clerk.page.keyboard.press("j")
    clerk.page.keyboard.press("k")
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/cases/*/")
    clerk.page.keyboard.press("?")
    clerk.page.wait_for_url("**/help/keys/")
