"""The kinds of value that only an institutional regime has: lengths with their start, tables of grounds, gates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from dingdian.law.dates import Term, TermUnit
from dingdian.law.values import AsTuple, Bool, Day, Int, Model, Role, Text, Texts

_UNITS = {
    "working_day": TermUnit.WORKING_DAYS,
    "day": TermUnit.DAYS,
    "month": TermUnit.MONTHS,
    "year": TermUnit.YEARS,
}


def _ratio(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"“{value}” 不是数|写成 0.9 这样的半角数字")
    return Decimal(str(value))


Ratio = Annotated[Decimal, BeforeValidator(_ratio)]
"""An exact number; shares are written 0.9, never as per cent."""

Nature = Literal["illegal", "serious_breach", "neutral", "imposed", "by_variant", "by_basis"]
"""Why an agreement was ended; bans hang on it."""


class Duration(Model):
    """A length with its unit; what it runs from (or back from) and what pauses it are named for the reader."""

    value: Int = Field(ge=0)
    unit: Literal["working_day", "day", "month", "year"]
    from_: Text | None = Field(default=None, alias="from")
    before: Text | None = None
    until_also: Text | None = None
    pause: Texts = ()
    fallback: Text | None = None
    max_notices: Int | None = None
    meaning: Text | None = None
    roles: Texts = ()
    events: Texts = ()
    channels: Texts = ()

    @property
    def term(self) -> Term:
        return Term(self.value, _UNITS[self.unit])

    def __str__(self) -> str:
        return str(self.term)


class Threshold(Model):
    """A number that must be reached (`at_least`) or passed (`more_than`)."""

    value: Int
    unit: Text = "times"
    comparison: Literal["at_least", "more_than"] = "at_least"

    def reached(self, number: int) -> bool:
        return number >= self.value if self.comparison == "at_least" else number > self.value


class Share(Model):
    """A share that must be reached: never rounded."""

    value: Ratio
    comparison: Literal["at_least", "more_than"] = "at_least"
    denominator: Text = ""

    def reached(self, part: int, whole: int) -> bool:
        if whole == 0:
            return False
        left, right = Decimal(part), self.value * whole
        return left >= right if self.comparison == "at_least" else left > right


class Round(Model):
    """A round of collective signing (集中签约期), both days included; null until the year's dates are set."""

    start: Day | None = None
    end: Day | None = None


class SuspensionCount(Model):
    """How many suspensions in one agreement end it, and which kinds are not counted."""

    value: Int
    unit: Text = "times"
    window: Literal["agreement_valid_period"] = "agreement_valid_period"
    not_counted: Texts = ()


class Propagation(Model):
    """What of one area's decisions is taken over by the others."""

    events: Texts
    includes_on_request: Bool
    resumption: Literal["notice_and_confirm", "automatic"]
    automatic_end: Bool
    refan_out: Bool


class SettlementHold(Model):
    """Where payment may or must be held (暂停结算), and whether a hold counts as a suspension."""

    available_as: Text | None = None
    mandatory_for: Texts = ()
    optional_for: Texts = ()
    counts_as_suspension: Bool = False


class CountingRules(Model):
    """How days are counted (start day, last day on a rest day)."""

    start_day: Literal["excluded"]
    rest_day_roll: Literal["duties_only", "none", "all"]


class PaymentStandard(Model):
    """The payment standard of a code in yuan, from a day to a day (both included; null: open).

    `institution` is there to be told that it must not be: the standard is one for all.
    """

    code: Text
    amount: Ratio
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    institution: Text | None = None

    def holds_on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


PaymentStandards = Annotated[tuple[PaymentStandard, ...], AsTuple]


class Band(Model):
    """A row of a table over scores or amounts: from `min` (included) upward, the value or name that goes with it."""

    min: Ratio
    value: Ratio | None = None
    name: Text | None = None


Bands = Annotated[tuple[Band, ...], AsTuple]


class Condition(Model):
    """A condition of entry or a reason to refuse it; its clause is its key. `test` names the function that looks.

    `ban` names the parameter with the length of a ban, `bans` one for each nature of a termination; `natures` are the
    natures that a person must have caused, `scope` says which agreements a ban keeps from. `clauses`: those that it
    rests on besides.
    """

    test: Text
    sectors: Texts = ()
    kinds: Texts = ()
    fact: Text | None = None
    values: Texts = ()
    ban: Text | None = None
    bans: dict[str, Text] = Field(default_factory=dict)
    natures: Texts = ()
    scope: Literal["any", "same_agreement_kind"] = "any"
    clauses: Texts = ()
    label: str = ""

    def applies(self, sector: str | None, kind: str) -> bool:
        """Whether it is asked of an institution of the sector that applies for the kind (default: designation)."""
        in_sector = not self.sectors or sector is None or sector in self.sectors
        return in_sector and kind in (self.kinds or ("designation",))


class Extra(Model):
    """A condition or negative item that an authority added to an open list, with its basis."""

    id: Text
    text: Text
    basis: Text
    basis_level: Text
    fact: Text | None = None
    since: Day | None = None


Extras = Annotated[tuple[Extra, ...], AsTuple]


class Ground(Model):
    """A ground of deferral, non-renewal, suspension, termination or hold; its code is its key.

    `codes`: findings, papers or measures it looks for; `levels`: ranks of law it may rest on; `verified_by`: who must
    have found it; `fact`: what must have been stated before it can be proved; `severities` and `grave`: words for the
    severity of a finding, and conducts, that are aggravated by themselves; `consent`: it also needs the agency's.
    """

    test: Text
    clauses: Texts
    sectors: Texts = ()
    codes: Texts = ()
    levels: Texts = ()
    verified_by: Texts = ()
    fact: Text | None = None
    severities: Texts = ()
    grave: Texts = ()
    consent: Bool = False
    affects: Literal["agreement", "dual_channel_agreement"] = "agreement"
    label: str = ""

    def applies(self, sector: str | None) -> bool:
        return not self.sectors or sector is None or sector in self.sectors


Grounds = dict[str, Ground]


class StepRule(Model):
    """A step that the jurisdiction's procedure has: who does it (empty = anyone), whether two persons, its clauses."""

    by: Annotated[tuple[Role, ...], AsTuple] = ()
    two_person: Bool = False
    clauses: Texts = ()


class Requirement(Model):
    """A precondition of a step that the jurisdiction has: refused without it, or a remark only. Its key names the test.

    `values`: what the test needs to know (roles, purposes, codes), where the jurisdiction sets it.
    """

    level: Literal["refuse", "warn"] = "refuse"
    values: Texts = ()
    clauses: Texts = ()


def _gates(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Gate = Literal["none", "quota_informative", "quota_binding", "moratorium_without_plan"]
PlanGates = Annotated[tuple[Gate, ...], BeforeValidator(_gates)]


def band_for(bands: Iterable[Band], number: Decimal) -> Band | None:
    """The row with the highest `min` that the number reaches."""
    reached = [b for b in bands if number >= b.min]
    return max(reached, key=lambda b: b.min) if reached else None
