"""What the sign-in library asks of us: our words, our pages, and no account that nobody opened."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dingdian.accounts import cipher
from dingdian.accounts.backend import Backend
from dingdian.accounts.log import log_access
from dingdian.accounts.models import User

_PURPOSE = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或密码不对。请核对后重新输入；忘记密码请联系安全管理员重置。"
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the security administrator alone."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("sign-in")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened."""


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对，或已经用过。请输入验证器现在显示的六位数字。"
    }

    def encrypt(self, text: str) -> str:
        """The secret of a device is not readable in the database alone."""
        return cipher.closed(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.opened(encrypted_text, _PURPOSE)

    def get_totp_issuer(self) -> str:
        return "定点"


class SocialAdapter(DefaultSocialAccountAdapter):
    """Signing in by the office's identity provider: it names users that exist, and makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The linked user; at the first time, the one whose username the provider tells. Anybody else is refused."""
        if sociallogin.state.get("process", "login") != "login":
            raise ImmediateHttpResponse(redirect("sign-in"))
        user = sociallogin.user if sociallogin.is_existing else _named(sociallogin.account.extra_data)
        if not isinstance(user, User) or not Backend().user_can_authenticate(user):
            log_access(None, "统一认证登录被拒", sociallogin.account.uid[:60], request)
            raise ImmediateHttpResponse(redirect("/sign-in/?oidc=unknown"))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _named(told: dict[str, Any]) -> User | None:
    """The user whose username stands in the agreed claim, be it among the user's data or in the token."""
    for part in (told.get("userinfo"), told.get("id_token"), told):
        if isinstance(part, dict) and (name := part.get(settings.OIDC_CLAIM)) and isinstance(name, str):
            return User.objects.filter(username=name).first()
    return None
