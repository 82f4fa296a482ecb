"""What stands on the printed page: the whole text, in its order, with every day known to the law; each kind of paper."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from dingdian.law.deadlines import DEADLINES, Query, deadline
from dingdian.law.register import Register
from dingdian.papers.document import day_in_words
from dingdian.papers.facts.shared import replayed
from dingdian.papers.layout import Marks, typesetter
from dingdian.papers.wording import kinds
from tests.papers.stories import Told, papers

STORIES = (
    "hainan-2022/dossiers/*/20.6-other-grounds-need-an-entry", "hainan-2022/dossiers/*/24-notice-and-appeal",
    "hainan-2022/dossiers/*/g30-credit-12", "qinghai-2025/dossiers/*/g22-repair-of-twelve",
    "yunnan-2025/dossiers/*/39-objection-ladder", "yunnan-2025/dossiers/*/30-three-levels",
    "yunnan-2025/dossiers/*/g07-second-crossing", "yunnan-2025/dossiers/*/7-commitment",
    "national-2025/dossiers/*/34.5-inform-and-talk", "yunnan-2025/dossiers/*/9-commitment-in-time",
)  # fmt: skip
MARKS = Marks("某医保〔2026〕12号", "ABCDEFGHJKLMNPQR", "https://example.org/verify/ABCDEFGHJKLMNPQR/", "7 · ab12cd34")
WATERMARK = "草案"
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def told() -> list[Told]:
    """One paper of each kind in each regime that has it."""
    found: dict[tuple[str, str], Told] = {}
    for story in STORIES:
        for t in papers(f"{story}.yaml"):
            found.setdefault((t.kind, t.register.regime.id), t)
    return list(found.values())


def plain(text: str) -> str:
    """Without blanks, and without the two characters that the watermark puts between others."""
    return re.sub(rf"[\s{WATERMARK}]", "", text)


def page_text(path: Path) -> str:
    """The text between the margins, page by page, in the order in which it was set."""
    box = ["-r", "72", "-x", "0", "-y", "100", "-W", "595", "-H", "643"]
    return subprocess.run(["pdftotext", "-raw", *box, str(path), "-"], capture_output=True, text=True).stdout


def fonts(path: Path) -> list[list[str]]:
    """The rows of pdffonts."""
    shown = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True).stdout
    return [line.split() for line in shown.splitlines()[2:]]


def days_of(r: Register, person: str, day: date) -> Iterator[date | None]:
    """Every day that the law knows about a person: acts, sanctions, last days, at each moment so far; and `day`."""
    yield day
    yield from (x.on for x in r.records)
    for name in ("underlying_on", "start_on", "end_on"):
        yield from (getattr(x.act, name, None) for x in r.records)
    if not person:
        return
    for n in range(len(r.records) + 1):
        known = replayed(r, n)
        account = known.account(person)
        for cause in account.causes:
            yield from (cause.first_day, cause.last_day, cause.ban_last, cause.restored_on)
        for ref in {line.handling for line in account.lines if line.handling} | {c.origin for c in account.causes}:
            for step in {"review.request", "restoration.apply", "notice.deliver_to_person"} & DEADLINES.keys():
                for place in {None, *(f.institution for f in r.filings(person))}:
                    for by in ("person", "institution"):
                        due = deadline(known, step, Query(ref, person, place, by=by)).value
                        yield due.day if due is not None else None


def test_every_kind_of_paper_is_among_the_stories() -> None:
    assert {t.kind for t in told()} == set(kinds())


def test_the_page_says_all_of_it_in_order_in_fonts_that_it_carries(
    pdfsig: Callable[[Path], str], tmp_path: Path
) -> None:
    for t in told():
        path = tmp_path / "paper.pdf"
        path.write_bytes(typesetter().pdf(t.document, MARKS)[0])
        text, at = plain(page_text(path)), 0
        wanted = [t.document.office, MARKS.number, t.document.title]
        wanted += [p for b in t.document.blocks for p in (b.text, *(cell for row in b.rows for cell in row))]
        wanted += [t.document.office, day_in_words(t.document.day)]
        for words in wanted:
            found = text.find(plain(words), at)
            assert found >= 0, (t.story, t.kind, words)
            at = found + len(plain(words))
        assert ("送达回证" in text[at:]) is t.document.receipt, t.kind
        assert fonts(path) and all(row[-5] == "yes" for row in fonts(path)), t.kind


def test_each_day_on_a_paper_is_a_day_of_the_law() -> None:
    for t in told():
        text = "\n".join(b.text + " ".join(value for _, value in b.rows) for b in t.document.blocks)
        known = set(days_of(t.register, t.person, t.document.day))
        if t.kind == "points_notice" and "delivered" not in t.facts.flags:
            continue  # reckoned on a delivery that is yet to come: see test_compose
        said = {date(*map(int, found)) for found in DAY.findall(text)}
        assert said <= known, (t.story, t.kind, sorted(said - known))


@pytest.mark.proves("yunnan/14.4a")
def test_a_paper_on_a_sanction_says_that_the_right_to_practise_stays() -> None:
    """14(4): what is suspended or ended is the payment, not the practice."""
    sanctioned = [
        t for t in papers("yunnan-2025/dossiers/*/g07-second-crossing.yaml") if t.facts.blanks.get("first_day")
    ]
    notices = [t for t in sanctioned if t.kind == "points_notice"]
    assert notices
    for t in notices:
        assert any("不影响其执业资格和执业活动" in b.text for b in t.document.blocks)
