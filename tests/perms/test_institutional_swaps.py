"""Steps of institutions name matters of their own place alone: what lies elsewhere is neither offered nor taken."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.models import Entry
from dingdian.journal.record import today
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.institutions import PROCESSES
from dingdian.regimes import load as rules_of
from dingdian.registry.models import Agreement
from dingdian.web.forms.institutional import models
from tests.casework.office import HOSPITAL, OTHER, Office, yunnan
from tests.web.test_competence import browser
from tests.web.test_other_regimes import tell

R = User.Role
NAMING = ("case", "of", "agreement", "finding", "inspection", "plan", "round", "template", "parent")
"""Fields by which a step may name another matter."""


@pytest.fixture
def office(db: None) -> Office:
    """An office with matters at both hospitals: an application, a finding, an inspection, a declaration."""
    made = yunnan(institutions="shaoguan-2023")
    day = today().isoformat()
    for place, mark in ((HOSPITAL, "own"), (OTHER, "far")):
        acts: list[dict[str, Any]] = [
            {"act": "designation.apply", "institution": place, "kind": "internet_plus_supplement"},
            {"act": "finding.suspect", "institution": place, "code": "duplicate_charge"},
            {"act": "inspection.plan", "institution": place},
            {
                "act": "settlement.declare",
                "institution": place,
                "period": "2026-10",
                "amount": 100,
                "attested_by": "甲",
            },
            {"act": "rectification.order", "institution": place},
        ]
        for n, act in enumerate(acts):
            tell(made.region, f"{mark}-{n}", act | {"id": f"{mark}-{n}", "on": day})
    return made


def foreign() -> set[str]:
    """What names a matter of the other hospital."""
    refs = set(Agreement.objects.filter(institution__code=OTHER).values_list("ref", flat=True))
    return refs | set(Case.objects.filter(institution=OTHER).values_list("key", flat=True)) | {"far-0", "far-1"}


@pytest.mark.parametrize("role", [R.CLERK, R.INSTITUTION])
def test_no_form_offers_or_takes_what_lies_elsewhere(office: Office, role: str) -> None:
    client = browser(office.user(role, HOSPITAL if role == R.INSTITUTION else "530102"))
    far, steps = foreign(), steps_of(rules_of("shaoguan-2023"))
    assert len(far) >= 6
    opened, named = 0, set()
    before = Entry.objects.count()
    for act in sorted({s.act for p in PROCESSES for s in p.steps} & steps.keys()):
        url = f"/act/{act}/?institution={HOSPITAL}"
        page = client.get(url)
        if page.status_code != 200:
            assert page.status_code in (403, 404), (act, page.status_code)
            continue
        opened += 1
        form = page.context["form"]
        assert not [ref for ref in far if f'value="{ref}"' in page.content.decode()], act
        for name in NAMING:
            field = form.fields.get(name)
            if not isinstance(field, forms.ChoiceField):
                continue
            named.add(name)
            sent = {"on": today().isoformat(), "key": f"{act}-{name}", name: sorted(far)[0]}
            assert client.post(url, sent).status_code in (200, 422), (act, name)
        assert client.get(f"/act/{act}/?institution={OTHER}").status_code in (403, 404), act
        for case in Case.objects.filter(institution=OTHER):
            assert client.get(f"/act/{act}/?case={case.pk}").status_code in (403, 404), (act, case.process)
    assert opened > (10 if role == R.INSTITUTION else 40), opened
    assert {"of", "agreement"} <= named
    assert Entry.objects.count() == before


@pytest.mark.parametrize("act", sorted(a for a in models() if "institution" in models()[a].model_fields))
def test_a_step_for_another_institution_is_refused_to_an_institution(act: str) -> None:
    """Every step that may name an institution: the address decides which, the form asks no other."""
    from dingdian.web.forms import Where
    from dingdian.web.forms.institutional import fields

    if act in steps_of(rules_of("shaoguan-2023")):
        assert "institution" not in fields(act, Where(rules_of("shaoguan-2023"), fixed={"institution": HOSPITAL}))
