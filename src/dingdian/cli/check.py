"""`dingdian check`: a workbook of institutions, each judged against entry, renewal and exit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render
from dingdian.cli.workbooks import Bar, Regimes, check_paths, fail, load_regime, report, write_whole
from dingdian.office.institutions import Check, check_workbook
from dingdian.office.institutions.job import DRAFT
from dingdian.office.institutions.result import write_result
from dingdian.office.problems import Unreadable
from dingdian.office.returned import returned_path, write_returned


def check(
    file: Annotated[Path, typer.Argument(help="填好的机构工作簿（.xlsx；只有“机构”一张表时可用 .csv）")],
    regime: Annotated[str, typer.Option("--regime", help="规则包，须有机构一侧的规则")],
    output: Annotated[Path, typer.Option("-o", "--output", help="结果写到哪个文件（.xlsx）")],
    good_rows: Annotated[bool, typer.Option("--good-rows", help="有错的机构连同它的各行留下不核对，其余照核")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="同时在标准输出写 JSON（没有人员姓名）")] = False,
    on: Annotated[dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="截至哪一天；默认今天")] = None,
    errors_to: Annotated[
        Path | None, typer.Option("--errors-to", help="有错时标红的副本写到哪里；默认“<原名>-待更正.xlsx”")
    ] = None,
    regimes: Regimes = None,
) -> None:
    """核对一份机构工作簿：每个机构能否定点、能否续签、有无中止和解除情形，逐项写出事实、条款、最早日期和办法。

    没有填写的事实不作为不符合的理由，列入“待查”。结果只列情形，中止、解除、不再签订仍须依程序由人决定。
    有一处错就一个也不核对：不写结果文件，另写一份标红的副本，屏幕上逐处列出工作表、行、列、错误和办法。

    退出码：0 全部核对；1 已核对，有机构留下（--good-rows）；2 一个也没有核对。
    """
    rules = load_regime(regime, regimes, as_json)
    if rules.institutions is None:
        fail(f"规则包 {rules.id} 没有机构一侧的规则", "换一个规则包，dingdian regimes 列出各有哪一侧")
    copy = errors_to or returned_path(file)
    check_paths(file, output, copy)
    day = on.date() if on else dt.date.today()
    try:
        with Bar() as bar:
            found = check_workbook(file, rules, day, good_rows=good_rows, progress=bar.show)
            if found.exit_code < 2:
                write_whole(lambda part: write_result(found, part), output)
    except Unreadable as error:
        report(error.problems, as_json, "judged")
        raise typer.Exit(2) from None
    if found.problems:
        write_returned(file, copy, found.layout, found.problems)
    if as_json:
        render.emit_json(found.as_json())
    _tell(found, output, copy, as_json)
    raise typer.Exit(found.exit_code)


def _tell(found: Check, output: Path, copy: Path, as_json: bool) -> None:
    """What was found, in a few lines; on standard error when standard output holds JSON."""
    console = render.err if as_json else render.out
    report(found.problems, False)
    for left in found.left_out:
        rows = "、".join(f"“{s}”第 {n} 行" for s, n in left.rows[:8]) + ("……" if len(left.rows) > 8 else "")
        what = f"机构 {left.institution}（{rows}）" if left.institution else rows
        render.err.print(f"[yellow]留下未核对[/] {escape(what)}：{escape(left.why)}", soft_wrap=True)
    if found.exit_code == 2:
        stale = "（已有的结果文件没有改动）" if output.exists() else ""
        words = f"{len(found.problems)} 处错误，结果文件没有写{stale}"
        console.print(f"[red]一个也没有核对[/]：{words}", soft_wrap=True)
    else:
        if found.regime.is_draft:
            console.print(f"[black on yellow] {DRAFT} [/]")
        console.print(f"已核对 {len(found.institutions)} 个机构，截至 {found.as_of}：{_counts(found)}", soft_wrap=True)
        for text in found.assumptions:
            console.print(f"[dim]前提[/] {escape(text)}", soft_wrap=True)
        console.print(f"结果 {escape(str(output))}", soft_wrap=True)
    if found.problems:
        console.print(f"更正 {escape(str(copy))}（标红的格子改好后重核，不必删“错误”列）", soft_wrap=True)


def _counts(found: Check) -> str:
    """How many institutions meet what."""
    tables = (
        ("不符合准入条件", ("conditions", "negative_list")),
        ("缓签", ("deferral_grounds",)),
        ("不再签订", ("non_renewal_grounds",)),
        ("中止", ("suspension_grounds",)),
        ("解除", ("termination_grounds",)),
        ("暂停结算", ("hold_grounds",)),
    )
    count = Counter(name for x in found.institutions for name, several in tables if x.of(*several))
    waiting = sum(bool(x.open) for x in found.institutions)
    parts = [f"{name} {count[name]}" for name, _ in tables if count[name]]
    return "，".join([*(parts or ["未见情形"]), *([f"有待查事项 {waiting}"] if waiting else [])])
