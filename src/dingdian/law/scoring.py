"""From a finding to the points of one person: band and degree, band and severity, or a fixed value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dingdian.law.acts import CatalogueAdd, Finding, ScoredPerson
from dingdian.law.explain import Objection
from dingdian.law.regime import Regime
from dingdian.law.schema import Circumstance
from dingdian.law.values import Basis


@dataclass(frozen=True, slots=True)
class Score:
    """Points of one person in one finding, and how they came about."""

    points: int
    circumstance: str
    keys: tuple[str, ...]
    clauses: tuple[str, ...]
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a circumstance is tested against."""

    basis: Basis | None
    ownership: str | None
    items: Mapping[str, CatalogueAdd]


def circumstance_of(regime: Regime, name: str, facts: Facts) -> tuple[str, Circumstance] | Objection:
    """The rule of a circumstance: a listed clause, or an item the authority added under an open one (C18)."""
    listed = regime.parameters.scoring.circumstances.value
    item = facts.items.get(name)
    clause = item.under if item else name
    rule = listed.get(clause)
    if rule is None:
        return Objection(
            f"情形 {name} 不在本规则的负面情形目录里",
            ("scoring.circumstances", "scoring.bands"),
            remedy="先由有权机关补充目录并写明依据，或选用已列出的情形",
        )
    must_list = regime.parameters.scoring.catch_all_requires_catalogue_item.value
    added = item or next((i for i in facts.items.values() if i.under == clause), None)
    if rule.catch_all and must_list and added is None:
        return Objection(
            f"{clause} 是兜底情形，没有补充目录就不能据以记分",
            ("scoring.catch_all_requires_catalogue_item",),
            (clause,),
            "先由有权机关在这一条下补充具体情形，写明依据和日期",
        )
    if item is not None and item.points is not None:
        rule = rule.model_copy(update={"points": item.points, "band": None})
    return clause, rule


def presuppositions(name: str, clause: str, rule: Circumstance, finding: Finding, facts: Facts) -> list[Objection]:
    """What the circumstance presupposes and a stated fact denies (a fact not stated raises no objection)."""
    found = []
    if rule.basis and facts.basis is not None and facts.basis not in rule.basis:
        words = {Basis.ADMINISTRATIVE_PENALTY: "行政处罚", Basis.AGREEMENT_HANDLING: "协议处理"}
        found.append(
            Objection(
                f"情形 {name} 以{'或'.join(words[b] for b in rule.basis)}为前提，本次依据是{words[facts.basis]}",
                ("scoring.circumstances",),
                (clause,),
                "改用与处理依据相符的情形",
            )
        )
    if rule.ownership and facts.ownership is not None and facts.ownership not in rule.ownership:
        found.append(
            Objection(
                f"情形 {name} 只适用于 {'、'.join(rule.ownership)} 机构，本机构是 {facts.ownership}",
                (),
                (clause,),
                "核对机构性质，或改用其他情形",
            )
        )
    for fact in rule.requires:
        if finding.facts.get(fact) is False:
            found.append(Objection(f"情形 {name} 需要 {fact}，案卷写明没有", (), (clause,), "补充事实，或改用其他情形"))
    for fact in rule.excludes:
        if finding.facts.get(fact) is True:
            found.append(Objection(f"情形 {name} 不适用于 {fact} 的情况", (), (clause,), "改用其他情形"))
    return found


def score(regime: Regime, finding: Finding, person: ScoredPerson, facts: Facts) -> Score | list[Objection]:
    """Points of one person in one finding, or every reason why they cannot be given."""
    s = regime.parameters.scoring
    if not finding.circumstances:
        return [
            Objection(
                f"查实事项 {finding.id} 没有写负面情形",
                ("scoring.circumstances", "scoring.bands"),
                remedy="在 circumstances 里写明情形的条款编号",
            )
        ]
    objections: list[Objection] = []
    rules: list[tuple[str, Circumstance]] = []
    for name in finding.circumstances:
        found = circumstance_of(regime, name, facts)
        if isinstance(found, Objection):
            objections.append(found)
            continue
        rules.append(found)
        objections += presuppositions(name, *found, finding, facts)
    if objections:
        return objections
    if s.method.value == "fixed_by_circumstance":
        return _fixed(regime, finding, person, rules)
    if s.method.value == "band_by_severity":
        return _by_severity(regime, person, rules)
    return _by_degree(regime, person, rules)


def _combine(regime: Regime, scores: Sequence[Score]) -> Score:
    """One act that fits several circumstances: the highest, or the sum where the regime says so."""
    best = max(scores, key=lambda x: x.points)
    if len(scores) == 1:
        return best
    key = "scoring.same_act_many_circumstances"
    if regime.parameters.scoring.same_act_many_circumstances.value == "sum":
        total = sum(x.points for x in scores)
        return Score(total, best.circumstance, (*best.keys, key), best.clauses, f"多个情形相加 {total} 分")
    others = "、".join(f"{x.circumstance} {x.points} 分" for x in scores if x is not best)
    return Score(
        best.points,
        best.circumstance,
        (*best.keys, key),
        best.clauses,
        f"{best.arithmetic}；同一行为还符合 {others}，取最高",
    )


def _fixed(
    regime: Regime, finding: Finding, person: ScoredPerson, rules: Sequence[tuple[str, Circumstance]]
) -> Score | list[Objection]:
    scores = [
        Score(
            rule.points or 0,
            clause,
            ("scoring.method",),
            (clause, *parent_clause(regime, clause)),
            f"{clause} 固定 {rule.points} 分" + (f"（{finding.instances} 例按一次计）" if finding.instances else ""),
        )
        for clause, rule in rules
    ]
    best = _combine(regime, scores)
    if person.points is not None and person.points != best.points:
        return [
            Objection(
                f"{best.circumstance} 固定为 {best.points} 分，不能记 {person.points} 分",
                ("scoring.method",),
                best.clauses,
                f"改为 {best.points} 分，或不写分值",
            )
        ]
    return best


def parent_clause(regime: Regime, clause: str) -> tuple[str, ...]:
    """The clause that heads an item: its id without the last part."""
    head = clause.rpartition(".")[0]
    return (head,) if head in regime.clauses else ()


def _band(regime: Regime, index: int) -> tuple[int, int]:
    bands = regime.parameters.scoring.bands.value or ()
    return bands[index - 1]


def _by_severity(
    regime: Regime, person: ScoredPerson, rules: Sequence[tuple[str, Circumstance]]
) -> Score | list[Objection]:
    clause, rule = max(rules, key=lambda r: r[1].band or 0)
    low, high = _band(regime, rule.band or 1)
    keys, clauses = ("scoring.method", "scoring.bands"), (clause, *parent_clause(regime, clause))
    if person.points is None:
        return [Objection(f"{clause} 的分值由人裁量，没有填写", keys, clauses, f"填写 {low} 至 {high} 分")]
    if not low <= person.points <= high:
        return [
            Objection(
                f"{clause} 对应 {low}—{high} 分，填写的是 {person.points} 分",
                keys,
                clauses,
                f"改为 {low} 至 {high} 分",
            )
        ]
    return Score(person.points, clause, keys, clauses, f"{clause} 属 {low}—{high} 分档，裁量为 {person.points} 分")


def _by_degree(
    regime: Regime, person: ScoredPerson, rules: Sequence[tuple[str, Circumstance]]
) -> Score | list[Objection]:
    s = regime.parameters.scoring
    positions = s.degree_position.value or {}
    if person.degree is None or person.degree not in positions or person.degree not in (s.degrees.value or ()):
        what = "没有写责任程度" if person.degree is None else f"责任程度 {person.degree} 不在规则里"
        remedy = f"degree 写 {'、'.join(s.degrees.value or ())} 之一"
        keys: tuple[str, ...] = ("scoring.degrees",)
        if s.allow_not_scored_with_reason.value and person.degree is None:
            keys += ("scoring.allow_not_scored_with_reason",)
            remedy += "，或在 not_scored 写明不记分的理由"
        return [Objection(f"{person.person}：{what}", keys, remedy=remedy)]
    objections = _reasons(regime, person)
    if objections:
        return objections
    scores = []
    for clause, rule in rules:
        one = _one_degree(regime, person, clause, rule)
        if isinstance(one, list):
            objections += one
        else:
            scores.append(one)
    return objections or _combine(regime, scores)


def _reasons(regime: Regime, person: ScoredPerson) -> list[Objection]:
    """Shifts need their reasons, and reasons must be listed ones."""
    s, found = regime.parameters.scoring, []
    for given, param, key, word in (
        (person.mitigating, s.mitigating, "scoring.mitigating", "从轻减轻"),
        (person.aggravating, s.aggravating, "scoring.aggravating", "从重加重"),
    ):
        unknown = [name for name in given if name not in (param.value or ())]
        if unknown:
            listed = "、".join(param.value or ()) or "（没有）"
            found.append(Objection(f"{word}事由 {'、'.join(unknown)} 不在规则里", (key,), remedy=f"可用：{listed}"))
    if person.shift is not None and not s.band_shift_max.value:
        found.append(Objection("本规则没有升降档", ("scoring.band_shift_max",), remedy="去掉 shift"))
    if person.shift == "down" and not person.mitigating:
        found.append(Objection("减一档须有减轻事由", ("scoring.mitigating",), remedy="在 mitigating 写明事由"))
    if person.shift == "up" and not person.aggravating:
        found.append(Objection("加一档须有加重事由", ("scoring.aggravating",), remedy="在 aggravating 写明事由"))
    if person.shift is not None and person.mitigating and person.aggravating:
        found.append(
            Objection(
                "同时有从轻和从重事由，不升降档",
                ("scoring.mitigating", "scoring.aggravating"),
                remedy="去掉 shift，只在本档内裁量并写明理由",
            )
        )
    return found


def _one_degree(regime: Regime, person: ScoredPerson, clause: str, rule: Circumstance) -> Score | list[Objection]:
    s = regime.parameters.scoring
    assert person.degree is not None and s.degree_position.value is not None
    index, bands = rule.band or 1, s.bands.value or ()
    position = s.degree_position.value[person.degree]
    keys: tuple[str, ...] = ("scoring.method", "scoring.bands", "scoring.degree_position")
    clauses = (clause, *parent_clause(regime, clause), *_degree_clause(regime, person.degree))
    low, high = _band(regime, index)
    normal = min(high, low + position - 1)
    words = f"{clause} 属 {low}—{high} 分档，{degree_label(person.degree)}在第 {position} 位"
    if person.shift is not None and s.band_shift_max.value is not None:
        up = person.shift == "up"
        keys += ("scoring.aggravating" if up else "scoring.mitigating", "scoring.band_shift_max")
        index += s.band_shift_max.value if up else -s.band_shift_max.value
        if index < 1:
            normal = low if s.band_shift_floor_points.value is None else s.band_shift_floor_points.value
            keys += ("scoring.band_shift_floor_points",)
        elif index > len(bands):
            normal = high if s.band_shift_ceiling_points.value is None else s.band_shift_ceiling_points.value
            keys += ("scoring.band_shift_ceiling_points",)
        else:
            low, high = bands[index - 1]
            normal = min(high, low + position - 1)
        words += f"，{'加' if up else '减'}一档"
    if person.points is None or person.points == normal:
        return Score(normal, clause, keys, clauses, f"{words}，记 {normal} 分")
    return _deviation(person, clause, (low, high), normal, keys, clauses, words)


def degree_label(degree: str) -> str:
    """The official word for a degree of responsibility."""
    return {"general": "一般责任", "important": "重要责任", "main": "主要责任"}.get(degree, degree)


def _degree_clause(regime: Regime, degree: str) -> tuple[str, ...]:
    found = (regime.parameters.scoring.degree_clauses.value or {}).get(degree)
    return (found,) if found else ()


def _deviation(
    person: ScoredPerson,
    clause: str,
    band: tuple[int, int],
    normal: int,
    keys: tuple[str, ...],
    clauses: tuple[str, ...],
    words: str,
) -> Score | list[Objection]:
    """A number other than the degree's own: inside the band, in the direction of the stated reasons."""
    low, high = band
    points = person.points
    assert points is not None
    down, up = bool(person.mitigating), bool(person.aggravating)
    if person.shift is not None:
        down = up = False
    allowed = range(low if down else normal, (high if up else normal) + 1)
    if points in allowed:
        reasons = ("scoring.mitigating",) * down + ("scoring.aggravating",) * up
        return Score(points, clause, (*keys, *reasons), clauses, f"{words}应记 {normal} 分，有事由在档内记 {points} 分")
    if not low <= points <= high:
        text, remedy = f"{clause} 对应 {low}—{high} 分，填写的是 {points} 分", f"改为 {low} 至 {high} 分"
    else:
        degree = degree_label(person.degree or "")
        text = f"{clause} 按{degree}应记 {normal} 分，偏离到 {points} 分须有相应的从轻或从重事由"
        remedy = f"改为 {normal} 分，或写明 mitigating / aggravating"
    return [Objection(text, (*keys, "scoring.mitigating", "scoring.aggravating"), clauses, remedy)]
