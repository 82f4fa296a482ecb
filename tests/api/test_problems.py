"""Mistakes and refusals are told as problems: what, where, expected, remedy, and never anybody's data."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dingdian.accounts.models import User
from dingdian.journal.models import Entry
from tests.accounts.factory import sign_in
from tests.api.conftest import Country, handling, signed_in
from tests.api.requests import send

SHAPE = {"type", "title", "status", "detail"}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem, its shape checked."""
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert told["status"] == status
    assert told.keys() >= SHAPE and told.keys() <= SHAPE | {"errors", "objections"}
    for error in told.get("errors", ()):
        assert error.keys() == {"field", "message", "expected", "remedy"}
    for objection in told.get("objections", ()):
        assert objection.keys() == {"text", "clauses", "remedy"}
    return told  # type: ignore[no-any-return]


def test_the_description_is_open_to_all(db: None) -> None:
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["components"]["schemas"]["Problem"]["properties"].keys() >= SHAPE


def test_an_unknown_address_is_not_found(db: None) -> None:
    assert "openapi.json" in problem(Client().get("/api/no/such"), 404)["detail"]


def test_a_refusal_names_clause_and_remedy(country: Country, clerk: Client) -> None:
    act = {"act": "notice.deliver_to_institution", "on": "2025-02-01", "of": country.handlings["own"]}
    told = problem(send(clerk, "POST", "/acts", {"act": act}), 422)
    assert told["type"] == "urn:dingdian:problem:refused"
    assert all(o["text"] and o["clauses"] for o in told["objections"])


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        ("/people?limit=x", "limit", "不是整数"),
        ("/people/{p}/standing?on=2025-02-30", "on", "日历上没有"),
        ("/people/{p}/standing?on=2300-01-01", "on", "超出可以计算的范围"),
        ("/people/{p}?full=maybe", "full", "不是 true 或 false"),
        ("/payability?on=2025-03-10&institution=", "institution", "不能为空"),
        ("/payability?institution={i}", "on", "缺少这个字段"),
        ("/payability?on=2025-03-10&institution={i}", "person", "缺少这个字段"),
        ("/cases?queue=nothing", "queue", "没有这个队列"),
    ],
)
def test_wrong_input_is_named_by_field(country: Country, clerk: Client, address: str, field: str, message: str) -> None:
    path = address.format(p=country.people["own"], i=country.institutions["own"])
    (error,) = problem(clerk.get(f"/api{path}"), 400)["errors"]
    assert (error["field"], message in error["message"]) == (field, True), error
    assert all(c < "a" or c > "z" for c in error["remedy"] if c.isalpha() and c.isascii()) or field == "full"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"act": NaN}', b'{"act": "\\u0000"}', b'{"act": "\\ud800"}', b"[" * 100_000]
)
def test_what_is_no_json_is_refused(country: Country, clerk: Client, body: bytes) -> None:
    headers = {"Idempotency-Key": "request-0001"}
    told = problem(clerk.post("/api/acts", body, content_type="application/json", headers=headers), 400)
    assert told["detail"].startswith("请求内容")


@pytest.mark.parametrize(
    ("act", "field"),
    [
        ({"act": "no.such", "on": "2025-02-06"}, "act"),
        ({"act": "notice.deliver_to_institution", "on": "2025-02-06"}, "act"),
        ({"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": 3}, "act"),
        ({"act": "notice.deliver_to_institution"}, "act.on"),
    ],
)
def test_an_act_that_is_none_is_refused(country: Country, clerk: Client, act: dict[str, Any], field: str) -> None:
    answer = send(clerk, "POST", "/acts", {"act": act})
    assert answer.status_code in (400, 403), answer.content.decode()
    if answer.status_code == 400:
        assert all(e["field"].startswith("act") for e in problem(answer, 400)["errors"])


def test_a_day_beyond_reckoning_is_no_fault_of_the_site(country: Country, clerk: Client) -> None:
    act = {"act": "notice.deliver_to_institution", "on": "9999-12-31", "of": country.handlings["own"]}
    assert send(clerk, "POST", "/acts", {"act": act}).status_code in (400, 422)


def test_problems_hold_nobodys_data(wide: Country, clerk: Client) -> None:
    country = wide
    for answer in (
        clerk.get(f"/api/people/{country.people['sibling']}"),
        clerk.get(f"/api/people/{country.people['own']}/standing?site={country.institutions['sibling']}"),
    ):
        text = answer.content.decode()
        assert "张" not in text and "530102199001011234" not in text
        problem(answer, 404)


def test_a_browser_must_show_its_csrf_token(country: Country) -> None:
    browser = sign_in(Client(enforce_csrf_checks=True), country.users["institution"])
    assert browser.get("/api/me").status_code == 200
    assert "CSRF" in problem(send(browser, "POST", "/tokens", {"name": "x"}), 403)["detail"]


def test_an_idle_browser_is_told_as_a_problem(country: Country) -> None:
    browser = sign_in(Client(), country.users["clerk"])
    assert browser.get("/api/me").status_code == 200
    session = browser.session
    session["seen"] -= 24 * 3600
    session.save()
    answer = browser.get("/api/me")
    told = problem(answer, 401)
    assert (told["type"], answer["WWW-Authenticate"]) == ("urn:dingdian:problem:unauthenticated", "Bearer")
    assert "重新登录" in told["detail"]


@pytest.mark.parametrize("missing", ["device", "password"])
def test_a_browser_that_must_prove_more_is_told_as_a_problem(country: Country, missing: str) -> None:
    user, browser = country.users["clerk"], Client()
    browser.force_login(user)
    if missing == "password":
        User.objects.filter(pk=user.pk).update(must_change_password=True)
        sign_in(browser, user)
    told = problem(browser.get("/api/me"), 403)
    assert (told["type"], "请先" in told["detail"]) == ("urn:dingdian:problem:forbidden", True)


@pytest.mark.parametrize("kind", ["act", "proposal"])
def test_the_id_of_another_act_is_a_conflict(country: Country, clerk: Client, kind: str) -> None:
    act = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": country.handlings["own"]}
    if kind == "act":
        before = Entry.objects.count()
        told = problem(send(clerk, "POST", "/acts", {"act": act | {"id": country.handlings["own"]}}), 409)
        assert "编号" in told["detail"] and Entry.objects.count() == before
        assert send(clerk, "POST", "/acts", {"act": act | {"id": "another"}}).status_code == 201
        return
    head = signed_in(country.users["head"])
    decision = handling(country.institutions["own"], country.people["own"], country.handlings["own"], "2025-03-05")
    drawn = send(clerk, "POST", "/proposals", {"act": decision}, "proposal-1").json()
    before = Entry.objects.count()
    send(clerk, "POST", f"/proposals/{drawn['id']}/submission", key="proposal-2")
    send(head, "POST", f"/proposals/{drawn['id']}/signatures", {"version": 1, "agreed": True}, "proposal-3")
    problem(send(clerk, "POST", f"/proposals/{drawn['id']}/enactment", key="proposal-4"), 409)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("field", ["id", "of"])
def test_a_code_too_long_to_keep_is_refused(country: Country, clerk: Client, field: str) -> None:
    act = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": country.handlings["own"]}
    (error,) = problem(send(clerk, "POST", "/acts", {"act": act | {field: "长" * 121}}), 400)["errors"]
    assert (error["field"], "120" in error["message"]) == (f"act.{field}", True)


def test_a_code_in_two_regions_asks_which(country: Country) -> None:
    from dingdian.journal.record import register
    from dingdian.journal.slices import INSTITUTION, PERSON
    from tests.api.conftest import BY

    other, person, place = country.regions["other"], country.people["own"], country.institutions["own"]
    data = {"code": place, "name": "同码", "sector": "medical_institution"}
    register(other, INSTITUTION, data, office={"division": "460105"}, by=BY, key="twin-i")
    sites = [{"institution": place, "filed_on": "2025-01-02"}]
    register(other, PERSON, {"code": person, "name": "李四", "role": "medical", "sites": sites}, by=BY, key="twin-p")
    own = signed_in(country.users["person"])
    (error,) = problem(own.get(f"/api/people/{person}"), 400)["errors"]
    assert error["field"] == "region"
    assert own.get(f"/api/people/{person}?region=yunnan").json()["region"] == "yunnan"
    act = {"act": "review.request", "on": "2025-02-10", "person": person, "of": country.handlings["own"]}
    (error,) = problem(send(own, "POST", "/acts", {"act": act}), 400)["errors"]
    assert error["field"] == "region"


# Masks


def test_lists_and_cards_are_masked(country: Country, clerk: Client) -> None:
    (row,) = clerk.get("/api/people").json()["items"]
    card = clerk.get(f"/api/people/{country.people['own']}").json()
    assert row == card
    assert (row["masked"], "三丰" in row["name"], "19900101" in row["id_number"]) == (True, False, False)


def test_a_full_view_is_for_whoever_may_and_is_logged(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "dingdian.api.registry.log_access", lambda user, what, subject, request=None: seen.append((what, subject))
    )
    code = country.people["own"]
    full = signed_in(country.users["clerk"]).get(f"/api/people/{code}?full=true").json()
    assert (full["masked"], full["name"], full["id_number"]) == (False, "张三丰", "530102199001011234")
    assert seen == [("person.full_view", code)]
    problem(signed_in(country.users["auditor"]).get(f"/api/people/{code}?full=true"), 403)
    assert len(seen) == 1


def test_an_unlisted_role_may_do_nothing(country: Country) -> None:
    User.objects.filter(pk=country.users["clerk"].pk).update(role="")
    client = signed_in(country.users["clerk"])
    problem(client.get("/api/institutions"), 403)
