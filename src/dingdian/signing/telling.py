"""Messages about sessions, and the addresses they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse

from dingdian.accounts.models import Organisation, User
from dingdian.casework import notices
from dingdian.signing.models import Session

_AGENCY = (User.Role.CLERK, User.Role.REVIEWER)


def to_institution(session: Session, what: str, title: str) -> None:
    """Tell everybody who acts for the institution here, once a matter."""
    to_institutions([session], what, lambda _: title)


def to_institutions(sessions: Sequence[Session], what: str, title: Callable[[Session], str]) -> None:
    """The same for each of many, in few statements."""
    offices: dict[str, Organisation] = {}
    codes = {session.institution for session in sessions}
    for office in Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, institution__in=codes).order_by("pk"):
        offices.setdefault(office.institution, office)
    told = [
        notices.ToOffice(f"signing:{s.pk}:{what}", title(s)[:120], offices[s.institution], link(s))
        for s in sessions if s.institution in offices
    ]  # fmt: skip
    notices.tell_offices(told, role=User.Role.INSTITUTION)


def to_agency(session: Session, what: str, title: str) -> None:
    """Tell those of the agency who seal, once a matter."""
    for role in _AGENCY:
        key = f"signing:{session.pk}:{what}:{role}"
        notices.tell_office(key, title[:120], office=session.agency, role=role, link=link(session))


def link(session: Session) -> str:
    """The session's page."""
    return reverse("signing", args=[session.pk])


def verify_address(code: str) -> str:
    """Where anybody checks the agreement: what its QR code says."""
    return settings.PUBLIC_URL + reverse("verify-agreement-code", args=[code])
