"""Forms of the acts: one declared list of fields for each step, and the form of a decision with its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from dingdian.law.regime import Regime
from dingdian.office.words import BASES, DEGREES, REASONS, SHIFTS

MOST = 12
_EMPTY = ("", "—— 请选择 ——")
_REVIEWED = (("upheld", "维持"), ("reduced", "减轻"), ("revoked", "撤销"))


class Day(forms.DateField):
    """A day, written 2026-03-10 or chosen from the browser's calendar."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": "这不是日期：写成 2026-03-10 这样", "required": "没有填写日期：写成 2026-03-10 这样"}
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], error_messages=wrong, **more)


def _choice(label: str, choices: Iterable[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    wrong = {"required": f"没有选择{label}：请选一项", "invalid_choice": f"{label}不在可选的范围里：请重选"}
    listed = [_EMPTY, *choices]
    return forms.ChoiceField(label=label, choices=listed, required=required, error_messages=wrong)


def _number(label: str, low: int, high: int, hint: str = "") -> forms.IntegerField:
    wrong = {"invalid": f"{label}不是整数：写半角数字", "min_value": f"{label}不能小于 {low}",
             "max_value": f"{label}不能大于 {high}"}  # fmt: skip
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=False, help_text=hint, error_messages=wrong
    )


def _reason() -> forms.CharField:
    return forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


def _review() -> dict[str, forms.Field]:
    return {
        "outcome": _choice("结果", _REVIEWED),
        "points": _number("分值", 0, 12, "减轻时填写减轻后的分值"),
        "months": _number("期限（月）", 0, 36, "只在规则交由人裁量期限时填写"),
        "reason": _reason(),
    }


_CONSENT = (("agreed", "同意"), ("refused", "不同意"))
_KIND = (("points", "分值"), ("term", "期限"))
STEPS: Mapping[str, Any] = {
    "notice.issue": dict,
    "notice.deliver_to_institution": lambda: {"effective_from": Day(label="执行起日", required=False)},
    "notice.deliver_to_person": dict,
    "review.request": dict,
    "review.decide": _review,
    "appeal.request": dict,
    "appeal.decide": _review,
    "repair.apply": lambda: {"kind": _choice("修复内容", _KIND)},
    "repair.agree": lambda: {"outcome": _choice("意见", _CONSENT), "reason": _reason()},
    "repair.decide": lambda: {
        "kind": _choice("修复内容", _KIND),
        "outcome": _choice("结果", (("granted", "准予"), ("refused", "不予"))),
        "points": _number("修复分值", 0, 12),
        "months": _number("缩短（月）", 0, 36),
    },
    "restoration.apply": dict,
    "restoration.agree": lambda: {"outcome": _choice("意见", _CONSENT), "reason": _reason()},
    "restoration.assess": lambda: {"outcome": _choice("评估结果", (("passed", "通过"), ("failed", "未通过")))},
}
"""Steps that pages offer, with their fields besides the day and the parties."""
OF_PERSON = frozenset(STEPS) - {"notice.issue", "notice.deliver_to_institution"}
OF_DECISION = frozenset(
    {"notice.issue", "notice.deliver_to_institution", "notice.deliver_to_person", "review.request", "review.decide",
     "appeal.request", "appeal.decide"}
)  # fmt: skip


class StepForm(forms.Form):
    """The form of one step; `persons`: whom it may be about, where that is still to choose."""

    required_css_class = "required"

    def __init__(self, act: str, persons: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"] = Day(label="日期", help_text="发生效力的那一天，通常是今天")
        if act in OF_PERSON and len(persons) > 1:
            self.fields["person"] = _choice("人员", persons)
        self.fields.update(STEPS[act]())

    def stated(self) -> dict[str, Any]:
        """The fields that were filled in, as an act states them."""
        return {name: plain(value) for name, value in self.cleaned_data.items() if value not in (None, "", [])}


def plain(value: Any) -> Any:
    """A value as the journal's text holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


class DecisionForm(forms.Form):
    """The head of a decision on points."""

    on = Day(label="作出日期", help_text="决定作出的那一天，记分从这一天算")
    basis = _choice("依据", BASES.items())
    inspection = forms.CharField(label="检查编号", max_length=60, required=False)


class FindingForm(forms.Form):
    """One act found: its kind, the circumstances of the regime it fits, what it cost, the duties breached."""

    type = forms.CharField(
        label="违法违规行为", max_length=120, error_messages={"required": "没有写违法违规行为：写明查实了什么"}
    )
    amount = forms.DecimalField(label="涉及金额（元）", min_value=0, decimal_places=2, max_digits=14, required=False,
                                error_messages={"invalid": "这不是金额：写成 1250.00 这样的半角数字"})  # fmt: skip

    def __init__(self, regime: Regime, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rules = regime.parameters.scoring.circumstances.value
        listed = [(key, f"{regime.clauses[key].cite if key in regime.clauses else key} {rule.label}")
                  for key, rule in rules.items()]  # fmt: skip
        self.fields["circumstances"] = forms.MultipleChoiceField(
            label="负面情形", choices=listed, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "没有选择负面情形：至少选一项", "invalid_choice": "情形不在规则里：请重选"},
        )  # fmt: skip
        self.fields["duties"] = forms.MultipleChoiceField(
            label="违反的职责", choices=list(regime.parameters.casework.duties.value.items()), required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip


class ShareForm(forms.Form):
    """One person's responsibility in a finding."""

    def __init__(self, regime: Regime, persons: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        scoring = regime.parameters.scoring
        self.fields["person"] = _choice("人员", persons)
        self.fields["degree"] = _choice("责任程度", [(d, DEGREES.get(d, d)) for d in scoring.degrees.value or ()])
        for name, label in (("mitigating", "从轻减轻事由"), ("aggravating", "从重加重事由")):
            reasons = getattr(scoring, name).value or ()
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=[(x, REASONS.get(x, x)) for x in reasons], required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        self.fields["shift"] = _choice("升降档", SHIFTS.items(), required=False)


class DecisionForms:
    """A decision's head with its findings and their persons, as many as were asked for; nothing typed is lost."""

    def __init__(self, regime: Regime, persons: list[tuple[str, str]], data: Any, initial: dict[str, Any]) -> None:
        self._regime, self._persons, self._data = regime, persons, data
        stated = initial.get("findings") or [{}]
        add = data.get("add", "") if data is not None else ""
        count = _count(data, "findings", len(stated)) + (add == "finding")
        self.head = DecisionForm(data, initial=initial)
        self.findings: list[tuple[FindingForm, list[ShareForm]]] = []
        self.counts: list[tuple[str, int]] = [("findings", min(count, MOST))]
        for n in range(min(count, MOST)):
            given = stated[n] if n < len(stated) else {}
            shares = given.get("persons") or [{}]
            number = min(MOST, _count(data, f"f{n}-persons", len(shares)) + (add == f"f{n}"))
            self.counts.append((f"f{n}-persons", number))
            finding = FindingForm(regime, data, initial=given, prefix=f"f{n}")
            rows = [
                ShareForm(regime, persons, data, initial=shares[k] if k < len(shares) else {}, prefix=f"f{n}p{k}")
                for k in range(number)
            ]
            self.findings.append((finding, rows))

    def all(self) -> list[forms.Form]:
        return [self.head, *(form for finding, shares in self.findings for form in (finding, *shares))]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.all()]
        return all(checked)

    def stated(self) -> dict[str, Any]:
        """What was filled in, as an act states it."""
        findings = []
        for n, (finding, shares) in enumerate(self.findings, start=1):
            told = {**_filled(finding), "id": f"f{n}", "persons": [_filled(share) for share in shares]}
            findings.append(told)
        return {**_filled(self.head), "findings": findings}


def _filled(form: forms.Form) -> dict[str, Any]:
    found = {name: plain(value) for name, value in form.cleaned_data.items() if value not in (None, "", [])}
    if "amount" in found:
        amount = found["amount"]
        found["amount"] = int(amount) if amount == int(amount) else amount
    return found


def _count(data: Any, name: str, otherwise: int) -> int:
    text = data.get(name, "") if data is not None else ""
    return max(1, int(text)) if text.isdecimal() and len(text) < 4 else otherwise
