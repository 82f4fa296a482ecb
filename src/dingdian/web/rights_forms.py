"""Forms of 权限申请: one for each kind; each offers and takes what lies within the applicant's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from dingdian.accounts import rights
from dingdian.accounts.models import Application, Organisation, User
from dingdian.accounts.scope import KINDS, scope_of
from dingdian.registry.models import Person
from dingdian.registry.search import people
from dingdian.web.account_forms import AccountForm, PlaceForm, holder_field

_ABSENT = "没有这个账号，或不在您的管辖范围内：核对用户名"


def _reason() -> forms.CharField:
    return forms.CharField(
        label="理由", max_length=1000, help_text="如新入职、轮岗、调离；审批人和安全管理员看得到",
        error_messages={"required": "没有写理由：写明为什么需要"}, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _account() -> forms.CharField:
    return forms.CharField(
        label="账号", max_length=150, help_text="登录用的用户名",
        error_messages={"required": "没有写账号：写登录用的用户名"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class _Within(PlaceForm):
    """Role and place as far as the applicant's scope goes."""

    def __init__(self, user: User, *args: Any, **more: Any) -> None:
        self.user = user
        super().__init__(*args, **more)
        own = user.organisation.kind if user.organisation else ""
        at_place = user.role == User.Role.INSTITUTION
        roles = [
            (role, label)
            for role, label in self.fields["role"].choices  # type: ignore[attr-defined]
            if not role or role == User.Role.PERSON or not at_place or own in KINDS.get(role, ())
        ]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def organisations(self) -> QuerySet[Organisation]:
        return scope_of(self.user).filter(Organisation.objects.all(), division="division", institution="institution")

    def persons(self, code: str) -> QuerySet[Person]:
        return people(scope_of(self.user)).filter(code=code)


class OpenForm(_Within, AccountForm):
    """An account to be opened."""

    reason = _reason()
    field_order = (*AccountForm.field_order, "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["holder"].required = self.fields["organisation"].required

    def ask(self) -> Application:
        """The application. Raises as `rights.ask_to_open` does."""
        told = self.cleaned_data
        names = {name: told[name] for name in ("username", "name", "reason", "holder")}
        return rights.ask_to_open(acting_user=self.user, **names, **self.place())


class ChangeForm(_Within):
    """Another role or place for an account."""

    account = _account()
    holder = holder_field()
    reason = _reason()
    field_order = ("account", "role", "organisation", "person", "holder", "reason")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["holder"].help_text = f"账号上已登记的不填。{self.fields['holder'].help_text}"

    def clean_holder(self) -> str:
        return str(self.cleaned_data["holder"]).upper()

    def clean_account(self) -> User:
        return _found(self.user, self.cleaned_data["account"])

    def ask(self) -> Application:
        """The application. Raises as `rights.ask_to_change` does."""
        told = self.cleaned_data
        names = {name: told[name] for name in ("account", "reason", "holder")}
        return rights.ask_to_change(acting_user=self.user, **names, **self.place())


class WithdrawForm(forms.Form):
    """The rights of an account, to be taken away."""

    account = _account()
    reason = _reason()

    def __init__(self, user: User, *args: Any, **more: Any) -> None:
        self.user = user
        super().__init__(*args, **more)

    def clean_account(self) -> User:
        return _found(self.user, self.cleaned_data["account"])

    def offered(self) -> list[str]:
        """No organisations are asked for."""
        return []

    def ask(self) -> Application:
        """The application. Raises as `rights.ask_to_withdraw` does."""
        return rights.ask_to_withdraw(
            acting_user=self.user, account=self.cleaned_data["account"], reason=self.cleaned_data["reason"]
        )


def _found(user: User, username: str) -> User:
    """An account in the user's hands by its name; one elsewhere is as good as none."""
    found = User.objects.select_related("organisation").filter(username=username).first()
    if found is None or not rights.reaches(user, found.organisation, found.person):
        raise forms.ValidationError(_ABSENT)
    return found


RightsForm = OpenForm | ChangeForm | WithdrawForm
FORMS: Mapping[str, type[OpenForm] | type[ChangeForm] | type[WithdrawForm]] = {
    Application.Kind.OPEN: OpenForm, Application.Kind.CHANGE: ChangeForm, Application.Kind.WITHDRAW: WithdrawForm,
}  # fmt: skip
