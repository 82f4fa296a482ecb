"""A story told to a site through its API, as a program of another office would tell it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import uuid4

from dingdian.dossier import Dossier
from dingdian.dossier.format import AnyCheck
from dingdian.dossier.questions import question
from dingdian.dossier.replay import Answer
from dingdian.journal import canonical
from dingdian.journal.story import halves
from dingdian.law.explain import Objection, Reason


class Unreachable(RuntimeError):  # noqa: N818
    """The site does not answer as an API should; the message says what it said."""


class Post(Protocol):
    """Sends a request to an address under `/api/`; gives status and body."""

    def __call__(self, path: str, body: str, headers: Mapping[str, str]) -> tuple[int, Any]: ...


class OverHttp:
    """The world of a story at the other end of the wire."""

    def __init__(self, dossier: Dossier, post: Post) -> None:
        self.post = post
        persons, institutions = halves(dossier)
        first = min((act.recorded for act in dossier.acts), default=None)
        body: dict[str, Any] = {
            "title": dossier.title,
            "persons": persons or None,
            "institutions": institutions or None,
            "first_recorded_on": first,
            "setting": dossier.setting.model_dump(by_alias=True, exclude_unset=True),
        }
        self.region = self._send("replays", body)["region"]

    def admit(self, act: Any) -> tuple[Objection, ...]:
        body = {"act": act.model_dump(by_alias=True, exclude_unset=True)}
        status, told = self._ask(f"replays/{self.region}/acts", body)
        if status == 422:
            return tuple(Objection(o["text"], (), tuple(o["clauses"]), o["remedy"]) for o in told["objections"])
        self._expect(status, 201, told)
        return ()

    def answer(self, asked: AnyCheck) -> Answer:
        told = self._send(f"replays/{self.region}/questions", {"question": question(asked)}, 200)
        return Answer(told["actual"], tuple(told["clauses"]), tuple(_reasons(told["reasons"])))

    def _send(self, path: str, body: Mapping[str, Any], good: int = 201) -> Any:
        status, told = self._ask(path, body)
        self._expect(status, good, told)
        return told

    def _ask(self, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        return self.post(path, canonical.text(body), {"Idempotency-Key": uuid4().hex})

    def _expect(self, status: int, good: int, told: Any) -> None:
        if status != good:
            words = told.get("detail", "") if isinstance(told, dict) else ""
            wrong = "；".join(f"{e['field']}：{e['message']}" for e in told.get("errors", ())) if words else ""
            raise Unreachable(f"站点答复 {status}：{words or '不是本系统的接口'}{'；' + wrong if wrong else ''}")


def _reasons(rows: Iterable[Mapping[str, Any]]) -> Iterable[Reason]:
    for row in rows:
        yield Reason(row["text"], (), tuple(row["clauses"]), tuple(row["facts"].items()))


def over_network(site: str, token: str) -> Post:
    """Requests to a site by its address, signed in by a token."""

    def post(path: str, body: str, headers: Mapping[str, str]) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{site.rstrip('/')}/api/{path}",
            data=body.encode("utf-8"),
            headers={**headers, "Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, _parsed(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _parsed(error.read())
        except OSError as error:
            raise Unreachable(f"连不上 {site}：{error}") from None

    return post


def in_process(token: str) -> Post:
    """Requests to this very process, signed in by a token: every layer but the wire."""
    from django.conf import settings
    from django.test import Client

    named = next((h for h in settings.ALLOWED_HOSTS if h and not h.startswith((".", "*"))), "localhost")
    client = Client(SERVER_NAME=named)

    def post(path: str, body: str, headers: Mapping[str, str]) -> tuple[int, Any]:
        signed = {**headers, "Authorization": f"Bearer {token}"}
        answer = client.post(f"/api/{path}", body, content_type="application/json", headers=signed, secure=True)
        return answer.status_code, _parsed(answer.content)

    return post


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
