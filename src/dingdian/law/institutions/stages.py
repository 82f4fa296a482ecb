"""The stages of administering designated institutions that the administration watches: each step belongs to one."""

from __future__ import annotations

STAGES: tuple[str, ...] = (
    "application", "acceptance", "evaluation", "negotiation", "signing", "performance", "termination",
    "internal_control", "cost_review", "disbursement",
)  # fmt: skip
LABELS = dict(
    zip(
        STAGES,
        ("申请", "受理", "评估", "协商谈判", "签订协议", "协议履行", "协议解除", "内部控制", "费用审核", "拨付"),
        strict=True,
    )
)
_BY_PREFIX = {
    "designation.": "acceptance",
    "designation.apply": "application",
    "designation.supplement": "application",
    "designation.withdraw": "application",
    "pledge.": "application",
    "plan.": "application",
    "ban.": "acceptance",
    "evaluation.": "evaluation",
    "publicity.": "evaluation",
    "negotiation.": "negotiation",
    "template.": "negotiation",
    "agreement.sign": "signing",
    "agreement.file": "signing",
    "agreement.confirm_reading": "signing",
    "agreement.remind": "signing",
    "agreement.decline": "signing",
    "renewal.": "signing",
    "deferral.": "signing",
    "agreement.terminate": "termination",
    "agreement.request_termination": "termination",
    "ground.": "termination",
    "agency_breach.": "internal_control",
    "instruction.": "internal_control",
    "note.": "internal_control",
    "post.": "internal_control",
    "workflow.": "internal_control",
    "regime.": "internal_control",
    "report.": "internal_control",
    "settlement.": "cost_review",
    "recovery.": "cost_review",
    "settlement.pay": "disbursement",
    "settlement.hold": "disbursement",
    "settlement.release": "disbursement",
    "settlement.clear": "disbursement",
    "prepayment.": "disbursement",
}
"""How a step's name begins → its stage, the longest beginning first; all others are the agreement being performed."""


def stage_of(act: str) -> str:
    """The stage a step on an institution belongs to."""
    fits = [prefix for prefix in _BY_PREFIX if act == prefix or (prefix.endswith(".") and act.startswith(prefix))]
    return _BY_PREFIX[max(fits, key=len)] if fits else "performance"
