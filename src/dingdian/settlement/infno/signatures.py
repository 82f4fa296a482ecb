"""The two ways in which an envelope may be signed: SM3 with SM2 (GB/T 32918, 32905), SHA-256 with Ed25519.

SM2 is behind an adapter: without its library the site runs, and says that this way is not at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

Verify = Callable[[bytes, bytes, bytes], bool]
"""Public key (raw), what was signed, signature → whether it holds."""


def ed25519(public: bytes, text: bytes, signature: bytes) -> bool:
    """Ed25519 over the SHA-256 of the text."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, hashlib.sha256(text).digest())
    except (InvalidSignature, ValueError):
        return False
    return True


def sm2(public: bytes, text: bytes, signature: bytes) -> bool:
    """SM2 with SM3 and the usual identity 1234567812345678; the signature as 64 bytes (r, s) or in ASN.1."""
    from gmssl_pyx import GmsslInnerError, sm2_verify

    if len(signature) == 64:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        signature = encode_dss_signature(r, s)
    try:
        return bool(sm2_verify(public, text, signature))
    except GmsslInnerError:
        return False


WAYS: Mapping[str, Verify] = {"SM2": sm2, "Ed25519": ed25519}
"""By the `signtype` of an envelope."""


def at_hand(names: tuple[str, ...]) -> dict[str, Verify]:
    """The ways that the office chose; raises `ValueError` for one that is unknown or whose library is missing."""
    for name in names:
        if name not in WAYS:
            raise ValueError(f"DINGDIAN_GATE_SIGNATURES：没有名为 {name} 的签名方式；可用：{'、'.join(WAYS)}")
    if "SM2" in names:
        try:
            import gmssl_pyx  # noqa: F401
        except ImportError:
            raise ValueError("DINGDIAN_GATE_SIGNATURES：没有安装 SM2 的 gmssl-pyx；装上它，或只写 Ed25519") from None
    return {name: WAYS[name] for name in names}
