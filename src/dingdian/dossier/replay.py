"""Replaying a dossier: acts are admitted in recorded order, then every check is answered with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from dingdian.calendars import load_calendar
from dingdian.dossier.format import (
    AnyCheck,
    ClaimCheck,
    DeadlineCheck,
    Dossier,
    InstitutionCheck,
    MaterialsCheck,
    NoteCheck,
    ParameterCheck,
    PersonCheck,
    RefusedCheck,
)
from dingdian.law.dates import Due
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Decision, Objection, Reason, cited
from dingdian.law.gate import ClaimFacts, claim
from dingdian.law.institutions.deadlines import DEADLINES as INSTITUTION_DEADLINES
from dingdian.law.institutions.materials import materials
from dingdian.law.institutions.methods import payment_method
from dingdian.law.institutions.purchases import mismatches
from dingdian.law.institutions.uploads import missing_days
from dingdian.law.institutions.view import institution_view
from dingdian.law.measures import measures, tasks
from dingdian.law.processes import admit
from dingdian.law.processes.admit import examine
from dingdian.law.proposals import proposals
from dingdian.law.register import Register
from dingdian.law.resettle import resettle
from dingdian.law.standing import standing


@dataclass(frozen=True)
class CheckResult:
    """One check: what was expected, what came out, and the reasons."""

    index: int
    line: int | None
    title: str
    ok: bool
    expected: dict[str, Any]
    actual: dict[str, Any]
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """An act of the story that was not admitted although the story says it happened."""

    line: int | None
    title: str
    objections: tuple[Objection, ...]


@dataclass(frozen=True)
class Replay:
    """The result of a whole story."""

    dossier: Dossier
    checks: tuple[CheckResult, ...]
    refusals: tuple[Refusal, ...]

    @property
    def ok(self) -> bool:
        return not self.refusals and all(c.ok for c in self.checks)

    def as_json(self) -> dict[str, Any]:
        regime = self.dossier.regime
        return {
            "file": self.dossier.name,
            "title": self.dossier.title,
            "regime": regime.id,
            "draft": regime.is_draft,
            "proves": list(self.dossier.proves),
            "ok": self.ok,
            "refused_acts": [
                {
                    "line": x.line,
                    "act": x.title,
                    "objections": [
                        {"text": o.text, "clauses": list(o.cites(regime)), "remedy": o.remedy} for o in x.objections
                    ],
                }
                for x in self.refusals
            ],
            "checks": [
                {
                    "index": c.index + 1,
                    "line": c.line,
                    "check": c.title,
                    "ok": c.ok,
                    "expected": plain(c.expected),
                    "actual": plain(c.actual),
                    "clauses": list(c.clauses),
                    "missing_clauses": list(c.missing),
                    "reasons": [x.as_json(regime) for x in c.reasons],
                }
                for c in self.checks
            ],
        }


@dataclass(frozen=True)
class Folded(Replay):
    """The result of a story told in memory, with the register that it left."""

    register: Register


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(v) for v in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Answer:
    """What a world says to a question: the values, and the clauses and reasons behind them."""

    actual: dict[str, Any]
    clauses: tuple[str, ...]
    reasons: tuple[Reason, ...]


class World(Protocol):
    """Where a story happens: in memory, in a running office, or at the other end of a wire."""

    def admit(self, act: Any) -> tuple[Objection, ...]:
        """Do an act; if there is any objection nothing changes."""

    def answer(self, question: AnyCheck) -> Answer:
        """What is so; the values that a check expects have no part in it."""


class Memory:
    """A world that lasts as long as the story."""

    def __init__(self, dossier: Dossier) -> None:
        self.register = Register(dossier.regime, load_calendar(), dossier.setting)

    def admit(self, act: Any) -> tuple[Objection, ...]:
        return admit(self.register, act).objections

    def answer(self, question: AnyCheck) -> Answer:
        return answer(self.register, question)


def replay(dossier: Dossier) -> Folded:
    """Fold the acts and answer the checks. A check that fails or an act that is refused makes the replay fail."""
    world = Memory(dossier)
    checks, refusals = tell(dossier, world)
    return Folded(dossier, checks, refusals, world.register)


def tell(dossier: Dossier, world: World) -> tuple[tuple[CheckResult, ...], tuple[Refusal, ...]]:
    """Let a story happen in a world and answer its checks there."""
    refused: dict[int, CheckResult] = {}
    waiting = sorted(
        ((c.refused.recorded, i, c) for i, c in enumerate(dossier.checks) if isinstance(c, RefusedCheck)),
        key=lambda x: (x[0], x[1]),
    )
    refusals: list[Refusal] = []
    numbered = [
        (i, act if act.id else act.model_copy(update={"id": f"{act.act}#{i + 1}"}))
        for i, act in enumerate(dossier.acts)
    ]
    for position, act in sorted(numbered, key=lambda x: (x[1].recorded, x[0])):
        while waiting and waiting[0][0] < act.recorded:
            _, i, check = waiting.pop(0)
            refused[i] = _result(dossier, i, check, world.answer(check))
        objections = world.admit(act)
        if objections:
            line = dossier.document.line(("acts", position))
            refusals.append(Refusal(line, f"{act.on} {act.act}", objections))
    for _, i, check in waiting:
        refused[i] = _result(dossier, i, check, world.answer(check))
    results = [
        refused[i] if i in refused else _result(dossier, i, check, world.answer(check))
        for i, check in enumerate(dossier.checks)
    ]
    return tuple(results), tuple(refusals)


def _result(dossier: Dossier, index: int, check: AnyCheck, found: Answer) -> CheckResult:
    expected = expectation(check)
    actual = dict(found.actual)
    if "readings" in expected:
        actual["readings"] = expected["readings"] & frozenset(actual["readings"])
    else:
        actual.pop("readings", None)
    missing = tuple(c for c in check.cites if c not in found.clauses)
    same = all(plain(actual.get(k)) == plain(v) for k, v in expected.items())
    return CheckResult(
        index,
        dossier.document.line(("checks", index)),
        title(check),
        same and not missing,
        expected,
        actual,
        found.clauses,
        missing,
        found.reasons,
        check.cites,
    )


def title(check: AnyCheck) -> str:
    """A check in a few words."""
    if isinstance(check, PersonCheck):
        return f"{check.on} {check.person}"
    if isinstance(check, InstitutionCheck):
        return f"{check.on} 机构 {check.institution}"
    if isinstance(check, ClaimCheck):
        return f"{check.claim.on} {check.claim.person} {'急诊' if check.claim.emergency else '普通'}费用"
    if isinstance(check, DeadlineCheck):
        return f"期限 {check.deadline}"
    if isinstance(check, RefusedCheck):
        return f"应当拒绝：{check.refused.on} {check.refused.act}"
    if isinstance(check, ParameterCheck):
        return f"参数 {check.parameter}"
    if isinstance(check, NoteCheck):
        return f"附注 {check.note}"
    if isinstance(check, MaterialsCheck):
        return f"申请 {check.materials} 的材料"
    return f"重新结算 {check.resettle}"


def expectation(check: AnyCheck) -> dict[str, Any]:
    """The values that must come out."""
    if isinstance(check, PersonCheck):
        return _expected_of_person(check)
    if isinstance(check, InstitutionCheck):
        return _expected_of_institution(check)
    if isinstance(check, ClaimCheck):
        return {"outcome": check.outcome} | ({} if check.method is None else {"method": check.method})
    if isinstance(check, DeadlineCheck):
        return {"due": check.due} | ({} if check.provisional is None else {"provisional": check.provisional})
    if isinstance(check, RefusedCheck):
        return {"refused": True}
    if isinstance(check, ParameterCheck):
        return {"value": plain(check.value)}
    if isinstance(check, NoteCheck):
        return {"note": True}
    if isinstance(check, MaterialsCheck):
        return {"missing": list(check.missing)}
    return {"intervals": list(check.intervals)}


def answer(r: Register, question: AnyCheck) -> Answer:
    """What the register says to a question."""
    actual, reasons = _evaluate(r, question)
    return Answer(actual, cited(r.regime, reasons), tuple(reasons))


Evaluation = tuple[dict[str, Any], Sequence[Reason]]


def _evaluate(r: Register, check: AnyCheck) -> Evaluation:
    if isinstance(check, PersonCheck):
        return _person(r, check)
    if isinstance(check, InstitutionCheck):
        return _institution(r, check)
    if isinstance(check, ClaimCheck):
        c = check.claim
        found = claim(
            r,
            c.on,
            c.person,
            c.institution,
            department=c.department,
            emergency=c.emergency,
            scheme=c.scheme,
            claimed_on=c.claimed_on,
            known_on=check.known_on,
            line=ClaimFacts(
                c.trace_code,
                "trace_code" in c.model_fields_set,
                c.internet_plus,
                c.work_injury_pending,
                c.drug,
                prescription=c.prescription,
                insured_area=c.insured_area,
            ),
        )
        if r.regime.institutions is None:
            return {"outcome": found.value}, found.reasons
        by = payment_method(r, c.institution, c.service, c.discharged_on or c.on, check.known_on)
        return {"outcome": found.value, "method": by.value}, (*found.reasons, *(by.reasons if c.service else ()))
    if isinstance(check, DeadlineCheck):
        query = Query(check.of or check.case, check.person, check.institution, check.by, check.known_on, check.field)
        due = _due(r, check.deadline, query)
        last = due.value
        return {"due": last.day if last else None, "provisional": last.provisional if last else None}, due.reasons
    if isinstance(check, RefusedCheck):
        objections = examine(r, check.refused)
        reasons = [Reason(o.text + (f"。{o.remedy}" if o.remedy else ""), o.keys, o.clauses) for o in objections]
        return {"refused": bool(objections)}, reasons
    if isinstance(check, ParameterCheck):
        value = plain_parameter(r.regime.flat[check.parameter].value)
        return {"value": value}, [Reason(f"{check.parameter} = {value}", (check.parameter,))]
    if isinstance(check, NoteCheck):
        record = next((x for x in r.records if x.ref == check.note), None)
        said = [n for n in (record.notes if record else ()) if check.contains in n.text]
        return {"note": bool(said)}, said
    if isinstance(check, MaterialsCheck):
        lacking = materials(r, check.materials, check.known_on)
        return {"missing": list(lacking.value)}, lacking.reasons
    until = max(x.on for x in r.records)
    days = resettle(
        r, check.resettle, check.institution, known_on=check.known_on or check.since, until=until, now=check.now
    )
    got = [(i.first, i.last) for i in days if i.last is not None and i.last >= check.since]
    return {"intervals": got}, [Reason("改正后结论不同的日期", ("objection.correction_effect",))]


def _due(r: Register, name: str, query: Query) -> Decision[Due | None]:
    """The deadline of that name: of an institution's case where there are institutional rules, else of a person's."""
    if r.regime.institutions is not None and name in INSTITUTION_DEADLINES:
        return INSTITUTION_DEADLINES[name](r, query)
    return deadline(r, name, query)


def plain_parameter(value: Any) -> Any:
    """A parameter value as a dossier writes it."""
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(exclude_defaults=True))
    if isinstance(value, tuple | list):
        return [plain_parameter(v) for v in value]
    if isinstance(value, dict):
        return {k: plain_parameter(v) for k, v in value.items()}
    return plain(value)


def _person(r: Register, check: PersonCheck) -> Evaluation:
    found = standing(r, check.person, check.on, site=check.site, department=check.department, known_on=check.known_on)
    value = found.value
    reasons = list(found.reasons)
    actual: dict[str, Any] = {
        "points": value.points,
        "points_raw": value.points_raw,
        "points_left": value.points_left,
        "status": value.status,
        "first_day": value.first_day,
        "last_day": value.last_day,
        "ban_ends": value.ban_ends,
        "credit": value.credit,
        "flags": tuple(sorted(set(value.flags))),
    }
    applied = measures(r, check.person, check.on, check.known_on)
    actual["measures"] = applied.value
    reasons += applied.reasons
    if check.tasks is not None:
        opened = tasks(r, check.person, check.on, check.known_on)
        actual["tasks"] = frozenset(str(t) for t in opened.value)
        reasons += opened.reasons
    actual["readings"] = frozenset(i.id for i in r.regime.readings(k for x in reasons for k in x.keys))
    return actual, reasons


def _expected_of_person(check: PersonCheck) -> dict[str, Any]:
    expected = {
        name: getattr(check, name)
        for name in ("points", "points_raw", "points_left", "status", "first_day", "last_day", "ban_ends", "credit")
        if getattr(check, name) is not None
    }
    for name in ("last_day", "ban_ends", "first_day", "credit"):
        if name in check.model_fields_set:
            expected[name] = getattr(check, name)
    if check.measures is not None:
        expected["measures"] = frozenset(check.measures)
    if check.flags is not None:
        expected["flags"] = tuple(sorted(set(check.flags)))
    if check.tasks is not None:
        expected["tasks"] = frozenset(check.tasks)
    if check.readings is not None:
        expected["readings"] = frozenset(check.readings)
    return expected


def _institution(r: Register, check: InstitutionCheck) -> Evaluation:
    """What the persons' rules say of an institution (ratios, proposals) and what the institutional rules say."""
    actual: dict[str, Any] = {}
    reasons: list[Reason] = []
    if r.regime.persons is not None:
        found = proposals(r, check.institution, check.on, check.known_on)
        actual |= {
            "ratio": str(found.value.ratio),
            "measures": found.value.measures,
            "flags": tuple(sorted(set(found.value.flags))),
        }
        reasons += found.reasons
    if r.regime.institutions is not None:
        view = institution_view(
            r, check.institution, check.on, check.known_on, kind=check.kind, agreement=check.agreement
        )
        told = view.value
        actual |= {
            "status": told.status,
            "eligible": told.eligible,
            "hits": told.hits,
            "grounds": told.grounds,
            "first_free_on": told.first_free_on,
            "ban_ends": told.ban_ends,
            "open": told.open,
            "competent_agency": told.competent_agency,
            "tasks": told.tasks,
        }
        for name, value, said in _listed(r, check):
            actual[name] = value
            reasons += said
        actual["measures"] = actual.get("measures", frozenset()) | told.measures
        actual["flags"] = tuple(sorted({*actual.get("flags", ()), *told.flags}))
        reasons += view.reasons
    else:
        none: frozenset[str] = frozenset()
        actual |= {"status": _institution_status(r, check), "eligible": True, "hits": none, "grounds": none}
    return actual, reasons


def _listed(r: Register, check: InstitutionCheck) -> Iterator[tuple[str, Any, Sequence[Reason]]]:
    """What is listed of an institution for a month or since a day, where that is asked."""
    if check.period is not None:
        found = mismatches(r, check.institution, check.period, check.known_on)
        yield "mismatches", frozenset(map(str, found.value)), found.reasons
    if check.since is not None:
        days = missing_days(r, check.institution, check.since, check.on, check.known_on)
        yield "missing_uploads", days.value, days.reasons


def _expected_of_institution(check: InstitutionCheck) -> dict[str, Any]:
    expected: dict[str, Any] = {}
    for name in ("ratio", "status", "eligible", "first_free_on", "ban_ends", "competent_agency"):
        if getattr(check, name) is not None or (name in _NULLABLE and name in check.model_fields_set):
            expected[name] = getattr(check, name)
    if check.missing_uploads is not None:
        expected["missing_uploads"] = check.missing_uploads
    for name in ("hits", "grounds", "measures", "open", "tasks", "mismatches"):
        if getattr(check, name) is not None:
            expected[name] = frozenset(getattr(check, name))
    if check.flags is not None:
        expected["flags"] = tuple(sorted(set(check.flags)))
    return expected


_NULLABLE = ("first_free_on", "ban_ends")


def _institution_status(r: Register, check: InstitutionCheck) -> str:
    here = [
        s
        for s in r.sanctions(check.known_on)
        if s.institution == check.institution and s.department is None and s.covers(check.on)
    ]
    if any(s.kind == "terminated" for s in here):
        return "terminated"
    if here:
        return "suspended"
    return "settlement_hold" if r.holds(check.institution, check.on, check.known_on) else "in_force"
