"""Standings made ready to be held against lines of claims.

What a ground comes to is the same small table that `law.gate` reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dingdian.bulk.columns import STANDINGS, Source, checked
from dingdian.bulk.engine import FAR, Engine, Kind
from dingdian.bulk.tables import FILED, PENDING, ground_of, verdicts
from dingdian.law.regime import Regime
from dingdian.law.verdict import Ground
from dingdian.located import InvalidInput, Problem

DAY, _GRAVITY = 1 << 32, 1 << 59
"""A weight is gravity × the one + how early the row begins × the other + twice the number of what it comes to."""
_FEW = 1_000


@dataclass(frozen=True, slots=True)
class _Sort:
    """Rows of standings of one status, for persons or for whole places, on the same clauses; how many name what."""

    status: str
    whole: bool
    clause: str
    institutions: int
    departments: int

    @property
    def ground(self) -> Ground | None:
        return ground_of(self.status, whole_place=self.whole)


class Comes(NamedTuple):
    """What a line comes to; `kind` is the number of its outcome and reason."""

    number: int
    kind: int
    outcome: str
    reason: str
    clause: str


@dataclass(frozen=True)
class Rules:
    """Standings to be held against lines: which sorts of rows there are decides what has to be asked."""

    regime: Regime
    standings: Source
    name: str
    sorts: tuple[_Sort, ...]

    @cached_property
    def barring(self) -> tuple[tuple[_Sort, Ground], ...]:
        return tuple((x, ground) for x in self.sorts if (ground := x.ground) is not None)

    @cached_property
    def _of_persons(self) -> tuple[_Sort, ...]:
        return tuple(x for x, _ in self.barring if not x.whole)

    @property
    def persons(self) -> bool:
        return bool(self._of_persons)

    @property
    def places(self) -> bool:
        return len(self._of_persons) < len(self.barring)

    @property
    def by_institution(self) -> bool:
        return any(x.institutions for x in self._of_persons)

    @property
    def by_department(self) -> bool:
        return any(x.departments for x, _ in self.barring)

    @cached_property
    def _filed(self) -> tuple[_Sort, ...]:
        return tuple(x for x in self.sorts if x.status == FILED)

    @property
    def filed(self) -> bool:
        return bool(self._filed)

    @property
    def anywhere(self) -> bool:
        """Whether a filing counts wherever somebody works."""
        return self.filed and not any(x.institutions for x in self._filed)

    @cached_property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Every outcome and reason that a line can have, by number, the gravest last."""
        return tuple({x.reason: (x.outcome, x.reason) for x in verdicts(self.regime)}.values())

    @cached_property
    def comes(self) -> tuple[Comes, ...]:
        """By number what lines can come to. It depends on few things of a row, so it is said once for each of them and
        stands in lines as a number: 0 is plainly paid, 2 not obtained, 4 and so on the sorts that bar, each followed by
        what it is in an emergency."""
        found = {(x.gravity, x.emergency): x for x in verdicts(self.regime)}
        kinds = {reason: kind for kind, (_, reason) in enumerate(self.kinds)}
        grounds = [(Ground.NORMAL, ""), (Ground.NOT_OBTAINED, ""), *((of, x.clause) for x, of in self.barring)]
        comes = list[Comes]()
        for ground, clause in grounds:
            for emergency in (False, True):
                v = found[ground.gravity, emergency]
                clauses = f"{v.clause};{clause}" if clause else v.clause
                comes.append(Comes(len(comes), kinds[v.reason], v.outcome, v.reason, clauses))
        return tuple(comes)

    @property
    def not_obtained(self) -> int:
        """The weight of a line whose person is filed nowhere that counts."""
        return _weight(Ground.NOT_OBTAINED, 1)


def prepare(engine: Engine, regime: Regime, path: Path, name: str = "now") -> Rules:
    """Standings as rules of a name, and ready for lines; `InvalidInput` with what is wrong with columns or statuses.

    Tables of the name: `rows_…` (what stands in the way), `filed_…` (where somebody may be paid).
    """
    rules = _read(engine, regime, path, name)
    _rows(engine, rules)
    return rules


def say(engine: Engine, rules: Rules) -> None:
    """Table `comes_…` of what lines come to, by number."""
    kinds: dict[str, Kind] = {
        "number": "integer", "kind": "integer", "outcome": "word", "reason": "word",
        "clause": "word" if len(rules.comes) < _FEW else "text",
    }  # fmt: skip
    engine.put(f"comes_{rules.name}", kinds, rules.comes)


def _read(engine: Engine, regime: Regime, path: Path, name: str) -> Rules:
    source = checked(engine, STANDINGS, path)
    told = engine.rows(
        "SELECT status, whole, clause, count(institution), count(department) FROM (SELECT status, person IS "
        f"NULL AS whole, coalesce(clause, '') AS clause, institution, department FROM {source.rows(engine)} s) k "
        "GROUP BY status, whole, clause"
    )
    sorts = [_Sort(*row) for row in sorted(told, key=lambda x: (x[2], str(x[0]), x[1]))]
    unknown = sorted({str(x.status) for x in sorts if not _known(x.status)})
    if unknown:
        allowed = "、".join([*(g.value for g in Ground if not g.of_place), FILED, PENDING])
        raise InvalidInput([Problem(str(path), None, "status", f"不认识的状态：{'、'.join(unknown)}", allowed)])
    return Rules(regime, source, name, tuple(sorts))


def _rows(engine: Engine, rules: Rules) -> None:
    name, rows = rules.name, rules.standings.rows(engine)
    kinds: dict[str, Kind] = {"of_status": "text", "whole": "truth", "of_clause": "text", "base": "integer"}
    engine.put(
        f"sorts_{name}",
        kinds,
        [(x.status, x.whole, x.clause, _weight(of, number)) for number, (x, of) in enumerate(rules.barring, 2)],
    )
    named = ["person", *(["institution"] if rules.by_institution or rules.places else [])]
    named += ["department"] if rules.by_department else []
    engine.keep(
        f"rows_{name}",
        f"""
SELECT {", ".join(named)}, first_day, coalesce(last_day, {FAR}) AS last_day,
       base + {engine.days_between("first_day", FAR)} * {DAY} AS weight
FROM {rows} s JOIN sorts_{name} k
  ON status = of_status AND (person IS NULL) = whole AND coalesce(clause, '') = of_clause""",
    )
    if rules.filed or rules.places:
        engine.keep(
            f"filed_{name}",
            f"SELECT person, institution, department, status, first_day, coalesce(last_day, {FAR}) AS last_day "
            f"FROM {rows} s WHERE status IN ('{FILED}', '{PENDING}')",
        )


def _known(status: str) -> bool:
    return status in (FILED, PENDING) or status in {g.value for g in Ground if not g.of_place}


def _weight(ground: Ground, number: int) -> int:
    return ground.gravity * _GRAVITY + 2 * number
