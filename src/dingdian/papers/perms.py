"""Who may make, see and take away papers. Scope is looked at beside it; what is in doubt is refused."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Task
from dingdian.casework.perms import Denied, covers_institution, covers_person, law_role
from dingdian.journal.models import Region
from dingdian.papers.models import Delivery, Paper
from dingdian.papers.wording import Wording

R = User.Role
SEES = "case.view"
TAKES = "person.full_view"
MAKES = "case.act"


def may_make(user: User, wording: Wording) -> bool:
    """Whether the user's role makes papers of a kind."""
    return may(user, MAKES) and law_role(user) in {role.value for role in wording.made_by}


def require_make(region: Region, user: User, wording: Wording, person: str, institution: str) -> None:
    """Raise `Denied` unless the user may make the paper: by role, and for somebody within the scope."""
    if not may_make(user, wording):
        who = "或".join(role.label for role in wording.made_by)
        raise Denied(f"《{wording.title}》由{who}出具", remedy="交由有权的一方出具")
    scope = scope_of(user)
    here = covers_institution(region, scope, institution) if institution else True
    mine = covers_person(region, scope, person) if person else True
    if not (here and mine) or not (person or institution):
        raise Denied("所涉人员或机构不存在，或不在您的管辖范围内", remedy="核对后再办，或交由其所在地办理")


def require_keep(user: User, paper: Paper) -> None:
    """Raise `Denied` unless the user acts for the office that issued the paper."""
    if not may(user, MAKES) or user.organisation_id != paper.office_id or LAW_ROLE.get(user.role) is None:
        raise Denied("只有出具单位可以送达、更正或撤回自己的文书", remedy="交由出具单位办理")


def visible(user: User) -> QuerySet[Paper]:
    """Every paper a user may know of: an office those of its division, others what was served on them or is theirs.

    The bytes are left out; whoever may take them reads them by `taken`.
    """
    rows = Paper.objects.defer("pdf")
    if not may(user, SEES):
        return rows.none()
    inside = scope_of(user).filter(rows, division="division", institution="institution", person="person")
    served = Delivery.objects.filter(paper=OuterRef("pk"))
    if user.role == R.INSTITUTION:
        return inside.filter(Exists(served.filter(to=Delivery.To.INSTITUTION)) | Q(office=user.organisation))
    if user.role == R.PERSON:
        told = Task.objects.filter(
            case__region=OuterRef("region"), case__key=OuterRef("ref"), act="notice.deliver_to_person",
            person=user.person, done__isnull=False,
        )  # fmt: skip
        return inside.filter(Exists(served.filter(to=Delivery.To.PERSON)) | Exists(told))
    if user.role == R.PARTNER:
        return inside.filter(Exists(served.filter(to=Delivery.To.PARTNER)))
    return inside


def takes(user: User) -> bool:
    """Whether the role has the text of papers, which names people in full; a partner that of what was sent to it."""
    return may(user, TAKES) or (user.role == R.PARTNER and may(user, SEES))


__all__ = ["Denied", "may_make", "require_keep", "require_make", "takes", "visible"]
