"""Who sees sessions, and who takes which step in them. Scope is looked at beside it; what is in doubt is refused."""

from __future__ import annotations

from django.db.models import QuerySet

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.perms import Denied
from dingdian.signing.models import Recorded, Session

R = User.Role
AGENCY = frozenset({R.CLERK, R.REVIEWER, R.HEAD})
READERS = AGENCY | {R.OFFICIAL, R.SUPERVISOR, R.AUDITOR, R.INSTITUTION}
"""Persons and partners have no part in agreements of institutions."""


def sees(user: User) -> bool:
    """Whether the role sees sessions at all."""
    return user.role in READERS and may(user, "case.view")


def opens(user: User) -> bool:
    """Whether the role may begin sessions and remind: an agency's."""
    return user.role in AGENCY and may(user, "case.act") and user.organisation is not None


def surveys(user: User) -> bool:
    """Whether the role sees rates of rounds: an office's, not an institution's."""
    return sees(user) and user.role != R.INSTITUTION


def visible(user: User) -> QuerySet[Session]:
    """Sessions within the user's scope."""
    if not sees(user):
        return Session.objects.none()
    return scope_of(user).filter(Session.objects.all(), division="division", institution="institution")


def recorded(user: User) -> QuerySet[Recorded]:
    """Agreements recorded without a session, within the user's scope."""
    if not sees(user):
        return Recorded.objects.none()
    return scope_of(user).filter(Recorded.objects.all(), division="division", institution="institution")


def of_institution(user: User, session: Session) -> bool:
    """Whether the user acts for the institution of the session."""
    office = user.organisation
    return (
        user.role == R.INSTITUTION
        and may(user, "case.act")
        and office is not None
        and office.kind == Organisation.Kind.INSTITUTION
        and office.institution == session.institution
    )


def of_agency(user: User, session: Session) -> bool:
    """Whether the user acts for the agency that is the session's other side."""
    return opens(user) and user.organisation_id == session.agency_id and LAW_ROLE[user.role] == "agency"


def require_institution(user: User, session: Session) -> None:
    """Raise `Denied` unless the user acts for the institution."""
    if not of_institution(user, session):
        raise Denied("这一步由协议的定点医药机构办理", remedy="请该机构的经办人员办理")


def require_agency(user: User, session: Session) -> None:
    """Raise `Denied` unless the user acts for the agency."""
    if not of_agency(user, session):
        raise Denied("这一步由编制协议文本的经办机构办理", remedy="请该经办机构的人员办理")


__all__ = ["Denied", "of_agency", "of_institution", "opens", "recorded", "require_agency", "require_institution",
           "sees", "surveys", "visible"]  # fmt: skip
