"""What names of a regime are called on pages: its own words first, then those every office shares."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dingdian.law.regime import Regime
from dingdian.law.values import Role
from dingdian.office.words import DEGREES, REASONS, ROLES
from dingdian.regimes import words

Choices = list[tuple[str, str]]
_ENTRY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+#(\d+)")
_SHARED = {**ROLES, **REASONS, **DEGREES}


def word(regime: Regime, name: str) -> str:
    """The word for a name: of the regime, of the office, of a role in law, of the clause behind a code, else itself."""
    own = words(regime.id)
    if name in own:
        return own[name]
    return _SHARED.get(name) or (Role(name).label if name in set(Role) else _of_clause(regime, name) or name)


def _of_clause(regime: Regime, code: str) -> str:
    """What the clause behind a material or an item of an evaluation calls it; empty for other names."""
    if regime.institutions is None:
        return ""
    r = regime.rules
    clause = regime.clauses.get((r.material_clauses.value or {}).get(code) or r.evaluation_items.value.get(code, ""))
    return clause.summary.partition("：")[2].rstrip("。") if clause is not None else ""


def choices(regime: Regime, names: Iterable[str] | None) -> Choices:
    """Names with their words, each once."""
    return [(name, word(regime, name)) for name in dict.fromkeys(names or ())]


def entries(text: str) -> str:
    """A text in which an act without an id of its own is called by its place in the journal: 卷宗第 14 条."""
    return _ENTRY.sub(r"卷宗第 \1 条", text)
