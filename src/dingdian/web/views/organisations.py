"""单位, for the security administrator: which offices there are, at which level and where, and what authorises them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.accounts import organisations
from dingdian.accounts.log import log_access
from dingdian.accounts.models import Organisation
from dingdian.accounts.scans import media_type
from dingdian.web.organisation_forms import DocumentForm, OrganisationForm
from dingdian.web.paging import page
from dingdian.web.views import allowed, me
from dingdian.web.views.accounts import tried


@allowed("account.manage")
def listed(request: HttpRequest) -> HttpResponse:
    """Every organisation by name, those of a kind; and the form that registers one."""
    user, kind = me(request), request.GET.get("kind", Organisation.Kind.AGENCY)
    kind = kind if kind in Organisation.Kind.values else Organisation.Kind.AGENCY
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = tried(form, lambda: organisations.register(acting_user=user, **form.told()))
        if made is not None:
            return redirect(reverse("organisation", args=[made.organisation.pk]) + "?done=registered")
    shown = page(request, organisations.organisations(user).filter(kind=kind), "name")
    context: dict[str, Any] = {
        "rows": [(o, organisations.warnings([o]).get(o.pk, [])) for o in shown.rows]
        if kind == Organisation.Kind.AGENCY else [(o, []) for o in shown.rows],
        "page": shown, "kind": kind, "kinds": Organisation.Kind.choices, "form": form,
        "agencies": kind == Organisation.Kind.AGENCY,
    }  # fmt: skip
    return render(request, "web/organisations.html", context, status=422 if form.errors else 200)


@allowed("account.manage")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with its documents; `document`: one of them as it was handed in."""
    user = me(request)
    found = get_object_or_404(organisations.organisations(user), pk=pk)
    asked = request.GET.get("document", "")
    if asked:
        kept = get_object_or_404(found.authorities, pk=int(asked) if asked.isdecimal() and len(asked) < 18 else 0)
        log_access(user, "取授权文件", f"单位 {found.pk}", request)
        answer = HttpResponse(bytes(kept.content), content_type=media_type(bytes(kept.content)))
        answer["Content-Disposition"] = f'attachment; filename="authority-{kept.pk}"'
        return answer
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_bound and form.is_valid():
        done = tried(
            form, lambda: organisations.add_document(acting_user=user, organisation=found, document=form.document())
        )
        if done is not None:
            return redirect(f"{request.path}?done=document")
    context: dict[str, Any] = {
        "organisation": found, "warnings": organisations.warnings([found]).get(found.pk, []), "form": form,
        "documents": found.authorities.defer("content").order_by("-pk"),
        "is_agency": found.kind == Organisation.Kind.AGENCY, "users": found.user_set.filter(is_active=True).count(),
        "done": {"registered": "单位已登记。", "document": "授权文件已登记。"}.get(request.GET.get("done", ""), ""),
    }  # fmt: skip
    return render(request, "web/organisation.html", context, status=422 if form.errors else 200)
