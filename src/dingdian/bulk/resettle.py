"""What a change of standings does to lines already judged: now payable that were not, and the reverse, with sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dingdian.bulk.columns import CLAIMS, checked
from dingdian.bulk.engine import Engine, quoted, summed
from dingdian.bulk.lines import columns_of, find, judged
from dingdian.bulk.rules import prepare, say
from dingdian.law.regime import Regime


@dataclass(frozen=True)
class Change:
    """Lines that went from one outcome to another; `amount` null where the lines have none."""

    was: str
    now: str
    lines: int
    amount: Decimal | None


def resettle(
    engine: Engine, regime: Regime, before: Path, after: Path, claims: Path, target: Path
) -> tuple[Change, ...]:
    """Write every line whose outcome differs between two standings, with both outcomes, and add them up.

    `was` and `now` are outcomes; `reason` and `clause` are those of the graver side.
    """
    old, new = prepare(engine, regime, before, "was"), prepare(engine, regime, after, "now")
    source = checked(engine, CLAIMS, claims, new.standings.codes)
    for rules in (old, new):
        say(engine, rules)
        barred = find(engine, rules, source)()
        engine.keep(f"judged_{rules.name}", judged(rules, source, barred, more=", t.line"))
    own = ", ".join(f"coalesce(a.{c}, b.{c}) AS {c}" for c in columns_of(source))
    plain = quoted("pay")
    changed = (
        f"SELECT {own}, coalesce(a.outcome, {plain}) AS was, coalesce(b.outcome, {plain}) AS now, "
        "coalesce(b.reason, a.reason) AS reason, coalesce(b.clause, a.clause) AS clause "
        "FROM judged_was a FULL OUTER JOIN judged_now b ON a.line = b.line "
        f"WHERE coalesce(a.outcome, {plain}) <> coalesce(b.outcome, {plain})"
    )
    engine.write(changed, target, " ORDER BY claim")
    amount = summed("amount") if source.has("amount") else "NULL"
    told = engine.rows(
        f"SELECT was, now, count(*), {amount} FROM {engine.scan(target)} t GROUP BY was, now ORDER BY was, now"
    )
    return tuple(
        Change(was, now, int(lines), None if total is None else Decimal(total)) for was, now, lines, total in told
    )
