"""A PDF that two sides seal one after the other: PAdES signatures by incremental update, and their verification.

Both signature fields stand in the text before anybody seals, so that the first seal allows nothing but the second to
follow. With the second seal the certificates of both, and lists of revoked ones where the keeper of the site laid some
beside them, are written into the file, so that it can still be verified when they have run out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_crl, load_pem_x509_crl
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from dingdian.papers.layout import Spot
from dingdian.papers.seal import SIZE_PT, NoSeal, Pades, aside, roots, seals_folder

_BROKEN = (PdfError, SigningError, ValueError, KeyError, AttributeError, IndexError, TypeError, AssertionError,
           NotImplementedError)  # fmt: skip


def with_fields(pdf: bytes, spots: Mapping[str, Spot]) -> bytes:
    """The PDF with an empty signature field at each spot: what is sealed is fixed from here on."""
    writer, half, out = IncrementalPdfFileWriter(BytesIO(pdf)), SIZE_PT / 2, BytesIO()
    for name, spot in spots.items():
        box = tuple(round(v) for v in (spot.x - half, spot.y - half, spot.x + half, spot.y + half))
        fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=spot.page, box=box))  # type: ignore[arg-type]
    writer.write(out)
    return out.getvalue()


def sealed(pdf: bytes, field: str, by: Pades, *, reason: str, last: bool) -> bytes:
    """The PDF with a field sealed by an office, as an update behind what stands there. Raises `NoSeal`.

    `last`: nothing follows; what verification will need later is written in with it, under the same seal.
    """
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        name=by.office,
        certify=not last,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    out = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if last:
            _keep_proofs(writer, pdf, by)
        signer = signers.PdfSigner(meta, by.signer, stamp_style=by.style)
        aside(lambda: signer.sign_pdf(writer, output=out, bytes_reserved=by.room))
    except SigningError as error:
        raise NoSeal(f"{by.office} 的印章不能使用：{error}") from None
    return out.getvalue()


def _keep_proofs(writer: IncrementalPdfFileWriter, pdf: bytes, by: Pades) -> None:
    registry: Any = by.signer.cert_registry  # iterable, though its base class does not say so
    own: list[Any] = [by.signer.signing_cert, *registry]
    others = [c for x in PdfFileReader(BytesIO(pdf)).embedded_signatures for c in _certificates(x)]
    known = {c.dump(): c for c in (*roots(), *own, *others)}
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=list(known.values()), crls=list(_context().crls))


def _certificates(signature: Any) -> list[Any]:
    return [signature.signer_cert, *signature.other_embedded_certs]


def _context() -> ValidationContext:
    """What this site knows of certificates: those it trusts, and lists of revoked ones beside the seals (`*.crl`)."""
    files = [path.read_bytes() for path in sorted(seals_folder().glob("*.crl"))]
    lists = [(load_pem_x509_crl if b"-----BEGIN" in x else load_der_x509_crl)(x) for x in files]
    revoked = [x.public_bytes(Encoding.DER) for x in lists]
    return ValidationContext(trust_roots=roots(), allow_fetching=False, crls=revoked)


@dataclass(frozen=True)
class Seal:
    """A seal in a PDF: whose it is, when it was put (as its computer said), what it is worth.

    `intact`: the bytes are those sealed, and nothing but what the seal allows was added after them. `whole`: it covers
    the file to its end.
    """

    field: str
    by: str
    at: datetime | None
    intact: bool
    trusted: bool
    whole: bool


def seals(pdf: bytes) -> list[Seal] | None:
    """The seals of a PDF in the order in which they were put; null where it cannot be read as a PDF."""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except _BROKEN:
        return None
    return [_looked_at(signature) for signature in found]


def _looked_at(signature: Any) -> Seal:
    name, whose = str(signature.field_name), ""
    try:
        whose = str(signature.signer_cert.subject.native.get("common_name", ""))
        context = _context()
        status = aside(lambda: validate_pdf_signature(signature, context))
        covered = status.coverage.name if status.coverage is not None else ""
        unchanged = (
            status.modification_level is not None and status.modification_level <= ModificationLevel.FORM_FILLING
        )
        intact = bool(status.intact and status.valid and status.docmdp_ok and unchanged)
        intact = intact and covered in ("ENTIRE_FILE", "ENTIRE_REVISION")
        return Seal(
            name, whose, signature.self_reported_timestamp, intact, bool(status.trusted), covered == "ENTIRE_FILE"
        )
    except _BROKEN:
        return Seal(name, whose, None, intact=False, trusted=False, whole=False)
