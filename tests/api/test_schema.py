"""Whatever is sent to the API, it answers as it describes itself, and never with a fault of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance, unsupported_method

from dingdian.api.app import api
from dingdian.api.perms import OPERATIONS
from tests.api.conftest import Country, secret_of

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
BY_ID = {op.ok().definition.raw["operationId"]: op.ok() for op in SCHEMA.get_all_operations()}
NOT_OURS = [ignored_auth, positive_data_acceptance, unsupported_method]
"""A sound request may still be refused by law or scope; other methods are the framework's; who is let in without signing
in is asked of every operation in `test_matrix`, here all requests are signed in."""


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The site does not close the connection of the test's own transaction between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def attack(country: Country, name: str, examples: int) -> None:
    """Send `examples` requests of every kind to an operation, as somebody who may call it."""
    role = "system_admin" if OPERATIONS[name] == "replay" else "institution" if "token" in name else "head"
    secret = f"Bearer {secret_of(country.users[role])}"
    operation = BY_ID[name]
    known = {
        "code": [*country.institutions.values(), *country.people.values()],
        "id": list(country.cases.values()),
        "region": ["yunnan"],
    }

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), data=st.data())
    def run(case: schemathesis.Case, data: st.DataObject) -> None:
        for field, values in known.items():
            if field in case.path_parameters and data.draw(st.booleans()):
                case.path_parameters[field] = data.draw(st.sampled_from(values))
        if case.headers and "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"key-{data.draw(st.uuids())}"
        answer = case.call(app=application(), headers={"Authorization": secret})
        assert answer.status_code < 500, case.as_curl_command()
        case.validate_response(answer, excluded_checks=NOT_OURS)

    run()


@cache
def application() -> Any:
    return get_wsgi_application()


@override_settings(REPLAYS=True)
def test_it_answers_as_described(country: Country) -> None:
    for name in sorted(BY_ID):
        try:
            attack(country, name, 10)
        except BaseException as error:
            error.add_note(f"operation {name}")
            raise


@pytest.mark.long
@override_settings(REPLAYS=True)
@pytest.mark.parametrize("name", sorted(BY_ID))
def test_it_answers_as_described_to_many(country: Country, name: str) -> None:
    attack(country, name, 100)
