"""Processes: declared as tables, run by one interpreter."""

from __future__ import annotations

from dingdian.law.processes.admit import Admission, admit
from dingdian.law.processes.model import Process, Step
from dingdian.law.processes.persons import PROCESSES

__all__ = ["PROCESSES", "Admission", "Process", "Step", "admit"]
