"""Cases: the list, and the page of one with its facts, what follows and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework import actions, attachments, informants
from dingdian.casework.models import Attachment, Case, Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import Offer, case_of, cases, next_steps, process_of
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import today
from dingdian.journal.slices import load, regime_of
from dingdian.journal.subjects import about
from dingdian.law import acts as a
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Clause, Regime
from dingdian.law.register import Handling, Register
from dingdian.law.standing import standing
from dingdian.law.values import Role, Status
from dingdian.papers.many import open_among
from dingdian.papers.queries import offers
from dingdian.web import clauses, describe, payable
from dingdian.web.forms.declared import form_of
from dingdian.web.ladder import Ladder, of_handling
from dingdian.web.naming import Names, act_title, known_to, names_for, number, parsed, persons_of, places_within
from dingdian.web.openings import Opening, actors, following, institutional
from dingdian.web.paging import page
from dingdian.web.status import Sign, of_case, of_person
from dingdian.web.views import allowed, me
from dingdian.web.words import word

_STATES = {"open": "办理中", "closed": "已办结"}
_KEYED_BY_DECISION = ("handling", "review", "appeal")
_KEYED_BY_NUMBER = ("fees", "self_inspection", "feedback")


@dataclass(frozen=True)
class Line:
    """A case as lists show it."""

    case: Case
    title: str
    parties: str
    sign: Sign


@dataclass(frozen=True)
class Button:
    """A step on offer: where it is done, or why not (`url` empty)."""

    act: str
    title: str
    url: str
    clauses: tuple[Clause, ...]
    due: date | None = None
    provisional: bool = False
    why_not: str = ""
    role: str = ""
    task: Task | None = None
    can_claim: bool = False
    can_hand_over: bool = False
    whose: str = ""

    @property
    def past(self) -> bool:
        """Whether its last day is over."""
        return self.due is not None and self.due < today()


@dataclass(frozen=True)
class Party:
    """A person of the case: points, what follows, how they stand now."""

    code: str
    name: str
    ladder: Ladder | None
    sign: Sign


@dataclass(frozen=True)
class Event:
    """An entry of the journal as the timeline tells it."""

    entry: Entry
    title: str
    rows: list[tuple[str, str]]
    by: str


@dataclass(frozen=True)
class Turn:
    """Who has to act now, in what, and until when."""

    role: str
    title: str
    about: str
    by: str
    due: date | None
    provisional: bool
    paused: bool


def _turns(tasks: Iterable[Task], known: list[str], names: Names) -> list[Turn]:
    """Whose turn it is in a case: every duty owed in it, but for those about persons whom the user may not know of."""
    found = []
    for t in sorted(tasks, key=lambda t: (t.due or date.max, t.pk)):
        if t.kind == Task.Kind.DUTY and (not t.person or t.person in known):
            who = names.person(t.person) if t.person else ""
            where = names.institution(t.institution) if t.institution else ""
            by = str(t.holder) if t.holder is not None else ""
            about = " · ".join(x for x in (who, where) if x)
            found.append(Turn(t.role, t.title, about, by, t.due, t.provisional, t.paused))
    return found


def described(found: Iterable[Case], user: User) -> list[Line]:
    """Cases with their titles and parties."""
    rows = list(found)
    names = names_for(rows, user)
    lines = []
    for case in rows:
        process = process_of(regime_of(case.region), case.process)
        sign = of_case(process.states[case.state], closed=case.closed)
        lines.append(Line(case, f"{process.title} {number(case)}", names.parties(case), sign))
    return lines


@allowed("case.view")
def listed(request: HttpRequest) -> HttpResponse:
    """Cases within the user's scope, oldest first."""
    user, state = me(request), request.GET.get("state", "open")
    shown = page(request, filtered(cases(user), state), "id")
    context = {"rows": described(shown.rows, user), "page": shown, "states": _STATES, "state": state,
               "may_export": may(user, "export"), "query": request.GET.urlencode(),
               "begins": _begins(user)}  # fmt: skip
    template = "web/parts/case_list.html" if request.headers.get("HX-Request") else "web/cases.html"
    return render(request, template, context)


def _begins(user: User) -> list[tuple[str, list[Opening]]]:
    """What the user may begin for a whole region, where the rules on institutions have such steps."""
    regions = scope_of(user).filter(Region.objects.order_by("code"), division="division", institution=None)
    return [(region.name, begun) for region in regions if (begun := institutional(region, user))]


def filtered(rows: QuerySet[Case], state: str) -> QuerySet[Case]:
    """Those of a state, or all."""
    rows = rows.select_related("region", "opened", "moved")
    return rows.filter(closed=state == "closed") if state in _STATES else rows


@allowed("case.view")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: facts, responsibility, ladder, clauses; next steps beside it, the timeline below."""
    found = case_of(me(request), pk)
    regime = regime_of(found.region)
    process, persons = process_of(regime, found.process), persons_of(found)
    at = [found.institution] if process.institutional and found.institution else []
    register = load(found.region, persons=persons, institutions=at, refs=[found.key.split("/")[0]])
    opened = parsed(found.opened)
    mine = known_to(me(request), [found])[found.pk]
    places = {found.institution, *register.institutions, *payable.places_of(register, mine)} - {""}
    names = Names([found.region_id], mine, places)
    seen = places_within(me(request), found.region, places)
    names.hide(places - seen, set(persons) - set(mine))
    decision = decision_of(register, found, opened)
    buttons = [_button(found, regime, o, names, me(request)) for o in next_steps(found, me(request))]
    more = _others(request, register, regime, found, mine, {b.act for b in buttons})
    tasks = list(found.tasks.select_related("holder").filter(done__isnull=True))
    waiting = [t for t in tasks if _waits(t)]
    owed = {t.act for t in waiting}
    primary = next((b for b in buttons if b.url and b.act in owed and (b.task or not b.past)), None)
    owing = [(b.due, b.provisional) for b in buttons if b.due and b is primary]
    due, provisional = min(owing or [(t.due, t.provisional) for t in waiting if t.due], default=(None, False))
    papers = offers(found, me(request))
    entries = entries_of(found, persons)
    events = _events(regime, entries, mine, names)
    context = {
        "case": found,
        "title": f"{process.title} {number(found)}",
        "process": process,
        "sign": of_case(process.states[found.state], closed=found.closed),
        "due": due,
        "provisional": provisional,
        "institution": names.institution(found.institution) if found.institution else "",
        "rows": list(describe.rows(opened, names, regime)),
        "findings": _findings(regime, register, decision, names, mine, request.user),
        "parties": [_party(register, decision, code, names) for code in mine],
        "clauses": clauses.listed(regime, _cited(regime, register, decision, found)),
        "primary": primary,
        "others": [b for b in buttons if b.url and b is not primary] + more,
        "following": following(me(request), register, found),
        "waiting": [b for b in buttons if not b.url],
        "events": events,
        "turns": [] if primary else _turns(tasks, mine, names),
        "barred": payable.barred(register, decision, mine, seen, names) if decision else (),
        "again": payable.again(register, decision, mine, seen, names) if decision else (),
        "told": sorted({names.institution(i) for i in _recipients(register, decision)}),
        "draft": regime.is_draft,
        "papers": papers,
        "files": _files(found, entries, me(request)) if process.institutional else (),
        "informant": informants.may_know(me(request), found),
        "open_notices": len(open_among(papers)),
        "may_full": may(request.user, "person.full_view"),  # type: ignore[arg-type]
    }
    return render(request, "web/case.html", context)


def decision_of(register: Register, found: Case, opened: Any) -> str:
    """The decision on points that a case rests on; empty where there is none."""
    key = found.key.split("/")[0]
    return key if found.process in _KEYED_BY_DECISION and key in register.handlings else ""


def entries_of(found: Case, persons: list[str]) -> list[Entry]:
    """The entries of a case, newest first."""
    key = found.key.split("/")[0]
    kind = Subject.Kind
    process = process_of(regime_of(found.region), found.process)
    if process.institutional:
        named = Q(kind=kind.CASE) | Q(kind=kind.INSTITUTION)
        subjects = Subject.objects.filter(named, region=found.region, code__in={key, found.institution} - {""})
    elif found.process in _KEYED_BY_DECISION + _KEYED_BY_NUMBER:
        subjects = Subject.objects.filter(region=found.region, kind=kind.CASE, code=key)
    else:
        subjects = Subject.objects.filter(region=found.region, kind=kind.PERSON, code__in=persons)
    rows = Entry.objects.filter(id__in=subjects.values("entry_id"), kind=Entry.Kind.ACT)
    if found.process == "handling":
        return list(rows.order_by("-seq"))
    names = [step.act for step in process.steps]
    listed = rows.filter(Q(name__in=names) | Q(id=found.opened_id)).order_by("-seq")
    return [entry for entry in listed if _belongs(found, entry)]


def _files(found: Case, entries: list[Entry], user: User) -> list[tuple[str, Attachment]]:
    """The files that the acts of a case name, with the material each is."""
    handed = [(m.code, m.file) for e in entries for m in getattr(parsed(e), "materials", None) or () if m.file]
    if not handed:
        return []
    there = {a.sha256: a for a in attachments.within(user).filter(region=found.region, institution=found.institution)}
    regime = regime_of(found.region)
    return [(word(regime, code), there[ref]) for code, ref in handed if ref in there]


def _belongs(found: Case, entry: Entry) -> bool:
    known = steps_of(regime_of(found.region)).get(entry.name)
    if known is None or known[0].name != found.process:
        return entry.pk == found.opened_id
    return "/".join(known[0].case(parsed(entry))) == found.key


def _events(regime: Regime, entries: list[Entry], mine: list[str], names: Names) -> list[Event]:
    """What was done, without what was done about others alone."""
    told = [(e, act) for e in entries if not (named := about(act := parsed(e)).persons) or named & set(mine)]
    names.meet({e.actor for e, _ in told} | describe.doers(act for _, act in told))
    return [
        Event(
            e, act_title(regime, e), list(describe.rows(act, names, regime)), names.user(e.actor) or e.place or e.actor
        )
        for e, act in told
    ]


def _button(found: Case, regime: Regime, offer: Offer, names: Names, user: User) -> Button:
    url = ""
    if offer.allowed and form_of(regime, offer.act) is not None:
        about: dict[str, Any] = {"case": found.pk} | {
            name: value for name, value in (("person", offer.person), ("institution", offer.institution)) if value
        }
        url = reverse("act", args=[offer.act]) + "?" + urlencode(about)
    several = offer.person and offer.person != found.person
    title = f"{offer.title}：{names.person(offer.person)}" if several else offer.title
    why = offer.why_not or ("" if url else "这一步还不能在网页上办理")
    cited = clauses.of_step(regime, offer.act)
    task = offer.task if offer.kind == Task.Kind.DUTY else None
    free = task is not None and task.holder_id is None and law_role(user) == task.role and may(user, "case.act")
    over = task is not None and actions.may_hand_over(task, user)
    whose = ""
    if offer.kind == Task.Kind.RIGHT and offer.person:
        by = Role(offer.role)
        whose = "本人提出" if by is Role.PERSON else f"{by.label}为{names.person(offer.person)}提出"
    return Button(
        offer.act, title, url, cited, offer.due, offer.provisional, why, offer.role, task=task,
        can_claim=free, can_hand_over=over, whose=whose,
    )  # fmt: skip


def _others(
    request: HttpRequest, r: Register, regime: Regime, found: Case, persons: list[str], there: set[str]
) -> list[Button]:
    """The step of another process that a decision on points opens, unless it is `there` as a right: to be restored."""
    if found.process != "handling" or not may(request.user, "case.act"):  # type: ignore[arg-type]
        return []
    wanted = ["restoration.apply"] if any(_suspended(r, p) and not _asked(r, p) for p in persons) else []
    buttons = []
    for act in wanted:
        if act in there:
            continue
        step = steps_of(regime)[act][1]
        if law_role(me(request)) in {x.value for x in actors(regime, act)}:
            url = reverse("act", args=[act]) + "?" + urlencode({"case": found.pk})
            buttons.append(Button(act, step.title, url, clauses.of_step(regime, act)))
    return buttons


def _waits(task: Task) -> bool:
    """Whether a task is owed, or a right that is still in time."""
    return task.kind == Task.Kind.DUTY or task.due is None or task.due >= today()


def _asked(r: Register, person: str) -> bool:
    """Whether an application for restoration is on its way."""
    return r.states.get(("restoration", (person,))) in ("applied", "agreed")


def _suspended(r: Register, person: str) -> bool:
    return standing(r, person, today()).value.status is Status.SUSPENDED


def _findings(regime: Regime, r: Register, decision: str, names: Names, mine: list[str], user: Any) -> list[Any]:
    if not decision:
        return []
    handling = r.handlings[decision]
    act: a.HandlingDecide = handling.act
    if user.person:
        kept = tuple(
            f.model_copy(update={"persons": tuple(p for p in f.persons if p.person in mine)}) for f in act.findings
        )
        act = act.model_copy(update={"findings": tuple(f for f in kept if f.persons)})
    return describe.findings(regime, act, names, handling.scores, _booked(r, handling, mine))


def _booked(r: Register, handling: Handling, persons: Iterable[str]) -> dict[tuple[str, str], describe.Booked]:
    """The lines that the persons' files show of a decision, with what changed them last."""
    found = {}
    for person in persons:
        by = {}
        for act in (record.act for record in r.of_person(person)):
            if isinstance(act, a.ReviewDecide | a.AppealDecide) and act.of == handling.ref and act.outcome != "upheld":
                for finding in [act.finding] if act.finding else handling.findings_of(person):
                    by[finding] = "复核" if isinstance(act, a.ReviewDecide) else "申诉"
        for line in r.account(person).lines:
            if line.kind == "entry" and line.handling == handling.ref:
                found[person, line.finding] = describe.Booked(line, by.get(line.finding, ""))
    return found


def _party(r: Register, decision: str, code: str, names: Names) -> Party:
    drawn = of_handling(r, r.account(code), decision) if decision else None
    return Party(code, names.person(code), drawn, of_person(standing(r, code, today()).value.status))


def _cited(regime: Regime, r: Register, decision: str, found: Case) -> list[str]:
    ids: list[str] = []
    if decision:
        for score in r.handlings[decision].scores.values():
            ids += score.clauses
        for person in r.handlings[decision].persons():
            for crossing in r.account(person).crossings:
                if crossing.handling == decision:
                    ids += crossing.outcome.clauses
    ids += [c.id for step in process_of(regime, found.process).steps for c in clauses.of_step(regime, step.act)[:2]]
    return ids


def _recipients(r: Register, decision: str) -> set[str]:
    return r.recipients(r.handlings[decision]) if decision else set()
