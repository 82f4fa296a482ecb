"""Values and rows by themselves: what each takes, what it refuses and in which words, and what it means if left out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dingdian.law.acts import AnyAct
from dingdian.law.dates import Interval, Term, TermUnit
from dingdian.law.processes.model import NEW
from dingdian.law.processes.persons import PROCESSES
from dingdian.law.regime import Clause, Issue
from dingdian.law.schema import (
    Circumstance,
    ConsecutiveYears,
    CreditRow,
    MeasureSpec,
    Param,
    RatioRow,
    SuspensionRow,
)
from dingdian.law.setting import Agreement, Institution, Person
from dingdian.law.values import Role, Status, parse_day, parse_money

ACTS: TypeAdapter[Any] = TypeAdapter(AnyAct)
MONTHS, DAYS = TermUnit.MONTHS, TermUnit.DAYS


def refusal(model: Any, data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    (error,) = caught.value.errors()
    return str(error["msg"]).removeprefix("Value error, ")


# Values


@pytest.mark.parametrize("value", [0, 1, Decimal(0), Decimal("0.00"), Decimal("1250.5"), Decimal("1250.05")])
def test_money_has_at_most_two_decimals_and_may_be_zero(value: Any) -> None:
    assert parse_money(value) == value
    assert isinstance(parse_money(value), Decimal)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "写成 1250.00 这样的半角数字（元）"),
        ("12", "写成 1250.00 这样的半角数字（元）"),
        (1.5, "写成 1250.00 这样的半角数字（元）"),
        (None, "写成 1250.00 这样的半角数字（元）"),
        (-1, "写成不小于 0、最多两位小数的元"),
        (Decimal("-0.01"), "写成不小于 0、最多两位小数的元"),
        (Decimal("1.005"), "写成不小于 0、最多两位小数的元"),
        (Decimal("NaN"), None),
        (Decimal("Infinity"), "写成不小于 0、最多两位小数的元"),
    ],
)
def test_anything_else_is_no_money(value: Any, words: str | None) -> None:
    with pytest.raises((ValueError, ArithmeticError)) as caught:
        parse_money(value)
    if words is not None:
        assert str(caught.value) == f"“{value}” 不是金额|{words}"


def test_a_day_is_a_calendar_day() -> None:
    assert parse_day("2025-03-10") == parse_day(date(2025, 3, 10)) == date(2025, 3, 10)
    for wrong in (datetime(2025, 3, 10), "2025-3-10", "20250310", "2025-03-10T00:00", 20250310, None, ""):
        with pytest.raises(ValueError, match=r"不是日期\|写成 2025-03-10 这样的半角日期"):
            parse_day(wrong)
    with pytest.raises(ValueError, match="日历上没有 2025-02-29 这一天"):
        parse_day("2025-02-29")


def test_words_for_statuses_roles_and_units() -> None:
    assert [s.label for s in Status] == ["正常", "未取得", "暂停", "终止"]
    assert [r.label for r in Role] == ["经办机构", "医保行政部门", "定点医药机构", "本人", "协同部门", "系统"]
    assert [u.label for u in TermUnit] == ["日", "个工作日", "个月", "年"]
    assert str(Term(3, MONTHS)) == "3个月"


def test_an_interval_is_not_empty_and_a_term_not_negative() -> None:
    day = date(2025, 3, 10)
    assert day in Interval(day, day)
    with pytest.raises(ValueError, match="早于首日"):
        Interval(day, date(2025, 3, 9))
    assert Term(0, DAYS).last_day(day) == day
    with pytest.raises(ValueError, match="期限不能为负：-1日"):
        Term(-1, DAYS)


# Rows


@pytest.mark.parametrize(
    ("data", "low", "high", "cumulative", "single"),
    [
        ({"at": 9, "months": 1}, 9, 9, Term(1, MONTHS), None),
        ({"at": 0, "months": 0}, 0, 0, Term(0, MONTHS), None),
        ({"min": 6, "max": 6, "days": 30}, 6, 6, Term(30, DAYS), None),
        ({"min": 0, "max": 7, "days": 30}, 0, 7, Term(30, DAYS), None),
        ({"at": 9, "cumulative_months": 1, "single_months": 2}, 9, 9, Term(1, MONTHS), Term(2, MONTHS)),
        ({"at": 9, "cumulative_days": 10, "single_days": 20}, 9, 9, Term(10, DAYS), Term(20, DAYS)),
        ({"at": 9, "months": 1, "days": 40}, 9, 9, Term(1, MONTHS), None),
        ({"min": 9, "max": 11, "months_min": 1, "months_max": 6}, 9, 11, None, None),
        ({"at": 9, "months_min": 2, "months_max": 2}, 9, 9, None, None),
    ],
)
def test_a_tier_row(data: dict[str, int], low: int, high: int, cumulative: Term | None, single: Term | None) -> None:
    row = SuspensionRow.model_validate(data)
    assert (row.low, row.high, row.cumulative, row.single) == (low, high, cumulative, single)


ONE_OR_BOTH = "每一行写 at，或同时写 min 和 max|例如 at: 9 或 min: 6, max: 7"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"months": 1}, ONE_OR_BOTH),
        ({"min": 6, "months": 1}, ONE_OR_BOTH),
        ({"max": 6, "months": 1}, ONE_OR_BOTH),
        ({"at": 6, "min": 6, "max": 7, "months": 1}, ONE_OR_BOTH),
        ({"min": 7, "max": 6, "months": 1}, "min 7 大于 max 6|交换两个数"),
        ({"at": 9, "months_min": 1}, "由人裁量的期限要同时写 months_min 和 months_max"),
        ({"at": 9, "months_max": 1}, "由人裁量的期限要同时写 months_min 和 months_max"),
        ({"at": 9, "months": 1, "months_max": 1}, "由人裁量的期限要同时写 months_min 和 months_max"),
        ({"at": 9, "months_min": 2, "months_max": 1}, "months_min 大于 months_max|交换两个数"),
        ({"at": 9}, "这一行没有期限|写 months、days、cumulative_months 或 months_min/months_max"),
        ({"at": 9, "single_months": 1}, "这一行没有期限|写 months、days、cumulative_months 或 months_min/months_max"),
    ],
)
def test_a_tier_row_that_is_refused(data: dict[str, int], words: str) -> None:
    assert refusal(SuspensionRow, data) == words


def test_conditions_over_years() -> None:
    row = ConsecutiveYears.model_validate({"more_than": 5, "years": 2, "days": 30})
    assert (row.term, row.terminate, row.ban_years) == (Term(30, DAYS), False, None)
    row = ConsecutiveYears.model_validate({"more_than": 5, "years": 3, "terminate": True, "ban_years": 1})
    assert (row.term, row.terminate, row.ban_years) == (None, True, 1)
    either = "连续年度条件要么暂停（months 或 days），要么终止（terminate: true）|只写其中一个"
    assert refusal(ConsecutiveYears, {"more_than": 5, "years": 2}) == either
    assert refusal(ConsecutiveYears, {"more_than": 5, "years": 2, "months": 1, "terminate": True}) == either
    assert refusal(ConsecutiveYears, {"more_than": 5, "years": 1, "months": 1}) == "years 至少为 2"


def test_a_circumstance_has_a_band_or_points() -> None:
    assert Circumstance.model_validate({"band": 1}).catch_all is False
    assert Circumstance.model_validate({"points": 0}).points == 0
    one = "情形要么属于一个档次（band），要么有固定分值（points）|只写其中一个"
    assert refusal(Circumstance, {}) == one
    assert refusal(Circumstance, {"band": 1, "points": 1}) == one


@pytest.mark.parametrize("value", [None, (), {}, []])
def test_a_parameter_that_is_not_stated_has_no_value(value: Any) -> None:
    assert Param[Any].model_validate({"value": value, "basis": "assumed"}).clauses == ()
    if value != []:
        Param[Any].model_validate({"value": value, "basis": "not_stated"})


def test_a_parameter_with_a_value_says_where_it_comes_from() -> None:
    silent = "basis 为 not_stated 时 value 必须是 null|改 basis 为 text 或 assumed，或删去值"
    for value in (0, False, "", 12, (1,)):
        assert refusal(Param[Any], {"value": value, "basis": "not_stated"}) == silent
    stated = "basis 为 text 时必须写明条款|在 clauses 里列出条款编号"
    assert refusal(Param[Any], {"value": None, "basis": "text"}) == stated
    assert Param[Any].model_validate({"value": 1, "basis": "text", "clauses": ["x/1"]}).clauses == ("x/1",)


def test_what_a_row_means_where_it_says_nothing() -> None:
    ratio = RatioRow.model_validate({"min_percent": 30, "do": "x"})
    assert (ratio.max_percent, ratio.max_inclusive, ratio.clauses) == (None, True, ())
    spec = MeasureSpec.model_validate({"by": "agency", "process": "study", "label": "学习"})
    assert (spec.stands, spec.once, spec.scope) == (False, False, None)
    credit = CreditRow.model_validate({"level": "A", "min": 6})
    assert (credit.max, credit.below) == (None, None)
    issue = Issue.model_validate({"id": "x/I1", "clauses": [], "problem": "p", "adopted": "a"})
    assert (issue.needs_ruling, issue.alternatives, issue.keys) == (False, (), ())


@pytest.mark.parametrize("text", ["", None])
def test_a_text_is_not_empty(text: Any) -> None:
    good = {"id": "x/1", "cite": "第一条", "kind": "k", "operative": True, "summary": "s"}
    assert Clause.model_validate(good | {"id": "一"}).owed_by is None
    with pytest.raises(ValidationError):
        Clause.model_validate(good | {"id": text})


# The setting


def test_an_agreement_runs_forward() -> None:
    day = {"institution": "H1", "start_on": "2025-03-10", "end_on": "2025-03-10"}
    assert Agreement.model_validate(day).end_on == date(2025, 3, 10)
    assert refusal(Agreement, day | {"end_on": "2025-03-09"}) == "协议的 end_on 早于 start_on|改正两个日期"


def stated(facts: Any) -> dict[str, Any]:
    """The facts that were written, without those that were not."""
    return facts.model_dump(exclude_unset=True)


def test_an_institution_takes_facts_of_the_dictionary_beside_its_own_fields() -> None:
    code = {"institution_code": "H1", "sector": "medical_institution"}
    found = Institution.model_validate(code | {"nature": "公立", "facts": {"beds_approved": 20}})
    assert (found.code, found.label, stated(found.facts)) == ("H1", "H1", {"nature": "公立", "beds_approved": 20})
    named = Institution.model_validate({"code": "H1", "name": "甲医院", "sector": "retail_pharmacy"})
    assert (named.code, named.label, stated(named.facts)) == ("H1", "甲医院", {})
    both = refusal(Institution, {"code": "H1", "institution_code": "H2", "sector": "retail_pharmacy"})
    assert both == "Extra inputs are not permitted"
    assert refusal(Institution, {"code": "H1", "sector": "x", "colour": "red"}) == "Extra inputs are not permitted"
    with pytest.raises(ValidationError):
        Institution.model_validate("H1")


def test_a_person_has_one_role_or_several() -> None:
    assert Person.model_validate({"code": "D1", "role": "medical"}).roles == ("medical",)
    assert Person.model_validate({"code": "D1", "role": ["medical", "nursing"]}).roles == ("medical", "nursing")
    assert Person(code="D1", roles=("medical",), name="张某").label == "张某"
    assert Person(code="D1", roles=("medical",)).label == "D1"


# Acts


def test_an_act_is_learned_when_it_was_recorded() -> None:
    told = {"act": "person.leave", "person": "D1", "institution": "H1", "on": "2025-03-10"}
    assert ACTS.validate_python(told).recorded == date(2025, 3, 10)
    assert ACTS.validate_python(told | {"recorded_on": "2025-03-20"}).recorded == date(2025, 3, 20)


def test_a_suspension_of_an_agreement_is_not_at_its_own_wish_unless_said() -> None:
    given = {"act": "agreement.suspend", "on": "2025-03-10", "institution": "H1", "from": "2025-03-12"}
    act = ACTS.validate_python(given)
    assert (act.on_request, act.from_, act.to, act.responsible) == (False, date(2025, 3, 12), None, ())
    assert ACTS.validate_python(given | {"responsible": ["D1"]}).responsible == ("D1",)


def test_facts_are_written_by_their_names() -> None:
    given = {"act": "fact.record", "on": "2025-03-10", "person": "D1"}
    act = ACTS.validate_python(given | {"title": "主治医师", "facts": {"died_on": "2025-01-01"}})
    assert stated(act.person_facts) == {"title": "主治医师", "died_on": date(2025, 1, 1)}
    assert stated(ACTS.validate_python(given).person_facts) == {}
    assert stated(ACTS.validate_python(given | {"facts": None, "title": "x"}).person_facts) == {"title": "x"}
    with pytest.raises(ValidationError):
        ACTS.validate_python(given | {"colour": "red"})


def test_an_act_cannot_be_changed() -> None:
    act = ACTS.validate_python({"act": "person.leave", "person": "D1", "institution": "H1", "on": "2025-03-10"})
    with pytest.raises(ValidationError):
        act.person = "D2"


# Processes


def test_every_process_leads_somewhere_through_states_it_names() -> None:
    for process in PROCESSES:
        assert process.terminal <= set(process.states)
        assert NEW in process.states
        for step in process.steps:
            assert step.source and set(step.source) <= set(process.states)
            if isinstance(step.target, str):
                assert step.target in process.states
            assert step.actors
