"""The form in which users say where they are reached and what they want to be told there."""

from __future__ import annotations

from typing import Any

from django import forms

from dingdian.accounts.models import User
from dingdian.outbox import preferences
from dingdian.outbox.kinds import KINDS
from dingdian.outbox.models import Letter


class SettingsForm(forms.Form):
    """E-mail, mobile number, and the kinds that can be switched off."""

    email = forms.CharField(
        label="电子邮箱", max_length=254, required=False, help_text="不收邮件就留空；邮件里不写任何人的全名",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    mobile = forms.CharField(
        label="手机号码", max_length=20, required=False, help_text="不收短信就留空；只有送达和告知发短信",
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "inputmode": "numeric"}),
    )  # fmt: skip
    on = forms.MultipleChoiceField(
        label="发到邮箱的通知", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选的只在站内通知；送达和告知总是发送，不能关闭",
        choices=[(f"{kind}:{channel}", f"{KINDS[kind].title}" + ("（短信）" if channel == Letter.Channel.SMS else ""))
                 for kind, channel in preferences.choices()],
    )  # fmt: skip

    @classmethod
    def of(cls, user: User) -> SettingsForm:
        """As the user chose before."""
        preferences.with_preferences([user])
        off = preferences.off(user)
        on = [f"{k}:{c}" for k, c in preferences.choices() if f"{k}:{c}" not in off]
        return cls(initial={"email": user.email, "mobile": preferences.phone(user), "on": on})

    def keep(self, user: User) -> bool:
        """Keep what was chosen; whether it could be kept."""
        if not self.is_valid():
            return False
        told: dict[str, Any] = self.cleaned_data
        try:
            preferences.choose(user, email=told["email"], mobile=told["mobile"], on=told["on"])
        except forms.ValidationError as error:
            self.add_error(None, error)
            return False
        return True
