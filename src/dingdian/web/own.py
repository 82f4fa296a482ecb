"""What a person is told about themselves: how they stand and why, what they may do until when, what others owe them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from dingdian.accounts.models import User
from dingdian.casework.models import Case, Task
from dingdian.casework.queries import cases, tasks_in_scope
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.explain import cited
from dingdian.law.gate import claim
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Clause
from dingdian.law.register import Register
from dingdian.law.standing import Standing, standing
from dingdian.law.values import Role, Status
from dingdian.registry.models import Person
from dingdian.web import clauses
from dingdian.web.cells import Cells, cells
from dingdian.web.clauses import Why
from dingdian.web.dates import ONE_DAY
from dingdian.web.forms.where import filed
from dingdian.web.naming import Names
from dingdian.web.openings import Opening, openings
from dingdian.web.payable import emergencies
from dingdian.web.status import Sign, of_person

_CASES = 20


@dataclass(frozen=True)
class Stand:
    """How somebody stands, in a sentence, with the days it lasts; `again`: when or how it may be otherwise."""

    sign: Sign
    sentence: str
    first: date | None = None
    last: date | None = None
    again: str = ""


@dataclass(frozen=True)
class Place:
    """A place where the person is filed, and how they stand there."""

    name: str
    department: str
    stand: Stand


@dataclass(frozen=True)
class Debt:
    """What somebody else still has to do for the person."""

    task: Task
    who: str
    own: bool


@dataclass(frozen=True)
class Saved:
    """Which lines are paid although the person is suspended or terminated, by which clauses."""

    kinds: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Own:
    """The page of one person under one region's rules (`ruled`: whether there are any on persons)."""

    person: Person
    ruled: bool
    draft: bool = False
    stand: Stand | None = None
    places: tuple[Place, ...] = ()
    differ: bool = False
    cells: Cells | None = None
    why: tuple[Why, ...] = ()
    readings: tuple[str, ...] = ()
    saved: Saved | None = None
    owed: tuple[Opening, ...] = ()
    rights: tuple[Opening, ...] = ()
    others: tuple[Opening, ...] = ()
    more: tuple[Opening, ...] = ()
    debts: tuple[Debt, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether nothing waits for anybody."""
        return not (self.owed or self.rights or self.debts)


def own(user: User, person: Person) -> Own:
    """Everything the page of a person says, as of today."""
    region, day = person.region, today()
    regime = regime_of(region)
    if regime.persons is None:
        return Own(person, ruled=False)
    register = load(region, persons=[person.code])
    at = filed(register, person.code, day)
    names = Names([region.pk], [person.code], at)
    answer = standing(register, person.code, day)
    places = tuple(_places(register, person.code, at, day, names))
    found = cases(user).filter(region=region).select_related("region", "opened", "moved")
    opened = list(found.order_by("closed", "-id")[:_CASES])
    offered = openings(region, user, register, person.code, opened)
    known = steps_of(regime)
    running = {c.process for c in opened if not c.closed}
    rest = [o for o in offered if not (o.owed or o.right)]
    again = [o for o in rest if o.act.endswith(".apply") and known[o.act][0].name in running]  # asked for already
    later = [o for o in rest if o.always or o in again]
    return Own(
        person, True, regime.is_draft, _stand(answer.value, day), places,
        len({(p.stand.sign, p.stand.first, p.stand.last) for p in places}) > 1,
        cells(regime, answer.value), tuple(clauses.argument(regime, answer.reasons)),
        tuple(issue.adopted for issue in answer.readings), _saved(register, person.code, at, day),
        tuple(o for o in offered if o.owed), tuple(o for o in offered if o.right),
        tuple(o for o in rest if o not in later), tuple(later),
        tuple(_debts(user, region.pk, person.code)), tuple(opened),
    )  # fmt: skip


def _places(r: Register, person: str, at: Iterable[str], day: date, names: Names) -> Iterable[Place]:
    for code in at:
        value = standing(r, person, day, site=code).value
        department = next((f.department for f in r.filings(person) if f.institution == code and f.covers(day)), None)
        yield Place(names.institution(code), department or "", _stand(value, day))


def _stand(value: Standing, day: date) -> Stand:
    sign = of_person(value.status)
    if value.status is Status.SUSPENDED:
        over = value.last_day is not None and value.last_day < day
        again = "期限已满，申请恢复并经评估通过后才恢复" if over else ""
        return Stand(sign, "医保支付资格已暂停", value.first_day, value.last_day, again)
    if value.status is Status.TERMINATED:
        again = f"最早 {value.ban_ends + ONE_DAY} 起可以重新登记备案" if value.ban_ends is not None else ""
        return Stand(sign, "医保支付资格已终止", value.first_day, None, again)
    if value.status is Status.NORMAL:
        return Stand(sign, "医保支付资格正常")
    return Stand(sign, "现在没有医保支付资格", again="由所在机构签署承诺、办理备案后取得")


def _saved(r: Register, person: str, at: Iterable[str], day: date) -> Saved | None:
    """What the gate pays of emergencies where it pays no ordinary line."""
    for place in at:
        emergency = claim(r, day, person, place, emergency=True)
        if emergency.value == "pay" and claim(r, day, person, place).value != "pay":
            found = clauses.listed(r.regime, cited(r.regime, emergency.reasons[:1]))
            return Saved(emergencies(r.regime), found)
    return None


def _debts(user: User, region: str, person: str) -> Iterable[Debt]:
    """Duties of others about the person: the own institutions' first."""
    mine = tasks_in_scope(user).filter(case__region=region, person=person, done__isnull=True, kind=Task.Kind.DUTY)
    others = list(mine.exclude(role=Role.PERSON.value).order_by(F("due").asc(nulls_last=True), "id"))
    names = Names([region], [], [task.institution for task in others])
    found = []
    for task in others:
        inside = task.role == Role.INSTITUTION.value
        who = names.institution(task.institution) if inside and task.institution else Role(task.role).label
        found.append(Debt(task, who, inside))
    return sorted(found, key=lambda debt: not debt.own)
