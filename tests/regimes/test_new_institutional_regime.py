"""A new institutional jurisdiction is data: other numbers, a ground less, a condition more, no code touched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.regimes import SHIPPED, load
from tests.office import checks as c

STORY = """\
dossier: 1
title: 另一个地方
regime: demo-2027
setting:
  institutions:
    - code: P1
      name: 甲药房
      sector: retail_pharmacy
      terminations: [{ground: ZT-5, nature: imposed, effective_on: 2025-07-20}]
      insurance_code_supported: false
      settled_amount: 0
    - {code: P2, name: 乙药房, sector: retail_pharmacy, online_direct_settlement_capable: false}
  agreements:
    - {id: a2, institution: P2, start_on: 2027-01-01, end_on: 2027-12-31}
acts:
  - {on: 2027-02-01, act: fact.record, institution: P2, document_demand: {items: [账册], due_on: 2027-02-05}}
checks:
  - {on: 2027-07-20, institution: P1, eligible: false, hits: [demo/3.3a], first_free_on: 2027-07-21, cites: [demo/3.3a]}
  - {on: 2027-07-21, institution: P1, eligible: true, hits: []}
  - {on: 2027-03-01, institution: P2, eligible: false, hits: [demo/1.1]}
"""


@pytest.fixture
def regimes(tmp_path: Path) -> Path:
    """A copy under another name, outside the package, with its own clause ids."""
    folder = tmp_path / "regimes" / "demo-2027"
    shutil.copytree(SHIPPED / "zizhiqu-2025", folder, ignore=shutil.ignore_patterns("dossiers"))
    for name in ("regime.yaml", "clauses.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        text = text.replace("zizhiqu-2025", "demo-2027").replace("zizhiqu", "demo")
        (folder / name).write_text(text, encoding="utf-8")
    text = (folder / "regime.yaml").read_text(encoding="utf-8")
    for key in ("ban_termination_illegal", "ban_termination_serious_breach"):  # two years instead of three
        text, n = re.subn(rf"(  {key}:\s+value: {{value: )3", r"\g<1>2", text)
        assert n == 1
    # nobody is left out for an insurance code that is not taken
    text, n = re.subn(r"      NR-9: \{.*\}\n", "", text)
    assert n == 1
    # on-line settlement is a condition of entry here
    text, n = re.subn(r"(\n  conditions:\n    value:\n)", r"\g<1>      demo/1.1: {test: fact_true, "
                      "fact: online_direct_settlement_capable, label: 联网直接结算}\n", text)  # fmt: skip
    assert n == 1
    (folder / "regime.yaml").write_text(text, encoding="utf-8")
    return folder.parent


def test_a_story_replays_under_the_new_rules(regimes: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(STORY, encoding="utf-8")
    result = CliRunner().invoke(app, ["replay", str(story), "--regimes", str(regimes)])
    assert result.exit_code == 0, result.output
    story.write_text(STORY.replace("demo/", "zizhiqu/").replace("demo-2027", "zizhiqu-2025"), encoding="utf-8")
    assert CliRunner().invoke(app, ["replay", str(story)]).exit_code == 1


def test_what_was_changed_is_all_that_differs(regimes: Path) -> None:
    new, old = load("demo-2027", [regimes]), load("zizhiqu-2025")
    assert CliRunner().invoke(app, ["lint", "demo-2027", "--regimes", str(regimes)]).exit_code == 0
    assert set(old.rules.non_renewal_grounds.value or {}) - set(new.rules.non_renewal_grounds.value or {}) == {"NR-9"}
    assert set(new.rules.conditions.value) - {k.replace("zizhiqu", "demo") for k in old.rules.conditions.value} == {
        "demo/1.1"
    }
    assert new.rules.ban_termination_illegal.value != old.rules.ban_termination_illegal.value


def test_its_workbook_follows_from_its_rules(regimes: Path, tmp_path: Path) -> None:
    blank = tmp_path / "机构.xlsx"
    options = ["--regime", "demo-2027", "--regimes", str(regimes)]
    assert CliRunner().invoke(app, ["template", "institutions", "-o", str(blank), *options]).exit_code == 0
    book = openpyxl.load_workbook(blank)
    headers = [x.value for x in book["机构"][1]]
    assert ("联网直接结算" in headers, "支持医保码" in headers) == (True, False)
    row = {"机构代码": c.pharmacy(1), "机构类别": "零售药店", "联网直接结算": "否"}
    for header, value in row.items():
        book["机构"].cell(2, headers.index(header) + 1, value)
    book.save(blank)
    result = CliRunner().invoke(
        app, ["check", str(blank), "-o", str(tmp_path / "结果.xlsx"), "--on", "2027-03-01", "--json", *options]
    )
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["institutions"]
    assert found["hits"] == ["demo/1.1"]
