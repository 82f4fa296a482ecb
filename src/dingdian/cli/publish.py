"""`dingdian publish`: makes the data files of the public register now, as the worker does every night."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from dingdian.cli import render


def publish(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """生成公开数据文件：当天的全量、逐月变动和上次月度文件以来的变动。平时由 dingdian work 每天夜里生成。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from dingdian.journal.record import today
    from dingdian.registry import datafiles
    from dingdian.registry.models import DataFile

    datafiles.make(today())
    files = DataFile.objects.defer("packed").order_by("name")
    if as_json:
        render.emit_json([{"name": f.name, "as_of": f.day, "rows": f.rows, "sha256": f.sha256} for f in files])
        return
    for f in files:
        render.out.print(f"{f.name}  截至 {f.day}，{f.rows} 行", soft_wrap=True)
