"""Lines of claims against standings: one expression over columns, compiled from a regime.

Only lines that meet a row of standings are looked at; of several rows the gravest decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dingdian.bulk.columns import CLAIMS, Source
from dingdian.bulk.engine import FAR, Engine
from dingdian.bulk.rules import DAY, Rules
from dingdian.bulk.tables import FILED, PENDING


def near(engine: Engine, rules: Rules, claims: Source, place: int = 0) -> Callable[[], str]:
    """Begin to look for the lines that can meet a row: of a person or an institution that one names, on its days; with
    filings, all. What comes back waits and tells where they are, which holds until the next call for that `place`."""
    if rules.filed:
        return lambda: f"({engine.numbered(claims.select, claims.path)})"
    days = f"SELECT {{}}, first_day, coalesce(last_day, {FAR}) FROM {rules.standings.rows(engine)} s WHERE status <> "
    days += f"'{PENDING}' AND person IS {{}}"
    keys = {claims.given["person"]: days.format("person", "NOT NULL")}
    if rules.places:
        keys[claims.given["institution"]] = days.format("institution", "NULL")
    given, day = list(claims.given.values()), claims.given["service_on"]
    found = engine.narrowed(f"near_{rules.name}_{place}", claims.select, claims.path, given, day, keys)
    return lambda: f"({found()})"


def columns_of(claims: Source) -> list[str]:
    """The columns that come out as they came in."""
    return [f'"{c.name}"' for c in CLAIMS.columns if c.required or claims.has(c.name)]


def barred(rules: Rules, claims: Source, lines: str) -> str:
    """The statement that yields the lines not plainly paid: their columns, `line`, and `comes`, the number of what
    each comes to. `lines`: those that `near` found."""
    columns = columns_of(claims)
    met = " UNION ALL ".join(_met(rules, lines, columns))
    number = f"max(weight) % {DAY} + CASE WHEN emergency THEN 1 ELSE 0 END"
    own = ", ".join(columns)  # of a line all the same; as keys they cost less than any value of each
    return f"SELECT line, {number} AS comes, {own} FROM ({met}) m GROUP BY line, {own}"


def judged(rules: Rules, claims: Source, found: str, every: str = "", more: str = "") -> str:
    """The statement that yields lines with outcome, reason and clause.

    `found`: where the lines not plainly paid stand; `every`: where all lines stand, if all are to come out; `more`:
    what else of a line `t` is to come out.
    """
    columns, comes = columns_of(claims), "t.comes"
    if every:
        found, comes = f"{every} t LEFT JOIN {found} w ON w.line = t.line", "coalesce(w.comes, 0)"
    else:
        found = f"{found} t"
    own = ", ".join(f"t.{c}" for c in columns) + more
    return f"SELECT {own}, k.outcome, k.reason, k.clause FROM {found} JOIN comes_{rules.name} k ON k.number = {comes}"


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
        where = " AND x.department IS NULL" if rules.by_department else ""
        found.append(
            f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x ON x.person IS NULL "
            f"AND c.institution = x.institution AND {during}{where}"
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
