"""The autonomous region: a hospital waits for a plan, signs in the round, is held, deferred, suspended twice, ended."""

from __future__ import annotations

from datetime import date

import pytest

from tests.web.journeys.parties import Parties
from tests.web.journeys.stage import House, Stage

HOUSE = House("H65010200001", "示例市康复医院", "hospital", ownership="private", kind="rehabilitation_hospital")
REGION = "/cases/"


@pytest.mark.long
def test_a_hospital_waits_signs_is_held_deferred_suspended_twice_and_ended(stage: Stage) -> None:
    stage.set("", (HOUSE,), (), day=date(2025, 1, 6), half="zizhiqu-2025", agreed=False)
    p = Parties(stage, HOUSE)
    clerk, hospital = stage.desk("clerk"), stage.desk("hospital")

    # No plan in effect: a new application waits; the plan is adopted, made public, and takes effect.
    p.do("official", "plan.draft", date(2025, 1, 6), REGION, look="plan-draft", area="甲区", year="2025", quota="10")
    plan = p.case("plan")
    p.do("hospital", "designation.apply", date(2025, 1, 10), kind="designation",
         **{"facts.own.pooling_area": "甲区", "facts.own.management_area": "甲区"})  # fmt: skip
    case = p.case("designation")
    said = p.refused("clerk", "designation.accept", date(2025, 1, 13), case)
    assert "暂停新增定点" in said
    stage.look(clerk, "moratorium")
    p.do("clerk", "designation.wait", date(2025, 1, 13), case, reason="规划尚未出台")
    hospital.page.goto(case)
    hospital.says("等待资源规划")
    stage.look(hospital, "waiting")
    p.do("official", "plan.adopt", date(2025, 1, 20), plan)
    p.do("official", "plan.publish", date(2025, 2, 3), plan, effective_on=date(2025, 2, 10))
    p.refused("clerk", "designation.accept", date(2025, 2, 9), case)
    p.do("clerk", "designation.accept", date(2025, 2, 10), case)

    # Evaluated, public, no talks asked for, the text read; signed on line in the round.
    p.do("clerk", "evaluation.open", date(2025, 2, 12), case, round="1", members="P1\t临床\t是")
    p.do("clerk", "evaluation.conclude", date(2025, 2, 20), case, round="1", result="qualified", modes=["on_site"])
    p.do("clerk", "evaluation.file", date(2025, 2, 21), p.case("evaluation"), round="1")
    p.do("clerk", "publicity.publish", date(2025, 2, 24), case)
    p.do("official", "template.draft", date(2025, 2, 25), REGION, version="v1", level="region")
    p.do("official", "template.publish", date(2025, 2, 26), p.case("template"))
    p.do("clerk", "disclosure.publish", date(2025, 2, 27), REGION, object="renewal_criteria")
    p.do("clerk", "renewal.review_area", date(2025, 2, 27), REGION, area="甲区", year="2025")
    p.do("clerk", "renewal.open_round", date(2025, 2, 28), REGION, look="round", area="甲区",
         start_on=date(2025, 3, 10), end_on=date(2025, 4, 30))  # fmt: skip
    p.do("hospital", "negotiation.waive", date(2025, 3, 10), case)
    p.sign(date(2025, 3, 12), date(2025, 3, 13), date(2025, 12, 31), look="sign")
    clerk.page.goto("/signing/rates/")
    stage.look(clerk, "rates")
    p.stands("clerk", date(2025, 3, 13), "履行中")

    p.do("clerk", "renewal.close_round", date(2025, 5, 6), p.case("round"), look="close-round")

    # Held for signs of risk; documents asked for, the last notice, supplied; freed.
    p.do("clerk", "settlement.hold", date(2025, 6, 4), look="hold", ground="HOLD-1", reason="检查报告涉嫌造假")
    hold = p.case("settlement_hold")
    p.stands("clerk", date(2025, 6, 4), "暂停结算", "held")
    p.do("clerk", "document.demand", date(2025, 6, 5), items="会计凭证", due_on=date(2025, 6, 10))
    documents = p.case("documents")
    p.do("clerk", "document.final_notice", date(2025, 6, 12), documents, delivered_on=date(2025, 6, 12))
    hospital.page.goto(documents)
    hospital.says("2025-06-19")
    stage.look(hospital, "final-notice")
    p.do("hospital", "document.provide", date(2025, 6, 18), documents, items="会计凭证")
    p.do("clerk", "settlement.release", date(2025, 7, 10), hold, reason="查清")

    # The yearly evaluation; something unpaid: deferred; paid, evaluated, signed from that day.
    p.do("clerk", "performance.evaluate", date(2025, 11, 3), year="2025", passed="yes")
    p.do("clerk", "fact.record", date(2025, 11, 20),
         **{"facts.duties": "1\t追回费用\t经办机构\t15000\t2025-10-30\t2025-11-15\t10000\t\t部分履行"})  # fmt: skip
    p.do("clerk", "renewal.review_area", date(2025, 11, 24), REGION, area="甲区", year="2025")
    p.do("clerk", "renewal.open_round", date(2025, 11, 28), REGION, area="甲区", start_on=date(2025, 12, 1),
         end_on=date(2025, 12, 31))  # fmt: skip
    p.do("clerk", "renewal.defer", date(2025, 12, 5), look="defer", grounds=["DEF-3"], reason="追回款未付清")
    renewal = p.case("renewal")
    p.stands("hospital", date(2026, 1, 1), "缓签", "deferred")
    p.do("clerk", "fact.record", date(2026, 1, 9),
         **{"facts.duties": "1\t追回费用\t经办机构\t15000\t2025-10-30\t2025-11-15\t15000\t2026-01-08\t已履行"})  # fmt: skip
    p.do("hospital", "deferral.report", date(2026, 1, 10), renewal)
    p.do("clerk", "deferral.evaluate", date(2026, 1, 20), renewal, outcome="passed")
    p.do("hospital", "negotiation.waive", date(2026, 1, 21))
    p.sign(date(2026, 1, 22), date(2026, 1, 22), date(2026, 12, 31))

    # Suspended, back, suspended again within the term: ended, and barred for three years.
    for first, last, back in (
        (date(2026, 3, 5), date(2026, 4, 5), date(2026, 4, 6)), (date(2026, 5, 10), date(2026, 6, 10), None),
    ):  # fmt: skip
        p.do("clerk", "agreement.suspend", first, reason="违约", **{"from": first, "to": last})
        if back is not None:
            p.do("clerk", "agreement.resume", back, p.case("suspension"), checked="passed")
    p.stands("clerk", date(2026, 5, 10), "中止", "twice")
    p.do(
        "clerk", "agreement.terminate", date(2026, 6, 1), look="terminate", ground="ZT-7A", reason="协议期内两次被中止"
    )
    p.stands("hospital", date(2026, 6, 2), "解除", "ended")
    p.do("hospital", "designation.apply", date(2026, 6, 10), kind="designation")
    again = p.case("designation")
    assert "最早 2029-06-02" in p.refused("clerk", "designation.accept", date(2026, 6, 10), again)
    stage.look(clerk, "banned")
