"""`dingdian interface-keys`: the public keys by which hospital systems sign what they send to the gate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from dingdian.cli import render
from dingdian.cli.workbooks import fail
from dingdian.site.cluster import start_database

app = typer.Typer(help="接口公钥：登记、列出、停用医院系统签名用的公钥。", no_args_is_help=True)


@app.command("add")
def add(
    institution: Annotated[str, typer.Argument(help="机构编码")],
    key: Annotated[Path, typer.Argument(help="公钥文件（PEM，SM2 或 Ed25519）", exists=True, dir_okay=False)],
    name: Annotated[str, typer.Option("--name", help="给谁用，如“医院信息系统”")] = "医院信息系统",
) -> None:
    """登记一把公钥；同时在用的最多两把。"""
    found = _organisation(institution)
    from dingdian.accounts import interface_keys as keys

    try:
        made = keys.add(found, name, key.read_text(encoding="utf-8", errors="replace"))
    except keys.NotAKey as error:
        fail(f"{key}：{error}", "由医院系统生成密钥对，只交来公钥")
    except keys.TooManyKeys as error:
        fail(str(error), "dingdian interface-keys list 查看，revoke 停用")
    render.out.print(f"已登记 {made.pk} 号公钥（{made.get_algorithm_display()}），几秒后生效")


@app.command("list")
def listed(institution: Annotated[str, typer.Argument(help="机构编码")]) -> None:
    """列出一家机构的公钥。"""
    found = _organisation(institution)
    from dingdian.accounts.interface_keys import keys_of

    for key in keys_of(found):
        state = f"{key.revoked_at:%Y-%m-%d} 停用" if key.revoked_at else "在用"
        render.out.print(f"{key.pk}  {key}  {key.name}  {key.added_at:%Y-%m-%d} 登记  {state}", soft_wrap=True)


@app.command("revoke")
def revoke(
    institution: Annotated[str, typer.Argument(help="机构编码")],
    number: Annotated[int, typer.Argument(help="list 列出的编号")],
) -> None:
    """立即停用一把公钥。"""
    found = _organisation(institution)
    from dingdian.accounts import interface_keys as keys

    key = keys.keys_of(found).filter(pk=number).first()
    if key is None:
        fail(f"{institution} 没有 {number} 号公钥", "dingdian interface-keys list 查看编号")
    keys.revoke(key)
    render.out.print(f"已停用 {number} 号公钥，几秒后生效")


def _organisation(institution: str) -> Any:
    start_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from dingdian.accounts.models import Organisation

    found = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, institution=institution).first()
    if found is None:
        fail(f"没有编码为 {institution} 的机构单位", "先为这家机构建立单位和账号")
    return found
