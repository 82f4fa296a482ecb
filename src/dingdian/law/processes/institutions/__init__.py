"""The processes of institutions, declared once. Queue, page, API, deadline and diagram follow from these tables."""

from __future__ import annotations

from dingdian.law.processes.guards import institutions_template as _template  # noqa: F401  (enters its tests)
from dingdian.law.processes.institutions import (
    agreement,
    control,
    declared,
    designation,
    evaluation,
    exit,
    money,
    renewal,
    small,
)
from dingdian.law.processes.model import Process

PROCESSES: tuple[Process, ...] = (
    *designation.PROCESSES,
    *evaluation.PROCESSES,
    *agreement.PROCESSES,
    *renewal.PROCESSES,
    *exit.PROCESSES,
    *money.PROCESSES,
    *control.PROCESSES,
    *small.PROCESSES,
    *declared.PROCESSES,
)

__all__ = ["PROCESSES"]
