"""Entries of points as intervals of standing: one expression over columns, compiled from a regime.

Totals are running sums over the year in the order of recording; a table of the regime says what each step leads to.
Persons whose events lean on one another go through the law's own fold (`folded`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import AGREEMENTS, ENTRIES, EVENTS, FILINGS, TYPES, Source, checked
from dingdian.bulk.engine import FAR, Engine, Kind, literal
from dingdian.bulk.folded import EntryRow, EventRow, StandingRow, account_of, rows_of
from dingdian.bulk.tables import FILED, HELD, LAPSED, PENDING, outcomes
from dingdian.law.person_events import reopened_by_filing
from dingdian.law.regime import Regime
from dingdian.law.tiers import TierTable
from dingdian.located import InvalidInput, Problem


@dataclass(frozen=True)
class Inputs:
    """The files of a run; without events each suspension was restored at its end, without filings none is tested."""

    entries: Path
    events: Path | None = None
    agreements: Path | None = None
    filings: Path | None = None


@dataclass(frozen=True)
class Written:
    """What was written: rows in all, and how many persons were folded one by one."""

    rows: int
    folded: int
    assumed_restored: bool
    filings_tested: bool


def standings(engine: Engine, regime: Regime, inputs: Inputs, target: Path) -> Written:
    """Write the standings that follow from the files; `InvalidInput` if a file or the regime cannot be taken."""
    folded = derive(engine, regime, inputs)
    rows = engine.write(f"SELECT {_COLUMNS} FROM standings", target, " ORDER BY person, first_day, institution, cause")
    return Written(rows, folded, inputs.events is None, inputs.filings is not None)


_COLUMNS = "person, institution, department, status, first_day, last_day, cause, clause"


def derive(engine: Engine, regime: Regime, inputs: Inputs) -> int:
    """The same as a temporary table `standings`; how many persons were folded one by one."""
    _refuse(regime)
    entries = checked(engine, ENTRIES, inputs.entries)
    events = None if inputs.events is None else checked(engine, EVENTS, inputs.events, entries.codes)
    agreements = None if inputs.agreements is None else checked(engine, AGREEMENTS, inputs.agreements, entries.codes)
    filings = None if inputs.filings is None else checked(engine, FILINGS, inputs.filings, entries.codes)
    _bounds(engine, entries)
    _hits(engine, regime, entries)
    leaning = _leaning(engine, regime, entries, events)
    parts = [_plain(engine, regime, entries, events is None, leaning=leaning)]
    folded = 0
    if leaning:
        rows, folded = _folded(engine, regime, entries, events, filings)
        _put(engine, "folded_causes", entries, rows)
        parts.append(f"SELECT {_COLUMNS} FROM folded_causes")
    if filings is None and agreements is None:
        engine.keep("standings", " UNION ALL ".join(parts))
        return folded
    engine.keep("causes", " UNION ALL ".join(parts))
    parts = [f"SELECT {_COLUMNS} FROM causes"]
    if filings is not None:
        parts += _filed(engine, regime, filings, events, agreements)
    if agreements is not None:
        parts.append(_places(engine, entries, agreements))
    engine.keep("standings", " UNION ALL ".join(parts))
    return folded


def _refuse(regime: Regime) -> None:
    """Settings of the law that need more than these files tell; better no answer than a wrong one."""
    p, found = regime.parameters, []
    for key, bad in (
        ("objection.stays_execution", p.objection.stays_execution.value),
        ("sanction.follows_person_between_sites", not p.sanction.follows_person_between_sites.value),
        ("status.effective_source", p.status.effective_source.value != "agency_decision"),
    ):
        if bad:
            found.append(Problem("", None, key, "规则的这个取值还不能成批计算", "", "逐人查询，或在系统内办理"))
    if found:
        raise InvalidInput(found)


def _bounds(engine: Engine, entries: Source) -> None:
    bad = engine.rows(f"SELECT count(*) FROM {entries.rows(engine)} e WHERE points < 0")
    if bad[0][0]:
        raise InvalidInput([Problem(str(entries.path), None, "points", f"{bad[0][0]} 行的分值为负", "0 以上的整数",
                                    "减分写成事项 repair 或 review")])  # fmt: skip


def _hits(engine: Engine, regime: Regime, entries: Source) -> None:
    """Tables `steps` (each decision with the totals around it) and `hits` (those that lead to something).

    Steps are only those of persons whose points suffice for anything, taken together; the others are most.
    """
    p = regime.parameters
    cap = p.scoring.cap.value
    each = ", entry" if p.tiers.evaluate_per.value == "entry" else ""
    single = "sum" if p.tiers.single_means.value == "sum_of_one_decision" and not each else "max"
    account = "" if p.scoring.carry_over.value else ", extract(year FROM decided_on)"
    account += ", institution" if p.scoring.multi_site.value == "per_site" else ""
    kinds: dict[str, Kind] = {
        "before_": "integer", "after_": "integer", "single_": "integer", "status": "text", "term_months": "integer",
        "term_days": "integer", "human": "truth", "clause": "text",
    }  # fmt: skip
    rows = [[getattr(x, f.name) for f in fields(x)] for x in outcomes(regime)]
    engine.put("outcomes", kinds, rows)
    least = min((x[1] for x in rows), default=cap)
    low = min([least, *(row.more_than + 1 for row in p.tiers.consecutive_years.value or ())])
    told = entries.rows(engine)
    enough = f"SELECT person FROM {told} n GROUP BY person HAVING sum(points) >= {low}"
    recorded = "coalesce(recorded_on, decided_on)" if entries.has("recorded_on") else "decided_on"
    placed = ", coalesce(seq, 0)" if entries.has("seq") else ""
    more = "".join(
        f', {how}("{name}") AS "{name}"' if entries.has(name) else f', CAST(NULL AS {of}) AS "{name}"'
        for name, how, of in (("seq", "min", "BIGINT"), ("effective_from", "max", "DATE"), ("months", "max", "BIGINT"))
    )
    engine.keep(
        "steps",
        f"""
WITH decided AS (
  SELECT person, act{each}, min(institution) AS institution, min(decided_on) AS decided_on,
         min({recorded}) AS recorded_on, min(entry) AS first_entry, min(delivered_on) AS delivered_on,
         sum(points) AS points, {single}(points) AS single{more}
  FROM {told} e WHERE person IN ({enough}) GROUP BY person, act{each}),
summed AS (
  SELECT *, sum(points) OVER (PARTITION BY person{account} ORDER BY recorded_on{placed}, first_entry
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total FROM decided)
SELECT *, CAST(least(total, {cap}) AS BIGINT) AS after_, CAST(least(total - points, {cap}) AS BIGINT) AS before_,
       CAST(least(single, {cap}) AS BIGINT) AS single_ FROM summed""",
    )
    engine.keep(
        "hits",
        f"""
SELECT s.person, s.institution, s.act, s.decided_on, s.delivered_on, s.effective_from, s.months, o.status,
       o.term_months, o.term_days, o.human, o.clause
FROM (SELECT * FROM steps WHERE after_ >= {least}) s
JOIN outcomes o ON o.before_ = s.before_ AND o.after_ = s.after_ AND o.single_ = s.single_""",
    )


def _leaning(engine: Engine, regime: Regime, entries: Source, events: Source | None) -> bool:
    """Table `leaning`: persons of whom one thing bears on another. Whether there are any."""
    p, parts = regime.parameters, []
    if entries.has("inspection") and _grouped(regime):
        same = "inspection" if p.scoring.same_inspection_different_types.value == "max" else "inspection, type"
        parts.append(
            f"SELECT person FROM {entries.rows(engine)} e WHERE inspection IS NOT NULL "
            f"GROUP BY person, {same} HAVING count(*) > 1"
        )
    if events is not None:
        parts.append(f"SELECT person FROM {events.rows(engine)} v")
    if p.restoration.points_same_year.value != "keep":
        parts.append(
            "SELECT h.person FROM hits h JOIN (SELECT person FROM steps GROUP BY person HAVING count(*) > 1) s "
            "ON h.person = s.person"
        )
    elif p.tiers.overlap_rule.value != "later_end" or p.tiers.second_crossing_rule.value != "full_new_term":
        parts.append("SELECT person FROM hits GROUP BY person HAVING count(*) > 1")
    if p.tiers.consecutive_years.value:
        low = min(row.more_than for row in p.tiers.consecutive_years.value)
        parts.append(f"SELECT person FROM steps WHERE total > {low}")
    if not parts:
        return False
    engine.keep("leaning", f"SELECT DISTINCT person FROM ({' UNION ALL '.join(parts)}) x")
    return bool(engine.rows("SELECT person FROM leaning LIMIT 1"))


def _grouped(regime: Regime) -> bool:
    """Whether entries of one inspection bear on one another."""
    s = regime.parameters.scoring
    return s.same_inspection_same_type.value == "once" or s.same_inspection_different_types.value == "max"


def _plain(engine: Engine, regime: Regime, entries: Source, restored: bool, *, leaning: bool) -> str:
    """The causes of everybody else, from `hits`."""
    p = regime.parameters
    lead = p.sanction.min_lead_days.value
    at_decision = p.sanction.anchor.value == "decision" or not p.sanction.written_notice.value
    told = engine.days_after("delivered_on", str(lead))
    first = f"CASE WHEN delivered_on IS NOT NULL THEN greatest({told}, effective_from) END"
    if at_decision:
        first = engine.days_after("decided_on", str(lead))
    scope = "institution" if p.propagation.points_sanction_sites.value == "site" else "CAST(NULL AS {})"
    scope = scope.format(TYPES[entries.codes["institution"]])
    away = "WHERE h.person NOT IN (SELECT person FROM leaning)" if leaning else ""
    anchor = engine.days_after("first_day", "-1")
    last = (
        f"CASE WHEN months_ IS NOT NULL THEN {engine.months_after(anchor, 'months_')} "
        f"WHEN term_days IS NOT NULL THEN {engine.days_after(anchor, 'term_days')} END"
    )
    if not p.sanction.running_terms_survive_reset.value and not p.scoring.carry_over.value:
        year = "CAST(extract(year FROM decided_on) AS INTEGER)"
        last = f"least({last}, greatest(first_day, make_date({year}, 12, 31)))"
    over = restored or p.restoration.auto_restore.value
    end = f"CASE WHEN status = 'suspended' THEN {last} END" if over else "CAST(NULL AS DATE)"
    return f"""
SELECT person, {scope} AS institution, CAST(NULL AS STRING) AS department, status, first_day, {end} AS last_day,
       CAST(act AS STRING) AS cause, clause
FROM (SELECT h.*, {first} AS first_day, CASE WHEN human THEN months ELSE term_months END AS months_
      FROM hits h {away}) f
WHERE first_day IS NOT NULL"""


def _folded(
    engine: Engine, regime: Regime, entries: Source, events: Source | None, filings: Source | None
) -> tuple[list[StandingRow], int]:
    """The causes of the persons in `leaning`, each by the law's fold; and how many persons they are."""
    booked: dict[Any, list[EntryRow]] = defaultdict(list)
    for row in _rows_of(engine, entries, "coalesce(recorded_on, decided_on)"):
        booked[row[1]].append(EntryRow(*row))
    later: dict[Any, list[EventRow]] = defaultdict(list)
    for row in _rows_of(engine, events, 'coalesce(recorded_on, "on")') if events is not None else ():
        later[row[0]].append(EventRow(*row))
    filed: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    if filings is not None:
        statement = f"SELECT person, institution, first_day FROM {filings.rows(engine)} f"
        for person, place, first in engine.rows(f"{statement} WHERE person IN (SELECT person FROM leaning)"):
            filed[person].append((str(place), first))
    table, found = TierTable(regime), list[StandingRow]()
    persons = {*booked, *later}
    for person in persons:
        account = account_of(regime, table, booked[person], later[person], restored=events is None)
        again = [(str(x.institution), x.on) for x in later[person] if x.event == "filing" and x.institution is not None]
        reopened_by_filing(account.causes, [*filed[person], *again])
        places = [x.institution for x in booked[person]] + [x.institution for x in later[person] if x.institution]
        found += rows_of(regime, person, places, account)
    return found, len(persons)


def _rows_of(engine: Engine, source: Source, recorded: str) -> Iterator[tuple[Any, ...]]:
    """The rows of the persons in `leaning`, recorded days filled in."""
    names = [f'{recorded} AS "recorded_on"' if c.name == "recorded_on" else f'"{c.name}"' for c in source.table.columns]
    yield from engine.rows(
        f"SELECT {', '.join(names)} FROM {source.rows(engine)} t WHERE person IN (SELECT person FROM leaning)"
    )


def _put(engine: Engine, name: str, entries: Source, rows: Iterable[StandingRow]) -> None:
    kinds: dict[str, Kind] = {
        "person": entries.codes["person"], "institution": entries.codes["institution"], "department": "text",
        "status": "text", "first_day": "day", "last_day": "day", "cause": "text", "clause": "text",
    }  # fmt: skip
    engine.put(name, kinds, [[getattr(x, f.name) for f in fields(x)] for x in rows])


def _filed(
    engine: Engine, regime: Regime, filings: Source, events: Source | None, agreements: Source | None
) -> list[str]:
    """Rows that say where and when somebody is filed, and where the doctor's own agreement has lapsed."""
    p = regime.parameters
    statement = (
        "SELECT person, institution, department, first_day, last_day, coalesce(effective, TRUE) AS effective, "
        f"agreement_until FROM {filings.rows(engine)} f"
    )
    if events is not None:
        moves = f"{events.rows(engine)} m WHERE institution IS NOT NULL AND event"
        statement = f"""
SELECT f.person, f.institution, f.department, f.first_day, least(min(f.last_day), min(m.until)) AS last_day,
       f.effective, f.agreement_until
FROM ({statement} UNION SELECT person, institution, department, "on", NULL, TRUE, NULL FROM {moves} = 'filing') f
LEFT JOIN (SELECT person, institution, "on" AS seen, "on" AS until FROM {moves} = 'leave'
           UNION ALL SELECT person, institution, {engine.days_after('"on"', "-1")}, {engine.days_after('"on"', "-1")}
           FROM {moves} = 'filing') m
  ON f.person = m.person AND f.institution = m.institution AND m.seen >= f.first_day
GROUP BY f.person, f.institution, f.department, f.first_day, f.effective, f.agreement_until"""
    if agreements is not None and p.qualification.origin.value == "institution_agreement":
        running = f"{agreements.rows(engine)} a WHERE status = 'in_force'"
        statement = f"""
SELECT f.person, f.institution, f.department, greatest(f.first_day, coalesce(q.since, f.first_day)) AS first_day,
       f.last_day, f.effective, f.agreement_until FROM ({statement}) f
LEFT JOIN (SELECT institution, min(first_day) AS since FROM {running} GROUP BY institution) q
  ON f.institution = q.institution"""
    engine.keep(
        "filed_rows",
        f"""
SELECT f.person, f.institution, f.department, f.first_day, f.last_day, f.effective, f.agreement_until,
       min(c.first_day) AS ended
FROM ({statement}) f
LEFT JOIN (SELECT person, first_day FROM causes WHERE status = 'terminated' AND institution IS NULL) c
  ON f.person = c.person AND c.first_day > f.first_day
GROUP BY f.person, f.institution, f.department, f.first_day, f.last_day, f.effective, f.agreement_until""",
    )
    none = "CAST(NULL AS STRING)"
    before = f"CASE WHEN ended IS NULL OR ended > last_day THEN last_day ELSE {engine.days_after('ended', '-1')} END"
    alive = "(last_day IS NULL OR last_day >= first_day)"
    where = "institution" if p.filing.per_site.value else f"CAST(NULL AS {TYPES[filings.codes['institution']]})"
    found = [
        f"SELECT c.person, c.institution, {none} AS department, c.status, "
        "greatest(c.first_day, f.first_day) AS first_day, "
        "least(c.last_day, f.last_day) AS last_day, c.cause, c.clause FROM causes c JOIN filed_rows f "
        "ON c.person = f.person AND c.institution = f.institution AND c.department = f.department "
        f"AND c.first_day <= coalesce(f.last_day, {FAR}) AND f.first_day <= coalesce(c.last_day, {FAR})",
        f"SELECT person, {where} AS institution, department, '{FILED}' AS status, first_day, {before} AS last_day, "
        f"{none} AS cause, {none} AS clause FROM filed_rows WHERE effective AND {alive}",
        f"SELECT person, institution, department, '{PENDING}', CASE WHEN effective THEN ended ELSE first_day END, "
        f"last_day, {none}, {none} FROM filed_rows WHERE {alive} "
        "AND (NOT effective OR ended <= coalesce(last_day, ended))",
    ]
    if p.agreement.lapse_effect.value is not None:
        lapsed = engine.days_after("agreement_until", "1")
        found.append(
            f"SELECT person, institution, {none}, '{LAPSED}', greatest(first_day, {lapsed}), last_day, {none}, {none} "
            f"FROM filed_rows WHERE agreement_until IS NOT NULL AND {alive} "
            f"AND greatest(first_day, {lapsed}) <= coalesce(last_day, {lapsed})"
        )
    return found


def _places(engine: Engine, entries: Source, agreements: Source) -> str:
    """Rows for everybody at an institution or in a department whose own agreement stands in the way."""
    none = f"CAST(NULL AS {TYPES[entries.codes['person']]})"
    listed = ", ".join(literal(x) for x in ("suspended", "terminated", HELD))
    return (
        f"SELECT {none} AS person, institution, department, status, first_day, last_day, cause, "
        f"CAST(NULL AS STRING) AS clause FROM {agreements.rows(engine)} a "
        f"WHERE status IN ({listed})"
    )


__all__ = ["Inputs", "Written", "derive", "standings"]
