"""A small office under any rules, and a calendar that is turned by hand: everybody acts on the day it is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework.sweep import sweep
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, register
from dingdian.journal.slices import AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region
from tests.web import small_demo
from tests.web.browsing import Desk

BY = Actor("setting", "system", "设定")
BEGUN, ENDS = date(2024, 1, 2), date(2027, 12, 31)
_AT = time(10, 0)
_REAL = timezone.now


class Clock:
    """What the site takes for now: it runs on from ten in the morning of the day it was set to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = timedelta(0)
        monkeypatch.setattr(timezone, "now", lambda: _REAL() + self._ahead)

    def to(self, day: date) -> None:
        self._ahead = datetime.combine(day, _AT, ZoneInfo("Asia/Shanghai")) - _REAL()


@dataclass(frozen=True)
class House:
    """An institution, with the name its office signs in by."""

    code: str
    name: str
    office: str
    sector: str = "medical_institution"
    ownership: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Someone:
    """A person with the places (and departments) where they are filed; `signs_in`: by which name, if at all."""

    code: str
    name: str
    role: str
    at: Sequence[tuple[House, str]]
    signs_in: str = ""


@dataclass
class Stage:
    """An office of the agency, one of the administration, institutions and people; each user at a browser of theirs."""

    browser: Browser
    site: str
    clock: Clock
    region: Region = field(init=False)
    _desks: dict[str, Desk] = field(default_factory=dict)
    _shots: int = 0

    def set(
        self, regime: str, houses: Sequence[House], people: Sequence[Someone], *, day: date, half: str = "",
        agreed: bool = True,
    ) -> None:  # fmt: skip
        """Open the region on a day; `half`: the rules on institutions, where there are any; `agreed`: with agreements
        in force.
        """
        self.clock.to(day)
        division = None
        for code, name in (("530000", "示例省"), ("530100", "示例市"), ("530102", "示例区")):
            made = Division.objects.get_or_create(code=code, defaults={"name": name, "parent": division})
            division = made[0]
        self.region = open_region("stage", "示例省", persons=regime, institutions=half, division=division)
        known = day - timedelta(1)
        for house in houses:
            about: dict[str, Any] = {"code": house.code, "name": house.name, "sector": house.sector}
            about["ownership"] = house.ownership or ("private" if house.sector == "retail_pharmacy" else "public")
            about |= {"institution_type": house.kind} if house.kind else {}
            office = {"division": "530102"}
            register(self.region, INSTITUTION, about, by=BY, key=house.code, office=office, recorded_on=known)
            if not agreed:
                continue
            term: dict[str, Any] = {
                "id": f"A-{house.code}",
                "institution": house.code,
                "start_on": BEGUN,
                "end_on": ENDS,
            }
            register(self.region, AGREEMENT, term, by=BY, key=f"a-{house.code}", recorded_on=known)
        for one in people:
            sites = [{"institution": h.code, "filed_on": BEGUN} | ({"department": d} if d else {}) for h, d in one.at]
            about = {"code": one.code, "name": one.name, "role": one.role, "sites": sites}
            register(self.region, PERSON, about, by=BY, key=one.code, recorded_on=known)
        self._users(division, houses, people)

    def _users(self, division: Any, houses: Sequence[House], people: Sequence[Someone]) -> None:
        kinds, roles = Organisation.Kind, User.Role
        agency = Organisation.objects.create(kind=kinds.AGENCY, name="示例区医疗保险中心", division=division)
        bureau = Organisation.objects.create(kind=kinds.ADMINISTRATION, name="示例区医疗保障局", division=division)
        rows = [("clerk", "王经办", roles.CLERK, agency, ""), ("reviewer", "刘复核", roles.REVIEWER, agency, ""),
                ("head", "何主任", roles.HEAD, agency, ""), ("official", "林科长", roles.OFFICIAL, bureau, ""),
                ("director", "秦局长", roles.OFFICIAL, bureau, "")]  # fmt: skip
        for house in houses:
            office = Organisation.objects.create(
                kind=kinds.INSTITUTION, name=house.name, division=division, institution=house.code
            )
            rows.append((house.office, f"{house.name}医保办", roles.INSTITUTION, office, ""))
        rows += [(x.signs_in, x.name, roles.PERSON, None, x.code) for x in people if x.signs_in]  # type: ignore[misc]
        for username, name, role, organisation, person in rows:
            user = User(username=username, name=name, role=role, organisation=organisation, person=person)
            user.set_password(small_demo.PASSWORD)
            user.save()

    def on(self, day: date) -> None:
        """The next morning of the story: the night's sweep has run."""
        self.clock.to(day)
        assert sweep().failed == 0

    def desk(self, username: str) -> Desk:
        """The browser of a user, signed in when first asked for."""
        if username not in self._desks:
            self._desks[username] = Desk(self.browser, self.site, username)
        return self._desks[username]

    def look(self, desk: Desk, name: str, *, width: int = 1360) -> None:
        """Hold the page to what every page must be; keep a picture of it where `JOURNEY_PICTURES` names a folder."""
        desk.sound()
        if folder := os.environ.get("JOURNEY_PICTURES"):
            self._shots += 1
            desk.page.set_viewport_size({"width": width, "height": 900})
            desk.page.screenshot(path=str(Path(folder) / f"{self._shots:02}-{name}.png"), full_page=True)
            desk.page.set_viewport_size({"width": 1360, "height": 900})

    def two(self, doing: str, *, drawer: str = "clerk", signer: str = "reviewer") -> None:
        """What one drew up, another signs and the first carries out."""
        first, second = self.desk(drawer), self.desk(signer)
        first.press(f"送审：{doing}")
        first.says("等待另一人审核")
        second.page.goto(first.page.url)
        second.press("审核同意")
        first.page.reload()
        first.press(doing)

    def close(self) -> None:
        for one in self._desks.values():
            one.page.context.close()
