"""Everything that is done in casework. Role and scope are looked at first, then the law, then it is recorded.

A step that needs two persons is drawn up as a proposal, signed by another and only then recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import ValidationError

from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import scope_of
from dingdian.casework import notices
from dingdian.casework.models import Proposal, Signature, Task
from dingdian.casework.perms import (
    Denied,
    in_scope,
    law_role,
    signing_role,
    step_allowed,
    two_person,
    two_person_clauses,
)
from dingdian.casework.queries import tasks_in_scope
from dingdian.journal.lengths import too_long
from dingdian.journal.many import Told, record_many
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Actor, Recorded, Refused, record, today
from dingdian.journal.slices import ACT, load, load_for, regime_of
from dingdian.journal.subjects import about
from dingdian.law.explain import Reason
from dingdian.law.processes.admit import admit, examine
from dingdian.law.values import Role
from dingdian.messages import explain_error

State = Proposal.State
FILLED = ("actor", "approved_by", "recorded_on")
"""Fields of an act that are filled in from who does it and when, and may not be given."""


class InvalidAct(ValueError):  # noqa: N818
    """What was filled in makes no act; `problems`: (field, what is wrong)."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{field}：{text}" for field, text in self.problems))


class WrongMoment(Exception):  # noqa: N818
    """The task or proposal is not in a state that allows this; nothing was changed."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.text, self.remedy = text, remedy


def do(region: Region, act: Mapping[str, Any], *, acting_user: User, key: str) -> Recorded:
    """Record a step that one person does. The same `key` with the same content gives what was recorded before.

    Raises `Denied`, `InvalidAct`, or what `journal.record` raises.
    """
    regime = regime_of(region)
    step_allowed(regime, str(act.get("act")), acting_user)
    checked = read(act)
    in_scope(region, checked, acting_user)
    if two_person(regime, checked.act):
        raise Denied(
            "这一步须由两人分别经办和批准",
            clauses=two_person_clauses(regime, checked.act),
            remedy="先起草，再送另一人审核",
        )
    done = checked.model_copy(update={"actor": _as(acting_user)})
    return record(region, done, by=_actor(acting_user), key=f"{acting_user.pk}:{key}")


class NotAll(Exception):  # noqa: N818
    """Some of many acts cannot be done, so none was; `rows`: place in the list → why."""

    def __init__(self, rows: Mapping[int, Exception]) -> None:
        super().__init__("；".join(f"第 {n + 1} 项：{why}" for n, why in rows.items()))
        self.rows = dict(rows)


def do_many(
    region: Region, acts: Sequence[Mapping[str, Any]], *, acting_user: User, keys: Sequence[str]
) -> list[Recorded]:
    """Record many steps of one person, all or none, in their order. Raises `NotAll` with every reason.

    The same keys with the same content give what was recorded before.
    """
    checked = many_checked(region, acts, acting_user=acting_user)
    told = [
        Told(act.model_copy(update={"actor": _as(acting_user)}), _actor(acting_user), f"{acting_user.pk}:{key}")
        for act, key in zip(checked, keys, strict=True)
    ]
    held = Entry.objects.filter(region=region, request_key__in=[x.key for x in told]).count()
    if held < len(told):
        many_examined(region, checked, acting_user=acting_user)
    return record_many(region, told)


def many_checked(region: Region, acts: Sequence[Mapping[str, Any]], *, acting_user: User) -> list[Any]:
    """The acts as they were filled in, each one the user's to do. Raises `NotAll`."""
    regime, found, wrong = regime_of(region), [], dict[int, Exception]()
    for n, act in enumerate(acts):
        try:
            step_allowed(regime, str(act.get("act")), acting_user)
            read_one = read(act)
            in_scope(region, read_one, acting_user)
            if two_person(regime, read_one.act):
                raise Denied("这一步须由两人分别经办和批准", remedy="逐件起草，再送另一人审核")
            found.append(read_one)
        except (Denied, InvalidAct) as error:
            wrong[n] = error
    if wrong:
        raise NotAll(wrong)
    return found


def many_examined(region: Region, acts: Sequence[Any], *, acting_user: User) -> list[tuple[Reason, ...]]:
    """What the law remarks to each act, done in their order on a register that is thrown away. Raises `NotAll`."""
    named = [about(act) for act in acts]
    persons = frozenset[str]().union(*(x.persons for x in named))
    places = frozenset[str]().union(*(x.institutions for x in named))
    register = load(region, persons=persons, institutions=places, refs={ref for x in named for ref in x.refs})
    notes, wrong = list[tuple[Reason, ...]](), dict[int, Exception]()
    for n, act in enumerate(acts):
        learned = as_learned(act, acting_user)
        unknown = [p for p in named[n].persons if p not in register.people]
        if unknown:
            wrong[n] = Denied(f"没有登记过人员 {unknown[0]}", remedy="核对人员编码；新人员先登记")
            continue
        result = admit(register, learned)
        if result.record is None:
            wrong[n] = Refused(register.regime, result.objections)
        notes.append(result.notes)
    if wrong:
        raise NotAll(wrong)
    return notes


def read(act: Mapping[str, Any]) -> Any:
    """The act that was filled in. Raises `InvalidAct` with every problem."""
    given = [(name, "由系统按办理人和日期填写，不能自行填写") for name in FILLED if act.get(name) is not None]
    try:
        found = ACT.validate_python(dict(act))
    except ValidationError as error:
        raise InvalidAct([*given, *(_problem(x) for x in error.errors())]) from None
    given += [(field, f"内容过长；至多 {longest} 字") for field, longest in too_long(found)]
    if given:
        raise InvalidAct(given)
    return found


def as_learned(act: Any, user: User) -> Any:
    """The act as it would be recorded today by a user."""
    learned = {} if act.on == today() else {"recorded_on": today()}
    return act.model_copy(update={"actor": _as(user), **learned})


def _problem(error: Any) -> tuple[str, str]:
    where = ".".join(str(part) for part in error["loc"][1:]) or "act"
    message, expected, remedy = explain_error(error)
    return where, "；".join(text for text in (message, expected and f"应为{expected}", remedy) if text)


# Two persons


def propose(region: Region, act: Mapping[str, Any], *, acting_user: User) -> Proposal:
    """Draw up a step that another has to sign."""
    _drawable(region, act, acting_user)
    return Proposal.objects.create(region=region, act=dict(act), drawn_by=acting_user)


def edit(proposal: Proposal, act: Mapping[str, Any], *, acting_user: User) -> Proposal:
    """Change a proposal; it is a draft again, and signatures on earlier versions count no more (they are kept)."""
    _drawable(proposal.region, act, acting_user)
    with transaction.atomic():
        row = _own(proposal, acting_user, State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED)
        row.act, row.version, row.state = dict(act), row.version + 1, State.DRAFT
        row.save(update_fields=["act", "version", "state"])
    return row


def submit(proposal: Proposal, *, acting_user: User) -> Proposal:
    """Send a draft to be signed, if the law has no objection to it. Raises `Refused` with every objection."""
    with transaction.atomic():
        row = _own(proposal, acting_user, State.DRAFT)
        act = _drawable(row.region, row.act, acting_user)
        register = load_for(row.region, act)
        if objections := examine(register, as_learned(act, acting_user)):
            raise Refused(register.regime, objections)
        row.state = State.SUBMITTED
        row.save(update_fields=["state"])
        notices.to_sign(row)
    return row


def withdraw(proposal: Proposal, *, acting_user: User) -> Proposal:
    """Take a proposal back for good."""
    with transaction.atomic():
        row = _own(proposal, acting_user, State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED)
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
    return row


def sign(proposal: Proposal, *, acting_user: User, version: int, agreed: bool, remark: str = "") -> Proposal:
    """Approve or send back the version that was looked at; never one's own, and once only.

    Raises `Denied`, `WrongMoment`, or `Refused` where the law wants another to approve.
    """
    with transaction.atomic():
        row = _locked(proposal)
        _signable(row, acting_user)
        _state(row, State.SUBMITTED)
        if version != row.version:
            raise WrongMoment("您看到的不是最新一版", "重新打开，核对后再签署")
        if agreed:
            _not_barred(row, acting_user)
        Signature.objects.create(proposal=row, version=version, by=acting_user, agreed=agreed, remark=remark)
        row.state = State.APPROVED if agreed else State.REJECTED
        row.save(update_fields=["state"])
        notices.signed(row, agreed)
    return row


def enact(proposal: Proposal, *, acting_user: User) -> Recorded:
    """Record the version that was signed; asked again, it gives what was recorded.

    Raises `Denied`, `WrongMoment`, or what `journal.record` raises.
    """
    with transaction.atomic():
        row = _locked(proposal)
        act = _drawable(row.region, row.act, acting_user)
        if row.state == State.RECORDED and row.entry is not None:
            return Recorded(row.entry, replayed=True)
        _state(row, State.APPROVED)
        signature = row.signatures.select_related("by").get(version=row.version, agreed=True)
        signed = {"actor": _as(row.drawn_by), "approved_by": _as(signature.by)}
        key = f"proposal:{row.pk}:{row.version}"
        done = record(row.region, act.model_copy(update=signed), by=_actor(acting_user), key=key)
        row.state, row.entry = State.RECORDED, done.entry
        row.save(update_fields=["state", "entry"])
    return done


def _drawable(region: Region, act: Mapping[str, Any], user: User) -> Any:
    """The act, if the user may draw it up and it is one that two persons do."""
    regime = regime_of(region)
    step_allowed(regime, str(act.get("act")), user, "proposal.draw")
    found = read(act)
    in_scope(region, found, user)
    if not two_person(regime, found.act):
        raise Denied("这一步一人即可办理", remedy="直接办理，不必送审")
    return found


def _signable(row: Proposal, user: User) -> None:
    """Raise `Denied` unless the user may sign: another person, with the right role, over the same scope."""
    if not may(user, "proposal.sign"):
        raise Denied("您的角色不能审核", remedy="请有审核权的人员审核")
    act, regime = read(row.act), regime_of(row.region)
    needed = two_person_clauses(regime, act.act)
    if user.pk == row.drawn_by_id:
        raise Denied("起草人不能审核自己起草的事项", clauses=needed, remedy="换一人审核")
    if law_role(user) != signing_role(regime, row.act, row.drawn_by):
        raise Denied("这一步不由您所在的一方批准", clauses=needed, remedy="交由有权的一方批准")
    in_scope(row.region, act, user)


def _not_barred(row: Proposal, user: User) -> None:
    """Raise `Refused` with what the law objects to only because it is this user who approves."""
    act = as_learned(read(row.act), row.drawn_by)
    register = load_for(row.region, act)
    anyway = {o.text for o in examine(register, act)}
    approved = act.model_copy(update={"approved_by": _as(user)})
    if barred := [o for o in examine(register, approved) if o.text not in anyway]:
        raise Refused(register.regime, barred)


def _locked(proposal: Proposal) -> Proposal:
    """The row as it now is, held until the transaction ends."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("region", "drawn_by").get(pk=proposal.pk)


def _own(proposal: Proposal, user: User, *states: Proposal.State) -> Proposal:
    row = _locked(proposal)
    if row.drawn_by_id != user.pk or not may(user, "proposal.draw"):
        raise Denied("只有起草人可以这样做", remedy="请起草人办理")
    _state(row, *states)
    return row


def _state(row: Proposal, *states: Proposal.State) -> None:
    if row.state not in states:
        raise WrongMoment(f"这件事现在是“{State(row.state).label}”，不能这样办", "重新打开，按现在的状态办理")


# Tasks


def claim(task: Task, *, acting_user: User) -> Task:
    """Take a task on; nobody takes it from another."""
    with transaction.atomic():
        row = _task(task, acting_user)
        if law_role(acting_user) != row.role:
            raise Denied("这件事不由您办理", clauses=row.clauses, remedy="交由有权的一方办理")
        if row.holder_id not in (None, acting_user.pk):
            raise WrongMoment("已有人在办这件事", "请经办人转交")
        return _held(row, acting_user)


def hand_over(task: Task, to: User, *, acting_user: User) -> Task:
    """Give a task to another who may do it: by its holder, or by whoever signs or supervises there."""
    with transaction.atomic():
        row = _task(task, acting_user)
        if not may_hand_over(row, acting_user):
            raise Denied("只有经办人、审核人或督办人可以转交", remedy="请他们转交")
        if row.holder_id == to.pk:
            raise WrongMoment(f"这件事已由{to}经办", "不必再转交")
        if not _able(_beside(row, acting_user).filter(pk=to.pk), row):
            raise Denied("对方不能办理这件事：角色不符、不在本单位，或不在其管辖范围内", remedy="换一位有权的人员")
        _held(row, to)
        if to.pk != acting_user.pk:
            notices.handed_over(row, acting_user)
        return row


def may_hand_over(task: Task, user: User) -> bool:
    """Whether the user may give an open task to another: who holds it, signs or supervises."""
    over = may(user, "proposal.sign") or user.role == User.Role.SUPERVISOR
    return task.done_id is None and (task.holder_id == user.pk or over)


def takers(task: Task, user: User, *, most: int = 200) -> list[User]:
    """Whom the user can hand a task to, by name: who may do it and has it in scope, but for its holder."""
    others = _beside(task, user).exclude(pk=task.holder_id or 0)
    return _able(others.select_related("organisation__division").order_by("name", "username")[:most], task)


def _beside(task: Task, user: User) -> QuerySet[User]:
    """Those on the task's side; of an office, in the task's own division or in the user's organisation."""
    found = User.objects.filter(role__in=[role for role, law in LAW_ROLE.items() if law == task.role], is_active=True)
    if task.role == Role.PERSON:
        return found.filter(person=task.person)
    if task.role == Role.INSTITUTION:
        return found.filter(organisation__institution=task.institution)
    return found.filter(Q(organisation__division=task.division) | Q(organisation=user.organisation_id))


def _able(users: Iterable[User], task: Task) -> list[User]:
    place = {"division": task.division, "institution": task.institution, "person": task.person}
    return [user for user in users if may(user, "case.act") and scope_of(user).covers(**place)]


def _task(task: Task, user: User) -> Task:
    row = tasks_in_scope(user).filter(pk=task.pk, done__isnull=True)
    found = Task.objects.select_for_update(of=("self",)).filter(pk__in=row.values("pk")).first()
    if found is None:
        raise Denied("没有这件事，或不在您的管辖范围内", remedy="刷新列表后再试")
    return found


def _held(row: Task, user: User) -> Task:
    row.holder, row.held_at = user, timezone.now()
    row.save(update_fields=["holder", "held_at"])
    return row


def _as(user: User) -> str:
    """A user as acts name him: `agency:用户名`."""
    return f"{law_role(user)}:{user.username}"


def _actor(user: User) -> Actor:
    place = user.organisation.name if user.organisation is not None else ""
    return Actor(user.username, user.role, place)
