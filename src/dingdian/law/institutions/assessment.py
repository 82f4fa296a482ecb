"""How an institution did in a year: the results on record, whichever way the rules let them be recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dingdian.law.institutions import acts as i
from dingdian.law.institutions import ledgers as w
from dingdian.law.register import Record, Register

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Result:
    """A year's final result, in points of a hundred; `score`, `passed`: null where not stated."""

    ref: str
    on: date
    year: int | None
    score: Decimal | None
    passed: bool | None
    failed_conditions: tuple[str, ...] = ()


def results(r: Register, institution: str, day: date, known_on: date | None = None) -> list[Result]:
    """The final results of an institution that were recorded by a day, in their order."""
    found = []
    for x in r.at(institution, known_on):
        if x.on > day:
            continue
        if isinstance(x.act, i.PerformanceEvaluate):
            found.append(Result(x.ref, x.on, x.act.year, x.act.score, x.act.passed, x.act.failed_conditions))
        elif isinstance(x.act, w.AssessmentFinalize):
            scored = last_score(r, x.act.of)
            total = x.act.total if x.act.total is not None or scored is None else weighted(scored.act.items)
            found.append(Result(x.ref, x.on, year_of(r, x), total, x.act.passed, x.act.failed_conditions))
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


# From figures to a score


def bands(stated: Iterable[str]) -> list[tuple[Decimal, Decimal]]:
    """(least figure, score) of “95=100”, the highest first. Raises `ValueError` with what cannot be read."""
    found = []
    for text in stated:
        least, _, score = text.partition("=")
        try:
            found.append((Decimal(least.strip()), Decimal(score.strip())))
        except InvalidOperation:
            raise ValueError(text) from None
    return sorted(found, reverse=True)


def by_bands(stated: Iterable[str], value: Decimal) -> Decimal | None:
    """The score that a figure has by its bands; null where none of them reaches down to it."""
    return next((score for least, score in bands(stated) if value >= least), None)


def weighted(items: Iterable[w.Scored]) -> Decimal | None:
    """The sum of the scores by weight, in points of a hundred; null if something is not scored."""
    listed = list(items)
    whole = sum((x.weight for x in listed), ZERO)
    scores = [x.score * x.weight for x in listed if x.score is not None]
    return sum(scores, ZERO) / whole if listed and whole and len(scores) == len(listed) else None


def last_score(r: Register, case: str) -> Record | None:
    """The score that counts in a case: the last one."""
    own = [x for x in r.records if isinstance(x.act, w.AssessmentScore) and case in (x.ref, x.act.of)]
    return own[-1] if own else None


def scorers(r: Register, case: str) -> tuple[str, ...]:
    """Who scored in a case, as the acts name them; also whose score another replaced."""
    own = (x.act for x in r.records if isinstance(x.act, w.AssessmentScore) and case in (x.ref, x.act.of))
    return tuple(dict.fromkeys(act.actor for act in own if act.actor is not None))


@dataclass(frozen=True, slots=True)
class Mark:
    """An indicator in a case: the scheme, what was reported, what was found; `points`: its part of the total."""

    name: str
    weight: Decimal
    rule: str
    bands: tuple[str, ...]
    reported: w.Reported | None
    scored: w.Scored | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A year's assessment of an institution as far as it has come; `total` is the sum of the points of its marks."""

    institution: str
    year: int | None
    scheme: str
    marks: tuple[Mark, ...]
    report: Record | None
    score: Record | None
    comments: tuple[Record, ...]
    final: Record | None
    scorers: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal | None:
        if self.score is None or any(m.points is None for m in self.marks):
            return None
        return sum((m.points for m in self.marks if m.points is not None), ZERO)


def sheet(r: Register, case: str) -> Sheet:
    """The assessment of a case: its scheme, report, score, comments and result."""
    own = [x for x in r.records if case in (x.ref, getattr(x.act, "of", None))]
    report = next((x for x in own if isinstance(x.act, w.AssessmentReport)), None)
    score, final = last_score(r, case), next((x for x in own if isinstance(x.act, w.AssessmentFinalize)), None)
    first = (report or score).act  # type: ignore[union-attr]
    ref = (score.act.scheme if score is not None else None) or first.scheme or ""
    published = next((x.act for x in r.records if x.ref == ref), None)
    listed = list(getattr(published, "indicators", ())) or [
        w.Indicator(name=x.name, weight=x.weight) for x in (score.act.items if score is not None else ())
    ]
    reported = {x.name: x for x in report.act.items} if report is not None else {}
    scored = {x.name: x for x in score.act.items} if score is not None else {}
    whole = sum((x.weight for x in listed), ZERO)
    marks = tuple(
        Mark(x.name, x.weight, x.rule or "", x.bands, reported.get(x.name), scored.get(x.name),
             _points(scored.get(x.name), whole))
        for x in listed
    )  # fmt: skip
    told = [x.act for x in (final, score, report) if x is not None]
    years = [getattr(x, "year", None) for x in (*told, published)]
    comments = tuple(x for x in own if isinstance(x.act, w.AssessmentComment))
    year = next((int(y) for y in years if y is not None), None)
    return Sheet(first.institution, year, ref, marks, report, score, comments, final, scorers(r, case))


def _points(scored: w.Scored | None, whole: Decimal) -> Decimal | None:
    return None if scored is None or scored.score is None or not whole else scored.score * scored.weight / whole
