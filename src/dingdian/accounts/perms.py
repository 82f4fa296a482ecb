"""What a role may do, whatever the object."""

from __future__ import annotations

from typing import Any

from dingdian.accounts.models import User

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
_OFFICE = {_R.CLERK, _R.REVIEWER, _R.HEAD, _R.OFFICIAL}
_SEES = _OFFICE | {_R.SUPERVISOR, _R.INSTITUTION, _R.PERSON, _R.PARTNER, _R.AUDITOR}
_MAY: dict[str, set[User.Role]] = {
    "case.view": _SEES,
    "case.act": {*_OFFICE, _R.INSTITUTION, _R.PERSON, _R.PARTNER},
    "proposal.draw": {_R.CLERK, _R.REVIEWER, _R.HEAD, _R.OFFICIAL},
    "proposal.sign": {_R.REVIEWER, _R.HEAD, _R.OFFICIAL},
    "registry.view": _SEES,
    "registry.import": {_R.CLERK, _R.REVIEWER, _R.HEAD, _R.INSTITUTION},
    "log.view": {_R.AUDIT_ADMIN, _R.AUDITOR, _R.HEAD},
    "export": {*_OFFICE, _R.SUPERVISOR, _R.AUDITOR, _R.INSTITUTION},
    "person.full_view": {_R.CLERK, _R.REVIEWER, _R.HEAD, _R.PERSON},
}


def may(user: Any, doing: str) -> bool:
    """Whether the user's role allows it at all."""
    return bool(getattr(user, "is_active", False)) and user.role in _MAY.get(doing, ())
