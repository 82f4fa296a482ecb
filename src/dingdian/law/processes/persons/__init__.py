"""The processes of persons, declared once. Queue, page, API, deadline and diagram follow from these tables."""

from __future__ import annotations

from dingdian.law.processes.model import Process
from dingdian.law.processes.persons import conduct, filing, measures, points

PROCESSES: tuple[Process, ...] = (*points.PROCESSES, *filing.PROCESSES, *measures.PROCESSES, *conduct.PROCESSES)

__all__ = ["PROCESSES"]
