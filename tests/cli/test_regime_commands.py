"""`regimes`, `cite`, `diff`, `lint` and `clauses` as their users see them: words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from dingdian.cli import clauses, regimes, render
from dingdian.proof import stamp
from dingdian.regimes import load, names
from tests.proof.variants import STORY, Variant

app = typer.Typer()
app.command("regimes")(regimes.regimes)
app.command("cite")(regimes.cite)
app.command("diff")(regimes.diff)
app.command("lint")(regimes.lint)
app.command("clauses")(clauses.clauses)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "out", render.Console(highlight=False, width=200))
    monkeypatch.setattr(render, "err", render.Console(highlight=False, width=200, stderr=True))


@pytest.fixture
def variant(tmp_path: Path) -> Variant:
    return Variant(tmp_path)


@pytest.fixture
def untested(monkeypatch: pytest.MonkeyPatch) -> None:
    """As installed: without the tests."""
    monkeypatch.setattr(stamp, "checkout", lambda: None)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def answer(*arguments: str | Path, code: int = 0) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


# regimes


def test_regimes_are_listed_with_their_figures() -> None:
    rows = {row["regime"]: row for row in answer("regimes")}
    assert list(rows) == names()
    for name, row in rows.items():
        regime = load(name)
        assert row["clauses"] == len(regime.clauses)
        assert sum(row["parameters"].values()) == len(regime.flat)
        assert row["draft"] == (row["effective_from"] is None)
    assert rows["national-2025"]["effective_from"] == "2025-01-01"
    shown = run("regimes").output
    assert all(name in shown for name in rows) and "草案" in shown and "2025-01-01 起" in shown


def test_a_regime_that_cannot_be_read_is_named_among_the_others(variant: Variant) -> None:
    line = variant.set("scoring.cap", "{value: x, basis: assumed}")
    result = run("regimes", "--regimes", variant.root)
    assert result.exit_code == 2
    assert "qinghai-2025" in result.stdout
    assert f"regime.yaml:{line}" in result.stderr


# cite


def test_a_clause_is_shown_with_its_values_readings_and_proofs(variant: Variant) -> None:
    variant.story("nine.yaml", STORY)
    (found,) = answer("cite", "yunnan/29.1b", "--regimes", variant.root)
    assert (found["clause"], found["regime"], found["operative"]) == ("yunnan/29.1b", "yunnan-2025", True)
    values = {row["key"]: row["values"] for row in found["parameters"]}
    assert values["tiers.suspension_rows"] == [{"at": "tiers.suspension_rows[0]", "value": {"single_months": 2}}]
    reading = next(r for r in found["readings"] if r["id"] == "yunnan/I09")
    assert reading["needs_ruling"] and reading["alternatives"]
    assert "yunnan-2025/dossiers/nine.yaml" in found["proved_by"]
    shown = run("cite", "yunnan/29.1b", "--regimes", variant.root).output
    for words in ("第二十九条（一）", "single_months: 2", "待有权机关明确", "nine.yaml"):
        assert words in shown


def test_rows_show_what_the_clause_governs() -> None:
    (found,) = answer("cite", "yunnan/29.1a")
    values = {row["key"]: row["values"] for row in found["parameters"]}
    assert values["tiers.suspension_rows"][0]["value"] == {"at": 9, "cumulative_months": 1}


@pytest.mark.parametrize(("wrong", "near"), [("29.3a", "yunnan/29.3a"), ("yunnan/29.3x", "yunnan/29.3a")])
def test_an_unknown_clause_is_answered_with_the_nearest(wrong: str, near: str) -> None:
    result = run("cite", wrong)
    assert result.exit_code == 2
    assert f"没有条款 {wrong}，相近的有 " in result.stderr and near in result.stderr
    problem = answer("cite", wrong, code=2)["problems"][0]
    assert near in problem["message"] and problem["remedy"]


# diff


def test_only_differing_parameters_are_listed(variant: Variant) -> None:
    variant.set("tiers.ban_years_single", "{value: 4, basis: text, clauses: [yunnan/29.4c]}")
    variant.set("tiers.ban_years_cumulative", "{value: 1, basis: assumed, clauses: [yunnan/29.4b]}")
    variant.set("tiers.terminate_at", "{value: 12, basis: text, clauses: [yunnan/29.4b]}")
    found = answer("diff", "yunnan-2025", variant.folder)
    assert {row["key"]: row["differs"] for row in found["rows"]} == {
        "tiers.ban_years_single": ["value"],
        "tiers.ban_years_cumulative": ["basis"],
        "tiers.terminate_at": ["clauses"],
    }
    row = next(row for row in found["rows"] if row["key"] == "tiers.ban_years_single")
    assert (row["a"]["value"], row["b"]["value"]) == (3, 4)
    assert "3 个不同" in run("diff", "yunnan-2025", variant.folder).output


def test_clauses_of_two_jurisdictions_are_not_compared() -> None:
    found = answer("diff", "yunnan-2025", "qinghai-2025")
    assert found["rows"] and all("clauses" not in row["differs"] for row in found["rows"])
    assert len(answer("diff", "yunnan-2025", "qinghai-2025", "--all")["rows"]) == len(load("yunnan-2025").flat)


def test_a_regime_does_not_differ_from_itself() -> None:
    assert answer("diff", "yunnan-2025", "yunnan-2025")["rows"] == []
    assert "0 个不同" in run("diff", "yunnan-2025", "yunnan-2025").output


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (True, "是"),
        ([], "（空）"),
        ({}, "（空）"),
        (["a", "b"], "a、b"),
        ([[1, 3], [4, 6]], "1—3、4—6"),
        ([{"at": 9, "months": 1}, {"at": 10, "months": 3}], "at 9 · months 1\nat 10 · months 3"),
        ({"a": {"band": 1}, "b": {"band": 2}}, "a: band 1\nb: band 2"),
    ],
)
def test_values_are_written_for_readers(value: Any, text: str) -> None:
    assert regimes.pretty(value) == text


# lint


@pytest.mark.parametrize("name", names())
def test_shipped_regimes_pass_lint(name: str) -> None:
    assert answer("lint", name)["ok"]


def test_a_finding_has_place_level_expectation_and_remedy(variant: Variant) -> None:
    line = variant.set(
        "tiers.suspension_rows",
        "{value: [{at: 9, months: 1}, {min: 9, max: 11, months: 2}], basis: assumed, clauses: [yunnan/29.1a]}",
    )
    result = run("lint", variant.id, "--regimes", variant.root)
    assert result.exit_code == 1
    assert (
        f"错误 {variant.file}:{line}: 字段 parameters.tiers.suspension_rows.value: 9 分同时落在第 1 行和第 2 行"
        "；应为每个分值恰好一个结果；办法：改正各行的起止分值"
    ) in result.output.splitlines()
    found = answer("lint", variant.folder, code=1)
    row = next(f for f in found["findings"] if f["message"] == "9 分同时落在第 1 行和第 2 行")
    assert (row["level"], row["file"], row["line"]) == ("错误", str(variant.file), line)
    assert not found["ok"]


def test_warnings_alone_are_no_failure(variant: Variant) -> None:
    variant.set("restoration.apply_lead_working_days", "{value: 5, basis: assumed, clauses: [yunnan/36a]}")
    found = answer("lint", variant.folder)
    assert any(f["level"] == "警告" and "评估要 10 个工作日" in f["message"] for f in found["findings"])


@pytest.mark.parametrize("command", ["lint", "diff", "clauses"])
def test_what_cannot_be_loaded_ends_with_two(variant: Variant, command: str) -> None:
    variant.set("scoring.cap", "{value: x, basis: assumed}")
    arguments = {"lint": ["yunnan-2025"], "diff": ["qinghai-2025", "yunnan-2025"], "clauses": []}[command]
    assert answer(command, *arguments, "--regimes", variant.root, code=2)["problems"]
    assert answer("lint", "yunan-2025", code=2)["problems"][0]["message"] == "没有名为 yunan-2025 的规则包"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run("lint", "yunnan-2025", "--regimes", tmp_path / "none")
    assert result.exit_code == 2 and "没有这个目录" in result.stderr


# clauses


@pytest.mark.usefixtures("untested")
def test_coverage_is_counted_from_the_run(variant: Variant) -> None:
    variant.story("nine.yaml", STORY)
    result = run("clauses", "--regime", variant.id, "--regimes", variant.root, "--json")
    assert result.exit_code == 1
    rows = {row["clause"]: row for row in json.loads(result.stdout)}
    assert set(rows) == set(load(variant.id).clauses)
    assert all(list(row) == ["clause", "regime", "operative", "state", "by"] for row in rows.values())
    assert rows["yunnan/29.1b"]["by"] == ["yunnan-2025/dossiers/nine.yaml"]
    assert [c for c, row in rows.items() if row["state"] == "proved"] == ["yunnan/29.1b"]
    assert "只计卷宗" in result.stderr


@pytest.mark.usefixtures("untested")
def test_the_table_names_what_is_unproved_and_what_failed(variant: Variant) -> None:
    variant.story("nine.yaml", STORY.replace("points: 9", "points: 8"))
    shown = run("clauses", "--regime", variant.id, "--regimes", variant.root).output
    assert "yunnan/29.1b  第二十九条（一）" in shown
    assert "没有通过的卷宗 1 份" in shown and "nine.yaml：第 20 行" in shown


@pytest.mark.usefixtures("untested")
def test_nothing_unproved_ends_with_zero(variant: Variant) -> None:
    text = variant.clauses.read_text(encoding="utf-8").replace("operative: true", "operative: false")
    variant.clauses.write_text(text, encoding="utf-8")
    rows = answer("clauses", "--regime", variant.id, "--regimes", variant.root)
    assert {row["state"] for row in rows} == {"pending"}


def test_test_results_of_this_very_tree_count(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "read", lambda root, tree: {"tests/test_x.py::test_y": ("yunnan/40c",)})
    monkeypatch.setattr(stamp, "run", lambda root, progress: pytest.fail("results are there already"))
    rows = answer("clauses", "--regime", variant.id, "--regimes", variant.root, code=1)
    assert next(row["by"] for row in rows if row["clause"] == "yunnan/40c") == ["tests/test_x.py::test_y"]


def test_tests_are_run_when_there_are_no_results(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[stamp.Tests | None] = [None]
    monkeypatch.setattr(stamp, "read", lambda root, tree: kept[0])

    def ran(root: Path, progress: Any) -> str:
        progress(100)
        kept[0] = {"tests/test_x.py::test_y": ("yunnan/40c",)}
        return ""

    monkeypatch.setattr(stamp, "run", ran)
    rows = answer("clauses", "--regime", variant.id, "--regimes", variant.root, code=1)
    assert any(row["by"] == ["tests/test_x.py::test_y"] for row in rows)


def test_tests_that_do_not_run_are_no_result(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "read", lambda root, tree: None)
    monkeypatch.setattr(stamp, "run", lambda root, progress: "ImportError: [gone]")
    result = run("clauses", "--regime", variant.id, "--regimes", variant.root)
    assert result.exit_code == 2
    assert "ImportError: [gone]" in result.stderr and "测试没有跑成" in result.stderr
