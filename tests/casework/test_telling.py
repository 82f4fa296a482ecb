"""Who is told of an act by message: whom it concerns, what they may do until when, the same days as page and API."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.casework.models import Case, Notice, Task
from dingdian.journal.rebuild import rebuild
from dingdian.journal.record import record, today
from dingdian.journal.slices import ACT
from dingdian.outbox import channels, sending
from dingdian.outbox.models import Caught, Letter
from tests.accounts.factory import sign_in
from tests.casework.office import HOSPITAL, LI, OTHER, SYSTEM, ZHANG, Office, handling, yunnan
from tests.casework.test_yunnan import two
from tests.outbox.conftest import post, server
from tests.outbox.smtp import Server
from tests.world import signed_in

__all__ = ["post", "server"]
pytestmark = pytest.mark.django_db
R = User.Role
DELIVER: dict[str, Any] = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"}
TELL: dict[str, Any] = {"act": "notice.deliver_to_person", "on": "2025-02-07", "of": "h1", "person": ZHANG}


def reached(office: Office) -> dict[str, User]:
    """Everybody with an address."""
    users = {
        "clerk": office.user(R.CLERK, "530102"), "head": office.user(R.HEAD, "530102"),
        "hospital": office.user(R.INSTITUTION, HOSPITAL), "elsewhere": office.user(R.INSTITUTION, OTHER),
        "zhang": office.user(R.PERSON, ZHANG), "li": office.user(R.PERSON, LI),
    }  # fmt: skip
    for name, user in users.items():
        user.email = f"{name}@office.example"
        user.save()
    return users


def decided(office: Office, *persons: str, **more: Any) -> dict[str, User]:
    users = reached(office)
    two(office, handling("h1", *persons, **more), users["clerk"], users["head"])
    Letter.objects.all().delete()
    return users


def sent(post: Server) -> dict[str, str]:
    """Text by addressee."""
    sending.send()
    return {str(mail["To"]).partition("@")[0]: mail.get_content() for mail in post.received}


def test_a_delivery_is_told_to_the_office_and_to_the_persons_whose_time_begins(post: Server) -> None:
    office = yunnan()
    users = decided(office, ZHANG, LI)
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    assert not post.received, "写入与办理在同一事务，发送另外进行"
    mails = sent(post)
    assert set(mails) == {"hospital", "zhang", "li"}
    assert "已于 2025-02-06（周四） 送达贵机构" in mails["hospital"]
    assert mails["hospital"].count("最迟 2025-02-10（周一）") == 2 and "某**" in mails["hospital"]
    case = Case.objects.get(process="handling")
    assert f"https://dingdian.example/cases/{case.pk}/" in mails["zhang"]
    titles = set(Notice.objects.filter(key__startswith="letter:").values_list("user__username", "title"))
    assert titles == {
        (users["hospital"].username, "处理通知已送达贵机构"),
        (users["zhang"].username, "关于您医保支付资格的处理通知"), (users["li"].username, "关于您医保支付资格的处理通知"),
    }  # fmt: skip


def test_a_mail_names_nobody_in_full_and_no_third_person_at_all_to_a_person(post: Server) -> None:
    office = yunnan()
    users = decided(office, ZHANG, LI)
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    for text in sent(post).values():
        assert "某医师" not in text and ZHANG not in text and LI not in text
    assert "某" not in sent(post)["zhang"].replace("某些", "")


def test_page_message_and_api_say_the_same_days(post: Server) -> None:
    office, day = yunnan(), today().isoformat()
    users = decided(office, ZHANG, clause="yunnan/24.1", on=day)
    actions.do(office.region, DELIVER | {"on": day}, acting_user=users["clerk"], key="1")
    mail, case = sent(post)["zhang"], Case.objects.get(process="handling")
    told = set(re.findall(r"最迟 (\d{4}-\d\d-\d\d（周.）)", mail))
    api = signed_in(users["zhang"]).get(f"/api/people/{ZHANG}/deadlines").json()["items"]
    mine = {x["due"] for x in api if x["deadline"] in ("review.request", "restoration.apply")}
    assert {words[:10] for words in told} == mine and len(mine) == 2
    browser = sign_in(Client(), users["zhang"])
    for page in (f"/cases/{case.pk}/", f"/people/{ZHANG}/"):
        shown = browser.get(page).content.decode()
        assert [words for words in told if words not in shown] == [], page
    notice = Notice.objects.get(user=users["zhang"], key__startswith="letter:")
    assert set(re.findall(r"最迟 (\d{4}-\d\d-\d\d（周.）)", notice.body)) == told


def test_where_the_clock_is_the_persons_own_they_are_told_once_when_informed(post: Server) -> None:
    office = yunnan(persons="national-2025")
    users = decided(office, ZHANG, LI, clause="national/23.15.1")
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    assert set(sent(post)) == {"hospital"}
    acts = [TELL | {"institution": HOSPITAL}, TELL | {"person": LI, "institution": HOSPITAL}]
    actions.do_many(office.region, acts, acting_user=users["hospital"], keys=["a", "b"])
    mails = sent(post)
    assert set(mails) == {"hospital", "zhang", "li"} and "已于 2025-02-07（周五） 告知您" in mails["zhang"]
    assert Letter.objects.filter(kind="informed", channel="email").count() == 2


def test_a_second_delivery_tells_its_own_office_and_the_person_no_second_time(post: Server) -> None:
    office = yunnan()
    users = decided(office, ZHANG)
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    sent(post)
    actions.do(office.region, DELIVER | {"on": "2025-02-08"}, acting_user=users["clerk"], key="2")
    sent(post)
    assert sorted(post.to()) == [f"{x}@office.example" for x in ("hospital", "hospital", "zhang")]
    again = Letter.objects.filter(kind="informed", channel="email").latest("pk")
    assert (again.state, again.attempts) == ("dropped", 1)


def test_older_files_and_what_is_derived_anew_are_told_to_nobody() -> None:
    office = yunnan()
    users = decided(office, ZHANG)
    earlier = today() - timedelta(1)
    other = yunnan("y2")
    for act in (handling("h9", ZHANG), DELIVER | {"of": "h9"}):
        record(other.region, ACT.validate_python(act), by=SYSTEM, key=act["act"], recorded_on=earlier)
    assert not Letter.objects.exists()
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    Letter.objects.all().delete()
    rebuild(office.region)
    assert not Letter.objects.exists()


def test_who_sees_the_case_no_more_is_told_nothing(post: Server, settings: Any) -> None:
    office = yunnan()
    users = decided(office, ZHANG)
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    users["hospital"].organisation = users["elsewhere"].organisation
    users["hospital"].save()
    assert set(sent(post)) == {"zhang"}


def test_those_who_may_sign_are_told_and_no_more_once_it_is_signed(post: Server) -> None:
    office = yunnan()
    users = reached(office)
    clerk, head = users["clerk"], users["head"]
    proposal = actions.submit(actions.propose(office.region, handling(), acting_user=clerk), acting_user=clerk)
    assert set(sent(post)) == {"head"}
    second = actions.submit(actions.propose(office.region, handling("h2"), acting_user=clerk), acting_user=clerk)
    for row, agreed in ((proposal, True), (second, False)):
        actions.sign(row, acting_user=head, version=1, agreed=agreed)
    sending.send()
    assert [str(x["Subject"]) for x in post.received] == [
        "有一件事待您审核",
        "您起草的事项已审核",
        "您起草的事项被退回",
    ]
    assert Letter.objects.get(cause=f"to-sign:{second.pk}:1").state == "dropped"


def test_what_an_official_draws_up_waits_for_the_officials_of_the_office(post: Server) -> None:
    office = yunnan()
    one, two_ = office.user(R.OFFICIAL, "530102"), office.user(R.OFFICIAL, "530102", name="b")
    two_.email = "b@office.example"
    two_.save()
    actions.submit(actions.propose(office.region, handling(), acting_user=one), acting_user=one)
    assert Notice.objects.get().role == R.OFFICIAL and set(sent(post)) == {"b"}


def test_whoever_is_handed_a_task_is_told_while_they_hold_it(post: Server) -> None:
    office = yunnan()
    users = decided(office, ZHANG)
    task = Task.objects.get(act=DELIVER["act"], done=None)
    actions.hand_over(task, users["clerk"], acting_user=users["head"])
    assert "送达机构，期限 2025-02-08（周六）" in sent(post)["clerk"]
    actions.hand_over(task, users["head"], acting_user=users["clerk"])
    actions.hand_over(task, users["clerk"], acting_user=users["head"])
    sending.send()
    assert [x.partition("@")[0] for x in post.to()] == ["clerk", "clerk"], "已又转走的不再通知"


def test_a_text_message_fits_in_one_and_says_no_more_than_needed(settings: Any) -> None:
    settings.SMS = "dingdian.outbox.catcher.Phone"
    office = yunnan()
    users = decided(office, ZHANG)
    for user in (users["zhang"], users["hospital"]):
        user.preferences.create(name="messages:phone", value="13800000000")
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    sending.send()
    texts = sorted(Caught.objects.values_list("body", flat=True))
    assert texts == [
        "【定点】您有一份医保支付资格处理通知，请登录系统查看，如有异议请在2025-02-14前提出。",
        "【定点】有一份医保处理通知已于2025-02-06送达贵机构，请登录系统查看，并按期告知本人。",
    ]
    assert [channels.parts(text) for text in texts] == [1, 1]
    assert date(2025, 2, 14) == Task.objects.get(act="review.request", role="person", person=ZHANG).due


@pytest.mark.proves("yunnan/38a")
def test_a_failed_assessment_is_told_to_the_institution_and_by_it_to_the_person(post: Server) -> None:
    office = yunnan()
    users = decided(office, ZHANG, clause="yunnan/24.1")
    clerk, head, hospital, zhang = (users[name] for name in ("clerk", "head", "hospital", "zhang"))

    def do(act: str, user: User, **more: Any) -> None:
        actions.do(office.region, {"act": act, "person": ZHANG, **more}, acting_user=user, key=act)

    do(DELIVER["act"], clerk, on="2025-02-06", of="h1")
    do("restoration.apply", zhang, on="2025-04-01")
    do("restoration.agree", hospital, on="2025-04-02")
    Letter.objects.all().delete()
    two(office, {"act": "restoration.assess", "on": "2025-04-08", "person": ZHANG, "outcome": "failed"}, clerk, head)
    mails = sent(post)
    assert set(mails) - {"clerk", "head"} == {"hospital"}, "先告诉机构，本人由机构告知"
    assert "某** 的恢复申请评估未通过" in mails["hospital"] and "· 告知本人评估未通过" in mails["hospital"]
    task = Task.objects.get(act="restoration.tell", done=None)
    assert (task.kind, task.role, task.person, task.institution) == ("duty", "institution", ZHANG, HOSPITAL)
    assert task.clauses == ["yunnan/38a"] and not task.case.closed
    with pytest.raises(actions.Denied):
        do("restoration.tell", clerk, on="2025-04-10")
    do("restoration.tell", hospital, on="2025-04-10", institution=HOSPITAL)
    assert "您的恢复申请评估未通过" in sent(post)["zhang"]
    case = Case.objects.get(process="restoration")
    assert (case.state, case.closed) == ("failure_told", True)
    assert Task.objects.filter(case=case, act="restoration.appeal", done=None, role="institution").exists()


def test_where_no_rule_has_the_institution_tell_it_the_person_is_told_directly(post: Server) -> None:
    office = yunnan(persons="national-2025")
    users = decided(office, ZHANG, clause="national/23.15.1")
    actions.do(office.region, DELIVER, acting_user=users["clerk"], key="1")
    actions.do(
        office.region,
        {"act": "restoration.apply", "on": "2025-03-01", "person": ZHANG},
        acting_user=users["zhang"],
        key="2",
    )
    Letter.objects.all().delete()
    act = {"act": "restoration.assess", "on": "2025-03-10", "person": ZHANG, "outcome": "failed"}
    two(office, act, users["clerk"], users["head"])
    assert {"hospital", "zhang"} <= set(sent(post))
    assert not Task.objects.filter(act="restoration.tell").exists()
