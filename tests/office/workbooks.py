"""Real workbooks for the tests: the template, filled; one cell changed; the result read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import typer
from typer.testing import CliRunner

from dingdian.cli.decide import decide, template
from dingdian.office import write_template
from dingdian.office.layout import layout_for
from dingdian.regimes import load

FIRST, SECOND, PHARMACY = "H53010200001", "H53010200002", "P53010200001"
FINDINGS, DELIVERIES, PEOPLE, INSTITUTIONS = "查实与记分", "送达", "人员", "机构"

app = typer.Typer()
app.command("decide")(decide)
app.command("template")(template)


def code(number: int) -> str:
    return f"D53010200000{number}"


def finding(handling: str, on: str, person: int, degree: str | None = "主要", clause: str = "yunnan/23.1",
            **more: Any) -> dict[str, Any]:  # fmt: skip
    """A row of 查实与记分 by header; `clause` decides the basis in Yunnan."""
    basis = "协议处理" if clause == "yunnan/22.1" else "行政处罚"
    return {
        "处理编号": handling, "处理日期": date.fromisoformat(on), "处理依据": basis, "机构代码": FIRST,
        "机构名称": "甲医院", "事项编号": "1", "违规类型": "超标准收费", "情形条款": clause, "涉及金额": 1200.5,
        "人员代码": code(person), "姓名": f"欧阳{'一二三四五六七八九'[person - 1]}", "责任程度": degree, **more,
    }  # fmt: skip


def delivery(handling: str, on: str, **more: Any) -> dict[str, Any]:
    return {"处理编号": handling, "送达对象": "机构", "送达日期": date.fromisoformat(on), **more}


def good() -> dict[str, list[dict[str, Any]]]:
    """Persons 1 to 6 of hospital 甲: the golden cases G01, G02, G03, G06, G13 and G11."""
    return {
        FINDINGS: [
            finding("h1", "2025-02-04", 1),
            finding("h1", "2025-02-04", 2),
            finding("h2", "2025-03-07", 1, "主要", "yunnan/22.1"),
            finding("h3", "2025-03-07", 2, "重要"),
            finding("h4", "2025-03-07", 3, "主要", "yunnan/24.1"),
            finding("h5", "2025-03-07", 4, 检查编号="i5"),
            finding("h5", "2025-03-07", 4, "重要", 检查编号="i5", 事项编号="2", 违规类型="过度检查"),
            finding("h6", "2025-08-29", 5, "重要", "yunnan/25.1"),
            finding("h7", "2025-03-03", 6, "主要", "yunnan/22.1"),
            finding("h8", "2025-05-16", 6, "主要", "yunnan/25.1"),
        ],
        DELIVERIES: [
            delivery("h1", "2025-02-05"),
            *(delivery(h, "2025-03-10") for h in ("h2", "h3", "h4", "h5")),
            {**delivery("h2", "2025-03-12"), "送达对象": "本人", "人员代码": code(1)},
            delivery("h6", "2025-08-31"),
            delivery("h7", "2025-03-04"),
            delivery("h8", "2025-05-20"),
        ],
    }


def registry(*persons: int) -> dict[str, list[dict[str, Any]]]:
    """The sheets 人员 and 机构 for persons of hospital 甲."""
    return {
        PEOPLE: [{"人员代码": code(n), "姓名": f"欧阳{'一二三四五六七八九'[n - 1]}", "人员类别": "医疗类",
                  "机构代码": FIRST, "科室": "内科", "备案日期": date(2024, 1, 2)} for n in persons],
        INSTITUTIONS: [{"机构代码": FIRST, "机构名称": "甲医院", "机构类别": "定点医疗机构", "举办性质": "公立"}],
    }  # fmt: skip


def write(path: Path, sheets: dict[str, list[dict[str, Any]]], *, regime: str = "yunnan-2025",
          change: Callable[[Any], object] | None = None) -> Path:  # fmt: skip
    """Fill the template of a regime; `change` may then do anything to the workbook."""
    rules = load(regime)
    write_template(rules, path)
    book = openpyxl.load_workbook(path)
    all_headers = {s.title: [c.header for c in s.columns] for s in layout_for(rules).sheets}
    for title, rows in sheets.items():
        page = book[title]
        places = {c.value: c.column for c in page[1]}
        for number, row in enumerate(rows, start=2):
            for header, value in row.items():
                if header not in places:
                    assert header in all_headers[title]
                    places[header] = len(places) + 1
                    page.cell(1, places[header], header)
                if value is not None:
                    page.cell(number, places[header], value)
    if change is not None:
        change(book)
    book.save(path)
    return path


def set_cell(sheet: str, row: int, header: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        page = book[sheet]
        column = next((c.column for c in page[1] if c.value == header), None)
        if column is None:
            column = page.max_column + 1
            page.cell(1, column, header)
        page.cell(row, column).value = value

    return change


@dataclass
class Run:
    """What the command did."""

    exit_code: int
    stdout: str
    stderr: str
    output: Path
    copy: Path

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    def problems(self) -> list[tuple[str, int | None, str, str]]:
        return [(p["sheet"], p["row"], p["column"], p["message"]) for p in self.json["problems"]]

    def rows(self, sheet: str = "结果") -> list[dict[str, Any]]:
        return list(read(self.output, sheet))


def run(path: Path, *options: str, regime: str = "yunnan-2025", json_out: bool = True) -> Run:
    output = path.with_name("结果.xlsx")
    arguments = ["decide", str(path), "--regime", regime, "-o", str(output), *options]
    result = CliRunner().invoke(app, [*arguments, "--json"] if json_out else arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr, output, path.with_name(path.stem + "-待更正.xlsx"))


def read(path: Path, sheet: str) -> Iterator[dict[str, Any]]:
    """Rows of a result sheet by header; the first row is the banner."""
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    for row in rows[2:]:
        yield {h: _plain(v) for h, v in zip(rows[1], row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) else value
