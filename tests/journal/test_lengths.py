"""What is too long to be kept is named before anything is written, and what just fits is kept."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.journal import lengths
from dingdian.journal.models import Entry
from dingdian.journal.record import Actor, register
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region
from dingdian.law.setting import Agreement, Institution, Person
from dingdian.located import InvalidInput
from dingdian.registry import models

BY = Actor("setting", "system")
ROWS: dict[str, tuple[Any, dict[str, Any]]] = {
    INSTITUTION: (Institution, {"code": "H1", "sector": "medical_institution"}),
    PERSON: (Person, {"code": "D1", "role": "medical"}),
    AGREEMENT: (Agreement, {"institution": "H1", "start_on": "2025-01-01", "end_on": "2025-12-31"}),
}
FREE = {"name", "ownership", "institution_type", "sector", "parent", "area", "id", "code"}
"""Fields that take any text."""
CASES = [(kind, field) for kind, (model, _) in ROWS.items() for field in lengths.REGISTERED[model] if field in FREE]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "field"), CASES)
def test_a_registration_is_kept_up_to_its_longest_and_named_beyond(kind: str, field: str) -> None:
    region = open_region("r", "统筹区", persons="yunnan-2025", institutions="shaoguan-2023")
    model, row = ROWS[kind]
    if kind == AGREEMENT:
        register(region, INSTITUTION, ROWS[INSTITUTION][1], by=BY, key="place")
    longest, before = lengths.REGISTERED[model][field], Entry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        register(region, kind, {**row, field: "长" * (longest + 1)}, by=BY, key="long")
    [problem] = refused.value.problems
    assert (problem.field, problem.expected) == (field, f"至多 {longest} 字")
    assert Entry.objects.count() == before
    register(region, kind, {**row, field: "长" * longest}, by=BY, key="fits")


@pytest.mark.django_db
@pytest.mark.parametrize(("facts", "longest"), [("insurance_tier", 40), ("registered_address", 400)])
def test_facts_that_are_kept_beside_the_journal_have_a_longest(facts: str, longest: int) -> None:
    region = open_region("r", "统筹区", institutions="shaoguan-2023")
    row = ROWS[INSTITUTION][1]
    with pytest.raises(InvalidInput, match="过长"):
        register(region, INSTITUTION, {**row, facts: "长" * (longest + 1)}, by=BY, key="long")
    register(region, INSTITUTION, {**row, facts: "长" * longest}, by=BY, key="fits")
    said = {"act": "fact.record", "on": "2025-03-05", "institution": "H1"}
    act = ACT.validate_python({**said, "facts": {facts: "长" * (longest + 1)}})
    assert lengths.too_long(act) == [(f"facts.{facts}", longest)]


def test_the_department_of_a_site_has_a_longest() -> None:
    sites = [{"institution": "H1", "department": "科" * 61}]
    with pytest.raises(InvalidInput, match="过长"):
        lengths.check(Person.model_validate({"code": "D1", "role": "medical", "sites": sites}))


def test_an_act_is_too_long_where_its_ground_or_area_is() -> None:
    act = {
        "act": "agreement.terminate",
        "on": "2025-03-05",
        "institution": "H1",
        "ground": "G" * 61,
        "nature": "x" * 41,
    }
    assert lengths.too_long(ACT.validate_python(act)) == [("ground", 60), ("nature", 40)]


def test_what_is_asked_is_what_the_columns_hold() -> None:
    def column(model: Any, name: str) -> int | None:
        return int(model._meta.get_field(name).max_length)

    of: dict[Any, Any] = {Institution: models.Institution, Person: models.Person, Agreement: models.Agreement}
    for model, fields in lengths.REGISTERED.items():
        for name, longest in fields.items():
            if (model, name) != (Agreement, "institution"):
                assert longest == column(of[model], "ref" if name == "id" else name), (model, name)
    held = {"ground": "ground", "nature": "nature"}
    assert {name: column(models.Designation, field) for name, field in held.items()} == {"ground": 60, "nature": 40}
    assert {"insurance_tier": column(models.Designation, "tier"),
                             "registered_address": column(models.Designation, "address")} == lengths.FACTS  # fmt: skip
    assert lengths.ACTS["department"] == column(models.Site, "department")
