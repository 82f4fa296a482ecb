"""Guards of settlement holds and of documents demanded."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law import acts as a
from dingdian.law.deadlines import Query
from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.agreements import holds
from dingdian.law.institutions.deadlines import DEADLINES
from dingdian.law.processes.guards.institutions_common import latest
from dingdian.law.processes.model import Choice
from dingdian.law.register import Register


def hold_ground(r: Register, act: a.SettlementHold) -> Iterator[Objection]:
    """A ground that is named is one of the table and of the institution's sector."""
    table = r.regime.rules.hold_grounds.value
    if table is None or act.ground is None:
        return
    row, sector = table.get(act.ground), r.sector_of(act.institution)
    if row is None:
        yield Objection(f"没有 {act.ground} 这种情形", ("hold_grounds",), remedy=f"可用：{'、'.join(table)}")
    elif not row.applies(sector):
        words = f"{act.ground} 不适用于 {sector}"
        yield Objection(words, ("hold_grounds",), row.clauses, "按该类机构的情形办理")


def optional(r: Register, act: a.SettlementHold) -> Iterator[Objection]:
    """Where a hold is only possible, not due, it has a basis of its own and somebody confirms it."""
    rule = r.regime.rules.settlement_hold.value
    if rule is None or act.ground not in rule.optional_for:
        return
    row = (r.regime.rules.hold_grounds.value or {}).get(act.ground or "")
    said_no = act.confirmed is False or r.setting.complete
    if said_no and (act.basis is None or not act.confirmed):
        yield Objection(
            f"{act.ground} 不当然暂停结算，须另有依据并经人确认",
            ("settlement_hold",),
            row.clauses if row is not None else (),
            "写明 basis（如协议条款），并确认（confirmed: true）",
        )


def _released(r: Register, act: a.SettlementRelease, state: str) -> str:
    """Payment runs again once no hold is left, of the whole institution or of a declaration."""
    return "held" if any(h.released is None for h in holds(r, act.institution)) else "released"


RELEASED = Choice(_released, ("held", "released"))


def demand_over(r: Register, act: i.DocumentFinalNotice) -> Iterator[Objection]:
    """The final notice follows a demand whose own day is over."""
    demand = latest(r, act.institution, i.DocumentDemand)
    due = demand.act.due_on if demand is not None else None
    if due is not None and act.on <= due:
        words = f"要求提供资料的期限到 {due}，还没有届满"
        yield Objection(words, ("document_supply_limit",), remedy=f"{due} 之后再发最后通知")


def extended_in_time(r: Register, act: i.DocumentExtend) -> Iterator[Objection]:
    """An extension gives its reason and is recorded before the time is over."""
    if act.reason is None:
        yield Objection("延长没有写明理由", ("document_supply_limit",), remedy="写明 reason")
    due = DEADLINES["document.provide"](r, Query(institution=act.institution)).value
    if due is not None and act.recorded > due.day:
        words = f"期限已于 {due.day} 届满，不能再延长"
        yield Objection(words, ("document_supply_limit",), remedy="按未提供办理")
