"""What comes in between: expiry, declining, decisions in law, signing on paper, texts that conflict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dingdian.casework import actions as casework
from dingdian.journal import canonical
from dingdian.journal.models import Entry
from dingdian.journal.record import Refused, today
from dingdian.signing import actions
from dingdian.signing.models import Event, Session
from tests.casework.office import HOSPITAL, R, yunnan
from tests.signing.conftest import Sides, first, last, shown

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.4 scan"


def state(session: Session) -> str:
    return str(Session.objects.get(pk=session.pk).state)


def overdue(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(expires_on=today() - timedelta(1))


def test_a_session_not_signed_in_time_ends_and_only_paper_helps(sides: Sides) -> None:
    session = sides.begin()
    assert session.expires_on == today() + timedelta(30)
    assert actions.expire() == 0
    overdue(session)
    late = sides.move(sides.at_place, session, "read")
    assert late.status_code == 422 and "已过" in shown(late), "before the nightly job too"
    assert actions.expire() == 1 and actions.expire() == 0 and state(session) == "expired"
    assert Event.objects.filter(session=session).latest("n").name == "expired"
    assert "逾期未签" in shown(sides.at_agency.get("/notices/?state=all"))
    assert sides.move(sides.at_place, session, "read").status_code == 422
    form = {"on": str(today()), "who": "甲：某，乙：某", "reason": "系统故障"}
    done = sides.move(sides.at_agency, session, "offline", scan=SimpleUploadedFile("s.pdf", SCAN), **form)
    assert done.status_code == 302 and state(session) == "signed"


def test_what_is_signed_on_paper_is_recorded_with_scan_day_and_reason(sides: Sides) -> None:
    session = sides.begin()
    form = {"on": str(today()), "who": "甲：某，乙：某", "reason": "机构网络故障"}
    for field, wrong in (("on", str(today() + timedelta(1))), ("on", ""), ("who", " "), ("reason", " ")):
        answer = sides.move(
            sides.at_agency, session, "offline", scan=SimpleUploadedFile("s.pdf", SCAN), **form | {field: wrong}
        )
        assert answer.status_code == 422, field
    no_pdf = sides.move(sides.at_agency, session, "offline", scan=SimpleUploadedFile("s.pdf", b"GIF"), **form)
    assert no_pdf.status_code == 422 and "PDF" in shown(no_pdf)
    assert sides.move(sides.at_place, session, "offline", **form).status_code == 422, "the agency's to record"
    sides.move(sides.at_agency, session, "offline", scan=SimpleUploadedFile("s.pdf", SCAN), **form)
    session.refresh_from_db()
    assert session.state == "signed" and session.channel == "offline" and session.entry is not None
    act = canonical.parse(session.entry.body)
    assert act["channel"] == "offline" and act["term_reason"] == "机构网络故障"
    assert act["text_hash"] == session.editions.get(stage="scan").sha256


def test_declining_ends_the_session_and_leaves_the_decision_to_the_agency(sides: Sides) -> None:
    session = sides.begin()
    assert sides.move(sides.at_place, session, "decline", reason="").status_code == 422
    sides.move(sides.at_place, session, "decline", reason="支付标准不能接受")
    assert state(session) == "declined" and not Entry.objects.filter(name="agreement.decline").exists()
    assert "支付标准不能接受" in shown(sides.at_agency.get(f"/signing/{session.pk}/"))
    assert sides.begin().pk != session.pk, "a new text may be made"


@pytest.mark.parametrize("sealed", [False, True])
def test_a_termination_in_the_meantime_ends_the_session(sides: Sides, sealed: bool) -> None:
    session = sides.begin()
    if sealed:
        sides.move(sides.at_place, session, "read")
        sides.move(sides.at_place, session, "seal")
    register = {"act": "agreement.terminate", "institution": HOSPITAL, "on": today(), "ground": "ZT-3", "reason": "违约",
                "nature": "breach"}  # fmt: skip
    _decided(sides, register)
    assert state(session) == "void"
    answer = sides.move(sides.at_agency, session, "seal")
    assert answer.status_code == 422 and "已失效" in shown(answer)
    assert "协议已解除" in shown(sides.at_agency.get(f"/signing/{session.pk}/"))
    assert not Entry.objects.filter(name="agreement.sign").exists()


def _decided(sides: Sides, act: dict[str, object]) -> None:
    """A decision that two persons take."""
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in act.items()}
    drawn = casework.submit(
        casework.propose(sides.office.region, plain, acting_user=sides.clerk), acting_user=sides.clerk
    )
    signed = casework.sign(drawn, acting_user=sides.office.user(R.REVIEWER), version=1, agreed=True)
    casework.enact(signed, acting_user=sides.clerk)


def test_not_being_signed_by_decision_ends_the_session_and_so_does_signing_in_another_way(sides: Sides) -> None:
    session = sides.begin()
    _decided(sides, {"act": "agreement.decline", "institution": HOSPITAL, "on": today(), "reason": "不符合条件"})
    assert state(session) == "void"


def test_signing_by_hand_in_a_case_ends_the_session(sides: Sides) -> None:
    session = sides.begin()
    said = {"institution": HOSPITAL, "start_on": first(), "end_on": last(), "topics": [], "agreement": session.renews}
    sides.act("agreement.sign", **said)
    assert state(session) == "void" and "已另行签订" in Event.objects.filter(session=session).latest("n").words


def test_one_open_session_of_a_kind_and_what_the_law_forbids_is_said_at_once(sides: Sides) -> None:
    session = sides.begin()
    form = {"institution": HOSPITAL, "start_on": str(first()), "end_on": str(last()), "no_talks": "yes"}
    again = sides.at_agency.post("/signing/new/", form)
    assert again.status_code == 422 and "已有一份同种协议待签" in shown(again)
    sides.move(sides.at_agency, session, "withdraw", reason="改期限")
    for wrong, said in (
        ({"no_talks": ""}, "协商谈判"), ({"end_on": str(first() + timedelta(500))}, "协议期通常"),
        ({"end_on": str(first() - timedelta(9))}, "早于首日"), ({"start_on": "x"}, "没有写明"), ({"kind": "x"}, "没有这种协议"),
    ):  # fmt: skip
        answer = sides.at_agency.post("/signing/new/", form | wrong)
        assert answer.status_code == 422 and said in shown(answer), said
    assert Session.objects.count() == 1


def test_the_text_holds_local_additions_and_refuses_those_that_touch_the_base(sides: Sides) -> None:
    official = sides.office.user(R.OFFICIAL)

    def published(ref: str, version: str, **said: object) -> None:
        sides.act("template.draft", id=ref, version=version, **said)
        numbers = [c["no"] for c in said.get("clauses", ())]  # type: ignore[attr-defined]
        if numbers:
            sides.act("template.check", official, of=ref, rows=[{"clause": n, "result": "clear"} for n in numbers])
        sides.act("template.publish", of=ref)

    published("b1", "v1", level="region")
    with pytest.raises(Refused, match="范本"):
        alter = [{"no": "6.1", "base_clause": "6.1", "change": "weaken", "text_ref": "从轻"}]
        sides.act("template.draft", id="x", version="县-0", level="sub_area", base="v1", clauses=alter)
    added = [{"no": "补1", "text_ref": "乙方每季度报送药品追溯码扫码情况。"}]
    published("l1", "县-1", level="sub_area", base="v1", clauses=added)
    session = sides.begin()
    page = shown(sides.at_place.get(f"/signing/{session.pk}/"))
    assert session.template == "县-1" and "本地补充条款（协议文本 县-1）" in page and "每季度报送药品追溯码" in page
    sides.signed(session)
    session.refresh_from_db()
    assert session.entry is not None and canonical.parse(session.entry.body)["template_version"] == "县-1"
    published("l2", "县-2", level="sub_area", base="v1", clauses=[{"no": "补1"}])
    form = {"institution": HOSPITAL, "start_on": str(first()), "end_on": str(last()), "no_talks": "yes"}
    empty = sides.at_agency.post("/signing/new/", form | {"kind": "dual_channel"})
    assert empty.status_code == 422 and "第 补1 条没有条文" in shown(empty)


def test_where_the_rules_have_no_reading_it_is_only_noted(db: None) -> None:
    sides = Sides(yunnan(institutions="shaoguan-2023"))
    session = sides.begin()
    sides.signed(session)
    assert state(session) == "signed" and not Entry.objects.filter(name="agreement.confirm_reading").exists()
    assert Event.objects.filter(session=session, name="read").exists()
