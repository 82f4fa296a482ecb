"""What pages keep of their own: forms that somebody has not finished, files that somebody asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """What a user typed into a form and has not handed in yet; it goes when the form is done or thrown away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=300)
    fields = models.TextField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "草稿"
        constraints = (models.UniqueConstraint(fields=("user", "form"), name="draft_once"),)

    def __str__(self) -> str:
        return self.form


class Download(models.Model):
    """A list that is written to a file in the background; the file goes on its last day, the row says that it was.

    `scope`: what the user could see when it was written; `mark`: the same list asked for twice has the same one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在写"
        DONE = "done", "可以下载"
        FAILED = "failed", "没有写成"
        GONE = "gone", "已删除"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="downloads")
    name = models.CharField("列表", max_length=60)
    title = models.CharField("标题", max_length=200)
    query = models.JSONField(default=dict)
    kind = models.CharField("格式", max_length=4)
    full = models.BooleanField("全文", default=False)
    mark = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已写", default=0)
    error = models.TextField("原因", blank=True)
    scope = models.JSONField(default=list)
    content = models.BinaryField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField("保留至", null=True)

    class Meta:
        verbose_name = "导出"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "mark"), condition=Q(state__in=("waiting", "running")), name="download_once_at_a_time"
            ),
            models.CheckConstraint(
                name="download_file_while_kept",
                condition=Q(state="done", content__isnull=False, until__isnull=False, ended_at__isnull=False)
                | Q(state__in=("waiting", "running"), content=None, ended_at=None)
                | Q(state__in=("failed", "gone"), content=None, ended_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("user", "-id"), name="download_of_user"),)

    def __str__(self) -> str:
        return f"{self.title} {self.get_state_display()}"
