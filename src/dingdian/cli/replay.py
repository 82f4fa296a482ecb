"""`dingdian replay`: fold a story and check what must be true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress

from dingdian.cli import render
from dingdian.cli.through_site import telling
from dingdian.dossier import CheckResult, Dossier, Replay, parse_dossier
from dingdian.dossier.replay import plain
from dingdian.located import InvalidInput, Problem, read_yaml


def replay(
    files: Annotated[list[Path], typer.Argument(help="卷宗文件或目录（目录内的 *.yaml 全部重放）")],
    regimes: Annotated[
        list[Path] | None, typer.Option("--regimes", help="另外的规则包目录（可写多次），同名时优先于自带的")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    reasons: Annotated[bool, typer.Option("--reasons", help="通过的检查也写出理由")] = False,
    site: Annotated[
        str | None,
        typer.Option(
            "--through-site",
            help="经由站点的接口重放：站点地址（令牌取自环境变量 DINGDIAN_TOKEN），或 local（本机数据库，不留痕迹）",
        ),
    ] = None,
) -> None:
    """重放卷宗：按登记先后把行为交给规则，逐条核对检查。

    退出码：0 全部成立；1 有检查不成立或行为被拒绝；2 文件不是合法的卷宗（写明文件、行、字段和办法），或站点不可用。
    """
    stories: list[Dossier] = []
    problems: list[Problem] = []
    for path in _expand(files, problems):
        try:
            stories.append(parse_dossier(read_yaml(_text(path), str(path)), regimes or ()))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        render.fail_input(InvalidInput(problems), as_json)
    results: list[Replay] = []
    with telling(site) as run, Progress(console=render.err, transient=True, disable=len(stories) < 20) as progress:
        for story in progress.track(stories, description="重放"):
            results.append(run(story))
    if as_json:
        render.emit_json([r.as_json() for r in results])
    else:
        for result in results:
            _print(result, reasons or len(results) == 1)
        if len(results) > 1:
            _summary(results)
    raise typer.Exit(0 if all(r.ok for r in results) else 1)


_OF_REGIMES = ("regime.yaml", "clauses.yaml", "words.yaml")


def _expand(files: list[Path], problems: list[Problem]) -> list[Path]:
    found: list[Path] = []
    for path in files:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*.yaml") if p.name not in _OF_REGIMES)
            if not inside:
                problems.append(Problem(str(path), None, "", "目录里没有卷宗", "*.yaml 文件", "核对路径"))
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            problems.append(Problem(str(path), None, "", "没有这个文件", "卷宗文件", "核对路径"))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput([Problem(str(path), None, "", "不是 UTF-8 编码", "UTF-8 文本", "另存为 UTF-8")]) from None
    except OSError as error:
        raise InvalidInput([Problem(str(path), None, "", f"读不了：{error.strerror}", "可读的文件")]) from None


def _print(result: Replay, reasons: bool) -> None:
    regime, console = result.dossier.regime, render.out
    mark = "[green]✓[/]" if result.ok else "[red]✗[/]"
    where = f"[dim]{escape(result.dossier.name)} · {regime.id}[/]"
    console.print(f"{mark} [bold]{escape(result.dossier.title)}[/]  {where}", soft_wrap=True)
    if regime.is_draft:
        console.print("  " + render.draft_banner(regime))
    for refusal in result.refusals:
        console.print(f"  [red]✗ 第 {refusal.line} 行 {escape(refusal.title)} 被拒绝[/]")
        for objection in refusal.objections:
            clauses = "、".join(objection.cites(regime))
            console.print(f"      {escape(objection.text)}  [dim]〔{clauses}〕[/]", soft_wrap=True)
            if objection.remedy:
                console.print(f"      办法：{escape(objection.remedy)}", soft_wrap=True)
    for check in result.checks:
        _print_check(result, check, reasons)


def _print_check(result: Replay, check: CheckResult, reasons: bool) -> None:
    console, regime = render.out, result.dossier.regime
    mark = "[green]✓[/]" if check.ok else "[red]✗[/]"
    values = "，".join(f"{k}={_word(v)}" for k, v in check.expected.items())
    cites = f"  [dim]〔{'、'.join(check.cites)}〕[/]" if check.cites else ""
    console.print(f"  {mark} {escape(check.title)}：{escape(values)}{cites}", soft_wrap=True)
    if not check.ok:
        for key, value in check.expected.items():
            if check.actual.get(key) != value:
                console.print(
                    f"      [red]第 {check.line} 行 {key}：应为 {escape(_word(value))}，"
                    f"实为 {escape(_word(check.actual.get(key)))}[/]"
                )
        if check.missing:
            console.print(f"      [red]理由中没有条款 {'、'.join(check.missing)}[/]")
    if reasons or not check.ok:
        for line in render.reason_lines(regime, check.reasons):
            console.print(f"      · {line}", soft_wrap=True)


def _word(value: Any) -> str:
    shown = plain(value)
    if isinstance(shown, list):
        return "{" + "、".join(str(x) for x in shown) + "}"
    return "无" if shown is None else str(shown)


def _summary(results: list[Replay]) -> None:
    good = sum(r.ok for r in results)
    checks = sum(len(r.checks) for r in results)
    bad = len(results) - good
    words = f"{len(results)} 个卷宗，{checks} 条检查"
    tail = "，[green]全部成立[/]" if not bad else f"，[red]{bad} 个卷宗不成立[/]"
    render.out.print(words + tail)
