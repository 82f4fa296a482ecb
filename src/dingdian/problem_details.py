"""How programs are told that something went wrong: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from typing import Any

CONTENT_TYPE = "application/problem+json"
_KINDS = {
    400: ("invalid", "内容有误"),
    401: ("unauthenticated", "没有登录"),
    403: ("forbidden", "无权办理"),
    404: ("not-found", "没有找到"),
    405: ("method", "不能这样访问"),
    409: ("conflict", "与先前的请求不一致"),
    413: ("too-large", "内容太大"),
    422: ("refused", "依规定不能办理"),
    429: ("too-many", "请求太多"),
    503: ("away", "暂时不能答复"),
}


def details(status: int, detail: str) -> dict[str, Any]:
    """Kind, title, status and what happened, in the user's words; a status of no kind of its own is a failure."""
    kind, title = _KINDS.get(status, ("failed", "没有办成"))
    return {"type": f"urn:dingdian:problem:{kind}", "title": title, "status": status, "detail": detail}
