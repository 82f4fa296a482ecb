"""The envelope: what stands in it, what is signed, and the answer's own envelope."""

from __future__ import annotations

import base64
import binascii
import itertools
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from dingdian.journal import canonical
from dingdian.located import dotted
from dingdian.messages import explain_error

CLOCKS = 300
"""Seconds by which the clocks of both sides may differ."""
_PLAIN = r"^[^\u0000-\u001f\u007f]*$"


def _text(least: int, most: int) -> Any:
    return Annotated[str, StringConstraints(min_length=least, max_length=most, pattern=_PLAIN)]


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The message is not taken; the words say why and how to mend it. `code`: -2 of the business, -1 of the system."""

    def __init__(self, text: str, code: int = -2) -> None:
        super().__init__(text)
        self.text, self.code = text, code


def invalid(error: ValidationError, *within: str) -> Refused:
    """What is wrong with a message, field by field; `within`: the part of it that was looked at."""
    said = [f"{dotted((*within, *e['loc']))} {explain_error(e)[0]}" for e in error.errors(include_url=False)]
    return Refused("；".join(said[:20]))


class Envelope(BaseModel):
    """A request; what is not used here is still signed."""

    model_config = ConfigDict(extra="allow", strict=True)

    infno: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{4}$")]
    msgid: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{12}[0-9]{18}$")]
    mdtrtarea_admvs: _text(0, 6)  # type: ignore[valid-type]
    insuplc_admdvs: _text(0, 6) = ""  # type: ignore[valid-type]
    recer_sys_code: _text(1, 10)  # type: ignore[valid-type]
    dev_no: _text(0, 100) = ""  # type: ignore[valid-type]
    dev_safe_info: _text(0, 2000) = ""  # type: ignore[valid-type]
    cainfo: _text(0, 2000) = ""  # type: ignore[valid-type]
    signtype: _text(0, 10) = ""  # type: ignore[valid-type]
    infver: _text(1, 6)  # type: ignore[valid-type]
    opter_type: Annotated[str, StringConstraints(pattern=r"^[123]$")]
    opter: _text(1, 30)  # type: ignore[valid-type]
    opter_name: _text(1, 50)  # type: ignore[valid-type]
    inf_time: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")]
    fixmedins_code: _text(1, 30)  # type: ignore[valid-type]
    fixmedins_name: _text(0, 200) = ""  # type: ignore[valid-type]
    sign_no: _text(0, 30) = ""  # type: ignore[valid-type]
    input: dict[str, Any]

    def sent_at(self) -> datetime:
        """`inf_time`, Beijing time; raises `Refused`."""
        try:
            told = datetime.strptime(self.inf_time, "%Y-%m-%d %H:%M:%S")
        except ValueError:
            raise Refused("inf_time 不是日历上的时间") from None
        return timezone.make_aware(told)

    def signature(self) -> bytes:
        """The bytes in `cainfo`; raises `Refused`."""
        try:
            return base64.b64decode(self.cainfo, validate=True)
        except (binascii.Error, ValueError):
            raise Refused("cainfo 不是 Base64 编码的签名") from None


@dataclass(frozen=True)
class Read:
    """An envelope and the bytes that its signature is over."""

    envelope: Envelope
    signed: bytes


def read(body: bytes) -> Read:
    """The envelope in a request; raises `Refused`."""
    try:
        told = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        twice = str(error) if isinstance(error, _Twice) else ""
        raise Refused(twice or "报文不是 UTF-8 编码的 JSON，或嵌套过深") from None
    if not isinstance(told, dict):
        raise Refused("报文不是一个 JSON 对象")
    try:
        envelope = Envelope.model_validate(told)
    except ValidationError as error:
        raise invalid(error) from None
    return Read(envelope, signed_text(told))


def signed_text(told: dict[str, Any]) -> bytes:
    """What is signed: the request without `cainfo`, as JSON with sorted names, without white space, in UTF-8.

    Numbers stand as they were written but for exponents. Raises `Refused` for text that has no UTF-8.
    """
    try:
        return canonical.text({k: v for k, v in told.items() if k != "cainfo"}).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        raise Refused("报文里有不能用 UTF-8 表示的字符，或嵌套过深") from None


class _Twice(ValueError):  # noqa: N818 - says what was found
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice("报文里同一个名字写了两次")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


_numbers = itertools.count()


def answer(told: Envelope | None, now: datetime, code: int, text: str, output: dict[str, Any] | None) -> bytes:
    """The answer's envelope: `infcode` 0 done, -1 the system failed, -2 refused, with why."""
    at = timezone.localtime(now)
    area = (told.mdtrtarea_admvs if told else "").ljust(12, "0")[:12]
    own = f"{area}{at:%Y%m%d%H%M%S}{next(_numbers) % 10_000:04}"
    body = {
        "infcode": code,
        "inf_refmsgid": own,
        "refmsg_time": f"{at:%Y%m%d%H%M%S}",
        "respond_time": f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03}",
        "err_msg": text,
        "output": output or {},
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
