"""The file of a snapshot: a head in JSON, the sorted filings in fixed places, and a signature over both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import chain
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

MAGIC = b"DINGDIAN-GATE-1\n"
_SIGNATURE = 64


class Damaged(Exception):  # noqa: N818 - says what the file is
    """The file is not a snapshot, was changed, or was signed with another key; nothing of it may be used."""


def write(
    put: Callable[[bytes], object],
    head: dict[str, Any],
    filings: Iterable[bytes],
    sign: Callable[[bytes], bytes],
) -> None:
    """Put down a snapshot part by part, its filings in pieces; `sign` signs a digest with Ed25519."""
    told = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    digest = hashlib.sha256()
    for part in chain((MAGIC, len(told).to_bytes(8, "big"), told), filings):
        put(part)
        digest.update(part)
    put(sign(digest.digest()))


def signed(head: dict[str, Any], filings: bytes | bytearray, sign: Callable[[bytes], bytes]) -> bytes:
    """The same as bytes."""
    whole = BytesIO()
    write(whole.write, head, (bytes(filings),), sign)
    return whole.getvalue()


def read(data: bytes | memoryview, public_key: bytes) -> tuple[dict[str, Any], memoryview]:
    """Head and filings of a file whose signature holds; `Damaged` otherwise. The key: 32 bytes, or PEM."""
    view = memoryview(data)
    if bytes(view[: len(MAGIC)]) != MAGIC or len(view) < len(MAGIC) + 8 + _SIGNATURE:
        raise Damaged("不是定点结算关口的快照文件")
    body, signature = view[:-_SIGNATURE], bytes(view[-_SIGNATURE:])
    try:
        _key(public_key).verify(signature, _digest(body))
    except InvalidSignature:
        raise Damaged("快照文件的签名对不上：文件被改动，或不是用这把公钥对应的私钥签发") from None
    start = len(MAGIC) + 8
    end = start + int.from_bytes(body[len(MAGIC) : start], "big")
    if end > len(body):
        raise Damaged("快照文件不完整")
    return json.loads(bytes(body[start:end])), body[end:]


def _key(given: bytes) -> Ed25519PublicKey:
    if len(given) == 32:
        return Ed25519PublicKey.from_public_bytes(given)
    found = load_pem_public_key(given)
    if not isinstance(found, Ed25519PublicKey):
        raise Damaged("公钥不是 Ed25519 公钥")
    return found


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.sha256(body).digest()
