"""`dingdian process`: tables, JSON and diagrams of the declared processes."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.cli.process_view import PROCESSES


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["process", *arguments])
    return result.exit_code, result.output


def test_without_a_name_all_processes_are_listed() -> None:
    code, output = _run("--json")
    assert code == 0
    assert [p["process"] for p in json.loads(output)] == [p.name for p in PROCESSES]
    code, output = _run("--regime", "shaoguan-2023", "--json")
    listed = {p["process"]: p["steps"] for p in json.loads(output)}
    assert code == 0
    assert "handling" not in listed and "settlement.hold" in listed["settlement_hold"]
    assert "renewal.defer" not in listed["renewal"]


def test_a_step_shows_what_the_regime_says_of_it() -> None:
    code, output = _run("evaluation", "--regime", "shaoguan-2023", "--json")
    steps = {s["act"]: s for s in json.loads(output)["steps"]}
    assert code == 0
    again = steps["evaluation.request_again"]
    assert again["clauses"] == ["shaoguan/12j"] and again["actors"] == ["定点医药机构"]
    assert steps["evaluation.conclude"]["deadline"].endswith("3个月")
    assert "evaluation_mode" in steps["evaluation.conclude"]["requires"]


def test_the_table_is_in_words(tmp_path: Path) -> None:
    drawing = tmp_path / "publicity.svg"
    code, output = _run("publicity", "--regime", "zizhiqu-2025", "--svg", str(drawing))
    assert code == 0
    for words in ("公示", "查核举报", "经办机构", "任何人"):
        assert words in output, words
    assert drawing.read_text(encoding="utf-8").startswith("<svg ")


def test_an_unknown_name_or_path_is_told(tmp_path: Path) -> None:
    code, output = _run("publicty", "--json")
    assert code == 2 and "publicity" in output
    code, _ = _run("publicity", "--svg", str(tmp_path / "no" / "x.svg"))
    assert code == 2
    assert _run("publicity", "--regime", "nowhere")[0] == 2


def test_a_step_beside_points_cites_what_its_parameters_rest_on_and_is_left_out_where_the_rules_lack_it() -> None:
    for act, clause in (("feedback.register", "hainan/27b"), ("channel.publish", "hainan/27c")):
        process = act.partition(".")[0]
        code, output = _run(process, "--regime", "hainan-2022", "--json")
        assert code == 0 and clause in {s["act"]: s for s in json.loads(output)["steps"]}[act]["clauses"]
        code, output = _run(process, "--regime", "yunnan-2025", "--json")
        assert code == 0 and json.loads(output)["steps"] == []
