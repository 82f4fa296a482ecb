"""`POST /api/gate/check`: what is answered, to whom, and what is said of a request that is not right."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dingdian.accounts import tokens
from dingdian.accounts.models import Organisation, User
from dingdian.api.problems import Problem
from dingdian.settlement.keeper import Keeper
from dingdian.settlement.rates import Rate
from dingdian.settlement.service import LARGEST
from tests import world
from tests.settlement.asking import Gate, token
from tests.world import Country, signed_in, told

ON = "2025-03-20"


def line(country: Country, **more: Any) -> dict[str, Any]:
    return {"person": country.people["own"], "institution": country.institutions["own"], "on": ON, **more}


def suspend(country: Country) -> None:
    """Twelve points more, delivered: terminated from the day after."""
    place, person = country.institutions["own"], country.people["own"]
    told(country, "own", world.handling(place, person, "h-grave", "2025-03-05"), "grave")
    for ref in (country.handlings["own"], "h-grave"):
        act = {"act": "notice.issue", "on": "2025-03-06", "of": ref}
        told(country, "own", act, f"issue-{ref}")
        act = {"act": "notice.deliver_to_institution", "on": "2025-03-07", "of": ref}
        told(country, "own", act, f"deliver-{ref}")


def test_many_lines_each_with_why_and_as_of_when(country: Country, gate: Gate) -> None:
    secret = token(country)
    gate.later()
    status, said = gate.check(secret, line(country, id="1"), line(country, id="2", emergency=True))
    assert status == 200
    first, second = said["answers"]
    assert (first["id"], first["outcome"], first["reason"], second["id"]) == ("1", "pay", "normal", "2")
    assert first["regime"].startswith("yunnan-2025") and first["stale"] is False and first["review"] is False
    assert first["position"] == gate.keeper.regions["yunnan"].position and first["as_of"].startswith("2026-03-02T")
    suspend(country)
    gate.later()
    _, said = gate.check(secret, line(country), line(country, on="2025-03-07"), line(country, emergency=True))
    after, before, urgent = said["answers"]
    assert (after["outcome"], before["outcome"]) == ("deny", "pay")
    assert "yunnan/14" in " ".join(after["clauses"]) and set(after["causes"]) & {"h-grave"}
    assert after["position"] > first["position"]
    assert urgent["reason"] != after["reason"]


def test_it_says_what_the_site_says(country: Country, gate: Gate) -> None:
    suspend(country)
    secret = token(country)
    gate.later()
    client = signed_in(country.users["institution"])
    for day in ("2025-01-01", "2025-02-10", "2025-03-07", ON, "2026-03-20"):
        for emergency in (False, True):
            _, said = gate.check(secret, line(country, on=day, emergency=emergency))
            asked = {"person": country.people["own"], "institution": country.institutions["own"], "on": day,
                     "emergency": emergency}  # fmt: skip
            site = client.get("/api/payability", asked).json()
            (answer,) = said["answers"]
            assert (answer["outcome"], set(answer["clauses"])) == (site["outcome"], set(site["decision"]["clauses"]))


def test_whom_and_what_it_does_not_know_it_never_lets_pass(country: Country, gate: Gate) -> None:
    secret = token(country)
    gate.later()
    lines = [line(country, person="D530102999999"), line(country, person="D530102999999", emergency=True),
             line(country, scheme="commercial"), line(country, scheme="basic_medical")]  # fmt: skip
    answers = gate.check(secret, *lines)[1]["answers"]
    assert [(a["outcome"], a["reason"], a["review"]) for a in answers] == [
        ("manual_review", "unknown_person", True), ("pay", "unknown_person", True),
        ("manual_review", "scheme_not_listed", True), ("pay", "normal", False),
    ]  # fmt: skip


def test_an_institution_that_is_registered_nowhere_is_unknown(country: Country, gate: Gate) -> None:
    office = Organisation.objects.create(
        kind="institution", name="新院", division_id="530102", institution="H53010299999"
    )
    user = User.objects.create(username="new", role="institution", organisation=office, password="!")
    secret, new = world.secret_of(user), "H53010299999"
    gate.later()
    status, said = gate.check(secret, line(country, institution=new))
    assert (status, said["errors"][0]["field"]) == (400, "region")
    answers = gate.check(secret, line(country, institution=new), line(country, institution=new, emergency=True),
                         region="yunnan")[1]["answers"]  # fmt: skip
    assert [(a["outcome"], a["reason"], a["review"]) for a in answers] == [
        ("manual_review", "unknown_institution", True), ("pay", "unknown_institution", True),
    ]  # fmt: skip


def test_an_institution_asks_about_its_own_lines_alone(country: Country, gate: Gate) -> None:
    world.widen(country)
    secret = token(country)
    gate.later()
    for elsewhere in ("parent", "sibling", "other"):
        status, said = gate.check(secret, line(country), line(country, institution=country.institutions[elsewhere]))
        unknown = gate.check(secret, line(country), line(country, institution="H00000000000"))
        assert status == 404 and (status, said) == unknown
        assert said["errors"][0]["field"] == "lines[1].institution"
        assert "answers" not in said


@pytest.mark.parametrize("role", [r for r in User.Role.values if r != "institution"])
def test_nobody_but_institutions_is_a_client(country: Country, gate: Gate, role: str) -> None:
    secret = world.secret_of(country.users[role])
    gate.later()
    assert gate.check(secret, line(country))[0] == 401


def test_tokens_open_and_close_within_seconds(country: Country, gate: Gate) -> None:
    secret = token(country)
    assert gate.check(secret, line(country))[0] == 401
    gate.later()
    assert gate.check(secret, line(country))[0] == 200
    row = tokens.Token.objects.get(digest=tokens.digest(secret))
    gate.later()
    row.refresh_from_db()
    assert row.used_at == gate.at
    tokens.revoke(row)
    gate.later()
    status, _, headers = gate.send("/api/gate/check", b"{}", secret)
    assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")


def test_an_office_that_may_sign_in_no_more_is_no_client(country: Country, gate: Gate) -> None:
    secret = token(country)
    User.objects.filter(pk=country.users["institution"].pk).update(is_active=False)
    gate.later()
    assert gate.check(secret, line(country))[0] == 401


def test_a_token_ends_on_time_though_the_database_is_away(country: Country, gate: Gate) -> None:
    secret = token(country)
    issued = gate.at - timedelta(days=1)
    tokens.Token.objects.update(issued_at=issued, expires_at=gate.at + timedelta(seconds=8))
    gate.later()
    assert gate.check(secret, line(country))[0] == 200
    gate.at += timedelta(seconds=3)
    assert gate.check(secret, line(country))[0] == 401


WRONG: dict[str, tuple[Any, int, str]] = {
    "no lines": ({"lines": []}, 400, "lines"),
    "no institution": ({"lines": [{"person": "D1", "on": ON}]}, 400, "lines[0].institution"),
    "a day that is none": ({"lines": [{"institution": "H1", "on": "2025-02-30"}]}, 400, "lines[0].on"),
    "an instant": ({"lines": [{"institution": "H1", "on": "2025-02-03T10:00:00"}]}, 400, "lines[0].on"),
    "a number for a day": ({"lines": [{"institution": "H1", "on": 20250203}]}, 400, "lines[0].on"),
    "a day too far": ({"lines": [{"institution": "H1", "on": "9999-12-31"}]}, 400, "lines[0].on"),
    "a word for a truth": ({"lines": [{"institution": "H1", "on": ON, "emergency": "yes"}]}, 400, "lines[0].emergency"),
    "a name misspelt": ({"lines": [{"institution": "H1", "on": ON, "persn": "D1"}]}, 400, "lines[0].persn"),
    "too many lines": ({"lines": [{"institution": "H1", "on": ON}] * 1001}, 400, "lines"),
    "a list": ([], 400, ""),
    "no person": ({"lines": [{"institution": "OWN", "on": ON}]}, 400, "lines[0].person"),
    "another region": ({"lines": [{"institution": "OWN", "person": "D1", "on": ON}], "region": "no"}, 404, "region"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_by_field_and_nothing_is_answered(country: Country, gate: Gate, case: str) -> None:
    body, expected, field = WRONG[case]
    secret = token(country)
    gate.later()
    text = json.dumps(body).replace('"OWN"', f'"{country.institutions["own"]}"')
    status, said, headers = gate.send("/api/gate/check", text.encode(), secret)
    assert (status, headers["Content-Type"]) == (expected, "application/problem+json")
    assert Problem.model_validate(said).errors and said["errors"][0]["field"] == field
    assert "没有" in said["detail"] and country.people["own"] not in json.dumps(said)


def test_other_ways_of_going_wrong(country: Country, gate: Gate) -> None:
    secret = token(country)
    gate.later()
    assert gate.send("/api/gate/check", b"\xff", secret)[0] == 400
    assert gate.send("/api/gate/check", b'{"lines": [', secret)[0] == 400
    assert gate.send("/api/gate/check", b" " * (LARGEST + 1), secret)[0] == 413
    assert gate.send("/api/gate/check", b"{}", secret, CONTENT_LENGTH="")[0] == 400
    assert gate.send("/api/gate/check", b"{}", secret, CONTENT_LENGTH="x")[0] == 413
    assert gate.send("/api/gate/elsewhere", b"{}", secret)[0] == 404
    status, _, headers = gate.send("/api/gate/check", b"", secret, method="GET")
    assert (status, headers["Allow"]) == (405, "POST")
    assert gate.send("/api/gate/alive", b"", method="GET")[:2] == (200, {})


PARTS = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda x: st.lists(x, max_size=3))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={name: PARTS | st.dates().map(str) for name in
                  ("id", "person", "institution", "on", "emergency", "department", "scheme", "claimed_on", "facts")},
    )
)  # fmt: skip
@example({"institution": "\ud800", "on": ON})
def test_whatever_is_sent_is_answered(country: Country, gate: Gate, body: dict[str, Any]) -> None:
    if not gate.keeper.clients.by_token("dd_test_institution", gate.at):
        world.secret_of(country.users["institution"])
        gate.later()
    own = line(country) | body
    status, _ = gate.check("dd_test_institution", own)
    assert status in (200, 400, 404)


def test_a_client_that_asks_too_much_waits_and_others_do_not(country: Country, tmp_path: Path) -> None:
    world.widen(country)
    gate = Gate(tmp_path, rate=Rate(per_second=2, burst=5))
    secret, other = token(country), token(country, "sibling")
    gate.later()
    assert gate.check(secret, *[line(country)] * 5)[0] == 200
    status, said, headers = gate.send("/api/gate/check", json.dumps({"lines": [line(country)]}).encode(), secret)
    assert (status, headers["Retry-After"]) == (429, "1") and "频次" in said["detail"]
    beside = {"person": country.people["sibling"], "institution": country.institutions["sibling"], "on": ON}
    assert gate.check(other, beside)[0] == 200
    gate.seconds += 0.5
    assert gate.check(secret, line(country))[0] == 200


def test_strangers_wait_too(country: Country, gate: Gate) -> None:
    answers = [gate.check("dd_wrong", line(country))[0] for _ in range(60)]
    assert set(answers[:40]) == {401} and answers[-1] == 429
    assert gate.send("/api/gate/check", b"{}", "dd_wrong", REMOTE_ADDR="10.0.0.10")[0] == 401


def test_the_log_tells_of_requests_and_of_nobody(country: Country, gate: Gate) -> None:
    secret = token(country)
    gate.later()
    gate.check(secret, line(country), line(country, person="D530102999999"))
    (row,) = gate.logged()
    own = country.institutions["own"]
    assert row.pop("at").startswith("2026-03-02T") and row.pop("ms") == 0
    assert row == {"client": f"{own} {secret[:10]}", "what": "check", "status": 200, "pay": 1, "manual_review": 1}
    text = (gate.folder / "requests.log").read_text("utf-8")
    assert country.people["own"] not in text and secret not in text


def test_while_nothing_has_been_read_it_says_so(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(_: Keeper) -> None:
        raise OperationalError

    monkeypatch.setattr(Keeper, "_look", away)
    started = Gate(gate.folder)
    status, said, headers = started.send("/api/gate/check", b"{}", "dd_any")
    assert (status, headers["Retry-After"]) == (503, "5") and "挂起" in said["detail"]


@pytest.fixture
def shaoguan(db: None, tmp_path: Path) -> tuple[Country, Gate]:
    """The same country, with rules on institutions beside those on persons."""
    country = world.build(institutions="shaoguan-2023")
    return country, Gate(tmp_path)


def test_what_only_the_record_judges_is_asked_of_the_record(shaoguan: tuple[Country, Gate]) -> None:
    country, gate = shaoguan
    secret = token(country)
    gate.later()
    stated = line(country, facts={"internet_plus": True})
    plain, online = gate.check(secret, line(country), stated)[1]["answers"]
    assert (plain["reason"], online["reason"]) == ("place_in_force", "record")
    assert plain["outcome"] != online["outcome"]
    assert online["position"] == plain["position"] and online["clauses"]
    served = line(country, facts={"service": "inpatient", "discharged_on": f"{line(country)['on']}"})
    (paid,) = gate.check(secret, served)[1]["answers"]
    assert (paid["outcome"], paid["method"]) == (plain["outcome"], None) and "shaoguan/18b" in paid["clauses"]
    gate.keeper.away = True
    without, urgent = gate.check(secret, stated, stated | {"emergency": True})[1]["answers"]
    assert (without["outcome"], without["reason"], without["review"]) == ("manual_review", "record_away", True)
    assert (urgent["outcome"], urgent["review"]) == ("pay", True)
    no_person = gate.check(secret, {k: v for k, v in line(country).items() if k != "person"})
    assert no_person[1]["answers"][0]["outcome"] == plain["outcome"]
