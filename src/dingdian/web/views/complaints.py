"""公示举报 as the agency reads them: each is taken into its case, or set aside with the reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dingdian.accounts.masking import mask_contact
from dingdian.casework import complaints, informants
from dingdian.casework.models import Complaint
from dingdian.casework.perms import law_role
from dingdian.registry.models import Institution
from dingdian.web import acting
from dingdian.web.complaint_forms import ReadForm
from dingdian.web.informant_forms import RevealForm
from dingdian.web.paging import latest
from dingdian.web.views import allowed, me


@allowed("case.act")
def listed(request: HttpRequest) -> HttpResponse:
    """Those of the area, what waits first asked for."""
    user = me(request)
    if law_role(user) != "agency":
        raise PermissionDenied("举报由经办机构登记")
    state = request.GET.get("state", Complaint.State.NEW)
    state = state if state in Complaint.State.values else Complaint.State.NEW
    shown = latest(request, complaints.within(user).filter(state=state))
    codes = {row.institution for row in shown.rows}
    names = {(i.region_id, i.code): i.name for i in Institution.objects.filter(code__in=codes)}
    rows = [(row, names.get((row.region_id, row.institution), row.institution)) for row in shown.rows]
    context: dict[str, Any] = {"rows": rows, "page": shown, "state": state, "states": Complaint.State.choices}
    return render(request, "web/complaints.html", context)


@allowed("case.act")
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: read, and taken up or set aside."""
    user = me(request)
    row = get_object_or_404(complaints.within(user), pk=pk)
    sent = request.method == "POST"
    asks = sent and "reveal" in request.POST
    form = ReadForm(request.POST if sent and not asks else None, initial={"text": row.text})
    why = RevealForm(request.POST if asks else None)
    contact, refusals = mask_contact(row.contact), tuple[Any, ...]()
    if asks and row.contact and why.is_valid():
        contact = informants.contact_of(row, acting_user=user, reason=why.cleaned_data["why"], request=request)
    if form.is_valid():
        try:
            if "aside" in request.POST:
                acting.said(lambda: complaints.set_aside(row, acting_user=user, remark=form.cleaned_data["remark"]))
            else:
                acting.said(lambda: complaints.take_up(row, acting_user=user, text=form.cleaned_data["text"]))
            return redirect("complaints")
        except acting.Declined as declined:
            refusals = declined.refusals
    place = Institution.objects.filter(region=row.region, code=row.institution).first()
    context = {"row": row, "place": place, "form": form, "refusals": refusals, "why": why, "contact": contact,
               "forms": (form, why), "full": contact == row.contact}  # fmt: skip
    wrong = form.errors or why.errors or refusals
    page = render(request, "web/complaint.html", context, status=422 if wrong else 200)
    page["Cache-Control"] = "private, no-store"
    return page


def waiting(user: Any) -> int:
    """How many wait for the user's office."""
    return complaints.within(user).filter(state=Complaint.State.NEW)[:100].count()
