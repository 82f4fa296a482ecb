"""What is shown of people beyond the offices: whom patients may choose, and whose status an institution has to mark."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from dingdian.law.values import Status
from dingdian.registry.models import Institution, Site, Standing


def to_choose(at: Institution, day: date) -> QuerySet[Site]:
    """Filings at an institution of whoever is normal there on a day, by department and name."""
    normal = Standing.objects.filter(
        person=OuterRef("person"), institution=at, status=Status.NORMAL, period__contains=day
    )
    found = Site.objects.filter(Exists(normal), institution=at, period__contains=day).select_related("person")
    return found.order_by("department", "person__pinyin", "pk")


def marked(at: Institution, day: date) -> QuerySet[Standing]:
    """The standings of whoever is suspended or terminated at an institution on a day."""
    grave = (Status.SUSPENDED, Status.TERMINATED)
    return Standing.objects.filter(institution=at, status__in=grave, period__contains=day)
