"""Every shipped dossier told through the database ends as it does in memory."""

from __future__ import annotations

import pytest

from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.replay import tell
from dingdian.journal.story import InJournal
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
PARTS = 24


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_the_database_tells_the_same_story(part: int) -> None:
    wrong = []
    for path in STORIES[part::PARTS]:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        expected = replay(dossier)
        checks, refusals = tell(dossier, InJournal(dossier, path.stem[:60]))
        mine = [(c.title, c.ok, c.actual, c.clauses) for c in checks]
        theirs = [(c.title, c.ok, c.actual, c.clauses) for c in expected.checks]
        if refusals != expected.refusals or mine != theirs:
            pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
            wrong.append(f"{path.parent.parent.name}/{path.name}: {refusals} {pairs[:1]}")
    assert not wrong, "\n".join(wrong)
