"""The facts of a case as papers speak of them. Every day, number and clause is an answer of the law, put in words.

Pure: what is read here is a register of the law; names of people and institutions are handed in.
"""

from __future__ import annotations

from collections.abc import Callable

from dingdian.law.register import Record, Register
from dingdian.papers.document import Facts
from dingdian.papers.facts.decisions import of_handling, of_other_ground
from dingdian.papers.facts.others import of_agreement, of_commitment, of_measure
from dingdian.papers.facts.remedies import of_objection, of_repair, of_restoration
from dingdian.papers.facts.shared import Asked, Blanks, Flags, NothingToSay, Office, Somebody, cites, of_all

Builder = Callable[[Register, Record, Asked, Blanks, Flags], Facts]
_BUILDERS: dict[str, Builder] = {
    "points_notice": of_handling,
    "responsibility_finding": of_handling,
    "service_receipt": of_handling,
    "suspension_notice": of_other_ground,
    "termination_notice": of_other_ground,
    "review_decision": of_objection,
    "appeal_decision": of_objection,
    "appeal_notice": of_objection,
    "repair_sheet": of_repair,
    "restoration_notice": of_restoration,
    "talk_record": of_measure,
    "study_record": of_measure,
    "circular": of_measure,
    "transfer_letter": of_measure,
    "commitment": of_commitment,
    "commitment_text": of_agreement,
    "agreement": of_agreement,
}


def gather(r: Register, kind: str, asked: Asked) -> Facts:
    """The facts for a kind of paper. Raises `NothingToSay` where the act gives rise to none for this person."""
    record = next((x for x in r.records if x.ref == asked.ref), None)
    if record is None:
        raise NothingToSay(f"卷宗里没有 {asked.ref}")
    blanks, flags = of_all(r, asked)
    return _BUILDERS[kind](r, record, asked, blanks, flags)


__all__ = ["Asked", "NothingToSay", "Office", "Somebody", "cites", "gather"]
