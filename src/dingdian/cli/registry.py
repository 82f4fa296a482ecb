"""`dingdian demo-data`: a synthetic province for each persons' regime, an area for each of institutions."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import Annotated

import typer

from dingdian.cli import render
from dingdian.cli.workbooks import Bar, fail

_LARGE = 20_000  # persons and acts from which each province is loaded by a process of its own


def demo_data(
    scale: Annotated[int | None, typer.Option("--scale", min=600, max=3_000_000, help="共约多少人；默认 1800")] = None,
    acts: Annotated[int, typer.Option("--acts", min=0, max=1_000_000, help="共约多少件行为；默认每省十个案件")] = 0,
    regime: Annotated[str | None, typer.Option("--regime", help="只装这个规则包的省或统筹区；默认全部")] = None,
    on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="案件讲到哪一天；默认今天")
    ] = None,
) -> None:
    """装入演示数据：每个人员规则包一个虚构的省，每个机构规则包一个统筹区，各有机构、各阶段的案件和各角色的用户。

    已装入的不再装。

    只在演示环境（DINGDIAN_DEMO=1）可用。
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from dingdian.journal.record import today
    from dingdian.registry import datafiles, demo

    known = [p.regime for p in (*demo.PROVINCES, *demo.AREAS)]
    if regime is not None and regime not in known:
        fail(f"没有规则包 {regime} 的演示数据", f"其中之一：{'、'.join(known)}")
    _prepared()
    begun = time.monotonic()
    try:
        with Bar() as bar:
            loaded = demo.load(
                on.date() if on else today(), scale=scale or demo.SCALE, acts=acts, regime=regime,
                progress=bar.show, apart=(scale or 0) + acts > _LARGE,
            )  # fmt: skip
    except demo.NotDemo as error:
        message, _, remedy = str(error).partition("；")
        fail(message, remedy)
    datafiles.make(today())
    if not loaded.provinces:
        render.out.print("演示数据已经装入，没有改动")
        return
    render.out.print(
        f"已装入 {'、'.join(loaded.provinces)}：{loaded.institutions} 家机构，{loaded.persons} 人，"
        f"{loaded.acts} 件行为，用时 {time.monotonic() - begun:.1f} 秒",
        soft_wrap=True,
    )


def _prepared() -> None:
    """End the command where there is no database, or one whose tables are not those of this version."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        fail("连不上数据库", "核对 DATABASE_URL；没有自己的数据库的，用 make run 启动演示站点，演示数据一并装入")
    if owed:
        fail("数据库还没有按这个版本准备好", "先运行 dingdian prepare，再装入演示数据")
