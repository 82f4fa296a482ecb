"""Which grounds of suspension, termination, non-renewal and deferral are met on a day, from facts and acts.

A ground is a row of the regime: a named test and what it looks for. All that are met are listed; which one is used is
for the decision to say. What is not known makes an open point, never a ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import dingdian.law.institutions.ground_tests_duties
import dingdian.law.institutions.ground_tests_findings
import dingdian.law.institutions.ground_tests_market
import dingdian.law.institutions.ground_tests_signing
import dingdian.law.institutions.ground_tests_standing  # noqa: F401  (each enters its tests)
from dingdian.law.explain import Decision
from dingdian.law.institutions.hits import Hit, Open, Report, decide
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.scene import TESTS, Met, Scene, Unsure
from dingdian.law.register import Register

TABLES = ("suspension_grounds", "termination_grounds", "non_renewal_grounds", "deferral_grounds")
HOLDS = ("hold_grounds",)
REMEDIES = {
    "suspension_grounds": "核实后由两人办理中止，列出整改事项",
    "termination_grounds": "告知并听取意见后由两人办理解除",
    "non_renewal_grounds": "写明理由，由两人办理不再签订",
    "deferral_grounds": "通知机构缓签，原因消除并评估通过后补签",
    "hold_grounds": "开展核查，由两人办理暂停结算",
}


def grounds(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[Report]:
    """Every ground that is met against the agreement; grounds of a mere hold are apart (`hold_hits`)."""
    return decide(r.regime, _report(Scene(r, institution, day, known_on), TABLES))


def hold_hits(r: Register, institution: str, day: date, known_on: date | None = None) -> Decision[Report]:
    """Every ground on which payment must or may be held."""
    return decide(r.regime, _report(Scene(r, institution, day, known_on), HOLDS))


def ground_hit(r: Register, institution: str, code: str, day: date, known_on: date | None = None) -> Hit | None:
    """One ground as the agency that decides on it sees it: where its consent is needed, that is the decision itself."""
    scene = Scene(r, institution, day, known_on, deciding=True)
    return next(iter(judge(scene, code).hits), None)


def judge(scene: Scene, code: str) -> Report:
    """One ground of any table; nothing where the regime has none of that code."""
    for table, own, row in _rows(scene, (*TABLES, *HOLDS)):
        if own == code:
            return _judged(scene, table, code, row)
    return Report()


def _rows(scene: Scene, tables: tuple[str, ...]) -> Iterator[tuple[str, str, Ground]]:
    for table in tables:
        for code, row in (getattr(scene.rules, table).value or {}).items():
            if row.applies(scene.sector):
                yield table, code, row


def _report(scene: Scene, tables: tuple[str, ...]) -> Report:
    found = Report()
    for table, code, row in _rows(scene, tables):
        found += _judged(scene, table, code, row)
    return found


def _judged(scene: Scene, table: str, code: str, row: Ground) -> Report:
    if row.test not in TESTS:
        raise LookupError(f"{table} 的 {code} 用了不认识的检验 {row.test}")
    answers = list(TESTS[row.test](scene, row))
    hits = tuple(_hit(scene, table, code, row, m) for m in answers if isinstance(m, Met))
    open_ = tuple(_open(table, code, row, u) for u in answers if isinstance(u, Unsure) and (not u.plain or _due(scene)))
    return Report(hits, open_, () if hits or open_ else (code,))


def _due(scene: Scene) -> bool:
    """Whether bare gaps in what is known must be filled now: from the first day of the signing round."""
    start = scene.round.start
    return start is not None and scene.day >= start


def _hit(scene: Scene, table: str, code: str, row: Ground, met: Met) -> Hit:
    nature = _nature(scene, code, met) if table == "termination_grounds" else None
    keys = (table, *met.keys, *(("termination_default_nature",) if nature else ()))
    facts = met.facts
    if row.affects == "dual_channel_agreement" and scene.rules.dual_channel_scope.value != "whole_agreement":
        facts = (*facts, ("涉及协议", "双通道协议"))
    return Hit(code, met.text, keys, row.clauses, None, met.remedy or REMEDIES[table], facts, nature)


def _open(table: str, code: str, row: Ground, unsure: Unsure) -> Open:
    if unsure.plain:
        return Open(code, unsure.text)
    return Open(code, unsure.text, (table, *unsure.keys), row.clauses, unsure.unstated)


def _nature(scene: Scene, code: str, met: Met) -> str | None:
    """Why the agreement would be ended: as the basis says, else the regime's default for the ground and its variant."""
    defaults = scene.rules.termination_default_nature.value or {}
    default = defaults.get(f"{code}.{met.variant}") or defaults.get(code) or defaults.get("all")
    return met.nature or "by_basis" if default == "by_basis" else default
