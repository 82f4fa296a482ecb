"""Cases of the declared processes and what is due in them, derived from the journal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dingdian.journal.models import Entry, Region


class Case(models.Model):
    """One case of a process, in the state in which the last act left it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="cases")
    process = models.CharField(max_length=60)
    key = models.CharField(max_length=300)
    state = models.CharField(max_length=60)
    closed = models.BooleanField(default=False)
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    opened = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    moved = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "案件"
        constraints = (models.UniqueConstraint(fields=("region", "process", "key"), name="case_once"),)
        indexes = (
            models.Index(fields=("region", "closed", "id"), name="case_open"),
            models.Index(fields=("region", "person"), name="case_person"),
            models.Index(fields=("region", "institution"), name="case_institution"),
        )


class Task(models.Model):
    """A step that a case waits for, with its last day (null: none) and the role that must do it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    act = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    due = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "act", "person", "institution"), name="task_once"),
            models.CheckConstraint(
                name="task_held_paired",
                condition=Q(holder__isnull=True, held_at__isnull=True) | Q(holder__isnull=False, held_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("role", "due", "id"), name="task_due"),)


class Proposal(models.Model):
    """An act that one user drew up and another must countersign; any edit voids the countersignature."""

    class State(models.TextChoices):
        DRAFT = "draft", "草拟"
        SUBMITTED = "submitted", "待审核"
        APPROVED = "approved", "已审核"
        REJECTED = "rejected", "退回"
        RECORDED = "recorded", "已办理"
        WITHDRAWN = "withdrawn", "撤回"

    region = models.ForeignKey(Region, models.PROTECT, related_name="proposals")
    act = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="proposal_recorded_paired",
                condition=Q(state="recorded", entry__isnull=False) | ~Q(state="recorded") & Q(entry__isnull=True),
            ),
        )


class Signature(models.Model):
    """A countersignature on one version of a proposal; kept when an edit voids it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="signatures")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    agreed = models.BooleanField()
    remark = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("proposal", "version", "by"), name="signature_once"),)
