"""How a service is paid: by the method that the agreement in force on the day of discharge or service sets for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dingdian.law import acts as a
from dingdian.law.explain import Decision, Reason
from dingdian.law.institutions.acts import Line as ClaimedLine
from dingdian.law.institutions.records import PaymentMethod
from dingdian.law.institutions.standing import state_on
from dingdian.law.register import Register

KEY = "payment_methods"


def methods_of(r: Register, agreement: str) -> tuple[PaymentMethod, ...]:
    """What an agreement sets, in its order; nothing where it sets none."""
    for x in r.setting.agreements or ():
        if x.id == agreement:
            return x.payment_methods
    signed = (x.act for x in r.records if x.ref == agreement and isinstance(x.act, a.AgreementSign))
    return next((act.payment_methods or () for act in signed), ())


def payment_method(
    r: Register, institution: str, service: str | None, day: date, known_on: date | None = None
) -> Decision[str | None]:
    """The method for a kind of service on a day; null where no agreement is in force or it says nothing of the kind."""
    line = state_on(r, institution, day, known_on).line
    if line is None or not line.covers(day):
        return Decision(None, r.regime, lambda: [Reason(f"{day} 没有执行中的协议，没有约定支付方式", (KEY,))])
    own = methods_of(r, line.ref)
    fits = [m for m in own if m.service is not None and m.service == service] or [m for m in own if m.service is None]
    if len(fits) != 1:
        words = f"{line.ref} 没有为这类服务约定一种支付方式，由经办人核定"
        return Decision(None, r.regime, lambda: [Reason(words, (KEY,))])
    words = f"{day} 执行协议 {line.ref}，按约定的支付方式 {fits[0].code} 结算"
    return Decision(fits[0].code, r.regime, lambda: [Reason(words, (KEY,))])


def methods_for(r: Register, institution: str, lines: Iterable[ClaimedLine]) -> dict[str, list[Reason]]:
    """The methods by which the lines of a declaration are paid, each with why; lines without one are left out."""
    found: dict[str, list[Reason]] = {}
    for line in lines:
        answer = payment_method(r, institution, line.service, line.discharged_on or line.cost_date)
        if answer.value is not None:
            found.setdefault(answer.value, []).extend(answer.reasons)
    return found
