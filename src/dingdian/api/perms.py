"""What each operation asks of a role, whatever the object; the object's own bounds are those of `accounts.scope`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from dingdian.accounts.models import User
from dingdian.accounts.perms import may

OPERATIONS: dict[str, str] = {
    "me": "",
    "regimes": "",
    "regime": "",
    "clause": "",
    "processes": "",
    "process": "",
    "institutions": "registry.view",
    "institution": "registry.view",
    "institution_people": "registry.view",
    "institution_marks": "registry.view",
    "institution_deadlines": "case.view",
    "people": "registry.view",
    "person": "registry.view",
    "lookup": "person.lookup",
    "person_sites": "registry.view",
    "person_standing": "registry.view",
    "person_standings": "registry.view",
    "person_points": "registry.view",
    "person_deadlines": "registry.view",
    "payability": "registry.view",
    "cases": "case.view",
    "case": "case.view",
    "do": "case.act",
    "proposals": "proposal.draw",
    "proposal": "proposal.draw",
    "propose": "proposal.draw",
    "edit": "proposal.draw",
    "submit": "proposal.draw",
    "sign": "proposal.sign",
    "enact": "proposal.draw",
    "withdraw": "proposal.draw",
    "tokens": "token.manage",
    "issue_token": "token.manage",
    "revoke_token": "token.manage",
    "open_replay": "replay",
    "replay_act": "replay",
    "replay_question": "replay",
}
"""By operation: what the role must be allowed (empty: being signed in)."""

TOKEN_HOLDERS = {User.Role.INSTITUTION, User.Role.SYSTEM_ADMIN}


def allowed(request: HttpRequest, operation: str) -> Any:
    """The user who asks. Raises `PermissionDenied` where the role never does this."""
    user: Any = request.user
    doing = OPERATIONS[operation]
    if doing == "replay" and not replays():
        raise Http404
    if doing and not permitted(user, doing):
        raise PermissionDenied("您的角色不办理这一项")
    return user


def permitted(user: Any, doing: str) -> bool:
    """Whether the role may do this at all: what pages know too, and what only the API has."""
    if doing == "token.manage":
        return user.role in TOKEN_HOLDERS
    if doing == "replay":
        return replays() and user.role == User.Role.SYSTEM_ADMIN
    return may(user, doing)


def replays() -> bool:
    """Whether stories may be told to this site: in the demonstration, or where the office switched it on."""
    return bool(settings.DEMO or settings.REPLAYS)
