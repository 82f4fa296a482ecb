"""Users, the organisations they act for, and the division tree that bounds what they see."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


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


class User(AbstractUser):
    """Somebody who signs in, in one role for one organisation (a person: for themselves)."""

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

    class Meta:
        verbose_name = "用户"
        constraints = (
            models.CheckConstraint(
                name="user_person_or_organisation",
                condition=Q(role="person", organisation__isnull=True) & ~Q(person="")
                | ~Q(role="person") & Q(person=""),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.username


from dingdian.accounts.tokens import Kept, Token  # noqa: E402, F401 - part of the same app
