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
    """The word for a name: of the regime, of the office, of a role in law, else the name itself."""
    own = words(regime.id)
    if name in own:
        return own[name]
    return _SHARED.get(name) or (Role(name).label if name in set(Role) else name)


def choices(regime: Regime, names: Iterable[str] | None) -> Choices:
    """Names with their words, each once."""
    return [(name, word(regime, name)) for name in dict.fromkeys(names or ())]


def entries(text: str) -> str:
    """A text in which an act without an id of its own is called by its place in the journal: 卷宗第 14 条."""
    return _ENTRY.sub(r"卷宗第 \1 条", text)
