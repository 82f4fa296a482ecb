"""Public keys by which an institution's programs sign what they send over the hospital interface.

Only the public half is kept. At most two keys of an institution are in use at once, so that a program can be moved.
"""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from dingdian.accounts.log import log_operation
from dingdian.accounts.models import Organisation, User

AT_ONCE = 2
_SM2 = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""How a public key on the curve of GB/T 32918.5 begins in its usual form (SubjectPublicKeyInfo); a point follows."""
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----(.+?)-----END PUBLIC KEY-----", re.DOTALL)


class NotAKey(ValueError):  # noqa: N818 - says what the text is
    """The text is no public key that could be used; the message says what was expected."""


class TooManyKeys(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Two keys are in use already."""


class InterfaceKey(models.Model):
    """A public key of an institution, in use until it is revoked."""

    class Algorithm(models.TextChoices):
        SM2 = "SM2", "SM3/SM2"
        ED25519 = "Ed25519", "SHA-256/Ed25519"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interface_keys")
    algorithm = models.CharField("签名算法", max_length=10, choices=Algorithm.choices)
    public = models.CharField("公钥", max_length=128)
    name = models.CharField("名称", max_length=60)
    added_at = models.DateTimeField("登记时间", default=timezone.now)
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "接口公钥"
        constraints = (
            models.UniqueConstraint(fields=("algorithm", "public"), name="interface_key_once"),
            models.CheckConstraint(name="interface_key_filled", condition=~Q(public="")),
        )

    def __str__(self) -> str:
        return f"{self.algorithm} {self.public[:8]}…"


def read_key(text: str) -> tuple[str, str]:
    """Algorithm and raw public key (hex) from PEM; raises `NotAKey`."""
    found = _PEM.search(text)
    if found is None:
        raise NotAKey("不是 PEM 格式的公钥（应以 -----BEGIN PUBLIC KEY----- 开头）")
    try:
        der = base64.b64decode("".join(found[1].split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotAKey("PEM 的内容不是 Base64") from None
    if der.startswith(_SM2) and len(der) == len(_SM2) + 65 and der[len(_SM2)] == 4:
        return InterfaceKey.Algorithm.SM2, der[-64:].hex()
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise NotAKey("公钥读不出来；应是 SM2 或 Ed25519 公钥") from None
    if not isinstance(key, Ed25519PublicKey):
        raise NotAKey("公钥不是 SM2 或 Ed25519 公钥")
    return InterfaceKey.Algorithm.ED25519, key.public_bytes_raw().hex()


def keys_of(organisation: Organisation) -> QuerySet[InterfaceKey]:
    return InterfaceKey.objects.filter(organisation=organisation).order_by("pk")


def add(organisation: Organisation, name: str, text: str, by: User | None = None) -> InterfaceKey:
    """Take a key into use for an institution; `by` null is the console. Raises `NotAKey`, `TooManyKeys`."""
    algorithm, public = read_key(text)
    if organisation.kind != Organisation.Kind.INSTITUTION:
        raise NotAKey("接口公钥只登记在医药机构名下")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)  # one at a time
        if InterfaceKey.objects.filter(algorithm=algorithm, public=public).exists():
            raise NotAKey("这把公钥已登记过；每家机构用自己的新密钥")
        if keys_of(organisation).filter(revoked_at=None).count() >= AT_ONCE:
            raise TooManyKeys(f"已有 {AT_ONCE} 把公钥在用；先停用一把，再登记新的")
        made = InterfaceKey.objects.create(organisation=organisation, algorithm=algorithm, public=public, name=name)
        log_operation(by, "interface_key.add", organisation.institution, str(made))
    return made


def revoke(key: InterfaceKey, by: User | None = None) -> InterfaceKey:
    """Close a key at once; one that is revoked stays so."""
    if key.revoked_at is None:
        with transaction.atomic():
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            log_operation(by, "interface_key.revoke", key.organisation.institution, str(key))
    return key
