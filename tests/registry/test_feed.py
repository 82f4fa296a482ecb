"""The data files of the public register: the months and what came since rebuild it, row for row, whatever happened."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dingdian.accounts.models import Division
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Actor, Refused, record, register
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION
from dingdian.journal.story import open_region
from dingdian.registry import datafiles, feed, public
from dingdian.registry.models import DataFile, Month
from tests.law.processes.test_machine import WAYS, tuned

BY = Actor("setting", "system")
BEGIN = date(2025, 1, 6)
PLACES = ("H44020100001", "H44020100002", "P44020100003")
REGIMES = ("shaoguan-2023", "zizhiqu-2025", "")
NAMES = ("=甲诊所", "甲诊所", "+乙\t店", "丙，“医院”\n新址")
Rows = dict[tuple[str, str], Mapping[str, str]]


def region(number: int, regime: str) -> Region:
    """A city under rules on institutions, or (without) under those on persons alone."""
    Division.objects.get_or_create(code="440200", defaults={"name": "韶关市"})
    Division.objects.get_or_create(code="440201", defaults={"name": "浈江区", "parent_id": "440200"})
    persons = "" if regime else "yunnan-2025"
    return open_region(f"r{number}", f"第{number}区", persons=persons, institutions=regime, division_id="440200")


class History:
    """What happens in some regions, by chance; some of it is learned late, some is undone."""

    def __init__(self, chance: Random, regimes: Iterable[str]) -> None:
        self.chance, self.day, self.number = chance, BEGIN, 0
        self.regions = [region(n, regime) for n, regime in enumerate(regimes)]
        for one in self.regions:
            for code in PLACES[: chance.choice((1, 2, 3))]:
                self.registered(one, code)

    def next(self) -> str:
        self.number += 1
        return f"n{self.number}"

    def registered(self, at: Region, code: str) -> None:
        data = {"code": code, "name": self.chance.choice(NAMES), "ownership": "private", "institution_type": "clinic",
                "sector": "retail_pharmacy" if code[0] == "P" else "medical_institution"}  # fmt: skip
        office = {"division": self.chance.choice(("440201", "440200")), "legal_representative": "李某",
                  "address": self.chance.choice(("甲路 1 号", "-乙路"))}  # fmt: skip
        register(at, INSTITUTION, data, office=office, by=BY, key=self.next(), recorded_on=self.day)

    def agreed(self, at: Region, code: str) -> None:
        first = self.day + timedelta(self.chance.choice((-300, -20, 0, 25)))
        data = {"id": self.next(), "institution": code, "start_on": first, "end_on": first + timedelta(364)}
        register(at, AGREEMENT, data, by=BY, key=self.next(), recorded_on=self.day)

    def told(self, at: Region, code: str) -> None:
        act = self.chance.choice(("agreement.suspend", "agreement.resume", "agreement.terminate", "fact.record",
                                  "settlement.hold", "settlement.release", "dispute.open", "dispute.close"))  # fmt: skip
        on = self.day - timedelta(self.chance.choice((0, 0, 0, 12, 70)))
        said: dict[str, Any] = {"act": act, "on": on, "institution": code, "id": self.next()}
        if act.startswith("agreement."):
            said["ground"] = {"agreement.suspend": "SUS-1", "agreement.terminate": "TER-3"}.get(act)
            said["to"] = on + timedelta(40) if act == "agreement.suspend" else None
            said["reason"], said["checked"] = "查实", "passed" if act == "agreement.resume" else None
        if act == "fact.record":
            said["registered_address"] = self.chance.choice(("新路 9 号", "=新路"))
        if act.startswith("dispute."):
            about = (
                "dispute.open"
                if act == "dispute.close"
                else self.chance.choice(("agreement.suspend", "agreement.terminate"))
            )
            earlier = Entry.objects.filter(region=at, name=about).order_by("-seq").first()
            said |= {"of": earlier.ref if earlier is not None else "none", "outcome": "revoked" if act == "dispute.close" else None,
                     "route": "negotiation" if act == "dispute.open" else None}  # fmt: skip
        try:
            with transaction.atomic():
                record(at, ACT.validate_python({k: v for k, v in said.items() if v is not None}), by=BY,
                       key=self.next(), recorded_on=self.day)  # fmt: skip
        except (Refused, ValueError):
            pass  # the law or the form of the act did not allow it

    def step(self) -> None:
        self.day += timedelta(self.chance.choice((0, 3, 11, 35, 80)))
        at = self.chance.choice(self.regions)
        does = self.chance.choice((self.told, self.told, self.told, self.agreed, self.registered))
        does(at, self.chance.choice(PLACES))
        if self.chance.random() < 0.04:
            Region.objects.filter(pk=at.pk).update(division=None)


def rows(content: bytes, kind: str) -> list[dict[str, str]]:
    """What a file says, by field."""
    if kind == "json":
        return list(json.loads(content))
    fields = {header: field for field, header in feed.HEADERS.items()}
    found = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{fields[header]: value for header, value in row.items()} for row in found]


def rebuilt(before: Rows, told: list[dict[str, str]]) -> Rows:
    """A register after a file of changes, as somebody does it who knows nothing but the columns."""
    found = dict(before)
    for row in told:
        kept = {field: value for field, value in row.items() if field != feed.CHANGE}
        if row[feed.CHANGE] == "删除":
            del found[row["region"], row["code"]]
        else:
            found[row["region"], row["code"]] = kept
    return found


def written(found: Iterable[feed.Change], kind: str) -> list[dict[str, str]]:
    told = feed.told(found)
    parts = feed.as_csv(told, change=True) if kind == "csv" else feed.as_json(told)
    return rows(b"".join(parts), kind)


def check(day: date) -> int:
    """That the files of a day rebuild its register; how many entries it has."""
    number = 0
    for kind in ("csv", "json"):
        parts = feed.as_csv(feed.full(day)) if kind == "csv" else feed.as_json(feed.full(day))
        whole = rows(b"".join(parts), kind)
        found: Rows = {}
        for month in Month.objects.order_by("end"):
            found = rebuilt(found, written(feed.of_month(month), kind))
        found = rebuilt(found, written(feed.since(day), kind))
        assert found == {(row["region"], row["code"]): row for row in whole}
        assert {field for row in whole for field in row} <= set(public.FIELDS)
        number = len(whole)
    return number


def lived(chance: Random, steps: int) -> int:
    """A history with its months, every file of which adds up at every month's end and at the end."""
    history = History(chance, [chance.choice(REGIMES) for _ in range(chance.choice((1, 2)))])
    told: dict[int, list[dict[str, str]]] = {}
    for _ in range(steps):
        history.step()
        if chance.random() < 0.5 and (closed := feed.close(history.day)) is not None:
            told[closed.pk] = written(feed.of_month(closed), "json")
    assert all(written(feed.of_month(Month.objects.get(pk=pk)), "json") == rows for pk, rows in told.items())
    return check(history.day)


def histories(examples: int, longest: int) -> list[int]:
    found = []

    @tuned(examples)
    @given(chance=WAYS, steps=st.integers(4, longest))
    def run(chance: Random, steps: int) -> None:
        with transaction.atomic():
            found.append(lived(chance, steps))
            transaction.set_rollback(True)

    run()
    return found


@pytest.mark.django_db
def test_months_and_what_came_since_rebuild_the_register() -> None:
    assert max(histories(30, 10)) > 1


@pytest.mark.long
@pytest.mark.django_db
def test_they_do_after_a_thousand_histories() -> None:
    assert max(histories(1000, 40)) > 3


@pytest.mark.django_db
def test_a_month_is_closed_once_and_a_correction_stands_in_the_next() -> None:
    at = region(0, "shaoguan-2023")
    data = {"code": PLACES[0], "name": "甲诊所", "sector": "medical_institution", "ownership": "private"}
    register(at, INSTITUTION, data, by=BY, key="i", recorded_on=BEGIN)
    assert feed.close(date(2025, 1, 31)) is None, "nothing was ever in it"
    data = {"id": "a", "institution": PLACES[0], "start_on": "2025-01-01", "end_on": "2025-12-31"}
    register(at, AGREEMENT, data, by=BY, key="a", recorded_on=BEGIN)
    january = feed.close(date(2025, 2, 3))
    assert january is not None and str(january) == "2025-01" and january.rows == 1
    assert feed.close(date(2025, 2, 28)) is None
    late = {"act": "agreement.suspend", "id": "s", "on": "2025-01-20", "institution": PLACES[0], "ground": "SUS-1",
            "to": "2025-04-20", "reason": "重大风险"}  # fmt: skip
    record(at, ACT.validate_python(late), by=BY, key="s", recorded_on=date(2025, 2, 10))
    assert [c.row and c.row["state"] for c in feed.of_month(january)] == ["履行中"], "what was told stays told"
    february = feed.close(date(2025, 3, 1))
    assert february is not None
    assert [c.row and (c.row["state"], c.row["since"]) for c in feed.of_month(february)] == [("中止", "2025-01-20")]
    Region.objects.update(division=None)
    assert [c.kind for c in feed.since(date(2025, 3, 2))] == ["gone"], "a story told to the site is nobody's"


@pytest.mark.django_db
def test_the_files_of_a_day_fit_together_and_closed_months_stay(client: Client) -> None:
    history = History(Random(5), ("shaoguan-2023", ""))
    for at in history.regions:
        history.agreed(at, PLACES[0])
        history.told(at, PLACES[0])
    for day in (date(2025, 12, 30), date(2026, 2, 3), date(2026, 3, 1), date(2026, 3, 5)):
        datafiles.make(day)
        kept = {f.name: f.sha256 for f in DataFile.objects.all()}
        listed = client.get("/data/index.json").json()["files"]
        assert {f["name"]: f["sha256"] for f in listed} == kept
        for kind in ("csv", "json"):
            found: Rows = {}
            for told in [f for f in listed if f["changes"] and f["name"].endswith(kind)]:
                found = rebuilt(found, taken(client, told["name"], told["rows"], told["sha256"]))
            whole = taken(client, f"register.{kind}", None, kept[f"register.{kind}"])
            assert found == {(row["region"], row["code"]): row for row in whole} and whole
    months = [name for name in kept if name.startswith("changes-")]
    assert sorted(months) == [f"changes-{m}.{k}" for m in ("2025-11", "2026-01", "2026-02") for k in ("csv", "json")]


def taken(client: Client, name: str, number: int | None, digest: str) -> list[dict[str, str]]:
    """A file as a browser takes it, which asks for it again and takes it packed too."""
    answer = client.get(f"/data/{name}")
    content = b"".join(answer) if answer.streaming else answer.content
    assert hashlib.sha256(content).hexdigest() == digest and answer["ETag"] == f'"{digest}"'
    again = client.get(f"/data/{name}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = client.get(f"/data/{name}", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == content
    found = rows(content, name.rpartition(".")[2])
    assert number in (None, len(found))
    return found
