"""The pages for everybody in a browser: sound, whole on a phone, in elder mode too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from dingdian.casework.models import Case
from dingdian.journal.record import today
from dingdian.registry import datafiles
from tests.perms.bridge import SITE, window
from tests.perms.test_sound import kept
from tests.web.test_other_regimes import tell
from tests.web.test_public_publicity import applied
from tests.web.test_public_register import act, city, place


@pytest.fixture(scope="module", autouse=True)
def _apart(browser: Browser) -> Iterator[None]:
    yield
    connections.close_all()


def full() -> list[str]:
    """A city with something on every page; their addresses."""
    region, day = city(), today()
    names = (
        "韶关市第一人民医院",
        "武江区惠民社区卫生服务中心",
        "浈江区慈济中西医结合专科门诊部（西河分部）",
        "仁和诊所",
    )
    codes = [place(region, n, name, county=("440203", "440204")[n % 2]) for n, name in enumerate(names, start=1)]
    act(region, "agreement.suspend", codes[1], 10, ground="SUS-1", to=day + timedelta(50))
    act(region, "agreement.terminate", codes[3], 5, ground="TER-3")
    act(region, "agreement.request_termination", codes[2], 99)
    act(region, "agreement.terminate", codes[2], 4, ground="TER-12")
    applied(region, place(region, 9, "康宁新设综合门诊部", agreed=False), day - timedelta(1))
    published: tuple[dict[str, Any], ...] = (
        {"object": "interface_standard", "version": "v3", "link": "https://example.org/standards/interface-v3.pdf"},
        {"object": "data_set_standard", "version": "2025"},
        {"object": "application_guide", "version": "1"},
        {"object": "cost_data", "institution": codes[0], "from": day - timedelta(100), "to": day - timedelta(10),
         "link": "https://example.org/costs",
         "lines": [{"item": "药品费", "amount": 1250000}, {"item": "检查检验费", "amount": 830000},
                   {"item": "手术和治疗费", "amount": 410000}]},
    )  # fmt: skip
    for n, more in enumerate(published):
        tell(region, f"d{n}", {"act": "disclosure.publish", "id": f"d{n}", "on": day - timedelta(3), **more})
    datafiles.make(day)
    case = Case.objects.get(process="publicity").pk
    return ["/", f"/publicity/{case}/", "/register/", f"/register/{codes[0]}/", "/terminated/", "/publicity/", "/guide/", "/standards/",
            "/data/", "/site-map/", "/accessibility/"]  # fmt: skip


def unsound(browser: Browser, pages: list[str], *, elder: bool) -> list[str]:
    found = []
    with window(browser) as seen:
        if elder:
            seen.client.post("/elder/", {"elder": "1"})
        for page in pages:
            answered = seen.page.goto(SITE + page)
            assert answered is not None and answered.status == 200, page
            kept(seen, f"public{page}{'elder' * elder}")
            found += [f"{page}: {wrong}" for wrong in seen.unsound()]
    return found


@pytest.mark.django_db
def test_pages_for_everybody_are_sound_and_whole(browser: Browser) -> None:
    assert unsound(browser, full(), elder=False) == []


@pytest.mark.long
@pytest.mark.django_db
def test_they_are_in_elder_mode(browser: Browser) -> None:
    pages = full()
    assert unsound(browser, pages, elder=True) == [] and 'class="elder"' not in Client().get("/").content.decode()
