"""Users of each role in a synthetic province, with a password that everybody knows."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from dingdian.accounts.demo import PASSWORD
from dingdian.accounts.models import Organisation, User
from dingdian.registry.demo import stories
from dingdian.registry.demo.designated import Area
from dingdian.registry.demo.land import Land

_Place = tuple[str, str]
_KIND, _ROLE = Organisation.Kind, User.Role
_AGENCY = (("clerk", _ROLE.CLERK), ("clerk2", _ROLE.CLERK), ("reviewer", _ROLE.REVIEWER), ("head", _ROLE.HEAD),
           ("supervisor", _ROLE.SUPERVISOR))  # fmt: skip
_APART = (("system", _ROLE.SYSTEM_ADMIN), ("security", _ROLE.SECURITY_ADMIN), ("audit", _ROLE.AUDIT_ADMIN))


def create(land: Land) -> None:
    """The province's offices and users: at the agency of the first city, at the province, at a hospital, a person."""
    province = land.province
    word = province.regime.partition("-")[0]
    hospital = land.places[0]
    top, city, county = province.divisions[0], province.divisions[1], province.counties[0]
    users = _offices(word, top, city, county)
    users += [
        _of_institution(word, "institution", hospital.name, hospital.division, hospital.code),
        User(username=f"{word}-person", role=_ROLE.PERSON, person=stories.person_of(land, 3)),
    ]
    _save(users)


def create_in(area: Area) -> None:
    """The same of an area under rules on institutions; each of its institutions has an office and a user."""
    top, county = area.divisions[0], area.county(0)
    users = _offices(area.word, top, top, county)
    for n in range(len(area.houses)):
        name = f"institution{n + 1 if n else ''}"
        users.append(_of_institution(area.word, name, area.name_of(n), area.county(n)[0], area.code(n)))
    _save(users)


def _offices(word: str, top: _Place, city: _Place, county: _Place) -> list[User]:
    agency = _office(_KIND.AGENCY, f"{city[1]}医疗保障经办中心（演示）", city[0])
    district = _office(_KIND.AGENCY, f"{county[1]}医疗保障经办中心（演示）", county[0])
    bureau = _office(_KIND.ADMINISTRATION, f"{top[1]}医疗保障局（演示）", top[0])
    health = _office(_KIND.PARTNER, f"{top[1]}卫生健康委员会（演示）", top[0])
    users = [User(username=f"{word}-{name}", role=role, organisation=agency) for name, role in _AGENCY]
    if top != city:
        centre = _office(_KIND.AGENCY, f"{top[1]}医疗保障经办中心（演示）", top[0])
        users.append(User(username=f"{word}-province", role=_ROLE.CLERK, organisation=centre))
    return [
        *users,
        User(username=f"{word}-county", role=_ROLE.CLERK, organisation=district),
        User(username=f"{word}-official", role=_ROLE.OFFICIAL, organisation=bureau),
        User(username=f"{word}-auditor", role=_ROLE.AUDITOR, organisation=bureau),
        User(username=f"{word}-partner", role=_ROLE.PARTNER, organisation=health),
    ]


def _of_institution(word: str, name: str, place: str, division: str, code: str) -> User:
    office = _office(_KIND.INSTITUTION, place, division, code)
    return User(username=f"{word}-{name}", role=_ROLE.INSTITUTION, organisation=office)


def create_apart() -> None:
    """The administrators, who belong to no province, if they are not there."""
    known = set(User.objects.filter(username__in=[name for name, _ in _APART]).values_list("username", flat=True))
    _save([User(username=name, role=role) for name, role in _APART if name not in known])


def _save(users: list[User]) -> None:
    secret = make_password(PASSWORD) if users else ""  # once: hashing is meant to be slow
    for user in users:
        user.password, user.name, user.demo = secret, f"演示{user.get_role_display()}", True
        user.holder = "" if user.person else user.username.upper()
        user.password_set_at = timezone.now()
    User.objects.bulk_create(users)


def _office(kind: str, name: str, division: str, institution: str = "") -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, division_id=division, institution=institution)
