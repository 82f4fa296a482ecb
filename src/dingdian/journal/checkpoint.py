"""The daily checkpoint: where every chain stood, signed and kept outside the database.

Whoever can write to the database can forge a whole chain, or cut its end off; nobody can forge it to agree with a
checkpoint that was signed before and is kept elsewhere.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from dingdian.journal import canonical
from dingdian.journal.chain import GENESIS
from dingdian.journal.models import Entry, Head, Region

KEY, PUBLIC = "checkpoint-key.pem", "public.pem"


class Contradicted(Exception):  # noqa: N818
    """The journal no longer holds what the checkpoint before says it held; nothing was signed."""


class Signer(Protocol):
    """Whoever signs: the algorithm is named in the checkpoint, so that another may follow."""

    @property
    def algorithm(self) -> str: ...

    def sign(self, text: bytes) -> bytes: ...

    def public(self) -> bytes: ...

    def public_pem(self) -> bytes: ...


@dataclass(frozen=True)
class Ed25519:
    """Signs with a key of the office's own."""

    key: Ed25519PrivateKey
    algorithm: str = "Ed25519"

    def sign(self, text: bytes) -> bytes:
        return self.key.sign(text)

    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True)
class Taken:
    """A checkpoint's file; `new`: whether it was written now."""

    path: Path
    new: bool


def folder() -> Path:
    """Where checkpoints are kept."""
    return Path(settings.CHECKPOINTS)


def signer() -> Ed25519:
    """The office's key, made when first asked for, readable by its owner alone."""
    path = Path(settings.CHECKPOINT_KEY)
    if not path.is_file():
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was faster
            _place(path, pem, 0o600)
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return Ed25519(key)


def take(day: date, by: Signer | None = None) -> Taken:
    """Sign where every chain stands, once a day: a checkpoint that exists is never written over.

    Raises `Contradicted` if the last checkpoint speaks of entries that the journal does not hold.
    """
    path = folder() / f"{day.isoformat()}.json"
    if path.is_file():
        return Taken(path, new=False)
    by = by or signer()
    before = latest(before=day)
    if before is not None:
        _agrees(before)
    heads = Head.objects.order_by("region_id").values_list("region_id", "seq", "hash")
    document: dict[str, Any] = {
        "date": day.isoformat(),
        "algorithm": by.algorithm,
        "public_key": base64.b64encode(by.public()).decode(),
        "previous": None
        if before is None
        else {"date": before.stem, "digest": canonical.digest(before.read_text(encoding="utf-8"))},
        "regions": [{"code": code, "count": seq, "hash": end} for code, seq, end in heads],
    }
    signature = base64.b64encode(by.sign(canonical.text(document).encode("utf-8"))).decode()
    folder().mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        _place(folder() / PUBLIC, by.public_pem(), 0o644)
    text = json.dumps(document | {"signature": signature}, ensure_ascii=False, indent=1)
    try:
        _place(path, text.encode("utf-8"), 0o644)
    except FileExistsError:  # another process was faster
        return Taken(path, new=False)
    return Taken(path, new=True)


def latest(before: date | None = None) -> Path | None:
    """The newest checkpoint, or the newest before a day."""
    found = sorted(folder().glob("[0-9]*-[0-9][0-9]-[0-9][0-9].json"))
    return max((p for p in found if before is None or p.stem < before.isoformat()), default=None)


def short_form(region: Region) -> str:
    """The last checkpoint of a region as papers show it (empty: none yet): `2026-03-10 · 530000 · 1234 · ab12cd34`."""
    path = latest()
    if path is None:
        return ""
    for row in json.loads(path.read_text(encoding="utf-8"))["regions"]:
        if row["code"] == region.code:
            return f"{path.stem} · {region.code} · {row['count']} · {row['hash'][:8]}"
    return ""


def _agrees(before: Path) -> None:
    for row in json.loads(before.read_text(encoding="utf-8"))["regions"]:
        held = Entry.objects.filter(region_id=row["code"], seq=row["count"]).values_list("hash", flat=True).first()
        if (held or GENESIS) != row["hash"]:
            raise Contradicted(
                f"{row['code']} 第 {row['count']} 号与检查点 {before.name} 不符，未签新的检查点；"
                f"请运行 dingdian verify --against {before.name} 查明"
            )


def _place(path: Path, content: bytes, mode: int) -> None:
    """Write a file as a whole or not at all. Raises `FileExistsError` if there is one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        os.link(name, path)
    finally:
        Path(name).unlink()
