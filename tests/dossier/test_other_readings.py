"""The readings not adopted: each alternative of an open point gives its own dates when a story chooses it."""

from __future__ import annotations

import pytest

from tests.dossier.stories import decide, deliver, holds

MAIN, IMPORTANT, GENERAL = "degree: main", "degree: important", "degree: general"
Y1, Y2, Y3, Y4 = "yunnan/22.1", "yunnan/23.1", "yunnan/24.1", "yunnan/25.1"
NINE = (
    decide("2025-02-05", "h1", Y2, more=MAIN)
    + deliver("2025-02-06", "h1")
    + decide("2025-03-05", "h2", Y1, more=MAIN, basis="agreement_handling")
    + deliver("2025-03-10", "h2")
)
ONE_MORE = decide("2025-03-28", "h3", Y1, more=GENERAL, basis="agreement_handling") + deliver("2025-04-01", "h3")
LATER = decide("2025-06-20", "h3", Y1, more=GENERAL, basis="agreement_handling") + deliver("2025-06-24", "h3")
ELEVEN = (
    decide("2025-02-05", "h1", Y2, more=MAIN)
    + deliver("2025-02-06", "h1")
    + decide("2025-03-05", "h2", Y2, more=IMPORTANT)
    + deliver("2025-03-10", "h2")
)
TWO_AND_NINE = (
    decide("2025-02-05", "h1", Y1, more=IMPORTANT, basis="agreement_handling")
    + deliver("2025-02-06", "h1")
    + decide("2025-03-05", "h2", Y3, more=MAIN)
    + deliver("2025-03-10", "h2")
)
TOGETHER = (
    "- {on: 2025-03-07, act: handling.decide, id: h1, basis: administrative_penalty, institution: H53010200001,"
    " inspection: i1, findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: main}]},"
    " {id: b, type: KIND, circumstances: [yunnan/23.1], persons: [{person: D1, degree: important}]}]}\n"
) + deliver("2025-03-10", "h1")
RESTORED = (
    "- {on: 2025-03-26, act: restoration.apply, person: D1}\n"
    "- {on: 2025-04-08, act: restoration.assess, person: D1, outcome: passed}\n"
)
REVIEWED = (
    "- {on: 2025-03-17, act: review.request, of: h2, person: D1}\n"
    "- {on: 2025-04-02, act: review.decide, person: D1, outcome: reduced, points: 1}\n"
)
REPAIRED = (
    "- {on: 2025-03-20, act: repair.apply, person: D1, kind: points, conditions: [policy_publicity_activity, "
    "study_and_exam]}\n- {on: 2025-03-25, act: repair.decide, person: D1, kind: points, outcome: granted, points: 2}\n"
)
LONG = decide("2025-08-28", "h1", Y4, more=IMPORTANT) + deliver("2025-08-31", "h1")
TWO_YEARS = (
    decide("2025-03-05", "h1", Y2, more=MAIN)
    + deliver("2025-03-06", "h1")
    + decide("2026-03-05", "h2", Y2, more=MAIN)
    + deliver("2026-03-10", "h2")
)
THREE_YEARS = TWO_YEARS + decide("2027-03-04", "h3", Y2, more=MAIN) + deliver("2027-03-10", "h3")

CASES = [
    (ELEVEN, "tiers.jump_rule: first_tier_crossed", "on: 2025-03-11, status: suspended, last_day: 2025-04-10"),
    (ELEVEN, "tiers.jump_rule: sum_of_crossed_tiers", "on: 2025-03-11, status: suspended, last_day: 2025-12-10"),
    (NINE, "tiers.jump_rule: sum_of_crossed_tiers", "on: 2025-03-11, status: suspended, last_day: 2025-04-10"),
    (TWO_AND_NINE, "tiers.both_columns_fit: cumulative", "on: 2025-03-11, points: 11, last_day: 2025-08-10"),
    (TWO_AND_NINE, "tiers.both_columns_fit: single", "on: 2025-03-11, points: 11, last_day: 2025-05-10"),
    (TWO_AND_NINE, "tiers.single_vs_cumulative_for_suspension: false", "on: 2025-03-11, last_day: 2025-08-10"),
    (TOGETHER, "tiers.single_means: sum_of_one_decision", "on: 2025-03-11, points: 11, last_day: 2025-09-10"),
    (TOGETHER, "scoring.same_inspection_different_types: max", "on: 2025-03-11, points: 6, status: normal"),
    (TOGETHER.replace("KIND", "x"), "scoring.same_inspection_same_type: each", "on: 2025-03-11, points: 11"),
    (TOGETHER.replace("KIND", "x"), "scoring.same_inspection_same_type: once", "on: 2025-03-11, points: 6"),
    (NINE + ONE_MORE, "tiers.overlap_rule: later_end", "on: 2025-04-02, status: suspended, last_day: 2025-07-01"),
    (NINE + ONE_MORE, "tiers.overlap_rule: consecutive", "on: 2025-04-11, status: suspended, last_day: 2025-07-10"),
    (NINE + ONE_MORE, "tiers.overlap_rule: consecutive", "on: 2025-04-02, status: suspended, last_day: 2025-04-10"),
    (NINE + ONE_MORE, "tiers.overlap_rule: recount_from_first_start", "on: 2025-04-02, last_day: 2025-06-10"),
    (NINE + RESTORED + LATER, "tiers.second_crossing_rule: none", "on: 2025-06-25, points: 10, status: normal"),
    (NINE + RESTORED + LATER, "tiers.second_crossing_rule: net_of_served", "on: 2025-06-25, last_day: 2025-08-24"),
    (NINE + REVIEWED, "objection.correction_effect: prospective", "on: 2025-03-20, points: 9, status: suspended"),
    (NINE + REVIEWED, "objection.correction_effect: prospective", "on: 2025-04-03, points: 7, status: suspended"),
    (NINE + REVIEWED, "objection.correction_effect: retroactive", "on: 2025-03-20, points: 7, status: normal"),
    (NINE + REPAIRED, "repair.effect_on_running_sanction: lift_when_below_tier", "on: 2025-03-25, status: normal"),
    (NINE + REPAIRED, "repair.effect_on_running_sanction: lift_when_below_tier", "on: 2025-03-24, status: suspended"),
    (LONG, "sanction.running_terms_survive_reset: false", "on: 2025-09-01, status: suspended, last_day: 2025-12-31"),
    (LONG, "sanction.min_lead_days: 3", "on: 2025-09-02, status: normal"),
    (LONG, "sanction.min_lead_days: 3", "on: 2025-09-03, first_day: 2025-09-03, last_day: 2026-03-02"),
    (LONG, "sanction.anchor: decision", "on: 2025-08-29, status: suspended, last_day: 2026-02-28"),
    (LONG, "restoration.auto_restore: true", "on: 2026-03-01, status: normal"),
    (TWO_YEARS, "scoring.carry_over: true", "on: 2026-03-11, points: 12, status: terminated, ban_ends: 2027-03-10"),
    (
        TWO_YEARS,
        "tiers.consecutive_years: [{more_than: 5, years: 2, days: 30}]",
        "on: 2026-03-11, points: 6, status: suspended, last_day: 2026-04-09",
    ),
    (TWO_YEARS, "tiers.consecutive_years: [{more_than: 6, years: 2, days: 30}]", "on: 2026-03-11, status: normal"),
    (TWO_YEARS, "tiers.consecutive_years: [{more_than: 5, years: 3, days: 30}]", "on: 2026-03-11, status: normal"),
    (
        THREE_YEARS,
        "tiers.consecutive_years: [{more_than: 5, years: 3, terminate: true, ban_years: 2}]",
        "on: 2027-03-11, status: terminated, ban_ends: 2029-03-10",
    ),
]


@pytest.mark.parametrize(("acts", "choice", "expected"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)])
def test_a_choice_gives_its_own_dates(acts: str, choice: str, expected: str) -> None:
    acts = acts.replace("KIND", "y")
    holds(acts, f"- {{person: D1, {expected}}}", extra=f"\nparameters:\n  {choice}\n")
