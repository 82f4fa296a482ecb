"""Thousands of acts in one go are what they would be one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from dingdian.casework.models import Case, Party, Task
from dingdian.journal import many, verifier
from dingdian.journal.batch import Registration, register_many
from dingdian.journal.many import Told, record_many
from dingdian.journal.models import Entry, Head, Region, Subject
from dingdian.journal.rebuild import rebuild
from dingdian.journal.record import Conflict, OutOfOrder, Refused, record
from dingdian.journal.slices import ACT, INSTITUTION
from dingdian.journal.story import open_region
from dingdian.located import InvalidInput
from dingdian.registry.demo import stories
from dingdian.registry.demo.land import PROVINCES, Land
from dingdian.registry.models import Standing, YearPoints
from tests.journal.regions import CLERK, FIRST, HOSPITAL, decision, hospital, person, registrations

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


def told(act: dict[str, Any] | Any, key: str, on: date = FIRST) -> Told:
    parsed = ACT.validate_python({**act, "on": on}) if isinstance(act, dict) else act
    return Told(parsed, CLERK, key, on)


def delivered(n: int, days: int = 1) -> Told:
    act = {"act": "notice.deliver_to_institution", "of": f"h{n}"}
    return told(act, f"d{n}", FIRST + timedelta(days))


def in_turn(region: Region, rows: list[Told]) -> None:
    for x in rows:
        record(region, x.act, by=x.by, key=x.key, recorded_on=x.recorded_on)


def kept(region: Region) -> dict[str, Any]:
    """Everything a region holds, but instants, hashes and the database's ids."""
    acts = Entry.objects.filter(region=region).order_by("seq")
    tasks = Task.objects.filter(case__region=region)
    return {
        "entries": list(acts.values_list("seq", "name", "ref", "on", "recorded_on", "body", "notes", "request_hash")),
        "subjects": sorted(Subject.objects.filter(region=region).values_list("entry__seq", "kind", "code")),
        "cases": sorted(
            Case.objects.filter(region=region).values_list(
                "process", "key", "state", "closed", "person", "institution", "opened__seq", "moved__seq"
            )
        ),
        "parties": sorted(
            Party.objects.filter(case__region=region).values_list("case__key", "person", "institution", "division")
        ),
        "tasks": sorted(
            (str(row) for row in tasks.values_list("case__process", "case__key", "act", "detail", "person", "institution",
             "kind", "role", "due", "provisional", "paused", "clauses", "reason", "done__seq", "doer", "division")),
        ),
        "standings": sorted(
            str(row)
            for row in Standing.objects.filter(person__region=region).values_list("person__code", "status", "period")
        ),
        "points": sorted(YearPoints.objects.filter(person__region=region).values_list("person__code", "year", "total")),
    }  # fmt: skip


@pytest.mark.parametrize("province", PROVINCES, ids=lambda p: p.regime)
def test_stories_at_once_and_one_by_one_are_the_same(province: Any) -> None:
    land = Land(province, DAY, 300)
    rows = []
    for n, moment in enumerate(stories.moments(land, 12)):
        act = ACT.validate_python(stories.act_of(land, moment))
        rows.append(Told(act, stories.actor_of(province, act.act), f"k{n}", moment.on))
    regions = []
    for code in ("many", "single"):
        region = open_region(code, "区", persons=province.regime)
        register_many(region, [*land.institutions(), *land.persons()], by=CLERK, recorded_on=stories.begins(land, 12))
        regions.append(region)
    with patch.object(many, "record", side_effect=AssertionError("told one by one")):
        half = len(rows) // 2
        record_many(regions[0], rows[:half])
        record_many(regions[0], rows[half:])
    in_turn(regions[1], rows)
    assert kept(regions[0]) == kept(regions[1])
    assert [x for x in rebuild(regions[0]) if not x.none] == []
    assert verifier.examine(connection.connection, {}).ok


def test_sent_again_nothing_is_written_twice() -> None:
    region = hospital("many", 3)
    rows = [told(decision(0), "h0"), told(decision(1), "h1"), delivered(0)]
    written = record_many(region, rows)
    assert [x.replayed for x in written] == [False] * 3
    head = Head.objects.get(region=region)
    assert [x.replayed for x in record_many(region, rows)] == [True] * 3
    assert Head.objects.get(region=region).hash == head.hash
    more = record_many(region, [*rows, delivered(1), delivered(1)])
    assert [x.replayed for x in more] == [True] * 3 + [False, True]
    assert [x.entry.seq for x in more] == [6, 7, 8, 9, 9]
    with pytest.raises(Conflict):
        record_many(region, [told(decision(2), "h0")])
    assert verifier.examine(connection.connection, {}).ok


def test_one_wrong_act_leaves_nothing() -> None:
    region = hospital("many", 3)
    record_many(region, [told(decision(0), "h0", FIRST + timedelta(1))])
    before = kept(region)
    good = told(decision(1), "h1", FIRST + timedelta(1))
    wrong = {
        Refused: told({"act": "notice.deliver_to_person", "of": "h9", "person": person(2)}, "w", FIRST + timedelta(2)),
        Conflict: told(decision(2, id="h0"), "w", FIRST + timedelta(2)),
        OutOfOrder: told(decision(2), "w", FIRST),
        InvalidInput: told(decision(2, id="h" * 200), "w", FIRST + timedelta(2)),
    }
    for error, row in wrong.items():
        with pytest.raises(error):
            record_many(region, [good, row])
        assert kept(region) == before


def test_several_persons_of_one_decision_stay_together() -> None:
    finding = {
        "id": "f", "type": "breach", "circumstances": ["yunnan/22.1"],
        "persons": [{"person": person(0), "degree": "main"}, {"person": person(1), "degree": "general"}],
    }  # fmt: skip
    both = decision(0, findings=[finding])
    later = FIRST + timedelta(2)
    rows = [told(both, "h0"), told(decision(2), "h2"), delivered(0), told(decision(1), "h1", later)]
    rows += [
        told({"act": "notice.deliver_to_person", "of": "h0", "person": person(1)}, "t1", later),
        told({"act": "notice.deliver_to_person", "of": "h0", "person": person(0)}, "t0", FIRST + timedelta(3)),
    ]
    one, two, three = hospital("many", 3), hospital("single", 3), hospital("parts", 3)
    record_many(one, rows)
    in_turn(two, rows)
    for row in rows:  # each finds what the others left in the database
        record_many(three, [row])
    assert kept(one) == kept(two) == kept(three)
    assert [x for x in rebuild(one) if not x.none] == []


def test_acts_that_bear_on_others_beyond_their_group_are_told_in_halves() -> None:
    """What an institution itself meets reaches everybody there."""
    suspend = {"act": "agreement.suspend", "institution": HOSPITAL, "from": FIRST, "to": FIRST + timedelta(30)}
    rows = [told(decision(0), "h0"), told(suspend, "s"), told(decision(1), "h1"), delivered(0)]
    one, two = hospital("many", 3), hospital("single", 3)
    with patch.object(many, "_together", wraps=many._together) as together:
        record_many(one, rows)
    assert together.call_count > 1
    in_turn(two, rows)
    assert kept(one) == kept(two)


def test_what_names_only_a_decision_told_before_is_about_its_person() -> None:
    """A delivery and another decision on the same person stay together: nothing has to be told again."""
    regions = [hospital(code, 2) for code in ("many", "single")]
    later = FIRST + timedelta(2)
    rows = [delivered(0), told(decision(0, id="h0-again"), "a", later), told(decision(1), "h1", later)]
    for region in regions:
        in_turn(region, [told(decision(0), "h0")])
    with patch.object(many, "_together", wraps=many._together) as together:
        record_many(regions[0], rows)
    assert together.call_count == 1
    in_turn(regions[1], rows)
    assert kept(regions[0]) == kept(regions[1])


def test_a_key_person_elsewhere_entangles() -> None:
    """The facts of an institution name a person: what befalls them bears on everybody there."""
    regions = []
    for code in ("many", "single"):
        region = hospital(code, 3)
        data = {"code": HOSPITAL, "name": "甲医院", "sector": "medical_institution", "ownership": "public",
                "role_holders": [{"role": "legal_representative", "person_ref": person(0)}]}  # fmt: skip
        register_many(region, [Registration(INSTITUTION, data, "again")], by=CLERK, recorded_on=FIRST)
        regions.append(region)
    rows = [told(decision(0), "h0"), told(decision(1), "h1")]
    with patch.object(many, "_together", wraps=many._together) as together:
        record_many(regions[0], rows)
    assert together.call_count > 1
    in_turn(regions[1], rows)
    assert kept(regions[0]) == kept(regions[1])


def test_what_a_complete_act_turns_out_to_bear_on_is_not_what_another_group_has_read() -> None:
    pair, other = (Subject.Kind.PERSON, person(0)), (Subject.Kind.PERSON, person(1))
    apart = many._Apart([], {})
    apart.read(0, [pair, other])
    apart.bear(0, [pair])
    apart.read(1, [other])
    apart.bear(1, [(Subject.Kind.PERSON, person(2))])
    for number, strange in ((0, other), (1, pair)):
        with pytest.raises(many._Entangled):
            apart.bear(number, [strange])


def test_without_a_bulk_form_acts_are_told_one_by_one(settings: Any) -> None:
    settings.PROJECTIONS = ["tests.journal.test_many.ignored"]
    region = hospital("many", 2)
    record_many(region, [told(decision(0), "h0"), told(decision(1), "h1")])
    assert ignored.told >= 2  # type: ignore[attr-defined]


def ignored(change: Any) -> None:
    """A projection that keeps nothing."""
    ignored.told = getattr(ignored, "told", 0) + 1  # type: ignore[attr-defined]


def test_an_id_made_up_is_not_one_that_is_taken() -> None:
    region = hospital("many", 2)
    record_many(region, [told(decision(0), "h0"), delivered(0)])
    taken = f"notice.deliver_to_institution#{Head.objects.get(region=region).seq + 2}"
    record_many(region, [told(decision(1, id=taken), "h1", FIRST + timedelta(1))])
    act = {"act": "notice.deliver_to_institution", "of": taken}
    (written,) = record_many(region, [told(act, "d", FIRST + timedelta(1))])
    assert written.entry.ref != taken and written.entry.ref.startswith("notice.deliver_to_institution#")


def test_what_names_nobody_is_in_force_for_the_acts_after_it() -> None:
    item = {"act": "catalogue.add", "id": "x1", "under": "yunnan/22.3", "cite": "某文件", "authority": "省局"}
    finding = {
        "id": "h0-f1",
        "type": "breach",
        "circumstances": ["x1"],
        "persons": [{"person": person(0), "degree": "main"}],
    }
    rows = [told(item, "x"), told(decision(0, findings=[finding]), "h0"), told(decision(1), "h1")]
    one, two = hospital("many", 2), hospital("single", 2)
    record_many(one, rows)
    in_turn(two, rows)
    assert kept(one) == kept(two)
    assert Subject.objects.filter(region=one, kind=Subject.Kind.EVERYWHERE).count() == 1


def test_an_answer_that_does_not_name_its_decision_is_about_it_all_the_same() -> None:
    regions = [hospital(code, 2) for code in ("many", "single")]
    asked = {"act": "review.request", "person": person(0), "of": "h0"}
    for region in regions:
        in_turn(region, [told(decision(0), "h0"), delivered(0), told(asked, "r", FIRST + timedelta(2))])
    day = FIRST + timedelta(3)
    answer = {"act": "review.decide", "person": person(0), "outcome": "revoked", "reason": "证据不足"}
    rows = [told(answer, "a", day), told(decision(1), "h1", day)]
    record_many(regions[0], rows)
    in_turn(regions[1], rows)
    assert kept(regions[0]) == kept(regions[1])
    about_it = Subject.objects.filter(region=regions[0], kind=Subject.Kind.CASE, code="h0")
    assert about_it.filter(entry__name="review.decide").exists()


def test_answers_that_turn_out_to_concern_the_same_institution_stay_together() -> None:
    """Two disputes name two decisions and no institution; it is the same one."""
    regions = []
    for code in ("many", "single"):
        region = open_region(code, "测试区", persons="yunnan-2025", institutions="shaoguan-2023")
        register_many(region, registrations(2), by=CLERK, recorded_on=FIRST)
        holds = [{"act": "settlement.hold", "id": f"s{n}", "institution": HOSPITAL, "reason": "核查"} for n in range(2)]
        in_turn(region, [told(x, x["id"]) for x in holds])
        regions.append(region)
    rows = [told({"act": "dispute.open", "of": f"s{n}", "channel": "negotiation"}, f"d{n}") for n in range(2)]
    with patch.object(many, "_together", wraps=many._together) as together:
        record_many(regions[0], rows)
    assert together.call_count == 1
    in_turn(regions[1], rows)
    assert kept(regions[0]) == kept(regions[1])
