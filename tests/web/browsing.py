"""A user at a real browser: signs in, presses, follows, and looks whether a page is sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dingdian.journal.record import today
from tests.web import small_demo

BAD = ("serious", "critical")
REFUSED = "status of 422"  # a form that was not done is no fault of the page


def ago(days: int) -> str:
    return (today() - timedelta(days)).isoformat()


class Desk:
    """One user at a browser of their own."""

    def __init__(self, browser: Browser, site: str, username: str) -> None:
        self.page: Page = browser.new_context(
            base_url=site, locale="zh-CN", viewport={"width": 1360, "height": 900}
        ).new_page()
        self.wrong: list[str] = []
        self.page.set_default_timeout(60_000)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.wrong.append(said.text) if said.type == "error" and REFUSED not in said.text else None,
        )
        self.page.goto("/sign-in/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(small_demo.PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def press(self, name: str) -> None:
        self.page.locator("#content").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator("#content").get_by_role("link", name=name, exact=True).first.click()

    def on(self, days: int) -> None:
        self.page.get_by_label("日期", exact=True).fill(ago(days))

    def says(self, text: str) -> None:
        assert text in self.page.locator("#content").inner_text(), self.page.locator("#content").inner_text()

    def sound(self) -> None:
        """Nothing that axe calls serious, no error of a script, nothing wider than a phone or a page twice as large."""
        found = Axe().run(self.page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["impact"] in BAD] == []
        assert self.wrong == []
        for width in (360, 680):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (self.page.url, width, wide)
        self.page.set_viewport_size({"width": 1360, "height": 900})


Opening = Callable[[str], Desk]
