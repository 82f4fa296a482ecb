"""Whether a claim line is payable: by the institution, the filing and the person's status on the day of service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from dingdian.law.account import Account
from dingdian.law.explain import Decision, Reason
from dingdian.law.filings import lapsed_agreement
from dingdian.law.institutions.claims import ClaimFacts, institution_claim
from dingdian.law.register import Register
from dingdian.law.standing import cause_reasons, status_at
from dingdian.law.values import Status
from dingdian.law.verdict import BASIS, Ground, Result, verdict


def claim(
    r: Register,
    day: date,
    person: str | None,
    institution: str,
    *,
    department: str | None = None,
    emergency: bool = False,
    scheme: str | None = None,
    claimed_on: date | None = None,
    known_on: date | None = None,
    account: Account | None = None,
    line: ClaimFacts | None = None,
) -> Decision[Result]:
    """The outcome of one claim line; `day` is the day of service (C14), `person` the ordering person.

    The institution's side is asked first, then the person's, each where the regime has rules on it. The day of the
    claim decides nothing unless the regime says so. The exception for emergencies is that of the side that blocks.
    """
    if r.regime.institutions is None:
        assert person is not None
        return _person_claim(r, day, person, institution, department, emergency, scheme, claimed_on, known_on, account)
    if r.regime.persons is None:
        line = replace(line or ClaimFacts(), kind=scheme)
    here = institution_claim(r, day, person, institution, department, emergency, line, known_on)
    if r.regime.persons is None or person is None or here.value in ("deny", "manual_review"):
        return here
    own = _person_claim(r, day, person, institution, department, emergency, scheme, claimed_on, known_on, account)
    value = here.value if own.value == "pay" else own.value
    return Decision(value, r.regime, lambda: [*here.reasons, *own.reasons])


@dataclass(frozen=True)
class Found:
    """The ground on which a line of a person is judged, in words where they say more, and what lies behind it."""

    ground: Ground
    words: str = ""
    because: Callable[[], Iterable[Reason]] = tuple
    origins: tuple[str, ...] = ()


def ground_on(
    r: Register,
    day: date,
    person: str,
    institution: str,
    department: str | None = None,
    known_on: date | None = None,
    account: Account | None = None,
) -> Found:
    """The ground for lines of a person at a place on a day; alone, rules on persons also see how the place stands."""
    alone = r.regime.institutions is None
    if alone:
        blocked = _blocked_place(r, day, person, institution, department, known_on)
        if blocked is not None:
            return blocked
    own = own_ground(r, day, person, institution, department, known_on, account)
    if own.ground is Ground.NORMAL and alone and r.holds(institution, day, known_on):
        return Found(Ground.PAYMENT_HELD, f"{institution} 处于暂停拨付")
    return own


def own_ground(
    r: Register,
    day: date,
    person: str,
    institution: str,
    department: str | None = None,
    known_on: date | None = None,
    account: Account | None = None,
) -> Found:
    """The same, of the person alone, however the place stands."""
    account = account or r.account(person, known_on)
    status, causes, _ = status_at(r, account, person, day, institution, department, known_on)
    if status is not Status.NORMAL:
        if status is Status.NOT_OBTAINED:
            return Found(Ground.NOT_OBTAINED)
        return Found(
            Ground(status.value),
            "",
            lambda: [x for c in causes for x in cause_reasons(r, c, day)],
            tuple(dict.fromkeys(c.origin for c in causes)),
        )
    lapsed = lapsed_agreement(r, person, institution, day, known_on)
    if lapsed is not None:
        return Found(Ground.AGREEMENT_LAPSED, f"医师服务协议已于 {lapsed} 期满，待确认")
    return Found(Ground.NORMAL)


def _person_claim(
    r: Register,
    day: date,
    person: str,
    institution: str,
    department: str | None,
    emergency: bool,
    scheme: str | None,
    claimed_on: date | None,
    known_on: date | None,
    account: Account | None,
) -> Decision[Result]:
    """The outcome by the rules on persons."""
    if claimed_on is not None and r.regime.parameters.settlement.basis_date.value == "claim_date":
        day = claimed_on
    asked: tuple[str, ...] = ()
    if scheme is not None:
        asked = ("meta.schemes",)
        if not {scheme, f"{scheme}_by_reference"} & set(r.regime.parameters.meta.schemes.value):
            text = f"规则没有把险种 {scheme} 列为适用或参照适用，转人工复核"
            return Decision("manual_review", r.regime, lambda: [Reason(text, (*BASIS, *asked))])
    found = ground_on(r, day, person, institution, department, known_on, account)
    judged = verdict(r.regime, found.ground, emergency)

    def build() -> list[Reason]:
        says = found.words if not found.ground.of_place else f"{found.words} 的{judged.says}"
        return [Reason(f"{day} {says or judged.says}", (*judged.keys, *asked), judged.clauses), *found.because()]

    return Decision(judged.outcome, r.regime, build)


def _blocked_place(
    r: Register, day: date, person: str, institution: str, department: str | None, known_on: date | None
) -> Found | None:
    """The institution's or department's own state that blocks every line there."""
    departments = (
        {department}
        if department
        else {f.department for f in r.filings(person, known_on) if f.institution == institution and f.covers(day)}
    )
    found = [
        Found(Ground(f"place_{s.kind}"), s.institution + (f" {s.department}" if s.department else ""))
        for s in r.sanctions(known_on)
        if s.institution == institution and s.covers(day) and (s.department is None or s.department in departments)
    ]
    return max(found, key=lambda x: x.ground.gravity, default=None)


__all__ = ["ClaimFacts", "Found", "Result", "claim", "ground_on", "own_ground"]
