"""Workbooks of institutions for the tests: the template, filled; one thing changed; the result read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import typer
import xlsxwriter
from typer.testing import CliRunner

from dingdian.cli.check import check
from dingdian.cli.decide import template
from dingdian.office.institutions import titles as t
from dingdian.office.institutions import write_template
from dingdian.office.institutions.layout import layout_for
from dingdian.regimes import load
from tests.office.workbooks import Run, set_cell

CITY, REGION = "shaoguan-2023", "zizhiqu-2025"
DAYS = {CITY: "2024-09-10", REGION: "2025-12-10"}
Sheets = dict[str, list[dict[str, Any]]]

app = typer.Typer()
app.command("check")(check)
app.command("template")(template)


def d(text: str) -> date:
    return date.fromisoformat(text)


def hospital(number: int) -> str:
    return f"H440200{number:05}"


def pharmacy(number: int) -> str:
    return f"P440200{number:05}"


def sound(code: str, **more: Any) -> dict[str, Any]:
    """The row of a hospital that meets every condition of the city's draft."""
    return {
        "机构代码": code, "机构名称": f"示例{code[-2:]}医院", "机构类别": "医疗机构", "机构类型": "综合医院", "举办性质": "民营",
        "医保级别": "二级", "所在县区": "示例县", "统筹区": "示例市", "正式运营日期": d("2020-01-15"), "核定床位": 80,
        "主要负责人代码": f"P{code[-3:]}", "医保工作负责人代码": f"P{code[-3:]}", "主要执业范围": "基本医疗",
        "管理制度": "医保管理；财务；统计信息管理；医疗质量安全核心",
        "基础数据库": "药品；诊疗项目；服务设施；医用耗材；疾病病种；医务人员", "有未编码的库": "无", "接口版本": "v3",
        "联调通过日期": d("2020-03-20"), "全员上传": "是", "联网直接结算": "是", "已查无记录": "行政处罚；查实事项", **more,
    }  # fmt: skip


def paper(code: str, **more: Any) -> dict[str, Any]:
    return {
        "机构代码": code,
        "证照种类": "医疗机构执业许可证",
        "发证日期": d("2019-12-01"),
        "有效期至": d("2029-11-30"),
        **more,
    }


def doctor(code: str, **more: Any) -> dict[str, Any]:
    return {"机构代码": code, "人员代码": f"D{code[-5:]}", "姓名": "欧阳甲", "人员种类": "医师", "证书种类": "医师执业证书",
            "第一注册地": code, "医保岗位": "兼职", **more}  # fmt: skip


def boss(code: str, **more: Any) -> dict[str, Any]:
    return {"机构代码": code, "人员代码": f"P{code[-3:]}", "姓名": "欧阳乙", "身份": "主要负责人", **more}


def agreement(code: str, number: str, first: str, last: str, **more: Any) -> dict[str, Any]:
    return {"机构代码": code, "协议编号": number, "起始日": d(first), "届满日": d(last), **more}


def event(code: str, what: str, on: str, **more: Any) -> dict[str, Any]:
    return {"机构代码": code, "事项": what, "日期": d(on), **more}


def city() -> Sheets:
    """Seven hospitals: sound, too young, banned, suspended twice, moved unfiled, with a named person, withholding data."""
    codes = [hospital(n) for n in range(1, 8)]
    _, young, banned, twice, moved, named, silent = codes
    controller = {"机构代码": named, "人员代码": "P900", "姓名": "欧阳丙", "身份": "实际控制人"}
    return {
        t.INSTITUTIONS: [
            *(sound(c) for c in codes if c != young),
            sound(young, 正式运营日期=d("2024-07-01")),
        ],
        t.LICENCES: [paper(c, 发证日期=d("2024-06-28")) if c == young else paper(c) for c in codes],
        t.STAFF: [doctor(c) for c in codes],
        t.KEY_PERSONS: [*(boss(c) for c in codes), controller],
        t.AGREEMENTS: [
            *(agreement(c, f"XY{c[-2:]}", "2024-01-01", "2024-12-31") for c in codes if c not in (young, banned, named)),
            agreement(banned, "XY-旧", "2023-01-01", "2023-12-31"),
        ],
        t.EVENTS: [
            event(banned, "解除协议", "2023-11-20", 情形="TER-5", 性质="严重违约", 写明的关键人="P900"),
            event(twice, "中止协议", "2024-03-05", 截止日=d("2024-05-05"), 情形="SUS-1"),
            event(twice, "恢复履行", "2024-05-06", 整改核查="合格"),
            event(twice, "中止协议", "2024-08-08", 截止日=d("2024-10-08"), 情形="SUS-1"),
        ],
        t.CHANGES: [{"机构代码": moved, "变更事项": "注册地址", "批准日期": d("2024-06-17"), "被发现日期": d("2024-07-30")}],
        t.DEMANDS: [{"机构代码": silent, "要求的资料": "2024年5月病历", "应交日期": d("2024-06-14")}],
    }  # fmt: skip


def region() -> Sheets:
    """Pharmacies and hospitals before the signing round ends, each with one thing the matter; the first is sound."""
    codes = [pharmacy(n) for n in range(1, 7)] + [hospital(n) for n in (1, 2)]
    _, expired, idle, owing, cut_off, dual, cheat, risky = codes
    kind = {c: "零售药店" if c.startswith("P") else "医疗机构" for c in codes}
    papers = {c: "药品经营许可证" if c.startswith("P") else "医疗机构执业许可证" for c in codes}
    return {
        t.INSTITUTIONS: [
            {"机构代码": c, "机构名称": f"示例{c[-1]}", "机构类别": kind[c], "统筹区": "示例市", "装追溯码设备": "是",
             "依码结算": "是", "依码支付": "是", "支持医保码": "是",
             **({"双通道起始日期": d("2023-01-01"), "最近双通道服务": d("2024-11-30")} if c == dual else {})}
            for c in codes
        ],
        t.LICENCES: [
            {"机构代码": c, "证照种类": papers[c], "有效期至": d("2025-11-30" if c == expired else "2029-11-30")} for c in codes
        ],
        t.AGREEMENTS: [
            *(agreement(c, f"XY{c}", "2025-01-01", "2025-12-31", 结算额=0 if c == idle else 1000) for c in codes
              if c != cut_off),
            agreement(cut_off, "XY-旧", "2024-01-01", "2024-12-31"),
            agreement(dual, "XY-双", "2025-01-01", "2025-12-31", 协议种类="双通道协议"),
        ],
        t.EVENTS: [event(cut_off, "解除协议", "2024-07-20", 情形="ZT-5")],
        t.DUTIES: [{"机构代码": owing, "编号": "1", "种类": "追回费用", "金额": 15000, "履行期限": d("2025-11-30"),
                    "已履行金额": 10000, "履行情况": "部分履行"}],
        t.FINDINGS: [
            {"机构代码": cheat, "事项编号": "1", "违规类型": "欺诈骗保", "办理状态": "查实", "查实日期": d("2025-07-10")},
            {"机构代码": risky, "事项编号": "1", "违规类型": "伪造检查检验报告", "办理状态": "疑点", "发现日期": d("2025-06-03")},
        ],
        t.ROUNDS: [{"机构代码": c, "签约期起": d("2025-12-01"), "签约期止": d("2025-12-31")} for c in codes],
        t.PLANS: [{"统筹区": "示例市", "机构类别": "零售药店", "规划施行日期": d("2025-03-01"), "年度名额": 10, "已用名额": 3}],
    }  # fmt: skip


GOOD = {CITY: city, REGION: region}


def write(path: Path, sheets: Sheets, regime: str, *, change: Callable[[Any], object] | None = None) -> Path:
    """Fill the template of a regime; `change` may then do anything to the workbook."""
    rules = load(regime)
    write_template(rules, path)
    book = openpyxl.load_workbook(path)
    known = {s.title: [c.header for c in s.columns] for s in layout_for(rules).sheets}
    for title, rows in sheets.items():
        page = book[title] if title in book.sheetnames else book.create_sheet(title)
        places = {c.value: c.column for c in page[1] if c.value is not None}
        for number, row in enumerate(rows, start=2):
            for header, value in row.items():
                assert header in known[title], (title, header)
                if header not in places:
                    places[header] = len(places) + 1
                    page.cell(1, places[header], header)
                if value is not None:
                    page.cell(number, places[header], value)
    if change is not None:
        change(book)
    book.save(path)
    return path


def plain(path: Path, sheets: Sheets) -> Path:
    """The same without the template: headers of what the rows hold, nothing else."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, rows in sheets.items():
        page = book.add_worksheet(title)
        headers = list(dict.fromkeys(h for row in rows for h in row))
        page.write_row(0, 0, headers)
        for number, row in enumerate(rows, start=1):
            for header, value in row.items():
                if isinstance(value, date):
                    page.write_datetime(number, headers.index(header), value, day)
                elif value is not None:
                    page.write(number, headers.index(header), value)
    book.close()
    return path


def run(path: Path, regime: str, *options: str, json_out: bool = True) -> Run:
    output = path.with_name("结果.xlsx")
    arguments = ["check", str(path), "--regime", regime, "-o", str(output), "--on", DAYS[regime], *options]
    result = CliRunner().invoke(app, [*arguments, "--json"] if json_out else arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr, output, path.with_name(path.stem + "-待更正.xlsx"))


def found(result: Run) -> dict[str, Any]:
    """Each institution's answer by its code."""
    return {x["institution"]: x for x in json.loads(result.stdout)["institutions"]}


__all__ = ["set_cell"]
