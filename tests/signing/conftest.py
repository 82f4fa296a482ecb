"""A pooling area under the rules of the autonomous region, with both sides of an agreement in a browser each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zlib import crc32

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework import actions as casework
from dingdian.journal.record import today
from dingdian.signing.models import Edition, Session
from tests.casework.office import HOSPITAL, Office, yunnan
from tests.papers.conftest import _own_seals, pdfsig, seals
from tests.web.conftest import _no_undefined_names
from tests.web.test_competence import browser

__all__ = ["_no_undefined_names", "_own_seals", "pdfsig", "seals"]
R = User.Role


@dataclass
class Sides:
    """The agency's clerk and the institution's office, as users and in browsers."""

    office: Office

    def __post_init__(self) -> None:
        self.clerk, self.place = self.office.user(R.CLERK), self.office.user(R.INSTITUTION, HOSPITAL)
        self.at_agency, self.at_place = browser(self.clerk), browser(self.place)

    def act(self, act: str, user: User | None = None, **said: Any) -> Any:
        """An act recorded in the region."""
        made = {"act": act, "on": said.pop("on", today())} | said
        return casework.do(
            self.office.region, made, acting_user=user or self.clerk, key=f"{act}-{crc32(repr(made).encode())}"
        )

    def begin(self, institution: str = HOSPITAL, **said: str) -> Session:
        """A session begun on the page."""
        form = {"institution": institution, "start_on": str(first()), "end_on": str(last()), "no_talks": "yes"} | said
        answer = self.at_agency.post("/signing/new/", form)
        assert answer.status_code == 302, shown(answer)
        return Session.objects.latest("pk")

    def move(self, client: Client, session: Session, name: str, **said: Any) -> Any:
        """A step of a session, sent as its page does."""
        return client.post(f"/signing/{session.pk}/{name}/", said)

    def signed(self, session: Session) -> bytes:
        """The session signed by both; its file."""
        for client, name in ((self.at_place, "read"), (self.at_place, "seal"), (self.at_agency, "seal")):
            answer = self.move(client, session, name)
            assert answer.status_code == 302, shown(answer)
        return bytes(Edition.objects.get(session=session, stage="signed").pdf)


def first() -> date:
    return today() + timedelta(1)


def last() -> date:
    return today() + timedelta(300)


def shown(answer: Any) -> str:
    """What a page says, without its marks."""
    import re

    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def sides(db: None) -> Sides:
    return Sides(yunnan(persons="", institutions="zizhiqu-2025"))
