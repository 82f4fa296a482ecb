"""Forms of an assessment: a line for each indicator, as the scheme names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from dingdian.journal.record import today
from dingdian.law.institutions.assessment import Mark
from dingdian.web.forms.fields import Day, text, words

PASSED = (("", "不写"), ("yes", "通过"), ("no", "不通过"))


class _Lines(forms.Form):
    """Fields of a page with a line for each indicator: `figure`, `score`, `note`, numbered as the scheme lists them."""

    required_css_class = "required"
    scores = True

    def __init__(self, marks: Sequence[Mark], data: Any = None) -> None:
        super().__init__(data, initial={"on": today()} | dict(self._begun(marks)))
        self.marks = marks
        self.fields["on"] = Day(label="日期", help_text="发生效力的那一天，通常是今天")
        for n, mark in enumerate(marks):
            self.fields[f"figure-{n}"] = _number(f"{mark.name}：数值", required=False)
            self.fields[f"score-{n}"] = _number(f"{mark.name}：得分", required=self.scores, most=100)
            self.fields[f"note-{n}"] = text(f"{mark.name}：说明", 500)

    def _begun(self, marks: Sequence[Mark]) -> Iterator[tuple[str, Any]]:
        """What was said before of each indicator."""
        for n, mark in enumerate(marks):
            said = mark.scored or mark.reported
            if said is not None:
                yield from ((f"figure-{n}", said.value), (f"score-{n}", said.score))
                if mark.scored is not None:
                    yield f"note-{n}", said.note

    def lines(self) -> list[tuple[Mark, tuple[forms.BoundField, ...]]]:
        """Each indicator with its fields."""
        return [(mark, (self[f"figure-{n}"], self[f"score-{n}"], self[f"note-{n}"]))
                for n, mark in enumerate(self.marks)]  # fmt: skip

    def items(self) -> list[dict[str, Any]]:
        """What was filled in, indicator by indicator."""
        found = []
        for n, mark in enumerate(self.marks):
            said = {"value": self._of("figure", n), "score": self._of("score", n), "note": self._of("note", n)}
            given = {k: v for k, v in said.items() if v not in (None, "")}
            found.append({"name": mark.name} | given)
        return found

    def _of(self, name: str, n: int) -> Any:
        return self.cleaned_data[f"{name}-{n}"]


class ReportForm(_Lines):
    """The institution on itself."""

    scores = False


class ReviewForm(_Lines):
    """The first review: a score for each indicator."""

    def items(self) -> list[dict[str, Any]]:
        weights = {mark.name: mark.weight for mark in self.marks}
        return [item | {"weight": weights[item["name"]]} for item in super().items()]


class FinalForm(forms.Form):
    """The second review: the result, where the rules set no mark also whether it passes."""

    required_css_class = "required"

    def __init__(self, data: Any = None, *, judged: bool) -> None:
        super().__init__(data, initial={"on": today()})
        self.fields["on"] = Day(label="日期", help_text="发生效力的那一天，通常是今天")
        if judged:
            self.fields["passed"] = forms.ChoiceField(label="是否通过", choices=PASSED, required=False)
        self.fields["failed"] = text("不符合的条件", 500, hint="有的，用顿号分开；影响续签")
        self.fields["reason"] = words("理由")

    def stated(self) -> dict[str, Any]:
        """What the act says besides the total."""
        given = self.cleaned_data
        found: dict[str, Any] = {"on": given["on"].isoformat()}
        if given.get("passed"):
            found["passed"] = given["passed"] == "yes"
        if given["failed"]:
            found["failed_conditions"] = [x.strip() for x in given["failed"].split("、") if x.strip()]
        return found | ({"reason": given["reason"]} if given["reason"] else {})


def _number(label: str, *, required: bool, most: int | None = None) -> forms.DecimalField:
    wrong = {
        "required": f"没有填写{label}", "invalid": f"{label}不是数：写半角数字",
        "min_value": f"{label}不能小于 0", "max_value": f"{label}至多 100",
    }  # fmt: skip
    field = forms.DecimalField(label=label, required=required, max_digits=14, decimal_places=4, error_messages=wrong,
                               max_value=most, min_value=0)  # fmt: skip
    field.widget.attrs |= {"inputmode": "decimal"}
    return field
