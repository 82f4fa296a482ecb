"""Answers as a program gets them: value, flags, clauses, readings and facts, built when they are asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.acts import AnyAct, StudyRecord
from dingdian.law.deadlines import Query, deadline, review_request_due
from dingdian.law.explain import Decision, Objection, Reason, cited, in_cites
from dingdian.law.gate import claim
from dingdian.law.institutions.schema import ROW_KEYS
from dingdian.law.measures import measures, tasks
from dingdian.law.processes import admit
from dingdian.law.proposals import Ratio, proposals, ratio
from dingdian.law.regime import dotted_key
from dingdian.law.register import Register
from dingdian.law.schema import ROW_PARAMETERS
from dingdian.law.standing import standing
from dingdian.regimes import load, names
from tests.dossier.edges import NINE, SETTING, scored
from tests.dossier.stories import run

REGIME = load("yunnan-2025")
EVERY = [load(name) for name in names()]
ANY = "- {on: 2025-01-02, person: D1, points: 0}"


def test_a_deadline_beyond_the_published_years_is_flagged() -> None:
    acts = scored("2027-03-04", "h1", 1, told="2027-03-05") + scored("2025-03-05", "h2", 1, told="2025-03-10")
    register = run(acts, ANY, setting=SETTING).register
    late = deadline(register, "review.request", Query("h1", "D1"))
    assert (late.value is not None and late.value.provisional, late.flags) == (True, ("暂计",))
    assert late.reasons[0].text.endswith("（暂计：该年放假安排尚未公布）")
    sure = review_request_due(register, "h2", "D1")
    assert (sure.value is not None and sure.value.day, sure.flags) == (date(2025, 3, 19), ())
    assert deadline(register, "notice.issue", Query("h2")).flags == ()


def test_an_answer_as_json() -> None:
    register = run(NINE, ANY, setting=SETTING).register
    answer = standing(register, "D1", date(2025, 4, 11)).as_json()
    assert (answer["regime"], answer["draft"], answer["flags"]) == ("yunnan-2025", True, ["期满待恢复"])
    assert {"yunnan/29.1a", "yunnan/20d"} <= set(answer["clauses"])
    first = next(r for r in answer["reasons"] if r["facts"])
    assert first["facts"] == {"记入": "2025-02-05", "之前": "0", "之后": "6"}
    assert first["readings"][0] == "yunnan/I18"
    reading = next(r for r in answer["readings"] if r["id"] == "yunnan/I18")
    assert set(reading) == {"id", "adopted", "alternatives", "needs_ruling"}
    assert reading["needs_ruling"] is REGIME.issues["yunnan/I18"].needs_ruling
    waiting = standing(register, "D1", date(2025, 4, 10)).as_json()
    assert waiting["flags"] == []


def test_every_answer_names_clauses_and_readings() -> None:
    register = run(NINE, ANY, setting=SETTING).register
    day = date(2025, 3, 12)
    for answer in (
        standing(register, "D1", day),
        claim(register, day, "D1", "H1"),
        measures(register, "D1", day),
        tasks(register, "D1", day),
        proposals(register, "H1", day),
        deadline(register, "review.request", Query("h2", "D1")),
    ):
        assert answer.reasons is answer.reasons
        assert answer.clauses and set(answer.clauses) <= set(REGIME.clauses)
        assert answer.readings == REGIME.readings(k for r in answer.reasons for k in r.keys)
    (since,) = {t.since for t in tasks(register, "D1", day).value if t.name == "status_update"}
    assert since == date(2025, 3, 11)


def test_clauses_in_a_text_are_told_as_they_are_cited() -> None:
    known = REGIME.clauses["yunnan/29.1a"].cite
    assert in_cites(REGIME, "见 yunnan/29.1a，不见 yunnan/0x、a1") == f"见 {known}，不见 yunnan/0x、a1"


def test_reasons_are_built_once() -> None:
    built = []

    def build() -> list[Reason]:
        built.append(1)
        return [Reason("a", ("scoring.cap",))]

    decision = Decision(1, REGIME, build)
    assert not built
    assert decision.clauses == decision.clauses == ("yunnan/29.4a",)
    assert len(built) == 1
    assert Decision(1, REGIME).reasons == ()


def test_rows_cite_themselves_instead_of_the_whole_table() -> None:
    keys = ("tiers.suspension_rows", "scoring.cap")
    assert cited(REGIME, [Reason("a", keys, ("yunnan/29.1a",))]) == ("yunnan/29.1a", "yunnan/29.4a")
    assert cited(REGIME, [Reason("a", keys)])[:2] == ("yunnan/29.1a", "yunnan/29.1b")
    assert cited(REGIME, [Reason("a", ("scoring.cap",)), Reason("b", ("scoring.cap",))]) == ("yunnan/29.4a",)
    assert Objection("a", ("scoring.cap",), ("yunnan/1",)).cites(REGIME) == ("yunnan/1", "yunnan/29.4a")


def clauses_within(value: Any) -> set[str]:
    """Clauses that a value names in its rows, keys or entries."""
    if isinstance(value, tuple):
        return {c for item in value for c in clauses_within(item)}
    if isinstance(value, dict):
        return {c for key, item in value.items() for c in clauses_within(key) | clauses_within(item)}
    if isinstance(value, str):
        return {value} if value in {c for r in EVERY for c in r.clauses} else set()
    return {*getattr(value, "clauses", ()), *getattr(value, "single_clauses", ())}


def test_parameters_made_of_rows_are_known_as_such() -> None:
    """Two more cite what they let through: an open circumstance its added item, a gate the plan that closes it."""
    made_of_rows = {key for r in EVERY for key, param in r.flat.items() if clauses_within(param.value)}
    cited_by_rows = {"scoring.catch_all_requires_catalogue_item", "plan_gate"}
    assert made_of_rows | cited_by_rows == ROW_PARAMETERS | ROW_KEYS


def test_an_act_without_a_name_of_its_own_is_numbered() -> None:
    register = Register(REGIME, load_calendar(), run("", ANY, setting=SETTING).dossier.setting)
    plain = StudyRecord(act="study.record", on=date(2025, 3, 3), person="D1")
    refs = [admit(register, act).record for act in (plain, plain.model_copy(update={"id": "s"}), plain)]
    assert [r.ref for r in refs if r is not None] == ["study.record#1", "s", "study.record#3"]
    assert register.add(plain).ref == "study.record#4"


def test_readings_come_once_in_order() -> None:
    found = [i.id for i in REGIME.readings(["scoring.cap", "tiers.overlap_rule", "scoring.cap", "scoring.method"])]
    assert found[:2] == ["yunnan/I30", "yunnan/I11"]
    assert len(found) == len(set(found))
    assert REGIME.readings(["sanction.practice_right_affected"]) == ()


def test_names_of_parameters_with_three_parts() -> None:
    assert dotted_key("objection", "first_step_who") == "objection.first_step.who"
    assert dotted_key("objection", "second_step_to") == "objection.second_step.to"
    assert dotted_key("propagation", "institution_cause_sites") == "propagation.institution_cause.sites"
    counts = "institution_cause_counts_in_ratios"
    assert dotted_key("propagation", counts) == f"propagation.{counts}"
    assert dotted_key("scoring", "cap") == "scoring.cap"


def test_those_who_only_share_the_fate_of_their_institution_are_told_apart() -> None:
    acts = "- {on: 2025-03-03, act: agreement.suspend, institution: H1, to: 2025-09-30, responsible: [D1, D2]}\n"
    acts += scored("2025-03-05", "h2", 9, person="D2", told="2025-03-06")
    found = ratio(run(acts, ANY, setting=SETTING).register, "H1", date(2025, 3, 7))
    assert (found.sanctioned, found.propagated, found.persons) == (("D1", "D2"), ("D1",), ("D1", "D2"))


def test_a_share_is_compared_in_whole_numbers() -> None:
    def share(part: int, whole: int) -> Ratio:
        people = tuple(f"D{n}" for n in range(whole))
        return Ratio("H1", people[:part], (), people)

    assert str(share(3, 10)) == "3/10"
    assert share(3, 10).at_least(30) and not share(29, 97).at_least(30) and share(30, 97).at_least(30)
    assert not share(0, 0).at_least(0) and share(0, 1).at_least(0)
    assert share(5, 10).at_most(50, True) and not share(5, 10).at_most(50, False)
    assert share(4, 10).at_most(50, False) and not share(6, 10).at_most(50, True)


def test_an_act_about_somebody_who_was_never_registered_is_refused() -> None:
    register = run("", ANY, setting=SETTING).register
    share = {"person": "D9", "degree": "main"}
    finding = {"id": "f", "type": "x", "circumstances": ["yunnan/22.1"], "persons": [share]}
    decision = {"act": "handling.decide", "on": "2025-03-03", "id": "h", "institution": "H1",
                "basis": "agreement_handling", "findings": [finding]}  # fmt: skip
    talk = {"act": "talk.hold", "on": "2025-03-03", "person": "D9"}
    for act in (decision, talk):
        (objection,) = admit(register, TypeAdapter(AnyAct).validate_python(act)).objections
        assert objection.text == "没有登记过人员 D9" and not register.records
