"""A slice holds whatever bears on a question, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from dingdian.journal.record import Conflict, Recorded, record, register
from dingdian.journal.slices import ACT, INSTITUTION, load
from dingdian.journal.story import open_region
from dingdian.journal.subjects import mentioned
from dingdian.law.processes.admit import examine
from tests.journal.regions import CLERK

pytestmark = pytest.mark.django_db
ONE, OTHER = "H11010100004", "P11010100004"


@pytest.mark.parametrize(("named", "there"), [("P1", True), ("P2", False)])
@pytest.mark.parametrize("fact", ["role_holders", "person_bans", "terminations"])
def test_an_institution_whose_facts_name_a_key_person_bears_on_a_question(fact: str, named: str, there: bool) -> None:
    region = open_region("bans", "禁入", institutions="national-2025")
    row: dict[str, Any] = {"nature": "illegal", "effective_on": "2019-05-10", "named_persons": [named]}
    if fact == "role_holders":
        row = {"person_ref": named, "role": "principal"}
    own = {"code": ONE, "sector": "medical_institution", "role_holders": [{"person_ref": "P1", "role": "principal"}]}
    for data in (own, {"code": OTHER, "sector": "retail_pharmacy", fact: [row]}):
        register(region, INSTITUTION, data, by=CLERK, key=str(data["code"]))
    assert (OTHER in load(region, institutions={ONE}).institutions) is there


def published(region: Any, key: str, **rest: Any) -> Recorded:
    act = {"act": "disclosure.publish", "on": "2024-09-02", "object": "register", "actor": "agency", **rest}
    return record(region, ACT.validate_python(act), by=CLERK, key=key)


def test_an_act_without_an_id_never_meets_one_that_has_it() -> None:
    region = open_region("ids", "编号", institutions="shaoguan-2023")
    first = published(region, "a", id="disclosure.publish#2")
    again = {"act": "disclosure.publish", "on": "2024-09-02", "object": "register", "actor": "agency"}
    assert examine(load(region), ACT.validate_python(again)) == ()
    assert published(region, "b").entry.ref not in ("", first.entry.ref)
    with pytest.raises(Conflict):
        published(region, "c", id="disclosure.publish#2")


def test_facts_that_are_plain_words_name_no_other_institution() -> None:
    assert mentioned({"services": ["内科", "外科"], "beds": 20}) == set()
