"""Facts of an institution in a form: what a form states is what a file with the same cells states."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.journal.record import today
from dingdian.journal.slices import ACT, load
from dingdian.law.institutions.known import facts_on
from dingdian.office.institutions.layout import layout_for
from dingdian.regimes import load as rules_of
from dingdian.web.forms import StepForm, Where
from dingdian.web.forms.institutional.facts import groups
from dingdian.web.forms.institutional.rows import Rows
from tests.casework.office import HOSPITAL, yunnan
from tests.web.test_competence import browser
from tests.web.test_steps import words

R = User.Role
AT = {"institution": HOSPITAL}


def form(act: str, data: dict[str, Any], regime: str = "shaoguan-2023") -> StepForm:
    return StepForm(act, Where(rules_of(regime), fixed=AT), {"on": "2024-06-03", "kind": "designation"} | data)


def stated(act: str, data: dict[str, Any], regime: str = "shaoguan-2023") -> Any:
    filled = form(act, data, regime)
    assert filled.is_valid(), filled.errors.as_json()
    return ACT.validate_python({"act": act, **filled.stated()}).facts


@pytest.mark.parametrize("regime", ["shaoguan-2023", "zizhiqu-2025"])
@pytest.mark.parametrize("act", ["designation.apply", "fact.record"])
def test_the_example_of_every_column_is_taken(act: str, regime: str) -> None:
    layout, data = layout_for(rules_of(regime)), dict[str, Any]()
    examples = {c.name: c.example for c in layout.main.columns}
    sheets = {s.title: {c.name: c.example for c in s.columns} for s in layout.sheets}
    for title, group in groups(rules_of(regime), applies=act != "fact.record"):
        for name, field in group.items():
            if isinstance(field, Rows):
                data[name] = "\t".join(sheets[title].get(c.name, "") for c in field.columns)
                continue
            labels = {shown: value for value, shown in getattr(field, "choices", ())}
            cells = examples[name.rsplit(".")[-1]].split("；")
            data[name] = cells[0] if not labels else [labels[c] for c in cells if c in labels]
            if labels and type(field).__name__ != "MultipleChoiceField":
                data[name] = data[name][0] if data[name] else ""
    found = stated(act, data, regime)
    assert len(found.model_fields_set) > 5, found.model_fields_set


def test_rows_of_several_kinds_become_the_facts_that_a_file_would_state() -> None:
    found = stated("fact.record", {
        "facts.own.beds_approved": "120", "facts.own.policies": ["finance"], "facts.own.searched": ["penalties"],
        "facts.licences": "营业执照\t9144\t2023-06-01\t2028-05-31",
        "facts.key_persons": "P001，李某，主要负责人，，，法院失信被执行人名单，2024-03-01",
        "facts.duties": "1\t追回费用\t经办机构\t15000.50\t\t\t\t\t未履行",
    })  # fmt: skip
    assert (found.beds_approved, found.policies) == (120, ("finance",))
    assert found.penalties == ()
    assert found.licences[0].valid_until == date(2028, 5, 31)
    assert found.role_holders[0].discredit_listings[0].listed_on == date(2024, 3, 1)
    assert str(found.recoveries[0].amount) == "15000.50"


def test_a_wrong_cell_is_named_by_row_and_column() -> None:
    filled = form("fact.record", {"facts.licences": "营业执照\t9144\t六月一日"})
    assert not filled.is_valid()
    assert filled.errors["facts.licences"] == ["第 1 行第 3 列发证日期：写成 2026-03-10 这样"]


def test_what_was_not_filled_in_is_not_stated() -> None:
    assert stated("designation.apply", {}).model_fields_set == set()


@pytest.mark.django_db
def test_the_agency_records_facts_at_an_institution_and_the_law_knows_them(client: Client) -> None:
    office = yunnan(institutions="shaoguan-2023")
    clerk = browser(office.user(R.CLERK))
    page = clerk.get(f"/act/fact.record/?institution={HOSPITAL}")
    assert "证照" in words(page) and "查实事项" in words(page) and "人员类别" not in words(page)
    day = today()
    sent = {"on": day.isoformat(), "key": "f", "facts.own.beds_approved": "80", "from": "", "to": ""}
    assert clerk.post(f"/act/fact.record/?institution={HOSPITAL}", sent).status_code == 302
    assert facts_on(load(office.region, institutions=[HOSPITAL]), HOSPITAL, day).beds_approved == 80


@pytest.mark.django_db
def test_facts_of_an_institution_are_not_open_to_another(client: Client) -> None:
    office = yunnan(institutions="shaoguan-2023")
    other = browser(office.user(R.INSTITUTION, "H53060200001"))
    assert other.get(f"/act/fact.record/?institution={HOSPITAL}").status_code == 404
