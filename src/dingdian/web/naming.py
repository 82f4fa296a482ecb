"""What cases, acts and their parties are called on pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dingdian.accounts.masking import mask_name
from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework.models import Case
from dingdian.casework.queries import parties_in_scope
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region
from dingdian.journal.slices import ACT
from dingdian.journal.subjects import about
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Step
from dingdian.law.regime import Regime
from dingdian.registry import search as registry
from dingdian.registry.models import Institution, Person

REGISTRATIONS = {
    "registration.person": "登记人员",
    "registration.institution": "登记机构",
    "registration.agreement": "登记协议",
}
OUTCOMES = {
    "upheld": "维持",
    "reduced": "减轻",
    "revoked": "撤销",
    "passed": "通过",
    "failed": "未通过",
    "agreed": "同意",
    "refused": "不同意",
    "granted": "准予",
}


def step_of(regime: Regime, act: str) -> Step | None:
    """The declared step of an act, if the regime has it."""
    found = steps_of(regime).get(act)
    return found[1] if found else None


def act_title(regime: Regime, entry: Entry) -> str:
    """What an entry did, in words."""
    step = step_of(regime, entry.name)
    return step.title if step else REGISTRATIONS.get(entry.name, entry.name)


def number(case: Case) -> str:
    """2026-0031: the year the case was opened in, and its place in the journal."""
    return f"{case.opened.on.year}-{case.opened.seq:04}"


def persons_of(case: Case) -> list[str]:
    """Whom a case is about: its person, or everybody the act that opened it names."""
    return [case.person] if case.person else sorted(about(parsed(case.opened)).persons)


def known_to(user: User, cases: Iterable[Case]) -> dict[int, list[str]]:
    """Case → those of its persons whom the user may know of: its parties in the scope, who may be fewer than all."""
    named = {case.pk: persons_of(case) for case in cases}
    many = [pk for pk, persons in named.items() if len(persons) > 1]
    rows = parties_in_scope(user).filter(case__in=many).values_list("case", "person") if many else ()
    seen = set(rows)
    return {
        pk: [x for x in persons if (pk, x) in seen or (len(persons) == 1 and user.person in ("", x))]
        for pk, persons in named.items()
    }


def within(user: User, region: Region, persons: Iterable[str]) -> set[str]:
    """Of persons that somebody typed or that an act names, those in the user's scope; nothing is told of others."""
    codes = set(persons)
    if not codes:
        return set()
    found = registry.people(scope_of(user)).filter(region=region, code__in=codes).order_by()
    return set(found.values_list("code", flat=True))


def places_within(user: User, region: Region, places: Iterable[str]) -> set[str]:
    """Of some institutions, those the user may see: in the scope, or where they themselves are filed."""
    scope, codes = scope_of(user), set(places)
    here = registry.institutions(scope).filter(region=region, code__in=codes).order_by()
    filed = registry.sites(scope).filter(institution__region=region, institution__code__in=codes)
    return {*here.values_list("code", flat=True), *filed.values_list("institution__code", flat=True)}


def parsed(entry: Entry) -> Any:
    """The act of an entry."""
    return ACT.validate_python(canonical.parse(entry.body))


class Names:
    """Names of people and institutions by code, read in two queries for a whole page."""

    def __init__(
        self, regions: Iterable[str], persons: Iterable[str], institutions: Iterable[str],
        known: Mapping[int, list[str]] | None = None,
    ) -> None:  # fmt: skip
        self._known = known or {}
        at = list(set(regions))
        codes = {code for code in persons if code}
        places = {code for code in institutions if code}
        people = Person.objects.filter(region__in=at, code__in=codes) if codes else ()
        houses = Institution.objects.filter(region__in=at, code__in=places) if places else ()
        self._people = {p.code: p.name for p in people}
        self._places = {i.code: i.name for i in houses}
        self._users: dict[str, str] = {}

    def meet(self, usernames: Iterable[str]) -> None:
        """Read the names of these users, of whom `user` then speaks."""
        new = {name for name in usernames if name} - self._users.keys()
        if new:
            rows = User.objects.filter(username__in=new)
            self._users |= dict.fromkeys(new, "") | dict(rows.values_list("username", "name"))

    def user(self, username: str) -> str:
        """The name of a user; empty where there is none or it was not read."""
        return self._users.get(username, "")

    def person(self, code: str) -> str:
        """The name in full: for the page of one case or person."""
        return self._people.get(code, code)

    def masked(self, code: str) -> str:
        """The name as lists show it."""
        name = self._people.get(code)
        return mask_name(name) if name else code

    def spoken(self, text: str, *, full: bool) -> str:
        """A text with the names of people and institutions in the place of their codes; `full`: people's in full."""
        said = {code: self.person(code) if full else self.masked(code) for code in self._people} | self._places
        if not said:
            return text
        codes = "|".join(re.escape(code) for code in sorted(said, key=len, reverse=True))
        return re.sub(rf"(?<![A-Za-z0-9])(?:{codes})(?![A-Za-z0-9])", lambda found: said[found[0]], text)

    def hide(self, institutions: Iterable[str], persons: Iterable[str] = ()) -> None:
        """Speak of these places and persons without their names."""
        self._places |= dict.fromkeys(institutions, "其他机构")
        self._people |= dict.fromkeys(persons, "其他人员")

    def institution(self, code: str) -> str:
        return self._places.get(code, code)

    def parties(self, case: Case) -> str:
        """张某 等3人 · 甲医院, as the user may know them, for whom the names were read (`names_for`)."""
        persons = self._known[case.pk]
        who = self.masked(persons[0]) + (f" 等{len(persons)}人" if len(persons) > 1 else "") if persons else ""
        return " · ".join(x for x in (who, self.institution(case.institution) if case.institution else "") if x)


def names_for(cases: Iterable[Case], user: User) -> Names:
    """The names that a list of cases shows to a user."""
    listed = list(cases)
    known = known_to(user, listed)
    persons = {code for codes in known.values() for code in codes}
    return Names({c.region_id for c in listed}, persons, {c.institution for c in listed}, known)
