"""The daily look: one failure stops nothing, it leaves a heartbeat, and nobody is woken at midnight."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from dingdian import calendars
from dingdian.accounts.models import User
from dingdian.accounts.tokens import KEPT_FOR, Kept
from dingdian.casework import actions, digest, sweep
from dingdian.casework.models import Case, Heartbeat, Notice, Task
from dingdian.journal.models import Message
from tests.casework.office import HOSPITAL, LI, ZHANG, Office, handling, yunnan
from tests.casework.test_yunnan import two

pytestmark = pytest.mark.django_db
R = User.Role
SHANGHAI = ZoneInfo("Asia/Shanghai")
DELIVER = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@pytest.fixture
def office() -> Office:
    """A handling of 5 February whose notice is due on the 8th, a working Saturday."""
    office = yunnan()
    two(office, handling("h1", ZHANG, LI), office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102"))
    office.user(R.SUPERVISOR, "530102"), office.user(R.CLERK, "530602"), office.user(R.INSTITUTION, HOSPITAL)
    return office


def waiting() -> list[tuple[str, str]]:
    found = Message.objects.filter(state="waiting", kind__contains="notice.deliver_to_institution")
    return sorted(found.values_list("kind", "addressee"))


def test_reminders_are_queued_once_for_who_may_do_it_and_when_overdue_for_the_supervisor(office: Office) -> None:
    agency = [office.user(role, "530102").username for role in (R.CLERK, R.HEAD)]
    sweep.sweep(at("2025-02-04"))
    assert waiting() == [], "4 个工作日后到期，还不用提醒"
    for _ in range(2):
        sweep.sweep(at("2025-02-05"))
    soon = [("soon:notice.deliver_to_institution:2025-02-08", name) for name in agency]
    assert waiting() == sorted(soon)
    sweep.sweep(at("2025-02-10"))
    names = [*agency, office.user(R.SUPERVISOR, "530102").username]
    assert waiting() == sorted(soon + [("overdue:notice.deliver_to_institution:2025-02-08", name) for name in names])


def test_who_holds_the_task_is_reminded_alone(office: Office) -> None:
    clerk = office.user(R.CLERK, "530102")
    actions.claim(Task.objects.get(act=DELIVER["act"], done=None), acting_user=clerk)
    sweep.sweep(at("2025-02-07"))
    assert [name for _, name in waiting()] == [clerk.username]


@pytest.mark.parametrize(
    ("day", "clock", "sent"),
    [
        ("2025-02-07", "08:29", 0), ("2025-02-07", "08:30", 2), ("2025-02-07", "17:30", 2), ("2025-02-07", "17:31", 0),
        ("2025-02-07", "00:00", 0), ("2025-02-09", "10:00", 0), ("2025-02-08", "10:00", 2),
    ],
)  # fmt: skip
def test_reminders_are_sent_in_working_hours_only(office: Office, day: str, clock: str, sent: int) -> None:
    """9 February was a Sunday, the 8th a Saturday on which people worked."""
    sweep.sweep(at("2025-02-07"))
    Message.objects.exclude(kind__contains="notice.deliver").delete()
    assert digest.send(at(day, clock)) == sent
    assert len(waiting()) == 2 - sent


def test_a_digest_holds_all_that_waits_and_is_sent_once(office: Office) -> None:
    two(office, handling("h2", ZHANG), office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102"))
    sweep.sweep(at("2025-02-07"))
    Message.objects.exclude(kind__contains="notice.deliver").delete()
    assert digest.send(at("2025-02-07")) == 2 and digest.send(at("2025-02-07", "11:00")) == 0
    given = Notice.objects.get(user=office.user(R.CLERK, "530102"), key__startswith="digest:")
    assert given.title.startswith("2 件事") and given.body.count("送达机构") == 2
    assert set(Message.objects.values_list("state", "attempts")) == {("done", 1)}


def test_what_was_done_meanwhile_is_not_mentioned(office: Office) -> None:
    sweep.sweep(at("2025-02-07"))
    Message.objects.exclude(kind__contains="notice.deliver_to_institution").delete()
    actions.do(office.region, DELIVER, acting_user=office.user(R.CLERK, "530102"), key="k")
    assert digest.send(at("2025-02-07")) == 0 and waiting() == []
    assert not Notice.objects.filter(key__startswith="digest:").exists()


def test_who_left_is_sent_nothing(office: Office) -> None:
    sweep.sweep(at("2025-02-07"))
    Message.objects.exclude(kind__contains="notice.deliver").delete()
    User.objects.filter(role=R.CLERK).update(is_active=False)
    assert digest.send(at("2025-02-07")) == 1 and waiting() == []


def test_overdue_is_said_in_words(office: Office) -> None:
    sweep.sweep(at("2025-02-10"))
    digest.send(at("2025-02-10"))
    assert "已超期" in Notice.objects.get(user=office.user(R.SUPERVISOR, "530102"), key__startswith="digest:").body


def test_one_failing_case_stops_no_other_and_shows_in_health(office: Office) -> None:
    first = Case.objects.get(process="handling")
    broken = Case.objects.create(
        region=office.region, process="gone", key="x", state="?", opened=first.opened, moved=first.moved
    )
    Task.objects.create(case=broken, act="gone.step", role="agency", division="530102", due=date(2025, 2, 8))
    two(office, handling("h2", ZHANG), office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102"))
    after = Case.objects.get(key="h2")
    assert first.pk < broken.pk < after.pk
    assert not sweep.healthy(at("2025-02-07"))
    beat = sweep.sweep(at("2025-02-07"))
    assert beat.failed == 1 and beat.seen >= 2 and beat.finished_at is not None
    assert Case.objects.get(process="gone").trouble
    assert {m.entry_id for m in Message.objects.all()} >= {first.moved_id, after.moved_id}
    assert not sweep.healthy()


def test_health_needs_a_run_that_ended_lately(office: Office) -> None:
    assert not sweep.healthy()
    beat = sweep.sweep(at("2025-02-07"))
    assert beat.failed == 0 and beat.finished_at is not None
    assert sweep.healthy() and not sweep.healthy(beat.finished_at + timedelta(hours=27))
    Heartbeat.objects.update(finished_at=None)
    assert not sweep.healthy()


def test_a_change_of_the_calendar_moves_the_last_day(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = calendars.DEFAULT.read_text(encoding="utf-8")
    other = tmp_path / "cn.yaml"
    other.write_text(text.replace("2025-02-08", "2025-02-15"), encoding="utf-8")
    monkeypatch.setattr(calendars, "DEFAULT", other)
    calendars._national.cache_clear()
    try:
        task = Task.objects.get(act=DELIVER["act"], done=None)
        holder = actions.claim(task, acting_user=office.user(R.CLERK, "530102")).holder
        sweep.sweep(at("2025-02-05"))
        task.refresh_from_db()
        assert task.due == date(2025, 2, 10) and task.holder == holder
    finally:
        calendars._national.cache_clear()


def test_when_a_suspension_begins_what_it_asks_for_is_there(office: Office) -> None:
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h2", LI, clause="yunnan/24.1"), clerk, head)
    actions.do(office.region, DELIVER | {"of": "h2"}, acting_user=clerk, key="d")
    measures = Task.objects.filter(case__process="measures", person=LI, done=None)
    Case.objects.filter(process="measures").delete()
    sweep.sweep(at("2025-02-06"))
    assert not measures.filter(act="handover.complete").exists()
    Case.objects.filter(process="measures").delete()
    sweep.sweep(at("2025-02-07"))
    assert measures.filter(act="handover.complete", institution=HOSPITAL, role="institution").exists()


def test_jobs_recur_on_the_same_database() -> None:
    from procrastinate.contrib.django import app

    recurring = {task.task.name.rpartition(".")[2]: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert recurring.keys() >= {"sweep", "send", "checkpoint", "forget", "retry_stalled"}
    assert "procrastinate_jobs" in connection.introspection.table_names()


def test_the_jobs_do_what_they_say(office: Office) -> None:
    from dingdian.casework import tasks

    tasks.sweep(timestamp=0)
    tasks.send(timestamp=0)
    clerk, long_ago = office.user(R.CLERK, "530102"), timezone.now() - KEPT_FOR - timedelta(days=1)
    Kept.objects.create(user=clerk, key="old", kept_at=long_ago)
    Kept.objects.create(user=clerk, key="new")
    tasks.forget(timestamp=0)
    assert list(Kept.objects.values_list("key", flat=True)) == ["new"]
    assert Heartbeat.objects.get(name="sweep").finished_at is not None
