"""The agency's spreadsheet job: a findings workbook is read, checked cell by cell, decided and explained."""

from __future__ import annotations

from dingdian.office.job import Job, decide_workbook
from dingdian.office.template import write_template

__all__ = ["Job", "decide_workbook", "write_template"]
