"""What a process is: states and steps, each with actor, guards, deadline, papers and the parameters behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dingdian.law.deadlines import Deadline
from dingdian.law.explain import Objection, Reason
from dingdian.law.register import Register
from dingdian.law.values import Role

Guard = Callable[[Register, Any], Iterable[Objection]]
Note = Callable[[Register, Any], Iterable[Reason]]
Move = tuple[str, tuple[str, ...], str]
Moves = Callable[[Register, Any], Iterable[Move]]
NEW = "new"


@dataclass(frozen=True)
class Target:
    """A target that depends on a field of the act, or on the state the case is in; `""` stays where it is."""

    field: str | None
    by_value: Mapping[str, str]
    by_state: Mapping[str, str]
    both: Mapping[tuple[str, str], str]
    default: str = ""

    def __call__(self, act: Any, state: str) -> str:
        value = getattr(act, self.field) if self.field is not None else ""
        found = self.both.get((state, value)) or self.by_value.get(value) or self.by_state.get(state) or self.default
        return found or state

    def targets(self) -> tuple[str, ...]:
        named = (*self.by_value.values(), *self.by_state.values(), *self.both.values(), self.default)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True)
class Choice:
    """A target that depends on what the register says of the case; `names`: every state it may choose."""

    choose: Callable[[Register, Any, str], str]
    names: tuple[str, ...]

    def targets(self) -> tuple[str, ...]:
        return self.names


@dataclass(frozen=True, slots=True)
class Step:
    """One act that moves a case: from which states, to which, by whom, under which guards.

    `requires`: preconditions that a regime may set, by name. `moves`: cases of other processes that it moves as well:
    (process, case, state). `actors`: who does it where a regime says nothing.
    """

    act: str
    title: str
    source: tuple[str, ...]
    target: str | Target | Choice
    actors: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()
    notes: tuple[Note, ...] = ()
    deadline: Deadline | None = None
    keys: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    moves: Moves | None = None

    def targets(self) -> tuple[str, ...]:
        """Every state it may leave a case in, the state that it was in where it may stay there."""
        if isinstance(self.target, str):
            return (self.target,)
        if isinstance(self.target, Choice):
            return self.target.targets()
        by_state_alone = self.target.field is None and not self.target.default
        stays = [s for s in self.source if by_state_alone and s not in self.target.by_state]
        return tuple(dict.fromkeys((*self.target.targets(), *stays)))

    def leads_to(self, register: Register, act: Any, state: str) -> str:
        """The state in which the act leaves a case that was in a state."""
        if isinstance(self.target, str):
            return self.target
        if isinstance(self.target, Choice):
            return self.target.choose(register, act, state)
        return self.target(act, state)


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
    case: Callable[[Any], tuple[str, ...]]
    institutional: bool = False


def by_outcome(**targets: str) -> Target:
    """A target that depends on the outcome the act carries."""
    return by("outcome", targets)


def by(field: str, targets: Mapping[str, str], both: Mapping[tuple[str, str], str] | None = None) -> Target:
    """A target that depends on a field of the act; `both`: (state, value) → target, where the state matters too."""
    return Target(field, targets, {}, both or {})


def by_state(targets: Mapping[str, str], default: str) -> Target:
    """A target that depends on the state of the case; `default` for all others (`""`: it stays)."""
    return Target(None, {}, targets, {}, default)
