"""Users, the organisations they act for, and the division tree that bounds what they see."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Division(models.Model):
    """An administrative division by its six-digit code; a code's own prefix names what lies within it."""

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = "行政区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The start that the codes of everything within share."""
        return division_prefix(self.code)


def division_prefix(code: str) -> str:
    """530000 → 53, 530100 → 5301, 530102 → 530102."""
    for tail in ("0000", "00"):
        if code.endswith(tail):
            return code[: -len(tail)]
    return code


def divisions_over(code: str) -> tuple[str, ...]:
    """A division and those it lies in, the nearest first: 530102, 530100, 530000."""
    return tuple(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000")))


class Organisation(models.Model):
    """An office or an institution that users act for."""

    class Kind(models.TextChoices):
        AGENCY = "agency", "经办机构"
        ADMINISTRATION = "administration", "医保行政部门"
        INSTITUTION = "institution", "定点医药机构"
        PARTNER = "partner", "卫生健康、药品监管部门"

    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    name = models.CharField("名称", max_length=120)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="区划")
    institution = models.CharField("机构编码", max_length=30, blank=True)

    class Meta:
        verbose_name = "单位"
        constraints = (
            models.CheckConstraint(
                name="organisation_institution_has_code",
                condition=Q(kind="institution") & ~Q(institution="") | ~Q(kind="institution") & Q(institution=""),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        """Of which level an office is, by its division."""
        tail = next((zeros for zeros in LEVELS if self.division_id.endswith(zeros)), "")
        return LEVELS.get(tail, "县级")


LEVELS = {"0000": "省级", "00": "市级"}


class Authority(models.Model):
    """A document that authorises an agency to do the work of medical insurance, stored as it was handed in."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="authorities")
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=80)
    issued_on = models.DateField("成文日期")
    file_name = models.CharField("文件名", max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField("登记人", max_length=150)
    added_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = "授权文件"


class User(AbstractUser):
    """An account: in one role for one organisation (a person: for themselves).

    `holder` says whose it is where that is no registered person; the same human being has the same on every account.
    """

    class Role(models.TextChoices):
        CLERK = "clerk", "经办"
        REVIEWER = "reviewer", "复核"
        HEAD = "head", "负责人"
        SUPERVISOR = "supervisor", "督办"
        OFFICIAL = "official", "行政部门"
        INSTITUTION = "institution", "机构医保办"
        PERSON = "person", "本人"
        PARTNER = "partner", "协同部门"
        AUDITOR = "auditor", "审计"
        SYSTEM_ADMIN = "system_admin", "系统管理员"
        SECURITY_ADMIN = "security_admin", "安全管理员"
        AUDIT_ADMIN = "audit_admin", "审计管理员"

    name = models.CharField("姓名", max_length=60)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="单位")
    person = models.CharField("人员编码", max_length=30, blank=True)
    holder = models.CharField("使用人编号", max_length=40, blank=True, default="")
    demo = models.BooleanField("演示用户", default=False)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间", null=True, blank=True)

    class Meta:
        verbose_name = "用户"
        constraints = (
            models.CheckConstraint(name="user_no_superuser", condition=Q(is_superuser=False, is_staff=False)),
            models.CheckConstraint(
                name="user_person_or_organisation",
                condition=Q(role="person", organisation__isnull=True) & ~Q(person="")
                | ~Q(role="person") & Q(person=""),
            ),
            models.CheckConstraint(name="user_person_is_holder", condition=~Q(role="person") | Q(holder="")),
        )
        indexes = (
            models.Index(fields=("holder",), condition=~Q(holder=""), name="user_holder"),
            models.Index(fields=("person",), condition=~Q(person=""), name="user_person"),
        )

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def human(self) -> str:
        """Who holds the account, whichever account it is; empty: not told."""
        return self.person or self.holder

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()


class PasswordUse(models.Model):
    """A password that a user has had, by its hash, so that it is not taken again soon."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passwords")
    hash = models.CharField(max_length=128)


class Preference(models.Model):
    """What a user chose for themselves, such as the columns of a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences")
    name = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="preference_once"),)


class Log(models.Model):
    """One thing done by somebody, chained by hash to what they did before.

    The tables are made by hand (`migrations/0003_logs.py`): the database refuses to change, delete or empty them. They
    point to no other table, so that an account may go and its traces stay.
    """

    at = models.DateTimeField("时间")
    actor = models.CharField("用户名", max_length=150)
    role = models.CharField("角色", max_length=20)
    place = models.CharField("单位", max_length=120)
    division = models.CharField("区划代码", max_length=6)
    what = models.CharField("做了什么", max_length=60)
    subject = models.CharField("对象", max_length=200)
    detail = models.TextField("内容")
    address = models.CharField("地址", max_length=45)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True


class AccessLog(Log):
    """Signing in and out, failures to, full views of personal data, exports."""

    class Meta:
        managed = False
        db_table = "accounts_accesslog"
        verbose_name = "访问日志"


class OperationLog(Log):
    """What was done to which account or setting."""

    class Meta:
        managed = False
        db_table = "accounts_operationlog"
        verbose_name = "操作日志"


import dingdian.accounts.interface_keys  # noqa: E402, F401 - part of the same app
from dingdian.accounts.application import Application  # noqa: E402, F401 - part of the same app
from dingdian.accounts.tokens import Kept, Token  # noqa: E402, F401 - part of the same app
