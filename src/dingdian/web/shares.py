"""The share of sanctioned people at an institution, before and after an act, by the law's own count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from dingdian.journal.models import Region
from dingdian.journal.slices import load
from dingdian.law.proposals import Proposals, Ratio, proposals, ratio
from dingdian.law.register import Register
from dingdian.registry.models import Institution, Site
from dingdian.web.naming import Names

MOST = 400
"""Of an institution with more people the share is shown on its own page alone: nobody waits for a preview."""
_WEIGHED = (
    "handling.decide", "notice.deliver_to_institution", "review.decide", "appeal.decide", "repair.decide",
    "restoration.", "qualification.", "licence.", "practice.", "agreement.", "filing.submit", "person.leave",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """An institution's share as a fraction and in percent, before and after, and the lines of the rules it crosses."""

    name: str
    before: str
    after: str
    crossed: tuple[int, ...]

    @property
    def changes(self) -> bool:
        return self.before != self.after


def weighed(region: Region, institutions: Iterable[str], act: Any) -> list[str]:
    """The institutions of which a preview of the act tells the share."""
    if not act.act.startswith(_WEIGHED):
        return []
    rows = Site.objects.filter(institution__region=region, institution__code__in=set(institutions))
    counted = rows.values("institution__code").annotate(n=Count("person", distinct=True))
    return sorted(row["institution__code"] for row in counted if row["n"] <= MOST)


def everybody(region: Region, institutions: Iterable[str]) -> frozenset[str]:
    """Everybody who is or was filed at some institutions."""
    rows = Site.objects.filter(institution__region=region, institution__code__in=list(institutions))
    return frozenset(rows.values_list("person__code", flat=True))


def of_year(place: Institution, day: date) -> Proposals | None:
    """What the rules count and propose in the year up to a day; null where too many people have been filed there."""
    there = Site.objects.filter(institution=place).values("person").distinct().count()
    if there > MOST:
        return None
    return proposals(load(place.region, institutions=[place.code], everybody=True), place.code, day).value


def changes(old: Register, new: Register, institutions: Iterable[str], day: date, names: Names) -> tuple[Change, ...]:
    """The shares on a day before and after."""
    ruled = new.regime.parameters.institution_measures.ratio_rows.value if new.regime.persons is not None else None
    lines = sorted({row.min_percent for row in ruled or ()})
    found = []
    for code in institutions:
        one, two = ratio(old, code, day), ratio(new, code, day)
        crossed = tuple(n for n in lines if one.at_least(n) != two.at_least(n))
        found.append(Change(names.institution(code), in_words(one), in_words(two), crossed))
    return tuple(found)


def in_words(share: Ratio) -> str:
    """2/8（25.0%）."""
    people = len(share.persons)
    return f"{share}（{100 * len(share.sanctioned) / people:.1f}%）" if people else "0/0"
