"""Wordings are data: in versions, with a region's own in place of the base, and every mistake is named with its line."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from dingdian.law.regime import Regime
from dingdian.located import InvalidInput
from dingdian.papers import wording
from dingdian.papers.document import compose
from dingdian.papers.vocabulary import FAMILIES
from dingdian.regimes import SHIPPED, load, names
from tests.papers.stories import paper, story

PACKAGE = Path(wording.__file__).parent
A, H = "D530102000001", "H53010200001"


def regime(tmp_path: Path, text: str, kind: str = "points_notice") -> Path:
    """A copy of a shipped regime with wordings of its own; the folder to look for it in."""
    folder = tmp_path / "yunnan-2025"
    shutil.copytree(SHIPPED / "yunnan-2025", folder, ignore=shutil.ignore_patterns("dossiers", "papers"))
    (folder / "papers").mkdir()
    (folder / "papers" / f"{kind}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_shipped_regime_has_sound_wordings() -> None:
    assert {name: wording.check(name) for name in names()} == {name: [] for name in names()}
    assert wording.kinds() == list(FAMILIES)


def test_no_place_is_named_in_the_program_or_the_base() -> None:
    places = {load(name).jurisdiction for name in names()} - {"national"}
    words = re.compile("|".join([*places, "云南", "青海", "海南", "韶关", "自治区", *names()]))
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.yaml"), *PACKAGE.rglob("*.typ"), *PACKAGE.rglob("*.html")]
    assert len(files) > 20
    assert [f.name for f in files if words.search(f.read_text(encoding="utf-8").replace("national", ""))] == []


def test_whatever_rules_name_has_a_word() -> None:
    """A name that a paper would print bare is a gap in `words.yaml`."""
    missing = {}
    for name in names():
        rules: Regime = load(name)
        if rules.persons is None:
            continue
        p = rules.parameters
        named = {
            *p.settlement.emergency_kinds.value, *(p.objection.second_step_to.value or ()),
            *p.objection.external_remedy.value, *(p.repair.conditions.value or ()), *(p.repair.excluded.value or ()),
            *(p.repair.term_reduction_conditions.value or ()), *p.restoration.terminated_requires.value,
            *(p.commitment.minimum_contents.value or ()), *p.authorities.transfer_to.value.values(),
            *p.agreement.must_contain.value,
        }  # fmt: skip
        if gaps := named - wording.words(name).keys():
            missing[name] = gaps
    assert missing == {}


OWN = """kind: points_notice
title: 某地记分通知书
paragraphs:
  - {id: opening, from: 2025-01-01, text: "旧的开头。"}
  - {id: opening, from: 2025-06-01, text: "新的开头，{person}。"}
  - {id: hotline, from: 2025-01-01, after: opening, text: "咨询电话见官网。"}
  - {id: no-stay, from: 2025-06-01}
"""


def test_a_region_puts_its_own_in_place_adds_and_takes_away_by_the_day(tmp_path: Path) -> None:
    own = wording.load("points_notice", "yunnan-2025", [regime(tmp_path, OWN)])
    assert own.title == "某地记分通知书" and own.mark == wording.load("points_notice").mark
    facts, base = paper(story("g02"), "points_notice", "h2", A, H)
    said = {}
    for day in (date(2025, 3, 1), date(2025, 7, 1)):
        made = compose(own, facts, story("g02").regime, day)
        said[day.month] = [b.text for b in made.blocks]
        assert len(made.blocks) > len(base.blocks) - 2
    assert said[3][1:3] == ["旧的开头。", "咨询电话见官网。"]
    assert said[7][1:3] == ["新的开头，张三。", "咨询电话见官网。"]
    assert "异议期间不停止本处理的执行。" in said[3] and "异议期间不停止本处理的执行。" not in said[7]


WRONG = {
    "blank": ('  - {id: opening, from: 2025-01-01, text: "{nobody}"}', 3, "没有名为 {nobody} 的空"),
    "flag": ('  - {id: opening, from: 2025-01-01, text: "x", when: [rainy]}', 3, "没有名为 rainy 的条件"),
    "rule": ('  - {id: opening, from: 2025-01-01, text: "x", when: ["rule:no.such"]}', 3, "没有名为 no.such 的参数"),
    "list": ('  - {id: opening, from: 2025-01-01, text: "x", each: wishes}', 3, "没有名为 wishes 的列表"),
    "place": ('  - {id: new, from: 2025-01-01, text: "x"}', 3, "没有写明接在哪一段之后"),
    "twice": ("  - {id: opening, from: 2025-01-01}\n  - {id: opening, from: 2025-01-01}", 4, "写了两次"),
    "day": ("  - {id: opening, from: soon}", 3, ""),
    "style": ("  - {id: opening, from: 2025-01-01, style: bold}", 3, "不认识的值"),
    "field": ("  - {id: opening, from: 2025-01-01, colour: red}", 3, "不认识的字段"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_file_line_and_what_was_expected(tmp_path: Path, name: str) -> None:
    text, line, words = WRONG[name]
    root = regime(tmp_path, f"kind: points_notice\nparagraphs:\n{text}\n")
    with pytest.raises(InvalidInput) as caught:
        wording.load("points_notice", "yunnan-2025", [root])
    problem = caught.value.problems[0]
    assert problem.file.endswith("papers/points_notice.yaml") and problem.line == line
    assert words in problem.message and problem.field.startswith("paragraphs[")
    assert wording.check("yunnan-2025", [root]) == caught.value.problems


def test_a_file_for_no_kind_of_paper_is_named(tmp_path: Path) -> None:
    problems = wording.check("yunnan-2025", [regime(tmp_path, "words: {}\n", kind="love_letter")])
    assert [p.message for p in problems] == ["没有名为 love_letter 的文书"]
