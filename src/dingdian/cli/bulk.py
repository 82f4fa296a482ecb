"""`dingdian standings`, `gate` and `resettle`: the rules over whole files, with DuckDB here or Spark elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dingdian.bulk import gate as bulk_gate
from dingdian.bulk import resettle as bulk_resettle
from dingdian.bulk import standings as bulk_standings
from dingdian.bulk.engine import Engine
from dingdian.bulk.open import opened
from dingdian.cli import render
from dingdian.cli.workbooks import Regimes, load_regime
from dingdian.law.regime import Regime, persons_alone
from dingdian.located import InvalidInput, Problem

_WORDS = {"pay": "支付", "deny": "不予支付", "hold": "暂缓支付", "manual_review": "转人工复核"}
RegimeName = Annotated[str, typer.Option("--regime", help="规则包，dingdian regimes 列出有哪些")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Where = Annotated[str, typer.Option("--engine", help="duckdb；集群写 spark://主机:端口，本机试用写 local[2]")]
Memory = Annotated[str, typer.Option("--memory", help="DuckDB 可用的内存，超出时写到磁盘")]
Claims = Annotated[Path, typer.Option("--claims", help="费用明细：CSV 或 Parquet 文件，或其文件夹")]


@contextmanager
def _engine(where: str, memory: str, as_json: bool) -> Iterator[Engine]:
    """An engine for the time of a command; what is wrong with its input ends the command with 2."""
    engine: Engine | None = None
    try:
        engine = opened(where, memory=memory)
        yield engine
    except InvalidInput as error:
        render.fail_input(error, as_json)
    finally:
        if engine is not None:
            engine.close()


def _persons(regime: str, regimes: list[Path] | None, as_json: bool) -> Regime:
    rules = load_regime(regime, regimes, as_json)
    if rules.persons is None:
        problem = Problem("", None, "--regime", f"规则包 {rules.id} 没有人员一侧的规则", "", "换一个规则包")
        render.fail_input(InvalidInput([problem]), as_json)
    return persons_alone(rules)


def standings(
    regime: RegimeName,
    entries: Annotated[Path, typer.Option("--entries", help="记分：CSV 或 Parquet 文件，或其文件夹")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件（.parquet 或 .csv）")],
    events: Annotated[Path | None, typer.Option("--events", help="复核、修复、恢复、证照、备案等事项")] = None,
    agreements: Annotated[Path | None, typer.Option("--agreements", help="机构协议的状态")] = None,
    filings: Annotated[Path | None, typer.Option("--filings", help="登记备案")] = None,
    where: Where = "duckdb",
    memory: Memory = "1GiB",
    regimes: Regimes = None,
    as_json: Json = False,
) -> None:
    """由记分得出每个人的资格状态区间。

    不给事项时，按期满次日已经恢复计算；不给备案时，不检查是否备案。
    """
    rules = _persons(regime, regimes, as_json)
    inputs = bulk_standings.Inputs(entries, events, agreements, filings)
    with _engine(where, memory, as_json) as engine:
        done = bulk_standings.standings(engine, rules, inputs, output)
    if as_json:
        render.emit_json({"rows": done.rows, "folded": done.folded, "assumed_restored": done.assumed_restored,
                          "filings_tested": done.filings_tested, "output": str(output)})  # fmt: skip
        return
    render.out.print(
        f"已写 {escape(str(output))}：{done.rows:,} 个区间，其中逐人计算 {done.folded:,} 人", soft_wrap=True
    )
    if done.assumed_restored:
        render.out.print("没有事项文件：每次暂停都按期满次日已经恢复计算")
    if not done.filings_tested:
        render.out.print("没有备案文件：不检查是否登记备案")


def gate(
    regime: RegimeName,
    standings: Annotated[Path, typer.Option("--standings", help="dingdian standings 写出的资格状态")],
    claims: Claims,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件夹")],
    every_line: Annotated[bool, typer.Option("--all-lines", help="写出每一行，不只是没有照常支付的")] = False,
    where: Where = "duckdb",
    memory: Memory = "1GiB",
    regimes: Regimes = None,
    as_json: Json = False,
) -> None:
    """逐行判断费用明细能否支付：结果、理由和条款，并按机构和月份汇总。中断后重跑，做完的部分不再做。"""
    rules = _persons(regime, regimes, as_json)
    with _engine(where, memory, as_json) as engine, _bar() as told:
        done = bulk_gate.gate(engine, rules, standings, claims, output, every_line=every_line, told=told)
    if as_json:
        render.emit_json(done.as_json())
        return
    render.out.print(f"已写 {escape(str(output))}：{done.lines:,} 行，{done.parts} 个文件", soft_wrap=True)
    if done.done_before:
        render.out.print(f"其中 {done.done_before} 个文件上次已经做完，没有重做")
    for reason, count in sorted(done.found.items()):
        render.out.print(f"  {reason}：{count:,} 行")
    render.out.print(f"  照常支付：{done.lines - sum(done.found.values()):,} 行")
    if not done.filings_tested:
        render.out.print("资格状态里没有备案：没有检查是否登记备案")


def resettle(
    regime: RegimeName,
    before: Annotated[Path, typer.Option("--before", help="更正以前的资格状态")],
    after: Annotated[Path, typer.Option("--after", help="更正以后的资格状态")],
    claims: Claims,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件（.parquet 或 .csv）")],
    where: Where = "duckdb",
    memory: Memory = "1GiB",
    regimes: Regimes = None,
    as_json: Json = False,
) -> None:
    """复核以后的差异清单：原不予支付、现在可以支付的明细，以及相反的，并合计金额。"""
    rules = _persons(regime, regimes, as_json)
    with _engine(where, memory, as_json) as engine:
        found = bulk_resettle.resettle(engine, rules, before, after, claims, output)
    if as_json:
        render.emit_json([{"was": x.was, "now": x.now, "lines": x.lines, "amount": x.amount} for x in found])
        return
    render.out.print(f"已写 {escape(str(output))}", soft_wrap=True)
    for x in found:
        money = "" if x.amount is None else f"，{x.amount:,.2f} 元"
        render.out.print(f"  {_WORDS[x.was]} → {_WORDS[x.now]}：{x.lines:,} 行{money}")
    if not found:
        render.out.print("  没有差异")


@contextmanager
def _bar() -> Iterator[bulk_gate.Told]:
    """A bar over the files of a run, on standard error."""
    columns = (TextColumn("核验费用明细"), BarColumn(), MofNCompleteColumn(), TextColumn("个文件"), TimeElapsedColumn())
    with Progress(*columns, console=render.err, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
