"""Texts as offices save them."""

from __future__ import annotations

import pytest

from dingdian.office.reading import decoded


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("text", ["联通", "某1医,某2医", "张三", "D530102000001,A", "欧阳𠮷"])
def test_a_few_short_names_are_read_as_they_were_written(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_what_is_neither_is_told() -> None:
    assert decoded(b"\xff\xff\xff") is None
