"""Pages of papers. Each reads through `queries` and writes through `actions`; a text taken away is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from dingdian.accounts.guard import guarded, me
from dingdian.accounts.log import log_access
from dingdian.accounts.perms import may
from dingdian.casework.actions import InvalidAct, WrongMoment
from dingdian.casework.queries import case_of
from dingdian.journal.record import Conflict, OutOfOrder, Refused
from dingdian.papers import actions, many, queries, word_edition
from dingdian.papers import printing as together
from dingdian.papers.facts import NothingToSay
from dingdian.papers.layout import Marks, NoFont, typesetter
from dingdian.papers.models import Delivery, Paper, Printing
from dingdian.papers.perms import MAKES, SEES, Denied, require_keep, require_make, takes
from dingdian.papers.queries import Draft
from dingdian.papers.seal import NoSeal

DECLINED = (
    Denied, NothingToSay, NoFont, NoSeal, Refused, InvalidAct, Conflict, OutOfOrder, WrongMoment,
)  # fmt: skip
"""What is raised where a paper cannot be made or served now; each says why in words."""
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SIZE = 30

seen = guarded(lambda user: may(user, SEES), "您的角色不能查看文书")
taken = guarded(takes, "您的角色不能取得文书全文")
acted = guarded(lambda user: may(user, MAKES), "您的角色不能办理文书")


@seen
def listed(request: HttpRequest) -> HttpResponse:
    """Papers within the scope, newest first; found by number, person or institution code."""
    text = request.GET.get("q", "").strip()[:60]
    rows = queries.listed(me(request)).order_by("-id")
    if text:
        rows = rows.filter(Q(number=text) | Q(person=text) | Q(institution=text))
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SIZE + 1])
    context = {"papers": found[:SIZE], "next": found[SIZE - 1].pk if len(found) > SIZE else None, "text": text,
               "takes": takes(me(request)), "waiting": list(together.printings(me(request))[:3])}  # fmt: skip
    return render(request, "papers/list.html", context)


@acted
def preview(request: HttpRequest) -> HttpResponse:
    """The text of a paper before it is issued; with `corrects` in place of another."""
    draft, made, corrects, refusal = _asked(request)
    context = {"draft": draft, "made": made, "corrects": corrects, "refusal": refusal, "query": request.GET.urlencode(),
               "case": request.GET.get("case", ""), "lacks": queries.lacks(made) if made else []}  # fmt: skip
    return render(request, "papers/preview.html", context, status=200 if made else 422)


@acted
def preview_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF, marked as a preview: no number, no seal."""
    _, made, _, refusal = _asked(request)
    if made is None:
        return HttpResponse(refusal, status=422, content_type="text/plain; charset=utf-8")
    try:
        pdf, _ = typesetter().pdf(made.document, Marks())
    except NoFont as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    return _file(pdf, PDF, "preview.pdf", inline=True)


@acted
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Number, seal and keep the paper."""
    region, draft, corrects = _named(request, request.POST)
    try:
        issued = actions.issue(region, draft, acting_user=me(request), corrects=corrects)
    except DECLINED as error:
        context = {"draft": draft, "made": None, "corrects": corrects, "refusal": said(error), "query": "",
                   "case": request.POST.get("case", "")}  # fmt: skip
        return render(request, "papers/preview.html", context, status=422)
    return redirect("paper", issued.paper.pk)


@acted
@require_POST
def issue_all(request: HttpRequest) -> HttpResponse:
    """Issue every open notice of a case."""
    number = request.POST.get("case", "")
    if not number.isdecimal():
        raise Http404("没有这个案件")
    case = case_of(me(request), int(number))
    try:
        many.issue_all(case, acting_user=me(request))
    except DECLINED as error:
        context: dict[str, Any] = dict.fromkeys(("draft", "made", "corrects", "lacks"))
        context |= {"refusal": said(error), "query": "", "case": case.pk}
        return render(request, "papers/preview.html", context, status=422)
    return redirect("case", case.pk)


@seen
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper: what it says, whether it counts, how it was served, what may be done with it."""
    return _page(request, queries.paper_of(me(request), pk))


def _page(request: HttpRequest, found: Paper, refusal: str = "") -> HttpResponse:
    user = me(request)
    keeps = _holds(lambda: require_keep(user, found))
    state = queries.state_of(found)
    has_text = takes(user)
    if has_text and not refusal:
        log_access(user, "查看文书", found.code, request)
    context = {
        "paper": found,
        "document": actions.Document.from_json(found.document) if has_text and not refusal else None,
        "state": state,
        "deliveries": list(found.deliveries.select_related("by").order_by("id")),
        "takes": has_text,
        "keeps": keeps and state.valid,
        "reissue": keeps and state.instead is None,
        "ways": [w for w in Delivery.Way.choices if w[0] != Delivery.Way.ELECTRONIC],
        "refusal": refusal,
        "verify": actions.verify_address(found.code),
        "to_file": actions.goes_to_file(found),
    }
    return render(request, "papers/paper.html", context, status=422 if refusal else 200)


@taken
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed PDF, byte for byte as it was issued."""
    found = _taken(request, pk, "下载文书")
    content = bytes(Paper.objects.values_list("pdf", flat=True).get(pk=found.pk))
    return _file(content, PDF, f"{found.code}.pdf", inline=request.GET.get("inline") == "1")


@taken
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a Word file, for further use; it carries no seal and says so."""
    found = _taken(request, pk, "下载文书文字稿")
    content = word_edition.edition(actions.Document.from_json(found.document), found.number)
    return _file(content, DOCX, f"{found.code}.docx")


@taken
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy, marked 副本."""
    found = _taken(request, pk, "打印文书副本")
    try:
        content = actions.copy(found, acting_user=me(request))
    except DECLINED as error:
        return _page(request, found, said(error))
    return _file(content, PDF, f"{found.code}-copy.pdf", inline=True)


@acted
@require_POST
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the paper, or note that it was served by hand."""
    found = queries.paper_of(me(request), pk)
    given = request.POST
    try:
        on = date.fromisoformat(given["on"]) if given.get("on") else None
        way = given.get("way", Delivery.Way.ELECTRONIC)
        if way not in Delivery.Way.values:
            raise WrongMoment("没有这种送达方式", "从列出的方式中选一种")
        actions.serve(
            found, acting_user=me(request), way=way, on=on, receiver=given.get("receiver", ""),
            remark=given.get("remark", ""),
        )  # fmt: skip
    except ValueError as error:
        return _page(request, found, "收到日不是日期" if not isinstance(error, InvalidAct) else said(error))
    except DECLINED as error:
        return _page(request, found, said(error))
    return redirect("paper", found.pk)


@acted
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the paper no longer counts."""
    found = queries.paper_of(me(request), pk)
    try:
        actions.withdraw(found, acting_user=me(request), reason=request.POST.get("reason", ""))
    except DECLINED as error:
        return _page(request, found, said(error))
    return redirect("paper", found.pk)


@taken
@require_POST
def print_many(request: HttpRequest) -> HttpResponse:
    """Put the chosen papers together for the printer."""
    ids = [int(x) for x in request.POST.getlist("paper") if x.isdecimal()]
    try:
        made = together.start(ids, acting_user=me(request))
    except Denied as error:
        return render(request, "papers/printing.html", {"row": None, "refusal": said(error)}, status=422)
    return redirect("printing", made.pk)


@taken
def printing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a printing has come; asks again by itself until it is done."""
    row = get_object_or_404(together.printings(me(request)), pk=pk)
    name = "papers/progress.html" if request.headers.get("HX-Request") else "papers/printing.html"
    return render(request, name, {"row": row, "refusal": ""})


@taken
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of a printing as one PDF."""
    row = get_object_or_404(together.printings(me(request)), pk=pk)
    if row.state != Printing.State.DONE:
        raise Http404("还没有合并完")
    return _file(bytes(row.pdf or b""), PDF, f"papers-{row.pk}.pdf", inline=True)


# Inside


def said(error: Exception) -> str:
    """Why something was not done, and the way out."""
    remedy = getattr(error, "remedy", "")
    return f"{error}。{remedy}。" if remedy else str(error)


def _taken(request: HttpRequest, pk: int, what: str) -> Paper:
    """A paper within the scope; that its text was taken is logged as a full view."""
    found = queries.paper_of(me(request), pk)
    log_access(me(request), what, found.code, request)
    return found


def _named(request: HttpRequest, given: Any) -> tuple[Any, Draft, Paper | None]:
    """Region, draft and corrected paper that a request names, looked at within the user's scope."""
    user, corrects = me(request), None
    if (number := given.get("corrects", "")).isdecimal():
        corrects = queries.paper_of(user, int(number))
        if not _holds(lambda: require_keep(user, corrects)):
            raise Http404("更正由出具单位办理")
        named = Draft(corrects.kind, corrects.ref, corrects.person, corrects.institution)
        return corrects.region, named, corrects
    number = given.get("case", "")
    if not number.isdecimal():
        raise Http404("没有这个案件")
    case = case_of(user, int(number))
    draft = Draft(*(given.get(name, "")[:120] for name in ("kind", "ref", "person", "institution")))
    if draft not in {offer.draft for offer in queries.offers(case, user) if offer.allowed or offer.paper}:
        raise Http404("这个案件没有这种文书，或不由您出具")
    return case.region, draft, None


def _asked(request: HttpRequest) -> tuple[Draft, queries.Composed | None, Paper | None, str]:
    """The paper that a preview asks for, or why there is none."""
    region, draft, corrects = _named(request, request.GET)
    user = me(request)
    if user.organisation is None:
        raise PermissionDenied("您没有所属单位，不能出具文书")
    try:
        made = queries.composed(region, draft, user.organisation)
        require_make(region, user, made.wording, draft.person, draft.institution)
    except Denied as error:
        raise PermissionDenied(said(error)) from None
    except DECLINED as error:
        return draft, None, corrects, said(error)
    log_access(user, "预览文书", draft.person or draft.institution, request)
    return draft, made, corrects, ""


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except Denied:
        return False
    return True


def _file(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    patch_cache_control(answer, no_store=True)
    return answer
