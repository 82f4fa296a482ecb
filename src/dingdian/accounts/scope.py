"""Whose data a user may see and write: by division, institution or person, failing closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dingdian.accounts.models import User

_NO_DATA = frozenset({User.Role.SYSTEM_ADMIN, User.Role.SECURITY_ADMIN, User.Role.AUDIT_ADMIN})


@dataclass(frozen=True)
class Scope:
    """At most one of the three is set; with none nothing is in scope."""

    prefix: str | None = None
    institution: str = ""
    person: str = ""

    def filter(
        self, queryset: QuerySet[Any], *, division: str | None = "division", institution: str | None = "code",
        person: str | None = None,
    ) -> QuerySet[Any]:  # fmt: skip
        """The rows within; a field that the rows lack is null, and whoever is bounded by it sees none."""
        if self.prefix is not None and division is not None:
            return queryset.filter(**{f"{division}__startswith": self.prefix}).exclude(**{division: ""})
        if self.institution and institution is not None:
            return queryset.filter(**{institution: self.institution})
        if self.person and person is not None:
            return queryset.filter(**{person: self.person})
        return queryset.none()

    def covers(self, *, division: str = "", institution: str = "", person: str = "") -> bool:
        """Whether something with these codes lies within."""
        if self.prefix is not None:
            return bool(division) and division.startswith(self.prefix)
        if self.institution:
            return institution == self.institution
        return bool(self.person) and person == self.person


def scope_of(user: User) -> Scope:
    """The bounds of a user's data."""
    if not user.is_active or user.role in _NO_DATA:
        return Scope()
    if user.role == User.Role.PERSON:
        return Scope(person=user.person)
    if user.organisation is None:
        return Scope()
    if user.role == User.Role.INSTITUTION:
        return Scope(institution=user.organisation.institution)
    if user.organisation.institution:
        return Scope()
    return Scope(prefix=user.organisation.division.prefix)
