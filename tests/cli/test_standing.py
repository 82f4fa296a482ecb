"""`dingdian standing` and `replay --json`: what a person and a program read."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.regimes import SHIPPED

STORY = str(SHIPPED / "yunnan-2025" / "dossiers" / "golden" / "g08-overlap.yaml")
PERSON = "D530102000001"


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_a_person_on_a_day_with_dates_and_reasons() -> None:
    code, output = _run("standing", STORY, "--on", "2025-04-02", "--person", PERSON)
    assert code == 0
    for words in (
        "模拟",
        "◐ 暂停",
        "本年累计 10 分",
        "2025-07-01（周二）",
        "还剩 6 个工作日",
        "第二十九条（二）",
        "yunnan/I11",
    ):
        assert words in output, words


def test_as_known_on_a_day() -> None:
    code, output = _run("standing", STORY, "--on", "2025-04-02", "--known-on", "2025-03-20", "--json")
    assert code == 0
    (answer,) = json.loads(output)
    assert (answer["points"], answer["last_day"], answer["draft"]) == (9, "2025-04-10", True)
    assert "yunnan/29.1a" in answer["clauses"]


def test_wrong_day_person_and_file_are_named() -> None:
    for arguments, words in (
        (["--on", "2025-02-30"], "日历上没有 2025-02-30"),
        (["--on", "2025-04-02", "--person", "D9"], "卷宗里没有 D9"),
        (["--on", "2025-04-02", "--site", "H9"], "卷宗里没有 H9"),
    ):
        code, output = _run("standing", STORY, *arguments)
        assert (code, words in output) == (2, True), output
    assert _run("standing", "none.yaml", "--on", "2025-04-02")[0] == 2


def test_replay_as_json_names_checks_clauses_and_draft() -> None:
    code, output = _run("replay", STORY, "--json")
    assert code == 0
    (story,) = json.loads(output)
    assert story["ok"] and story["draft"] and story["regime"] == "yunnan-2025"
    assert all(c["ok"] for c in story["checks"])
    assert "yunnan/29.2a" in story["checks"][1]["clauses"]


def test_a_wrong_file_as_json() -> None:
    code, output = _run("replay", "none.yaml", "--json")
    assert code == 2
    assert json.loads(output)["problems"][0]["message"] == "没有这个文件"
