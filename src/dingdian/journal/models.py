"""The journal: one append-only chain of entries a region, and what is to be sent because of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """A pooling area or province with its rules: which regimes bind it, and single values it sets itself."""

    code = models.CharField("代码", max_length=60, primary_key=True)
    name = models.CharField("名称", max_length=120)
    division = models.ForeignKey("accounts.Division", models.PROTECT, null=True, verbose_name="区划")
    persons = models.CharField("人员规则包", max_length=60, blank=True)
    institutions = models.CharField("机构规则包", max_length=60, blank=True)
    parameters = models.TextField("自定参数", default="{}")
    complete = models.BooleanField("未记载即不存在", default=True)
    agreements_stated = models.BooleanField("协议已全部登记", default=True)

    class Meta:
        verbose_name = "统筹区"

    def __str__(self) -> str:
        return self.name


class Head(models.Model):
    """Where a region's chain ends. Whoever appends locks this row, so a region has one writer at a time."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="head")
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    recorded_on = models.DateField(null=True)


class Entry(models.Model):
    """One entry: an act in law or a registration, as canonical text, chained by hash to the one before.

    `on`: when it counts; `recorded_on`: the day it was learned; `recorded_at`: the instant it was written.
    """

    class Kind(models.TextChoices):
        ACT = "act", "行为"
        REGISTRATION = "registration", "登记"

    region = models.ForeignKey(Region, models.PROTECT, related_name="entries", db_index=False)  # entry_seq serves
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=80)
    ref = models.CharField(max_length=120)
    on = models.DateField()
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    place = models.CharField(max_length=120)
    regime = models.CharField(max_length=200)
    body = models.TextField()
    notes = models.TextField(default="[]")
    request_key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "记录"
        constraints = (
            models.UniqueConstraint(fields=("region", "seq"), name="entry_seq"),
            models.UniqueConstraint(fields=("region", "request_key"), name="entry_request"),
            models.UniqueConstraint(fields=("region", "ref"), condition=Q(kind="act"), name="entry_ref"),
        )
        indexes = (models.Index(fields=("region", "recorded_on"), name="entry_recorded"),)

    def __str__(self) -> str:
        return f"{self.region_id} {self.seq} {self.name}"


class Subject(models.Model):
    """Whom or what an entry is about, so that all that bears on one person or institution is read by an index."""

    class Kind(models.TextChoices):
        PERSON = "person", "人员"
        INSTITUTION = "institution", "机构"
        AT = "at", "机构本身"
        CASE = "case", "事项"
        EVERYWHERE = "everywhere", "全区"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="subjects", db_index=False)  # subject_once serves
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)  # subject_of serves
    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "kind", "code"), name="subject_once"),)
        indexes = (models.Index(fields=("region", "kind", "code", "entry"), name="subject_of"),)


class Message(models.Model):
    """The outbox: a paper or a message owed because of an entry, written with it in one transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        DONE = "done", "已处理"
        FAILED = "failed", "失败"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=60)
    addressee = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "kind", "addressee"), name="message_once"),
            models.CheckConstraint(
                name="message_done_paired",
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("state", "id"), condition=Q(state="waiting"), name="message_waiting"),)
