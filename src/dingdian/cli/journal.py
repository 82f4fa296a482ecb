"""`dingdian verify`, `checkpoint`, `rebuild`: keeping the journal and what is derived from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render
from dingdian.site.cluster import start_database

AS_JSON = typer.Option("--json", help="以 JSON 输出")


def verify(
    against: Annotated[Path | None, typer.Option("--against", help="检查点文件")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="另行保存的公钥（PEM），不用检查点里自带的")] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """核验记录链；给出检查点时，也与它核对。

    退出码：0 通过；1 记录被改动、删除或伪造（写明区、编号、应为和实为）；2 数据库或检查点读不出。
    """
    from dingdian.journal import verifier
    from dingdian.site.settings import address

    start_database()
    options = [*(["--against", str(against)] if against else []), *(["--key", str(key)] if key else [])]
    raise typer.Exit(verifier.main([address(), *options, *(["--json"] if as_json else [])]))


def checkpoint() -> None:
    """签署当日检查点：每个区的条数和末条散列，存到数据库之外；每日一份，不覆盖。

    退出码：0 已签或当日已有；1 记录与上一个检查点不符，没有签。
    """
    start_database()
    _setup()
    from dingdian.journal import checkpoint as checkpoints
    from dingdian.journal.record import today

    try:
        taken = checkpoints.take(today())
    except checkpoints.Contradicted as error:
        render.err.print(f"[red]✗[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(1) from None
    render.out.print(f"[green]✓[/] {'已签' if taken.new else '当日已有'} {escape(str(taken.path))}", soft_wrap=True)


def rebuild(
    keep: Annotated[bool, typer.Option("--keep", help="保留重新推算的结果；不写则只比较，一切照旧")] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """由记录重新推算全部派生表，报告与原有内容的差异（应当没有）。

    退出码：0 没有差异；1 有差异。
    """
    start_database()
    _setup()
    from dingdian.journal.models import Region
    from dingdian.journal.rebuild import rebuild as anew

    found = {region.pk: anew(region, keep=keep) for region in Region.objects.order_by("pk")}
    if as_json:
        render.emit_json(
            [{"region": code} | vars(difference) for code, tables in found.items() for difference in tables]
        )
    for code, tables in [] if as_json else found.items():
        for x in tables:
            mark, words = (
                ("[green]✓[/]", "没有差异")
                if x.none
                else ("[red]✗[/]", f"原有不符 {x.before} 行，重算多出 {x.anew} 行")
            )
            ids = f"（原行 id：{'、'.join(map(str, x.ids))}）" if x.ids else ""
            render.out.print(f"{mark} {escape(code)} {x.table}：{x.rows} 行，{words}{ids}", soft_wrap=True)
    raise typer.Exit(0 if all(x.none for tables in found.values() for x in tables) else 1)


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    django.setup()
