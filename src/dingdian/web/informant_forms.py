"""The forms about who gave a tip."""

from __future__ import annotations

from django import forms

from dingdian.web.forms.fields import Day, text, words


class InformantForm(forms.Form):
    """Who gave a tip, and whether an answer is wished for."""

    name = text("姓名", 60)
    contact = text("联系方式", 100, hint="电话、通信地址或电子邮箱")
    wants_reply = forms.BooleanField(label="要求答复", required=False)


class RevealForm(forms.Form):
    """Why somebody has to know."""

    why = text("查看的理由", 300, required=True, hint="理由、查看人和时间记入访问日志")


class AnswerForm(forms.Form):
    """What was answered, and when."""

    replied_on = Day(label="答复日期", required=True)
    words = words("答复的内容", longest=1000)
