"""The forms of acts: every act of the persons' processes has one, it asks for every field, and asks in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest
from django.forms import Form

from dingdian.calendars import load_calendar
from dingdian.journal.slices import ACT
from dingdian.law import acts as a
from dingdian.law import conduct
from dingdian.law.act import Act
from dingdian.law.processes.persons import PROCESSES
from dingdian.law.regime import Regime
from dingdian.law.register import Handling, Register
from dingdian.law.setting import Setting
from dingdian.regimes import load, names
from dingdian.web.forms import STEPS, DecisionForms, StepForm, Where
from dingdian.web.forms.decision import offers
from dingdian.web.forms.steps import INSTITUTIONAL, SYSTEM, UNASKED

REGIMES = [load(name) for name in names() if load(name).persons is not None]
ACTS = sorted({step.act for process in PROCESSES for step in process.steps})
MODELS = {get_args(m.model_fields["act"].annotation)[0]: m for m in (vars(a) | vars(conduct)).values()
          if isinstance(m, type) and issubclass(m, Act) and "act" in m.model_fields}  # fmt: skip
PERSON, OTHER, PLACE = "D1", "D2", "H1"
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def where(regime: Regime, role: str = "institution") -> Where:
    """A decision with two findings about two people of a hospital, under a regime."""
    people = [{"code": c, "role": "medical", "sites": [{"institution": PLACE}]} for c in (PERSON, OTHER)]
    place = {"code": PLACE, "sector": "medical_institution"}
    register = Register(regime, load_calendar(), Setting.model_validate({"people": people, "institutions": [place]}))
    shares = [{"person": PERSON}, {"person": OTHER}]
    findings = [{"id": f"f{n}", "type": "x", "circumstances": [], "persons": shares} for n in (1, 2)]
    decided: Any = a.HandlingDecide.model_validate(
        {"act": "handling.decide", "on": "2026-03-02", "institution": PLACE, "findings": findings}
    )
    persons, here = [(PERSON, "张某"), (OTHER, "李某")], [(PLACE, "甲医院")]
    return Where(regime, register, role, persons, here, persons, ("内科",), Handling("CL-1", decided, {}))


def shown(form: Form) -> Iterator[str]:
    """Every label and choice that the form shows."""
    for field in form.fields.values():
        yield str(field.label)
        yield str(field.help_text)
        for value, label in getattr(field, "choices", ()):
            if str(value) != str(label):
                yield str(label)
            else:
                yield f"没有说法：{value}"


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_every_act_of_persons_has_a_form_that_asks_for_all_its_fields(regime: Regime) -> None:
    wrong = []
    for act in ACTS:
        if act == "handling.decide":
            continue
        offered = StepForm(act, where(regime)).offers()
        fields = {info.alias or name for name, info in MODELS[act].model_fields.items()}
        unasked = {name for (of, name), is_so in UNASKED.items() if of == act and is_so(regime)}
        left = fields - offered - (SYSTEM - offered) - INSTITUTIONAL.get(act, frozenset()) - unasked
        wrong += [(act, "not asked for", name) for name in sorted(left)]
        wrong += [(act, "no field of it", name) for name in sorted(offered - fields)]
        wrong += [(act, "asked for after all", name) for name in sorted(unasked & offered)]
    assert not wrong
    assert set(STEPS) == set(ACTS) - {"handling.decide"}


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_a_decision_asks_for_all_its_fields_and_for_what_the_regime_leaves_to_a_human(regime: Regime) -> None:
    s, found = regime.parameters.scoring, offers(where(regime))
    unasked = {
        "degree": not s.degrees.value,
        "mitigating": not s.mitigating.value,
        "aggravating": not s.aggravating.value,
        "shift": not s.band_shift_max.value,
        "points": s.method.value == "fixed_by_circumstance",
        "months": regime.parameters.tiers.term_mode.value != "human_range",
        "not_scored": not s.allow_not_scored_with_reason.value,
        "facts": not any(rule.requires or rule.excludes for rule in s.circumstances.value.values()),
        "settled_for": not any(rule.settled_for for rule in s.circumstances.value.values()),
    }
    for part, model in (("head", a.HandlingDecide), ("finding", a.Finding), ("share", a.ScoredPerson)):
        fields = set(model.model_fields) - (SYSTEM if part == "head" else set())
        left_out = {name for name in fields if unasked.get(name)}
        assert set(found[part]) == fields - left_out, part


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.id)
def test_forms_speak_in_words_and_not_in_the_names_of_the_regime(regime: Regime) -> None:
    w = where(regime)
    forms: list[Form] = [StepForm(act, w) for act in STEPS]
    forms += DecisionForms(w, None, {}).all()
    said = [text for form in forms for text in shown(form)]
    assert [text for text in said if CODE.search(text) or text.startswith("没有说法")] == [
        "没有说法：内科"
    ] * said.count("没有说法：内科")


def test_a_repair_states_the_conditions_that_were_filled_in() -> None:
    data = {"on": "2026-03-10", "kind": "points", "person": PERSON, "conditions.study_and_exam.passed": "yes",
            "conditions.study_and_exam.evidence": "证书 7", "conditions.study_and_exam.organiser": "agency",
            "conditions.policy_publicity_activity.passed": "no"}  # fmt: skip
    form = StepForm("repair.apply", where(load("yunnan-2025"), "person"), data)
    assert form.is_valid(), form.errors
    made: Any = ACT.validate_python({"act": "repair.apply", **form.stated()})
    assert sorted((c.name, c.evidence, c.passed) for c in made.conditions) == [
        ("policy_publicity_activity", None, False),
        ("study_and_exam", "证书 7", True),
    ]
    again = StepForm("repair.apply", form.where, initial=made.model_dump(mode="json"))
    assert again["conditions.study_and_exam.evidence"].value() == "证书 7"


def test_an_empty_list_that_the_law_weighs_is_stated() -> None:
    w = where(load("yunnan-2025"))
    data = {"on": "2026-03-10", "person": PERSON, "department": "内科"}
    signed = StepForm("commitment.sign", w, data)
    assert signed.is_valid() and signed.stated()["contents"] == []
    filed = StepForm("filing.submit", w, data)
    assert filed.is_valid() and filed.stated()["fields"] == [] and "conditions" not in filed.stated()


def test_a_revoked_entry_keeps_its_zero_and_a_person_speaks_for_himself() -> None:
    w = where(load("qinghai-2025"), "person")
    data = {"on": "2026-03-10", "person": PERSON, "outcome": "revoked", "points": "0", "months": "0", "finding": "f2"}
    form = StepForm("review.decide", w, data)
    assert form.is_valid()
    assert {k: form.stated()[k] for k in ("of", "points", "months", "finding")} == {
        "of": "CL-1", "points": 0, "months": 0, "finding": "f2"}  # fmt: skip
    asked = StepForm("review.request", w, {"on": "2026-03-10", "person": PERSON})
    assert asked.is_valid() and asked.stated()["by"] == "person" and "handed_in_on" not in asked.fields


def test_what_a_human_may_weigh_is_stated_in_a_decision() -> None:
    w = where(load("qinghai-2025"))
    data = {"findings": "1", "f0-persons": "2", "on": "2026-03-10", "basis": "agreement_handling",
            "underlying_on": "2026-03-03", "department": "内科", "found_by": "agency", "f0-type": "挂床住院",
            "f0-circumstances": ["qinghai/3.5.d"], "f0-amount": "1250.50", "f0-instances": "3", "f0p0-person": PERSON,
            "f0p0-points": "9", "f0p0-months": "2", "f0p1-person": OTHER, "f0p1-not_scored": "没有参与"}  # fmt: skip
    forms = DecisionForms(w, data, {})
    assert forms.is_valid(), [f.errors for f in forms.all()]
    made: Any = ACT.validate_python({"act": "handling.decide", "institution": PLACE, **forms.stated()})
    assert made.underlying_on == date(2026, 3, 3) and made.department == "内科" and made.found_by == "agency"
    assert [(p.points, p.months, p.not_scored) for p in made.findings[0].persons] == [
        (9, 2, None),
        (None, None, "没有参与"),
    ]
    assert forms.share_of("f1", OTHER) == "f0p1"


def test_facts_and_a_lent_name_are_stated_in_a_finding() -> None:
    w = where(load("yunnan-2025"))
    data = {"findings": "1", "f0-persons": "1", "on": "2026-03-10", "basis": "agreement_handling", "f0-type": "冒名",
            "f0-circumstances": ["yunnan/24.1"], "f0-facts.settled_for_another": "yes", "f0-facts.unjustified": "no",
            "f0-settled_for.person": OTHER, "f0p0-person": PERSON, "f0p0-degree": "main"}  # fmt: skip
    assert not DecisionForms(w, data, {}).is_valid()
    forms = DecisionForms(w, data | {"f0-settled_for.on": "2026-02-01"}, {})
    assert forms.is_valid()
    told = forms.stated()["findings"][0]
    assert told["facts"] == {"settled_for_another": True, "unjustified": False}
    assert told["settled_for"] == {"person": OTHER, "on": "2026-02-01"}
