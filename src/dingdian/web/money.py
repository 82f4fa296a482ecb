"""Declarations and payment as pages show them: one query for each list, one account of the law for each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.models import Case, Task
from dingdian.casework.queries import cases, process_of, tasks_in_scope
from dingdian.journal.record import today
from dingdian.journal.slices import load_named, regime_of
from dingdian.law.institutions.accounts import MONEY_ACTS, Account, accounts
from dingdian.law.institutions.payment import Payment, payment_clock, payment_of
from dingdian.law.register import Register
from dingdian.web.naming import Names
from dingdian.web.status import Sign, of_case

PROCESS, OPENED_BY = "settlement", "settlement.declare"
OWED = ("settlement.review", "settlement.pay")
"""The steps that stand between a declaration and its payment."""
REFUSED = "refused"
"""The state of what was refused in full: nothing of it is awaited."""
OUTCOMES = {"passed": "通过", "part_refused": "部分拒付", "part_held": "部分暂缓", "refused": "拒付", "held": "暂缓"}
STATES = {"open": ("declared", "reviewed", "returned"), "paid": ("paid", "recovered"), "refused": (REFUSED,)}
"""What a list of declarations may be narrowed to, as addresses say it."""


@dataclass(frozen=True)
class Row:
    """A declaration: its case, what became of it, its last day to be paid, when it was, how late."""

    case: Case
    name: str
    sign: Sign
    account: Account
    review: str
    payment: Payment
    provisional: bool
    paused: bool
    task: Task | None = None

    @property
    def owing(self) -> bool:
        """Whether payment is still awaited, so that its last day matters."""
        return self.payment.paid_on is None and self.case.state != REFUSED


def declarations(user: User, state: str = "", institutions: Iterable[str] | None = None) -> QuerySet[Case]:
    """The declarations that a user may know of; `state`: only those of it, `institutions`: only of these."""
    if not may(user, "money.view"):
        return Case.objects.none()
    found = cases(user).filter(process=PROCESS, opened__name=OPENED_BY)
    if state in STATES:
        found = found.filter(state__in=STATES[state])
    if institutions is not None:
        found = found.filter(institution__in=institutions)
    return found.select_related("region", "opened", "moved")


def late(user: User) -> QuerySet[Task]:
    """What should have been paid by now and is not: the one query behind the count, the list and the file."""
    if not may(user, "money.view"):
        return Task.objects.none()
    found = tasks_in_scope(user).filter(done__isnull=True, case__process=PROCESS, act__in=OWED, due__lt=today())
    return found.select_related("case__region", "case__opened", "case__moved").order_by("due", "pk")


def rows(found: Sequence[Case], day: date | None = None) -> list[Row]:
    """Declarations as a list shows them, in its order; of each region the acts of money are read once."""
    day = day or today()
    by_region: dict[str, list[Case]] = {}
    for case in found:
        by_region.setdefault(case.region_id, []).append(case)
    made: dict[int, Row] = {}
    for listed in by_region.values():
        places = {c.institution for c in listed}
        register = load_named(listed[0].region, MONEY_ACTS, places)
        names = Names([listed[0].region_id], (), places)
        by_ref = {a.ref: a for place in places for a in accounts(register, place, day)}
        for case in listed:
            if case.key in by_ref:
                made[case.pk] = row(register, case, by_ref[case.key], names.institution(case.institution), day)
    return [made[case.pk] for case in found if case.pk in made]


def late_rows(tasks: Sequence[Task]) -> list[Row]:
    """What is late, with what is owed of each."""
    own = {task.case_id: task for task in tasks}
    return [replace(r, task=own[r.case.pk]) for r in rows([task.case for task in tasks])]


def row(r: Register, case: Case, account: Account, name: str, day: date) -> Row:
    """A declaration with the last day that the law gives it."""
    clock = payment_clock(r, account.ref)
    due = clock.due(r.calendar) if clock is not None else None
    sign = of_case(process_of(regime_of(case.region), PROCESS).states[case.state], closed=case.closed)
    return Row(case, name, sign, account, OUTCOMES.get(account.outcome, "已审核" if case.state == "reviewed" else "—"),
               payment_of(r, account.ref, day).value, due is not None and due.provisional,
               clock is not None and due is None)  # fmt: skip
