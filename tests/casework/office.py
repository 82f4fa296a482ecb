"""A small office for tests: divisions, users of every role, two hospitals and the people filed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from dingdian.accounts.models import Division, Organisation, User
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, register
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region

SYSTEM = Actor("system", "system")
FIRST = date(2025, 1, 2)
KIND = Organisation.Kind
R = User.Role
OFFICES = {R.OFFICIAL: KIND.ADMINISTRATION, R.PARTNER: KIND.PARTNER}
HOSPITAL, OTHER = "H53010200001", "H53060200001"
ZHANG, LI, WANG = "D530102000001", "D530102000002", "D530602000001"


@dataclass
class Office:
    """A province with its users; `user(role, division)` makes one or gives the one made before."""

    region: Region
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    _number: Any = field(default_factory=lambda: count(1))

    def user(self, role: str, where: str = "530000", *, name: str = "") -> User:
        """A user of a role in a division; institutions and persons are named by their code."""
        if (role, where + name) in self.users:
            return self.users[role, where + name]
        organisation = None
        if role == R.INSTITUTION:
            organisation = Organisation.objects.create(
                kind=KIND.INSTITUTION, name=where, division_id=division(where), institution=where
            )
        elif role != R.PERSON:
            kind = OFFICES.get(role, KIND.AGENCY)
            organisation, _ = Organisation.objects.get_or_create(kind=kind, name=f"{kind}{where}", division_id=where)
        made = User.objects.create(
            username=f"{role}{next(self._number)}",
            name="某人",
            role=role,
            organisation=organisation,
            person=where if role == R.PERSON else "",
        )
        return self.users.setdefault((role, where + name), made)


def division(code: str) -> str:
    """The division in which an institution of these tests lies, by its code."""
    return code[1:7]


def yunnan(code: str = "yn", *, persons: str = "yunnan-2025", institutions: str = "", role: str = "medical") -> Office:
    """An office in Yunnan with a hospital in Kunming (two people) and one in Zhaotong (one person)."""
    for number, parent in (("530000", None), ("530102", "530000"), ("530602", "530000")):
        Division.objects.get_or_create(code=number, defaults={"name": number, "parent_id": parent})
    region = open_region(
        code, "云南", persons=persons, institutions=institutions, division_id="530000" if code == "yn" else None
    )
    for hospital in (HOSPITAL, OTHER):
        enter(region, INSTITUTION, {"code": hospital, "name": "医院", "sector": "medical_institution",
              "institution_type": "general_hospital", "ownership": "public"}, office={"division": division(hospital)})  # fmt: skip
        enter(region, AGREEMENT, {"id": f"a-{hospital}", "institution": hospital, "start_on": date(2025, 1, 1),
              "end_on": date(2025, 12, 31)})  # fmt: skip
    for person, hospital in ((ZHANG, HOSPITAL), (LI, HOSPITAL), (WANG, OTHER)):
        site = {"institution": hospital, "department": "内科", "filed_on": FIRST}
        enter(region, PERSON, {"code": person, "name": "某医师", "role": role, "sites": [site]})
    return Office(region)


def enter(region: Region, name: str, data: dict[str, Any], **rest: Any) -> None:
    """A registration."""
    key = f"{name}:{data.get('code') or data['id']}"
    register(region, name, data, by=SYSTEM, key=key, recorded_on=FIRST, **rest)


def handling(
    ref: str = "h1", *persons: str, on: str = "2025-02-05", clause: str = "yunnan/23.1", place: str = HOSPITAL
) -> dict[str, Any]:
    """A handling of one finding with these persons (Zhang alone if none is named)."""
    shares = [{"person": person, "degree": "main"} for person in persons or (ZHANG,)]
    finding = {"id": f"{ref}-f1", "type": "duplicate_charge", "circumstances": [clause], "persons": shares}
    return {
        "act": "handling.decide", "on": on, "id": ref, "basis": "administrative_penalty", "institution": place,
        "inspection": f"i-{ref}", "findings": [finding],
    }  # fmt: skip
