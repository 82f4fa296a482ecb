"""Who may ask the gate: institutions, by the token or the key of their programs. Held in memory and read again often.

An institution is told about lines of its own; nobody else is a client. What was known of tokens and keys still counts
while the database is away, for as long as they are valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dingdian.accounts.interface_keys import InterfaceKey
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.accounts.tokens import SEEN_EVERY, Token, digest

READ_EVERY = timedelta(seconds=5)
"""After so long at most a token that was issued or revoked is known as such."""


@dataclass(frozen=True, slots=True)
class Client:
    """An institution that asks; `mark` names the program in logs, without anything secret."""

    institution: str
    mark: str
    token: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of an institution, raw."""

    algorithm: str
    public: bytes


class Clients:
    """Tokens and keys in use."""

    def __init__(self) -> None:
        self._by_digest: Mapping[str, Client] = {}
        self._keys: Mapping[str, tuple[Key, ...]] = {}
        self._read_at: datetime | None = None
        self._restored = False
        self._used: set[int] = set()
        self._noted: dict[int, datetime] = {}

    @property
    def known(self) -> bool:
        """Whether tokens and keys have ever been read."""
        return self._restored or self._read_at is not None

    def by_token(self, secret: str, now: datetime) -> Client | None:
        """Whose token it is, while it is valid."""
        found = self._by_digest.get(digest(secret))
        if found is None or (found.until is not None and now >= found.until):
            return None
        if found.token is not None:
            self._used.add(found.token)
        return found

    def keys(self, institution: str) -> tuple[Key, ...]:
        """The keys an institution may sign with."""
        return self._keys.get(institution, ())

    def look(self, now: datetime) -> None:
        """Read both again if it is time. Raises `DatabaseError`, and then knows what it knew."""
        if self._read_at is not None and now - self._read_at < READ_EVERY:
            return
        self._by_digest, self._keys = _tokens(now), _keys()
        self._note_use(now)
        self._read_at = now

    def told(self) -> dict[str, Any]:
        """What is known, to be kept; of tokens the hashes alone."""
        tokens = {d: [c.institution, c.mark, c.until.isoformat() if c.until else None]
                  for d, c in self._by_digest.items()}  # fmt: skip
        keys = {code: [[k.algorithm, k.public.hex()] for k in found] for code, found in self._keys.items()}
        return {"tokens": tokens, "keys": keys}

    def restore(self, told: Mapping[str, Any]) -> None:
        """Know again what was kept, until it is read anew."""
        self._by_digest = {
            d: Client(institution, mark, None, datetime.fromisoformat(until) if until else None)
            for d, (institution, mark, until) in told["tokens"].items()
        }
        self._keys = {code: tuple(Key(a, bytes.fromhex(p)) for a, p in found) for code, found in told["keys"].items()}
        self._restored = True

    def _note_use(self, now: datetime) -> None:
        """Keep when tokens were last used, to the minute."""
        used, self._used = self._used, set()
        new = [token for token in used if token not in self._noted or now - self._noted[token] >= SEEN_EVERY]
        if new:
            Token.objects.filter(pk__in=new).update(used_at=now)
            self._noted.update(dict.fromkeys(new, now))


def _tokens(now: datetime) -> dict[str, Client]:
    rows = Token.objects.filter(revoked_at=None, expires_at__gt=now, user__role=User.Role.INSTITUTION)
    return {
        row.digest: Client(row.user.organisation.institution, row.prefix, row.pk, row.expires_at)
        for row in rows.select_related("user__organisation")
        if may(row.user, "registry.view") and row.user.organisation is not None
    }


def _keys() -> dict[str, tuple[Key, ...]]:
    found: dict[str, tuple[Key, ...]] = {}
    rows = InterfaceKey.objects.filter(revoked_at=None).order_by("pk")
    for code, algorithm, public in rows.values_list("organisation__institution", "algorithm", "public"):
        found[code] = (*found.get(code, ()), Key(algorithm, bytes.fromhex(public)))
    return found
