"""How an institution did in a year: the results on record, whichever way the rules let them be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dingdian.law.institutions import acts as i
from dingdian.law.institutions import ledgers as w
from dingdian.law.register import Record, Register


@dataclass(frozen=True, slots=True)
class Result:
    """A year's final result, in points of a hundred; `score`, `passed`: null where not stated."""

    ref: str
    on: date
    year: int | None
    score: Decimal | None
    passed: bool | None


def results(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Result]:
    """The final results of an institution that were recorded by a day, in their order."""
    found = []
    for x in r.at(institution, known_on):
        if x.on > day:
            continue
        if isinstance(x.act, i.PerformanceEvaluate):
            found.append(Result(x.ref, x.on, x.act.year, x.act.score, x.act.passed))
        elif isinstance(x.act, w.AssessmentFinalize):
            found.append(Result(x.ref, x.on, year_of(r, x), x.act.total, x.act.passed))
    return found


def result_of(
    r: Register, institution: str, year: int | None, day: date, known_on: date | None = None
) -> Result | None:
    """The last result of a year (null: whichever was last); null where there is none."""
    found = [x for x in results(r, institution, day, known_on) if year is None or x.year in (None, year)]
    return found[-1] if found else None


def year_of(r: Register, final: Record) -> int | None:
    """The year that a final result is about: as it says, else as the score or the scheme behind it does."""
    if final.act.year is not None:
        return int(final.act.year)
    about = [x.act for x in r.records if final.act.of in (x.ref, getattr(x.act, "of", None))]
    years = [x.year for x in about if getattr(x, "year", None) is not None]
    return int(years[-1]) if years else None
