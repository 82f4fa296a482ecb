"""An institution from application to termination, through pages alone, with both sides and two hands where the rules
want two: what a page does not offer is not done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Case, Proposal
from dingdian.journal.record import register, today
from dingdian.journal.slices import INSTITUTION
from tests.casework.office import FIRST, HOSPITAL, SYSTEM, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

pytestmark = pytest.mark.django_db
R = User.Role


class Hands:
    """The two sides of a journey, each in a browser; `do` takes a step that a page offers."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.clerk, self.reviewer = browser(office.user(R.CLERK)), browser(office.user(R.REVIEWER))
        self.place = browser(office.user(R.INSTITUTION, HOSPITAL))
        self.official = browser(office.user(R.OFFICIAL))

    def offered(self, client: Client, page: str) -> dict[str, str]:
        """The steps on offer: act → address of its form."""
        html = client.get(page).content.decode().replace("&amp;", "&")
        return {m[1]: m[0] for m in re.findall(r'href="(/act/([\w.]+)/[^"]*)"', html)}

    def do(self, client: Client, act: str, on: date, page: str = f"/institutions/{HOSPITAL}/", **said: Any) -> None:
        """A step from the page that offers it; what two persons do is signed by another and done."""
        offered = self.offered(client, page)
        assert act in offered, (act, sorted(offered))
        form = client.get(offered[act])
        assert form.status_code == 200, (act, form.status_code)
        key = f"{act}-{on}-{len(said)}"
        answer = client.post(offered[act], {"on": on.isoformat(), "key": key} | said)
        assert answer.status_code == 302, (act, answer.status_code, words(answer)[150:1200])
        if answer["Location"].startswith("/proposals/"):
            proposal = Proposal.objects.latest("pk")
            for hand, move in ((self.reviewer, "agree"), (client, "enact")):
                signed = hand.post(f"/proposals/{proposal.pk}/", {"move": move, "version": proposal.version})
                assert signed.status_code == 302, (act, move, words(signed)[150:900])

    def case(self, process: str) -> str:
        """The page of the latest case of a process."""
        return f"/cases/{Case.objects.filter(process=process).latest('pk').pk}/"


@pytest.fixture
def shaoguan() -> Hands:
    """A private hospital, which may ask to be suspended."""
    office = yunnan(institutions="shaoguan-2023")
    data = {"code": HOSPITAL, "name": "医院", "sector": "medical_institution", "institution_type": "general_hospital",
            "ownership": "private"}  # fmt: skip
    register(
        office.region, INSTITUTION, data, by=SYSTEM, key="private", recorded_on=FIRST, office={"division": "530102"}
    )
    return Hands(office)


def test_from_application_to_agreement_with_everything_that_goes_wrong(shaoguan: Hands) -> None:
    h, begun = shaoguan, today() - timedelta(300)

    def at(days: int) -> date:
        return begun + timedelta(days)

    h.do(h.place, "designation.apply", at(0), kind="designation", **{"materials.SG-M1.state": "submitted"})
    case = h.case("designation")
    h.do(h.clerk, "designation.request_materials", at(1), case, missing="SG-M2")
    h.do(h.place, "designation.supplement", at(3), case, **{"materials.SG-M2.state": "submitted"})
    h.do(h.clerk, "evaluation.open", at(20), case, round="1")
    h.do(
        h.clerk,
        "evaluation.conclude",
        at(30),
        case,
        round="1",
        result="unqualified",
        items="EV3\t不符合",
        modes=["paper"],
    )
    evaluation = h.case("evaluation")
    evaluation = h.case("evaluation")
    h.do(h.clerk, "evaluation.file", at(31), evaluation, round="1")
    h.do(h.clerk, "evaluation.deliver", at(32), evaluation, round="1")
    h.do(h.place, "evaluation.request_again", at(125), evaluation)
    h.do(h.clerk, "evaluation.conclude", at(150), evaluation, round="2", result="qualified", modes=["paper"])
    h.do(h.clerk, "evaluation.file", at(151), evaluation, round="2")
    h.do(h.clerk, "publicity.publish", at(152), case)
    publicity = h.case("publicity")
    h.do(h.clerk, "publicity.complain", at(155), publicity, reason="面积不实")
    h.do(h.clerk, "publicity.resolve", at(165), publicity, effect="none", reason="查无实据")
    topics = ["rights_duties_responsibilities", "service_scope", "service_content", "service_quality",
              "payment_standard", "settlement_method", "cross_area_treatment", "internet_plus_service"]  # fmt: skip
    h.do(h.clerk, "negotiation.agree", at(168), case, topics=topics)
    h.do(h.clerk, "agreement.sign", at(170), case, start_on=at(171).isoformat(), end_on=at(171 + 364).isoformat())
    h.do(h.place, "change.apply", at(180), field="legal_representative", value="李四", old_value="张三",
         took_effect_on=at(178).isoformat())  # fmt: skip
    change = h.case("change")
    h.do(h.clerk, "change.decide", at(185), change, outcome="approved")
    h.do(
        h.place,
        "agreement.request_suspension",
        at(190),
        reason="装修",
        **{"from": at(195).isoformat(), "to": at(225).isoformat()},
    )
    suspension = h.case("suspension")
    h.do(
        h.clerk,
        "agreement.suspend",
        at(192),
        suspension,
        on_request="yes",
        shorter_reason="房屋受灾",
        **{"from": at(195).isoformat(), "to": at(225).isoformat()},
    )
    h.do(h.place, "agreement.request_resumption", at(215), suspension, reason="装修完成")
    h.do(h.clerk, "agreement.resume", at(220), suspension, checked="passed")
    h.do(h.clerk, "agreement.suspend", at(240), ground="SUS-1", reason="存在重大风险",
         **{"from": at(241).isoformat(), "to": at(270).isoformat()})  # fmt: skip
    h.do(h.clerk, "agreement.terminate", at(260), ground="TER-3", nature="illegal", reason="骗保")
    assert Case.objects.get(process="suspension").state == "terminated"
    h.do(h.place, "designation.apply", at(280), kind="designation")
    again = h.case("designation")
    accept = h.offered(h.clerk, again)["designation.accept"]
    banned = h.clerk.post(accept, {"on": at(280).isoformat(), "key": "banned"})
    first_free = at(260).replace(year=at(260).year + 3) + timedelta(1)
    assert banned.status_code == 422 and f"最早 {first_free}" in words(banned) and "第九条（五）" in words(banned)
