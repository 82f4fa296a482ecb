"""Each rule on a number, by changing one fact of a number that is right."""

from __future__ import annotations

import pytest

from dingdian.registry.numbers import credit_code, division_of, institution_code, person_code, resident_id

ID = "11010519491231002X"
USCC = "91110000600037341L"


def test_numbers_that_are_right() -> None:
    assert resident_id(ID) is None
    assert credit_code(USCC) is None
    assert institution_code("H53010200001", "medical_institution") is None
    assert institution_code("P53010200001", "retail_pharmacy") is None
    for code, role in (
        ("D530102000001", "medical"),
        ("HY530102000001", "pharmacy"),
        ("HJ530102000001", "technical"),
    ):
        assert person_code(code, (role,)) is None
    assert person_code("N530102000001", ("nursing",)) is None
    assert person_code("Y530102000001", ("licensed_pharmacist",)) is None


@pytest.mark.parametrize(
    ("number", "certain", "word"),
    [
        ("110105194912310021", True, "校验位"),
        ("11010519491231002x", True, "18 位"),
        ("1101051949123100", True, "18 位"),
        ("１1010519491231002X", True, "18 位"),
        ("110105194902300014", True, "出生日期"),
        ("000105194912310021", False, "区划"),
    ],
)
def test_resident_identity_numbers(number: str, certain: bool, word: str) -> None:
    if word in ("出生日期", "区划"):
        from stdnum.cn.ric import calc_check_digit

        number = number[:-1] + calc_check_digit(number)
    remark = resident_id(number)
    assert remark is not None and remark.certain is certain and word in remark.message
    assert number not in f"{remark.message}{remark.expected}{remark.remedy}"


@pytest.mark.parametrize(
    "code", ["91110000600037341M", "91110000600037341l", "9111000060003734", "A1110000600037341L", "91110000600037341I"]
)
def test_a_credit_code_with_one_thing_wrong(code: str) -> None:
    remark = credit_code(code)
    assert remark is not None and remark.certain


@pytest.mark.parametrize("code", ["P53010200001", "H5301020001", "H530102000011", "h53010200001"])
def test_the_published_form_of_an_institution_is_held(code: str) -> None:
    remark = institution_code(code, "medical_institution")
    assert remark is not None and remark.certain


def test_a_form_only_remembered_is_a_warning() -> None:
    for remark in (institution_code("H53010200001", "retail_pharmacy"), person_code("N53010200001"), person_code("Y1")):
        assert remark is not None and not remark.certain


@pytest.mark.parametrize("code", ["D53010200001", "D5301020000011", "HY53010200001", "HJ530102A00001"])
def test_the_published_form_of_a_person_is_held(code: str) -> None:
    remark = person_code(code)
    assert remark is not None and remark.certain


def test_a_code_unlike_the_role_or_unknown_is_a_warning() -> None:
    for remark in (person_code("N530102000001", ("medical",)), person_code("X1", ("principal",))):
        assert remark is not None and not remark.certain
    assert person_code("N530102000001", ("principal",)) is None


def test_the_division_of_a_code() -> None:
    assert [division_of(c) for c in ("H53010200001", "HY53010200000001", "D530199000001", "X", "")] == [
        "530102", "530102", "530199", "", "",
    ]  # fmt: skip
