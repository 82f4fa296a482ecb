"""Whether anything is on record by which a ground can be judged: what nobody stated is no objection to a decision."""

from __future__ import annotations

from dingdian.law import acts as a
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.scene import Scene

FACTS: dict[str, tuple[str, ...]] = {
    "unfiled_change": ("changes",),
    "change_open": ("changes",),
    "unreported_closing": ("closed_on",),
    "penalty_unperformed": ("penalties",),
    "decision_unexecuted": ("penalties", "breach_liabilities", "recoveries"),
    "licence_lost": ("licences",),
    "licence_expired": ("licences",),
    "key_person": ("role_holders",),
    "documents_not_supplied": ("final_notice",),
    "data_withheld": ("document_demand",),
    "dual_channel_not_served": ("last_dual_channel_service_on", "e_prescription_adapted"),
    "dual_channel_idle": ("last_dual_channel_service_on",),
    "coaching_refused": ("coaching",),
    "coaching_unfinished": ("coaching",),
    "zero_settlement": ("settled_amount",),
    "unsigned_by_own_cause": ("signing_round",),
    "trace_device": ("trace_device_installed", "dispenses_coded_products"),
    "trace_rates": ("trace_scan_rate", "trace_upload_rate", "trace_months", "dispenses_coded_products"),
    "code_based_settlement": ("code_based_settlement_enabled", "code_based_payment_enabled"),
    "insurance_code": ("insurance_code_supported", "code_terminal_tests"),
    "moved_against_plan": ("management_area", "resource_plan"),
    "dual_price": ("price_pairs", "price_pair"),
    "own_request": ("termination_requested_on",),
}
ACTS: dict[str, tuple[type, ...]] = {
    "unfiled_change": (i.ChangeDiscover, i.ChangeApply),
    "change_open": (i.ChangeApply,),
    "documents_not_supplied": (i.DocumentFinalNotice,),
    "data_withheld": (i.DocumentDemand,),
    "suspended_too_often": (a.AgreementSuspend,),
    "suspended_past_round": (a.AgreementSuspend,),
    "suspended_on_request_too_long": (a.AgreementSuspend,),
    "own_request": (i.RequestTermination,),
    "zero_settlement": (i.SettlementDeclare,),
}


def on_record(s: Scene, row: Ground) -> bool:
    """Whether a fact, an act or a finding that the ground looks at is on record by the day, whatever it says."""
    if any(getattr(s.facts, name) is not None for name in FACTS.get(row.test, ())):
        return True
    kinds = ACTS.get(row.test)
    if kinds and any(isinstance(x.act, kinds) for x in s.records):
        return True
    wanted = {*row.codes, *row.grave}
    return any(f.code in wanted or f.conduct in wanted for f in s.every_finding)
