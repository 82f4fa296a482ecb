"""What the two sides of an agreement do in a browser: take a step that a page offers, each on its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from playwright.sync_api import Locator

from dingdian.casework.models import Case
from tests.web.browsing import Desk
from tests.web.journeys.stage import House, Stage


class Parties:
    """One institution and the offices that deal with it; `on` turns the calendar when the day is another."""

    def __init__(self, stage: Stage, house: House) -> None:
        self.stage, self.house = stage, house
        self.home = f"/institutions/{house.code}/"
        self._day: date | None = None

    def on(self, day: date) -> None:
        if day != self._day:
            self.stage.on(day)
            self._day = day

    def case(self, process: str) -> str:
        """The page of the latest case of a process."""
        return f"/cases/{Case.objects.filter(process=process).latest('pk').pk}/"

    def stands(self, who: str, day: date, words: str, look: str = "") -> None:
        """How the institution stands on a day, by the sign in the head of its page."""
        self.on(day)
        desk = self.stage.desk(who)
        desk.page.goto(self.home)
        assert words in desk.page.locator("#content .head").inner_text(), desk.page.locator("#content").inner_text()
        if look:
            self.stage.look(desk, look)

    def offers(self, who: str, act: str, page: str = "") -> bool:
        """Whether a page offers a step to somebody."""
        desk = self.stage.desk(who)
        desk.page.goto(page or self.home)
        return desk.page.locator(f'a[href*="/act/{act}/"]').count() > 0

    def fill(self, who: str, act: str, page: str = "", look: str = "", **said: Any) -> Desk:
        """Follow the step that a page offers, and fill in its form."""
        desk = self.stage.desk(who)
        desk.page.goto(page or self.home)
        offered = desk.page.locator(f'a[href*="/act/{act}/"]')
        assert offered.count(), (act, desk.page.url, desk.page.locator("#content").inner_text()[:900])
        address = offered.first.get_attribute("href") or ""
        desk.page.goto(address)
        desk.page.evaluate("document.querySelectorAll('details.group').forEach(d => { d.open = true })")
        for name, value in said.items():
            fill(desk.page.locator(f'[name="{name}"]'), value)
        if look:
            self.stage.look(desk, look)
        return desk

    def do(self, who: str, act: str, day: date, page: str = "", look: str = "", **said: Any) -> Desk:
        """A step done, by two where the rules want two."""
        self.on(day)
        desk = self.fill(who, act, page, look, on=day, **said)
        desk.page.locator("#content form .buttons button.primary").click()
        if "/act/" in desk.page.url:
            raise AssertionError((act, desk.page.locator("#content").inner_text()[:900]))
        if "/proposals/" in desk.page.url:
            self._signed(desk)
        return desk

    def _signed(self, desk: Desk) -> None:
        other = self.stage.desk("reviewer")
        other.page.goto(desk.page.url)
        other.press("审核同意")
        desk.page.reload()
        desk.page.locator('#content button[value="enact"]').click()

    def sign(self, day: date, first: date, last: date, *, no_talks: bool = False, look: str = "") -> bytes:
        """An agreement signed on line on a day: the text frozen, read, sealed by both sides; the file."""
        self.on(day)
        clerk, place = self.stage.desk("clerk"), self.stage.desk(self.house.office)
        clerk.page.goto(self.home)
        clerk.follow("编制待签协议")
        fill(clerk.page.locator('[name="start_on"]'), first)
        fill(clerk.page.locator('[name="end_on"]'), last)
        clerk.page.locator('[name="no_talks"]').set_checked(no_talks)
        if look:
            self.stage.look(clerk, f"{look}-new")
        clerk.press("编制并送该机构签订")
        session = clerk.page.url
        assert "/signing/new" not in session, clerk.page.locator("#content").inner_text()
        place.page.goto(session)
        if look:
            self.stage.look(place, f"{look}-read")
        place.press("确认已阅读全文")
        place.press("加盖本机构电子签章")
        clerk.page.goto(session)
        clerk.press("加盖签章，签订协议")
        clerk.says("已签")
        if look:
            self.stage.look(clerk, f"{look}-signed")
            self.stage.look(place, f"{look}-phone", width=360)
        return bytes(clerk.page.request.get(f"{session}agreement.pdf").body())

    def refused(self, who: str, act: str, day: date, page: str = "", **said: Any) -> str:
        """A step that the law does not take; what the page says of it."""
        self.on(day)
        desk = self.fill(who, act, page, on=day, **said)
        desk.page.locator("#content form .buttons button.primary").click()
        assert "/act/" in desk.page.url, desk.page.url
        return desk.page.locator("#content").inner_text()


def fill(field: Locator, value: Any) -> None:
    """A field as a hand fills it: boxes ticked, one of a list chosen, text or a day written."""
    field.first.wait_for(state="attached", timeout=5_000)
    if isinstance(value, dict):
        field.set_input_files([value])
    elif isinstance(value, list):
        for box in field.all():
            box.set_checked(box.get_attribute("value") in value)
    elif field.first.evaluate("el => el.tagName") == "SELECT":
        field.first.select_option(str(value))
    else:
        field.first.fill(value.isoformat() if isinstance(value, date) else str(value))
