"""The forms of signing in, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from dingdian.accounts import demo


class SignInForm(LoginForm):
    """Username and password; in the demonstration filled in for the user who was asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = "用户名", "密码"
        password = forms.PasswordInput(render_value=True, attrs={"autocomplete": "current-password"})
        self.fields["password"].widget = password
        if not self.is_bound:
            self.initial |= demo.filled_in(self.request.GET.get("user", ""))


class ChangePasswordForm(PasswordChangeForm):
    """The old one once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("old_password", "现在的密码"), ("new_password1", "新密码"), ("new_password2", "再输一次")):
            self.fields[name].label = label
            self.fields[name].help_text = ""

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = False
        return super().save(commit)


def worded(form: forms.Form) -> forms.Form:
    """A form that asks for the code of a device, in our words."""
    field = form.fields["code"]
    field.label = "六位验证码"
    field.widget.attrs |= {"inputmode": "numeric", "placeholder": "", "autofocus": True}
    return form
