"""A paper set in type: the PDF of a document by `layout.typ`, and where on it the seal belongs."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from dingdian.papers.document import Document, day_in_words

HERE = Path(__file__).parent
STANDARD: Literal["a-2u"] = "a-2u"
PAGE_HEIGHT_PT = 841.89


class NoFont(Exception):  # noqa: N818
    """A typeface that papers need is not installed; the text says which and how to get one."""


class NoGlyph(NoFont):
    """A character stands in a paper for which no typeface has a picture; the text says which and what to do."""


RARE = ("HanaMinA", "HanaMinB", "BabelStone Han", "Plangothic P1", "Plangothic P2")
"""Typefaces of rare characters, looked at where the others have none, if they are installed."""
_NO_GLYPH = re.compile(r'text `"(.+?)"` could not be displayed')


@dataclass(frozen=True)
class Marks:
    """What stands on a paper besides its text: number, code, address for checking, journal's checkpoint, and marks."""

    number: str = ""
    code: str = ""
    verify_url: str = ""
    checkpoint: str = ""
    copy: bool = False
    development: bool = False


@dataclass(frozen=True)
class Spot:
    """The middle of the seal: page from 0, and points from the lower left corner."""

    page: int
    x: float
    y: float


@dataclass
class Typesetter:
    """A compiler that keeps its fonts; one thread at a time uses it.

    `families`: of each role the installed families, in the order in which a character is looked for in them.
    """

    fonts: Mapping[str, Sequence[str]]
    folders: Sequence[str] = ()

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.known = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(self.folders))
        families = set(self.known.families())
        rare = _known(RARE, families)
        # One after the other: a narrow typeface lacks what a wide one has.
        self.families = {
            role: list(dict.fromkeys([*_installed(role, names, families), *rare])) for role, names in self.fonts.items()
        }
        self._compiler = typst.Compiler(HERE / "layout.typ", root=HERE, font_paths=self.known)

    def pdf(self, document: Document, marks: Marks) -> tuple[bytes, Spot]:
        """The PDF (PDF/A-2u) of a document, and where its seal belongs.

        Raises `NoGlyph` where a character has no picture: the standard wants every one to be shown.
        """
        made, (spot,) = self._set(document, marks, "", ("seal",))
        return made, spot

    def pdf_of_two(self, document: Document, marks: Marks, partner: str) -> tuple[bytes, Spot, Spot]:
        """The same of what two sides seal: its PDF, where the office's seal belongs, and where its partner's."""
        made, (own, other) = self._set(document, marks, partner, ("seal", "seal-of-partner"))
        return made, own, other

    def _set(
        self, document: Document, marks: Marks, partner: str, labels: Sequence[str]
    ) -> tuple[bytes, tuple[Spot, ...]]:
        data = self._data(document, marks) | {"partner": partner}
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self._lock:
            try:
                made = self._compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
            except typst.TypstError as error:
                if missing := sorted(set(_NO_GLYPH.findall(str(error)))):
                    raise NoGlyph(_without_picture(missing)) from None
                raise
            found = [json.loads(self._compiler.query(f"<{label}>", field="value", one=True)) for label in labels]
        assert isinstance(made, bytes)
        return made, tuple(Spot(x["page"] - 1, _points(x["x"]), PAGE_HEIGHT_PT - _points(x["y"])) for x in found)

    def family(self, role: str) -> str:
        """The installed family that stands for a typeface."""
        return self.families[role][0]

    def _data(self, document: Document, marks: Marks) -> dict[str, Any]:
        return {
            "title": document.title,
            "office": document.office,
            "day": day_in_words(document.day),
            "date": {"year": document.day.year, "month": document.day.month, "day": document.day.day},
            "blocks": [{"style": b.style, "text": b.text, "rows": [list(r) for r in b.rows]} for b in document.blocks],
            "receipt": receipt(document, marks) if document.receipt else None,
            "draft": document.draft,
            "copy": marks.copy,
            "preview": not marks.number,
            "number": marks.number,
            "code": marks.code,
            "code_words": in_fours(marks.code),
            "verify_address": marks.verify_url,
            "qr": qr(marks.verify_url) if marks.verify_url else "",
            "checkpoint": marks.checkpoint,
            "development": marks.development,
            "fonts": self.families,
        }


def receipt(document: Document, marks: Marks) -> list[tuple[str, str]]:
    """The lines of a service receipt: what was served is filled in, the rest is for the hand."""
    return [
        ("文书名称", document.title),
        ("文　　号", marks.number),
        ("受送达人", document.addressee),
        ("送达单位", document.office),
        ("送达方式", "□ 系统送达　□ 直接送达\n□ 邮寄送达　□ 留置送达"),
        ("送达地点", ""),
        ("收到日期", "　　　　年　　月　　日　　时"),
        ("受送达人签名或盖章", ""),
        ("代收人及与受送达人的关系", ""),
        ("送达人签名", ""),
        ("备　　注", "拒收的，写明拒收的事由和日期，由送达人、见证人签名。"),
    ]


def qr(address: str) -> str:
    """A QR code as SVG."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=1, border=0))


def in_fours(code: str) -> str:
    """ABCD-EFGH-…: easier to read out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@lru_cache(maxsize=1)
def typesetter() -> Typesetter:
    """The one of this process, with the fonts of the settings."""
    from django.conf import settings

    return Typesetter(settings.PAPERS_FONTS, settings.PAPERS_FONT_FOLDERS)


def _without_picture(missing: Sequence[str]) -> str:
    named = "、".join(f"“{text}”（{' '.join(f'U+{ord(c):04X}' for c in text)}）" for text in missing)
    return (
        f"已安装的字体没有{named}字，文书没有印发，也没有用号。请核对姓名、机构名和事实里的用字；"
        "用字无误的，请系统管理员安装收有此字的字体（Debian 上 fonts-hanazono 或 fonts-babelstone-han），"
        "或用 DINGDIAN_FONT_FOLDER 指明字体目录"
    )


def _known(names: Sequence[str], families: set[str]) -> list[str]:
    """Those that are installed, as their typefaces write them."""
    by_lower = {family.lower(): family for family in families}
    return [by_lower[name.lower()] for name in names if name.lower() in by_lower]


def _installed(role: str, names: Sequence[str], families: set[str]) -> list[str]:
    """Those that are installed, the best first. Raises `NoFont` where none is."""
    if found := _known(names, families):
        return found
    raise NoFont(
        f"没有文书所需的字体（{role}）：{'、'.join(names)} 一种也没有安装。"
        "Debian 上安装 fonts-noto-cjk；或用 DINGDIAN_FONT_FOLDER 指明字体目录"
    )


def _points(length: str) -> float:
    return float(length.removesuffix("pt"))
