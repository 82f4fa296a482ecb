"""Every line that a shipped dossier asks about, at the snapshot of its story."""

from __future__ import annotations

from datetime import UTC, datetime

from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.format import ClaimCheck, ClaimLine
from dingdian.gate_client import Line
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED
from dingdian.settlement.of_register import snapshot

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = {"on", "person", "institution", "department", "emergency"}


def is_plain(claim: ClaimLine) -> bool:
    """Whether the line states nothing but who, where, when and whether it was an emergency."""
    return claim.model_fields_set <= PLAIN


def test_snapshots_answer_the_lines_of_every_dossier() -> None:
    asked, wrong = 0, []
    for path in STORIES:
        done = replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name)))
        checks = [
            c for c in done.dossier.checks if isinstance(c, ClaimCheck) and c.known_on is None and is_plain(c.claim)
        ]
        if not checks:
            continue
        gate = snapshot(done.register, made_at=NOW)
        for c in checks:
            line = Line(c.claim.person or "", c.claim.institution, c.claim.on, c.claim.emergency, c.claim.department)
            told = gate.check(line)
            asked += 1
            if told.outcome != c.outcome:
                wrong.append(f"{path.name}: {line}: {told.outcome} ({told.reason}), expected {c.outcome}")
            if missing := set(c.cites or ()) - set(told.clauses):
                wrong.append(f"{path.name}: {line}: lacks {sorted(missing)}, has {told.clauses}")
    assert not wrong, "\n".join(wrong)
    assert asked > 100
