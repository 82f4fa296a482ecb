"""A new regime is data: a copy of the national one with other numbers, terms in days and new conditions, no code touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.regimes import SHIPPED, load

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "regimes"

BANDS = """\
dossier: 1
title: 十分制，按档次和责任程度
regime: copy-2026
setting:
  institutions: [{code: H1, name: 甲医院, sector: medical_institution}]
  people: [{code: D1, name: 张某, role: medical, sites: [{institution: H1, filed_on: 2026-01-05}]}]
  parameters:
    scoring.initial_points: 10
    scoring.cap: 10
    scoring.bands: [[1, 2], [3, 4], [5, 7], [8, 10]]
    tiers.first_suspension_at: 7
    tiers.term_mode: table
    tiers.suspension_rows: [{min: 7, max: 9, days: 45}]
    tiers.lower_bounds: [7, 10]
    tiers.terminate_at: 10
acts:
  - on: 2026-03-02
    act: handling.decide
    id: h1
    basis: administrative_penalty
    institution: H1
    findings:
      - {id: f1, type: t, circumstances: [national/23.14.1], persons: [{person: D1, degree: main}]}
  - {on: 2026-03-06, act: notice.deliver_to_institution, of: h1}
checks:
  - {on: 2026-03-07, person: D1, points: 7, points_left: 3, status: suspended, last_day: 2026-04-20}
"""


def test_the_documented_example_replays_from_a_folder_outside_the_package(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "demo-2026", tmp_path / "demo-2026")
    stories = str(tmp_path / "demo-2026" / "dossiers")
    result = CliRunner().invoke(app, ["replay", stories, "--regimes", str(tmp_path)])
    assert result.exit_code == 0, result.output


def test_a_copy_under_another_name_with_values_changed_in_a_story(tmp_path: Path) -> None:
    folder = tmp_path / "regimes" / "copy-2026"
    shutil.copytree(SHIPPED / "national-2025", folder)
    text = (folder / "regime.yaml").read_text(encoding="utf-8")
    (folder / "regime.yaml").write_text(text.replace("regime: national-2025", "regime: copy-2026"), encoding="utf-8")
    story = tmp_path / "story.yaml"
    story.write_text(BANDS, encoding="utf-8")
    result = CliRunner().invoke(app, ["replay", str(story), "--regimes", str(tmp_path / "regimes")])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["yunnan-2025", "qinghai-2025", "hainan-2022", "national-2025"])
def test_shipped_regimes_load_and_only_the_national_one_is_in_force(name: str) -> None:
    regime = load(name)
    assert regime.id == name
    assert regime.is_draft is (name != "national-2025")
