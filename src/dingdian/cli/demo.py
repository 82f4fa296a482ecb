"""`dingdian demo`: the shipped workbooks decided, judged and explained, every shipped dossier replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table

import dingdian
from dingdian.cli import render
from dingdian.cli.workbooks import write_whole
from dingdian.dossier import Replay, parse_dossier, replay
from dingdian.law.regime import Regime
from dingdian.located import InvalidInput, read_yaml
from dingdian.office import Job, decide_workbook
from dingdian.office.findings import Decided
from dingdian.office.institutions import Check, check_workbook
from dingdian.office.institutions.result import write_result as write_check
from dingdian.office.institutions.verdict import Checked, Item, label
from dingdian.office.job import DRAFT
from dingdian.office.result import write_result
from dingdian.regimes import SHIPPED, load

EXAMPLE = Path(dingdian.__file__).parent / "examples" / "findings-yunnan.xlsx"
REGIME = "yunnan-2025"
INSTITUTIONS = EXAMPLE.with_name("institutions-shaoguan.xlsx")
INSTITUTIONS_REGIME, INSTITUTIONS_ON = "shaoguan-2023", date(2024, 9, 10)
_SHOWN = 3  # findings of the second example
_COLOURS = {"暂停": "yellow", "终止": "red"}
_SIGNS = {"暂停": "◐", "终止": "■", "无": "●"}


def demo(
    out: Annotated[Path, typer.Option("--out", help="结果写到哪个目录")] = Path("out"),
) -> None:
    """办理自带的示例工作簿并逐条说明，核对自带的机构工作簿，再重放全部自带卷宗。

    退出码：0 示例全部办理、卷宗检查全部成立；1 有不成立的。
    """
    console = render.out
    regime = load(REGIME)
    job = decide_workbook(EXAMPLE, regime)
    target = out / "结果-示例.xlsx"
    write_whole(lambda part: write_result(job, part), target)
    console.print(f"\n[bold]一份查实与记分工作簿[/]  {EXAMPLE.name}，按{escape(regime.title)}", soft_wrap=True)
    if regime.is_draft:
        console.print(f"[black on yellow] {DRAFT} [/]")
    console.print(_table(job))
    chosen = next((d for d in job.decisions if d.measure == "暂停" and d.before), job.decisions[0])
    console.print(_explained(chosen, regime))
    for i in job.institutions:
        if i.proposals:
            hints = "，".join(x for x in i.hints if x != "模拟")
            console.print(f"机构 {i.name}：本年暂停或终止 {i.ratio}，拟{'、'.join(i.proposals)}（{hints}）")
    console.print(f"\n结果写在 [bold]{escape(str(target))}[/]：结果、人员、机构、说明四张表\n")
    checked = check_workbook(INSTITUTIONS, load(INSTITUTIONS_REGIME), INSTITUTIONS_ON)
    second = out / "结果-机构示例.xlsx"
    write_whole(lambda part: write_check(checked, part), second)
    title = f"{INSTITUTIONS.name}，按{escape(checked.regime.title)}，截至 {checked.as_of}"
    console.print(f"[bold]一份机构工作簿[/]  {title}", soft_wrap=True)
    for line in _judged(checked):
        console.print(line, soft_wrap=True)
    console.print(f"结果写在 [bold]{escape(str(second))}[/]：结果、逐项、待查、说明与读法四张表\n")
    results, invalid = _replay_all()
    bad = [r for r in results if not r.ok]
    checks = sum(len(r.checks) for r in results)
    tail = "[red]有不成立的[/]" if bad or invalid else "[green]全部成立[/]"
    console.print(f"[bold]卷宗重放[/]  {len(results)} 个卷宗，{checks} 条检查，{tail}")
    for name in (*invalid, *(r.dossier.name for r in bad)):
        console.print(f"  [red]✗[/] {escape(name)}", soft_wrap=True)
    console.print(_next(target))
    raise typer.Exit(1 if bad or invalid or job.exit_code or checked.exit_code else 0)


def _table(job: Job) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for header, justify in (("处理", "left"), ("人员", "left"), ("记分", "right"), ("累计", "right"),
                            ("措施", "left"), ("期间", "left"), ("按", "left"), ("复核截止", "left")):  # fmt: skip
        table.add_column(header, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for d in job.decisions:
        table.add_row(
            d.handling,
            d.name,
            "—" if d.points is None else f"+{d.points}",
            f"{d.before} → {d.after}",
            _measure(d),
            _period(d),
            d.source,
            _due(d),
        )
    return table


def _measure(d: Decided) -> str:
    if d.points is None:
        return "[dim]不记分[/]"
    word = d.measure.partition("（")[0]
    colour = _COLOURS.get(word, "green")
    return f"[{colour}]{_SIGNS.get(word, '◐')} {'不暂停' if word == '无' else d.measure}[/]"


def _period(d: Decided) -> str:
    if d.ban_ends is not None:
        return f"{d.first_day} 起禁至 {d.ban_ends}"
    return f"{d.first_day} — {d.last_day}" if d.first_day else ""


def _due(d: Decided) -> str:
    found = d.due["review.request"]
    if found is None:
        return "[dim]未送达[/]" if d.points is not None else ""
    return f"{found.day}" + ("（暂计）" if found.provisional else "")


def _explained(d: Decided, regime: Regime) -> Panel:
    """The whole argument of one decision, clauses behind each step."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    last = ""
    for step in d.steps:
        cites = list(dict.fromkeys(regime.clauses[c].cite for c in step.clauses if c in regime.clauses))
        tail = f" [dim]〔{escape('、'.join(cites[:3]))}{'等' if len(cites) > 3 else ''}〕[/]" if cites else ""
        grid.add_row("" if step.label == last else step.label, escape(step.text) + tail)
        last = step.label
    for issue in d.open_readings:
        grid.add_row("读法", f"{issue.id}：{escape(issue.adopted)} [yellow]待有权机关明确[/]")
    title = f"为什么：{escape(d.name)}，{d.handling}，{d.measure} {d.first_day} 至 {d.last_day}"
    return Panel(grid, title=title, title_align="left", border_style="dim", padding=(0, 1))


def _judged(check: Check) -> Iterator[str]:
    """The first institution of each kind of finding, with its clause, first free day and remedy."""
    kinds: dict[str, tuple[Checked, Item]] = {}
    for found in check.institutions:
        for item in (i for i in found.items if not i.open):
            kinds.setdefault(item.table, (found, item))
    for found, item in list(kinds.values())[:_SHOWN]:
        free = f"，最早 {item.first_free_on} 可申请" if item.first_free_on else ""
        cites = "、".join(check.regime.clauses[c].cite for c in item.clauses[:1] if c in check.regime.clauses)
        text = f"{escape(item.text)}{free} [dim]〔{escape(cites)}〕[/]"
        yield f"机构 {escape(found.name)}（{found.label}）[yellow]{label(item.table)}[/] {text}"


def _replay_all() -> tuple[list[Replay], list[str]]:
    """Every shipped dossier with its result, and the files that are no dossiers."""
    results: list[Replay] = []
    invalid: list[str] = []
    files = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
    with Progress(console=render.err, transient=True) as progress:
        for path in progress.track(files, description="重放卷宗"):
            name = str(path.relative_to(SHIPPED))
            try:
                results.append(replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), name))))
            except InvalidInput as error:
                invalid.append(str(error.problems[0]))
    return results, invalid


def _next(target: Path) -> Panel:
    blank = target.with_name("模板.xlsx")
    rows = (
        ("填一份自己的", f"dingdian template findings --regime {REGIME} -o {blank}"),
        ("办理它", f"dingdian decide {blank} --regime {REGIME} -o {target.with_name('结果.xlsx')}"),
        ("有错也先办好的", "…… --good-rows（有错的留下，另存标红的副本）"),
        ("重放一个卷宗", "dingdian replay 卷宗.yaml --reasons"),
    )
    table = Table.grid(padding=(0, 2))
    for words, command in rows:
        table.add_row(words, f"[bold]{escape(command)}[/]")
    return Panel(table, title="接下来", title_align="left", border_style="dim")
