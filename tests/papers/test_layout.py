"""The form of GB/T 9704, measured on the PDF: paper, margins, lines and characters, page numbers, marks."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dingdian.papers.document import Block, Document
from dingdian.papers.layout import Marks, NoFont, NoGlyph, Typesetter, typesetter

MM = 72 / 25.4
DAY = date(2026, 3, 10)
NUMBERED = Marks(
    "云医保记通〔2026〕12号",
    "ABCDEFGHJKLMNPQR",
    "https://example.org/verify/ABCDEFGHJKLMNPQR/",
    "2026-03-10 · yn · 7 · ab12cd34",
)


def document(text: str = "字" * 28 * 60, *, draft: bool = False) -> Document:
    return Document("circular", "通报", "某市医疗保险中心", DAY, (Block("addressee", text),), draft)


def words(pdf: bytes, folder: Path) -> list[tuple[int, float, float, float, float, str]]:
    """(page, left, top, right, bottom, text) of each piece of text, in mm from the upper left corner."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True).stdout
    found, page = [], 0
    for line in shown.splitlines():
        page += "<page " in line
        if box := re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line):
            left, top, right, bottom = (float(v) / MM for v in box.groups()[:4])
            found.append((page, left, top, right, bottom, box[5]))
    return found


def test_a_page_has_22_lines_of_28_characters_within_its_margins(pdfsig: Callable[[Path], str], tmp_path: Path) -> None:
    pdf, _ = typesetter().pdf(document(), NUMBERED)
    found = words(pdf, tmp_path)
    lines = [w for w in found if w[0] == 2 and set(w[5]) == {"字"}]
    assert len(lines) == 22
    assert {len(w[5]) for w in lines} == {28}
    assert all(abs(w[1] - 28) < 0.5 and abs(w[3] - (210 - 26)) < 0.5 for w in lines)
    assert 36 < min(w[2] for w in lines) < 39 and 256 < max(w[4] for w in lines) < 262
    tops = sorted(w[2] for w in lines)
    assert {round(b - a, 1) for a, b in itertools.pairwise(tops)} <= {10.2, 10.3}


def test_pages_are_numbered_outside_and_carry_code_and_checkpoint(
    pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    pdf, _ = typesetter().pdf(document(), NUMBERED)
    found = words(pdf, tmp_path)
    for page, left in ((1, False), (2, True)):
        digits = [w for w in found if w[0] == page and w[5] == str(page) and w[2] > 262 and w[4] - w[2] > 4]
        assert len(digits) == 1 and (digits[0][1] < 60) is left
        text = "".join(w[5] for w in found if w[0] == page)
        assert "ABCD-EFGH-JKLM-NPQR" in text and "ab12cd34" in text
        assert max(w[4] for w in found if w[0] == page) < 297 - 5  # printers leave the edge white


def test_it_is_pdf_a_with_its_fonts_inside_and_the_same_every_time(tmp_path: Path) -> None:
    pdf, spot = typesetter().pdf(document(), NUMBERED)
    assert b"pdfaid:part" in pdf and re.search(rb"pdfaid:part>2<", pdf)
    assert typesetter().pdf(document(), NUMBERED) == (pdf, spot)
    assert spot.page >= 2 and 300 < spot.x < 595 - 26 * MM and 35 * MM < spot.y < 842 - 37 * MM


@pytest.mark.parametrize(
    ("marks", "draft", "shown"),
    [(NUMBERED, True, "草"), (Marks(), False, "预览，未编号未用印"), (NUMBERED, False, "")],
)
def test_what_does_not_count_says_so(
    pdfsig: Callable[[Path], str], tmp_path: Path, marks: Marks, draft: bool, shown: str
) -> None:
    pdf, _ = typesetter().pdf(document("短。", draft=draft), marks)
    text = "".join(w[5] for w in words(pdf, tmp_path))
    assert shown in text
    assert ("预览" in text) is (shown.startswith("预览")) and ("草" in text) is draft


def test_without_a_typeface_nothing_is_set() -> None:
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        Typesetter({"body": ("No Such Face",)})


@pytest.mark.parametrize("rare", ["𬱖", "㛃", "䶮", "𠮷"])
def test_rare_characters_of_names_are_shown(pdfsig: Callable[[Path], str], tmp_path: Path, rare: str) -> None:
    pdf, _ = typesetter().pdf(document(f"陈{rare}。"), NUMBERED)
    assert any(f"陈{rare}" in w[5] for w in words(pdf, tmp_path))


def test_a_character_without_a_picture_is_named_and_nothing_is_set() -> None:
    with pytest.raises(NoGlyph, match=r"“ꀀ”（U\+A000）字，文书没有印发.*fonts-hanazono"):
        typesetter().pdf(document("张ꀀ。"), NUMBERED)
    assert typesetter().pdf(document("张三。"), NUMBERED)[0].startswith(b"%PDF")  # the next one is set as ever


def test_before_the_first_night_the_foot_has_no_line_for_a_checkpoint(
    pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    text = {}
    for point in ("", NUMBERED.checkpoint):
        pdf, _ = typesetter().pdf(document("短。"), replace(NUMBERED, checkpoint=point))
        text[point] = "".join(w[5] for w in words(pdf, tmp_path))
    assert "检查点" not in text[""] and "尚无" not in text[""] and "ABCD-EFGH" in text[""]
    assert "卷宗检查点" in text[NUMBERED.checkpoint]


def test_what_a_narrow_typeface_lacks_is_taken_from_the_next() -> None:
    """Typefaces of one role are asked in their order."""
    wide = dict.fromkeys(("body", "hei", "kai", "title"), ("Noto Serif CJK SC",))
    both = Typesetter({role: ("Noto Sans CJK SC", *names) for role, names in wide.items()})
    assert both.family("body") == "Noto Sans CJK SC"
    assert both.families["body"][:2] == ["Noto Sans CJK SC", "Noto Serif CJK SC"]
    assert both.pdf(document("张䶮。"), NUMBERED)[0].startswith(b"%PDF")
