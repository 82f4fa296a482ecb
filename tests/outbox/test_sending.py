"""The outbox: at least once, by one worker at a time, again after a while, given up in the end and seen to be."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection, transaction
from django.utils import timezone

from dingdian.accounts.models import Division, Organisation, User
from dingdian.outbox import channels, preferences, sending
from dingdian.outbox.channels import Words
from dingdian.outbox.kinds import DELIVERED, DIGEST, HANDED, INFORMED, KINDS, NOT_PASSED
from dingdian.outbox.models import Caught, Letter
from dingdian.outbox.writing import write
from tests.outbox.conftest import to
from tests.outbox.smtp import Server, running

WAIT = 60


def said(letter: Letter, now: datetime) -> Words | None:
    """The words of these tests: of casework's nothing is needed here."""
    if letter.details.get("not_now"):
        raise sending.NotNow(now + timedelta(hours=1))
    return None if letter.details.get("settled") else Words("标题", "内容", "/todo/", "短信内容")


@pytest.fixture(autouse=True)
def _words(settings: Any) -> None:
    settings.COMPOSER = f"{__name__}.said"


def somebody(name: str = "li", email: str = "li@office.example", role: str = User.Role.CLERK) -> User:
    Division.objects.get_or_create(code="530102", defaults={"name": "区"})
    office, _ = Organisation.objects.get_or_create(kind="agency", name="中心", division_id="530102")
    return User.objects.create(username=name, email=email, role=role, organisation=office)


def waiting(**more: Any) -> Letter:
    user = User.objects.filter(username="li").first() or somebody()
    write(HANDED, more.pop("cause", "c1"), [user], more)
    return Letter.objects.latest("pk")


def now(letter: Letter) -> Letter:
    letter.refresh_from_db()
    return letter


@pytest.mark.django_db
class TestOne:
    def test_it_goes_out_once_with_its_words_and_a_name_for_good(self, post: Server) -> None:
        letter = waiting()
        assert sending.send() == 1 and sending.send() == 0
        (mail,) = post.received
        assert (mail["To"], mail["Subject"], mail["From"]) == ("li@office.example", "标题", "dingdian@office.example")
        assert mail["Message-ID"] == f"<{channels.reference(letter)}@office.example>"
        text = mail.get_content()
        assert "内容" in text and "https://dingdian.example/todo/" in text and "/notices/settings/" in text
        assert (now(letter).state, letter.attempts, letter.error) == ("sent", 1, "") and letter.ended_at

    def test_it_is_written_once_for_a_cause_and_for_nobody_without_an_address(self, post: Server) -> None:
        user, other = somebody(), somebody("wang", "")
        for _ in range(2):
            write(HANDED, "c", [user, other], {})
        write(HANDED, "d", [user], {})
        assert sorted(Letter.objects.values_list("user__username", "cause")) == [("li", "c"), ("li", "d")]

    def test_it_is_written_with_its_cause_or_not_at_all(self, post: Server) -> None:
        with pytest.raises(KeyError), transaction.atomic():
            waiting()
            raise KeyError
        assert sending.send() == 0 and not post.received

    @pytest.mark.parametrize("why", ["settled", "inactive", "switched off"])
    def test_what_is_needless_by_then_is_dropped(self, post: Server, why: str) -> None:
        letter = waiting(settled=why == "settled")
        if why == "inactive":
            User.objects.update(is_active=False)
        elif why == "switched off":
            preferences.choose(letter.user, email="li@office.example", mobile="", on=())
        assert sending.send() == 0 and now(letter).state == "dropped" and not post.received

    def test_what_is_not_to_go_yet_waits_without_counting_as_tried(self, post: Server) -> None:
        letter, at = waiting(not_now=True), timezone.now()
        assert sending.send(at) == 0
        assert (now(letter).state, letter.attempts, letter.next_at) == ("waiting", 0, at + timedelta(hours=1))

    def test_a_failure_is_tried_again_after_longer_and_longer_and_given_up(self, settings: Any, server: Server) -> None:
        to(settings, server)
        letter, at = waiting(), timezone.now()
        server.answers["li@office.example"] = "451 later"
        for n, pause in enumerate(sending.PAUSES, 1):
            assert sending.send(at) == 0 and sending.send(at) == 0
            assert (now(letter).state, letter.attempts, letter.next_at) == ("waiting", n, at + pause)
            assert letter.error == "邮件服务器暂时不收这个地址（SMTPRecipientsRefused）"
            at += pause
        assert sending.send(at) == 0
        assert (now(letter).state, letter.attempts) == ("dead", 8) and letter.error.startswith("试了 8 次")
        server.answers.clear()
        assert sending.send(at + timedelta(days=9)) == 0

    def test_a_server_that_is_away_stops_nothing(self, settings: Any) -> None:
        with running() as gone:
            to(settings, gone)
        first, second = waiting(cause="a"), waiting(cause="b")
        assert sending.send() == 0
        assert {now(x).attempts for x in (first, second)} == {
            1
        } and first.error == "连不上对方的服务器（ConnectionRefusedError）"
        with running() as back:
            to(settings, back)
            assert sending.send(timezone.now() + timedelta(minutes=2)) == 2

    def test_an_address_that_is_refused_for_good_is_given_up_at_once_and_not_written_down(self, post: Server) -> None:
        letter = waiting()
        post.answers["li@office.example"] = "550 no such user li@office.example"
        waiting(cause="b").user.refresh_from_db()
        somebody("wang", "wang@office.example")
        write(HANDED, "c", [User.objects.get(username="wang")], {})
        assert sending.send() == 1 and post.to() == ["wang@office.example"]
        assert (now(letter).state, letter.error) == ("dead", "邮件服务器不收这个地址（550）")

    def test_more_than_one_goes_over_one_connection(self, post: Server) -> None:
        for n in range(3):
            waiting(cause=str(n))
        assert sending.send() == 3 and len(post.received) == 3

    def test_the_administrator_tries_again_and_nobody_else(self, post: Server) -> None:
        letter = waiting()
        post.answers["li@office.example"] = "550 no"
        sending.send()
        post.answers.clear()
        admin = User.objects.create(username="admin", role="system_admin")
        with pytest.raises(sending.NotAllowed):
            sending.retry(letter, acting_user=letter.user)
        assert not sending.letters(letter.user) and list(sending.letters(admin)) == [letter]
        assert not sending.backlog().healthy
        assert sending.retry(letter, acting_user=admin) and sending.send() == 1
        assert not sending.retry(letter, acting_user=admin)
        assert sending.backlog().counts == {"waiting": 0, "sent": 1, "dropped": 0, "dead": 0}

    def test_the_backlog_says_since_when_nobody_sends(self, post: Server) -> None:
        letter = waiting()
        at = letter.next_at
        assert sending.backlog(at + timedelta(hours=1)) == sending.Backlog(
            {"waiting": 1, "sent": 0, "dropped": 0, "dead": 0}, at, True
        )
        assert not sending.backlog(at + timedelta(hours=3)).healthy

    def test_the_job_does_what_it_says(self, post: Server) -> None:
        from dingdian.outbox import tasks

        waiting()
        tasks.post(timestamp=0)
        assert len(post.received) == 1


# Encrypted


def certificate(folder: Path) -> Path:
    """A key and a certificate of 127.0.0.1 for these tests alone."""
    import ipaddress

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.django_db
def test_it_is_encrypted_and_only_sent_to_the_server_one_knows(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    with running(path) as server:
        to(settings, server, tls=True)
        letter = waiting()
        assert sending.send() == 0 and "证书不可信" in now(letter).error and not server.received
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert ssl.create_default_context().cert_store_stats()["x509"] >= 1
        assert sending.send(letter.next_at) == 1 and server.encrypted == [True]


@pytest.mark.django_db
def test_a_server_that_does_not_encrypt_gets_nothing(settings: Any, server: Server) -> None:
    to(settings, server, tls=True)
    letter = waiting()
    assert sending.send() == 0 and now(letter).error.startswith("邮件服务器不能加密") and not server.received


# Two workers, and one that dies


def beside(what: Any) -> Thread:
    """A worker with a connection of its own."""

    def run() -> None:
        try:
            current_thread().found = what()  # type: ignore[attr-defined]
        except Exception as error:  # whatever it is, it is the outcome
            current_thread().found = error  # type: ignore[attr-defined]
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def second_while_the_first_sends(post: Server) -> int:
    """A second worker comes while the server still listens to the first; how many messages it got."""
    arrived, go_on = Event(), Event()

    def hold(number: int) -> None:
        if number == 1:
            arrived.set()
            go_on.wait(WAIT)

    post.on_message = hold
    first = beside(sending.send)
    assert arrived.wait(WAIT)
    try:
        second = beside(sending.send)
        second.join(WAIT)
    finally:
        go_on.set()
    first.join(WAIT)
    return len(post.received)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_message_once(post: Server) -> None:
    letter = waiting()
    assert second_while_the_first_sends(post) == 1
    assert (now(letter).state, letter.attempts) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_send_it_twice(post: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting()
    monkeypatch.setattr(sending, "_next", lambda now: sending._waiting(now).select_related("user").first())
    assert second_while_the_first_sends(post) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_sending_loses_nothing(post: Server) -> None:
    """The server has the message when the worker's connection to the database is cut; it is sent again, as the same."""
    letter = waiting()
    pid: list[int] = []

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid.append(cursor.fetchone()[0])
        return sending.send()

    def cut(number: int) -> None:
        if number == 1:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", pid)
            finally:
                connection.close()

    post.on_message = cut
    worker = beside(work)
    worker.join(WAIT)
    assert "terminat" in str(worker.found) or "closed" in str(worker.found)  # type: ignore[attr-defined]
    assert now(letter).state == "waiting" and letter.attempts == 0
    assert sending.send() == 1 and now(letter).state == "sent"
    first, again = post.received
    assert first["Message-ID"] == again["Message-ID"]


# Choices and text messages


@pytest.mark.django_db
def test_a_delivery_in_law_cannot_be_switched_off(post: Server, settings: Any) -> None:
    settings.SMS = "dingdian.outbox.catcher.Phone"
    user = somebody()
    preferences.choose(user, email="li@office.example", mobile="13800000000", on=())
    user = User.objects.get(pk=user.pk)
    assert {k for k, kind in KINDS.items() if kind.legal} == {DELIVERED, INFORMED, NOT_PASSED}
    for kind in KINDS:
        write(kind, f"c-{kind}", [user], {})
    found = sorted(Letter.objects.values_list("kind", "channel"))
    assert found == [(kind, way) for kind in (DELIVERED, INFORMED, NOT_PASSED) for way in ("email", "site", "sms")]
    preferences.choose(user, email="li@office.example", mobile="", on=["digest:email"])
    write(DIGEST, "again", [User.objects.get(pk=user.pk)], {})
    write(HANDED, "again2", [User.objects.get(pk=user.pk)], {})
    assert Letter.objects.filter(cause__startswith="again").get().kind == DIGEST


@pytest.mark.django_db
def test_a_text_message_is_signed_and_says_no_more_than_needed(settings: Any) -> None:
    settings.SMS, settings.SMS_SIGN = "dingdian.outbox.catcher.Phone", "示例医保"
    user = somebody(email="")
    preferences.choose(user, email="", mobile="13800000000", on=())
    write(INFORMED, "c", [User.objects.get(pk=user.pk)], {})
    Letter.objects.exclude(channel="sms").delete()
    assert sending.send() == 1
    caught = Caught.objects.get()
    assert (caught.channel, caught.to, caught.body) == ("sms", "13800000000", "【示例医保】短信内容")
    assert caught.reference == channels.reference(Letter.objects.get())


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("记" * 70, 1), ("记" * 71, 2), ("记" * 134, 2), ("记" * 135, 3), ("𠮷" * 35, 1), ("𠮷" * 36, 2)],
)
def test_text_messages_are_counted_as_the_networks_do(text: str, count: int) -> None:
    assert channels.parts(text) == count
