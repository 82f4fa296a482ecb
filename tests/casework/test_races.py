"""Two users at the same moment: one of them comes first, and the other is told. The control shows what the lock is for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Proposal, Signature, Task
from dingdian.journal.models import Entry
from tests.casework.office import Office, handling, yunnan

pytestmark = pytest.mark.django_db(transaction=True)
R = User.Role
S = Proposal.State
WAIT = 20


def race(*calls: Callable[[], Any], between: Callable[[int], None] = lambda n: None) -> list[Any]:
    """Run the calls at once, each on a connection of its own; what each gave or raised."""
    start, found = Barrier(len(calls)), [None] * len(calls)

    def run(n: int, call: Callable[[], Any]) -> None:
        start.wait(WAIT)
        try:
            found[n] = call()
        except Exception as error:  # whatever it is, it is the outcome
            found[n] = error
        finally:
            between(n)
            connection.close()

    threads = [Thread(target=run, args=(n, call), name=str(n)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    return found


def submitted(office: Office, ref: str = "h1") -> Proposal:
    clerk = office.user(R.CLERK, "530102")
    return actions.submit(actions.propose(office.region, handling(ref), acting_user=clerk), acting_user=clerk)


def failures(outcomes: list[Any]) -> int:
    for outcome in outcomes:
        assert not isinstance(outcome, Exception) or isinstance(outcome, actions.WrongMoment), outcome
    return sum(isinstance(outcome, Exception) for outcome in outcomes)


class Unlocked:
    """Reads a proposal as if no lock were there: both have read before either writes, and the first writes first."""

    def __init__(self) -> None:
        self.both, self.first_is_done = Barrier(2), Event()

    def __call__(self, proposal: Proposal) -> Proposal:
        from threading import current_thread

        row = Proposal.objects.select_related("region", "drawn_by").get(pk=proposal.pk)
        self.both.wait(WAIT)
        if current_thread().name == "1":
            self.first_is_done.wait(WAIT)
        return row

    def ended(self, n: int) -> None:
        if n == 0:
            self.first_is_done.set()


def withdrawing_and_approving(office: Office, proposal: Proposal) -> tuple[Callable[[], Any], Callable[[], Any]]:
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    return (
        lambda: actions.withdraw(proposal, acting_user=clerk),
        lambda: actions.sign(proposal, acting_user=head, version=1, agreed=True),
    )


def approving_and_rejecting(office: Office, proposal: Proposal) -> tuple[Callable[[], Any], Callable[[], Any]]:
    head, reviewer = office.user(R.HEAD, "530102"), office.user(R.REVIEWER, "530102")
    return (
        lambda: actions.sign(proposal, acting_user=reviewer, version=1, agreed=False),
        lambda: actions.sign(proposal, acting_user=head, version=1, agreed=True),
    )


def test_what_was_withdrawn_stays_withdrawn() -> None:
    office = yunnan()
    for n in range(4):
        proposal = submitted(office, f"h{n}")
        outcomes = race(*withdrawing_and_approving(office, proposal))
        proposal.refresh_from_db()
        assert failures(outcomes) <= 1 and proposal.state == S.WITHDRAWN


def test_without_the_lock_what_was_withdrawn_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    office = yunnan()
    proposal = submitted(office)
    calls = withdrawing_and_approving(office, proposal)
    unlocked = Unlocked()
    monkeypatch.setattr(actions, "_locked", unlocked)
    assert failures(race(*calls, between=unlocked.ended)) == 0
    proposal.refresh_from_db()
    assert proposal.state == S.APPROVED


def test_one_signature_decides() -> None:
    office = yunnan()
    for n in range(4):
        proposal = submitted(office, f"h{n}")
        assert failures(race(*approving_and_rejecting(office, proposal))) == 1
        assert Signature.objects.filter(proposal=proposal).count() == 1


def test_without_the_lock_both_signatures_count(monkeypatch: pytest.MonkeyPatch) -> None:
    office = yunnan()
    proposal = submitted(office)
    calls = approving_and_rejecting(office, proposal)
    unlocked = Unlocked()
    monkeypatch.setattr(actions, "_locked", unlocked)
    assert failures(race(*calls, between=unlocked.ended)) == 0
    assert Signature.objects.filter(proposal=proposal).count() == 2


def approved(office: Office) -> tuple[Proposal, User, User]:
    proposal, clerk, head = submitted(office), office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    return actions.sign(proposal, acting_user=head, version=1, agreed=True), clerk, head


def test_recorded_twice_at_once_it_is_recorded_once() -> None:
    proposal, clerk, head = approved(yunnan())
    outcomes = race(
        lambda: actions.enact(proposal, acting_user=clerk), lambda: actions.enact(proposal, acting_user=head)
    )
    assert failures(outcomes) == 0 and sorted(x.replayed for x in outcomes) == [False, True]
    assert Entry.objects.filter(kind="act").count() == 1


def test_recorded_or_withdrawn_but_not_both() -> None:
    proposal, clerk, head = approved(yunnan())
    outcomes = race(
        lambda: actions.enact(proposal, acting_user=head), lambda: actions.withdraw(proposal, acting_user=clerk)
    )
    assert failures(outcomes) == 1
    proposal.refresh_from_db()
    assert (proposal.state == S.RECORDED) == (Entry.objects.filter(kind="act").count() == 1)


def test_a_task_is_taken_on_by_one_of_two() -> None:
    office = yunnan()
    proposal, clerk, _ = approved(office)
    actions.enact(proposal, acting_user=clerk)
    other = office.user(R.CLERK, "530102", name="b")
    task = Task.objects.get(act="notice.deliver_to_institution", done=None)
    outcomes = race(lambda: actions.claim(task, acting_user=clerk), lambda: actions.claim(task, acting_user=other))
    assert failures(outcomes) == 1
