"""Users of the demonstration: shown with their password on the sign-in page, in demonstration mode and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone

from dingdian.accounts.models import Organisation, User

PASSWORD = "Dingdian-Demo-1"


class NotInDemo(RuntimeError):  # noqa: N818
    """Demonstration users are made in demonstration mode alone."""


def users() -> QuerySet[User]:
    """Who can be chosen on the sign-in page; nobody unless in demonstration mode."""
    if not settings.DEMO:
        return User.objects.none()
    return User.objects.filter(demo=True, is_active=True).select_related("organisation").order_by("pk")


def by_role() -> list[tuple[str, list[User]]]:
    """The same, role by role in the order of the roles."""
    found = list(users())
    groups = ((role.label, [u for u in found if u.role == role]) for role in User.Role)
    return [(label, members) for label, members in groups if members]


def filled_in(username: str) -> dict[str, str]:
    """What the sign-in form starts with."""
    return {"login": username, "password": PASSWORD} if username and users().filter(username=username).exists() else {}


def add(username: str, *, name: str, role: str, organisation: Organisation | None = None, person: str = "") -> User:
    """A demonstration user, made or brought to what is said. Raises `NotInDemo` outside demonstration mode."""
    if not settings.DEMO:
        raise NotInDemo("演示用户只能在演示模式下建立；正式运行请用 dingdian create-user 建立用户")
    told = {"name": name, "role": role, "organisation": organisation, "person": person, "demo": True}
    made = {**told, "password": make_password(PASSWORD), "password_set_at": timezone.now()}
    user, _ = User.objects.update_or_create(username=username, demo=True, defaults=told, create_defaults=made)
    return user
