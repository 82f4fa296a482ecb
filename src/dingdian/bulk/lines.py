"""Lines of claims against standings: one expression over columns, compiled from a regime.

Only lines that meet a row of standings are looked at; of several rows the gravest decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dingdian.bulk.columns import CLAIMS, Source
from dingdian.bulk.engine import Engine, Lines
from dingdian.bulk.rules import DAY, Rules
from dingdian.bulk.tables import FILED


def find(engine: Engine, rules: Rules, claims: Source, place: int = 0) -> Callable[[], str]:
    """Begin to look for the lines not plainly paid; what comes back waits and tells where they stand, which holds until
    the next call for that `place`.

    These are their columns, `line`, and `comes`, the number of what each comes to.
    """
    rows, keys = f"rows_{rules.name}", dict[str, str]()
    if not rules.filed:  # with filings a line that no row names is the one to be found
        keys[claims.given["person"]] = f"SELECT person FROM {rows} WHERE person IS NOT NULL"
        if rules.places:
            keys[claims.given["institution"]] = f"SELECT institution FROM {rows} WHERE person IS NULL"
    lines = Lines(claims.path, claims.select, tuple(claims.given.values()), claims.given["service_on"])
    tables = [rows, f"filed_{rules.name}"] if rules.places else [rows]
    return engine.sifted(f"found_{rules.name}_{place}", lines, partial(_barred, rules, claims), tables, keys)


def columns_of(claims: Source) -> list[str]:
    """The columns that come out as they came in."""
    return [f'"{c.name}"' for c in CLAIMS.columns if c.required or claims.has(c.name)]


def _barred(rules: Rules, claims: Source, lines: str) -> str:
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
            f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x ON c.person = x.person "
            f"WHERE {during}{where}"
        )
    if rules.places:
        where = " AND x.department IS NULL" if rules.by_department else ""
        found.append(
            f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x "
            f"ON c.institution = x.institution WHERE x.person IS NULL AND {during}{where}"
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
    barred = "x.person IS NULL AND x.department IS NOT NULL"
    yield (
        f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN rows_{rules.name} x ON c.institution = x.institution "
        f"AND c.department = x.department WHERE {barred} AND {during}"
    )
    yield (
        f"SELECT c.line, {own}, x.weight FROM {lines} c JOIN filed_{rules.name} f ON c.person = f.person "
        f"AND c.institution = f.institution JOIN rows_{rules.name} x ON f.institution = x.institution "
        f"AND f.department = x.department WHERE c.department IS NULL AND c.service_on >= f.first_day "
        f"AND c.service_on <= f.last_day AND {barred} AND {during}"
    )
