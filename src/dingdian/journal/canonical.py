"""Canonical JSON: one text for one value, so that its hash means something.

Keys sorted, no white space, text as it is, amounts with the digits they were given. `docs/journal.md` describes it for
whoever writes another verifier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any


def text(value: Any) -> str:
    """The canonical text of plain data; dates become ISO text, sets sorted lists."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        pairs = sorted([(str(k), v) for k, v in value.items()], key=itemgetter(0))
        return "{" + ",".join([f"{encode_basestring(k)}:{text(v)}" for k, v in pairs]) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join([text(v) for v in value]) + "]"
    return _other(value)


def _other(value: Any) -> str:
    """The text of what is not the commonest."""
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, str):
        return encode_basestring(str(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        raise TypeError("an instant has no place in what is hashed by content")
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        return text(dict(value))
    if isinstance(value, set | frozenset):
        return "[" + ",".join(sorted(text(v) for v in value)) + "]"
    if isinstance(value, list | tuple):
        return text(list(value))
    raise TypeError(f"no canonical form for {type(value).__name__}")


def parse(body: str) -> Any:
    """Plain data from canonical text; amounts stay exact."""
    return json.loads(body, parse_float=Decimal)


def digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8")).hexdigest()
