"""权限申请: asked by one, approved by another, configured by a third; what does not go together is not given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from typer.testing import CliRunner

from dingdian.accounts import actions, rights
from dingdian.accounts.models import Application, OperationLog, Organisation, User
from dingdian.accounts.perms import ADMINISTRATORS
from dingdian.accounts.posts import clashes
from dingdian.accounts.rules import Rules
from dingdian.casework.perms import two_person
from dingdian.cli import app
from dingdian.journal.models import Region
from dingdian.journal.slices import INSTITUTION, PERSON
from dingdian.journal.story import open_region
from dingdian.law.processes.admit import steps_of
from dingdian.law.schema import IncompatiblePosts
from dingdian.regimes import load
from tests.accounts.factory import PASSWORD, PEOPLE, World, world
from tests.casework.office import enter

pytestmark = pytest.mark.django_db
KIND = Application.Kind


@pytest.fixture
def w() -> World:
    """Yunnan under the national rules; Shaoguan under none."""
    made = world()
    open_region("land", "示例省", persons="national-2025", division_id="530000")
    return made


def asked(w: World, by: User | None = None, **changes: Any) -> Application:
    """The head of a city asks for a clerk of theirs."""
    told: dict[str, Any] = {
        "username": "new", "name": "新人", "role": "clerk", "organisation": w.agencies["5301"], "holder": "5301-77",
        "reason": "新入职",
    }  # fmt: skip
    return rights.ask_to_open(acting_user=by or w.user("head"), **told | changes)


def approved(w: World, application: Application) -> Application:
    return rights.decide(acting_user=w.user("head", "53"), application=application, approve=True)


def configured(w: World, application: Application) -> User:
    return actions.configure(acting_user=w.user("security_admin", ""), application=application, password=PASSWORD)


def given(w: World, **changes: Any) -> User:
    """An account that went the whole way."""
    return configured(w, approved(w, asked(w, **changes)))


def log() -> list[tuple[str, str, str]]:
    return list(OperationLog.objects.order_by("pk").values_list("actor", "what", "subject"))


def wrong(call: Callable[[], Any]) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        call()
    return dict(caught.value.message_dict)


@pytest.mark.proves("national/34.20")
def test_rights_go_from_the_application_to_the_account_and_back(w: World) -> None:
    application = asked(w)
    assert application.state == "asked" and not User.objects.filter(username="new").exists()
    approved(w, application)
    user = configured(w, application)
    assert (user.role, user.organisation, user.human) == ("clerk", w.agencies["5301"], "5301-77")
    application.refresh_from_db()
    assert (application.state, application.account) == ("configured", user)
    change = rights.ask_to_change(
        acting_user=w.user("head"), account=user, role="reviewer", organisation=w.agencies["5301"], reason="轮岗"
    )
    configured(w, approved(w, change))
    user.refresh_from_db()
    assert user.role == "reviewer"
    leaving = rights.ask_to_withdraw(acting_user=w.user("head"), account=user, reason="调离")
    configured(w, approved(w, leaving))
    user.refresh_from_db()
    assert not user.is_active
    with pytest.raises(actions.Refused, match=f"已按权限申请 {leaving.pk} 取消"):
        actions.set_active(acting_user=w.user("security_admin", ""), user=user, active=True)
    back = rights.ask_to_change(
        acting_user=w.user("head"), account=user, role="clerk", organisation=w.agencies["5301"], reason="返岗"
    )
    configured(w, approved(w, back))
    user.refresh_from_db()
    assert user.is_active and user.role == "clerk"
    steps = [("head-5301", "申请权限"), ("head-53", "批准权限申请"), ("security_admin", "配置权限")]
    told = [(actor, what) for actor, what, subject in log() if subject.startswith("权限申请")]
    assert told == steps * 4
    assert [what for _, what, subject in log() if subject == "new"] == [
        "建立账号",
        "改角色单位",
        "停用账号",
        "改角色单位",
    ]


@pytest.mark.proves("national/34.20")
def test_there_is_no_other_way(w: World) -> None:
    """Where the rules ask for an application, the security administrator alone gives nothing; closing never waits."""
    security, clerk = w.user("security_admin", ""), w.user("clerk")
    told: dict[str, Any] = {"username": "new", "name": "新人", "role": "clerk", "password": PASSWORD, "holder": "x"}
    for organisation in (w.agencies["5301"], w.agencies["53"], w.agencies["5303"]):
        with pytest.raises(actions.Refused, match="须先申请"):
            actions.create_user(acting_user=security, organisation=organisation, **told)
    for organisation in (w.agencies["5303"], w.agencies["44"]):
        with pytest.raises(actions.Refused, match="须先申请"):
            actions.assign(acting_user=security, user=clerk, role="head", organisation=organisation)
    with pytest.raises(actions.Refused, match="须先申请"):
        actions.assign(acting_user=security, user=w.user("clerk", "44"), role="clerk", organisation=w.agencies["53"])
    person = told | {"role": "person", "person": "D530102000009", "holder": ""}
    with pytest.raises(actions.Refused, match="须先申请"):
        actions.create_user(acting_user=security, **person)
    assert actions.create_user(acting_user=security, organisation=w.agencies["44"], **told).is_active
    User.objects.filter(pk=clerk.pk).update(name="只有一个")
    actions.set_active(acting_user=security, user=clerk, active=False)
    actions.identify(acting_user=security, user=clerk, holder="5301-1")
    actions.set_active(acting_user=security, user=clerk, active=True)
    clerk.refresh_from_db()
    assert clerk.is_active


def test_the_first_accounts_are_made_on_the_console(w: World) -> None:
    told = ["--role", "head", "--name", "首任", "--organisation", str(w.agencies["530102"].pk), "--password", PASSWORD]
    answer = CliRunner().invoke(app, ["create-user", "first", *told])
    assert answer.exit_code == 2 and "使用人编号" in answer.output
    answer = CliRunner().invoke(app, ["create-user", "first", *told, "--holder", "530102-1"])
    assert answer.exit_code == 0 and User.objects.get(username="first").human == "530102-1"
    told = ["--role", "security_admin", "--name", "安全", "--password", PASSWORD, "--holder", "530102-1"]
    answer = CliRunner().invoke(app, ["create-user", "second", *told])
    assert answer.exit_code == 2 and "管理员不兼业务岗位" in answer.output


# Who


def test_who_may_apply(w: World) -> None:
    for (role, place), user in w.users.items():
        if role in ("head", "official") and "5301".startswith(place):
            with transaction.atomic():
                asked(w, user, username=f"by-{user.pk}")
                transaction.set_rollback(True)
        elif role in ("head", "official", "institution"):
            assert "不在您的管辖范围内" in wrong(lambda user=user: asked(w, user))["organisation"][0]
        else:
            with pytest.raises(actions.Refused):
                asked(w, user)
    assert not Application.objects.exists() and not log()


def test_an_insurance_office_applies_for_its_own(w: World) -> None:
    own: dict[str, Any] = {"role": "institution", "organisation": w.hospitals["wuhua"]}
    assert asked(w, w.user("institution", "wuhua"), **own).place == w.hospitals["wuhua"]
    for place in ("panlong", "qilin", "shaoguan"):
        assert wrong(lambda p=place: asked(w, w.user("institution", p), username="n2", **own))["organisation"]
    nobody = {"role": "person", "organisation": None, "person": "D530102000009", "holder": "", "username": "n3"}
    assert "管辖范围" in wrong(lambda: asked(w, w.user("institution", "wuhua"), **nobody))["person"][0]


def test_rights_at_the_administration_are_in_its_own_hands(w: World) -> None:
    bureau: dict[str, Any] = {"role": "official", "organisation": w.administrations["5301"]}
    assert wrong(lambda: asked(w, w.user("head", "53"), **bureau))["organisation"]
    application = asked(w, w.user("official"), **bureau)
    with pytest.raises(actions.Refused, match="管辖范围"):
        approved(w, application)
    assert rights.decide(acting_user=w.user("official", "53"), application=application, approve=True).approved


def test_who_may_approve(w: World) -> None:
    application = asked(w)
    able = {("head", "53"), ("official", "53"), ("official", "5301")}
    for key, user in w.users.items():
        assert (rights.not_to_decide(user, application) == "") == (key in able), key
        if key not in able:
            with pytest.raises(actions.Refused):
                rights.decide(acting_user=user, application=application, approve=True)
    assert application.state == "asked" and [what for _, what, _ in log()] == ["申请权限"]


def test_nobody_approves_what_is_their_own(w: World) -> None:
    """Neither by the account concerned nor by another account of the same human being."""
    head, second = w.user("head"), w.user("head", "53")
    User.objects.filter(pk__in=(head.pk, second.pk)).update(holder="530000-5")
    assert "申请人不能审批" in rights.not_to_decide(w.user("head"), asked(w))
    application = asked(w, w.user("official", "53"), username="n2", holder="5301-78")
    assert rights.not_to_decide(User.objects.get(pk=second.pk), application) == ""
    application = asked(w, w.user("official", "53"), username="n3", holder="530000-6")
    User.objects.filter(pk=second.pk).update(holder="530000-6")
    assert "使用人" in rights.not_to_decide(User.objects.get(pk=second.pk), application)
    User.objects.filter(pk=second.pk).update(holder="530000-5")
    own = asked(w, User.objects.get(pk=head.pk), username="n4", holder="5301-79")
    assert "使用人" in rights.not_to_decide(User.objects.get(pk=second.pk), own)
    change = rights.ask_to_change(
        acting_user=w.user("official", "53"), account=head, role="supervisor", organisation=w.agencies["5301"],
        reason="x",
    )  # fmt: skip
    assert rights.not_to_decide(head, change)


def test_who_may_configure(w: World) -> None:
    application = asked(w)
    with pytest.raises(actions.Refused, match="待审批"):
        configured(w, application)
    approved(w, application)
    for (role, _), user in w.users.items():
        if role != "security_admin":
            with pytest.raises(actions.Refused):
                actions.configure(acting_user=user, application=application, password=PASSWORD)
            with pytest.raises(actions.Refused):
                rights.send_back(acting_user=user, application=application, note="x")
    keeper = User.objects.filter(pk=w.user("security_admin", "").pk)
    for holder in ("5301-77", "530100-1", "530000-1"):  # whose the account will be, who applied, who approved
        User.objects.filter(pk=w.user("head").pk).update(holder="530100-1")
        User.objects.filter(pk=w.user("head", "53").pk).update(holder="530000-1")
        keeper.update(holder=holder)
        with pytest.raises(actions.Refused, match="由三个人分别办理"):
            actions.configure(acting_user=keeper.get(), application=application, password=PASSWORD)
    keeper.update(holder="admin-1")
    configured(w, application)
    with pytest.raises(actions.Refused, match="已配置"):
        configured(w, application)
    with pytest.raises(actions.Refused, match="已配置"):
        rights.decide(acting_user=w.user("official"), application=application, approve=False, remark="x")


def test_refused_and_sent_back_with_the_reason(w: World) -> None:
    application, head = asked(w), w.user("head", "53")
    assert wrong(lambda: rights.decide(acting_user=head, application=application, approve=False, remark=" "))["remark"]
    assert rights.decide(acting_user=head, application=application, approve=False, remark="岗位已满").state == "refused"
    with pytest.raises(actions.Refused, match="不批准"):
        configured(w, application)
    second, security = approved(w, asked(w)), w.user("security_admin", "")
    assert wrong(lambda: rights.send_back(acting_user=security, application=second, note=""))["note"]
    assert rights.send_back(acting_user=security, application=second, note="人未到岗").state == "returned"
    assert not User.objects.filter(username="new").exists()
    assert [what for _, what, _ in log()] == ["申请权限", "不批准权限申请", "申请权限", "批准权限申请", "不予配置权限"]


def test_one_application_at_a_time(w: World) -> None:
    asked(w)
    assert "在办" in wrong(lambda: asked(w))["username"][0]
    assert "已有人用" in wrong(lambda: asked(w, username="clerk-5301"))["username"][0]
    User.objects.filter(pk=w.user("clerk").pk).update(holder="5301-9")
    leave: dict[str, Any] = {"acting_user": w.user("head"), "account": w.user("clerk"), "reason": "调离"}
    rights.ask_to_withdraw(**leave)
    assert "在办" in wrong(lambda: rights.ask_to_withdraw(**leave))["account"][0]


def test_what_cannot_be_asked(w: World) -> None:
    head, clerk = w.user("head"), w.user("clerk")
    for role in ADMINISTRATORS:
        with pytest.raises(actions.Refused):
            asked(w, role=role, organisation=None)
        other = w.user(role, "")
        assert wrong(lambda o=other: rights.ask_to_withdraw(acting_user=head, account=o, reason="x"))["account"]
    assert "没有写理由" in wrong(lambda: asked(w, reason=" "))["reason"][0]
    assert "须属于" in wrong(lambda: asked(w, role="official"))["organisation"][0]
    same: dict[str, Any] = {"role": "clerk", "organisation": w.agencies["5301"], "reason": "x"}
    assert "一样" in wrong(lambda: rights.ask_to_change(acting_user=head, account=clerk, **same))["role"][0]
    elsewhere = w.user("clerk", "5303")
    for call in (rights.ask_to_withdraw, lambda **k: rights.ask_to_change(**k, **same | {"role": "head"})):
        told = {"acting_user": head, "account": elsewhere} | ({"reason": "x"} if call is rights.ask_to_withdraw else {})
        assert "管辖范围" in wrong(lambda c=call, t=told: c(**t))["account"][0]
    clerk.is_active = False
    clerk.save()
    assert wrong(lambda: rights.ask_to_withdraw(acting_user=head, account=clerk, reason="x"))["account"]


# Posts that exclude each other


@pytest.mark.proves("national/34.20")
def test_decisions_take_one_who_draws_up_and_another_who_signs() -> None:
    regime = load("national-2025")
    of_persons = {act for act, (process, _) in steps_of(regime).items() if not process.institutional}
    assert {act for act in of_persons if two_person(regime, act)} == {
        "handling.decide", "review.decide", "appeal.decide", "repair.decide", "restoration.assess", "restoration.early",
    }  # fmt: skip


BUSINESS = {"clerk", "reviewer", "head", "supervisor", "official", "institution", "person", "partner", "auditor"}
AGENCY = {"clerk", "reviewer", "head"}
MANAGES = AGENCY | {"supervisor", "official", "partner"}


def excluded(one: str, other: str, overlapping: bool) -> bool:
    """The table of the rules, said a second time."""
    pair = {one, other}
    if pair & ADMINISTRATORS:
        return True
    if "auditor" in pair:
        return pair != {"auditor"}
    if pair & {"institution", "person"}:
        return bool(pair & MANAGES)
    if "official" in pair:
        return bool(pair & (AGENCY | {"supervisor"}))
    return overlapping and pair <= AGENCY


@pytest.mark.proves("national/34.20")
def test_posts_that_exclude_each_other(w: World) -> None:
    """Every pair of posts of one human being, near and far, on the way that gives an account and on the console."""
    places = {"official": w.administrations, "partner": w.partners}
    wrongly = []
    for one in User.Role.values:
        for place in ("5301", "5303"):
            organisation = None if one in ADMINISTRATORS | {"person"} else places.get(one, w.agencies)[place]
            organisation = (
                w.hospitals["wuhua" if place == "5301" else "qilin"] if one == "institution" else organisation
            )
            first = User.objects.create(
                username="held", name="甲", role=one, organisation=organisation, password="!",
                person="D530102000009" if one == "person" else "", holder="" if one == "person" else "D530102000009",
            )  # fmt: skip
            for other in User.Role.values:
                at = None if other in ADMINISTRATORS | {"person"} else places.get(other, w.agencies)["530102"]
                at = w.hospitals["wuhua"] if other == "institution" else at
                mine = {"person": "D530102000009"} if other == "person" else {"holder": "D530102000009"}
                if one == other == "person":
                    continue
                try:
                    with transaction.atomic():
                        actions.open_on_console(
                            username="second", name="甲", role=other, password=PASSWORD, organisation=at, **mine
                        )
                        transaction.set_rollback(True)
                    given_ = True
                except ValidationError as error:
                    assert "不相容" in error.message_dict["role"][0], error
                    given_ = False
                near = place == "5301"
                if given_ == excluded(one, other, near):
                    wrongly.append((one, other, place))
            first.delete()
    assert not wrongly


@pytest.mark.proves("national/34.20")
def test_held_against_each_other_at_every_step(w: World) -> None:
    given(w)
    told = wrong(lambda: asked(w, username="n2", role="reviewer", organisation=w.agencies["530102"]))["role"][0]
    assert "new" in told and "经办" in told and "不相容" in told and "取消那个账号的权限" in told
    later = asked(w, username="n3", name="乙", holder="5301-80", role="reviewer")
    first = given(w, username="n4", name="丙", holder="5301-81")
    User.objects.filter(pk=first.pk).update(holder="5301-80")
    assert wrong(lambda: approved(w, later))["role"]
    User.objects.filter(pk=first.pk).update(holder="5301-81")
    approved(w, later)
    User.objects.filter(pk=first.pk).update(holder="5301-80")
    assert wrong(lambda: configured(w, later))["role"]
    assert later.state == "asked" or not User.objects.filter(username="n3").exists()
    User.objects.filter(pk=first.pk).update(is_active=False)
    configured(w, later)
    first.refresh_from_db()
    assert wrong(lambda: actions.set_active(acting_user=w.user("security_admin", ""), user=first, active=True))["role"]
    assert [other.username for other, _ in rights.clashing(User.objects.get(username="n3"))] == []


def test_an_account_elsewhere_is_not_told_of(w: World) -> None:
    """Who applies learns that the human being has a post elsewhere, but neither the account nor the place."""
    User.objects.filter(pk=w.user("auditor", "5303").pk).update(holder="5303-1")
    told = wrong(lambda: asked(w, holder="5303-1"))["role"][0]
    assert "别处的审计账号" in told and "曲靖" not in told and "auditor-5303" not in told


def test_whose_an_account_is_has_to_be_known(w: World) -> None:
    assert "没有写使用人编号" in wrong(lambda: asked(w, holder=""))["holder"][0]
    User.objects.filter(pk=w.user("reviewer").pk).update(name="新人")
    assert "补登" in wrong(lambda: asked(w))["name"][0]
    actions.identify(acting_user=w.user("security_admin", ""), user=w.user("reviewer"), holder="5301-2")
    application = asked(w)
    assert [u.username for u in rights.namesakes(application, w.user("head", "53"))] == ["reviewer-5301"]
    assert rights.namesakes(application, w.user("head", "5303")) == []
    with pytest.raises(actions.Refused):
        actions.identify(acting_user=w.user("head"), user=w.user("reviewer"), holder="5301-3")
    with pytest.raises(ValidationError):
        actions.identify(acting_user=w.user("security_admin", ""), user=w.user("person", "zhang"), holder="x")


# What the database refuses


def filled(w: World) -> dict[str, Any]:
    return {
        "kind": "open", "username": "u", "name": "n", "role": "clerk", "organisation": w.agencies["5301"],
        "place": w.agencies["5301"], "reason": "x", "applicant": w.user("head"),
    }  # fmt: skip


def decided(w: World, by: str = "53") -> dict[str, Any]:
    return {"approver": w.user("head", by), "approved": True, "decided_at": timezone.now()}


def ended(w: World, **more: Any) -> dict[str, Any]:
    by = w.user("security_admin", "")
    return {"configurer": by, "configured": True, "configured_at": timezone.now(), "account": w.user("clerk")} | more


def test_the_database_takes_what_is_sound(w: World) -> None:
    for more in ({}, decided(w), decided(w) | ended(w)):
        Application.objects.create(**filled(w) | more)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("three_persons", lambda w: decided(w, "5301")),
        ("three_persons", lambda w: decided(w) | ended(w, configurer=w.user("head"))),
        ("three_persons", lambda w: decided(w) | ended(w, configurer=w.user("head", "53"))),
        ("not_by_who_is_concerned", lambda w: decided(w) | {"kind": "change", "account": w.user("head", "53")}),
        ("not_by_who_is_concerned", lambda w: decided(w) | ended(w, account=w.user("security_admin", ""))),
        ("decided_whole", lambda w: {"approver": w.user("head", "53")}),
        ("decided_whole", lambda w: {"approved": True}),
        ("decided_whole", lambda w: {"remark": "x"}),
        ("refused_with_reason", lambda w: decided(w) | {"approved": False}),
        ("configured_when_approved", lambda w: ended(w)),
        ("configured_when_approved", lambda w: decided(w) | {"approved": False, "remark": "x"} | ended(w)),
        ("configured_when_approved", lambda w: decided(w) | {"configurer": w.user("security_admin", "")}),
        ("returned_with_reason", lambda w: decided(w) | ended(w, configured=False, account=None)),
        ("application_account", lambda w: {"account": w.user("clerk")}),
        ("application_account", lambda w: {"kind": "withdraw"}),
        ("application_account", lambda w: decided(w) | ended(w, account=None)),
        ("application_account", lambda w: decided(w) | ended(w, configured=False, note="x")),
        ("person_or_organisation", lambda w: {"organisation": None}),
        ("person_or_organisation", lambda w: {"person": "D1"}),
        ("person_or_organisation", lambda w: {"role": "person"}),
        ("says_why", lambda w: {"reason": ""}),
        ("of_no_administrator", lambda w: {"role": "security_admin"}),
    ],
)
def test_the_database_refuses_what_cannot_be(w: World, name: str, told: Callable[[World], dict[str, Any]]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Application.objects.create(**filled(w) | told(w))


def test_nothing_that_was_said_is_said_anew(w: World) -> None:
    application = approved(w, asked(w))
    rows = Application.objects.filter(pk=application.pk)
    for change in (
        {"reason": "y"}, {"role": "head"}, {"applicant": w.user("official")}, {"remark": "y"}, {"approved": False},
        {"approver": w.user("official")}, {"decided_at": timezone.now()}, {"username": "z"},
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            rows.update(**change)
    configured(w, application)
    for change in ({"note": "y"}, {"configurer": None}, {"account": w.user("clerk")}):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_application")


def test_the_holder_of_a_persons_account_is_the_person(w: World) -> None:
    with pytest.raises(IntegrityError, match="user_person_is_holder"), transaction.atomic():
        User.objects.filter(pk=w.user("person", "zhang").pk).update(holder="x")


# Who sees what


def test_who_sees_which_application(w: World) -> None:
    asked(w)
    asked(w, w.user("institution", "wuhua"), username="n2", role="institution", organisation=w.hospitals["wuhua"])
    asked(w, w.user("head", "5303"), username="n3", organisation=w.agencies["5303"])
    seen = {
        key: set(rights.applications(user).values_list("username", flat=True))
        for key, user in w.users.items()
        if rights.applications(user).exists()
    }
    city, county, other = {"new", "n2"}, {"n2"}, {"n3"}
    by_place = {"53": city | other, "5301": city, "530102": county, "5303": other}
    assert seen == {
        **{(role, place): names for role in ("head", "official", "auditor") for place, names in by_place.items()},
        ("institution", "wuhua"): county, ("security_admin", ""): city | other,
    }  # fmt: skip
    for user in w.users.values():
        assert rights.sees(user) == (user.role in {"head", "official", "institution", "auditor", "security_admin"})


def test_who_sees_which_accounts(w: World) -> None:
    own = w.hospitals["wuhua"]
    assert list(rights.held(w.user("institution", "wuhua"))) == list(User.objects.filter(organisation=own))
    city = User.objects.filter(organisation__division__code__startswith="5301")
    assert set(rights.held(w.user("head"))) == set(city) and city.count() > 10
    assert set(rights.held(w.user("security_admin", ""))) == set(User.objects.all())
    assert not rights.held(w.user("clerk")).exists()
    User.objects.filter(pk=w.user("head").pk).update(is_active=False)
    assert not rights.held(User.objects.get(pk=w.user("head").pk)).exists()


def test_an_office_over_several_regions_is_bound_by_any_of_them(w: World) -> None:
    open_region("city", "韶关", persons="qinghai-2025", division_id="440200")
    with pytest.raises(actions.Refused, match="须先申请"):
        actions.create_user(
            acting_user=w.user("security_admin", ""), username="x", name="x", role="clerk", password=PASSWORD,
            organisation=w.agencies["44"], holder="x",
        )  # fmt: skip
    assert isinstance(w.agencies["44"], Organisation)


def test_a_persons_own_account_is_asked_for_by_the_office_where_they_are_filed(w: World) -> None:
    """It bears no number of a staff list: the person's code says whose it is."""
    region = Region.objects.get(code="land")
    place, code = w.hospitals["wuhua"].institution, PEOPLE["zhang"]
    enter(region, INSTITUTION, {"code": place, "name": "医院", "sector": "medical_institution", "ownership": "public"},
          office={"division": "530102"})  # fmt: skip
    site = {"institution": place, "department": "内科", "filed_on": "2025-01-02"}
    enter(region, PERSON, {"code": code, "name": "张三", "role": "medical", "sites": [site]})
    User.objects.filter(person=code).update(is_active=False)
    told = {
        "username": "own",
        "name": "张三",
        "role": "person",
        "person": code,
        "holder": "写了也不算",
        "reason": "本人查询",
    }
    application = rights.ask_to_open(acting_user=w.user("institution", "wuhua"), **told)
    assert (application.holder, application.place) == ("", w.hospitals["wuhua"])
    user = configured(w, approved(w, application))
    assert (user.person, user.human, user.organisation) == (code, code, None)
    elsewhere = {**told, "username": "own2", "person": PEOPLE["li"]}
    assert "person" in wrong(lambda: rights.ask_to_open(acting_user=w.user("institution", "wuhua"), **elsewhere))


def test_small_refusals(w: World) -> None:
    keeper, clerk = w.user("security_admin", ""), w.user("clerk")
    assert "holder" in wrong(lambda: actions.identify(acting_user=keeper, user=clerk, holder=""))
    with pytest.raises(actions.Refused, match="不能复核"):
        rights.reviewed(clerk, 1)
    assert clerk.human == "" and rights.clashing(clerk) == []


def test_who_belongs_to_no_place_is_within_reach_of_every_place(w: World) -> None:
    row = IncompatiblePosts(one=("clerk",), other=("system_admin",), where="overlapping", why="一人不兼")
    keeper = w.user("system_admin", "")
    User.objects.filter(pk=keeper.pk).update(holder="5301-9")
    found = clashes(Rules(incompatible=(row,)), "5301-9", "clerk", w.agencies["5301"])
    assert [(other.pk, why) for other, why in found] == [(keeper.pk, "一人不兼")]
