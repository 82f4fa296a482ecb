"""What was said of somebody stays in the office; a batch of fees goes from its receipt to what comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import Organisation, User
from dingdian.casework.models import Case, Notice
from dingdian.casework.queries import cases, tasks_in_scope
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.law.explain import Objection
from dingdian.web.preview import refusal
from tests.accounts.factory import sign_in
from tests.web.test_other_regimes import PLACE, doctor, settled, tell
from tests.web.test_steps import words

SAID = "来电反映开药过多"


def hospital(region: Region) -> User:
    office = Organisation.objects.create(
        kind=Organisation.Kind.INSTITUTION, name="别规医院", division=region.division, institution=PLACE
    )
    return User.objects.create(username="place", name="医保办", role=User.Role.INSTITUTION, organisation=office)


@pytest.mark.django_db
def test_what_was_said_of_somebody_is_shown_to_the_office_alone(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    region, day = settled("hainan-2022", "insurance_doctor"), today().isoformat()
    heard = {"act": "feedback.register", "id": "YJ-1", "on": day, "channel": "hotline", "institution": PLACE}
    tell(region, "f1", heard | {"person": doctor(1), "text": SAID})
    case = Case.objects.get(region=region, process="feedback")
    clerk = signed_in("clerk")
    assert SAID in words(clerk.get(f"/cases/{case.pk}/"))
    person = User.objects.create(username="said", name="本人", role=User.Role.PERSON, person=doctor(1))
    for user in (hospital(region), person):
        client = sign_in(Client(), user)
        assert client.get(f"/cases/{case.pk}/").status_code == 404
        assert not cases(user).filter(process="feedback").exists()
        assert not tasks_in_scope(user).filter(case=case).exists()
        assert not Notice.objects.filter(user=user).exists()
        for url in (
            "/cases/",
            f"/people/{doctor(1)}/",
            f"/people/{doctor(1)}/file/",
            f"/institutions/{PLACE}/",
            "/todo/",
        ):
            page = client.get(url)
            assert page.status_code in (200, 403, 404)
            assert SAID not in page.content.decode() and "社会监督意见" not in words(page)
    sent = {"on": day, "key": "k", "inspection": "JC-1"}
    assert clerk.post(f"/act/feedback.pursue/?case={case.pk}", sent).status_code == 302
    case.refresh_from_db()
    assert case.state == "lead"


@pytest.mark.django_db
def test_a_batch_pasted_from_a_table_is_checked_settled_and_asked_back(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    region, day = settled("national-2025", "medical"), today()
    tell(region, "l", {"act": "licence.revoke", "on": (day - timedelta(9)).isoformat(), "person": doctor(2)})
    clerk, served = signed_in("clerk"), (day - timedelta(3)).isoformat()
    url = f"/act/fees.receive/?institution={PLACE}"
    body: dict[str, Any] = {"on": day.isoformat(), "key": "r", "id": "FY-1", "paid": "on"}
    wrong = words(clerk.post(url, body | {"lines": f"{doctor(1)}\t昨天\t1,250"}))
    assert "第 1 行：第 2 列不是日期" in wrong
    lines = f"{doctor(1)}\t{served}\t80.00\n\n{doctor(2)},{served},1250.50,否,骨科,9"
    assert clerk.post(url, body | {"lines": lines}).status_code == 302
    case = Case.objects.get(region=region, process="fees")
    for act, more, state in (
        ("fees.check", {}, "wrong"),
        ("fees.recover", {"amount": "1250.50"}, "recovering"),
        ("fees.close", {"recovered": "1250.50"}, "closed"),
    ):
        at = f"/act/{act}/?case={case.pk}"
        form = clerk.get(at).content.decode()
        if act == "fees.recover":
            assert re.search(r'name="amount"[^>]*value="1250\.50?"|value="1250\.50?"[^>]*name="amount"', form)
        assert clerk.post(at, {"on": day.isoformat(), "key": act} | more).status_code == 302, act
        case.refresh_from_db()
        assert case.state == state


@pytest.mark.django_db
def test_forms_of_conduct_cite_their_clauses_and_refuse_in_the_words_of_the_rules(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    region, day = settled("hainan-2022", "insurance_doctor"), today().isoformat()
    clerk, url = signed_in("clerk"), f"/act/channel.withdraw/?region={region.pk}"
    form = words(clerk.get(url))
    assert "第二十七条" in form and "监督投诉电话" in form and "没有单独规定这一步" not in form
    for channel, called in (("hotline", "监督投诉电话"), ("suggestion_box", "意见箱")):
        said = Objection(
            f"{channel} 不是本规则的监督渠道", ("supervision.feedback_channels",), remedy=f"可用：{channel}"
        )
        shown = refusal(load(region), said)
        assert (shown.text, shown.remedy) == (f"{called} 不是本规则的监督渠道", f"可用：{called}")
    refused = clerk.post(url, {"on": day, "key": "k", "channel": "website"})
    assert refused.status_code == 422 and "第二十七条" in words(refused)
