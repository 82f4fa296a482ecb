"""What is to be sent to users beside the pages, and, in the demonstration, what was caught instead of being sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One message to one user by one channel because of one cause; its words are made when it is sent.

    `details`: what the words are made of, by key only, never a name. `next_at`: when it is tried next.
    """

    class Channel(models.TextChoices):
        SITE = "site", "站内"
        EMAIL = "email", "邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        DROPPED = "dropped", "不必再发"
        DEAD = "dead", "发不出"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    kind = models.CharField("种类", max_length=40)
    cause = models.CharField("起因", max_length=120)
    details = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField("写入时间")
    next_at = models.DateTimeField("下次发送")
    attempts = models.PositiveIntegerField("次数", default=0)
    ended_at = models.DateTimeField("了结时间", null=True)
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "消息"
        constraints = (
            models.UniqueConstraint(fields=("user", "channel", "cause"), name="letter_once"),
            models.CheckConstraint(
                name="letter_ended_paired",
                condition=Q(state="waiting", ended_at__isnull=True) | ~Q(state="waiting") & Q(ended_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("next_at", "id"), condition=Q(state="waiting"), name="letter_waiting"),
            models.Index(fields=("state", "id"), name="letter_state"),
        )

    def __str__(self) -> str:
        return f"{self.cause} {self.channel}"


class Caught(models.Model):
    """A message that the demonstration kept instead of sending it."""

    at = models.DateTimeField("时间", auto_now_add=True)
    channel = models.CharField("渠道", max_length=10, choices=Letter.Channel.choices)
    to = models.CharField("收件", max_length=254)
    title = models.CharField("标题", max_length=200, blank=True)
    body = models.TextField("内容")
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "演示消息"
