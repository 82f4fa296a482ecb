"""The longest names that the law lets anybody bear, and ten findings: nothing leaves its place or lies over another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from dingdian.journal.slices import ACT
from dingdian.law.processes.admit import place
from dingdian.law.register import Register
from dingdian.papers import facts, wording
from dingdian.papers.document import Document, compose
from dingdian.papers.layout import Marks, typesetter
from dingdian.regimes import load
from tests.papers.stories import story
from tests.papers.test_layout import words

HOUSE = "某某彝族藏族自治州某某市某某区某某街道社区卫生服务中心暨某某医科大学附属第二人民医院滨湖新区分院（某某院区）康复医养结合"
WHO = "阿卜杜热合曼·麦麦提吐尔逊·阿卜杜热合曼·麦麦提吐尔逊·阿卜杜热合曼·买买提明江"
ROAD = "某某省某某市某某区某某街道某某路一百二十三号某某大厦北楼十二层医疗保障服务窗口"
PERSON, INSTITUTION = "D530102000001", "H53010200001"
SIGNED = date(2025, 6, 3)
MARKS = Marks(
    "云五华医保记通〔2026〕12号", "ABCDEFGHJKLMNPQR", "https://dingdian.yibao.example.gov.cn/verify/ABCDEFGHJKLMNPQR/",
    "2026-03-10 · yn · 7 · ab12cd34", copy=True,
)  # fmt: skip
LEFT, RIGHT, TOP, BOTTOM = 28, 210 - 26, 37, 297 - 35


HALF = 3
"""Half a character: the white half of a mark like 《 or ： may lie beyond the margin, its ink does not."""


def _left(text: str) -> float:
    return LEFT - (HALF if text[0] in "《（“" else 0.6)


def _right(text: str) -> float:
    return RIGHT + (HALF if text[-1] in "》）”，。；：、" else 0.6)


@lru_cache(maxsize=1)
def register() -> Register:
    """Ten findings about one person, an agreement and a commitment."""
    known = story("g02")
    r = Register(load("yunnan-2025"), known.calendar, known.setting)
    duties = list(r.regime.parameters.casework.duties.value)[:4]
    rules = ("yunnan/23.1", "yunnan/24.1", "yunnan/25.1")
    findings = [
        {"id": f"f{n}", "type": f"串换药品、医用耗材、诊疗项目和服务设施之{n}", "circumstances": [rules[n % 3]],
         "amount": Decimal("1234567.89"), "duties": duties, "persons": [{"person": PERSON, "degree": "main"}]}
        for n in range(10)
    ]  # fmt: skip
    at = {"institution": INSTITUTION}
    acts = [
        at | {"act": "handling.decide", "id": "h1", "on": "2025-03-07", "basis": "administrative_penalty",
              "inspection": "JC2025-0000123456", "findings": findings},
        at | {"act": "agreement.sign", "id": "a1", "on": SIGNED, "start_on": SIGNED, "end_on": date(2026, 6, 2)},
        at | {"act": "commitment.sign", "on": SIGNED, "person": PERSON},
    ]  # fmt: skip
    for act in acts:
        place(r, ACT.validate_python(act))
    return r


def paper(kind: str) -> Document:
    r = register()
    act = {"points_notice": "handling.decide", "commitment": "commitment.sign"}.get(kind, "agreement.sign")
    record = next(x for x in r.records if x.act.act == act)
    person = "" if act == "agreement.sign" else PERSON
    office = facts.Office(HOUSE, ROAD, "0000-1234567")
    asked = facts.Asked(
        record.ref, person, INSTITUTION, record.on, office, {person: facts.Somebody(WHO, "5301**********1234")},
        {INSTITUTION: HOUSE}, wording.words(r.regime.id),
    )  # fmt: skip
    return compose(wording.load(kind, r.regime.id), facts.gather(r, kind, asked), r.regime, record.on)


def test_the_names_are_as_long_as_they_may_be() -> None:
    assert (len(HOUSE), len(WHO)) == (60, 40)


@pytest.mark.parametrize("kind", ["points_notice", "agreement", "commitment", "commitment_text"])
def test_nothing_overflows(kind: str, pdfsig: Callable[[Path], str], tmp_path: Path) -> None:
    pdf, spot = typesetter().pdf(paper(kind), MARKS)
    found = [w for w in words(pdf, tmp_path) if w[5] not in "草案"]  # the mark across the page lies under the text
    out = [w for w in found if w[1] < _left(w[5]) or w[3] > _right(w[5]) or w[4] > 297 - 5]
    body = [w for w in found if TOP - 1 < w[2] < BOTTOM]
    out += [w for w in body if w[4] > BOTTOM + 1]
    over = [
        (a, b) for n, a in enumerate(found) for b in found[n + 1 :]
        if a[0] == b[0] and min(a[3], b[3]) - max(a[1], b[1]) > HALF + 1.5 and min(a[4], b[4]) - max(a[2], b[2]) > 1.5
    ]  # fmt: skip
    assert out == [] and over == []
    text = "".join(w[5] for w in body)
    assert HOUSE in text and (WHO in text or kind in ("agreement", "commitment_text"))
    head = [w for w in body if w[0] == 1 and w[2] < TOP + 20]
    assert head and min(w[4] - w[2] for w in head) > 4.5, "the name of the office is large enough to be read"
    assert 28 < spot.x / 72 * 25.4 < RIGHT


def test_ten_findings_are_all_told(pdfsig: Callable[[Path], str], tmp_path: Path) -> None:
    said = "".join(w[5] for w in words(typesetter().pdf(paper("points_notice"), MARKS)[0], tmp_path))
    assert [n for n in range(10) if f"服务设施之{n}" not in said] == []
