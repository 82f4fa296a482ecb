"""What is found, a page at a time, and how it leaves the house."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from dingdian.accounts.scope import Scope, scope_of
from dingdian.journal.batch import Registration, register_many
from dingdian.journal.models import Region
from dingdian.journal.record import Actor
from dingdian.registry import export, search
from dingdian.registry.models import Person
from dingdian.registry.names import pinyin
from dingdian.web.paging import page
from tests.registry.places import CLINIC, FAR, HOSPITAL, region, user

pytestmark = pytest.mark.django_db
ALL = Scope(division="53")
PEOPLE = {1: "张三", 2: "张三丰", 3: "欧阳小明", 4: "单田芳", 5: "王小明"}


@pytest.fixture
def yunnan() -> Region:
    where = region()
    rows = [
        Registration("registration.institution", {"code": code, "name": name, "sector": "medical_institution"}, code)
        for code, name in ((HOSPITAL, "昆明市第一人民医院"), (CLINIC, "五华诊所"), (FAR, "曲靖市第一人民医院"))
    ]
    rows += [
        Registration(
            "registration.agreement",
            {"id": f"a{code}", "institution": code, "start_on": "2025-01-01", "end_on": "2025-12-31"},
            f"a{code}",
        )
        for code in (HOSPITAL, FAR)
    ]
    rows += [
        Registration(
            "registration.person",
            {
                "code": f"D530102{n:06}", "name": name, "role": "medical",
                "sites": [{"institution": FAR if n == 5 else HOSPITAL, "filed_on": "2025-01-02"}],
            },
            f"p{n}",
            {"id_number": "11010519491231002X" if n == 1 else ""},
        )
        for n, name in PEOPLE.items()
    ]  # fmt: skip
    register_many(where, rows, by=Actor("x", "clerk"), recorded_on=date(2025, 6, 1))
    return where


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三", {"张三", "张三丰"}),
        ("张三丰", {"张三丰"}),
        ("阳小明", {"欧阳小明"}),
        ("zhangs", {"张三", "张三丰"}),
        ("Zhang San", {"张三", "张三丰"}),
        ("oyxm", {"欧阳小明"}),
        ("shantian", {"单田芳"}),
        ("d530102000005", {"王小明"}),
        ("11010519491231002x", {"张三"}),
        ("李四", set()),
        ("", set(PEOPLE.values())),
    ],
)
def test_people_are_found(yunnan: Region, text: str, found: set[str]) -> None:
    assert {p.name for p in search.people(ALL, text)} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第一", {HOSPITAL, FAR}), ("昆明 医院", {HOSPITAL}), ("诊所", {CLINIC}), ("wuhua", {CLINIC}), ("whzs", {CLINIC}),
        ("H530302", {FAR}), ("x1", set()),
    ],
)  # fmt: skip
def test_institutions_are_found(yunnan: Region, text: str, found: set[str]) -> None:
    assert {i.code for i in search.institutions(ALL, text)} == found


def test_only_within_the_scope(yunnan: Region) -> None:
    city = scope_of(user("city", division="530300"))
    assert {p.name for p in search.people(city)} == {"王小明"}
    assert {i.code for i in search.institutions(city)} == {FAR}
    at = scope_of(user("at", "institution", "530302", institution=FAR))
    assert {p.name for p in search.people(at, "xiao")} == set() == {p.name for p in search.people(at, "张三")}
    assert {p.name for p in search.people(at, "王小")} == {"王小明"}
    assert {p.name for p in search.people(Scope(person="D530102000001"))} == {"张三"}
    assert not search.people(Scope()) and not search.institutions(Scope())


def test_status_and_place_on_a_day(yunnan: Region) -> None:
    day = date(2025, 6, 1)
    assert search.with_status(search.people(ALL), "normal", day).count() == 5
    assert not search.with_status(search.people(ALL), "suspended", day).exists()
    assert search.at_institution(search.people(ALL), FAR, day).get().name == "王小明"
    assert not search.at_institution(search.people(ALL), FAR, date(2024, 1, 1)).exists()


def test_pages_follow_each_other_without_counting(yunnan: Region, rf: RequestFactory) -> None:
    seen, following = [], "page"
    with CaptureQueriesContext(connection) as queries:
        while following:
            part = page(rf.get(f"/people/?{following}"), search.people(ALL), "sort", first=search.first)
            seen += [p.name for p in part.rows]
            following = part.following
    assert seen == [p.name for p in Person.objects.order_by("pinyin", "id")]
    assert not any("COUNT" in q["sql"] for q in queries)


def test_a_surname_is_found_in_the_order_of_its_characters(yunnan: Region) -> None:
    assert [p.name for p in search.first(search.people(ALL, "张"), 9)] == ["张三", "张三丰"]
    assert [p.name for p in search.first(search.people(ALL, "张"), 1)] == ["张三"]


@pytest.mark.parametrize("text", ["z", "zs", "zhang", "Zhang San", "zhangsan"])
def test_the_start_of_pinyin_or_initials_is_found_in_the_order_of_pinyin(yunnan: Region, text: str) -> None:
    found = Person.objects.filter(name__startswith="张").order_by("pinyin", "id")
    assert search.first(search.people(ALL, text), 9) == list(found) and len(found) == 2


def test_the_first_of_many_are_read_from_an_index_alone(yunnan: Region) -> None:
    """As far as small tables show it: no sorting, and the condition begins in the index."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_person")
        cursor.execute("SET LOCAL enable_seqscan = off")
        for other in ("bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
    for text, index in (("张", "person_named"), ("zs", "person_spelled"), ("", "person_spelled")):
        plan = search.people(Scope(division="53"), text).values_list("pk")[:2].explain()
        assert index in plan and "Sort" not in plan, plan


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠\t\r\n|%", " =", "\u3000＝"])
def test_what_begins_like_a_formula_is_neutral(start: str) -> None:
    assert export.neutral(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("value", ["-5", "-0.5", -5, -1.5, None, "张三", "a=b", "", 0])
def test_numbers_and_words_stay(value: object) -> None:
    assert export.neutral(value) == value


def test_an_export_is_masked_and_safe(yunnan: Region, tmp_path: Path) -> None:
    Person.objects.filter(name="张三丰").update(name="=HYPERLINK(1)")
    who = user()
    for kind in ("csv", "xlsx"):
        file = tmp_path / f"people.{kind}"
        assert export.people(who, file, text="d530102", full=False) == 4
        if kind == "csv":
            rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))[1:]
        else:
            rows = list(openpyxl.load_workbook(file).active.iter_rows(min_row=3, values_only=True))
        text = str(rows)
        assert "11010519491231002X" not in text and "欧阳小明" not in text
        assert "110*************2X" in text
    full = tmp_path / "full.csv"
    export.people(who, full, full=True)
    assert "'=HYPERLINK(1)" in full.read_text(encoding="utf-8-sig")
    full = tmp_path / "full.xlsx"
    export.people(who, full, full=True)
    book = openpyxl.load_workbook(full)
    assert all(c.data_type in "sn" for row in book.active.iter_rows() for c in row)
    assert "clerk" in book.active.cell(1, 1).value and "全文" in book.active.cell(1, 1).value


def test_institutions_and_nothing(yunnan: Region, tmp_path: Path) -> None:
    assert export.institutions(user(division="530000"), tmp_path / "i.xlsx") == 3
    assert export.institutions(user("far", division="530300"), tmp_path / "n.xlsx", text="无") == 0
    narrowed = export.people(
        user("p", division="530000"),
        tmp_path / "s.csv",
        narrowed=lambda q: search.at_institution(q, FAR, date(2025, 6, 1)),
    )
    assert narrowed == 1


def test_who_may_not_export(yunnan: Region, tmp_path: Path) -> None:
    for role in ("system_admin", "audit_admin", "partner"):
        with pytest.raises(PermissionDenied):
            export.people(user(role, role), tmp_path / "x.csv")
    with pytest.raises(PermissionDenied):
        export.people(user("s", "supervisor"), tmp_path / "x.csv", full=True)
    assert not (tmp_path / "x.csv").exists()


def test_surnames_are_read_as_surnames() -> None:
    assert pinyin("单雄信", person=True) == "shanxiongxin|sxx"
    assert pinyin("单位", person=False).startswith("danwei")
    assert pinyin("万俟卨", person=True).startswith("moqi")
    assert pinyin("张三") == "zhangsan|zs"
