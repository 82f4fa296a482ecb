"""The Word edition of a paper, for further use in an office. Written paragraph by paragraph by python-docx.

A template engine over a .docx (docxtpl) would keep the wording a second time, in a binary file; here the one list of
blocks that makes the PDF also makes this.
"""

from __future__ import annotations

from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dingdian.papers.document import Block, Document, day_in_words

BODY, HEI, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
PITCH = Pt(28.99)
_FACES = {"heading": HEI, "subheading": KAI, "note": KAI}


def edition(document: Document, number: str) -> bytes:
    """The text with its number, without seal; margins and type by GB/T 9704."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _line(made, document.office, TITLE, 30, centre=True, red=True)
    _line(made, number, BODY, 16, centre=True)
    if document.draft:
        _line(made, "草案：仅供模拟", HEI, 16, centre=True)
    _line(made, document.title, TITLE, 22, centre=True)
    for block in document.blocks:
        _block(made, block)
    for words in ("", document.office, day_in_words(document.day)):
        _line(made, words, BODY, 16, right=True)
    _line(made, "本文字稿没有印章，不具效力；以加盖电子印章的原件为准。", KAI, 12)
    made.core_properties.title, made.core_properties.author = document.title, document.office
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _block(made: object, block: Block) -> None:
    if block.style == "table":
        table = made.add_table(rows=0, cols=2)  # type: ignore[attr-defined]
        table.style = "Table Grid"
        for label, value in block.rows:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = Mm(34), Mm(122)
            for cell, words, face in ((cells[0], label, HEI), (cells[1], value, BODY)):
                _run(cell.paragraphs[0], words, face, 14)
        return
    indent = 0 if block.style in ("addressee", "signature_line") else 2
    _line(made, block.text, _FACES.get(block.style, BODY), 16, indent=indent)


def _line(
    made: object, words: str, face: str, size: int, *, centre: bool = False, right: bool = False, red: bool = False,
    indent: int = 0,
) -> None:  # fmt: skip
    paragraph = made.add_paragraph()  # type: ignore[attr-defined]
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, max(PITCH, Pt(size * 1.3))
    form.first_line_indent = Pt(size * indent)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        paragraph.alignment, form.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(size * 4)
    _run(paragraph, words, face, size, red=red)


def _run(paragraph: object, words: str, face: str, size: int, *, red: bool = False) -> None:
    run = paragraph.add_run(words)  # type: ignore[attr-defined]
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if red:
        run.font.color.rgb = RGBColor(0xC0, 0, 0)
