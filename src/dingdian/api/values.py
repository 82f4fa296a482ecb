"""The small value types of requests: what can neither be stored nor computed with is refused at the door."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query
from ninja.errors import HttpError
from ninja.parser import Parser
from pydantic import AfterValidator, Field

FIRST, LAST = date(1949, 10, 1), date(2199, 12, 31)
_PLAIN = r"^[^\u0000-\u001f\u007f]+$"


def _computable(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"{day} 超出可以计算的范围|写 {FIRST} 至 {LAST} 之间的日期")
    return day


AnyDay = Annotated[date, AfterValidator(_computable)]
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


class Exact(Parser):
    """JSON whose amounts stay exact, without what PostgreSQL cannot hold as text."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            text = request.body.decode("utf-8")
            body = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
            if "\\u" in text:  # an escape may name half a character, or none
                json.dumps(body, ensure_ascii=False, default=str).encode("utf-8")
        except (ValueError, RecursionError):
            raise HttpError(400, "请求内容不是 UTF-8 编码的 JSON") from None
        if "\\u0000" in text:
            raise HttpError(400, "请求内容里有空字符")
        return body


def _no_number(word: str) -> Any:
    raise ValueError(word)
