"""Guards of what is put on record row by row: signs, purchases, uploads, prescriptions."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law.explain import Objection
from dingdian.law.institutions.declared import SignIssue
from dingdian.law.institutions.signs import signs
from dingdian.law.institutions.standing import is_designated
from dingdian.law.register import Register


def _clauses(r: Register, act: str) -> tuple[str, ...]:
    row = r.regime.rules.steps.value.get(act)
    return row.clauses if row is not None else ()


def sign_of_designated(r: Register, act: SignIssue) -> Iterator[Objection]:
    """A sign hangs only where there is an agreement, and each number hangs once."""
    own = is_designated(r, act.institution, act.on)
    if not own.value:
        words = f"{own.reasons[0].text}，不能发放定点标识牌"
        yield Objection(words, ("steps", "designated_states"), _clauses(r, act.act), "协议生效后再发放")
    if any(s.number == act.number and s.returned_on is None for s in signs(r, act.institution)):
        words = f"编号 {act.number} 的标识牌已经发放，还没有收回"
        yield Objection(words, ("steps",), _clauses(r, act.act), "核对编号，或先登记收回")
