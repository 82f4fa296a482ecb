"""`dingdian snapshot`: what the gate knows of a region, as one signed file that answers without a connection."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from dingdian.cli import render
from dingdian.cli.workbooks import fail, write_whole
from dingdian.site.cluster import start_database


def snapshot(
    region: Annotated[str, typer.Argument(help="统筹区代码")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件（.ddg）")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """签发结算关口的离线快照；旁边写一份公钥（.pem），医院系统用它核验。"""
    start_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from django.utils import timezone

    from dingdian.journal.checkpoint import signer
    from dingdian.journal.models import Region
    from dingdian.settlement.of_region import file

    found = Region.objects.filter(pk=region).first()
    if found is None:
        known = "、".join(Region.objects.order_by("code").values_list("code", flat=True)[:20]) or "还没有"
        fail(f"没有统筹区 {region}", f"现有：{known}")
    made_at, key = timezone.now(), signer()
    data = file(found, made_at, key.sign)
    write_whole(lambda part: part.write_bytes(data), output)
    public = output.with_suffix(".pem")
    write_whole(lambda part: part.write_bytes(key.public_pem()), public)
    if as_json:
        render.emit_json({"region": region, "output": str(output), "key": str(public), "bytes": len(data),
                          "made_at": made_at.isoformat()})  # fmt: skip
        return
    render.out.print(f"已写 {escape(str(output))}：{len(data):,} 字节；公钥 {escape(str(public))}", soft_wrap=True)
