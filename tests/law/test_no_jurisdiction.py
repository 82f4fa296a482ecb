"""No rule in code names a jurisdiction: what differs between provinces and cities is data, all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dingdian

PACKAGE = Path(dingdian.__file__).parent
NAMES = re.compile(r"yunnan|qinghai|hainan|shaoguan|zizhiqu|national-|云南|青海|海南|韶关", re.IGNORECASE)
IDS = re.compile(r"\b[a-z]+/(?:\d+[a-z]?(?:\.\d+[a-z]?)*|I\d{2})\b")  # clauses (x/29.3a) and open points (x/I09)
EXAMPLES = {
    "cli/diagram.py": {"www.w3.org/2000/svg"},  # the name space of SVG
    "cli/regimes.py": {"yunnan/29.3a"},  # help of `dingdian cite`
    # the examples that `dingdian demo` runs
    "cli/demo.py": {"findings-yunnan", "yunnan-2025", "institutions-shaoguan", "shaoguan-2023"},
    "api/cases.py": {"yunnan/23.1"},  # the example of an act
    "api/replays.py": {"yunnan-2025"},  # the example of a story
    "api/links.py": {"items/0", "clauses/0"},  # pointers into answers
    "dossier/format.py": {"yunnan/29.3a"},  # an example in an error message
}

DEMONSTRATION = PACKAGE / "registry" / "demo"
"""Invented data told under the shipped regimes: it names them as dossiers do, and no rule may read it."""
CODE = [path for path in sorted(PACKAGE.rglob("*.py")) if DEMONSTRATION not in path.parents]


def mentions(text: str) -> set[str]:
    return {match.group() for pattern in (NAMES, IDS) for match in pattern.finditer(text)}


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_code_names_no_jurisdiction(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for example in EXAMPLES.get(path.relative_to(PACKAGE).as_posix(), ()):
        text = text.replace(example, "")
    assert mentions(text) == set()


def test_only_what_loads_the_demonstration_knows_of_it() -> None:
    named = re.compile(r"registry(\.| import [\w, ]*)demo\b")
    users = {p.relative_to(PACKAGE).as_posix() for p in CODE if named.search(p.read_text(encoding="utf-8"))}
    assert users == {"cli/registry.py", "signing/demo.py", "site/prepare.py"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_allowed_example_is_still_there(name: str) -> None:
    text = (PACKAGE / name).read_text(encoding="utf-8")
    assert all(example in text for example in EXAMPLES[name])


@pytest.mark.parametrize(
    "text",
    ['if regime.id == "yunnan-2025":', "# 青海按严重程度", '"demo/29.3a"', "x/14", "'demo/I09'", "National-2025"],
)
def test_a_mention_is_seen(text: str) -> None:
    assert mentions(text)


@pytest.mark.parametrize("text", ["a/b", "src/dingdian", "100 / 3", "application/json", "#DIV/0!", "national pooling"])
def test_a_like_text_is_none(text: str) -> None:
    assert mentions(text) == set()
