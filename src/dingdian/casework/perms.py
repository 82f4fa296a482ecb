"""Who may do a step: as whom in law a user acts, whether two persons are needed, and what lies within his scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dingdian.accounts.models import User
from dingdian.accounts.perms import LAW_ROLE, may
from dingdian.accounts.scope import Scope, scope_of
from dingdian.casework.waits import actors, clauses
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.subjects import about
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Regime
from dingdian.law.values import Role
from dingdian.registry.models import Institution, Person, Site

JOINING = frozenset({"person.join", "commitment.sign", "filing.submit"})
"""Steps by which an institution takes in a person who was not there before."""
FROM_ELSEWHERE: Mapping[str, str] = {"prescription.fill": "prescriber"}
"""Steps by which an institution takes what another one wrote, wherever that lies → the field that names the other."""
EARLY = "restoration.early"


class Denied(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The user may not do this; nothing was changed. `clauses`: of the rule behind it; `remedy`: the way out."""

    def __init__(self, text: str, *, clauses: Iterable[str] = (), remedy: str = "", field: str = "") -> None:
        super().__init__(text)
        self.text, self.clauses, self.remedy, self.field = text, tuple(clauses), remedy, field


def law_role(user: User) -> str:
    """As whom the user acts in law; empty: he does not."""
    return LAW_ROLE.get(user.role, "")


def step_allowed(regime: Regime, act: str, user: User, doing: str = "case.act") -> None:
    """Raise `Denied` unless the user's role may do the step under these rules."""
    if not may(user, doing):
        raise Denied("您的角色不能办理这件事", remedy="请有权的人员办理，或请管理员核对您的角色")
    known = steps_of(regime)
    if act not in known or not (allowed := actors(regime, *known[act])):
        raise Denied(f"{regime.title} 没有“{act}”这一步", remedy="核对行为名称和本地规则", field="act")
    if law_role(user) not in {role.value for role in allowed}:
        raise Denied(
            f"“{known[act][1].title}”由{'或'.join(role.label for role in allowed)}办理",
            clauses=clauses(regime, *known[act]),
            remedy="交由有权的一方办理",
        )


def two_person_clauses(regime: Regime, act: str) -> tuple[str, ...]:
    """The clauses by which two persons are needed."""
    process, step = steps_of(regime)[act]
    if process.institutional:
        return clauses(regime, process, step)
    return tuple(c for c in regime.flat["casework.two_person_steps"].clauses if c in regime.clauses)


def two_person(regime: Regime, act: str) -> bool:
    """Whether the step needs one who proposes and another who signs."""
    process, _ = steps_of(regime)[act]
    if process.institutional:
        rule = regime.rules.steps.value.get(act)
        return rule is not None and rule.two_person
    return regime.persons is not None and act in regime.parameters.casework.two_person_steps.value


def signing_role(regime: Regime, act: Mapping[str, Any], drawer: User) -> str:
    """The role in law that signs an act as it stands: the drawer's own, unless the rules want another's approval.

    The administration approves an early restoration, and whoever the rules name what is done to a department.
    """
    if act.get("act") == EARLY:
        return Role.ADMINISTRATION.value
    ruled = regime.parameters.institution_measures.department.value if regime.persons is not None else None
    if ruled is not None and act.get("act") == "agreement.suspend" and act.get("department"):
        return Role(ruled.approval).value
    return law_role(drawer)


@dataclass(frozen=True)
class Named:
    """Codes an act names, wherever in it they stand."""

    persons: frozenset[str]
    institutions: frozenset[str]
    refs: frozenset[str]


def named(region: Region, act: Any) -> Named:
    """What an act names in any field: by the field's sense, or because it is the code of something registered."""
    own = about(act)
    texts = set(_texts(act.model_dump(by_alias=True, exclude_unset=True)))
    persons = own.persons | set(Person.objects.filter(code__in=texts).values_list("code", flat=True))
    places = own.institutions | set(Institution.objects.filter(code__in=texts).values_list("code", flat=True))
    kind = Subject.Kind.CASE
    refs = set(Subject.objects.filter(region=region, kind=kind, code__in=texts).values_list("code", flat=True))
    return Named(frozenset(persons), frozenset(places), frozenset(refs))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _texts(part)


def in_scope(region: Region, act: Any, user: User) -> None:
    """Raise `Denied` unless everything the act names lies within the user's scope; also what it merely refers to.

    An act that names nobody concerns the whole region and needs a scope over all of it.
    """
    scope, found = scope_of(user), named(region, act)
    sites = _sites(region, found.persons)
    taken_in = _taken_in(region, act, user, sites)
    for person in sorted(found.persons - {taken_in}):
        if not covers_person(region, scope, person, sites):
            raise Denied("所填人员不存在，或不在您的管辖范围内", remedy="核对人员编码；需要时交由其所在地办理")
    for institution in sorted(found.institutions - {_written_by(region, act, user, sites)}):
        if not covers_institution(region, scope, institution, sites):
            raise Denied("所填机构不存在，或不在您的管辖范围内", remedy="核对机构编码；需要时交由其所在地办理")
    refs = found.refs - _published(region, act)
    for ref in sorted(refs):
        if not _covers_ref(region, scope, ref):
            raise Denied("所引用的事项不存在，或不在您的管辖范围内", remedy="核对事项编号")
    nobody = not (found.persons or found.institutions or refs)
    if nobody and not scope.covers(division=region.division_id or ""):
        raise Denied("这件事关系全统筹区，不在您的管辖范围内", remedy="交由统筹区的经办机构或行政部门办理")


def _published(region: Region, act: Any) -> frozenset[str]:
    """The scheme that an assessment follows: published for the whole region, so that everybody in it may name it."""
    scheme = getattr(act, "scheme", None)
    if scheme is None or scheme == getattr(act, "of", None):
        return frozenset()
    found = Entry.objects.filter(region=region, ref=scheme, name="assessment.publish_scheme")
    return frozenset({scheme} if found.exists() else ())


def _taken_in(region: Region, act: Any, user: User, sites: Sites) -> str | None:
    """Whom an institution takes in by an act, from wherever they come; who it is has to be registered in the region."""
    if user.role != User.Role.INSTITUTION or act.act not in JOINING:
        return None
    own = covers_institution(region, scope_of(user), getattr(act, "institution", "") or "", sites)
    return act.person if own and Person.objects.filter(region=region, code=act.person).exists() else None


def _written_by(region: Region, act: Any, user: User, sites: Sites) -> str | None:
    """The institution whose paper another one takes at its own place; it has to be registered in the region."""
    other = getattr(act, FROM_ELSEWHERE.get(act.act, ""), None)
    if user.role != User.Role.INSTITUTION or not other:
        return None
    own = covers_institution(region, scope_of(user), act.institution, sites)
    return str(other) if own and Institution.objects.filter(region=region, code=other).exists() else None


Sites = dict[str, list[tuple[str, str]]]


def _sites(region: Region, persons: Iterable[str]) -> Sites:
    """Institution and division of every site of each person, past ones too."""
    rows = Site.objects.filter(person__region=region, person__code__in=list(persons))
    found: Sites = {}
    for person, place, division in rows.values_list("person__code", "institution__code", "institution__division"):
        found.setdefault(person, []).append((place, division or region.division_id or ""))
    return found


def covers_person(region: Region, scope: Scope, person: str, sites: Sites | None = None) -> bool:
    """Whether a person lies within: himself, or through a place where he is or was filed."""
    at = (_sites(region, [person]) if sites is None else sites).get(person, [])
    if any(scope.covers(division=division, institution=place, person=person) for place, division in at):
        return True
    if at:
        return False
    known = Person.objects.filter(code=person).values_list("region", flat=True)
    return (not known or region.pk in known) and scope.covers(division=region.division_id or "", person=person)


def covers_institution(region: Region, scope: Scope, institution: str, sites: Sites | None = None) -> bool:
    """Whether an institution lies within: by its division or code; for a person, one where he is or was filed."""
    rows = dict(Institution.objects.filter(code=institution).values_list("region", "division"))
    own = region.division_id or ""
    division = (rows.get(region.pk) or own) if region.pk in rows or not rows else next(iter(rows.values()))
    if scope.covers(division=division, institution=institution):
        return True
    at = {place for person, rows in (sites or {}).items() if scope.covers(person=person) for place, _ in rows}
    return institution in at


def _covers_ref(region: Region, scope: Scope, ref: str) -> bool:
    """Whether somebody or something that an earlier act concerns lies within."""
    kind = Subject.Kind
    entries = Subject.objects.filter(region=region, kind=kind.CASE, code=ref).values("entry_id")
    rows = set(
        Subject.objects.filter(entry_id__in=entries, kind__in=[kind.PERSON, kind.INSTITUTION]).values_list(
            "kind", "code"
        )
    )
    if not rows:
        return scope.covers(division=region.division_id or "")
    persons = {code for what, code in rows if what == kind.PERSON}
    places = {code for what, code in rows if what == kind.INSTITUTION}
    sites = _sites(region, persons)
    if any(covers_institution(region, scope, code, sites) for code in places):
        return True
    return any(covers_person(region, scope, code, sites) for code in persons)
