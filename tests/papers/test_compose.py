"""What papers say: complete for every story that is shipped, and each day and number is the law's own."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from dingdian.law.deadlines import Query, deadline
from dingdian.law.standing import standing
from dingdian.papers.document import Document, day_in_words, in_chinese
from dingdian.papers.wording import kinds
from tests.papers.stories import Told, paper, papers, story

A, H = "D530102000001", "H53010200001"


def text_of(document: Document) -> str:
    return "\n".join(b.text + "".join(f"{k}：{v}" for k, v in b.rows) for b in document.blocks)


def complete(told: Told) -> list[str]:
    """What is wrong with a paper: blanks or flags that the vocabulary has not, holes in sentences, bare names."""
    from dingdian.papers.vocabulary import FAMILIES

    known, text, wrong = FAMILIES[told.kind], text_of(told.document), []
    if set(told.facts.blanks) != set(known.blanks):
        wrong.append(f"blanks {set(told.facts.blanks) ^ set(known.blanks)}")
    if not told.facts.flags <= set(known.flags):
        wrong.append(f"flags {told.facts.flags - set(known.flags)}")
    wrong += re.findall(r"（）|自起|至止|由改|、、|。。|（、|\{|None", text)
    given = " ".join([told.act.model_dump_json(), *(r.act.model_dump_json() for r in told.register.records)])
    wrong += [w for w in re.findall(r"[a-z]+_[a-z_]+", text) if w not in given]
    return wrong


def test_every_paper_of_the_golden_stories_is_complete() -> None:
    wrong = [(t.story, t.kind, w) for t in papers("*/dossiers/golden/*.yaml") for w in complete(t)]
    assert wrong == []


@pytest.mark.long
def test_every_paper_of_every_story_is_complete_and_every_kind_is_met() -> None:
    wrong, met = [], Counter[str]()
    for told in papers("*/dossiers/*/*.yaml"):
        met[told.kind] += 1
        wrong += [(told.story, told.kind, w) for w in complete(told)]
    assert wrong == []
    assert set(met) == set(kinds())


def test_each_day_and_number_of_a_notice_is_the_laws_own() -> None:
    """Six points, then five: suspended for five months from the day after delivery (golden case G02)."""
    r = story("g02")
    facts, made = paper(r, "points_notice", "h2", A, H)
    cause = next(c for c in r.account(A).causes if c.origin == "h2")
    assert (cause.first_day, cause.last_day) == (date(2025, 3, 11), date(2025, 8, 10))
    due = deadline(r, "review.request", Query("h2", A, H)).value
    restore = deadline(r, "restoration.apply", Query("h2", A)).value
    assert due is not None and restore is not None
    text = text_of(made)
    for words in (
        f"自{day_in_words(cause.first_day)}起至{day_in_words(cause.last_day)}止",
        f"最后一日为{day_in_words(due.day)}",
        f"最后一日为{day_in_words(restore.day)}",
        "由6分增至11分",
        "本次记5分",
    ):
        assert words in text, words
    assert facts.blanks["after"] == str(standing(r, A, date(2025, 3, 11)).value.points)


def test_before_delivery_the_days_are_those_of_a_delivery_on_the_day_of_the_paper() -> None:
    """The notice says on which delivery it reckons; served that day, the register gives the same days."""
    r = story("g02")
    with_delivery = text_of(paper(r, "points_notice", "h2", A, H)[1])
    before = next(x.seq for x in r.records if x.act.act == "notice.deliver_to_institution" and x.act.of == "h2")
    from dingdian.papers.facts.shared import replayed

    early, made = paper(replayed(r, before), "points_notice", "h2", A, H, day=date(2025, 3, 10))
    assert "delivered" not in early.flags and "2025年3月10日送达的" in text_of(made)
    for words in ("2025年3月11日起至2025年8月10日止", "最后一日为2025年3月19日", "最后一日为2025年7月28日"):
        assert words in text_of(made) and words in with_delivery
    assert [x.act.act for x in r.records].count("notice.deliver_to_institution") == 2  # asking changes nothing


def test_a_notice_holds_everything_it_must() -> None:
    """`what`: a part of section 7 of the rules of papers → words of the notice that carry it."""
    _, made = paper(story("g02"), "points_notice", "h2", A, H)
    text = text_of(made)
    for what, words in {
        "person": "张三", "code": A, "role": "医疗类", "institution": "某医院", "facts": "事实", "evidence": "检查记录",
        "basis": "行政处罚决定", "clauses": "第二十九条（三）", "degree": "责任程度：重要", "now": "本次记5分",
        "total": "由6分增至11分", "emergency": "急诊、抢救", "handover": "治疗和服务交接", "objection": "申请复核",
        "by when": "7个工作日", "where": "某市医疗保险中心", "second step": "申诉", "repair": "修复1至2分",
        "restoration": "恢复申请", "draft": "仅供模拟",
    }.items():  # fmt: skip
        assert words in text, what
    assert made.receipt and made.office == "某市医疗保险中心" and made.day == date(2025, 3, 7)


def test_numerals() -> None:
    assert [in_chinese(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
