"""公示: applicants made public, how long still, and where to complain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from dingdian.accounts.address import address_of
from dingdian.casework.complaints import TooMany, hand_in
from dingdian.casework.models import Case
from dingdian.casework.publicity import Published, publicity_of, published
from dingdian.journal.record import today
from dingdian.journal.slices import regime_of
from dingdian.office.institutions.words import TYPES
from dingdian.office.words import SECTORS
from dingdian.registry import public
from dingdian.web.complaint_forms import ComplaintForm
from dingdian.web.openly import openly


@dataclass(frozen=True)
class Shown:
    """An applicant as everybody sees it."""

    published: Published
    type: str
    sector: str
    draft: bool


@openly
def listed(request: HttpRequest) -> HttpResponse:
    """Everything public now, what ends first before the others."""
    ruled = [region for region in public.regions() if public.publishes(region, public.PUBLICITY)]
    context: dict[str, Any] = {"rows": [shown(p) for p in published(today(), ruled)], "ruled": ruled, "day": today()}
    return render(request, "web/public_publicity.html", context)


@csrf_exempt
@openly
def complain(request: HttpRequest, pk: int) -> HttpResponse:
    """An applicant made public, and the form to complain of it. Open to everybody: a token would guard nothing."""
    case = Case.objects.filter(pk=pk, process="publicity").select_related("region").first()
    about = publicity_of(case, today()) if case is not None else None
    if about is None:
        raise Http404("这家机构现在不在公示中；公示结束后请用监督方式反映")
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"r": shown(about), "form": form, "number": None, "day": today()}
    if request.method == "POST" and form.is_valid():
        try:
            kept = hand_in(about, **form.cleaned_data, address=address_of(request))
            context["number"] = kept.pk
        except TooMany:
            form.add_error(None, "今天从这里提交的举报已经很多，没有收下这一条；请明天再来，或用监督方式反映")
    status = 422 if form.errors else 200
    return render(request, "web/public_complaint.html", context, status=status)


def shown(found: Published) -> Shown:
    """In words."""
    kind = TYPES.get(found.institution_type, found.institution_type)
    return Shown(found, kind, SECTORS.get(found.sector, found.sector), regime_of(found.region).is_draft)
