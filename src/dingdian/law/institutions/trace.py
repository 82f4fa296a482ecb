"""Trace codes: how many of the coded packs sold in a month were scanned, and of those uploaded; exact shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from dingdian.law.institutions.facts import InstitutionFacts

_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class TraceRate:
    """A month's shares, null where not known or of nothing: `scan` of packs sold, `upload` of packs scanned."""

    month: str
    scan: Decimal | None
    upload: Decimal | None


def trace_rates(facts: InstitutionFacts) -> tuple[TraceRate, ...]:
    """Every month on record, in order of time; a share stated without a month comes first, under an empty name."""
    found: dict[str, list[Decimal | None]] = {}
    for place, stated in enumerate((facts.trace_scan_rate, facts.trace_upload_rate)):
        by_month = stated if isinstance(stated, dict) else {"": stated} if stated is not None else {}
        for month, rate in by_month.items():
            found.setdefault(month, [None, None])[place] = rate
    for own in facts.trace_months or ():
        found[own.month or ""] = [share(own.scanned, own.sold), share(own.uploaded, own.scanned)]
    return tuple(TraceRate(month, *found[month]) for month in sorted(found))


def share(part: int | None, whole: int | None) -> Decimal | None:
    """A share as it is; null where there is nothing to have a share of."""
    return Decimal(part) / whole if part is not None and whole else None


def shown(rate: Decimal) -> str:
    """A share for the reader, cut to four places and never rounded up."""
    return f"{rate.quantize(_SHOWN, ROUND_DOWN).normalize():f}"


def latest(facts: InstitutionFacts) -> TraceRate | None:
    """The last month on record that has a share."""
    known = [x for x in trace_rates(facts) if x.scan is not None or x.upload is not None]
    return known[-1] if known else None


def too_low(rate: Decimal | None, least: Decimal | None) -> bool:
    """Below the least share; where none is set, only nothing at all is too low."""
    if rate is None:
        return False
    return rate < least if least is not None else rate == 0
