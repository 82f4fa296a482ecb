"""Coverage is won from runs: a clause is proved by what passes, names it and rests on a value, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.proof import Place, coverage, places, prove, stories
from dingdian.proof.coverage import Coverage
from dingdian.regimes import load, names
from tests.proof.variants import STORY, Variant


def rows(variant: Variant, tests: dict[str, tuple[str, ...]] | None = None) -> dict[str, Coverage]:
    proofs = [prove(s, [variant.root]) for s in stories([variant.id], [variant.root])]
    return {row.clause.id: row for row in coverage(load(variant.id, [variant.root]), proofs, tests or {})}


@pytest.fixture
def variant(tmp_path: Path) -> Variant:
    made = Variant(tmp_path)
    made.story("nine.yaml", STORY)
    return made


def test_a_passing_dossier_proves_what_its_checks_cite(variant: Variant) -> None:
    found = rows(variant)
    assert found["yunnan/29.1b"].as_json() == {
        "clause": "yunnan/29.1b",
        "regime": "yunnan-2025",
        "operative": True,
        "state": "proved",
        "by": ["yunnan-2025/dossiers/nine.yaml"],
    }
    assert [c for c, row in found.items() if row.state == "proved"] == ["yunnan/29.1b"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("last_day: 2025-05-10", "last_day: 2025-05-11"),  # the citing check fails
        ("checks:\n", "checks:\n  - {on: 2025-03-11, person: D1, points: 8}\n"),  # another check fails
        ("degree: main", "degree: sole"),  # an act is refused
        ("points: 9", "point: 9"),  # not a dossier at all
        ("cites: [yunnan/29.1b]", "cites: [yunnan/29.1a]"),  # cites what is not among the reasons
    ],
)
def test_a_dossier_that_fails_anywhere_proves_nothing(variant: Variant, old: str, new: str) -> None:
    variant.story("nine.yaml", STORY.replace(old, new))
    (proof,) = (prove(s, [variant.root]) for s in stories([variant.id], [variant.root]))
    assert proof.failures and proof.clauses == frozenset()
    assert rows(variant)["yunnan/29.1b"].state == "unproved"


def test_the_head_of_a_dossier_proves_nothing(variant: Variant) -> None:
    text = STORY.replace(", cites: [yunnan/29.1b]", "").replace("setting:", "proves: [yunnan/29.1b]\nsetting:", 1)
    variant.story("nine.yaml", text)
    assert rows(variant)["yunnan/29.1b"].state == "unproved"


def test_a_passed_test_proves_what_its_marker_names(variant: Variant) -> None:
    found = rows(variant, {"tests/test_x.py::test_y": ("yunnan/40c",)})
    assert (found["yunnan/40c"].state, found["yunnan/40c"].by) == ("proved", ("tests/test_x.py::test_y",))


def test_a_clause_without_a_value_cannot_be_proved(variant: Variant) -> None:
    head, rest = variant.clauses.read_text(encoding="utf-8").split("issues:\n", 1)
    new = "  - {id: yunnan/99, cite: 第九十九条, kind: duty, operative: true, summary: 没有参数}\n"
    variant.clauses.write_text(f"{head}{new}issues:\n{rest}", encoding="utf-8")
    row = rows(variant, {"tests/test_x.py::test_y": ("yunnan/99",)})["yunnan/99"]
    assert (row.state, row.by, row.rests) == ("unproved", (), False)


def test_what_nobody_owes_yet_is_pending(variant: Variant) -> None:
    found = rows(variant)
    owed = [r for r in found.values() if r.clause.owed_by is not None and not r.by]
    silent = [r for r in found.values() if not r.clause.operative and not r.by]
    assert owed and silent
    assert {r.state for r in owed + silent} == {"pending"}


def test_a_dossier_proves_clauses_of_its_own_regime_only(variant: Variant) -> None:
    (proof,) = (prove(s, [variant.root]) for s in stories([variant.id], [variant.root]))
    other = load("qinghai-2025")
    assert all(not row.by for row in coverage(other, [proof], {}))


# Where clauses stand

EXPECTED = {
    ("yunnan-2025", "yunnan/29.3a", "tiers.suspension_rows"): (Place("tiers.suspension_rows", (2,), ""),),
    ("yunnan-2025", "yunnan/29.3b", "tiers.suspension_rows"): (Place("tiers.suspension_rows", (2,), "single_"),),
    ("yunnan-2025", "yunnan/22.1", "scoring.circumstances"): (Place("scoring.circumstances", ("yunnan/22.1",)),),
    ("yunnan-2025", "yunnan/24", "scoring.circumstances"): (
        Place("scoring.circumstances", ("yunnan/24.1",)),
        Place("scoring.circumstances", ("yunnan/24.2",)),
    ),
    ("yunnan-2025", "yunnan/26.3", "scoring.degree_clauses"): (Place("scoring.degree_position", ("main",)),),
    ("yunnan-2025", "yunnan/14.3", "settlement.status_clauses"): (
        Place("settlement.denied_statuses", (1,)),
        Place("settlement.emergency_exception.terminated"),
    ),
    ("yunnan-2025", "yunnan/30.3a", "measures.catalogue"): (
        Place("measures.catalogue", ("regional_circular",), ""),
        Place("measures.at_12", (0,)),
    ),
    ("yunnan-2025", "yunnan/31b", "institution_measures.ratio_rows"): (
        Place("institution_measures.ratio_rows", (1,), ""),
    ),
    ("yunnan-2025", "yunnan/40c", "objection.first_step.working_days"): (Place("objection.first_step.working_days"),),
}


@pytest.mark.parametrize(("regime", "clause", "key"), EXPECTED)
def test_a_clause_stands_where_the_file_says(regime: str, clause: str, key: str) -> None:
    assert places(load(regime))[clause][key] == EXPECTED[regime, clause, key]


@pytest.mark.parametrize("name", names())
def test_every_parameter_stands_behind_the_clauses_it_names(name: str) -> None:
    regime = load(name)
    found = places(regime)
    for key, param in regime.flat.items():
        for clause in param.clauses:
            assert clause not in regime.clauses or key in found[clause]


def test_markers_of_tests_name_clauses_that_exist(request: pytest.FixtureRequest) -> None:
    known = {clause for name in names() for clause in load(name).clauses}
    marked = {c for item in request.session.items for m in item.iter_markers("proves") for c in m.args}
    assert marked <= known
