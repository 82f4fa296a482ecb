"""Acts by which something about an institution is put on record row by row: signs, purchases, uploads, prescriptions.

What is reported of a period takes the place of what was reported of it before; nothing here decides anything.
"""

from __future__ import annotations

from typing import Literal

from dingdian.law.act import Act
from dingdian.law.institutions.casework import Of
from dingdian.law.values import Text

# The sign at the door


class SignIssue(Act):
    """The agency hands out a sign (定点标识牌) with its number; nobody else makes one."""

    act: Literal["sign.issue"]
    institution: Text
    number: Text


class SignReturn(Of):
    """The sign is back with the agency."""

    act: Literal["sign.return"]


DeclaredAct = SignIssue | SignReturn
