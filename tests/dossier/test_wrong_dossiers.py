"""Wrong dossiers: each mistake is named with its line, field, what was expected and a remedy; nothing is replayed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dingdian.cli import app

GOOD = """\
dossier: 1
title: 一个好卷宗
regime: yunnan-2025
proves: [yunnan/29.1b]
setting:
  institutions:
    - {code: H1, name: 甲医院, sector: medical_institution}
  agreements:
    - {id: a1, institution: H1, start_on: 2025-01-01, end_on: 2025-12-31}
  people:
    - {code: D1, name: 张某, role: medical, sites: [{institution: H1, filed_on: 2025-01-02}]}
acts:
  - on: 2025-03-07
    act: handling.decide
    id: h1
    basis: administrative_penalty
    institution: H1
    inspection: i1
    findings:
      - {id: f1, type: t1, circumstances: [yunnan/24.1], persons: [{person: D1, degree: main}]}
  - {on: 2025-03-10, act: notice.deliver_to_institution, of: h1}
checks:
  - {on: 2025-03-11, person: D1, points: 9, status: suspended, cites: [yunnan/29.1b]}
  - {claim: {on: 2025-03-11, person: D1, institution: H1, emergency: false}, outcome: deny}
"""

# what is replaced, by what, line of the mistake, field, words of the message
WRONG = [
    ("dossier: 1\n", "dossier: 2\n", 1, "dossier", "格式版本"),
    ("dossier: 1\n", "", 1, "dossier", "dossier: 1"),
    ("title: 一个好卷宗\n", "", 1, "title", "缺少标题"),
    ("regime: yunnan-2025", "regime: yunan-2025", 3, "regime", "没有名为 yunan-2025 的规则包"),
    ("proves: [yunnan/29.1b]", "proves: [yunnan/29.9z]", 4, "proves[0]", "没有条款 yunnan/29.9z"),
    ("proves: [yunnan/29.1b]", "prove: [yunnan/29.1b]", 4, "prove", "不认识的字段 prove"),
    ("sector: medical_institution}", "sectr: medical_institution}", 7, "setting.institutions[0].sectr", "不认识的字段"),
    ("start_on: 2025-01-01", "start_on: 2025-02-30", 9, "setting.agreements[0].start_on", "没有 2025-02-30"),
    ("end_on: 2025-12-31", "end_on: 2024-12-31", 9, "setting.agreements[0]", "早于 start_on"),
    ("filed_on: 2025-01-02", "filed_on: ２０２５-01-02", 11, "setting.people[0].sites[0].filed_on", "不是日期"),
    ("sites: [{institution: H1", "sites: [{institution: H9", 11, "setting.people[0].sites[0].institution", "H9"),
    ("  - on: 2025-03-07\n", "  - on: 2025/03/07\n", 13, "acts[0].on", "不是日期"),
    ("act: handling.decide", "act: handling.decided", 14, "acts[0].act", "是不是 handling.decide"),
    ("basis: administrative_penalty", "basis: penalty", 16, "acts[0].basis", "不认识的值"),
    ("inspection: i1", "inspecton: i1", 18, "acts[0].inspecton", "不认识的字段"),
    (
        "persons: [{person: D1,",
        "persons: [{person: D2,",
        20,
        "acts[0].findings[0].persons[0].person",
        "没有编号为 D2 的人员",
    ),
    ("degree: main}]", "degree: main, points: 六}]", 20, "acts[0].findings[0].persons[0].points", "不是整数"),
    ("degree: main}]", "degree: main, points: ６}]", 20, "acts[0].findings[0].persons[0].points", "不是整数"),
    ("degree: main}]", "degree: main, shift: sideways}]", 20, "acts[0].findings[0].persons[0].shift", "不认识的值"),
    ("type: t1,", "type: t1, amount: -5,", 20, "acts[0].findings[0].amount", "不是金额"),
    ("type: t1,", "type: t1, amount: 12.345,", 20, "acts[0].findings[0].amount", "不是金额"),
    ("of: h1}", "of: h2}", 21, "acts[1].of", "没有编号为 h2 的处理"),
    ("of: h1}", "of: h1, id: h1}", 21, "acts[1].id", "编号 h1 重复"),
    ("points: 9,", "points: 9.5,", 23, "checks[0].points", "不是整数"),
    ("points: 9,", "points: yes,", 23, "checks[0].points", "不是整数"),
    ("status: suspended", "status: paused", 23, "checks[0].status", "不认识的值"),
    ("cites: [yunnan/29.1b]}", "cites: [hainan/20.1]}", 23, "checks[0].cites[0]", "没有条款 hainan/20.1"),
    ("outcome: deny", "outcome: denied", 24, "checks[1].outcome", "不认识的值"),
    ("emergency: false", "emergency: no", 24, "checks[1].claim.emergency", "true 或 false"),
    ("outcome: deny", "result: deny", 24, "checks[1].outcome", "缺少这个字段"),
    ("title: 一个好卷宗", "title: 一个好卷宗\ntitle: 又一个", 3, "title", "重复"),
    ("title: 一个好卷宗", "title: [一个好卷宗", 3, "", "不是合法的 YAML"),
    ("checks:\n", "checks: []\nnote:\n", 22, "checks", "没有检查"),
    ("acts:\n", "acts: 很多\nnote:\n", 12, "acts", "应当是列表"),
]


def _replay(tmp_path: Path, text: str) -> tuple[int, str]:
    file = tmp_path / "story.yaml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["replay", str(file)])
    return result.exit_code, result.output


def test_the_good_dossier_is_good(tmp_path: Path) -> None:
    code, output = _replay(tmp_path, GOOD)
    assert code == 0, output


@pytest.mark.parametrize(("old", "new", "line", "field", "words"), WRONG)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, line: int, field: str, words: str) -> None:
    assert old in GOOD
    code, output = _replay(tmp_path, GOOD.replace(old, new, 1))
    assert code == 2, output
    flat = output.replace("\n", "")
    assert f"story.yaml:{line}:" in flat, output
    assert field in flat, output
    assert words in flat, output
    assert "✓" not in output


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("2025-03-07", "2025-13-07").replace("of: h1}", "of: h7}").replace("points: 9,", "points: x,")
    code, output = _replay(tmp_path, text)
    assert code == 2
    assert output.count("✗") == 3, output


def test_a_refused_act_in_the_story_fails_the_replay_and_says_why(tmp_path: Path) -> None:
    code, output = _replay(tmp_path, GOOD.replace("on: 2025-03-10", "on: 2025-03-06"))
    assert code == 1
    assert "“记分处理”还没有开始，不能“送达机构”" in output.replace("\n", "")


def test_a_missing_file_and_a_folder_without_dossiers(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["replay", str(tmp_path / "none.yaml")]).exit_code == 2
    assert CliRunner().invoke(app, ["replay", str(tmp_path)]).exit_code == 2


def test_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "story.yaml"
    file.write_bytes(GOOD.encode("gbk"))
    result = CliRunner().invoke(app, ["replay", str(file)])
    assert result.exit_code == 2
    assert "UTF-8" in result.output
