"""What users do to cases; every write goes through the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Proposal, Signature
from dingdian.journal.models import Region, Subject
from dingdian.journal.record import Actor, Recorded, record
from dingdian.journal.slices import ACT
from dingdian.journal.subjects import about
from dingdian.registry import search
from dingdian.registry.models import Institution


class Denied(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The user may not do this; nothing was changed."""

    def __init__(self, text: str, *, clauses: Iterable[str] = (), remedy: str = "", field: str = "") -> None:
        super().__init__(text)
        self.text, self.clauses, self.remedy, self.field = text, tuple(clauses), remedy, field


class InvalidAct(ValueError):  # noqa: N818
    """What was filled in makes no act; `problems`: (field, what is wrong)."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{field}：{text}" for field, text in self.problems))


class WrongMoment(Exception):  # noqa: N818
    """The proposal is not in a state that allows this; nothing was changed."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.text, self.remedy = text, remedy


def read(act: Mapping[str, Any]) -> Any:
    """The act that was filled in. Raises `InvalidAct` with every problem."""
    try:
        return ACT.validate_python(dict(act))
    except ValidationError as error:
        rows = [(".".join(map(str, e["loc"][1:])) or "act", e["msg"]) for e in error.errors()]
        raise InvalidAct(rows) from None


def do(region: Region, act: Mapping[str, Any], *, acting_user: Any, key: str) -> Recorded:
    """A step that needs one person. Raises `Denied`, `InvalidAct`, `Refused`, `Conflict`."""
    _allowed(acting_user, "case.act")
    return _record(region, act, acting_user, f"{acting_user.pk}:{key}")


def propose(region: Region, act: Mapping[str, Any], *, acting_user: Any) -> Proposal:
    """Draw up an act that another must countersign."""
    _allowed(acting_user, "proposal.draw")
    _within(region, read(act), acting_user)
    return Proposal.objects.create(region=region, act=dict(act), drawn_by=acting_user)


def edit(proposal: Proposal, act: Mapping[str, Any], *, acting_user: Any) -> Proposal:
    """Change a proposal; signatures on the version before are void."""
    _allowed(acting_user, "proposal.draw")
    _within(proposal.region, read(act), acting_user)
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.REJECTED)
        mine.act, mine.version, mine.state = dict(act), mine.version + 1, Proposal.State.DRAFT
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
        raise Denied("经办人不能审核自己草拟的事项")
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.SUBMITTED)
        if version != mine.version:
            raise WrongMoment("您看到的不是最新一版", "重新打开")
        Signature.objects.create(proposal=mine, version=mine.version, by=acting_user, agreed=agreed, remark=remark)
        mine.state = Proposal.State.APPROVED if agreed else Proposal.State.REJECTED
        mine.save()
        return mine


def enact(proposal: Proposal, *, acting_user: Any) -> Recorded:
    """Record an approved proposal."""
    _allowed(acting_user, "proposal.draw")
    with transaction.atomic():
        mine = _locked(proposal, Proposal.State.APPROVED)
        done = _record(mine.region, mine.act, acting_user, f"proposal:{mine.pk}:{mine.version}")
        mine.state, mine.entry = Proposal.State.RECORDED, done.entry
        mine.save()
        return done


def _move(proposal: Proposal, to: str, *allowed: str) -> Proposal:
    with transaction.atomic():
        mine = _locked(proposal, *allowed)
        mine.state = to
        mine.save()
        return mine


def _locked(proposal: Proposal, *allowed: str) -> Proposal:
    mine = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if mine.state not in allowed:
        raise WrongMoment(f"事项现在是“{mine.get_state_display()}”，不能这样办理", "重新打开")
    return mine


def _allowed(user: Any, doing: str) -> None:
    if not may(user, doing):
        raise Denied("您的角色不办理这一步")


def _record(region: Region, act: Mapping[str, Any], user: Any, key: str) -> Recorded:
    parsed = read(act)
    _within(region, parsed, user)
    role = LAW_ROLE[user.role]
    parsed = parsed.model_copy(update={"actor": f"{role}:{user.username}"})
    return record(region, parsed, by=Actor(user.username, user.role, str(user.organisation or "")), key=key)


def _within(region: Region, act: Any, user: Any) -> None:
    """Raise `Denied` unless all the act names or refers to lies within the user's scope."""
    own, kind = about(act), Subject.Kind
    entries = Subject.objects.filter(region=region, kind=kind.CASE, code__in=own.refs).values("entry_id")
    referred = set(Subject.objects.filter(entry_id__in=entries).values_list("kind", "code"))
    persons = own.persons | {code for what, code in referred if what == kind.PERSON}
    places = own.institutions | {code for what, code in referred if what == kind.INSTITUTION}
    if own.refs and not referred:
        raise Denied("所引用的事项不存在，或不在您的办理范围内")
    scope = scope_of(user)
    known = search.institutions(scope).filter(region=region, code__in=places)
    if scope.person:
        known = Institution.objects.filter(region=region, code__in=places, sites__person__code=scope.person)
    people = search.people(scope).filter(region=region, code__in=persons)
    if places - set(known.values_list("code", flat=True)) or persons - set(people.values_list("code", flat=True)):
        raise Denied("涉及的机构或人员不在您的办理范围内")
