"""Whether the second factor that a role is bound to was proved in this session."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from dingdian.accounts.models import User
from dingdian.accounts.perms import needs_second_factor


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def proved(request: HttpRequest, user: User) -> bool:
    """Whether a code was given since signing in."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_proved(request: HttpRequest, user: User) -> None:
    """After the first code of a new device, which proves it as well as a later one would."""
    record_authentication(request, user, "mfa", type=Authenticator.Type.TOTP)


def missing(request: HttpRequest, user: User) -> bool:
    """Whether the user must prove one before anything else. The demonstration asks nobody for one."""
    return not settings.DEMO and needs_second_factor(user) and not proved(request, user)
