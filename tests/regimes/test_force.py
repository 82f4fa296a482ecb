"""From when to when the rules of a folder are in force."""

from __future__ import annotations

from datetime import date

from dingdian.located import Document
from dingdian.regimes import load, with_overrides


def test_rules_are_in_force_from_the_day_when_both_halves_are() -> None:
    assert load("national-2025").force == (date(2025, 1, 1), None)
    document = Document("rules", {}, {})
    halves = {"effective_on": "2025-03-01", "validity": {"value": 3, "unit": "year"}, "document_status": "in_force"}
    assert with_overrides("national-2025", halves, document).force == (date(2025, 3, 1), date(2028, 2, 29))
    assert with_overrides("national-2025", {**halves, "document_status": "draft_for_comment"}, document).force == (
        None,
        None,
    )
    assert load("shaoguan-2023").force == (None, None)
