"""Papers of an institution: lost, expired, about to expire. A valid paper of the same kind cures one that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dingdian.law.institutions.facts import InstitutionFacts
from dingdian.law.institutions.known import facts_on
from dingdian.law.institutions.records import Licence
from dingdian.law.register import Register

LOST = ("revoked", "cancelled")


def lost(facts: InstitutionFacts, day: date, kinds: Iterable[str]) -> list[Licence]:
    """Papers of such kinds that were revoked or cancelled by the day and not replaced."""
    return [x for x in _of(facts, kinds) if _is_lost(x, day) and not _replaced(facts, x, day)]


def expired(facts: InstitutionFacts, day: date, kinds: Iterable[str]) -> list[Licence]:
    """Papers of such kinds whose last day is over on the day and that were not renewed."""
    return [x for x in _of(facts, kinds) if _is_expired(x, day) and not _replaced(facts, x, day)]


def renewal_pending(licence: Licence, day: date) -> bool:
    """Whether its renewal was asked for by the day and before it expired."""
    asked, until = licence.renewal_applied_on, licence.valid_until
    return asked is not None and asked <= day and (until is None or asked <= until)


def _of(facts: InstitutionFacts, kinds: Iterable[str]) -> list[Licence]:
    wanted = frozenset(kinds)
    return [x for x in facts.licences or () if x.kind in wanted]


def _is_lost(x: Licence, day: date) -> bool:
    return x.status in LOST and (x.status_since is None or x.status_since <= day)


def _is_expired(x: Licence, day: date) -> bool:
    if x.status in LOST:
        return False
    over = x.valid_until is not None and x.valid_until < day
    return over or (x.status == "expired" and (x.status_since is None or x.status_since <= day))


def _replaced(facts: InstitutionFacts, old: Licence, day: date) -> bool:
    others = (x for x in facts.licences or () if x is not old and x.kind == old.kind)
    return any(
        not _is_lost(x, day) and not _is_expired(x, day) and (x.issued_on is None or x.issued_on <= day) for x in others
    )


@dataclass(frozen=True, slots=True)
class Expiry:
    """A paper that expires soon: its last day, days left (0 on that day), and the reminder that it calls for."""

    kind: str
    valid_until: date
    days_left: int
    reminder: int


def expiring(r: Register, institution: str, day: date, known_on: date | None = None) -> tuple[Expiry, ...]:
    """Papers that have reached one of the regime's reminders, each with the nearest one it has reached."""
    marks = r.regime.rules.licence_reminder_days.value or ()
    found = []
    for x in facts_on(r, institution, day, known_on).licences or ():
        if x.valid_until is None or x.status in LOST:
            continue
        left = (x.valid_until - day).days
        reached = [m for m in marks if 0 <= left <= m]
        if reached:
            found.append(Expiry(x.kind, x.valid_until, left, min(reached)))
    return tuple(found)
