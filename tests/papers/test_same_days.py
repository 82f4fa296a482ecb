"""Each date of a case, read on page, paper, API and message: the same for whoever looks, under each region's rules."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.casework import telling
from dingdian.casework.models import Case
from dingdian.casework.queries import parties_of
from dingdian.journal.record import record, today
from dingdian.journal.slices import ACT, load
from dingdian.law.deadlines import Query, deadline
from dingdian.outbox import kinds
from dingdian.outbox.models import Letter
from dingdian.papers import actions
from dingdian.papers.document import day_in_words
from dingdian.papers.models import Paper
from dingdian.papers.queries import offers
from tests.accounts.factory import sign_in
from tests.casework.office import HOSPITAL, SYSTEM, ZHANG, Office, handling, yunnan
from tests.world import signed_in

pytestmark = pytest.mark.django_db
R = User.Role
FOUND: dict[str, dict[str, Any]] = {
    "yunnan-2025": {"clause": "yunnan/24.1"},
    "qinghai-2025": {"clause": "qinghai/3.5.d", "share": {"points": 9, "months": 2}},
    "hainan-2022": {"clause": "hainan/16.3", "share": {}, "role": "insurance_doctor"},
}
"""What makes a suspension under each."""


def served(office: Office, regime: str) -> Paper:
    """A decision that suspends, its notice issued and served, the person informed."""
    found, day = FOUND[regime], today().isoformat()
    act = handling("h1", clause=found["clause"], on=day)
    if regime != "yunnan-2025":
        act["basis"] = "agreement_handling"
    act["findings"][0]["persons"] = [{"person": ZHANG} | found.get("share", {"degree": "main"})]
    record(office.region, ACT.validate_python(act), by=SYSTEM, key="h1")
    clerk = office.user(R.CLERK, "530102")
    case = Case.objects.get(process="handling")
    draft = next(o.draft for o in offers(case, clerk) if o.draft.kind == "points_notice")
    paper = actions.issue(office.region, draft, acting_user=clerk).paper
    actions.serve(paper, acting_user=clerk)
    tell = {"act": "notice.deliver_to_person", "on": day, "of": "h1", "person": ZHANG, "institution": HOSPITAL}
    record(office.region, ACT.validate_python(tell), by=SYSTEM, key="told")
    return paper


@pytest.mark.parametrize("regime", FOUND)
def test_page_paper_api_and_message_give_the_same_days(
    regime: str, pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    office = yunnan(persons=regime, role=FOUND[regime].get("role", "medical"))
    hospital, person = office.user(R.INSTITUTION, HOSPITAL), office.user(R.PERSON, ZHANG)
    for user in (hospital, person):
        user.email = f"{user.username}@office.example"
        user.save()
    paper, case = served(office, regime), Case.objects.get(process="handling")
    register = load(office.region, persons=[ZHANG], refs=["h1"])
    (cause,) = register.account(ZHANG).causes
    asked = Query("h1", ZHANG, HOSPITAL)
    last = {step: due.day for step in ("review.request", "restoration.apply")
            if (due := deadline(register, step, asked).value) is not None}  # fmt: skip
    limited = register.regime.parameters.objection.first_step_working_days.value is not None
    assert ("review.request" in last) is limited and cause.last_day is not None
    assert ("restoration.apply" in last) is not register.regime.parameters.restoration.auto_restore.value

    path = tmp_path / "paper.pdf"
    path.write_bytes(bytes(Paper.objects.get(pk=paper.pk).pdf))
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True).stdout
    printed = re.sub(r"[\s草案]", "", text)
    api = signed_in(person).get(f"/api/people/{ZHANG}/deadlines").json()["items"]
    letter = Letter.objects.filter(kind=kinds.INFORMED, user=person).order_by("id")[0]
    words = telling.compose(letter, timezone.now())
    assert words is not None
    assert parties_of(case, person).exists()
    for user in (hospital, person):
        browser = sign_in(Client(), user)
        pages = browser.get(f"/cases/{case.pk}/").content.decode(), browser.get(f"/people/{ZHANG}/").content.decode()
        for span in (cause.first_day, cause.last_day):
            assert span.isoformat() in pages[0], (user.role, span)
        assert cause.first_day.isoformat() in pages[1], user.role
        if user == person:
            assert [step for step, day in last.items() if day.isoformat() not in pages[0]] == []
    for step, day in last.items():
        assert {x["due"] for x in api if x["deadline"] == step} == {day.isoformat()}, step
        assert f"最迟 {day.isoformat()}" in words.body, step
        if step == "restoration.apply":
            assert f"最后一日为{day_in_words(day)}" in printed
    if limited:
        assert last["review.request"].isoformat() in words.short  # the text message
        if "objection-own-clock" not in str(paper.sources):
            assert f"最后一日为{day_in_words(last['review.request'])}" in printed
    assert f"自{day_in_words(cause.first_day)}起至{day_in_words(cause.last_day)}止" in printed
    spans = signed_in(person).get(f"/api/people/{ZHANG}/standings").json()["intervals"]
    suspended = next(span for span in spans if span["status"] == "suspended")
    assert suspended["first_day"] == cause.first_day.isoformat()
    # Where a restoration has to be applied for, the state goes on past the term until it is restored.
    assert suspended["last_day"] == (cause.last_day.isoformat() if cause.ends_itself else None)
