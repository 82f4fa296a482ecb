"""Who sees and does what: every address for every role, at the own place and elsewhere; the public page for all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dingdian.signing.models import Session
from tests.casework.office import OTHER, ZHANG, R
from tests.signing.conftest import Sides, shown
from tests.web.test_competence import browser

pytestmark = pytest.mark.django_db
MOVES = ("read", "seal", "decline", "withdraw", "remind", "offline")
DENIED = (403, 404)


def clients(sides: Sides) -> dict[str, Client]:
    """Others than the two sides: whoever must not know of the session, and whoever may only look."""
    user = sides.office.user
    return {
        "other institution": browser(user(R.INSTITUTION, OTHER)), "other county": browser(user(R.CLERK, "530602")),
        "person": browser(user(R.PERSON, ZHANG)), "partner": browser(user(R.PARTNER)),
        "system": browser(user(R.SYSTEM_ADMIN)), "official": browser(user(R.OFFICIAL)),
        "supervisor": browser(user(R.SUPERVISOR)), "auditor": browser(user(R.AUDITOR)),
        "own county": browser(user(R.CLERK, "530102")),
    }  # fmt: skip


LOOK = {"official", "supervisor", "auditor", "own county"}


def test_who_sees_a_session_and_who_moves_it(sides: Sides) -> None:
    session = sides.begin()
    one = f"/signing/{session.pk}/"
    for name, client in clients(sides).items():
        for url in (one, one + "agreement.pdf"):
            status = client.get(url).status_code
            assert status == 200 if name in LOOK else status in DENIED, (name, url, status)
        for move in MOVES:
            status = client.post(f"{one}{move}/", {"reason": "x", "on": "2026-01-01", "who": "x"}).status_code
            assert status == 422 if name in LOOK else status in DENIED, (name, move, status)
        listed = client.get("/signing/")
        assert (session.number in shown(listed)) == (name in LOOK), name
        rates = client.get("/signing/rates/")
        if name in LOOK:
            assert rates.status_code == 200 and session.institution in shown(rates)
        else:
            assert session.institution not in shown(rates)
    assert Session.objects.get(pk=session.pk).state == "open"
    for url in ("/signing/", "/signing/rates/", "/signing/new/", one, one + "agreement.pdf"):
        assert Client().get(url).status_code == 302, url
    assert sides.at_place.get("/signing/rates/").status_code == 403


def test_who_begins_and_reminds_all(sides: Sides) -> None:
    session = sides.begin()
    form = {"institution": session.institution, "start_on": "2027-01-01", "end_on": "2027-12-31"}
    everybody = {"region": session.region_id, "round": ""}
    for name, client in {**clients(sides), "institution": sides.at_place}.items():
        if name == "own county":
            assert client.get(f"/signing/new/?institution={OTHER}").status_code == 404
            continue
        assert client.post("/signing/new/", form).status_code in DENIED, name
        assert client.get(f"/signing/new/?institution={session.institution}").status_code in DENIED, name
        assert client.post("/signing/rates/remind/", everybody).status_code in DENIED, name
    assert sides.at_agency.get("/signing/new/?institution=H0").status_code == 404
    assert sides.at_agency.post(f"/signing/{session.pk}/nothing/").status_code == 404
    assert sides.at_agency.get(f"/signing/{session.pk}/read/").status_code == 405
    assert sides.at_agency.get("/signing/999999/").status_code == 404


def test_anybody_checks_an_agreement_by_number_code_and_file(sides: Sides) -> None:
    session, anybody = sides.begin(), Client()
    half = f"/verify/agreement/?number={session.number}"
    assert anybody.get(half).status_code == 404, "what is not signed is nobody's to see"
    assert anybody.get(f"/verify/agreement/{session.code}/").status_code == 404
    frozen = sides.at_place.get(f"/signing/{session.pk}/agreement.pdf").content
    pdf = sides.signed(session)
    found = shown(anybody.get(half))
    assert "已签订" in found and session.institution in found and "clerk" not in found
    assert "已签订" in shown(anybody.get(f"/verify/agreement/{session.code}/"))

    def told(content: bytes, url: str = "/verify/agreement/") -> str:
        return shown(anybody.post(url, {"file": SimpleUploadedFile("a.pdf", content)}))

    same = told(pdf)
    assert "逐字节相同" in same and same.count("● 没有改动") == 2 and same.count("本站认可") == 2
    changed = bytearray(pdf)
    changed[len(pdf) - 300] ^= 1
    assert "被改动" in told(bytes(changed)) and "被改动" in told(pdf + b"\n%more")
    assert "还没有签完" in told(frozen) and "没有电子签章" in told(b"no pdf")
    second = sides.begin(kind="dual_channel")
    other = sides.signed(second)
    assert "另一份协议" in told(other, f"/verify/agreement/{session.code}/")
    assert anybody.post("/verify/agreement/").status_code == 422
    assert anybody.get("/verify/agreement/?number=x").status_code == 404
