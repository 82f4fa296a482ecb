"""Signing in and out, the second factor, a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.conf import settings
from django.contrib.auth import password_validation, update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView, View

from dingdian.accounts import demo, lockout, second_factor
from dingdian.accounts.forms import ChangePasswordForm, SignInForm, worded
from dingdian.accounts.log import log_operation
from dingdian.accounts.models import User

SAID = {
    "idle": "长时间没有操作，已自动退出，请重新登录。",
    "oidc": "统一认证的账号没有对应本系统的用户，请联系安全管理员。",
}


class SignIn(LoginView):
    """Username and password; a device's code comes next where the user has one."""

    form_class = SignInForm
    template_name = "accounts/sign-in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super(LoginView, self).get_context_data(**kwargs)
        said = [words for name, words in SAID.items() if name in self.request.GET]
        return context | {"said": said, "demo": demo.by_role(), "oidc": settings.OIDC_URL and settings.OIDC_NAME}


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@method_decorator((never_cache, sensitive_post_parameters()), name="dispatch")
class ChangePassword(LoginRequiredMixin, FormView):
    """A new password; other sessions of the user end."""

    form_class = ChangePasswordForm
    template_name = "accounts/change-password.html"
    success_url = reverse_lazy("change-password")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        user: User = form.save()
        update_session_auth_hash(self.request, user)
        log_operation(user, "改密码", user.username, request=self.request)
        return redirect(_onward(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rules": password_validation.password_validators_help_texts(),
            "next": self.request.GET.get("next", ""),
        }


@method_decorator((never_cache, sensitive_post_parameters("code")), name="dispatch")
class SecondFactor(View):
    """The code of a device: while signing in, later in the session, or of a device that is new."""

    stage: LoginStage | None
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = LoginStageController.enter(request, AuthenticateStage.key)
        found = self.stage.login.user if self.stage else request.user
        if not isinstance(found, User):
            return redirect("sign-in")
        self.user = found
        if lockout.closed(request, found):
            return lockout.respond(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form is None:
            return self._page(None)
        if not form.is_valid():
            lockout.count_failure(request, self.user)
            return self._page(form)
        if isinstance(form, AuthenticateForm):
            form.save()
        else:
            TOTP.activate(self.user, form.secret)
            clear_totp_secret(request)
            second_factor.note_proved(request, self.user)
            log_operation(self.user, "启用第二因素", self.user.username, request=request)
        if self.stage:
            return self.stage.exit()
        return redirect(_onward(request))

    def _form(self, data: Any = None) -> Any:
        """Null where there is nothing left to prove."""
        if self.stage or second_factor.has_one(self.user):
            done = not self.stage and second_factor.proved(self.request, self.user)
            return None if done else worded(AuthenticateForm(data, user=self.user))
        return worded(ActivateTOTPForm(data, user=self.user))

    def _page(self, form: Form | None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "next": self.request.GET.get("next", "")}
        if isinstance(form, ActivateTOTPForm):
            adapter = get_adapter()
            url = adapter.build_totp_url(self.user, form.secret)
            context |= {"secret": form.secret, "image": adapter.build_totp_svg(url)}
        return render(self.request, "accounts/second-factor.html", context)


def _onward(request: HttpRequest) -> str:
    """Where the user wanted to go, if it is a place of ours."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
