"""What every page behind the sign-in shows around its content: office, user, menu."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.notices import unread
from dingdian.casework.queries import queue


@dataclass(frozen=True)
class Item:
    """An entry of the menu; `count` is null where nothing is counted."""

    title: str
    url: str
    here: bool
    count: int | None = None


_MENU = (  # title, name of the address, what the user must be allowed, name of the section
    ("待办", "work", "case.view", "todo"),
    ("拟办与审核", "proposals", "proposal.draw", "proposals"),
    ("案件", "cases", "case.view", "cases"),
    ("人员", "people", "registry.view", "people"),
    ("机构", "institutions", "registry.view", "institutions"),
    ("文书", "papers", "case.view", "papers"),
    ("导入", "imports", "registry.import", "imports"),
    ("用户管理", "accounts", "account.manage", "accounts"),
    ("消息发送", "outbox", "system.manage", "outbox"),
    ("日志", "access-log", "log.view", "logs"),
)
COUNTED_TO = 99


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; what costs a query is computed only where a template asks."""
    return {"frame": _Frame(request), "demo": settings.DEMO}


class _Frame:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: Any = getattr(request, "user", None)

    @property
    def office(self) -> str:
        """The name of the office the user acts for."""
        user = self._user
        if user.organisation is not None:
            return str(user.organisation.name)
        return "个人服务" if user.role == User.Role.PERSON else "系统管理"

    @property
    def scope(self) -> str:
        """Whose data the user sees, in words."""
        user = self._user
        if user.role == User.Role.PERSON:
            return "本人"
        if user.organisation is None:
            return "无业务数据"
        return str(user.organisation if user.role == User.Role.INSTITUTION else user.organisation.division)

    @property
    def menu(self) -> list[Item]:
        """The entries open to the user, by work."""
        here = self._request.path
        items = []
        for title, name, doing, section in _MENU:
            if may(self._user, doing):
                url = reverse(name)
                count = self.waiting if name == "work" else None
                items.append(Item(title, url, here.startswith(f"/{section}/"), count))
        return items

    @property
    def finds(self) -> bool:
        """Whether there is anything for the user to find."""
        return may(self._user, "registry.view")

    @property
    def start(self) -> str:
        """Where the user's work begins."""
        return next((reverse(name) for _, name, doing, _ in _MENU if may(self._user, doing)), reverse("notices"))

    @cached_property
    def unread(self) -> int:
        """How many notices the user has not read; counting stops beyond `COUNTED_TO`."""
        return unread(self._user)[: COUNTED_TO + 1].count()

    @cached_property
    def waiting(self) -> int:
        """How many tasks wait for the user; counting stops beyond `COUNTED_TO`."""
        return queue("todo", self._user)[: COUNTED_TO + 1].count()
