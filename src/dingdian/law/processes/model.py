"""What a process is: states and steps, each with actor, guards, deadline, papers and the parameters behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dingdian.law.deadlines import Deadline
from dingdian.law.explain import Objection, Reason
from dingdian.law.register import Register
from dingdian.law.values import Role

Guard = Callable[[Register, Any], Iterable[Objection]]
Note = Callable[[Register, Any], Iterable[Reason]]
NEW = "new"


@dataclass(frozen=True, slots=True)
class Step:
    """One act that moves a case: from which states, to which, by whom, under which guards."""

    act: str
    title: str
    source: tuple[str, ...]
    target: str | Callable[[Any], str]
    actors: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()
    notes: tuple[Note, ...] = ()
    deadline: Deadline | None = None
    keys: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process:
    """A declared process. `case` names the case an act belongs to."""

    name: str
    title: str
    states: dict[str, str]
    terminal: frozenset[str]
    steps: tuple[Step, ...]
    case: Callable[[Any], tuple[str, ...]] = field(repr=False)


def by_outcome(**targets: str) -> Callable[[Any], str]:
    """A target that depends on the outcome the act carries."""

    def choose(act: Any) -> str:
        return targets[act.outcome]

    return choose
