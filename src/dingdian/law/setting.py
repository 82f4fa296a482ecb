"""Where a story begins: institutions, agreements in force, people filed and committed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from dingdian.law.institutions.acts import AgreementKind
from dingdian.law.institutions.facts import INSTITUTION_FACTS, InstitutionFacts, inline_facts
from dingdian.law.institutions.records import Limits, PaymentMethods
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Money, Text, Texts


class Institution(Model):
    """A designated institution. Facts beyond the first line follow the data dictionary of institutions."""

    code: Text
    name: Text | None = None
    sector: Text
    institution_type: Text | None = None
    ownership: Text | None = None
    facts: InstitutionFacts = Field(default_factory=InstitutionFacts)

    @model_validator(mode="before")
    @classmethod
    def _collect_facts(cls, data: Any) -> Any:
        if isinstance(data, dict) and "institution_code" in data and "code" not in data:
            data = {("code" if key == "institution_code" else key): value for key, value in data.items()}
        return inline_facts(data, INSTITUTION_FACTS)

    @property
    def label(self) -> str:
        return self.name or self.code


class AgreementClause(Model):
    """A clause of an agreement: what it allows against a breach."""

    no: Text
    text_ref: Text | None = None
    measures: Texts = ()
    formula: Text | None = None
    multiple: Int | None = None
    fixed: Money | None = None


class Agreement(Model):
    """A service agreement in force when the story begins; both days included."""

    id: Text | None = None
    institution: Text
    start_on: Day
    end_on: Day
    signed_on: Day | None = None
    kind: AgreementKind | None = None
    parent: Text | None = None
    area: Text | None = None
    limits: Limits | None = None
    payment_methods: PaymentMethods = ()
    clauses: Annotated[tuple[AgreementClause, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _order(self) -> Agreement:
        if self.end_on < self.start_on:
            raise ValueError("协议的 end_on 早于 start_on|改正两个日期")
        return self


class PersonalAgreement(Model):
    """A doctor's own service agreement with the institution; the end may be left to the regime's term."""

    start_on: Day
    end_on: Day | None = None


class Site(Model):
    """A practice site of a person."""

    institution: Text
    department: Text | None = None
    filed_on: Day | None = None
    left_on: Day | None = None
    primary: Bool | None = None
    doctor_agreement: PersonalAgreement | None = None


def _roles(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


class Person(Model):
    """A natural person: one account whatever the number of roles and sites."""

    code: Text
    name: Text | None = None
    roles: Annotated[tuple[Text, ...], BeforeValidator(_roles)] = Field(alias="role")
    sites: Annotated[tuple[Site, ...], AsTuple] = ()
    certificates: Texts | None = None
    fund_related: Bool | None = None
    facts: dict[str, Any] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.name or self.code


class Setting(Model):
    """The state of affairs when a story begins.

    `complete`: what is not stated is not so, as in a running office. Otherwise an act of the story that happened meets
    no objection from what nobody stated; asked whether an act should be refused, the answer is an office's either way.
    """

    institutions: Annotated[tuple[Institution, ...], AsTuple] = ()
    agreements: Annotated[tuple[Agreement, ...], AsTuple] | None = None
    people: Annotated[tuple[Person, ...], AsTuple] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)
    complete: Bool = False
