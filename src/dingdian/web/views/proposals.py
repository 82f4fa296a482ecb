"""Decisions that two persons make: drawn up by one, signed by another, then recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case, Proposal, Signature
from dingdian.casework.perms import law_role
from dingdian.casework.queries import cases, proposals
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, load, load_for, regime_of
from dingdian.journal.subjects import about
from dingdian.law import acts as a
from dingdian.law.processes.admit import steps_of
from dingdian.registry import search as registry
from dingdian.registry.models import Institution
from dingdian.web import acting, changes, clauses, describe, drafts
from dingdian.web.asked import departments_of, people_of
from dingdian.web.forms import DecisionForms, StepForm, Where
from dingdian.web.naming import Names
from dingdian.web.preview import Preview
from dingdian.web.status import Sign, of_proposal
from dingdian.web.views import allowed, me

_SHOWN = 100
_OPEN = (Proposal.State.DRAFT, Proposal.State.SUBMITTED, Proposal.State.APPROVED, Proposal.State.REJECTED)


@dataclass(frozen=True)
class Line:
    """A proposal as the list shows it."""

    proposal: Proposal
    title: str
    parties: str
    on: date | None
    sign: Sign


@allowed("proposal.draw")
def listed(request: HttpRequest) -> HttpResponse:
    """Proposals within the user's scope, newest first."""
    state = request.GET.get("state", "open")
    rows = proposals(request.user)  # type: ignore[arg-type]
    found = list(filtered(rows, state).order_by("-id")[:_SHOWN])
    context = {"rows": lines(found), "state": state, "most": _SHOWN, "may_export": may(me(request), "export")}
    return render(request, "web/proposals.html", context)


def filtered(rows: QuerySet[Proposal], state: str) -> QuerySet[Proposal]:
    """Those still on their way, or the others."""
    return rows.filter(state__in=_OPEN) if state == "open" else rows.exclude(state__in=_OPEN)


def lines(found: list[Proposal]) -> list[Line]:
    """Proposals with their titles and parties, in few queries."""
    acts = {p.pk: ACT.validate_python(acting.stored(p)) for p in found}
    persons = {code for act in acts.values() for code in about(act).persons}
    places = {code for act in acts.values() for code in about(act).institutions}
    names = Names({p.region_id for p in found}, persons, places)
    return [_line(p, acts[p.pk], names) for p in found]


def _line(p: Proposal, act: Any, names: Names) -> Line:
    own = about(act)
    who = sorted(own.persons)
    words = [names.masked(who[0]) + (f" 等{len(who)}人" if len(who) > 1 else "")] if who else []
    words += [names.institution(code) for code in sorted(own.institutions)]
    return Line(p, steps_of(regime_of(p.region))[act.act][1].title, " · ".join(words), act.on, of_proposal(p.state))


@allowed("proposal.draw")
def decision(request: HttpRequest) -> HttpResponse:
    """Draw up a decision on points: first the institution, then what was found and who answers for it."""
    scope = scope_of(request.user)  # type: ignore[arg-type]
    code = request.GET.get("institution", "")
    if not code:
        text = request.GET.get("q", "").strip()[:60]
        found = registry.institutions(scope, text).order_by("pinyin", "pk")[:_SHOWN]
        return render(request, "web/decision_where.html", {"rows": found, "text": text, "most": _SHOWN})
    institution = get_object_or_404(registry.institutions(scope).select_related("region"), code=code)
    return _decision(request, institution, {"on": today()}, None)


@allowed("proposal.draw")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal; signatures on the version before are void."""
    over = _of(request, pk)
    if over.state not in _OPEN or over.drawn_by_id != request.user.pk:
        raise Http404
    act = acting.stored(over)
    scope = scope_of(request.user)  # type: ignore[arg-type]
    if act["act"] == "handling.decide":
        institution = get_object_or_404(
            registry.institutions(scope).select_related("region"), code=act["institution"], region=over.region
        )
        return _decision(request, institution, act, over)
    return _step(request, over, act)


def _decision(
    request: HttpRequest, institution: Institution, initial: dict[str, Any], over: Proposal | None
) -> HttpResponse:
    data: Any = request.POST if request.method == "POST" else None
    if data is not None and "discard" in data:
        drafts.drop(request)
        return redirect(request.get_full_path())
    where, user = _where(institution), me(request)
    if data is not None:
        drafts.keep(request)
        if "live" in data:
            return render(request, "web/parts/live.html", _live(institution, DecisionForms(where, data, initial), user))
    found = drafts.kept(request) if data is None else None
    forms = DecisionForms(where, found[0] if found else data, initial)
    refusals: tuple[Any, ...] = ()
    shown: Preview | None = None
    happened: list[changes.Happened] = []
    differs: list[changes.Differs] = []
    adding = data is not None and "add" in data
    if data is not None and not adding and forms.is_valid():
        act = {"act": "handling.decide", "institution": institution.code, **forms.stated()}
        try:
            shown = acting.tried(institution.region, act, user=user)
            if "preview" not in data and not shown.objections:
                happened, differs = _since(request, institution.region, act, over)
                if not happened and not differs:
                    proposal = acting.proposed(institution.region, act, user=request.user, over=over)
                    drafts.drop(request)
                    return redirect("proposal", pk=proposal.pk)
        except acting.Declined as declined:
            refusals = declined.refusals
    if adding or found:
        drafts.unscolded(forms.all())  # asking for another row is no mistake in this one
    context = {
        "institution": institution,
        "key": drafts.key_of(found[0] if found else data),
        "forms": forms,
        "shown_forms": [] if data is None or adding else forms.all(),
        "refusals": refusals or (shown.objections if shown else ()),
        "preview": shown,
        "scores": _scores(forms, shown),
        "happened": happened,
        "differs": differs,
        "kept": found[1] if found else None,
        "over": over,
        **_marks(request, institution.region, over, bool(happened or differs)),
        "draft": where.regime.is_draft,
    }
    return render(request, "web/decision.html", context, status=409 if happened or differs else 200)


def _where(institution: Institution) -> Where:
    """What a decision at an institution may choose from."""
    region = institution.region
    people = people_of(region, institution.code)
    known = departments_of(region, institution.code)
    here = [(institution.code, institution.name)]
    return Where(regime_of(region), load(region, institutions=[institution.code]), "", people, here, people, known)


def _live(institution: Institution, forms: DecisionForms, user: User) -> dict[str, Any]:
    """What the page shows while somebody types: points and ladder as far as the form can be read."""
    shown: Preview | None = None
    refusals: tuple[Any, ...] = ()
    if forms.is_valid():
        act = {"act": "handling.decide", "institution": institution.code, **forms.stated()}
        try:
            shown = acting.tried(institution.region, act, user=user)
            refusals = shown.objections
        except acting.Declined as declined:
            refusals = declined.refusals
    missing = sum(len(form.errors) for form in forms.all())
    return {"preview": shown, "refusals": refusals, "missing": missing, "scores": _scores(forms, shown)}


def _scores(forms: DecisionForms, shown: Preview | None) -> list[tuple[str, Any]]:
    """(prefix of the form, points as the rules give them) of each person's share."""
    by = {forms.share_of(x.finding, x.person): x for x in shown.proposed} if shown is not None else {}
    return [(str(share.prefix), by.get(str(share.prefix))) for _, rows in forms.findings for share in rows]


def _since(
    request: HttpRequest, region: Region, act: dict[str, Any], over: Proposal | None
) -> tuple[list[changes.Happened], list[changes.Differs]]:
    """What was done about the same persons since the form was opened, and how the proposal itself changed."""
    seen, version = request.POST.get("seen", ""), request.POST.get("version", "")
    happened = changes.since(region, acting.checked(act), int(seen), user=me(request)) if seen.isdecimal() else []
    if over is None or not version.isdecimal() or int(version) == over.version:
        return happened, []
    return happened, changes.differences(region, acting.stored(over), act)


def _marks(request: HttpRequest, region: Region, over: Proposal | None, afresh: bool) -> dict[str, Any]:
    """How far journal and proposal went when the form was opened; anew once somebody saw what came in between."""
    typed = request.POST if request.method == "POST" and not afresh else {}
    seen = typed.get("seen") or changes.seen(region)
    version = typed.get("version") or (over.version if over is not None else "")
    return {"seen": seen, "version": version}


def _step(request: HttpRequest, over: Proposal, act: dict[str, Any]) -> HttpResponse:
    data: Any = request.POST if request.method == "POST" else None
    if (answer := drafts.taken(request)) is not None:
        return answer
    found = drafts.kept(request) if data is None else None
    form = StepForm(act["act"], _about(over, act), found[0] if found else data, initial=act)
    if found:
        drafts.unscolded([form])
    refusals: tuple[Any, ...] = ()
    happened: list[changes.Happened] = []
    differs: list[changes.Differs] = []
    if data is not None and form.is_valid():
        kept: dict[str, Any] = {name: act[name] for name in ("act", "of", "person", "institution") if name in act}
        made = {**kept, **form.stated()}
        try:
            happened, differs = _since(request, over.region, made, over)
            if not happened and not differs:
                acting.proposed(over.region, made, user=request.user, over=over)
                drafts.drop(request)
                return redirect("proposal", pk=over.pk)
        except acting.Declined as declined:
            refusals = declined.refusals
    context = {
        "key": drafts.key_of(found[0] if found else data),
        "form": form,
        "over": over,
        "refusals": refusals,
        "scolded": data is not None,
        "happened": happened,
        "differs": differs,
        "kept": found[1] if found else None,
        **_marks(request, over.region, over, bool(happened or differs)),
        "title": steps_of(regime_of(over.region))[act["act"]][1].title,
    }
    return render(request, "web/proposal_edit.html", context, status=409 if happened or differs else 200)


def _about(over: Proposal, act: dict[str, Any]) -> Where:
    """Where a proposal's form stands: with the persons, the place and the decision that it names."""
    region, parsed = over.region, ACT.validate_python(act)
    register = load_for(region, parsed)
    codes, places = ([act[name]] if act.get(name) else [] for name in ("person", "institution"))
    names = Names([region.pk], codes, places)
    people = people_of(region, places[0]) if places else []
    known = departments_of(region, places[0]) if places else ()
    return Where(
        regime_of(region), register, law_role(over.drawn_by), [(c, names.person(c)) for c in codes],
        [(c, names.institution(c)) for c in places], people, known, register.handlings.get(act.get("of", "")),
    )  # fmt: skip


@allowed("proposal.draw")
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal: what is proposed, what it would change, who signed; and the next move."""
    found = _of(request, pk)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            return _moved(request, found)
        except acting.Declined as declined:
            refusals = declined.refusals
            found.refresh_from_db()
    act = ACT.validate_python(acting.stored(found))
    own, regime = about(act), regime_of(found.region)
    names = Names([found.region_id], own.persons, own.institutions)
    names.meet(describe.doers([act]))
    pending = found.state in _OPEN
    shown = acting.tried(found.region, acting.stored(found), user=request.user) if pending else None
    title = steps_of(regime)[act.act][1].title
    states = Proposal.State
    signatures = list(Signature.objects.filter(proposal=found).select_related("by").order_by("-at"))
    mine = found.drawn_by_id == request.user.pk
    context = {
        "proposal": found,
        "title": title,
        "sign": of_proposal(found.state),
        "rows": list(describe.rows(act, names, regime)),
        "findings": describe.findings(regime, act, names, {}) if isinstance(act, a.HandlingDecide) else [],
        "preview": shown,
        "refusals": refusals,
        "objections": shown.objections if shown else (),
        "signatures": signatures,
        "clauses": clauses.of_step(regime, act.act),
        "can_sign": found.state == states.SUBMITTED and not mine and may(request.user, "proposal.sign"),  # type: ignore[arg-type]
        "can_enact": found.state == states.APPROVED,
        "can_edit": pending and mine,
        "case": _case(request, found),
        "draft": regime.is_draft,
    }
    return render(request, "web/proposal.html", context)


def _of(request: HttpRequest, pk: int) -> Proposal:
    return get_object_or_404(proposals(request.user), pk=pk)  # type: ignore[arg-type]


def _moved(request: HttpRequest, found: Proposal) -> HttpResponse:
    move, user = request.POST.get("move", ""), request.user
    if move in ("agree", "reject"):
        version = request.POST.get("version", "")
        remark = request.POST.get("remark", "").strip()[:2000]
        seen = int(version) if version.isdecimal() else 0
        acting.signed(found, version=seen, agreed=move == "agree", remark=remark, user=user)
    elif move == "enact":
        recorded = acting.enacted(found, user=user)
        case = Case.objects.filter(region=found.region, moved=recorded.entry).first()
        return redirect(reverse("case", args=[case.pk])) if case else redirect("proposal", pk=found.pk)
    elif move == "withdraw":
        acting.withdrawn(found, user=user)
    return redirect("proposal", pk=found.pk)


def _case(request: HttpRequest, found: Proposal) -> Case | None:
    """The case that the recorded act opened or moved, if the user may see it."""
    if found.entry_id is None:
        return None
    return cases(me(request)).filter(region=found.region, key__startswith=found.entry.ref).first()  # type: ignore[union-attr]
