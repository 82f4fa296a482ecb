"""The day itself and the other of two, told as stories."""

from __future__ import annotations

import pytest

from tests.dossier.stories import decide, deliver, holds, run

ONE = "\nagreements: []\n"
TWO = """
agreements:
  - {id: a1, institution: H53010200001, start_on: 2025-04-01, end_on: 2026-03-31}
  - {id: a2, institution: H53010200001, start_on: 2026-04-01, end_on: 2027-03-31}
"""


def test_a_case_needs_the_first_agreement_not_the_latest() -> None:
    acts = decide("2025-05-06", "h1", "yunnan/22.1", more="degree: main", basis="agreement_handling")
    holds(acts + deliver("2025-05-08", "h1"), "- {on: 2025-05-08, person: D1, points: 3}\n", extra=TWO)


def test_an_agreement_counts_from_the_day_on_which_it_became_known() -> None:
    acts = (
        "- {on: 2025-03-03, act: agreement.sign, id: a1, institution: H53010200001,"
        " start_on: 2025-03-03, end_on: 2026-03-02}\n"
    )
    checks = (
        "- {on: 2025-03-05, known_on: 2025-03-03, person: D1, site: H53010200001, status: normal}\n"
        "- {on: 2025-03-05, known_on: 2025-03-02, person: D1, site: H53010200001, status: not_obtained}\n"
    )
    holds(acts, checks, extra=ONE)


@pytest.mark.parametrize(
    ("nature", "reason", "remarks"),
    [("illegal", "", 1), ("illegal", ", reason: 情节恶劣", 0), ("serious_breach", "", 0)],
)
def test_another_nature_than_usual_is_remarked_upon_unless_reasoned(nature: str, reason: str, remarks: int) -> None:
    terms = "\nagreements:\n  - {id: a1, institution: H53010200001, start_on: 2024-01-01, end_on: 2024-12-31}\n"
    acts = (
        "- {on: 2024-05-20, act: agreement.terminate, id: t1, institution: H53010200001, ground: TER-4,"
        f" nature: {nature}{reason}}}\n"
    )
    checks = "- {on: 2024-05-21, institution: H53010200001, status: terminated}\n"
    told = run(acts, checks, regime="shaoguan-2023", extra=terms)
    assert told.ok
    assert len([x for x in told.register.records[-1].notes if "性质通常是" in x.text]) == remarks
