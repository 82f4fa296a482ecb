"""`dingdian clauses`: which clauses are proved, won from a run and not from a list kept by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from dingdian.cli import render
from dingdian.cli.regimes import found
from dingdian.located import InvalidInput
from dingdian.proof import Coverage, Proof, coverage, prove, stamp, stories
from dingdian.regimes import names

AREAS = {
    "registry": "登记",
    "pages": "页面",
    "papers": "文书",
    "reports": "报表",
    "screens": "筛查",
    "accounts": "账户",
    "interface": "接口",
    "settlement": "结算",
    "messages": "消息",
}


def clauses(
    regime: Annotated[str | None, typer.Option("--regime", help="只看这个规则包")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    regimes: Annotated[
        list[Path] | None, typer.Option("--regimes", help="另外的规则包目录（可写多次），同名时优先于自带的")
    ] = None,
) -> None:
    """条款覆盖：哪些条款有通过的卷宗或测试证明，哪些还欠着。

    卷宗当场重放；测试结果取自与当前源码完全一致的一次运行，没有就先跑一遍。
    proved 有证明；pending 归某个尚未建成的部分，或不是规范性条款；unproved 没有证明。
    卷宗要整卷通过，并在检查的 cites 里写明条款，规则包里还要有参数以它为依据。

    退出码：0 没有 unproved；1 有 unproved；2 规则包读不了，或测试没有跑成。
    """
    extra = tuple(regimes or ())
    try:
        loaded = [found(name, extra)[0] for name in ([regime] if regime else names(extra))]
    except InvalidInput as error:
        render.fail_input(error, as_json)
    proofs = _replay([r.id for r in loaded], extra)
    tests = _tests()
    rows = {r.id: coverage(r, proofs, tests) for r in loaded}
    everything = [row for several in rows.values() for row in several]
    if as_json:
        render.emit_json([row.as_json() for row in everything])
    else:
        _show(rows, [p for p in proofs if p.failures])
    raise typer.Exit(1 if any(row.state == "unproved" for row in everything) else 0)


def _replay(regime_ids: list[str], extra: tuple[Path, ...]) -> list[Proof]:
    files = list(stories(regime_ids, extra))
    with Progress(console=render.err, transient=True) as bar:
        return [prove(story, extra) for story in bar.track(files, description="重放卷宗")]


def _tests() -> stamp.Tests:
    """Results of marked tests on this very tree; run now if there are none."""
    root = stamp.checkout()
    if root is None:
        render.err.print("没有随附测试（安装版），只计卷宗")
        return {}
    tree = stamp.tree_hash(root)
    kept = stamp.read(root, tree)
    if kept is not None:
        return kept
    with Progress(console=render.err, transient=True) as bar:
        task = bar.add_task("运行证明条款的测试", total=100)
        said = stamp.run(root, lambda percent: bar.update(task, completed=percent))
    kept = stamp.read(root, stamp.tree_hash(root))
    if kept is None:
        render.err.print(escape(said[-2000:]), soft_wrap=True)
        render.err.print("[red]✗[/] 测试没有跑成，或运行期间源码有改动；办法：先让 pytest 能收集全部测试，再重试")
        raise typer.Exit(2)
    return kept


def _show(rows: dict[str, list[Coverage]], failed: list[Proof]) -> None:
    table = Table(title="条款覆盖（规范性条款）", title_justify="left")
    for title in ("规则包", "条款", "已证明", "待建（按部分）", "未证明"):
        table.add_column(title, justify="right" if title in ("条款", "已证明", "未证明") else "left", overflow="fold")
    for regime_id, several in rows.items():
        operative = [row for row in several if row.clause.operative]
        states = Counter(row.state for row in operative)
        owed = Counter(row.clause.owed_by for row in operative if row.state == "pending")
        areas = "、".join(f"{AREAS[area]} {n}" for area, n in owed.most_common() if area)
        table.add_row(
            regime_id,
            str(len(operative)),
            str(states["proved"]),
            f"{states['pending']}（{areas}）" if areas else "0",
            str(states["unproved"]),
        )
    render.out.print(table)
    for regime_id, several in rows.items():
        missing = [row for row in several if row.state == "unproved"]
        if missing:
            render.out.print(f"\n[bold]{regime_id}：未证明 {len(missing)} 条[/]")
        for row in missing:
            note = "" if row.rests else "  [yellow]没有参数以它为依据[/]"
            line = f"{escape(row.clause.id)}  {escape(row.clause.cite)}  {escape(row.clause.summary)}{note}"
            render.out.print(f"  {line}", soft_wrap=True)
    if failed:
        render.out.print(f"\n[bold red]没有通过的卷宗 {len(failed)} 份（不证明任何条款）[/]")
        for proof in failed:
            render.out.print(f"  {escape(proof.id)}：{escape(proof.failures[0])}", soft_wrap=True)
