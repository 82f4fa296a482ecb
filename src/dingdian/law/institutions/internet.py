"""Conditions of the supplement for on-line care: a designated host, the approval, receipts, records."""

from __future__ import annotations

from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.asked import Asked, Outcome, in_time, looks_at
from dingdian.law.institutions.standing import LABELS, state_on


@looks_at("host_in_force")
def host_in_force(q: Asked) -> Outcome:
    """The host (the applicant itself, unless it names another) has an agreement that is being performed."""
    host = q.facts.host or q.institution
    if q.r.setting.agreements is None and not agreements(q.r, host, q.known_on):
        return q.open("所依托机构的医保协议没有登记")
    status = state_on(q.r, host, q.day, q.known_on).status
    if status not in ("in_force", "settlement_hold"):
        return q.fails(f"所依托机构的医保协议{LABELS[status]}，不能申请补充协议", remedy="恢复履行后再申请")
    return q.holds("所依托机构的医保协议在履行中")


@looks_at("internet_approval")
def internet_approval(q: Asked) -> Outcome:
    """An approval of one of the kinds in `values`, valid on the day."""
    kind, until = q.facts.internet_approval_type, q.facts.internet_approval_valid_until
    if kind is None:
        return q.open("互联网医院或互联网诊疗的批准文件没有登记")
    if kind not in q.row.values:
        return q.fails(f"批准文件 {kind} 不是所要求的种类", remedy="取得批准后再申请")
    if not in_time(None, until, q.day):
        return q.fails(f"批准文件有效期至 {until}，已过期", remedy="换发后再申请")
    return q.holds(f"有批准文件 {kind}" + (f"，有效期至 {until}" if until else ""))


@looks_at("receipt_mode")
def receipt_mode(q: Asked) -> Outcome:
    """One of the ways in `values` to hand out receipts; where only the last is used, it needs a stated time limit."""
    modes = q.facts.receipt_modes
    if modes is None:
        return q.open("提供票据的方式没有登记")
    offered = [m for m in modes if m in q.row.values]
    if not offered:
        return q.fails("没有提供票据的方式", remedy="开通电子票据、电子发票或写明邮寄时限")
    if set(offered) == {q.row.values[-1]} and q.facts.postal_limit is None:
        return q.fails("只邮寄纸质票据，却没有写明时限", remedy="在申请材料中写明邮寄时限")
    return q.holds(f"提供票据的方式：{'、'.join(offered)}")


@looks_at("records_kept")
def records_kept(q: Asked) -> Outcome:
    """Every kind of record in `values` is kept."""
    kept = q.facts.online_records_kept
    if kept is None:
        return q.open("线上诊疗记录的留存情况没有登记")
    lacking = (
        [] if kept is True else list(q.row.values) if kept is False else [v for v in q.row.values if v not in kept]
    )
    if lacking:
        return q.fails(f"没有完整留存 {'、'.join(lacking)}", remedy="补全记录留存")
    return q.holds("线上诊疗记录完整留存")
