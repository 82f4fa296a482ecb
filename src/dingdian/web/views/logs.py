"""查看日志 and 操作日志, for those who audit: nobody changes or clears them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dingdian.accounts import log
from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.journal.models import Region
from dingdian.journal.slices import regime_of
from dingdian.law.institutions.protection import CONTROLS, LABELS
from dingdian.law.regime import Clause
from dingdian.web import clauses
from dingdian.web.paging import latest
from dingdian.web.views import allowed, me

_WORDS = {"export": "导出", "export.download": "下载导出文件", "registry.import": "导入登记",
          "tip.identity": "查看举报人身份"}  # fmt: skip
FILTERS = ("actor", "subject", "from", "to")


@allowed("log.view")
def accesses(request: HttpRequest) -> HttpResponse:
    """Who signed in, opened which file, exported what."""
    return _page(request, "访问日志", log.entries(me(request)))


@allowed("log.view")
def operations(request: HttpRequest) -> HttpResponse:
    """Who changed which account or setting."""
    return _page(request, "操作日志", log.operations(me(request)))


def _page(request: HttpRequest, title: str, rows: QuerySet[Any]) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:150] for name in FILTERS}
    wrong = [name for name in ("from", "to") if asked[name] and _day(asked[name]) is None]
    shown = latest(request, filtered(rows, asked))
    in_words(shown.rows)
    context = {"title": title, "export": request.path.strip("/").replace("/", "-"),
               "query": request.GET.urlencode(), "rows": shown.rows, "page": shown, "asked": asked,
               "since": asked["from"], "wrong": bool(wrong), "filtered": any(asked.values()),
               "everything": me(request).role == User.Role.AUDIT_ADMIN,
               "protected": protected(me(request))}  # fmt: skip
    return render(request, "web/logs.html", context)


@dataclass(frozen=True)
class Protected:
    """What the rules of some place want protected: the topic, its clauses, what holds it."""

    title: str
    clauses: tuple[Clause, ...]
    controls: tuple[str, ...]


def protected(user: User) -> list[Protected]:
    """What the rules want protected where the user audits; an administrator audits everywhere."""
    found: dict[tuple[str, str], Protected] = {}
    regions = Region.objects.filter(division__isnull=False).order_by("code")
    if user.role != User.Role.AUDIT_ADMIN:
        regions = scope_of(user).filter(regions, division="division", institution=None, person=None)
    for region in regions:
        regime = regime_of(region)
        param = regime.rules.protected_topics if regime.institutions is not None else None
        for topic in (param.value if param is not None else None) or ():
            cited = clauses.listed(regime, param.clauses if param is not None else ())
            found[regime.id, topic] = Protected(LABELS[topic], cited, CONTROLS[topic])
    return list(found.values())


def in_words(rows: list[Any]) -> list[Any]:
    """Rows of a log with what was done and as whom, in words."""
    for row in rows:
        row.words = _WORDS.get(row.what, row.what)
        row.role_words = dict(User.Role.choices).get(row.role, row.role)
    return rows


def filtered(rows: QuerySet[Any], asked: Mapping[str, str]) -> QuerySet[Any]:
    """The rows that the filters of the page leave; all four are to be given."""
    if asked["actor"]:
        rows = rows.filter(actor=asked["actor"])
    if asked["subject"]:
        rows = rows.filter(subject=asked["subject"])
    zone = ZoneInfo(settings.TIME_ZONE)
    first, last = _day(asked["from"]), _day(asked["to"])
    if first is not None:
        rows = rows.filter(at__gte=datetime.combine(first, datetime.min.time(), zone))
    if last is not None:
        rows = rows.filter(at__lt=datetime.combine(last + timedelta(1), datetime.min.time(), zone))
    return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
