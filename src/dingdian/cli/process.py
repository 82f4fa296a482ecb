"""`dingdian process`: the processes, each as a table and as a diagram."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dingdian.cli import render
from dingdian.cli.diagram import draw
from dingdian.cli.process_view import PROCESSES, Row, rows, steps_under
from dingdian.cli.regimes import found
from dingdian.law.processes.model import Process
from dingdian.law.regime import Regime
from dingdian.located import InvalidInput, Problem


def process(
    name: Annotated[str | None, typer.Argument(help="流程名称；不写就列出全部流程")] = None,
    regime: Annotated[str | None, typer.Option("--regime", help="按这个规则包显示：有哪些步骤、谁办、条款")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="把流程图写到这个文件（SVG）")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    regimes: Annotated[
        list[Path] | None, typer.Option("--regimes", help="另外的规则包目录（可写多次），同名时优先于自带的")
    ] = None,
) -> None:
    """流程：每一步从哪里到哪里、谁办、期限、文书、公开和条款，并可画成流程图。

    退出码：0 有这个流程；2 没有这个流程，或规则包读不了。
    """
    try:
        rules = found(regime, tuple(regimes or ()))[0] if regime is not None else None
        if name is None:
            _list(rules, as_json)
            return
        own = _named(name)
        if svg is not None:
            svg.write_text(draw(own, steps_under(own, rules)), encoding="utf-8")
    except InvalidInput as error:
        render.fail_input(error, as_json)
    except OSError as error:
        problem = Problem(str(svg), None, "--svg", f"写不了这个文件：{error.strerror}", "可以写的路径", "换一个路径")
        render.fail_input(InvalidInput([problem]), as_json)
    table = rows(own, rules)
    if as_json:
        render.emit_json(
            {
                "process": own.name,
                "title": own.title,
                "regime": rules.id if rules is not None else None,
                "states": own.states,
                "terminal": sorted(own.terminal),
                "steps": [row.as_json() for row in table],
            }
        )
        return
    _show(own, rules, table)
    if svg is not None:
        render.out.print(f"流程图已写入 {escape(str(svg))}")


def _named(name: str) -> Process:
    own = next((p for p in PROCESSES if p.name == name), None)
    if own is None:
        names = [p.name for p in PROCESSES]
        close = difflib.get_close_matches(name, names, n=1)
        hint = f"，是不是 {close[0]}？" if close else ""
        words = f"没有名为 {name} 的流程"
        raise InvalidInput([Problem("", None, "NAME", words, "、".join(names), f"不写名称可列出全部流程{hint}")])
    return own


def _list(rules: Regime | None, as_json: bool) -> None:
    known = [(p, steps_under(p, rules)) for p in PROCESSES]
    here = [(p, steps) for p, steps in known if steps and (rules is None or _belongs(p, rules))]
    if as_json:
        render.emit_json([{"process": p.name, "title": p.title, "steps": [s.act for s in steps]} for p, steps in here])
        return
    table = Table(title=rules.title if rules is not None else "全部流程")
    for head in ("流程", "名称", "步骤"):
        table.add_column(head, overflow="fold")
    for own, steps in here:
        table.add_row(own.name, own.title, "、".join(s.title for s in steps))
    render.out.print(table)


def _belongs(own: Process, rules: Regime) -> bool:
    return rules.institutions is not None if own.institutional else rules.persons is not None


def _show(own: Process, rules: Regime | None, table: list[Row]) -> None:
    title = f"{own.title}（{own.name}）" + (f" · {rules.title}" if rules is not None else "")
    view = Table(title=escape(title), show_lines=True)
    for head in ("步骤", "从", "到", "谁办", "期限", "文书", "公开", "条款"):
        view.add_column(head, overflow="fold")
    for row in table:
        who = "、".join(row.actors) + ("（两人）" if row.two_person else "")
        clauses = "\n".join(rules.clauses[c].cite for c in row.clauses) if rules is not None else ""
        view.add_row(
            f"{row.title}\n[dim]{row.act}[/]",
            "\n".join(row.sources),
            "\n".join(row.targets),
            who,
            row.deadline or "—",
            "\n".join(row.papers),
            "\n".join(row.discloses),
            escape(clauses),
        )
    render.out.print(view)
