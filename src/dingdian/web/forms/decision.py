"""The form of a decision on points: its head, what was found, and each person's share in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from dingdian.law.regime import Regime
from dingdian.law.values import Role
from dingdian.office.words import BASES, SHIFTS
from dingdian.web.forms.fields import Day, Known, choice, flat, money, nested, number, plain, text, ticks
from dingdian.web.forms.where import Where
from dingdian.web.words import choices, word

MOST = 12


class DecisionForm(forms.Form):
    """The head of a decision on points."""

    def __init__(self, where: Where, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        p = where.regime.parameters
        self.fields["on"] = Day(label="作出日期", help_text="决定作出的那一天")
        self.fields["basis"] = choice("依据", BASES.items(), required=p.scoring.requires_underlying_decision.value)
        by_decision = p.scoring.booking_time.value == "penalty_or_agreement_decision"
        self.fields["underlying_on"] = Day(
            label="所依据决定的作出日", required=False,
            help_text=f"处罚或协议处理早于本决定的填写；记分记入{'那一天' if by_decision else '本决定'}的年度",
        )  # fmt: skip
        self.fields["inspection"] = text("检查编号", 60)
        if where.departments:
            self.fields["department"] = choice("科室", [(d, d) for d in where.departments], required=False)
        else:
            self.fields["department"] = text("科室", 60)
        found_by = [(r.value, r.label) for r in (Role.AGENCY, Role.ADMINISTRATION)]
        self.fields["found_by"] = choice("责任认定部门", found_by, required=False)


class FindingForm(forms.Form):
    """One act found: its kind, the circumstances of the regime it fits, what it cost, the duties breached."""

    def __init__(self, where: Where, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        regime = where.regime
        p = regime.parameters
        rules = p.scoring.circumstances.value
        listed = [(key, f"{_cite(regime, key)} {rule.label}") for key, rule in rules.items()]
        listed += where.items(rules)
        kind = text("违法违规行为", required=True)
        kind.error_messages["required"] = "没有写违法违规行为：写明查实了什么"
        self.fields["type"] = kind
        self.fields["amount"] = money("涉及金额（元）")
        self.fields["instances"] = number("例数", 1, 1_000_000)
        self.fields["circumstances"] = ticks("负面情形", listed, required=True)
        self.fields["duties"] = ticks("违反的职责", p.casework.duties.value.items())
        named = dict.fromkeys(x for rule in rules.values() for x in (*rule.requires, *rule.excludes))
        for name in named:
            self.fields[f"facts.{name}"] = Known(word(regime, name))
        if any(rule.settled_for for rule in rules.values()):
            hint = "冒名结算的，写明实际提供服务的人员和服务日期"
            self.fields["settled_for.person"] = choice("为谁结算", where.persons, required=False, hint=hint)
            self.fields["settled_for.on"] = Day(label="服务日期", required=False)

    def facts(self) -> Iterator[forms.BoundField]:
        """What the circumstances presuppose or exclude, and whom somebody lent their name to."""
        for name in self.fields:
            if name.startswith(("facts.", "settled_for.")):
                yield self[name]

    def has_facts(self) -> bool:
        """Whether one of them is filled in."""
        return any(bound.value() not in (None, "") for bound in self.facts())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        person, on = found.get("settled_for.person"), found.get("settled_for.on")
        if bool(person) != bool(on):
            missing = "settled_for.on" if person else "settled_for.person"
            self.add_error(missing, "为谁结算和服务日期要一起填写")
        return found


class ShareForm(forms.Form):
    """One person's responsibility in a finding; what the regime leaves to a human is asked for."""

    def __init__(self, where: Where, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        regime = where.regime
        p = regime.parameters
        s = p.scoring
        self.fields["person"] = choice("人员", where.persons)
        if s.degrees.value:
            self.fields["degree"] = choice("责任程度", choices(regime, s.degrees.value), required=False)
        for name, label, reasons in (
            ("mitigating", "从轻减轻事由", s.mitigating.value),
            ("aggravating", "从重加重事由", s.aggravating.value),
        ):
            if reasons:
                self.fields[name] = ticks(label, choices(regime, reasons))
        if s.band_shift_max.value:
            self.fields["shift"] = choice("升降档", SHIFTS.items(), required=False)
        if s.method.value != "fixed_by_circumstance":
            self.fields["points"] = number("分值", 0, s.cap.value, self._hint(regime))
        if p.tiers.term_mode.value == "human_range":
            rows = [r for r in p.tiers.suspension_rows.value if r.months_min is not None and r.months_max is not None]
            low = min((r.months_min or 0 for r in rows), default=0)
            high = max((r.months_max or 0 for r in rows), default=0)
            self.fields["months"] = number("暂停期限（月）", 0, high, f"达到暂停时填写 {low} 至 {high} 个整月")
        if s.allow_not_scored_with_reason.value:
            self.fields["not_scored"] = text("不记分的理由", 500, hint="不记分的写明理由，其他各栏可不填")

    def _hint(self, regime: Regime) -> str:
        s = regime.parameters.scoring
        bands = "、".join(f"{low}—{high}" for low, high in s.bands.value or ())
        if s.method.value == "band_by_severity":
            return f"在情形对应的档内裁量（各档 {bands} 分）"
        return "不填则按责任程度；有从轻、从重事由时可在档内另定"

    def plain_fields(self) -> Iterator[forms.BoundField]:
        """The fields that are no groups of boxes."""
        for name in self.fields:
            if name not in ("mitigating", "aggravating"):
                yield self[name]

    def reasons(self) -> Iterator[forms.BoundField]:
        for name in ("mitigating", "aggravating"):
            if name in self.fields:
                yield self[name]


def _cite(regime: Regime, clause: str) -> str:
    return regime.clauses[clause].cite if clause in regime.clauses else clause


class DecisionForms:
    """A decision's head with its findings and their persons, as many as were asked for; nothing typed is lost."""

    def __init__(self, where: Where, data: Any, initial: Mapping[str, Any]) -> None:
        stated = initial.get("findings") or [{}]
        add = data.get("add", "") if data is not None else ""
        count = _count(data, "findings", len(stated)) + (add == "finding")
        self.where = where
        self.head = DecisionForm(where, data, initial=dict(initial))
        self.findings: list[tuple[FindingForm, list[ShareForm]]] = []
        self.counts: list[tuple[str, int]] = [("findings", min(count, MOST))]
        for n in range(min(count, MOST)):
            given = stated[n] if n < len(stated) else {}
            shares = given.get("persons") or [{}]
            many = min(MOST, _count(data, f"f{n}-persons", len(shares)) + (add == f"f{n}"))
            self.counts.append((f"f{n}-persons", many))
            finding = FindingForm(where, data, initial=flat(given), prefix=f"f{n}")
            rows = [
                ShareForm(where, data, initial=shares[k] if k < len(shares) else {}, prefix=f"f{n}p{k}")
                for k in range(many)
            ]
            self.findings.append((finding, rows))

    def all(self) -> list[forms.Form]:
        """Every form, in the order of the page."""
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

    def share_of(self, finding: str, person: str) -> str:
        """The prefix of the form of a person's share in a finding; empty where there is none."""
        for n, (_, shares) in enumerate(self.findings, start=1):
            for share in shares:
                if finding == f"f{n}" and share.is_bound and share["person"].value() == person:
                    return str(share.prefix)
        return ""


def offers(where: Where) -> dict[str, frozenset[str]]:
    """The fields of the decision, of a finding, of its person and of a lent name that the forms ask for."""
    head, finding, share = DecisionForm(where), FindingForm(where), ShareForm(where)
    asked = frozenset(name.split(".")[0] for name in finding.fields)
    return {
        "head": frozenset(head.fields) | {"findings", "institution"},
        "finding": asked | {"id", "persons"},
        "share": frozenset(share.fields),
    }


def _filled(form: forms.Form) -> dict[str, Any]:
    found = {n: plain(v) for n, v in form.cleaned_data.items() if not (v is None or v == "" or v == [])}
    return nested(found)


def _count(data: Any, name: str, otherwise: int) -> int:
    told = data.get(name, "") if data is not None else ""
    return max(1, int(told)) if told.isdecimal() and len(told) < 4 else otherwise
