"""The gate's application without a server, over the small country of the tests."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from dingdian.accounts import interface_keys, tokens
from dingdian.accounts.models import Organisation
from dingdian.settlement.infno.desk import Desk
from dingdian.settlement.infno.envelope import signed_text
from dingdian.settlement.infno.seen import Seen
from dingdian.settlement.infno.signatures import WAYS
from dingdian.settlement.keeper import Keeper
from dingdian.settlement.rates import Rate
from dingdian.settlement.requests import RequestLog
from dingdian.settlement.service import Service
from tests.world import Country

Environ = dict[str, Any]
PLENTY = Rate(1000, 10_000)


@dataclass
class Gate:
    """The application, its clocks, and where it logs."""

    folder: Path
    rate: Rate = PLENTY
    at: datetime = datetime(2026, 3, 2, 1, tzinfo=UTC)
    seconds: float = 0.0
    service: Service = field(init=False)

    def __post_init__(self) -> None:
        self.keeper = Keeper(lambda: self.at)
        desk = Desk(self.keeper, WAYS, Seen(self.folder / "seen.sqlite"), "a secret of the tests")
        log = RequestLog(str(self.folder / "requests.log"))
        self.service = Service(self.keeper, desk, log, self.rate, now=lambda: self.at, clock=lambda: self.seconds)

    def later(self, by: timedelta = timedelta(seconds=6)) -> None:
        self.at += by
        self.seconds += by.total_seconds()
        self.keeper.look()

    def send(
        self, path: str, body: bytes, secret: str = "", method: str = "POST", **more: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, what the JSON says, headers."""
        environ: Environ = {
            "PATH_INFO": path, "REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "REMOTE_ADDR": "10.0.0.9", **more,
        }  # fmt: skip
        if secret:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        told: list[Any] = []
        answer = b"".join(self.service(environ, lambda status, headers: told.extend((status, headers))))
        return int(told[0].split()[0]), json.loads(answer), dict(told[1])

    def check(self, secret: str, *lines: dict[str, Any], **more: Any) -> tuple[int, Any]:
        status, said, _ = self.send("/api/gate/check", json.dumps({"lines": lines, **more}).encode(), secret)
        return status, said

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "requests.log").read_text("utf-8").splitlines()]


def token(country: Country, level: str = "own") -> str:
    """The secret of a token of an institution's office."""
    user = country.users["institution"] if level == "own" else country.user("institution", f"gate-{level}", level)
    return tokens.issue(user, "医院信息系统")[1]


Sign = Callable[[bytes], bytes]


def ed25519(organisation: Organisation) -> Sign:
    """A key of the institution, taken into use, that signs as the interface asks."""
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    interface_keys.add(organisation, "医院信息系统", pem)
    return lambda text: key.sign(hashlib.sha256(text).digest())


SM2_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


def sm2_pem(public: bytes) -> str:
    """A raw point in the usual form of a public key."""
    der = base64.b64encode(SM2_HEAD + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"


def sm2(organisation: Organisation, *, raw: bool = False) -> Sign:
    """The same on the Chinese curve; `raw`: the signature as r and s instead of ASN.1."""
    import gmssl_pyx

    public, private = gmssl_pyx.sm2_key_generate()
    interface_keys.add(organisation, "医院信息系统", sm2_pem(public))

    def sign(text: bytes) -> bytes:
        der: bytes = gmssl_pyx.sm2_sign(private, public, text)
        if not raw:
            return der
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


class Hospital:
    """A hospital system that speaks the national interface."""

    def __init__(self, gate: Gate, code: str, sign: Sign, signtype: str = "Ed25519") -> None:
        self.gate, self.code, self.sign, self.signtype = gate, code, sign, signtype
        self.sent, self.sign_no = 0, ""

    def envelope(self, infno: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A request, not yet signed."""
        at = timezone.localtime(self.gate.at)
        self.sent += 1
        return {
            "infno": infno, "msgid": f"{self.code[:12]:0<12}{at:%Y%m%d%H%M%S}{self.sent:04}",
            "mdtrtarea_admvs": "530102", "insuplc_admdvs": "530102", "recer_sys_code": "YBXT", "dev_no": "",
            "dev_safe_info": "", "cainfo": "", "signtype": self.signtype, "infver": "V1.0", "opter_type": "1",
            "opter": "0001", "opter_name": "收费员", "inf_time": f"{at:%Y-%m-%d %H:%M:%S}",
            "fixmedins_code": self.code, "fixmedins_name": "某医院", "sign_no": self.sign_no, "input": given, **more,
        }  # fmt: skip

    def signed(self, envelope: dict[str, Any]) -> bytes:
        cainfo = base64.b64encode(self.sign(signed_text(envelope))).decode()
        return json.dumps(envelope | {"cainfo": cainfo}, ensure_ascii=False).encode()

    def post(self, body: bytes) -> dict[str, Any]:
        status, said, _ = self.gate.send("/api/gate/infno", body)
        assert status == 200
        assert set(said) == {"infcode", "inf_refmsgid", "refmsg_time", "respond_time", "err_msg", "output"}
        assert len(said["inf_refmsgid"]) == 30 and len(said["respond_time"]) == 17
        return dict(said)

    def ask(self, infno: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
        return self.post(self.signed(self.envelope(infno, given, **more)))

    def sign_in(self) -> None:
        said = self.ask("9001", {"signIn": {"opter_no": "0001", "mac": "-", "ip": "10.0.0.9"}})
        assert said["infcode"] == 0, said
        self.sign_no = said["output"]["signinoutb"]["sign_no"]
        assert len(self.sign_no) == 30
