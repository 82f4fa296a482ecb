"""绩效考核: schemes and how far institutions are; self-report, two reviews, the result with its arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.perms import law_role, two_person
from dingdian.casework.queries import case_of, process_of
from dingdian.journal.models import Region
from dingdian.journal.slices import load, regime_of
from dingdian.law.institutions.assessment import Mark, Sheet, sheet
from dingdian.law.institutions.money import effects
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.guards.institutions_common import person_of
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.registry import search as registry
from dingdian.registry.models import Institution
from dingdian.web import acting, clauses, drafts
from dingdian.web.forms.assessment import FinalForm, ReportForm, ReviewForm
from dingdian.web.naming import Names, parsed
from dingdian.web.openings import actors
from dingdian.web.paging import latest
from dingdian.web.schemes import PROCESS, SCHEME, Scheme, assessments, schemes, unanswered
from dingdian.web.status import Sign, of_case
from dingdian.web.views import allowed, me

REPORT = "assessment.report"
SCORE, FINAL, COMMENT = "assessment.score", "assessment.finalize", "assessment.comment"
_WIDTH = 360


@dataclass(frozen=True)
class Row:
    """An assessment in a list."""

    case: Case
    name: str
    sign: Sign
    year: int | None


@dataclass(frozen=True)
class Bar:
    """The bar of an indicator, and how long it is."""

    mark: Mark
    width: float


@allowed("money.view")
def listed(request: HttpRequest) -> HttpResponse:
    """The schemes, and the assessments of institutions within the user's scope, the newest first."""
    user = me(request)
    shown = latest(request, assessments(user))
    names = Names({c.region_id for c in shown.rows}, (), {c.institution for c in shown.rows})
    regions = scope_of(user).filter(Region.objects.order_by("code"), division="division", institution=None)
    own = {c.region_id: c.region for c in shown.rows} | {r.pk: r for r in regions}
    publish = [r for r in regions if _may(user, regime_of(r), SCHEME)]
    context = {
        "rows": [_row(c, names) for c in shown.rows], "page": shown, "text": "",
        "schemes": [(r, s) for r in own.values() for s in schemes(r)], "publish": publish,
    }  # fmt: skip
    return render(request, "web/assessments.html", context)


def _row(case: Case, names: Names) -> Row:
    return Row(case, names.institution(case.institution), _sign(case), getattr(parsed(case.opened), "year", None))


def _sign(case: Case) -> Sign:
    return of_case(process_of(regime_of(case.region), PROCESS).states[case.state], closed=case.closed)


def _may(user: User, regime: Regime, act: str) -> bool:
    """Whether a user's side does a step here."""
    ruled = regime.institutions is not None and act in steps_of(regime)
    mine = ruled and law_role(user) in {x.value for x in actors(regime, act)}
    return mine and may(user, "case.act") and (not two_person(regime, act) or may(user, "proposal.draw"))


def _require(user: User, regime: Regime, act: str) -> None:
    if not _may(user, regime, act):
        raise PermissionDenied(f"“{steps_of(regime)[act][1].title}”不由您的角色办理")


# One institution


@allowed("money.view")
def institution_assessment(request: HttpRequest, code: str) -> HttpResponse:
    """The assessments of an institution, and the report on itself under a scheme it has not answered."""
    user = me(request)
    place = get_object_or_404(registry.institutions(scope_of(user)).select_related("region"), code=code)
    regime = regime_of(place.region)
    if regime.institutions is None or not actors(regime, REPORT):
        raise Http404
    own = list(assessments(user).filter(region=place.region, institution=code).order_by("-pk"))
    open_ones = unanswered(user, place)
    names = Names([place.region_id], (), [code])
    context: dict[str, Any] = {"institution": place, "rows": [_row(c, names) for c in own], "schemes": open_ones,
                               "reports": _may(user, regime, REPORT)}  # fmt: skip
    if "scheme" not in request.GET:
        return render(request, "web/assessment_own.html", context)
    scheme = next((s for s in open_ones if str(s.case) == request.GET["scheme"]), None)
    if scheme is None:
        raise Http404
    _require(user, regime, REPORT)
    return _report(request, place, scheme, context)


def _report(request: HttpRequest, place: Institution, scheme: Scheme, context: dict[str, Any]) -> HttpResponse:
    marks = [Mark(x.name, x.weight, x.rule or "", x.bands, None, None, None) for x in scheme.act.indicators]

    def act(form: Any) -> dict[str, Any]:
        said = {"institution": place.code, "scheme": scheme.ref, "on": form.cleaned_data["on"].isoformat()}
        year = {"year": scheme.act.year} if scheme.act.year is not None else {}
        return {"act": REPORT, "items": form.items()} | said | year

    page = context | {"scheme": scheme, "title": f"{scheme.act.year or ''} 年度自评", "act": "提交自评",
                      "clauses": clauses.of_step(regime_of(place.region), REPORT),
                      "back": reverse("institution-assessment", args=[place.code])}  # fmt: skip
    return _answered(request, lambda data: ReportForm(marks, data), act, place.region, REPORT, page)


# One assessment


@allowed("money.view")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """A year's assessment: the lines, what follows from the score, what is to be done next."""
    user = me(request)
    case, r, own = _opened(user, pk)
    regime = regime_of(case.region)
    total = own.total
    context = _about(case, own) | {
        "bars": [Bar(m, _long(m)) for m in own.marks], "total": total,
        "said": _said(own), "arithmetic": _arithmetic(own),
        "effects": [(title, clauses.argument(regime, [reason])[0]) for title, reason in
                    (effects(r, total) if total is not None else ())],
        "mark": regime.rules.assessment_pass_score.value,
        "reviews": case.state in ("reported", "scored", "commented") and _may(user, regime, SCORE),
        "decides": case.state in ("scored", "commented") and _may(user, regime, FINAL) and not _same(user, own),
        "same": case.state in ("scored", "commented") and _may(user, regime, FINAL) and _same(user, own),
        "comments": case.state in ("scored", "commented") and _may(user, regime, COMMENT),
        "comment": f"{reverse('act', args=[COMMENT])}?case={case.pk}",
        "clauses": clauses.of_step(regime, FINAL), "draft": regime.is_draft,
    }  # fmt: skip
    return render(request, "web/assessment.html", context)


@allowed("money.view")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The first review: a score for each indicator beside what the institution reported."""
    user = me(request)
    case, _, own = _opened(user, pk)
    _require(user, regime_of(case.region), SCORE)
    if own.final is not None:
        return redirect("assessment", pk=pk)

    def act(form: Any) -> dict[str, Any]:
        said: dict[str, Any] = {"institution": case.institution, "of": case.key, "items": form.items()}
        told = {"scheme": own.scheme or None, "year": own.year}
        return {"act": SCORE, "on": form.cleaned_data["on"].isoformat()} | said | {k: v for k, v in told.items() if v}

    page = _about(case, own) | {"title": "初审评分", "act": "初审评分", "back": reverse("assessment", args=[pk]),
                                "clauses": clauses.of_step(regime_of(case.region), SCORE)}  # fmt: skip
    return _answered(request, lambda data: ReviewForm(own.marks, data), act, case.region, SCORE, page)


@allowed("money.view")
def final(request: HttpRequest, pk: int) -> HttpResponse:
    """The second review, by another than the first: the result, handed in for signature. Refused to who scored."""
    user = me(request)
    case, _, own = _opened(user, pk)
    regime = regime_of(case.region)
    _require(user, regime, FINAL)
    if own.final is not None or own.score is None:
        return redirect("assessment", pk=pk)
    if _same(user, own):
        raise PermissionDenied("初审是您办理的，复审由另一人办理")
    least, total = regime.rules.assessment_pass_score.value, own.total

    def act(form: Any) -> dict[str, Any]:
        said: dict[str, Any] = {"of": case.key, "institution": case.institution}
        said |= {"year": own.year} if own.year is not None else {}
        said |= {"total": total} if total is not None else {}
        said |= {"passed": total >= least} if total is not None and least is not None else {}
        return {"act": FINAL} | said | form.stated()

    page = _about(case, own) | {"title": "复审", "act": "送审：确定考核结果", "total": total, "mark": least,
                                "arithmetic": _arithmetic(own), "back": reverse("assessment", args=[pk]),
                                "clauses": clauses.of_step(regime, FINAL)}  # fmt: skip
    return _answered(request, lambda data: FinalForm(data, judged=least is None), act, case.region, FINAL, page)


def _opened(user: User, pk: int) -> tuple[Case, Register, Sheet]:
    """The case with its register and sheet. Raises `Http404` outside the scope, and for a scheme."""
    case = case_of(user, pk)
    if case.process != PROCESS or not case.institution:
        raise Http404
    r = load(case.region, institutions=[case.institution], refs=[case.key])
    return case, r, sheet(r, case.key)


def _about(case: Case, own: Sheet) -> dict[str, Any]:
    names = Names([case.region_id], (), [case.institution])
    people = [x.act.actor for x in (own.score, own.final) if x is not None]
    names.meet(filter(None, map(person_of, people)))
    return {
        "case": case, "sheet": own, "sign": _sign(case), "name": names.institution(case.institution),
        "scorer": _user(names, own.score), "decider": _user(names, own.final),
        "reasons": [(x.on, x.act.reason) for x in own.comments],
    }  # fmt: skip


def _user(names: Names, record: Any) -> str:
    username = person_of(record.act.actor) if record is not None else None
    return (names.user(username) or username or "") if username else ""


def _same(user: User, own: Sheet) -> bool:
    """Whether the user did the first review."""
    return person_of(f"{law_role(user)}:{user.username}") in {person_of(actor) for actor in own.scorers}


def _long(mark: Mark) -> float:
    score = mark.scored.score if mark.scored is not None else None
    return round(float(min(score, Decimal(100))) / 100 * _WIDTH, 1) if score is not None else 0.0


def _lost(mark: Mark) -> Decimal:
    """The points of the total that an indicator lost, by weight."""
    assert mark.scored is not None and mark.scored.score is not None
    return (100 - mark.scored.score) * mark.weight


def _said(own: Sheet) -> str:
    """What the picture shows, in a sentence."""
    if own.total is None:
        return "初审评分后，这里画出每个指标的得分。"
    worst = max(own.marks, key=_lost)
    least = f"，“{worst.name}”失分最多" if _lost(worst) > 0 else "，没有失分"
    return f"总分 {own.total.normalize():f} 分{least}。"


def _arithmetic(own: Sheet) -> str:
    """How the total comes out of the lines."""
    if own.total is None:
        return ""
    parts = [(m.scored.score, m.weight) for m in own.marks if m.scored is not None and m.scored.score is not None]
    whole = sum((weight for _, weight in parts), Decimal(0))
    added = " + ".join(f"{score:f}×{weight:f}" for score, weight in parts)
    return f"（{added}）÷ {whole:f} = {own.total.normalize():f}"


# Forms


def _answered(
    request: HttpRequest, build: Callable[[Any], Any], stated: Callable[[Any], dict[str, Any]], region: Region,
    act: str, page: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """A form shown, kept while somebody types, and done: by one person, or handed in for another's signature."""
    data: Any = request.POST if request.method == "POST" else None
    if (answer := drafts.taken(request)) is not None:
        return answer
    kept = drafts.kept(request) if data is None else None
    form = build(kept[0] if kept else data)
    if kept:
        drafts.unscolded([form])
    key = drafts.key_of(kept[0] if kept else data)
    refusals: tuple[Any, ...] = ()
    if data is not None and form.is_valid():
        made = stated(form)
        try:
            if two_person(regime_of(region), act):
                proposal = acting.proposed(region, made, user=request.user)
                drafts.drop(request)
                return redirect("proposal", pk=proposal.pk)
            acting.done(region, made, user=request.user, key=key)
            drafts.drop(request)
            return redirect(page["back"])
        except acting.Declined as declined:
            refusals = declined.refusals
    context = page | {"form": form, "refusals": refusals, "key": key, "kept": kept[1] if kept else None,
                      "scolded": form.is_bound and not kept}  # fmt: skip
    status = 422 if refusals or (data is not None and form.errors) else 200
    return render(request, "web/assessment_form.html", context, status=status)
