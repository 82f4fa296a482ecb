"""What lists, files and answers cost the database: no more statements than the baseline, nothing counted whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dingdian.api.app import api
from dingdian.casework.models import Case
from dingdian.journal.models import Region
from tests.web.test_pages import BASELINE, HOSPITAL, MOST, OPEN_TO, PERSON, addresses, drawn

LISTS = {
    "work?overdue": "/todo/?due=overdue",
    "work?week": "/todo/?due=week",
    "work?none": "/todo/?due=none&process=handling",
    "work-late": "/todo/late/",
    "work-begun": "/todo/begun/",
    "cases?open": "/cases/",
    "cases?closed": "/cases/?state=closed",
    "people?name": "/people/?q=张",
    "people?pinyin": "/people/?q=zhangjianguo",
    "people?code": f"/people/?q={PERSON}",
    "people?after": "/people/?after=a~1",
    "institutions?name": "/institutions/?q=示例",
    "institutions?after": "/institutions/?after=a~1",
    "institution?people": f"/institutions/{HOSPITAL}/?q=zhang",
    "search?name": "/search/?q=张建国",
    "search?case": "/search/?q=2026-20",
}
ANSWERS = {  # operation of the API → its address; those that only take something in are no lists
    "me": "/me", "institutions": "/institutions", "institution": f"/institutions/{HOSPITAL}",
    "institution_marks": f"/institutions/{HOSPITAL}/marks",
    "institution_people": f"/institutions/{HOSPITAL}/people", "institution_deadlines": f"/institutions/{HOSPITAL}/deadlines",
    "people": "/people?q=zhang", "person": f"/people/{PERSON}", "person_sites": f"/people/{PERSON}/sites",
    "person_standing": f"/people/{PERSON}/standing", "person_standings": f"/people/{PERSON}/standings",
    "lookup": f"/lookups/{PERSON}?purpose=filing",
    "person_points": f"/people/{PERSON}/points", "person_deadlines": f"/people/{PERSON}/deadlines",
    "payability": f"/payability?institution={HOSPITAL}&person={PERSON}&on=2026-01-05", "cases": "/cases",
    "case": "/cases/{case}", "proposals": "/proposals", "proposal": "/proposals/{proposal}",
    "regimes": "/regimes", "regime": "/regimes/yunnan-2025", "clause": "/regimes/yunnan-2025/clauses/yunnan/23.1",
    "tokens": "/tokens",
    "processes": "/processes", "process": "/processes/handling",
}  # fmt: skip
LARGE = re.compile(r'FROM "(registry|journal|casework)_', re.IGNORECASE)
BOUNDED = re.compile(r'LIMIT \d|"institution_id" (?:=|IN)|"case_id" (?:=|IN)', re.IGNORECASE)


def unbounded(sql: str) -> bool:
    """Whether a statement counts rows of a large table with neither a limit nor one institution or case around them."""
    return "COUNT(" in sql.upper() and bool(LARGE.search(sql)) and not BOUNDED.search(sql)


def test_a_count_without_an_end_is_known_for_what_it_is() -> None:
    assert unbounded('SELECT COUNT(*) AS "__count" FROM "registry_person"')
    assert unbounded('SELECT COUNT(*) FROM "journal_entry" WHERE "journal_entry"."region_id" = 1')
    assert not unbounded('SELECT COUNT(*) FROM (SELECT 1 FROM "casework_task" LIMIT 100) subquery')
    assert not unbounded('SELECT COUNT(*) FROM "registry_site" WHERE "registry_site"."institution_id" = 7')
    assert not unbounded('SELECT COUNT(*) FROM "accounts_user"')


def test_the_table_names_every_answer() -> None:
    paths = api.get_openapi_schema()["paths"].values()
    assert set(ANSWERS) == {path["get"]["operationId"] for path in paths if "get" in path}


@pytest.mark.django_db
def test_no_list_asks_more_than_its_baseline_or_counts_a_table_whole(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    proposal = drawn(province).pk
    names = {"case": Case.objects.get(process="review").pk, "proposal": proposal}
    urls = LISTS | {f"api/{name}": "/api" + path.format(**names) for name, path in ANSWERS.items()}
    pages = {name: url for name, url in addresses(proposal).items() if "head" in OPEN_TO[name]}
    client, measured, counted = signed_in("head"), {}, {}
    for name, url in (urls | pages).items():
        answer = client.get(url)
        assert answer.status_code in (200, 302) or name == "api/tokens", (name, answer.content.decode()[:300])
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        measured[name] = len(caught)
        counted[name] = [query["sql"] for query in caught if unbounded(query["sql"])]
    assert {name: sql for name, sql in counted.items() if sql} == {}
    assert {name: n for name, n in measured.items() if n > MOST} == {}
    assert {name: n for name, n in measured.items() if name in urls and n > baseline.get(name, 0)} == {}, measured
