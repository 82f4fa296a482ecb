"""Cases that found a fault, kept as they were found."""

from datetime import date

import pytest

from dingdian.law.events import Booked, Corrected, Item
from dingdian.law.fold import fold
from dingdian.law.tiers import TierTable
from dingdian.regimes import load


@pytest.mark.parametrize(
    ("first", "again", "year", "before", "after"),
    [
        (6, 6, 2025, 6, 6),
        (6, 3, 2025, 6, 3),
        (3, 12, 2025, 3, 3),  # what the same type counted once, not what the second entry says
        (3, 3, 2026, 0, 0),  # a new year's account stays as it is
    ],
)
def test_revoking_the_first_of_two_like_entries_raises_nothing(
    first: int, again: int, year: int, before: int, after: int
) -> None:
    """The same type twice in one inspection, by two decisions; a review revokes the first (C12, dossier 19a)."""
    regime = load("yunnan-2025")
    one, two, review = date(2025, 3, 3), date(year, 3, 4), date(2026, 4, 1)
    events = [
        Booked(one, one, "h1", "H", [Item("f", ("i1", "甲"), first)]),
        Booked(two, two, "h2", "H", [Item("f", ("i1", "甲"), again)]),
        Corrected(review, review, "h1", None, 0),
    ]
    table = TierTable(regime)
    assert fold(regime, table, events[:2]).total(two) == before
    assert fold(regime, table, events).total(two) == after
