"""Cases follow the journal, and derived anew they are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case, Task
from dingdian.casework.projection import rebuild
from dingdian.dossier import parse_dossier
from dingdian.dossier.replay import tell
from dingdian.journal.story import InJournal
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED
from tests.casework.office import HOSPITAL, OTHER, WANG, handling, yunnan
from tests.casework.test_yunnan import two

pytestmark = pytest.mark.django_db
R = User.Role
STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))


def rows() -> tuple[list[Any], list[Any], list[Any]]:
    fields = ("process", "key", "state", "closed", "person", "institution", "opened", "moved", "basis", "trouble")
    cases = sorted(Case.objects.values_list(*fields))
    parties = sorted(
        Case.objects.exclude(parties=None).values_list(
            "process", "key", "parties__person", "parties__institution", "parties__division"
        )
    )
    named = ("case__process", "case__key", "kind", "act", "detail", "title", "role", "person", "institution", "division",
             "due", "provisional", "paused", "clauses", "reason", "holder", "done", "doer")  # fmt: skip
    return cases, parties, sorted(Task.objects.values_list(*named), key=str)


def test_who_holds_a_task_survives_deriving_it_anew() -> None:
    office = yunnan()
    clerk = office.user(R.CLERK, "530102")
    two(office, handling(), clerk, office.user(R.HEAD, "530102"))
    actions.claim(Task.objects.get(act="notice.deliver_to_institution", done=None), acting_user=clerk)
    before = rows()
    rebuild(office.region)
    assert rows() == before and Task.objects.get(act="notice.deliver_to_institution", done=None).holder == clerk


def test_a_person_of_two_places_is_a_case_of_both() -> None:
    office = yunnan()
    hospital, other = office.user(R.INSTITUTION, HOSPITAL), office.user(R.INSTITUTION, OTHER)
    for n, act in enumerate(("person.join", "commitment.sign", "filing.submit")):
        entered = {"act": act, "on": "2025-01-06", "person": WANG, "institution": HOSPITAL}
        if act == "filing.submit":
            entered |= {"role": "medical", "department": "内科"}
        actions.do(office.region, entered, acting_user=hospital, key=str(n))
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h1", WANG), clerk, head)
    owed = Task.objects.filter(act="notice.deliver_to_institution", done=None)
    assert set(owed.values_list("institution", flat=True)) == {HOSPITAL, OTHER}, "云南送达各执业机构"
    actions.do(
        office.region,
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"},
        acting_user=clerk,
        key="d",
    )
    assert list(owed.values_list("institution", flat=True)) == [OTHER]
    assert Case.objects.get(process="handling").closed is False
    assert other.is_active


def test_derived_anew_it_is_the_same() -> None:
    same_anew(STORIES[5::200])


@pytest.mark.long
@pytest.mark.parametrize("part", range(12))
def test_every_story_derived_anew_is_the_same(part: int) -> None:
    same_anew(STORIES[part::12])


def same_anew(stories: list[Path]) -> None:
    differing = []
    for path in stories:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        told = InJournal(dossier, path.stem[:60])
        tell(dossier, told)
        before = rows()
        rebuild(told.region)
        after = rows()
        if before != after:
            diff = [(set(map(str, a)) ^ set(map(str, b))) for a, b in zip(before, after, strict=True)]
            differing.append(f"{path.name}: {[sorted(d)[:4] for d in diff]}")
        Case.objects.all().delete()
    assert not differing, "\n".join(differing)
