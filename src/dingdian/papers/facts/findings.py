"""What was found about a person, one by one, with the points and their arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dingdian.law.explain import in_cites
from dingdian.law.register import Handling, Register
from dingdian.office.words import DEGREES, REASONS, SHIFTS
from dingdian.papers.facts.shared import (
    Asked,
    cites,
)


def findings_of(r: Register, handling: Handling, x: Asked) -> Iterator[Mapping[str, str]]:
    regime = r.regime
    rules, duties = regime.parameters.scoring.circumstances.value, regime.parameters.casework.duties.value
    n = 0
    for finding in handling.act.findings:
        share = next((p for p in finding.persons if p.person == x.person), None)
        if share is None:
            continue
        n += 1
        score = handling.scores.get((x.person, finding.id))
        shift = {share.shift: f"（{SHIFTS[share.shift]}）"} if share.shift else {}
        listed = [c if c in rules else r.items[c].under for c in finding.circumstances if c in rules or c in r.items]
        yield {
            "n": str(n),
            "type": finding.type,
            "facts": "；".join(rules[c].label if c in rules else c for c in finding.circumstances),
            "amount": f"{finding.amount:,.2f}元" if finding.amount is not None else "",
            "clauses": cites(regime, listed),
            "duties": "、".join(duties.get(d, d) for d in finding.duties),
            "degree": DEGREES.get(share.degree or "", share.degree or ""),
            "lighter": "、".join(REASONS.get(m, m) for m in share.mitigating) + shift.get("down", ""),
            "heavier": "、".join(REASONS.get(m, m) for m in share.aggravating) + shift.get("up", ""),
            "points": "" if share.not_scored or score is None else str(score.points),
            "arithmetic": in_cites(regime, score.arithmetic).replace(" ", "") if score is not None else "",
            "not_scored": share.not_scored or "",
        }
