"""Which role may do what, and as whom a user acts in law."""

from __future__ import annotations

from dingdian.accounts.models import User

R = User.Role
LAW_ROLE: dict[str, str] = {
    R.CLERK: "agency",
    R.REVIEWER: "agency",
    R.HEAD: "agency",
    R.OFFICIAL: "administration",
    R.INSTITUTION: "institution",
    R.PERSON: "person",
    R.PARTNER: "partner",
}
_OFFICE = frozenset({R.CLERK, R.REVIEWER, R.HEAD, R.OFFICIAL})
_ACTING = frozenset(LAW_ROLE)
_MAY: dict[str, frozenset[str]] = {
    "case.view": _ACTING | {R.SUPERVISOR, R.AUDITOR},
    "case.act": _ACTING,
    "proposal.draw": _OFFICE,
    "proposal.sign": frozenset({R.REVIEWER, R.HEAD, R.OFFICIAL}),
    "export": _OFFICE | {R.SUPERVISOR, R.AUDITOR, R.INSTITUTION},
}


def may(user: User, doing: str) -> bool:
    """Whether the user's role allows it; an inactive user may nothing."""
    return bool(user.is_active) and user.role in _MAY.get(doing, frozenset())
