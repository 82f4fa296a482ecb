"""An application for rights, from the asking to the account: who asked, who approved, who configured, and when.

The three are different persons, by constraint of the database; what is written down once is never changed (the
trigger of `migrations/0007_applications_kept.py`), a further step only fills in its own columns.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from dingdian.accounts.models import Organisation, User

_NOT_DECIDED = Q(approver__isnull=True, approved__isnull=True, decided_at__isnull=True, remark="")
_DECIDED = Q(approver__isnull=False, approved__isnull=False, decided_at__isnull=False)
_APPROVED = Q(approved__isnull=False, approved=True)  # a CHECK lets pass what is neither true nor false
_NOT_ENDED = Q(
    configurer__isnull=True,
    configured__isnull=True,
    configured_at__isnull=True,
    note="",
)
_ENDED = Q(configurer__isnull=False, configured__isnull=False, configured_at__isnull=False)


class Application(models.Model):
    """Rights asked for an account: `role` with `organisation` or `person`; of a withdrawal: those to be taken away.

    `account`: the one concerned; of one to be opened, what was made of it. `place`: the organisation in whose hands
    the application lies, which bounds who sees it.
    """

    class Kind(models.TextChoices):
        OPEN = "open", "开通账号"
        CHANGE = "change", "变更角色或单位"
        WITHDRAW = "withdraw", "取消权限"

    class State(models.TextChoices):
        ASKED = "asked", "待审批"
        REFUSED = "refused", "不批准"
        APPROVED = "approved", "待配置"
        RETURNED = "returned", "不予配置"
        CONFIGURED = "configured", "已配置"

    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="账号"
    )
    username = models.CharField("用户名", max_length=150)
    name = models.CharField("姓名", max_length=60)
    holder = models.CharField("使用人编号", max_length=40, blank=True)
    role = models.CharField("角色", max_length=20, choices=User.Role.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    person = models.CharField("人员编码", max_length=30, blank=True)
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    reason = models.TextField("理由")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    applied_at = models.DateTimeField("申请时间", default=timezone.now)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField("审批意见", blank=True)
    configurer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    configured = models.BooleanField(null=True, blank=True)
    configured_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("不予配置的原因", blank=True)

    class Meta:
        verbose_name = "权限申请"
        constraints = (
            models.CheckConstraint(
                name="application_three_persons",
                condition=~Q(approver=F("applicant")) & ~Q(configurer=F("applicant")) & ~Q(configurer=F("approver")),
            ),
            models.CheckConstraint(
                name="application_not_by_who_is_concerned",
                condition=~Q(approver=F("account")) & ~Q(configurer=F("account")),
            ),
            models.CheckConstraint(name="application_decided_whole", condition=_NOT_DECIDED | _DECIDED),
            models.CheckConstraint(
                name="application_refused_with_reason", condition=~Q(approved=False) | ~Q(remark="")
            ),
            models.CheckConstraint(
                name="application_configured_when_approved", condition=_NOT_ENDED | _ENDED & _APPROVED
            ),
            models.CheckConstraint(
                name="application_returned_with_reason", condition=~Q(configured=False) | ~Q(note="")
            ),
            models.CheckConstraint(
                name="application_account",
                condition=~Q(kind="open") & Q(account__isnull=False)
                | Q(kind="open", configured__isnull=False, configured=True, account__isnull=False)
                | Q(kind="open", account__isnull=True) & (Q(configured=False) | Q(configured__isnull=True)),
            ),
            models.CheckConstraint(
                name="application_person_or_organisation",
                condition=Q(role="person", organisation__isnull=True, holder="") & ~Q(person="")
                | ~Q(role="person") & Q(person="", organisation__isnull=False),
            ),
            models.CheckConstraint(name="application_says_why", condition=~Q(reason="") & ~Q(username="")),
            models.CheckConstraint(
                name="application_of_no_administrator",
                condition=~Q(role__in=("system_admin", "security_admin", "audit_admin")),
            ),
        )
        indexes = (models.Index(fields=("account", "configured_at"), name="application_of"),)

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.approved is None:
            return self.State.ASKED
        if not self.approved:
            return self.State.REFUSED
        if self.configured is None:
            return self.State.APPROVED
        return self.State.CONFIGURED if self.configured else self.State.RETURNED

    @property
    def wanted(self) -> str:
        """Role and place in words."""
        return f"{self.get_role_display()} {self.organisation.name if self.organisation else self.person}"


OPEN = Q(approved__isnull=True) | Q(approved=True, configured__isnull=True)
"""Applications that are still on their way."""
IN_STATE: dict[str, Q] = {
    Application.State.ASKED: Q(approved__isnull=True),
    Application.State.REFUSED: Q(approved=False),
    Application.State.APPROVED: Q(approved=True, configured__isnull=True),
    Application.State.RETURNED: Q(configured=False),
    Application.State.CONFIGURED: Q(configured=True),
}
