"""The office's own rules for passwords, beside Django's on length, common ones and likeness to the name."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from dingdian.accounts.models import PasswordUse, User
from dingdian.accounts.perms import needs_second_factor

CLASSES = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())


class ThreeClasses:
    """Of lower case, upper case, digits and signs, a password has at least three."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if sum(any(map(has, password)) for has in CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return "密码须包含小写字母、大写字母、数字、符号中的三类。"


class NotUsedBefore:
    """A password is none of the last `times` of the user; what it was is kept as a hash."""

    def __init__(self, times: int = 5) -> None:
        self.times = times

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if user is None or user.pk is None:
            return
        used = PasswordUse.objects.filter(user_id=user.pk).order_by("-id")[: self.times]
        if any(check_password(password, use.hash) for use in used):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: AbstractBaseUser) -> None:
        """Django calls this once a new password is saved."""
        PasswordUse.objects.create(user_id=user.pk, hash=user.password)
        kept = PasswordUse.objects.filter(user_id=user.pk).order_by("-id").values("pk")[: self.times]
        PasswordUse.objects.filter(user_id=user.pk).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()

    def get_help_text(self) -> str:
        return f"密码不得与最近 {self.times} 次用过的相同。"


def made_up() -> str:
    """A password for somebody's first sign-in: three groups to read out, no letters that look alike."""
    letters, digits = "abcdefghjkmnpqrstuvwxyz", "23456789"
    groups = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(2)]
    return f"{groups[0].capitalize()}-{groups[1]}-{''.join(secrets.choice(digits) for _ in range(6))}"


def must_change(user: User) -> bool:
    """Whether the user must choose a new password now: set by another, or (officials) too old."""
    if user.must_change_password:
        return True
    if not needs_second_factor(user) or not user.has_usable_password():
        return False
    oldest = timezone.now() - timedelta(days=settings.PASSWORD_DAYS)
    return user.password_set_at is None or user.password_set_at < oldest
