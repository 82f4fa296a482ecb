"""Institutions: the list with its search, and the page of one with its agreements and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from dingdian.accounts.models import Division, User, divisions_over
from dingdian.accounts.perms import may
from dingdian.accounts.scope import Scope, scope_of
from dingdian.casework.queries import cases
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.office.words import OWNERSHIPS, SECTORS
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, InternalRules, Person, Site
from dingdian.registry.periods import last_day
from dingdian.registry.public import statuses
from dingdian.signing import perms as signing
from dingdian.web import agreements, columns, declared, managed, staff
from dingdian.web.openings import institutional, many, starts
from dingdian.web.paging import page
from dingdian.web.status import Sign, of_institution
from dingdian.web.views import allowed, gaps, me
from dingdian.web.views.cases import described
from dingdian.web.views.people import listing
from dingdian.web.views.people import rows as people_rows
from dingdian.web.words import word

_CASES = 10
_SIGNS = 5


@dataclass(frozen=True)
class Row:
    """An institution as lists show it."""

    institution: Institution
    sector: str
    ownership: str
    sign: Sign
    division: str
    people: int


@dataclass(frozen=True)
class Bound:
    """A share that matters to the rules, and where it stands in the drawing."""

    percent: int
    x: float


@dataclass(frozen=True)
class Ratio:
    """How many of the people on file stand suspended or terminated, and the lines that matter."""

    share: staff.Share
    lines: tuple[Bound, ...]
    width: float


@allowed("registry.view")
def listed(request: HttpRequest) -> HttpResponse:
    """Institutions within the user's scope, by name, pinyin or code."""
    text = request.GET.get("q", "").strip()[:60]
    shown = page(request, registry.institutions(scope_of(request.user), text), "pinyin")  # type: ignore[arg-type]
    context = {"rows": rows(shown.rows), "page": shown, "text": text, **listing(request, columns.INSTITUTIONS)}
    if request.headers.get("HX-Request"):
        return render(request, "web/parts/institution_list.html", context)
    context["gaps"] = gaps.wanted(me(request))
    context["signs"] = any(map(declared.hands_out, regions_of(me(request))))
    template = "web/institutions.html"
    return render(request, template, context)


def rows(found: list[Institution]) -> list[Row]:
    """Institutions with their places, how they stand, and their people, in few queries."""
    day = today()
    stands = statuses(found, day)
    counted = (
        Site.objects.filter(institution__in=found, period__contains=day)
        .values_list("institution_id")
        .annotate(n=Count("person", distinct=True))
    )
    number = dict(counted)
    divisions = dict(Division.objects.filter(code__in={i.division for i in found}).values_list("code", "name"))
    return [
        Row(i, SECTORS.get(i.sector, i.sector), OWNERSHIPS.get(i.ownership, i.ownership or "—"),
            of_institution(stands[i.pk]), divisions.get(i.division, i.division or "—"), number.get(i.pk, 0))
        for i in found
    ]  # fmt: skip


@allowed("registry.view")
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One institution: agreements, people and their ratio, cases."""
    user: Any = request.user
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    day = today()
    text = request.GET.get("q", "").strip()[:60]
    status = request.GET.get("status", "")
    department = request.GET.get("department")
    shown_as = {"q": text, "status": status, "department": department}
    shown = page(request, people(scope_of(user), found, text, status, department), "sort", first=registry.first)
    opened = cases(user).filter(region=found.region, institution=code, closed=False)
    context = {
        "row": rows([found])[0],
        "institution": found,
        "agreements": [(t, t.sign(day)) for t in agreements.of([found])[found.pk]],
        "ratio": _ratio(found),
        "pointed": regime_of(found.region).persons is not None,
        "rows": people_rows(shown.rows, scope_of(user), found),
        "columns": columns.default(columns.PEOPLE),
        "page": shown,
        "text": text,
        "tabs": [("", "全部"), ("suspended", "暂停"), ("terminated", "终止")],
        "status": status,
        "may_export": may(user, "export"),
        "staff": urlencode({"institution": code, **{k: v for k, v in shown_as.items() if v}}),
        "department": department or "",
        "cases": described(opened.select_related("region", "opened", "moved").order_by("-id")[:_CASES], user),
        "starts": starts(found.region, user, code),
        "begins": institutional(found.region, user, code),
        "many": many(found.region, user, code),
        "may_sign": signing.opens(user),
        "compared": may(user, "export") and may(user, "person.full_view") and _compared(found),
        "rules": _rules(found),
        "managed": managed.named(found),
        "ruled": may(user, "money.view") and regime_of(found.region).institutions is not None,
        "signs": _signs(user, found) if declared.hands_out(found.region) else None,
        "declared": declared.asked_for(regime_of(found.region)),
        "may_draw": may(user, "proposal.draw") and regime_of(found.region).persons is not None,
    }  # fmt: skip
    return render(request, "web/institution.html", context)


def regions_of(user: User) -> QuerySet[Region]:
    """The regions that lie in the user's scope, or in which it lies."""
    division = user.organisation.division_id if user.organisation is not None else ""
    return Region.objects.filter(division__in=[*divisions_over(division)]) if division else Region.objects.none()


def _signs(user: User, found: Institution) -> list[declared.Hung]:
    rows = declared.signs_of(user, today(), institution=found.code).filter(region=found.region)
    return declared.hung(list(rows.order_by("-pk")[:_SIGNS]), today())


def _compared(place: Institution) -> bool:
    """Whether the rules there know the columns of the national platform."""
    regime = regime_of(place.region)
    return regime.persons is not None and regime.parameters.filing.interface.value is not None


def _rules(found: Institution) -> list[tuple[str, InternalRules | None]]:
    """Each document that the institution must have of its own, and the version that counts today."""
    regime, day = regime_of(found.region), today()
    if regime.persons is None:
        return []
    kept = {v.document: v for v in InternalRules.objects.filter(institution=found, period__contains=day).defer("text")}
    return [(word(regime, name), kept.get(name)) for name in regime.parameters.supervision.internal_rules.value]


@allowed("registry.view")
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """Every version of the institution's own rules with its days and its text, the newest first."""
    user = me(request)
    found = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    regime = regime_of(found.region)
    versions = [(word(regime, v.document), v, last_day(v.period))
                for v in InternalRules.objects.filter(institution=found).order_by("-period", "document")]  # fmt: skip
    begins = [o for o in starts(found.region, user, code) if o.act.startswith("rules.")]
    return render(request, "web/rules.html", {"institution": found, "versions": versions, "starts": begins})


def people(scope: Scope, at: Institution, text: str, status: str, department: str | None) -> QuerySet[Person]:
    """Those filed at a place today, of whom the filters of its page leave."""
    there = staff.people(at, today(), status, department)
    return registry.people(scope, text).filter(pk__in=there.values("pk"))


def _ratio(found: Institution) -> Ratio:
    """Of the people filed there today: those suspended and terminated there today."""
    share = staff.share(found, today())
    regime = regime_of(found.region)
    bounds = regime.parameters.institution_measures.ratio_rows.value or () if regime.persons is not None else ()
    lines = tuple(Bound(n, n * 6.0) for n in sorted({row.min_percent for row in bounds}))
    return Ratio(share, lines, min(share.percent, 100) * 6.0)
