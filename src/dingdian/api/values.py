"""The small value types of requests: what can neither be stored nor computed with is refused at the door."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Schema
from ninja.parser import Parser
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from dingdian.law.values import computable_day, parse_day

DEEPEST = 50
"""How deep a request may be nested; acts need eight."""
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PLAIN = r"^[^\u0000-\u001f\u007f]+$"


def computable(value: Any) -> Any:
    """Plain data whose days, wherever they stand, can be reckoned with."""
    if isinstance(value, Mapping):
        for part in value.values():
            computable(part)
    elif isinstance(value, list):
        for part in value:
            computable(part)
    elif isinstance(value, str) and _ISO.fullmatch(value):
        computable_day(parse_day(value))
    return value


AnyDay = Annotated[date, BeforeValidator(parse_day), AfterValidator(computable_day)]
Plain = Annotated[dict[str, Any], AfterValidator(computable)]
Code = Annotated[str, Field(min_length=1, max_length=120, pattern=_PLAIN)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\u0000]*$")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="请求编号：同一编号同样内容只办一次，再发得到同样的答复",
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="每页行数")]
After = Annotated[str | None, Query(max_length=1000, description="上一页给出的 next")]


class Asked(Schema):
    """What a request asks for: a field that it does not have is named, so that no slip of the pen goes unnoticed."""

    model_config = ConfigDict(extra="forbid")


class Exact(Parser):
    """JSON whose amounts stay exact, without what PostgreSQL cannot hold as text."""

    def parse_body(self, request: HttpRequest) -> Any:
        return exact(request.body)


def exact(body: bytes) -> Any:
    """The data of a request. Raises `ValueError` where it is no JSON in UTF-8, or nested beyond all reason."""
    text = body.decode("utf-8")
    if "\\u" in text:  # an escape may name half a character, or none
        json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")
    if "\\u0000" in text:
        raise ValueError(text)
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    layer = [data]
    for _ in range(DEEPEST):
        layer = [x for part in layer for x in _parts(part)]
        if not layer:
            return data
    raise ValueError("nested too deeply")


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _no_number(word: str) -> Any:
    raise ValueError(word)
