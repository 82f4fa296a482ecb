"""Personal data as lists show them."""

from __future__ import annotations

import pytest

from dingdian.accounts.masking import mask_code, mask_id, mask_name


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳小明", "欧***"), ("李", "李"), ("", "")])
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("530102199001011234", "530*************34"), ("E1234567", "********"), ("E12345678", "E12****78"), ("", "")],
)
def test_a_number_keeps_its_ends_unless_too_short(number: str, shown: str) -> None:
    assert mask_id(number) == shown
    assert len(mask_id(number)) == len(number)


@pytest.mark.parametrize(
    ("code", "shown"), [("D530102000001", "D530102****01"), ("H53010200001", "************"), ("D1", "**")]
)
def test_a_code_keeps_kind_and_division(code: str, shown: str) -> None:
    assert mask_code(code) == shown
