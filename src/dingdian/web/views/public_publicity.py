"""公示: applicants made public, how long still, and where to complain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.casework.publicity import Published, published
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.office.institutions.words import TYPES
from dingdian.office.words import SECTORS
from dingdian.registry import public
from dingdian.web.openly import openly


@dataclass(frozen=True)
class Shown:
    """An applicant as everybody sees it."""

    published: Published
    type: str
    sector: str
    draft: bool


@openly
def listed(request: HttpRequest) -> HttpResponse:
    """Everything public now, what ends first before the others."""
    ruled = [region for region in public.regions() if public.publishes(region, public.PUBLICITY)]
    context: dict[str, Any] = {"rows": [shown(p) for p in published(today(), ruled)], "ruled": ruled, "day": today()}
    return render(request, "web/public_publicity.html", context)


def shown(found: Published) -> Shown:
    """In words."""
    kind = TYPES.get(found.institution_type, found.institution_type)
    return Shown(found, kind, SECTORS.get(found.sector, found.sector), regime_of(found.region).is_draft)
