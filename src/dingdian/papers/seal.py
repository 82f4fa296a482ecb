"""Seals: PAdES signatures with a visible round seal, by certificates of the office, and their verification.

Which certificate an office has is for the keeper of the site to say (`DINGDIAN_SEALS`). Where nothing is said, a
development authority is made at the first use; its certificates and its seal say 开发用.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dingdian.papers import drawing
from dingdian.papers.layout import Spot

T = TypeVar("T")
SIZE_PT = 42 / 25.4 * 72
DEVELOPMENT = "开发用"
FIELD = "Seal1"
_YEARS = 10


class NoSeal(Exception):  # noqa: N818
    """No certificate of the office: nothing is sealed in its name. The text says what is missing."""


class Sealer(Protocol):
    """Whoever seals: the algorithm is kept with the paper, so that another may follow."""

    @property
    def algorithm(self) -> str: ...

    @property
    def development(self) -> bool: ...

    def seal(self, pdf: bytes, spot: Spot, *, reason: str) -> bytes: ...


class _Signer(signers.SimpleSigner):
    """Signs with a key that is read, and looked at for soundness, once and not for every paper."""

    key: rsa.RSAPrivateKey

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        hashed = getattr(hashes, digest_algorithm.upper())()
        return self.key.sign(data, padding.PKCS1v15(), hashed)


@dataclass(frozen=True)
class Pades:
    """Seals with an RSA certificate of the office. Kept for as long as the process lives: keys are read once.

    `room`: the characters kept free in a paper for the signature with its certificates.
    """

    signer: signers.SimpleSigner
    style: StaticStampStyle
    office: str
    development: bool
    room: int
    algorithm: str = "RSA-SHA256"

    def seal(self, pdf: bytes, spot: Spot, *, reason: str) -> bytes:
        half = SIZE_PT / 2
        box = tuple(round(v) for v in (spot.x - half, spot.y - half, spot.x + half, spot.y + half))
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            name=self.office,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        spec = fields.SigFieldSpec(FIELD, on_page=spot.page, box=box)  # type: ignore[arg-type]
        by = signers.PdfSigner(meta, self.signer, stamp_style=self.style, new_field_spec=spec)
        out = BytesIO()
        try:
            paper = IncrementalPdfFileWriter(BytesIO(pdf))
            aside(lambda: by.sign_pdf(paper, output=out, bytes_reserved=self.room))
        except SigningError as error:
            raise NoSeal(f"{self.office} 的印章不能使用：{error}") from None
        return out.getvalue()


def aside(work: Callable[[], T]) -> T:
    """What `work` gives, done in a thread: the library runs an event loop of its own, and so may whoever asks."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()


def sealer(key: str, office: str) -> Pades:
    """The seal of an office: `key` names its files, `office` stands on it. Raises `NoSeal`."""
    from django.conf import settings

    configured = settings.PAPERS_SEALS
    folder = Path(configured or settings.PAPERS_DEVELOPMENT_SEALS)
    if not configured:
        _development(folder, key, office)
    certificate, private = folder / f"{key}.pem", folder / f"{key}.key.pem"
    if not certificate.is_file() or not private.is_file():
        raise NoSeal(
            f"没有为 {office} 配置印章证书：DINGDIAN_SEALS 目录里应有 {certificate.name} 和 {private.name}；"
            "请系统管理员放入后再办"
        )
    stamps = (certificate.stat().st_mtime, private.stat().st_mtime)
    return _loaded(folder, key, office, not configured, stamps)


@lru_cache(maxsize=256)
def _loaded(folder: Path, key: str, office: str, development: bool, stamps: tuple[float, float]) -> Pades:
    passphrase = os.environ.get("DINGDIAN_SEALS_PASSPHRASE", "").encode() or None
    try:
        own, *others = load_certs_from_pemder([str(folder / f"{key}.pem")])
        private = load_private_key_from_pemder(str(folder / f"{key}.key.pem"), passphrase)
    except (ValueError, OSError):
        raise NoSeal(
            f"{office} 的印章证书或私钥读不出；请系统管理员核对 {key}.pem、{key}.key.pem 和 DINGDIAN_SEALS_PASSPHRASE"
        ) from None
    known = SimpleCertificateStore.from_certs(others)
    signer = _Signer(signing_cert=own, signing_key=private, cert_registry=known)
    signer.key = _as_rsa(private.dump(), office)
    drawn = folder / f"{key}.seal.pdf"
    if not drawn.is_file():
        _write(drawn, drawing.seal(office, DEVELOPMENT if development else ""), 0o644)
    style = StaticStampStyle.from_pdf_file(str(drawn), border_width=0, background_opacity=1)
    return Pades(signer, style, office, development, _room([own, *others]))


def _as_rsa(der: bytes, office: str) -> rsa.RSAPrivateKey:
    key = serialization.load_der_private_key(der, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NoSeal(f"{office} 的印章私钥不是 RSA 私钥；请系统管理员换成 RSA 证书和私钥")
    return key


def _room(certificates: Sequence[Any]) -> int:
    """Two hexadecimal characters a byte: the certificates, the signature, and what stands around them."""
    return 2 * (sum(len(c.dump()) for c in certificates) + 4096)


# The development authority


def _development(folder: Path, key: str, office: str) -> None:
    """Certificates of an office for trying out, made when first asked for; private keys for their owner alone."""
    if (folder / f"{key}.pem").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        if not (folder / "ca.pem").is_file():
            ca = _key()
            _write(folder / "ca.key.pem", _private(ca), 0o600)
            _write(folder / "ca.pem", _pem(_certificate(f"定点 {DEVELOPMENT}根证书", ca, None)), 0o644)
        if not (folder / f"{key}.pem").is_file():
            root = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
            ca_key = serialization.load_pem_private_key((folder / "ca.key.pem").read_bytes(), None)
            assert isinstance(ca_key, rsa.RSAPrivateKey)
            own = _key()
            made = _certificate(f"{office}（{DEVELOPMENT}）", own, (root, ca_key))
            _write(folder / f"{key}.key.pem", _private(own), 0o600)
            _write(folder / f"{key}.pem", _pem(made) + (folder / "ca.pem").read_bytes(), 0o644)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    import fcntl

    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, by: tuple[x509.Certificate, rsa.RSAPrivateKey] | None
) -> x509.Certificate:
    """A certificate of a key: a root of itself, or a seal signed by the root."""
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEVELOPMENT),
        x509.NameAttribute(NameOID.COMMON_NAME, _within(name, 64)),
    ])  # fmt: skip
    issuer, signing = (subject, key) if by is None else (by[0].subject, by[1])
    now = datetime.now(UTC) - timedelta(hours=1)
    root = by is None
    usage = x509.KeyUsage(
        digital_signature=not root, content_commitment=not root, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=root, crl_sign=root, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=root, path_length=0 if root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    return builder.sign(signing, hashes.SHA256())


def _within(name: str, most: int) -> str:
    """A name no longer than a certificate may say it, its end kept."""
    return name if len(name) <= most else f"{name[: most - 6]}…{name[-5:]}"


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file as a whole; nobody ever sees it with more rights than `mode`."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    new.replace(path)


# Verification


@dataclass(frozen=True)
class Verdict:
    """What a signature in a PDF is worth: whether there is one, the bytes are those signed, and who signed."""

    signed: bool
    intact: bool = False
    trusted: bool = False
    by: str = ""


def verify(pdf: bytes) -> Verdict:
    """Look at the seal of a PDF that somebody brought, by the certificates of this site; no network is used."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        embedded = next(iter(reader.embedded_signatures), None)
        if embedded is None:
            return Verdict(signed=False)
        context = ValidationContext(trust_roots=roots(), allow_fetching=False)
        status = aside(lambda: validate_pdf_signature(embedded, context))
        whole = status.coverage is not None and status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION")
        entire = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
        by = status.signing_cert.subject.native.get("common_name", "")
        return Verdict(True, status.intact and status.valid and whole and entire, status.trusted, str(by))
    except (PdfError, ValueError, KeyError, AttributeError, IndexError, TypeError, AssertionError, NotImplementedError):
        return Verdict(signed=True)  # what cannot be read as a PDF, or no longer, is not intact


def roots() -> list[Any]:
    """The certificates this site trusts: the root of development, or those in the configured folder."""
    from django.conf import settings

    folder = seals_folder()
    files = (
        [folder / "ca.pem"] if not settings.PAPERS_SEALS else [p for p in folder.glob("*.pem") if ".key." not in p.name]
    )
    return [c for path in files if path.is_file() for c in load_certs_from_pemder([str(path)])]


def seals_folder() -> Path:
    """Where the certificates of the offices lie."""
    from django.conf import settings

    return Path(settings.PAPERS_SEALS or settings.PAPERS_DEVELOPMENT_SEALS)
