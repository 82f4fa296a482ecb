"""For every ground: a case without any, in which exactly one record is changed and exactly that ground is met.

A row: the ground, what is changed, the records before, the record that takes the place of the last of them (or joins
them), and the day asked about. `nature` where the ground ends an agreement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from dingdian.law.institutions.grounds import grounds, hold_hits
from dingdian.law.register import Register

from .ground_cases import Row, act, case, fact, finding, on

SG, ZX = "shaoguan-2023", "zizhiqu-2025"
MED, SHOP = "medical_institution", "retail_pharmacy"
ROUND = {"signing_round": {"start": "2025-12-01", "end": "2025-12-31"}}


@dataclass(frozen=True)
class Case:
    code: str
    what: str
    regime: str
    before: list[Row]
    after: Row
    day: str
    sector: str = MED
    joins: bool = False
    nature: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    others: tuple[Row, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] = field(default_factory=dict)

    def registers(self) -> tuple[Register, Register]:
        kept = self.before if self.joins else self.before[:-1]
        made = [
            case(self.regime, self.sector, acts, self.parameters, self.agreement, self.others, **self.facts)
            for acts in (self.before, [*kept, self.after])
        ]
        return made[0], made[1]


def one_finding(code: str, what: str, regime: str, before: Row, after: Row, day: str = "", **more: Any) -> Case:
    """A case about one finding, some fields of which change."""
    year = "2024" if regime == SG else "2025"
    when = f"{year}-06-03"
    both = {key: before[key] for key in before}
    return Case(
        code, what, regime, [finding(when, **both)], finding(when, **{**both, **after}), day or f"{year}-06-05", **more
    )


SUSPENDED = act("2024-05-01", "agreement.suspend", ground="SUS-1", from_="2024-05-01", to="2024-08-31")
ITEMS = [{"text": "一", "due_on": "2024-09-30"}, {"text": "二", "due_on": "2024-09-30"}]
STOPPED = act("2024-07-01", "agreement.suspend", ground="SUS-1", to="2024-12-01", rectification_items=ITEMS)
CLINIC = {"kind": "medical_institution_license"}
DUAL = {"dual_channel_since": "2023-01-01", "last_dual_channel_service_on": "2025-05-30"}
PLAN = {"area": "B", "zone": "Z", "target": 30}
COACHED = {"start": "2025-02-01", "end": "2025-07-31", "extension_end": "2025-11-30"}

CASES = [
    # suspension
    one_finding(
        "SUS-1", "verified instead of suspected", SG,
        {"code": "forged_records", "severity": "major_risk", "state": "suspicion"}, {"state": "finding_verified"},
    ),
    one_finding(
        "SUS-1", "a second reviewer", SG,
        {"code": "forged_records", "may_cause_major_risk": True, "reviewers": ["甲"]}, {"reviewers": ["甲", "乙"]},
    ),
    Case(
        "SUS-2", "came after the day asked about", SG,
        [act("2024-06-05", "document.demand", items=["数据"], due_on="2024-06-14"),
         act("2024-06-13", "document.provide", items=["数据"])],
        act("2024-06-18", "document.provide", items=["数据"]), "2024-06-17",
    ),
    Case(
        "SUS-2", "only a part came", SG,
        [act("2024-06-05", "document.demand", items=["数据", "病历"], due_on="2024-06-14"),
         act("2024-06-13", "document.provide", items=["数据", "病历"])],
        act("2024-06-13", "document.provide", items=["数据"]), "2024-06-17",
    ),
    Case(
        "SUS-2", "due before instead of after the day", SG,
        [act("2024-06-05", "document.demand", items=["数据"], due_on="2024-06-17")],
        act("2024-06-05", "document.demand", items=["数据"], due_on="2024-06-14"), "2024-06-17",
    ),
    one_finding(
        "SUS-2", "untrue data verified", SG, {"code": "data_untrue", "state": "suspicion"},
        {"state": "finding_verified"},
    ),
    one_finding(
        "SUS-3", "the clause is named", SG, {"code": "SG-D16A", "measure": "suspend_agreement"},
        {"agreement_clause": "8.2"},
    ),
    Case(
        "SUS-3", "the clause of the agreement answers with suspension", SG, [finding("2024-06-03", code="SG-D16A")],
        finding("2024-06-03", code="SG-D16A", agreement_clause="8.2"), "2024-06-05",
        agreement={"clauses": [{"no": "8.2", "measures": ["suspend_agreement"]}]},
    ),
    one_finding(
        "SUS-4", "the basis is of a rank that counts", SG,
        {"code": "SG-D16A", "measure": "suspend_agreement", "basis": "某规定", "basis_level": "local_document"},
        {"basis_level": "rule"},
    ),
    # termination
    Case(
        "TER-1A", "the first was imposed, not asked for", SG,
        [act("2024-10-08", "agreement.suspend", ground="SUS-2", to="2024-12-01"),
         act("2024-03-05", "agreement.suspend", on_request=True, shorter_reason="同意"),],
        act("2024-03-05", "agreement.suspend", ground="SUS-1", to="2024-04-05"), "2024-10-08", nature="serious_breach",
    ),
    Case(
        "TER-1A", "the first was decided in the agreement", SG,
        [act("2024-10-08", "agreement.suspend", ground="SUS-2", to="2024-12-01"),
         fact("2024-02-01", suspensions=[{"kind": "mandatory", "decided_on": "2023-12-31"}])],
        fact("2024-02-01", suspensions=[{"kind": "mandatory", "decided_on": "2024-01-01"}]), "2024-10-08",
        nature="serious_breach",
    ),
    Case(
        "TER-1B", "the check failed", SG, [STOPPED, act("2024-10-08", "agreement.resume", checked="passed")],
        act("2024-10-08", "agreement.resume", checked="failed"), "2024-10-08", nature="serious_breach",
    ),
    Case(
        "TER-1B", "an item failed the check", SG,
        [act("2024-07-01", "agreement.suspend", to="2024-12-01",
             rectification_items=[{"text": "一", "checked": "passed"}])],
        act("2024-07-01", "agreement.suspend", to="2024-12-01",
            rectification_items=[{"text": "一", "checked": "failed"}]), "2024-10-08", nature="serious_breach",
    ),
    Case(
        "TER-2", "found out while the agreement runs", SG,
        [fact("2024-02-01", application_fraud_records=[{"discovered_on": "2023-02-01"}])],
        fact("2024-02-01", application_fraud_records=[{"discovered_on": "2024-02-01"}]), "2024-02-01",
        nature="illegal",
    ),
    one_finding(
        "TER-3", "verified instead of suspected", SG, {"code": "fraud", "state": "suspicion"},
        {"state": "finding_verified"}, nature="illegal",
    ),
    one_finding(
        "TER-3", "verified by a department", SG, {"code": "fraud", "verified_by": "institution"},
        {"verified_by": "other_department"}, nature="illegal",
    ),
    Case(
        "TER-3", "the penalty is for fraud", SG,
        [fact("2024-05-10", penalties=[{"id": "p", "issuer": "other_department", "performance_status": "full"}])],
        fact("2024-05-10", penalties=[{"id": "p", "issuer": "other_department", "performance_status": "full",
                                       "reason": "fraud", "decided_on": "2024-05-10"}]),
        "2024-05-10", nature="illegal",
    ),
    Case(
        "TER-4", "the costs fell into the other's suspension", SG,
        [{**SUSPENDED, "institution": "X2"},
         finding("2024-10-08", code="SG-D16F", served_institution="X2", cost_dates=["2024-04-30"])],
        finding("2024-10-08", code="SG-D16F", served_institution="X2", cost_dates=["2024-06-03"]), "2024-10-08",
        others=({"code": "X2", "sector": MED},), nature="serious_breach",
    ),
    one_finding(
        "TER-4", "settled for a place without designation", SG, {"code": "SG-D16F", "state": "suspicion"},
        {"state": "finding_verified"}, nature="serious_breach",
    ),
    one_finding(
        "TER-5", "aggravated", SG, {"code": "resisting_inspection"}, {"aggravated": True}, nature="serious_breach"
    ),
    one_finding(
        "TER-5", "records were destroyed", SG, {"code": "resisting_inspection"}, {"conduct": "destroyed_records"},
        nature="serious_breach",
    ),
    Case(
        "TER-6", "filed after it was found and the time was over", SG,
        [act("2024-07-30", "change.discover", field="registered_address", approved_on="2024-06-17"),
         act("2024-07-29", "change.apply", field="registered_address", approved_on="2024-06-17")],
        act("2024-08-01", "change.apply", field="registered_address", approved_on="2024-06-17"), "2024-07-30",
        nature="serious_breach",
    ),
    Case(
        "TER-6", "a field that must be applied for", SG,
        [act("2024-07-30", "change.discover", field="phone", approved_on="2024-06-17")],
        act("2024-07-30", "change.discover", field="bank_account", took_effect_on="2024-06-17"), "2024-07-30",
        nature="serious_breach",
    ),
    Case(
        "TER-7", "not reported in time", SG,
        [fact("2024-06-03", closed_on="2024-06-03", closure_reported_on="2024-06-18")],
        fact("2024-06-03", closed_on="2024-06-03", closure_reported_on="2024-06-20"), "2024-06-19",
        agreement={"limits": {"closure": 15}}, nature="serious_breach",
    ),
    one_finding(
        "TER-8", "with an estimated loss", SG, {"code": "major_illegal_conduct", "verified_by": "other_department"},
        {"estimated_loss": Decimal("500000.00")}, nature="illegal",
    ),
    Case(
        "TER-9", "revoked", SG, [fact("2024-06-03", licences=[{**CLINIC, "status": "suspended"}])],
        fact("2024-06-03", licences=[{**CLINIC, "status": "revoked"}]), "2024-06-03", nature="illegal",
    ),
    Case(
        "TER-9", "cancelled by then", SG,
        [fact("2024-06-03", licences=[{**CLINIC, "status": "cancelled", "status_since": "2024-06-04"}])],
        fact("2024-06-03", licences=[{**CLINIC, "status": "cancelled", "status_since": "2024-06-03"}]), "2024-06-03",
        nature="neutral",
    ),
    Case(
        "TER-10", "a list of the field", SG,
        [fact("2024-06-03", role_holders=[{"person_ref": "k1", "role": "principal", "discredit_listings": [
            {"list": "court_judgment_defaulters", "listed_on": "2024-06-03", "cause": "private_loan"}]}])],
        fact("2024-06-03", role_holders=[{"person_ref": "k1", "role": "principal", "discredit_listings": [
            {"list": "medical_insurance_serious_discredit", "listed_on": "2024-06-03"}]}]), "2024-06-03",
        nature="illegal",
    ),
    Case(
        "TER-10", "a key person, not the one for insurance work", SG,
        [fact("2024-06-03", role_holders=[
            {"person_ref": "k1", "role": "insurance_work_leader", "cannot_perform_agreement": True}])],
        fact("2024-06-03", role_holders=[
            {"person_ref": "k1", "role": "legal_representative", "cannot_perform_agreement": True}]),
        "2024-06-03", nature="serious_breach",
    ),
    Case(
        "TER-11", "not stayed", SG,
        [fact("2024-06-01", penalties=[{"id": "p", "issuer": "insurance_department", "due_on": "2024-06-14",
                                        "stayed": True}])],
        fact("2024-06-01", penalties=[{"id": "p", "issuer": "insurance_department", "due_on": "2024-06-14"}]),
        "2024-06-17", nature="illegal",
    ),
    Case(
        "TER-11", "a penalty of the insurance department", SG,
        [fact("2024-06-01", penalties=[{"id": "p", "issuer": "health_department", "due_on": "2024-06-14"}])],
        fact("2024-06-01", penalties=[{"id": "p", "issuer": "insurance_department", "due_on": "2024-06-14"}]),
        "2024-06-17", nature="illegal",
    ),
    Case(
        "TER-11", "performed in part only", SG,
        [fact("2024-06-01", penalties=[{"id": "p", "issuer": "insurance_department", "due_on": "2024-06-14",
                                        "amount": 9000, "performed_amount": 9000}])],
        fact("2024-06-01", penalties=[{"id": "p", "issuer": "insurance_department", "due_on": "2024-06-14",
                                       "amount": 9000, "performed_amount": Decimal("8999.99")}]),
        "2024-06-17", nature="illegal",
    ),
    Case(
        "TER-12", "the agency agreed", SG, [act("2024-06-20", "agreement.request_termination")],
        act("2024-07-05", "agreement.terminate", ground="TER-12", nature="neutral"), "2024-07-05", joins=True,
        nature="neutral",
    ),
    one_finding(
        "TER-13", "the clause is named", SG, {"code": "SG-D16A", "measure": "terminate_agreement"},
        {"agreement_clause": "9.1"}, nature="serious_breach",
    ),
    one_finding(
        "TER-14", "the basis is named", SG,
        {"code": "SG-D16A", "measure": "terminate_agreement", "basis_level": "rule", "nature": "illegal"},
        {"basis": "某部门规章第九条"}, nature="illegal",
    ),
    one_finding(
        "ZT-1", "verified instead of suspected", ZX, {"code": "fraud", "state": "suspicion"},
        {"state": "finding_verified"}, nature="imposed",
    ),
    Case(
        "ZT-2", "came after the seventh day", ZX,
        [act("2025-05-12", "document.final_notice", delivered_on="2025-05-12"),
         act("2025-05-19", "document.provide")],
        act("2025-05-20", "document.provide"), "2025-05-20", nature="imposed",
    ),
    Case(
        "ZT-2", "no time was added", ZX,
        [act("2025-05-12", "document.final_notice", delivered_on="2025-05-12"),
         act("2025-05-19", "document.extend", to="2025-05-26", reason="设备故障")],
        act("2025-05-20", "document.extend", to="2025-05-26", reason="设备故障"), "2025-05-20", nature="imposed",
    ),
    one_finding(
        "ZT-3", "a record deleted", ZX, {"code": "resisting_inspection"},
        {"conduct": "alter_or_delete_electronic_records"}, nature="imposed",
    ),
    Case(
        "ZT-4", "the second demand went unanswered too", ZX,
        [fact("2025-08-01", coaching={**COACHED, "demands": [
            {"due": "2025-08-04"}, {"due": "2025-08-18", "answered_on": "2025-08-18"}]})],
        fact("2025-08-01", coaching={**COACHED, "demands": [{"due": "2025-08-04"}, {"due": "2025-08-18"}]}),
        "2025-08-19", nature="imposed",
    ),
    Case(
        "ZT-4", "refused within the extension", ZX,
        [fact("2025-08-01", coaching={**COACHED, "written_refusal_on": "2025-12-01"})],
        fact("2025-08-01", coaching={**COACHED, "written_refusal_on": "2025-11-30"}), "2025-12-02", nature="imposed",
    ),
    one_finding(
        "ZT-5", "verified instead of suspected", ZX, {"code": "fraud", "state": "suspicion"},
        {"state": "finding_verified"}, sector=SHOP, nature="imposed",
    ),
    Case(
        "ZT-6", "nothing done after the interview", ZX,
        [fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False),
         fact("2025-07-10", interview={"held_on": "2025-07-10", "due_on": "2025-08-10", "rectified_on": "2025-08-08"})],
        fact("2025-07-10", interview={"held_on": "2025-07-10", "due_on": "2025-08-10"}), "2025-08-11", sector=SHOP,
        nature="imposed",
    ),
    Case(
        "ZT-6", "no own request to give the channel up", ZX,
        [fact("2025-07-10", interview={"held_on": "2025-07-10", "due_on": "2025-08-10"}),
         fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False,
              dual_channel_cancellation_requested_on="2025-08-01")],
        fact("2025-06-01", dual_channel_since="2025-01-01", e_prescription_adapted=False), "2025-08-11", sector=SHOP,
        nature="imposed",
    ),
    Case(
        "ZT-7A", "a suspension instead of a hold", ZX,
        [act("2025-03-05", "agreement.suspend", ground="x", to="2025-04-05"),
         act("2025-04-05", "agreement.resume"), act("2025-09-10", "settlement.hold")],
        act("2025-09-10", "agreement.suspend", ground="x", to="2025-10-10"), "2025-09-10", sector=SHOP,
        nature="imposed",
    ),
    Case(
        "ZT-7B", "the check failed", ZX,
        [act("2025-09-10", "agreement.suspend", ground="x", to="2025-10-10"),
         act("2025-10-09", "agreement.resume", checked="passed")],
        act("2025-10-09", "agreement.resume", checked="failed"), "2025-10-09", nature="imposed",
    ),
    one_finding(
        "dual_price_by_measure", "with reasons", ZX, {"code": "dual_price", "measures": ["terminate_agreement"]},
        {"reason": "屡次发生且拒不改正"}, sector=SHOP, nature="imposed",
    ),
    # non-renewal
    Case(
        "NR-1", "cancelled", ZX, [fact("2025-11-10", licences=[{"kind": "drug_trade_license", "status": "suspended"}])],
        fact("2025-11-10", licences=[{"kind": "drug_trade_license", "status": "cancelled"}]), "2025-11-10", sector=SHOP,
    ),
    Case(
        "NR-2", "expired and not renewed", ZX,
        [fact("2025-12-05", licences=[{"kind": "business_license", "valid_until": "2030-12-04"}])],
        fact("2025-12-05", licences=[{"kind": "business_license", "valid_until": "2025-11-30"}]), "2025-12-10",
    ),
    Case(
        "NR-3", "nothing at all settled", ZX,
        [fact("2025-12-31", from_="2025-01-01", to="2025-12-31", settled_amount=Decimal("0.01"))],
        fact("2025-12-31", from_="2025-01-01", to="2025-12-31", settled_amount=Decimal("0.00")), "2025-12-31",
    ),
    Case(
        "NR-3", "active for long enough", ZX,
        [fact("2025-12-31", settled_amount=0), fact("2025-12-31", active_days=89)],
        fact("2025-12-31", active_days=90), "2025-12-31", parameters={"zero_settlement_min_active_days": 90},
    ),
    Case(
        "NR-4", "withdrawn only later", ZX,
        [act("2025-10-15", "agreement.request_termination"), act("2025-11-15", "agreement.withdraw_request")],
        act("2025-12-15", "agreement.withdraw_request"), "2025-12-01", sector=SHOP,
    ),
    Case(
        "NR-5", "reminded twice", ZX,
        [fact("2025-12-26", signing_round={"reminders": ["2025-12-15"]})],
        fact("2025-12-26", signing_round={"reminders": ["2025-12-15", "2025-12-26"]}), "2026-01-01", parameters=ROUND,
    ),
    Case(
        "NR-5", "its own cause", ZX,
        [fact("2025-12-26", signing_round={"reminders": ["2025-12-15", "2025-12-26"], "cause": "system_failure"})],
        fact("2025-12-26", signing_round={"reminders": ["2025-12-15", "2025-12-26"], "cause": "own"}), "2026-01-01",
        parameters=ROUND,
    ),
    Case(
        "NR-6", "no request to go on", ZX,
        [act("2025-06-10", "agreement.suspend", on_request=True, from_="2025-06-10", to="2025-12-07"),
         act("2025-12-07", "agreement.request_resumption")],
        act("2025-12-09", "agreement.request_resumption"), "2025-12-08",
    ),
    Case(
        "NR-7", "the yearly evaluation names a condition", ZX,
        [act("2025-11-20", "performance.evaluate", passed=False)],
        act("2025-11-20", "performance.evaluate", passed=False,
            failed_conditions=["min_first_registered_physicians"]), "2025-12-10",
    ),
    Case(
        "NR-8A", "no device", ZX, [fact("2025-12-10", trace_device_installed=True)],
        fact("2025-12-10", trace_device_installed=False), "2025-12-10",
        parameters={"trace_required_by": "2025-06-30"},
    ),
    Case(
        "NR-8A", "dispenses coded products", ZX,
        [fact("2025-12-10", trace_device_installed=False, dispenses_coded_products=False)],
        fact("2025-12-10", trace_device_installed=False, dispenses_coded_products=True), "2025-12-10",
        parameters={"trace_required_by": "2025-06-30"},
    ),
    Case(
        "NR-8B", "nothing scanned", ZX,
        [fact("2025-12-01", trace_months=[{"month": "2025-11", "sold": 1000, "scanned": 1}])],
        fact("2025-12-01", trace_months=[{"month": "2025-11", "sold": 1000, "scanned": 0}]), "2025-12-10", sector=SHOP,
    ),
    Case(
        "NR-8B", "below the least share of uploads", ZX,
        [fact("2025-12-01", trace_months=[{"month": "2025-11", "sold": 1000, "scanned": 1000, "uploaded": 950}])],
        fact("2025-12-01", trace_months=[{"month": "2025-11", "sold": 1000, "scanned": 1000, "uploaded": 949}]),
        "2025-12-10", sector=SHOP, parameters={"trace_min_upload_rate": 0.95},
    ),
    Case(
        "NR-8C", "no settlement by code", ZX, [fact("2025-12-10", code_based_settlement_enabled=True)],
        fact("2025-12-10", code_based_settlement_enabled=False), "2025-12-10",
    ),
    Case(
        "NR-9", "the retest failed too", ZX,
        [fact("2025-12-10", code_terminal_tests=[{"on": "2025-12-03", "passed": False},
                                                 {"on": "2025-12-10", "passed": True, "retest": True}])],
        fact("2025-12-10", code_terminal_tests=[{"on": "2025-12-03", "passed": False},
                                                {"on": "2025-12-10", "passed": False, "retest": True}]),
        "2025-12-10",
    ),
    one_finding(
        "NR-10A", "verified", ZX, {"code": "licence_hanging", "state": "suspicion"}, {"state": "finding_verified"}
    ),
    one_finding(
        "NR-10B", "verified", ZX, {"code": "licence_hanging", "state": "suspicion"}, {"state": "finding_verified"},
        sector=SHOP,
    ),
    Case(
        "NR-11", "a year without service", ZX,
        [fact("2025-01-02", dual_channel_since="2023-01-01", last_dual_channel_service_on="2024-12-01")],
        fact("2025-01-02", dual_channel_since="2023-01-01", last_dual_channel_service_on="2024-11-30"), "2025-12-01",
        sector=SHOP,
    ),
    Case(
        "NR-12", "the area is full", ZX,
        [fact("2025-10-20", management_area="B", resource_plan={**PLAN, "used": 29})],
        fact("2025-10-20", management_area="B", resource_plan={**PLAN, "used": 30}), "2025-10-20", sector=SHOP,
        facts={"management_area": "A"},
    ),
    Case(
        "NR-13", "serious", ZX,
        [finding("2025-09-10", code="dual_price", sales_concerned=Decimal("5000.00"))],
        finding("2025-09-10", code="dual_price", sales_concerned=Decimal("5000.00"), serious=True), "2025-12-01", sector=SHOP,
        parameters={"dual_price_large_amount_cny": 3000},
    ),
    Case(
        "NR-14", "one problem is open", ZX,
        [fact("2025-11-30", coaching={**COACHED, "problems": [{"text": "一", "done": "2025-11-30"}]})],
        fact("2025-11-30", coaching={**COACHED, "problems": [{"text": "一"}]}), "2025-12-01",
    ),
    one_finding(
        "NR-15", "the clause is named", ZX, {"code": "agreement_breach", "measure": "not_renew"},
        {"agreement_clause": "9.4"},
    ),
    # deferral
    Case(
        "DEF-1", "planned beyond the round", ZX,
        [act("2025-11-15", "agreement.suspend", ground="x", to="2025-12-20")],
        act("2025-11-15", "agreement.suspend", ground="x", to="2026-02-15"), "2025-12-10", parameters=ROUND,
    ),
    Case(
        "DEF-2", "not decided yet", ZX,
        [act("2025-11-20", "change.apply", id="c1", field="registered_address"),
         act("2025-12-15", "change.decide", of="c1", outcome="approved")],
        act("2026-01-15", "change.decide", of="c1", outcome="approved"), "2025-12-31",
    ),
    Case(
        "DEF-2", "the change calls for a new assessment", ZX, [act("2025-11-20", "change.apply", field="phone")],
        act("2025-11-20", "change.apply", field="phone", requires_reassessment=True), "2025-12-31",
    ),
    Case(
        "DEF-3", "paid in part only", ZX,
        [fact("2025-12-01", breach_liabilities=[{"id": "b", "kind": "recovery", "amount": 15000,
                                                 "due_on": "2025-11-30", "performed_amount": 15000}])],
        fact("2025-12-01", breach_liabilities=[{"id": "b", "kind": "recovery", "amount": 15000,
                                                "due_on": "2025-11-30", "performed_amount": 10000}]), "2025-12-01",
    ),
    one_finding(
        "DEF-3", "the decision was not carried out", ZX, {"code": "agreement_breach", "executed": True},
        {"executed": False},
    ),
    one_finding(
        "DEF-4", "with a basis", ZX,
        {"code": "agreement_breach", "measure": "defer_signing", "basis_level": "local_regulation"},
        {"basis": "某条例第五条"},
    ),
    Case(
        "DEF-4", "the renewal of a paper was asked for in time", ZX,
        [fact("2025-11-01", licences=[{"kind": "business_license", "valid_until": "2025-12-10",
                                       "renewal_applied_on": "2025-11-01"}])],
        fact("2025-11-01", licences=[{"kind": "business_license", "valid_until": "2025-11-30",
                                      "renewal_applied_on": "2025-11-01"}]), "2025-12-10",
    ),
]  # fmt: skip

HOLDS = [
    one_finding(
        "HOLD-1", "a sign of forged reports", ZX, {"code": "price_policy_breach", "state": "suspicion"},
        {"code": "forged_examination_reports"},
    ),
    one_finding(
        "HOLD-1", "not cleared up", ZX, {"code": "forged_examination_reports", "state": "dismissed"},
        {"state": "suspicion"},
    ),
    Case(
        "HOLD-2", "nothing came", ZX,
        [act("2025-05-06", "document.demand", due_on="2025-05-09"), act("2025-05-08", "document.provide")],
        act("2025-05-13", "document.provide"), "2025-05-12",
    ),
    one_finding(
        "HOLD-3", "a sign of swapping", ZX, {"code": "price_policy_breach", "state": "suspicion"},
        {"code": "swap_into_personal_account_scope"}, sector=SHOP,
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", CASES, ids=lambda x: f"{x.code}: {x.what}")
def test_one_record_makes_the_ground(row: Case) -> None:
    without, with_ = row.registers()
    assert grounds(without, "X1", on(row.day)).value.codes == frozenset()
    found = grounds(with_, "X1", on(row.day)).value
    assert found.codes == {row.code}
    assert {h.nature for h in found.hits} == {row.nature}
    for hit in found.hits:
        assert hit.text and hit.remedy and hit.clauses


@pytest.mark.parametrize("row", HOLDS, ids=lambda x: f"{x.code}: {x.what}")
def test_one_record_makes_the_ground_of_a_hold(row: Case) -> None:
    without, with_ = row.registers()
    assert hold_hits(without, "X1", on(row.day)).value.codes == frozenset()
    assert hold_hits(with_, "X1", on(row.day)).value.codes == {row.code}
    assert grounds(with_, "X1", on(row.day)).value.codes == frozenset()


def test_every_ground_has_a_case() -> None:
    told = {row.code for row in (*CASES, *HOLDS)}
    for regime in (SG, ZX):
        rules = case(regime, MED, []).regime.rules
        tables = (rules.suspension_grounds, rules.termination_grounds, rules.non_renewal_grounds,
                  rules.deferral_grounds, rules.hold_grounds)  # fmt: skip
        assert {code for table in tables for code in table.value or {}} <= told
    assert len(CASES) + len(HOLDS) >= 40
