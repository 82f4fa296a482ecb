"""Who works at an institution today: how many, how many of them suspended or terminated there, by department.

The counts and the lists they lead to are the same questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dingdian.law.values import Status
from dingdian.registry.models import Institution, Person, Site, Standing

GRAVE = {"suspended": Status.SUSPENDED, "terminated": Status.TERMINATED}
"""What a list of people may be narrowed to, as addresses say it."""


@dataclass(frozen=True)
class Share:
    """People filed today, and those of them suspended or terminated; of the whole place or of one department."""

    people: int
    suspended: int
    terminated: int
    department: str = ""

    @property
    def percent(self) -> float:
        """In percent, to one place."""
        return percent(self.suspended + self.terminated, self.people)


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def people(place: Institution, day: date, status: str = "", department: str | None = None) -> QuerySet[Person]:
    """Those filed there on a day; `status`, `department`: only those of them."""
    found = Person.objects.filter(Exists(_sites(place, day, department).filter(person=OuterRef("pk"))))
    if status in GRAVE:
        found = found.filter(Exists(_standings(place, day, [GRAVE[status]]).filter(person=OuterRef("pk"))))
    return found


def share(place: Institution, day: date) -> Share:
    """The counts of a whole place."""
    counted = _sites(place, day).aggregate(**_counts(place, day))
    return Share(counted["n"], counted["suspended_there"], counted["terminated_there"])


def departments(place: Institution, day: date) -> list[Share]:
    """The counts of each department, those with most of their people suspended or terminated first."""
    rows = _sites(place, day).exclude(department="").values("department")
    counted: Iterable[Any] = rows.annotate(**_counts(place, day))
    found = [Share(r["n"], r["suspended_there"], r["terminated_there"], r["department"]) for r in counted]
    return sorted(found, key=lambda s: (-s.percent, -s.people, s.department))


def _counts(place: Institution, day: date) -> dict[str, Any]:
    """Of filings there: the people, and those of them who stand suspended and terminated there."""
    graver = {
        f"{name}_there": Exists(_standings(place, day, [status]).filter(person=OuterRef("person")))
        for name, status in GRAVE.items()
    }
    return {"n": Count("person", distinct=True)} | {
        name: Count("person", filter=Q(there), distinct=True) for name, there in graver.items()
    }


def _sites(place: Institution, day: date, department: str | None = None) -> QuerySet[Site]:
    found = Site.objects.filter(institution=place, period__contains=day)
    return found if department is None else found.filter(department=department)


def _standings(place: Institution, day: date, statuses: Iterable[Status]) -> QuerySet[Standing]:
    return Standing.objects.filter(institution=place, period__contains=day, status__in=[s.value for s in statuses])
