"""What a user may see and touch: by division, by institution, or only themselves. Whoever has no scope sees nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dingdian.accounts.models import Organisation, User, division_prefix

_NOBODY = {User.Role.SYSTEM_ADMIN, User.Role.SECURITY_ADMIN, User.Role.AUDIT_ADMIN}


@dataclass(frozen=True)
class Scope:
    """The bounds of a user; nothing set: nothing is seen."""

    division: str = ""
    institution: str = ""
    person: str = ""

    def filter(
        self,
        queryset: QuerySet[Any],
        *,
        division: str | None = "division",
        institution: str | None = "code",
        person: str | None = None,
    ) -> QuerySet[Any]:
        """The rows within, by the names of the fields that hold division, institution and person."""
        if self.division and division:
            return queryset.filter(**{f"{division}__startswith": self.division})
        if self.institution and institution:
            return queryset.filter(**{institution: self.institution})
        if self.person and person:
            return queryset.filter(**{person: self.person})
        return queryset.none()

    def covers(self, *, division: str = "", institution: str = "", person: str = "") -> bool:
        """Whether something of that division, institution or person lies within."""
        if self.division:
            return division.startswith(self.division)
        if self.institution:
            return institution == self.institution
        return bool(self.person) and person == self.person


def scope_of(user: Any) -> Scope:
    """The scope of a user; empty for whoever may see no business data."""
    if not getattr(user, "is_active", False) or user.role in _NOBODY:
        return Scope()
    if user.role == User.Role.PERSON:
        return Scope(person=user.person)
    if user.organisation is None:
        return Scope()
    if user.role == User.Role.INSTITUTION:
        return Scope(institution=user.organisation.institution)
    if user.organisation.kind == Organisation.Kind.INSTITUTION:
        return Scope()
    return Scope(division=division_prefix(user.organisation.division_id))
