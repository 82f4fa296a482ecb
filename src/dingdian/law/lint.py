"""What is wrong with a regime although it loads: gaps, overlaps, tiers nobody reaches, names that lead nowhere.

Every finding names the place in the regime's file, what was expected and how to mend it. An error means that some case
has no answer or two; a warning, that a human should look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from dingdian.law.institutions.lint import faults
from dingdian.law.processes import PROCESSES
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.regime import Regime, section
from dingdian.law.schema import SuspensionRow
from dingdian.law.tiers import TierTable
from dingdian.law.values import Status

Path = tuple[str | int, ...]
Level = Literal["error", "warning"]
_MONTH_DAYS = 31  # longest month: a term in days is held against a limit in months


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where it stands (path in regime.yaml or clauses.yaml), what it is, what is expected."""

    level: Level
    path: Path
    message: str
    expected: str = ""
    remedy: str = ""
    source: Literal["regime", "clauses"] = "regime"

    @property
    def label(self) -> str:
        return "错误" if self.level == "error" else "警告"


def lint(regime: Regime) -> list[Finding]:
    """Every finding, in the order of the checks."""
    checks = (*(_CHECKS if regime.persons is not None else ()), *_SHARED)
    return [finding for check in checks for finding in check(regime)]


def _at(key: str, *path: str | int) -> Path:
    return (section(key), key, "value", *path)


# Points


def _bands(r: Regime) -> Iterator[Finding]:
    """Bands follow one another without gap from 1 to the cap."""
    s = r.parameters.scoring
    bands, key, expected = s.bands.value, "scoring.bands", f"从 1 分到 {s.cap.value} 分首尾相接"
    if bands is None:
        if s.method.value != "fixed_by_circumstance":
            yield Finding("error", _at(key), "按档次记分却没有档次", expected, "写上各档的最低和最高分")
        return
    for i, (low, high) in enumerate(bands):
        if low > high:
            yield Finding("error", _at(key, i), f"第 {i + 1} 档 {low}—{high} 分上下颠倒", expected, "交换两个数")
    for i, ((_, high), (low, _)) in enumerate(pairwise(bands), start=1):
        if low > high + 1:
            yield Finding("error", _at(key, i), f"{high + 1}—{low - 1} 分不在任何档次", expected, "补上空缺的分值")
        elif low <= high:
            yield Finding("error", _at(key, i), f"{low}—{high} 分同时落在两档", expected, "让下一档从上一档的后一分起")
    if bands and (bands[0][0] != 1 or bands[-1][1] != s.cap.value):
        words = f"各档合起来是 {bands[0][0]}—{bands[-1][1]} 分"
        yield Finding("error", _at(key), words, expected, "改正首档或末档，或改 scoring.cap")


def _degrees(r: Regime) -> Iterator[Finding]:
    """Each degree has a position, in order, inside every band."""
    s = r.parameters.scoring
    degrees, positions = s.degrees.value or (), s.degree_position.value or {}
    key = "scoring.degree_position"
    if s.method.value == "band_by_responsibility_degree" and not degrees:
        yield Finding("error", _at("scoring.degrees"), "按责任程度记分却没有责任程度", "至少一种", "列出责任程度")
    for name in degrees:
        if name not in positions:
            yield Finding("error", _at(key), f"责任程度 {name} 没有档内位置", "每种责任程度一个位置", f"写上 {name}")
    for name, position in positions.items():
        narrow = [i + 1 for i, (low, high) in enumerate(s.bands.value or ()) if position > high - low + 1]
        if name not in degrees:
            yield Finding("error", _at(key, name), f"责任程度 {name} 没有列出", "scoring.degrees 里的名称", "改正名称")
        elif position < 1:
            yield Finding("error", _at(key, name), f"{name} 在第 {position} 位", "从 1 起的位置", "改位置")
        elif narrow and s.method.value == "band_by_responsibility_degree":
            words = f"{name} 在第 {position} 位，超出第 {'、'.join(map(str, narrow))} 档的宽度，按该档最高分记"
            yield Finding("warning", _at(key, name), words, "不超过档宽的位置", "改位置或档次")
    for before, after in pairwise([d for d in degrees if d in positions]):
        if positions[before] >= positions[after]:
            words = f"{after} 的位置不高于 {before}"
            yield Finding("error", _at(key, after), words, "责任越重位置越高", "调整位置，或改 scoring.degrees 的次序")
    for name in s.degree_clauses.value or {}:
        if name not in degrees:
            expected = "scoring.degrees 里的名称"
            yield Finding(
                "error", _at("scoring.degree_clauses", name), f"责任程度 {name} 没有列出", expected, "改正名称"
            )


def _circumstances(r: Regime) -> Iterator[Finding]:
    """Circumstances lead to a band or a fixed value that exists, by the method of the regime."""
    s = r.parameters.scoring
    key, fixed = "scoring.circumstances", s.method.value == "fixed_by_circumstance"
    bands, points = s.bands.value or (), s.fixed_points.value
    for name, rule in s.circumstances.value.items():
        if rule.band is not None and not fixed and not 1 <= rule.band <= len(bands):
            expected = f"1 至 {len(bands)}"
            yield Finding("error", _at(key, name, "band"), f"没有第 {rule.band} 档", expected, "改正 band")
        if fixed and rule.points is None:
            words = f"按固定分值记分，{name} 却没有写分值"
            yield Finding("error", _at(key, name), words, "points", "把 band 改为 points")
        if not fixed and rule.band is None:
            yield Finding("error", _at(key, name), f"按档次记分，{name} 却没有写档次", "band", "把 points 改为 band")
        if rule.points is not None and not 1 <= rule.points <= s.cap.value:
            expected = f"1 至 {s.cap.value}"
            yield Finding("error", _at(key, name, "points"), f"{name} 记 {rule.points} 分", expected, "改正分值")
        elif fixed and points is not None and rule.points is not None and rule.points not in points:
            words, expected = f"{rule.points} 分不是固定分值", "、".join(map(str, points))
            yield Finding("error", _at(key, name, "points"), words, expected, "改正分值，或补进 scoring.fixed_points")
    used = {rule.points for rule in s.circumstances.value.values()}
    for i, value in enumerate(points or ()):
        if value not in used:
            words = f"没有记 {value} 分的情形"
            yield Finding("warning", _at("scoring.fixed_points", i), words, "每个分值至少一项情形", "核对情形目录")


def _items_per_level(r: Regime) -> Iterator[Finding]:
    """The number of items the text lists per level is the number in the catalogue."""
    s, key = r.parameters.scoring, "scoring.circumstance_items_per_level"
    expected = s.circumstance_items_per_level.value
    if expected is None:
        return
    rules = s.circumstances.value.values()
    found = Counter(f"p{x.points}" if x.points is not None else f"band{x.band}" for x in rules)
    for level in expected | found:
        if expected.get(level, 0) != found[level]:
            words = f"{level} 写明 {expected.get(level, 0)} 项，目录里有 {found[level]} 项"
            yield Finding("error", _at(key, level), words, "与 scoring.circumstances 一致", "补齐目录，或改正项数")


# Tiers


def _tier_table(r: Regime) -> Iterator[Finding]:
    """No gap and no overlap in the table itself."""
    for words in TierTable(r).gaps():
        yield Finding("error", _at("tiers.suspension_rows"), words, "每个分值恰好一个结果", "改正各行的起止分值")


def _cells(r: Regime) -> Iterator[Finding]:
    """Every decision (total before, total after, highest entry) that reaches a tier has exactly one consequence."""
    table, rows = TierTable(r), r.parameters.tiers.suspension_rows.value
    cap, top = table.cap, table.terminate_at
    reached: set[int] = set()
    empty: dict[int, tuple[int, int]] = {}
    for before in range(cap):
        for single in range(1, cap + 1):
            for after in range(min(cap, before + single), cap + 1):
                outcome = table.outcome(before, after, single)
                if outcome is None:
                    if table.level(after) > table.level(before):
                        empty.setdefault(after, (before, single))
                elif outcome.status is Status.SUSPENDED:
                    reached |= {i for i, row in enumerate(rows) if row.low <= after <= row.high}
                    if outcome.term is None and outcome.needs_term is None:
                        empty.setdefault(after, (before, single))
    for after, (before, single) in empty.items():
        words = f"由 {before} 分升到 {after} 分（单次 {single} 分）没有结果"
        yield Finding("error", _at("tiers.suspension_rows"), words, "每个格子恰好一个结果", "补上这个分值的一行")
    for i, row in enumerate(rows):
        if i not in reached:
            words = f"第 {i + 1} 行（{row.low}—{row.high} 分）永远用不上"
            yield Finding("error", _at("tiers.suspension_rows", i), words, "有办法达到的分值", "改正分值或删去这一行")
    if top is not None and not 1 <= top <= cap:
        words = f"终止分值 {top} 达不到"
        yield Finding("error", _at("tiers.terminate_at"), words, f"1 至 {cap}", "改正终止分值，或改 scoring.cap")


def _terms(r: Regime) -> Iterator[Finding]:
    """No term over the stated maximum; higher totals never lead to shorter terms; columns that nobody reads."""
    t, key = r.parameters.tiers, "tiers.suspension_rows"
    limit = t.max_points_suspension_months.value
    rows = list(enumerate(t.suspension_rows.value))
    for i, row in rows:
        for name, months in _months(row):
            if limit is not None and months > limit:
                words = f"期限 {months} 个月超过最长 {limit} 个月"
                yield Finding("error", _at(key, i, name), words, f"不超过 {limit} 个月", "改正期限，或改最长期限")
        if row.single is not None and not t.single_vs_cumulative_for_suspension.value:
            words = "写了单次一栏，但 tiers.single_vs_cumulative_for_suspension 没有启用"
            yield Finding("warning", _at(key, i), words, "启用，或没有单次一栏", "改其中之一")
    ordered = sorted(rows, key=lambda x: x[1].low)
    for (_, low), (i, high) in pairwise(ordered):
        for column in ("cumulative", "single"):
            shorter, longer = getattr(low, column), getattr(high, column)
            if shorter is None or longer is None or shorter.unit is not longer.unit:
                continue
            if longer.amount < shorter.amount:
                words = f"{high.low} 分的期限 {longer} 短于 {low.low} 分的 {shorter}"
                yield Finding("warning", _at(key, i), words, "分值越高期限越长", "核对期限")


def _months(row: SuspensionRow) -> Iterator[tuple[str, int]]:
    """Every term of a row, in months rounded up."""
    for name in ("months", "cumulative_months", "single_months", "months_max"):
        if (value := getattr(row, name)) is not None:
            yield name, value
    for name in ("days", "cumulative_days", "single_days"):
        if (value := getattr(row, name)) is not None:
            yield name, -(-value // _MONTH_DAYS)


def _bans(r: Regime) -> Iterator[Finding]:
    """A ban needs a termination that it can follow."""
    t = r.parameters.tiers
    if t.terminate_at.value is None:
        for key in ("tiers.ban_years_cumulative", "tiers.ban_years_single"):
            if r.flat[key].value is not None:
                words, expected = "写了禁期，但没有任何分值导致终止", "有 tiers.terminate_at 才有禁期"
                yield Finding("error", _at(key), words, expected, "写上终止分值，或把禁期改为 null")
    for i, row in enumerate(t.consecutive_years.value or ()):
        where = _at("tiers.consecutive_years", i)
        if row.ban_years is not None and not row.terminate:
            yield Finding("error", where, "写了禁期，但这一条件不终止", "terminate: true", "改其中之一")
        if row.more_than >= r.parameters.scoring.cap.value:
            words = f"一年不可能超过 {row.more_than} 分"
            yield Finding("error", where, words, f"小于 {r.parameters.scoring.cap.value}", "改正分值")


# Rows over a scale


def _credit(r: Regime) -> Iterator[Finding]:
    """Every number of points left has exactly one grade."""
    rows, top = r.parameters.credit.levels.value, r.parameters.scoring.initial_points.value
    if rows is None:
        return
    key, expected = "credit.levels", f"0 至 {top} 分各有一个等级"
    for left in range(top + 1):
        fits = [
            i
            for i, row in enumerate(rows)
            if row.min <= left and (row.below is None or left < row.below) and (row.max is None or left <= row.max)
        ]
        if not fits:
            yield Finding("error", _at(key), f"剩余 {left} 分没有等级", expected, "补上这个分值")
        elif len(fits) > 1:
            names = "、".join(rows[i].level for i in fits)
            yield Finding("error", _at(key, fits[1]), f"剩余 {left} 分同时是 {names}", expected, "改正起止分值")


def _ratios(r: Regime) -> Iterator[Finding]:
    """Shares follow one another: none fits two rows, none between the lowest and the highest row fits no row."""
    rows, key = r.parameters.institution_measures.ratio_rows.value, "institution_measures.ratio_rows"
    expected = "各行首尾相接，交界处只归一行"
    for i, row in enumerate(rows):
        inside = row.min_percent >= 0 and (row.max_percent is None or row.min_percent <= row.max_percent <= 100)
        if not inside or row.min_percent > 100:
            words = f"比例 {row.min_percent}%—{row.max_percent}% 不成立"
            yield Finding("error", _at(key, i), words, "0 至 100 之间，由低到高", "改正比例")
    for (_, low), (i, high) in pairwise(sorted(enumerate(rows), key=lambda x: x[1].min_percent)):
        end, start = low.max_percent, high.min_percent
        if end is None or start < end or (start == end and low.max_inclusive):
            words = f"{start}% 同时适用 {low.do} 和 {high.do}"
            yield Finding(
                "error", _at(key, i), words, expected, "写明上一行的 max_percent，交界处用 max_inclusive: false"
            )
        elif start > end:
            words = f"{end}% 与 {start}% 之间没有措施"
            yield Finding("error", _at(key, i), words, expected, "让两行相接")


# Names


def _measures(r: Regime) -> Iterator[Finding]:
    """Measures named anywhere are in the catalogue, and those in the catalogue are named somewhere."""
    p = r.parameters
    named: list[tuple[str, Path]] = []
    for i, attention in enumerate(p.tiers.attention.value or ()):
        named += [(name, _at("tiers.attention", i, "do", j)) for j, name in enumerate(attention.do)]
    for key in ("measures.at_suspension_level", "measures.at_12", "institution_measures.noncompliance"):
        named += [(name, _at(key, i)) for i, name in enumerate(r.flat[key].value)]
    for i, row in enumerate(p.institution_measures.ratio_rows.value):
        named.append((row.do, _at("institution_measures.ratio_rows", i, "do")))
    rule = p.institution_measures.department.value
    named += [(name, _at("institution_measures.department", "do", i)) for i, name in enumerate(rule.do if rule else ())]
    if p.title_review_ban.value is not None:
        named.append(("title_review_ban", _at("title_review_ban")))
    catalogue, key = p.measures.catalogue.value, "measures.catalogue"
    for name, path in named:
        if name not in catalogue:
            yield Finding("warning", path, f"措施 {name} 不在措施目录里", "measures.catalogue 里的名称", "补进目录")
    known = {name for name, _ in named}
    for name, spec in catalogue.items():
        if name not in known and spec.process != "supervision":
            words = f"目录里的措施 {name} 没有任何地方采用"
            yield Finding("warning", _at(key, name), words, "某一档次或比例采用它", "核对名称，或从目录删去")


def _statuses(r: Regime) -> Iterator[Finding]:
    """Statuses are ones the rules know and the regime lists."""
    p, every = r.parameters, {s.value for s in Status}
    expected = "、".join(s.value for s in Status)
    for key in ("status.codes", "settlement.denied_statuses", "institution_measures.ratio_numerator_statuses"):
        for i, name in enumerate(r.flat[key].value):
            if name not in every:
                yield Finding("error", _at(key, i), f"不认识的状态 {name}", expected, "改成其中之一")
            elif name not in p.status.codes.value and name != "not_obtained":
                words = f"状态 {name} 没有列在 status.codes 里"
                yield Finding("error", _at(key, i), words, "、".join(p.status.codes.value), "补进 status.codes")
    for name in p.settlement.status_clauses.value:
        if name not in every:
            where = _at("settlement.status_clauses", name)
            yield Finding("error", where, f"不认识的状态 {name}", expected, "改成其中之一")
    for name in ("suspended", "terminated"):
        exception = r.flat[f"settlement.emergency_exception.{name}"]
        if exception.value and name not in p.settlement.denied_statuses.value:
            words = f"{name} 的费用本来就结算，急诊例外没有意义"
            where = _at(f"settlement.emergency_exception.{name}")
            yield Finding("warning", where, words, "只对不予结算的状态写例外", "核对 settlement.denied_statuses")
    if not p.settlement.emergency_kinds.value and any(
        r.flat[f"settlement.emergency_exception.{s}"].value for s in ("suspended", "terminated", "not_obtained")
    ):
        words = "有急诊例外，却没有写明什么算急诊"
        yield Finding("warning", _at("settlement.emergency_kinds"), words, "至少一种", "列出急诊的种类")


def _steps(r: Regime) -> Iterator[Finding]:
    """Steps named in casework exist."""
    known = {step.act for process in PROCESSES for step in process.steps}
    named: list[tuple[str, Path]] = [(name, _at("casework.actors", name)) for name in r.flat["casework.actors"].value]
    named += [(n, _at("casework.two_person_steps", i)) for i, n in enumerate(r.flat["casework.two_person_steps"].value)]
    for name, path in named:
        if name not in known:
            yield Finding("warning", path, f"没有名为 {name} 的步骤", "已声明的步骤名称", "核对拼写")


# Times


def _times(r: Regime) -> Iterator[Finding]:
    """Intervals run forward, ranges run upward, and an application leaves time for the assessment."""
    p = r.parameters
    first, last = p.meta.effective_from.value, p.meta.effective_to.value
    if first is not None and last is not None and last < first:
        words = f"失效日 {last} 早于施行日 {first}"
        yield Finding("error", _at("meta.effective_to"), words, "不早于施行日", "改正日期")
    for key in ("repair.points_range", "repair.term_reduction_months"):
        pair = r.flat[key].value
        if pair is not None and not 0 <= pair[0] <= pair[1]:
            yield Finding("error", _at(key), f"范围 {pair[0]}—{pair[1]} 不成立", "由小到大", "交换两个数")
    lead, needed = p.restoration.apply_lead_working_days.value, p.restoration.assessment_working_days.value
    if lead is not None and needed is not None and lead < needed:
        words = f"期满前 {lead} 个工作日申请，评估要 {needed} 个工作日，可能期满仍未评估"
        where, expected = _at("restoration.apply_lead_working_days"), f"不少于 {needed}"
        yield Finding("warning", where, words, expected, "按时申请的人可能多停几日，核对两个期限")


# Clauses and readings


def _clauses(r: Regime) -> Iterator[Finding]:
    """Values rest on clauses of this jurisdiction that exist; what the text states rests on more than a reading."""
    own = _prefix(r.clauses)
    for i, name in enumerate(r.clauses):
        if name.partition("/")[0] != own:
            words = f"条款 {name} 不属于本规则（{own}）"
            yield Finding("error", ("clauses", i, "id"), words, f"{own}/…", "改正编号，或删去这一条", "clauses")
    for key, param in r.flat.items():
        if param.basis == "text" and param.clauses and not any(c in r.clauses for c in param.clauses):
            words = "写明是文件原文，却只引了存疑事项"
            yield Finding(
                "error", (section(key), key, "clauses"), words, "至少一个条款", "补上条款，或改 basis 为 assumed"
            )
        for path, name in _named(param.value, ()):
            if name not in r.clauses:
                where = _at(key, *path)
                words = f"没有条款 {name}"
                yield Finding("error", where, words, "clauses.yaml 里有的条款编号", "改正编号，或先加上这一条")


def _prefix(clauses: Iterable[str]) -> str:
    """The jurisdiction of most clauses."""
    found = Counter(name.partition("/")[0] for name in clauses).most_common(1)
    return found[0][0] if found else ""


def _named(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Clauses that rows and entries name for themselves."""
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _named(item, (*path, i))
    elif isinstance(value, dict):
        for name, item in value.items():
            if "/" in name:
                yield (*path, name), name
            yield from _named(item, (*path, name))
    elif isinstance(value, str):
        if "/" in value:
            yield path, value
    elif hasattr(value, "clauses"):
        for field in ("clauses", "single_clauses"):
            yield from (((*path, field, i), name) for i, name in enumerate(getattr(value, field, ())))


def _issues(r: Regime) -> Iterator[Finding]:
    """Open points lead to a parameter and to clauses; one that needs a ruling says between what."""
    for i, issue in enumerate(r.issues.values()):
        for j, name in enumerate(issue.clauses):
            if name not in r.clauses:
                words = f"{issue.id} 引的条款 {name} 不存在"
                where: Path = ("issues", i, "clauses", j)
                yield Finding("error", where, words, "clauses.yaml 里有的条款编号", "改正编号", "clauses")
        if issue.clauses and not issue.keys and issue.impact != "low":
            words = f"{issue.id} 涉及条款，却没有写明由哪个参数采纳"
            yield Finding(
                "warning", ("issues", i), words, "参数（keys），或 impact: low", "写上采纳它的参数", "clauses"
            )
        if issue.needs_ruling and not issue.alternatives:
            words = f"{issue.id} 待有权机关明确，却没有写另外的解释"
            yield Finding(
                "warning", ("issues", i), words, "另外的解释（alternatives）", "写明可能的另一种解释", "clauses"
            )


def _institutions(r: Regime) -> Iterator[Finding]:
    """Names in the institutional half lead somewhere, and what was added to an open list has the basis it needs."""
    steps = {step.act for process in INSTITUTIONS for step in process.steps}
    for fault in faults(r.institutions, steps) if r.institutions is not None else ():
        yield Finding("error", ("institutions", *fault.path), fault.message, fault.expected, fault.remedy)


_CHECKS: tuple[Callable[[Regime], Iterator[Finding]], ...] = (
    _bands,
    _degrees,
    _circumstances,
    _items_per_level,
    _tier_table,
    _cells,
    _terms,
    _bans,
    _credit,
    _ratios,
    _measures,
    _statuses,
    _steps,
    _times,
)
"""What only a regime on persons can have wrong."""

_SHARED: tuple[Callable[[Regime], Iterator[Finding]], ...] = (_clauses, _issues, _institutions)

__all__ = ["Finding", "lint"]
