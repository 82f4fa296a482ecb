"""Every form of the institutions' steps, and the pages around them, in a browser: sound, and whole on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser

from dingdian.accounts.models import User
from dingdian.casework.models import Case
from dingdian.journal.record import today
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.institutions import PROCESSES
from dingdian.regimes import load as rules_of
from tests.casework.office import HOSPITAL, yunnan
from tests.perms.bridge import SITE, window
from tests.perms.test_sound import kept
from tests.web.test_competence import browser as client_of
from tests.web.test_other_regimes import tell

R = User.Role


@pytest.fixture(scope="module", autouse=True)
def _apart(browser: Browser) -> Iterator[None]:
    yield
    connections.close_all()


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("rules", ["shaoguan-2023", "zizhiqu-2025"])
def test_forms_of_institutions_are_sound_and_whole(browser: Browser, rules: str) -> None:
    office, day = yunnan(institutions=rules), today().isoformat()
    tell(office.region, "a", {"act": "designation.apply", "id": "A-1", "institution": HOSPITAL, "on": day})
    tell(office.region, "t", {"act": "tip.register", "id": "T-1", "institution": HOSPITAL, "on": day})
    cases = [f"/cases/{pk}/" for pk in Case.objects.values_list("pk", flat=True)]
    acts = sorted({step.act for process in PROCESSES for step in process.steps} & steps_of(rules_of(rules)).keys())
    forms = [f"/act/{act}/?institution={HOSPITAL}" for act in acts]
    around = [*cases, f"/institutions/{HOSPITAL}/", f"/institutions/{HOSPITAL}/money/", "/money/", "/assessments/",
              f"/institutions/{HOSPITAL}/assessment/", f"/institutions/{HOSPITAL}/declared/", "/signs/", "/signing/",
              f"/signing/new/?institution={HOSPITAL}", "/signing/rates/", "/cases/"]  # fmt: skip
    found, seen_pages = [], 0
    with window(browser) as seen:
        for user in (office.user(R.CLERK), office.user(R.INSTITUTION, HOSPITAL), office.user(R.OFFICIAL)):
            seen.client = client_of(user)
            for page in [*forms, *around]:
                answered = seen.page.goto(SITE + page)
                if answered is None or answered.status != 200:
                    continue
                seen_pages += 1
                kept(seen, f"{user.role}{page}")
                found += [f"{user.role} {page}: {wrong}" for wrong in seen.unsound()]
    assert found == [], "\n".join(found[:20])
    assert seen_pages > 80, seen_pages
