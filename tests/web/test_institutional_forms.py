"""Forms of the steps of institutions: every field of every act is asked for, filled in or known to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dingdian.dossier import parse_dossier
from dingdian.journal.slices import ACT
from dingdian.law.processes.admit import steps_of
from dingdian.law.processes.institutions import PROCESSES
from dingdian.located import read_yaml
from dingdian.regimes import SHIPPED, load
from dingdian.web.forms import StepForm, Where
from dingdian.web.forms.fields import Known
from dingdian.web.forms.institutional import SYSTEM, UNASKED, fields, models
from dingdian.web.forms.institutional.rows import Rows, Several

ACTS = sorted({step.act for process in PROCESSES for step in process.steps})


@pytest.mark.parametrize("regime", ["shaoguan-2023", "zizhiqu-2025"])
def test_every_field_of_every_step_is_asked_in_words(regime: str) -> None:
    rules = load(regime)
    left: dict[str, set[str]] = {}
    for act in ACTS:
        if act not in steps_of(rules):
            continue
        asked = fields(act, Where(rules))
        named = {info.alias or name for name, info in models()[act].model_fields.items() if name not in SYSTEM}
        if missing := named - {name.split(".")[0] for name in asked} - UNASKED:
            left[act] = missing
        for name, field in asked.items():
            assert field.label and str(field.label) != name, (act, name)
            for value, shown in getattr(field, "choices", ()):
                assert not str(value) or str(shown) != str(value) or "_" not in str(value), (act, name, value)
    assert left == {"fact.record": {"person"}}  # asked where it is opened for somebody


def sent(form: StepForm, act: Any) -> dict[str, Any]:
    """What a browser would send for an act that the form could have stated."""
    stated = act.model_dump(by_alias=True, exclude_unset=True, mode="json")
    data: dict[str, Any] = {"on": act.on.isoformat()}
    for name, field in form.fields.items():
        value = stated.get(name)
        if value is None or name == "on":
            continue
        if isinstance(field, Rows | Several | Known):
            value = field.prepare_value(value)
        data[name] = value
    return data


def told() -> Iterator[tuple[str, str, Any]]:
    """Every act on institutions that a story of the regimes tells."""
    for regime in ("shaoguan-2023", "zizhiqu-2025"):
        steps = steps_of(load(regime))
        for path in sorted((SHIPPED / regime / "dossiers").rglob("*.yaml")):
            dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), str(path)))
            for n, act in enumerate(dossier.acts):
                if act.act in steps and steps[act.act][0].institutional:
                    yield regime, f"{path.stem}:{n}", act


def test_every_act_that_a_story_tells_can_be_stated_in_its_form() -> None:
    wrong, seen = [], set()
    for regime, where, act in told():
        rules = Where(load(regime))
        form = StepForm(act.act, rules, sent(StepForm(act.act, rules), act))
        if not form.is_valid():
            wrong.append(f"{where} {act.act}: {form.errors.as_json()}")
            continue
        stated = {"act": act.act, **form.stated()}
        made = ACT.validate_python(stated)
        for name in type(act).model_fields:
            asked_in_vain = getattr(made, name) == () and getattr(act, name) is None
            if name not in SYSTEM | UNASKED and getattr(made, name) != getattr(act, name) and not asked_in_vain:
                wrong.append(f"{where} {act.act}.{name}: {getattr(made, name)!r}, not {getattr(act, name)!r}")
        seen.add(act.act)
    assert wrong == [], "\n".join(wrong[:40])
    assert len(seen) > 150, len(seen)
