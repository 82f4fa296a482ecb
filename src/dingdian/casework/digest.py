"""The daily digest of a user: overdue, due soon, new. One a working day, in office hours, of what still holds.

The sweep queues reminders; each is looked at again here, and once more when it goes out by e-mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dingdian.accounts.models import Division, User
from dingdian.accounts.perms import LAW_ROLE
from dingdian.calendars import load_calendar
from dingdian.casework import notices
from dingdian.casework.dates import day as shown
from dingdian.casework.models import Notice, Task
from dingdian.casework.owed import MEASURES
from dingdian.casework.perms import law_role
from dingdian.casework.queries import not_yet, tasks_in_scope
from dingdian.journal.models import Message
from dingdian.law.dates import subtract_working_days
from dingdian.outbox import kinds
from dingdian.outbox.channels import Words
from dingdian.outbox.models import Letter
from dingdian.outbox.sending import NotNow
from dingdian.outbox.writing import write

FROM, UNTIL = time(8, 30), time(17, 30)
"""When people are sent reminders, on working days: a habit of the office, no rule of law."""
SOON, OVERDUE = "soon", "overdue"
MOST = 20
"""Lines of one part of a digest."""
_LATER = timedelta(minutes=30)


def working_hours(now: datetime) -> bool:
    """Whether people may be reminded at this moment."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return load_calendar().is_working_day(local.date()) and FROM <= local.time() <= UNTIL


def send(now: datetime | None = None) -> int:
    """Give each user the digest of the day, if there is anything to say; the number of digests given.

    Outside working hours nothing is given and reminders stay queued, as do those of users who had theirs today. What is
    done, has moved or is no longer the user's is left out. Reminders, digest and e-mail change together, so a run that
    dies gives nothing twice.
    """
    now = now or timezone.now()
    if not working_hours(now):
        return 0
    day = timezone.localdate(now)
    names = {*_reminders().values_list("addressee", flat=True), *_with_news(day).values_list("username", flat=True)}
    had = set(Notice.objects.filter(key__startswith=f"digest:{day}:").values_list("user__username", flat=True))
    given = 0
    for name in sorted(names - had):
        try:
            with transaction.atomic():
                given += _give(name, now)
        except Exception as error:  # whatever it is, the other users get theirs
            text = f"{type(error).__name__}: {error}"[:1000]
            _reminders().filter(addressee=name).update(attempts=F("attempts") + 1, error=text)
    return given


def _reminders() -> QuerySet[Message]:
    queued = Q(kind__startswith=f"{SOON}:") | Q(kind__startswith=f"{OVERDUE}:")
    return Message.objects.filter(queued, state=Message.State.WAITING)


def _give(name: str, now: datetime) -> int:
    """One notice and one e-mail for all that still holds; whether there was any."""
    day = timezone.localdate(now)
    messages = list(_reminders().filter(addressee=name).select_for_update(skip_locked=True))
    user = User.objects.filter(username=name, is_active=True).select_related("organisation").first()
    due: list[Task] = []
    if user is not None:
        for message in messages:
            _, act, last = message.kind.split(":")
            due += _still(user).filter(case__moved_id=message.entry_id, act=act, due=last)
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(
        state=Message.State.DONE, done_at=now, attempts=F("attempts") + 1, error=""
    )
    if user is None:
        return 0
    tasks = {task.pk: task for task in [*due, *_news(day).filter(_addressed(user), pk__in=_still(user).values("pk"))]}
    if not tasks:
        return 0
    said = _words(user, tasks.values(), {task.pk for task in due}, day)
    key = f"digest:{day}:{user.pk}"
    notices.tell(key, said.title, user=user, body=said.body, link=said.link)
    details = {"day": day.isoformat(), "tasks": sorted(tasks), "due": sorted({task.pk for task in due})}
    write(kinds.DIGEST, key, [user], details)
    return 1


def _still(user: User) -> QuerySet[Task]:
    """The duties that the user may know of and that nobody has done yet."""
    return tasks_in_scope(user).filter(done__isnull=True, kind=Task.Kind.DUTY)


def _news(day: date) -> QuerySet[Task]:
    """Duties in cases that were moved since the working day before and before this day."""
    since = subtract_working_days(load_calendar(), day, 1).day
    found = Task.objects.filter(done__isnull=True, kind=Task.Kind.DUTY)
    found = found.filter(case__moved__recorded_on__gte=since, case__moved__recorded_on__lt=day)
    return found.exclude(case__process=MEASURES).exclude(not_yet(day))


def _addressed(user: User) -> Q:
    """The tasks that the user holds, or that are free and to be done where the user is."""
    free = Q(pk__in=[])
    if user.person:
        free = Q(person=user.person)
    elif user.organisation is not None:
        office = user.organisation
        free = Q(institution=office.institution) if office.institution else Q(division=office.division_id)
    return Q(holder=user) | Q(holder__isnull=True) & free & Q(role=law_role(user))


def _with_news(day: date) -> QuerySet[User]:
    """Whom news may be addressed to."""
    rows = list(_news(day).values_list("role", "division", "institution", "person", "holder").distinct())
    who = Q(pk__in={holder for *_, holder in rows if holder})
    for law in {role for role, *_ in rows}:
        mine = [row for row in rows if row[0] == law and row[4] is None]
        at = Q(organisation__division__in={row[1] for row in mine}, organisation__institution="")
        at |= Q(organisation__institution__in={row[2] for row in mine} - {""})
        at |= Q(person__in={row[3] for row in mine} - {""})
        who |= at & Q(role__in=[role for role, side in LAW_ROLE.items() if side == law])
    return User.objects.filter(who, is_active=True)


# Words


def words(letter: Letter, now: datetime) -> Words | None:
    """The digest as it is when it goes out: without what was done meanwhile; none of another day."""
    day = timezone.localdate(now)
    if letter.details["day"] != day.isoformat():
        return None
    if not working_hours(now):
        raise NotNow(now + _LATER)
    held = Q(holder__isnull=True) | Q(holder=letter.user) | Q(pk__in=letter.details["due"])
    tasks = list(_still(letter.user).filter(held, pk__in=letter.details["tasks"]))
    return _words(letter.user, tasks, set(letter.details["due"]), day) if tasks else None


def _words(user: User, tasks: Iterable[Task], due: set[int], day: date) -> Words:
    """What is overdue, then what is due soon, then what is new, each in order of last day."""
    found = sorted(tasks, key=lambda t: (t.due or date.max, t.pk))
    late = [t for t in found if t.due is not None and t.due < day]
    soon = [t for t in found if t.pk in due and t not in late]
    new = [t for t in found if t not in late and t not in soon]
    said = [f"{len(late) + len(soon)} 件事将到期或已超期"] if late or soon else []
    said += [f"{len(new)} 件新事项"] if new else []
    at = _elsewhere(user, found)
    body = "\n".join([*_part("已超期", late, at), *_part("将到期", soon, at), *_part("新事项", new, at)])
    link = f"/cases/{found[0].case_id}/" if len({t.case_id for t in found}) == 1 else "/todo/"
    return Words("，".join(said), body, link)


def _elsewhere(user: User, tasks: Iterable[Task]) -> dict[int, str]:
    """By task, the place whose office owes it, where the user's office stands above and is told in its stead."""
    office = user.organisation
    if office is None or office.institution:
        return {}
    others = {t.pk: t.division for t in tasks if t.division != office.division_id and t.holder_id != user.pk}
    names = dict(Division.objects.filter(code__in=others.values()).values_list("code", "name"))
    return {pk: names[code] for pk, code in others.items() if code in names}


def _part(title: str, tasks: list[Task], at: Mapping[int, str]) -> list[str]:
    if not tasks:
        return []
    lines = [
        f"· {t.title}"
        + (f"：期限 {shown(t.due)}" if t.due is not None else "")
        + (f"（{at[t.pk]}的事项，当地没有可提醒的用户）" if t.pk in at else "")
        for t in tasks[:MOST]
    ]
    more = [f"· 另有 {len(tasks) - MOST} 件"] if len(tasks) > MOST else []
    return [f"{title}：", *lines, *more]
