"""The shipped workbook: made by the script beside it, decided without a word, and shown by `dingdian demo`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from dingdian.cli.demo import EXAMPLE, INSTITUTIONS, INSTITUTIONS_ON, INSTITUTIONS_REGIME, REGIME, demo
from dingdian.office import decide_workbook
from dingdian.office.institutions import check_workbook
from dingdian.office.job import DRAFT
from dingdian.regimes import load

TOOLS = Path(__file__).parents[2] / "tools"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "example"), [("make_example", EXAMPLE), ("make_institutions_example", INSTITUTIONS)])
def test_the_example_is_what_the_script_makes(tmp_path: Path, name: str, example: Path) -> None:
    script(name).write(tmp_path / "again.xlsx")
    made, shipped = openpyxl.load_workbook(tmp_path / "again.xlsx"), openpyxl.load_workbook(example)
    assert made.sheetnames == shipped.sheetnames
    for sheet in made.worksheets:
        assert list(sheet.values) == list(shipped[sheet.title].values)


def test_the_institutions_are_judged_whole() -> None:
    check = check_workbook(INSTITUTIONS, load(INSTITUTIONS_REGIME), INSTITUTIONS_ON)
    assert (check.exit_code, check.problems) == (0, ())
    found = {x.name: (x.label, x.eligible, [i.code for i in x.items if not i.open]) for x in check.institutions}
    assert found["示例市第一医院"] == ("履行中", True, [])
    assert found["示例市康复医院"] == ("中止", True, ["TER-1A"])
    assert found["示例县中医医院"] == ("履行中", True, ["TER-6"])
    assert found["示例镇卫生院"] == ("履行中", True, ["SUS-2"])
    assert found["示例仁和诊所"] == ("已解除", False, ["shaoguan/9.6"])
    assert found["示例新安门诊部"] == ("未定点", False, ["shaoguan/6.1"])
    assert found["示例美容门诊部"] == ("未定点", False, ["shaoguan/9.1"])


def test_the_example_is_decided_whole() -> None:
    job = decide_workbook(EXAMPLE, load(REGIME))
    assert (job.exit_code, job.problems, job.left_out) == (0, (), ())
    found = {
        (d.handling, d.name): (d.points, d.after, d.measure, d.first_day and str(d.first_day)) for d in job.decisions
    }
    assert found["CL2025-002", "张某"] == (5, 11, "暂停", "2025-03-11")
    assert found["CL2025-001", "徐某"] == (None, 0, "无", None)
    assert found["CL2025-005", "赵某"] == (1, 10, "暂停", "2025-04-02")
    assert found["CL2025-006", "黄某"] == (5, 5, "无", None)  # one band down
    assert found["CL2025-006", "刘某"] == (6, 10, "暂停", "2025-04-18")  # two sites
    assert found["CL2025-007", "陈某"] == (12, 12, "终止", "2025-05-21")
    assert found["CL2025-009", "胡某"] == (5, 5, "无", None)  # same type once
    assert [(i.name, i.ratio, i.proposals) for i in job.institutions] == [
        ("示例市第一医院", "8/22", ("暂停拨付医保费用",)),
        ("示例县中医医院", "2/3", ("中止医保协议",)),
        ("示例大药房", "0/1", ()),
    ]


def test_the_demo_decides_explains_and_replays(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(demo)
    result = CliRunner().invoke(app, ["--out", str(tmp_path)], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    for words in (
        DRAFT,
        "CL2025-002",
        "2025-03-11 — 2025-08-10",
        "为什么：张某",
        "一份机构工作簿",
        "条检查，全部成立",
        "接下来",
    ):
        assert words in result.stdout
    assert (tmp_path / "结果-示例.xlsx").exists() and (tmp_path / "结果-机构示例.xlsx").exists()
