"""An import report is true: exactly the cells that somebody spoiled are named, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from dingdian.journal.batch import Registration, register_many
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Actor
from dingdian.office.columns import ERRORS
from dingdian.registry.importing import check, run, start_import
from dingdian.registry.models import Department, ImportJob, Institution, Paper, Person, Site
from tests.registry import corrupted
from tests.registry.corrupted import DEPARTMENTS, INSTITUTIONS, PEOPLE, Book, Cell
from tests.registry.places import CLINIC, HOSPITAL, region, user

pytestmark = pytest.mark.django_db
RED = "FFFFC7CE"
RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def named(problems: Any) -> list[Cell]:
    """Every cell that problems name, the further rows of merged ones too."""
    return [(p.sheet, row, p.column) for p in problems for row in (p.row, *p.others)]


def marked(content: bytes, book: Book) -> tuple[set[Cell], set[Cell]]:
    """The red cells of a returned copy; and the cells that its column 错误 speaks of, in their rows."""
    copy = openpyxl.load_workbook(BytesIO(content))
    red, told = set[Cell](), set[Cell]()
    for title in book.sheets:
        page = copy[title]
        headers = {c.column: c.value for c in page[1]}
        for cell in (c for row in page.iter_rows(min_row=2) for c in row):
            if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == RED:
                red.add((title, cell.row, str(headers[cell.column])))
            if headers.get(cell.column) == ERRORS and cell.value:
                told |= {(title, cell.row, line.partition("：")[0]) for line in str(cell.value).split("\n")}
    return red, told


def written(book: Book) -> tuple[set[Any], set[Any]]:
    """Codes, and what hangs on them, that the registry holds of a file."""
    if book.kind == "people":
        sites = Site.objects.values_list("person__code", "institution__code", "department")
        return set(Person.objects.values_list("code", flat=True)), set(sites)
    codes = set(Institution.objects.values_list("code", flat=True)) - {HOSPITAL, CLINIC}
    hang = [
        *Department.objects.values_list("institution__code", "name"),
        *Paper.objects.values_list("institution__code", "number"),
    ]
    return codes, set(hang)


def meant(book: Book) -> tuple[set[Any], set[Any]]:
    good, hang = book.good(), set[Any]()
    for code, rows in good.items():
        for title, row in rows:
            if title == PEOPLE:
                hang.add((code, row["机构编码"], row["科室"] or ""))
            elif title != INSTITUTIONS:
                hang.add((code, row["科室名称" if title == DEPARTMENTS else "证照编号"]))
    return set(good), hang


def prove(book: Book, where: Region, folder: Path, who: Any) -> None:
    file = book.write(folder)
    report = check(file, book.kind, region=where, acting_user=who)
    found = named(report.problems)
    assert set(found) == book.wrong, [str(p) for p in report.problems]
    assert len(found) == len(set(found))
    before = Entry.objects.count()
    job = _run(where, file, book, who, good_rows=False)
    assert (job.state, job.problem_count, job.written) == ("refused", len(report.problems), 0)
    assert (Entry.objects.count(), written(book)) == (before, (set(), set()))
    assert {(p["sheet"], p["row"], p["column"]) for p in job.problems} <= book.wrong
    _copied(job, book)
    good = _run(where, file, book, who, good_rows=True)
    assert written(book) == meant(book)
    assert good.state == ("done" if book.good() else "refused")
    _copied(good, book)
    entries = Entry.objects.count()
    _run(where, file, book, who, good_rows=True)
    assert Entry.objects.count() == entries


@contextmanager
def undone() -> Iterator[None]:
    """Each file meets an empty registry."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _run(where: Region, file: Path, book: Book, who: Any, *, good_rows: bool) -> ImportJob:
    return run(start_import(where, file, book.kind, good_rows=good_rows, acting_user=who).pk)


def _copied(job: ImportJob, book: Book) -> None:
    red, told = marked(bytes(job.result or b""), book)
    assert red == book.red
    assert told == book.wrong


def prepared() -> tuple[Region, Any]:
    where, rows = region(), []
    term = {"start_on": "2025-01-01", "end_on": "2026-12-31"}
    for code in (HOSPITAL, CLINIC):
        place = {"code": code, "name": code, "sector": "medical_institution"}
        rows.append(Registration("registration.institution", place, code, {"division": "530102"}))
        rows.append(Registration("registration.agreement", {"id": f"A{code}", "institution": code, **term}, f"A{code}"))
    register_many(where, rows, by=Actor("x", "clerk"))
    return where, user()


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=RELAXED,
    derandomize=True,
)
@given(book=corrupted.books())
def test_exactly_the_spoiled_cells_are_named(book: Book, tmp_path: Path, shared: tuple[Region, Any]) -> None:
    with undone():
        prove(book, shared[0], tmp_path, shared[1])


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=RELAXED)
@given(book=corrupted.books())
def test_exactly_the_spoiled_cells_are_named_in_200_files(
    book: Book, tmp_path: Path, shared: tuple[Region, Any]
) -> None:
    with undone():
        prove(book, shared[0], tmp_path, shared[1])


@pytest.fixture
def shared() -> tuple[Region, Any]:
    return prepared()
