"""Write the shipped example workbook: one agency's half year, with the cases an officer meets."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from dingdian.office import write_template
from dingdian.office.columns import Layout
from dingdian.office.layout import layout_for
from dingdian.regimes import load

TARGET = Path(__file__).parents[1] / "src" / "dingdian" / "examples" / "findings-yunnan.xlsx"
FIRST, COUNTY, PHARMACY = "H53010200001", "H53010200002", "P53010200001"
INSTITUTIONS = (
    (FIRST, "示例市第一医院", "定点医疗机构", "公立"),
    (COUNTY, "示例县中医医院", "定点医疗机构", "公立"),
    (PHARMACY, "示例大药房", "定点零售药店", "民营"),
)
PENALTY, AGREEMENT = "行政处罚", "协议处理"
BREACH, MISUSE, FALSE_NAME, FRAUD = "yunnan/22.1", "yunnan/23.1", "yunnan/24.1", "yunnan/25.1"
PEOPLE = (  # number, name, role, institutions, department
    (1, "张某", "医疗类", (FIRST,), "内科"),
    (2, "李某", "医疗类", (FIRST,), "内科"),
    (3, "王某", "医疗类", (FIRST,), "外科"),
    (4, "赵某", "护理类", (FIRST,), "外科"),
    (5, "陈某", "医疗类", (FIRST,), "骨科"),
    (6, "杨某", "医疗类", (FIRST,), "骨科"),
    (7, "刘某", "医疗类", (FIRST, COUNTY), "康复科"),
    (8, "黄某", "医疗类", (COUNTY,), "针灸科"),
    (9, "周某", "主要负责人", (PHARMACY,), None),
    (10, "吴某", "药学类", (COUNTY,), "药剂科"),
    (11, "徐某", "费用和结算审核人员", (FIRST,), "医保办"),
    (12, "孙某", "技术类", (FIRST,), "检验科"),
    (13, "胡某", "医疗类", (FIRST,), "内科"),
    *((n, f"{name}某", "医疗类", (FIRST,), "内科") for n, name in enumerate("朱高林何郭马罗梁宋郑谢韩", start=14)),
)
# handling, on, basis, institution, inspection, finding, type, circumstance, amount, person, degree, and what else
FINDINGS: tuple[tuple[Any, ...], ...] = (
    ("CL2025-001", "2025-02-05", PENALTY, FIRST, "JC2025-01", "1", "超标准收费", MISUSE, 38200, 1, "主要", {}),
    ("CL2025-001", "2025-02-05", PENALTY, FIRST, "JC2025-01", "1", "超标准收费", MISUSE, 38200, 2, "主要", {}),
    ("CL2025-001", "2025-02-05", PENALTY, FIRST, "JC2025-01", "1", "超标准收费", MISUSE, 38200, 4, "主要", {}),
    ("CL2025-001", "2025-02-05", PENALTY, FIRST, "JC2025-01", "1", "超标准收费", MISUSE, 38200, 11, None,
     {"not_scored": "仅做数据上传，金额小、性质轻"}),
    ("CL2025-001", "2025-02-05", PENALTY, FIRST, "JC2025-01", "2", "重复收费", MISUSE, 5100.5, 7, "一般", {}),
    ("CL2025-002", "2025-03-07", PENALTY, FIRST, "JC2025-02", "1", "分解住院", MISUSE, 64000, 1, "重要", {}),
    ("CL2025-003", "2025-03-07", AGREEMENT, FIRST, "JC2025-03", "1", "违约未整改", BREACH, 1200, 2, "主要", {}),
    ("CL2025-003", "2025-03-07", AGREEMENT, FIRST, "JC2025-03", "1", "违约未整改", BREACH, 1200, 4, "主要", {}),
    ("CL2025-003", "2025-03-07", AGREEMENT, FIRST, "JC2025-03", "1", "违约未整改", BREACH, 1200, 6, "主要", {}),
    ("CL2025-004", "2025-03-07", PENALTY, FIRST, "JC2025-04", "1", "冒名结算", FALSE_NAME, 9800, 3, "主要", {}),
    ("CL2025-005", "2025-03-28", AGREEMENT, FIRST, "JC2025-05", "1", "病历书写不规范", BREACH, 0, 4, "一般", {}),
    ("CL2025-006", "2025-04-15", PENALTY, COUNTY, "JC2025-06", "1", "串换诊疗项目", MISUSE, 27400, 7, "主要", {}),
    ("CL2025-006", "2025-04-15", PENALTY, COUNTY, "JC2025-06", "2", "冒名结算", FALSE_NAME, 3600, 8, "重要",
     {"mitigating": "如实说明；挽回损失", "shift": "减一档"}),
    ("CL2025-006", "2025-04-15", PENALTY, COUNTY, "JC2025-06", "3", "串换药品", MISUSE, 15300, 10, "主要", {}),
    ("CL2025-006", "2025-04-15", PENALTY, COUNTY, "JC2025-06", "4", "超限定用药", MISUSE, 8800, 10, "重要", {}),
    ("CL2025-007", "2025-05-16", PENALTY, FIRST, "JC2025-07", "1", "虚构医药服务", FRAUD, 186000, 5, "主要",
     {"aggravating": "主观故意"}),
    ("CL2025-007", "2025-05-16", PENALTY, FIRST, "JC2025-07", "2", "冒名结算", FALSE_NAME, 21500, 6, "主要", {}),
    ("CL2025-008", "2025-06-03", PENALTY, PHARMACY, "JC2025-08", "1", "串换药品", MISUSE, 4300, 9, "主要", {}),
    ("CL2025-009", "2025-08-28", PENALTY, FIRST, "JC2025-09", "1", "伪造检验报告", FRAUD, 52000, 12, "重要", {}),
    ("CL2025-009", "2025-08-28", PENALTY, FIRST, "JC2025-09", "2", "过度检查", MISUSE, 7600, 13, "重要", {}),
    ("CL2025-009", "2025-08-28", PENALTY, FIRST, "JC2025-09", "3", "过度检查", MISUSE, 2900, 13, "一般", {}),
)  # fmt: skip
DELIVERIES = (  # handling, to the institution on, to which persons and when
    ("CL2025-001", "2025-02-07", {1: "2025-02-10", 2: "2025-02-10", 4: "2025-02-10", 7: "2025-02-11"}),
    ("CL2025-002", "2025-03-10", {1: "2025-03-11"}),
    ("CL2025-003", "2025-03-10", {2: "2025-03-11", 4: "2025-03-11", 6: "2025-03-12"}),
    ("CL2025-004", "2025-03-10", {3: "2025-03-11"}),
    ("CL2025-005", "2025-04-01", {4: "2025-04-02"}),
    ("CL2025-006", "2025-04-17", {7: "2025-04-18", 8: "2025-04-18", 10: "2025-04-21"}),
    ("CL2025-007", "2025-05-20", {5: "2025-05-21", 6: "2025-05-21"}),
    ("CL2025-009", "2025-08-31", {12: "2025-09-01", 13: "2025-09-01"}),
)


def person_code(number: int) -> str:
    return f"D5301020{number:05}"


class Filler:
    """Puts rows under each other, by the names of the columns."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.book, self.layout = book, layout
        self.last: dict[str, int] = {}

    def put(self, title: str, **row: Any) -> None:
        sheet = next(s for s in self.layout.sheets if s.title == title)
        offered = [c.name for c in sheet.columns if c.offered]
        page = self.book[title]
        number = self.last[title] = self.last.get(title, 1) + 1
        for name, value in row.items():
            if value is not None:
                cell = page.cell(number, offered.index(name) + 1, value)
                cell.number_format = page.column_dimensions[cell.column_letter].number_format


def write(path: Path) -> None:
    """Fill the template; the same script gives the same bytes."""
    regime = load("yunnan-2025")
    layout = layout_for(regime)
    write_template(regime, path)
    book = openpyxl.load_workbook(path)
    filler = Filler(book, layout)
    names = {number: name for number, name, *_ in PEOPLE}
    institutions = {code: name for code, name, *_ in INSTITUTIONS}
    labels = {o.value: o.label for o in layout.findings.column("circumstances").options}
    for handling, on, basis, at, inspection, finding, kind, clause, amount, who, degree, more in FINDINGS:
        filler.put(
            "查实与记分", handling=handling, on=date.fromisoformat(on), basis=basis, institution=at,
            institution_name=institutions[at], inspection=inspection, finding=finding, type=kind,
            circumstances=labels[clause], amount=amount, person=person_code(who), name=names[who], degree=degree,
            **more,
        )  # fmt: skip
    for handling, received, told in DELIVERIES:
        filler.put("送达", handling=handling, recipient="机构", on=date.fromisoformat(received))
        for who, on in told.items():
            filler.put("送达", handling=handling, recipient="本人", person=person_code(who), on=date.fromisoformat(on))
    for number, name, role, sites, department in PEOPLE:
        for site in sites:
            filler.put("人员", person=person_code(number), name=name, role=role, institution=site,
                       department=department, filed_on=date(2024, 1, 2))  # fmt: skip
    for code, name, sector, ownership in INSTITUTIONS:
        filler.put("机构", institution=code, institution_name=name, sector=sector, ownership=ownership)
    book.save(path)
    without_clock(path)


def without_clock(path: Path) -> None:
    """Take the times of writing out of the archive."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"[0-9-]{10}T[0-9:]{8}Z", b"2025-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    write(TARGET)
