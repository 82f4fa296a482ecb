"""`dingdian serve`: the site, for real or with invented data."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render
from dingdian.site import serve as site
from dingdian.site.cluster import NoDatabaseError, start_database


def serve(
    demo: Annotated[bool, typer.Option("--demo", help="用虚构数据演示，数据库随站点启动和停止")] = False,
    host: Annotated[str, typer.Option("--host", help="监听地址")] = site.LOOPBACK,
    port: Annotated[int, typer.Option("--port", envvar="PORT", help="端口")] = site.DEFAULT_PORT,
    gate: Annotated[bool, typer.Option("--gate", help="只启动结算关口（/api/gate/），不带网页")] = False,
) -> None:
    """启动站点。设置不安全时拒绝启动，并说明每一条原因。

    退出码：0 正常停止；1 没有启动；其他为服务器自己的退出码。
    """
    try:
        if demo and gate:
            raise site.NotStarted("--demo 已带结算关口：两个选项只选一个")
        code = _demo(host, port) if demo else _real(host, port, gate=gate)
    except (site.NotStarted, NoDatabaseError) as error:
        render.err.print(f"[red]没有启动[/]  {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


def _demo(host: str, port: int) -> int:
    if host != site.LOOPBACK:
        raise site.NotStarted("演示只在本机监听（127.0.0.1）：演示用户的口令是公开的")

    def say(words: str) -> None:
        render.err.print(f"[dim]{words} …[/]")

    def ready() -> None:
        render.out.print(f"\n[bold]定点（演示）[/]  http://{host}:{port}/", soft_wrap=True)
        render.out.print("数据都是虚构的；登录页按角色列出演示用户，选一个即填好口令。Ctrl+C 停止\n", soft_wrap=True)

    return site.demonstration(host, port, say=say, ready=ready)


def _real(host: str, port: int, *, gate: bool) -> int:
    _django()
    reasons = site.unsafe()
    if not reasons:
        from django.db import DatabaseError

        try:
            reasons = site.unsafe_database()
        except DatabaseError:
            reasons = ["数据库连不上，或还没有建表：核对 DATABASE_URL，再运行 dingdian prepare"]
    if reasons:
        raise site.NotStarted("设置不安全：\n" + "\n".join(f"  · {reason}" for reason in reasons))
    return site.settlement(host, port) if gate else site.production(host, port)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()


def prepare() -> None:
    """建表或升级，收紧应用角色的权限，收集静态文件；以表的所有者身份运行，启动站点之前做。

    没有 DATABASE_URL 时用自带的数据库；有时另以 DATABASE_OWNER_URL 给出所有者的连接。
    """
    try:
        start_database()
        site.prepare({"DINGDIAN_AS_OWNER": "1"}, "--static")
    except (site.NotStarted, NoDatabaseError) as error:
        render.err.print(f"[red]没有完成[/]  {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(1) from None
    render.out.print("[green]✓[/] 表已是最新，应用角色的权限已收紧，静态文件已就绪")
