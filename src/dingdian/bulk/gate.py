"""Files of claims judged into a folder, one after another: lines, sums, and a report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import CLAIMS, Source, checked
from dingdian.bulk.engine import Engine, summed
from dingdian.bulk.lines import find, judged
from dingdian.bulk.rules import Rules, prepare, say
from dingdian.bulk.summary import AtHand, summary
from dingdian.law.regime import Regime
from dingdian.located import InvalidInput, Problem

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
    outcome and reason), `report.json`. `told` hears how many parts of how many are done; the file after the next one is
    not touched before.
    """
    rules = prepare(engine, regime, standings)
    of = {"regime": regime.id, "standings": _stamp(standings), "every_line": every_line, "engine": engine.name}
    parts = [_Part.of(file, claims, target, of) for file in _files(claims)]
    report = Report(parts=len(parts), filings_tested=rules.filed)
    begun = _begun(engine, rules, [part.file for part in parts if part.before is None])
    last: _Judged | None = None
    try:
        for number, part in enumerate(parts):
            if last is not None:
                kept, last = last, None
                kept.keep(report)  # before a file after the next takes its place
            told(number, len(parts))
            if part.before is None:
                source, barred = next(begun)
                last = _judged(engine, rules, part, source, barred(), every_line=every_line)
            else:
                report.done_before += 1
                _add(report, part.before)
        files = [part.lines for part in parts if last is None or part is not last.part]
        summary(engine, rules, files, None if last is None else last.at_hand, target / "summary.csv")
    finally:
        if last is not None:
            last.keep(report)
    told(len(parts), len(parts))
    (target / "report.json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return report


@dataclass(frozen=True)
class _Part:
    """A file of claims: where its lines go, what they are made of, and what they came to in a run before."""

    file: Path
    lines: Path
    note: Path
    made_of: dict[str, Any]
    before: dict[str, Any] | None

    @classmethod
    def of(cls, file: Path, claims: Path, target: Path, rest: dict[str, Any]) -> _Part:
        name = "-".join(file.relative_to(claims if claims.is_dir() else claims.parent).with_suffix("").parts)
        note, made_of = target / "parts" / f"{name}.json", rest | {"claims": _stamp(file)}
        told = json.loads(note.read_text("utf-8")) if note.exists() else {"of": None}
        before = told["came_to"] if told["of"] == made_of else None
        return cls(file, target / "lines" / f"{name}.parquet", note, made_of, before)


@dataclass(frozen=True)
class _Judged:
    """A part whose lines are at hand, from where they are being written and counted."""

    part: _Part
    at_hand: AtHand
    came_to: Callable[[], dict[str, Any]]

    def keep(self, report: Report) -> None:
        """Wait until its file is whole, then note that it need not be done again."""
        came_to = self.came_to()
        self.part.note.parent.mkdir(parents=True, exist_ok=True)
        self.part.note.write_text(json.dumps({"of": self.part.made_of, "came_to": came_to}), encoding="utf-8")
        _add(report, came_to)


def _begun(engine: Engine, rules: Rules, files: list[Path]) -> Iterator[tuple[Source, Callable[[], str]]]:
    """Each file checked, with what waits for its lines: they are looked for while those of the file before are written
    and added up, those of the first while it is said what lines come to."""
    before = None
    for number, file in enumerate(files):
        claims = checked(engine, CLAIMS, file, rules.standings.codes)
        begun = claims, find(engine, rules, claims, number % 2)
        if before is None:
            say(engine, rules)
        else:
            yield before
        before = begun
    if before is not None:
        yield before


def _files(claims: Path) -> list[Path]:
    if claims.is_file():
        return [claims]
    found = (p for p in claims.rglob("*") if p.suffix in (".csv", ".parquet"))
    files = sorted(p for p in found if not p.name.startswith((".", "_")))
    if not files:
        what = "这个文件夹里没有费用明细" if claims.is_dir() else "没有这个文件或文件夹"
        raise InvalidInput([Problem(str(claims), None, "", what, "CSV 或 Parquet 文件，或装着它们的文件夹")])
    return files


def _stamp(path: Path) -> list[Any]:
    return [[str(p), p.stat().st_size, p.stat().st_mtime_ns] for p in _files(path)]


def _judged(engine: Engine, rules: Rules, part: _Part, claims: Source, barred: str, *, every_line: bool) -> _Judged:
    every = f"({engine.numbered(claims.select, claims.path)})" if every_line else ""
    amounts = claims.has("amount")

    def came_to(engine: Engine) -> dict[str, Any]:
        engine.write(judged(rules, claims, barred, every), part.lines)
        amount = summed("amount") if amounts else "NULL"
        count, total = engine.rows(f"SELECT count(*), {amount} FROM {claims.rows(engine)} c")[0]
        found = Counter[str]()
        for comes, of in engine.rows(f"SELECT comes, count(*) FROM {barred} t GROUP BY comes"):
            found[rules.comes[comes].reason] += of
        return {"lines": int(count), "amount": total, "found": found}

    return _Judged(part, AtHand(barred, amounts), engine.aside(came_to))


def _add(report: Report, part: dict[str, Any]) -> None:
    report.lines += part["lines"]
    if part["amount"] is not None:
        report.amount = (report.amount or Decimal(0)) + Decimal(part["amount"])
    for reason, count in part["found"].items():
        report.found[reason] = report.found.get(reason, 0) + count
