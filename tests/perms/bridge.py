"""A real browser in front of the test client: pages come from this very process, within the test's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

SITE = "http://testserver"
BAD = ("serious", "critical")
NARROW = (360, 680)
"""A phone, and a page of 1360 at 200 per cent."""
_CUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const found = wide > 0 ? [`page ${wide} too wide`] : [];
  const rolls = el => { for (let at = el; at && at !== document.body; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true; } return false; };
  const hidden = el => el.closest('.hidden, .skip, svg, option, select') || !el.getClientRects().length;
  for (const el of document.body.querySelectorAll('*')) {
    if (hidden(el) || rolls(el)) continue;
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (style.visibility === 'hidden' || !box.width) continue;
    const said = String(el.textContent || el.value || '').trim().slice(0, 40);
    if (said && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${el.tagName} ${said} sticks out`);
    if (said && /hidden|clip/.test(style.overflowX) && el.scrollWidth > el.clientWidth + 1)
      found.push(`${el.tagName} ${said} is clipped`);
  }
  return found.slice(0, 5);
}"""

SHEET = 658
"""The width of an A4 page within the margins of the print view."""
_PRESSED = """() => [...document.querySelectorAll('nav, button, .button, input, select, textarea, .top, .menu, .skip')]
  .filter(el => el.getClientRects().length && getComputedStyle(el).visibility !== 'hidden')
  .map(el => `${el.tagName} ${el.className} ${String(el.textContent || el.name || '').trim().slice(0, 30)} is printed`)
  .slice(0, 5)"""


class Window:
    """A browser window whose requests a client answers; `answers`: an address → what is shown there instead."""

    def __init__(self, page: Page) -> None:
        self.page, self.client = page, Client()
        self.answers: dict[str, Any] = {}
        self.wrong: list[str] = []
        self._context = copy_context()
        page.route("**/*", self._answer)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _answer(self, route: Route) -> None:
        asked = route.request
        path = asked.url.removeprefix(SITE)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").partition("?")[0])
            route.fulfill(path=str(found)) if found else route.fulfill(status=404)
            return
        kept = self.answers.get(path)
        if kept is None:
            sent = {k: v for k, v in asked.headers.items() if k.startswith(("hx-", "x-", "content-type"))}
            headers = {k: v for k, v in sent.items() if k != "content-type"}
            body = asked.post_data_buffer or b""
            kind = sent.get("content-type", "application/octet-stream")
            within = self._context.copy()  # where the test's transaction is
            kept = within.run(self.client.generic, asked.method, path, body, content_type=kind, headers=headers)
        told = {k: v for k, v in kept.headers.items() if k.lower() != "set-cookie"}
        route.fulfill(status=kept.status_code, headers=told, body=kept.content)

    def show(self, answer: Any) -> None:
        """Look at an answer as a page."""
        self.answers["/shown"] = answer
        self.page.goto(f"{SITE}/shown")

    def unsound(self, axe: bool = True) -> list[str]:
        """What axe calls serious, and what is lost on a phone or at twice the size."""
        found = list(self.wrong)
        self.wrong.clear()
        if axe:
            for v in Axe().run(self.page).response["violations"]:
                if v["impact"] in BAD:
                    found.append(f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}")
        for width in NARROW:
            self.page.set_viewport_size({"width": width, "height": 900})
            found += [f"at {width}: {lost}" for lost in self.page.evaluate(_CUT)]
        self.page.set_viewport_size({"width": 1360, "height": 900})
        return found

    def misprinted(self) -> list[str]:
        """What does not belong on paper, or is cut there; whether a page of the frame says who printed it when.

        What is for the eyes of the moment alone (signing in, a new password) has no print view.
        """
        if not self.page.locator("link[media=print]").count():
            return []
        framed = self.page.locator(".menu").count() > 0
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": SHEET, "height": 980})
        found = self.page.evaluate(_PRESSED) + self.page.evaluate(_CUT)
        if framed and not self.page.locator(".printed").is_visible():
            found.append("the line of who printed it when is not there")
        self.page.emulate_media(media="null")
        self.page.set_viewport_size({"width": 1360, "height": 900})
        return [str(wrong) for wrong in found]


@contextmanager
def window(browser: Browser) -> Iterator[Window]:
    """A window of its own."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1360, "height": 900})
    try:
        yield Window(context.new_page())
    finally:
        context.close()
