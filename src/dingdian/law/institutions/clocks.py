"""The clocks of a case: evaluation with its one pause, publicity and the to-sign list, the wait for a second round.

Days on which something reaches the agency count as working days (`receipt_day`); a notice counts from the day it was
delivered. All is read from admitted acts as known on a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dingdian.law.dates import (
    Clock,
    Due,
    Pause,
    Term,
    TermUnit,
    add_days,
    first_free_day,
    next_working_day,
    receipt_day,
)
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.casework import TipConclude, TipRegister
from dingdian.law.register import Record, Register


def received_on(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The day an application counts as received: the last of its materials, off rest days."""
    first = next(r.of_case(case, known_on), None)
    if first is None or not isinstance(first.act, i.DesignationApply):
        return None
    handed_in = [first.on, *(m.received_on for m in first.act.materials or () if m.received_on is not None)]
    return receipt_day(r.calendar, max(handed_in))


def materials_notice(r: Register, case: str, known_on: date | None = None) -> Record | None:
    """The one-time notice of missing materials: only the first one counts."""
    found = (x for x in r.of_case(case, known_on) if isinstance(x.act, i.DesignationRequestMaterials))
    return next(found, None)


def supplement_pause(r: Register, case: str, known_on: date | None = None) -> Pause | None:
    """From delivery of the one-time notice until the supplement is in: days that the evaluation does not use up."""
    notice = materials_notice(r, case, known_on)
    if notice is None:
        return None
    start: date = notice.act.delivered_on or notice.on
    came = (x.on for x in r.of_case(case, known_on) if isinstance(x.act, i.DesignationSupplement) and x.on >= start)
    end = next(came, None)
    return Pause(start, receipt_day(r.calendar, end) if end is not None else None, "补充材料")


def round_of(r: Register, case: str, known_on: date | None = None) -> int:
    """The round a case is in: 1, and one more for each new evaluation asked for."""
    return 1 + sum(isinstance(x.act, i.EvaluationRequestAgain) for x in r.of_case(case, known_on))


def evaluation_started(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The day the running round's clock starts from: acceptance (else receipt), or the request for a second round."""
    start: date | None = received_on(r, case, known_on)
    for record in r.of_case(case, known_on):
        if isinstance(record.act, i.DesignationAccept):
            start = record.on
        elif isinstance(record.act, i.EvaluationRequestAgain):
            start = receipt_day(r.calendar, record.on)
        elif isinstance(record.act, i.DesignationRefuse | i.DesignationWait):
            start = None
    return start


def evaluation_clock(r: Register, case: str, known_on: date | None = None) -> Clock | None:
    """The clock of the evaluation that runs (or ran last); null where none started or the rule gives no length."""
    limit = r.regime.rules.evaluation_limit.value
    start = evaluation_started(r, case, known_on)
    if limit is None or start is None:
        return None
    pause = supplement_pause(r, case, known_on) if limit.pause else None
    pauses = (pause,) if pause is not None else ()
    return Clock(start, limit.term, pauses, concluded_on(r, case, known_on), duties_roll(r))


def duties_roll(r: Register) -> bool:
    """Whether the last day of a duty moves off a rest day."""
    return r.regime.rules.counting_rules.value.rest_day_roll != "none"


def duty_due(r: Register, length: Term, start: date) -> Due:
    """The last day of a duty after a day, off rest days where the rule has it so."""
    if duties_roll(r) or length.unit is TermUnit.WORKING_DAYS:
        return length.deadline(r.calendar, start)
    return Due(length.last_day(start))


def term_ends(r: Register, last: date) -> Due:
    """The last day of a status term: it stays on a rest day, unless the rule moves every term."""
    if r.regime.rules.counting_rules.value.rest_day_roll == "all":
        return next_working_day(r.calendar, last)
    return Due(last)


def concluded_on(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The day the last round was decided; null while a round is open."""
    found: date | None = None
    for record in r.of_case(case, known_on):
        if isinstance(record.act, i.EvaluationConclude):
            found = record.on
        elif isinstance(record.act, i.EvaluationRequestAgain):
            found = None
    return found


# Publicity and the list of those to sign with


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint in publicity and what came of it (null while open)."""

    ref: str
    on: date
    closed_on: date | None = None
    effect: str | None = None


def publicity_due(r: Register, case: str, known_on: date | None = None) -> Due | None:
    """The last day of the publicity that ran last, and whether it is provisional."""
    length = r.regime.rules.publicity_period.value
    published = _published(r, case, known_on)
    if length is None or published is None:
        return None
    return duty_due(r, length.term, published.on)


def publicity_ends(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The last day (included) of the publicity of a case; null if it was not published."""
    due = publicity_due(r, case, known_on)
    return due.day if due is not None else None


def _published(r: Register, case: str, known_on: date | None) -> Record | None:
    found = [x for x in r.of_case(case, known_on) if isinstance(x.act, i.PublicityPublish)]
    return found[-1] if found else None


def complaints(r: Register, case: str, known_on: date | None = None) -> list[Complaint]:
    """Complaints of the publicity that ran last, and tips about the applicant made in it, each with its outcome.

    A tip is done with when it proves unfounded, any other only when its bearing on the result is settled.
    """
    found: list[Complaint] = []
    ends = publicity_ends(r, case, known_on)
    for record in sorted([*r.of_case(case, known_on), *_tips(r, case, known_on)], key=lambda x: x.seq):
        act = record.act
        if isinstance(act, i.PublicityPublish):
            found = []
        elif isinstance(act, i.PublicityComplain) or (
            isinstance(act, TipRegister) and ends is not None and record.on <= ends
        ):
            found.append(Complaint(record.ref, record.on))
        elif isinstance(act, i.PublicityResolve):
            found = _closed(found, act.complaint, record.on, act.effect)
        elif isinstance(act, TipConclude) and act.result == "unsubstantiated":
            found = _closed(found, act.of, record.on, "none")
    return found


def _closed(found: list[Complaint], meant: str | None, day: date, effect: str) -> list[Complaint]:
    done = [c for c in found if c.closed_on is None and meant in (None, c.ref)]
    return [c for c in found if c not in done] + [Complaint(c.ref, c.on, day, effect) for c in done]


def _tips(r: Register, case: str, known_on: date | None) -> list[Record]:
    """Tips about the applicant of a case, and how they ended."""
    applied = r.applications.get(case)
    about = r.at(applied.act.institution, known_on) if applied is not None else ()
    return [
        x for x in about if isinstance(x.act, TipConclude) or (isinstance(x.act, TipRegister) and holds_list(x.act))
    ]


def holds_list(tip: TipRegister) -> bool:
    """Whether a tip may keep an applicant off the list: not one about those who handle the case."""
    return tip.object not in ("agency", "administration")


def to_sign_since(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The first day on the to-sign list; null while publicity or a complaint made in it keeps the case off.

    A complaint after the last day of publicity is an ordinary tip and holds nothing.
    """
    ends = publicity_ends(r, case, known_on)
    if ends is None or unqualified(r, case, known_on):
        return None
    first = add_days(ends, 1)
    for complaint in complaints(r, case, known_on):
        if complaint.on > ends:
            continue
        if complaint.closed_on is None or complaint.effect != "none":
            return None
        first = max(first, complaint.closed_on)
    return first


def on_to_sign_list(r: Register, case: str, day: date, known_on: date | None = None) -> bool:
    """Whether the applicant of a case stands on the to-sign list on a day."""
    since = to_sign_since(r, case, known_on)
    closed = (i.DesignationWithdraw, i.DesignationStop)
    gone = [x.on for x in r.of_case(case, known_on) if isinstance(x.act, closed)]
    return since is not None and since <= day and not any(x <= day for x in gone)


def unqualified(r: Register, case: str, known_on: date | None = None) -> bool:
    """Whether the result that stands is not qualified: as concluded last, or as revised after a complaint."""
    failed = False
    for record in r.of_case(case, known_on):
        act = record.act
        if isinstance(act, i.EvaluationConclude):
            failed = act.result == "unqualified"
        elif isinstance(act, i.PublicityResolve) and act.effect != "none":
            failed = True
    return failed


# The second round


def result_delivered_on(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The day the notice of an unqualified result reached the applicant; that of the last round that failed.

    A result revised after a complaint counts from the decision on the complaint until it is delivered.
    """
    failed, day = False, None
    for record in r.of_case(case, known_on):
        act = record.act
        if isinstance(act, i.EvaluationConclude):
            failed, day = act.result == "unqualified", act.delivered_on
        elif isinstance(act, i.PublicityResolve) and act.effect == "affects":
            failed, day = True, record.on
        elif isinstance(act, i.EvaluationDeliver):
            day = record.on
        elif isinstance(act, i.EvaluationFile) and act.delivered_on is not None:
            day = act.delivered_on
    return day if failed else None


def earliest_reevaluation(r: Register, case: str, known_on: date | None = None) -> date | None:
    """The first day on which a second round may be asked for; null before the notice is delivered."""
    wait = r.regime.rules.rectification_before_reevaluation.value
    delivered = result_delivered_on(r, case, known_on)
    if delivered is None:
        return None
    return first_free_day(delivered, wait.term) if wait is not None else delivered
