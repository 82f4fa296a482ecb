"""Who opened a file, from the access log that the accounts keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dingdian.accounts import log
from dingdian.accounts.models import User

MOST = 20


@dataclass(frozen=True)
class Opening:
    """Who opened a file, for which office, when."""

    at: datetime
    who: str
    place: str


def of(subject: str) -> list[Opening]:
    """The last openings of a file, newest first."""
    rows = list(log.openings(subject)[:MOST])
    names = dict(User.objects.filter(username__in={r.actor for r in rows}).values_list("username", "name"))
    return [Opening(r.at, names.get(r.actor) or r.actor, r.place) for r in rows]
