"""What an act would change if it were done now: the law's own answer, before and after, without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dingdian.accounts.models import User
from dingdian.casework.owed import Owed, owed
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, Slice
from dingdian.journal.subjects import About, about
from dingdian.law import acts as a
from dingdian.law.explain import Objection
from dingdian.law.processes.admit import admit, steps_of
from dingdian.law.processes.guards.handling import scores_of
from dingdian.law.regime import Clause, Issue
from dingdian.law.register import Register
from dingdian.law.standing import standing
from dingdian.law.values import Status
from dingdian.web import payable, shares
from dingdian.web.clauses import in_words, listed
from dingdian.web.ladder import Ladder, of_handling
from dingdian.web.naming import Names, places_within, within
from dingdian.web.standings import in_force, spells


@dataclass(frozen=True)
class SiteChange:
    """A place where a person is filed: the standing from then on, before and after, in words."""

    name: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Proposed:
    """The points of a person in a finding as the rules give them, with the clauses; or why there are none."""

    finding: str
    person: str
    points: int | None
    why: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Changed:
    """A person before and after: points of the year, and standing from then on, in words."""

    person: str
    name: str
    points_before: int
    points_after: int
    before: str
    after: str
    sites: tuple[SiteChange, ...] = ()
    proposed: tuple[Proposed, ...] = ()
    ladder: Ladder | None = None


@dataclass(frozen=True)
class Next:
    """What somebody will have to do, or may do, once the act is done: title, who, about whom, until when."""

    title: str
    role: str
    about: str
    due: date | None
    provisional: bool
    right: bool


@dataclass(frozen=True)
class Refusal:
    """An objection with the clauses behind it and the way out."""

    text: str
    remedy: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Preview:
    """The objections, or what would change: persons, claims, ratios, who is told, what comes next, what is remarked."""

    objections: tuple[Refusal, ...] = ()
    persons: tuple[Changed, ...] = ()
    notes: tuple[str, ...] = ()
    claims: tuple[payable.Span, ...] = ()
    ratios: tuple[shares.Change, ...] = ()
    told: tuple[str, ...] = ()
    next: tuple[Next, ...] = ()
    readings: tuple[Issue, ...] = ()
    proposed: tuple[Proposed, ...] = field(default=())


def preview(region: Region, act: Mapping[str, Any], user: User) -> Preview:
    """Try an act on a slice of the journal that is thrown away. Raises `ValidationError` for what is no act.

    What it tells is what the user may know: places beyond the scope go without name and share, and who acts for
    themselves is told of nobody else.
    """
    parsed = ACT.validate_python(dict(act))
    parsed = parsed.model_copy(update={"recorded_on": today()})  # as it will be: after all that is on record
    slice_ = Slice(region)
    register = slice_.register(about(parsed))
    concerned = _concerned(register, parsed)
    sites = {p: in_force(register, p, parsed.on) for p in concerned}
    about_itself = {parsed.institution} if parsed.act.startswith("agreement.") else set()
    weighed = shares.weighed(region, {i for codes in sites.values() for i in codes} | about_itself, parsed)
    if weighed:
        own = about(parsed)
        register = slice_.register(About(own.persons | shares.everybody(region, weighed), own.institutions, own.refs))
    old = slice_.built()
    result = admit(register, parsed)
    if result.record is None:
        proposed = tuple(_proposed(register, parsed)) if isinstance(parsed, a.HandlingDecide) else ()
        objections = tuple(refusal(register, o) for o in result.objections)
        named = within(user, region, {x.person for x in proposed})
        return Preview(objections, proposed=tuple(x for x in proposed if x.person in named))
    done, ref = result.record.act, result.record.ref
    if done.act.startswith("agreement."):
        concerned = [p for p in register.people if _causes(old, p) != _causes(register, p)]
        sites = {p: in_force(old, p, done.on) for p in concerned}
    sites = {p: list(dict.fromkeys((*codes, *in_force(register, p, done.on)))) for p, codes in sites.items()}
    ahead = _following(old, register, done)
    seen_people = within(user, region, {*concerned, *(x.person for x in ahead if x.person)})
    known = [p for p in concerned if p in seen_people]
    sites = {p: sites[p] for p in known}
    following = [x for x in ahead if not x.person or x.person in seen_people]
    told = _told(register, done)
    places = {i for codes in sites.values() for i in codes} | {x.institution for x in following} | set(told)
    names = Names([region.pk], {*known, *(x.person for x in following)}, places)
    seen = places_within(user, region, places)
    names.hide(places - seen - {""})
    weighed = [i for i in weighed if i in seen and not user.person]
    scored = tuple(_proposed(register, done)) if isinstance(done, a.HandlingDecide) else ()
    scored = tuple(x for x in scored if x.person in seen_people)
    persons = tuple(_changed(old, register, p, sites[p], done, ref, names, scored) for p in known)
    claims = payable.changed(old, register, sites, done.on, names)
    return Preview(
        (), persons, tuple(in_words(register.regime, n.text) for n in result.notes), claims,
        shares.changes(old, register, weighed, max(done.on, today()), names),
        tuple(dict.fromkeys(names.institution(i) for i in told)),
        tuple(_in_words(x, names) for x in following), _readings(register, known, done, ref), scored,
    )  # fmt: skip


def refusal(register: Register, objection: Objection) -> Refusal:
    """An objection of the law as pages show it."""
    return Refusal(
        in_words(register.regime, objection.text),
        in_words(register.regime, objection.remedy),
        listed(register.regime, objection.cites(register.regime)),
    )


def _concerned(r: Register, act: Any) -> list[str]:
    """Whose standing the act may change: whom it names, or whom its decision names."""
    own = about(act)
    handling = r.handlings.get(getattr(act, "of", None) or "")
    persons = own.persons or frozenset(handling.persons() if handling is not None else ())
    lent = {f.settled_for.person for f in getattr(act, "findings", None) or () if f.settled_for is not None}
    named = {p.person for f in getattr(act, "findings", None) or () for p in f.persons}
    return [p for p in sorted(persons - (lent - named)) if p in r.people]


def _causes(r: Register, person: str) -> list[tuple[Any, ...]]:
    return [(c.origin, c.status, c.first_day, c.last_day, c.end) for c in r.account(person).causes]


def _changed(
    old: Register, new: Register, person: str, sites: list[str], act: Any, ref: str, names: Names,
    scored: tuple[Proposed, ...],
) -> Changed:  # fmt: skip
    before, after = (standing(r, person, act.on).value for r in (old, new))
    drawn = of_handling(new, new.account(person), ref) if isinstance(act, a.HandlingDecide) else None
    at = tuple(
        SiteChange(names.institution(i), spells(old, person, act.on, i), spells(new, person, act.on, i)) for i in sites
    )
    return Changed(
        person, names.person(person), before.points, after.points, spells(old, person, act.on),
        spells(new, person, act.on), at, tuple(x for x in scored if x.person == person), drawn,
    )  # fmt: skip


def _proposed(r: Register, act: a.HandlingDecide) -> Iterable[Proposed]:
    """The points of each person in each finding, whether or not the whole can be done yet."""
    scores, _ = scores_of(r, act)
    for finding in act.findings:
        for share in finding.persons:
            score = scores.get((share.person, finding.id))
            if score is not None:
                why, cited = in_words(r.regime, score.arithmetic), listed(r.regime, score.clauses)
                yield Proposed(finding.id, share.person, score.points, why, cited)
            elif share.not_scored:
                yield Proposed(finding.id, share.person, None, f"不记分：{share.not_scored}", ())


def _following(old: Register, new: Register, act: Any) -> list[Owed]:
    """What is owed or open in the case after the act that was not before."""
    process, _ = steps_of(new.regime)[act.act]
    key = process.case(act)
    case = (process.name, key)
    cases = [(process, key)]
    of = getattr(act, "of", None)
    if process.name != "handling" and of in new.handlings:
        cases.append((steps_of(new.regime)["handling.decide"][0], (of,)))

    def rows(r: Register) -> list[Owed]:
        found: list[Owed] = []
        for one, at in cases:
            there = at[0] in r.handlings if one.name == "handling" else (one.name, at) in r.states
            found += owed(r, one, at, r.states.get((one.name, at), "")) if there else []
        return found

    had = {(x.act, x.person, x.institution, x.due) for x in rows(old)}
    assert case in new.states
    return [x for x in rows(new) if (x.act, x.person, x.institution, x.due) not in had]


def _in_words(x: Owed, names: Names) -> Next:
    parts = [names.person(x.person) if x.person else "", names.institution(x.institution) if x.institution else ""]
    due = x.due.day if x.due is not None else None
    provisional = x.due is not None and x.due.provisional
    return Next(x.title, x.role, " · ".join(p for p in parts if p), due, provisional, x.kind == "right")


def _told(r: Register, act: Any) -> list[str]:
    """The institutions that have to be told of a decision."""
    of = act.id if isinstance(act, a.HandlingDecide) else getattr(act, "of", None)
    handling = r.handlings.get(of or "")
    tells = isinstance(act, a.HandlingDecide | a.ReviewDecide | a.AppealDecide | a.NoticeIssue)
    return sorted(r.recipients(handling)) if handling is not None and tells else []


def _readings(r: Register, persons: Iterable[str], act: Any, ref: str) -> tuple[Issue, ...]:
    """The readings adopted of open clauses on which the result rests."""
    keys = list(steps_of(r.regime)[act.act][1].keys)
    found: dict[str, Issue] = {}
    for person in persons:
        answer = standing(r, person, act.on)
        causes = [c for c in r.account(person).causes if c.origin == ref]
        keys += [k for c in causes for k in c.keys]
        if answer.value.status is not Status.NORMAL or causes:
            found |= {issue.id: issue for issue in answer.readings}
    if isinstance(act, a.HandlingDecide):
        keys += [k for score in r.handlings[ref].scores.values() for k in score.keys]
    found |= {issue.id: issue for issue in r.regime.readings(k for k in keys if k in r.regime.flat)}
    return tuple(issue for issue in found.values() if issue.alternatives or issue.needs_ruling)
