"""How a person stands, said in words."""

from __future__ import annotations

from datetime import date

from dingdian.web.standings import spells
from tests.dossier.edges import SETTING, scored
from tests.dossier.stories import decide, deliver, run

ANY = "- {on: 2025-01-02, person: D1, points: 0}"


def test_suspensions_that_overlap_or_adjoin_are_said_as_one() -> None:
    first = decide("2025-02-05", "h1", "hainan/16.3", institution="H1") + deliver("2025-02-06", "h1")
    second = decide("2025-03-05", "h2", "hainan/15.2", institution="H1") + deliver("2025-03-06", "h2")
    register = run(first + second, ANY, setting=SETTING, regime="hainan-2022").register
    assert spells(register, "D1", date(2025, 3, 5), "H1") == "◐ 暂停 2025-02-07 — 2026-03-06"
    assert spells(register, "D1", date(2026, 3, 7), "H1").endswith("正常")


def test_of_a_suspension_until_somebody_restores_the_terms_last_day_is_said() -> None:
    acts = scored("2025-02-05", "h1", 9, told="2025-02-06") + scored("2025-02-20", "h2", 2, told="2025-02-21")
    register = run(acts, ANY, setting=SETTING).register
    assert spells(register, "D1", date(2025, 3, 5), "H1").startswith("◐ 暂停 2025-02-07 — ")
