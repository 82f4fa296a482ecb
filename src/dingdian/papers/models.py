"""Papers that were issued, and what was done with them. A paper never changes: another may correct it.

Papers refer to entries of the journal by region and number, never the other way round: the journal knows no papers.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dingdian.accounts.models import Organisation
from dingdian.journal.models import Region


class Letterhead(models.Model):
    """What stands on the papers of an office besides its name: the word in its numbers, where it is found, its seal."""

    office = models.OneToOneField(Organisation, models.PROTECT, related_name="letterhead")
    name = models.CharField("文书上的名称", max_length=120, blank=True)
    word = models.CharField("机关代字", max_length=20, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=60, blank=True)
    seal = models.CharField("印章文件名", max_length=60, blank=True)

    class Meta:
        verbose_name = "文书抬头"
        constraints = (models.UniqueConstraint(fields=("word",), condition=~Q(word=""), name="letterhead_word_once"),)


class Series(models.Model):
    """The numbers of an office under one mark in one year. Whoever takes the next one locks this row."""

    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "文号"
        constraints = (models.UniqueConstraint(fields=("office", "mark", "year"), name="series_once"),)


class Paper(models.Model):
    """A paper as issued: its bytes, what it says, the wording and the entries of the journal it rests on.

    `ref`: the act it is about; `rests_on`: (number, hash) of each entry; `sources`: versions of paragraphs used.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="papers")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=120)
    mark = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("文号", max_length=60)
    day = models.DateField("成文日期")
    ref = models.CharField(max_length=120)
    person = models.CharField(max_length=30, blank=True)
    institution = models.CharField(max_length=30, blank=True)
    division = models.CharField(max_length=6, blank=True)
    rests_on = models.JSONField()
    document = models.JSONField()
    sources = models.JSONField()
    regime = models.CharField(max_length=200)
    draft = models.BooleanField()
    checkpoint = models.CharField(max_length=120, blank=True)
    code = models.CharField("核验码", max_length=16, unique=True)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=30)
    development = models.BooleanField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "文书"
        constraints = (
            models.UniqueConstraint(fields=("office", "mark", "year", "serial"), name="paper_serial"),
            models.UniqueConstraint(fields=("number",), name="paper_number"),
            models.UniqueConstraint(
                fields=("region", "kind", "ref", "person", "institution"),
                condition=Q(corrects__isnull=True),
                name="paper_once",
            ),
            models.CheckConstraint(name="paper_serial_from_one", condition=Q(serial__gte=1)),
        )
        indexes = (
            models.Index(fields=("region", "ref"), name="paper_ref"),
            models.Index(fields=("division", "-id"), name="paper_division"),
            models.Index(fields=("institution", "-id"), name="paper_institution"),
            models.Index(fields=("person", "-id"), name="paper_person"),
            models.Index(fields=("sha256",), name="paper_sha256"),
        )

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """A paper served: electronically (entering the addressee's system is receipt) or by hand with a receipt.

    `seq`: the entry of the journal that was written with it, where the law knows such an act.
    """

    class Way(models.TextChoices):
        ELECTRONIC = "electronic", "系统送达"
        HAND = "hand", "直接送达"
        POST = "post", "邮寄送达"
        LEFT = "left", "留置送达"

    class To(models.TextChoices):
        INSTITUTION = "institution", "机构"
        PERSON = "person", "本人"
        PARTNER = "partner", "其他部门"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries")
    way = models.CharField("方式", max_length=12, choices=Way.choices)
    to = models.CharField("送达", max_length=12, choices=To.choices)
    on = models.DateField("收到日")
    receiver = models.CharField("签收人", max_length=60, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    seq = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "送达"
        constraints = (
            models.UniqueConstraint(fields=("paper", "to"), name="delivery_once"),
            models.CheckConstraint(
                name="delivery_by_hand_has_receiver", condition=Q(way="electronic") | ~Q(receiver="")
            ),
        )


class Withdrawal(models.Model):
    """A paper that no longer counts, with the reason; its bytes stay."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="withdrawal")
    reason = models.CharField("理由", max_length=500)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "撤回"


class Reprint(models.Model):
    """A copy (副本) that was handed out, by the hash of its bytes, so that it is known again."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="reprints")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "副本"
        indexes = (models.Index(fields=("sha256",), name="reprint_sha256"),)


class Printing(models.Model):
    """Many papers as one PDF for the printer: made in the background, with its progress."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在合并"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    papers = models.JSONField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "批量打印"
