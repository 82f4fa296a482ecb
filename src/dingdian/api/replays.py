"""Stories told to the site: a region of its own, acts as any other, questions answered from the journal.

Only in the demonstration or where the office switched it on, and only for the system administrator; no story meets
the records of an office.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import ConfigDict, Field

from dingdian.api.cases import notes
from dingdian.api.once import journal_key, once
from dingdian.api.perms import allowed
from dingdian.api.problems import wrong
from dingdian.api.shapes import ActOut, AnswerOut, ReplayOut
from dingdian.api.values import AnyDay, Asked, Code, Key, Plain, Text
from dingdian.dossier.questions import answerable, parse_question
from dingdian.dossier.replay import answer, plain
from dingdian.journal import canonical
from dingdian.journal.models import Region
from dingdian.journal.record import Actor, record
from dingdian.journal.slices import ACT
from dingdian.journal.story import asked, open_story
from dingdian.law.setting import Setting
from dingdian.regimes import bound, names

router = Router(tags=["卷宗重放"])


class StoryIn(Asked):
    """The setting of a dossier and the regimes of persons and institutions (empty: none) it is told under."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "一个卷宗", "persons": "yunnan-2025"}]})

    title: Text
    persons: Code | None = None
    institutions: Code | None = None
    first_recorded_on: AnyDay | None = None
    setting: Plain = Field(default_factory=dict)


class StoryAct(Asked):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"act": {"act": "notice.issue", "on": "2025-02-06", "of": "h1"}}]}
    )

    act: Plain


class Question(Asked):
    """A check of a dossier without what must come out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": {"parameter": "notice.issue_working_days"}}]}
    )

    question: Plain


@router.post("/replays", operation_id="open_replay", response={201: ReplayOut}, summary="为一个卷宗开一个区域")
def open_replay(request: HttpRequest, body: StoryIn, key: Key) -> Any:
    user = allowed(request, "open_replay")
    setting = Setting.model_validate(body.setting)
    persons, institutions = body.persons or "", body.institutions or ""
    for field, name in (("persons", persons), ("institutions", institutions)):
        if name and name not in names():
            raise wrong(field, f"没有名为 {name} 的规则包", "、".join(names()), "核对名称")
    if not persons and not institutions:
        raise wrong("persons", "缺少规则包", "、".join(names()), "写上 persons 或 institutions")
    bound(persons, institutions, canonical.parse(canonical.text(setting.parameters)))
    code = f"{_prefix(user)}{uuid4().hex}"

    def work() -> ReplayOut:
        first = body.first_recorded_on
        open_story(code, body.title, persons, institutions, setting, by=_teller(user), first=first)
        return ReplayOut(region=code)

    return once(request, key, work)


@router.post("/replays/{region}/acts", operation_id="replay_act", response={201: ActOut}, summary="卷宗里的行为")
def replay_act(request: HttpRequest, region: Code, body: StoryAct, key: Key) -> Any:
    user = allowed(request, "replay_act")
    own = _region(user, region)
    act = ACT.validate_python(body.act)

    def work() -> ActOut:
        done = record(own, act, by=_teller(user), key=journal_key(user, key), recorded_on=act.recorded)
        return ActOut(ref=done.entry.ref, notes=notes(done.entry))

    return once(request, key, work)


@router.post("/replays/{region}/questions", operation_id="replay_question", response=AnswerOut, summary="卷宗里的检查")
def replay_question(request: HttpRequest, region: Code, body: Question) -> Any:
    """Nothing is recorded, so no key is asked for."""
    own = _region(allowed(request, "replay_question"), region)
    question = parse_question(body.question)
    register = asked(own, question)
    answerable(register, question)
    found = answer(register, question)
    return {
        "actual": plain(found.actual),
        "clauses": list(found.clauses),
        "reasons": [r.as_json(register.regime) for r in found.reasons],
    }


def _teller(user: Any) -> Actor:
    return Actor(user.username, user.role)


def _prefix(user: Any) -> str:
    return f"replay-{user.pk}-"


def _region(user: Any, code: str) -> Region:
    """A region that this user opened for a story; any other is not there."""
    if not code.startswith(_prefix(user)):
        raise Http404
    return Region.objects.get(code=code)
