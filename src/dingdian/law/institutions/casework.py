"""Acts of the smaller processes: inspection, dispute, tips, plans, training and the like."""

from __future__ import annotations

from typing import Literal

from dingdian.law.act import Act
from dingdian.law.values import Day, Text


class NoteOpen(Act):
    """The administration opens a supervision note on a stage of a case; it must be answered."""

    act: Literal["note.open"]
    note: Text | None = None
    case: Text | None = None
    institution: Text | None = None
    stage: Text | None = None
    against: Text | None = None


class NoteAnswer(Act):
    act: Literal["note.answer"]
    of: Text


class DisputeOpen(Act):
    """A dispute about a decision (`of`) or a stage, on the channel the institution chose."""

    act: Literal["dispute.open"]
    institution: Text | None = None
    of: Text | None = None
    stage: Text | None = None
    channel: Literal["negotiation", "admin_coordination", "administrative_reconsideration", "administrative_litigation",
                     "request_correction"] | None = None  # fmt: skip
    against: Literal["agency", "institution"] | None = None
    reason: Text | None = None


class DisputeClose(Act):
    """`of`: the dispute, or the decision itself."""

    act: Literal["dispute.close"]
    of: Text
    outcome: Literal["upheld", "changed", "revoked", "settled", "withdrawn"]
    reason: Text | None = None


class PropagationReceive(Act):
    """What another area decided about the institution and reports here."""

    act: Literal["propagation.receive"]
    institution: Text
    kind: Literal["suspension", "termination", "resumption", "correction", "automatic_end_info"]
    source_agency: Text | None = None
    ground: Text | None = None
    nature: Text | None = None
    effective_on: Day | None = None
    planned_end_on: Day | None = None


class PropagationConfirm(Act):
    """This area confirms a resumption that another reported: its derived suspension ends."""

    act: Literal["propagation.confirm"]
    institution: Text
    of: Text | None = None


CaseworkAct = NoteOpen | NoteAnswer | DisputeOpen | DisputeClose | PropagationReceive | PropagationConfirm
