"""How a round goes: the rate by the rules, who has not signed, reminders to one and to all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from dingdian.journal.models import Entry
from dingdian.journal.record import today
from dingdian.signing import many, queries
from dingdian.signing.models import Reminding, Session
from tests.casework.office import HOSPITAL, OTHER, R
from tests.signing.conftest import Sides, last, shown
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
    again = sides.move(sides.at_agency, session, "remind")
    assert again.status_code == 422 and "今天已提醒过" in shown(again)
    assert sides.move(sides.at_place, session, "remind").status_code == 422, "nobody reminds themselves"
    session.refresh_from_db()
    assert (session.reminded, session.reminded_on) == (1, today())


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
