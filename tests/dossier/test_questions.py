"""A check put as a question is answered as the check is, and says nothing of what must come out."""

from __future__ import annotations

import pytest

from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.questions import answerable, parse_question, question
from dingdian.dossier.replay import answer
from dingdian.located import InvalidInput, read_yaml
from dingdian.regimes import SHIPPED

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))


def test_a_question_is_answered_as_its_check() -> None:
    for path in STORIES[::29]:
        dossier = parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))
        register = replay(dossier).register
        for check in dossier.checks:
            asked = parse_question(question(check))
            answerable(register, asked)
            assert answer(register, asked) == answer(register, check), path.name


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"on": "2025-03-10"}, "question", "看不出问什么"),
        ({"person": "A", "on": "2025-03-10", "status": "normal"}, "status", "不写应有的结果"),
        ({"person": "A", "on": "2025-03-10", "asks": ["points"]}, "asks", "不认识的值"),
        ({"institution": "甲", "on": "2025-03-10", "asks": ["tasks"]}, "asks", "不认识的值"),
        ({"person": "A", "on": "2025-02-30"}, "on", "日历上没有"),
        ({"deadline": "no.such", "of": "h1"}, "deadline", "不认识的期限"),
        ({"deadline": "report.agency_monthly", "of": "三月"}, "of", "不是月份"),
    ],
)
def test_a_wrong_question_is_named(data: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse_question(data)
    (problem,) = error.value.problems
    assert (problem.field, words in problem.message) == (field, True), problem


def test_nothing_is_answered_about_strangers() -> None:
    path = next(p for p in STORIES if p.parent.parent.parent.name == "yunnan-2025")
    register = replay(parse_dossier(read_yaml(path.read_text(encoding="utf-8"), path.name))).register
    asked = parse_question({"claim": {"on": "2025-03-10", "person": "无名", "institution": "无此机构"}})
    with pytest.raises(InvalidInput) as error:
        answerable(register, asked)
    assert [p.field for p in error.value.problems] == ["person", "institution"]
