"""The one door from pages to casework: does or proposes an act, and puts every refusal in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from pydantic import ValidationError

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Proposal, Task
from dingdian.journal.models import Region
from dingdian.journal.record import Conflict, OutOfOrder, Recorded, Refused
from dingdian.journal.slices import regime_of
from dingdian.web.clauses import in_words, listed
from dingdian.web.preview import Preview, Refusal, preview

_DECLINED = (Conflict, OutOfOrder, PermissionDenied, actions.Denied, actions.InvalidAct, actions.WrongMoment)
"""What is raised where a step is not for this user or moment."""


class Declined(Exception):  # noqa: N818
    """The act was not done; `refusals` say why, in words for whoever asked."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("；".join(r.text for r in refusals))
        self.refusals = refusals


def tried(region: Region, act: Mapping[str, Any], *, user: Any) -> Preview:
    """What the act would change, as far as the user may know it. Raises `Declined` for what is no act."""
    try:
        return preview(region, act, user)
    except ValidationError as error:
        raise Declined(_invalid(error)) from None


def checked(act: Mapping[str, Any]) -> Any:
    """The act that was filled in. Raises `Declined` for what is no act."""
    return said(lambda: actions.read(act))


def done(region: Region, act: Mapping[str, Any], *, user: Any, key: str) -> Recorded:
    """A step of one person. Raises `Declined`."""
    return said(lambda: actions.do(region, dict(act), acting_user=user, key=key))


class SomeDeclined(Exception):  # noqa: N818
    """Of many acts none was done; `rows`: place in the list → the refusals of that one."""

    def __init__(self, rows: Mapping[int, tuple[Refusal, ...]]) -> None:
        super().__init__(f"{len(rows)} 项不能办理")
        self.rows = dict(rows)


def many(region: Region, acts: Sequence[Mapping[str, Any]], *, user: Any, keys: Sequence[str]) -> list[Recorded]:
    """Steps of one person, all or none. Raises `SomeDeclined`."""
    try:
        return actions.do_many(region, acts, acting_user=user, keys=keys)
    except actions.NotAll as error:
        raise SomeDeclined({n: _why(one) for n, one in error.rows.items()}) from None


def many_tried(region: Region, acts: Sequence[Mapping[str, Any]], *, user: Any) -> list[tuple[str, ...]]:
    """What would be remarked to each of them. Raises `SomeDeclined`."""
    try:
        checked_ones = actions.many_checked(region, acts, acting_user=user)
        notes = actions.many_examined(region, checked_ones, acting_user=user)
    except actions.NotAll as error:
        raise SomeDeclined({n: _why(one) for n, one in error.rows.items()}) from None
    return [tuple(in_words(regime_of(region), note.text) for note in row) for row in notes]


def _why(error: Exception) -> tuple[Refusal, ...]:
    def call() -> None:
        raise error

    try:
        said(call)
    except Declined as declined:
        return declined.refusals
    raise AssertionError("an error that is none")


def proposed(region: Region, act: Mapping[str, Any], *, user: Any, over: Proposal | None = None) -> Proposal:
    """A draft handed in for signature; `over`: the proposal it changes, whose signatures are void then.

    Where it cannot be handed in nothing is kept of it: what was typed stands in the form.
    """

    @transaction.atomic
    def call() -> Proposal:
        if over is None:
            drawn = actions.propose(region, dict(act), acting_user=user)
        else:
            drawn = actions.edit(over, dict(act), acting_user=user) or over
        return actions.submit(drawn, acting_user=user) or drawn

    return said(call)


def stored(proposal: Proposal) -> dict[str, Any]:
    """The act of a proposal, its amounts exact."""
    found: dict[str, Any] = json.loads(json.dumps(proposal.act), parse_float=Decimal)
    return found


def signed(proposal: Proposal, *, version: int, agreed: bool, remark: str, user: Any) -> None:
    """Agree to the version that was looked at, or send it back."""
    said(lambda: actions.sign(proposal, acting_user=user, version=version, agreed=agreed, remark=remark))


def enacted(proposal: Proposal, *, user: Any) -> Recorded:
    """Record an approved proposal; asked twice, it is recorded once."""
    return said(lambda: actions.enact(proposal, acting_user=user))


def withdrawn(proposal: Proposal, *, user: Any) -> None:
    said(lambda: actions.withdraw(proposal, acting_user=user))


def claimed(task: Task, *, user: Any) -> None:
    """Take a task on. Raises `Declined` where somebody else was first."""
    said(lambda: actions.claim(task, acting_user=user))


def handed_over(task: Task, to: User, *, user: Any) -> None:
    """Give a task to another. Raises `Declined`."""
    said(lambda: actions.hand_over(task, to, acting_user=user))


def said(call: Any) -> Any:
    """What a call of casework gives. Raises `Declined` where that refuses."""
    try:
        return call()
    except Refused as refused:
        raise Declined(tuple(_objected(refused))) from None
    except ValidationError as error:
        raise Declined(_invalid(error)) from None
    except _DECLINED as error:
        told = getattr(error, "problems", None)
        texts = [text for _, text in told] if told else [str(error) or "您不能办理这一步"]
        raise Declined(tuple(Refusal(text, getattr(error, "remedy", ""), ()) for text in texts)) from None


def _objected(refused: Refused) -> list[Refusal]:
    regime = refused.regime
    return [
        Refusal(in_words(regime, o.text), in_words(regime, o.remedy), listed(regime, o.cites(regime)))
        for o in refused.objections
    ]


def _invalid(error: ValidationError) -> tuple[Refusal, ...]:
    found = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        text, _, remedy = problem["msg"].removeprefix("Value error, ").partition("|")
        found.append(Refusal(text if remedy else "内容不完整或写法不对", remedy or "核对各栏后再办理", ()))
    return tuple(dict.fromkeys(found))
