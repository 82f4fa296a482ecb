"""举报: what anybody says of an applicant made public, kept apart from the journal until an office has read it.

What an office takes up becomes an act of the case, in words it answers for; who told it stays outside the journal.
"""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework import actions
from dingdian.casework.models import Complaint
from dingdian.casework.perms import law_role
from dingdian.casework.publicity import Published
from dingdian.journal.record import today

FROM_ONE, OF_ONE = 5, 500
"""The most that are taken in a day from one address, and that wait about one applicant."""


class TooMany(Exception):  # noqa: N818 - an answer, not a fault
    """No more is taken in on line; nothing was kept."""


def hand_in(about: Published, *, text: str, contact: str, address: str) -> Complaint:
    """Keep what somebody says; the same words again are the same complaint. Raises `TooMany`.

    The address is kept as a digest that nobody without the key of the site can turn back, and that changes every day.
    """
    sender = hmac.new(settings.SECRET_KEY.encode(), f"{address}|{today()}".encode(), "sha256").hexdigest()
    case = {"region": about.region, "key": about.case.key}
    again = Complaint.objects.filter(**case, sender=sender, text=text).first()
    if again is not None:
        return again
    waiting_now = Complaint.objects.filter(**case, state=Complaint.State.NEW)[:OF_ONE].count()
    if Complaint.objects.filter(sender=sender).count() >= FROM_ONE or waiting_now >= OF_ONE:
        raise TooMany
    place = about.division or about.region.division_id or ""
    return Complaint.objects.create(
        **case, institution=about.code, division=place, text=text, contact=contact, sender=sender, on=today()
    )


def within(user: User) -> QuerySet[Complaint]:
    """What an agency may read of them: those of its area. Nobody else reads any."""
    if not (may(user, "case.act") and law_role(user) == "agency"):
        return Complaint.objects.none()
    return scope_of(user).filter(Complaint.objects.select_related("region"), institution=None)


def take_up(complaint: Complaint, *, acting_user: User, text: str) -> None:
    """Record it in its case, in words that the office answers for. Raises what `actions.do` and `read` raise."""
    with transaction.atomic():
        row = _waiting(complaint)
        act = {"act": "publicity.complain", "on": row.on.isoformat(), "case": row.key, "reason": text,
               "channel": "web", "named": bool(row.contact)}  # fmt: skip
        actions.do(row.region, act, acting_user=acting_user, key=f"complaint-{row.pk}")
        _read(row, Complaint.State.TAKEN, acting_user, "")


def set_aside(complaint: Complaint, *, acting_user: User, remark: str) -> None:
    """Leave it outside the case, for a reason that is kept. Raises `actions.WrongMoment`."""
    with transaction.atomic():
        _read(_waiting(complaint), Complaint.State.ASIDE, acting_user, remark)


def _waiting(complaint: Complaint) -> Complaint:
    row = Complaint.objects.select_for_update(of=("self",)).select_related("region").get(pk=complaint.pk)
    if row.state != Complaint.State.NEW:
        raise actions.WrongMoment("这条举报已经办理", "看办理结果")
    return row


def _read(row: Complaint, state: Any, user: User, remark: str) -> None:
    row.state, row.reader, row.read_at, row.remark = state, user.username, timezone.now(), remark
    row.save(update_fields=["state", "reader", "read_at", "remark"])
