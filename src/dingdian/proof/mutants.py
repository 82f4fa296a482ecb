"""A regime with one value changed, and whether the dossiers that prove a clause notice it.

Noticed means that a verdict changes: a value that a check compares, or an act that is no longer admitted (or refused).
A citation that merely disappears is not noticed.
"""

from __future__ import annotations

import itertools
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dingdian.dossier import Dossier, replay
from dingdian.law.regime import Regime, section
from dingdian.located import Document, InvalidInput, read_yaml
from dingdian.proof.flips import Flip, flips
from dingdian.proof.places import Place
from dingdian.regimes import folder_of, parse

ATTEMPTS = 60
"""Flips tried for one parameter before it counts as survived."""


@dataclass(frozen=True)
class Trial:
    """What became of the flips of one parameter behind one clause: the one that was noticed, or all that were not."""

    clause: str
    key: str
    noticed: Flip | None
    by: str | None
    unnoticed: tuple[Flip, ...]
    elsewhere: str | None = None
    """A dossier that would notice one of the unnoticed flips, but does not cite the clause."""

    @property
    def outcome(self) -> str:
        """killed, survived, or none where no other value can be loaded at all."""
        return "killed" if self.noticed else "survived" if self.unnoticed else "none"


class Bench:
    """The documents of one regime, flipped a value at a time; what a dossier says of a flip is kept."""

    def __init__(self, regime_id: str, extra: Sequence[Path] = ()) -> None:
        self.folder = folder_of(regime_id, extra)
        files = [self.folder / name for name in ("regime.yaml", "clauses.yaml")]
        self.regime_file, self.clause_file = (read_yaml(f.read_text(encoding="utf-8"), str(f)) for f in files)
        self._regimes: dict[tuple[str, str], Regime | None] = {}
        self._verdicts: dict[tuple[str, str, str], bool] = {}

    def flips(self, places: Sequence[Place]) -> Iterator[Flip]:
        """Every flip at some places, a change of each place in turn first."""
        data = self.regime_file.data
        rows = [flips(place, data[section(place.key)][place.key]["value"]) for place in places]
        for several in itertools.zip_longest(*rows):
            yield from (flip for flip in several if flip is not None)

    def document(self, flip: Flip) -> Document:
        """The regime's document with the flip in it; a value where there was none counts as assumed."""
        data = self.regime_file.data
        half = section(flip.key)
        old = data[half][flip.key]
        basis = "assumed" if old["basis"] in ("not_stated", "not_applicable") else old["basis"]
        parameters = {**data[half], flip.key: {**old, "value": flip.value, "basis": basis}}
        return Document(self.regime_file.name, {**data, half: parameters}, self.regime_file.lines)

    def regime(self, flip: Flip, overrides: Mapping[str, Any], source: Document) -> Regime | None:
        """The flipped regime as one story sees it; null where it cannot be loaded."""
        try:
            return parse(
                self.document(flip),
                self.clause_file,
                folder_name=self.folder.name,
                overrides=overrides,
                override_source=source,
                sound=False,  # a flip may leave a gap: what matters is whether a proof notices
            )
        except InvalidInput:
            return None

    def loads(self, flip: Flip) -> bool:
        return self._plain(flip) is not None

    def _plain(self, flip: Flip) -> Regime | None:
        key = (flip.key, repr(flip.value))
        if key not in self._regimes:
            self._regimes[key] = self.regime(flip, {}, self.regime_file)
        return self._regimes[key]

    def noticed(self, flip: Flip, name: str, dossier: Dossier) -> bool:
        """Whether a dossier that passes gives another verdict under the flip."""
        key = (flip.key, repr(flip.value), name)
        if key not in self._verdicts:
            self._verdicts[key] = self._replayed(flip, dossier)
        return self._verdicts[key]

    def _replayed(self, flip: Flip, dossier: Dossier) -> bool:
        own = dossier.setting.parameters
        if flip.key in own:
            return False
        regime = self.regime(flip, own, dossier.document) if own else self._plain(flip)
        if regime is None:
            return False
        try:
            result = replay(replace(dossier, regime=regime))
        except (ArithmeticError, LookupError, TypeError, ValueError, AssertionError):
            return False  # a value that the rules cannot work with is no reading of the law
        wrong = (any(c.actual.get(k) != v for k, v in c.expected.items()) for c in result.checks)
        return bool(result.refusals) or any(wrong)


def trial(
    bench: Bench, clause: str, key: str, places: Sequence[Place], dossiers: Mapping[str, Dossier],
    others: Mapping[str, Dossier] = types.MappingProxyType({}),
) -> Trial:  # fmt: skip
    """Flip a parameter behind a clause until one of the dossiers that prove the clause notices.

    `others`: dossiers that do not cite the clause, named only where they would have noticed.
    """
    unnoticed: list[Flip] = []
    for flip in itertools.islice(filter(bench.loads, bench.flips(places)), ATTEMPTS):
        for name, dossier in dossiers.items():
            if bench.noticed(flip, name, dossier):
                return Trial(clause, key, flip, name, tuple(unnoticed))
        unnoticed.append(flip)
    elsewhere = (name for flip in unnoticed for name, d in others.items() if bench.noticed(flip, name, d))
    return Trial(clause, key, None, None, tuple(unnoticed), next(elsewhere, None))
