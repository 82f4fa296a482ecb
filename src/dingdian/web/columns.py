"""Which columns lists have, and which of them a user wants to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dingdian.accounts.models import Preference, User


@dataclass(frozen=True)
class Column:
    """A column of a list: shown unless the user left it out; `fixed`: always; `shown`: before anybody chose.

    `width`: in an exported workbook, in characters.
    """

    key: str
    title: str
    width: int = 16
    fixed: bool = False
    shown: bool = True


WORK, PEOPLE, INSTITUTIONS = "work", "people", "institutions"
LISTS: Mapping[str, tuple[str, Sequence[Column]]] = {
    WORK: ("待办", (
        Column("due", "期限", 14, fixed=True), Column("title", "事项", 26, fixed=True), Column("parties", "对象", 34),
        Column("step", "现在该做", 24), Column("holder", "经办", 14), Column("clauses", "依据", 24),
        Column("division", "区域", 12, shown=False), Column("institution", "机构编码", 16, shown=False),
    )),
    PEOPLE: ("人员", (
        Column("status", "状态", 10), Column("name", "姓名", 12, fixed=True), Column("code", "编码", 17),
        Column("id_number", "身份证号码", 22, shown=False), Column("roles", "类别", 18),
        Column("sites", "执业地点", 40), Column("points", "本年记分", 10),
    )),
    INSTITUTIONS: ("机构", (
        Column("name", "机构", 30, fixed=True), Column("code", "编码", 16), Column("sector", "类别", 22),
        Column("division", "区域", 14), Column("uscc", "统一社会信用代码", 22, shown=False),
        Column("agreement", "服务协议", 14), Column("people", "在册人员", 10),
    )),
}  # fmt: skip
"""Every list whose columns can be chosen: its title and columns in order."""


def default(name: str) -> list[str]:
    """The columns of a list before anybody chose."""
    return [c.key for c in LISTS[name][1] if c.shown or c.fixed]


def chosen(user: User, name: str) -> list[str]:
    """The columns that a user sees of a list, in order."""
    kept = user.preferences.filter(name=f"columns:{name}").values_list("value", flat=True).first()
    return default(name) if kept is None else [c.key for c in LISTS[name][1] if c.fixed or c.key in kept]


def choose(user: User, name: str, keys: Sequence[str]) -> None:
    """Keep a user's choice; keys that no column has are left out."""
    value = [c.key for c in LISTS[name][1] if c.key in keys]
    Preference.objects.update_or_create(user=user, name=f"columns:{name}", defaults={"value": value})
