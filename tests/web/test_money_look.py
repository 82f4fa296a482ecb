"""Money, assessment and the desk in a browser: sound, whole on a phone, nothing lost on paper, sums open to lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from tests.casework.office import HOSPITAL, Office
from tests.perms.bridge import SITE, Window, window
from tests.perms.test_sound import kept
from tests.web import test_assessment, test_money
from tests.web.test_competence import browser as signed_in

R = User.Role


@pytest.fixture(scope="module", autouse=True)
def _apart(browser: Browser) -> Iterator[None]:
    yield
    connections.close_all()


def looked(seen: Window, office: Office, pages: dict[str, tuple[str, str]]) -> list[str]:
    """What is wrong with these pages: role and address by name."""
    found = []
    for name, (role, url) in pages.items():
        seen.client = signed_in(office.user(role, *([HOSPITAL] if role == R.INSTITUTION else [])))
        answer = seen.page.goto(SITE + url)
        assert answer is not None and answer.status == 200, url
        kept(seen, name)
        found += [f"{url}: {wrong}" for wrong in (*seen.unsound(), *seen.misprinted())]
    return found


@pytest.mark.django_db
def test_pages_of_money_and_assessment_are_sound_and_whole(browser: Browser) -> None:
    office = test_money.declared()
    test_money.record_ledgers(office)
    scheme = test_assessment.published(office)
    own = f"/institutions/{HOSPITAL}/assessment/"
    money = f"/institutions/{HOSPITAL}/money/"
    with window(browser) as seen:
        pages = {
            "money": (R.CLERK, "/money/"), "money-late": (R.CLERK, "/money/late/"), "money-one": (R.CLERK, money),
            "money-own": (R.INSTITUTION, money), "desk": (R.INSTITUTION, "/desk/"),
            "assess-own": (R.INSTITUTION, own), "assess-report": (R.INSTITUTION, f"{own}?scheme={scheme.pk}"),
        }  # fmt: skip
        found = looked(seen, office, pages)
        page = test_assessment.reported(office, scheme)
        found += looked(seen, office, {"assess-review": (R.CLERK, f"{page}review/")})
        lines = {"figure-0": "93.5", "score-0": "80", "score-1": "90"}
        test_assessment.post(signed_in(office.user(R.CLERK)), f"{page}review/", **lines)
        pages = {
            "assess-list": (R.HEAD, "/assessments/"), "assess-one": (R.REVIEWER, page),
            "assess-final": (R.REVIEWER, f"{page}final/"), "desk-later": (R.INSTITUTION, "/desk/"),
        }  # fmt: skip
        found += looked(seen, office, pages)
        assert found == [], "\n".join(found)
        seen.client = signed_in(office.user(R.CLERK))
        seen.page.goto(SITE + money)
        row = seen.page.locator("table.list tbody tr", has=seen.page.get_by_role("link", name="2026-06"))
        opened = row.locator("details.sum").first
        opened.locator("summary").click()
        assert "1,000.00" in opened.locator("table").inner_text() and "合计" in opened.inner_text()
        kept(seen, "money-open")
    assert Case.objects.filter(process="assessment").count() == 2
