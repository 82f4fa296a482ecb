"""Addresses of signing in. The second names are those by which the sign-in library sends people here."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from dingdian.accounts.views import ChangePassword, SecondFactor, SignIn, sign_out

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/", SignIn.as_view(), name="socialaccount_login_cancelled"),
    path("sign-out/", sign_out, name="sign-out"),
    path("change-password/", ChangePassword.as_view(), name="change-password"),
    path("second-factor/", SecondFactor.as_view(), name="second-factor"),
    path("second-factor/", SecondFactor.as_view(), name="mfa_authenticate"),
]
if settings.OIDC_URL:
    urlpatterns.append(path("", include("allauth.socialaccount.providers.openid_connect.urls")))
