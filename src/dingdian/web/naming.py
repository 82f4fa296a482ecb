"""What cases, acts and their parties are called on pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dingdian.accounts.masking import mask_name
from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal import canonical
from dingdian.journal.models import Entry
from dingdian.journal.slices import ACT
from dingdian.journal.subjects import about
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.model import Step
from dingdian.law.regime import Regime
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


def known_to(user: User, persons: Iterable[str]) -> list[str]:
    """Of the persons of a case, those the user may know of: who acts for themselves sees nobody else."""
    return [code for code in persons if user.person in ("", code)]


def parsed(entry: Entry) -> Any:
    """The act of an entry."""
    return ACT.validate_python(canonical.parse(entry.body))


class Names:
    """Names of people and institutions by code, read in two queries for a whole page."""

    def __init__(self, regions: Iterable[str], persons: Iterable[str], institutions: Iterable[str]) -> None:
        at = list(set(regions))
        codes = {code for code in persons if code}
        places = {code for code in institutions if code}
        people = Person.objects.filter(region__in=at, code__in=codes) if codes else ()
        houses = Institution.objects.filter(region__in=at, code__in=places) if places else ()
        self._people = {p.code: p.name for p in people}
        self._places = {i.code: i.name for i in houses}

    def person(self, code: str) -> str:
        """The name in full: for the page of one case or person."""
        return self._people.get(code, code)

    def masked(self, code: str) -> str:
        """The name as lists show it."""
        name = self._people.get(code)
        return mask_name(name) if name else code

    def hide(self, institutions: Iterable[str]) -> None:
        """Speak of these places without their names."""
        self._places |= dict.fromkeys(institutions, "其他机构")

    def institution(self, code: str) -> str:
        return self._places.get(code, code)

    def parties(self, case: Case, user: User) -> str:
        """张某 等3人 · 甲医院, as the user may know them."""
        persons = known_to(user, persons_of(case))
        who = self.masked(persons[0]) + (f" 等{len(persons)}人" if len(persons) > 1 else "") if persons else ""
        return " · ".join(x for x in (who, self.institution(case.institution) if case.institution else "") if x)


def names_for(cases: Iterable[Case]) -> Names:
    """The names that a list of cases shows."""
    listed = list(cases)
    persons = {code for case in listed for code in persons_of(case)}
    return Names({c.region_id for c in listed}, persons, {c.institution for c in listed})
