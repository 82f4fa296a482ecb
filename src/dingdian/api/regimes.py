"""The law itself: regimes with their parameters and clauses, and the declared processes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from dingdian.api.perms import allowed
from dingdian.api.shapes import ClauseOut, ProcessOut, ProcessRow, RegimeOut, RegimeRow
from dingdian.api.values import Code
from dingdian.dossier.replay import plain_parameter
from dingdian.law.processes.institutions import PROCESSES as INSTITUTIONS
from dingdian.law.processes.model import Process
from dingdian.law.processes.persons import PROCESSES as PERSONS
from dingdian.law.regime import Regime
from dingdian.regimes import load, names

router = Router(tags=["规则"])


@router.get("/regimes", operation_id="regimes", response=list[RegimeRow], summary="规则包")
def regimes(request: HttpRequest) -> Any:
    allowed(request, "regimes")
    return [_row(load(name)) for name in names()]


@router.get("/regimes/{id}", operation_id="regime", response=RegimeOut, summary="规则包的参数和条款目录")
def regime(request: HttpRequest, id: Code) -> Any:
    allowed(request, "regime")
    found = _regime(id)
    values = {
        key: {"value": plain_parameter(p.value), "basis": p.basis, "clauses": list(p.clauses)}
        for key, p in found.flat.items()
    }
    return {**_row(found), "clauses": list(found.clauses), "parameters": values}


@router.get("/regimes/{id}/clauses/{path:clause}", operation_id="clause", response=ClauseOut, summary="条款")
def clause(request: HttpRequest, id: Code, clause: Code) -> Any:
    """A clause in our own words, with the readings adopted where it leaves a point open."""
    allowed(request, "clause")
    found = _regime(id)
    if clause not in found.clauses:
        raise Http404
    readings = [
        {
            "id": i.id,
            "adopted": i.adopted,
            "alternatives": list(i.alternatives),
            "needs_ruling": i.needs_ruling,
        }
        for i in found.issues.values()
        if clause in i.clauses
    ]
    return {**found.clauses[clause].model_dump(exclude={"owed_by"}), "readings": readings}


@router.get("/processes", operation_id="processes", response=list[ProcessRow], summary="流程")
def processes(request: HttpRequest) -> Any:
    allowed(request, "processes")
    return [_head(p) for p in (*PERSONS, *INSTITUTIONS)]


@router.get("/processes/{name}", operation_id="process", response=ProcessOut, summary="流程的状态和步骤")
def process(request: HttpRequest, name: Code) -> Any:
    allowed(request, "process")
    found = next((p for p in (*PERSONS, *INSTITUTIONS) if p.name == name), None)
    if found is None:
        raise Http404
    return {
        **_head(found),
        "states": found.states,
        "terminal": sorted(found.terminal),
        "steps": [
            {
                "act": s.act,
                "title": s.title,
                "source": list(s.source),
                "targets": list(s.targets()),
                "actors": [r.value for r in s.actors],
                "papers": list(s.papers),
                "discloses": list(s.discloses),
            }
            for s in found.steps
        ],
    }


def _regime(regime_id: str) -> Regime:
    if regime_id not in names():
        raise Http404
    return load(regime_id)


def _row(found: Regime) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "jurisdiction": found.jurisdiction,
        "draft": found.is_draft,
        "persons": found.persons is not None,
        "institutions": found.institutions is not None,
    }


def _head(found: Process) -> dict[str, Any]:
    return {"name": found.name, "title": found.title, "institutional": found.institutional}
