"""What a filing has to meet: each line turns when the one fact it rests on turns."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.law.filing_checklist import Line, checklist
from dingdian.regimes import load
from tests.dossier.edges import SETTING, scored
from tests.dossier.stories import run

ANY = "- {on: 2025-01-02, person: D1, points: 0}"
FIELDS = ", ".join(load("yunnan-2025").parameters.filing.fields.value or ())
SIGNED = "- {on: 2025-03-03, act: commitment.sign, person: D1, institution: H2, acknowledged: true}\n"
FILED = (
    f"- {{on: 2025-03-04, act: filing.submit, person: D1, institution: H2, code_type: national, fields: [{FIELDS}]}}\n"
)
LEFT = "- {on: 2025-04-01, recorded_on: 2025-04-02, act: person.leave, person: D1, institution: H1}\n"


def lines(acts: str, day: date, institution: str = "H1") -> dict[str, Line]:
    register = run(acts, ANY, setting=SETTING).register
    return {line.name: line for line in checklist(register, "D1", institution, day).value}


@pytest.mark.proves("yunnan/12")
def test_six_lines_with_their_clauses() -> None:
    found = lines("", date(2025, 3, 3))
    assert [c for line in found.values() for c in line.clauses] == [
        "yunnan/12.1", "yunnan/12.2", "yunnan/12.3a", "yunnan/12.3b", "yunnan/12.4", "yunnan/12.5", "yunnan/12.6",
    ]  # fmt: skip
    assert [line.state for line in found.values()] == ["met", "met", "met", "none", "none", "none"]


def test_a_second_place_files_on_its_own() -> None:
    day = date(2025, 3, 5)
    none = lines("", day, "H2")
    assert [none[n].state for n in ("complete_information", "commitment_and_code", "filed_at_each_site")] == [
        "open"
    ] * 3
    both = lines(SIGNED + FILED, day, "H2")
    assert [both[n].state for n in ("complete_information", "commitment_and_code", "filed_at_each_site")] == ["met"] * 3
    assert both["filed_at_each_site"].text.endswith("另在 1 家机构备案")
    unsaid = lines(SIGNED + FILED.replace(f", fields: [{FIELDS}]", ""), day, "H2")
    assert unsaid["complete_information"].state == "open"


def test_a_late_update_of_one_who_left_is_open() -> None:
    assert lines(LEFT, date(2025, 5, 1))["leaver_updated"].state == "met"
    late = lines(LEFT.replace("recorded_on: 2025-04-02", "recorded_on: 2025-04-30"), date(2025, 5, 1))["leaver_updated"]
    assert late.state == "open" and "最后一日 2025-04-16" in late.text


def test_a_term_that_is_over_waits_for_the_restoration() -> None:
    acts = scored("2025-02-05", "h1", 9, told="2025-02-06")
    assert lines(acts, date(2025, 2, 10))["restored_after_term"].state == "none"
    assert lines(acts, date(2025, 12, 1))["restored_after_term"].state == "open"


def test_who_was_terminated_has_to_file_again() -> None:
    acts = scored("2025-02-05", "h1", 12, told="2025-02-06")
    assert lines(acts, date(2025, 2, 6))["refiled_after_termination"].state == "none"
    assert lines(acts, date(2025, 2, 7))["refiled_after_termination"].state == "open"


def test_rules_without_such_a_list_have_no_lines() -> None:
    register = run("", ANY, setting=SETTING.replace("ROLE", "medical"), regime="qinghai-2025").register
    assert checklist(register, "D1", "H1", date(2025, 3, 3)).value == ()
