"""The national hospital interface: who is believed, what is refused and in which words, and the transactions."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dingdian.accounts import interface_keys
from dingdian.accounts.interface_keys import NotAKey, TooManyKeys
from dingdian.accounts.models import OperationLog, Organisation
from dingdian.cli import app
from dingdian.settlement.infno.envelope import signed_text
from dingdian.settlement.infno.seen import Seen
from dingdian.settlement.infno.signatures import at_hand
from dingdian.settlement.infno.signatures import sm2 as sm2_holds
from dingdian.settlement.rates import Rate
from tests import world
from tests.settlement.asking import Gate, Hospital, ed25519, sm2, token
from tests.settlement.test_service import suspend
from tests.world import Country

ON = "2025-03-20"
Make = Callable[..., Hospital]


def office(country: Country, level: str = "own") -> Organisation:
    name = f"institution-{level}"
    return country.organisations.get(name) or country.user("institution", f"infno-{level}", level).organisation


@pytest.fixture
def hospital(country: Country, gate: Gate) -> Hospital:
    """Signed in, with a key of its own."""
    made = Hospital(gate, country.institutions["own"], ed25519(office(country)))
    gate.later()
    made.sign_in()
    return made


def detail(country: Country, n: int = 1, **more: Any) -> dict[str, Any]:
    return {"feedetl_sn": str(n), "fee_ocur_time": f"{ON} 10:30:00", "orders_dr_code": country.people["own"],
            "bilg_dr_codg": "D530102999999", "bilg_dept_codg": "", "er_flag": "0", **more}  # fmt: skip


def refused(said: dict[str, Any], words: str) -> None:
    assert said["infcode"] == -2 and words in said["err_msg"] and said["output"] == {}, said


@pytest.mark.parametrize("way", ["Ed25519", "SM2", "SM2 raw"])
def test_a_hospital_asks_what_lines_come_to(country: Country, gate: Gate, way: str) -> None:
    organisation = office(country)
    sign = ed25519(organisation) if way == "Ed25519" else sm2(organisation, raw=way == "SM2 raw")
    hospital = Hospital(gate, country.institutions["own"], sign, way.split()[0])
    suspend(country)
    gate.later()
    hospital.sign_in()
    said = hospital.ask("DD01", {"data": [detail(country, 1), detail(country, 2, fee_ocur_time="2025-03-07"),
                                          detail(country, 3, er_flag="1")]})  # fmt: skip
    assert (said["infcode"], said["err_msg"]) == (0, "")
    first, second, third = said["output"]["result"]
    _, api = gate.check(
        *_asked(country, gate),
    )
    told = api["answers"]
    assert [x["rule_id"] for x in (first, second, third)] == [x["reason"] for x in told]
    assert (first["chk_rslt"], first["sev_deg"], second["chk_rslt"], second["sev_deg"]) == ("1", "1", "0", "")
    assert first["vola_evid"] == "；".join(told[0]["clauses"]) and first["jnl_no"] == str(told[0]["position"])
    assert gate.logged()[-2]["deny"] >= 1 and country.people["own"] not in json.dumps(gate.logged())


def _asked(country: Country, gate: Gate) -> tuple[Any, ...]:
    secret = token(country)
    gate.later()
    own = {"person": country.people["own"], "institution": country.institutions["own"]}
    return secret, own | {"on": ON}, own | {"on": "2025-03-07"}, own | {"on": ON, "emergency": True}


def test_openssl_and_this_agree_on_sm2(country: Country) -> None:
    """Key and signature made by OpenSSL 3 with the usual identity; one bit changed, it holds no more."""
    public = interface_keys.read_key(OPENSSL_KEY)
    assert public[0] == "SM2"
    text, signature = "hello 定点".encode(), base64.b64decode(OPENSSL_SIGNATURE)
    assert sm2_holds(bytes.fromhex(public[1]), text, signature)
    assert not sm2_holds(bytes.fromhex(public[1]), text + b"x", signature)
    assert not sm2_holds(bytes(64), text, signature)


FORGED: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "no signature": (lambda e: e | {"cainfo": ""}, "没有签名"),
    "not Base64": (lambda e: e | {"cainfo": "§§"}, "Base64"),
    "another signature": (lambda e: e | {"cainfo": base64.b64encode(bytes(64)).decode()}, "签名对不上"),
    "an unknown way": (lambda e: e | {"signtype": "RSA"}, "signtype"),
    "the other way": (lambda e: e | {"signtype": "SM2"}, "签名对不上"),
    "a line changed": (lambda e: e | {"input": {"data": []}}, "签名对不上"),
    "the operator changed": (lambda e: e | {"opter": "0002"}, "签名对不上"),
    "something added": (lambda e: e | {"more": 1}, "签名对不上"),
    "another hospital": (lambda e: e | {"fixmedins_code": "H53010300001"}, "没有登记接口公钥"),
    "no transaction": (lambda e: {k: v for k, v in e.items() if k != "infno"}, "infno"),
    "a short number": (lambda e: e | {"msgid": "1"}, "msgid"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_wrong_envelope_is_refused(country: Country, gate: Gate, hospital: Hospital, what: str) -> None:
    change, words = FORGED[what]
    envelope = json.loads(hospital.signed(hospital.envelope("DD01", {"data": [detail(country)]})))
    refused(hospital.post(json.dumps(change(envelope)).encode()), words)
    assert hospital.post(json.dumps(envelope).encode())["infcode"] == 0


def test_a_message_is_taken_once(country: Country, gate: Gate, hospital: Hospital) -> None:
    body = hospital.signed(hospital.envelope("DD01", {"data": [detail(country)]}))
    assert hospital.post(body)["infcode"] == 0
    refused(hospital.post(body), "msgid 已用过")
    restarted = Gate(gate.folder)
    assert [row["client"] for row in gate.logged()] == [country.institutions["own"]] * 3
    hospital.gate = restarted
    restarted.at = gate.at
    refused(hospital.post(body), "msgid 已用过")
    restarted.later(timedelta(minutes=6))
    refused(hospital.post(body), "inf_time")


def test_whoever_guesses_a_number_does_not_use_it_up(country: Country, hospital: Hospital) -> None:
    envelope = hospital.envelope("DD01", {"data": [detail(country)]})
    refused(hospital.post(json.dumps(envelope).encode()), "没有签名")
    assert hospital.gate.logged()[-1]["client"] == f"?{country.institutions['own']}"
    assert hospital.post(hospital.signed(envelope))["infcode"] == 0


def test_clocks_that_differ_and_numbers_that_do_not_fit(country: Country, gate: Gate, hospital: Hospital) -> None:
    given = {"data": [detail(country)]}
    refused(hospital.ask("DD01", given, inf_time="2026-03-02 08:00:00"), "inf_time")
    refused(hospital.ask("DD01", given, inf_time="2026-03-02 10:59:00"), "inf_time")
    refused(hospital.ask("DD01", given, inf_time="2026-13-02 10:00:00"), "日历")
    refused(hospital.ask("DD01", given, msgid="H46010500001" + "0" * 18), "msgid")
    refused(hospital.ask("9999", {}), "没有交易 9999")


def test_signing_in_comes_first_and_counts_for_a_day(country: Country, gate: Gate, hospital: Hospital) -> None:
    given = {"data": [detail(country)]}
    refused(hospital.ask("DD01", given, sign_no=""), "9001")
    refused(hospital.ask("DD01", given, opter="0002"), "9001")
    gate.later(timedelta(days=1))
    assert hospital.ask("DD01", given)["infcode"] == 0
    gate.later(timedelta(days=1))
    refused(hospital.ask("DD01", given), "9001")


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"1", b'{"infno": NaN}', b"[" * 100_000, b'{"a": 1, "a": 2}', b'{"a": "\\ud800"}'],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_envelope(gate: Gate, country: Country, body: bytes) -> None:
    _, said, _ = gate.send("/api/gate/infno", body)
    assert said["infcode"] == -2 and said["err_msg"]


def test_a_half_character_is_refused_not_failed(country: Country, hospital: Hospital) -> None:
    envelope = hospital.envelope("DD01", {"data": ["\ud800"]}, cainfo="AAAA")
    refused(hospital.post(json.dumps(envelope).encode()), "UTF-8")


def test_lines_that_are_not_right_are_named(country: Country, hospital: Hospital) -> None:
    refused(hospital.ask("DD01", {"data": []}), "input.data")
    refused(
        hospital.ask("DD01", {"data": [detail(country, fee_ocur_time="2025/03/20")]}), "input.data[0].fee_ocur_time"
    )
    refused(hospital.ask("DD01", {"data": [detail(country, fee_ocur_time="2025-02-30")]}), "input.data[0]")
    refused(hospital.ask("DD01", {"data": [detail(country, er_flag="2")]}), "er_flag")


def test_institutions_are_found_in_the_region(country: Country, hospital: Hospital) -> None:
    world.widen(country)
    own, sibling = country.institutions["own"], country.institutions["sibling"]
    said = hospital.ask("1201", {"medinsinfo": {"fixmedins_code": sibling}})
    (row,) = said["output"]["medinsinfo"]
    assert row == {"fixmedins_code": sibling, "fixmedins_name": "sibling 医院", "uscc": "", "fixmedins_type": "1",
                   "hosp_lv": ""}  # fmt: skip
    said = hospital.ask("1201", {"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": "医院"}})
    assert {x["fixmedins_code"] for x in said["output"]["medinsinfo"]} >= {own, sibling}
    assert country.institutions["other"] not in json.dumps(said)
    assert hospital.ask("1201", {"medinsinfo": {"fixmedins_type": "2", "fixmedins_name": "医院"}})["output"] == {
        "medinsinfo": []
    }
    refused(hospital.ask("1201", {"medinsinfo": {"fixmedins_code": ""}}), "fixmedins_code")


def test_persons_are_found_at_ones_own_place(country: Country, hospital: Hospital) -> None:
    world.widen(country)
    own = country.people["own"]
    (row,) = hospital.ask("5102", {"data": {"prac_psn_code": own}})["output"]["feedback"]
    assert (row["prac_psn_name"], row["hi_dr_flag"], row["begntime"], row["endtime"]) == (
        "张三丰",
        "1",
        "2025-01-02",
        "",
    )
    assert row["certno"] == "530*************34" and row["prac_psn_type"] == "1"
    (row,) = hospital.ask("5102", {"data": {"certno": "530102199001011234"}})["output"]["feedback"]
    assert row["certno"] == "530102199001011234"
    for asked in ({"prac_psn_code": country.people["sibling"]}, {"prac_psn_name": "周伯通"},
                  {"prac_psn_code": own, "prac_psn_type": "3"}):  # fmt: skip
        assert hospital.ask("5102", {"data": asked})["output"] == {"feedback": []}
    refused(hospital.ask("5102", {"data": {"prac_psn_type": "1"}}), "prac_psn_code")


def test_a_revoked_key_opens_nothing(country: Country, gate: Gate, hospital: Hospital) -> None:
    (key,) = interface_keys.keys_of(office(country))
    interface_keys.revoke(key)
    gate.later()
    refused(hospital.ask("DD01", {"data": [detail(country)]}), "没有登记接口公钥")
    assert list(OperationLog.objects.order_by("pk").values_list("what", flat=True))[-2:] == [
        "interface_key.add", "interface_key.revoke",
    ]  # fmt: skip


def test_strangers_and_haste_are_slowed(country: Country, tmp_path: Path) -> None:
    gate = Gate(tmp_path, rate=Rate(1, 3))
    hospital = Hospital(gate, country.institutions["own"], ed25519(office(country)))
    gate.later()
    hospital.sign_in()
    refused(hospital.ask("DD01", {"data": [detail(country)] * 3}), "频次")
    said = [hospital.post(b"{}")["err_msg"] for _ in range(45)]
    assert "太多" in said[-1] and "太多" not in said[0]


def test_keys_are_read_or_named_as_what_they_are_not(country: Country) -> None:
    own = office(country)
    for text, words in (("nothing", "PEM"), ("-----BEGIN PUBLIC KEY-----\n§\n-----END PUBLIC KEY-----", "Base64"),
                        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "读不出来"),
                        (P256, "SM2 或 Ed25519")):  # fmt: skip
        with pytest.raises(NotAKey, match=words):
            interface_keys.add(own, "系统", text)
    interface_keys.add(own, "系统", OPENSSL_KEY)
    with pytest.raises(NotAKey, match="已登记过"):
        interface_keys.add(own, "系统", OPENSSL_KEY)
    with pytest.raises(NotAKey, match="医药机构"):
        interface_keys.add(country.users["clerk"].organisation, "系统", ED)
    ed25519(own)
    with pytest.raises(TooManyKeys):
        interface_keys.add(own, "系统", ED)


def test_keys_from_the_command_line(country: Country, tmp_path: Path) -> None:
    office(country)
    file, run, own = tmp_path / "key.pem", CliRunner(), country.institutions["own"]
    file.write_text(OPENSSL_KEY)
    said = run.invoke(app, ["interface-keys", "add", own, str(file), "--name", "HIS"])
    assert said.exit_code == 0 and "SM3/SM2" in said.output
    assert "在用" in run.invoke(app, ["interface-keys", "list", own]).output
    number = str(interface_keys.InterfaceKey.objects.get().pk)
    assert run.invoke(app, ["interface-keys", "revoke", own, number]).exit_code == 0
    assert "停用" in run.invoke(app, ["interface-keys", "list", own]).output
    assert run.invoke(app, ["interface-keys", "revoke", own, "0"]).exit_code == 2
    assert run.invoke(app, ["interface-keys", "list", "H0"]).exit_code == 2


def test_which_ways_are_taken_is_the_offices_choice() -> None:
    assert set(at_hand(("Ed25519",))) == {"Ed25519"}
    with pytest.raises(ValueError, match="RSA"):
        at_hand(("RSA",))


def test_what_is_signed_does_not_depend_on_how_it_is_written() -> None:
    assert signed_text({"b": [1, "定"], "a": {"d": None, "c": True}, "cainfo": "x"}) == (
        '{"a":{"c":true,"d":null},"b":[1,"定"]}'.encode()
    )


def test_numbers_of_messages_are_forgotten_in_time(gate: Gate, tmp_path: Path) -> None:
    seen, at = Seen(tmp_path / "seen"), gate.at
    assert seen.first("1", at, at + timedelta(minutes=1))
    assert not Seen(tmp_path / "seen").first("1", at, at + timedelta(minutes=1))
    assert seen.first("1", at + timedelta(minutes=3), at + timedelta(minutes=4))


OPENSSL_KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEZXN1vwcPXn4CLqhKrfOSziEAzGmB
g+cSiIthiGupFM+rk1fYp8r7viLuh9Av1lWBkWbQj3eVL9cbm+gnxxf5VQ==
-----END PUBLIC KEY-----
"""
OPENSSL_SIGNATURE = "MEYCIQDCWWnyZRmPhwncJWAdZTODQLdBe3L4WZtbBTsdpLS6+gIhAPsOjM6jmQhczZEaf8bsF/2wjp9BQaG0m+DaUfXe1LFN"
P256 = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBVvqduYYVRtQzV4UAESy3FS9Tgq
CaurAWjGaBhFobEdIB+Rqvkyz4Jefe6t2wbwhw5AAjP00Z5foTqZodYA/A==
-----END PUBLIC KEY-----
"""
ED = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAVQlbFUDdJi2VYMHHr3eS8fyEtgkOUFGB6KG19XQGeBM=
-----END PUBLIC KEY-----
"""
