"""The forms of conduct and fees under the rules that have them, in a browser: sound, whole on a phone, in elder mode."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.models import Region
from dingdian.journal.record import today
from tests.accounts.factory import sign_in
from tests.perms.bridge import SITE, window
from tests.perms.test_sound import kept
from tests.web.test_other_regimes import PLACE, doctor, settled, tell


@pytest.fixture(scope="module", autouse=True)
def _apart(browser: Browser) -> Iterator[None]:
    yield
    connections.close_all()


FORMS = {  # rules → role of the people, forms that begin something, forms of a case that runs
    "national-2025": ("medical", ["fees.receive/?institution={place}", "honour.award/?person={person}"],
                      ["fees.check", "fees.settle", "fees.recover", "fees.close"]),
    "qinghai-2025": ("medical", ["self_inspection.record/?institution={place}"], ["self_inspection.correct"]),
    "hainan-2022": ("insurance_doctor", ["feedback.register/?institution={place}", "channel.publish/?region={region}"],
                    ["feedback.pursue", "feedback.close"]),
}  # fmt: skip
BEGUN: dict[str, dict[str, Any]] = {
    "fees": {"act": "fees.receive", "paid": True},
    "self_inspection": {"act": "self_inspection.record", "text": "自查发现重复收费"},
    "feedback": {"act": "feedback.register", "channel": "hotline", "text": "来电反映开药过多"},
}


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("regime", FORMS)
def test_forms_of_conduct_are_sound_and_whole(province: Region, browser: Browser, regime: str) -> None:
    role, starts, steps = FORMS[regime]
    region, day = settled(regime, role), today().isoformat()
    process = steps[0].partition(".")[0]
    begun = BEGUN[process] | {"id": "S-1", "on": day, "institution": PLACE}
    if process == "fees":
        begun["lines"] = [{"person": doctor(1), "on": day, "amount": Decimal("80.00")}]
    tell(region, "begun", begun)
    case = Case.objects.get(region=region, process=process).pk
    pages = [f"/act/{s}".format(place=PLACE, person=doctor(1), region=region.code) for s in starts]
    pages += [f"/act/{step}/?case={case}" for step in steps] + [f"/cases/{case}/"]
    found = []
    with window(browser) as seen:
        for elder in (False, True):
            seen.client = sign_in(Client(), User.objects.get(username="clerk"))
            if elder:
                seen.client.post("/elder/", {"elder": "1"})
            for page in pages:
                answered = seen.page.goto(SITE + page)
                assert answered is not None and answered.status == 200, page
                kept(seen, f"{page.partition('?')[0]}{case * ('cases' in page) or ''}{'elder' * elder}")
                found += [f"{page}: {wrong}" for wrong in seen.unsound()]
    assert found == []
