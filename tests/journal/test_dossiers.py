"""Every shipped dossier told through the database ends as it does in memory, to the words of reasons and remarks.

The lines of costs that it asks about are asked of the gate on line too.
"""

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
from tests.settlement.stories import disagreements, lines_of

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
PARTS = 24
QUICK = range(2, PARTS, 3)
"""Parts told every day; together they tell stories of every regime."""


def test_the_quick_parts_tell_of_every_regime() -> None:
    told = {path.relative_to(SHIPPED).parts[0] for part in QUICK for path in STORIES[part::PARTS]}
    assert told == {path.relative_to(SHIPPED).parts[0] for path in STORIES}


def test_the_quick_parts_ask_about_lines_of_costs() -> None:
    stories = [path for part in QUICK for path in STORIES[part::PARTS]]
    assert sum(len(lines_of(parse_dossier(read_yaml(path.read_text("utf-8"), path.name)))) for path in stories) > 50


def words(reasons: Iterable[Reason]) -> list[str]:
    return [reason.text for reason in reasons]


@pytest.mark.django_db
@pytest.mark.parametrize("part", [pytest.param(n, marks=[] if n in QUICK else pytest.mark.long) for n in range(PARTS)])
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
        otherwise = disagreements(told.region, dossier)
        wrong += [f"{path.parent.parent.name}/{path.name}: {words}" for words in otherwise]
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(("others", "counted"), [(0, 1), (2, 3)])
def test_a_remark_counts_the_agreements_of_the_whole_region(others: int, counted: int) -> None:
    (path,) = (path for path in STORIES if path.name == "52-the-text-of-agreements.yaml")
    own, lines = "H44020100001", path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if "act: agreement.sign" in line)
    for number in range(others):
        code = f"H4402010001{number}"
        signed = [line.replace(own, code).replace("id: a2", f"id: b{number}") for line in lines[at - 1 : at + 1]]
        lines[at + 1 : at + 1] = signed
        stated = {
            "institutions: [": f"{{code: {code}, sector: medical_institution}}, ",
            "agreements: [": f"{{id: c{number}, institution: {code}, start_on: 2024-01-01, end_on: 2024-12-31}}, ",
        }
        for start, row in stated.items():
            lines = [line.replace(start, start + row) for line in lines]
    dossier = parse_dossier(read_yaml("\n".join(lines), path.name))
    told = InJournal(dossier, "counted")
    _, refusals = tell(dossier, told)
    assert not refusals
    (note,) = notes_of(Entry.objects.get(region=told.region, ref="w1").notes)
    assert f"{counted} 份协议" in note.text


@pytest.mark.django_db
def test_what_the_law_refuses_is_refused_here_with_the_same_words_and_leaves_nothing() -> None:
    """A decision before the institution had an agreement."""
    (path,) = (path for path in STORIES if path.name == "2-no-agreement-no-case.yaml")
    early = path.read_text(encoding="utf-8").replace("- on: 2025-04-02", "- on: 2025-03-01", 1)
    dossier = parse_dossier(read_yaml(early, path.name))
    told = InJournal(dossier, "refused")
    _, refusals = tell(dossier, told)
    assert refusals and refusals == replay(dossier).refusals
    assert not Entry.objects.filter(region=told.region, kind=Entry.Kind.ACT).exists()
