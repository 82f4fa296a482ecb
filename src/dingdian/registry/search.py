"""Institutions and people within a user's scope, by name, pinyin or code."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from dingdian.accounts.scope import Scope
from dingdian.registry.models import Institution, Person, Site


def institutions(scope: Scope, text: str = "") -> QuerySet[Institution]:
    """Institutions within the scope."""
    return _matching(scope.filter(Institution.objects.all()), text)


def people(scope: Scope, text: str = "") -> QuerySet[Person]:
    """People within the scope: filed at an institution within it, or the user themselves."""
    if scope.person:
        return _matching(scope.filter(Person.objects.all(), person="code"), text)
    there = scope.filter(Site.objects.all(), division="institution__division", institution="institution__code")
    return _matching(Person.objects.filter(Exists(there.filter(person=OuterRef("pk")))), text)


def _matching(rows: QuerySet, text: str) -> QuerySet:  # type: ignore[type-arg]
    if not text:
        return rows
    return rows.filter(Q(name__icontains=text) | Q(code__startswith=text) | Q(pinyin__startswith=text.lower()))
