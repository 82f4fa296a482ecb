"""The national rule: who heads two pharmacies has one account of points and stands the same in both (34.13)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.web.journeys.hands import decided, deliver, draw, line, tell
from tests.web.journeys.stage import House, Someone, Stage

EAST = House("P11010200001", "示例大药房东街店", "east", "retail_pharmacy")
WEST = House("P11010200002", "示例大药房西街店", "west", "retail_pharmacy")
HEAD = Someone("D110102000001", "周海燕", "principal", ((EAST, ""), (WEST, "")), "keeper")


@pytest.mark.long
def test_points_of_two_shops_are_one_sum_and_the_standing_is_the_same_in_both(stage: Stage) -> None:
    stage.set("national-2025", (EAST, WEST), (HEAD,), day=date(2025, 3, 3))
    clerk, keeper = stage.desk("clerk"), stage.desk("keeper")
    draw(stage, EAST, HEAD, "依条例第38、39条处罚", "串换药品", degree="主要")
    clerk.says("累计 0 → 6 分")
    first = decided(stage)
    deliver(stage, first, EAST)
    tell(stage, first, EAST)
    stage.on(date(2025, 5, 6))
    draw(stage, WEST, HEAD, "依条例第38、39条处罚", "盗刷医保凭证", degree="一般", months=2)
    clerk.says("累计 6 → 10 分：暂停")
    second = decided(stage)
    clerk.follow("送达机构")
    clerk.press("看办理后的变化")
    for house in (EAST, WEST):
        clerk.says(f"{house.name}：● 正常 →")
        clerk.says(f"周海燕 · {house.name}\t2025-05-07 起\t结算 → 不予结算\t结算")
    assert clerk.page.locator("#content").inner_text().count("◐ 暂停 2025-05-07 — 2025-07-06") == 3
    stage.look(clerk, "preview")
    clerk.press("送达机构")
    tell(stage, second, WEST)
    stage.on(date(2025, 5, 7))
    keeper.page.goto("/mine/")
    keeper.says("您的医保支付资格已暂停")
    keeper.says("各处相同")
    keeper.says("本年累计 10 分")
    stage.look(keeper, "mine")
    for house in (EAST, WEST):
        line(stage, "keeper", HEAD, date(2025, 5, 7), house, "ordinary", "■不予结算")
        line(stage, house.office, HEAD, date(2025, 5, 6), house, "ordinary", "●结算")
    stage.look(keeper, "claim")
    clerk.page.goto(reverse("person", args=[HEAD.code]))
    stage.look(clerk, "file")
