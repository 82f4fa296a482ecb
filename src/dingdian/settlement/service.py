"""The gate as a web application of its own: answers from memory, without sessions, pages or the rest of the site.

`POST /api/gate/check`, `POST /api/gate/infno`, `GET /api/gate/alive`. `docs/gate.md` describes them.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from pydantic import ValidationError

from dingdian.accounts.address import address_in
from dingdian.gate_client.answers import Answer
from dingdian.located import dotted
from dingdian.messages import explain_error
from dingdian.problem_details import CONTENT_TYPE, details
from dingdian.settlement import asks
from dingdian.settlement.clients import Client
from dingdian.settlement.infno.desk import Desk
from dingdian.settlement.judge import NothingKnown, Wrong, judged
from dingdian.settlement.keeper import Keeper
from dingdian.settlement.rates import Rate, Rates
from dingdian.settlement.requests import RequestLog

Environ = dict[str, Any]
LARGEST = 1 << 20
"""Bytes of a request at most."""
STRANGERS = Rate(per_second=2, burst=40)
"""How often an address may come without a valid token or signature."""
_PHRASES = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed",
            413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
            503: "Service Unavailable"}  # fmt: skip
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem(Exception):  # noqa: N818 - an answer, not a fault
    """An answer that says what is wrong, as `application/problem+json`."""

    status: int
    detail: str
    errors: Sequence[dict[str, str]] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def body(self) -> bytes:
        told = details(self.status, self.detail)
        if self.errors:
            told["errors"] = list(self.errors)
        return json.dumps(told, ensure_ascii=False).encode("utf-8")


@dataclass
class Service:
    """The application. `clock`: seconds for rates and durations."""

    keeper: Keeper
    desk: Desk
    log: RequestLog
    rate: Rate
    now: Callable[[], datetime] = timezone.now
    clock: Callable[[], float] = time.monotonic
    _rates: Rates = field(init=False)
    _strangers: Rates = field(init=False)

    def __post_init__(self) -> None:
        self._rates, self._strangers = Rates(self.rate, self.clock), Rates(STRANGERS, self.clock)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        headers: tuple[tuple[str, str], ...] = ()
        kind = "application/json"
        try:
            status, body = self._routed(environ)
        except Problem as problem:
            status, body, headers = problem.status, problem.body(), problem.headers
            kind = CONTENT_TYPE
        except Exception:
            _log.exception("gate: a request failed")
            status, body = 500, Problem(500, "系统内部出错，没有作出答复；已记录").body()
            kind = CONTENT_TYPE
        start(f"{status} {_PHRASES[status]}", [
            ("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), *headers,
        ])  # fmt: skip
        return [body]

    def _routed(self, environ: Environ) -> tuple[int, bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        allowed = {"/api/gate/check": "POST", "/api/gate/infno": "POST", "/api/gate/alive": "GET"}.get(path)
        if allowed is None:
            raise Problem(404, "没有这个地址；关口在 /api/gate/check 和 /api/gate/infno")
        if method != allowed:
            raise Problem(405, f"这个地址只接受 {allowed}", headers=(("Allow", allowed),))
        if path == "/api/gate/alive":
            return 200, b"{}"
        began = self.clock()
        if path == "/api/gate/check":
            return 200, self._check(environ, began)
        return 200, self._infno(environ, began)

    # The API

    def _check(self, environ: Environ, began: float) -> bytes:
        client = self._client(environ)
        try:
            request = asks.REQUEST.validate_json(_body(environ))
        except ValidationError as error:
            raise _invalid(error) from None
        wait = self._rates.wait(client.institution, len(request.lines))
        if wait:
            self.log.write(self.now(), f"{client.institution} {client.mark}", "check", 429, self.clock() - began)
            raise _too_many(wait)
        answers = self._judged(client, request)
        at = self.now()
        self.log.write(at, f"{client.institution} {client.mark}", "check", 200, self.clock() - began, answers)
        told = [asks.told(asked.id, answer) for asked, answer in zip(request.lines, answers, strict=True)]
        return json.dumps({"answers": told}, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def _judged(self, client: Client, request: asks.Request) -> list[Answer]:
        try:
            return judged(self.keeper, request.lines, client.institution, request.region)
        except Wrong as wrong:
            row = {"field": wrong.field, "message": wrong.message, "expected": wrong.expected, "remedy": wrong.remedy}
            raise Problem(404 if wrong.absent else 400, f"{wrong.message}，没有答复任何一行", [row]) from None
        except NothingKnown:
            raise _away() from None

    def _client(self, environ: Environ) -> Client:
        given = environ.get("HTTP_AUTHORIZATION", "")
        scheme, _, secret = given.partition(" ")
        client = self.keeper.clients.by_token(secret.strip(), self.now()) if scheme.lower() == "bearer" else None
        if client is not None:
            return client
        wait = self._strangers.wait(address_in(environ))
        if wait:
            raise _too_many(wait)
        if not self.keeper.clients.known:
            raise _away()
        raise Problem(401, "没有登录；请带上本机构的有效令牌（Authorization: Bearer …）",
                      headers=(("WWW-Authenticate", "Bearer"),))  # fmt: skip

    # The hospital interface

    def _infno(self, environ: Environ, began: float) -> bytes:
        body, address = _body(environ), address_in(environ)
        answered = self.desk.answer(body, self.now(), stranger=lambda: self._strangers.wait(address),
                                    known=self._rates.wait)  # fmt: skip
        self.log.write(self.now(), answered.client, answered.infno, answered.infcode, self.clock() - began,
                       answered.answers)  # fmt: skip
        return answered.body


def _body(environ: Environ) -> bytes:
    stated = environ.get("CONTENT_LENGTH") or ""
    length = int(stated) if stated.isascii() and stated.isdigit() else LARGEST + 1
    chunked = not stated and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    if length > LARGEST and not chunked:
        detail = f"内容超过 {LARGEST:,} 字节" if stated else "没有写明内容的长度（Content-Length）"
        raise Problem(413 if stated else 400, f"{detail}；一次最多 {asks.MOST} 行")
    read: bytes = environ["wsgi.input"].read(min(length, LARGEST + 1))
    if len(read) > LARGEST:
        raise Problem(413, f"内容超过 {LARGEST:,} 字节；一次最多 {asks.MOST} 行")
    return read


def _invalid(error: ValidationError) -> Problem:
    rows = []
    for found in error.errors(include_url=False):
        if found["type"] == "json_invalid":
            return Problem(400, "请求内容不是 UTF-8 编码的 JSON，没有答复任何一行")
        message, expected, remedy = explain_error(found)
        rows.append({"field": dotted(found["loc"]), "message": message, "expected": expected, "remedy": remedy})
    return Problem(400, f"{len(rows)} 处有误，没有答复任何一行", rows)


def _too_many(wait: float) -> Problem:
    return Problem(429, "请求超过了约定的频次，请稍后再发", headers=(("Retry-After", str(int(wait) + 1)),))


def _away() -> Problem:
    return Problem(503, "还没有读到登记和记录，暂时不能答复；费用请先挂起，急诊抢救照常救治",
                   headers=(("Retry-After", "5"),))  # fmt: skip
