"""What users do to cases; every write goes through the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Proposal, Signature
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, Recorded, record
from dingdian.journal.slices import ACT
from dingdian.journal.subjects import about
from dingdian.registry import search


def do(region: Region, act: Mapping[str, Any], *, acting_user: Any, key: str) -> Recorded:
    """A step that needs one person. Raises `PermissionDenied`, `ValidationError`, `Refused`, `Conflict`."""
    _allowed(acting_user, "case.act")
    return _record(region, act, acting_user, key)


def propose(region: Region, act: Mapping[str, Any], *, acting_user: Any) -> Proposal:
    """Draw up an act that another must countersign."""
    _allowed(acting_user, "proposal.draw")
    _within(region, ACT.validate_python(dict(act)), acting_user)
    return Proposal.objects.create(region=region, act=_storable(act), drawn_by=acting_user)


def edit(proposal: Proposal, act: Mapping[str, Any], *, acting_user: Any) -> Proposal:
    """Change a proposal; signatures on the version before are void."""
    _allowed(acting_user, "proposal.draw")
    _within(proposal.region, ACT.validate_python(dict(act)), acting_user)
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.REJECTED)
        mine.act, mine.version, mine.state = _storable(act), mine.version + 1, Proposal.State.DRAFT
        mine.save()
        return mine


def submit(proposal: Proposal, *, acting_user: Any) -> Proposal:
    """Hand a draft to whoever signs."""
    _allowed(acting_user, "proposal.draw")
    return _move(proposal, Proposal.State.SUBMITTED, Proposal.State.DRAFT)


def withdraw(proposal: Proposal, *, acting_user: Any) -> Proposal:
    """Give up a proposal that is not recorded."""
    _allowed(acting_user, "proposal.draw")
    states = Proposal.State
    return _move(proposal, states.WITHDRAWN, states.DRAFT, states.SUBMITTED, states.APPROVED, states.REJECTED)


def sign(proposal: Proposal, *, acting_user: Any, version: int, agreed: bool, remark: str = "") -> Proposal:
    """Sign or send back the version that lies before the signer, who did not draw it up."""
    _allowed(acting_user, "proposal.sign")
    if proposal.drawn_by_id == acting_user.pk:
        raise PermissionDenied("经办人不能审核自己草拟的事项")
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.SUBMITTED)
        if version != mine.version:
            raise PermissionDenied("您看到的不是最新一版：重新打开，核对后再签署")
        Signature.objects.create(proposal=mine, version=mine.version, by=acting_user, agreed=agreed, remark=remark)
        mine.state = Proposal.State.APPROVED if agreed else Proposal.State.REJECTED
        mine.save()
        return mine


def enact(proposal: Proposal, *, acting_user: Any) -> Recorded:
    """Record an approved proposal."""
    _allowed(acting_user, "proposal.draw")
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.APPROVED)
        done = _record(
            mine.region, json.loads(json.dumps(mine.act), parse_float=Decimal), acting_user, f"proposal:{mine.pk}"
        )
        mine.state, mine.entry = Proposal.State.RECORDED, done.entry
        mine.save()
        return done


def _storable(act: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(dict(act), default=float))


def _move(proposal: Proposal, to: str, *allowed: str) -> Proposal:
    with transaction.atomic():
        mine = _locked(proposal, *allowed)
        mine.state = to
        mine.save()
        return mine


def _locked(proposal: Proposal, *allowed: str) -> Proposal:
    mine = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if mine.state not in allowed:
        raise PermissionDenied(f"事项现在是“{mine.get_state_display()}”，不能这样办理")
    return mine


def _allowed(user: Any, doing: str) -> None:
    if not may(user, doing):
        raise PermissionDenied("您的角色不办理这一步")


def _record(region: Region, act: Mapping[str, Any], user: Any, key: str) -> Recorded:
    parsed = ACT.validate_python(dict(act))
    _within(region, parsed, user)
    role = LAW_ROLE[user.role]
    parsed = parsed.model_copy(update={"actor": f"{role}:{user.username}"})
    return record(region, parsed, by=Actor(user.username, user.role, str(user.organisation or "")), key=key)


def _within(region: Region, act: Any, user: Any) -> None:
    own, scope = about(act), scope_of(user)
    known = search.institutions(scope).filter(region=region, code__in=own.institutions)
    people = search.people(scope).filter(region=region, code__in=own.persons)
    institutions = set() if scope.person else own.institutions - set(known.values_list("code", flat=True))
    if institutions or own.persons - set(people.values_list("code", flat=True)):
        raise PermissionDenied("涉及的机构或人员不在您的办理范围内")
