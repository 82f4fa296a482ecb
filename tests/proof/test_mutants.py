"""Flips change values, never citations; what notices them are verdicts, never missing citations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dingdian.dossier import Dossier
from dingdian.law.schema import ROW_PARAMETERS
from dingdian.proof import Place, places, prove, stories
from dingdian.proof.flips import GONE, Flip, flips
from dingdian.proof.mutants import Bench, trial
from dingdian.regimes import load, names
from tests.proof.variants import STORY, Variant


def changes(place: Place, value: Any) -> list[tuple[Any, Any]]:
    return [(f.path, "（删去）" if f.new is GONE else f.new) for f in flips(place, value)]


KINDS = [
    (Place("scoring.cap"), 12, [((), 13), ((), 11)]),
    (Place("tiers.terminate_at"), 12, [((), 13), ((), 11), ((), None)]),
    (Place("tiers.terminate_at"), None, [((), 1), ((), 10)]),
    (Place("scoring.carry_over"), False, [((), True)]),
    (Place("scoring.multi_site"), "per_site", [((), "sum_per_person")]),
    (Place("sanction.term_rule"), "first_day_is_day_after_anchor", []),
    (Place("scoring.aggregation_area"), "province", [((), "province_other")]),
    (Place("meta.effective_from"), "2025-01-01", [((), "2025-01-02"), ((), "2024-12-31"), ((), None)]),
    (Place("measures.at_12"), ["a", "b"], [((0,), "（删去）"), ((1,), "（删去）"), ((), [])]),
    (Place("measures.at_12"), [], [((), ["other"])]),
    (Place("measures.at_12", (1,)), ["a", "b"], [((1,), "b_other"), ((1,), "（删去）")]),
    (Place("scoring.bands"), [[1, 3]], [((0, 0), 2), ((0, 0), 0), ((0, 1), 4), ((0, 1), 2), ((0,), "（删去）"),
                                       ((), None)]),
    (Place("scoring.degree_position", ("main",)), {"main": 3}, [(("main",), 4), (("main",), 2), (("main",), "（删去）")]),
    (Place("scoring.circumstances", ("x/1",)), {"x/1": {"band": 2, "label": "一"}},
     [(("x/1", "band"), 3), (("x/1", "band"), 1), (("x/1", "band"), None), (("x/1", "catch_all"), True),
      (("x/1",), "（删去）")]),
    (Place("tiers.suspension_rows", (0,), "single_"), [{"at": 9, "cumulative_months": 1, "single_months": 2}],
     [((0, "single_months"), 3), ((0, "single_months"), 1), ((0, "single_months"), None)]),
    (Place("casework.actors", ("study.record", )), {"study.record": {"by": ["institution"], "clauses": ["x/1"]}},
     [(("study.record", "by", 0), "（删去）"), (("study.record",), "（删去）")]),
    (Place("title_review_ban"), {"min_suspension_months": 6, "period": "year_of_decision"},
     [(("min_suspension_months",), 7), (("min_suspension_months",), 5), ((), None)]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "expected"), KINDS)
def test_every_type_is_flipped_to_its_neighbours(place: Place, value: Any, expected: list[Any]) -> None:
    assert changes(place, value) == expected


def test_a_flip_leaves_everything_else_as_it_was() -> None:
    value = [{"at": 9, "months": 1, "clauses": ["x/1"]}, {"at": 10, "months": 2}]
    first = next(flips(Place("tiers.suspension_rows", (1,), ""), value))
    assert first.value == [value[0], {"at": 11, "months": 2}]
    assert value[1] == {"at": 10, "months": 2}
    assert str(first) == "tiers.suspension_rows[1].at: 10 → 11"


@pytest.mark.parametrize("name", names())
def test_no_flip_changes_a_citation_alone(name: str) -> None:
    bench = Bench(name)
    parameters = bench.regime_file.data.get("parameters", {}) | bench.regime_file.data.get("institutions", {})
    for keys in places(load(name)).values():
        for where in keys.values():
            for flip in bench.flips(where):
                assert flip.value != parameters[flip.key]["value"]
                assert not any(str(step).endswith("clauses") for step in flip.path)


@pytest.mark.parametrize("key", ["scoring.degree_clauses", "settlement.status_clauses"])
def test_parameters_that_only_cite_are_flipped_where_they_govern(key: str) -> None:
    assert key in ROW_PARAMETERS
    found = [at for keys in places(load("yunnan-2025")).values() for at in keys.get(key, ())]
    assert found and all(place.key != key for place in found)


# Trials


@pytest.fixture
def variant(tmp_path: Path) -> Variant:
    return Variant(tmp_path)


def proven(variant: Variant, text: str = STORY) -> tuple[Bench, dict[str, Dossier]]:
    variant.story("nine.yaml", text)
    (proof,) = (prove(s, [variant.root]) for s in stories([variant.id], [variant.root]))
    assert proof.dossier is not None and not proof.failures
    return Bench(variant.id, [variant.root]), {proof.id: proof.dossier}


def one(variant: Variant, clause: str, key: str, text: str = STORY) -> Any:
    bench, dossiers = proven(variant, text)
    return trial(bench, clause, key, places(load(variant.id, [variant.root]))[clause][key], dossiers)


def test_a_flip_that_changes_a_verdict_is_noticed(variant: Variant) -> None:
    result = one(variant, "yunnan/29.1b", "tiers.suspension_rows")
    assert (result.outcome, result.by) == ("killed", "yunnan-2025/dossiers/nine.yaml")
    assert str(result.noticed) == "tiers.suspension_rows[0].single_months: 2 → 3"


def test_a_check_that_only_cites_notices_nothing(variant: Variant) -> None:
    result = one(variant, "yunnan/29.1b", "tiers.suspension_rows", STORY.replace(" last_day: 2025-05-10,", ""))
    assert result.outcome == "survived"
    assert [str(f) for f in result.unnoticed] == [
        "tiers.suspension_rows[0].single_months: 2 → 3",
        "tiers.suspension_rows[0].single_months: 2 → 1",
        "tiers.suspension_rows[0].single_months: 2 → null",
    ]


def test_a_missing_citation_is_no_verdict(variant: Variant) -> None:
    """Without its entry the measure no longer cites its clause, but still applies."""
    text = STORY.replace("cites: [yunnan/29.1b]", "cites: [yunnan/30.2a]")
    result = one(variant, "yunnan/30.2a", "measures.catalogue", text)
    gone = [f for f in result.unnoticed if f.key == "measures.catalogue" and f.path == ("agency_interview",)]
    assert result.outcome == "survived" and len(gone) <= 1


def test_a_story_that_sets_the_parameter_itself_notices_no_flip(variant: Variant) -> None:
    text = STORY.replace("setting:\n", "setting:\n  parameters: {tiers.both_columns_fit: single}\n")
    result = one(variant, "yunnan/29.1b", "tiers.both_columns_fit", text)
    assert result.outcome == "survived"
    assert one(variant, "yunnan/29.1b", "tiers.suspension_rows", text).outcome == "killed"


def test_where_no_other_value_can_be_loaded_there_is_nothing_to_flip(variant: Variant) -> None:
    assert one(variant, "yunnan/32a", "sanction.term_rule").outcome == "none"


def test_a_flip_that_cannot_be_loaded_does_not_count(variant: Variant) -> None:
    bench, dossiers = proven(variant)
    wrong = Flip("scoring.cap", (), 12, "twelve", "twelve")
    assert not bench.loads(wrong)
    assert not any(bench.noticed(wrong, name, d) for name, d in dossiers.items())


def test_a_dossier_that_would_have_noticed_is_named(variant: Variant) -> None:
    bench, dossiers = proven(variant)
    where = places(load(variant.id, [variant.root]))["yunnan/29.1b"]["tiers.suspension_rows"]
    result = trial(bench, "yunnan/29.1b", "tiers.suspension_rows", where, {}, dossiers)
    assert (result.outcome, result.elsewhere) == ("survived", "yunnan-2025/dossiers/nine.yaml")
