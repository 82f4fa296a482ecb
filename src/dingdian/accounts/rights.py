"""权限申请: who applies for whose rights, who approves, what waits to be configured (`actions.configure` does it).

Whoever has an organisation in their scope applies for it; somebody else over the same place approves. Rights at the
administration are in the hands of the administration alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dingdian.accounts.actions import Refused, waiting
from dingdian.accounts.application import OPEN
from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Application, OperationLog, Organisation, User, divisions_over
from dingdian.accounts.perms import ADMINISTRATORS, DOINGS, may
from dingdian.accounts.posts import EVERYWHERE, apart, clashes, fits
from dingdian.accounts.rules import rules_for, spots_of
from dingdian.accounts.scope import Scope, scope_of

_KIND = Application.Kind


def sees(user: User) -> bool:
    """Whether the user may look at applications and held rights at all."""
    return may(user, "rights.view") or may(user, "account.manage")


def applications(user: User) -> QuerySet[Application]:
    """The applications that the user may see: all for who configures them, else those of places in the scope."""
    rows = Application.objects.select_related(
        "organisation", "applicant", "approver", "configurer", "account__organisation", "place"
    )
    if may(user, "account.manage"):
        return rows
    if not may(user, "rights.view"):
        return rows.none()
    return scope_of(user).filter(rows, division="place__division", institution="place__institution")


def held(user: User) -> QuerySet[User]:
    """The accounts in use that the user may look through: all, or those of organisations in the scope."""
    rows = User.objects.filter(is_active=True).select_related("organisation")
    if may(user, "account.manage"):
        return rows
    if not may(user, "rights.view"):
        return rows.none()
    return scope_of(user).filter(rows, division="organisation__division", institution="organisation__institution")


def reaches(user: User, organisation: Organisation | None, person: str) -> bool:
    """Whether rights at an organisation, or of a person, are in the user's hands."""
    scope = scope_of(user)
    if organisation is None:
        at = spots_of(person) if person else []
        return any(scope.covers(division=division, institution=place, person=person) for division, place in at)
    above = Organisation.Kind.ADMINISTRATION
    if organisation.kind == above and (user.organisation is None or user.organisation.kind != above):
        return False
    return scope.covers(division=organisation.division_id, institution=organisation.institution)


@transaction.atomic
def ask_to_open(
    *, acting_user: User, username: str, name: str, role: str, reason: str,
    organisation: Organisation | None = None, person: str = "", holder: str = "",
) -> Application:  # fmt: skip
    """Apply for a new account. Raises `Refused`, and `ValidationError` at the field that does not fit."""
    _once(f"username:{username}")
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": "这个用户名已有人用：换一个"})
    if Application.objects.filter(OPEN, kind=_KIND.OPEN, username=username).exists():
        raise ValidationError({"username": "这个用户名已有申请在办：换一个，或等那件办结"})
    wanted = Application(
        kind=_KIND.OPEN, username=username, name=name, role=role, organisation=organisation, person=person,
        holder=holder, reason=reason,
    )  # fmt: skip
    return _ask(acting_user, wanted)


@transaction.atomic
def ask_to_change(
    *, acting_user: User, account: User, role: str, reason: str,
    organisation: Organisation | None = None, person: str = "", holder: str = "",
) -> Application:  # fmt: skip
    """Apply for another role or organisation of an account, or to have one back that was withdrawn."""
    account = _concerned(acting_user, account)
    if account.is_active and (account.role, account.organisation, account.person) == (role, organisation, person):
        raise ValidationError({"role": "角色和单位与现在的一样：没有要变更的"})
    wanted = _of(
        account, _KIND.CHANGE, role=role, organisation=organisation, person=person, reason=reason,
        holder="" if person else account.holder or holder,
    )  # fmt: skip
    return _ask(acting_user, wanted)


@transaction.atomic
def ask_to_withdraw(*, acting_user: User, account: User, reason: str) -> Application:
    """Apply for an account's rights to be taken away."""
    account = _concerned(acting_user, account)
    if not account.is_active:
        raise ValidationError({"account": "这个账号已停用：没有要取消的权限"})
    wanted = _of(
        account, _KIND.WITHDRAW, role=account.role, organisation=account.organisation, person=account.person,
        holder=account.holder, reason=reason,
    )  # fmt: skip
    return _ask(acting_user, wanted)


@transaction.atomic
def decide(*, acting_user: User, application: Application, approve: bool, remark: str = "") -> Application:
    """Approve an application, or refuse it with a reason: neither who applied nor whom it concerns."""
    why_not = not_to_decide(acting_user, application)
    if why_not:
        raise Refused(why_not)
    found = Application.objects.select_for_update(of=("self",)).select_related("organisation", "account").get(
        pk=application.pk
    )  # fmt: skip
    if found.state != Application.State.ASKED:
        raise Refused(f"权限申请 {found.pk} 已是“{found.state.label}”，不能再审批；刷新页面查看")
    remark = remark.strip()
    if not approve and not remark:
        raise ValidationError({"remark": "没有写不批准的原因：写明原因，申请人看得到"})
    if approve:
        _apart(found, scope_of(acting_user))
    found.approver, found.approved, found.decided_at, found.remark = acting_user, approve, timezone.now(), remark
    found.save(update_fields=("approver", "approved", "decided_at", "remark"))
    log_operation(acting_user, "批准权限申请" if approve else "不批准权限申请", _subject(found), remark)
    return found


def not_to_decide(user: User, application: Application) -> str:
    """Why the user may not approve or refuse an application; empty: may."""
    if not may(user, "rights.approve"):
        return "权限申请由单位或上级单位的负责人、行政部门审批"
    of, account = application, application.account
    within = reaches(user, of.organisation, of.person)
    if account is not None and of.kind != _KIND.OPEN:
        within = within and reaches(user, account.organisation, account.person)
    if not within:
        return "这件申请涉及的单位不在您的管辖范围内；请单位负责人或上级单位审批"
    if user.pk == of.applicant_id:
        return "申请人不能审批自己的申请；请同级或上级的其他负责人审批"
    humans = {of.holder, of.person, of.applicant.human, account.human if account else ""} - {""}
    if user.pk == of.account_id or user.human in humans:
        return "权限的使用人和申请人不能审批；请同级或上级的其他负责人审批"
    return ""


@transaction.atomic
def send_back(*, acting_user: User, application: Application, note: str) -> Application:
    """End an approved application that cannot be configured, with the reason; the account stays as it is."""
    found = waiting(acting_user, application)
    note = note.strip()
    if not note:
        raise ValidationError({"note": "没有写不予配置的原因：写明原因，申请人和审批人看得到"})
    found.configurer, found.configured, found.configured_at, found.note = acting_user, False, timezone.now(), note
    found.save(update_fields=("configurer", "configured", "configured_at", "note"))
    log_operation(acting_user, "不予配置权限", _subject(found), note)
    return found


def approvers(application: Application) -> list[User]:
    """Who may approve or refuse an application: at its place and above."""
    above = divisions_over(application.place.division_id)
    roles = [role for role, doings in DOINGS.items() if "rights.approve" in doings]
    found = User.objects.filter(role__in=roles, is_active=True, organisation__division__in=above)
    rows = found.select_related("organisation__division").order_by("pk")
    return [user for user in rows if not not_to_decide(user, application)]


def objections(application: Application, user: User) -> list[str]:
    """What stands in the way of an application that is on its way, as the user may be told of it."""
    told = EVERYWHERE if may(user, "account.manage") else scope_of(user)
    try:
        with transaction.atomic():
            _apart(application, told)
    except ValidationError as error:
        return error.messages
    return []


@dataclass(frozen=True)
class Held:
    """An account in use: since when it has its role and place, by which application; whether it goes against others."""

    account: User
    since: datetime
    by: Application | None
    clashes: list[tuple[User, str]]


def looked_through(accounts: Sequence[User]) -> list[Held]:
    """Accounts as whoever looks through the rights in use sees them."""
    given = Application.objects.filter(
        account__in=accounts, configured=True, kind__in=(_KIND.OPEN, _KIND.CHANGE)
    ).select_related("approver", "applicant", "configurer").order_by("configured_at", "pk")  # fmt: skip
    last = {a.account_id: a for a in given}
    humans = [a.human for a in accounts if a.human]
    others = User.objects.filter(Q(holder__in=humans) | Q(person__in=humans), is_active=True)
    several = {human for human, n in Counter(other.human for other in others).items() if n > 1}
    found = []
    for account in accounts:
        by = last.get(account.pk)
        since = by.configured_at if by is not None and by.configured_at is not None else account.date_joined
        found.append(Held(account, since, by, clashing(account) if account.human in several else []))
    return found


REVIEWED = "复核在用权限"


def reviewed(acting_user: User, accounts: int) -> None:
    """Note that the user has gone through the rights in use that they see. Raises `Refused`."""
    if not sees(acting_user):
        raise Refused("您的角色不能复核在用权限")
    log_operation(acting_user, REVIEWED, "在用权限清单", f"{accounts} 个账号")


def last_review(user: User) -> datetime | None:
    """When the user last went through the rights in use."""
    row = OperationLog.objects.filter(actor=user.username, what=REVIEWED).order_by("-id").first()
    return row.at if row is not None else None


def namesakes(application: Application, user: User) -> list[User]:
    """Other accounts of the same name that the user may see, for whoever has to tell whether it is one person."""
    found = held(user).filter(name=application.name).exclude(username=application.username)
    return list(found.order_by("username")[:20])


def clashing(user: User) -> list[tuple[User, str]]:
    """The other accounts that an account in use goes against, with the reason."""
    rules = rules_for(user.organisation, user.person)
    return clashes(rules, user.human, user.role, user.organisation, user)


def _ask(acting_user: User, wanted: Application) -> Application:
    _applies(acting_user)
    if wanted.role in ADMINISTRATORS:
        raise Refused("管理员账号只能在服务器上建立，不由申请开通")
    fits(wanted.role, wanted.organisation, wanted.person)
    if not reaches(acting_user, wanted.organisation, wanted.person):
        field = "person" if wanted.organisation is None else "organisation"
        raise ValidationError({field: "不存在，或不在您的管辖范围内：核对后再写；需要时请其主管单位申请"})
    wanted.reason = wanted.reason.strip()
    if not wanted.reason:
        raise ValidationError({"reason": "没有写理由：写明为什么需要"})
    if wanted.person:
        wanted.holder = ""
    if wanted.kind != _KIND.WITHDRAW:
        _apart(wanted, scope_of(acting_user))
    wanted.applicant = acting_user
    wanted.place = wanted.organisation or _own(acting_user)
    wanted.full_clean(validate_constraints=False)
    wanted.save()
    log_operation(
        acting_user, "申请权限", _subject(wanted), f"{wanted.get_kind_display()} {wanted.username}：{wanted.wanted}"
    )
    return wanted


def _concerned(acting_user: User, account: User) -> User:
    """The account that an application is about, locked: one at a time, and in the hands of who applies."""
    _applies(acting_user)
    found = User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=account.pk)
    if not reaches(acting_user, found.organisation, found.person):
        raise ValidationError({"account": "没有这个账号，或不在您的管辖范围内：核对用户名"})
    if Application.objects.filter(OPEN, account=found).exists():
        raise ValidationError({"account": "这个账号已有申请在办：等那件办结再申请"})
    return found


def _of(account: User, kind: str, **wanted: object) -> Application:
    return Application(kind=kind, account=account, username=account.username, name=account.name or account.username,
                       **wanted)  # fmt: skip


def _apart(application: Application, told: Scope | None = EVERYWHERE) -> None:
    """What is asked goes together with what its holder has."""
    if application.kind == _KIND.WITHDRAW:
        return
    a = application
    apart(
        rules_for(a.organisation, a.person), human=a.person or a.holder, name=a.name, role=a.role,
        organisation=a.organisation, besides=a.account, told=told,
    )  # fmt: skip


def _applies(user: User) -> None:
    if not may(user, "rights.apply"):
        raise Refused("您的角色不能申请权限；请单位负责人、行政部门或机构医保办申请")


def _own(user: User) -> Organisation:
    assert user.organisation is not None  # whoever may apply has a scope by one
    return user.organisation


def _once(what: str) -> None:
    """Nobody else asks for the same until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _subject(application: Application) -> str:
    return f"权限申请 {application.pk}"
