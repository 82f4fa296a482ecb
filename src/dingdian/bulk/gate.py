"""Lines of claims against standings: one expression over columns, compiled from a regime.

Only lines that meet a row of standings are looked at; of several rows the gravest decides. What a ground comes to is
the same small table that `law.gate` reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import CLAIMS, STANDINGS, Source, checked
from dingdian.bulk.engine import FAR, Engine, Kind, summed
from dingdian.bulk.tables import FILED, PENDING, ground_of, verdicts
from dingdian.law.regime import Regime
from dingdian.law.verdict import Ground
from dingdian.located import InvalidInput, Problem

_DAY, _GRAVITY = 1 << 32, 1 << 59
"""A weight is gravity × the one + how early the row begins × the other + twice the number of what it comes to."""
_LAST = 9999_12_31
_FEW = 1_000


@dataclass(frozen=True)
class Rules:
    """Standings made ready for lines: which kinds of rows there are decides what has to be asked.

    `not_obtained`: the weight of a line whose person is filed nowhere that counts.
    """

    regime: Regime
    standings: Source
    name: str
    persons: bool
    by_institution: bool
    by_department: bool
    places: bool
    filed: bool
    anywhere: bool
    not_obtained: int


@dataclass(frozen=True, slots=True)
class _Sort:
    """Rows of standings of one status, for persons or for whole places, on the same clauses; how many name what."""

    status: str
    whole: bool
    clause: str
    rows: int
    institutions: int
    departments: int

    @property
    def ground(self) -> Ground | None:
        return ground_of(self.status, whole_place=self.whole)


def prepare(engine: Engine, regime: Regime, path: Path, name: str = "now") -> Rules:
    """Tables `rows_…` (what stands in the way), `filed_…` (where somebody may be paid), `comes_…` (to what) of a name.

    What rows come to depends on few things, so it is said once for each of them and stands in lines as a number.
    """
    source = checked(engine, STANDINGS, path)
    read = f"({source.select} FROM {engine.scan(path)}) s"
    sorts = [
        _Sort(*row)
        for row in engine.rows(
            "SELECT status, whole, clause, count(*), count(institution), count(department) FROM (SELECT status, "
            f"person IS NULL AS whole, coalesce(clause, '') AS clause, institution, department FROM {read}) k "
            "GROUP BY status, whole, clause ORDER BY clause, status, whole"
        )
    ]
    unknown = sorted({str(x.status) for x in sorts if not _known(x.status)})
    if unknown:
        allowed = "、".join([*(g.value for g in Ground if not g.of_place), FILED, PENDING])
        raise InvalidInput([Problem(str(path), None, "status", f"不认识的状态：{'、'.join(unknown)}", allowed)])
    barring = [(x, ground) for x in sorts if (ground := x.ground) is not None]
    _comes(engine, regime, name, barring)
    kinds: dict[str, Kind] = {"of_status": "text", "whole": "truth", "of_clause": "text", "base": "integer"}
    weights = [_weight(ground, number) for number, (_, ground) in enumerate(barring, 2)]
    engine.put(f"sorts_{name}", kinds, [(x.status, x.whole, x.clause, weight)
                                        for (x, _), weight in zip(barring, weights, strict=True)])  # fmt: skip
    year, month, day = (f"CAST(extract({part} FROM first_day) AS BIGINT)" for part in ("year", "month", "day"))
    engine.keep(
        f"rows_{name}",
        f"""
SELECT person, institution, department, first_day, coalesce(last_day, {FAR}) AS last_day,
       base + ({_LAST} - {year} * 10000 - {month} * 100 - {day}) * {_DAY} AS weight
FROM {read} JOIN sorts_{name} k
  ON status = of_status AND (person IS NULL) = whole AND coalesce(clause, '') = of_clause""",
    )
    of_persons, filed = [x for x, _ in barring if not x.whole], [x for x in sorts if x.status == FILED]
    rules = Rules(
        regime, source, name, bool(of_persons), any(x.institutions for x in of_persons),
        any(x.departments for x, _ in barring), len(of_persons) < len(barring), bool(filed),
        bool(filed) and not any(x.institutions for x in filed), _weight(Ground.NOT_OBTAINED, 1),
    )  # fmt: skip
    if rules.filed or rules.places:
        engine.keep(
            f"filed_{name}",
            f"SELECT person, institution, department, status, first_day, coalesce(last_day, {FAR}) AS last_day "
            f"FROM {read} WHERE status IN ('{FILED}', '{PENDING}')",
        )
    return rules


def _known(status: str) -> bool:
    return status in (FILED, PENDING) or status in {g.value for g in Ground if not g.of_place}


def _weight(ground: Ground, number: int) -> int:
    return ground.gravity * _GRAVITY + 2 * number


def _comes(engine: Engine, regime: Regime, name: str, barring: list[tuple[_Sort, Ground]]) -> None:
    """Table `comes_…`: outcome, reason and clauses by number; 0 is plainly paid, 1 not obtained, each with and without
    an emergency."""
    found = {(x.gravity, x.emergency): x for x in verdicts(regime)}
    rows = []
    numbered = [(Ground.NORMAL, ""), (Ground.NOT_OBTAINED, ""), *((ground, x.clause) for x, ground in barring)]
    for number, (ground, clause) in enumerate(numbered):
        for emergency in (False, True):
            v = found[ground.gravity, emergency]
            clauses = f"{v.clause};{clause}" if clause else v.clause
            rows.append((2 * number + emergency, v.outcome, v.reason, clauses))
    clause_kind: Kind = "word" if len(barring) < _FEW else "text"
    kinds: dict[str, Kind] = {"number": "integer", "outcome": "word", "reason": "word", "clause": clause_kind}
    engine.put(f"comes_{name}", kinds, rows)


def judged(engine: Engine, rules: Rules, claims: Source, *, every_line: bool = False, numbered: bool = False) -> str:
    """The statement that yields lines with outcome, reason and clause: those not plainly paid, or every one."""
    columns = [f'"{c.name}"' for c in CLAIMS.columns if c.required or claims.has(c.name)]
    kept = ["emergency"] if every_line else columns
    met = " UNION ALL ".join(_met(rules, _near(engine, rules, claims), kept))
    number = f"max(weight) % {_DAY} + CASE WHEN any_value(emergency) THEN 1 ELSE 0 END"
    own = "".join(f", any_value({c}) AS {c}" for c in columns)
    found = f"SELECT line, {number} AS comes{'' if every_line else own} FROM ({met}) m GROUP BY line"
    if every_line:
        own = ", ".join(f"c.{c}" for c in columns)
        found = (
            f"SELECT c.line, {own}, coalesce(w.comes, 0) AS comes "
            f"FROM ({engine.numbered(claims.select, claims.path)}) c LEFT JOIN ({found}) w ON w.line = c.line"
        )
    own = ", ".join(f"t.{c}" for c in columns)
    return (
        f"SELECT {own}, k.outcome, k.reason, k.clause{', t.line' if numbered else ''} "
        f"FROM ({found}) t JOIN comes_{rules.name} k ON k.number = t.comes"
    )


def _near(engine: Engine, rules: Rules, claims: Source) -> str:
    """The lines that can meet a row: of a person or an institution that one names; with filings, all of them."""
    if rules.filed:
        return f"({engine.numbered(claims.select, claims.path)})"
    rows = f"rows_{rules.name}"
    keys = {claims.given["person"]: f"SELECT DISTINCT person FROM {rows} WHERE person IS NOT NULL"}
    if rules.places:
        keys[claims.given["institution"]] = f"SELECT DISTINCT institution FROM {rows} WHERE person IS NULL"
    given = list(claims.given.values())
    return f"({engine.narrowed(f'near_{rules.name}', claims.select, claims.path, given, keys)})"


def _met(rules: Rules, lines: str, columns: list[str]) -> list[str]:
    """One statement for each way in which a line can meet something that stands in its way."""
    own = ", ".join(f"c.{c}" for c in columns)
    during = "c.service_on >= x.first_day AND c.service_on <= x.last_day"
    found = []
    if rules.persons or (not rules.filed and not rules.places):
        where = " AND (x.institution IS NULL OR x.institution = c.institution)" if rules.by_institution else ""
        where += " AND (x.department IS NULL OR x.department = c.department)" if rules.by_department else ""
        found.append(
            f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x "
            f"ON c.person = x.person AND {during}{where}"
        )
    if rules.places:
        found.append(
            f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x ON x.person IS NULL "
            f"AND c.institution = x.institution AND {during} AND x.department IS NULL"
        )
    if rules.places and rules.by_department:
        found += _in_departments(rules, lines, own, during)
    if rules.filed:
        same = "" if rules.anywhere else " AND c.institution = x.institution"
        found.append(  # told as NOT EXISTS, every line's person and day would be made distinct first
            f"SELECT c.line, {own}, CAST({rules.not_obtained} AS BIGINT) AS weight FROM {lines} c "
            f"ANTI JOIN (SELECT * FROM filed_{rules.name} WHERE status = '{FILED}') x "
            f"ON c.person = x.person{same} AND {during}"
        )
    return found


def _in_departments(rules: Rules, lines: str, own: str, during: str) -> Iterator[str]:
    """A department's own state reaches lines that name it, and unnamed ones of whoever is filed there."""
    barred = "x.person IS NULL AND x.department IS NOT NULL AND c.institution = x.institution"
    yield (
        f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x ON {barred} "
        f"AND c.department = x.department AND {during}"
    )
    yield (
        f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN filed_{rules.name} f ON c.person = f.person "
        "AND c.institution = f.institution AND c.service_on >= f.first_day AND c.service_on <= f.last_day "
        f"AND c.department IS NULL JOIN rows_{rules.name} x ON {barred} AND f.department = x.department AND {during}"
    )


Told = Callable[[int, int], object]
"""Hears how many parts of how many are done."""


@dataclass
class Report:
    """What a run came to: lines and sums by outcome and reason, and what was taken for granted."""

    lines: int = 0
    amount: Decimal | None = None
    found: dict[str, int] = field(default_factory=dict)
    parts: int = 0
    done_before: int = 0
    filings_tested: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": self.lines, "amount": None if self.amount is None else str(self.amount),
            "not_plainly_paid": self.found,
            "plainly_paid": self.lines - sum(self.found.values()), "filings_tested": self.filings_tested,
        }  # fmt: skip


def gate(
    engine: Engine,
    regime: Regime,
    standings: Path,
    claims: Path,
    target: Path,
    *,
    every_line: bool = False,
    told: Told = lambda done, of: None,
) -> Report:
    """Judge every file of claims into a folder; a part that is already there from the same input is left as it is.

    In the folder: `lines/` (the lines not plainly paid, or all), `summary.csv` (lines and sums by institution, month,
    outcome and reason), `report.json`. `told` hears how many parts of how many are done.
    """
    rules = prepare(engine, regime, standings)
    files = _files(claims)
    report = Report(parts=len(files), filings_tested=rules.filed)
    mark = {"regime": regime.id, "standings": _stamp(standings), "every_line": every_line, "engine": engine.name}
    for number, file in enumerate(files):
        told(number, len(files))
        name = "-".join(file.relative_to(claims if claims.is_dir() else claims.parent).with_suffix("").parts)
        note = target / "parts" / f"{name}.json"
        done = _done(note, mark | {"claims": _stamp(file)})
        if done is None:
            done = _part(engine, rules, file, target / "lines" / f"{name}.parquet", every_line=every_line)
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(json.dumps({"of": mark | {"claims": _stamp(file)}, "came_to": done}), encoding="utf-8")
        else:
            report.done_before += 1
        _add(report, done)
    told(len(files), len(files))
    _summary(engine, target)
    (target / "report.json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return report


def _files(claims: Path) -> list[Path]:
    if claims.is_file():
        return [claims]
    return sorted(
        p for p in claims.rglob("*") if p.suffix in (".csv", ".parquet") and not p.name.startswith((".", "_"))
    )


def _stamp(path: Path) -> list[Any]:
    files = [path] if path.is_file() else _files(path)
    return [[str(p), p.stat().st_size, p.stat().st_mtime_ns] for p in files]


def _done(note: Path, of: dict[str, Any]) -> dict[str, Any] | None:
    if not note.exists():
        return None
    told = json.loads(note.read_text("utf-8"))
    return dict(told["came_to"]) if told["of"] == of else None


def _part(engine: Engine, rules: Rules, file: Path, target: Path, *, every_line: bool) -> dict[str, Any]:
    claims = checked(engine, CLAIMS, file, rules.standings.codes)
    engine.write(judged(engine, rules, claims, every_line=every_line), target)
    amount = summed("amount") if claims.has("amount") else "NULL"
    lines, total = engine.rows(f"SELECT count(*), {amount} FROM ({claims.select} FROM {engine.scan(file)}) c")[0]
    counted = engine.rows(
        f"SELECT reason, count(*) FROM {engine.scan(target)} t WHERE reason <> '{Ground.NORMAL}' GROUP BY 1"
    )
    return {"lines": int(lines), "amount": total, "found": {reason: int(count) for reason, count in counted}}


def _add(report: Report, part: dict[str, Any]) -> None:
    report.lines += part["lines"]
    if part["amount"] is not None:
        report.amount = (report.amount or Decimal(0)) + Decimal(part["amount"])
    for reason, count in part["found"].items():
        report.found[reason] = report.found.get(reason, 0) + count


def _summary(engine: Engine, target: Path) -> None:
    """By institution and month, the gravest last; days and numbers are grouped and sorted, texts made at the end."""
    lines = target / "lines"
    amount = summed("amount") if "amount" in engine.columns(lines) else "CAST(NULL AS STRING)"
    gravity = " ".join(f"WHEN '{ground}' THEN {ground.gravity}" for ground in Ground)
    engine.write(
        f"SELECT institution, substr(CAST(ends AS STRING), 1, 7) AS month, outcome, reason, lines, amount FROM "
        f"(SELECT institution, last_day(service_on) AS ends, outcome, reason, count(*) AS lines, {amount} AS amount "
        f"FROM {engine.scan(lines)} t WHERE reason <> '{Ground.NORMAL}' GROUP BY 1, 2, 3, 4) g",
        target / "summary.csv",
        f" ORDER BY institution, ends, CASE replace(reason, '_emergency', '') {gravity} END, length(reason)",
    )
