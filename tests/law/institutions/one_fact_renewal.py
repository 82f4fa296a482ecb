"""One changed record for every ground of non-renewal, deferral and hold."""

from __future__ import annotations

from decimal import Decimal

from .ground_cases import SHOP, ZX, Case, act, fact, finding, one_finding

ROUND = {"signing_round": {"start": "2025-12-01", "end": "2025-12-31"}}
PLAN = {"area": "B", "zone": "Z", "target": 30}
COACHED = {"start": "2025-02-01", "end": "2025-07-31", "extension_end": "2025-11-30"}

RENEWAL: list[Case] = [
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

HOLDS: list[Case] = [
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
