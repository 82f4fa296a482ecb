"""Who opened a file, from the access log that the accounts keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dingdian.accounts import log
from dingdian.accounts.models import User

MOST = 20


@dataclass(frozen=True)
class Viewing:
    """One opening of a file: when, who, for which office, what they did."""

    at: datetime
    who: str
    place: str
    what: str


def of(subject: str) -> list[Viewing]:
    """The last openings of a file, newest first."""
    rows = list(log.of_subject(subject)[:MOST])
    names = dict(User.objects.filter(username__in={r.actor for r in rows}).values_list("username", "name"))
    return [Viewing(r.at, names.get(r.actor) or r.actor, r.place, r.what) for r in rows]
