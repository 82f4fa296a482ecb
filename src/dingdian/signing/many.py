"""Everybody of a round who has not signed, reminded: asked for at once, done in the background, part by part.

Each part is one transaction and starts behind the last one, so a job that was cut off goes on where it stopped.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.casework import actions as casework
from dingdian.casework.actions import NotAll, WrongMoment
from dingdian.journal.models import Head
from dingdian.journal.record import today
from dingdian.signing import actions
from dingdian.signing.models import OPEN_STATES, Reminding, Session
from dingdian.signing.perms import Denied, opens
from dingdian.signing.queries import Round, open_reminding

PART = 100


def remind_all(of: Round, *, acting_user: User) -> Reminding:
    """Ask for reminders to everybody of a round who has not signed and was not reminded today."""
    from dingdian.signing.tasks import remind

    if not opens(acting_user):
        raise Denied("提醒签约由经办机构办理", remedy="请经办机构的人员办理")
    waits = open_reminding(acting_user, of).filter(_due())
    with transaction.atomic():
        if Reminding.objects.filter(region=of.region, round=of.ref, by__organisation=acting_user.organisation,
                                    finished_at=None).exists():  # fmt: skip
            raise WrongMoment("上一次批量提醒还在发送", "等它完成后再办")
        total = waits.count()
        if not total:
            raise WrongMoment("没有需要提醒的机构", "已签订的和今天已提醒过的不再提醒")
        made = Reminding.objects.create(region=of.region, round=of.ref, total=total, by=acting_user, at=timezone.now())
        remind.defer(reminding_id=made.pk)
    return made


def _due() -> Q:
    return (Q(reminded_on=None) | Q(reminded_on__lt=today())) & Q(expires_on__gte=today())


def run(pk: int) -> None:
    """Send the reminders of a job; a failure is noted and leaves what was sent."""
    made = Reminding.objects.select_related("region", "by__organisation").get(pk=pk)
    of = Round(made.region, made.round)
    try:
        while part := list(open_reminding(made.by, of).filter(_due(), pk__gt=made.last)[:PART]):
            _one(made, part)
            made.refresh_from_db(fields=["last"])
    except Exception as error:
        Reminding.objects.filter(pk=pk).update(
            finished_at=timezone.now(), error=f"{type(error).__name__}: {error}"[:500]
        )
        raise
    Reminding.objects.filter(pk=pk).update(finished_at=timezone.now())


def _one(made: Reminding, part: list[Session]) -> None:
    """A part: the acts, the log, the messages. Where the law refuses some, each is tried alone."""
    user = made.by
    with transaction.atomic():
        Head.objects.select_for_update().filter(region=made.region).first()
        rows = list(
            Session.objects.select_for_update(of=("self",)).select_related("region", "agency")
            .filter(pk__in=[s.pk for s in part], state__in=OPEN_STATES).order_by("pk")
        )  # fmt: skip
        failed = 0
        if actions.has(made.region, actions.REMINDING):
            acts = [{"act": actions.REMINDING, "institution": s.institution, "on": today()} for s in rows]
            keys = [f"signing:{s.pk}:remind:{today()}" for s in rows]
            try:
                casework.do_many(made.region, acts, acting_user=user, keys=keys)
            except NotAll as error:
                failed = len(error.rows)
                kept = [n for n in range(len(rows)) if n not in error.rows]
                rows = [rows[n] for n in kept]
                casework.do_many(
                    made.region, [acts[n] for n in kept], acting_user=user, keys=[keys[n] for n in kept]
                )  # fmt: skip
        actions.told(rows, user)
        Reminding.objects.filter(pk=made.pk).update(
            done=F("done") + len(rows), failed=F("failed") + failed, last=part[-1].pk
        )
