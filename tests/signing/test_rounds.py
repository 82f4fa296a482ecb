"""How a round goes: the rate by the rules, who has not signed, reminders to one and to all."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from dingdian.casework.models import Task
from dingdian.journal.models import Entry
from dingdian.journal.rebuild import rebuild
from dingdian.journal.record import today
from dingdian.signing import many, queries
from dingdian.signing.models import Recorded, Reminding, Session
from tests.casework.office import HOSPITAL, OTHER, R
from tests.signing.conftest import Sides, first, last, shown
from tests.web.test_competence import browser

pytestmark = pytest.mark.django_db


def put(like: Session, n: int, mark: str, **said: Any) -> None:
    """So many sessions beside one, as they would stand in the table; a signed one has an entry of its own."""
    used = set(Session.objects.exclude(entry=None).values_list("entry", flat=True))
    entries = iter(Entry.objects.exclude(pk__in=used).order_by("pk"))
    for k in range(n):
        values = {f.attname: getattr(like, f.attname) for f in Session._meta.fields if f.name != "id"}
        values |= {"institution": f"{mark}{k}", "number": f"{mark}{k}", "code": f"{mark}{k}"} | said
        if values["state"] == "signed":
            values |= {"entry_id": next(entries).pk, "signed_on": today()}
        Session.objects.create(**values)


def opened(sides: Sides) -> None:
    sides.act("renewal.open_round", id="r1", start_on=today(), end_on=last(), area_review=True,
              criteria_published_on=today())  # fmt: skip


@pytest.mark.parametrize(
    ("online", "offline", "open_", "percent", "met"),
    [(9, 1, 5, "90.00%", True), (8, 1, 0, "88.88%", False), (0, 0, 2, "—", None)],
)
def test_the_rate_is_what_the_rules_count(
    sides: Sides, online: int, offline: int, open_: int, percent: str, met: bool | None
) -> None:
    session = sides.begin()
    for days in range(online + offline):
        sides.act("agreement.remind", institution=HOSPITAL, on=today() - timedelta(days))
    put(session, online, "on", state="signed", channel="online")
    put(session, offline, "off", state="signed", channel="offline")
    put(session, open_, "open", state="read")
    Session.objects.filter(pk=session.pk).update(state="void")
    total = queries.rates(sides.clerk, queries.rounds(sides.clerk)[0])[0]
    assert (total.rate.online, total.offline, total.open) == (online, offline, open_)
    assert (total.percent, total.due) == (percent, online + offline + open_)
    assert total.met is met
    page = shown(sides.at_agency.get("/signing/rates/"))
    assert percent in page and "合计" in page


def test_shares_are_cut_and_not_rounded() -> None:
    assert queries.percent(Decimal(89999) / 100000) == "89.99%" and queries.percent(None) == "—"
    assert queries.percent(Decimal(1)) == "100.00%"


def test_a_reminder_is_an_act_a_message_and_a_count_once_a_day(sides: Sides) -> None:
    opened(sides)
    session = sides.begin()
    assert session.round == "r1" and session.expires_on == last()
    answer = sides.move(sides.at_agency, session, "remind", back="rate")
    assert answer.status_code == 302 and answer["Location"] == "/signing/rates/"
    assert Entry.objects.filter(name="agreement.remind").count() == 1
    assert "请在" in shown(sides.at_place.get("/notices/?state=all"))
    task = Task.objects.get(act="agreement.confirm_reading", done__isnull=True)
    assert (task.institution, task.role) == (HOSPITAL, "institution"), "a task of the institution's"
    assert task.title in shown(sides.at_place.get("/todo/"))
    again = sides.move(sides.at_agency, session, "remind")
    assert again.status_code == 422 and "今天已提醒过" in shown(again)
    assert sides.move(sides.at_place, session, "remind").status_code == 422, "nobody reminds themselves"
    session.refresh_from_db()
    assert (session.reminded, session.reminded_on) == (1, today())


def test_the_task_of_a_reminder_ends_with_the_reading_or_the_signature(sides: Sides) -> None:
    opened(sides)
    one, two = sides.begin(), sides.begin(OTHER)
    waiting = Task.objects.filter(act="agreement.confirm_reading", done__isnull=True)
    for session in (one, two):
        sides.move(sides.at_agency, session, "remind")
    assert waiting.count() == 2
    sides.move(sides.at_place, one, "read")
    assert [t.institution for t in waiting.all()] == [OTHER]
    sides.act("agreement.remind", institution=HOSPITAL)
    assert [t.institution for t in waiting.all()] == [OTHER], "who has read is not asked to read again"
    plainly(sides, OTHER)
    assert not waiting.all().exists(), "who has signed on paper is not asked to read"
    sides.act("agreement.remind", institution=OTHER)
    assert waiting.all().count() == 1, "another text is to be read anew"


def test_everybody_who_has_not_signed_is_reminded_in_the_background(sides: Sides) -> None:
    opened(sides)
    one, two = sides.begin(), sides.begin(OTHER)
    sides.move(sides.at_agency, one, "remind")
    form = {"region": sides.office.region.pk, "round": "r1"}
    assert sides.at_agency.post("/signing/rates/remind/", form).status_code == 302
    job = Reminding.objects.get()
    assert (job.total, job.done) == (1, 0), "who was reminded today is left out"
    busy = sides.at_agency.post("/signing/rates/remind/", form)
    assert busy.status_code == 422 and "还在发送" in shown(busy)
    many.run(job.pk)
    many.run(job.pk)
    job.refresh_from_db()
    two.refresh_from_db()
    assert (job.done, job.failed, job.error) == (1, 0, "") and job.finished_at is not None and two.reminded == 1
    assert Entry.objects.filter(name="agreement.remind").count() == 2
    nobody = sides.at_agency.post("/signing/rates/remind/", form)
    assert nobody.status_code == 422 and "没有需要提醒" in shown(nobody)
    assert sides.at_agency.post("/signing/rates/remind/", form | {"round": "r9"}).status_code == 404


def test_each_area_is_counted_for_itself_and_a_county_sees_its_own(sides: Sides) -> None:
    here, there = sides.begin(), sides.begin(OTHER)
    county = browser(sides.office.user(R.CLERK, "530102"))
    whole, part = shown(sides.at_agency.get("/signing/rates/")), shown(county.get("/signing/rates/"))
    assert "530102" in whole and "530602" in whole and "530102" in part and "530602" not in part
    area = shown(sides.at_agency.get(f"/signing/rates/?region={here.region_id}&round=&division=530602"))
    assert there.institution in area and HOSPITAL not in area.partition("未签机构")[2]


def plainly(sides: Sides, institution: str, **said: Any) -> None:
    """An agreement signed by the form of the act, without a session."""
    sides.act("agreement.sign", id=f"plain-{institution}", institution=institution, start_on=first(), end_on=last(),
              topics=[], channel="offline", term_reason="机构没有电子印章", text_hash="0" * 64, signed_by=["甲", "乙"],
              agreement=f"a-{institution}", **said)  # fmt: skip


def test_what_is_signed_without_a_session_is_in_the_round_as_signed_offline(sides: Sides) -> None:
    opened(sides)
    online, waits = sides.begin(), sides.begin(OTHER)
    sides.signed(online)
    plainly(sides, OTHER)
    kept = Recorded.objects.get()
    assert (kept.institution, kept.round, kept.division, kept.signed_on) == (OTHER, "r1", "530602", today())
    waits.refresh_from_db()
    assert waits.state == "void"
    of = queries.rounds(sides.clerk)[0]
    total, *areas = queries.rates(sides.clerk, of)
    assert of.ref == "r1" and (total.due, total.rate.signed, total.rate.online, total.offline) == (2, 2, 1, 1)
    assert [(a.division, a.due, a.percent) for a in areas] == [("530102", 1, "100.00%"), ("530602", 1, "0.00%")]
    url = f"/export/signing/?region={sides.office.region.pk}&round=r1"
    page = sides.at_agency.get("/signing/rates/").content.decode()
    assert "/export/signing/" in page and "50.00%" in page
    file = sides.at_agency.post(url, {"kind": "csv"}).content.decode("utf-8-sig")
    told = [row for row in csv.reader(StringIO(file)) if row and row[0] in (HOSPITAL, OTHER)]
    assert [(r[0], r[3], r[4]) for r in told] == [(HOSPITAL, "已签订", "网签"), (OTHER, "已签订", "线下签订")]
    part = sides.at_agency.post(url + "&division=530602", {"kind": "csv"}).content.decode("utf-8-sig")
    assert OTHER in part and HOSPITAL not in part
    county, place = browser(sides.office.user(R.CLERK, "530102")), sides.at_place
    assert OTHER not in county.post(url, {"kind": "csv"}).content.decode("utf-8-sig")
    assert place.post(url, {"kind": "csv"}).status_code == 403
    assert sides.at_agency.post(url.replace("r1", "r9"), {"kind": "csv"}).status_code == 404


def test_deriving_anew_keeps_what_was_recorded_and_fills_what_is_missing(sides: Sides) -> None:
    opened(sides)
    sides.signed(sides.begin())
    plainly(sides, OTHER)
    Recorded.objects.all().delete()
    rebuild(sides.office.region, keep=True)
    assert [x.institution for x in Recorded.objects.all()] == [OTHER], "what a session led to is not counted twice"
    rebuild(sides.office.region, keep=True)
    assert Recorded.objects.count() == 1
