"""A line that says what only the record can judge, asked of the law with everything the journal has."""

from __future__ import annotations

from datetime import datetime

from dingdian.gate_client.answers import Answer, Line
from dingdian.journal.models import Head
from dingdian.journal.slices import load
from dingdian.law.gate import claim
from dingdian.law.institutions.claims import ClaimFacts
from dingdian.law.institutions.methods import payment_method
from dingdian.settlement.asks import Facts
from dingdian.settlement.moment import one_moment
from dingdian.settlement.online import Online


def of_record(online: Online, line: Line, further: Facts, now: datetime) -> Answer:
    """What the line comes to; raises `DatabaseError`."""
    region = online.region
    with one_moment():
        position = Head.objects.values_list("seq", flat=True).get(region=region)
        register = load(region, persons=[line.person] if line.person else [], institutions=[line.institution])
    stated = further.model_dump(exclude={"service", "discharged_on"})
    facts = ClaimFacts(**stated, trace_code_stated="trace_code" in further.model_fields_set)
    found = claim(
        register,
        line.on,
        line.person or None,
        line.institution,
        department=line.department,
        emergency=line.emergency,
        scheme=line.scheme,
        claimed_on=line.claimed_on,
        line=facts,
    )
    says, clauses, method = [r.text for r in found.reasons[-1:]], found.clauses, None
    if further.service is not None and register.regime.institutions is not None:
        paid = payment_method(register, line.institution, further.service, further.discharged_on or line.on)
        says += [r.text for r in paid.reasons]
        clauses, method = tuple(dict.fromkeys(clauses + paid.clauses)), paid.value
    return Answer(found.value, "record", "；".join(says), clauses, (), found.value == "manual_review", False,
                  online.snapshot.regime, position, now, method)  # fmt: skip
