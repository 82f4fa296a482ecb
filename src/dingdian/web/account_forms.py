"""Forms of an account: role and place, and who it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.perms import ADMINISTRATORS
from dingdian.registry.models import Person

_OFFERED = 300  # organisations that a field suggests; others are found by writing them out


def holder_field(*, required: bool = False) -> forms.CharField:
    """Whose an account is."""
    return forms.CharField(
        label="使用人编号", max_length=40, required=required, strip=True,
        validators=[RegexValidator(r"\A[0-9A-Za-z-]{3,40}\Z", "只用字母、数字和 -，至少三位")],
        help_text="本人的国家编码；没有的写单位编号加工号。同一个人在各个账号上写同一个，用来核对不相容岗位",
        error_messages={"required": "没有写使用人编号：写本人的国家编码，没有的写单位编号加工号"},
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip


class HolderForm(forms.Form):
    """Whose an account is, put down afterwards."""

    holder = holder_field(required=True)

    def clean_holder(self) -> str:
        return str(self.cleaned_data["holder"]).upper()


class PlaceForm(forms.Form):
    """The role, and for whom: an organisation by name or institution code, or a person by code."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "—— 请选择 ——"), *((k, v) for k, v in User.Role.choices if k not in ADMINISTRATORS)],
        error_messages={"required": "没有选择角色：请选一项", "invalid_choice": "没有这个角色：管理员在服务器上建立"},
        help_text="角色决定能办什么，单位决定能看到哪里",
    )  # fmt: skip
    organisation = forms.CharField(
        label="单位", max_length=120, help_text="单位全称，定点机构也可写机构编码；角色为“本人”的不填",
        error_messages={"required": "没有写单位：写单位全称或机构编码"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )  # fmt: skip
    person = forms.CharField(
        label="人员编码", max_length=30, help_text="只有角色为“本人”的填写",
        error_messages={"required": "没有写人员编码：写本人的国家编码"},
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        role = self.data.get("role") if self.is_bound else self.initial.get("role")
        own = role == User.Role.PERSON
        self.fields["organisation"].required, self.fields["person"].required = not own, own

    def clean_organisation(self) -> Organisation | None:
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        found = list(self.organisations().filter(institution=text)[:2]) if text.isascii() else []
        found = found or list(self.organisations().filter(name=text)[:2])
        if not found:
            raise forms.ValidationError("没有这个单位：核对全称，或改写机构编码")
        if len(found) > 1:
            raise forms.ValidationError("有几个单位叫这个名字：改写机构编码")
        return found[0]

    def clean_person(self) -> str:
        code = str(self.cleaned_data["person"]).strip()
        if code and not self.persons(code).exists():
            raise forms.ValidationError("没有登记过这个人员编码：核对编码；新人员先登记")
        return code

    def organisations(self) -> QuerySet[Organisation]:
        """The organisations that may be written."""
        return Organisation.objects.all()

    def persons(self, code: str) -> QuerySet[Person]:
        """The person of a code, if it may be written."""
        return Person.objects.filter(code=code)

    def place(self) -> dict[str, Any]:
        """What the accounts are told."""
        return {name: self.cleaned_data[name] for name in ("role", "organisation", "person")}

    def offered(self) -> list[str]:
        """Names that the field suggests: offices, which are few; institutions are written by code."""
        rows = self.organisations().exclude(kind=Organisation.Kind.INSTITUTION).order_by("division_id", "name")
        return list(rows.values_list("name", flat=True)[:_OFFERED])


class AccountForm(PlaceForm):
    """A new account."""

    username = forms.CharField(
        label="用户名", max_length=150, validators=[UnicodeUsernameValidator(message="只用字母、数字和 @ . + - _")],
        help_text="登录用，建立后不变", error_messages={"required": "没有写用户名：写登录用的名字"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "没有写姓名：写使用人的姓名"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    holder = holder_field()
    field_order: tuple[str, ...] = ("username", "name", "holder", "role", "organisation", "person")

    def clean_holder(self) -> str:
        return str(self.cleaned_data["holder"]).upper()
