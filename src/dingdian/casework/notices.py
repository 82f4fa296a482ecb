"""Messages to users inside the site: to one, or to a role within a division or at an institution."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dingdian.accounts.models import User, division_prefix
from dingdian.casework.models import Notice, Proposal, Reading

SIGNERS = (User.Role.REVIEWER, User.Role.HEAD)


def notices_of(user: User) -> QuerySet[Notice]:
    """What a user was sent, newest first, with `read`; an inactive user has none."""
    if not user.is_active:
        return Notice.objects.none()
    mine = Q(user=user)
    office = user.organisation
    if office is not None:
        own = division_prefix(office.division_id)
        above = {own[:n].ljust(6, "0") for n in (2, 4, 6)} | {office.division_id}
        mine |= Q(role=user.role, institution=office.institution, division__in=above)
    read = Reading.objects.filter(notice=OuterRef("pk"), user=user)
    return Notice.objects.filter(mine).annotate(read=Exists(read)).order_by("-id")


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


def to_sign(proposal: Proposal) -> None:
    """Tell those who may sign in the drawer's office that a proposal waits."""
    office = proposal.drawn_by.organisation
    assert office is not None  # whoever draws up a proposal acts for an office
    for role in SIGNERS:
        Notice.objects.get_or_create(
            key=f"to-sign:{proposal.pk}:{proposal.version}:{role}",
            defaults={
                "role": role,
                "division": office.division_id,
                "institution": office.institution,
                "title": "有一件事待您审核",
                "link": f"/proposals/{proposal.pk}/",
                "at": timezone.now(),
            },
        )


def signed(proposal: Proposal, agreed: bool) -> None:
    """Tell the drawer what came of it."""
    title = "您起草的事项已审核" if agreed else "您起草的事项被退回"
    key = f"signed:{proposal.pk}:{proposal.version}"
    tell(key, title, user=proposal.drawn_by, link=f"/proposals/{proposal.pk}/")
