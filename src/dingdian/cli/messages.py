"""`dingdian messages`: how the outbox stands, for whoever watches the machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render


def messages(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """消息发送的情况：待发、已发、发不出各多少，最早一条等了多久。

    退出码：0 正常；1 有发不出的，或该发的等了两小时以上。
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from django.utils import timezone

    from dingdian.outbox.models import Letter
    from dingdian.outbox.sending import backlog

    found = backlog()
    oldest = None if found.oldest is None else timezone.localtime(found.oldest)
    if as_json:
        answer = {"healthy": found.healthy, "counts": found.counts, "oldest": oldest and oldest.isoformat()}
        render.emit_json(answer)
    else:
        labels = dict(Letter.State.choices)
        words = "，".join(f"{labels[state]} {count}" for state, count in found.counts.items())
        since = f"；最早一条自 {oldest:%Y-%m-%d %H:%M} 起该发" if oldest else ""
        render.out.print(escape(words + since), soft_wrap=True)
    if not found.healthy:
        if not as_json:
            why = "原因见系统管理员的“消息发送”；该发的没有发，看 dingdian work 是否在运行"
            render.err.print(f"[red]有消息没有发出[/]  {why}", soft_wrap=True)
        raise typer.Exit(1)
