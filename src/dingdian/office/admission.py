"""The batch before the rules: every handling and delivery is tried in the order of recording.

A refused act is brought home to the rows and columns that caused it. A handling left out takes its deliveries with it
and the later handlings of its persons, whose totals would otherwise be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from dingdian.law import acts as a
from dingdian.law.act import Act
from dingdian.law.dates import Calendar
from dingdian.law.explain import Objection
from dingdian.law.processes import admit
from dingdian.law.processes.admit import examine
from dingdian.law.register import Record, Register
from dingdian.office.batch import Batch, Group, delivery_act, handling_act
from dingdian.office.problems import CellProblem
from dingdian.office.reading import Row
from dingdian.office.words import in_words

Tick = Callable[[], object]

# The parameter behind an objection → the column in which it is mended; the first that matches counts.
_COLUMNS = (
    ("meta.effective_from", "on"),
    ("scope.institution_types", "institution"),
    ("filing.per_site", "person"),
    ("scope.pharmacy_roles", "person"),
    ("scope.medical_roles", "person"),
    ("qualification.case_requires_agreement", "institution"),
    ("scoring.requires_underlying_decision", "basis"),
    ("scoring.responsibility_finder", "basis"),
    ("tiers.term_mode", "months"),
    ("scoring.degrees", "degree"),
    ("scoring.allow_not_scored_with_reason", "not_scored"),
    ("scoring.band_shift_max", "shift"),
    ("scoring.circumstances", "circumstances"),
    ("scoring.catch_all_requires_catalogue_item", "circumstances"),
    ("scoring.method", "points"),
    ("scoring.aggravating", "aggravating"),
    ("scoring.mitigating", "mitigating"),
)
_OF_HANDLING = frozenset({"on", "institution", "basis"})
_OF_FINDING = frozenset({"circumstances"})


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not decided, why, and whom that concerns."""

    handling: str | None
    rows: tuple[tuple[str, int], ...]
    why: str
    concerns: frozenset[str] = frozenset()


@dataclass
class Admitted:
    """What stands: the register, the acts with their rows, the problems found on the way, what was left out."""

    register: Register
    groups: list[Group] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def admit_batch(batch: Batch, calendar: Calendar, *, tick: Tick = lambda: None) -> Admitted:
    """Try everything that is sound in itself; problems of the batch and of the rules are in the result together."""
    spoiled = _spoiled(batch, batch.problems)
    people = {p.code for p in batch.setting.people}
    sound = [
        g
        for g in batch.groups.values()
        if not {(r.sheet, r.number) for r in g.rows} & spoiled and people.issuperset(g.persons())
    ]
    return _run(batch, calendar, sound, tick, spoiled)


def admit_good(batch: Batch, calendar: Calendar, problems: list[CellProblem], *, tick: Tick = lambda: None) -> Admitted:
    """Only the handlings that nothing wrong touches, directly or through a person's total."""
    while True:
        left, good = _part(batch, problems)
        result = _run(batch, calendar, good, tick)
        if not result.problems:
            result.left_out = left
            return result
        problems = [*problems, *result.problems]


def _rows(group: Group) -> set[tuple[str, int]]:
    return {(r.sheet, r.number) for r in (*group.rows, *group.deliveries)}


def _spoiled(batch: Batch, problems: list[CellProblem]) -> set[tuple[str, int]]:
    return {(p.sheet, n) for p in problems if p.row is not None for n in (p.row, *p.others)}


def _part(batch: Batch, problems: list[CellProblem]) -> tuple[list[LeftOut], list[Group]]:
    """What is left out, with the reason, and the handlings that remain, in order of recording."""
    spoiled = _spoiled(batch, problems)
    doubtful = {(r.sheet, r.number): r for r in batch.registry}
    codes = {code for place in spoiled & doubtful.keys() for code in _codes(doubtful[place])}
    since: dict[str, tuple[date, int]] = {}
    left: list[LeftOut] = []
    good: list[Group] = []
    in_groups = {row for g in batch.groups.values() for row in _rows(g)}
    for row in batch.strays:
        if row.sheet == batch.layout.findings.title and row["person"]:
            since[row["person"]] = (date.min, 0)
    for sheet, number in sorted({*spoiled, *((r.sheet, r.number) for r in batch.strays)} - in_groups):
        left.append(LeftOut(None, ((sheet, number),), "这一行有错，或所属的处理没有办理"))
    for group in sorted(batch.groups.values(), key=lambda g: g.order):
        bad = sorted(_rows(group) & spoiled)
        unknown = [c for c in (*group.persons(), group.first["institution"]) if c in codes]
        earlier = [p for p in group.persons() if p in since and since[p] <= group.order]
        if bad:
            why = "有错的行：" + "、".join(f"“{s}”第 {n} 行" for s, n in bad)
        elif unknown:
            why = f"“人员”或“机构”表里 {'、'.join(unknown)} 的行有错"
        elif earlier:
            why = f"{'、'.join(earlier)} 较早的处理没有办理，累计分不能确定"
        else:
            good.append(group)
            continue
        concerns = frozenset((*group.persons(), *(r["institution"] for r in group.rows if r["institution"])))
        left.append(LeftOut(group.id, tuple(sorted(_rows(group))), why, concerns))
        for person in group.persons():
            since[person] = min(since.get(person, group.order), group.order)
    return left, good


def _codes(row: Row) -> tuple[str, ...]:
    """Whom a row of the registry describes: the person, else the institution."""
    found = row["person"] or row["institution"]
    return (found,) if found else ()


def _run(
    batch: Batch, calendar: Calendar, groups: list[Group], tick: Tick, spoiled: set[tuple[str, int]] | None = None
) -> Admitted:
    """Admit handlings and their deliveries in order; spoiled deliveries are passed over."""
    register = Register(batch.regime, calendar, batch.setting)
    result = Admitted(register)
    steps: list[tuple[tuple[date, int, int], Group, Row | None, Act]] = []
    for group in groups:
        act = handling_act(group)
        steps.append(((act.recorded, 0, group.first.number), group, None, act))
        for row in group.deliveries:
            if spoiled and (row.sheet, row.number) in spoiled:
                continue
            delivery = delivery_act(row, act)
            steps.append(((delivery.recorded, 1, row.number), group, row, delivery))
    refused: set[str] = set()
    for _, group, sent, step in sorted(steps, key=lambda s: s[0]):
        if group.id in refused:
            continue
        admission = admit(register, step)
        if admission.record is not None:
            if sent is None:
                result.groups.append(group)
                result.records[group.id] = admission.record
                for _ in group.rows:
                    tick()
        elif sent is None:
            refused.add(group.id)
            result.problems += _blame(batch, register, group, step, admission.objections)
        else:
            result.problems += [_of_delivery(batch, sent, o) for o in admission.objections]
    return result


# Bringing an objection home


def _problem(batch: Batch, row: Row, column: str, objection: Objection, others: tuple[int, ...] = ()) -> CellProblem:
    regime = batch.regime
    sheet = next(s for s in batch.layout.sheets if s.title == row.sheet)
    clauses = objection.cites(regime)
    cites = tuple(dict.fromkeys(regime.clauses[c].cite for c in clauses if c in regime.clauses))
    return CellProblem(
        row.sheet, row.number, sheet.column(column).header, in_words(objection.text), "", in_words(objection.remedy),
        clauses, cites, others,
    )  # fmt: skip


def _of_delivery(batch: Batch, row: Row, objection: Objection) -> CellProblem:
    return _problem(batch, row, "on" if objection.keys else "person", objection)


def _blame(
    batch: Batch, register: Register, group: Group, act: Act, objections: tuple[Objection, ...]
) -> Iterator[CellProblem]:
    """Each objection at every row that raises it alone; else at the row of the person it speaks of."""
    assert isinstance(act, a.HandlingDecide)
    alone = [(row, set(examine(register, _only(act, row)))) for row in group.rows]
    for objection in objections:
        column = next((c for key, c in _COLUMNS if key in objection.keys), "circumstances")
        rows = [row for row, raised in alone if objection in raised]
        rows = rows or [r for r in group.rows if r["person"] in objection.text][:1] or group.rows[:1]
        heads: dict[object, list[Row]] = {}
        for row in rows:
            heads.setdefault(_scope(column, row), []).append(row)
        for together in heads.values():
            yield _problem(batch, together[0], column, objection, tuple(r.number for r in together[1:]))


def _scope(column: str, row: Row) -> object:
    """Rows that are mended together: the whole handling, the finding, the person, or the row itself."""
    if column in _OF_HANDLING:
        return None
    if column in _OF_FINDING:
        return row["finding"]
    return row["person"] if column == "person" else row.number


def _only(act: a.HandlingDecide, row: Row) -> a.HandlingDecide:
    """The decision cut down to one row."""
    findings = tuple(
        f.model_copy(update={"persons": tuple(p for p in f.persons if p.person == row["person"])})
        for f in act.findings
        if f.id == row["finding"]
    )
    return act.model_copy(update={"findings": findings})
