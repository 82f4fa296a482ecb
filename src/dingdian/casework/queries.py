"""What users see of casework, each within his scope: queues, cases, the steps open to him, proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from pydantic import ValidationError

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.calendars import load_calendar
from dingdian.casework.models import Case, Party, Proposal, Task
from dingdian.casework.owed import MEASURES
from dingdian.casework.perms import law_role, two_person
from dingdian.casework.waits import actors, clauses
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, load_for, regime_of
from dingdian.law.dates import add_working_days
from dingdian.law.processes.admit import examine, steps_of
from dingdian.law.processes.model import NEW, Process, Step
from dingdian.law.regime import Regime
from dingdian.law.values import Role

SOON_WORKING_DAYS = 3
"""How long before its last day a task is called due soon: a habit of the office, no rule of law."""
COLUMNS = ("due", "title", "case", "person", "institution", "clauses")
R = User.Role
_OFFICE = frozenset({R.CLERK, R.REVIEWER, R.HEAD, R.OFFICIAL, R.PARTNER})
_MEASURES = Process(MEASURES, "记分应采取的措施", {"open": "待办理"}, frozenset(), (), lambda act: (act.person,))


@dataclass(frozen=True)
class Queue:
    """A stored question: which tasks, in which columns, for whom."""

    title: str
    where: Callable[[User, date], Q]
    seen_by: frozenset[str]
    columns: tuple[str, ...] = COLUMNS


FROM_THEIR_DAY = ("sign.return",)
"""Steps that nobody can do before the day they are due: until then no queue shows them."""


def not_yet(day: date) -> Q:
    """What nobody can do on a day yet."""
    return Q(act__in=FROM_THEIR_DAY) & (Q(due__isnull=True) | Q(due__gt=day))


def _open(user: User, day: date) -> Q:
    return Q(done__isnull=True) & ~not_yet(day)


def _mine(user: User, day: date) -> Q:
    """Owed by the user's side in law and held by nobody else."""
    free = Q(holder__isnull=True) | Q(holder=user)
    return _open(user, day) & Q(kind=Task.Kind.DUTY, role=law_role(user)) & free


def _done(user: User, day: date) -> Q:
    return Q(done__isnull=False, doer=user.username)


def _begun(user: User, day: date) -> Q:
    return _open(user, day) & Q(kind=Task.Kind.DUTY, opener=user.username)


def _late(user: User, day: date) -> Q:
    return _open(user, day) & Q(kind=Task.Kind.DUTY, due__lte=horizon(day))


def _rights(user: User, day: date) -> Q:
    still = Q(due__isnull=True) | Q(due__gte=day)
    return _open(user, day) & Q(kind=Task.Kind.RIGHT, role=law_role(user)) & still


def _acts(*names: str) -> Callable[[User, date], Q]:
    return lambda user, day: _mine(user, day) & Q(act__in=names)


QUEUES: Mapping[str, Queue] = {
    "todo": Queue("待办", _mine, _OFFICE | {R.INSTITUTION, R.PERSON}),
    "done": Queue("已办", _done, _OFFICE | {R.INSTITUTION, R.PERSON}),
    "begun": Queue("我发起", _begun, _OFFICE | {R.INSTITUTION, R.PERSON}),
    "late": Queue("督办", _late, frozenset({R.SUPERVISOR, R.HEAD})),
    "rights": Queue("可以申请", _rights, frozenset({R.INSTITUTION, R.PERSON})),
    "to_sign": Queue(
        "待签", _acts("agreement.sign", "agreement.confirm_reading", "commitment.sign"), frozenset({R.INSTITUTION})
    ),
    "to_tell": Queue("待转告", _acts("notice.deliver_to_person"), frozenset({R.INSTITUTION})),
    "to_supply": Queue(
        "待补正",
        _acts("designation.supplement", "document.provide", "settlement.resubmit", "data.provide"),
        frozenset({R.INSTITUTION}),
    ),
}


def horizon(day: date) -> date:
    """The last day on which something due is due soon."""
    return add_working_days(load_calendar(), day, SOON_WORKING_DAYS).day


def queue(name: str, user: User) -> QuerySet[Task]:
    """The tasks of a queue: the one query behind its badge, its list and its export."""
    asked = QUEUES[name]
    if user.role not in asked.seen_by:
        return Task.objects.none()
    found = tasks_in_scope(user).filter(asked.where(user, today()))
    return found.select_related("case", "holder").order_by(F("due").asc(nulls_last=True), "id")


def queues_of(user: User) -> list[str]:
    """The names of the queues that a user sees, in order."""
    return [name for name, asked in QUEUES.items() if may(user, "case.view") and user.role in asked.seen_by]


def open_task(user: User, id: int) -> Task:
    """A task that is still open. Raises `Http404` where there is none in the user's scope."""
    found = tasks_in_scope(user).filter(pk=id, done__isnull=True)
    row = found.select_related("case__region", "case__opened", "holder").first()
    if row is None:
        raise Http404("没有这件事，或已办完，或不在您的管辖范围内")
    return row


_HEARD = frozenset({R.INSTITUTION, R.PERSON, R.PARTNER})


_CONFIDENTIAL = {
    "feedback": "feedback.", "tip": "tip.", "supervision_note": "note.", "instruction": "instruction.",
}  # fmt: skip
"""Process → how its steps begin: what others said of somebody, and what offices say to each other about them."""
_SURPRISE = Q(process="inspection", state="planned")
"""An inspection that is planned and has not begun."""


def confidential(user: User) -> dict[str, str]:
    """Processes of which a user learns nothing though they are about whom the user knows, and how their steps begin."""
    return _CONFIDENTIAL if user.role in _HEARD else {}


def tasks_in_scope(user: User) -> QuerySet[Task]:
    """Every task a user may know of."""
    if not may(user, "case.view"):
        return Task.objects.none()
    known = Task.objects.all()
    for begins in confidential(user).values():  # told by the step: no case need be looked at
        known = known.exclude(act__startswith=begins)
    if user.role in _HEARD:
        known = known.exclude(act__in=("inspection.plan", "inspection.start"))
    found = scope_of(user).filter(known, division="division", institution="institution", person="person")
    return found.filter(role=law_role(user)) if user.role == R.PARTNER else found


@dataclass(frozen=True)
class Page:
    """Some rows, and where the next page begins (empty: there is none)."""

    rows: list[Task]
    next: str


class BadCursor(ValueError):  # noqa: N818
    """The place to go on from is none that a page gave."""


def page(tasks: QuerySet[Task], after: str = "", size: int = 50) -> Page:
    """The tasks after a place, in order of last day and number; what has no last day comes at the end."""
    if after:
        due, _, number = after.partition("_")
        try:
            day, pk = date.fromisoformat(due) if due else None, int(number)
        except ValueError:
            raise BadCursor("翻页的位置无效；从第一页重新开始") from None
        rest = Q(due__isnull=True, id__gt=pk)
        if day is not None:
            rest = Q(due__gt=day) | Q(due=day, id__gt=pk) | Q(due__isnull=True)
        tasks = tasks.filter(rest)
    rows = list(tasks[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, f"{rows[-1].due.isoformat() if rows[-1].due else ''}_{rows[-1].pk}" if more else "")


# Cases


def cases(user: User) -> QuerySet[Case]:
    """Every case with a party in the user's scope; of partners, those in which they have something to do."""
    if not may(user, "case.view"):
        return Case.objects.none()
    found = Case.objects.filter(id__in=parties_in_scope(user).values("case_id"))
    if kept := confidential(user):
        found = found.exclude(process__in=kept).exclude(_SURPRISE)
    if user.role == R.PARTNER:
        found = found.filter(id__in=tasks_in_scope(user).values("case_id"))
    return found


def opened_as(user: User, year: int, number: int) -> QuerySet[Case]:
    """The cases whose opening act has a number of the journal, in a year."""
    opened = Entry.objects.filter(region__in=list(Region.objects.values_list("pk", flat=True)), seq=number)
    keys = list(opened.filter(on__year=year).values_list("pk", flat=True))
    return cases(user).filter(opened_id__in=keys).select_related("region", "opened", "moved")


def case_of(user: User, id: int) -> Case:
    """A case. Raises `Http404` where there is none in the user's scope."""
    found = cases(user).filter(pk=id).select_related("region", "opened", "moved").first()
    if found is None:
        raise Http404("没有这个案件，或不在您的管辖范围内")
    return found


def process_of(regime: Regime, name: str) -> Process:
    """The declared process of a name; what points ask for is a case without steps of its own."""
    if name == MEASURES:
        return _MEASURES
    return next(process for process, _ in steps_of(regime).values() if process.name == name)


def parties_in_scope(user: User) -> QuerySet[Party]:
    """Every party of a case that a user may know of."""
    return scope_of(user).filter(Party.objects.all(), division="division", institution="institution", person="person")


def parties_of(case: Case, user: User) -> QuerySet[Party]:
    """The parties of a case that lie in the user's scope."""
    return parties_in_scope(user).filter(case=case)


def proposals(user: User) -> QuerySet[Proposal]:
    """Proposals drawn up within the user's scope."""
    if not may(user, "proposal.draw"):
        return Proposal.objects.none()
    found = scope_of(user).filter(
        Proposal.objects.all(), division="drawn_by__organisation__division__code", institution=None, person=None
    )
    return found.select_related("region", "drawn_by").order_by("-id")


# Next steps


@dataclass(frozen=True)
class Offer:
    """A step open in a case: whether the user may do it now, and if not why; `second`: another has to sign it."""

    act: str
    title: str
    role: str
    person: str = ""
    institution: str = ""
    due: date | None = None
    provisional: bool = False
    clauses: tuple[str, ...] = ()
    allowed: bool = True
    why_not: str = ""
    second: bool = False
    kind: str = ""
    task: Task | None = None


def next_steps(case: Case, user: User) -> list[Offer]:
    """The steps open from the state of a case: what is owed first, then rights, then the others."""
    regime = regime_of(case.region)
    process = process_of(regime, case.process)
    offers = [_owed(case, task, user) for task in _open_tasks(case, user)]
    there = {offer.act for offer in offers}
    for step in process.steps:
        allowed = actors(regime, process, step)
        begins = NEW in step.source and not (process.institutional and not case.closed)
        if case.state in step.source and not begins and allowed and step.act not in there:
            offers.append(_offer(case, process, step, allowed, user))
    return offers


def _open_tasks(case: Case, user: User) -> QuerySet[Task]:
    found = tasks_in_scope(user).filter(case=case, done__isnull=True).select_related("holder")
    return found.order_by("kind", F("due").asc(nulls_last=True), "id")


def _owed(case: Case, task: Task, user: User) -> Offer:
    regime = regime_of(case.region)
    process, step = steps_of(regime)[task.act]
    why = _why_not(case, process, step, actors(regime, process, step) or step.actors, user, task)
    if task.kind == Task.Kind.RIGHT and task.role != law_role(user):
        why = why or f"由{Role(task.role).label}申请"
    return Offer(
        task.act, task.title, task.role, task.person, task.institution, task.due, task.provisional,
        tuple(task.clauses), not why, why, two_person(regime, task.act), task.kind, task,
    )  # fmt: skip


def _offer(case: Case, process: Process, step: Step, allowed: tuple[Role, ...], user: User) -> Offer:
    regime = regime_of(case.region)
    why = _why_not(case, process, step, allowed, user, None)
    return Offer(
        step.act, step.title, allowed[0].value, case.person, case.institution, None, False,
        clauses(regime, process, step), not why, why, two_person(regime, step.act),
    )  # fmt: skip


def _why_not(case: Case, process: Process, step: Step, allowed: tuple[Role, ...], user: User, task: Task | None) -> str:
    """Why the user may not do the step now: role, somebody else holds it, or what the law objects."""
    if not may(user, "case.act") or law_role(user) not in {role.value for role in allowed}:
        return f"由{'或'.join(role.label for role in allowed)}办理"
    if task is not None and task.holder is not None and task.holder_id != user.pk:
        return "已有人在办这件事"
    act = _without_input(case, step.act, task, law_role(user))
    if act is None or (process.institutional and _asks_more(act)):
        return ""
    return "；".join(objection.text for objection in examine(load_for(case.region, act), act))


def _asks_more(act: Any) -> bool:
    """Whether a step of an institution has more to say than its case and why: then the law objects to nothing yet."""
    return bool(type(act).model_fields.keys() - act.model_fields_set - _SAID_OF_ITSELF)


_SAID_OF_ITSELF = frozenset({"id", "recorded_on", "approved_by", "reason", "agreement", "institution", "of", "case"})


def _without_input(case: Case, name: str, task: Task | None, role: str) -> Any:
    """The act as the case itself fills it in, where it needs nothing more."""
    key = case.key.split("/")
    known: dict[str, Any] = {
        "of": key[0],
        "case": key[0],
        "person": task.person if task is not None and task.person else case.person,
        "institution": task.institution if task is not None and task.institution else case.institution,
    }
    filled = {field: value for field, value in known.items() if value}
    while True:
        try:
            return ACT.validate_python({"act": name, "on": today(), "actor": role, **filled})
        except ValidationError as error:
            extra = {str(e["loc"][-1]) for e in error.errors() if e["type"] == "extra_forbidden"} & filled.keys()
            if not extra:
                return None
            filled = {field: value for field, value in filled.items() if field not in extra}
