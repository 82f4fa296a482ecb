"""Every sequence of one to four entries of 1 to 12 points, under every regime, against the model.

The fold's account and causes are compared with the model's in full: every total after every decision, every
sanction with its days and ban, and the status on each day on which anything begins or ends, and the day before.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product

import pytest

from dingdian.law.account import Account
from dingdian.law.events import Booked, Delivered, Event, Item
from dingdian.law.fold import fold
from dingdian.law.regime import persons_alone
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status
from dingdian.regimes import load
from tests.law.model import LAWS, Decision, Model

DAY = timedelta(days=1)
SEQUENCES = [s for length in range(1, 5) for s in product(range(1, 13), repeat=length)]
GRAVITY = [Status.NORMAL, Status.SUSPENDED, Status.TERMINATED]

# Days of four decisions, and how many days later each is delivered (null: never). A shorter sequence takes the last.
Plan = Sequence[tuple[date, int | None]]
SAME_YEAR: Plan = [
    (date(2025, 1, 31), 0),
    (date(2025, 2, 28), 0),
    (date(2025, 7, 31), 0),
    (date(2025, 8, 31), 0),
]
NEXT_YEAR: Plan = [*SAME_YEAR[1:], (date(2026, 1, 1), 0)]
PLANS: dict[str, Plan] = {
    "close together": [(date(2024, 2, d), 0) for d in (26, 27, 28, 29)],
    "far apart": [(date(2023, m, d), 0) for m, d in ((1, 1), (4, 30), (8, 31), (12, 31))],
    "two and two": [(date(2023, 12, 30), 0), (date(2023, 12, 31), 0), (date(2024, 1, 1), 0), (date(2024, 2, 29), 0)],
    "one every year": [(date(y, 12, 31), 0) for y in (2022, 2023, 2024, 2025)],
    "delivered late": [(date(2025, 3, d), 40) for d in (1, 5, 10, 31)],
    "delivered in reverse": [(date(2025, 3, d), 80 - 2 * d) for d in (1, 5, 10, 31)],
    "delivered in the next year": [(date(2025, 12, d), 14) for d in (1, 10, 20, 31)],
    "every other one undelivered": [(date(2025, m, 15), None if m % 2 else 3) for m in (1, 2, 3, 4)],
}


def decisions(points: tuple[int, ...], plan: Plan, *, human: bool, cuts: int = -1) -> list[Decision]:
    """A sequence on the days of a plan; where a human enters the term, some term from 1 to 6 months.

    Bit `i` of `cuts` parts entry i from entry i + 1; entries that are not parted are of one decision (C22).
    """
    groups: list[tuple[int, ...]] = [points[:1]]
    for i, value in enumerate(points[1:]):
        if cuts >> i & 1:
            groups.append((value,))
        else:
            groups[-1] += (value,)
    made = []
    for entries, (on, wait) in zip(groups, plan[-len(groups) :], strict=True):
        months = (entries[0] + sum(points)) % 6 + 1 if human else None
        made.append(Decision(on, entries, None if wait is None else on + wait * DAY, months))
    return made


def events(story: Sequence[Decision]) -> list[Event]:
    """The same decisions as the fold takes them, in recorded order."""
    found: list[tuple[date, int, Event]] = []
    for n, d in enumerate(story):
        items = [Item(f"f{i}", (f"i{n}", f"t{i}"), p) for i, p in enumerate(d.entries)]
        found.append((d.on, 0, Booked(d.on, d.on, f"h{n}", "H", items, d.months)))
        if d.delivered is not None:
            found.append((d.delivered, 1, Delivered(d.delivered, d.delivered, f"h{n}")))
    return [event for *_, event in sorted(found, key=lambda x: x[:2])]


def state(account: Account, day: date) -> tuple[str, date | None, date | None]:
    causes = account.active(day)
    status = max((c.status for c in causes), key=GRAVITY.index, default=Status.NORMAL)
    ends, bans = [c.last_day for c in causes if c.last_day], [c.ban_last for c in causes if c.ban_last]
    return status.value, max(ends, default=None), max(bans, default=None)


def compare(model: Model, account: Account) -> None:
    """Everything that the two say about one story."""
    mine = sorted((s.first, s.terminated, s.last, s.ban) for s in model.sanctions)
    theirs = sorted((c.first_day, c.status is Status.TERMINATED, c.last_day, c.ban_last) for c in account.causes)
    assert theirs == mine
    for day in {d.on for d in model.decisions}:
        assert account.total(day) == model.total_on(day)
    first = {day for s in model.sanctions for day in (s.first - DAY, s.first)}
    last = {day for s in model.sanctions if s.last for day in (s.last, s.last + DAY)}
    for day in first | last:
        assert state(account, day) == model.on(day)


def check(regime_id: str, stories: Iterable[list[Decision]]) -> int:
    """Compare every story; the number of stories."""
    regime, law = persons_alone(load(regime_id)), LAWS[regime_id]
    table, count = TierTable(regime), 0
    for story in stories:
        try:
            compare(Model(law, story), fold(regime, table, events(story)))
        except AssertionError as error:
            raise AssertionError(f"{regime_id}: {story}\n{error}") from error
        count += 1
    print(f"{regime_id}: {count:,} stories agree with the model")
    return count


def is_human(regime_id: str) -> bool:
    """Whether a human enters the term of a suspension."""
    return not LAWS[regime_id].months


def test_there_are_22620_sequences() -> None:
    assert len(SEQUENCES) == 12 + 12**2 + 12**3 + 12**4 == 22_620


@pytest.mark.parametrize("plan", [SAME_YEAR, NEXT_YEAR], ids=["same year", "next year"])
@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence(regime_id: str, plan: Plan) -> None:
    human = is_human(regime_id)
    assert check(regime_id, (decisions(s, plan, human=human) for s in SEQUENCES)) == 22_620


@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence_in_some_other_way(regime_id: str) -> None:
    """Each sequence once, on the days of one of the other plans and parted into decisions in one of the ways."""
    human, plans = is_human(regime_id), list(PLANS.values())
    turns = ((s, plans[n % len(plans)], n // len(plans)) for n, s in enumerate(SEQUENCES))
    assert check(regime_id, (decisions(s, plan, human=human, cuts=cuts) for s, plan, cuts in turns)) == 22_620


@pytest.mark.long
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence_on_every_plan(regime_id: str, plan: Plan) -> None:
    human = is_human(regime_id)
    assert check(regime_id, (decisions(s, plan, human=human) for s in SEQUENCES)) == 22_620


@pytest.mark.long
@pytest.mark.parametrize("regime_id", LAWS)
def test_every_sequence_parted_in_every_way(regime_id: str) -> None:
    human = is_human(regime_id)
    stories = (decisions(s, SAME_YEAR, human=human, cuts=cuts) for s in SEQUENCES for cuts in range(2 ** (len(s) - 1)))
    assert check(regime_id, stories) == 12 + 2 * 12**2 + 4 * 12**3 + 8 * 12**4
