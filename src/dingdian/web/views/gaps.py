"""登记核对: which institutions lack on a day what the rules want on record, each list for the office and the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.masking import mask_name
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import Scope, scope_of
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.law.regime import Clause, Regime
from dingdian.registry import gaps
from dingdian.registry.models import Institution, Site
from dingdian.web import clauses
from dingdian.web.paging import page
from dingdian.web.views import allowed, me
from dingdian.web.words import word


@dataclass(frozen=True)
class Row:
    """An institution, what it lacks, of whom (of an agreement), and where that is put right by the user."""

    institution: Institution
    missing: str
    person: str = ""
    person_name: str = ""
    act: str = ""


@dataclass(frozen=True)
class Kind:
    """A list: the parameter that says what is wanted, what is lacking on a day, and how rows leave the list."""

    title: str
    parameter: str
    found: Callable[[Scope, date], QuerySet[Any]]
    told: Callable[[list[Any], date], list[tuple[str, str]]]
    how: str
    order: str
    act: str = ""
    of_person: bool = False


def _named(found: list[Institution], missing: Mapping[int, list[str]]) -> list[tuple[str, str]]:
    return [("、".join(word(regime_of(i.region), name) for name in missing[i.pk]), "") for i in found]


def _roles(found: list[Institution], day: date) -> list[tuple[str, str]]:
    return _named(found, gaps.missing_roles(found, day))


def _rules(found: list[Institution], day: date) -> list[tuple[str, str]]:
    return _named(found, gaps.missing_rules(found, day))


def _agreements(found: list[Site], day: date) -> list[tuple[str, str]]:
    ended = gaps.ended_agreements(found, day)
    return [
        ("协议已到期" if (s.person_id, s.institution_id) in ended else "没有签订协议", s.person.code) for s in found
    ]


KINDS: Mapping[str, Kind] = {
    "heads": Kind(
        "负责人不全", "filing.required_roles", gaps.without_roles, _roles, "缺少的负责人备案后移出。", "pinyin",
        "filing.submit",
    ),
    "rules": Kind(
        "没有内部管理制度", "supervision.internal_rules", gaps.without_rules, _rules, "机构登记制度后移出。", "pinyin",
        "rules.adopt",
    ),
    "agreements": Kind(
        "没有医师服务协议", "agreement.doctor_agreement_roles", gaps.without_agreement, _agreements,
        "备案里写明协议的起止日后移出。", "institution__pinyin", "filing.submit", True,
    ),
}  # fmt: skip


@allowed("registry.view")
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """One list as of a day, within the user's scope."""
    kind, user = KINDS.get(name), me(request)
    if kind is None:
        raise Http404
    _office(user)
    day, wrong = day_of(request.GET.get("on", ""))
    shown = page(request, found(user, name, day), kind.order)
    wanting = [r for r in gaps.regimes(scope_of(user)) if gaps.wanted_of(r)[kind.parameter]]
    context = {
        "kind": kind, "name": name, "kinds": [(key, k.title) for key, k in KINDS.items()], "on": day, "wrong": wrong,
        "rows": rows(name, shown.rows, day, acting=user.role == User.Role.INSTITUTION and may(user, "case.act")),
        "page": shown, "may_export": may(user, "export"), "query": urlencode({"on": day.isoformat()}),
        "wanting": wanting, "clauses": _clauses(wanting, kind.parameter),
    }  # fmt: skip
    return render(request, "web/gaps.html", context)


def found(user: User, name: str, day: date) -> QuerySet[Any]:
    """What a list holds for a user on a day."""
    _office(user)
    rows = KINDS[name].found(scope_of(user), day)
    return rows.select_related("region") if rows.model is Institution else rows.select_related(
        "institution__region", "person"
    )  # fmt: skip


def rows(name: str, found: list[Any], day: date, *, full: bool = False, acting: bool = False) -> list[Row]:
    """As the list shows them; names are masked unless `full`."""
    kind, made = KINDS[name], []
    for one, (missing, person) in zip(found, kind.told(found, day), strict=True):
        at: Institution = one if isinstance(one, Institution) else one.institution
        about = {"institution": at.code} | ({"person": person} if person else {})
        url = reverse("act", args=[kind.act]) + "?" + urlencode(about) if acting and kind.act else ""
        shown = (one.person.name if full else mask_name(one.person.name)) if person else ""
        made.append(Row(at, missing, person, shown, url))
    return made


def wanted(user: User) -> list[tuple[str, str]]:
    """Each list that some rule within the user's scope asks for."""
    asked = [gaps.wanted_of(r) for r in gaps.regimes(scope_of(user))]
    return [(name, kind.title) for name, kind in KINDS.items() if any(w[kind.parameter] for w in asked)]


def counts(user: User, day: date) -> list[tuple[str, str, int]]:
    """The same with how much stands in each (counted to 100)."""
    scope = scope_of(user)
    return [(name, title, KINDS[name].found(scope, day).order_by()[:100].count()) for name, title in wanted(user)]


def day_of(text: str) -> tuple[date, str]:
    """The day asked for, else today; and what is wrong with what was asked."""
    if not text:
        return today(), ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today(), "日期写成 2025-07-01 这样；现在列的是今天的"


def _clauses(wanting: list[Regime], parameter: str) -> tuple[Clause, ...]:
    return tuple(c for r in wanting for c in clauses.listed(r, r.flat[parameter].clauses))


def _office(user: User) -> None:
    if user.role == User.Role.PERSON:
        raise PermissionDenied("登记核对由机构和经办机构查看")
