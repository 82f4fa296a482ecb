"""Signing sessions: one agreement of one institution from the frozen text to both seals, with its files and its log.

A session only moves forward; its files and its log never change. What it comes to in law is in the journal.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dingdian.accounts.models import Organisation
from dingdian.journal.models import Entry, Region


class Session(models.Model):
    """An agreement being signed. `round`: the act that opened the round of signing (empty: outside of one).

    `renews`, `case`: the agreement that it follows, or the application that it comes from. `template`: the version of
    the published text (empty: the base alone). `expires_on`: the last day to sign.
    """

    class State(models.TextChoices):
        OPEN = "open", "待阅读"
        READ = "read", "待机构签章"
        HALF = "half", "待经办机构签章"
        SIGNED = "signed", "已签订"
        DECLINED = "declined", "机构不签"
        EXPIRED = "expired", "逾期未签"
        VOID = "void", "已失效"

    class Channel(models.TextChoices):
        ONLINE = "online", "网签"
        OFFLINE = "offline", "线下签订"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution = models.CharField("机构", max_length=30)
    name = models.CharField("机构名称", max_length=120)
    division = models.CharField("区划", max_length=6, blank=True)
    round = models.CharField("签约批次", max_length=120, blank=True)
    kind = models.CharField("协议种类", max_length=60, blank=True)
    renews = models.CharField("续签的协议", max_length=120, blank=True)
    case = models.CharField("申请", max_length=120, blank=True)
    no_talks = models.BooleanField("不要求谈判", default=False)
    start_on = models.DateField("首日")
    end_on = models.DateField("终日")
    template = models.CharField("文本版本", max_length=120, blank=True)
    document = models.JSONField(default=dict)
    number = models.CharField("编号", max_length=60, unique=True)
    code = models.CharField("核验码", max_length=16, unique=True)
    text_hash = models.CharField("文本散列", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    channel = models.CharField("方式", max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    expires_on = models.DateField("签订期限")
    reminded = models.PositiveSmallIntegerField("提醒次数", default=0)
    reminded_on = models.DateField(null=True)
    signed_on = models.DateField("签订日期", null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "协议签订"
        constraints = (
            models.UniqueConstraint(
                fields=("region", "institution", "kind"),
                condition=Q(state__in=("open", "read", "half")),
                name="session_open_once",
            ),
            models.CheckConstraint(
                name="session_signed_paired",
                condition=Q(state="signed", signed_on__isnull=False, entry__isnull=False)
                | ~Q(state="signed") & Q(signed_on__isnull=True, entry__isnull=True),
            ),
            models.CheckConstraint(name="session_days", condition=Q(end_on__gte=F("start_on"))),
        )
        indexes = (
            models.Index(fields=("region", "round", "division", "state", "channel"), name="session_rate"),
            models.Index(fields=("institution", "-id"), name="session_institution"),
            models.Index(
                fields=("id", "division"), condition=Q(state__in=("open", "read", "half")), name="session_waiting"
            ),
            models.Index(
                fields=("expires_on",), condition=Q(state__in=("open", "read", "half")), name="session_expires"
            ),
        )

    def __str__(self) -> str:
        return self.number


OPEN_STATES = (Session.State.OPEN, Session.State.READ, Session.State.HALF)


class Edition(models.Model):
    """A file of a session: the frozen text, with one seal, with both; or the scan of what was signed on paper."""

    class Stage(models.TextChoices):
        FROZEN = "frozen", "待签文本"
        HALF = "half", "机构已签章"
        SIGNED = "signed", "双方已签章"
        SCAN = "scan", "线下签订的扫描件"

    session = models.ForeignKey(Session, models.PROTECT, related_name="editions")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "协议文件"
        constraints = (models.UniqueConstraint(fields=("session", "stage"), name="edition_once"),)
        indexes = (models.Index(fields=("sha256",), name="edition_sha256"),)


class Event(models.Model):
    """What happened to a session, in order, each line with the hash of the one before."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="events")
    n = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    office = models.CharField(max_length=120)
    at = models.DateTimeField()
    file = models.CharField("文件散列", max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "签订日志"
        constraints = (models.UniqueConstraint(fields=("session", "n"), name="event_once"),)


class Reminding(models.Model):
    """Everybody of a round who has not signed, reminded in the background: how many, how far, why not."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    round = models.CharField(max_length=120, blank=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "批量提醒"


class Opening(models.Model):
    """The signing of a round opened for everybody of it at once: looked at first, then composed, all or none.

    `round`: the act that opened the round (empty: outside of one). `codes`: the institutions that are asked to sign.
    `left_out`: code, name and why of each that is not; `wrong`: the same of those because of whom nothing was composed.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "正在核对"
        CHECKED = "checked", "已核对，待编制"
        OPENING = "opening", "正在编制"
        DONE = "done", "已编制"
        REFUSED = "refused", "有不能编制的，一份也没有编制"
        FAILED = "failed", "没有办成"

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    round = models.CharField("签约批次", max_length=120, blank=True)
    division = models.CharField("区划", max_length=6, blank=True)
    kind = models.CharField("协议种类", max_length=60, blank=True)
    no_talks = models.BooleanField("不要求谈判", default=False)
    start_on = models.DateField("首日")
    end_on = models.DateField("终日")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CHECKING)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已做", default=0)
    codes = models.JSONField("待签机构", default=list)
    left_out = models.JSONField("不在其内", default=list)
    wrong = models.JSONField("不能编制", default=list)
    error = models.TextField("原因", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "批量编制"
        constraints = (models.CheckConstraint(name="opening_days", condition=Q(end_on__gte=F("start_on"))),)

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.done}/{self.total}"


class Recorded(models.Model):
    """An agreement whose signing was recorded without a session: made on paper, and so counted as signed offline."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    institution = models.CharField("机构", max_length=30)
    name = models.CharField("机构名称", max_length=120)
    division = models.CharField("区划", max_length=6, blank=True)
    round = models.CharField("签约批次", max_length=120, blank=True)
    signed_on = models.DateField("签订日期")

    class Meta:
        verbose_name = "直接登记的签订"
        indexes = (models.Index(fields=("region", "round", "division"), name="recorded_rate"),)
