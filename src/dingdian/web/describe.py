"""An act in words: a label and a value for each thing it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dingdian.law import acts as a
from dingdian.law.account import Line
from dingdian.law.processes.admit import steps_of
from dingdian.law.regime import Clause, Regime
from dingdian.law.scoring import Score
from dingdian.law.values import Status
from dingdian.office.words import BASES, DEGREES, REASONS, SHIFTS, measure
from dingdian.web import clauses
from dingdian.web.clauses import listed
from dingdian.web.dates import day
from dingdian.web.forms.institutional import facts, label_of
from dingdian.web.forms.institutional.labels import CHOICES
from dingdian.web.naming import OUTCOMES, Names
from dingdian.web.words import entries, word

LABELS = {
    "on": "日期",
    "basis": "依据",
    "underlying_on": "所依据的决定作出日",
    "institution": "机构",
    "department": "科室",
    "inspection": "检查编号",
    "found_by": "责任认定部门",
    "person": "人员",
    "of": "处理编号",
    "by": "提出方",
    "effective_from": "执行起日",
    "outcome": "结果",
    "points": "分值",
    "months": "期限（月）",
    "finding": "查实事项",
    "reason": "理由",
    "kind": "内容",
    "handed_in_on": "材料交来日",
    "conditions": "条件",
    "exam": "考核结果",
    "from_": "起日",
    "to": "止日",
    "ground": "情形",
    "contents": "承诺内容",
    "role": "人员类别",
    "code_type": "编码",
    "fields": "备案项目",
    "fund_related": "涉及医保基金使用",
    "certificates": "执业证书",
    "doctor_agreement": "医师服务协议",
    "newly_hired": "新录用",
    "status": "备案状态",
    "hours": "学时",
    "organiser": "组织单位",
    "topics": "涉及险种",
    "measure": "措施",
    "held_by": "办理单位",
    "scope": "通报范围",
    "result": "处理结果",
    "note": "监管情况",
    "discovered_on": "发现日期",
    "agreement": "协议",
    "start_on": "协议起日",
    "end_on": "协议止日",
    "responsible": "负有责任的人员",
    "on_request": "机构自己申请",
    "checked": "验收",
    "amount": "金额（元）",
    "under": "补充在",
    "cite": "依据文件",
    "authority": "有权机关",
    "person_facts": "记录的事实",
    "acknowledged": "已知晓承诺内容",
    "paid": "费用已经支付",
    "lines": "费用明细",
    "recovered": "已退回金额（元）",
    "deducted": "扣减机构考核分",
    "channel": "渠道",
    "contact": "联系方式",
    "text": "内容",
    "list": "名单",
    "document": "制度",
    "version": "版本",
    "year": "年度",
    "actor": "办理人",
    "approved_by": "审核人",
}
_KINDS = {"points": "分值", "term": "期限", "revoked": "吊销", "deregistered": "注销", "withdrawn": "收回"}
_PARTIES = {"person": "本人", "institution": "机构"}
_TABLES = {
    "basis": BASES,
    "outcome": OUTCOMES,
    "exam": OUTCOMES,
    "checked": OUTCOMES,
    "kind": _KINDS,
    "by": _PARTIES,
    "code_type": {"national": "全国统一编码", "local": "本地编码"},
    "status": {s.value: s.label for s in Status},
}
_LABELS_OF = {
    ("transfer.send", "to"): "移送给",
    ("self_inspection.correct", "of"): "自查编号",
    ("self_inspection.correct", "note"): "改正情况",
    ("feedback.pursue", "of"): "意见编号",
    ("feedback.close", "of"): "意见编号",
    ("feedback.close", "result"): "办理结果",
    ("honour.award", "reason"): "事迹",
    **dict.fromkeys(((f"fees.{step}", "of") for step in ("check", "settle", "recover", "close")), "批次编号"),
}
_SKIPPED = {"act", "id", "findings", "recorded_on"}


@dataclass(frozen=True)
class Share:
    """A person's responsibility in a finding."""

    person: str
    degree: str
    lighter: str
    heavier: str
    points: str
    arithmetic: str


@dataclass(frozen=True)
class Found:
    """A finding as the case page shows it."""

    type: str
    circumstances: tuple[str, ...]
    clauses: tuple[Clause, ...]
    amount: Any
    duties: tuple[str, ...]
    shares: tuple[Share, ...]


def rows(act: Any, names: Names, regime: Regime | None = None) -> Iterator[tuple[str, str]]:
    """(label, value) of the plain fields that the act states; the names of a regime in its own words."""
    known = steps_of(regime).get(act.act) if regime is not None else None
    facts_there = act.act == "fact.record" and act.institution is not None
    if known is not None and (known[0].institutional or facts_there):
        yield from _of_institution(act, names, regime)
        return
    for field, value in act.model_dump(exclude_unset=True).items():
        if field in _SKIPPED or value in (None, (), "", {}) or field not in LABELS:
            continue
        label = _LABELS_OF.get((act.act, field)) or LABELS[field]
        yield label, _words(field, value, names, regime)


def _of_institution(act: Any, names: Names, regime: Regime | None) -> Iterator[tuple[str, str]]:
    """The same of a step of an institution, called as its form calls it."""
    for field, value in act.model_dump(exclude_unset=True).items():
        if field in _SKIPPED or value in (None, (), "", {}):
            continue
        if field == "facts" and regime is not None:
            yield from ((label, _words("", fact, names, regime)) for label, fact in facts.told(regime, value))
            continue
        own = field in LABELS and field in ("on", "actor", "approved_by")
        yield LABELS[field] if own else label_of(act.act, field), _said(act.act, field, value, names, regime)


def _said(act: str, field: str, value: Any, names: Names, regime: Regime | None) -> str:
    if isinstance(value, dict):
        parts = [(k, v) for k, v in value.items() if v not in (None, (), "")]
        if "code" in value:
            became = [CHOICES.get(str(v), str(v)) for k, v in parts if k in _OUTCOME]
            head = "：".join([_named(regime, str(value["code"])), *became])
            rest = {k: v for k, v in parts if k != "code" and k not in _OUTCOME}
            return f"{head}（{_said(act, field, rest, names, regime)}）" if rest else head
        return " ".join(f"{label_of(act, k)}：{_said(act, k, v, names, regime)}" for k, v in parts)
    if isinstance(value, list | tuple):
        between = "；" if value and isinstance(value[0], dict) else "、"
        return between.join(_said(act, field, x, names, regime) for x in value)
    if field == "file" and isinstance(value, str):
        return f"校验值 {value[:8]}"
    if isinstance(value, str) and field != "reason" and value in CHOICES:
        return CHOICES[value]
    return _words(field, value, names, regime)


_OUTCOME = ("result", "state")
"""What became of a coded thing: told right behind its name."""


def doers(acts: Iterable[Any]) -> set[str]:
    """The users whom acts name as those who drew them up or signed them: `Names.meet` reads how they are called."""
    return {_username(who) for act in acts for who in (act.actor, act.approved_by) if who}


def _username(stated: Any) -> str:
    """Of `agency:zhang` the second part."""
    return str(stated).partition(":")[2] or str(stated)


def _words(field: str, value: Any, names: Names, regime: Regime | None) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if field == "lines":
        return f"{len(value)} 条，合计 {sum(Decimal(x['amount']) for x in value):.2f} 元"
    if isinstance(value, dict):
        return "；".join(
            f"{_named(regime, k)}：{_words(k, v, names, regime)}" for k, v in value.items() if v is not None
        )
    if isinstance(value, list | tuple):
        return "、".join(_listed(field, x, names, regime) for x in value)
    if field in ("person", "responsible"):
        return names.person(str(value))
    if field == "institution":
        return names.institution(str(value))
    if field in ("actor", "approved_by"):
        return names.user(_username(value)) or _named(regime, _username(value))
    if field == "measure" and regime is not None:
        return measure(regime, str(value))
    if field in ("of", "case"):
        return entries(str(value))
    told = _TABLES.get(field, {}).get(str(value))
    return told if told is not None else _named(regime, str(value))


def _listed(field: str, value: Any, names: Names, regime: Regime | None) -> str:
    if isinstance(value, dict) and "name" in value:
        return _condition(value, regime)
    return _words(field, value, names, regime)


_FACTS = {"start_on": "起", "end_on": "止", "staff_kind": "人员类别", "technical_title": "专业技术职务",
          "certificate_type": "证书类型", "certificate_no": "证书编号", "certificate_status": "证书状态",
          "certificate_valid_until": "证书有效期至", "insurance_mode": "参保方式", "trained_on": "培训日期",
          "died_on": "死亡日期"}  # fmt: skip


def _named(regime: Regime | None, name: str) -> str:
    if name in _FACTS:
        return _FACTS[name]
    if regime is None:
        return name
    return regime.clauses[name].cite if name in regime.clauses else word(regime, name)


def _condition(said: dict[str, Any], regime: Regime | None) -> str:
    """A condition of a repair with its evidence."""
    parts = [str(said["evidence"])] if said.get("evidence") else []
    parts += [_named(regime, str(said["organiser"]))] if said.get("organiser") else []
    parts += ["未完成"] if said.get("passed") is False else []
    return _named(regime, str(said["name"])) + (f"（{'，'.join(parts)}）" if parts else "")


@dataclass(frozen=True)
class Booked:
    """The line of a person's account that a finding left; `by`: what changed it (复核, 申诉), if anything did."""

    line: Line
    by: str = ""


def findings(
    regime: Regime,
    act: a.HandlingDecide,
    names: Names,
    scores: Mapping[tuple[str, str], Score],
    booked: Mapping[tuple[str, str], Booked] | None = None,
) -> list[Found]:
    """The findings of a decision, with each person's share, how the points came about and what they count now.

    `scores` and `booked` by person and finding; nothing is booked of what is only proposed.
    """
    rules, duties = regime.parameters.scoring.circumstances.value, regime.parameters.casework.duties.value
    found = []
    for f in act.findings:
        shares = []
        for p in f.persons:
            score = scores.get((p.person, f.id))
            lighter = "、".join(REASONS.get(x, x) for x in p.mitigating)
            heavier = "、".join(REASONS.get(x, x) for x in p.aggravating)
            if p.shift:
                lighter, heavier = _shifted(p.shift, lighter, heavier)
            shares.append(
                Share(
                    names.person(p.person),
                    DEGREES.get(p.degree or "", p.degree or "—"),
                    lighter,
                    heavier,
                    "不记分" if p.not_scored else _points(score, (booked or {}).get((p.person, f.id))),
                    p.not_scored or (clauses.in_words(regime, score.arithmetic) if score else ""),
                )
            )
        labels = tuple(rules[c].label if c in rules else c for c in f.circumstances)
        named = tuple(duties.get(d, d) for d in f.duties)
        found.append(Found(f.type, labels, listed(regime, f.circumstances), f.amount, named, tuple(shares)))
    return found


def _points(score: Score | None, booked: Booked | None) -> str:
    """What was given; where it counts otherwise by now, both, and why."""
    if score is None:
        return "—"
    if booked is None or booked.line.counted == booked.line.given:
        return f"+{score.points}"
    given, now = booked.line.given, booked.line.counted
    if booked.by:
        return f"原 {given} 分，{booked.by}后 {now} 分"
    return f"原 {given} 分，计 {now} 分" + (f"（{booked.line.note}）" if booked.line.note else "")


def _shifted(shift: str, lighter: str, heavier: str) -> tuple[str, str]:
    word = f"（{SHIFTS[shift]}）"
    return (lighter + word, heavier) if shift == "down" else (lighter, heavier + word)
