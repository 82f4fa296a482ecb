"""The head of a snapshot: what rows, places and rules say, as the gate client reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dingdian.bulk.rows import Comes, Kept, comes
from dingdian.gate_client.snapshot import ordinal
from dingdian.law.explain import Reason, cited
from dingdian.law.filings import LONG_AGO
from dingdian.law.regime import Regime
from dingdian.law.verdict import BASIS, Ground

FRESH_FOR, GOOD_FOR = timedelta(days=1), timedelta(days=3)
"""From when an off-line snapshot calls itself old, and from when nothing is paid from it by default."""
_NEVER = {
    "person": Comes("manual_review", "unknown_person", "没有这个人的登记，转人工复核", ()),
    "institution": Comes("manual_review", "unknown_institution", "没有这家机构的登记，转人工复核", ()),
    "stale": Comes("manual_review", "snapshot_too_old", "快照过旧，转人工复核", ()),
    "record": Comes("manual_review", "record_away", "这些情况要查记录才能判断，而记录暂时查不到，转人工复核", ()),
}
"""What is not known is never let pass by default."""


@dataclass
class Verdicts:
    """Each thing that a line can come to once, by number."""

    known: dict[Comes, int] = field(default_factory=dict)

    def number(self, of: Comes) -> int:
        return self.known.setdefault(of, len(self.known))

    def listed(self) -> list[list[Any]]:
        return [[x.outcome, x.reason, x.says, list(x.clauses)] for x in self.known]


def row(verdicts: Verdicts, kept: Kept) -> list[Any]:
    """A row as a head writes it; see `gate_client.snapshot.timelines`."""
    return [
        kept.place, kept.department, kept.first.toordinal(), ordinal(kept.last), kept.gravity,
        verdicts.number(kept.ordinary), verdicts.number(kept.urgent), list(kept.causes), list(kept.clauses),
        kept.person,
    ]  # fmt: skip


def head(
    regime: Regime,
    *,
    region: str,
    rules: str,
    position: int,
    chained: str,
    bound: str,
    made_at: datetime,
    places: Sequence[str],
    departments: Sequence[str],
    people: Iterable[Kept],
    at: Iterable[Kept],
    width: int,
    fresh_for: timedelta = FRESH_FOR,
    good_for: timedelta = GOOD_FOR,
) -> dict[str, Any]:
    """Everything of a snapshot but the filings.

    `rules`: the regime with its fingerprint; `bound`: all that binds the region, in one text; `chained`: the hash
    of the last entry.
    """
    verdicts, ruled = Verdicts(), regime.persons is not None
    if ruled:
        normal = verdicts.number(comes(regime, Ground.NORMAL, emergency=False))
        none = [verdicts.number(comes(regime, Ground.NOT_OBTAINED, emergency=e)) for e in (False, True)]
    else:
        normal = verdicts.number(Comes("pay", Ground.NORMAL.value, "协议履行中，照常结算", ()))
        none = [normal, normal]
    by_person, by_place = dict[str, list[Any]](), dict[str, list[Any]]()
    for kept in people:
        by_person.setdefault(kept.person, []).append(row(verdicts, kept))
    for kept in at:
        by_place.setdefault(kept.place, []).append(row(verdicts, kept))
    unknown: Mapping[str, int] = {what: verdicts.number(x) for what, x in (_NEVER | _scheme(regime)).items()}
    return {
        "region": region, "regime": rules, "position": position, "chained": chained, "bound": bound,
        "made_at": made_at.isoformat(),
        "fresh_for": fresh_for.total_seconds(), "good_for": good_for.total_seconds(), "normal": normal,
        "not_obtained": [Ground.NOT_OBTAINED.gravity, *none], "unknown": unknown,
        "institution_first": regime.institutions is not None, "persons_ruled": ruled,
        "per_site": not ruled or regime.parameters.filing.per_site.value,
        "by_claim_day": ruled and regime.parameters.settlement.basis_date.value == "claim_date",
        "schemes": sorted(_schemes(regime)), "scheme_clauses": cited(regime, [Reason("", ("meta.schemes",))] * ruled),
        "places": list(places),
        "departments": list(departments), "people": by_person, "at": by_place, "width": width,
        "verdicts": verdicts.listed(),
    }  # fmt: skip


def _schemes(regime: Regime) -> set[str]:
    """The insurances that the rules on persons name, as applying or by reference."""
    if regime.persons is None:
        return set()
    listed = regime.parameters.meta.schemes.value
    return {*listed, *(name.removesuffix("_by_reference") for name in listed)}


def _scheme(regime: Regime) -> dict[str, Comes]:
    if regime.persons is None:
        return {}
    cites = cited(regime, [Reason("", (*BASIS, "meta.schemes"))])
    return {
        "scheme": Comes("manual_review", "scheme_not_listed", "规则没有把这个险种列为适用或参照适用，转人工复核", cites)
    }


__all__ = ["LONG_AGO", "Comes", "Verdicts", "head", "row"]
