"""Messages about sessions, and the addresses they lead to."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from dingdian.accounts.models import Organisation, User
from dingdian.casework import notices
from dingdian.signing.models import Session

_AGENCY = (User.Role.CLERK, User.Role.REVIEWER)


def to_institution(session: Session, what: str, title: str) -> None:
    """Tell everybody who acts for the institution here, once a matter."""
    offices = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, institution=session.institution)
    for office in offices[:1]:
        key = f"signing:{session.pk}:{what}"
        notices.tell_office(key, title[:120], office=office, role=User.Role.INSTITUTION, link=link(session))


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
