"""An import report is true: exactly the cells that somebody spoiled are named, whatever they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dingdian.journal.batch import Registration, register_many
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Actor
from dingdian.registry.importing import check, run, start_import
from dingdian.registry.models import Person
from tests.registry.places import CLINIC, HOSPITAL, person, region, user, xlsx

pytestmark = pytest.mark.django_db
SPOILED: dict[str, list[Any]] = {
    "人员编码": ["D53010200001", "Ｄ530102000001", "张三", None, "HY1", "D5301 02000001"],
    "姓名": [None, True],
    "身份证号码": ["110105194912310021", "11010519491231002", "身份证", "110105194902300010"],
    "人员类别": [None, "医师类", 5, "医疗类；医疗类"],
    "机构编码": [None, "H53010299999", "Ｈ53010200001", "医院"],
    "备案日期": ["2025年1月2日", "2025-02-30", 45000, "昨天"],
    "离开日期": ["2024-12-31", "未离开", "2025-13-01"],
}


def spoil(data: Any, rows: list[dict[str, Any]]) -> set[tuple[int, str]]:
    """Spoil some cells; which."""
    cells = [(n, header) for n in range(len(rows)) for header in SPOILED]
    chosen = data.draw(st.lists(st.sampled_from(cells), max_size=6, unique=True))
    for n, header in chosen:
        rows[n][header] = data.draw(st.sampled_from(SPOILED[header]), label=f"{n + 2} {header}")
    # a leaving before a filing that is itself spoiled cannot be told
    for n, header in list(chosen):
        if header == "离开日期" and (n, "备案日期") in chosen and rows[n][header] == "2024-12-31":
            rows[n][header] = "未离开"
    return {(n + 2, header) for n, header in chosen}


def prove(data: Any, where: Region, folder: Path, who: Any) -> None:
    number = data.draw(st.integers(1, 8), label="rows")
    rows = [
        person(
            n + 1,
            机构编码=data.draw(st.sampled_from((HOSPITAL, CLINIC))),
            离开日期=data.draw(st.sampled_from((None, "2025-09-01"))),
        )
        for n in range(number)
    ]
    wrong = spoil(data, rows)
    file = xlsx(folder, {"人员登记": rows}, "people")
    report = check(file, "people", region=where, acting_user=who)
    assert {(p.row, p.column) for p in report.problems} == wrong
    assert len(report.problems) == len(wrong)
    before, people = Entry.objects.count(), Person.objects.count()
    job = run(start_import(where, file, "people", good_rows=False, acting_user=who).pk)
    if wrong:
        assert (job.state, Entry.objects.count(), Person.objects.count()) == ("refused", before, people)
    else:
        assert job.state == "done" and Person.objects.count() >= number
    spoiled_rows = {row for row, _ in wrong}
    good = run(start_import(where, file, "people", good_rows=True, acting_user=who).pk)
    if number > len(spoiled_rows):
        assert good.state == "done"
        codes = {rows[n]["人员编码"] for n in range(number) if n + 2 not in spoiled_rows}
        assert codes <= set(Person.objects.values_list("code", flat=True))
    written = Entry.objects.count()
    run(start_import(where, file, "people", good_rows=True, acting_user=who).pk)
    assert Entry.objects.count() == written


def prepared() -> tuple[Region, Any]:
    where = region()
    rows = [
        Registration("registration.institution", {"code": code, "name": code, "sector": "medical_institution"}, code)
        for code in (HOSPITAL, CLINIC)
    ]
    register_many(where, rows, by=Actor("x", "clerk"))
    return where, user()


RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, suppress_health_check=RELAXED, derandomize=True)
@given(data=st.data())
def test_exactly_the_spoiled_cells_are_named(data: Any, tmp_path: Path, shared: tuple[Region, Any]) -> None:
    prove(data, shared[0], tmp_path, shared[1])


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=RELAXED)
@given(data=st.data())
def test_exactly_the_spoiled_cells_are_named_in_200_files(
    data: Any, tmp_path: Path, shared: tuple[Region, Any]
) -> None:
    prove(data, shared[0], tmp_path, shared[1])


@pytest.fixture
def shared() -> tuple[Region, Any]:
    return prepared()
