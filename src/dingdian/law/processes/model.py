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
    discloses: tuple[str, ...] = ()
    shared: bool = False

    def targets(self) -> tuple[str, ...]:
        if isinstance(self.target, str):
            return (self.target,)
        return tuple(self.target.__annotations__.get("targets", ()))


@dataclass(frozen=True)
class Process:
    """A declared process. `case` names the case an act belongs to.

    A step of an institutional process exists where the regime's `steps` name it, with its actors and clauses.
    """

    name: str
    title: str
    states: dict[str, str]
    terminal: frozenset[str]
    steps: tuple[Step, ...]
    case: Callable[[Any], tuple[str, ...]] = field(repr=False)
    institutional: bool = False

    def step(self, act: str) -> Step | None:
        return next((s for s in self.steps if s.act == act), None)


def by_outcome(**targets: str) -> Callable[[Any], str]:
    """A target that depends on the outcome the act carries."""

    def choose(act: Any) -> str:
        return targets[act.outcome]

    choose.__annotations__["targets"] = tuple(dict.fromkeys(targets.values()))
    return choose
