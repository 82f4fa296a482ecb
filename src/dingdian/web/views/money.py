"""结算: what institutions declared and what became of it; all money of one institution; what should have been paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.queries import cases
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.law.institutions import accounts as law
from dingdian.law.institutions.assessment import Result, result_of, results
from dingdian.law.institutions.money import ZERO, clearing, deposit_refund
from dingdian.law.regime import Clause, Regime
from dingdian.law.register import Register
from dingdian.registry import search as registry
from dingdian.registry.models import Institution
from dingdian.web import clauses, money
from dingdian.web.frame import COUNTED_TO
from dingdian.web.openings import Opening, institutional
from dingdian.web.paging import latest, page
from dingdian.web.status import Sign
from dingdian.web.views import allowed, me

MOST = 10_000
"""So far what is late is counted."""
TABS = (("", "全部"), ("open", "未拨付"), ("paid", "已拨付"), ("refused", "已全部拒付"))
_PROCESSES = ("settlement.", "prepayment.", "deposit.", "recovery.")
_PERFORMED = {
    "full": Sign("●", "已履行", "good"),
    "partly_performed": Sign("◐", "部分履行", "warn"),
    "unperformed": Sign("○", "未履行", "none"),
}
_OVERDUE = Sign("■", "逾期未履行", "bad")
_CLAUSED = ("payment_limit", "settlement_hold", "prepayment_offset", "recovery_modes", "quality_deposit_refund_table",
            "assessment_clearing_coefficients")  # fmt: skip


@allowed("money.view")
def listed(request: HttpRequest) -> HttpResponse:
    """The declarations within the user's scope, the newest first."""
    user = me(request)
    text, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    shown = latest(request, found(user, text, state))
    context = {
        "rows": money.rows(shown.rows), "page": shown, "text": text, "state": state, "tabs": TABS,
        "late": money.late(user)[: COUNTED_TO + 1].count(), "may_export": may(user, "export"),
        "query": request.GET.urlencode(), "own": user.role == User.Role.INSTITUTION,
    }  # fmt: skip
    return render(request, "web/money_list.html", context)


def found(user: User, text: str, state: str) -> QuerySet[Case]:
    """The declarations that the filters of the list leave."""
    if not text:
        return money.declarations(user, state)
    named = registry.institutions(scope_of(user), text).order_by()
    return money.declarations(user, state, named.values_list("code", flat=True))


@allowed("money.view")
def late(request: HttpRequest) -> HttpResponse:
    """What should have been paid by now and is not, the longest overdue first."""
    user = me(request)
    waiting = money.late(user)
    shown = page(request, waiting, "due", dates=True)
    context = {"rows": money.late_rows(shown.rows), "page": shown, "may_export": may(user, "export"), "text": "",
               "count": waiting[:MOST].count(), "most": MOST}  # fmt: skip
    return render(request, "web/money_late.html", context)


@dataclass(frozen=True)
class Deposit:
    """A deposit, and what the assessment says of it."""

    kept: law.DepositKept
    words: tuple[clauses.Why, ...]


@dataclass(frozen=True)
class Clearing:
    """A year's clearing as recorded, with the arithmetic of the rules beside it; `differs`: by how much.

    A deposit was kept back when the months were paid and has its own ledger: it is not taken off a second time.
    """

    cleared: law.Cleared
    why: tuple[clauses.Why, ...]
    flags: tuple[str, ...]
    payable: Decimal | None
    differs: Decimal | None


@allowed("money.view")
def institution_money(request: HttpRequest, code: str) -> HttpResponse:
    """All money between an institution and its agency, each sum with its lines; not found where no rules are on it."""
    user, day = me(request), today()
    place = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    regime = regime_of(place.region)
    if regime.institutions is None:
        raise Http404
    r = load(place.region, institutions=[code])
    own = law.accounts(r, code, day)
    years = sorted({a.on.year for a in own}, reverse=True)
    year = _year(request, years)
    opened = {c.key: c for c in cases(user).filter(region=place.region, institution=code).select_related("opened")}
    listed = [money.row(r, opened[a.ref], a, place.name, day) for a in reversed(own)
              if a.on.year == year and a.ref in opened]  # fmt: skip
    demanded = law.demands(r, code, day)
    held = law.held_whole(r, code, day)
    context: dict[str, Any] = {
        "institution": place, "rows": listed, "years": years, "year": year, "sums": _sums(listed),
        "held": held, "held_case": opened.get(held.ref) if held else None,
        "ledgers": [(title, [(a, opened.get(a.ref)) for a in law.advances(r, code, day) if a.special is special])
                    for title, special in (("预付金", False), ("专项预拨（单独台账）", True))],
        "deposits": [(_deposit(r, code, d, day), opened.get(d.ref)) for d in law.deposits(r, code, day)],
        "clearings": [(_clearing(r, code, c), opened.get(c.ref)) for c in law.clearings(r, code, day)],
        "demands": [(d, _OVERDUE if d.overdue(day) else _PERFORMED[d.status], opened.get(d.ref)) for d in demanded],
        "owed": sum((d.balance for d in demanded), ZERO),
        "result": _last(results(r, code, day)),
        "starts": _starts(place, user), "clauses": _clauses(regime), "draft": regime.is_draft,
        "limit": regime.rules.payment_limit.value,
    }  # fmt: skip
    return render(request, "web/money.html", context)


def _year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in years else years[0] if years else None


def _sums(rows: Iterable[money.Row]) -> list[tuple[str, law.Sum]]:
    """The sums of a year's declarations, each with a line for each declaration."""
    listed = list(rows)

    def line(row: money.Row, value: Decimal) -> law.Line:
        return law.Line(row.account.ref, row.account.on, row.account.period or "申报", value)

    def over(of: Any) -> law.Sum:
        return law.Sum(tuple(line(r, of(r.account)) for r in listed if of(r.account)))

    return [
        ("申报", over(lambda a: a.declared.total)), ("拒付", over(lambda a: a.refused.total)),
        ("暂缓", over(lambda a: a.held.total)), ("应付", over(lambda a: a.payable)),
        ("已付", over(lambda a: a.paid.total)), ("未付", over(lambda a: a.outstanding)),
    ]  # fmt: skip


def _deposit(r: Register, code: str, kept: law.DepositKept, day: date) -> Deposit:
    final = result_of(r, code, None, day)
    if kept.balance <= 0 or final is None or final.score is None:
        return Deposit(kept, ())
    return Deposit(kept, tuple(_why(r, deposit_refund(r, kept.kept.total, final.score).reasons)))


def _clearing(r: Register, code: str, cleared: law.Cleared) -> Clearing:
    if cleared.base is None:
        return Clearing(cleared, (), (), None, None)
    final = result_of(r, code, cleared.year, cleared.on)
    offsets = [m.amount for a in law.advances(r, code, cleared.on) for m in a.balance.lines
               if m.what == law.OFFSET and m.on.year == cleared.on.year]  # fmt: skip
    answer = clearing(r, cleared.base, final.score if final else None, -sum(offsets, ZERO))
    payable = answer.value.payable
    differs = cleared.payable - payable if cleared.payable is not None else None
    return Clearing(cleared, tuple(_why(r, answer.reasons)), answer.flags, payable, differs or None)


def _why(r: Register, reasons: Any) -> list[clauses.Why]:
    return clauses.argument(r.regime, reasons)


def _last(found: list[Result]) -> Result | None:
    return found[-1] if found else None


def _starts(place: Institution, user: User) -> list[Opening]:
    """What may be begun here that is about money."""
    return [o for o in institutional(place.region, user, place.code) if o.act.startswith(_PROCESSES)]


def _clauses(regime: Regime) -> tuple[Clause, ...]:
    return clauses.listed(regime, [c for key in _CLAUSED for c in regime.flat[key].clauses])


__all__ = ["found", "institution_money", "late", "listed"]
