"""What is asked of the gate over the API, and how its answers are written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from dingdian.gate_client.answers import Answer, Line
from dingdian.law.values import computable_day, parse_day

MOST = 1000
"""Lines of one request at most."""
Code = Annotated[str, StringConstraints(min_length=1, max_length=30, pattern=r"^[^\u0000-\u0020\u007f]+$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\u0000-\u001f\u007f]+$")]
Day = Annotated[date, BeforeValidator(parse_day), AfterValidator(computable_day)]


class Facts(BaseModel):
    """What else a line says, which only the record can judge; see `law.institutions.claims.ClaimFacts`.

    `service`: the answer says by which payment method of the agreement in force that kind of service is settled, on
    the day of discharge where one is stated.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    trace_code: Words | None = None
    internet_plus: bool = False
    work_injury_pending: bool = False
    drug: bool | None = None
    prescription: Words | None = None
    insured_area: Words | None = None
    service: Words | None = None
    discharged_on: Day | None = None


class Asked(BaseModel):
    """A line. `id` comes back with its answer; `person`: who ordered it, needed where there are rules on persons."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Words | None = None
    person: Code | None = None
    institution: Code
    on: Day
    emergency: bool = False
    department: Words | None = None
    scheme: Words | None = None
    claimed_on: Day | None = None
    facts: Facts | None = None

    def line(self) -> Line:
        """For the snapshot."""
        return Line(self.person or "", self.institution, self.on, self.emergency, self.department, self.scheme,
                    self.claimed_on)  # fmt: skip

    def further(self) -> Facts | None:
        """For the law, where something was stated that the snapshot does not know of."""
        return self.facts if self.facts is not None and self.facts.model_fields_set else None


class Request(BaseModel):
    """One line or many; `region` where an institution is registered in several."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lines: Annotated[list[Asked], Field(min_length=1, max_length=MOST)]
    region: Words | None = None


REQUEST = TypeAdapter(Request)


def told(asked_id: str | None, answer: Answer) -> dict[str, Any]:
    """An answer as it is sent."""
    return {
        "id": asked_id,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "says": answer.says,
        "clauses": answer.clauses,
        "causes": answer.causes,
        "review": answer.review,
        "method": answer.method,
        "stale": answer.stale,
        "regime": answer.regime,
        "position": answer.position,
        "as_of": _instant(answer.made_at),
    }


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
