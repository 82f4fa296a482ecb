"""The one interpreter of processes: whether an act may be done now, and if so what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Any

from dingdian.law import acts as a
from dingdian.law.explain import Objection, Reason
from dingdian.law.institutions.deadlines import lateness
from dingdian.law.processes.guards.handling import scores_of
from dingdian.law.processes.guards.institutions_common import filled, in_force, version_kept
from dingdian.law.processes.guards.requirement import unmet
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.model import NEW, Process, Step
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.law.regime import Regime
from dingdian.law.register import Record, Register
from dingdian.law.values import Role

Steps = dict[str, tuple[Process, Step]]


def _steps(processes: tuple[Process, ...]) -> Steps:
    return {step.act: (process, step) for process in processes for step in process.steps}


_PERSONS, _INSTITUTIONS = _steps(PERSONS), _steps(INSTITUTIONS)
_BOTH = _PERSONS | _INSTITUTIONS


def steps_of(regime: Regime) -> Steps:
    """The steps there are under a regime; with institutional rules, acts on agreements follow their processes."""
    if regime.institutions is None:
        return _PERSONS
    return _BOTH if regime.persons is not None else _INSTITUTIONS


def institutional_acts() -> frozenset[str]:
    """Acts that only institutional rules know; the others may also be plain facts beside rules on persons."""
    return frozenset(_INSTITUTIONS.keys() - _PERSONS.keys())


@dataclass(frozen=True, slots=True)
class Admission:
    """The record of an admitted act, or every objection to it."""

    record: Record | None
    objections: tuple[Objection, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def admitted(self) -> bool:
        return self.record is not None


def admit(register: Register, act: Any) -> Admission:
    """Try an act: on any objection nothing changes, otherwise it is appended and its case moves on."""
    act = _complete(register, act)
    objections = _objections(register, act)
    if objections:
        return Admission(None, objections)
    process, step = steps_of(register.regime)[act.act]
    notes = (
        *(note for make in step.notes for note in make(register, act)),
        *unmet(register, act, step.requires)[1],
        *version_kept(register, process.name, process.case(act), act),
        *(lateness(register, act) if process.institutional else ()),
    )
    return Admission(place(register, act, notes), (), notes)


def place(register: Register, act: Any, notes: tuple[Reason, ...] = ()) -> Record:
    """Append an act that was admitted, complete as it then was, and move its case and those it moves with it."""
    process, step = steps_of(register.regime)[act.act]
    scores = scores_of(register, act)[0] if isinstance(act, a.HandlingDecide) else None
    record = register.add(act, notes, scores)
    case = (process.name, process.case(act))
    moved = list(step.moves(register, act)) if step.moves is not None else []
    register.states[case] = step.leads_to(register, act, register.states.get(case, NEW))
    register.opened.setdefault(case, record)
    for name, other, state in moved:
        register.states[name, other] = state
        register.opened.setdefault((name, other), record)
    return record


def examine(register: Register, act: Any) -> tuple[Objection, ...]:
    """Every objection that an office would have to an act, without doing it: what is not on record is not so."""
    strict = copy(register)
    strict.setting = register.setting.model_copy(update={"complete": True})
    return _objections(strict, _complete(strict, act))


def _objections(register: Register, act: Any) -> tuple[Objection, ...]:
    known = steps_of(register.regime)
    if act.act not in known:
        return (Objection(f"{register.regime.title} 没有“{act.act}”这一步", remedy="核对规则包和行为名称"),)
    process, step = known[act.act]
    if isinstance(act, a.AgreementSign) and None in (act.start_on, act.end_on):
        return (Objection("没有写明协议的起止日期", step.keys, remedy="写明 start_on 和 end_on"),)
    unknown = [] if process.institutional else [p for p in _persons(act) if p not in register.people]
    if unknown:
        return (Objection(f"没有登记过人员 {unknown[0]}", step.keys, remedy="核对人员编码；新人员先登记"),)
    who = _who_at_institution if process.institutional else _who
    found = who(register, step, act)
    if process.institutional:
        found += list(in_force(register, step, act))
    found += _where(register, process, step, (process.name, process.case(act)), act)
    if not found:
        for guard in step.guards:
            found += list(guard(register, act))
        found += unmet(register, act, step.requires)[0]
    return tuple(dict.fromkeys(found))


def _persons(act: Any) -> Iterator[str]:
    """Whom an act is about."""
    if person := getattr(act, "person", None):
        yield person
    for finding in getattr(act, "findings", ()):
        yield from (share.person for share in finding.persons)


def _complete(register: Register, act: Any) -> Any:
    """Fill in the references an act may leave out: its own id, the latest open request."""
    changes: dict[str, Any] = {}
    if act.id is None:
        taken = {record.ref for record in register.records}
        made = (f"{act.act}#{number}" for number in count(len(register.records) + 1))
        changes["id"] = next(ref for ref in made if ref not in taken)
    if register.regime.institutions is not None and act.act in _INSTITUTIONS:
        changes |= filled(register, act)
    if isinstance(act, a.ReviewDecide | a.AppealDecide):
        kind = act.act.partition(".")[0]
        open_request = register.open_request(kind, act.person, act.of)
        if open_request is not None:
            changes["of"] = open_request.act.of
    if isinstance(act, a.RepairAgree) and act.kind is None:
        applied = [x.act.kind for x in register.of_person(act.person) if isinstance(x.act, a.RepairApply)]
        changes["kind"] = applied[-1] if applied else None
    return act.model_copy(update=changes) if changes else act


def _who(register: Register, step: Step, act: Any) -> list[Objection]:
    """The right role acts, and two persons where two are asked for (where there are rules on persons)."""
    found: list[Objection] = []
    if register.regime.persons is None:
        return found
    casework = register.regime.parameters.casework
    rule = casework.actors.value.get(step.act)
    allowed, clauses = (rule.by, rule.clauses) if rule else (step.actors, ())
    role = _role(act.actor)
    if role is not None and role not in allowed:
        found.append(
            Objection(
                f"“{step.title}”由{'或'.join(r.label for r in allowed)}办理，不由{role.label}办理",
                ("casework.actors",) if clauses else ("casework.actors", *step.keys),
                clauses,
                remedy="交由有权的一方办理",
            )
        )
    if act.actor is not None and act.actor == act.approved_by and step.act in casework.two_person_steps.value:
        found.append(
            Objection(f"“{step.title}”须由两人分别经办和批准", ("casework.two_person_steps",), remedy="换一人批准")
        )
    return found


def _who_at_institution(register: Register, step: Step, act: Any) -> list[Objection]:
    """The step exists in the jurisdiction, the right role acts, and two persons where two are asked for."""
    rule = register.regime.rules.steps.value.get(step.act)
    if rule is None:
        return [Objection(f"本规则的流程没有“{step.title}”这一步", ("steps",), remedy="按规则的流程办理")]
    allowed, role, found = rule.by, _role(act.actor), []
    if allowed and role is not None and role not in allowed:
        words = f"“{step.title}”由{'或'.join(r.label for r in allowed)}办理，不由{role.label}办理"
        found.append(Objection(words, ("steps",), rule.clauses, "交由有权的一方办理"))
    if rule.two_person and act.actor is not None and act.actor == act.approved_by:
        words = f"“{step.title}”须由两人分别经办和批准"
        apart = register.regime.rules.management_functions_separated.clauses
        found.append(Objection(words, ("steps",), (*rule.clauses, *apart), "换一人批准"))
    return found


def _role(actor: str | None) -> Role | None:
    """The role an actor names (`agency`, `agency:王某`); a bare name says nothing about the role."""
    head = (actor or "").partition(":")[0]
    return Role(head) if head in set(Role) else None


def _where(
    register: Register, process: Process, step: Step, case: tuple[str, tuple[str, ...]], act: Any
) -> list[Objection]:
    state = register.states.get(case, NEW)
    if state in step.source:
        return []
    now = f"{act.on} 时“{process.title}”{'还没有开始' if state == NEW else '是“' + process.states[state] + '”'}"
    keys, clauses = step.keys, tuple[str, ...]()
    if process.institutional:
        keys, clauses = ("steps",), _behind(register, step.act, case)
    return [Objection(f"{now}，不能“{step.title}”", keys, clauses, remedy="核对日期先后，先完成前面的步骤")]


def _behind(register: Register, step: str, case: tuple[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The clauses of a step and of the one that brought the case where it is."""
    rules, known = register.regime.rules.steps.value, steps_of(register.regime)
    last = ""
    for record in reversed(register.records):
        process = known[record.act.act][0]
        if (process.name, process.case(record.act)) == case:
            last = record.act.act
            break
    named = [rules[name].clauses for name in (step, last) if name in rules]
    return tuple(dict.fromkeys(clause for clauses in named for clause in clauses))
