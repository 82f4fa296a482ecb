"""Single edges of answers about an institution: the second of two, another's, the day itself, what nobody stated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dingdian.law.deadlines import Query
from dingdian.law.gate import claim
from dingdian.law.institutions.agreements import agreements
from dingdian.law.institutions.bans import ban_register
from dingdian.law.institutions.claims import ClaimFacts
from dingdian.law.institutions.deadlines import DEADLINES
from dingdian.law.institutions.ground_tests_duties import areas
from dingdian.law.institutions.grounds import judge
from dingdian.law.institutions.payment import payment_of
from dingdian.law.institutions.plan import active_plan, published_plan
from dingdian.law.institutions.restrictions import restricting
from dingdian.law.institutions.scene import Scene

from .applicants import EXTRAS, HOSPITAL, PLACE, changed, register_of, report
from .ground_cases import MED, SG, SHOP, ZX, act, case, fact, on
from .stories import APPLICANT, CLINIC, SETTING, holds, register

BOTH = "{persons: yunnan-2025, institutions: shaoguan-2023}"


# What has no number of its own


def test_what_has_no_number_is_told_by_its_place_in_the_list() -> None:
    terms = (("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31"))
    lines = "".join(f"  - {{institution: {CLINIC}, start_on: {a}, end_on: {b}}}\n" for a, b in terms)
    r = register(setting=f"{APPLICANT}agreements:\n{lines}")
    assert [x.ref for x in agreements(r, CLINIC)] == ["agreement#1", "agreement#2"]
    ended = {"nature": "illegal", "effective_on": "2023-03-03"}
    facts = {"code": PLACE, "sector": MED, "terminations": [{"id": "t1", **ended}, ended]}
    assert [b.ref for b in ban_register(register_of(SG, facts), PLACE, on("2024-03-04"))] == ["t1", "termination#2"]


# Entry


@pytest.mark.parametrize(
    ("department", "mode", "found"),
    [
        (True, "full_time", None),
        (None, "full_time", "open"),
        (True, None, "open"),
        (False, "full_time", "hit"),
        (True, "part_time", "hit"),
    ],
)
def test_a_large_hospital_has_an_insurance_department(
    department: bool | None, mode: str | None, found: str | None
) -> None:
    facts = changed(HOSPITAL, ("insurance_department_exists",), department)
    facts = changed(facts, ("insurance_staff",), [{"insurance_mode": mode}])
    result = report(SG, facts, "2024-03-04", parameters=EXTRAS)
    places = {"hit": result.codes, "open": {o.code for o in result.open}}
    assert [name for name, codes in places.items() if "shaoguan/6.3c" in codes] == ([found] if found else [])


@pytest.mark.parametrize(("coded", "found"), [(950, None), (949, "hit"), (None, "open")])
def test_a_set_rate_is_measured_on_the_records_where_they_are_counted(coded: int | None, found: str | None) -> None:
    bases = [{**HOSPITAL["base_databases"][0], "coded": coded}, *HOSPITAL["base_databases"][1:]]
    facts = changed(HOSPITAL, ("base_databases",), bases)
    result = report(SG, facts, "2024-03-04", parameters={**EXTRAS, "min_code_mapping_rate": Decimal("0.95")})
    places = {"hit": result.codes, "open": {o.code for o in result.open}}
    assert [name for name, codes in places.items() if "shaoguan/6.5e" in codes] == ([found] if found else [])


@pytest.mark.parametrize(("role", "to", "open_"), [("principal", None, True), ("principal", "2024-03-03", False)])
def test_who_was_named_elsewhere_without_a_day_is_looked_into_while_in_the_role(
    role: str, to: str | None, open_: bool
) -> None:
    named = {"person_ref": "P9", "role": role, "named_as_cause_in": ["t9"], "to": to}
    facts = changed(HOSPITAL, ("role_holders",), [*HOSPITAL["role_holders"], named])
    result = report(SG, facts, "2024-03-04", parameters=EXTRAS)
    assert ("shaoguan/9.7" in {o.code for o in result.open}) is open_


def test_a_plan_is_published_by_an_act_of_its_own() -> None:
    draft = {"on": "2025-01-02", "act": "plan.draft", "id": "p1", "area": "甲区", "sector": SHOP, "quota": 3}
    publish = {"on": "2025-02-03", "act": "plan.publish", "of": "p1"}
    drafted, published = (case(ZX, SHOP, acts, pooling_area="甲区") for acts in ([draft], [draft, publish]))
    assert active_plan(drafted, PLACE, on("2025-02-03")) is None
    assert published_plan(published, PLACE, on("2025-02-02")) is None
    own = published_plan(published, PLACE, on("2025-02-03"))
    assert own is not None and (own.quota, own.published_on, own.effective_on) == (3, *[on("2025-02-03")] * 2)


# Grounds


def test_of_two_moves_the_last_one_counts() -> None:
    moves = [
        act(f"2025-0{n}-03", "change.apply", field="management_area", old_value=a, value=b)
        for n, a, b in ((3, "A", "B"), (6, "B", "C"))
    ]
    assert areas(Scene(case(ZX, SHOP, moves), PLACE, on("2025-10-21"))) == ("B", "C")


@pytest.mark.parametrize(("checked", "text"), [("failed", "检查2 项整改不到位"), (None, "检查整改不到位")])
def test_a_failed_rectification_tells_how_many_items_failed(checked: str | None, text: str) -> None:
    items = [{"text": name, "checked": checked} for name in ("一", "二")]
    acts = [act("2024-06-03", "agreement.suspend", ground="SUS-1", rectification_items=items)]
    acts += [act("2024-07-01", "agreement.resume", checked="failed")] if checked is None else []
    (hit,) = judge(Scene(case(SG, MED, acts), PLACE, on("2024-07-02")), "TER-1B").hits
    assert hit.text.endswith(text)


def test_a_key_person_counts_through_the_last_day_in_the_role() -> None:
    holder = {"person_ref": "k1", "role": "principal", "cannot_perform_agreement": True, "to": "2024-06-10"}
    r = case(SG, MED, [fact("2024-06-03", role_holders=[holder])])
    days = ("2024-06-10", "2024-06-11")
    assert [bool(judge(Scene(r, PLACE, on(d)), "TER-10").hits) for d in days] == [True, False]


def test_a_ground_that_is_met_or_open_does_not_hold() -> None:
    holder = {"person_ref": "k1", "role": "principal", "illegal_or_discredited": True}
    met, unsure, neither = (
        judge(Scene(case(SG, MED, [fact("2024-06-03", role_holders=[x])]), PLACE, on("2024-06-03")), "TER-10")
        for x in ({**holder, "confirmed": True}, holder, {**holder, "illegal_or_discredited": False})
    )
    assert [(len(x.hits), len(x.open), x.held) for x in (met, unsure, neither)] == [
        (1, 0, ()), (0, 1, ()), (0, 0, ("TER-10",)),
    ]  # fmt: skip


# Deadlines


FAILED = (
    "- {on: 2024-03-04, act: designation.apply, id: c1, institution: H44020100001}\n"
    "- {on: 2024-03-04, act: designation.accept, case: c1}\n"
    "- {on: 2024-06-03, act: evaluation.conclude, case: c1, round: 1, result: unqualified}\n"
    "- {on: 2024-06-05, act: evaluation.file, case: c1}\n"
    "- {on: 2024-06-10, act: evaluation.deliver, case: c1}\n"
)


def test_the_window_for_a_second_evaluation_begins_when_the_wait_is_over() -> None:
    """Waiting to 10 September, asked for from the 11th; ten days after the 10th is Friday the 20th."""
    window = "reevaluation_request_window: {value: 10, unit: day, from: rectification_over}\n"
    asked = "- {deadline: evaluation.request_again, case: c1, due: %s}\n"
    holds(FAILED, asked % "2024-09-20", setting=APPLICANT, parameters=window)


def told(name: str, acts: str, of: Query, **options: str) -> tuple[date | None, list[str]]:
    found = DEADLINES[name](register(acts, **options), of)
    return found.value.day if found.value is not None else None, [reason.text for reason in found.reasons]


def test_a_deadline_that_does_not_run_says_why() -> None:
    demand = (
        f"- {{on: 2024-05-06, act: document.demand, institution: {CLINIC}, items: [凭证], due_on: 2024-05-09}}\n"
        f"- {{on: 2024-05-10, act: document.final_notice, institution: {CLINIC}}}\n"
    )
    asked = Query(institution=CLINIC)
    options = {"regime": ZX, "parameters": "document_supply_limit: null\n"}
    assert told("document.provide", demand, asked, **options) == (None, ["规则没有规定最后通知后的期限"])
    waits = Query("c1")
    parameters = "supplement_submit_limit: {value: 5, unit: working_day, from: notice_delivered_on}\n"
    assert told("designation.supplement", FAILED, waits, setting=APPLICANT, parameters=parameters) == (
        None, ["补正告知送达还没有发生"],
    )  # fmt: skip


def wished(first: str, to: str, more: str = "") -> str:
    return (
        f"- {{on: {first}, act: agreement.suspend, institution: {CLINIC}, on_request: true, shorter_reason: 停电,"
        f" from: {first}, to: {to}{more}}}\n"
    )


def test_of_two_suspensions_at_its_own_wish_the_last_one_is_to_be_resumed() -> None:
    first = wished("2024-01-08", "2024-02-29")
    resumed = f"- {{on: 2024-03-01, act: agreement.resume, institution: {CLINIC}, checked: passed}}\n"
    again = wished("2024-03-11", "2024-06-28")
    asked = f"- {{on: %s, act: agreement.request_resumption, institution: {CLINIC}}}\n"
    refused = f"- {{on: 2024-08-30, act: agreement.refuse_request, institution: {CLINIC}, reason: 未整改}}\n"
    window = "resumption_retry_window: {value: 30, unit: day, from: refusal}\n"
    of = Query(institution=CLINIC)
    name = "agreement.request_resumption"
    only, words = told(name, first, of)
    assert (only, words[0][:12]) == (date(2024, 7, 6), "自 2024-01-08")
    last, words = told(name, first + resumed + again, of)
    assert (last, words[0][:12]) == (date(2024, 9, 7), "自 2024-03-11")
    story = first + resumed + again + asked % "2024-08-26" + refused
    assert told(name, story, of, parameters=window)[0] == date(2024, 9, 29)


def test_a_change_of_another_field_sets_no_deadline() -> None:
    changes = "changes: [{field: name, took_effect_on: 2024-05-06}, {field: scale, took_effect_on: 2024-06-03}]"
    acts = f"- {{on: 2024-06-05, act: fact.record, institution: {CLINIC}, {changes}}}\n"
    limit = "minor_change_limit: {value: 10, unit: day, from: change}\n"
    asked = [Query(institution=CLINIC, field=field) for field in ("name", "scale", "address")]
    days = [told("change.notify", acts, of, parameters=limit)[0] for of in asked]
    assert days == [date(2024, 5, 16), date(2024, 6, 13), None]


# Money and claims


def test_a_hold_of_one_declaration_stops_the_clock_of_that_one() -> None:
    acts = "".join(
        f"- {{on: 2024-06-17, act: settlement.declare, id: d{n}, institution: {CLINIC}, amount: 1000}}\n"
        for n in (1, 2)
    )
    acts += f"- {{on: 2024-06-24, act: settlement.hold, institution: {CLINIC}, of: d1, reason: 待查}}\n"
    acts += f"- {{on: 2024-07-01, act: settlement.release, institution: {CLINIC}, of: d1, reason: 查清}}\n"
    acts += "- {on: 2024-07-01, act: settlement.review, of: d2, outcome: passed}\n"
    r = register(acts + "- {on: 2024-07-29, act: settlement.pay, of: d2}\n")
    held, other = (payment_of(r, of, date(2024, 8, 1)) for of in ("d1", "d2"))
    assert (held.value.due_on, other.value.due_on) == (date(2024, 8, 5), date(2024, 7, 29))  # five working days later
    assert held.reasons[0].text == "应于 2024-08-05 前拨付，2024-08-01 尚未拨付，晚 0 个工作日"
    assert other.reasons[0].text == "应于 2024-07-29 前拨付，2024-07-29 已拨付，晚 0 个工作日"


@pytest.mark.parametrize(("scopes", "kept"), [(["person"], False), (["department"], True), (None, True)])
def test_a_department_is_restricted_only_where_the_rules_know_that(scopes: list[str] | None, kept: bool) -> None:
    stop = act("2024-06-03", "agreement.suspend", id="s1", department="骨科", ground="SUS-1", to="2024-08-30")
    r = case(SG, MED, [stop], {"restrictions": scopes})
    found = restricting(r, PLACE, on("2024-06-03"), None, ["骨科"])
    assert ([found.ref] if found is not None else []) == ["s1"] * kept


def test_a_department_is_the_one_where_the_person_works_here() -> None:
    """A person filed at two institutions: a department of one is none of the other."""
    setting = (
        "institutions:\n"
        + "".join(f"  - {{code: {h}, sector: medical_institution, ownership: private}}\n" for h in ("H1", "H2"))
        + "agreements:\n"
        + "".join(f"  - {{institution: {h}, start_on: 2025-01-01, end_on: 2025-12-31}}\n" for h in ("H1", "H2"))
        + "people:\n  - {code: D1, role: medical, sites: ["
        + "{institution: H1, department: 骨科, filed_on: 2025-01-02},"
        + "{institution: H2, department: 内科, filed_on: 2025-01-02}]}\n"
    )
    stop = (
        "- {on: 2025-06-03, act: agreement.suspend, institution: %s, department: 骨科, ground: SUS-1, to: 2025-08-29}\n"
    )
    asked = "- {claim: {on: 2025-06-10, person: D1, institution: %s}, outcome: %s}\n"
    for at, here, there in (("H1", "deny", "pay"), ("H2", "pay", "pay")):
        holds(stop % at, asked % ("H1", here) + asked % ("H2", there), regime=BOTH, setting=setting)


def test_a_code_is_known_from_the_day_it_was_recorded() -> None:
    line = {"cost_date": "2025-06-03", "amount": 10, "trace_code": "T1"}
    declared = act("2025-06-05", "settlement.declare", recorded_on="2025-06-09", lines=[line])
    r = case(ZX, MED, [declared], {"claim_needs_trace_code": True})
    again = ClaimFacts(trace_code="T1")

    def answer(known_on: str) -> str:
        return claim(r, on("2025-06-04"), None, PLACE, line=again, known_on=on(known_on)).value

    assert [answer(d) for d in ("2025-06-08", "2025-06-09")] == ["pay", "hold"]


HELD = f"- {{on: 2024-06-03, act: settlement.hold, id: h1, institution: {CLINIC}, reason: 待查}}\n"
AREAS = SETTING + f"  - {{id: q1, institution: {CLINIC}, start_on: 2024-01-01, end_on: 2024-12-31, area: 清远市}}\n"


@pytest.mark.parametrize(
    ("of", "outcome"),
    [("", "deny"), (", agreement: a1", "deny"), (", agreement: q1", "hold"), (", department: 骨科", "hold")],
)
def test_what_was_held_is_lost_with_the_agreement_itself(of: str, outcome: str) -> None:
    """Fraud that ended another area's agreement, or only a department, says nothing of what is held here."""
    setting = AREAS.replace("agreements: [{", "agreements:\n  - {").replace("}]\n", "}\n")
    end = f"- {{on: 2024-07-10, act: agreement.terminate, institution: {CLINIC}, ground: TER-3{of}}}\n"
    asked = f"- {{claim: {{on: 2024-06-10, institution: {CLINIC}}}, outcome: {outcome}}}\n"
    holds(HELD + end, asked, setting=setting)


def test_an_earlier_fraud_costs_a_later_agreement_nothing() -> None:
    setting = APPLICANT + (
        f"agreements:\n  - {{id: a1, institution: {CLINIC}, start_on: 2023-01-01, end_on: 2023-12-31}}\n"
        f"  - {{id: a2, institution: {CLINIC}, start_on: 2024-01-01, end_on: 2024-12-31}}\n"
    )
    early = HELD.replace("2024-06-03", "2023-03-01")
    end = f"- {{on: 2023-06-01, act: agreement.terminate, institution: {CLINIC}, ground: TER-3}}\n"
    asked = f"- {{claim: {{on: %s, institution: {CLINIC}}}, outcome: %s}}\n"
    holds(early + end, asked % ("2023-05-31", "deny") + asked % ("2024-05-31", "hold"), setting=setting)
