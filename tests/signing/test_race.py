"""Two hands at once: the last seal is put once; on two sessions both come through."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from dingdian.casework.actions import WrongMoment
from dingdian.journal.models import Entry
from dingdian.signing import actions, log
from dingdian.signing.models import Edition, Session
from tests.casework.office import OTHER, R
from tests.signing.conftest import Sides

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[str]:
    """What came of works that start together: `done`, or the name of what was raised."""
    gate, came = threading.Barrier(len(works)), [""] * len(works)

    def run(n: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
            came[n] = "done"
        except Exception as error:
            came[n] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def half(sides: Sides, institution: str | None = None) -> Session:
    """A session that waits for the last seal."""
    session = sides.begin(institution) if institution else sides.begin()
    user = sides.office.user(R.INSTITUTION, session.institution)
    actions.confirm_reading(session, acting_user=user)
    return actions.seal_as_institution(session, acting_user=user)


def test_two_last_seals_at_once_make_one_agreement(sides: Sides) -> None:
    session, second = half(sides), sides.office.user(R.REVIEWER)
    came = at_once(
        lambda: actions.seal_as_agency(session, acting_user=sides.clerk),
        lambda: actions.seal_as_agency(session, acting_user=second),
    )
    assert came == [WrongMoment.__name__, "done"]
    assert Entry.objects.filter(name="agreement.sign").count() == 1
    assert Edition.objects.filter(session=session, stage="signed").count() == 1 and log.sound(session)


def test_the_same_two_hands_on_two_sessions_both_come_through(sides: Sides) -> None:
    one, two, second = half(sides), half(sides, OTHER), sides.office.user(R.REVIEWER)
    came = at_once(
        lambda: actions.seal_as_agency(one, acting_user=sides.clerk),
        lambda: actions.seal_as_agency(two, acting_user=second),
    )
    assert came == ["done", "done"] and Entry.objects.filter(name="agreement.sign").count() == 2


def test_a_seal_and_a_withdrawal_at_once_leave_one_of_them(sides: Sides) -> None:
    session = half(sides)
    came = at_once(
        lambda: actions.seal_as_agency(session, acting_user=sides.clerk),
        lambda: actions.withdraw(session, acting_user=sides.clerk, reason="改"),
    )
    assert came == [WrongMoment.__name__, "done"]
    signed = Entry.objects.filter(name="agreement.sign").count()
    assert signed == (Session.objects.get(pk=session.pk).state == "signed")
