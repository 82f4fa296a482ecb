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
from dingdian.signing import perms as signing
from dingdian.web import elders


@dataclass(frozen=True)
class Item:
    """An entry of the menu; `count` is null where nothing is counted; `under`: it belongs to the one before."""

    title: str
    url: str
    here: bool
    count: int | None = None
    under: bool = False


@dataclass(frozen=True)
class _Entry:
    """What may stand in a menu: its address, what the user must be allowed, the paths it stands for.

    Without `args`, a page of one institution or person is the user's own.
    """

    title: str
    name: str
    doing: str
    section: str
    args: tuple[str, ...] = ()
    under: bool = False


_PAPERS = _Entry("文书", "papers", "case.view", "/papers/")
_SIGNING = _Entry("待签协议", "signings", "case.view", "/signing/")
_TODO = _Entry("待办", "work", "case.view", "/todo/")
_LISTS = tuple(
    _Entry(title, "list", "case.view", f"/lists/{name}/", (name,), under=True)
    for name, title in (("supervision", "重点监管"), ("talks", "谈话"), ("study", "学习"))
)
_MENU = (
    _TODO,
    _Entry("拟办与审核", "proposals", "proposal.draw", "/proposals/"),
    _Entry("人员", "people", "registry.view", "/people/"),
    *_LISTS,
    _Entry("机构", "institutions", "registry.view", "/institutions/"),
    _Entry("案件", "cases", "case.view", "/cases/"),
    _Entry("结算", "money", "money.view", "/money/"),
    _Entry("考核", "assessments", "money.view", "/assessments/"),
    _SIGNING,
    _PAPERS,
    _Entry("监督", "oversight", "oversight.view", "/oversight/"),
    _Entry("导入", "imports", "registry.import", "/imports/"),
    _Entry("权限申请", "rights", "rights.view", "/rights/"),
    _Entry("用户管理", "accounts", "account.manage", "/accounts/"),
    _Entry("权限申请", "rights", "account.manage", "/rights/"),
    _Entry("消息发送", "outbox", "system.manage", "/outbox/"),
    _Entry("日志", "access-log", "log.view", "/logs/"),
)
_INSTITUTION = (
    _Entry("工作台", "desk", "case.view", "/desk/"),
    _TODO,
    _Entry("人员", "people", "registry.view", "/people/"),
    *_LISTS,
    _Entry("本机构", "institution", "registry.view", "/institutions/"),
    _Entry("证照", "licences", "registry.view", "/licences/"),
    _Entry("结算", "money", "money.view", "/money/"),
    _Entry("考核", "assessments", "money.view", "/assessments/"),
    _Entry("案件", "cases", "case.view", "/cases/"),
    _SIGNING,
    _PAPERS,
    _Entry("权限申请", "rights", "rights.view", "/rights/"),
)
_PERSON = (
    _Entry("我的资格", "mine", "case.view", "/mine/"),
    _Entry("我的案件", "cases", "case.view", "/cases/"),
    _PAPERS,
    _Entry("我的档案", "person", "registry.view", "/people/"),
)
_OF_ROLE: dict[str, tuple[_Entry, ...]] = {User.Role.INSTITUTION: _INSTITUTION, User.Role.PERSON: _PERSON}
_OPEN = (("public-register", "查定点机构"), ("public-guide", "申请指南"), ("public-publicity", "公示"),
         ("public-terminated", "解除名单"), ("public-standards", "标准"), ("public-data", "公开数据"),
         ("verify", "文书核验"), ("channels", "监督方式"))  # fmt: skip
COUNTED_TO = 99
KEPT_LISTS = {
    "logs-access": "log.view", "logs-operations": "log.view", "accounts": "account.manage", "outbox": "system.manage",
    "applications-kept": "account.manage", "rights-held-kept": "account.manage",
}  # fmt: skip
"""Lists of administrators, with what lets somebody keep, and so take away, each; all others ask for `EXPORTS`."""
EXPORTS = "export"


def exports_anything(user: Any) -> bool:
    """Whether there is any list that the user may export."""
    return any(may(user, doing) for doing in {EXPORTS, *KEPT_LISTS.values()})


def start(user: Any) -> str:
    """The address where a user's work begins."""
    entries = _OF_ROLE.get(getattr(user, "role", ""), _MENU)
    return next((_url(e, user) for e in entries if may(user, e.doing)), reverse("notices"))


def _url(entry: _Entry, user: Any) -> str:
    own = {"institution": lambda: (user.organisation.institution,), "person": lambda: (user.person,)}
    return reverse(entry.name, args=own[entry.name]() if entry.name in own else entry.args)


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
        """Whose data the user sees, in words; who acts for themselves needs none."""
        user = self._user
        if user.role == User.Role.PERSON:
            return ""
        if user.organisation is None:
            return "无业务数据"
        return str(user.organisation if user.role == User.Role.INSTITUTION else user.organisation.division)

    @property
    def menu(self) -> list[Item]:
        """The entries open to the user, by work."""
        items = []
        for e in _OF_ROLE.get(self._user.role, _MENU):
            if may(self._user, e.doing) and (e is not _SIGNING or signing.sees(self._user)):
                count = self.waiting if e.name == "work" else None
                here = self._request.path.startswith(e.section)
                items.append(Item(e.title, _url(e, self._user), here, count, e.under))
        return items

    @property
    def personal(self) -> bool:
        """Whether the user acts for themselves."""
        return bool(self._user.role == User.Role.PERSON)

    @property
    def finds(self) -> bool:
        """Whether there is anything for the user to find."""
        return may(self._user, "registry.view") and not self.personal

    @property
    def exports(self) -> bool:
        """Whether there is any list that the user may take away."""
        return exports_anything(self._user)

    @property
    def start(self) -> str:
        """Where the user's work begins."""
        return start(self._user)

    @property
    def todo(self) -> str:
        """Where the keys for 待办 lead."""
        return reverse("work") if may(self._user, "case.view") and not self.personal else self.start

    @property
    def site(self) -> dict[str, str]:
        """What the office says of its site at the foot of pages for everybody."""
        return dict(settings.SITE)

    @property
    def open(self) -> list[Item]:
        """The menu of pages for everybody."""
        here = self._request.path
        return [Item(title, reverse(name), here.startswith(reverse(name))) for name, title in _OPEN]

    @cached_property
    def elder(self) -> bool:
        """Whether letters and buttons are larger."""
        return elders.chosen(self._request)

    @cached_property
    def unread(self) -> int:
        """How many notices the user has not read; counting stops beyond `COUNTED_TO`."""
        return unread(self._user)[: COUNTED_TO + 1].count()

    @cached_property
    def waiting(self) -> int:
        """How many tasks wait for the user; counting stops beyond `COUNTED_TO`."""
        return queue("todo", self._user)[: COUNTED_TO + 1].count()
