"""Who may do what: role and scope first, two persons where the rules ask, and what a refusal says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dingdian.accounts.models import User
from dingdian.accounts.scope import scope_of
from dingdian.casework import actions
from dingdian.casework.actions import Denied, InvalidAct, WrongMoment
from dingdian.casework.models import Notice, Proposal, Signature, Task
from dingdian.casework.perms import JOINING, covers_person, signing_role, two_person, two_person_clauses
from dingdian.casework.queries import queue
from dingdian.journal.models import Entry
from dingdian.journal.record import Conflict, Refused
from dingdian.journal.slices import PERSON, regime_of
from dingdian.journal.story import open_region
from tests.casework.office import HOSPITAL, LI, OTHER, WANG, ZHANG, Office, enter, handling, yunnan

pytestmark = pytest.mark.django_db
R = User.Role
TALK = {"act": "talk.hold", "on": "2025-02-05", "person": ZHANG, "measure": "reminder", "held_by": "agency"}


@pytest.fixture
def office() -> Office:
    return yunnan()


def acts() -> int:
    return Entry.objects.filter(kind="act").count()


def drawn(office: Office, act: dict[str, Any] | None = None) -> tuple[Proposal, User, User]:
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    return actions.propose(office.region, act or handling(), acting_user=clerk), clerk, head


def submitted(office: Office) -> tuple[Proposal, User, User]:
    proposal, clerk, head = drawn(office)
    return actions.submit(proposal, acting_user=clerk), clerk, head


# One person


def test_a_step_is_recorded_with_who_did_it(office: Office) -> None:
    clerk = office.user(R.CLERK, "530102")
    done = actions.do(office.region, TALK, acting_user=clerk, key="k")
    assert (done.entry.actor, done.entry.role, done.entry.place) == (clerk.username, "clerk", "agency530102")
    assert f'"actor":"agency:{clerk.username}"' in done.entry.body


def test_the_same_key_of_a_user_gives_the_same_entry_and_of_another_a_new_one(office: Office) -> None:
    clerk, other = office.user(R.CLERK, "530102"), office.user(R.CLERK, "530102", name="b")
    first = actions.do(office.region, TALK, acting_user=clerk, key="k")
    again = actions.do(office.region, TALK, acting_user=clerk, key="k")
    assert again.replayed and again.entry == first.entry
    with pytest.raises(Conflict):
        actions.do(office.region, TALK | {"person": LI}, acting_user=clerk, key="k")
    assert actions.do(office.region, TALK, acting_user=other, key="k").entry != first.entry


@pytest.mark.parametrize("role", [R.SUPERVISOR, R.AUDITOR, R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN])
def test_roles_that_do_no_business_do_nothing(office: Office, role: str) -> None:
    with pytest.raises(Denied, match="角色"):
        actions.do(office.region, TALK, acting_user=office.user(role), key="k")
    assert acts() == 0


def test_a_step_of_another_side_is_refused_with_its_clauses(office: Office) -> None:
    with pytest.raises(Denied, match="由本人办理") as refused:
        repair = {"act": "repair.apply", "on": "2025-03-05", "person": ZHANG, "kind": "points"}
        actions.do(office.region, repair, acting_user=office.user(R.CLERK, "530102"), key="k")
    assert refused.value.clauses == ("yunnan/33a", "yunnan/33b") and refused.value.remedy


@pytest.mark.parametrize("name", ["no.such", None, "designation.apply"])
def test_a_step_the_rules_do_not_have_is_refused(office: Office, name: str | None) -> None:
    with pytest.raises(Denied, match="没有"):
        actions.do(office.region, TALK | {"act": name}, acting_user=office.user(R.CLERK, "530102"), key="k")


def test_an_inactive_user_does_nothing(office: Office) -> None:
    clerk = office.user(R.CLERK, "530102")
    clerk.is_active = False
    with pytest.raises(Denied):
        actions.do(office.region, TALK, acting_user=clerk, key="k")


@pytest.mark.parametrize(
    "given", [{"actor": "agency:别人"}, {"approved_by": "agency:别人"}, {"recorded_on": "2025-01-01"}]
)
def test_who_acts_and_when_it_was_learned_cannot_be_filled_in(office: Office, given: dict[str, str]) -> None:
    with pytest.raises(InvalidAct) as wrong:
        actions.do(office.region, TALK | given, acting_user=office.user(R.CLERK, "530102"), key="k")
    assert [field for field, _ in wrong.value.problems] == list(given)


def test_every_wrong_field_is_named(office: Office) -> None:
    with pytest.raises(InvalidAct) as wrong:
        act = {"act": "talk.hold", "on": "昨天", "what": 1, "actor": "x"}
        actions.do(office.region, act, acting_user=office.user(R.CLERK, "530102"), key="k")
    assert {field for field, _ in wrong.value.problems} == {"on", "person", "what", "actor"}


def test_what_the_law_refuses_is_refused_with_its_reasons(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        act = {"act": "restoration.apply", "on": "2025-03-05", "person": ZHANG}
        actions.do(office.region, act, acting_user=office.user(R.PERSON, ZHANG), key="k")
    assert refused.value.objections[0].cites(refused.value.regime)
    assert acts() == 0


def test_a_step_for_two_is_refused_to_one(office: Office) -> None:
    with pytest.raises(Denied, match="两人") as refused:
        actions.do(office.region, handling(), acting_user=office.user(R.CLERK, "530102"), key="k")
    assert refused.value.clauses == ("yunnan/27c",)


def test_an_institution_takes_in_whom_it_did_not_have_but_nobody_else_does(office: Office) -> None:
    hospital = office.user(R.INSTITUTION, HOSPITAL)
    join = {"act": "person.join", "on": "2025-03-05", "person": WANG, "institution": HOSPITAL}
    assert join["act"] in JOINING
    with pytest.raises(Denied):
        actions.do(office.region, join | {"institution": OTHER}, acting_user=hospital, key="k")
    with pytest.raises(Denied):  # whom nobody registered
        actions.do(office.region, join | {"person": "D530102999999"}, acting_user=hospital, key="k")
    actions.do(office.region, join, acting_user=hospital, key="k")
    with pytest.raises(Denied):
        act = {"act": "status.update", "on": "2025-03-05", "person": LI, "institution": OTHER, "status": "normal"}
        actions.do(office.region, act, acting_user=hospital, key="k2")


def test_what_concerns_the_whole_region_needs_a_scope_over_it(office: Office) -> None:
    item = {
        "act": "catalogue.add",
        "on": "2025-02-05",
        "id": "x1",
        "under": "yunnan/22.3",
        "cite": "文件",
        "authority": "省局",
    }
    with pytest.raises(Denied, match="全统筹区"):
        actions.do(office.region, item, acting_user=office.user(R.OFFICIAL, "530102"), key="k")
    actions.do(office.region, item, acting_user=office.user(R.OFFICIAL, "530000"), key="k")


def test_a_person_acts_only_for_himself_and_only_where_he_is(office: Office) -> None:
    sign = {"act": "commitment.sign", "on": "2025-03-05", "person": ZHANG, "institution": HOSPITAL}
    with pytest.raises(Denied):
        actions.do(office.region, sign, acting_user=office.user(R.PERSON, LI), key="k")
    with pytest.raises(Denied):
        actions.do(office.region, sign | {"institution": OTHER}, acting_user=office.user(R.PERSON, ZHANG), key="k")
    actions.do(office.region, sign, acting_user=office.user(R.PERSON, ZHANG), key="k")


def test_an_earlier_act_of_elsewhere_is_out_of_reach(office: Office) -> None:
    region = office.region
    proposal = actions.propose(region, handling("h9", WANG, place=OTHER), acting_user=office.user(R.CLERK, "530602"))
    actions.submit(proposal, acting_user=office.user(R.CLERK, "530602"))
    actions.sign(proposal, acting_user=office.user(R.HEAD, "530602"), version=1, agreed=True)
    actions.enact(proposal, acting_user=office.user(R.CLERK, "530602"))
    deliver = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h9"}
    with pytest.raises(Denied, match="引用"):
        actions.do(region, deliver, acting_user=office.user(R.CLERK, "530102"), key="k")
    told = {"act": "notice.deliver_to_person", "on": "2025-02-06", "of": "h9", "person": ZHANG}
    with pytest.raises(Denied, match="引用"):
        actions.do(region, told, acting_user=office.user(R.INSTITUTION, HOSPITAL), key="k")
    actions.do(region, deliver, acting_user=office.user(R.CLERK, "530000"), key="k")


def test_an_act_that_concerns_nobody_is_referred_to_from_the_whole_region_only(office: Office) -> None:
    top = office.user(R.OFFICIAL, "530000")
    item = {
        "act": "catalogue.add",
        "on": "2025-02-05",
        "id": "x1",
        "under": "yunnan/22.3",
        "cite": "文件",
        "authority": "省局",
    }
    actions.do(office.region, item, acting_user=top, key="k")
    with pytest.raises(Denied, match="引用"):
        act = handling() | {"inspection": "x1"}
        actions.propose(office.region, act, acting_user=office.user(R.CLERK, "530102"))


def test_who_is_filed_nowhere_is_for_the_region_as_a_whole(office: Office) -> None:
    enter(office.region, PERSON, {"code": "D530102000009", "name": "某人", "role": "medical"})
    region = office.region
    assert covers_person(region, scope_of(office.user(R.CLERK, "530000")), "D530102000009")
    assert covers_person(region, scope_of(office.user(R.PERSON, "D530102000009")), "D530102000009")
    assert not covers_person(region, scope_of(office.user(R.CLERK, "530102")), "D530102000009")
    elsewhere = yunnan("other").region
    enter(elsewhere, PERSON, {"code": "D530102000008", "name": "某人", "role": "medical"})
    assert not covers_person(region, scope_of(office.user(R.CLERK, "530000")), "D530102000008")


# Two persons


def test_only_a_step_for_two_is_drawn_up(office: Office) -> None:
    with pytest.raises(Denied, match="一人"):
        actions.propose(office.region, TALK, acting_user=office.user(R.CLERK, "530102"))


def test_an_institution_draws_up_nothing(office: Office) -> None:
    with pytest.raises(Denied):
        actions.propose(office.region, handling(), acting_user=office.user(R.INSTITUTION, HOSPITAL))


def test_what_the_law_objects_to_is_not_sent(office: Office) -> None:
    proposal, clerk, _ = drawn(
        office, handling(on="2025-02-05") | {"findings": handling()["findings"][:1], "basis": None}
    )
    with pytest.raises(Refused):
        actions.submit(proposal, acting_user=clerk)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.DRAFT


def test_the_drawer_never_signs(office: Office) -> None:
    head = office.user(R.HEAD, "530102")
    proposal = actions.propose(office.region, handling(), acting_user=head)
    actions.submit(proposal, acting_user=head)
    with pytest.raises(Denied, match="自己起草"):
        actions.sign(proposal, acting_user=head, version=1, agreed=True)


@pytest.mark.parametrize(
    ("role", "where", "words"),
    [
        (R.CLERK, "530102", "不能审核"),
        (R.OFFICIAL, "530102", "一方"),
        (R.HEAD, "530602", "范围"),
        (R.AUDITOR, "530102", "不能审核"),
    ],
)
def test_who_may_not_sign(office: Office, role: str, where: str, words: str) -> None:
    proposal, *_ = submitted(office)
    with pytest.raises(Denied, match=words):
        actions.sign(proposal, acting_user=office.user(role, where, name="x"), version=1, agreed=True)


def test_an_edit_voids_the_signature_and_keeps_it(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    edited = actions.edit(proposal, handling(on="2025-02-06"), acting_user=clerk)
    assert (edited.version, edited.state) == (2, Proposal.State.DRAFT)
    assert Signature.objects.filter(proposal=proposal, version=1, agreed=True).exists()
    with pytest.raises(WrongMoment):
        actions.enact(proposal, acting_user=clerk)
    actions.submit(proposal, acting_user=clerk)
    with pytest.raises(WrongMoment):
        actions.enact(proposal, acting_user=clerk)
    with pytest.raises(WrongMoment, match="最新"):
        actions.sign(proposal, acting_user=head, version=1, agreed=True)
    actions.sign(proposal, acting_user=head, version=2, agreed=True)
    assert actions.enact(proposal, acting_user=clerk).entry.on.isoformat() == "2025-02-06"


def test_a_signature_stands_once_and_is_not_taken_back(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    for signer in (head, office.user(R.REVIEWER, "530102")):
        with pytest.raises(WrongMoment):
            actions.sign(proposal, acting_user=signer, version=1, agreed=False)
    assert actions.enact(proposal, acting_user=clerk).entry.actor == clerk.username


def test_what_is_sent_back_is_edited_and_sent_again(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    actions.sign(proposal, acting_user=head, version=1, agreed=False, remark="事实不清")
    with pytest.raises(WrongMoment):
        actions.enact(proposal, acting_user=clerk)
    assert Notice.objects.filter(user=clerk, title__contains="退回").exists()
    actions.edit(proposal, handling(), acting_user=clerk)
    actions.submit(proposal, acting_user=clerk)


def test_what_is_taken_back_is_over(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    with pytest.raises(Denied, match="起草人"):
        actions.withdraw(proposal, acting_user=head)
    actions.withdraw(proposal, acting_user=clerk)
    for again in (
        lambda: actions.withdraw(proposal, acting_user=clerk),
        lambda: actions.submit(proposal, acting_user=clerk),
        lambda: actions.edit(proposal, handling(), acting_user=clerk),
        lambda: actions.sign(proposal, acting_user=head, version=1, agreed=True),
        lambda: actions.enact(proposal, acting_user=clerk),
    ):
        with pytest.raises(WrongMoment):
            again()


def test_recorded_once_however_often_it_is_asked(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    first = actions.enact(proposal, acting_user=clerk)
    second = actions.enact(proposal, acting_user=head)
    assert second.replayed and second.entry == first.entry and acts() == 1
    with pytest.raises(WrongMoment):
        actions.edit(proposal, handling(), acting_user=clerk)


def test_a_proposal_is_drawn_up_edited_and_recorded_within_scope_only(office: Office) -> None:
    proposal, clerk, head = submitted(office)
    with pytest.raises(Denied):
        actions.edit(proposal, handling("h1", WANG), acting_user=clerk)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    with pytest.raises(Denied):
        actions.enact(proposal, acting_user=office.user(R.CLERK, "530602"))


def test_amounts_keep_their_digits(office: Office) -> None:
    act = handling()
    act["findings"][0]["amount"] = Decimal("1250.10")
    proposal, clerk, head = drawn(office, act)
    proposal.refresh_from_db()
    assert str(proposal.act["findings"][0]["amount"]) == "1250.10"
    actions.submit(proposal, acting_user=clerk)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    assert '"amount":1250.10' in actions.enact(proposal, acting_user=clerk).entry.body


@pytest.mark.parametrize(
    ("persons", "act", "side"),
    [
        ("hainan-2022", {"act": "restoration.early"}, "administration"),
        ("hainan-2022", {"act": "review.decide"}, "agency"),
        ("hainan-2022", {"act": "agreement.suspend", "department": "内科"}, "administration"),
        ("hainan-2022", {"act": "agreement.suspend"}, "agency"),
        ("yunnan-2025", {"act": "agreement.suspend", "department": "内科"}, "agency"),
    ],
)
def test_who_signs_is_as_the_rules_say(office: Office, persons: str, act: dict[str, Any], side: str) -> None:
    clerk = office.user(R.CLERK, "530000")
    assert signing_role(regime_of(yunnan("of", persons=persons).region), act, clerk) == side


def test_a_department_is_suspended_with_the_administrations_approval(office: Office) -> None:
    """Hainan, article 23: an agency's reviewer is not enough."""
    hainan = yunnan("hn", persons="hainan-2022")
    act = {"act": "agreement.suspend", "on": "2025-03-07", "institution": HOSPITAL, "department": "内科",
           "from": "2025-03-10", "to": "2025-04-09", "ground": "suspend_department", "reason": "同科两人暂停"}  # fmt: skip
    clerk, head, official = (hainan.user(role, "530000") for role in (R.CLERK, R.HEAD, R.OFFICIAL))
    proposal = actions.propose(hainan.region, act, acting_user=clerk)
    actions.submit(proposal, acting_user=clerk)
    with pytest.raises(Denied, match="不由您所在的一方批准"):
        actions.sign(proposal, acting_user=head, version=1, agreed=True)
    actions.sign(proposal, acting_user=official, version=1, agreed=True)
    assert actions.enact(proposal, acting_user=clerk).entry.name == "agreement.suspend"


def test_institutional_steps_for_two_follow_their_own_rules() -> None:
    regime = regime_of(open_region("sg", "韶关", institutions="shaoguan-2023"))
    assert two_person(regime, "designation.refuse") and not two_person(regime, "designation.accept")
    assert two_person_clauses(regime, "designation.refuse") == ("shaoguan/9",)
    assert not two_person(regime, "agreement.remind")


# Tasks


def task_to_deliver(office: Office) -> Task:
    proposal, clerk, head = submitted(office)
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    actions.enact(proposal, acting_user=clerk)
    return Task.objects.get(act="notice.deliver_to_institution", done=None)


def test_a_task_is_taken_on_by_one(office: Office) -> None:
    task = task_to_deliver(office)
    clerk, other = office.user(R.CLERK, "530102"), office.user(R.CLERK, "530102", name="b")
    assert actions.claim(task, acting_user=clerk).holder == clerk
    assert actions.claim(task, acting_user=clerk).holder == clerk
    with pytest.raises(WrongMoment):
        actions.claim(task, acting_user=other)
    assert task in queue("todo", clerk) and task not in queue("todo", other)
    for wrong in (office.user(R.CLERK, "530602"), office.user(R.INSTITUTION, OTHER), office.user(R.AUDIT_ADMIN)):
        with pytest.raises(Denied, match="没有这件事"):
            actions.claim(task, acting_user=wrong)
    with pytest.raises(Denied, match="不由您"):
        actions.claim(task, acting_user=office.user(R.INSTITUTION, HOSPITAL))


def test_a_task_is_handed_over_to_who_may_do_it(office: Office) -> None:
    task = task_to_deliver(office)
    clerk, other = office.user(R.CLERK, "530102"), office.user(R.CLERK, "530102", name="b")
    actions.claim(task, acting_user=clerk)
    with pytest.raises(Denied, match="转交"):
        actions.hand_over(task, other, acting_user=other)
    for to in (
        office.user(R.CLERK, "530602"),
        office.user(R.INSTITUTION, HOSPITAL),
        office.user(R.SUPERVISOR, "530102"),
    ):
        with pytest.raises(Denied, match="对方"):
            actions.hand_over(task, to, acting_user=clerk)
    assert actions.hand_over(task, other, acting_user=clerk).holder == other
    assert actions.hand_over(task, clerk, acting_user=office.user(R.HEAD, "530102")).holder == clerk
    assert actions.hand_over(task, other, acting_user=office.user(R.SUPERVISOR, "530102")).holder == other


def test_a_task_that_is_done_is_nobodys(office: Office) -> None:
    task = task_to_deliver(office)
    clerk = office.user(R.CLERK, "530102")
    actions.claim(task, acting_user=clerk)
    deliver = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}
    actions.do(office.region, deliver, acting_user=clerk, key="k")
    with pytest.raises(Denied, match="没有这件事"):
        actions.claim(task, acting_user=clerk)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([TALK, handling(), TALK | {"what": 1}], {1: (Denied, "两人"), 2: (InvalidAct, "what")}),
        ([TALK, TALK | {"person": "D530102999999"}], {1: (Denied, "没有登记过人员 D530102999999")}),
    ],
)
def test_of_many_steps_each_that_cannot_be_done_is_named_and_none_is_done(
    rows: list[dict[str, Any]], wrong: dict[int, tuple[type, str]], office: Office
) -> None:
    clerk = office.user(R.CLERK, "530000")
    with pytest.raises(actions.NotAll) as refused:
        actions.do_many(office.region, rows, acting_user=clerk, keys=[str(n) for n in range(len(rows))])
    assert refused.value.rows.keys() == wrong.keys()
    for n, (kind, words) in wrong.items():
        assert isinstance(refused.value.rows[n], kind) and words in str(refused.value.rows[n])
    assert str(refused.value).startswith("第 2 项：")
    assert acts() == 0
