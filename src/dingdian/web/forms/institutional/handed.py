"""The materials of an application in a form: what becomes of each, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html

from dingdian.law.regime import Regime
from dingdian.web.forms.fields import choice
from dingdian.web.forms.institutional.labels import CHOICES
from dingdian.web.words import Choices

HEAD = "materials."
KEPT = ".kept"
"""Behind the name of a file's field: the hash of what was kept of it."""


class _Picker(forms.FileInput):
    """Chooses a file; what was kept already stands beside it and is sent again."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name + KEPT, "")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        picked = super().render(name, None, attrs, renderer)
        if not value:
            return picked
        told = '{}<p class="hint">已上传（校验值 {}…）；再选一份即替换</p><input type="hidden" name="{}" value="{}">'
        return format_html(told, picked, str(value)[:8], name + KEPT, value)


class Handed(forms.CharField):
    """A file handed in, as the hash under which it is kept."""

    def __init__(self, label: str) -> None:
        picker = _Picker(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
        super().__init__(label=label, required=False, widget=picker, max_length=64)


def fields(regime: Regime, offered: Choices) -> dict[str, forms.Field]:
    """For each material: whether it is handed in, looked up or promised; and its file."""
    found: dict[str, forms.Field] = {}
    shared = regime.rules.materials_waivable_by_data_sharing.value or ()
    promised = regime.rules.commitment_eligible_items.value or ()
    for code, name in offered:
        states = ["submitted", *(["waived_by_data_sharing"] if code in shared else [])]
        states += ["replaced_by_commitment"] if code in promised else []
        found[f"{HEAD}{code}.state"] = choice(name, [(s, CHOICES[s]) for s in states], required=False)
        found[f"{HEAD}{code}.file"] = Handed(f"{name}：文件")
    return found


def stated(given: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The materials as the act lists them; a file without a word counts as handed in."""
    return [{"code": code, "state": "submitted"} | dict(said) for code, said in given.items()]
