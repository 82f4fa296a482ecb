"""The dossiers of the regimes' folders: which of them pass, and which clauses their passing checks cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dingdian.dossier import Dossier, parse_dossier, replay
from dingdian.located import InvalidInput, read_yaml
from dingdian.regimes import folder_of


@dataclass(frozen=True)
class Story:
    """A dossier file of a regime's folder; `id` is its path seen from the folder of all regimes."""

    id: str
    path: Path


@dataclass(frozen=True)
class Proof:
    """A dossier and what came of its replay: the clauses it proves, or why it proves none."""

    id: str
    dossier: Dossier | None
    clauses: frozenset[str]
    failures: tuple[str, ...] = ()


def stories(regime_ids: Sequence[str], extra: Sequence[Path] = ()) -> Iterator[Story]:
    """Every dossier in the folders of some regimes, in order of name."""
    for regime_id in regime_ids:
        folder = folder_of(regime_id, extra)
        for path in sorted((folder / "dossiers").rglob("*.yaml")):
            yield Story(path.relative_to(folder.parent).as_posix(), path)


def prove(story: Story, extra: Sequence[Path] = ()) -> Proof:
    """Replay a dossier. It proves what its checks cite, but only if it passes as a whole."""
    try:
        dossier = parse_dossier(read_yaml(story.path.read_text(encoding="utf-8"), str(story.path)), extra)
    except InvalidInput as error:
        return Proof(story.id, None, frozenset(), tuple(str(p) for p in error.problems))
    result = replay(dossier)
    if result.ok:
        return Proof(story.id, dossier, frozenset(c for check in dossier.checks for c in check.cites))
    failures = [f"第 {x.line} 行 {x.title} 被拒绝：{'；'.join(o.text for o in x.objections)}" for x in result.refusals]
    failures += [f"第 {c.line} 行 {c.title} 不符" for c in result.checks if not c.ok]
    return Proof(story.id, dossier, frozenset(), tuple(failures))
