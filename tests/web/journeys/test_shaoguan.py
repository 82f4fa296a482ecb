"""Shaoguan: a hospital from its application to the first day on which it may apply again, both sides in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.web.journeys.parties import Parties
from tests.web.journeys.stage import House, Stage

HOUSE = House("H44020100001", "示例市康宁医院", "hospital", ownership="private", kind="general_hospital")
LICENCE = {"name": "执业许可证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
BEGUN = date(2024, 1, 8)
TOPICS = ["rights_duties_responsibilities", "service_scope", "service_content", "service_quality",
          "payment_standard", "settlement_method", "cross_area_treatment", "internet_plus_service"]  # fmt: skip


def at(days: int) -> date:
    return BEGUN + timedelta(days)


@pytest.mark.long
def test_a_hospital_applies_signs_changes_renews_and_ends(
    stage: Stage, pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    stage.set("", (HOUSE,), (), day=BEGUN, half="shaoguan-2023", agreed=False)
    p = Parties(stage, HOUSE)
    clerk, hospital = stage.desk("clerk"), stage.desk("hospital")

    # An application with a gap, supplemented.
    p.do("hospital", "designation.apply", at(0), look="apply", kind="designation",
         **{f"materials.SG-M{n}.state": "submitted" for n in (1, 3, 4, 5, 6)},
         **{"facts.own.beds_approved": "80", "facts.own.county": "示例区",
            "facts.licences": "medical_institution_license\t4402001\t2023-06-01\t2028-05-31"})  # fmt: skip
    case = p.case("designation")
    p.do("clerk", "designation.request_materials", at(1), case, look="gap", missing=["SG-M2"])
    hospital.page.goto("/desk/")
    stage.look(hospital, "desk-gap")
    p.do("hospital", "designation.supplement", at(3), case, **{"materials.SG-M2.file": LICENCE})

    # Evaluated, failed; evaluated again, passed.
    p.do("clerk", "evaluation.open", at(20), case, round="1")
    p.do("clerk", "evaluation.conclude", at(30), case, look="conclude", round="1", result="unqualified",
         items="EV3\t不符合", modes=["paper"])  # fmt: skip
    evaluation = p.case("evaluation")
    p.do("clerk", "evaluation.file", at(31), evaluation, round="1")
    p.do("clerk", "evaluation.deliver", at(32), evaluation, round="1")
    p.do("hospital", "evaluation.request_again", at(125), evaluation)
    p.do("clerk", "evaluation.conclude", at(150), evaluation, round="2", result="qualified", modes=["paper"])
    p.do("clerk", "evaluation.file", at(151), evaluation, round="2")
    clerk.page.goto(evaluation)
    stage.look(clerk, "evaluation")

    # Made public; somebody complains; looked into.
    p.do("clerk", "publicity.publish", at(152), case)
    publicity = p.case("publicity")
    p.do("clerk", "publicity.complain", at(155), publicity, reason="面积不实")
    clerk.page.goto(publicity)
    stage.look(clerk, "publicity")
    p.do("clerk", "publicity.resolve", at(165), publicity, effect="none", reason="查无实据")

    # Talks, and the agreement.
    p.do("clerk", "negotiation.agree", at(168), case, look="talks", topics=TOPICS)
    first, last = at(171), at(171 + 364)
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(p.sign(at(170), first, last, look="sign"))
    assert pdfsig(agreement).count("Signature is Valid") == 2
    p.stands("clerk", first, "履行中", "in-force")

    # Another legal representative; renewal; suspended on request and resumed.
    p.do("hospital", "change.apply", at(180), look="change", field="legal_representative", value="李四",
         old_value="张三", took_effect_on=at(178))  # fmt: skip
    p.do("clerk", "change.decide", at(185), p.case("change"), outcome="approved")
    p.do("hospital", "renewal.apply", at(430), look="renewal-apply")
    renewal = p.case("renewal")
    p.do("clerk", "renewal.decide", at(450), renewal, look="renewal-decide", outcome="renewed", reason="考核合格")
    p.do("clerk", "negotiation.agree", at(480), renewal, topics=TOPICS)
    p.sign(at(500), at(536), at(536 + 364))
    asked = {"from": at(640), "to": at(670)}
    p.do("hospital", "agreement.request_suspension", at(540), reason="装修", **asked)
    suspension = p.case("suspension")
    soon = {"from": at(545), "to": at(575)}
    said = p.refused("clerk", "agreement.suspend", at(542), suspension, on_request="yes", **soon)
    assert "应提前申请" in said and "第四十三条" in said
    p.do("clerk", "agreement.suspend", at(542), suspension, on_request="yes", **asked)
    p.stands("clerk", at(645), "中止", "suspended-on-request")
    p.do("hospital", "agreement.request_resumption", at(660), suspension, reason="装修完成")
    p.do("clerk", "agreement.resume", at(665), suspension, checked="passed")

    p.stands("hospital", at(666), "履行中")

    # Suspended by the agency, then ended; the ban, to the day.
    p.do("clerk", "agreement.suspend", at(690), look="impose", ground="SUS-1", reason="存在重大风险",
         **{"from": at(691), "to": at(720)})  # fmt: skip
    p.stands("hospital", at(692), "中止")
    p.do("clerk", "agreement.terminate", at(710), look="terminate", ground="TER-3", nature="illegal", reason="骗保")
    p.stands("hospital", at(711), "解除", "terminated")
    p.do("hospital", "designation.apply", at(730), kind="designation")
    again = p.case("designation")
    free = at(710).replace(year=at(710).year + 3) + timedelta(1)
    said = p.refused("clerk", "designation.accept", at(730), again)
    assert f"最早 {free}" in said and "第九条（五）" in said
    stage.look(clerk, "banned")
    p.do("clerk", "designation.refuse", at(732), again, reason="解除协议后三年内再次申请")
    hospital.page.goto(again)
    hospital.says("不予受理")
    stage.look(hospital, "refused")

    # Three years on: on the last day of the ban it is still refused, on the next it is taken.
    renewed = {"facts.licences": "medical_institution_license\t4402001\t2028-05-20\t2033-05-31"}
    p.do("hospital", "designation.apply", free - timedelta(1), kind="designation", **renewed)
    third = p.case("designation")
    assert f"最早 {free}" in p.refused("clerk", "designation.accept", free - timedelta(1), third)
    p.do("clerk", "designation.accept", free, third)
    clerk.page.goto(third)
    clerk.says("已受理")
    stage.look(clerk, "free")
