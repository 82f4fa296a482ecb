"""Every page: who may open it, what it costs, that it shows one thing in one way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dingdian.accounts import rights
from dingdian.accounts.models import Application, User
from dingdian.casework import attachments
from dingdian.casework.models import Attachment, Case, Proposal, Task
from dingdian.casework.queries import queue
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from dingdian.registry import datafiles
from dingdian.registry.models import Institution
from dingdian.web import downloads
from dingdian.web.models import Download
from dingdian.web.urls import urlpatterns
from tests.accounts import factory
from tests.web import small_demo

BASELINE = Path(__file__).with_name("queries.json")
MOST = 30
HOSPITAL, PHARMACY, PERSON, OTHER = (
    small_demo.FIRST,
    small_demo.PHARMACY,
    small_demo.person_code(1),
    small_demo.person_code(5),
)
OFFICE = {"clerk", "reviewer", "head", "official"}
SEES = OFFICE | {"supervisor", "auditor", "hospital", "person", "partner"}
ALL = SEES | {"sysadmin", "secadmin", "auditadmin"}
EXPORTS = {"clerk", "reviewer", "head", "supervisor", "official", "hospital", "auditor"}
SEES_MONEY = SEES - {"person", "partner"}
SEES_RIGHTS = {"head", "official", "hospital", "auditor", "secadmin"}
OPEN_TO = {  # page → who may open it; whoever may not is refused (403), or finds nothing there (404)
    "public-complaint": set(), "complaints": OFFICE - {"official"}, "complaint": set(), "informant": set(),
    "public-register": ALL, "public-institution": ALL, "public-terminated": ALL, "public-publicity": ALL, "public-data": ALL,
    "public-guide": ALL, "public-standards": ALL, "data-index": ALL, "data-file": ALL, "site-map": ALL, "accessibility": ALL,
    "home": ALL, "healthz": ALL, "channels": ALL, "doctors": set(), "keys": ALL, "work": SEES, "cases": SEES, "people": SEES, "institutions": SEES,
    "search": SEES, "work-queue": SEES - {"supervisor", "auditor"}, "proposals": OFFICE, "decision-new": OFFICE,
    "imports": {"clerk", "reviewer", "head"}, "proposal": OFFICE, "proposal-edit": {"clerk"},
    "notices": ALL, "task": SEES - {"partner"}, "columns": SEES, "export": EXPORTS,
    "downloads": EXPORTS | {"sysadmin", "secadmin", "auditadmin"}, "download": {"clerk"}, "file": SEES - {"person", "partner"},
    "access-log": {"auditor", "auditadmin"}, "operation-log": {"auditor", "auditadmin"},
    "accounts": {"secadmin"}, "account-new": {"secadmin"}, "account": {"secadmin"},
    "case": SEES - {"partner"}, "person": SEES, "institution": SEES - {"person"}, "act": OFFICE | {"hospital", "person", "partner"},
    "message-settings": ALL, "outbox": {"sysadmin"}, "caught": set(),
    "mine": {"person"}, "desk": {"hospital"}, "licences": {"hospital"}, "elder": set(),
    "lookup": OFFICE, "person-file": SEES, "person-claim": SEES, "person-filing": SEES, "list": SEES, "institution-measures": SEES - {"person"}, "institution-platform": {"clerk", "reviewer", "head", "official", "hospital"}, "bulk": {"hospital"},
    "institution-managed": set(), "gaps": SEES - {"person"}, "institution-rules": SEES - {"person"},
    "money": SEES_MONEY, "money-late": SEES_MONEY, "institution-money": set(),
    "assessments": SEES_MONEY, "institution-assessment": set(), "assessment": set(), "assessment-review": set(), "assessment-final": set(),
    "rights": SEES_RIGHTS, "rights-held": SEES_RIGHTS, "right": SEES_RIGHTS - {"hospital"},
    "right-new": {"head", "official", "hospital"},
    "oversight": {"head", "supervisor", "official", "auditor"}, "signs": SEES, "institution-declared": set(),
    "organisations": {"secadmin"}, "organisation": {"secadmin"},
}  # fmt: skip
PUBLIC = ("public-register", "public-institution", "public-terminated", "public-publicity", "public-data", "data-index",
          "data-file", "public-guide", "public-standards", "site-map", "accessibility")  # fmt: skip


def addresses(proposal: int) -> dict[str, str]:
    case = Case.objects.get(process="review").pk
    datafiles.make(today())
    task = Task.objects.filter(case__process="review", role="agency", done__isnull=True)[0].pk
    return {
        "public-complaint": "/publicity/999999999/", "complaints": "/complaints/", "complaint": "/complaints/999999999/",
        "informant": f"/cases/{case}/informant/",
        "public-register": "/register/?q=示例", "public-institution": f"/register/{HOSPITAL}/",
        "public-terminated": "/terminated/", "public-publicity": "/publicity/", "public-data": "/data/",
        "public-guide": "/guide/", "public-standards": "/standards/", "data-index": "/data/index.json", "data-file": "/data/register.csv", "site-map": "/site-map/",
        "accessibility": "/accessibility/",
        "home": "/?q=示例", "healthz": "/healthz", "channels": "/supervision/", "doctors": f"/doctors/{HOSPITAL}/", "keys": "/help/keys/", "work": "/todo/", "cases": "/cases/?state=all",
        "people": "/people/", "institutions": "/institutions/", "search": "/search/?q=zhang", "work-queue": "/todo/done/",
        "proposals": "/proposals/", "decision-new": f"/proposals/new/?institution={HOSPITAL}", "imports": "/imports/",
        "proposal": f"/proposals/{proposal}/", "proposal-edit": f"/proposals/{proposal}/edit/", "case": f"/cases/{case}/",
        "person": f"/people/{PERSON}/", "institution": f"/institutions/{HOSPITAL}/",
        "act": f"/act/restoration.apply/?person={PERSON}", "person-file": f"/people/{PERSON}/file/", "person-claim": f"/people/{PERSON}/claim/",
        "person-filing": f"/people/{PERSON}/filing/", "list": "/lists/talks/",
        "institution-measures": f"/institutions/{HOSPITAL}/measures/",
        "institution-platform": f"/institutions/{HOSPITAL}/platform/", "bulk": f"/bulk/commitment.sign/?institution={HOSPITAL}",
        "money": "/money/?q=示例", "money-late": "/money/late/", "assessments": "/assessments/",
        "institution-assessment": f"/institutions/{HOSPITAL}/assessment/", "assessment": f"/assessments/{case}/", "assessment-review": f"/assessments/{case}/review/", "assessment-final": f"/assessments/{case}/final/", "institution-money": f"/institutions/{HOSPITAL}/money/",
        "lookup": "/lookup/", "institution-managed": f"/institutions/{HOSPITAL}/managed/",
        "gaps": "/gaps/heads/", "institution-rules": f"/institutions/{HOSPITAL}/rules/",
        "mine": "/mine/", "desk": "/desk/", "licences": "/licences/", "elder": "/elder/",
        "notices": "/notices/?state=all", "task": f"/tasks/{task}/",
        "columns": "/columns/people/", "export": "/export/people/?q=zhang",
        "downloads": "/downloads/", "download": f"/downloads/{written().pk}/", "file": f"/files/{handed().pk}/", "access-log": "/logs/access/",
        "operation-log": "/logs/operations/", "accounts": "/accounts/", "account-new": "/accounts/new/",
        "message-settings": "/notices/settings/", "outbox": "/outbox/?state=all", "caught": "/demo/messages/",
        "rights": "/rights/", "rights-held": "/rights/held/", "right-new": "/rights/new/open/",
        "right": f"/rights/{asked_for().pk}/",
        "oversight": "/oversight/", "signs": "/signs/?state=all", "institution-declared": f"/institutions/{HOSPITAL}/declared/",
        "organisations": "/organisations/",
        "organisation": f"/organisations/{User.objects.get(username='clerk').organisation_id}/",
        "account": f"/accounts/{User.objects.get(username='clerk').pk}/",
    }  # fmt: skip


def written() -> Download:
    """A file that the clerk asked for."""
    user = User.objects.get(username="clerk")
    made = Download.objects.create(user=user, name="people", title="人员", kind="csv", mark="x")
    return downloads.run(made.pk)


def handed() -> Attachment:
    """A file of the hospital."""
    user = User.objects.get(username="clerk")
    region = Institution.objects.get(code=HOSPITAL).region
    return attachments.keep(region, HOSPITAL, SimpleUploadedFile("执照.pdf", b"%PDF-1.7"), user=user)


def asked_for() -> Application:
    """Rights that the head asks for."""
    head = User.objects.select_related("organisation__division").get(username="head")
    told = {"username": "wanted", "name": "新人", "role": "supervisor", "holder": "5301-77", "reason": "新入职"}
    found = Application.objects.filter(username="wanted").first()
    return found or rights.ask_to_open(acting_user=head, organisation=head.organisation, **told)


def drawn(region: Region) -> Proposal:
    """A decision on points as the form draws it up."""
    share = {"person": PERSON, "degree": "main"}
    finding = {"id": "f1", "type": "重复收费", "circumstances": ["yunnan/23.1"], "persons": [share]}
    act = {
        "act": "handling.decide",
        "on": "2026-06-01",
        "institution": HOSPITAL,
        "basis": "administrative_penalty",
        "findings": [finding],
    }
    return Proposal.objects.create(
        region=region, act=act, state="submitted", drawn_by=User.objects.get(username="clerk")
    )


def test_the_table_names_every_page() -> None:
    assert {p.name for p in urlpatterns} == set(OPEN_TO)


@pytest.mark.django_db
def test_each_role_opens_its_pages_and_no_others(province: Region, signed_in: Callable[[str], Client]) -> None:
    wrong = []
    urls = addresses(drawn(province).pk)
    for username in sorted(ALL):
        client = signed_in(username)
        for name, url in urls.items():
            status = client.get(url).status_code
            if (status == 200) != (username in OPEN_TO[name]) or status not in (200, 403, 404, 405):
                wrong.append((username, name, status))
    assert not wrong


@pytest.mark.django_db
def test_whoever_is_not_signed_in_sees_the_public_face_alone(province: Region, client: Client) -> None:
    for name, url in addresses(drawn(province).pk).items():
        status = client.get(url).status_code
        expected = {
            "home": 200,
            "healthz": 200,
            **dict.fromkeys(PUBLIC, 200),
            "channels": 200,
            "doctors": 404,
            "caught": 404,
            "public-complaint": 404,
            "elder": 405,
        }.get(name, 302)
        assert status == expected, name


@pytest.mark.django_db
def test_the_public_face_finds_institutions_and_no_person(province: Region, client: Client) -> None:
    found = client.get("/?q=示例市").content.decode()
    assert "示例市第一医院" in found and "履行中" in found
    page = client.get("/register/?q=张建国").content.decode()
    assert "没有符合条件" in page and page.count("张建国") == 2, "what was asked for, in the field and the title"


@pytest.mark.django_db
def test_no_page_asks_the_database_more_than_its_baseline(province: Region, signed_in: Callable[[str], Client]) -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    usernames = ("clerk", "head", "secadmin", "auditadmin", "hospital", "sysadmin", "person")
    clients = {username: signed_in(username) for username in usernames}
    measured = {}
    for name, url in addresses(drawn(province).pk).items():
        client = next((client for username, client in clients.items() if username in OPEN_TO[name]), None)
        if client is None:  # only something to send
            continue
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        measured[name] = len(caught)
    assert {n: c for n, c in measured.items() if c > MOST} == {}
    assert {n: c for n, c in measured.items() if c > baseline.get(n, 0)} == {}, measured


@pytest.mark.django_db
def test_a_badge_counts_what_the_list_shows(signed_in: Callable[[str], Client]) -> None:
    for username in ("clerk", "hospital"):
        page = signed_in(username).get("/todo/").content.decode()
        listed = page.count("<tr><td>")
        assert listed == queue("todo", User.objects.get(username=username)).count() > 0
        assert re.search(rf'待办 <span class="badge">{listed}</span>', page)


@pytest.mark.django_db
def test_lists_mask_names_and_the_file_does_not(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("clerk")
    for url in ("/people/", "/todo/", "/cases/", "/search/?q=zhang", f"/institutions/{HOSPITAL}/"):
        assert "张建国" not in client.get(url).content.decode(), url
    assert "张建国" in client.get(f"/people/{PERSON}/").content.decode()


@pytest.mark.django_db
def test_what_lies_outside_the_scope_is_not_there(signed_in: Callable[[str], Client]) -> None:
    case = Case.objects.get(process="handling", institution=small_demo.COUNTY)
    for username in ("hospital", "person"):
        client = signed_in(username)
        for url in (
            f"/people/{OTHER}/",
            f"/institutions/{PHARMACY}/",
            f"/cases/{case.pk}/",
            f"/act/notice.deliver_to_person/?case={case.pk}",
            f"/act/restoration.apply/?person={OTHER}",
        ):
            assert client.get(url).status_code in (403, 404), (username, url)


@pytest.mark.django_db
def test_a_person_sees_only_their_own_share_of_a_case(signed_in: Callable[[str], Client], province: Region) -> None:
    page = signed_in("person").get(f"/people/{PERSON}/").content.decode()
    assert "李秀英" not in page and "暂停" in page


@pytest.mark.django_db
def test_an_error_is_said_on_top_and_at_the_field_and_nothing_typed_is_lost(signed_in: Callable[[str], Client]) -> None:
    url = f"/proposals/new/?institution={HOSPITAL}"
    sent = {"findings": "1", "f0-persons": "1", "on": "31.12.2026", "basis": "administrative_penalty", "f0-type": "重复收费",
            "f0-circumstances": ["yunnan/23.1"], "f0p0-person": PERSON, "f0p0-degree": "main", "inspection": "JC-7"}  # fmt: skip
    page = signed_in("clerk").post(url, sent).content.decode()
    assert page.count("这不是日期：写成 2026-03-10 这样") == 2
    assert '<a href="#id_on">作出日期：' in page and 'aria-invalid="true"' in page
    assert all(typed in page for typed in ('value="31.12.2026"', 'value="重复收费"', 'value="JC-7"'))
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_another_row_is_added_without_scolding(signed_in: Callable[[str], Client]) -> None:
    url = f"/proposals/new/?institution={HOSPITAL}"
    page = (
        signed_in("clerk")
        .post(url, {"findings": "1", "f0-persons": "1", "f0-type": "重复收费", "add": "f0"})
        .content.decode()
    )
    assert "f0p1-person" in page and 'value="重复收费"' in page and "没有办理" not in page


@pytest.mark.django_db
def test_what_the_law_refuses_is_said_with_its_way_out(signed_in: Callable[[str], Client]) -> None:
    decided = small_demo.person_code(3)  # not suspended: there is nothing to restore
    own = User.objects.create(username="own", name="王志强", role="person", person=decided)
    client = factory.sign_in(Client(), own)
    answer = client.post(f"/act/restoration.apply/?person={decided}", {"on": "2026-11-26", "key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有需要申请恢复的暂停或终止" in page and "怎么办：核对人员和日期" in page


@pytest.mark.django_db
def test_a_step_sent_twice_is_done_once(signed_in: Callable[[str], Client]) -> None:
    case = Case.objects.filter(process="handling", state="decided").get()
    client, sent = signed_in("clerk"), {"on": "2026-11-26", "key": "one-key"}
    url = f"/act/notice.deliver_to_institution/?case={case.pk}"
    before = Entry.objects.count()
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.count() == before + 1


@pytest.mark.django_db
def test_every_page_forbids_scripts_and_styles_written_into_it(
    signed_in: Callable[[str], Client], province: Region
) -> None:
    client = signed_in("clerk")
    for url in addresses(drawn(province).pk).values():
        answer = client.get(url)
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", answer.content.decode()), url
