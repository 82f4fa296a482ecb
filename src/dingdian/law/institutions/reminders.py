"""Reminders that follow from grounds: payment to be held, or that may be; papers that expire soon. Never a sanction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dingdian.law.explain import Reason
from dingdian.law.institutions.grounds import hold_hits
from dingdian.law.institutions.licences import expiring
from dingdian.law.institutions.standing import state_on
from dingdian.law.register import Register


def reminders(r: Register, institution: str, day: date, known_on: date | None = None) -> Iterator[tuple[str, Reason]]:
    """The name of each task with its reason."""
    rule = r.regime.rules.settlement_hold.value
    status = state_on(r, institution, day, known_on).status
    if rule is not None and status == "in_force":
        for hit in hold_hits(r, institution, day, known_on).value.hits:
            must = hit.code in rule.mandatory_for
            if must or hit.code in rule.optional_for:
                words = "应暂停结算" if must else "可以暂停结算，须有依据并经确认"
                keys = (*hit.keys, "settlement_hold")
                yield (
                    "hold_settlement" if must else "consider_hold",
                    Reason(f"{hit.code} {hit.text}，{words}", keys, hit.clauses, hit.facts),
                )
    for paper in expiring(r, institution, day, known_on):
        words = f"{paper.kind} 将于 {paper.valid_until} 到期，还有 {paper.days_left} 日，请提醒延续"
        yield "renew_licence", Reason(words, ("licence_reminder_days",))
