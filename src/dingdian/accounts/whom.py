"""Who is reached for an institution, for a person, or among other authorities."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from dingdian.accounts.models import User, divisions_over


def offices_of(institutions: Iterable[str]) -> QuerySet[User]:
    """The users of the insurance offices of institutions."""
    at = {"role": User.Role.INSTITUTION, "organisation__institution__in": list(institutions)}
    return User.objects.filter(is_active=True, **at)


def users_of(persons: Iterable[str]) -> QuerySet[User]:
    """The persons themselves, as far as they have accounts."""
    return User.objects.filter(role=User.Role.PERSON, person__in=list(persons), is_active=True)


def partners_over(division: str) -> QuerySet[User]:
    """The users of other authorities whose office is set over a division."""
    at = {"role": User.Role.PARTNER, "organisation__division__in": divisions_over(division)}
    return User.objects.filter(is_active=True, **at)
