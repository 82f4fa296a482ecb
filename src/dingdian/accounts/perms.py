"""Which role may do what. Where it may do so is the scope's matter (`scope.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

_R = User.Role

LAW_ROLE: dict[str, str] = {
    _R.CLERK: "agency",
    _R.REVIEWER: "agency",
    _R.HEAD: "agency",
    _R.OFFICIAL: "administration",
    _R.INSTITUTION: "institution",
    _R.PERSON: "person",
    _R.PARTNER: "partner",
}
"""Role of a user → the role in law in which the user acts; who is missing takes no step in law."""

ADMINISTRATORS = frozenset({_R.SYSTEM_ADMIN, _R.SECURITY_ADMIN, _R.AUDIT_ADMIN})
"""They keep the system and see no business data."""

WITHOUT_SECOND_FACTOR = frozenset({_R.PERSON, _R.INSTITUTION})
"""Who may sign in with a password alone; also whose password does not expire. All others are bound to more."""

_READ = {"case.view", "registry.view"}
_MONEY = {"money.view"}
_AGENCY = _READ | _MONEY | {"person.lookup", "case.act", "proposal.draw", "registry.import"}
_AGENCY |= {"person.full_view", "export"}
_RIGHTS = {"rights.view", "rights.apply"}

DOINGS: dict[str, frozenset[str]] = {
    _R.CLERK: frozenset(_AGENCY),
    _R.REVIEWER: frozenset(_AGENCY | {"proposal.sign"}),
    _R.HEAD: frozenset(_AGENCY | {"proposal.sign", "oversight.view"} | _RIGHTS | {"rights.approve"}),
    _R.SUPERVISOR: frozenset(_READ | _MONEY | {"export", "oversight.view"}),
    _R.OFFICIAL: frozenset(
        _AGENCY - {"registry.import"} | {"proposal.sign", "oversight.view"} | _RIGHTS | {"rights.approve"}
    ),
    _R.INSTITUTION: frozenset(_READ | _MONEY | {"case.act", "person.full_view", "export"} | _RIGHTS),
    _R.PERSON: frozenset(_READ | {"case.act", "person.full_view"}),
    _R.PARTNER: frozenset(_READ | {"case.act"}),
    _R.AUDITOR: frozenset(_READ | _MONEY | {"log.view", "export", "rights.view", "oversight.view"}),
    _R.SYSTEM_ADMIN: frozenset({"system.manage"}),
    _R.SECURITY_ADMIN: frozenset({"account.manage"}),
    _R.AUDIT_ADMIN: frozenset({"log.view"}),
}
"""Role → what it may do; no two administrators share a doing."""


def may(user: AbstractBaseUser | AnonymousUser, doing: str) -> bool:
    """Whether the user may do it at all: in the role, active, and with a scope unless an administrator."""
    if not isinstance(user, User) or not user.is_active or doing not in DOINGS.get(user.role, ()):
        return False
    return user.role in ADMINISTRATORS or not scope_of(user).empty


def needs_second_factor(user: User) -> bool:
    """Whether the user must prove a second factor; whoever's role is unknown must."""
    return user.role not in WITHOUT_SECOND_FACTOR
