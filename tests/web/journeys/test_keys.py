"""Ten journeys by keyboard alone: Tab, Enter, arrows and typing, with the focus in sight at every stop."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dingdian.casework.models import Case
from tests.web import small_demo
from tests.web.journeys.stage import House, Someone, Stage

HOUSE = House("H53010200001", "示例市第一医院", "hospital")
DOCTOR = Someone("D530102000001", "张建国", "medical", ((HOUSE, "内科"),), "doctor")
NURSE = Someone("D530102000002", "赵敏", "nursing", ((HOUSE, "外科"),))
MOST = 160
_AT = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const picker = at.type === 'date' && !at.matches(':focus');  // the calendar's own button, with a ring of its own
  const shown = picker || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const said = at.getAttribute('aria-label') || (at.labels && at.labels.length ? at.labels[0].innerText : '') || at.innerText;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {tag: at.tagName, name: said.replace(/（可不填）/, '').trim(), seen: shown && box.width > 0 && box.height > 0 && inside};
}"""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0

    def tab(self, name: str, tag: str = "", *, back: bool = False) -> None:
        """On to what is called so, looking at each stop whether one sees where one is."""
        passed = []
        for _ in range(MOST):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            at = self.page.evaluate(_AT)
            if at["tag"] in ("BODY", "HTML"):
                continue
            assert at["seen"], (self.page.url, at)
            self.stops += 1
            passed.append(at["name"])
            if (at["name"].startswith(name) or at["name"].endswith(name)) and tag in ("", at["tag"]):
                return
        raise AssertionError((self.page.url, name, passed))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go(self, name: str, tag: str = "") -> None:
        """To a link or a button, and through it."""
        self.tab(name, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str, option: str) -> None:
        """In a list, by arrows until the option stands."""
        self.tab(name, "SELECT")
        for _ in range(40):
            if option in self.page.evaluate("document.activeElement.selectedOptions[0].innerText"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError((name, option))

    def fill(self, name: str, text: str) -> None:
        self.tab(name)
        self.type(text)

    def says(self, text: str) -> None:
        told = self.page.locator("#content").inner_text()
        assert text in told, told


def signed_in(browser: Browser, site: str, username: str) -> Keys:
    """Signing in is the first journey of everybody."""
    context = browser.new_context(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/sign-in/")
    keys = Keys(page)
    if page.evaluate("document.activeElement.name") != "login":
        keys.tab("用户名")
    keys.type(username)
    keys.fill("密码", small_demo.PASSWORD)
    keys.go("登录", "BUTTON")
    assert "/sign-in/" not in page.url
    return keys


@pytest.mark.long
def test_ten_journeys_without_a_mouse(stage: Stage, browser: Browser, live_server: LiveServer) -> None:
    stage.set("yunnan-2025", (HOUSE,), (DOCTOR, NURSE), day=date(2025, 3, 7))

    # 1 Sign in. 2 Find a person and open the file.
    clerk = signed_in(browser, live_server.url, "clerk")
    clerk.press("/")
    clerk.type("zhang")
    with clerk.page.expect_navigation():
        clerk.press("Enter")
    if "/people/" not in clerk.page.url.removeprefix(live_server.url)[:8] or "?" in clerk.page.url:
        clerk.go("张", "A")
    clerk.says("资格时间轴")

    # 3 Record a finding with the form, and look at what it would change.
    clerk.go("机构", "A")
    clerk.go("示例市第一医院", "A")
    clerk.go("作出处理并记分", "A")
    clerk.choose("依据", "行政处罚")
    clerk.fill("违法违规行为", "分解住院")
    clerk.tab("依条例第40条处罚")
    clerk.press("Space")
    clerk.choose("人员", "张建国")
    clerk.choose("责任程度", "一般")
    clerk.go("看办理后的变化", "BUTTON")
    clerk.says("累计 0 → 10 分：暂停")
    clerk.go("送审：作出处理并记分", "BUTTON")
    clerk.says("等待另一人审核")

    # 4 Countersign.
    reviewer = signed_in(browser, live_server.url, "reviewer")
    reviewer.go("拟办与审核", "A")
    reviewer.go("作出处理并记分", "A")
    reviewer.go("审核同意", "BUTTON")
    reviewer.says("同意")
    clerk.go("拟办与审核", "A")
    clerk.go("作出处理并记分", "A")
    clerk.go("作出处理并记分", "BUTTON")
    clerk.says("已决定，待送达机构")

    # 5 Open a task from 待办 by its keys and take it. 6 Deliver the notice.
    with clerk.page.expect_navigation():
        clerk.press("g", "d")
    clerk.press("j")
    with clerk.page.expect_navigation():
        clerk.press("Enter")
    clerk.go("领取", "BUTTON")
    clerk.go("送达机构", "A")
    clerk.go("看办理后的变化", "BUTTON")
    clerk.go("送达机构", "BUTTON")
    clerk.says("已送达机构，待告知本人")

    # 7 The institution's office tells the person and files a review.
    hospital = signed_in(browser, live_server.url, "hospital")
    hospital.go("待转告", "A")
    hospital.go("记分处理", "A")
    hospital.go("告知本人", "A")
    hospital.go("告知本人", "BUTTON")
    hospital.says("已告知本人")
    hospital.go("申请复核", "A")
    hospital.go("申请复核", "BUTTON")

    # 8 The person reads the own page with its reasons, and asks about a day's fees.
    stage.on(date(2025, 3, 10))
    doctor = signed_in(browser, live_server.url, "doctor")
    doctor.says("您的医保支付资格已暂停")
    doctor.tab("为什么？", "SUMMARY")
    doctor.press("Enter")
    doctor.says("累计")
    doctor.tab("查某一天的费用能否支付", back=True)
    with doctor.page.expect_navigation():
        doctor.press("Enter")
    doctor.tab("服务日期")
    doctor.press("ArrowUp", "ArrowDown")  # a day forth and back, whichever part comes first
    doctor.choose("费用", "急诊")
    doctor.go("查询", "BUTTON")
    assert "on=2025-03-10" in doctor.page.url and "kind=emergency" in doctor.page.url
    doctor.says("结算")

    # 9 The person applies for points to be repaired, with evidence. 10 And, before the last day, to be restored.
    doctor.go("我的资格", "A")
    doctor.go("申请修复", "A")
    doctor.choose("修复内容", "分值")
    for condition in ("参加政策宣传活动", "参加学习并考核合格"):
        doctor.choose(f"{condition}：是否完成", "是")
        doctor.fill(f"{condition}：证明材料", "2025-118")
        doctor.choose(f"{condition}：组织单位", "经办机构")
    doctor.go("申请修复", "BUTTON")
    assert Case.objects.filter(process="repair", person=DOCTOR.code).count() == 1
    doctor.go("我的资格", "A")
    doctor.go("申请恢复", "A")
    doctor.go("申请恢复", "BUTTON")
    assert Case.objects.filter(process="restoration", person=DOCTOR.code).count() == 1
    assert min(k.stops for k in (clerk, reviewer, hospital, doctor)) > 5
    for one in (clerk, reviewer, hospital, doctor):
        one.page.context.close()
