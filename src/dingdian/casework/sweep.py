"""The daily look at every case: last days computed anew where rules or calendar changed, reminders queued.

A case that fails is noted and passed over; the next is looked at all the same. The heartbeat tells whether it ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dingdian.accounts.models import Division, User
from dingdian.accounts.perms import LAW_ROLE
from dingdian.calendars import load_calendar
from dingdian.casework.digest import OVERDUE, SOON
from dingdian.casework.models import Case, Heartbeat, Task
from dingdian.casework.owed import MEASURES
from dingdian.casework.projection import basis_of, look_again, refresh
from dingdian.casework.queries import horizon, tasks_in_scope
from dingdian.journal.models import Message, Region
from dingdian.law.values import Role
from dingdian.registry.models import Person, Standing

NAME = Heartbeat.SWEEP
SILENT_AFTER = timedelta(hours=26)
"""A daily job that has not ended for so long has failed."""
_STEP = 500
_OFFICES = (Role.AGENCY, Role.ADMINISTRATION)


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
    """Whoever holds the task, else all who may do it there; of what is overdue also the supervisors there.

    Where an office of agency or administration has nobody who may do it, those of the next office above who may.
    """
    roles = [role for role, law in LAW_ROLE.items() if law == task.role]
    there = Q(organisation__division=task.division) | Q(organisation__institution=task.institution or "-")
    found = _within(task, Q(pk=task.holder_id)) if task.holder_id else []
    found = found or _within(task, there & Q(role__in=roles) | Q(person=task.person or "-"))
    at = Division.objects.filter(code=task.division).first()
    while not found and at is not None and at.parent is not None and task.role in _OFFICES:
        at = at.parent
        found = _within(task, Q(organisation__division=at, role__in=roles))
    if mark == OVERDUE:
        found += [user for user in _within(task, there & Q(role=User.Role.SUPERVISOR)) if user not in found]
    return found


def _within(task: Task, who: Q) -> list[User]:
    """Of these users, those who may know of the task."""
    found = User.objects.filter(who, is_active=True).select_related("organisation").distinct()
    return [user for user in found if tasks_in_scope(user).filter(pk=task.pk).exists()]
