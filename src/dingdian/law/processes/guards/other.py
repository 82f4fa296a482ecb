"""Guards of grounds beyond points, of transfers, and of steps a regime may leave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.register import Register
from dingdian.law.scoring import parent_clause
from dingdian.law.values import Status


def open_clause(r: Register, act: a.CatalogueAdd) -> Iterator[Objection]:
    """Items are added only where the text leaves room, with points that the clause allows."""
    p = r.regime.parameters
    listed, grounds = p.scoring.circumstances.value, p.status.other_grounds.value
    rule = listed.get(act.under)
    room = {*(c for c, x in listed.items() if x.catch_all), *grounds} or set(listed)
    if act.under not in room:
        yield Objection(
            f"{act.under} 不是可以补充的兜底情形",
            ("scoring.catch_all_requires_catalogue_item",),
            remedy="写明补充在哪一条兜底情形之下",
        )
    elif act.points is not None and rule is not None:
        band = (p.scoring.bands.value or ())[rule.band - 1] if rule.band else (rule.points or 0, rule.points or 0)
        if not band[0] <= act.points <= band[1]:
            allowed = "—".join(str(x) for x in dict.fromkeys(band))
            yield Objection(
                f"{act.under} 为 {allowed} 分，补充的情形不能定为 {act.points} 分",
                ("scoring.circumstances",),
                (act.under, *parent_clause(r.regime, act.under)),
                "改为条款的分值，或不写 points",
            )


def other_ground(status: Status) -> Any:
    """A suspension or termination not listed by name needs a ground the authority added by then, and a term."""

    def guard(r: Register, act: Any) -> Iterator[Objection]:
        listed = r.regime.parameters.status.other_grounds.value
        open_to = tuple(clause for clause, leads_to in listed.items() if leads_to == status.value)
        clauses = (*open_to, *(c for clause in open_to for c in parent_clause(r.regime, clause)))
        item = r.items.get(act.ground)
        if item is None or item.on > act.on or item.under not in open_to:
            yield Objection(
                f"{act.ground} 不是可以{status.label}资格的情形",
                ("status.other_grounds",),
                clauses,
                "先由有权机关补充目录并写明依据；按分数、证书和协议的按各自规定办理",
            )
        elif status is Status.SUSPENDED and (act.to is None or act.to < (act.from_ or act.on)):
            yield Objection("暂停没有写明期限，或终日早于首日", ("status.other_grounds",), clauses, "填写 from 和 to")

    return guard


def transfer_recipient(r: Register, act: a.TransferSend) -> Iterator[Objection]:
    """A case goes to the authority of the sector in which the person works."""
    to = r.regime.parameters.authorities.transfer_to.value
    expected = {to[s] for f in r.filings(act.person) if (s := r.sector_of(f.institution)) in to and s is not None}
    if expected and act.to not in expected:
        yield Objection(
            f"应移送 {'或'.join(sorted(expected))}，填写的是 {act.to}",
            ("authorities.transfer_to",),
            remedy="按所在机构的类别移送",
        )


def reply_of_recipient(r: Register, act: a.TransferReply) -> Iterator[Objection]:
    """The authority to which the case went replies, and it must be a partner."""
    sent = [x.act.to for x in r.of_person(act.person) if isinstance(x.act, a.TransferSend)]
    if act.by is None or (act.by in sent and act.by in r.regime.parameters.authorities.partners.value):
        return
    yield Objection(
        f"案件没有移送 {act.by}，或者它不是协同部门", ("authorities.partners",), remedy="由收到移送的部门回复"
    )


def in_flow(key: str, *names: str) -> Any:
    """The step belongs to the regime's flow (a flow that is not stated forbids nothing)."""

    def guard(r: Register, act: Any) -> Iterator[Objection]:
        flow = r.regime.flat[key].value
        if flow is not None and not set(names) & set(flow):
            yield Objection("本规则的流程没有这一步", (key,), remedy="按规则的流程办理")

    return guard
