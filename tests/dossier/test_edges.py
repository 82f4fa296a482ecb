"""The edge stories hold, and every reason behind them stands word for word with its clauses.

After a change that is meant, make the page anew with `python -m tests.dossier.test_edges` and read the difference.
"""

from __future__ import annotations

import pytest

from tests.dossier import edges, edges_answers
from tests.dossier.stories import holds, run
from tests.dossier.test_golden_reasons import PAGES, told

ALL = [*edges.ALL, *edges_answers.ALL]
PAGE = PAGES / "edges.txt"


def page() -> str:
    lines: list[str] = []
    for edge in ALL:
        options = {"regime": edge.regime, "setting": edge.setting, "extra": edge.extra}
        lines += [f"# {edge.title}", *told(run(edge.acts, edge.checks, **options), fully=True)]
    return "\n".join(lines) + "\n"


def test_titles_are_distinct() -> None:
    assert len({e.title for e in ALL}) == len(ALL)


@pytest.mark.parametrize("edge", ALL, ids=[e.title for e in ALL])
def test_an_edge_holds(edge: edges.Edge) -> None:
    holds(edge.acts, edge.checks, regime=edge.regime, setting=edge.setting, extra=edge.extra)


def test_the_words_stand() -> None:
    assert page() == PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
