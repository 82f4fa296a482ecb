"""One changed record for every ground of suspension and termination."""

from __future__ import annotations

from decimal import Decimal

from .ground_cases import MED, SG, SHOP, ZX, Case, act, fact, finding, one_finding

SUSPENDED = act("2024-05-01", "agreement.suspend", ground="SUS-1", from_="2024-05-01", to="2024-08-31")
ITEMS = [{"text": "一", "due_on": "2024-09-30"}, {"text": "二", "due_on": "2024-09-30"}]
STOPPED = act("2024-07-01", "agreement.suspend", ground="SUS-1", to="2024-12-01", rectification_items=ITEMS)
CLINIC = {"kind": "medical_institution_license"}
COACHED = {"start": "2025-02-01", "end": "2025-07-31", "extension_end": "2025-11-30"}

ENDING: list[Case] = [
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
]  # fmt: skip
