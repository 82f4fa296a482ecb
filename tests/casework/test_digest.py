"""The digest: one a working day, with what is overdue, due and new; looked at again when its e-mail goes out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dingdian.accounts.models import Division, User
from dingdian.calendars import load_calendar
from dingdian.casework import actions, digest, sweep
from dingdian.casework.models import Notice, Task
from dingdian.journal.models import Message
from dingdian.journal.record import today
from dingdian.law.dates import add_working_days
from dingdian.outbox import preferences, sending
from dingdian.outbox.models import Letter
from tests.casework.office import LI, ZHANG, Office, handling, yunnan
from tests.casework.test_yunnan import two
from tests.outbox.conftest import post, server
from tests.outbox.smtp import Server

__all__ = ["post", "server"]
pytestmark = pytest.mark.django_db
R = User.Role
DELIVERY = "notice.deliver_to_institution"


def morning(n: int, clock: str = "10:00") -> datetime:
    """A time on the n-th working day after today."""
    day = add_working_days(load_calendar(), today(), n).day
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def office() -> Office:
    """A handling decided today: its notice is due in three working days, and new tomorrow."""
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    for user in (clerk, head):
        user.email = f"{user.role}@office.example"
        user.save()
    two(office, handling("h1", ZHANG, LI, on=today().isoformat()), clerk, head)
    Letter.objects.all().delete()
    return office


def given(office: Office, role: str = R.CLERK) -> list[Notice]:
    found = Notice.objects.filter(user=office.user(role, "530102"), key__startswith="digest:")
    return list(found.order_by("pk"))


def deliver(office: Office) -> None:
    act = {"act": "notice.deliver_to_institution", "on": today().isoformat(), "of": "h1"}
    actions.do(office.region, act, acting_user=office.user(R.CLERK, "530102"), key="d")


def test_what_came_yesterday_is_new_and_is_so_once(office: Office) -> None:
    assert digest.send(morning(1)) == 2 and digest.send(morning(1, "11:00")) == 0
    (notice,) = given(office)
    assert notice.title == "1 件新事项" and notice.body.startswith("新事项：\n· 送达机构：期限 ")
    assert digest.send(morning(2)) == 0, "第二天不再是新事项"


def test_one_digest_a_day_holds_what_is_due_and_what_is_new_once(office: Office) -> None:
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h2", ZHANG, on=(today() + timedelta(0)).isoformat()), clerk, head)
    sweep.sweep(morning(1, "00:30"))
    assert digest.send(morning(1)) == 2
    (notice,) = given(office)
    assert notice.title == "2 件事将到期或已超期" and notice.body.count("· 送达机构") == 2
    Message.objects.update(state="waiting", done_at=None)  # more comes up on the same day
    assert digest.send(morning(1, "15:00")) == 0 and Message.objects.filter(state="waiting").exists()
    assert digest.send(morning(2)) == 2 and len(given(office)) == 2


def test_a_digest_goes_by_mail_without_what_was_done_meanwhile(office: Office, post: Server) -> None:
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h2", ZHANG, on=today().isoformat()), clerk, head)
    Letter.objects.all().delete()
    digest.send(morning(1))
    assert given(office)[0].body.count("· 送达机构") == 2
    deliver(office)
    assert sending.send(morning(1, "10:01")) == 2
    mail = next(x for x in post.received if x["To"] == "clerk@office.example")
    assert mail["Subject"] == "1 件新事项" and mail.get_content().count("· 送达机构") == 1


def test_where_all_was_done_meanwhile_no_mail_goes(office: Office, post: Server) -> None:
    digest.send(morning(1))
    deliver(office)
    assert sending.send(morning(1, "10:01")) == 0 and not post.received
    assert set(Letter.objects.filter(kind="digest").values_list("state", flat=True)) == {"dropped"}


def test_what_another_took_on_is_not_said_to_be_new_to_the_rest(office: Office, post: Server) -> None:
    digest.send(morning(1))
    actions.claim(
        Task.objects.get(act="notice.deliver_to_institution", done=None), acting_user=office.user(R.HEAD, "530102")
    )
    sending.send(morning(1, "10:01"))
    assert post.to() == ["head@office.example"]


def test_a_digest_is_mailed_in_working_hours_and_never_on_another_day(office: Office, post: Server) -> None:
    digest.send(morning(1, "17:30"))
    assert sending.send(morning(1, "17:31")) == 0
    assert set(Letter.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert sending.send(morning(2)) == 0 and not post.received
    assert set(Letter.objects.values_list("state", flat=True)) == {"dropped"}


def test_who_switched_it_off_gets_it_on_the_site_alone(office: Office, post: Server) -> None:
    preferences.choose(office.user(R.CLERK, "530102"), email="clerk@office.example", mobile="", on=["handed:email"])
    assert digest.send(morning(1)) == 2 and sending.send(morning(1, "10:01")) == 1
    assert post.to() == ["head@office.example"] and len(given(office)) == 1


@pytest.mark.parametrize("clock", ["08:29", "17:31"])
def test_nobody_is_woken(office: Office, clock: str, settings: Any) -> None:
    assert digest.send(morning(1, clock)) == 0 and not given(office)


def test_where_a_county_has_nobody_the_office_above_is_reminded_and_told_for_whom(office: Office) -> None:
    above = [office.user(role, "530000").username for role in (R.CLERK, R.HEAD)]
    office.user(R.SUPERVISOR, "530000"), office.user(R.CLERK, "530602")
    Division.objects.filter(code="530102").update(name="五华区")
    User.objects.filter(organisation__division="530102").update(is_active=False)
    sweep.sweep(morning(1, "00:30"))
    queued = Message.objects.filter(kind__contains=DELIVERY).values_list("kind", "addressee")
    assert sorted(name for _, name in queued) == sorted(above)
    assert digest.send(morning(1)) == 2
    (said,) = Notice.objects.filter(user=office.user(R.CLERK, "530000"), key__startswith="digest:")
    assert "· 送达机构：期限 " in said.body and "（五华区的事项，当地没有可提醒的用户）" in said.body


def test_whoever_is_there_is_reminded_and_nobody_above(office: Office) -> None:
    office.user(R.CLERK, "530000")
    User.objects.filter(role=R.HEAD).update(is_active=False)
    sweep.sweep(morning(1, "00:30"))
    queued = Message.objects.filter(kind__contains=DELIVERY).values_list("addressee", flat=True)
    assert list(queued) == [office.user(R.CLERK, "530102").username]
    digest.send(morning(1))
    assert "的事项" not in given(office)[0].body
