"""Who may be signed in at all."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from dingdian.accounts.models import User


class Backend(ModelBackend):
    """By username and password. A user of the demonstration is nobody elsewhere, even in a session already open."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO or not getattr(user, "demo", False))

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, with the place that bounds what they see, in one query."""
        user = User.objects.select_related("organisation__division").filter(pk=user_id).first()
        return user if self.user_can_authenticate(user) else None
