"""Every shipped dossier told through the database ends as it does in memory, to the words of reasons and remarks."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.replay import tell
from dingdian.journal.models import Entry
from dingdian.journal.slices import notes_of
from dingdian.journal.story import InJournal
from dingdian.law.explain import Reason
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
PARTS = 24


def words(reasons: Iterable[Reason]) -> list[str]:
    return [reason.text for reason in reasons]


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_the_database_tells_the_same_story(part: int) -> None:
    wrong = []
    for path in STORIES[part::PARTS]:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        expected = replay(dossier)
        told = InJournal(dossier, path.stem[:60])
        checks, refusals = tell(dossier, told)
        mine = [(c.title, c.ok, c.actual, c.clauses, words(c.reasons)) for c in checks]
        theirs = [(c.title, c.ok, c.actual, c.clauses, words(c.reasons)) for c in expected.checks]
        kept = Entry.objects.filter(region=told.region, kind=Entry.Kind.ACT).order_by("seq")
        mine += [(x.ref, notes_of(x.notes)) for x in kept]
        theirs += [(x.ref, x.notes) for x in expected.register.records]
        if refusals != expected.refusals or mine != theirs:
            pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
            wrong.append(f"{path.parent.parent.name}/{path.name}: {refusals} {pairs[:1]}")
    assert not wrong, "\n".join(wrong)
