"""The visible seal of an office, drawn."""

from __future__ import annotations

import json
from pathlib import Path

import typst

HERE = Path(__file__).parent


def seal(office: str, below: str = "") -> bytes:
    """A round seal as a PDF of 42 mm with a clear ground: the office around a star, a word below."""
    from dingdian.papers.layout import typesetter

    setter = typesetter()
    data = {"office": office, "below": below, "font": setter.family("title")}
    compiler = typst.Compiler(HERE / "seal.typ", root=HERE, font_paths=setter.known)
    made = compiler.compile(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards="a-2u", pdf_tags=False
    )
    assert isinstance(made, bytes)
    return made
