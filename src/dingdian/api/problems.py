"""What goes wrong, as `application/problem+json`: the same words as on pages, with the field or the clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pydantic
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from dingdian.accounts.tokens import TooMany
from dingdian.casework.actions import Denied, InvalidAct, WrongMoment
from dingdian.journal import canonical
from dingdian.journal.record import Conflict, OutOfOrder, Refused
from dingdian.journal.regions import NoRegion
from dingdian.located import InvalidInput, dotted
from dingdian.located import Problem as Located
from dingdian.messages import explain_error
from dingdian.problem_details import CONTENT_TYPE, details

UNREADABLE = "请求内容不是 UTF-8 编码的 JSON，或含有空字符，或嵌套过深"


class ObjectionOut(Schema):
    """Why the law refuses: the rule, its clauses, the way out."""

    text: str
    clauses: list[str]
    remedy: str


class ErrorOut(Schema):
    """One thing wrong with what was sent."""

    field: str
    message: str
    expected: str
    remedy: str


class Problem(Schema):
    """`objections` for a refusal (422), `errors` for wrong input (400)."""

    type: str
    title: str
    status: int
    detail: str
    objections: list[ObjectionOut] | None = None
    errors: list[ErrorOut] | None = None


class Unanswerable(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The rules that bind the region give no answer to the question."""


def problem(
    status: int,
    detail: str,
    *,
    objections: Sequence[ObjectionOut] | None = None,
    errors: Sequence[ErrorOut] | None = None,
) -> HttpResponse:
    """The answer that says what is wrong."""
    body = Problem(
        **details(status, detail),
        objections=None if objections is None else list(objections),
        errors=None if errors is None else list(errors),
    )
    answer = HttpResponse(canonical.text(body.model_dump(exclude_none=True)), status=status, content_type=CONTENT_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def wrong(field: str, message: str, expected: str = "", remedy: str = "") -> InvalidInput:
    """Wrong input in one field."""
    return InvalidInput([Located("", None, field, message, expected, remedy)])


def _invalid(errors: Iterable[Any]) -> HttpResponse:
    rows = []
    for error in errors:
        place = [part for part in error["loc"] if part not in ("body", "query", "path", "header", "data")]
        message, expected, remedy = explain_error(error)
        rows.append(ErrorOut(field=dotted(place), message=message, expected=expected, remedy=remedy))
    return problem(400, f"{len(rows)} 处有误，没有作任何改动", errors=rows)


def _located(_: HttpRequest, error: InvalidInput) -> HttpResponse:
    rows = [ErrorOut(field=p.field, message=p.message, expected=p.expected, remedy=p.remedy) for p in error.problems]
    return problem(400, f"{len(rows)} 处有误，没有作任何改动", errors=rows)


def _refused(_: HttpRequest, error: Refused) -> HttpResponse:
    rows = [ObjectionOut(text=o.text, clauses=list(o.cites(error.regime)), remedy=o.remedy) for o in error.objections]
    return problem(422, "依规定不能办理，没有作任何改动", objections=rows)


def _plainly(status: int, words: str = "") -> Any:
    def handler(_: HttpRequest, error: Exception) -> HttpResponse:
        return problem(status, words or str(error))

    return handler


def _no_answer(_: HttpRequest, error: Exception) -> HttpResponse:
    return problem(422, str(error), objections=[ObjectionOut(text=str(error), clauses=[], remedy="")])


def _denied(_: HttpRequest, error: Denied) -> HttpResponse:
    return problem(
        403, error.text, objections=[ObjectionOut(text=error.text, clauses=list(error.clauses), remedy=error.remedy)]
    )


def _no_act(_: HttpRequest, error: InvalidAct) -> HttpResponse:
    rows = [
        ErrorOut(field=f"act.{field}" if field != "act" else field, message=text, expected="", remedy="")
        for field, text in error.problems
    ]
    return problem(400, f"{len(rows)} 处有误，没有作任何改动", errors=rows)


def _http(_: HttpRequest, error: HttpError) -> HttpResponse:
    unreadable = error.message.startswith("Cannot parse request body")
    words = UNREADABLE if unreadable else error.message
    return problem(error.status_code, "没有登录；请带上令牌，或先登录" if words == "Unauthorized" else words)


def install(api: NinjaAPI) -> None:
    """Let every refusal and mistake be answered as a problem."""
    gone = "没有这一项，或不在您的范围内"
    handlers: dict[type[Exception], Any] = {
        ValidationError: lambda _, e: _invalid(e.errors),
        pydantic.ValidationError: lambda _, e: _invalid(e.errors()),
        InvalidInput: _located,
        OverflowError: lambda _, e: problem(400, "日期超出可以计算的范围，没有作任何改动", errors=[]),
        PermissionDenied: lambda _, e: problem(403, str(e) or "您的角色不办理这一项"),
        Http404: _plainly(404, gone),
        ObjectDoesNotExist: _plainly(404, gone),
        Conflict: _plainly(409),
        OutOfOrder: _plainly(409),
        Refused: _refused,
        Denied: _denied,
        InvalidAct: _no_act,
        WrongMoment: lambda _, e: problem(409, f"{e.text}；{e.remedy}"),
        TooMany: _no_answer,
        NoRegion: _no_answer,
        Unanswerable: _no_answer,
        HttpError: _http,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
