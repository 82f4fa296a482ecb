"""What goes with an agreement: its text with what the rules want in it, and the text of the commitment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from typer.testing import CliRunner

from dingdian import regimes
from dingdian.accounts.models import Organisation, User
from dingdian.casework import actions as casework
from dingdian.casework.models import Case, Notice
from dingdian.cli import app
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.law.acts import AgreementSign
from dingdian.law.processes.admit import place
from dingdian.law.register import Register
from dingdian.papers import actions, handing, wording
from dingdian.papers.models import Delivery, Paper
from dingdian.papers.queries import offers
from dingdian.regimes import load, names
from tests.papers.stories import paper, story
from tests.papers.test_compose import text_of
from tests.web import small_demo


def signed(regime: str) -> Register:
    """A register in which an agreement was signed, under a regime."""
    known = story("g02")
    r = Register(load(regime), known.calendar, known.setting)
    act = {"act": "agreement.sign", "id": "a1", "on": "2025-06-03", "institution": "H53010200001",
           "start_on": "2025-06-03", "end_on": "2026-06-02"}  # fmt: skip
    place(r, AgreementSign.model_validate(act))
    return r


def sign(region: Region, user: str, institution: str = small_demo.FIRST) -> None:
    day = today()
    act = {"act": "agreement.sign", "id": f"X-{user}-{institution}", "on": day, "institution": institution,
           "start_on": day, "end_on": day + timedelta(364)}  # fmt: skip
    casework.do(region, act, acting_user=User.objects.get(username=user), key=str(act["id"]))


def handed() -> list[Delivery | None]:
    """What the jobs that wait do, in order."""
    waiting = ProcrastinateJob.objects.filter(task_name="papers.hand_over").order_by("id")
    return [handing.hand_over(**job.args) for job in waiting]


@pytest.mark.django_db
@pytest.mark.proves("yunnan/8a")
def test_at_signing_the_office_hands_over_the_text_of_the_commitment(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    """8: given an agreement signed, there is a delivery of the text in force to the institution, of that day."""
    sign(province, "clerk")
    assert not Paper.objects.exists()  # the signing itself needs neither seal nor typeface
    (delivery,) = handed()
    assert delivery is not None and (delivery.on, delivery.to, delivery.way) == (today(), "institution", "electronic")
    made = delivery.paper
    assert (made.kind, made.institution, made.person, made.day) == ("commitment_text", small_demo.FIRST, "", today())
    assert "content@2025-01-01" in made.sources
    said = text_of(actions.Document.from_json(made.document))
    named = wording.words("yunnan-2025")
    for content in load("yunnan-2025").parameters.commitment.minimum_contents.value or ():
        assert named[content] in said
    assert signed_in("hospital").get(f"/papers/{made.pk}/paper.docx").status_code == 200
    assert handed() == [delivery] and Paper.objects.count() == 1  # done again, nothing more is done


@pytest.mark.django_db
def test_what_cannot_be_handed_over_is_said_and_left_to_the_office(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    """An institution without users here: the text is issued, and the clerk told to serve it by hand."""
    sign(province, "clerk", small_demo.COUNTY)
    assert handed() == [None]
    told = Notice.objects.get(key__startswith="text:")
    assert told.user is not None and told.user.username == "clerk" and "不能系统送达" in told.title
    made = Paper.objects.get()
    by_hand = {"way": "hand", "on": str(today()), "receiver": "收发室"}
    assert signed_in("clerk").post(f"/papers/{made.pk}/serve/", by_hand).status_code == 302
    assert made.deliveries.get().way == "hand"


@pytest.mark.django_db
def test_the_case_of_a_signing_offers_both_texts(province: Region, signed_in: Callable[[str], Client]) -> None:
    sign(province, "clerk")
    clerk = signed_in("clerk")
    case = Case.objects.get(process="facts", key=small_demo.FIRST)
    offered = {o.draft.kind: o for o in offers(case, User.objects.get(username="clerk"))}
    assert set(offered) == {"agreement", "commitment_text"}
    named = {"case": case.pk, **offered["agreement"].draft.__dict__}
    assert clerk.post("/papers/issue/", named).status_code == 302
    made = Paper.objects.get(kind="agreement")
    assert "乙方：示例市第一医院" in str(made.document) and made.institution == small_demo.FIRST
    assert signed_in("hospital").get(f"/papers/{made.pk}/").status_code == 404  # not before it is served
    assert clerk.post(f"/papers/{made.pk}/serve/", {"way": "electronic"}).status_code == 302
    assert signed_in("hospital").get(f"/papers/{made.pk}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.proves("yunnan/41a")
def test_an_appeal_that_is_closed_is_told_to_institution_and_person(
    province: Region, signed_in: Callable[[str], Client]
) -> None:
    """41: two written notices, one to the institution and one to the person; each sees theirs once it is served."""
    person, official = small_demo.person_code(1), User.objects.get(username="official")
    office = Organisation.objects.get(kind="administration")
    assert official.organisation == office
    for user, act in (
        ("reviewer", {"act": "review.decide", "outcome": "upheld", "reason": "事实清楚"}),
        ("person", {"act": "appeal.request"}),
        ("official", {"act": "appeal.decide", "outcome": "upheld", "reason": "事实清楚"}),
    ):
        act |= {"of": "CL-002", "person": person, "on": str(today())}
        world_do(province, act, user)
    case = Case.objects.get(process="appeal")
    found = {o.draft.kind: o for o in offers(case, official)}
    assert set(found) == {"appeal_decision", "appeal_notice"}
    papers = {kind: actions.issue(province, o.draft, acting_user=official).paper for kind, o in found.items()}
    User.objects.filter(username="person").update(is_active=False)
    with pytest.raises(actions.WrongMoment, match="本人没有可以收取"):
        actions.serve(papers["appeal_notice"], acting_user=official)
    User.objects.filter(username="person").update(is_active=True)
    for made in papers.values():
        actions.serve(made, acting_user=official)
    assert {d.to for d in Delivery.objects.all()} == {"institution", "person"}
    for user, kind in (("hospital", "appeal_decision"), ("person", "appeal_notice")):
        page = signed_in(user).get(f"/papers/{papers[kind].pk}/").content.decode()
        assert "维持原处理" in page and "事实清楚" in page
    assert signed_in("hospital").get(f"/papers/{papers['appeal_notice'].pk}/").status_code == 404
    assert signed_in("person").get(f"/papers/{papers['appeal_decision'].pk}/").status_code == 404


def world_do(region: Region, act: dict[str, str], user: str) -> None:
    """A step of the law, signed by another where the rules want two."""
    by = User.objects.get(username=user)
    if casework.two_person(casework.regime_of(region), act["act"]):
        drawn = casework.propose(region, act, acting_user=by)
        casework.submit(drawn, acting_user=by)
        signer, _ = User.objects.get_or_create(username=f"second-{user}", role=by.role, organisation=by.organisation)
        drawn = casework.sign(drawn, acting_user=signer, version=drawn.version, agreed=True)
        casework.enact(drawn, acting_user=by)
    else:
        casework.do(region, act, acting_user=by, key=f"{user}-{act['act']}")


WANTED = {
    "qinghai-2025": ("payment_qualification", "人员支付资格管理", "三（七）", "医疗保障支付资格"),
    "hainan-2022": ("doctor_management", "医保医师管理", "第三十条", "医保医师纳入本协议管理"),
}


def without(tmp_path: Path, regime: str, since: str) -> list[Path]:
    """A copy of a regime whose text of agreements drops what the rules want in it from a day on."""
    folder = tmp_path / regime
    shutil.copytree(regimes.SHIPPED / regime, folder, ignore=shutil.ignore_patterns("dossiers"))
    own = folder / "papers" / "agreement.yaml"
    own.parent.mkdir(exist_ok=True)
    kept = own.read_text(encoding="utf-8") if own.is_file() else "kind: agreement\nparagraphs:\n"
    own.write_text(kept + f"  - {{id: qualification, from: {since}}}\n", encoding="utf-8")
    return [tmp_path]


def looked_at(tmp_path: Path, regime: str) -> None:
    """The shipped text makes the provision and cites it; a text without it is warned of, with name, clause and day."""
    name, words, cite, said = WANTED[regime]
    _, made = paper(signed(regime), "agreement", "a1", "", "H53010200001", day=date(2025, 6, 3))
    assert said in text_of(made) and cite in text_of(made)
    extra = without(tmp_path, regime, "2026-01-01")
    assert wording.warnings(regime) == []
    (warning,) = wording.warnings(regime, extra)
    assert words in warning.message and cite in warning.message and "2026-01-01 起" in warning.message
    assert f"holds: [{name}]" in str(warning.expected)
    asked = ["papers", "check", regime, "--regimes", str(extra[0])]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0 and words in done.output.replace("\n", "")  # a warning, no mistake


@pytest.mark.proves("qinghai/3.7.a")
def test_qinghai_wants_the_payment_qualification_in_the_agreement(tmp_path: Path) -> None:
    looked_at(tmp_path, "qinghai-2025")


@pytest.mark.proves("hainan/30a")
def test_hainan_wants_the_management_of_doctors_in_the_agreement(tmp_path: Path) -> None:
    looked_at(tmp_path, "hainan-2022")


def test_no_shipped_text_of_agreements_lacks_what_its_rules_want() -> None:
    assert {n: wording.warnings(n) for n in names()} == {n: [] for n in names()}
