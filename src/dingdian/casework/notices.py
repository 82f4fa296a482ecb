"""Messages to users inside the site: to one, or to a role at an office or an institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.perms import DOINGS, LAW_ROLE
from dingdian.casework.models import Notice, Proposal, Reading, Task
from dingdian.casework.perms import signing_role
from dingdian.journal.slices import regime_of
from dingdian.outbox import kinds
from dingdian.outbox.channels import Words
from dingdian.outbox.models import Letter
from dingdian.outbox.writing import write


def notices_of(user: User) -> QuerySet[Notice]:
    """What a user was sent, newest first, with `read`; an inactive user has none."""
    if not user.is_active:
        return Notice.objects.none()
    mine = Q(user=user)
    office = user.organisation
    if office is not None:
        mine |= Q(role=user.role, institution=office.institution, division=office.division_id)
    read = Reading.objects.filter(notice=OuterRef("pk"), user=user)
    return Notice.objects.filter(mine).annotate(read=Exists(read)).order_by("-id")


def unread(user: User) -> QuerySet[Notice]:
    """Those of a user's notices that they have not read: the one query behind badge and list."""
    return notices_of(user).exclude(Exists(Reading.objects.filter(notice=OuterRef("pk"), user=user)))


def mark_all_read(*, acting_user: User) -> int:
    """Note that the user has read everything up to now; how many notices that were."""
    rows = [Reading(notice=n, user=acting_user, at=timezone.now()) for n in unread(acting_user)]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def mark_read(notice: Notice, *, acting_user: User) -> bool:
    """Note that the user has read it; whether it was his to read."""
    if not notices_of(acting_user).filter(pk=notice.pk).exists():
        return False
    Reading.objects.get_or_create(notice=notice, user=acting_user, defaults={"at": timezone.now()})
    return True


def tell(key: str, title: str, *, user: User, body: str = "", link: str = "") -> None:
    """A message to one user, once a key."""
    fields = {"user": user, "title": title, "body": body, "link": link, "at": timezone.now()}
    Notice.objects.get_or_create(key=key, defaults=fields)


def tell_office(key: str, title: str, *, office: Organisation, role: str, link: str) -> None:
    """A message to everyone of a role at an office, once a key."""
    at = {"role": role, "division": office.division_id, "institution": office.institution}
    Notice.objects.get_or_create(key=key, defaults={**at, "title": title, "link": link, "at": timezone.now()})


@dataclass(frozen=True)
class ToOffice:
    """One message to an office, once a key."""

    key: str
    title: str
    office: Organisation
    link: str


def tell_offices(told: Iterable[ToOffice], *, role: str) -> None:
    """A message each to everyone of a role at many offices."""
    at = timezone.now()
    rows = [
        Notice(key=x.key, title=x.title, link=x.link, role=role, division=x.office.division_id,
               institution=x.office.institution, at=at)
        for x in told
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


class Site:
    """The site as a channel of the outbox: a notice, once a message."""

    def send(self, letter: Letter, words: Words) -> None:
        tell(f"letter:{letter.pk}", words.title, user=letter.user, body=words.body, link=words.link)

    def close(self) -> None:
        """Nothing is kept open."""


def signing_roles(proposal: Proposal) -> list[str]:
    """The roles of those who may sign it."""
    side = signing_role(regime_of(proposal.region), proposal.act, proposal.drawn_by)
    return [role for role, law in LAW_ROLE.items() if law == side and "proposal.sign" in DOINGS[role]]


def to_sign(proposal: Proposal) -> None:
    """Tell those who may sign in the drawer's office that a proposal waits."""
    office = proposal.drawn_by.organisation
    assert office is not None  # whoever draws up a proposal acts for an office
    roles = signing_roles(proposal)
    for role in roles:
        key = f"to-sign:{proposal.pk}:{proposal.version}:{role}"
        tell_office(key, "有一件事待您审核", office=office, role=role, link=f"/proposals/{proposal.pk}/")
    there = User.objects.filter(role__in=roles, is_active=True, organisation__division=office.division_id)
    details = {"proposal": proposal.pk, "version": proposal.version}
    write(kinds.TO_SIGN, f"to-sign:{proposal.pk}:{proposal.version}", there.exclude(pk=proposal.drawn_by_id), details)


def handed_over(task: Task, by: User) -> None:
    """Tell whoever holds a task now that it was given to them."""
    assert task.holder is not None and task.held_at is not None
    key = f"handed-over:{task.pk}:{task.held_at.isoformat()}"
    tell(key, f"{by}把一件事转交给您：{task.title}"[:120], user=task.holder, link=f"/cases/{task.case_id}/")
    write(kinds.HANDED, key, [task.holder], {"task": task.pk})


def signed(proposal: Proposal, agreed: bool) -> None:
    """Tell the drawer what came of it."""
    title = "您起草的事项已审核" if agreed else "您起草的事项被退回"
    key = f"signed:{proposal.pk}:{proposal.version}"
    tell(key, title, user=proposal.drawn_by, link=f"/proposals/{proposal.pk}/")
    write(kinds.SIGNED, key, [proposal.drawn_by], {"proposal": proposal.pk, "title": title})
