"""Seals: whose they are, who may read their keys, what a changed byte does."""

from __future__ import annotations

import re
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dingdian.papers import seal
from dingdian.papers.document import Block, Document
from dingdian.papers.layout import Marks, typesetter

OFFICE = "某市医疗保险中心"


def signed_ranges(pdf: bytes) -> tuple[range, range]:
    """The bytes that a signature covers: all but the signature itself."""
    found = re.search(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+)", pdf)
    assert found is not None
    a, b, c, d = (int(x) for x in found.groups())
    assert (a, c + d) == (0, len(pdf))
    return range(a, a + b), range(c, c + d)


@pytest.fixture
def sealed() -> bytes:
    made = Document("circular", "通报", OFFICE, date(2026, 3, 10), (Block("body", "内容。"),))
    pdf, spot = typesetter().pdf(made, Marks("通报〔2026〕1号"))
    return seal.sealer("000000-agency-1", OFFICE).seal(pdf, spot, reason="印发")


def test_a_seal_is_intact_trusted_and_for_development(sealed: bytes) -> None:
    assert seal.verify(sealed) == seal.Verdict(True, True, True, f"{OFFICE}（开发用）")
    assert seal.sealer("000000-agency-1", OFFICE).development


def test_a_changed_byte_or_more_at_the_end_is_seen(sealed: bytes) -> None:
    first, second = signed_ranges(sealed)
    for place in [*first[:: len(first) // 12], *second[:: len(second) // 8]]:
        changed = bytearray(sealed)
        changed[place] ^= 1
        verdict = seal.verify(bytes(changed))
        assert not verdict.intact, place
    assert not seal.verify(sealed + b"\n%%EOF more").intact
    assert seal.verify(b"%PDF-1.7 nothing").intact is False
    assert seal.verify(typesetter().pdf(Document("c", "t", OFFICE, date(2026, 1, 1), ()), Marks())[0]) == seal.Verdict(
        False
    )


def test_a_seal_of_somebody_elses_authority_is_not_trusted(sealed: bytes, settings: Any, tmp_path: Path) -> None:
    settings.PAPERS_DEVELOPMENT_SEALS = tmp_path / "other"
    seal.sealer("000000-agency-1", OFFICE)
    verdict = seal.verify(sealed)
    assert verdict.intact and not verdict.trusted


def test_private_keys_are_for_their_owner_alone(sealed: bytes, seals: Path) -> None:
    keys = list(seals.glob("*.key.pem"))
    assert {stat.S_IMODE(k.stat().st_mode) for k in keys} == {0o600} and len(keys) >= 2


def test_an_office_without_a_certificate_seals_nothing(settings: Any, tmp_path: Path, seals: Path) -> None:
    settings.PAPERS_SEALS = str(tmp_path)
    with pytest.raises(seal.NoSeal, match=r"000000-agency\.pem"):
        seal.sealer("000000-agency", OFFICE)
    assert list(tmp_path.iterdir()) == []  # nothing is made up where certificates are configured


def test_an_office_seals_with_the_certificate_it_was_given(
    sealed: bytes, settings: Any, tmp_path: Path, seals: Path
) -> None:
    for name in ("pem", "key.pem"):
        (tmp_path / f"office.{name}").write_bytes((seals / f"000000-agency-1.{name}").read_bytes())
    settings.PAPERS_SEALS = str(tmp_path)
    own = seal.sealer("office", OFFICE)
    assert not own.development and own.signer.signing_cert is not None
    (tmp_path / "office.key.pem").write_text("no key")
    seal._loaded.cache_clear()
    with pytest.raises(seal.NoSeal, match="读不出"):
        seal.sealer("office", OFFICE)
