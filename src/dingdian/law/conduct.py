"""Acts beside points: fees looked at before and after they are paid, violations an institution finds itself, what the
insured say, channels and good examples that are published, an institution's own rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dingdian.law.act import Act
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text

MOST_LINES = 5000
"""Lines of one batch: what one act of the journal holds without strain."""
MOST_CHARACTERS = 10_000
"""Length of the text of an institution's rules: every question about the institution reads it along."""


class FeeLine(Model):
    """A line of a claim. `on`: day of service; `person`: who ordered it; `amount`: borne by the fund."""

    person: Text
    on: Day
    amount: Money
    emergency: Bool = False
    department: Text | None = None
    line: Text | None = None


class FeesReceive(Act):
    """A batch of lines of one institution (`id`: its number). `paid`: money has gone out for it before."""

    act: Literal["fees.receive"]
    id: Text
    institution: Text
    paid: Bool = False
    lines: Annotated[tuple[FeeLine, ...], AsTuple, Field(max_length=MOST_LINES)]


class FeesCheck(Act):
    """Each line of a batch is held against the status of its person on the day of service."""

    act: Literal["fees.check"]
    of: Text


class FeesSettle(Act):
    """The lines that the last check found payable are paid."""

    act: Literal["fees.settle"]
    of: Text


class FeesRecover(Act):
    """What was paid of lines that were not payable is asked back."""

    act: Literal["fees.recover"]
    of: Text
    amount: Money


class FeesClose(Act):
    """`recovered`: what came back; `deducted`: assessment points a human takes off the institution."""

    act: Literal["fees.close"]
    of: Text
    recovered: Money
    deducted: Int | None = None
    reason: str | None = None


class SelfInspectionRecord(Act):
    """A violation that the institution found itself; `amount`: what the fund lost by it."""

    act: Literal["self_inspection.record"]
    institution: Text
    person: Text | None = None
    text: Text
    amount: Money | None = None


class SelfInspectionCorrect(Act):
    """It was put right; `amount`: what was paid back."""

    act: Literal["self_inspection.correct"]
    of: Text
    amount: Money | None = None
    note: str | None = None


class FeedbackRegister(Act):
    """What somebody said of a person's or an institution's services."""

    act: Literal["feedback.register"]
    channel: Text
    institution: Text
    person: Text | None = None
    text: Text


class FeedbackPursue(Act):
    """It becomes a lead; `inspection`: the number under which it is looked into."""

    act: Literal["feedback.pursue"]
    of: Text
    inspection: Text


class FeedbackClose(Act):
    act: Literal["feedback.close"]
    of: Text
    result: Text


class ChannelPublish(Act):
    """A way to be heard, made known to everybody; a later one of the same kind takes its place."""

    act: Literal["channel.publish"]
    channel: Text
    contact: Text


class ChannelWithdraw(Act):
    act: Literal["channel.withdraw"]
    channel: Text


class HonourAward(Act):
    """A person is put on a list of good examples, for a year."""

    act: Literal["honour.award"]
    person: Text
    list: Text
    year: Int
    reason: Text


class HonourWithdraw(Act):
    act: Literal["honour.withdraw"]
    person: Text
    list: Text
    year: Int
    reason: str | None = None


class RulesAdopt(Act):
    """An institution's own rules for its people count from a day (`on`) in this version; they take the place of the
    version before."""

    act: Literal["rules.adopt"]
    institution: Text
    document: Text
    version: Text
    text: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class RulesWithdraw(Act):
    """From this day the institution has no such rules."""

    act: Literal["rules.withdraw"]
    institution: Text
    document: Text
    reason: str | None = None


ConductAct = (
    FeesReceive
    | FeesCheck
    | FeesSettle
    | FeesRecover
    | FeesClose
    | SelfInspectionRecord
    | SelfInspectionCorrect
    | FeedbackRegister
    | FeedbackPursue
    | FeedbackClose
    | ChannelPublish
    | ChannelWithdraw
    | HonourAward
    | HonourWithdraw
    | RulesAdopt
    | RulesWithdraw
)

__all__ = [
    "ChannelPublish",
    "ChannelWithdraw",
    "ConductAct",
    "FeeLine",
    "FeedbackClose",
    "FeedbackPursue",
    "FeedbackRegister",
    "FeesCheck",
    "FeesClose",
    "FeesReceive",
    "FeesRecover",
    "FeesSettle",
    "HonourAward",
    "HonourWithdraw",
    "RulesAdopt",
    "RulesWithdraw",
    "SelfInspectionCorrect",
    "SelfInspectionRecord",
]
