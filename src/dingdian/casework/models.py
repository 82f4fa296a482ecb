"""Cases of the declared processes and what is due in them, derived from the journal."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region


class Case(models.Model):
    """One case of a process, in the state in which the last act left it.

    `person` and `institution` where there is exactly one; all of them are its parties. `basis`: of which rules and
    calendar its last days were computed. `trouble`: why they could not be computed the last time.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="cases", db_index=False)  # case_once serves
    process = models.CharField(max_length=60)
    key = models.CharField(max_length=300)
    state = models.CharField(max_length=60)
    closed = models.BooleanField(default=False)
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    opened = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    moved = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=64, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        verbose_name = "案件"
        constraints = (models.UniqueConstraint(fields=("region", "process", "key"), name="case_once"),)
        indexes = (
            models.Index(fields=("region", "closed", "id"), name="case_open"),
            models.Index(fields=("region", "person"), name="case_person"),
            models.Index(fields=("region", "institution"), name="case_institution"),
        )


class Party(models.Model):
    """A person, an institution or a person at an institution whom a case concerns, and the division it lies in."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties", db_index=False)  # party_once serves
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    division = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "person", "institution"), name="party_once"),)
        indexes = (
            models.Index(fields=("division", "case"), name="party_division"),
            models.Index(fields=("institution", "case"), name="party_institution"),
            models.Index(fields=("person", "case"), name="party_person"),
        )


class Task(models.Model):
    """A step that a case waits for, or that was done in it (`done`), with its last day (null: none).

    A duty is owed by the role; a right may be used until its last day. `detail`: the measure that the step carries out.
    `paused`: its clock stands still. `opener`: of an open one, the user who opened the case.
    """

    class Kind(models.TextChoices):
        DUTY = "duty", "应办"
        RIGHT = "right", "可办"

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", db_index=False)  # task_done_once serves
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DUTY)
    act = models.CharField(max_length=80)
    detail = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20)
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    division = models.CharField(max_length=6, blank=True)
    due = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    clauses = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    done = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    doer = models.CharField(max_length=150, blank=True)
    opener = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "act", "detail", "person", "institution"),
                condition=Q(done__isnull=True),
                name="task_open_once",
            ),
            models.UniqueConstraint(fields=("case", "done"), name="task_done_once"),
            models.CheckConstraint(
                name="task_held_paired",
                condition=Q(holder__isnull=True, held_at__isnull=True) | Q(holder__isnull=False, held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_done_paired",
                condition=Q(done__isnull=True, doer="") | Q(done__isnull=False) & ~Q(doer=""),
            ),
        )
        indexes = (
            models.Index(fields=("role", "due", "id"), condition=Q(done__isnull=True), name="task_due"),
            models.Index(F("division"), F("due"), F("id"), condition=Q(done__isnull=True), name="task_division"),
            models.Index(F("institution"), F("due"), F("id"), condition=Q(done__isnull=True), name="task_institution"),
            models.Index(fields=("due", "id"), condition=Q(done__isnull=True), name="task_by_day"),
            models.Index(fields=("opener", "due", "id"), condition=Q(done__isnull=True), name="task_opened_by"),
            models.Index(fields=("person",), condition=Q(done__isnull=True) & ~Q(person=""), name="task_person"),
            models.Index(fields=("doer", "due", "id"), condition=Q(done__isnull=False), name="task_done_by"),
        )


class Exact(json.JSONEncoder):
    """Writes amounts with the digits they were given."""

    def encode(self, o: Any) -> str:
        return canonical.text(o)


class ExactDecoder(json.JSONDecoder):
    """Reads amounts with the digits they were given."""

    def decode(self, s: str, *args: Any) -> Any:
        return canonical.parse(s)


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
    act = models.JSONField(encoder=Exact, decoder=ExactDecoder)
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


class Notice(models.Model):
    """A message to one user, or to everyone of a role at the office of a division or at an institution; `key`: once."""

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    role = models.CharField(max_length=20, blank=True)
    division = models.CharField(max_length=6, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="notice_to_user_or_role",
                condition=Q(user__isnull=False, role="") | Q(user__isnull=True) & ~Q(role=""),
            ),
        )
        indexes = (models.Index(fields=("user", "id"), name="notice_user"),)


class Reading(models.Model):
    """A user has read a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("notice", "user"), name="reading_once"),)


class Heartbeat(models.Model):
    """The last run of a recurring job: when, how many cases it saw, how many of them failed."""

    SWEEP = "sweep"

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)


class Attachment(models.Model):
    """A file handed in with a step at an institution, named in the act by its hash; kept as it came."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    institution = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "附件"
        constraints = (models.UniqueConstraint(fields=("region", "institution", "sha256"), name="attachment_once"),)


class Complaint(models.Model):
    """What somebody without an account said of an applicant made public (`key`: its case), and what became of it.

    `sender`: a digest of where it came from on that day. `contact`: as stated, for the office alone. `remark`: why it
    was set aside.
    """

    class State(models.TextChoices):
        NEW = "new", "待登记"
        TAKEN = "taken", "已登记"
        ASIDE = "aside", "未登记"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=300)
    institution = models.CharField(max_length=30)
    division = models.CharField(max_length=6, blank=True)
    on = models.DateField("收到日期")
    text = models.TextField("举报内容")
    contact = models.CharField("联系方式", max_length=100, blank=True)
    sender = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    reader = models.CharField(max_length=150, blank=True)
    read_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "公示举报"
        constraints = (
            models.CheckConstraint(
                name="complaint_read",
                condition=Q(state="new", reader="", read_at__isnull=True) | ~Q(state="new") & ~Q(reader=""),
            ),
        )
        indexes = (
            models.Index(fields=("region", "key", "state"), name="complaint_case"),
            models.Index(fields=("sender",), name="complaint_sender"),
            models.Index(fields=("division", "id"), condition=Q(state="new"), name="complaint_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.get_state_display()}"


class Informant(models.Model):
    """Who gave the tip of a case (`key`), apart from the journal and closed to whoever reads the database alone.

    `identity`, `reply`: closed text; `wants_reply`: whether an answer is wished for.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=300)
    identity = models.TextField("身份")
    wants_reply = models.BooleanField("要求答复", default=False)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField("答复", blank=True)
    replied_on = models.DateField("答复日期", null=True)
    replied_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = "举报人"
        constraints = (
            models.UniqueConstraint(fields=("region", "key"), name="informant_once"),
            models.CheckConstraint(
                name="informant_replied",
                condition=Q(replied_on__isnull=True, reply="", replied_by="")
                | Q(replied_on__isnull=False) & ~Q(reply="") & ~Q(replied_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"举报人 {self.pk}"
