"""Every shipped dossier holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.dossier import parse_dossier, replay
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))


def test_every_regime_has_stories() -> None:
    assert {p.relative_to(SHIPPED).parts[0] for p in STORIES} >= {"yunnan-2025", "qinghai-2025", "hainan-2022"}


@pytest.mark.parametrize("path", STORIES, ids=lambda p: str(p.relative_to(SHIPPED)))
def test_a_shipped_dossier_holds(path: Path) -> None:
    result = replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name)))
    wrong = [f"line {r.line} {r.title} refused: {[o.text for o in r.objections]}" for r in result.refusals]
    wrong += [
        f"line {c.line} {c.title}: expected {c.expected}, got {c.actual}, clauses missing {c.missing}"
        for c in result.checks
        if not c.ok
    ]
    assert result.ok, "\n".join(wrong)
