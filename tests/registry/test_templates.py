"""The templates that an office fills are read back by the import without a complaint."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from dingdian.regimes import load
from dingdian.registry.importing import check
from dingdian.registry.layout import TITLES, layout_of
from dingdian.registry.templates import workbook
from tests.registry.places import HOSPITAL, institution, person

FILLED = {
    "institutions": ("机构登记", institution()),
    "people": ("人员登记", person(人员类别="医疗类")),
    "departments": ("科室", {"机构编码": HOSPITAL, "科室名称": "内科"}),
    "papers": ("证照", {"持有人编码": HOSPITAL, "证照种类": "营业执照", "证照编号": "1"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TITLES)
def test_a_filled_template_has_nothing_wrong(kind: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(kind)))
    title, row = FILLED[kind]
    page = book[title]
    headers = [c.value for c in page[1]]
    assert headers == [c.header for c in layout_of(kind).main.columns]
    for header, value in row.items():
        page.cell(2, headers.index(header) + 1, value)
    assert any(page.data_validations.dataValidation)
    book.save(tmp_path / "filled.xlsx")
    report = check(tmp_path / "filled.xlsx", kind)
    assert (report.problems, report.rows) == ((), 1)


def test_roles_are_those_of_the_rules() -> None:
    roles = {o.value for o in layout_of("people", load("hainan-2022")).main.column("role").options}
    assert roles and roles < {o.value for o in layout_of("people").main.column("role").options}
