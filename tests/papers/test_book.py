"""The book for legal review holds every wording of every regime, with blanks and conditions in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from dingdian.cli import app
from dingdian.papers import wording
from dingdian.papers.book import content
from dingdian.regimes import load, names


def test_it_holds_every_version_of_every_paragraph() -> None:
    told = json.dumps(content(date(2026, 3, 10)), ensure_ascii=False)
    persons = [name for name in names() if load(name).persons is not None]
    for kind in wording.kinds():
        for worded in [wording.load(kind), *(wording.load(kind, name) for name in persons)]:
            assert worded.title in told
            for place in worded.places:
                assert all(p.version in told for p in (*place.base, *place.own))
    assert "{person}" not in told and "【姓名】" in told and "用于：" in told


def test_it_is_printed_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "book.pdf"
    done = CliRunner().invoke(app, ["papers", "book", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")
    assert CliRunner().invoke(app, ["papers", "check", "hainan-2022"]).exit_code == 0
