"""Deadlines of institutions' cases against dates worked out by hand, and properties that hold for any dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dingdian.calendars import load_calendar
from dingdian.law.dates import Clock, Pause, Term, TermUnit, working_days_between
from dingdian.law.institutions import clocks
from tests.law.institutions.stories import APPLICANT, holds, register

CASE = "- {on: 2024-03-04, act: designation.apply, id: c1, institution: H44020100001}\n"
ACCEPTED = CASE + "- {on: 2024-03-04, act: designation.accept, case: c1}\n"


def due(name: str, day: str, more: str = "case: c1") -> str:
    return f"- {{deadline: {name}, {more}, due: {day}}}\n"


# Materials and evaluation


@pytest.mark.proves("shaoguan/10b")
@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2024-03-04", "2024-03-11"),  # Mon: Tue 5, Wed 6, Thu 7, Fri 8, Mon 11
        ("2024-03-02", "2024-03-11"),  # Sat counts as received on Mon 4
        ("2024-04-30", "2024-05-10"),  # Tue; off 1 to 5 May; Mon 6, Tue 7, Wed 8, Thu 9, Fri 10
    ],
)
def test_the_notice_of_missing_materials(received: str, last: str) -> None:
    acts = f"- {{on: {received}, act: designation.apply, id: c1, institution: H44020100001}}"
    holds(acts, f"- {{deadline: designation.request_materials, case: c1, due: {last}, provisional: false}}",
          setting=APPLICANT)  # fmt: skip


@pytest.mark.parametrize(
    ("notice", "supplied", "last"),
    [
        (None, None, "2024-06-04"),  # 4 March + 3 months, Tue
        ("2024-03-11", "2024-03-21", "2024-06-14"),  # 11 to 20 March = 10 days: 4 + 10 = 14 June, Fri
        ("2024-03-11", "2024-03-15", "2024-06-11"),  # 4 days: 8 June, Sat; 8 to 10 June is the Dragon Boat holiday
        ("2024-03-11", "2024-03-16", "2024-06-11"),  # handed in on a Sat = Mon 18: 7 days: 11 June, Tue
        ("2024-03-11", None, None),  # still waiting: the clock stands
    ],
)
def test_the_evaluation_without_the_days_of_the_supplement(
    notice: str | None, supplied: str | None, last: str | None
) -> None:
    acts = ACCEPTED
    if notice:
        acts += f"- {{on: {notice}, act: designation.request_materials, case: c1, missing: [SG-M3]}}\n"
    if supplied:
        acts += f"- {{on: {supplied}, act: designation.supplement, case: c1, materials: [SG-M3]}}\n"
    clock = clocks.evaluation_clock(register(acts, setting=APPLICANT), "c1")
    assert clock is not None
    found = clock.due(load_calendar())
    assert (str(found.day) if found else None) == last


def test_only_the_first_notice_pauses() -> None:
    acts = ACCEPTED + (
        "- {on: 2024-03-11, act: designation.request_materials, case: c1, missing: [SG-M3]}\n"
        "- {on: 2024-03-21, act: designation.supplement, case: c1, materials: [SG-M3]}\n"
        "- {on: 2024-04-01, act: designation.request_materials, case: c1, missing: [SG-M4], override_reason: 另有遗漏,"
        " actor: agency:甲, approved_by: agency:乙}\n"
    )
    holds(acts, due("evaluation.conclude", "2024-06-14"), setting=APPLICANT)


def test_without_an_act_of_acceptance_the_day_of_receipt_starts_the_clock() -> None:
    acts = "- {on: 2024-03-02, act: designation.apply, id: c1, institution: H44020100001}\n"
    # received on Sat 2 = Mon 4 March
    holds(acts, due("evaluation.conclude", "2024-06-04"), setting=APPLICANT)


# Publicity


@pytest.mark.proves("shaoguan/12g")
@pytest.mark.parametrize(
    ("published", "last"),
    [
        ("2024-06-17", "2024-06-26"),  # Mon: 18 19 20 21 | 24 25 26
        ("2023-01-16", "2023-01-30"),  # 17 18 19 20 | Spring Festival 21 to 27 | 28 (Sat, worked) 29 (Sun, worked) 30
        ("2024-02-05", "2024-02-20"),  # 6 7 8 9 | Spring Festival 10 to 17 | 18 (Sun, worked) 19 20
        ("2025-01-22", "2025-02-07"),  # 23 24 26 (Sun, worked) 27 | Spring Festival 28 to 4 Feb | 5 6 7
        ("2023-09-27", "2023-10-12"),  # 28 | National Day 29 to 6 Oct | 7 (Sat) 8 (Sun) worked, 9 10 11 12
        ("2024-09-27", "2024-10-12"),  # 29 (Sun, worked) 30 | National Day 1 to 7 Oct | 8 9 10 11 12 (Sat, worked)
        ("2025-09-26", "2025-10-13"),  # 28 (Sun, worked) 29 30 | 1 to 8 Oct off | 9 10 11 (Sat, worked) 13
    ],
)
def test_publicity_over_holidays(published: str, last: str) -> None:
    start = date.fromisoformat(published) - timedelta(days=30)
    acts = (
        f"- {{on: {start}, act: designation.apply, id: c1, institution: H44020100001}}\n"
        f"- {{on: {start}, act: designation.accept, case: c1}}\n"
        f"- {{on: {published}, act: evaluation.conclude, case: c1, round: 1, result: qualified}}\n"
        f"- {{on: {published}, act: evaluation.file, case: c1, round: 1}}\n"
        f"- {{on: {published}, act: publicity.publish, case: c1}}\n"
    )
    r = register(acts, setting=APPLICANT)
    assert str(clocks.publicity_ends(r, "c1")) == last
    day = date.fromisoformat(last)
    assert not clocks.on_to_sign_list(r, "c1", day)
    assert clocks.on_to_sign_list(r, "c1", day + timedelta(days=1))


# Terms that do not move off rest days


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-03-01", "2024-08-28"),  # 30 in March, 30 31 30 31 to July = 152, 28 in August
        ("2025-06-10", "2025-12-07"),  # a Sunday: 20 in June, 31 31 30 31 30 = 173, 7 in December
        ("2023-09-01", "2024-02-28"),  # 29 31 30 31 31 = 152, 28 in February of a leap year
    ],
)
def test_day_180(first: str, last: str) -> None:
    setting = APPLICANT + "agreements: [{id: a1, institution: H44020100001, start_on: 2023-01-01, end_on: 2026-12-31}]"
    acts = (
        f"- {{on: 2023-01-02, act: agreement.suspend, id: s1, institution: H44020100001, from: {first},"
        " on_request: true, reason: 装修}\n"
    )
    checks = due("agreement.request_resumption", last, "of: s1")
    checks += f"- {{on: {last}, institution: H44020100001, status: suspended}}\n"
    after = date.fromisoformat(last) + timedelta(days=1)
    checks += f"- {{on: {after}, institution: H44020100001, status: ended}}\n"
    holds(acts, checks, setting=setting)


def test_a_late_request_to_resume_changes_nothing() -> None:
    acts = """
    - {on: 2023-11-20, act: agreement.suspend, id: s1, institution: H44020100001, from: 2024-03-01, on_request: true,
       reason: 装修}
    """
    checks = """
    - {refused: {on: 2024-08-29, act: agreement.request_resumption, institution: H44020100001}}
    - {on: 2024-08-29, institution: H44020100001, status: ended}
    """
    setting = APPLICANT + "agreements: [{id: a1, institution: H44020100001, start_on: 2023-07-01, end_on: 2025-06-30}]"
    holds(acts, checks, setting=setting)


@pytest.mark.parametrize(
    ("end", "last"),
    [("2024-12-31", "2024-09-30"), ("2024-05-31", "2024-02-29"), ("2025-05-31", "2025-02-28"),
     ("2025-01-01", "2024-10-01")],
)  # fmt: skip
def test_lead_times_count_back_to_the_corresponding_day(end: str, last: str) -> None:
    setting = APPLICANT + f"agreements: [{{id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: {end}}}]"
    holds("", due("renewal.apply", last, "of: a1") + due("renewal.decline", last, "of: a1"), setting=setting)


# Payment


DECLARED = "- {on: %s, act: settlement.declare, id: d1, institution: H44020100001, amount: 100000}\n"
HELD = "- {on: %s, act: settlement.hold, id: %s, institution: H44020100001, of: d1, amount: 20000, reason: 待查}\n"
FREED = "- {on: %s, act: settlement.release, institution: H44020100001, of: %s}\n"


def test_payment_without_a_hold() -> None:
    # Mon 2 Sept 2024: 3-6 (4), 9-13 (9), Sat 14 worked (10), 15-17 off, 18-20 (13), 23-27 (18), Sun 29 worked (19),
    # 30 (20), 1-7 Oct off, 8-11 (24), Sat 12 worked (25), 14-18 (30)
    holds(DECLARED % "2024-09-02", due("settlement.pay", "2024-10-18", "of: d1"))


@pytest.mark.proves("shaoguan/37.2")
def test_a_held_part_moves_by_the_working_days_held() -> None:
    acts = DECLARED % "2024-06-17" + HELD % ("2024-07-01", "h1") + FREED % ("2024-07-11", "h1")
    # held on 1-5 and 8-10 July = 8 working days; 29 July + 8: 30 31 1 2 | 5 6 7 8 August
    holds(acts, due("settlement.pay", "2024-08-08", "of: h1") + due("settlement.pay", "2024-07-29", "of: d1"))


def test_a_hold_over_a_holiday_takes_only_working_days() -> None:
    acts = DECLARED % "2024-09-02" + HELD % ("2024-09-26", "h1") + FREED % ("2024-10-10", "h1")
    # 26 27 29 (Sun, worked) 30 Sept, 8 9 Oct = 6 working days; 18 Oct + 6: 21 22 23 24 25 28
    holds(acts, due("settlement.pay", "2024-10-28", "of: h1") + due("settlement.pay", "2024-10-18", "of: d1"))


def test_a_hold_on_the_whole_institution_moves_everything() -> None:
    acts = (
        DECLARED % "2024-06-17"
        + "- {on: 2024-07-01, act: settlement.hold, id: h1, institution: H44020100001, reason: 待查}\n"
        + "- {on: 2024-07-11, act: settlement.release, institution: H44020100001}\n"
    )
    holds(acts, due("settlement.pay", "2024-08-08", "of: d1"))


def test_a_hold_that_names_no_declaration_is_about_the_last_one() -> None:
    acts = (
        DECLARED % "2024-06-17"
        + "- {on: 2024-07-01, act: settlement.hold, id: h1, institution: H44020100001, reason: 待查}\n"
        + "- {on: 2024-07-11, act: settlement.release, institution: H44020100001}\n"
    )
    holds(acts, due("settlement.pay", "2024-08-08", "of: h1"))


def test_day_180_may_be_asked_by_agreement_or_request() -> None:
    acts = """
    - {on: 2023-11-20, act: agreement.request_suspension, id: w1, institution: H44020100001, from: 2024-03-01}
    - {on: 2023-12-01, act: agreement.suspend, id: s1, institution: H44020100001, on_request: true, from: 2024-03-01}
    """
    setting = APPLICANT + "agreements: [{id: a1, institution: H44020100001, start_on: 2023-07-01, end_on: 2025-06-30}]"
    checks = "".join(due("agreement.request_resumption", "2024-08-28", f"of: {ref}") for ref in ("s1", "a1", "w1"))
    holds(acts, checks, setting=setting)


def test_an_open_hold_leaves_no_due_day_and_a_returned_declaration_starts_again() -> None:
    acts = (
        DECLARED % "2024-06-03"
        + "- {on: 2024-06-10, act: settlement.return, of: d1, missing: [清单]}\n"
        + "- {on: 2024-06-17, act: settlement.resubmit, of: d1}\n"
        + HELD % ("2024-07-01", "h1")
    )
    checks = due("settlement.pay", "2024-07-29", "of: d1") + due("settlement.pay", "null", "of: h1")
    checks += "- {deadline: settlement.pay, of: d1, due: null, known_on: 2024-06-12}\n"
    holds(acts, checks)


# Properties


DAYS = st.dates(date(2023, 1, 2), date(2025, 6, 30))


@given(start=DAYS, n=st.integers(1, 60))
def test_working_days_forward_and_backward_agree(start: date, n: int) -> None:
    calendar = load_calendar()
    due_day = Term(n, TermUnit.WORKING_DAYS).deadline(calendar, start).day
    assert working_days_between(calendar, start, due_day) == n
    back = Term(n, TermUnit.WORKING_DAYS).before(calendar, due_day).day
    assert back <= start or not calendar.is_working_day(start)
    assert working_days_between(calendar, back, due_day) == n


@given(
    start=DAYS,
    unit=st.sampled_from([(30, TermUnit.WORKING_DAYS), (3, TermUnit.MONTHS), (7, TermUnit.DAYS)]),
    after=st.integers(0, 120),
    length=st.integers(0, 60),
)
def test_a_pause_never_shortens(start: date, unit: tuple[int, TermUnit], after: int, length: int) -> None:
    calendar = load_calendar()
    first = start + timedelta(days=after)
    pause = Pause(first, first + timedelta(days=length), "停")
    plain = Clock(start, Term(*unit)).due(calendar)
    paused = Clock(start, Term(*unit), (pause,)).due(calendar)
    assert plain is not None and paused is not None and plain.day <= paused.day
    if first > plain.day:
        assert plain == paused
