"""监督: what ran out, is not filed, not paid, held or done by exception, over all stages, for who supervises there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.record import record, today
from dingdian.journal.slices import ACT
from dingdian.law.institutions.stages import LABELS, STAGES, stage_of
from dingdian.law.processes.institutions import PROCESSES
from dingdian.regimes import load
from dingdian.web import exported, oversight
from tests.casework.office import HOSPITAL, OTHER, SYSTEM, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

R = User.Role
ALL = [f"SG-M{n}" for n in range(1, 7)]
KIND_COUNTS = {"overdue": 2, "unfiled": 1, "late_payment": 1, "held_payment": 1, "override": 1}


def tell(office: Office, ref: str, name: str, on: str, **more: Any) -> None:
    act = ACT.validate_python({"act": name, "id": ref, "on": on, "recorded_on": today(), **more})
    record(office.region, act, by=SYSTEM, key=ref)


def watched(office: Office) -> None:
    """Two evaluations that ran out, a payment that did, payment held, a change not filed, a second notice of gaps."""
    for n, place in enumerate((HOSPITAL, OTHER)):
        tell(office, f"c{n}", "designation.apply", "2026-01-05", institution=place, materials=ALL[:-1])
        tell(office, f"m{n}", "designation.request_materials", "2026-01-06", case=f"c{n}", missing=ALL[-1:])
        if n == 0:
            tell(office, "m9", "designation.request_materials", "2026-01-07", case="c0", missing=ALL[-1:],
                 override_reason="遗漏了一项，经负责人同意")  # fmt: skip
        tell(office, f"s{n}", "designation.supplement", "2026-01-12", case=f"c{n}", materials=ALL[-1:])
        tell(office, f"e{n}", "evaluation.open", "2026-01-13", case=f"c{n}")
    tell(office, "p", "settlement.declare", "2025-06-17", institution=HOSPITAL, period="2025-05", amount=100)
    tell(office, "h", "settlement.hold", "2025-07-01", institution=OTHER, reason="涉嫌违规，待查实")
    tell(office, "x", "change.discover", "2025-08-01", institution=HOSPITAL, field="name", took_effect_on="2025-03-03")


@pytest.mark.django_db
@pytest.mark.proves("shaoguan/46a")
def test_every_item_stands_on_the_page_with_its_case() -> None:
    office = yunnan(persons="", institutions="shaoguan-2023")
    watched(office)
    official = office.user(R.OFFICIAL)
    client, day = browser(official), today()
    counts = {kind: oversight.found(official, day, kind=kind).count() for kind in oversight.KINDS}
    assert counts == KIND_COUNTS and oversight.found(official, day).count() == sum(counts.values())
    page = client.get("/oversight/")
    html, told = page.content.decode(), words(page)
    assert len(re.findall(r'<th scope="row"><a href="/cases/\d+/">', html)) == sum(counts.values())
    assert (
        "第四十六条第一款" in told
        and "遗漏了一项" in told
        and "涉嫌违规" in told
        and f"全部 {sum(counts.values())}" in told
    )
    assert re.findall(r'<option value="(\w+)"', html) == list(STAGES), "the union of both lists of stages"
    for kind, n in counts.items():
        shown = client.get(f"/oversight/?kind={kind}").content.decode()
        assert len(re.findall(r'<th scope="row"><a href="/cases/(\d+)/">', shown)) == n, kind
        file = exported.of(official, "oversight", {"kind": kind})
        assert file.count() == len(list(file.lines(full=False))) == n, "one query behind count, list and file"
    for link in re.findall(r'<th scope="row"><a href="(/cases/\d+/)">', html):
        assert client.get(link).status_code == 200
    stages = {s: oversight.found(official, day, stage=s).count() for s in STAGES}
    assert sum(stages.values()) == sum(counts.values()) and stages["evaluation"] == 2
    assert stages["cost_review"] == stages["disbursement"] == stages["performance"] == stages["acceptance"] == 1


@pytest.mark.django_db
@pytest.mark.proves("shaoguan/46a")
def test_two_evaluations_and_a_payment_that_ran_out_are_three_items() -> None:
    office = yunnan(persons="", institutions="shaoguan-2023")
    watched(office)
    found = oversight.found(office.user(R.OFFICIAL), today())
    late = found.filter(item__in=("overdue", "late_payment"))
    assert sorted(late.values_list("act", flat=True)) == [
        "evaluation.conclude",
        "evaluation.conclude",
        "settlement.review",
    ]
    tell(office, "r", "settlement.review", "2025-07-20", of="p", outcome="passed")
    tell(office, "y", "settlement.pay", "2025-07-21", of="p", amount=100)
    tell(office, "z", "settlement.release", "2025-07-21", institution=OTHER)
    assert sorted(found.values_list("item", flat=True)) == ["overdue", "overdue", "override", "unfiled"]


@pytest.mark.django_db
def test_each_sees_their_own_region_and_who_does_not_supervise_sees_nothing() -> None:
    office = yunnan(persons="", institutions="shaoguan-2023")
    watched(office)
    county = office.user(R.OFFICIAL, "530602")
    assert set(oversight.found(county, today()).values_list("institution", flat=True)) == {OTHER}
    told = words(browser(county).get("/oversight/"))
    assert "超期未办 1" in told and "逾期未拨付 0" in told
    for user in (office.user(R.CLERK), office.user(R.INSTITUTION, HOSPITAL)):
        assert browser(user).get("/oversight/").status_code == 403
        assert not oversight.found(user, today()).exists()
        assert browser(user).get("/export/oversight/").status_code == 403
    for role in (R.HEAD, R.SUPERVISOR, R.AUDITOR):
        assert browser(office.user(role)).get("/oversight/").status_code == 200
    assert Client().get("/oversight/").status_code == 302


@pytest.mark.django_db
def test_where_the_rules_name_no_stages_nothing_is_watched() -> None:
    office = yunnan()
    assert "没有列出要监督的环节" in words(browser(office.user(R.OFFICIAL)).get("/oversight/"))
    assert not Case.objects.exists()


def test_every_step_on_institutions_has_a_stage() -> None:
    acts = {step.act for process in PROCESSES for step in process.steps}
    assert {stage_of(act) for act in acts} == set(STAGES) == set(LABELS)
    assert set(oversight.acts_of(STAGES)) == acts
    assert oversight.stages_of(load("shaoguan-2023")) == STAGES and oversight.stages_of(load("yunnan-2025")) == ()
