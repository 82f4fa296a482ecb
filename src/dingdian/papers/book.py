"""A printable book of every wording, for legal review: each paragraph with version, condition and blanks in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst

from dingdian.papers import wording
from dingdian.papers.document import day_in_words
from dingdian.papers.layout import typesetter
from dingdian.papers.vocabulary import OF_ALL, Vocabulary
from dingdian.papers.wording import BLANK, RULE, Paragraph, Wording
from dingdian.regimes import load, names

HERE = Path(__file__).parent
_TO = {"institution": "机构", "person": "本人", "partner": "其他部门", "file": "存卷"}
_STYLES = {
    "addressee": "抬头", "body": "正文", "heading": "一级标题", "subheading": "二级标题", "table": "表", "note": "附注",
    "signature_line": "签名",
}  # fmt: skip


def pdf(day: date, extra: Iterable[Path] = ()) -> bytes:
    """The book as a PDF."""
    setter = typesetter()
    data = content(day, tuple(extra)) | {"fonts": {r: [setter.family(r)] for r in ("body", "hei", "kai", "title")}}
    compiler = typst.Compiler(HERE / "book.typ", root=HERE, font_paths=setter.known)
    made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def content(day: date, extra: tuple[Path, ...] = ()) -> dict[str, Any]:
    """What the book says: kinds of paper, the base and each regime's own paragraphs, and what blanks mean."""
    regimes = [name for name in names(extra) if load(name, extra).persons is not None]
    return {
        "title": "医保支付资格文书用语汇编",
        "day": day_in_words(day),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "kinds": [_kind(kind, regimes, extra) for kind in wording.kinds()],
        "meanings": list(_meanings()),
    }


def _kind(kind: str, regimes: Iterable[str], extra: tuple[Path, ...]) -> dict[str, Any]:
    base = wording.load(kind)
    parts = [{"title": "全国统一", "rows": [_row(p, base) for place in base.places for p in place.base]}]
    for name in regimes:
        own = wording.load(kind, name, extra)
        rows = [_row(p, own) for place in own.places for p in place.own]
        if rows or own.title != base.title:
            titled = f"{load(name, extra).title}（{own.title}，文号 {own.mark}）"
            parts.append({"title": titled, "rows": rows})
    by = "、".join(role.label for role in base.made_by)
    return {"kind": kind, "title": base.title, "mark": base.mark, "by": by, "to": _TO[base.to], "parts": parts}


def _row(p: Paragraph, of: Wording) -> dict[str, str]:
    known = of.vocabulary
    text = p.text or "\n".join(f"{label}：{value}" for label, value in p.rows) or "（自此日起删去）"
    style = _STYLES[p.style] + ("，逐项" if p.each else "")
    item = known.lists.get(p.each or "", {})
    when = "；".join(_condition(c, known, item) for c in p.when)
    return {"source": p.version, "style": style, "when": when and f"用于：{when}", "text": _named(text, known, item)}


def _named(text: str, known: Vocabulary, item: Mapping[str, str]) -> str:
    """The text with the meaning of each blank in its place."""
    return BLANK.sub(lambda found: f"【{item.get(found[1]) or known.blanks[found[1]]}】", text)


def _condition(condition: str, known: Vocabulary, item: Mapping[str, str]) -> str:
    name = condition.removeprefix("not ")
    said = name if name.startswith(RULE) else (
        item.get(name) or known.flags.get(name) or f"写有“{known.blanks[name]}”"
    )  # fmt: skip
    return f"非：{said}" if condition.startswith("not ") else said


def _meanings() -> Iterator[dict[str, Any]]:
    yield {"title": "各种文书通用", "rows": [*OF_ALL.blanks.items(), *OF_ALL.flags.items()]}
    seen: set[int] = set()
    for kind in wording.kinds():
        known = wording.load(kind).vocabulary
        if id(known) in seen:
            continue
        seen.add(id(known))
        titles = [wording.load(k).title for k in wording.kinds() if wording.load(k).vocabulary is known]
        rows = [(k, v) for k, v in (*known.blanks.items(), *known.flags.items())
                if k not in OF_ALL.blanks and k not in OF_ALL.flags]  # fmt: skip
        rows += [(f"{name}：{k}", v) for name, blanks in known.lists.items() for k, v in blanks.items()]
        yield {"title": "、".join(titles), "rows": rows}


__all__ = ["content", "pdf"]
