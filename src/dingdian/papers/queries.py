"""What users see of papers: those of a case, one paper, what a case allows to be made; each within the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from dingdian.accounts.masking import mask_id
from dingdian.accounts.models import Organisation, User
from dingdian.casework.models import Case
from dingdian.casework.queries import parties_of
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, load, regime_of
from dingdian.journal.subjects import about
from dingdian.law.processes.admit import steps_of
from dingdian.law.register import Register
from dingdian.papers import facts, wording
from dingdian.papers.document import Document, called_for, compose
from dingdian.papers.models import Delivery, Letterhead, Paper, Withdrawal
from dingdian.papers.perms import Denied, may_make, visible
from dingdian.papers.vocabulary import FAMILIES, OF_HANDLING
from dingdian.papers.wording import Wording
from dingdian.registry.models import Institution, Person


@dataclass(frozen=True)
class Draft:
    """A paper that may be made of an act: kind, whom it is about, where it goes."""

    kind: str
    ref: str
    person: str
    institution: str


@dataclass(frozen=True)
class Offer:
    """A paper that a case allows: made, or to be made by this user, or why not."""

    draft: Draft
    title: str
    name: str
    place: str
    paper: Paper | None
    allowed: bool


@dataclass(frozen=True)
class Composed:
    """A paper about to be made: its wording, its text and the register it was read from."""

    region: Region
    draft: Draft
    wording: Wording
    document: Document
    register: Register


def paper_of(user: User, pk: int) -> Paper:
    """A paper within the user's scope. Raises `Http404`."""
    found = visible(user).filter(pk=pk).select_related("region", "office", "made_by", "corrects").first()
    if found is None:
        raise Http404("没有这份文书，或不在您的管辖范围内")
    return found


def listed(user: User, **named: Any) -> QuerySet[Paper]:
    """Papers that the user may know of, with what lists say of each: corrected, withdrawn, served."""
    on_it = {"paper": OuterRef("pk")}
    return (
        visible(user)
        .filter(**named)
        .annotate(
            corrected=Exists(Paper.objects.filter(corrects=OuterRef("pk"))),
            withdrawn=Exists(Withdrawal.objects.filter(**on_it)),
            reached=Exists(Delivery.objects.filter(**on_it)),
        )
    )


def offers(case: Case, user: User) -> list[Offer]:
    """The papers that the steps done in a case allow, each once, with the one that was made."""
    regime = regime_of(case.region)
    acts = list(_entries(case))
    mine = list(dict.fromkeys(parties_of(case, user).order_by("id").values_list("person", flat=True)))
    drafts = list(dict.fromkeys(_drafts(case, acts, mine)))
    if not drafts:
        return []
    rows = listed(user, region=case.region, ref__in={d.ref for d in drafts}, person__in={*mine, ""})
    made = {_key(paper): paper for paper in rows.filter(corrected_by=None).order_by("id")}
    names = _names(case.region, {d.person for d in drafts}, {d.institution for d in drafts})
    found: list[Offer] = []
    for draft in drafts:
        worded = wording.load(draft.kind, regime.id)
        paper, who = made.get(draft), names.people.get(draft.person)
        place = names.institutions.get(draft.institution, draft.institution)
        allowed = paper is None and may_make(user, worded)
        found.append(Offer(draft, worded.title, who.name if who else draft.person, place, paper, allowed))
    return found


def allowed_kinds(region: Region, entry: Entry) -> list[str]:
    """The kinds of paper that an act gives rise to, as its process declares."""
    known = steps_of(regime_of(region)).get(entry.name)
    return _called_for(region, known[1].papers if known else ())


def composed(region: Region, draft: Draft, office: Organisation, day: date | None = None) -> Composed:
    """The text of a paper. Raises `Denied` where the act does not allow it, `NothingToSay` where it has none."""
    entry = Entry.objects.filter(region=region, ref=draft.ref, kind=Entry.Kind.ACT).first()
    if entry is None or draft.kind not in _kinds_of(region, entry):
        raise Denied("这件事不出具这种文书", remedy="从案件页的文书一栏办理")
    worded = wording.load(draft.kind, regime_of(region).id)
    register = load(region, persons=[draft.person] if draft.person else [], refs=[draft.ref],
                    institutions=[draft.institution] if draft.institution else [])  # fmt: skip
    return Composed(region, draft, worded, written(region, register, worded, draft, office, day or today()), register)


def written(
    region: Region, register: Register, worded: Wording, draft: Draft, office: Organisation, day: date
) -> Document:
    """The text of a paper from a register. Raises `NothingToSay` on a day before the wording's first version."""
    if not any(worded.on(day)):
        raise facts.NothingToSay(f"《{worded.title}》在 {day} 还没有可用的文本")
    sites = {f.institution for f in register.filings(draft.person)} if draft.person in register.people else set()
    names = _names(region, {draft.person}, {draft.institution, *sites})
    asked = facts.Asked(
        draft.ref, draft.person, draft.institution, day, letterhead(office), names.people, names.institutions,
        wording.words(register.regime.id),
    )  # fmt: skip
    return compose(worded, facts.gather(register, draft.kind, asked), register.regime, day)


def lacks(made: Composed) -> list[str]:
    """What the rules want written into the paper and its wording does not hold, in words with the clauses."""
    regime = made.register.regime
    named = wording.words(regime.id)
    clauses = facts.cites(regime, regime.flat["agreement.must_contain"].clauses) if regime.persons else ""
    return [f"{named.get(n, n)}（{clauses}）" for n in wording.missing(made.wording, regime, made.document.day)]


def letterhead(office: Organisation) -> facts.Office:
    """What stands on the papers of an office."""
    head = Letterhead.objects.filter(office=office).first()
    return facts.Office(head.name or office.name, head.address, head.phone) if head else facts.Office(office.name)


def entries_of(region: Region, refs: Iterable[str]) -> list[list[Any]]:
    """(number, hash) of the entries of acts, in order."""
    rows = Entry.objects.filter(region=region, kind=Entry.Kind.ACT, ref__in=list(refs)).order_by("seq")
    return [list(row) for row in rows.values_list("seq", "hash")]


@dataclass(frozen=True)
class State:
    """Whether a paper still counts, in a word, with what stands in its place."""

    sign: str
    tone: str
    words: str
    instead: Paper | None = None
    valid: bool = False


def state_of(paper: Paper) -> State:
    """有效, 已更正 or 已撤回."""
    instead = Paper.objects.defer("pdf").filter(corrects=paper).first()
    if instead is not None:
        return State("◐", "warn", "已更正", instead)
    if hasattr(paper, "withdrawal"):
        return State("■", "bad", "已撤回")
    return State("●", "good", "有效", valid=True)


def served(paper: Paper) -> Delivery | None:
    """How and when the paper reached its addressee."""
    return paper.deliveries.order_by("id").first()


# Inside


def _entries(case: Case) -> Iterator[tuple[Entry, Any]]:
    """The acts of a case, in order."""
    key = case.key.split("/")[0]
    kind = Subject.Kind
    persons = list(case.parties.exclude(person="").values_list("person", flat=True))
    wanted = Subject.objects.filter(region=case.region, kind=kind.CASE, code=key)
    if case.process not in ("handling", "review", "appeal"):
        wanted = Subject.objects.filter(region=case.region, kind=kind.PERSON, code__in=persons)
        if not persons:
            wanted = Subject.objects.filter(region=case.region, kind=kind.AT, code=case.key)
    known = steps_of(regime_of(case.region))
    rows = Entry.objects.filter(id__in=wanted.values("entry_id"), kind=Entry.Kind.ACT).order_by("seq")
    for entry in rows:
        step = known.get(entry.name)
        if step is None or step[0].name != case.process:
            continue
        act = ACT.validate_python(canonical.parse(entry.body))
        if "/".join(step[0].case(act)) == case.key:
            yield entry, act


def _kinds_of(region: Region, entry: Entry) -> list[str]:
    """What an act allows; a decision on points also what the steps that carry it out allow."""
    known = steps_of(regime_of(region))
    kinds = allowed_kinds(region, entry)
    if entry.name == "handling.decide":
        process = known[entry.name][0]
        kinds = _called_for(region, [k for step in process.steps for k in step.papers])
    return list(dict.fromkeys(kinds))


def _called_for(region: Region, kinds: Iterable[str]) -> list[str]:
    """Those that have a wording, and that the region's rules call for."""
    regime, worded = regime_of(region), wording.kinds()
    return [k for k in kinds if k in worded and called_for(wording.load(k, regime.id), regime)]


def _drafts(case: Case, acts: Iterable[tuple[Entry, Any]], mine: list[str]) -> Iterator[Draft]:
    """Every paper that the acts of a case allow, for these of its people."""
    places: dict[str, list[str]] = {}
    for person, institution in case.parties.order_by("id").values_list("person", "institution"):
        places.setdefault(person, []).append(institution)
    for entry, act in acts:
        for kind in allowed_kinds(case.region, entry):
            ref = act.of if FAMILIES[kind] is OF_HANDLING and entry.name != "handling.decide" else entry.ref
            for person in sorted(about(act).persons or set(mine)):
                if person not in mine:
                    continue
                worded = wording.load(kind, regime_of(case.region).id)
                at = getattr(act, "institution", None)
                sites = [s for s in places.get(person, []) if s] or [at or ""]
                for place in sites if worded.several_sites else [at or sites[0]]:
                    if worded.several_sites or kind != "service_receipt" or person == getattr(act, "person", person):
                        yield Draft(kind, ref, person, place)


def _key(paper: Paper) -> Draft:
    return Draft(paper.kind, paper.ref, paper.person, paper.institution)


@dataclass(frozen=True)
class _Names:
    people: dict[str, facts.Somebody]
    institutions: dict[str, str]


def _names(region: Region, persons: Iterable[str], institutions: Iterable[str]) -> _Names:
    people = Person.objects.filter(region=region, code__in=[p for p in persons if p])
    places = Institution.objects.filter(region=region, code__in=[i for i in institutions if i])
    return _Names(
        {p.code: facts.Somebody(p.name, mask_id(p.id_number) if p.id_number else "") for p in people},
        dict(places.values_list("code", "name")),
    )
