"""The processes of institutions, declared once. Queue, page, API, deadline and diagram follow from these tables."""

from __future__ import annotations

from dingdian.law.processes.model import Process

PROCESSES: tuple[Process, ...] = ()
