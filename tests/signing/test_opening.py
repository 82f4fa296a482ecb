"""Signing opened for everybody of a round: who is in it and who not and why, then all of them or nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dingdian.journal.models import Entry
from dingdian.journal.slices import INSTITUTION
from dingdian.signing import opening
from dingdian.signing.models import Edition, Opening, Session
from tests.casework.office import HOSPITAL, OTHER, Office, R, enter, yunnan
from tests.signing.conftest import Sides, first, last, shown
from tests.signing.test_rounds import opened
from tests.web.test_competence import browser

pytestmark = pytest.mark.django_db
NOBODY = "H53010200009"


@pytest.fixture
def round_(sides: Sides) -> Sides:
    """A round, the two hospitals with their agreements, and somebody who never had one."""
    enter(sides.office.region, INSTITUTION, {"code": NOBODY, "name": "未定点诊所", "sector": "medical_institution"},
          office={"division": "530102"})  # fmt: skip
    opened(sides)
    return sides


def form(sides: Sides, **said: str) -> dict[str, str]:
    return {
        "of": f"{sides.office.region.pk}~r1",
        "start_on": str(first()),
        "end_on": str(last()),
        "no_talks": "yes",
    } | said


def asked(sides: Sides, **said: str) -> Opening:
    """Everybody looked at, on the page."""
    answer = sides.at_agency.post("/signing/open/", form(sides, **said))
    row = Opening.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/signing/open/{row.pk}/"), shown(answer)
    return row


def test_everybody_of_a_round_is_looked_at_and_then_asked_to_sign(round_: Sides) -> None:
    assert "集中签约" in shown(round_.at_agency.get("/signing/open/"))
    row = asked(round_)
    assert row.state == "checked" and row.codes == [HOSPITAL, OTHER] and not Session.objects.exists()
    assert [(code, why) for code, _, why in row.left_out] == [(NOBODY, "没有协议可续，也没有待签的申请")]
    page = shown(round_.at_agency.get(f"/signing/open/{row.pk}/"))
    assert "可以编制 2 家，不在其内 1 家" in page and "未定点诊所" in page
    assert round_.at_agency.post(f"/signing/open/{row.pk}/").status_code == 302
    made = list(Session.objects.order_by("institution"))
    assert [(s.institution, s.round, s.no_talks, s.state) for s in made] == [
        (HOSPITAL, "r1", True, "open"), (OTHER, "r1", True, "open")
    ]  # fmt: skip
    assert len({s.number for s in made}) == 2 and Edition.objects.filter(stage="frozen").count() == 2
    assert "有一份协议待签" in shown(round_.at_place.get("/notices/?state=all"))
    again = round_.at_agency.post(f"/signing/open/{row.pk}/")
    assert again.status_code == 422 and Session.objects.count() == 2, "it is done once"


def test_who_has_a_text_or_signed_or_lies_elsewhere_is_left_out_with_the_reason(round_: Sides) -> None:
    session = round_.begin()
    reasons = {code: why for code, _, why in asked(round_).left_out}
    assert "已有一份同种协议待签" in reasons[HOSPITAL] and OTHER not in reasons
    round_.signed(session)
    assert {code: why for code, _, why in asked(round_).left_out}[HOSPITAL] == "这一批次已签订"
    here = asked(round_, division="530602")
    assert here.codes == [OTHER] and not here.left_out
    outside = asked(round_, of=f"{round_.office.region.pk}~")
    assert not outside.codes and "按批次编制" in shown(round_.at_agency.get(f"/signing/open/{outside.pk}/"))


def test_if_one_can_no_longer_be_asked_nothing_is_composed(round_: Sides) -> None:
    row = asked(round_)
    round_.begin(OTHER)
    assert round_.at_agency.post(f"/signing/open/{row.pk}/").status_code == 302
    row.refresh_from_db()
    assert row.state == "refused" and [code for code, _, _ in row.wrong] == [OTHER]
    assert Session.objects.filter(institution=HOSPITAL).count() == 0
    page = shown(round_.at_agency.get(f"/signing/open/{row.pk}/"))
    assert "一份也没有编制" in page and "已有一份同种协议待签" in page


def test_many_are_done_by_a_job_and_one_at_a_time(round_: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "AT_ONCE", 1)
    monkeypatch.setattr(opening, "STEP", 1)
    row = asked(round_)
    assert (row.state, row.total, row.done) == ("checking", 3, 0)
    page = round_.at_agency.get(f"/signing/open/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" in page and "0 / 3 家" in page
    busy = round_.at_agency.post("/signing/open/", form(round_))
    assert busy.status_code == 422 and "还没有办完" in shown(busy)
    opening.run(row.pk)
    assert round_.at_agency.post(f"/signing/open/{row.pk}/").status_code == 302
    row.refresh_from_db()
    assert row.state == "opening" and not Session.objects.exists()
    opening.run(row.pk)
    opening.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", 2) and Session.objects.count() == 2


def test_what_is_wrong_with_the_term_is_said_before_anybody_is_looked_at(round_: Sides) -> None:
    for said in ({"start_on": ""}, {"end_on": str(first() - timedelta(5))}, {"kind": "no"}, {"division": "999999"}):
        answer = round_.at_agency.post("/signing/open/", form(round_, **said))
        assert answer.status_code == 422, said
    assert round_.at_agency.post("/signing/open/", form(round_, of="yn~r9")).status_code == 404
    assert not Opening.objects.exists()


def test_only_the_agency_opens_and_only_in_its_place(round_: Sides) -> None:
    row, office = asked(round_), round_.office
    others: list[tuple[Any, int]] = [
        (round_.place, 403), (office.user(R.OFFICIAL), 403), (office.user(R.SUPERVISOR), 403), (office.user(R.CLERK, "530602"), 404),
    ]  # fmt: skip
    for user, status in others:
        assert browser(user).get(f"/signing/open/{row.pk}/").status_code == status
        assert browser(user).post(f"/signing/open/{row.pk}/").status_code == status
    assert not Session.objects.exists()
    county = browser(office.user(R.CLERK, "530602"))
    assert county.post("/signing/open/", form(round_)).status_code == 302
    assert Opening.objects.latest("pk").codes == [OTHER], "of a round, a county asks its own institutions"
    assert Entry.objects.filter(name="agreement.sign").count() == 0


def test_a_region_without_the_step_offers_no_round(db: None) -> None:
    office: Office = yunnan()
    assert opening.rounds(office.user(R.INSTITUTION, HOSPITAL)) == []
    assert all(one.ref == "" for one in opening.rounds(office.user(R.CLERK)))
