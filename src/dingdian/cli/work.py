"""`dingdian work`: does what recurs (deadlines, reminders, messages, checkpoints) and what was left to be done."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render

DONE = "successful"
"""Which jobs are deleted once they have ended: what recurs every minute would fill the table; failures stay."""


def work(
    once: Annotated[bool, typer.Option("--once", help="做完已排队的工作就结束")] = False,
    concurrency: Annotated[int, typer.Option(help="同时做几件", min=1)] = 2,
) -> None:
    """运行后台工作：期限巡查、提醒、消息、检查点和导入。发信只设了一半时不启动。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    if settings.POST.problems and not settings.DEMO:
        for problem in settings.POST.problems:
            render.err.print(f"[red]没有启动[/]  {escape(problem)}", soft_wrap=True)
        raise typer.Exit(1)
    call_command("procrastinate", "worker", concurrency=concurrency, wait=not once, delete_jobs=DONE)
