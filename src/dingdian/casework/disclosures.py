"""公开事项: what offices and institutions published and did not withdraw, as everybody may read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from dingdian.casework.models import Case
from dingdian.journal import canonical
from dingdian.journal.models import Region
from dingdian.journal.slices import ACT, load
from dingdian.law.explain import Reason
from dingdian.law.institutions.disclosed import unpublished_interfaces
from dingdian.law.institutions.upkeep import DisclosurePublish


def disclosed(region: Region, day: date, objects: Iterable[str], institution: str = "") -> list[DisclosurePublish]:
    """What stands published on a day of a region, or of one institution there; what came last first."""
    found = _cases(region).filter(institution=institution)
    entries = found.select_related("moved").order_by("-moved__on", "-moved__seq")
    acts = [ACT.validate_python(canonical.parse(case.moved.body)) for case in entries]
    wanted = set(objects)
    return [act for act in acts if isinstance(act, DisclosurePublish) and act.object in wanted and act.on <= day]


def unpublished(region: Region, day: date) -> tuple[Reason, ...]:
    """What to say of interfaces that the rules of a region accept before they were published; mostly nothing."""
    keys = list(_cases(region).filter(institution="").values_list("key", flat=True))
    return unpublished_interfaces(load(region, refs=keys), day).reasons


def _cases(region: Region) -> QuerySet[Case]:
    return Case.objects.filter(region=region, process="disclosure", state="published")
