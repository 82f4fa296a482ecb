"""What a filing has to meet, as the record shows it, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dingdian.accounts.log import log_access
from dingdian.accounts.scope import scope_of
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.law.filing_checklist import checklist
from dingdian.law.regime import Clause
from dingdian.law.register import Register
from dingdian.registry import search as registry
from dingdian.web import clauses
from dingdian.web.status import Sign
from dingdian.web.views import allowed, me

TITLES = {
    "complete_information": "备案信息完整、准确、及时",
    "commitment_and_code": "先承诺，再备案并取得统一编码",
    "filed_at_each_site": "每一执业机构各自备案，换机构的重新备案",
    "leaver_updated": "离岗的按期更新",
    "restored_after_term": "暂停期满恢复备案",
    "refiled_after_termination": "终止后具备条件的重新备案",
}
_SIGNS = {"met": Sign("●", "符合", "good"), "open": Sign("◐", "待办", "warn"), "none": Sign("○", "不涉及", "none")}


@dataclass(frozen=True)
class Row:
    """A line of the list as the page shows it."""

    title: str
    sign: Sign
    text: str
    clauses: tuple[Clause, ...]


@allowed("registry.view")
def person_filing(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a person at each institution in the user's scope. Opening it is logged."""
    user = me(request)
    found = get_object_or_404(registry.people(scope_of(user)).select_related("region"), code=code)
    filed = registry.sites(scope_of(user)).filter(person=found).select_related("institution").order_by("pk")
    places = {site.institution.code: site.institution.name for site in filed}
    register = load(found.region, persons=[code], institutions=places)
    regime = register.regime
    if regime.persons is None or regime.parameters.filing.checklist.value is None:
        raise Http404("当地的规则没有备案核对清单")
    log_access(user, "备案核对清单", found.code, request)
    lists = [(name, _rows(register, code, place)) for place, name in places.items()]
    context = {"person": found, "lists": lists, "day": today(), "draft": regime.is_draft}
    return render(request, "web/filing.html", context)


def _rows(r: Register, person: str, place: str) -> list[Row]:
    found = checklist(r, person, place, today()).value
    words, cited = clauses.in_words, clauses.listed
    return [Row(TITLES[x.name], _SIGNS[x.state], words(r.regime, x.text), cited(r.regime, x.clauses)) for x in found]
