"""What is open to whom, said once: reading and writing agree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dingdian.accounts.models import Division, Organisation, User
from dingdian.accounts.perms import ADMINISTRATORS, DOINGS, LAW_ROLE, may, needs_second_factor
from dingdian.accounts.scope import KINDS, NOTHING, Scope, scope_of
from tests.accounts.factory import HOSPITALS, PEOPLE, world

CODES = [f"{p}{c}{d}" for p in ("53", "44") for c in ("00", "01", "03", "10") for d in ("00", "01", "02")]
INSTITUTIONS = ("", "H1", "H2", "H10")
PERSONS = ("", "D1", "D2", "D10")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["clerk", "reviewer", "head", "supervisor", "auditor", "official", "partner"])
def test_officials_see_their_division_and_all_below(role: str) -> None:
    w = world()
    seen = {
        place: {c for c, d in HOSPITALS.values() if scope_of(w.user(role, place)).covers(division=d)}
        for place in ("53", "5301", "530102", "5303", "44")
    }
    assert seen == {
        "53": {"H53010200001", "H53010300002", "H53030200003"},
        "5301": {"H53010200001", "H53010300002"},
        "530102": {"H53010200001"},
        "5303": {"H53030200003"},
        "44": {"H44020000004"},
    }


@pytest.mark.django_db
def test_an_institution_and_a_person_see_themselves() -> None:
    w = world()
    office, person = scope_of(w.user("institution", "wuhua")), scope_of(w.user("person", "zhang"))
    assert (office, person) == (Scope(institution="H53010200001"), Scope(person=PEOPLE["zhang"]))
    assert office.covers(division="530102", institution="H53010200001", person="D9")
    assert not office.covers(division="530102", institution="H53010300002", person="D9")
    assert not office.covers(division="530102")
    assert person.covers(person=PEOPLE["zhang"]) and not person.covers(person=PEOPLE["li"])
    assert not person.covers(division="530102", institution="H53010200001")


@pytest.mark.django_db
def test_administrators_see_no_business_data() -> None:
    w = world()
    for role in ADMINISTRATORS:
        user = w.user(role, "")
        assert scope_of(user) == NOTHING
        user.organisation = w.agencies["53"]
        assert scope_of(user) == NOTHING, "an organisation opens nothing to an administrator"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"organisation": None},
        {"role": "unknown"},
        {"role": ""},
        {"role": "institution"},
        {"role": "official"},
        {"role": "person", "person": ""},
    ],
)
def test_one_thing_amiss_opens_nothing(change: dict[str, object]) -> None:
    user = world().user("clerk")
    assert not scope_of(user).empty and may(user, "case.view")
    for name, value in change.items():
        setattr(user, name, value)
    scope = scope_of(user)
    assert scope.empty
    assert not scope.covers(division="530102", institution="H53010200001", person="D530102000001")
    assert not scope.covers()
    assert not scope.filter(Organisation.objects.all(), division="division_id", institution="institution").exists()
    assert not any(may(user, doing) for doings in DOINGS.values() for doing in doings)


def test_nobody_signed_in_may_do_nothing() -> None:
    assert scope_of(AnonymousUser()) == NOTHING
    assert not may(AnonymousUser(), "case.view")


@pytest.mark.django_db
def test_a_path_to_many_gives_each_object_once() -> None:
    w = world()
    for scope in (Scope(division="53"), Scope(division="5301")):
        found = scope.filter(Division.objects.all(), division="organisation__division__code")
        assert len(found) == len(set(found)) > 0
    assert w.divisions["440200"] not in found


@pytest.mark.django_db
def test_a_missing_path_leads_nowhere() -> None:
    world()
    everything = Organisation.objects.all()
    assert not Scope(division="53").filter(everything, division=None).exists()
    assert not Scope(institution="H53010200001").filter(everything, institution=None).exists()
    assert not Scope(person="D530102000001").filter(everything).exists()


def scopes() -> st.SearchStrategy[Scope]:
    return st.one_of(
        st.just(NOTHING),
        st.sampled_from(CODES).map(lambda c: Scope(division=Division(code=c).prefix)),
        st.sampled_from(INSTITUTIONS).map(lambda c: Scope(institution=c)),
        st.sampled_from(PERSONS).map(lambda c: Scope(person=c)),
    )


THINGS = st.lists(
    st.tuples(st.sampled_from(["", *CODES]), st.sampled_from(INSTITUTIONS), st.sampled_from(PERSONS)), max_size=8
)


def reading_is_writing(scope: Scope, things: list[tuple[str, str, str]]) -> None:
    """Users stand for things here: a table with three texts to bound by."""
    User.objects.all().delete()
    User.objects.bulk_create(
        User(username=str(n), role="clerk", first_name=d, last_name=i, email=p) for n, (d, i, p) in enumerate(things)
    )
    read = scope.filter(User.objects.all(), division="first_name", institution="last_name", person="email")
    written = {str(n) for n, (d, i, p) in enumerate(things) if scope.covers(division=d, institution=i, person=p)}
    assert set(read.values_list("username", flat=True)) == written


_CHECKS = [HealthCheck.function_scoped_fixture]


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=_CHECKS)
@given(scopes(), THINGS)
def test_what_is_read_is_what_may_be_written(scope: Scope, things: list[tuple[str, str, str]]) -> None:
    reading_is_writing(scope, things)


@pytest.mark.long
@pytest.mark.django_db
@settings(max_examples=500, deadline=None, suppress_health_check=_CHECKS)
@given(scopes(), THINGS)
def test_what_is_read_is_what_may_be_written_long(scope: Scope, things: list[tuple[str, str, str]]) -> None:
    reading_is_writing(scope, things)


def test_every_role_is_thought_of() -> None:
    roles = set(User.Role.values)
    assert set(DOINGS) == roles
    assert set(KINDS) == roles - ADMINISTRATORS - {"person"}
    assert set(LAW_ROLE) == roles - ADMINISTRATORS - {"supervisor", "auditor"}
    exempt = {role for role in roles if not needs_second_factor(User(role=role))}
    assert exempt == {"person", "institution"}
    assert needs_second_factor(User(role="unknown"))


@pytest.mark.django_db
def test_administrators_have_no_power_in_common_nor_with_officials() -> None:
    w = world()
    powers = {role: {d for ds in DOINGS.values() for d in ds if may(w.user(role, ""), d)} for role in ADMINISTRATORS}
    assert powers == {
        "system_admin": {"system.manage"},
        "security_admin": {"account.manage"},
        "audit_admin": {"log.view"},
    }
    business = {d for r, ds in DOINGS.items() if r not in ADMINISTRATORS | {"auditor"} for d in ds}
    assert not business & {"system.manage", "account.manage", "log.view"}
    user = w.user("system_admin", "")
    user.is_superuser = user.is_staff = True
    assert not may(user, "account.manage") and scope_of(user).empty
