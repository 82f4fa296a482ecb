"""What pages keep of their own: forms that somebody has not finished."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
