"""Forms of an organisation: what it is, where it lies, and the document that authorises an agency."""

from __future__ import annotations

from typing import Any

from django import forms

from dingdian.accounts.models import Division, Organisation
from dingdian.accounts.organisations import Document
from dingdian.web.forms.fields import Day


class DocumentForm(forms.Form):
    """A document that authorises an agency."""

    title = forms.CharField(label="授权文件名称", max_length=200, error_messages={"required": "没有写名称：写文件标题"})
    number = forms.CharField(label="文号", max_length=80, error_messages={"required": "没有写文号：写发文字号"})
    issued_on = Day(label="成文日期")
    file = forms.FileField(
        label="文件", help_text="PDF、PNG 或 JPEG，至多 5 MB",
        error_messages={"required": "没有选择文件：选扫描件", "empty": "文件是空的：换一个"},
    )  # fmt: skip

    def document(self) -> Document:
        """The document that was filled in."""
        told, file = self.cleaned_data, self.cleaned_data["file"]
        return Document(told["title"], told["number"], told["issued_on"], file.name or "文件", file.read())


class OrganisationForm(forms.Form):
    """A new organisation; the document may follow."""

    kind = forms.ChoiceField(
        label="类别", choices=[("", "—— 请选择 ——"), *Organisation.Kind.choices],
        error_messages={"required": "没有选择类别：请选一项", "invalid_choice": "没有这个类别：请选一项"},
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=120, error_messages={"required": "没有写名称：写单位全称"})
    division = forms.CharField(
        label="区划代码", max_length=6, help_text="六位代码；省、市、县各级由代码看出",
        error_messages={"required": "没有写区划代码：写六位代码"},
        widget=forms.TextInput(attrs={"class": "code", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    institution = forms.CharField(
        label="机构编码", max_length=30, required=False, help_text="只有定点医药机构填写",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_division(self) -> Division:
        found = Division.objects.filter(code=self.cleaned_data["division"].strip()).first()
        if found is None:
            raise forms.ValidationError("没有这个区划代码：核对六位代码")
        return found

    def told(self) -> dict[str, Any]:
        """What the accounts are told."""
        return {name: self.cleaned_data[name] for name in ("kind", "name", "division", "institution")}
