"""Schemathesis in all its phases: whatever is sent, and in whatever order, the API answers as it describes itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.test import override_settings
from schemathesis.engine import events, from_schema

from dingdian.api.perms import OPERATIONS
from tests.api.conftest import Country, secret_of


def role_of(name: str) -> str:
    return "system_admin" if OPERATIONS[name] == "replay" else "institution" if "token" in name else "head"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@override_settings(REPLAYS=True)
@pytest.mark.parametrize("role", ["head", "institution", "system_admin"])
def test_it(furnished: Country, live_server: Any, role: str) -> None:
    import logging
    import os

    h = logging.FileHandler("/tmp/m/h/500_" + role + ".log")
    logging.getLogger("django.request").addHandler(h)
    n = int(os.environ.get("N", "10"))
    names = [name for name in OPERATIONS if role_of(name) == role]
    config = schemathesis.Config.from_dict(
        {
            "seed": 1,
            "headers": {"Authorization": f"Bearer {secret_of(furnished.users[role])}"},
            "generation": {"max-examples": n, "deterministic": True, "database": "none"},
            "continue-on-failure": True,
            "operations": [{"enabled": False, "exclude-operation-id": names}],
            "phases": {"stateful": {"enabled": True}},
        }
    )
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json", config=config)
    found: dict[str, str] = {}
    sent: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    sent[f"{event.phase.value} {check.name} {check.status.value}"] += 1
                    if check.failure_info is not None:
                        f = check.failure_info.failure
                        case = event.recorder.cases[case_id].value
                        found.setdefault(
                            f"{f.operation} {check.name}",
                            f"{event.phase.value} {type(f).__name__} {f.message}\n{check.failure_info.code_sample}",
                        )
        elif isinstance(event, (events.NonFatalError, events.FatalError)):
            found[f"{type(event).__name__} {getattr(event, 'phase', None)}"] = (
                str(getattr(event, "value", None) or getattr(event, "exception", None))
                + " "
                + str(getattr(event, "label", ""))
            )
        elif isinstance(event, events.PhaseFinished):
            print(event.phase.name, event.status, event.phase.skip_reason)
    for k, v in sorted(sent.items()):
        print(k, v)
    for k, v in found.items():
        print("=" * 20, k)
        print(v[:1500])
    assert not found, len(found)
