"""What a user may see and touch: the one place that says so, for reading and for writing. It fails closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from dingdian.accounts.models import Organisation, User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

M = TypeVar("M", bound=Model)

_AGENCY, _ADMINISTRATION = Organisation.Kind.AGENCY, Organisation.Kind.ADMINISTRATION
_PARTNER, _INSTITUTION = Organisation.Kind.PARTNER, Organisation.Kind.INSTITUTION

KINDS: dict[str, frozenset[str]] = {
    User.Role.CLERK: frozenset({_AGENCY}),
    User.Role.REVIEWER: frozenset({_AGENCY}),
    User.Role.HEAD: frozenset({_AGENCY}),
    User.Role.SUPERVISOR: frozenset({_AGENCY, _ADMINISTRATION}),
    User.Role.OFFICIAL: frozenset({_ADMINISTRATION}),
    User.Role.PARTNER: frozenset({_PARTNER}),
    User.Role.AUDITOR: frozenset({_AGENCY, _ADMINISTRATION}),
    User.Role.INSTITUTION: frozenset({_INSTITUTION}),
}
"""Role → the kinds of organisation one may hold it for. A role that is missing here acts for no organisation."""


@dataclass(frozen=True)
class Scope:
    """The part of the world that is open to a user: a division, one institution, one person, or (all empty) nothing.

    `division` is the prefix that the codes of everything within share.
    """

    division: str = ""
    institution: str = ""
    person: str = ""

    @property
    def empty(self) -> bool:
        return not (self.division or self.institution or self.person)

    def filter(
        self,
        queryset: QuerySet[M],
        *,
        division: str | None = "division",
        institution: str | None = "code",
        person: str | None = None,
    ) -> QuerySet[M]:
        """The objects within. The arguments are paths to a division code, an institution code, a person code.

        A path that is null leads nowhere: who is bounded by it sees nothing.
        """
        if self.division and division:
            path, within = division, Q((f"{division}__startswith", self.division))
        elif self.institution and institution:
            path, within = institution, Q((institution, self.institution))
        elif self.person and person:
            path, within = person, Q((person, self.person))
        else:
            return queryset.none()
        if _leads_to_many(queryset.model, path):
            return queryset.filter(pk__in=queryset.model._base_manager.filter(within).values("pk"))
        return queryset.filter(within)

    def covers(self, *, division: str = "", institution: str = "", person: str = "") -> bool:
        """Whether something with these codes lies within; it does not where the code that bounds is missing."""
        if self.division:
            return division.startswith(self.division)
        if self.institution:
            return institution == self.institution
        return bool(self.person) and person == self.person


NOTHING = Scope()


def scope_of(user: AbstractBaseUser | AnonymousUser) -> Scope:
    """What the user's role and organisation open. Administrators and whoever does not fit get nothing."""
    if not isinstance(user, User) or not user.is_active:
        return NOTHING
    if user.role == User.Role.PERSON:
        return Scope(person=user.person)
    organisation = user.organisation
    if organisation is None or organisation.kind not in KINDS.get(user.role, ()):
        return NOTHING
    if user.role == User.Role.INSTITUTION:
        return Scope(institution=organisation.institution)
    return Scope(division=organisation.division.prefix)


def _leads_to_many(model: type[Model], path: str) -> bool:
    """Whether following the path would give an object more than once."""
    for name in path.split("__"):
        field = model._meta.get_field(name.removesuffix("_id"))
        if field.many_to_many or field.one_to_many:
            return True
        if field.related_model is None:
            return False
        model = field.related_model  # type: ignore[assignment]
    return False
