"""Every shipped dossier told through the API ends as it does in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from dingdian.accounts import tokens
from dingdian.accounts.models import User
from dingdian.api.remote import OverHttp, Post, in_process
from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.replay import plain, tell
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
PARTS = 24
SAMPLE = STORIES[::33]


@pytest.fixture
def post(db: None) -> Post:
    teller = User.objects.create(username="teller", role=User.Role.SYSTEM_ADMIN)
    return in_process(tokens.issue(teller, "卷宗")[1])


def differences(paths: list[Path], post: Post) -> list[str]:
    """Stories that come out otherwise through the API."""
    wrong = []
    for path in paths:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        expected = replay(dossier)
        checks, refusals = tell(dossier, OverHttp(dossier, post))
        mine = [(c.title, c.ok, plain(c.actual), c.clauses, [r.text for r in c.reasons]) for c in checks]
        theirs = [(c.title, c.ok, plain(c.actual), c.clauses, [r.text for r in c.reasons]) for c in expected.checks]
        if refusals != expected.refusals or mine != theirs:
            pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
            wrong.append(f"{path.parent.parent.parent.name}/{path.name}: {refusals} {pairs[:1]}")
    return wrong


@override_settings(REPLAYS=True)
def test_a_sample_of_every_regime_is_told_alike(post: Post) -> None:
    regimes = {path.relative_to(SHIPPED).parts[0] for path in STORIES}
    assert {path.relative_to(SHIPPED).parts[0] for path in SAMPLE} == regimes
    assert not differences(SAMPLE, post)


@pytest.mark.long
@override_settings(REPLAYS=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_story_is_told_alike(part: int, post: Post) -> None:
    assert not differences(STORIES[part::PARTS], post)
