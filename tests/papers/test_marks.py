"""What a PDF taken from the page of a paper bears across its text: 副本 on a reprint, 草案 under a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.record import record, today
from dingdian.journal.slices import ACT, regime_of
from dingdian.papers.models import Paper, Reprint
from dingdian.papers.queries import offers
from tests.accounts.factory import sign_in
from tests.casework.office import SYSTEM, handling, yunnan
from tests.papers.test_layout import words

pytestmark = pytest.mark.django_db
Shown = Callable[[bytes], tuple[str, str]]


@pytest.fixture
def shown(pdfsig: Callable[[Path], str], tmp_path: Path) -> Shown:
    """What a PDF says, and what is written large across its first page."""

    def look(pdf: bytes) -> tuple[str, str]:
        found = words(pdf, tmp_path)
        large = [w[5] for w in found if w[0] == 1 and w[4] - w[2] > 25]
        return "".join(w[5] for w in found), "".join(sorted(large))

    return look


@pytest.mark.parametrize(
    ("regime", "clause", "mark"), [("yunnan-2025", "yunnan/24.1", "案草"), ("national-2025", "national/23.15.1", "")]
)
def test_a_reprint_says_that_it_is_one_and_what_a_draft_rule_made_says_so(
    regime: str, clause: str, mark: str, shown: Shown
) -> None:
    office = yunnan(persons=regime)
    assert regime_of(office.region).is_draft is bool(mark)
    clerk = office.user(User.Role.CLERK, "530102")
    clerk.set_unusable_password()
    clerk.save()
    act = handling("h1", clause=clause, on=today().isoformat())
    record(office.region, ACT.validate_python(act), by=SYSTEM, key="h1")
    case, client = Case.objects.get(process="handling"), sign_in(Client(), clerk)
    (draft,) = (o.draft for o in offers(case, clerk) if o.draft.kind == "points_notice")
    made = client.post("/papers/issue/", {"case": case.pk, **draft.__dict__})
    assert made.status_code == 302 and made["Location"].startswith("/papers/")
    page, paper = made["Location"], Paper.objects.get()
    assert f'action="{page}copy/"' in client.get(page).content.decode()
    answers = [client.get(page + "paper.pdf"), client.post(page + "copy/")]
    assert [(x.status_code, x["Content-Type"]) for x in answers] == [(200, "application/pdf")] * 2
    (original, across), (reprint, across_again) = (shown(x.content) for x in answers)
    assert "副本" not in original and "副本，与原件内容一致" in reprint
    assert paper.number in original and paper.number in reprint
    assert across == across_again == mark
    assert Reprint.objects.filter(paper=paper).count() == 1
