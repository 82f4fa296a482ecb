"""What is on record of an institution row by row: signs, payment methods, purchases, uploads, prescriptions.

Signs are listed from the cases that they are; the rest is answered by the law from the institution's own journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from dingdian.accounts.models import User
from dingdian.casework.models import Case, Task
from dingdian.casework.queries import FROM_THEIR_DAY, cases
from dingdian.journal.models import Region
from dingdian.journal.slices import load, regime_of
from dingdian.law.explain import Reason
from dingdian.law.institutions.methods import methods_of
from dingdian.law.institutions.prescriptions import prescriptions
from dingdian.law.institutions.purchases import Mismatch, mismatches, periods
from dingdian.law.institutions.standing import state_on
from dingdian.law.institutions.uploads import missing_days
from dingdian.law.regime import Clause, Regime
from dingdian.law.register import Record, Register
from dingdian.registry.models import Institution
from dingdian.web import clauses
from dingdian.web.forms.institutional.labels import CHOICES
from dingdian.web.naming import Names, parsed
from dingdian.web.status import Sign
from dingdian.web.words import word

SIGN, ISSUE = "sign", "sign.issue"
MONTHS, PRESCRIPTIONS = 12, 50
DAYS = 30
"""How far back missing uploads are listed unless somebody asks for more: a habit of the office, no rule of law."""
MOST_DAYS = 366
FIELDS = {"purchase_price": "单价", "purchase_quantity": "数量"}
STATES = {"out": "悬挂中", "collect": "应收回", "returned": "已收回", "all": "全部"}
_OUT, _COLLECT, _BACK = Sign("●", "悬挂中", "good"), Sign("■", "应收回", "bad"), Sign("○", "已收回", "none")
BEGINS = ("sign.issue", "purchase.report", "purchase.orders", "upload.record", "prescription.fill")
"""Steps that begin what the page shows."""


@dataclass(frozen=True)
class Hung:
    """A sign as lists show it: its number, where it hangs, since when, and from when it has to be collected."""

    case: Case
    number: str
    institution: str
    sign: Sign
    issued_on: date
    returned_on: date | None
    collect_on: date | None
    task: Task | None


def signs_of(user: User, day: date, state: str = "all", institution: str = "") -> QuerySet[Case]:
    """The signs within the user's scope: those out, those to be collected by a day, those that are back."""
    found = cases(user).filter(process=SIGN)
    if institution:
        found = found.filter(institution=institution)
    due = Task.objects.filter(act__in=FROM_THEIR_DAY, done__isnull=True, due__lte=day)
    if state == "returned":
        found = found.filter(state="returned")
    elif state == "collect":
        found = found.filter(pk__in=due.values("case_id"))
    elif state == "out":
        found = found.filter(state="issued").exclude(pk__in=due.values("case_id"))
    waiting = Prefetch("tasks", Task.objects.filter(done__isnull=True), to_attr="waiting")
    return found.select_related("region", "opened", "moved").prefetch_related(waiting)


def hung(found: list[Case], day: date) -> list[Hung]:
    """Signs with the names of their places, in few queries."""
    names = Names({c.region_id for c in found}, (), {c.institution for c in found})
    return [_hung(case, names, day) for case in found]


def _hung(case: Case, names: Names, day: date) -> Hung:
    task: Task | None = next(iter(case.waiting), None)  # type: ignore[attr-defined]
    due = task.due if task is not None else None
    back = case.moved.on if case.state == "returned" else None
    sign = _BACK if back is not None else _COLLECT if due is not None and due <= day else _OUT
    place = names.institution(case.institution)
    return Hung(case, parsed(case.opened).number, place, sign, case.opened.on, back, due, task)


def asked_for(regime: Regime) -> bool:
    """Whether the rules know anything that the page shows."""
    return regime.institutions is not None and any(act in regime.rules.steps.value for act in BEGINS)


def hands_out(region: Region) -> bool:
    """Whether signs are handed out under the rules of a region."""
    regime = regime_of(region)
    return regime.institutions is not None and ISSUE in regime.rules.steps.value


@dataclass(frozen=True)
class Month:
    """The purchases of a month held against the platform."""

    period: str
    said: str
    rows: tuple[tuple[Mismatch, str], ...]


@dataclass(frozen=True)
class Part:
    """What the page shows of one subject: the clauses behind it, and a sentence."""

    clauses: tuple[Clause, ...]
    said: str = ""


@dataclass(frozen=True)
class Declared:
    """Everything that is on record of one institution."""

    methods: tuple[tuple[str, str], ...]
    agreement: str
    months: tuple[Month, ...]
    missing: tuple[date, ...]
    prescriptions: tuple[tuple[Record, str, str], ...]
    parts: dict[str, Part]


def of(place: Institution, day: date, first: date, last: date) -> Declared:
    """The record of an institution on a day; uploads from one day to another."""
    regime, r = regime_of(place.region), load(place.region, institutions={place.code})
    line = state_on(r, place.code, day).line
    own = methods_of(r, line.ref) if line is not None else ()
    months = tuple(_month(r, place.code, period) for period in periods(r, place.code)[:MONTHS])
    days = missing_days(r, place.code, first, last)
    sold = prescriptions(r, place.code)[-PRESCRIPTIONS:][::-1]
    names = Names([place.region_id], (), {code for x in sold for code in (x.act.institution, x.act.prescriber)})
    return Declared(
        tuple((CHOICES.get(m.service or "", "其他各类服务"), word(regime, m.code)) for m in own),
        line.ref if line is not None else "",
        months,
        days.value,
        tuple((x, names.institution(x.act.prescriber), names.institution(x.act.institution)) for x in sold),
        {
            name: Part(clauses.listed(regime, regime.flat[key].clauses), _said(said))
            for name, key, said in (
                ("signs", "sign_withdraw_on", ()),
                ("methods", "payment_methods", ()),
                ("purchases", "purchase_report_fields", ()),
                ("uploads", "upload_completeness_min", days.reasons),
                ("prescriptions", "purchase_places", ()),
            )
        },
    )


def _said(reasons: tuple[Reason, ...]) -> str:
    return "；".join(reason.text for reason in reasons)


def _month(r: Register, institution: str, period: str) -> Month:
    answer = mismatches(r, institution, period)
    return Month(period, _said(answer.reasons), tuple((m, FIELDS[m.field]) for m in answer.value))


def window(asked_first: str, asked_last: str, day: date) -> tuple[date, date, str]:
    """The days whose uploads are looked at, and what is wrong with what was asked for (empty: nothing)."""
    first, last = day - timedelta(DAYS), day - timedelta(1)
    try:
        first = date.fromisoformat(asked_first) if asked_first else first
        last = date.fromisoformat(asked_last) if asked_last else last
    except ValueError:
        return day - timedelta(DAYS), day - timedelta(1), "写成 2026-03-10 这样的日期"
    if first > last or last - first > timedelta(MOST_DAYS):
        return day - timedelta(DAYS), day - timedelta(1), f"起日不晚于止日，至多 {MOST_DAYS} 天"
    return first, last, ""
