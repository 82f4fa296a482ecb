"""`dingdian create-user`: an account from the machine itself; the first administrators are made so."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def create_user(
    username: Annotated[str, typer.Argument(help="用户名")],
    role: Annotated[str, typer.Option("--role", help="角色，如 security_admin、clerk、institution、person")],
    name: Annotated[str, typer.Option("--name", help="姓名")],
    organisation: Annotated[int | None, typer.Option("--organisation", help="单位的编号（管理员和本人不填）")] = None,
    person: Annotated[str, typer.Option("--person", help="人员编码（只有本人填）")] = "",
    holder: Annotated[
        str, typer.Option("--holder", help="使用人编号：本人的国家编码，没有的写单位编号加工号；同一个人在各账号上相同")
    ] = "",
    password: Annotated[
        str, typer.Option(prompt="初始密码", confirmation_prompt="再输一次", hide_input=True, help="首次登录须改")
    ] = "",
) -> None:
    """建立一个账号；首次登录须改密码。管理员账号只能这样建立。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    import django

    django.setup()
    from django.core.exceptions import ValidationError

    from dingdian.accounts.actions import open_on_console
    from dingdian.accounts.models import Organisation

    place = None if organisation is None else Organisation.objects.filter(pk=organisation).first()
    if organisation is not None and place is None:
        typer.echo(f"没有编号为 {organisation} 的单位；请先建立单位", err=True)
        raise typer.Exit(2)
    try:
        user = open_on_console(
            username=username, name=name, role=role, password=password, organisation=place, person=person,
            holder=holder,
        )  # fmt: skip
    except ValidationError as error:
        typer.echo("；".join(error.messages), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"已建立账号 {user.username}（{user.get_role_display()}）；首次登录须改密码")
