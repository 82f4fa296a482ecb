"""`dingdian papers`: the wordings of papers for legal review and checking, and the letterheads of offices."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render

app = typer.Typer(help="文书：用语汇编、检查，单位的文书抬头。", no_args_is_help=True)
REGIMES = typer.Option("--regimes", help="另有规则包的目录")


@app.command()
def book(
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个 PDF 文件")],
    regimes: Annotated[list[Path] | None, REGIMES] = None,
) -> None:
    """把全部文书用语印成一册，供法制审核：每段的版本、条件和用语，全国统一的和各地改写的。

    退出码：0 已写出；1 没有所需的字体。
    """
    _setup()
    from dingdian.journal.record import today
    from dingdian.papers.book import pdf
    from dingdian.papers.layout import NoFont

    try:
        output.write_bytes(pdf(today(), regimes or ()))
    except NoFont as error:
        render.err.print(f"[red]✗[/] {escape(str(error))}")
        raise typer.Exit(1) from None
    render.out.print(f"[green]✓[/] {escape(str(output))}")


@app.command()
def check(
    regime: Annotated[str, typer.Argument(help="规则包")],
    regimes: Annotated[list[Path] | None, REGIMES] = None,
) -> None:
    """检查一个规则包自带的文书用语：写错的空、条件、段号，逐一指出文件和行；协议文本缺少规则要求写入的事项，作为提醒指出。

    退出码：0 没有错（可以有提醒）；1 有错。
    """
    from dingdian.papers.wording import check as problems
    from dingdian.papers.wording import warnings

    found = problems(regime, regimes or ())
    for problem in found:
        render.err.print(f"[red]✗[/] {escape(str(problem))}")
    if found:
        raise typer.Exit(1)
    for warning in warnings(regime, regimes or ()):
        render.err.print(f"[yellow]![/] {escape(str(warning))}")
    render.out.print("[green]✓[/] 文书用语没有错")


@app.command()
def letterhead(
    office: Annotated[str, typer.Argument(help="单位名称")],
    name: Annotated[str, typer.Option(help="文书上的名称，与单位名称不同时填写")] = "",
    word: Annotated[str, typer.Option(help="机关代字，如 云医保")] = "",
    address: Annotated[str, typer.Option(help="地址")] = "",
    phone: Annotated[str, typer.Option(help="电话")] = "",
    seal: Annotated[str, typer.Option(help="印章文件名（DINGDIAN_SEALS 目录里的，不带扩展名）")] = "",
) -> None:
    """设定一个单位的文书抬头：机关代字、地址、电话和印章；此后印发的文书使用。

    退出码：0 已设定；1 没有这个单位，或同名的不止一个。
    """
    if "DATABASE_URL" not in os.environ:
        from dingdian.site.cluster import Cluster, home

        Cluster(home() / "postgresql").start()
    _setup()
    from dingdian.accounts.log import log_operation
    from dingdian.accounts.models import Organisation
    from dingdian.papers.models import Letterhead, Paper

    found = list(Organisation.objects.filter(name=office))
    if len(found) != 1:
        render.err.print(f"[red]✗[/] 名为 {escape(office)} 的单位有 {len(found)} 个，应当正好一个")
        raise typer.Exit(1)
    held = Letterhead.objects.filter(word=word).exclude(office=found[0]).exists()
    used = Paper.objects.filter(number__startswith=word).exclude(office=found[0]).exists()
    if word and (held or used):
        render.err.print(f"[red]✗[/] 机关代字 {escape(word)} 已由别的单位使用；文号不能重复，请另定一个")
        raise typer.Exit(1)
    values = {"name": name, "word": word, "address": address, "phone": phone, "seal": seal}
    Letterhead.objects.update_or_create(office=found[0], defaults=values)
    log_operation(None, "设定文书抬头", str(found[0].pk), "；".join(f"{k}={v}" for k, v in values.items() if v))
    render.out.print(f"[green]✓[/] {escape(office)} 的文书抬头已设定")


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
