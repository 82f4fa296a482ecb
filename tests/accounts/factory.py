"""A small world: divisions, the organisations in them, and a user of every role in each place."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from dingdian.accounts.models import Division, Organisation, User

PASSWORD = "Kunming-2026-x"

DIVISIONS = {
    "530000": ("云南省", None),
    "530100": ("昆明市", "530000"),
    "530102": ("五华区", "530100"),
    "530103": ("盘龙区", "530100"),
    "530300": ("曲靖市", "530000"),
    "530302": ("麒麟区", "530300"),
    "440000": ("广东省", None),
    "440200": ("韶关市", "440000"),
}
OFFICES = {"53": "530000", "5301": "530100", "530102": "530102", "5303": "530300", "44": "440000"}
"""Name of a place in this world → its division."""

HOSPITALS = {"wuhua": ("H53010200001", "530102"), "panlong": ("H53010300002", "530103"),
             "qilin": ("H53030200003", "530302"), "shaoguan": ("H44020000004", "440200")}  # fmt: skip
PEOPLE = {"zhang": "D530102000001", "li": "D530302000002"}

OF_AGENCY = ("clerk", "reviewer", "head", "supervisor", "auditor")
OF_ADMINISTRATION = ("official",)
OF_PARTNER = ("partner",)
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@dataclass
class World:
    """`users["clerk", "5301"]`, `users["institution", "wuhua"]`, `users["person", "zhang"]`, `users["audit_admin", ""]`."""

    divisions: dict[str, Division] = field(default_factory=dict)
    agencies: dict[str, Organisation] = field(default_factory=dict)
    administrations: dict[str, Organisation] = field(default_factory=dict)
    partners: dict[str, Organisation] = field(default_factory=dict)
    hospitals: dict[str, Organisation] = field(default_factory=dict)
    users: dict[tuple[str, str], User] = field(default_factory=dict)

    def user(self, role: str, place: str = "5301") -> User:
        return self.users[role, place]


def world() -> World:
    """The whole of it, written to the database. No user can sign in by password: see `with_password`."""
    w = World()
    divisions = [Division(code=code, name=name, parent_id=parent) for code, (name, parent) in DIVISIONS.items()]
    w.divisions = {division.code: division for division in Division.objects.bulk_create(divisions)}
    kinds = (
        (w.agencies, Organisation.Kind.AGENCY, "医保中心", OF_AGENCY),
        (w.administrations, Organisation.Kind.ADMINISTRATION, "医保局", OF_ADMINISTRATION),
        (w.partners, Organisation.Kind.PARTNER, "卫生健康委", OF_PARTNER),
    )
    new: list[User] = []
    for place, code in OFFICES.items():
        division = w.divisions[code]
        for found, kind, word, _ in kinds:
            found[place] = Organisation(kind=kind, name=division.name + word, division=division)
    for place, (code, division_code) in HOSPITALS.items():
        w.hospitals[place] = Organisation(
            kind=Organisation.Kind.INSTITUTION, name=place, division=w.divisions[division_code], institution=code
        )
    groups = (w.agencies, w.administrations, w.partners, w.hospitals)
    Organisation.objects.bulk_create([organisation for group in groups for organisation in group.values()])
    for found, _, _, roles in kinds:
        new += [_user(role, place, organisation) for place, organisation in found.items() for role in roles]
    new += [_user("institution", place, organisation) for place, organisation in w.hospitals.items()]
    new += [_user("person", place, person=code) for place, code in PEOPLE.items()]
    new += [_user(role, "") for role in ADMINISTRATORS]
    for user in User.objects.bulk_create(new):
        w.users[user.role, user.username.partition("-")[2]] = user
    return w


def _user(role: str, place: str, organisation: Organisation | None = None, person: str = "") -> User:
    name = User.Role(role).label
    username = f"{role}-{place}" if place else role
    return User(username=username, name=name, role=role, organisation=organisation, person=person, password="!")


def with_password(user: User, password: str = PASSWORD) -> User:
    """The same user, now able to sign in by password."""
    user.set_password(password)
    user.save()
    return user


def sign_in(client: Client, user: User) -> Client:
    """The client signed in as the user, with everything proved that the role must prove."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
