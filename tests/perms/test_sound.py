"""Every page that the table of addresses names, in a real browser: sound for axe, whole on a phone and at 200 %,
in elder mode too; and what is swapped into a page is what the address then shows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

import dingdian
from tests.perms.bridge import SITE, Window, window
from tests.perms.land import Land, fail_if, signed_in, undone
from tests.perms.pages import ANONYMOUS, PAGES, Page
from tests.perms.test_matrix import send
from tests.web.conftest import browser_type_launch_args

__all__ = ["browser_type_launch_args"]


TEMPLATES = Path(dingdian.__file__).parent
Seen = tuple[str, Page]
Look = Callable[[Window], list[str]]


def looked_at() -> list[Seen]:
    """Every page and every answer that says why nothing was done, for every role to whom it is shown."""
    found = [
        (role, page) for page in PAGES for role, became in page.own.items() if became & {"shown", "told", "absent"}
    ]
    return found + [(ANONYMOUS, page) for page in PAGES if page.anonymous in ("shown", "told")]


def few() -> list[Seen]:
    """Each address once, for one role after the other."""
    kept: dict[tuple[str, str], Seen] = {}
    for role, page in looked_at():
        if "absent" in page.own.get(role, set()):
            continue
        kept.setdefault((page.route, page.method), (role, page))
    return list(kept.values())


def unsound(
    browser: Browser, there: Land, asked: list[Seen], *, elder: bool = False, look: Look = Window.unsound
) -> Iterator[str]:
    """What is wrong with pages; the same page for several roles is looked at once."""
    before = set[str]()
    with window(browser) as seen:
        for role, page in asked:
            with undone():
                client = Client() if role == ANONYMOUS else signed_in(there.country.users[role])
                if elder:
                    client.post("/elder/", {"elder": "1"})
                answer: Any = send(client, page, there, "own")
            html = answer.get("Content-Type", "").startswith("text/html")
            if not html or answer.status_code in (302, 405):
                continue
            bare = re.sub(
                rb'csrfmiddlewaretoken" value="\w+"|\d\d:\d\d(:\d\d)?|name="key" value="[^"]*"', b"", answer.content
            )
            if (mark := str(hash(bare))) in before:
                continue
            before.add(mark)
            seen.show(answer)
            kept(seen, f"{role}-{page.method}-{page.path}", paper=look is Window.misprinted)
            for wrong in look(seen):
                yield f"{role} {page.method} {page.path} {dict(page.data)}: {wrong}"


def kept(seen: Window, name: str, *, paper: bool = False) -> None:
    """Pictures of the page, also as on a phone, or its sheets of paper, where a folder is named (`SHOTS`)."""
    if folder := os.environ.get("SHOTS"):
        path = Path(folder) / re.sub(r"\W+", "-", name)[:90]
        if paper:
            seen.page.pdf(path=f"{path}.pdf", prefer_css_page_size=True)
            return
        for width, mark in ((360, "@360"), (1360, "")):
            seen.page.set_viewport_size({"width": width, "height": 900})
            seen.page.screenshot(path=f"{path}{mark}.png", full_page=True)


def test_pages_are_sound_and_whole(there: Land, browser: Browser) -> None:
    """One address in twelve; all in the long run."""
    fail_if(list(unsound(browser, there, few()[::12])))


@pytest.mark.long
def test_every_page_is_sound_and_whole_for_every_role(there: Land, browser: Browser) -> None:
    fail_if(list(unsound(browser, there, looked_at())))


@pytest.mark.long
def test_every_page_is_sound_and_whole_in_elder_mode(there: Land, browser: Browser) -> None:
    fail_if(list(unsound(browser, there, few(), elder=True)))


def test_pages_are_whole_on_paper(there: Land, browser: Browser) -> None:
    """In print: nothing to press, nothing cut, and who printed it when."""
    fail_if(list(unsound(browser, there, few()[::6], look=Window.misprinted)))


@pytest.mark.long
def test_every_page_is_whole_on_paper(there: Land, browser: Browser) -> None:
    fail_if(list(unsound(browser, there, few(), look=Window.misprinted)))


# What is swapped in

PUSHED = {  # template with a swap that changes the address → page, role, what is done, what is swapped
    "work.html": ("/todo/", "clerk", "select[name=process]", "handling"),
    "people.html": ("/people/", "clerk", "#q", "{person}"),
    "institutions.html": ("/institutions/", "clerk", "#q", "{institution}"),
}
IN_PLACE = {  # template that is swapped where it stands → why it shows what the page shows
    "downloads.html": ("/downloads/", "#downloads"),
    "progress.html": ("/papers/print/{printing}/", "#progress"),
    "opening_progress.html": ("/signing/open/{opening}/", "#progress"),
}
LIVE = {"autosave.html", "scored.html"}
"""They answer to what is typed, which no address says; a form sent or opened again is held in `test_forms`."""

LOADED = {"desk.html"}
"""They take in a part of another page; that it is that page's own is held in `tests/web/test_managed`."""


def test_every_swap_is_known() -> None:
    found = {
        path.name for path in TEMPLATES.rglob("templates/**/*.html")
        if re.search(r"\bhx-(get|post|swap-oob)\b", path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert found == PUSHED.keys() | IN_PLACE.keys() | LIVE | LOADED


_DOM = """() => {
  for (const el of document.querySelectorAll("#content input")) el.setAttribute("value", el.value);
  for (const el of document.querySelectorAll("#content option")) el.toggleAttribute("selected", el.selected);
  return document.querySelector("#content").outerHTML;
}"""
"""The page with what its fields hold, whether typed or loaded."""


def plain(html: str) -> str:
    """A page without what a request has of its own: tokens, the minute, marks that htmx leaves while it works."""
    html = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", html)
    html = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d 打印", "打印", html)
    html = re.sub(r' class="(?:htmx-\w+ ?)*"', "", html)
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize("name", sorted(PUSHED))
def test_a_swapped_page_is_the_page_at_its_address(there: Land, browser: Browser, name: str) -> None:
    """After a filter or a search, the page equals the one that the address in the bar gives when loaded anew."""
    path, role, field, value = PUSHED[name]
    with window(browser) as seen:
        seen.client = signed_in(there.country.users[role])
        seen.page.goto(SITE + path)
        for box in seen.page.locator("details.fold").all():
            box.evaluate("box => { box.open = true }")
        at = seen.page.locator(f"#content {field}")
        with seen.page.expect_response(lambda r: "hx-request" in r.request.headers):
            if field.startswith("select"):
                at.select_option(value)
            else:
                at.fill(value.format(**there.names("own")))
        seen.page.wait_for_url(lambda url: "?" in url)
        seen.page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
        swapped = plain(seen.page.evaluate(_DOM))
        seen.page.goto(seen.page.url)
        assert swapped == plain(seen.page.evaluate(_DOM))


@pytest.mark.parametrize("name", sorted(IN_PLACE))
def test_what_is_swapped_in_place_is_what_the_page_holds(there: Land, name: str) -> None:
    path, mark = IN_PLACE[name]
    client = signed_in(there.country.users["clerk"])
    url = path.format(**there.names("own"))
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f'id="{mark[1:]}"' in part and plain(part).strip() in plain(client.get(url).content.decode())


def test_the_widest_code_is_seen_whole_in_elder_mode(browser: Browser, db: None) -> None:
    """Codes are drawn at random; one of wide letters was cut off at 360 px."""
    with window(browser) as seen:
        client = Client()
        client.post("/elder/", {"elder": "1"})
        for address in ("/verify/", "/verify/agreement/"):
            answer: Any = client.get(address, {"code": "W" * 16, "number": "W" * 16}, follow=True)
            assert answer.status_code in (200, 404), address  # nothing has that code, and the page shows it again
            seen.show(answer)
            assert not list(seen.unsound()), address
