"""Rules for passwords: each broken by one change to a password that keeps them all."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from dingdian.accounts.models import PasswordUse, User
from dingdian.accounts.passwords import NotUsedBefore, must_change
from tests.accounts.factory import with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create(username="zhangsan", name="张三", role="person", person="D530102000001")


def broken(password: str, user: User | None = None) -> set[str | None]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {e.code for e in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("Kunming-26", set()),
        ("Kunming-2", {"password_too_short"}),
        ("kunming-26", set()),
        ("kunming-xx", {"password_too_plain"}),
        ("kunming266", {"password_too_plain"}),
        ("KUNMING266", {"password_too_plain"}),
        ("Kunmingabc", {"password_too_plain"}),
        ("昆明Kunming-ab", set()),
        ("Passw0rd1234", set()),
        ("Zhangsan-1", {"password_too_similar"}),
        ("D530102000001-a", {"password_too_similar"}),
    ],
)
def test_one_rule_at_a_time(password: str, codes: set[str], user: User) -> None:
    assert broken(password, user) == codes


def test_common_passwords_are_refused(user: User) -> None:
    assert "password_too_common" in broken("1234567890", user)


def test_the_last_five_are_refused(user: User) -> None:
    for n in range(6):
        with_password(user, f"Kunming-202{n}")
    assert [broken(f"Kunming-202{n}", user) for n in range(7)] == [set(), *[{"password_used_before"}] * 5, set()]
    assert PasswordUse.objects.filter(user=user).count() == 5
    assert not PasswordUse.objects.filter(hash__contains="Kunming").exists()


def test_another_users_passwords_do_not_matter(user: User) -> None:
    with_password(user)
    other = User.objects.create(username="lisi", name="李四", role="person", person="D2")
    assert broken("Kunming-2026-x", user) == {"password_used_before"}
    assert broken("Kunming-2026-x", other) == broken("Kunming-2026-x", User()) == broken("Kunming-2026-x") == set()


def test_rules_are_told_in_chinese() -> None:
    from django.contrib.auth.password_validation import password_validators_help_texts

    told = "".join(password_validators_help_texts())
    assert (
        "三类" in told
        and NotUsedBefore(5).get_help_text() in told
        and not any(c.isascii() and c.isalpha() for c in told)
    )


def test_who_has_no_password_need_not_change_it() -> None:
    user = User(role="clerk")
    user.set_unusable_password()
    assert not must_change(user)
