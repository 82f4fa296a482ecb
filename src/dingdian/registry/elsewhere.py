"""What an office learns of somebody who is filed outside its area: by the exact code, and no more than the status.

One file a person, that can be looked up from anywhere (34.18): each region's rules say whether it opens so much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from dingdian.accounts.log import log_access
from dingdian.accounts.masking import mask_name
from dingdian.accounts.models import AccessLog, User
from dingdian.accounts.perms import may
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.values import Status
from dingdian.registry.models import Person, Site, Standing
from dingdian.registry.periods import last_day

OPEN = "status"
"""The value of `disclosure.beyond_area` that lets others learn a status."""
PURPOSES = {"filing": "备案前核对", "move": "调入、调出核对", "inspection": "核查线索"}
MOST_A_DAY = 200
"""Look-ups of one user on one day: enough for an office, too few to copy a register. A habit, no rule of law."""
_WHAT = "person.lookup"


@dataclass(frozen=True)
class Place:
    """A filing somewhere: its first and last day (none: open), and the status there on the day asked about (none:
    there is none on that day) with its own first and last day."""

    region: str
    institution: str
    first: date | None
    last: date | None
    status: Status | None
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Found:
    """Somebody: the code, the masked name, the roles, and where they are or were filed, the latest first."""

    code: str
    name: str
    roles: tuple[str, ...]
    places: tuple[Place, ...]


def ask(user: User, code: str, purpose: str, request: HttpRequest | None = None) -> Found | None:
    """Look somebody up for a purpose (of `PURPOSES`); every question is logged, also one that finds nobody.

    Raises `PermissionDenied` for roles that may not, and when the user has asked `MOST_A_DAY` times on the day.
    """
    if not may(user, _WHAT):
        raise PermissionDenied("您的角色不能异地查询")
    begun = datetime.combine(today(), time.min, timezone.get_current_timezone())
    if AccessLog.objects.filter(actor=user.username, what__startswith=_WHAT, at__gte=begun).count() >= MOST_A_DAY:
        raise PermissionDenied(f"今天已查询 {MOST_A_DAY} 次，明天再查，或请上级经办机构协查")
    log_access(user, f"{_WHAT}.{purpose}", code, request)
    return looked_up(code, today())


def looked_up(code: str, day: date) -> Found | None:
    """Whoever bears exactly this code, in the regions whose rules let others learn a status; none: nobody there."""
    people = Person.objects.filter(code=code, region__division__isnull=False).select_related("region")
    open_ones = [p for p in people if _opens(p)]
    if not open_ones:
        return None
    sites = Site.objects.filter(person__in=open_ones).select_related("institution__region").order_by("-period", "pk")
    standings = {
        (s.person_id, s.institution_id): s for s in Standing.objects.filter(person__in=open_ones, period__contains=day)
    }
    places: dict[tuple[int, int], Place] = {}
    for site in sites:
        key = (site.person_id, site.institution_id)
        standing = standings.get(key)
        places.setdefault(
            key,
            Place(
                site.institution.region.name,
                site.institution.name,
                site.period.lower,
                last_day(site.period),
                Status(standing.status) if standing else None,
                standing.period.lower if standing else None,
                last_day(standing.period) if standing else None,
            ),
        )
    return Found(code, mask_name(open_ones[0].name), tuple(open_ones[0].roles), tuple(places.values()))


def _opens(person: Person) -> bool:
    regime = regime_of(person.region)
    return regime.persons is not None and regime.parameters.disclosure.beyond_area.value == OPEN
