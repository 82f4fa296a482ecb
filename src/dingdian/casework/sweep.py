"""The daily look at every case: last days computed anew where rules or calendar changed, reminders queued and sent.

A case that fails is noted and passed over; the next is looked at all the same. The heartbeat tells whether it ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE
from dingdian.calendars import load_calendar
from dingdian.casework import notices
from dingdian.casework.models import Case, Heartbeat, Task
from dingdian.casework.owed import MEASURES
from dingdian.casework.projection import basis_of, look_again, refresh
from dingdian.casework.queries import horizon, tasks_in_scope
from dingdian.journal.models import Message, Region
from dingdian.registry.models import Person, Standing

NAME = Heartbeat.SWEEP
SILENT_AFTER = timedelta(hours=26)
"""A daily job that has not ended for so long has failed."""
FROM, UNTIL = time(8, 30), time(17, 30)
"""When people are sent reminders, on working days: a habit of the office, no rule of law."""
SOON, OVERDUE = "soon", "overdue"
_STEP = 500


def sweep(now: datetime | None = None) -> Heartbeat:
    """Look at every open case once. Each has a transaction of its own; failures are noted at the case and counted."""
    now = now or timezone.now()
    day = timezone.localdate(now)
    beat, _ = Heartbeat.objects.update_or_create(
        name=NAME, defaults={"started_at": now, "finished_at": None, "seen": 0, "failed": 0}
    )
    for region, person in _turned(day):
        try:
            with transaction.atomic():
                look_again(region, person, day)
        except Exception:  # whatever it is, the others go on
            beat.failed += 1
    for case, stale in _open_cases(day):
        beat.seen += 1
        try:
            with transaction.atomic():
                if stale:
                    refresh(case, day)
                _remind(case, day)
        except Exception as error:  # whatever it is, the other cases go on
            beat.failed += 1
            Case.objects.filter(pk=case.pk).update(trouble=f"{type(error).__name__}: {error}"[:1000])
    beat.finished_at = timezone.now()
    beat.save()
    return beat


def healthy(now: datetime | None = None) -> bool:
    """Whether the sweep ended lately and no case failed in it."""
    since = (now or timezone.now()) - SILENT_AFTER
    return Heartbeat.objects.filter(name=NAME, finished_at__gt=since, failed=0).exists()


def _open_cases(day: date) -> Iterator[tuple[Case, bool]]:
    """Cases with open tasks, and whether what they wait for must be computed anew: measures always, by the day."""
    calendar = load_calendar()
    bases = {region.pk: basis_of(region, calendar) for region in Region.objects.all()}
    waiting = Task.objects.filter(case=OuterRef("pk"), done__isnull=True)
    last = 0
    while rows := list(
        Case.objects.filter(Exists(waiting), pk__gt=last)
        .select_related("region", "opened", "moved")
        .order_by("pk")[:_STEP]
    ):
        for case in rows:
            yield case, bool(case.trouble) or case.process == MEASURES or case.basis != bases[case.region_id]
        last = rows[-1].pk


def _turned(day: date) -> Iterator[tuple[Region, str]]:
    """Persons whose standing somewhere begins or has just ended on a day."""
    found = Standing.objects.filter(Q(period__startswith=day) | Q(period__endswith=day))
    for person in Person.objects.filter(standings__in=found).select_related("region").order_by("pk").distinct():
        yield person.region, person.code


# Reminders


def _remind(case: Case, day: date) -> None:
    """Queue a reminder for each who should know that a duty is due soon or overdue; once for each last day."""
    late = Q(due__lte=horizon(day), kind=Task.Kind.DUTY, done__isnull=True)
    for task in case.tasks.filter(late).select_related("holder", "holder__organisation"):
        assert task.due is not None
        mark = OVERDUE if task.due < day else SOON
        for user in addressees(task, mark):
            Message.objects.get_or_create(
                entry_id=case.moved_id,
                kind=f"{mark}:{task.act}:{task.due}"[:60],
                addressee=user.username,
            )


def addressees(task: Task, mark: str) -> list[User]:
    """Whoever holds the task, else all who may do it there; of what is overdue also the supervisors there."""
    offices = Q(organisation__division=task.division) | Q(organisation__institution=task.institution or "-")
    roles = [role for role, law in LAW_ROLE.items() if law == task.role]
    who = Q(pk=task.holder_id) if task.holder_id else offices & Q(role__in=roles) | Q(person=task.person or "-")
    if mark == OVERDUE:
        who |= offices & Q(role=User.Role.SUPERVISOR)
    found = User.objects.filter(who, is_active=True).select_related("organisation").distinct()
    return [user for user in found if tasks_in_scope(user).filter(pk=task.pk).exists()]


def working_hours(now: datetime) -> bool:
    """Whether people may be reminded at this moment."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return load_calendar().is_working_day(local.date()) and FROM <= local.time() <= UNTIL


def send(now: datetime | None = None) -> int:
    """Send each user one digest of the reminders that wait for him; the number of digests sent.

    Outside working hours nothing is sent and all stay queued. Each reminder is looked at again: what is done, has moved
    or is no longer the user's is dropped. Messages and digest change together, so a run that dies sends nothing twice.
    """
    now = now or timezone.now()
    if not working_hours(now):
        return 0
    reminders = Q(kind__startswith=f"{SOON}:") | Q(kind__startswith=f"{OVERDUE}:")
    waiting = Message.objects.filter(reminders, state=Message.State.WAITING)
    sent = 0
    for name in sorted(set(waiting.values_list("addressee", flat=True))):
        try:
            with transaction.atomic():
                sent += _digest(name, list(waiting.filter(addressee=name).select_for_update(skip_locked=True)), now)
        except Exception as error:  # whatever it is, the other users get theirs
            text = f"{type(error).__name__}: {error}"[:1000]
            waiting.filter(addressee=name).update(attempts=F("attempts") + 1, error=text)
    return sent


def _digest(name: str, messages: list[Message], now: datetime) -> int:
    """One notice for all that still holds; whether there was any."""
    day = timezone.localdate(now)
    user = User.objects.filter(username=name, is_active=True).select_related("organisation").first()
    still: list[Task] = []
    if user is not None:
        for message in messages:
            _, act, due = message.kind.split(":")
            still += tasks_in_scope(user).filter(
                case__moved_id=message.entry_id, act=act, due=due, done__isnull=True, kind=Task.Kind.DUTY
            )
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(
        state=Message.State.DONE, done_at=now, attempts=F("attempts") + 1, error=""
    )
    if user is None or not still:
        return 0
    tasks = sorted({task.pk: task for task in still}.values(), key=lambda t: (t.due or date.max, t.pk))
    lines = [f"{t.title}：{'已超期，' if t.due and t.due < day else ''}期限 {t.due}" for t in tasks]
    link = f"/cases/{tasks[0].case_id}/" if len({t.case_id for t in tasks}) == 1 else "/todo/"
    key = f"digest:{name}:{max(m.pk for m in messages)}"
    notices.tell(key, f"{len(tasks)} 件事将到期或已超期", user=user, body="\n".join(lines), link=link)
    return 1
