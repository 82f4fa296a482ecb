"""Who asks: a program by its institution's token, or a browser by its session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from dingdian.accounts import tokens


class Bearer(HttpBearer):
    """`Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = tokens.user_of(token)
        if user is None:
            raise AuthenticationError(message="令牌无效、已吊销或已到期；请换用有效的令牌")
        request.user = user
        return user


class Session(APIKeyCookie):
    """The cookie of a signed-in browser, with its CSRF token on whatever may change something."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if key is None or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise HttpError(403, "请求没有带页面的 CSRF 令牌；请从页面办理，或改用接口令牌")
        return request.user
