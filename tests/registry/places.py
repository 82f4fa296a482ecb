"""A region with divisions, offices and users, and files as an office would fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from dingdian.accounts.models import Division, Organisation, User
from dingdian.journal.models import Region
from dingdian.journal.story import open_region
from dingdian.registry.layout import layout_of

HOSPITAL, CLINIC, FAR = "H53010200001", "H53010200002", "H53030200001"


def region(persons: str = "yunnan-2025") -> Region:
    """A province with two cities."""
    Division.objects.get_or_create(code="530000", defaults={"name": "云南省"})
    for code, name, parent in (
        ("530100", "昆明市", "530000"),
        ("530102", "五华区", "530100"),
        ("530300", "曲靖市", "530000"),
        ("530302", "麒麟区", "530300"),
    ):
        Division.objects.get_or_create(code=code, defaults={"name": name, "parent_id": parent})
    return open_region("yn", "云南省", persons=persons, division_id="530000")


def user(name: str = "clerk", role: str = "clerk", division: str = "530100", **rest: Any) -> User:
    """Somebody of the agency of a division, or (with `institution`) of an institution."""
    at = rest.pop("institution", "")
    kind = "institution" if at else "agency"
    office, _ = Organisation.objects.get_or_create(
        kind=kind, division_id=division, institution=at, defaults={"name": f"{division}{at}"}
    )
    return User.objects.create(username=name, role=role, organisation=office, **rest)


def institution(code: str = HOSPITAL, **given: Any) -> dict[str, Any]:
    return {
        "机构编码": code, "机构名称": f"第{code[-2:]}医院", "机构类别": "定点医疗机构",
        "协议起始日": "2025-01-01", "协议截止日": "2026-12-31", **given,
    }  # fmt: skip


def person(number: int = 1, **given: Any) -> dict[str, Any]:
    return {
        "人员编码": f"D530102{number:06}", "姓名": "张三", "人员类别": "医疗类", "机构编码": HOSPITAL,
        "科室": "内科", "备案日期": "2025-01-02", **given,
    }  # fmt: skip


def xlsx(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]], kind: str, name: str = "file.xlsx") -> Path:
    """A workbook with the template's headers and these rows."""
    path = folder / name
    book = xlsxwriter.Workbook(str(path))
    for sheet in layout_of(kind).sheets:
        rows = sheets.get(sheet.title)
        if rows is None:
            continue
        page = book.add_worksheet(sheet.title)
        headers = [c.header for c in sheet.columns]
        page.write_row(0, 0, headers)
        for number, row in enumerate(rows, start=1):
            for column, header in enumerate(headers):
                if row.get(header) is not None:
                    page.write(number, column, row[header])
    book.close()
    return path


def cells(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    """What a workbook shows."""
    return list(openpyxl.load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True))
