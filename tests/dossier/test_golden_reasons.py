"""What people read: every reason and every remark of the shipped stories, word for word with its clauses.

The words are a public interface. After a change that is meant, make the pages anew with
`python -m tests.dossier.test_golden_reasons` and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dingdian.dossier import Replay, parse_dossier, replay
from dingdian.law.explain import Reason, cited
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED

PAGES = Path(__file__).parents[1] / "golden"
REGIMES = sorted({p.parts[len(SHIPPED.parts)] for p in SHIPPED.glob("*/dossiers/**/*.yaml")})


def page(regime: str) -> str:
    """Each story of a regime with the distinct reasons behind its checks, in order."""
    lines: list[str] = []
    for path in sorted((SHIPPED / regime / "dossiers").rglob("*.yaml")):
        result = replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name)))
        lines += [f"# {path.stem}", *told(result)]
    return "\n".join(lines) + "\n"


def told(result: Replay, *, fully: bool = False) -> list[str]:
    """The distinct reasons behind the checks of a story and the remarks on its acts, each with its clauses.

    In full also with the facts behind it and the parameters applied.
    """
    regime = result.dossier.regime
    reasons = [r for check in result.checks for r in check.reasons]
    reasons += [Reason(n.text, n.keys, n.clauses) for record in result.register.records for n in record.notes]
    lines = dict[str, None]()
    for r in reasons:
        line = f"{r.text} 〔{' '.join(cited(regime, [r]))}〕"
        if fully:
            line += "".join(f" {part}" for part in (*(f"{name} {value}" for name, value in r.facts), *r.keys))
        lines[line] = None
    return list(lines)


@pytest.mark.parametrize("regime", REGIMES)
def test_the_words_stand(regime: str) -> None:
    assert page(regime) == (PAGES / f"{regime}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for name in REGIMES:
        (PAGES / f"{name}.txt").write_text(page(name), encoding="utf-8")
