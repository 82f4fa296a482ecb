"""The agency's spreadsheet of institutions: each is checked against entry, renewal and exit, item by item."""

from __future__ import annotations

from dingdian.office.institutions.job import Check, check_workbook
from dingdian.office.institutions.template import write_template

__all__ = ["Check", "check_workbook", "write_template"]
