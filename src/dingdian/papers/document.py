"""A paper as typed blocks, composed from a wording and the facts of a case. Pure: nothing is looked up here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from dingdian.law.regime import Regime
from dingdian.papers.wording import BLANK, RULE, Paragraph, Wording

_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Facts:
    """What a wording may speak of, in words: blanks, flags that hold, lists of items. `rests_on`: refs of acts."""

    blanks: Mapping[str, str]
    flags: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph as it stands in a paper, with the version of the wording it came from."""

    style: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Document:
    """A paper without its number, seal and code: what was said to whom, by whom, on which day."""

    kind: str
    title: str
    office: str
    day: date
    blocks: tuple[Block, ...]
    draft: bool = False
    receipt: bool = False
    addressee: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The versions of the paragraphs used, each once."""
        return tuple(dict.fromkeys(block.source for block in self.blocks if block.source))

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Document:
        blocks = tuple(
            Block(b["style"], b["text"], tuple((str(k), str(v)) for k, v in b["rows"]), b["source"])
            for b in data["blocks"]
        )
        rest = {"day": date.fromisoformat(data["day"]), "blocks": blocks, "rests_on": tuple(data["rests_on"])}
        return cls(**{**data, **rest})


def compose(wording: Wording, facts: Facts, regime: Regime, day: date) -> Document:
    """The paper that the facts make on a day under a wording."""
    blocks: list[Block] = []
    counted = {"heading": 0, "subheading": 0}
    for paragraph in wording.on(day):
        for filled in _filled(paragraph, facts, regime):
            if paragraph.style in counted:
                counted[paragraph.style] += 1
                if paragraph.style == "heading":
                    counted["subheading"] = 0
                filled = Block(filled.style, _numbered(paragraph.style, counted) + filled.text, (), filled.source)
            blocks.append(filled)
    blanks = facts.blanks
    return Document(
        wording.kind, wording.title, blanks["office"], day, tuple(blocks), "draft" in facts.flags, wording.receipt,
        blanks["institution"] if wording.to == "institution" else blanks["person"], facts.rests_on,
    )  # fmt: skip


def called_for(wording: Wording, regime: Regime) -> bool:
    """Whether there is such a paper under the rules at all."""
    return all(_holds(condition, Facts({}), {}, regime) for condition in wording.when)


def _filled(p: Paragraph, facts: Facts, regime: Regime) -> Iterator[Block]:
    """The paragraph with its blanks filled, once or for each item; rows with nothing to say are left out."""
    items: tuple[Mapping[str, str], ...] = facts.lists[p.each] if p.each is not None else ({},)
    for item in items:
        if all(_holds(condition, facts, item, regime) for condition in p.when):
            rows = [(_fill(label, facts, item), _fill(text, facts, item)) for label, text in p.rows
                    if _says_something(text, facts, item)]  # fmt: skip
            if p.text or rows:
                yield Block(p.style, _fill(p.text or "", facts, item), tuple(rows), p.version)


def _says_something(text: str, facts: Facts, item: Mapping[str, str]) -> bool:
    """Whether a row has a blank that is filled, or needs none."""
    names = BLANK.findall(text)
    return not names or any(item[name] if name in item else facts.blanks[name] for name in names)


def _fill(text: str, facts: Facts, item: Mapping[str, str]) -> str:
    """The text with its blanks filled; brackets round nothing, as where a value has no clause, are left out."""
    filled = BLANK.sub(lambda found: item[found[1]] if found[1] in item else facts.blanks[found[1]], text)
    return filled.replace("（）", "")


def _holds(condition: str, facts: Facts, item: Mapping[str, str], regime: Regime) -> bool:
    name = condition.removeprefix("not ")
    if name.startswith(RULE):
        key, named, wanted = name.removeprefix(RULE).partition("=")
        value = regime.flat[key].value
        holds = wanted in map(str, value if isinstance(value, tuple) else [value]) if named else bool(value)
    elif name in item:
        holds = bool(item[name])
    else:
        holds = name in facts.flags or bool(facts.blanks.get(name))
    return holds is not condition.startswith("not ")


def _numbered(style: str, counted: Mapping[str, int]) -> str:
    """一、 or （一）."""
    n = in_chinese(counted[style])
    return f"{n}、" if style == "heading" else f"（{n}）"


def in_chinese(n: int) -> str:
    """一 … 十, 十一 … 九十九."""
    if n <= 10:
        return _DIGITS[n]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def day_in_words(day: date | None) -> str:
    """2026年3月10日; nothing for no day."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"
