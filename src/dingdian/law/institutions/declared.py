"""Acts by which something about an institution is put on record row by row: signs, purchases, uploads, prescriptions.

What is reported of a period takes the place of what was reported of it before; nothing here decides anything.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from dingdian.law.act import Act
from dingdian.law.institutions.casework import Of
from dingdian.law.values import AsTuple, Day, Int, Model, Money, Text

# The sign at the door


class SignIssue(Act):
    """The agency hands out a sign (定点标识牌) with its number; nobody else makes one."""

    act: Literal["sign.issue"]
    institution: Text
    number: Text


class SignReturn(Of):
    """The sign is back with the agency."""

    act: Literal["sign.return"]


# Purchases


def _month(value: str) -> str:
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value, re.ASCII) is None:
        raise ValueError(f"“{value}” 不是月份|写成 2024-06 这样的半角年月")
    return value


Month = Annotated[Text, AfterValidator(_month)]


class Purchase(Model):
    """What was bought: price in yuan for one unit, quantity in units, on which order of the platform."""

    code: Text
    price: Money
    quantity: Int
    order: Text | None = None
    name: Text | None = None


Purchases = Annotated[tuple[Purchase, ...], AsTuple]


class PurchaseReport(Act):
    """The institution reports prices and quantities of the drugs and consumables that it bought in a month."""

    act: Literal["purchase.report"]
    institution: Text
    period: Month
    rows: Purchases


class PurchaseOrders(Act):
    """The orders of the same month as the procurement platform has them."""

    act: Literal["purchase.orders"]
    institution: Text
    period: Month
    rows: Purchases


# Uploads


class Uploaded(Model):
    """A day of service: how many visits there were (null: not stated), how many of them were uploaded."""

    day: Day
    uploaded: Int
    visits: Int | None = None


class UploadRecord(Act):
    """What arrived of the data for settlement and review, by day of service."""

    act: Literal["upload.record"]
    institution: Text
    rows: Annotated[tuple[Uploaded, ...], AsTuple]


# Prescriptions


class PrescriptionFill(Act):
    """A prescription filled where the drugs were bought (`institution`): its prescriber is not asked for consent."""

    act: Literal["prescription.fill"]
    prescription: Text
    institution: Text
    prescriber: Text
    issued_on: Day | None = None


DeclaredAct = SignIssue | SignReturn | PurchaseReport | PurchaseOrders | UploadRecord | PrescriptionFill
