"""What a case in a state waits for: of the steps then open, the ones that somebody owes. Data, as the processes are.

The other open steps are choices (to stop, to refuse, to withdraw) or rights; a case page offers them, no queue does.
"""

from __future__ import annotations

from collections.abc import Mapping

from dingdian.law.processes.model import Process, Step
from dingdian.law.regime import Regime
from dingdian.law.values import Role

WAITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "review": {"requested": ("review.decide",)},
    "appeal": {"requested": ("appeal.decide",)},
    "repair": {"applied": ("repair.agree", "repair.decide"), "agreed": ("repair.decide",)},
    "restoration": {
        "applied": ("restoration.agree", "restoration.assess"),
        "agreed": ("restoration.assess",),
        "failed": ("restoration.tell",),
    },
    "filing": {"joined": ("commitment.sign", "filing.submit"), "committed": ("filing.submit",)},
    "transfer": {"sent": ("transfer.reply",)},
    "fees": {
        "received": ("fees.check",),
        "paid": ("fees.check",),
        "checked": ("fees.settle",),
        "wrong": ("fees.recover",),
        "recovering": ("fees.close",),
    },
    "self_inspection": {"found": ("self_inspection.correct",)},
    "feedback": {"registered": ("feedback.close",), "lead": ("feedback.close",)},
    "designation": {
        "received": ("designation.accept", "designation.request_materials"),
        "accepted_pending_materials": ("designation.supplement",),
    },
    "plan": {"drafted": ("plan.adopt",), "adopted": ("plan.publish",)},
    "pledge": {"signed": ("pledge.verify",)},
    "evaluation": {
        "assigned": ("evaluation.conclude",),
        "on_site": ("evaluation.conclude",),
        "reevaluation": ("evaluation.conclude",),
        "result_qualified": ("evaluation.file",),
        "result_unqualified": ("evaluation.file", "evaluation.deliver"),
        "filed_unqualified": ("evaluation.deliver",),
    },
    "publicity": {"complaint_open": ("publicity.resolve",)},
    "negotiation": {"invited": ("negotiation.meet",), "negotiating": ("negotiation.agree",)},
    "agreement": {"signed": ("agreement.file",)},
    "reading": {"reminded": ("agreement.confirm_reading",)},
    "template": {"draft": ("template.consult",), "consulted": ("template.check",), "checked": ("template.publish",)},
    "change": {
        "under_review": ("change.decide",),
        "reassessment": ("change.decide",),
        "discovered_unfiled": ("change.apply",),
    },
    "renewal": {
        "renewal_applied": ("renewal.decide",),
        "deferred": ("deferral.report",),
        "evaluation_due": ("deferral.evaluate",),
        "evaluated": ("renewal.decide",),
    },
    "round": {"area_reviewed": ("renewal.open_round",), "open": ("renewal.close_round",)},
    "assessment": {
        "reported": ("assessment.score",),
        "scored": ("assessment.finalize",),
        "commented": ("assessment.finalize",),
    },
    "suspension": {"requested": ("agreement.suspend",), "resumption_requested": ("agreement.resume",)},
    "ground": {"proposed": ("ground.notify",), "notified": ("ground.hear",), "heard": ("ground.close",)},
    "documents": {"demanded": ("document.provide",), "final_notice": ("document.provide",)},
    "propagation_sending": {"sent": ("propagation.acknowledge",)},
    "dispute": {"opened": ("dispute.close",)},
    "agency_breach": {"opened": ("agency_breach.answer",), "answered": ("agency_breach.close",)},
    "rectification": {"ordered": ("rectification.report",), "reported": ("rectification.check",)},
    "inspection": {"planned": ("inspection.start",), "in_progress": ("inspection.close",)},
    "finding": {
        "suspicion": ("finding.explain",),
        "explained": ("finding.verify",),
        "finding_verified": ("finding.decide",),
        "decided": ("finding.execute",),
        "executed": ("finding.close",),
        "transferred": ("finding.investigate",),
        "returned_for_supplement": ("finding.supply",),
        "own_investigation": ("finding.close",),
    },
    "instruction": {"issued": ("instruction.answer",)},
    "dual_price": {"suspected": ("dual_price.confirm",), "confirmed": ("dual_price.handle",)},
    "trace_code": {"failed": ("trace_code.warn",), "warned": ("trace_code.clear",)},
    "licence_hanging": {"suspected": ("licence_hanging.confirm",)},
    "tip": {
        "registered": ("tip.route",),
        "routed": ("tip.conclude",),
        "substantiated": ("tip.reply",),
        "partly": ("tip.reply",),
        "unsubstantiated": ("tip.reply",),
    },
    "supervision_note": {"opened": ("note.answer",), "answered": ("note.close",)},
    "credit": {"recorded": ("credit.upload",)},
    "settlement": {
        "declared": ("settlement.review", "settlement.pay"),
        "reviewed": ("settlement.pay",),
        "returned": ("settlement.resubmit",),
    },
    "prepayment": {
        "proposed": ("prepayment.approve",),
        "approved": ("prepayment.pay",),
        "paid": ("prepayment.offset",),
    },
    "deposit": {"kept": ("deposit.return",), "partly_returned": ("deposit.return",)},
    "recovery": {"ordered": ("recovery.pay",), "partly_paid": ("recovery.pay",)},
    "report": {"sent": ("report.receive",), "questioned": ("report.answer",), "answered": ("report.receive",)},
    "training": {"planned": ("training.hold",), "invited": ("training.hold",)},
    "self_check": {"due": ("self_check.file",), "filed": ("self_check.correct",)},
    "purchases": {"ordered": ("purchase.report",)},
    "sign": {"issued": ("sign.return",)},
    "data": {"requested": ("data.provide",)},
    "suggestion": {"made": ("suggestion.reply",)},
    "consultation": {"asked": ("consultation.answer",)},
    "system_change": {
        "notified": ("system_change.test",),
        "tested": ("system_change.go_live",),
        "failed": ("system_change.test",),
    },
}
"""Process → state → steps owed. Handlings are not here: theirs are owed to each person and place apart."""

RIGHTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "restoration": {"failed": ("restoration.appeal",), "failure_told": ("restoration.appeal",)},
    "evaluation": {
        "filed_unqualified": ("evaluation.request_again",),
        "reevaluation_waiting": ("evaluation.request_again",),
    },
    "publicity": {"published": ("publicity.complain",)},
    "suspension": {"suspended": ("agreement.request_resumption",)},
    "assessment": {"scored": ("assessment.comment",)},
}
"""Process → state → steps that the other side may take until a last day."""

_ONE_AFTER_THE_OTHER = frozenset({"filing", "repair", "restoration", "settlement"})
_FLOW = {
    "repair.agree": ("repair.flow", {"institution_agrees"}),
    "repair.decide": ("repair.flow", {"agency_reviews"}),
    "restoration.agree": ("restoration.flow", {"institution_agrees", "institution_reviews"}),
    "restoration.assess": ("restoration.flow", {"agency_assesses"}),
}


def actors(regime: Regime, process: Process, step: Step) -> tuple[Role, ...]:
    """Who does the step under these rules; nobody where they do not have it."""
    if process.institutional:
        rule = regime.rules.steps.value.get(step.act)
        return () if rule is None else (rule.by or step.actors)
    if regime.persons is None:
        return step.actors
    if step.act in _FLOW:
        key, words = _FLOW[step.act]
        flow = regime.flat[key].value
        if flow is not None and not words & set(flow):
            return ()
    if step.act == "restoration.tell" and regime.parameters.restoration.failure_told_by.value is None:
        return ()
    if not _has(regime, step.act):
        return ()
    named = regime.parameters.casework.actors.value.get(step.act)
    return named.by if named is not None else step.actors


def _has(regime: Regime, act: str) -> bool:
    """Whether the rules know what a step is about."""
    p = regime.parameters
    begins = {
        "commitment": p.commitment.required.value,
        "self_inspection": p.supervision.self_inspections.value,
        "feedback": p.supervision.feedback_channels.value is not None,
        "channel": p.disclosure.supervision_channels.value,
        "rules": bool(p.supervision.internal_rules.value),
        "honour": p.disclosure.honour_lists.value is not None,
    }
    return bool(begins.get(act.partition(".")[0], True))


def clauses(regime: Regime, process: Process, step: Step) -> tuple[str, ...]:
    """The clauses behind the step."""
    if process.institutional:
        rule = regime.rules.steps.value.get(step.act)
        return rule.clauses if rule is not None else ()
    named = regime.parameters.casework.actors.value.get(step.act) if regime.persons is not None else None
    found = list(named.clauses) if named is not None else []
    for key in step.keys:
        if key in regime.flat:
            found += [clause for clause in regime.flat[key].clauses if clause in regime.clauses]
    return tuple(dict.fromkeys(found))


def waited_for(
    regime: Regime, process: Process, state: str, table: Mapping[str, Mapping[str, tuple[str, ...]]] = WAITS
) -> list[tuple[Step, Role]]:
    """The steps that a case in a state waits for under these rules, each with the role that comes first in it."""
    steps = {step.act: step for step in process.steps}
    found = []
    for name in table.get(process.name, {}).get(state, ()):
        step = steps[name]
        allowed = actors(regime, process, step)
        if not allowed:
            continue
        found.append((step, allowed[0]))
        if process.name in _ONE_AFTER_THE_OTHER:
            break
    return found
