"""Who may make, serve and withdraw papers, and when: refused with a remedy, and nothing is left behind."""

from __future__ import annotations

from datetime import date

import pytest

from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework import actions as casework
from dingdian.casework.actions import WrongMoment
from dingdian.casework.models import Notice, Task
from dingdian.casework.perms import Denied
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import today
from dingdian.papers import actions, perms, queries
from dingdian.papers.facts import NothingToSay
from dingdian.papers.models import Delivery, Letterhead, Paper, Series
from dingdian.papers.queries import Draft
from tests.papers.test_pages import issued
from tests.web.small_demo import COUNTY, FIRST, person_code
from tests.web.test_other_regimes import PLACE, doctor, settled, tell

pytestmark = pytest.mark.django_db
Way = Delivery.Way


def user(name: str) -> User:
    return User.objects.get(username=name)


def notice(ref: str = "CL-001", person: int = 1, place: str = FIRST) -> Draft:
    return Draft("points_notice", ref, person_code(person), place)


def elsewhere(role: str) -> User:
    """A user of an office in another county."""
    county = Division.objects.create(code="530103", name="盘龙区", parent_id="530100")
    office = Organisation.objects.create(kind=Organisation.Kind.AGENCY, name="盘龙区中心", division=county)
    return User.objects.create(username=f"{role}-there", role=role, organisation=office)


def refused(province: Region, draft: Draft, who: User, kind: type[Exception] = Denied) -> str:
    with pytest.raises(kind) as why:
        actions.issue(province, draft, acting_user=who)
    assert not Paper.objects.exists() and not Series.objects.exists()
    return str(why.value)


@pytest.mark.parametrize("name", ["supervisor", "auditor", "hospital", "person", "partner", "sysadmin"])
def test_only_those_who_make_a_kind_of_paper_make_it(province: Region, name: str) -> None:
    refused(province, notice(), user(name))


def test_an_office_makes_papers_within_its_scope_alone(province: Region) -> None:
    assert "管辖范围" in refused(province, notice(), elsewhere(User.Role.CLERK))


def test_whoever_belongs_to_no_office_makes_none(province: Region) -> None:
    User.objects.filter(username="clerk").update(organisation=None)
    assert "没有所属单位" in refused(province, notice(), user("clerk"))


def test_an_act_gives_rise_to_its_own_papers_and_only_for_those_it_concerns(province: Region) -> None:
    assert "不出具" in refused(province, Draft("termination_notice", "CL-001", person_code(1), FIRST), user("clerk"))
    refused(province, notice(person=8), user("clerk"), NothingToSay)


def test_a_paper_is_not_made_for_a_day_before_its_first_wording(province: Region) -> None:
    with pytest.raises(NothingToSay, match="还没有可用的文本"):
        actions.issue(province, notice(), acting_user=user("clerk"), day=date(2020, 1, 1))
    assert not Paper.objects.exists()


def test_a_correction_is_of_the_same_matter_and_by_the_same_office(province: Region) -> None:
    old = issued()
    with pytest.raises(WrongMoment, match="同一事项"):
        actions.issue(province, notice("CL-001", 2), acting_user=user("clerk"), corrects=old)
    with pytest.raises(Denied):
        actions.issue(province, notice(), acting_user=elsewhere(User.Role.CLERK), corrects=old)
    new = actions.issue(province, notice(), acting_user=user("clerk"), corrects=old)
    again = actions.issue(province, notice(), acting_user=user("clerk"), corrects=old)
    assert (new.again, again.again, again.paper.pk) == (False, True, new.paper.pk)


def test_two_offices_never_share_a_number(province: Region) -> None:
    old = issued()
    Organisation.objects.filter(pk=old.office_id).update(name="另一个名称")
    twin = Organisation.objects.create(
        kind=Organisation.Kind.AGENCY, name=old.number.split(old.mark)[0], division_id="530102"
    )
    User.objects.filter(username="reviewer").update(organisation=twin)
    with pytest.raises(WrongMoment, match="已由另一个单位用过"):
        actions.issue(province, notice("CL-004", 5, COUNTY), acting_user=user("reviewer"))
    assert Paper.objects.count() == 1 and not Series.objects.filter(office=twin).exists()


def test_nobody_who_sees_no_cases_sees_papers(province: Region) -> None:
    paper = issued()
    assert list(perms.visible(user("clerk"))) == [paper]
    for name in ("sysadmin", "secadmin", "auditadmin"):
        assert not perms.visible(user(name)).exists(), name


def test_only_the_office_that_issued_a_paper_serves_or_withdraws_it(province: Region) -> None:
    paper = issued()
    for other in (elsewhere(User.Role.CLERK), user("hospital"), user("auditor")):
        with pytest.raises(Denied):
            actions.withdraw(paper, acting_user=other, reason="写错了")
        with pytest.raises(Denied):
            actions.serve(paper, acting_user=other)
    assert queries.state_of(paper).valid and not paper.deliveries.exists()


def test_a_system_that_nobody_looks_at_is_served_no_paper(province: Region) -> None:
    paper = issued("CL-004", 5)
    with pytest.raises(WrongMoment, match="没有可以收取"):
        actions.serve(paper, acting_user=user("clerk"))
    before = Entry.objects.count()
    assert not paper.deliveries.exists() and Entry.objects.count() == before


def test_what_is_withdrawn_is_served_no_more(province: Region) -> None:
    paper = issued("CL-004", 5)
    actions.withdraw(paper, acting_user=user("clerk"), reason="写错了")
    with pytest.raises(WrongMoment, match="已撤回"):
        actions.serve(paper, acting_user=user("clerk"), way=Way.HAND, receiver="某收发")


def made(province: Region, kind: str, act: dict[str, str]) -> Paper:
    """A paper to which an act of the clerk gives rise."""
    clerk = user("clerk")
    done = casework.do(province, act | {"on": str(today())}, acting_user=clerk, key=act["act"]).entry
    draft = Draft(kind, done.ref, act["person"], act.get("institution", COUNTY))
    return actions.issue(province, draft, acting_user=clerk).paper


def letter(province: Region) -> Paper:
    """A transfer of somebody who lost the qualification to the health authority."""
    return made(
        province, "transfer_letter", {"act": "transfer.send", "person": person_code(5), "to": "health_authority"}
    )


def test_an_authority_is_served_where_somebody_of_it_is_here(province: Region) -> None:
    clerk, sent = user("clerk"), letter(province)
    User.objects.filter(role=User.Role.PARTNER).update(is_active=False)
    with pytest.raises(WrongMoment, match="对方部门没有可以收取"):
        actions.serve(sent, acting_user=clerk)
    User.objects.filter(role=User.Role.PARTNER).update(is_active=True)
    actions.serve(sent, acting_user=clerk)
    assert Notice.objects.filter(user=user("partner"), title=f"收到文书：{sent.title} {sent.number}").exists()
    assert list(perms.visible(user("partner"))) == [sent]


def test_what_goes_to_the_file_is_served_on_nobody(province: Region) -> None:
    sheet = issued("CL-001", 1, "responsibility_finding")
    with pytest.raises(WrongMoment, match="只存卷"):
        actions.serve(sheet, acting_user=user("clerk"), way=Way.HAND, receiver="某收发")


def test_a_single_paper_that_is_withdrawn_is_served_no_more(province: Region) -> None:
    sent = letter(province)
    actions.withdraw(sent, acting_user=user("clerk"), reason="写错了")
    with pytest.raises(WrongMoment, match="已撤回"):
        actions.serve(sent, acting_user=user("clerk"))


def test_an_office_may_have_a_seal_of_its_own(province: Region) -> None:
    office = issued().office
    Letterhead.objects.create(office=office, name="五华区医保中心", word="五医保", seal="wuhua")
    assert actions.seal_of(office) == ("wuhua", "五华区医保中心")


def test_the_step_of_issuing_is_done_when_the_last_notice_of_a_decision_is_issued(province: Region) -> None:
    """Where the rules count days for it; a notice that was withdrawn in between is missing again."""
    region, clerk = settled("national-2025", "medical"), user("clerk")
    shares = [{"person": doctor(n), "degree": "main", "points": 6} for n in (1, 2)]
    finding = {"id": "f", "type": "重复收费", "circumstances": ["national/23.13.1"], "persons": shares}
    decide = {"act": "handling.decide", "id": "N-1", "on": str(today()), "basis": "administrative_penalty",
              "institution": PLACE, "inspection": "JC-1", "findings": [finding]}  # fmt: skip
    tell(region, "d", decide)
    open_step = Task.objects.filter(case__region=region, act="notice.issue", done__isnull=True)
    assert open_step.exists()
    notices = [Draft("points_notice", "N-1", doctor(n), PLACE) for n in (1, 2)]
    first = actions.issue(region, notices[0], acting_user=clerk).paper
    assert open_step.exists()
    actions.withdraw(first, acting_user=clerk, reason="写错了")
    actions.issue(region, notices[1], acting_user=clerk)
    assert open_step.exists()
    actions.issue(region, notices[0], acting_user=clerk, corrects=first)
    assert not open_step.exists()
    assert Entry.objects.filter(region=region, name="notice.issue").count() == 1
