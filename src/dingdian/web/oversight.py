"""What the administration watches over: clocks that ran out, what is not filed, payments late or held, rules set aside.

One query stands behind the counts, the list and the file. It holds the tasks of cases on institutions, open or done,
within the user's scope, in the stages that the rules of the region put under supervision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.models import Case as Choice
from django.db.models import CharField, F, Q, QuerySet, Value, When

from dingdian.accounts.models import Division, User
from dingdian.accounts.perms import may
from dingdian.casework.models import Task
from dingdian.casework.queries import process_of, tasks_in_scope
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.stages import LABELS, STAGES, stage_of
from dingdian.law.processes.institutions import PROCESSES
from dingdian.law.regime import Clause, Regime
from dingdian.web import clauses
from dingdian.web.naming import Names, number, parsed
from dingdian.web.status import Sign

DOING = "oversight.view"
PARAMETER = "oversight_stages"
LOOKS_BACK = timedelta(days=365)
"""How long a rule set aside stays on the page: a habit of the office, no rule of law."""
KINDS: Mapping[str, str] = {
    "overdue": "超期未办", "unfiled": "未备案、未登记", "late_payment": "逾期未拨付", "held_payment": "暂停拨付",
    "override": "例外办理",
}  # fmt: skip
_SIGNS: Mapping[str, Sign] = {
    "overdue": Sign("■", KINDS["overdue"], "bad"),
    "unfiled": Sign("▲", KINDS["unfiled"], "warn"),
    "late_payment": Sign("■", KINDS["late_payment"], "bad"),
    "held_payment": Sign("◐", KINDS["held_payment"], "warn"),
    "override": Sign("○", KINDS["override"], "none"),
}
_FILED = ("evaluation.file", "agreement.file", "change.apply")
_PAID = ("settlement.review", "settlement.pay")
"""What is not reviewed cannot be paid: the last day of both is that of the payment."""
_SET_ASIDE: Mapping[str, tuple[str, ...]] = {
    "designation.accept": ("exception_reason",),
    "designation.request_materials": ("override_reason",),
    "renewal.open_round": ("override_reason",),
    "agreement.sign": ("term_reason",),
    "agreement.suspend": ("shorter_reason", "longer_reason"),
    "agreement.terminate": ("shorter_reason",),
}
"""Steps that may depart from the usual rule, and the fields that say why."""


@dataclass(frozen=True)
class Row:
    """An item as the page and the file show it."""

    task: Task
    sign: Sign
    stage: str
    title: str
    step: str
    institution: str
    division: str
    on: date | None
    why: str
    clauses: tuple[Clause, ...]


@cache
def acts_of(stages: tuple[str, ...]) -> tuple[str, ...]:
    """Every step on institutions in some stages."""
    return tuple(sorted({step.act for process in PROCESSES for step in process.steps if stage_of(step.act) in stages}))


def stages_of(regime: Regime) -> tuple[str, ...]:
    """The stages that the rules put under supervision, in their order."""
    listed = regime.rules.oversight_stages.value if regime.institutions is not None else None
    return tuple(stage for stage in STAGES if stage in (listed or ()))


def watched(user: User, stage: str = "") -> list[tuple[Region, tuple[str, ...]]]:
    """The regions whose rules name stages to watch, with those stages (or the one asked about)."""
    named = [(region, stages_of(regime_of(region))) for region in Region.objects.order_by("code")]
    chosen = [(region, tuple(s for s in stages if stage in ("", s))) for region, stages in named]
    return [(region, stages) for region, stages in chosen if stages]


def found(user: User, day: date, *, kind: str = "", stage: str = "") -> QuerySet[Task]:
    """The items on a day, each with its `item`; `kind` and `stage` narrow them (empty: all)."""
    if not may(user, DOING):
        return Task.objects.none()
    where = Q(pk__in=[])
    for region, stages in watched(user, stage):
        where |= Q(case__region=region, act__in=acts_of(stages))
    items = _items(day)
    if kind in items:
        anything = items[kind]
    else:
        anything = Q(pk__in=[])
        for q in items.values():
            anything |= q
    named = Choice(*(When(q, then=Value(name)) for name, q in items.items()), output_field=CharField())
    return tasks_in_scope(user).filter(where).filter(anything).annotate(item=named)


def _items(day: date) -> Mapping[str, Q]:
    """What each kind of item is; no task is two of them."""
    due = Q(done__isnull=True, kind=Task.Kind.DUTY, due__lt=day)
    unfiled = Q(done__isnull=True, kind=Task.Kind.DUTY, act__in=_FILED)
    last = Q(done=F("case__moved"))
    aside = Q(pk__in=[])
    for act, fields in _SET_ASIDE.items():
        for field in fields:
            aside |= Q(done__name=act, done__body__contains=f'"{field}":"')
    return {
        "late_payment": due & Q(act__in=_PAID),
        "unfiled": unfiled,
        "overdue": due & ~Q(act__in=(*_PAID, *_FILED)),
        "held_payment": last & Q(act="settlement.hold", case__state="held"),
        "override": aside & Q(done__recorded_on__gte=day - LOOKS_BACK),
    }


def rows(tasks: Iterable[Task], day: date) -> list[Row]:
    """Items with their titles, places and reasons, in few queries."""
    listed = list(tasks)
    names = Names({t.case.region_id for t in listed}, (), {t.institution for t in listed})
    places = dict(Division.objects.filter(code__in={t.division for t in listed}).values_list("code", "name"))
    return [_row(task, names, places) for task in listed]


def _row(task: Task, names: Names, places: Mapping[str, str]) -> Row:
    regime = regime_of(task.case.region)
    item: str = task.item  # type: ignore[attr-defined]
    done = task.done
    why = task.reason
    if done is not None:
        act = parsed(done)
        fields = _SET_ASIDE.get(done.name, ()) if item == "override" else ("reason", "ground")
        why = "；".join(str(x) for x in (getattr(act, name, None) for name in fields) if x)
    rule = regime.rules.steps.value.get(task.act)
    return Row(
        task, _SIGNS[item], LABELS[stage_of(task.act)],
        f"{process_of(regime, task.case.process).title} {number(task.case)}", task.title,
        names.institution(task.institution) if task.institution else "—",
        places.get(task.division, task.division or "—"), done.on if done is not None else task.due, why,
        clauses.listed(regime, task.clauses or (rule.clauses if rule is not None else ())),
    )  # fmt: skip
