"""A request sent twice is carried out once; a key is never used for two things."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from dingdian.accounts.tokens import KEPT_FOR, Kept, forget
from dingdian.casework.models import Proposal
from dingdian.journal.models import Entry
from tests.api.conftest import Country, handling, signed_in
from tests.api.requests import send


def delivery(country: Country, level: str = "own") -> dict[str, Any]:
    """A step that one person does."""
    return {"act": {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": country.handlings[level]}}


def test_the_same_request_again_gets_the_same_answer(country: Country, clerk: Client) -> None:
    first = send(clerk, "POST", "/acts", delivery(country))
    count = Entry.objects.count()
    again = send(clerk, "POST", "/acts", delivery(country))
    assert (first.status_code, again.status_code) == (201, 201), first.content.decode()
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again["Idempotency-Replayed"] == "true"
    assert Entry.objects.count() == count


def test_white_space_makes_no_other_request(country: Country, clerk: Client) -> None:
    first = send(clerk, "POST", "/acts", delivery(country))
    body = '{ "act" : {"of": "h-own", "on": "2025-02-06",\n "act": "notice.deliver_to_institution"} }'
    again = clerk.post("/api/acts", body, content_type="application/json", headers={"Idempotency-Key": "request-0001"})
    assert (again.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize("other", ["body", "address"])
def test_a_key_used_for_something_else_is_a_conflict(country: Country, clerk: Client, other: str) -> None:
    send(clerk, "POST", "/acts", delivery(country))
    count = Entry.objects.count()
    changed = delivery(country)
    changed["act"] |= {"on": "2025-02-07"} if other == "body" else {}
    answer = send(clerk, "POST", "/acts" if other == "body" else "/proposals", changed)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert Entry.objects.count() == count


def test_a_refusal_may_be_mended_under_the_same_key(country: Country, clerk: Client) -> None:
    early = delivery(country)
    early["act"] |= {"on": "2025-02-01"}
    assert send(clerk, "POST", "/acts", early).status_code == 422
    assert send(clerk, "POST", "/acts", delivery(country)).status_code == 201


def test_a_key_is_asked_for(country: Country, clerk: Client) -> None:
    answer = send(clerk, "POST", "/acts", delivery(country), key=None)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["message"]) == (400, "Idempotency-Key", "缺少这个字段")


def test_two_users_may_use_one_key(wide: Country, clerk: Client) -> None:
    country = wide
    other = signed_in(country.user("clerk", "sibling-clerk", "sibling"))
    assert send(clerk, "POST", "/acts", delivery(country)).status_code == 201
    assert send(other, "POST", "/acts", delivery(country, "sibling")).status_code == 201


def test_a_proposal_is_drawn_up_once(country: Country, clerk: Client) -> None:
    act = {"act": handling(country.institutions["own"], country.people["own"], "d1", "2025-03-05")}
    first, again = (send(clerk, "POST", "/proposals", act) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert Proposal.objects.count() == 1


def test_the_journal_knows_what_was_forgotten(country: Country, clerk: Client) -> None:
    send(clerk, "POST", "/acts", delivery(country))
    assert forget(timezone.now() + KEPT_FOR - timedelta(hours=1)) == 0
    assert forget(timezone.now() + KEPT_FOR + timedelta(seconds=1)) == 1
    count = Entry.objects.count()
    again = send(clerk, "POST", "/acts", delivery(country))
    assert (again.status_code, Entry.objects.count()) == (201, count)
    assert Kept.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_carried_out_once(country: Country) -> None:
    user, body = country.users["clerk"], delivery(country)
    clients = [signed_in(user) for _ in range(4)]
    before, answers, ready = Entry.objects.count(), [], threading.Barrier(4)

    def ask(client: Client) -> None:
        try:
            ready.wait()
            answers.append(send(client, "POST", "/acts", body))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a.status_code for a in answers] == [201] * 4
    assert len({a.content for a in answers}) == 1
    assert sum("Idempotency-Replayed" in a.headers for a in answers) == 3
    assert Entry.objects.count() == before + 1
