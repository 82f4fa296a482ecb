"""The payment standard (医保支付标准) of a drug, item or consumable: one for the whole area, by code and day."""

from __future__ import annotations

from datetime import date

from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.rows import PaymentStandard
from dingdian.law.register import Register

SOURCE, TABLE = "payment_standard_source", "payment_standards"


def payment_standard(r: Register, code: str, day: date) -> Decision[PaymentStandard | None]:
    """The row of the rules that holds for a code on a day, whatever the institution; null where there is none."""
    rows = r.regime.rules.payment_standards.value or ()
    found = next((x for x in rows if x.code == code and x.holds_on(day) and x.institution is None), None)
    words = f"{code} {day} 没有公布支付标准" if found is None else f"{code} {day} 的支付标准是 {found.amount:.2f} 元"
    return Decision(found, r.regime, lambda: [Reason(words, (SOURCE, TABLE))])
