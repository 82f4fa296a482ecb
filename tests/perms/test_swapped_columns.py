"""What lies elsewhere, put into every column of every imported workbook, is refused; no column is left out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dingdian.office.columns import Kind
from dingdian.registry import importing
from dingdian.registry.layout import TITLES, layout_of
from dingdian.registry.models import ImportJob
from tests.perms.land import Land, Watch, fail_if, signed_in, undone
from tests.registry.places import institution, person, xlsx
from tests.world import LEVELS

ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "institutions": ("机构登记", institution("H53010200009")),
    "people": ("人员登记", person(9, 身份证号码="11010519491231002X")),
    "departments": ("科室", {"机构编码": "H53010200001", "科室名称": "内科"}),
    "papers": ("证照", {"持有人编码": "H53010200001", "证照种类": "医疗机构执业许可证", "证照编号": "PDY1"}),
}
CODES: dict[tuple[str, str, str], str] = {
    ("institutions", "机构登记", "机构编码"): "institution",
    ("institutions", "机构登记", "区划代码"): "division",
    ("institutions", "机构登记", "统一社会信用代码"): "",  # the houses of one legal person share it: a remark, no more
    ("institutions", "科室", "机构编码"): "institution",
    ("institutions", "证照", "证照编号"): "",  # of a paper, which nothing else is found by
    ("people", "证照", "证照编号"): "",
    ("papers", "证照", "证照编号"): "",
    ("institutions", "证照", "持有人编码"): "institution person",
    ("people", "人员登记", "人员编码"): "person",
    ("people", "人员登记", "身份证号码"): "number",
    ("people", "人员登记", "机构编码"): "institution",
    ("people", "证照", "持有人编码"): "institution person",
    ("departments", "科室", "机构编码"): "institution",
    ("papers", "证照", "持有人编码"): "institution person",
}
"""Columns of the workbooks that hold a code, and what of elsewhere is put there."""
NEW = {("people", "人员编码", "other"), ("people", "人员编码", "absent"), ("institutions", "机构编码", "absent"),
       ("people", "身份证号码", "absent")}  # fmt: skip
"""What is registered for the first time is in no register; each region registers for itself."""


def test_every_column_that_holds_a_code_is_swapped() -> None:
    found = {
        (kind, sheet.title, column.header)
        for kind in TITLES
        for sheet in layout_of(kind).sheets
        for column in sheet.columns
        if column.kind in (Kind.CODE, Kind.CODES, Kind.NUMBER)
    }
    assert found == CODES.keys()


def workbook(folder: Path, kind: str, sheet: str, column: str, code: str) -> bytes:
    main, row = ROWS[kind]
    rows = {main: [row]}
    own = next(own for title, own in ROWS.values() if title == sheet)
    rows[sheet] = [own | {column: code}]
    return xlsx(folder, rows, kind).read_bytes()


def test_what_lies_elsewhere_is_refused_in_every_column(there: Land, tmp_path: Path) -> None:
    fail_if(columns_not_refused(there, ["sibling", "absent"], tmp_path))


@pytest.mark.long
def test_what_lies_elsewhere_is_refused_in_every_column_from_wherever(there: Land, tmp_path: Path) -> None:
    fail_if(columns_not_refused(there, [*LEVELS[1:], "absent"], tmp_path))


def columns_not_refused(there: Land, levels: list[str], tmp_path: Path) -> list[str]:
    role = "clerk"
    client, wrong = signed_in(there.country.users[role]), []
    watch = Watch()
    for (kind, sheet, column), things in CODES.items():
        for level in levels if things else ():
            names = there.names(level) | {"number": "530102199001011234"}
            for thing in things.split():
                if (kind, column, level) in NEW:
                    continue
                code = names[thing]
                content = workbook(tmp_path, kind, sheet, column, code)
                where = f"{kind} {sheet} {column} {code}"
                with undone():
                    watch.begin()
                    upload = SimpleUploadedFile("x.xlsx", content)
                    page = client.post("/imports/", {"kind": kind, "file": upload, "precheck": "1"})
                    told = page.content.decode()
                    if f'"nowrap">{column}</td>' not in told and '"nowrap">姓名</td>' not in told:
                        wrong.append(f"{where}: not found wrong")
                    wrong += [f"{where}: written {x}" for x in watch.changed()]
                    names_told = {x for x in there.foreign(role) if "医院" in x or len(x) == 3}
                    listed = told.partition("导入记录")[0]
                    wrong += [f"{where}: tells of {x}" for x in names_told if x in listed]
                    upload = SimpleUploadedFile("x.xlsx", content)
                    client.post("/imports/", {"kind": kind, "file": upload})
                    job = importing.run(ImportJob.objects.latest("pk").pk)
                    trace = watch.changed() - {"registry_importjob", "accounts_operationlog"}
                    trace = {x for x in trace if not x.startswith("procrastinate")}
                    if job.state != "refused" or trace:
                        wrong.append(f"{where}: {job.state}, written {sorted(trace)}")
    return wrong


def test_the_same_files_with_nothing_foreign_in_them_are_taken(there: Land, tmp_path: Path) -> None:
    client = signed_in(there.country.users["clerk"])
    for kind, (sheet, row) in ROWS.items():
        content = xlsx(tmp_path, {sheet: [row]}, kind).read_bytes()
        assert openpyxl.load_workbook(BytesIO(content)).sheetnames == [sheet]
        told = client.post("/imports/", {"kind": kind, "file": SimpleUploadedFile("x.xlsx", content), "precheck": "1"})
        assert "没有错误" in told.content.decode(), kind
