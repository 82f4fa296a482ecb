"""Every list that can be exported: what it is called, its columns, what a user finds in it, how a row is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dingdian.accounts import actions as accounts_kept
from dingdian.accounts import log, rights
from dingdian.accounts.masking import mask_code, mask_id, mask_name
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import scope_of
from dingdian.casework.queries import QUEUES, cases, proposals, queue, queues_of
from dingdian.journal.record import today
from dingdian.law.values import Role
from dingdian.outbox import sending
from dingdian.outbox.kinds import KINDS as LETTERS
from dingdian.outbox.models import Letter
from dingdian.papers import queries as papers
from dingdian.registry import search as registry
from dingdian.signing import queries as signing
from dingdian.signing.models import Session
from dingdian.signing.perms import surveys
from dingdian.web import columns, declared, money, oversight
from dingdian.web.clauses import cites
from dingdian.web.columns import Column
from dingdian.web.frame import EXPORTS, KEPT_LISTS
from dingdian.web.views import accounts, desk, gaps, institutions, lists, logs, people, work
from dingdian.web.views import cases as cases_page
from dingdian.web.views import declared as declared_page
from dingdian.web.views import money as money_page
from dingdian.web.views import oversight as oversight_page
from dingdian.web.views import proposals as proposals_page
from dingdian.web.views import rights as rights_page

Asked = Mapping[str, str]
Text = Callable[[Any, bool], Any]
"""A row and whether personal data are written in full → what stands in the cell."""
AT_ONCE = 5_000
"""Rows up to which a file is made while the user waits; above, in the background."""
MOST = 500_000
"""Rows of one file: more is no list any more but the register."""
_CHUNK = 500


@dataclass(frozen=True)
class Exported:
    """A list as one user sees it; `columns`: those to be written; `query`: the filters that count for it."""

    title: str
    columns: Sequence[Column]
    cells: Mapping[str, Text]
    found: QuerySet[Any]
    rows: Callable[[list[Any]], Sequence[Any]]
    query: Mapping[str, str]
    url: str
    choice: str = ""
    may_full: bool = False
    name: str = ""
    doing: str = ""

    @property
    def headers(self) -> list[tuple[str, int]]:
        """Title and width of each column."""
        return [(c.title, c.width) for c in self.columns]

    def count(self) -> int:
        """How many rows, counted no further than one above the most."""
        return self.found.order_by()[: MOST + 1].count()

    def lines(self, full: bool, told: Callable[[int], object] = lambda done: None) -> Iterator[list[Any]]:
        """The rows as they are written, read in parts; `told` hears how many are through."""
        left, done = self.found.iterator(chunk_size=_CHUNK), 0
        while chunk := list(islice(left, _CHUNK)):
            for row in self.rows(chunk):
                yield [self.cells[c.key](row, full) for c in self.columns]
            done += len(chunk)
            told(done)


def of(user: User, name: str, query: Asked) -> Exported:
    """The list of a name as a user sees it now. Raises `Http404` where they have none, `PermissionDenied`."""
    doing = KEPT_LISTS.get(name, EXPORTS)
    if not may(user, doing):
        raise PermissionDenied("您的角色不能导出这个列表；请所在单位有权限的人员导出")
    kind, _, rest = name.partition("-")
    if name in queues_of(user):
        found = _work(user, name, query)
    elif kind == "list" and rest in lists.KINDS:
        found = _owed(user, rest)
    elif kind == "gaps" and rest in gaps.KINDS:
        found = _gaps(user, rest, query)
    elif name in _MADE:
        found = _MADE[name](user, query)
    else:
        raise Http404
    return replace(
        found, name=name, doing=doing, query={key: found.query[key] for key in found.query if found.query[key]}
    )


def require(user: User, asked: Exported, *, full: bool) -> None:
    """Raise `PermissionDenied` unless the user may take the list, and `full`: personal data in it unmasked."""
    if full and not asked.may_full:
        raise PermissionDenied("您的角色不能导出未遮盖的个人信息")
    if not may(user, asked.doing):
        raise PermissionDenied("您的角色不能导出；请所在单位有权限的人员导出")


def filters(found: Exported) -> str:
    """The filters of a list in words."""
    return "；".join(f"{_WORDS.get(key, key)} {value}" for key, value in found.query.items())


_WORDS = {
    "q": "查找", "due": "期限", "process": "事项", "state": "状态", "status": "状态", "department": "科室",
    "institution": "机构", "actor": "用户名", "subject": "对象", "on": "日期", "from": "从", "to": "到", "role": "角色",
    "kind": "种类", "stage": "环节",
}  # fmt: skip


def _read(query: Asked, *names: str) -> dict[str, str]:
    """The filters of these names as pages read them: none is null."""
    return {name: query.get(name, "").strip()[:150] for name in names}


def _list(
    title: str, found: QuerySet[Any], cells: Sequence[tuple[Column, Text]], *, query: Mapping[str, str], url: str,
    rows: Callable[[list[Any]], Sequence[Any]] = lambda found: found,
) -> Exported:  # fmt: skip
    """A list whose columns nobody chooses."""
    texts = {column.key: text for column, text in cells}
    return Exported(title, [column for column, _ in cells], texts, found, rows, query, url)


def _chosen(name: str, user: User) -> list[Column]:
    keys = columns.chosen(user, name)
    return [c for c in columns.LISTS[name][1] if c.key in keys]


# Those whose columns are chosen


def _work(user: User, name: str, query: Asked) -> Exported:
    asked = _read(query, "due", "process")
    found = work.filtered(asked, queue(name, user)).select_related("case__region", "case__opened")
    return Exported(QUEUES[name].title, _chosen(columns.WORK, user), _TASK, found,
                    lambda tasks: work.rows(tasks, user), asked, reverse("work-queue", args=[name]),
                    columns.WORK)  # fmt: skip


def _people(user: User, query: Asked) -> Exported:
    asked, scope = _read(query, "q"), scope_of(user)
    found = registry.people(scope, asked["q"][:60])
    return Exported("人员", _chosen(columns.PEOPLE, user), _PERSON, found,
                    lambda rows: people.rows(rows, scope), asked, reverse("people"), columns.PEOPLE,
                    may(user, "person.full_view"))  # fmt: skip


def _institutions(user: User, query: Asked) -> Exported:
    asked = _read(query, "q")
    found = registry.institutions(scope_of(user), asked["q"][:60]).order_by("pinyin", "pk")
    return Exported("机构", _chosen(columns.INSTITUTIONS, user), _INSTITUTION, found,
                    institutions.rows, asked, reverse("institutions"), columns.INSTITUTIONS)  # fmt: skip


def _staff(user: User, query: Asked) -> Exported:
    asked, scope = _read(query, "institution", "q", "status", "department"), scope_of(user)
    at = get_object_or_404(registry.institutions(scope), code=asked["institution"])
    found = institutions.people(scope, at, asked["q"][:60], asked["status"], asked["department"] or None)
    shown = [c for c in columns.LISTS[columns.PEOPLE][1] if c.shown or c.fixed]
    shown = [replace(c, title="科室") if c.key == "sites" else c for c in shown]
    return Exported(f"{at.name}在册人员", shown, _PERSON, found,
                    lambda rows: people.rows(rows, scope, at), asked, reverse("institution", args=[at.code]), "",
                    may(user, "person.full_view"))  # fmt: skip


# The others


def _owed(user: User, name: str) -> Exported:
    kind = lists.KINDS[name]
    found = lists.ordered(lists.waiting(user, kind.acts))
    return _list(kind.title, found, _OWED, query={}, url=reverse("list", args=[name]),
                 rows=lambda tasks: lists.rows(tasks, user))  # fmt: skip


def _gaps(user: User, name: str, query: Asked) -> Exported:
    day, _ = gaps.day_of(query.get("on", "")[:10])
    kind = gaps.KINDS[name]
    cells = _LACKING if kind.of_person else [c for c in _LACKING if c[0].key not in ("person", "name")]
    made = _list(kind.title, gaps.found(user, name, day).order_by(kind.order, "pk"), cells,
                 query={"on": day.isoformat()}, url=reverse("gaps", args=[name]),
                 rows=lambda rows: gaps.rows(name, rows, day, full=True))  # fmt: skip
    return replace(made, may_full=kind.of_person and may(user, "person.full_view"))


def _cases(user: User, query: Asked) -> Exported:
    asked = {"state": query.get("state", "open")}
    found = cases_page.filtered(cases(user), asked["state"]).order_by("pk")
    return _list("案件", found, _CASE, query=asked, url=reverse("cases"),
                 rows=lambda rows: cases_page.described(rows, user))  # fmt: skip


def _proposals(user: User, query: Asked) -> Exported:
    if not may(user, "proposal.draw"):
        raise PermissionDenied("您的角色不能导出这个列表")
    asked = {"state": query.get("state", "open")}
    found = proposals_page.filtered(proposals(user), asked["state"]).order_by("-pk")
    return _list("拟办与审核", found, _PROPOSAL, query=asked, url=reverse("proposals"), rows=proposals_page.lines)


def _licences(user: User, query: Asked) -> Exported:
    place = desk.place_of(user)
    found = desk.papers_ending(user, today()).select_related("person", "institution")
    return _list("证照将到期", found, _HELD, query={}, url=reverse("licences"),
                 rows=lambda rows: desk.held(rows, place))  # fmt: skip


def _money(user: User, query: Asked) -> Exported:
    asked = _read(query, "q", "state")
    found = money_page.found(user, asked["q"][:60], asked["state"]).order_by("-pk")
    return _list("申报与拨付", found, _DECLARED, query=asked, url=reverse("money"), rows=money.rows)


def _signing(user: User, query: Asked) -> Exported:
    """Everybody of a round of signing, signed or not, by the query behind its rate."""
    if not surveys(user):
        raise PermissionDenied("您的角色不能查看网签率")
    asked = {key: query.get(key, "")[:120] for key in ("region", "round", "division")}
    known = signing.rounds(user)
    if asked["region"]:
        known = [r for r in known if (r.region.pk, r.ref) == (asked["region"], asked["round"])]
        if not known:
            raise Http404("没有这个签约批次，或不在您的管辖范围内")
    found = signing.lines(user, known[0], asked["division"][:6]) if known else Session.objects.none()
    found = found.order_by("division", "institution")
    url = f"{reverse('signing-rates')}?{urlencode(asked)}"
    return _list("签约批次", found, _SIGNED, query=asked, url=url, rows=lambda rows: rows)


def _money_late(user: User, query: Asked) -> Exported:
    return _list("逾期未拨付", money.late(user), _DECLARED, query={}, url=reverse("money-late"), rows=money.late_rows)


def _papers(user: User, query: Asked) -> Exported:
    asked = _read(query, "q")
    found = papers.matching(papers.listed(user), asked["q"][:60]).order_by("-pk")
    return _list("文书", found, _PAPER, query=asked, url=reverse("papers"))


def _log(user: User, query: Asked, title: str, name: str, rows: QuerySet[Any]) -> Exported:
    asked = _read(query, *logs.FILTERS)
    return _list(title, logs.filtered(rows, asked), _LOG, query=asked, url=reverse(name), rows=logs.in_words)


def _accesses(user: User, query: Asked) -> Exported:
    return _log(user, query, "访问日志", "access-log", log.entries(user))


def _operations(user: User, query: Asked) -> Exported:
    return _log(user, query, "操作日志", "operation-log", log.operations(user))


def _accounts(user: User, query: Asked) -> Exported:
    asked = _read(query, *accounts.FILTERS)
    found = accounts.filtered(accounts_kept.accounts(user), asked["q"][:60], asked["state"] or "active", asked["role"])
    return _list("用户", found, _ACCOUNT, query=asked, url=reverse("accounts"))


def _applications(user: User, query: Asked) -> Exported:
    if not rights.sees(user):
        raise PermissionDenied("您的角色不能导出这个列表")
    asked = {"state": query.get("state", "open")}
    found = rights_page.filtered(rights.applications(user), asked["state"]).order_by("-pk")
    return _list("权限申请", found, _APPLICATION, query=asked, url=reverse("rights"), rows=rights_page.described)


def _rights_held(user: User, query: Asked) -> Exported:
    if not rights.sees(user):
        raise PermissionDenied("您的角色不能导出这个列表")
    asked = _read(query, *rights_page.FILTERS)
    found = rights_page.chosen(rights.held(user), asked["q"][:60], asked["role"]).order_by("username")
    return _list("在用权限", found, _RIGHT_HELD, query=asked, url=reverse("rights-held"), rows=rights.looked_through)


def _letters(user: User, query: Asked) -> Exported:
    asked = {"state": query.get("state", Letter.State.DEAD)}
    found = sending.in_state(sending.letters(user), asked["state"]).order_by("-pk")
    return _list("消息发送", found, _LETTER, query=asked, url=reverse("outbox"))


def _oversight(user: User, query: Asked) -> Exported:
    if not may(user, oversight.DOING):
        raise PermissionDenied("您的角色不能导出这个列表")
    (kind, stage), day = oversight_page.asked(query), today()
    found = oversight_page.with_cases(oversight.found(user, day, kind=kind, stage=stage))
    return _list("监督", found.order_by(F("due").asc(nulls_last=True), "pk"), _OVERSEEN,
                 query={"kind": kind, "stage": stage}, url=reverse("oversight"),
                 rows=lambda rows: oversight.rows(rows, day))  # fmt: skip


def _signs(user: User, query: Asked) -> Exported:
    state, day = declared_page.state_of(query), today()
    found = declared.signs_of(user, day, state).order_by("-pk")
    return _list("定点标识牌", found, _HUNG, query={"state": state}, url=reverse("signs"),
                 rows=lambda rows: declared.hung(rows, day))  # fmt: skip


_MADE: Mapping[str, Callable[[User, Asked], Exported]] = {
    "people": _people, "institutions": _institutions, "staff": _staff, "cases": _cases, "proposals": _proposals,
    "licences": _licences, "papers": _papers, "money": _money, "money-late": _money_late, "signing": _signing,
    "logs-access": _accesses, "logs-operations": _operations,
    "accounts": _accounts, "outbox": _letters, "applications": _applications,
    "applications-kept": _applications, "oversight": _oversight, "signs": _signs,
    "rights-held": _rights_held, "rights-held-kept": _rights_held,
}  # fmt: skip
NAMES = frozenset(
    {*QUEUES, *_MADE, *(f"list-{name}" for name in lists.KINDS), *(f"gaps-{name}" for name in gaps.KINDS)}
)
"""Every list there is to export."""


# Cells


def _time(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""


_TASK: Mapping[str, Text] = {
    "due": lambda r, full: r.task.due, "title": lambda r, full: r.title, "parties": lambda r, full: r.parties,
    "step": lambda r, full: r.step, "holder": lambda r, full: str(r.task.holder or ""),
    "clauses": lambda r, full: cites(r.clauses), "division": lambda r, full: r.division,
    "institution": lambda r, full: r.task.institution,
}  # fmt: skip
_PERSON: Mapping[str, Text] = {
    "status": lambda r, full: r.sign.word,
    "name": lambda r, full: r.person.name if full else mask_name(r.person.name),
    "code": lambda r, full: r.person.code if full else mask_code(r.person.code),
    "id_number": lambda r, full: r.person.id_number if full else mask_id(r.person.id_number),
    "roles": lambda r, full: r.roles, "sites": lambda r, full: r.sites, "points": lambda r, full: r.points,
}  # fmt: skip
_INSTITUTION: Mapping[str, Text] = {
    "name": lambda r, full: r.institution.name, "code": lambda r, full: r.institution.code,
    "sector": lambda r, full: f"{r.sector} · {r.ownership}", "division": lambda r, full: r.division,
    "uscc": lambda r, full: r.institution.uscc, "agreement": lambda r, full: r.sign.word,
    "people": lambda r, full: r.people,
}  # fmt: skip
_OWED: Sequence[tuple[Column, Text]] = (
    (Column("due", "期限", 14), lambda r, full: r.task.due),
    (Column("name", "人员", 12), lambda r, full: r.name),
    (Column("title", "事项", 26), lambda r, full: r.task.title),
    (Column("place", "机构", 30), lambda r, full: r.place),
    (Column("role", "由谁办理", 14), lambda r, full: Role(r.task.role).label if r.task.role in set(Role) else ""),
    (Column("points", "本年记分", 10), lambda r, full: r.points),
)
_LACKING: Sequence[tuple[Column, Text]] = (
    (Column("institution", "机构", 34), lambda r, full: r.institution.name),
    (Column("code", "机构编码", 16), lambda r, full: r.institution.code),
    (Column("name", "人员", 12), lambda r, full: r.person_name if full else mask_name(r.person_name)),
    (Column("person", "人员编码", 17), lambda r, full: r.person if full else mask_code(r.person)),
    (Column("missing", "缺少", 30), lambda r, full: r.missing),
)
_CASE: Sequence[tuple[Column, Text]] = (
    (Column("title", "案件", 26), lambda r, full: r.title),
    (Column("parties", "对象", 34), lambda r, full: r.parties),
    (Column("state", "状态", 14), lambda r, full: r.sign.word),
    (Column("opened", "立案", 14), lambda r, full: r.case.opened.recorded_on),
    (Column("moved", "最近办理", 14), lambda r, full: r.case.moved.recorded_on),
)
_PROPOSAL: Sequence[tuple[Column, Text]] = (
    (Column("title", "事项", 26), lambda r, full: r.title),
    (Column("parties", "对象", 34), lambda r, full: r.parties),
    (Column("on", "日期", 14), lambda r, full: r.on),
    (Column("state", "状态", 12), lambda r, full: r.sign.word),
    (Column("by", "经办", 14), lambda r, full: str(r.proposal.drawn_by)),
)
_OVERSEEN: Sequence[tuple[Column, Text]] = (
    (Column("kind", "种类", 16), lambda r, full: r.sign.word),
    (Column("on", "期限或日期", 14), lambda r, full: r.on),
    (Column("stage", "环节", 12), lambda r, full: r.stage),
    (Column("step", "事项", 20), lambda r, full: r.step),
    (Column("title", "案件", 26), lambda r, full: r.title),
    (Column("institution", "机构", 30), lambda r, full: r.institution),
    (Column("division", "区划", 14), lambda r, full: r.division),
    (Column("why", "说明", 40), lambda r, full: r.why),
)
_HUNG: Sequence[tuple[Column, Text]] = (
    (Column("number", "编号", 18), lambda r, full: r.number),
    (Column("institution", "机构", 30), lambda r, full: r.institution),
    (Column("code", "机构编码", 16), lambda r, full: r.case.institution),
    (Column("state", "状态", 12), lambda r, full: r.sign.word),
    (Column("issued", "发放", 14), lambda r, full: r.issued_on),
    (Column("collect", "应收回", 14), lambda r, full: r.collect_on),
    (Column("returned", "收回", 14), lambda r, full: r.returned_on),
)
_HELD: Sequence[tuple[Column, Text]] = (
    (Column("last", "有效期止", 14), lambda r, full: r.paper.last),
    (Column("kind", "证照", 24), lambda r, full: r.paper.kind),
    (Column("number", "编号", 22), lambda r, full: r.paper.number),
    (Column("holder", "持有", 30), lambda r, full: r.holder),
)
_PAPER: Sequence[tuple[Column, Text]] = (
    (Column("number", "文号", 26), lambda r, full: r.number),
    (Column("title", "文书", 30), lambda r, full: r.title),
    (Column("person", "人员编码", 17), lambda r, full: mask_code(r.person)),
    (Column("institution", "机构编码", 16), lambda r, full: r.institution),
    (Column("day", "成文日期", 14), lambda r, full: r.day),
    (Column("state", "状态", 12), lambda r, full: "已更正" if r.corrected else "已撤回" if r.withdrawn else "有效"),
    (Column("served", "送达", 10), lambda r, full: "已送达" if r.reached else ""),
)
_DECLARED: Sequence[tuple[Column, Text]] = (
    (Column("name", "机构", 30), lambda r, full: r.name),
    (Column("code", "机构编码", 16), lambda r, full: r.account.institution),
    (Column("period", "所属期", 12), lambda r, full: r.account.period),
    (Column("on", "申报", 14), lambda r, full: r.account.on),
    (Column("state", "状态", 12), lambda r, full: r.sign.word),
    (Column("review", "审核结果", 12), lambda r, full: r.review),
    (Column("declared", "申报金额", 16), lambda r, full: r.account.declared.total),
    (Column("refused", "拒付", 14), lambda r, full: r.account.refused.total),
    (Column("held", "暂缓", 14), lambda r, full: r.account.held.total),
    (Column("payable", "应付", 16), lambda r, full: r.account.payable),
    (Column("paid", "已付", 16), lambda r, full: r.account.paid.total),
    (Column("outstanding", "未付", 16), lambda r, full: r.account.outstanding),
    (Column("due", "最后一日", 14), lambda r, full: r.payment.due_on),
    (Column("paid_on", "拨付日", 14), lambda r, full: r.payment.paid_on),
    (Column("late", "晚（工作日）", 12), lambda r, full: r.payment.late_days or ""),
)
_SIGNED: Sequence[tuple[Column, Text]] = (
    (Column("institution", "机构编码", 16), lambda r, full: r[0]),
    (Column("name", "机构", 30), lambda r, full: r[1]),
    (Column("division", "区划代码", 12), lambda r, full: r[2]),
    (Column("state", "状态", 16), lambda r, full: Session.State(r[3]).label),
    (Column("channel", "方式", 12), lambda r, full: Session.Channel(r[4]).label if r[6] else ""),
    (Column("expires_on", "签订期限", 14), lambda r, full: r[5]),
    (Column("signed_on", "签订日期", 14), lambda r, full: r[6]),
)
_LOG: Sequence[tuple[Column, Text]] = (
    (Column("at", "时间", 20), lambda r, full: _time(r.at)),
    (Column("actor", "用户名", 16), lambda r, full: r.actor),
    (Column("role", "角色", 14), lambda r, full: r.role_words),
    (Column("place", "单位", 26), lambda r, full: r.place),
    (Column("what", "做了什么", 16), lambda r, full: r.words),
    (Column("subject", "对象", 26), lambda r, full: r.subject),
    (Column("detail", "内容", 34), lambda r, full: r.detail),
    (Column("address", "地址", 18), lambda r, full: r.address),
)
_ACCOUNT: Sequence[tuple[Column, Text]] = (
    (Column("username", "用户名", 18), lambda r, full: r.username),
    (Column("name", "姓名", 12), lambda r, full: r.name),
    (Column("role", "角色", 14), lambda r, full: r.get_role_display()),
    (Column("place", "单位", 28), lambda r, full: str(r.organisation or "")),
    (Column("state", "状态", 10), lambda r, full: "在用" if r.is_active else "已停用"),
    (Column("seen", "上次登录", 20), lambda r, full: _time(r.last_login)),
)
_APPLICATION: Sequence[tuple[Column, Text]] = (
    (Column("number", "编号", 8), lambda r, full: r.pk),
    (Column("kind", "事项", 16), lambda r, full: r.get_kind_display()),
    (Column("username", "用户名", 18), lambda r, full: r.username),
    (Column("name", "姓名", 12), lambda r, full: r.name),
    (Column("holder", "使用人编号", 18), lambda r, full: r.holder or r.person),
    (Column("role", "角色", 14), lambda r, full: r.get_role_display()),
    (Column("place", "单位", 28), lambda r, full: str(r.organisation or "")),
    (Column("reason", "理由", 30), lambda r, full: r.reason),
    (Column("applicant", "申请人", 18), lambda r, full: r.applicant.username),
    (Column("applied", "申请时间", 20), lambda r, full: _time(r.applied_at)),
    (Column("approver", "审批人", 18), lambda r, full: r.approver.username if r.approver else ""),
    (Column("decided", "审批时间", 20), lambda r, full: _time(r.decided_at)),
    (Column("configurer", "配置人", 18), lambda r, full: r.configurer.username if r.configurer else ""),
    (Column("configured", "配置时间", 20), lambda r, full: _time(r.configured_at)),
    (Column("state", "状态", 10), lambda r, full: r.sign.word),
)
_RIGHT_HELD: Sequence[tuple[Column, Text]] = (
    (Column("username", "用户名", 18), lambda r, full: r.account.username),
    (Column("name", "姓名", 12), lambda r, full: r.account.name),
    (Column("holder", "使用人编号", 18), lambda r, full: r.account.human),
    (Column("role", "角色", 14), lambda r, full: r.account.get_role_display()),
    (Column("place", "单位", 28), lambda r, full: str(r.account.organisation or "")),
    (Column("since", "自何时", 20), lambda r, full: _time(r.since)),
    (Column("approver", "审批人", 18), lambda r, full: r.by.approver.username if r.by else ""),
    (Column("application", "权限申请", 10), lambda r, full: r.by.pk if r.by else ""),
    (Column("seen", "上次登录", 20), lambda r, full: _time(r.account.last_login)),
    (Column("clashes", "不相容", 40), lambda r, full: "；".join(why for _, why in r.clashes)),
)
_LETTER: Sequence[tuple[Column, Text]] = (
    (Column("at", "写入", 20), lambda r, full: _time(r.made_at)),
    (Column("kind", "种类", 24), lambda r, full: LETTERS[r.kind].title if r.kind in LETTERS else r.kind),
    (Column("channel", "渠道", 10), lambda r, full: r.get_channel_display()),
    (Column("user", "收件用户", 18), lambda r, full: r.user.username),
    (Column("state", "状态", 12), lambda r, full: r.get_state_display()),
    (Column("attempts", "次数", 8), lambda r, full: r.attempts),
    (Column("error", "原因", 40), lambda r, full: r.error),
)
