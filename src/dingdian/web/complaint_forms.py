"""The forms by which somebody complains of an applicant made public, and by which an office deals with it."""

from __future__ import annotations

from typing import Any

from django import forms

_LEAST, _MOST = 10, 2000


class ComplaintForm(forms.Form):
    """What is wrong, and (not asked for) where one can be reached."""

    text = forms.CharField(
        label="举报内容", min_length=_LEAST, max_length=_MOST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写明事实、时间和依据；请不要写他人的身份证号、病情等个人信息",
        error_messages={"required": "没有填写举报内容", "min_length": f"举报内容太短：至少写 {_LEAST} 个字"},
    )  # fmt: skip
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False,
        help_text="只有经办机构能看到，用来核实情况和答复；不填就是匿名举报",
    )  # fmt: skip

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\0", "").strip()


class ReadForm(forms.Form):
    """The words that go into the case, or why nothing does."""

    text = forms.CharField(
        label="登记的内容", max_length=_MOST, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写入案卷后不能改动；删去与事实无关的个人信息",
    )  # fmt: skip
    remark = forms.CharField(label="不登记的理由", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        name, wrong = ("remark", "没有填写不登记的理由") if "aside" in self.data else ("text", "没有填写登记的内容")
        if not found.get(name) and name not in self.errors:
            self.add_error(name, wrong)
        return found
