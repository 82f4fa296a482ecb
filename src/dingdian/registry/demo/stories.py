"""Cases of a synthetic province at different stages, each told as acts some days before a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from dingdian.journal.record import Actor
from dingdian.registry.demo.land import Land, Province

BEGINS = 200  # days before: everything is registered
_LONGEST = 135  # days that a story takes, and some
_STRIDE = 7919  # a prime: the days of the crowd's stories are spread evenly
Step = tuple[int, dict[str, Any]]
_BY = {
    "review.request": "person",
    "restoration.apply": "person",
    "repair.apply": "person",
    "repair.agree": "institution",
    "restoration.agree": "institution",
    "notice.deliver_to_person": "institution",
}


def actor_of(province: Province, act: str) -> Actor:
    """Who does an act of the demonstration."""
    role = _BY.get(act, "agency")
    return Actor(f"{province.regime.partition('-')[0]}-{'clerk' if role == 'agency' else role}", role)


@dataclass(frozen=True, order=True)
class Moment:
    """A step of a story on its day; sorted, the order in which all are told. `index`: the person it is about."""

    on: date
    story: int
    step: int
    index: int


def moments(land: Land, crowd: int = 0) -> list[Moment]:
    """Every step of the ten stories, all in the first hospitals, and of so many more of them all over the province.

    Each story has a person of its own. Those of the crowd lie further back, as far as everybody was registered then.
    """
    stories = _STORIES[land.province.regime]
    first = [_index(land, number) for number in range(len(stories))]
    found = []
    for number, index in enumerate([*first, *_spread(land, crowd, set(first))]):
        shift = number * _STRIDE % _days(land) if number >= len(stories) else 0
        for step, (before, _) in enumerate(stories[number % len(stories)]):
            found.append(Moment(land.day - timedelta(days=before + shift), number, step, index))
    return sorted(found)


def act_of(land: Land, moment: Moment) -> dict[str, Any]:
    """The act of a step, about its person."""
    stories = _STORIES[land.province.regime]
    _, act = stories[moment.story % len(stories)][moment.step]
    told = _filled(act, f"演示{moment.story + 1:02}", land.code(moment.index), land.at(moment.index))
    return {**told, "on": moment.on}


def begins(land: Land, crowd: int = 0) -> date:
    """When everybody was registered: before the first act."""
    return date(land.day.year - 1, 1, 6) if crowd else land.day - timedelta(days=BEGINS)


def crowd_for(province: Province, acts: int) -> int:
    """How many more stories make so many acts in all."""
    stories = _STORIES[province.regime]
    steps = sum(len(story) for story in stories)
    return max(0, (acts - steps) * len(stories) // steps)


def person_of(land: Land, story: int) -> str:
    """The code of the person a story is about."""
    return land.code(_index(land, story))


def _days(land: Land) -> int:
    """By how many days a story may lie back."""
    return (land.day - begins(land, 1)).days - _LONGEST


def _index(land: Land, story: int) -> int:
    """The doctors of the first two hospitals in turn: one agency has all the cases before it."""
    first = {place.code for place in land.places[:2]}
    doctors = (i for i in range(land.number) if land.at(i) in first and land.code(i).startswith("D"))
    return next(islice(doctors, story, None))


def _spread(land: Land, crowd: int, besides: set[int]) -> Iterator[int]:
    """So many doctors at even distances."""
    owing = 0.0
    for index in range(land.number):
        owing += crowd / land.number
        if owing >= 1 and index not in besides and land.code(index).startswith("D"):
            owing -= 1
            yield index


def _filled(act: dict[str, Any], ref: str, person: str, institution: str) -> dict[str, Any]:
    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: fill(v) for k, v in value.items()}
        if isinstance(value, list):
            return [fill(v) for v in value]
        if isinstance(value, str):
            return value.replace("$ref", ref).replace("$person", person).replace("$at", institution)
        return value

    return fill(act)  # type: ignore[no-any-return]


def _decide(
    before: int, circumstance: str, basis: str = "agreement_handling", kind: str = "违反协议", **weighed: Any
) -> Step:
    return before, {
        "act": "handling.decide", "id": "$ref", "basis": basis, "institution": "$at", "inspection": "检查$ref",
        "findings": [{"id": "$ref-1", "type": kind, "circumstances": [circumstance],
                      "persons": [{"person": "$person", **weighed}]}],
    }  # fmt: skip


def _delivered(before: int) -> Step:
    return before, {"act": "notice.deliver_to_institution", "of": "$ref"}


def _act(before: int, act: str, **rest: Any) -> Step:
    return before, {"act": act, "person": "$person", **rest}


def _of(before: int, act: str, **rest: Any) -> Step:
    return _act(before, act, of="$ref", **rest)


_PENALTY = "administrative_penalty"
_YUNNAN: tuple[tuple[Step, ...], ...] = (
    (_decide(1, "yunnan/22.1", degree="main"),),
    (_decide(6, "yunnan/23.1", _PENALTY, "重复收费", degree="main"), _delivered(4)),
    (_decide(24, "yunnan/24.1", _PENALTY, "出借名义", degree="main"), _delivered(21),
     _of(17, "notice.deliver_to_person")),
    (_decide(58, "yunnan/24.1", _PENALTY, "出借名义", degree="main"), _delivered(55),
     _act(15, "restoration.apply")),
    (_decide(130, "yunnan/24.1", _PENALTY, "出借名义", degree="main"), _delivered(127),
     _act(88, "restoration.apply"), _act(66, "restoration.assess", outcome="passed")),
    (_decide(14, "yunnan/24.1", _PENALTY, "出借名义", degree="main"), _delivered(12),
     _of(8, "review.request", by="person")),
    (_decide(70, "yunnan/24.1", _PENALTY, "出借名义", degree="main"), _delivered(68),
     _of(63, "review.request", by="person"), _of(40, "review.decide", outcome="reduced", points=7)),
    (_decide(95, "yunnan/25.1", _PENALTY, "欺诈骗保", degree="main"), _delivered(92)),
    (_decide(60, "yunnan/23.1", _PENALTY, "重复收费", degree="main"), _delivered(58),
     _act(45, "repair.apply", kind="points", conditions=[
         {"name": "policy_publicity_activity", "evidence": "宣传活动", "organiser": "agency"},
         {"name": "study_and_exam", "evidence": "考试", "organiser": "agency", "passed": True}]),
     _act(40, "repair.agree"), _act(33, "repair.decide", kind="points", outcome="granted", points=2)),
    (_decide(30, "yunnan/23.1", _PENALTY, "重复收费", degree="main"), _delivered(28),
     _act(5, "repair.apply", kind="points", conditions=[
         {"name": "policy_publicity_activity", "evidence": "宣传活动", "organiser": "agency"},
         {"name": "study_and_exam", "evidence": "考试", "organiser": "agency", "passed": True}])),
)  # fmt: skip
_QINGHAI: tuple[tuple[Step, ...], ...] = (
    (_decide(1, "qinghai/3.5.b", points=3),),
    (_decide(6, "qinghai/3.5.c", points=4), _delivered(4)),
    (_decide(24, "qinghai/3.5.d", points=9, months=2), _delivered(21), _of(17, "notice.deliver_to_person")),
    (_decide(58, "qinghai/3.5.d", points=9, months=2), _delivered(55), _act(15, "restoration.apply")),
    (_decide(130, "qinghai/3.5.d", points=9, months=2), _delivered(127), _act(70, "restoration.apply"),
     _act(69, "restoration.agree"), _act(60, "restoration.assess", outcome="passed")),
    (_decide(9, "qinghai/3.5.e", points=10, months=3), _delivered(7), _of(5, "review.request", by="institution")),
    (_decide(70, "qinghai/3.5.e", points=10, months=3), _delivered(68), _of(66, "review.request", by="institution"),
     _of(40, "review.decide", outcome="reduced", points=9, months=1)),
    (_decide(95, "qinghai/3.5.e", points=12), _delivered(92)),
    (_decide(60, "qinghai/3.5.c", points=6), _delivered(58),
     _act(45, "repair.apply", kind="points", conditions=["policy_publicity"]), _act(40, "repair.agree"),
     _act(33, "repair.decide", kind="points", outcome="granted", points=2)),
    (_decide(30, "qinghai/3.5.c", points=6), _delivered(28),
     _act(5, "repair.apply", kind="points", conditions=["policy_publicity"])),
)  # fmt: skip
_HAINAN: tuple[tuple[Step, ...], ...] = (
    (_decide(1, "hainan/18.2"),),
    (_decide(6, "hainan/17.3"), _delivered(4)),
    (_decide(24, "hainan/16.1"), _delivered(21), _of(17, "notice.deliver_to_person")),
    (_decide(58, "hainan/16.3"), _delivered(55)),
    (_decide(130, "hainan/16.3"), _delivered(127)),
    (_decide(12, "hainan/16.3"), _delivered(10), _of(8, "notice.deliver_to_person"),
     _of(5, "review.request", by="person")),
    (_decide(70, "hainan/16.3"), _delivered(68), _of(40, "review.decide", finding="$ref-1", outcome="revoked")),
    (_decide(95, "hainan/15.2"), _delivered(92)),
    (_decide(100, "hainan/15.2"), _delivered(98),
     _act(20, "restoration.early", reason="clinical_need", approved_by="administration", exam="passed")),
    (_decide(30, "hainan/18.2"), _delivered(28)),
)  # fmt: skip
_STORIES = {"yunnan-2025": _YUNNAN, "qinghai-2025": _QINGHAI, "hainan-2022": _HAINAN}
