"""The public register: how institutions stand on a day, and what of it everybody may know.

Pages for everybody, data files and our own lists ask here. A story told to the site is nobody's region and not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dingdian.accounts.models import Division, division_prefix
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.register_entry import FIELDS as ALL
from dingdian.law.institutions.standing import LABELS
from dingdian.law.regime import Regime
from dingdian.office.institutions.words import TIERS, TYPES
from dingdian.office.words import SECTORS
from dingdian.registry.models import Designation, Institution
from dingdian.registry.search import ORDER, matching

REGISTER, TERMINATED, PUBLICITY = "register", "terminated_list", "publicity"
NOT_DESIGNATED = "not_designated"
STATUSES: dict[str, str] = {status: word for status, word in LABELS.items() if status != NOT_DESIGNATED}
_TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class Listed:
    """All that is public of an institution on a day, in words; what the rules there do not show is empty.

    `status`: as the law calls it, `state`: its word; `since`: the first day of it; `first`, `last`: of the agreement.
    """

    region: str
    region_name: str
    code: str
    name: str
    sector: str
    type: str
    tier: str
    place: str
    address: str
    internet_plus: str
    first: str
    last: str
    status: str
    state: str
    since: str

    def fields(self) -> dict[str, str]:
        """By name, as data files carry them."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Listed))
"""The white list: nothing else of an institution leaves the site unasked."""
KEY = ("region", "code")


def standing(found: Iterable[Institution], day: date) -> dict[int, Designation]:
    """How institutions stand on a day; who never had an agreement by then is missing."""
    rows = Designation.objects.filter(institution__in=list(found), period__contains=day)
    return {row.institution_id: row for row in rows}


def statuses(found: Iterable[Institution], day: date) -> dict[int, str]:
    """The status of each institution on a day, as the law calls it."""
    rows = list(found)
    stands = standing(rows, day)
    return {row.pk: stands[row.pk].status if row.pk in stands else NOT_DESIGNATED for row in rows}


def designated(
    day: date, *, text: str = "", place: str = "", sector: str = "", status: str = "", publishing: str = ""
) -> QuerySet[Institution]:
    """Institutions that have or had an agreement by a day, in their order.

    `text`: name, pinyin, initials or code; `place`: a division and all within; `status`: on the day; `publishing`: only
    where the rules publish this.
    """
    stands = Designation.objects.filter(institution=OuterRef("pk"), period__contains=day)
    if status:
        stands = stands.filter(status=status)
    found = Institution.objects.filter(Exists(stands), region__division__isnull=False).select_related("region")
    if place:
        found = found.filter(division__startswith=division_prefix(place))
    if sector:
        found = found.filter(sector=sector)
    if publishing:
        found = found.filter(region__in=[region for region in regions() if publishes(region, publishing)])
    return matching(found, text).order_by(*ORDER)


def regions() -> list[Region]:
    """The regions that are somebody's, by code."""
    return list(Region.objects.filter(division__isnull=False).select_related("division").order_by("code"))


def publishes(region: Region, what: str) -> bool:
    """Whether the rules on institutions there have something published; where there are none, the register alone."""
    regime = regime_of(region)
    if region.division_id is None:
        return False
    return what == REGISTER if regime.institutions is None else what in disclosed(regime)


def disclosed(regime: Regime) -> tuple[str, ...]:
    """What the rules on institutions have published."""
    rule = regime.rules.requirements.value.get("disclosed_objects") if regime.institutions is not None else None
    return rule.values if rule is not None else ()


def listed(found: Iterable[Institution], day: date) -> list[Listed]:
    """What is public of these institutions on a day, in their order; who never had an agreement is left out."""
    rows = list(found)
    stands = standing(rows, day)
    names = dict(Division.objects.filter(code__in={row.division for row in rows}).values_list("code", "name"))
    return [_listed(row, stands[row.pk], names.get(row.division, "")) for row in rows if row.pk in stands]


def everything(day: date) -> Iterator[Listed]:
    """The whole register of a day, by region and code."""
    rows = designated(day).order_by("region_id", "code").iterator(_TOGETHER)
    while part := list(islice(rows, _TOGETHER)):
        yield from listed(part, day)


def _listed(row: Institution, stands: Designation, place: str) -> Listed:
    regime = regime_of(row.region)
    stated = regime.rules.public_register.value if regime.institutions is not None else None
    shown = ALL if stated is None else stated

    def told(name: str, value: Any) -> str:
        return str(value) if name in shown and value is not None else ""

    return Listed(
        region=row.region_id,
        region_name=row.region.name,
        code=row.code,
        name=row.name,
        sector=SECTORS.get(row.sector, row.sector),
        type=told("type", TYPES.get(row.institution_type, row.institution_type)),
        tier=told("insurance_tier", TIERS.get(stands.tier, stands.tier)),
        place=place,
        address=told("address", stands.address or row.data.get("address")),
        internet_plus=told("internet_plus", "是" if stands.internet_plus else ""),
        first=told("period", stands.first),
        last=told("period", stands.last),
        status=stands.status,
        state=STATUSES[stands.status],
        since=told("since", stands.since),
    )
