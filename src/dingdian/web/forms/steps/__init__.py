"""The forms of the acts of persons' processes, declared: what each asks besides the day, and what the place fills in.

What may be chosen comes from the regime. A field named with dots stands inside another, as `conditions.x.evidence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dingdian.law import fees
from dingdian.law.regime import Regime
from dingdian.web.forms.steps import conduct, facts, filing, measures, points
from dingdian.web.forms.steps.form import INSTITUTION, OF, PERSON, Fields, Form

STEPS: Mapping[str, Form] = {**points.STEPS, **filing.STEPS, **measures.STEPS, **conduct.STEPS, **facts.STEPS}
"""Act → its form. The decision on points has a form of its own (`decision`)."""

SYSTEM = frozenset({"act", "id", "recorded_on", "actor", "approved_by"})
"""Fields that are filled in from who does it and when."""
_AGREEMENTS = frozenset({"agreement", "basis", "basis_level", "agreement_clause", "finding", "shorter_reason"})
INSTITUTIONAL: Mapping[str, frozenset[str]] = {
    "agreement.sign": frozenset(
        {"case", "topics", "channel", "kind", "parent", "area", "agency", "term_reason", "text_hash",
         "template_version", "reading_confirmed", "signed_by", "payment_methods"}
    ),
    "agreement.suspend": _AGREEMENTS | {"longer_reason", "rectification_items"},
    "agreement.terminate": _AGREEMENTS | {"nature", "named_persons"},
    "settlement.hold": frozenset({"of", "basis", "confirmed"}),
    "settlement.release": frozenset({"of"}),
    "fact.record": frozenset({"institution", "facts"}),
}  # fmt: skip
"""Fields of acts that the rules on institutions ask about; the persons' rules draw nothing from them."""
UNASKED: Mapping[tuple[str, str], Callable[[Regime], bool]] = {
    ("person.join", "newly_hired"): lambda r: not r.parameters.qualification.new_hire_exam_required.value,
    ("study.record", "topics"): lambda r: r.parameters.training.institution_min_per_year.value is None,
    ("filing.submit", "fund_related"): lambda r: not r.parameters.scope.requires_fund_related.value,
    ("commitment.sign", "contents"): lambda r: not r.parameters.commitment.minimum_contents.value,
    ("commitment.sign", "acknowledged"): lambda r: not r.parameters.commitment.acknowledgement.value,
    ("fees.close", "deducted"): lambda r: not fees.deducts(r),
    ("filing.submit", "fields"): lambda r: not r.parameters.filing.fields.value,
    ("filing.submit", "certificates"): lambda r: not r.parameters.scope.doctor_certificates.value,
    ("filing.submit", "conditions"): lambda r: not r.parameters.qualification.entry_conditions.value,
    ("filing.submit", "doctor_agreement"): lambda r: not filing.doctor_agreement(r),
    ("repair.apply", "conditions"): lambda r: not r.parameters.repair.conditions.value,
    ("repair.decide", "points"): lambda r: r.parameters.repair.points_range.value is None,
    ("repair.decide", "months"): lambda r: r.parameters.repair.term_reduction_months.value is None,
    ("review.decide", "months"): lambda r: r.parameters.tiers.term_mode.value != "human_range",
    ("appeal.decide", "months"): lambda r: r.parameters.tiers.term_mode.value != "human_range",
}
"""Fields that a form leaves out where the regime gives nothing to choose or forbids to fill it in."""

__all__ = ["INSTITUTION", "INSTITUTIONAL", "OF", "PERSON", "STEPS", "SYSTEM", "UNASKED", "Fields", "Form"]
