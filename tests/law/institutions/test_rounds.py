"""A round of collective signing is that of its area: what another area opens changes nothing here."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.dossier import parse_dossier
from dingdian.dossier.replay import replay
from dingdian.located import read_yaml

STORY = """
dossier: 1
title: 集中签约期
regime: zizhiqu-2025
setting:
  institutions: [{{code: H1, sector: medical_institution, ownership: public, pooling_area: 甲区}}]
  agreements: [{{id: a1, institution: H1, start_on: 2025-01-01, end_on: 2025-12-31}}]
acts:
  - {{on: 2025-11-01, act: performance.evaluate, institution: H1, year: 2025, passed: true}}
  - {{on: 2025-11-20, act: renewal.open_round, area: 甲区, area_review: true, criteria_published_on: 2025-11-01,
     start_on: 2025-12-01, end_on: 2025-12-31}}
  - {{on: 2025-11-25, act: renewal.open_round, area: {other}, area_review: true, criteria_published_on: 2025-11-01,
     start_on: 2026-02-01, end_on: 2026-02-28}}
  - {{on: 2025-12-08, act: negotiation.agree, institution: H1, agreement: a1, waived: true}}
checks:
  - {{deadline: agreement.sign, institution: H1, due: {due}}}
  - {{refused: {{on: 2025-12-10, act: agreement.sign, institution: H1, agreement: a1, channel: online, text_hash: 3f,
     start_on: 2026-01-01, end_on: 2026-12-31}}}}
"""


@pytest.mark.parametrize(("other", "due", "refused"), [("乙区", "2025-12-31", False), ("甲区", "2026-02-28", True)])
def test_the_round_of_another_area_changes_nothing(other: str, due: str, refused: bool) -> None:
    text = STORY.format(other=other, due=due)
    checks: list[Any] = list(replay(parse_dossier(read_yaml(text, "story.yaml"))).checks)
    assert checks[0].ok, checks[0]
    assert checks[1].ok is refused
