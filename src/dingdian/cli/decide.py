"""`dingdian decide` and `dingdian template`: the spreadsheet job of the agency."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape

from dingdian.cli import render
from dingdian.cli.workbooks import Bar, Regimes, check_paths, fail, load_regime, report, write_whole
from dingdian.office import Job, decide_workbook, write_template
from dingdian.office.institutions import write_template as write_institutions
from dingdian.office.job import DRAFT
from dingdian.office.problems import Unreadable
from dingdian.office.result import write_result
from dingdian.office.returned import returned_path, write_returned
from dingdian.regimes import in_force
from dingdian.registry.layout import TITLES
from dingdian.registry.templates import workbook

_NAMES = {"findings": "查实与记分", "institutions": "机构"}


def template(
    kind: Annotated[
        Literal[
            "findings",
            "institutions",
            "institutions-register",
            "people-register",
            "departments-register",
            "papers-register",
        ],
        typer.Argument(
            help="findings：查实与记分；institutions：机构核对；institutions-register、people-register、"
            "departments-register、papers-register：登记机构、人员、科室、证照"
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="写到哪个文件（.xlsx）；默认“查实与记分.xlsx”“机构.xlsx”“机构登记.xlsx”等"),
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", help="规则包，决定下拉选项和必填项；默认自带的、已施行的一个")
    ] = None,
    regimes: Regimes = None,
) -> None:
    """写一份空白的填报模板：下拉选项、必填项和填写说明都来自规则。"""
    registered = kind.removesuffix("-register") if kind.endswith("-register") else ""
    output = output or Path(f"{TITLES[registered] if registered else _NAMES[kind]}.xlsx")
    if output.suffix.lower() != ".xlsx":
        fail(f"{output.name} 不是 .xlsx 文件", "输出文件名以 .xlsx 结尾")
    if output.exists():
        fail(f"{output.name} 已经存在", "换一个文件名，或先把它移走")
    if kind == "institutions" and regime is None:
        fail("没有写明规则包", "用 --regime 写明，dingdian regimes 列出各有哪一侧")
    rules = load_regime(regime or in_force(), regimes, as_json=False)
    if registered:
        write_whole(lambda part: part.write_bytes(workbook(registered, rules)), output)
        render.out.print(f"已写 {escape(str(output))}", soft_wrap=True)
        return
    half, word = (rules.persons, "人员") if kind == "findings" else (rules.institutions, "机构")
    if half is None:
        fail(f"规则包 {rules.id} 没有{word}一侧的规则", "换一个规则包，dingdian regimes 列出各有哪一侧")
    (write_template if kind == "findings" else write_institutions)(rules, output)
    render.out.print(f"已写 {escape(str(output))}", soft_wrap=True)


def decide(
    file: Annotated[Path, typer.Argument(help="填好的工作簿（.xlsx；只有“查实与记分”一张表时可用 .csv）")],
    regime: Annotated[str, typer.Option("--regime", help="规则包")],
    output: Annotated[Path, typer.Option("-o", "--output", help="结果写到哪个文件（.xlsx）")],
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="有错的处理连同其送达、相关人员以后的处理留下不办，其余照办")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="同时在标准输出写 JSON（姓名已遮盖）")] = False,
    on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="状态截至哪一天；默认表内最后一天")
    ] = None,
    errors_to: Annotated[
        Path | None, typer.Option("--errors-to", help="有错时标红的副本写到哪里；默认“<原名>-待更正.xlsx”")
    ] = None,
    regimes: Regimes = None,
) -> None:
    """办理一份查实与记分工作簿：逐格核对，按登记先后记分，写出措施、期间、期限、条款和逐行说明。

    有一处错就一个也不办：不写结果文件，另写一份标红的副本，屏幕上逐处列出工作表、行、列、错误和办法。

    退出码：0 全部办理；1 已办理，有行留下未办（--good-rows）；2 一个也没有办理。
    """
    rules = load_regime(regime, regimes, as_json)
    if rules.persons is None:
        fail(f"规则包 {rules.id} 没有人员一侧的规则", "换一个规则包；机构工作簿用 dingdian check 核对")
    copy = errors_to or returned_path(file)
    check_paths(file, output, copy)
    try:
        with Bar() as bar:
            job = decide_workbook(file, rules, good_rows=good_rows, on=on.date() if on else None, progress=bar.show)
            if job.exit_code < 2:
                write_whole(lambda part: write_result(job, part), output)
    except Unreadable as error:
        report(error.problems, as_json)
        raise typer.Exit(2) from None
    if job.problems:
        write_returned(file, copy, job.layout, job.problems)
    if as_json:
        render.emit_json(job.as_json())
    _tell(job, output, copy, as_json)
    raise typer.Exit(job.exit_code)


def _tell(job: Job, output: Path, copy: Path, as_json: bool) -> None:
    """What was done, in a few lines; on standard error when standard output holds JSON."""
    console = render.err if as_json else render.out
    report(job.problems, False)
    for left in job.left_out:
        rows = "、".join(f"“{s}”第 {n} 行" for s, n in left.rows[:8]) + ("……" if len(left.rows) > 8 else "")
        what = f"处理 {left.handling}（{rows}）" if left.handling else rows
        render.err.print(f"[yellow]留下未办[/] {escape(what)}：{escape(left.why)}", soft_wrap=True)
    if job.exit_code == 2:
        stale = "（已有的结果文件没有改动）" if output.exists() else ""
        console.print(f"[red]一个也没有办理[/]：{len(job.problems)} 处错误，结果文件没有写{stale}", soft_wrap=True)
    else:
        if job.regime.is_draft:
            console.print(f"[black on yellow] {DRAFT} [/]")
        counts = _counts(job)
        console.print(f"已办理 {len(job.decisions)} 项：{counts}；状态截至 {job.as_of}", soft_wrap=True)
        for text in job.assumptions:
            console.print(f"[dim]前提[/] {escape(text)}", soft_wrap=True)
        console.print(f"结果 {escape(str(output))}", soft_wrap=True)
    if job.problems:
        console.print(f"更正 {escape(str(copy))}（标红的格子改好后重办，不必删“错误”列）", soft_wrap=True)


def _counts(job: Job) -> str:
    found: dict[str, int] = {}
    for decision in job.decisions:
        found[decision.measure] = found.get(decision.measure, 0) + 1
    return "，".join(f"{'不暂停' if name == '无' else name} {n}" for name, n in sorted(found.items()))
