"""Guards and remarks of fees, self-inspections, feedback, channels and lists of good examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dingdian.law import acts as a
from dingdian.law import conduct as c
from dingdian.law import fees
from dingdian.law.explain import Objection, Reason
from dingdian.law.register import Register
from dingdian.law.standing import status_at
from dingdian.law.values import Status


def lines_sound(r: Register, act: c.FeesReceive) -> Iterator[Objection]:
    """A batch has lines, and none of a service that is yet to come."""
    if not act.lines:
        yield Objection("这批费用没有一条明细", remedy="至少写一条")
    late = [n for n, line in enumerate(act.lines, start=1) if line.on > act.on]
    if late:
        shown = "、".join(map(str, late[:5])) + (f" 等 {len(late)} 条" if len(late) > 5 else "")
        yield Objection(f"第 {shown} 条的服务日期晚于收到日 {act.on}", remedy="核对服务日期")


def checked_before_paid(r: Register, act: c.FeesSettle) -> Iterator[Objection]:
    """No batch is paid before each of its lines was held against the status of its person."""
    if r.regime.parameters.settlement.checked_before_paid.value and not fees.checked(r, act.of):
        yield Objection(
            "这批费用还没有逐条核对人员状态，不能结算", ("settlement.checked_before_paid",), remedy="先核对，再结算"
        )


def found_by_check(r: Register, act: c.FeesCheck) -> Iterator[Reason]:
    """What the check found: how many lines are payable, what was paid wrongly and what follows from it."""
    lines = fees.checked(r, act.of, now=act)
    counts = {name: sum(x.decision.value == name for x in lines) for name in ("pay", "deny", "hold", "manual_review")}
    said = {"pay": "结算", "deny": "不予结算", "hold": "暂缓", "manual_review": "人工复核"}
    told = "，".join(f"{said[name]} {n} 条" for name, n in counts.items() if n)
    yield Reason(f"逐条核对 {len(lines)} 条：{told}", ("settlement.checked_before_paid",))
    many, amount = fees.wrongly_paid(lines)
    if many and fees.recovers(r.regime):
        yield Reason(f"已付而不应支付 {many} 条，合计 {amount:.2f} 元，拟予追回", _recover_keys(r))
    if many and fees.deducts(r.regime):
        yield Reason("并拟扣减机构考核分，分值由人填写", ("institution_measures.noncompliance",))


def _recover_keys(r: Register) -> tuple[str, ...]:
    own = r.regime.parameters.settlement.wrongly_paid.value is not None
    return ("settlement.wrongly_paid",) if own else ("institution_measures.noncompliance",)


def amount_found(r: Register, act: c.FeesRecover) -> Iterator[Objection]:
    """What is asked back is what the last check found, to the cent."""
    if not fees.recovers(r.regime):
        yield Objection("本规则没有规定追回错付的费用", ("settlement.wrongly_paid",), remedy="不办理追回")
        return
    _, amount = fees.wrongly_paid(fees.checked(r, act.of))
    if act.amount != amount:
        yield Objection(
            f"已付而不应支付的合计 {amount:.2f} 元，填写的是 {act.amount:.2f} 元", _recover_keys(r),
            remedy="按核对的合计填写；明细有误的，改正后再核对",
        )  # fmt: skip


def deduction_stated(r: Register, act: c.FeesClose) -> Iterator[Objection]:
    """Where the rules take assessment points off, a human states how many."""
    if fees.deducts(r.regime) and act.deducted is None:
        keys = ("institution_measures.noncompliance", "institution_measures.confirmation")
        yield Objection("没有填写扣减机构考核分的分值", keys, remedy="由人填写扣减的分值；不扣的填 0 并写明理由")
    elif act.deducted is not None and act.deducted < 0:
        yield Objection("扣减的分值不能小于 0", remedy="填写不小于 0 的整数")
    elif act.deducted == 0 and fees.deducts(r.regime) and not act.reason:
        yield Objection("不扣减考核分的，要写明理由", ("institution_measures.noncompliance",), remedy="填写理由")


def asked_of_institutions(r: Register, act: c.SelfInspectionRecord) -> Iterator[Objection]:
    if not r.regime.parameters.supervision.self_inspections.value:
        key = ("supervision.self_inspections",)
        yield Objection("本规则没有机构自查自纠的登记", key, remedy="发现违规的，按自报或处理办理")


def refund_sound(r: Register, act: c.SelfInspectionCorrect) -> Iterator[Objection]:
    """What was put right after it was found."""
    found = next((x.act for x in r.records if x.ref == act.of), None)
    if found is not None and act.on < found.on:
        yield Objection(f"整改日期早于发现日 {found.on}", remedy="核对日期")


def own_corrections(r: Register, act: a.HandlingDecide) -> Iterator[Reason]:
    """Violations that the institution found and put right itself before the decision, as evidence for who decides."""
    if not r.regime.parameters.supervision.self_inspections.value:
        return
    persons = {p.person for f in act.findings for p in f.persons}
    found = {x.ref: x.act for x in r.records if isinstance(x.act, c.SelfInspectionRecord)}
    for record in r.records:
        own = found.get(record.act.of) if isinstance(record.act, c.SelfInspectionCorrect) else None
        if own is None or own.institution != act.institution or record.on > act.on:
            continue
        if own.person is not None and own.person not in persons:
            continue
        back = f"，退回 {record.act.amount:.2f} 元" if record.act.amount is not None else ""
        text = f"机构 {own.on} 自查发现“{own.text}”，{record.on} 已改正{back}：可作为主动纠正的证据，由人判断"
        yield Reason(text, ("supervision.self_inspections",))


def channel_known(r: Register, act: Any) -> Iterator[Objection]:
    """What the insured say comes by one of the ways that the rules name."""
    listed = r.regime.parameters.supervision.feedback_channels.value
    if listed is None or act.channel not in listed:
        known = "、".join(listed or ()) or "（没有）"
        yield Objection(
            f"{act.channel} 不是本规则的监督渠道", ("supervision.feedback_channels",), remedy=f"可用：{known}"
        )


def channels_published(r: Register, act: Any) -> Iterator[Objection]:
    if not r.regime.parameters.disclosure.supervision_channels.value:
        key = ("disclosure.supervision_channels",)
        yield Objection("本规则没有公开监督方式的要求", key, remedy="不在这里公布")


def deserves(r: Register, act: c.HonourAward) -> Iterator[Objection]:
    """Good examples: a list that the rules have, open to the person's role; no points that year, in good standing."""
    lists = r.regime.parameters.disclosure.honour_lists.value or {}
    key = ("disclosure.honour_lists",)
    if act.list not in lists:
        yield Objection(f"本规则没有名单 {act.list}", key, remedy=f"可用：{'、'.join(lists) or '（没有）'}")
        return
    if not set(r.people[act.person].roles) & set(lists[act.list]):
        yield Objection("人员类别不在这份名单的范围内", key, remedy="核对人员类别，或选另一份名单")
    if act.year > act.on.year:
        yield Objection(f"{act.year} 年还没有到", key, remedy="填写当年或以前的年度")
    account = r.account(act.person)
    booked = sum(x.counted for x in account.lines if x.kind == "entry" and x.year == act.year)
    if booked:
        yield Objection(f"{act.year} 年度有记分 {booked} 分，不宜列入", key, remedy="核对年度和人员")
    if status_at(r, account, act.person, act.on, None)[0] is not Status.NORMAL:
        yield Objection("列入时状态不是正常", key, remedy="恢复正常之后再列入")


def honoured(r: Register, act: c.HonourWithdraw) -> Iterator[Objection]:
    if (act.list, act.year) not in honours(r, act.person):
        yield Objection("名单上没有这一项", ("disclosure.honour_lists",), remedy="核对名单和年度")


def honours(r: Register, person: str) -> dict[tuple[str, int], c.HonourAward]:
    """The lists that name a person, by list and year."""
    found: dict[tuple[str, int], c.HonourAward] = {}
    for record in r.of_person(person):
        if isinstance(record.act, c.HonourAward):
            found[record.act.list, record.act.year] = record.act
        elif isinstance(record.act, c.HonourWithdraw):
            found.pop((record.act.list, record.act.year), None)
    return found
