"""In a browser: a notice from the case page to the institution; every page of papers looked at by axe, narrow and wide."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dingdian.casework.models import Case
from dingdian.papers.models import Paper
from tests.web import small_demo
from tests.web.browsing import Desk, Opening
from tests.web.conftest import browser_type_launch_args, desk

__all__ = ["browser_type_launch_args", "desk"]


def look(one: Desk, name: str) -> None:
    """Sound, and kept as a picture where a folder is named (`SHOTS`)."""
    one.sound()
    if folder := os.environ.get("SHOTS"):
        one.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.long
def test_a_notice_goes_from_the_case_to_the_institution(desk: Opening) -> None:
    clerk, hospital = desk("clerk"), desk("hospital")
    case = Case.objects.get(process="handling", key="CL-003")
    for n in (1, 2):
        clerk.page.goto(f"/cases/{case.pk}/")
        look(clerk, f"case-{n}")
        clerk.follow("预览并印发")
        look(clerk, "preview")
        clerk.press("编号、用印并印发")
        clerk.page.wait_for_url("**/papers/*/")
        clerk.says("〕")
    look(clerk, "paper")
    clerk.page.get_by_text("登记直接、邮寄或留置送达").click()
    look(clerk, "paper-by-hand")
    clerk.press("系统送达")
    clerk.says("系统送达")
    clerk.says("收到")
    look(clerk, "served")
    url = clerk.page.url
    clerk.follow("更正")
    look(clerk, "correct")
    clerk.press("编号、用印并印发")
    clerk.says("更正并代替")
    look(clerk, "corrected")
    hospital.page.goto(url.removeprefix(str(hospital.page.url).partition("/todo/")[0]))
    look(hospital, "hospital")
    clerk.page.goto("/papers/")
    look(clerk, "list")
    clerk.page.goto(f"/people/{small_demo.person_code(2)}/")
    look(clerk, "person")
    clerk.page.goto(f"/verify/{Paper.objects.order_by('id')[0].code}/")
    look(clerk, "verify")
    if folder := os.environ.get("SHOTS"):
        (Path(folder) / "paper.pdf").write_bytes(bytes(Paper.objects.order_by("-id")[0].pdf))
