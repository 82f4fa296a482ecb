"""The small country with what pages show besides: a colleague, proposals on their way, imports; and what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from dingdian.accounts import rights
from dingdian.accounts.models import Organisation, User
from dingdian.casework import actions, attachments
from dingdian.casework.models import Case, Complaint, Notice, Task
from dingdian.journal.record import register
from dingdian.journal.slices import PERSON
from dingdian.papers import actions as papers
from dingdian.papers import printing
from dingdian.papers.models import Paper
from dingdian.papers.queries import Draft
from dingdian.registry.models import ImportJob
from dingdian.signing import actions as signings
from dingdian.signing.models import Opening
from dingdian.web import downloads
from dingdian.web.models import Download
from tests import world
from tests.accounts.factory import sign_in
from tests.world import BY, LEVELS, NAMES, PLACES, Country, handling, told

ABSENT: dict[str, Any] = {
    "institution": "H53010299999", "person": "D530102999999", "handling": "nothing", "division": "530199",
    "organisation": "没有的单位", "region": "nowhere",
} | dict.fromkeys(("case", "proposal", "approved", "job", "task", "paper", "printing", "account", "office", "colleague", "notice", "download", "file", "right", "cleared", "complaint", "signing", "opening"), 999_999_999)  # fmt: skip
"""What is written like the code or number of something, and is of nothing."""
COLLEAGUE, COLLEAGUE_NAME = "D530102000002", "郭芙蓉"


@dataclass
class Land:
    """`names(level)`: what addresses and bodies name. `shared`: a case of the own person and a colleague."""

    country: Country
    shared: int = 0
    approved: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    fresh: dict[str, int] = field(default_factory=dict)
    printings: dict[str, int] = field(default_factory=dict)
    downloads: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    rights: dict[str, int] = field(default_factory=dict)
    cleared: dict[str, int] = field(default_factory=dict)
    complaints: dict[str, int] = field(default_factory=dict)
    signings: dict[str, int] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)

    @property
    def widest(self) -> User:
        """An official over the whole region."""
        return User.objects.get(username="widest")

    def names(self, level: str) -> dict[str, Any]:
        """By kind, what lies at a level (`absent`: what does not exist) and what is one's own."""
        c = self.country
        if level == "absent":
            return self.names("own") | ABSENT
        return {
            "institution": c.institutions[level],
            "person": c.people[level],
            "handling": c.handlings[level],
            "case": c.cases[level],
            "proposal": c.proposals[level],
            "approved": self.approved[level],
            "job": self.jobs[level],
            "task": self.tasks[level],
            "paper": self.papers[level].pk,
            "code": self.papers[level].code,
            "fresh": self.fresh[level],
            "printing": self.printings[level],
            "download": self.downloads[level],
            "file": self.files[level],
            "right": self.rights[level],
            "cleared": self.cleared[level],
            "complaint": self.complaints[level],
            "signing": self.signings[level],
            "opening": self.openings[level],
            "asked_for": f"head-{level}",
            "account": c.users["clerk"].pk,
            "office": c.users["clerk"].organisation_id,
            "colleague": c.users["head"].pk if level == "own" else User.objects.get(username=f"clerk-{level}").pk,
            "notice": Notice.objects.get(key=f"signed:{self.approved[level]}:1").pk,
            "organisation": f"agency {PLACES[level]}",
            "region": c.regions[level].code,
            "own_institution": c.institutions["own"],
            "own_person": c.people["own"],
            "own_case": c.cases["own"],
            "own_proposal": c.proposals["own"],
            "shared": self.shared,
            "division": PLACES[level],
            "circumstance": "national/23.15.1" if level == "other" else "yunnan/23.1",
        }

    def foreign(self, role: str) -> set[str]:
        """What nobody of the own place in this role may be told: names, codes and addresses of elsewhere."""
        c, found = self.country, set[str]()
        for level in LEVELS[1:]:
            found |= {c.institutions[level], c.people[level], f"{level} 医院", NAMES[level], f"区划{PLACES[level]}"}
            found |= {f"/cases/{c.cases[level]}/", f"/proposals/{c.proposals[level]}/", f"copy={self.jobs[level]}"}
            found |= {
                f"clerk-{level}",
                f"wanted-{level}",
                f"head-{level}",
                f"agency {PLACES[level]}",
                self.papers[level].code,
            }
        return found | ({COLLEAGUE, COLLEAGUE_NAME, "郭**"} if role == "person" else set())


def land() -> Land:
    """All of it, written to the database."""
    country = world.furnish(world.widen(world.build()))
    made = Land(country)
    own = country.institutions["own"]
    sites = [{"institution": own, "department": "外科", "filed_on": "2025-01-02"}]
    data = {"code": COLLEAGUE, "name": COLLEAGUE_NAME, "role": "medical", "sites": sites}
    register(country.regions["own"], PERSON, data, office={}, by=BY, key="colleague")
    act = handling(own, COLLEAGUE, "shared", "2025-02-10")
    act["findings"][0]["persons"].append({"person": country.people["own"], "degree": "main"})
    entry = told(country, "own", act, "shared").entry
    told(country, "own", {"act": "notice.deliver_to_institution", "on": "2025-02-11", "of": "shared"}, "shared-told")
    step = {"act": "notice.deliver_to_person", "on": "2025-02-12", "of": "shared", "person": COLLEAGUE}
    told(country, "own", step, "shared-colleague")
    bureau = Organisation.objects.create(kind="administration", name="administration 530000", division_id="530000")
    User.objects.create(username="widest", role="official", organisation=bureau, password="!")
    made.shared = Case.objects.get(opened=entry, process="handling").pk
    for level in LEVELS:
        clerk = country.users["clerk"] if level == "own" else User.objects.get(username=f"clerk-{level}")
        reviewer = country.user("reviewer", f"reviewer-{level}", level)
        region, place, person = country.regions[level], country.institutions[level], country.people[level]
        drawn = actions.propose(region, handling(place, person, None, "2025-03-06"), acting_user=clerk)
        country.proposals[level] = actions.submit(drawn, acting_user=clerk).pk
        drawn = actions.propose(region, handling(place, person, None, "2025-03-07"), acting_user=clerk)
        actions.sign(actions.submit(drawn, acting_user=clerk), acting_user=reviewer, version=1, agreed=True)
        made.approved[level] = drawn.pk
        entry = told(country, level, handling(place, person, f"task-{level}", "2025-03-05"), f"task-{level}").entry
        made.tasks[level] = Task.objects.filter(case__opened=entry, role="agency", done__isnull=True)[0].pk
        made.jobs[level] = ImportJob.objects.create(
            region=region, kind="people", file_name=f"{level} 医院.xlsx", sha256=level, user=clerk, state="refused",
            problem_count=1, result=b"copy", ended_at=timezone.now(),
        ).pk  # fmt: skip
        asked = Download.objects.create(
            user=clerk, name="people", title=f"{level} 医院的人员", kind="csv", mark=level, total=1
        )
        made.signings[level] = signings.begin(
            region, place, signings.Terms(date(2030, 1, 1), date(2030, 12, 31)), acting_user=clerk
        ).pk
        made.openings[level] = Opening.objects.create(
            region=region, start_on=date(2030, 1, 1), end_on=date(2030, 12, 31), state="checked", by=clerk,
            left_out=[[place, f"{level} 医院", "已签订"]], at=timezone.now(),
        ).pk  # fmt: skip
        made.downloads[level] = downloads.run(asked.pk).pk
        handed = SimpleUploadedFile(f"{level} 医院的执照.pdf", b"%PDF-1.7 " + level.encode())
        made.files[level] = attachments.keep(region, place, handed, user=clerk).pk
        made.complaints[level] = Complaint.objects.create(
            region=region, key=f"nothing-{level}", institution=place, division=PLACES[level], on=date(2025, 3, 5),
            text=f"{level} 医院的事", sender=level,
        ).pk  # fmt: skip
        _papers(made, level, clerk)
        _rights(made, level)
    return made


def _rights(made: Land, level: str) -> None:
    """An application for rights at the agency, and one that was approved (`cleared`)."""
    asker, other = (made.country.user("head", f"{name}-{level}", level) for name in ("head", "head2"))
    for kept, name in ((made.rights, "wanted"), (made.cleared, "cleared")):
        asked = rights.ask_to_open(
            acting_user=asker, username=f"{name}-{level}", name=f"{name}{level}", role="supervisor",
            organisation=made.country.organisations[f"agency-{level}"], holder=f"{name}-{level}", reason="x",
        )  # fmt: skip
        kept[level] = asked.pk
    rights.decide(acting_user=other, application=asked, approve=True)


def _papers(made: Land, level: str, clerk: User) -> None:
    """A notice that reached institution and person, one that was only issued, and a printing of the clerk."""
    region, place, person = made.country.regions[level], made.country.institutions[level], made.country.people[level]
    for name in ("paper", "fresh"):
        told(made.country, level, handling(place, person, f"{name}-{level}", "2025-03-04"), f"{name}-{level}")
        draft = Draft("points_notice", f"{name}-{level}", person, place)
        paper = papers.issue(region, draft, acting_user=clerk).paper
        made.fresh[level] = paper.pk
        if name == "paper":
            made.papers[level] = paper
            papers.serve(paper, acting_user=clerk, way="hand", on=date(2025, 3, 10), receiver="某人")
            step = {"act": "notice.deliver_to_person", "on": "2025-03-11", "of": paper.ref, "person": person}
            told(made.country, level, step, f"paper-told-{level}")
    made.printings[level] = printing.start([made.papers[level].pk], acting_user=clerk).pk


def signed_in(user: User) -> Client:
    """A browser of this user, all proved."""
    return sign_in(Client(), user)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


_APART = {"django_session", "web_draft"}  # when somebody was last seen, what they typed so far
_LOGGED = {"accounts_accesslog"}  # that a file was opened


class Watch:
    """Whether anything was written since the watch began; whatever is done in between is to be taken back each time."""

    def __init__(self) -> None:
        self._content, self._counts = _content(), _counts()

    def begin(self) -> None:
        self._counts = _counts()

    def changed(self, *, looked: bool = False) -> set[str]:
        """The tables that are no longer as they were; `looked`: that it was looked at may be on record.

        Every table is read only where PostgreSQL has counted a row written, since.
        """
        if _counts() == self._counts:
            return set()
        now = _content()
        return {name for name in now if now[name] != self._content[name]} - (_LOGGED if looked else set())


def _content() -> dict[str, str]:
    """A digest of every table."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - _APART)
        digest = "SELECT '{0}', md5(coalesce(string_agg(md5(t::text), '' ORDER BY t::text), '')) FROM \"{0}\" t"
        cursor.execute(" UNION ALL ".join(digest.format(name) for name in names))
        return dict(cursor.fetchall())


def _counts() -> dict[str, int]:
    """Rows that this transaction has written so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {name: count for name, count in cursor.fetchall() if count and name not in _APART}


def outcome(answer: Any) -> str:
    """What became of a request: shown, told (a page that says why nothing was done), done, and so on."""
    status = answer.status_code
    if status == 302:
        return "sign-in" if answer["Location"].startswith("/sign-in/") else "done"
    if status in (200, 422):
        html = answer["Content-Type"].startswith("text/html")
        return "told" if html and re.search("<h2>没有办理|没有通过，请改正", answer.content.decode()) else "shown"
    return {403: "denied", 404: "absent", 405: "not so"}.get(status, str(status))


def fail_if(found: list[str]) -> None:
    """Name everything that is wrong at once."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)
