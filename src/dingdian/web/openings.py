"""What one can do now for a person: every step of the persons' processes open to a user, with its last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from pydantic import ValidationError

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.models import Case, Task
from dingdian.casework.perms import law_role, two_person
from dingdian.casework.queries import tasks_in_scope
from dingdian.casework.waits import actors as who
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, regime_of
from dingdian.law.processes.admit import examine, steps_of
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.institutions.designation import OPEN as ACCEPTED
from dingdian.law.processes.model import NEW, Process, Step
from dingdian.law.processes.persons import PROCESSES
from dingdian.law.regime import Clause, Regime
from dingdian.law.register import Register
from dingdian.law.values import Role, Status
from dingdian.web import clauses
from dingdian.web.concerned import APPLICATION
from dingdian.web.forms import STEPS
from dingdian.web.forms.institutional import models
from dingdian.web.forms.steps import OF, PERSON
from dingdian.web.forms.where import filed
from dingdian.web.words import entries

_ALWAYS = frozenset(
    {"study", "talk", "circular", "transfer", "key_supervision", "facts", "other_grounds"}
    | {"handover", "status_upkeep", "filing", "honour"}
)
"""Processes that can be begun at any time: what they offer stands behind what the case asks for."""
_OF_DECISION = ("review", "appeal")
_NOT_OF_PERSONS = ("handling", "catalogue", "self_report", "fees", "self_inspection", "feedback", "channel", "rules")
_AT_SITES = ("filing", "status_upkeep", "handover")


@dataclass(frozen=True)
class Opening:
    """A step on offer: its form's address; `owed`: somebody waits for it; `right`: it may be used until `due`.

    `about`: the decision it is about. `always`: it stands behind the rest. `group`: what it is listed under. With a
    last day and neither owed nor a right, it is late, and the law still takes it.
    """

    act: str
    title: str
    url: str
    clauses: tuple[Clause, ...]
    due: date | None = None
    provisional: bool = False
    owed: bool = False
    right: bool = False
    second: bool = False
    always: bool = False
    about: str = ""
    group: str = ""


def actors(regime: Regime, act: str) -> tuple[Role, ...]:
    """Who may do a step under a regime; nobody where it does not have it."""
    known = steps_of(regime).get(act)
    return who(regime, *known) if known is not None else ()


def openings(region: Region, user: User, r: Register, person: str, cases: Iterable[Case]) -> list[Opening]:
    """The steps a user may do for a person today: what is owed first, then rights by their last day, then the rest."""
    if r.regime.persons is None or not may(user, "case.act") or person not in r.people:
        return []
    role = law_role(user)
    about = tasks_in_scope(user).filter(case__region=region, person=person, done__isnull=True, role=role)
    open_ones = list(about.select_related("case"))
    waiting = [task for task in open_ones if _in_time(task)]
    late = [task for task in open_ones if task not in waiting]
    by_key = {(c.process, c.key): c for c in cases}
    found = [_of_task(r.regime, task) for task in waiting if task.act in STEPS]
    found += [replace(_of_task(r.regime, task), right=False) for task in late if _still(r, task, user)]
    had = {(task.act, at) for task in open_ones for at in ("", task.institution)}
    for process in PROCESSES:
        for step in process.steps:
            mine = step.act in STEPS and role in {x.value for x in who(r.regime, process, step)}
            if mine and _drawable(r.regime, step.act, user):
                found += _open(r, process, step, person, user, by_key, had)
    return sorted(found, key=lambda o: (not o.owed, not o.right, o.always, o.due or date.max))


_AT_INSTITUTION = (
    "person.join", "commitment.sign", "filing.submit", "violation.report", "agreement.sign", "agreement.suspend",
    "agreement.resume", "agreement.terminate", "settlement.hold", "settlement.release", "fees.receive",
    "self_inspection.record", "feedback.register",
    "rules.adopt", "rules.withdraw",
)  # fmt: skip
"""Steps that begin at an institution: taking somebody in, and facts of its agreement."""
MANY = ("commitment.sign", "filing.submit", "study.record", "talk.hold", "status.update", "handover.complete")
"""Steps that may be done for many at once: each about one person, and signed by nobody else."""


@dataclass(frozen=True)
class Many:
    """A step for many people of an institution, and for how many it is owed."""

    title: str
    url: str
    count: int


def starts(region: Region, user: User, institution: str) -> list[Opening]:
    """What a user may begin at an institution; agreements there only where no rules on institutions govern them."""
    regime = regime_of(region)
    if regime.persons is None or not may(user, "case.act"):
        return []
    found = []
    for act in _AT_INSTITUTION:
        if law_role(user) not in {x.value for x in actors(regime, act)}:
            continue
        facts = act.startswith(("agreement.", "settlement."))
        if facts and (regime.institutions is not None or law_role(user) not in ("agency", "administration")):
            continue
        url = _url(act, {"institution": institution})
        title = steps_of(regime)[act][1].title
        found.append(Opening(act, title, url, clauses.of_step(regime, act), second=two_person(regime, act)))
    return found


def institutional(region: Region, user: User, institution: str = "") -> list[Opening]:
    """The steps with which a user may begin something under the rules on institutions: at one, or in the region.

    At one, without what belongs to the case of an application or to another state of the institution.
    """
    regime = regime_of(region)
    if regime.institutions is None or not may(user, "case.act"):
        return []
    rows = Case.objects.filter(region=region, key=institution) if institution else Case.objects.none()
    states = dict(rows.values_list("process", "state"))
    about = {"institution": institution} if institution else {"region": region.pk}
    found = []
    for process in INSTITUTIONS:
        for step in process.steps:
            asked = models()[step.act].model_fields
            mine = NEW in step.source and law_role(user) in {x.value for x in who(regime, process, step)}
            of_application = "case" in asked and asked["case"].is_required()
            of_one = bool({"institution", "agreement"} & asked.keys())
            here = of_one if institution else not of_one or _of_itself(process, step.act)
            if not mine or not here or of_application or not _drawable(regime, step.act, user):
                continue
            if states.get(process.name, NEW) in step.source:
                found.append(
                    Opening(step.act, step.title, _url(step.act, about), clauses.of_step(regime, step.act),
                            second=two_person(regime, step.act), group=process.title)
                )  # fmt: skip
    return found


def _of_itself(process: Process, act: str) -> bool:
    """Whether an act opens a case of its own without saying at which institution."""
    model: Any = models()[act]
    asked = model.model_fields
    if any(asked[name].is_required() for name in ("institution", "agreement") if name in asked):
        return False
    made = model.model_construct(**(dict.fromkeys(asked) | {"act": act, "id": "itself"}))
    return process.case(made) == ("itself",)


_AFTER_RENEWAL = ("negotiation", "agreement")
"""What goes on from a renewal that was agreed to: talks, and the next agreement."""


def following(user: User, r: Register, found: Case) -> list[Opening]:
    """The steps of other processes that go on from an accepted application or a renewal, as far as they are open."""
    if r.regime.institutions is None or not may(user, "case.act"):
        return []
    if found.process == "renewal":
        if found.state != "renewed" or not found.institution:
            return []
        of, about = (found.institution,), {"institution": found.institution}
        processes = [process for process in INSTITUTIONS if process.name in _AFTER_RENEWAL]
    elif found.process != APPLICATION or found.state not in ACCEPTED:
        return []
    else:
        of, about = (found.key,), {"case": found.key}
        processes = [process for process in INSTITUTIONS if process.name != found.process]
    name, opened = next(iter(about)), []
    address = about if name == "institution" else {"case": found.pk}
    for process in processes:
        state = r.states.get((process.name, of), NEW)
        for step in process.steps:
            mine = law_role(user) in {x.value for x in who(r.regime, process, step)}
            follows = name in models()[step.act].model_fields and state in step.source
            if mine and follows and not _objects(r, step.act, about, user):
                title = f"{process.title}：{step.title}"
                opened.append(
                    Opening(step.act, title, _url(step.act, address), clauses.of_step(r.regime, step.act),
                            second=two_person(r.regime, step.act))
                )  # fmt: skip
    return opened


def many(region: Region, user: User, institution: str) -> list[Many]:
    """The steps that a user may do for many people of an institution at once."""
    regime = regime_of(region)
    if regime.persons is None or not may(user, "case.act"):
        return []
    mine = [act for act in MANY if law_role(user) in {x.value for x in actors(regime, act)}]
    mine = [act for act in mine if not two_person(regime, act) and _exists(regime, act)]
    owed = tasks_in_scope(user).filter(institution=institution, done__isnull=True, act__in=mine)
    counts = dict(owed.filter(case__region=region).values_list("act").annotate(n=Count("person", distinct=True)))
    at = "?" + urlencode({"institution": institution})
    return [Many(steps_of(regime)[act][1].title, reverse("bulk", args=[act]) + at, counts.get(act, 0)) for act in mine]


def _drawable(regime: Regime, act: str, user: User) -> bool:
    """Whether the user may draw up what two persons do."""
    return not two_person(regime, act) or may(user, "proposal.draw")


def _in_time(task: Task) -> bool:
    """Whether it is owed or still a right; whether one may come late is for the law to say."""
    return task.kind == Task.Kind.DUTY or task.due is None or task.due >= today()


def _still(r: Register, task: Task, user: User) -> bool:
    """Whether the law takes a step although its last day is over."""
    if task.act not in STEPS:
        return False
    key = task.case.key.split("/")[0]
    stated = {"of": key, "person": task.person, "institution": task.institution, "by": law_role(user)}
    return not _objects(r, task.act, {name: value for name, value in stated.items() if value}, user)


def _of_task(regime: Regime, task: Task) -> Opening:
    about: dict[str, Any] = {"person": task.person}
    if OF in STEPS[task.act].about or task.case.process not in ("measures", "handling"):
        about["case"] = task.case_id
    if task.institution:
        about["institution"] = task.institution
    if task.act == "talk.hold" and task.detail:
        about["measure"] = task.detail
    return Opening(
        task.act, task.title or steps_of(regime)[task.act][1].title, _url(task.act, about),
        clauses.listed(regime, task.clauses), task.due, task.provisional, task.kind == Task.Kind.DUTY,
        task.kind == Task.Kind.RIGHT, two_person(regime, task.act), about=_decision(task.act, task.case.key),
    )  # fmt: skip


def _decision(act: str, key: str) -> str:
    """Which decision on points a step is about, where it is about one."""
    return f"处理 {entries(key.split('/')[0])}" if OF in STEPS[act].about else ""


def _url(act: str, about: dict[str, Any]) -> str:
    return reverse("act", args=[act]) + "?" + urlencode(about)


def _open(
    r: Register, process: Process, step: Step, person: str, user: User, cases: dict[Any, Case], had: set[Any]
) -> Iterator[Opening]:  # fmt: skip
    """A step for the case of the person, or for each place, in which it is open and the law has no objection to it."""
    if PERSON not in STEPS[step.act].about or not _exists(r.regime, step.act):
        return
    own = user.organisation.institution if user.role == User.Role.INSTITUTION and user.organisation else ""
    for key, stated, address in _cases_of(r, process, person, own, cases):
        place = stated.get("institution", "")
        state = r.states.get((process.name, key), NEW)
        asked = state != NEW or not step.act.endswith(".decide")  # nobody decides what nobody asked for
        if step.act == "repair.apply" and not _repairable(r, person):
            continue
        if step.act == "appeal.request" and ("review", key) not in r.states:
            continue  # an appeal is against what the review of the decision said
        if state not in step.source or not asked or (step.act, place) in had or _objects(r, step.act, stated, user):
            continue
        yield Opening(
            step.act, step.title, _url(step.act, address), clauses.of_step(r.regime, step.act),
            second=two_person(r.regime, step.act), always=process.name in _ALWAYS or step.act.startswith("objection."),
            about=_decision(step.act, stated.get("of", "")),
        )  # fmt: skip
        if not place:
            return


def _repairable(r: Register, person: str) -> bool:
    """Whether there are points this year or a running sanction: without either nothing can be repaired."""
    account = r.account(person)
    return bool(account.total(today()) or account.active(today()))


def _exists(regime: Regime, act: str) -> bool:
    """Whether a regime has a step that the law would refuse only once everything is filled in."""
    p = regime.parameters
    if act == "restoration.early":
        return p.restoration.early.value is not None
    if act.startswith("qualification."):
        leads_to = Status.SUSPENDED if act.endswith("suspend") else Status.TERMINATED
        return leads_to.value in p.status.other_grounds.value.values()
    if act == "status.update":
        return p.status.maintained_by.value is not None
    return act != "transfer.send" or bool(p.authorities.transfer_to.value)


Stated = dict[str, str]


def _cases_of(
    r: Register, process: Process, person: str, own: str, cases: dict[Any, Case]
) -> Iterator[tuple[tuple[str, ...], Stated, dict[str, Any]]]:
    """The keys of a process under which a step may concern a person; what the act says, what the address says.

    What a decision's notices ask for is owed, and stands among the tasks.
    """
    if process.name in _OF_DECISION:
        for ref, handling in reversed(r.handlings.items()):
            case = cases.get(("handling", ref))
            if person in handling.persons() and case is not None:
                yield (ref, person), {"of": ref, "person": person}, {"case": case.pk, "person": person}
    elif process.name == "repair":
        for kind in ("points", "term"):
            stated = {"person": person, "kind": kind}
            yield (person, kind), stated, stated
    elif process.name in _AT_SITES:
        for place in filed(r, person, today(), own):
            stated = {"person": person, "institution": place}
            yield (person, place), stated, stated
    elif process.name not in _NOT_OF_PERSONS:
        yield (person,), {"person": person}, {"person": person}


def _objects(r: Register, act: str, stated: Stated, user: User) -> bool:
    """Whether the law objects already to what the case itself, and who acts in it, fills in."""
    role = law_role(user)
    party = {"by": role} if role in ("person", "institution") else {}
    model_fields: dict[str, Any] = {"act": act, "on": today(), "actor": role, **party, **stated}
    while True:
        try:
            made = ACT.validate_python(model_fields)
        except ValidationError as error:
            extra = {str(e["loc"][-1]) for e in error.errors() if e["type"] == "extra_forbidden"} & model_fields.keys()
            if not extra:
                return False  # more has to be filled in: the form will say
            model_fields = {k: v for k, v in model_fields.items() if k not in extra}
            continue
        return bool(examine(r, made))
