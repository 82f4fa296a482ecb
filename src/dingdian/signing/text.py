"""The text of an agreement: the region's wording, and what the published template adds to it.

A template in force is one the law's process has published; its additions are the clauses that it declares, in the words
it gives them. An addition that touches the base instead of adding to it is refused, whatever the process let pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dingdian.journal.models import Region
from dingdian.law.explain import Reason, cited
from dingdian.law.institutions import upkeep as u
from dingdian.law.register import Register
from dingdian.papers import wording
from dingdian.papers.document import Block, Document, Facts, compose, day_in_words, in_chinese
from dingdian.papers.facts import Office, cites

KIND = "agreement"
_SIGNED_BY_HAND = "signed"
_TOUCHES = {"alter": "改动", "weaken": "减弱", "delete": "删除"}


class Conflicting(Exception):  # noqa: N818
    """An addition does not go with the base; the text names the clauses and what to do."""


@dataclass(frozen=True)
class Template:
    """A published version and the words that it and its base add: (number, words)."""

    version: str
    additions: tuple[tuple[str, str], ...]


def template(r: Register) -> Template | None:
    """The template in force: the last published one, with its base's additions first. Raises `Conflicting`."""
    drafts = [x.act for x in r.records if isinstance(x.act, u.TemplateDraft)]
    published = [d for d in drafts if r.states.get(("template", (d.id or "",))) == "published"]
    if not published:
        return None
    own = published[-1]
    base = next((d for d in published if d.version == own.base), None)
    _agree(r, own, base)
    clauses = [*(base.clauses if base is not None else ()), *own.clauses]
    return Template(own.version, tuple((c.no, c.text_ref or "") for c in clauses if c.text_ref))


def _agree(r: Register, own: u.TemplateDraft, base: u.TemplateDraft | None) -> None:
    wrong = list(_wrong(r, own, base))
    if wrong:
        raise Conflicting(
            f"协议文本 {own.version} 的补充条款与范本抵触：{'；'.join(wrong)}。改为只作补充并重新发布后再编制"
        )


def _wrong(r: Register, own: u.TemplateDraft, base: u.TemplateDraft | None) -> Iterator[str]:
    taken = {c.no for c in base.clauses} if base is not None else set()
    sheets = [x.act for x in r.records if isinstance(x.act, u.TemplateCheck) and x.act.of == own.id]
    results = {row.clause: row.result for sheet in sheets for row in sheet.rows}
    for clause in own.clauses if own.base is not None else ():
        if clause.change != "add":
            yield f"第 {clause.no} 条{_TOUCHES[clause.change]}范本第 {clause.base_clause or clause.no} 条"
        elif clause.no in taken:
            yield f"第 {clause.no} 条与范本同一条重号"
        elif results.get(clause.no) == "conflict":
            yield f"第 {clause.no} 条经核对抵触"
        elif not clause.text_ref:
            yield f"第 {clause.no} 条没有条文"


def written(
    region: Region, r: Register, made: Template | None, office: Office, institution: tuple[str, str],
    term: tuple[date, date], day: date,
) -> Document:  # fmt: skip
    """The text on a day for an institution (name, code) and a term (both days included)."""
    worded = wording.load(KIND, r.regime.id)
    name, code = institution
    provision = cites(r.regime, cited(r.regime, [Reason("", ("agreement.must_contain",))])) if r.regime.persons else ""
    blanks = dict.fromkeys(worded.vocabulary.blanks, "") | {
        "office": office.name, "address": office.address, "phone": office.phone, "rules": r.regime.title,
        "today": day_in_words(day), "institution": name, "institution_code": code,
        "first_day": day_in_words(term[0]), "last_day": day_in_words(term[1]), "provision_clauses": provision,
    }  # fmt: skip
    flags = frozenset({"draft"} if r.regime.is_draft else ())
    lists = dict.fromkeys(worded.vocabulary.lists, ())
    document = compose(worded, Facts(blanks, flags, lists), r.regime, day)
    # What is signed by hand has lines for it; here both seals stand below the text.
    kept = [b for b in document.blocks if b.source.partition("@")[0] != _SIGNED_BY_HAND]
    notes = [b for b in kept if b.style == "note"]
    body = [b for b in kept if b.style != "note"]
    return replace(document, blocks=(*body, *_added(body, made), *notes))


def _added(body: list[Block], made: Template | None) -> Iterator[Block]:
    if made is None or not made.additions:
        return
    number = in_chinese(sum(b.style == "heading" for b in body) + 1)
    yield Block("heading", f"{number}、本地补充条款（协议文本 {made.version}）")
    for no, words in made.additions:
        yield Block("body", f"{no}　{words}")
