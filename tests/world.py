"""A small country for tests: two regions, four places around one office, somebody filed at each, a user of every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from dingdian.accounts import tokens
from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework import actions
from dingdian.casework.models import Case
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record, register
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region, open_story
from dingdian.law.setting import Setting

PLACES = {"own": "530102", "parent": "530100", "sibling": "530103", "other": "460105"}
LEVELS = list(PLACES)
DIVISIONS = ("530000", "530100", "530102", "530103", "460000", "460100", "460105")
NAMES = {"own": "张三丰", "parent": "李莫愁", "sibling": "周伯通", "other": "赵志敬"}
BY = Actor("setting", "system")


@dataclass
class Country:
    """What the tests speak of, by level as seen from 530102."""

    regions: dict[str, Region] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    handlings: dict[str, str] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    replays: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def user(self, role: str, name: str, level: str = "own") -> User:
        """A further user of a role."""
        if role == "person":
            return User.objects.create(username=name, role=role, person=self.people[level], password="!")
        if role.endswith("_admin"):
            return User.objects.create(username=name, role=role, password="!")
        kind = {"institution": "institution", "official": "administration", "partner": "partner"}.get(role, "agency")
        office = self.organisations.get(f"{kind}-{level}")
        if office is None:
            office = Organisation.objects.create(
                kind=kind,
                name=f"{kind} {PLACES[level]}",
                division_id=PLACES[level],
                institution=self.institutions[level] if kind == "institution" else "",
            )
            self.organisations[f"{kind}-{level}"] = office
        return User.objects.create(username=name, role=role, organisation=office, password="!")


def told(country: Country, level: str, act: dict[str, Any], key: str) -> Any:
    """Record an act of the setting."""
    return record(country.regions[level], ACT.validate_python(act), by=BY, key=key)


def build(institutions: str = "") -> Country:
    """Divisions, regions, a user of every role at the own office, and somebody filed there.

    `institutions`: the rules on institutions of the own region, where it has any.
    """
    made = Country()
    for code in DIVISIONS:
        above = None if code.endswith("0000") else code[:2] + "0000" if code.endswith("00") else code[:4] + "00"
        Division.objects.create(code=code, name=f"区划{code}", parent_id=above)
    yunnan = open_region("yunnan", "云南", persons="yunnan-2025", institutions=institutions, division_id="530000")
    national = open_region("other", "别处", persons="national-2025", division_id="460000")
    for level, division in PLACES.items():
        made.regions[level] = national if level == "other" else yunnan
        made.institutions[level] = f"H{division}00001"
        made.people[level] = f"D{division}000001"
    for role in User.Role.values:
        made.users[role] = made.user(role, role)
    settle(made, "own")
    return made


def widen(country: Country) -> Country:
    """Somebody at every level."""
    for level in LEVELS[1:]:
        settle(country, level)
    return country


def furnish(country: Country) -> Country:
    """A proposal, a token and a story at every level."""
    for level in LEVELS:
        clerk = country.user("clerk", f"clerk-{level}", level)
        act = handling(country.institutions[level], country.people[level], f"d-{level}", "2025-03-05")
        country.proposals[level] = actions.propose(country.regions[level], act, acting_user=clerk).pk
        office = country.user("institution", f"institution-{level}", level)
        country.tokens[level] = tokens.issue(office, "程序")[0].pk
        teller = country.users["system_admin"] if level == "own" else country.user("system_admin", f"teller-{level}")
        code = f"replay-{teller.pk}-{level}"
        open_story(code, "卷宗", "yunnan-2025", "", Setting(), by=BY, first=None)
        country.replays[level] = code
    return country


def settle(made: Country, level: str) -> None:
    """An institution at a level, with an agreement, somebody filed there, and a decision on them."""
    division = PLACES[level]
    region, place, person = made.regions[level], made.institutions[level], made.people[level]
    data: dict[str, Any] = {
        "code": place,
        "name": f"{level} 医院",
        "sector": "medical_institution",
        "ownership": "public",
    }
    register(region, INSTITUTION, data, office={"division": division}, by=BY, key=f"i-{level}")
    data = {"id": f"a-{level}", "institution": place, "start_on": "2025-01-01", "end_on": "2027-12-31"}
    register(region, AGREEMENT, data, by=BY, key=f"a-{level}")
    sites = [{"institution": place, "department": "内科", "filed_on": "2025-01-02"}]
    data = {"code": person, "name": NAMES[level], "role": "medical", "sites": sites}
    register(region, PERSON, data, office={"id_number": "530102199001011234"}, by=BY, key=f"p-{level}")
    done = told(made, level, handling(place, person, f"h-{level}"), f"h-{level}")
    made.handlings[level] = done.entry.ref
    made.cases[level] = Case.objects.filter(region=region, opened=done.entry).order_by("pk")[0].pk


def handling(place: str, person: str, ref: str | None = None, day: str = "2025-02-05") -> dict[str, Any]:
    """A decision that gives a person points."""
    finding = {"id": "f1", "type": "duplicate_charge", "circumstances": ["yunnan/23.1"],
               "persons": [{"person": person, "degree": "main"}]}  # fmt: skip
    if place.startswith("H46"):
        finding |= {"circumstances": ["national/23.15.1"]}
    act: dict[str, Any] = {"on": day, "act": "handling.decide", "basis": "administrative_penalty",
                           "institution": place, "findings": [finding]}  # fmt: skip
    return act | ({"id": ref} if ref else {})


def signed_in(user: User) -> Client:
    """A program of this user."""
    return Client(headers={"Authorization": f"Bearer {secret_of(user)}"})


def secret_of(user: User) -> str:
    """A token of this user, beside those that count."""
    secret = f"dd_test_{user.username}"
    ends = timezone.now() + timedelta(hours=1)
    tokens.Token.objects.get_or_create(digest=tokens.digest(secret), defaults={"user": user, "expires_at": ends})
    return secret
