"""The form of one step, made from its declaration and from where it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from dingdian.casework.perms import JOINING
from dingdian.web.forms.declared import form_of
from dingdian.web.forms.fields import Day, choice, flat, nested, plain, text
from dingdian.web.forms.steps import INSTITUTION, OF, PERSON
from dingdian.web.forms.where import Where


class StepForm(forms.Form):
    """Asks for the day, for whom and where if that is still open, and for what the step declares.

    `several`: whom it is about is chosen beside the form.
    """

    required_css_class = "required"

    def __init__(
        self, act: str, where: Where, data: Any = None, *, initial: Mapping[str, Any] | None = None,
        several: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_shown(initial or {}))
        declared = form_of(where.regime, act, at_institution="institution" in where.fixed)
        assert declared is not None  # whoever opens a form has looked that there is one
        self.act, self.where, self.declared = act, where, declared
        self.fields["on"] = Day(label="日期", help_text="发生效力的那一天，通常是今天")
        if PERSON in self.declared.about and not several:
            self._ask(PERSON, "人员", where.persons)
        if INSTITUTION in self.declared.about:
            self._ask(INSTITUTION, "机构", where.institutions)
        self.fields.update(self.declared.fields(where))

    def _ask(self, name: str, label: str, offered: Any) -> None:
        optional = name in self.declared.optional
        if not offered and name == PERSON and self.act in JOINING:
            self.fields[name] = text("人员编码", 30, required=True, hint="按国家平台上的编码填写；不限本机构人员")
        elif len(offered) > 1 or (optional and offered):
            of_all = "不选则为全部" if OF in self.declared.about else "不针对某一人的，不选"
            hint = of_all if optional else ""
            self.fields[name] = choice(label, offered, required=not optional, hint=hint)

    def stated(self) -> dict[str, Any]:
        """What the act states: what was filled in, and what follows from where the form was opened and by whom."""
        listed = {n for n in self.declared.listed if n in self.fields}
        given = {n: v for n, v in self.cleaned_data.items() if n in listed or not self._open(n, v)}
        found = nested({name: plain(value) for name, value in given.items()})
        if self.act == "repair.apply" and "conditions" in found:
            found["conditions"] = [{"name": name, **said} for name, said in found["conditions"].items()]
        made = {**self._about(), **self.declared.filled(self.where), **found}
        return self.declared.shape(self.where, made)

    def _open(self, name: str, value: Any) -> bool:
        """Whether a field was left open: empty, or a box that was not ticked."""
        unticked = value is False and isinstance(self.fields[name], forms.BooleanField)
        return value is None or value == "" or value == [] or unticked

    def _about(self) -> dict[str, Any]:
        w, found = self.where, dict(self.where.fixed)
        if OF in self.declared.about and w.handling is not None:
            found["of"] = w.handling.ref
        for name, offered in ((PERSON, w.persons), (INSTITUTION, w.institutions)):
            if name in self.declared.about and name not in self.fields and len(offered) == 1:
                found[name] = offered[0][0]
        return found

    def sections(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """What is asked in groups: their titles, their fields, and whether something in them was filled in or wrong."""
        found: dict[str, list[forms.BoundField]] = {"": []}
        for bound in self:
            found.setdefault(getattr(bound.field, "group", ""), []).append(bound)
        return [(title, group, any(f.errors or f.value() for f in group)) for title, group in found.items()]

    def offers(self) -> frozenset[str]:
        """The fields of the act that the form asks for or fills in."""
        asked = {name.split(".")[0] for name in self.fields}
        return frozenset(asked | set(self.declared.about) | set(self.declared.fills))


def _shown(stated: Mapping[str, Any]) -> dict[str, Any]:
    """An act as the form shows it again."""
    found = dict(stated)
    rows = found.get("conditions")
    if isinstance(rows, list | tuple):
        found["conditions"] = {row["name"]: {k: v for k, v in row.items() if k != "name"} for row in rows}
    return flat(found)
