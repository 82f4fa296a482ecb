"""Numbers without a gap and without a twin, however many take them at once; the control shows what the lock is for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction

from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework.models import Case
from dingdian.journal.record import today
from dingdian.papers import actions
from dingdian.papers.actions import numbered
from dingdian.papers.models import Paper, Series
from dingdian.papers.queries import offers
from tests.casework.test_races import WAIT, race
from tests.web import small_demo

EACH, TAKERS = 10, 6


def test_how_a_number_is_written() -> None:
    assert numbered("云医保", "记通", 2026, 12) == "云医保记通〔2026〕12号"


def takers(office: Organisation, take: Callable[[Organisation], int]) -> list[int]:
    """The numbers that some threads took; every third transaction fails and takes none."""
    kept: list[int] = []

    def run() -> None:
        for n in range(EACH):
            try:
                with transaction.atomic():
                    number = take(office)
                    if n % 3 == 2:
                        raise ArithmeticError
                kept.append(number)
            except ArithmeticError:
                continue

    for found in race(*[run] * TAKERS):
        assert found is None, found
    return sorted(kept)


@pytest.fixture
def office(transactional_db: None) -> Organisation:
    there = Division.objects.get_or_create(code="530102", defaults={"name": "五华区"})[0]
    return Organisation.objects.create(kind=Organisation.Kind.AGENCY, name="某中心", division=there)


def test_numbers_have_no_gap_and_no_twin(office: Organisation) -> None:
    kept = takers(office, lambda o: actions.next_serial(o, "记通", 2026))
    assert kept == list(range(1, len(kept) + 1)) and len(kept) == TAKERS * 7


def test_the_control_without_the_lock_gives_twins(office: Organisation) -> None:
    start = Barrier(2)

    def unlocked() -> int:
        row, _ = Series.objects.get_or_create(office=office, mark="试", year=2026)
        start.wait(WAIT)  # both have read before either writes
        row.last += 1
        row.save(update_fields=["last"])
        return row.last

    assert race(unlocked, unlocked) == [1, 1]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_who_issue_the_same_notice_at_once_issue_one() -> None:
    small_demo.load(day=today())
    clerk, head = (User.objects.get(username=name) for name in ("clerk", "head"))
    case = Case.objects.get(process="handling", key="CL-004")
    draft = next(o.draft for o in offers(case, clerk) if o.draft.kind == "points_notice")
    both = race(*[lambda u=u: actions.issue(case.region, draft, acting_user=u) for u in (clerk, head)])
    assert {b.paper.pk for b in both} == {Paper.objects.get().pk} and sorted(b.again for b in both) == [False, True]
    assert Series.objects.get().last == 1
