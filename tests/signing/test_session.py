"""An agreement from its frozen text to both seals: through the pages of both sides, into the journal, past pdfsig."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from dingdian.journal import canonical
from dingdian.journal.models import Entry
from dingdian.journal.record import today
from dingdian.papers import two_seals
from dingdian.signing import log
from dingdian.signing.models import Edition, Event, Session
from tests.casework.office import HOSPITAL
from tests.signing.conftest import Sides, shown

pytestmark = pytest.mark.django_db


def ranges(pdf: bytes) -> list[tuple[int, int]]:
    """(gap's first byte, end) of each seal in the order in which they were put: all before the end is covered but the
    gap, which holds the signature itself."""
    found = [tuple(map(int, m.groups())) for m in re.finditer(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+)", pdf)]
    return sorted((b, c + d) for b, c, d in found)


def test_both_sides_sign_on_their_pages_and_the_act_is_in_the_journal(sides: Sides) -> None:
    assert "固定散列" in shown(sides.at_agency.get(f"/signing/new/?institution={HOSPITAL}"))
    session = sides.begin()
    assert "待签" in shown(sides.at_place.get("/signing/")) and session.number in shown(sides.at_place.get("/signing/"))
    page = shown(sides.at_place.get(f"/signing/{session.pk}/"))
    assert "医疗保障服务协议" in page and "确认已阅读全文" in page
    assert "加盖" not in shown(sides.at_agency.get(f"/signing/{session.pk}/"))
    frozen = bytes(Edition.objects.get(session=session).pdf)
    assert hashlib.sha256(frozen).hexdigest() == session.text_hash

    pdf = sides.signed(session)
    session.refresh_from_db()
    assert session.state == "signed" and session.signed_on == today() and session.entry is not None
    act = canonical.parse(session.entry.body)
    assert act["act"] == "agreement.sign" and act["text_hash"] == session.text_hash and act["channel"] == "online"
    assert Entry.objects.filter(name="agreement.confirm_reading").count() == 1
    assert pdf.startswith(frozen), "sealed behind the frozen text, which stays as it was"
    assert [e.name for e in Event.objects.filter(session=session).order_by("n")] == [
        "opened", "read", "sealed", "sealed", "signed",
    ]  # fmt: skip
    assert log.sound(session)
    downloaded = sides.at_place.get(f"/signing/{session.pk}/agreement.pdf")
    assert downloaded.content == pdf
    told = [shown(c.get("/notices/?state=all")) for c in (sides.at_place, sides.at_agency)]
    assert "有一份协议待签" in told[0] and "协议已签订" in told[0] and "待经办机构签章" in told[1]


def test_both_seals_verify_in_an_independent_program_until_a_byte_changes(
    sides: Sides, pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    pdf = sides.signed(sides.begin())
    file = tmp_path / "agreement.pdf"

    def valid(content: bytes) -> int:
        file.write_bytes(content)
        return pdfsig(file).count("Signature is Valid")

    assert valid(pdf) == 2 and all(s.intact and s.trusted for s in two_seals.seals(pdf) or ())
    (gap_1, end_1), (gap_2, end_2) = ranges(pdf)
    assert end_2 == len(pdf), "the last seal covers the file to its end"
    parts = {"before the first seal": gap_1 // 2, "behind it": end_1 - 200, "before the second": (end_1 + gap_2) // 2,
             "at the end": end_2 - 200}  # fmt: skip
    for where, place in parts.items():
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert valid(bytes(changed)) < 2, where
        looked = two_seals.seals(bytes(changed))
        assert not looked or not all(s.intact for s in looked), where
    more = two_seals.seals(pdf + b"\n% more")
    assert more is not None and not any(s.whole for s in more)


def test_signed_is_the_end_for_pages_and_for_the_database(sides: Sides) -> None:
    session = sides.begin()
    sides.signed(session)
    for client, name in (
        (sides.at_place, "read"), (sides.at_place, "seal"), (sides.at_place, "decline"), (sides.at_agency, "seal"),
        (sides.at_agency, "withdraw"), (sides.at_agency, "remind"),
    ):  # fmt: skip
        answer = sides.move(client, session, name, reason="不签")
        assert answer.status_code == 422 and "已签订" in shown(answer), name
    event = Event.objects.filter(session=session)
    for change in (
        lambda: Session.objects.filter(pk=session.pk).update(state="open"),
        lambda: event.update(words="别的"),
        lambda: event.delete(),
        lambda: Edition.objects.filter(session=session).update(sha256="0"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Entry.objects.filter(name="agreement.sign", ref=f"XY-{session.code}").count() == 1


def test_seals_come_in_their_order_and_from_their_own_side(sides: Sides) -> None:
    session = sides.begin()
    early = sides.move(sides.at_place, session, "seal")
    assert early.status_code == 422 and "待阅读" in shown(early)
    assert "定点医药机构办理" in shown(sides.move(sides.at_agency, session, "read"))
    assert sides.move(sides.at_agency, session, "seal").status_code == 422
    sides.move(sides.at_place, session, "read")
    assert sides.move(sides.at_agency, session, "seal").status_code == 422
    assert Entry.objects.filter(name="agreement.sign").count() == 0
