"""What is shown of people beyond the offices: whom patients may choose, and whose status an institution has to mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dingdian.journal import canonical
from dingdian.journal.models import Region, Subject
from dingdian.law.values import Status
from dingdian.registry.models import Institution, Site, Standing


def to_choose(at: Institution, day: date, roles: Iterable[str]) -> QuerySet[Site]:
    """Filings at an institution of whoever of these roles is normal there on a day, by department and name."""
    asked = Q(pk__in=[])
    for role in roles:
        asked |= Q(person__roles__contains=[role])
    normal = Standing.objects.filter(
        person=OuterRef("person"), institution=at, status=Status.NORMAL, period__contains=day
    )
    found = Site.objects.filter(asked, Exists(normal), institution=at, period__contains=day).select_related("person")
    return found.order_by("department", "person__pinyin", "pk")


def marked(at: Institution, day: date) -> QuerySet[Standing]:
    """The standings of whoever is suspended or terminated at an institution on a day."""
    grave = (Status.SUSPENDED, Status.TERMINATED)
    return Standing.objects.filter(institution=at, status__in=grave, period__contains=day)


def titles(region: Region, persons: Iterable[str], day: date) -> Mapping[str, str]:
    """The professional title that was recorded last of each of these persons by a day."""
    about = Subject.objects.filter(
        region=region, kind=Subject.Kind.PERSON, code__in=sorted(persons), entry__name="fact.record", entry__on__lte=day
    )
    found = {}
    for code, body in about.order_by("entry__seq").values_list("code", "entry__body"):
        title = canonical.parse(body).get("person_facts", {}).get("technical_title")
        if isinstance(title, str):
            found[code] = title
    return found
