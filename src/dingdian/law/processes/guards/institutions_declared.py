"""Guards of what is put on record row by row: signs, purchases, uploads, prescriptions."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions import acts as i
from dingdian.law.institutions import declared as d
from dingdian.law.institutions.prescriptions import KEY as PLACES
from dingdian.law.institutions.prescriptions import OUTSIDE, filled, place_of
from dingdian.law.institutions.purchases import KEY as REPORTED
from dingdian.law.institutions.rows import Requirement
from dingdian.law.institutions.signs import signs
from dingdian.law.institutions.standing import is_designated
from dingdian.law.processes.guards.requirement import Wrong, requirement
from dingdian.law.register import Register


def _clauses(r: Register, act: str) -> tuple[str, ...]:
    row = r.regime.rules.steps.value.get(act)
    return row.clauses if row is not None else ()


def sign_of_designated(r: Register, act: d.SignIssue) -> Iterator[Objection]:
    """A sign hangs only where there is an agreement, and each number hangs once."""
    own = is_designated(r, act.institution, act.on)
    if not own.value:
        words = f"{own.reasons[0].text}，不能发放定点标识牌"
        yield Objection(words, ("steps", "designated_states"), _clauses(r, act.act), "协议生效后再发放")
    if any(s.number == act.number and s.returned_on is None for s in signs(r, act.institution)):
        words = f"编号 {act.number} 的标识牌已经发放，还没有收回"
        yield Objection(words, ("steps",), _clauses(r, act.act), "核对编号，或先登记收回")


# Purchases


def rows_once(r: Register, act: d.PurchaseReport | d.PurchaseOrders) -> Iterator[Objection]:
    """The same line written twice is a slip, not a second purchase; and there is something to report."""
    if not act.rows:
        yield Objection("没有采购明细", ("steps",), _clauses(r, act.act), "至少写一行")
    seen: dict[tuple[object, ...], int] = {}
    for n, row in enumerate(act.rows, start=1):
        first = seen.setdefault((row.code, row.order, row.price, row.quantity), n)
        if first != n:
            words = f"第 {n} 行与第 {first} 行完全相同（{row.code}）"
            yield Objection(words, ("steps",), _clauses(r, act.act), "删去重复的一行；确是两次采购的，写明订单号")


def differs_from_orders(r: Register, act: d.PurchaseReport | d.PurchaseOrders) -> Iterator[Reason]:
    """That the rows differ from what the other side has on record for the month."""
    other = d.PurchaseOrders if isinstance(act, d.PurchaseReport) else d.PurchaseReport
    known = [x.act for x in r.at(act.institution) if isinstance(x.act, other) and x.act.period == act.period]
    if not known:
        return
    prices = {(x.code, x.order): x.price for x in known[-1].rows}
    for n, row in enumerate(act.rows, start=1):
        against = prices.get((row.code, row.order))
        if against is not None and against != row.price:
            words = f"第 {n} 行 {row.code} 单价 {row.price:.2f}，另一方为 {against:.2f}"
            yield Reason(words, (REPORTED,))


# Uploads


def days_once(r: Register, act: d.UploadRecord) -> Iterator[Objection]:
    """Each day stands once, none lies ahead, and no more is uploaded than there was."""
    seen: set[object] = set()
    for n, row in enumerate(act.rows, start=1):
        for wrong, words in (
            (row.day in seen, f"{row.day} 写了两次"),
            (row.day > act.on, f"{row.day} 还没有到"),
            (row.visits is not None and row.uploaded > row.visits, f"上传 {row.uploaded} 条，多于就诊 {row.visits} 条"),
        ):
            if wrong:
                yield Objection(f"第 {n} 行：{words}", ("steps",), _clauses(r, act.act), "改正这一行")
        seen.add(row.day)


# Prescriptions


def place_may_sell(r: Register, act: d.PrescriptionFill) -> Iterator[Objection]:
    """Drugs on prescription are bought where the rules say, at a place with an agreement; nobody else is asked."""
    places = r.regime.rules.purchase_places.value or ()
    where = place_of(r, act.institution)
    if where not in places:
        words = "规则没有规定可以凭处方到定点药店购药" if where == OUTSIDE else "规则没有规定可以在医疗机构内购药"
        yield Objection(words, (PLACES,), remedy="按规则规定的地点购药")
    own = is_designated(r, act.institution, act.on)
    if not own.value:
        yield Objection(f"配药的机构{own.reasons[0].text}", (PLACES,), remedy="到定点药店配药")


@requirement("prescription_on_record")
def _on_record(r: Register, act: i.SettlementDeclare, rule: Requirement) -> Iterator[Wrong]:
    """A line that names a prescription links to the record of it."""
    for n, line in enumerate(act.lines, start=1):
        if line.prescription is not None and filled(r, line.prescription, act.institution) is None:
            words = f"第 {n} 行的处方 {line.prescription} 没有在本店配药的记录"
            yield Wrong(words, "核对处方编号，或先登记外配处方", (PLACES,))
