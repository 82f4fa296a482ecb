"""What hands do in every journey: draw up a decision, deliver it, ask whether a line would be paid."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tests.web.journeys.stage import House, Someone, Stage


def draw(
    stage: Stage, house: House, someone: Someone, clause: str, what: str, *, basis: str = "行政处罚", degree: str = "",
    points: int | None = None, months: int | None = None,
) -> None:  # fmt: skip
    """The clerk fills in a decision and looks at what it would change."""
    page = stage.desk("clerk").page
    page.goto(f"/proposals/new/?institution={house.code}")
    if page.get_by_label("依据", exact=True).count():
        page.get_by_label("依据", exact=True).select_option(basis)
    page.get_by_label("违法违规行为").fill(what)
    page.get_by_label(clause).check()
    page.get_by_label("人员", exact=True).select_option(someone.code)
    if degree:
        page.get_by_label("责任程度").select_option(degree)
    if points is not None:
        page.locator("#id_f0p0-points").fill(str(points))
    if months is not None:
        page.locator("#id_f0p0-months").fill(str(months))
    stage.desk("clerk").press("看办理后的变化")


def decided(stage: Stage) -> str:
    """The decision that was drawn, signed by another and recorded; the address of its case."""
    stage.two("作出处理并记分")
    stage.desk("clerk").says("已决定，待送达机构")
    return stage.desk("clerk").page.url


def deliver(stage: Stage, case: str, *houses: House) -> None:
    """To each institution in turn."""
    clerk = stage.desk("clerk")
    for house in houses:
        clerk.page.goto(case)
        clerk.follow("送达机构")
        if clerk.page.get_by_label("机构", exact=True).count():
            clerk.page.get_by_label("机构", exact=True).select_option(house.code)
        clerk.press("送达机构")


def tell(stage: Stage, case: str, *houses: House) -> None:
    """Each institution's office tells its person."""
    for house in houses:
        office = stage.desk(house.office)
        office.page.goto(case)
        office.follow("告知本人")
        office.press("告知本人")


def line(stage: Stage, who: str, someone: Someone, day: date, house: House, kind: str, answer: str) -> None:
    """What the page of fees answers about a line, asked by somebody through its form."""
    desk = stage.desk(who)
    desk.page.goto(reverse("person-claim", args=[someone.code]))
    desk.page.get_by_label("服务日期").fill(day.isoformat())
    desk.page.get_by_label("机构", exact=True).select_option(house.code)
    desk.page.get_by_label("费用", exact=True).select_option(kind)
    desk.press("查询")
    assert "".join(desk.page.locator("#answer h2").inner_text().split()) == answer
