"""Schemes of assessment and the assessments under them, as far as a user may know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.models import Case
from dingdian.casework.queries import cases
from dingdian.journal.models import Region
from dingdian.registry.models import Institution
from dingdian.web.naming import parsed

PROCESS, SCHEME = "assessment", "assessment.publish_scheme"
SCHEMES = 30
"""The most schemes that a page shows."""


@dataclass(frozen=True)
class Scheme:
    """A published scheme."""

    ref: str
    act: Any
    case: int


def assessments(user: User) -> QuerySet[Case]:
    """The assessments of institutions that a user may know of."""
    if not may(user, "money.view"):
        return Case.objects.none()
    found = cases(user).filter(process=PROCESS, institution__gt="")
    return found.select_related("region", "opened", "moved")


def schemes(region: Region) -> list[Scheme]:
    """The schemes published in a region, the newest first."""
    published = Case.objects.filter(region=region, process=PROCESS, opened__name=SCHEME).select_related("opened")
    return [Scheme(c.key, parsed(c.opened), c.pk) for c in published.order_by("-pk")[:SCHEMES]]


def unanswered(user: User, place: Institution) -> list[Scheme]:
    """The schemes of its region under which nothing was said of a place yet."""
    own = assessments(user).filter(region=place.region, institution=place.code)
    answered = {getattr(parsed(c.opened), "scheme", None) for c in own}
    return [s for s in schemes(place.region) if s.ref not in answered]
