"""The wordings of papers: ordered paragraphs in versions, a national base and what a regime adds or puts in place.

A kind of paper is one file, `wordings/KIND.yaml`; a regime's folder may hold `papers/KIND.yaml` with paragraphs of its
own: one with the id of a paragraph of the base stands in its place, a new one names the paragraph it comes after. Which
version of a paragraph counts is decided by the day of the paper. `words.yaml` says how names of the rules are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from dingdian.law.regime import Regime, dotted_key
from dingdian.law.schema import Group, Parameters
from dingdian.law.values import AsTuple, Bool, Day, Model, Role, Text, Texts
from dingdian.located import Document, InvalidInput, Problem, dotted, read_yaml
from dingdian.messages import explain_error
from dingdian.papers.vocabulary import FAMILIES, Vocabulary
from dingdian.regimes import folder_of
from dingdian.regimes import load as load_regime

BASE = Path(__file__).parent / "wordings"
WORDS, AGREEMENT = "words", "agreement"
BLANK = re.compile(r"\{([^{}]*)\}")
RULE = "rule:"
Style = Literal["addressee", "body", "heading", "subheading", "table", "note", "signature_line"]
Pair = Annotated[tuple[str, str], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]


class Paragraph(Model):
    """One version of a paragraph, counting from a day. Without text and rows it falls away from that day on.

    `each`: once for every item of a list, whose blanks are named without the list. `rows`: label and text of a table.
    `holds`: provisions that it makes, by the names that rules use where they want them in the text.
    """

    id: Text
    from_: Day = Field(alias="from")
    style: Style = "body"
    when: Annotated[tuple[str, ...], AsTuple] = ()
    each: Text | None = None
    text: Text | None = None
    rows: Annotated[tuple[Pair, ...], AsTuple] = ()
    after: Text | None = None
    holds: Annotated[tuple[Text, ...], AsTuple] = ()
    note: str = ""

    @property
    def version(self) -> str:
        return f"{self.id}@{self.from_.isoformat()}"


class Kind(Model):
    """A kind of paper: title, mark in its number, who makes it, whom it goes to, and its paragraphs.

    `when`: conditions on the rules under which there is such a paper at all.
    """

    kind: Text
    title: Text
    mark: Text
    made_by: Annotated[tuple[Role, ...], AsTuple]
    to: Literal["institution", "person", "partner", "file"]
    receipt: Bool = False
    several_sites: Bool = False
    when: Annotated[tuple[str, ...], AsTuple] = ()
    paragraphs: Annotated[tuple[Paragraph, ...], AsTuple]


class Regional(Model):
    """What a regime puts in place of, or adds to, the base."""

    kind: Text
    title: Text | None = None
    mark: Text | None = None
    made_by: Annotated[tuple[Role, ...], AsTuple] | None = None
    receipt: Bool | None = None
    paragraphs: Annotated[tuple[Paragraph, ...], AsTuple] = ()


class Dictionary(Model):
    """How names that rules use are written in papers."""

    words: dict[str, Text]


@dataclass(frozen=True)
class Place:
    """The versions of one paragraph, of the base and of the regime."""

    id: str
    base: tuple[Paragraph, ...]
    own: tuple[Paragraph, ...]

    def on(self, day: date) -> Paragraph | None:
        """The version that counts on a day: the regime's, else the base's; none if it has fallen away."""
        for versions in (self.own, self.base):
            known = [p for p in versions if p.from_ <= day]
            if known:
                found = max(known, key=lambda p: p.from_)
                return found if found.text or found.rows else None
        return None


@dataclass(frozen=True)
class Wording:
    """A kind of paper as a regime words it."""

    kind: str
    title: str
    mark: str
    made_by: tuple[Role, ...]
    to: str
    receipt: bool
    several_sites: bool
    places: tuple[Place, ...]
    when: tuple[str, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        return FAMILIES[self.kind]

    def on(self, day: date) -> Iterator[Paragraph]:
        """The paragraphs that count on a day, in order."""
        for place in self.places:
            found = place.on(day)
            if found is not None:
                yield found


def kinds() -> list[str]:
    """Every kind of paper that has a wording, in the order of the vocabulary."""
    return [kind for kind in FAMILIES if (BASE / f"{kind}.yaml").is_file()]


def load(kind: str, regime_id: str = "", extra: Sequence[Path] = ()) -> Wording:
    """The wording of a kind under a regime, checked. Raises `InvalidInput` with every problem found."""
    base, own = BASE / f"{kind}.yaml", _own(regime_id, kind, extra)
    return _load(base, own, _stamp(base), _stamp(own))


def words(regime_id: str = "", extra: Sequence[Path] = ()) -> Mapping[str, str]:
    """How names of the rules are written, the regime's own words first."""
    own = _own(regime_id, WORDS, extra)
    found = dict(_words(BASE / f"{WORDS}.yaml", _stamp(BASE / f"{WORDS}.yaml")))
    return found | dict(_words(own, _stamp(own))) if own is not None else found


def check(regime_id: str, extra: Sequence[Path] = ()) -> list[Problem]:
    """Everything wrong with the wordings that a regime has or brings."""
    problems: list[Problem] = []
    folder = folder_of(regime_id, extra) / "papers"
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        if path.stem != WORDS and path.stem not in FAMILIES:
            known = "、".join([*FAMILIES, WORDS])
            problems.append(Problem(str(path), None, "", f"没有名为 {path.stem} 的文书", known, "改正文件名"))
    for kind in [*kinds(), WORDS]:
        try:
            words(regime_id, extra) if kind == WORDS else load(kind, regime_id, extra)
        except InvalidInput as error:
            problems += error.problems
    return problems


def missing(worded: Wording, regime: Regime, day: date) -> list[str]:
    """What the rules want written into a paper of this kind and the paragraphs of a day do not hold."""
    if worded.kind != AGREEMENT or regime.persons is None:
        return []
    held = {name for paragraph in worded.on(day) for name in paragraph.holds}
    return [name for name in regime.parameters.agreement.must_contain.value if name not in held]


def warnings(regime_id: str, extra: Sequence[Path] = ()) -> list[Problem]:
    """From which day on the text of agreements lacks what the rules want in it; the clause stands with it."""
    regime, worded = load_regime(regime_id, extra), load(AGREEMENT, regime_id, extra)
    named = words(regime_id, extra)
    path = _own(regime_id, AGREEMENT, extra) or BASE / f"{AGREEMENT}.yaml"
    days = sorted({p.from_ for place in worded.places for p in (*place.base, *place.own)})
    found: dict[str, date] = {}
    for day in days:
        gaps = missing(worded, regime, day)
        found = {name: found.get(name, day) for name in gaps}
    return [
        Problem(str(path), None, "paragraphs",
                f"{since} 起的协议文本没有写明“{named.get(name, name)}”（{_cites(regime)}要求写入）",
                f"一段标有 holds: [{name}]", "补上这一段，或在写明它的一段标上 holds")
        for name, since in found.items()
    ]  # fmt: skip


def _cites(regime: Regime) -> str:
    clauses = regime.flat["agreement.must_contain"].clauses
    return "、".join(regime.clauses[c].cite for c in clauses if c in regime.clauses) or "规则"


def _own(regime_id: str, kind: str, extra: Sequence[Path]) -> Path | None:
    """The file in the folder of a regime; where two regimes bind a region, in the persons' one."""
    if not regime_id:
        return None
    path = folder_of(regime_id.partition("+")[0], extra) / "papers" / f"{kind}.yaml"
    return path if path.is_file() else None


def _stamp(path: Path | None) -> float:
    return path.stat().st_mtime if path is not None and path.is_file() else 0.0


@lru_cache(maxsize=256)
def _load(base: Path, own: Path | None, *stamps: float) -> Wording:
    if not base.is_file():
        known = "、".join(kinds())
        raise InvalidInput([Problem(str(base), None, "", f"没有名为 {base.stem} 的文书", known, "核对名称")])
    problems: list[Problem] = []
    whole = read_yaml(base.read_text(encoding="utf-8"), str(base))
    kind = cast(Kind | None, _read(Kind, whole, problems))
    regional: Regional | None = None
    theirs: Document | None = None
    if own is not None:
        theirs = read_yaml(own.read_text(encoding="utf-8"), str(own))
        regional = cast(Regional | None, _read(Regional, theirs, problems))
    if problems or kind is None:
        raise InvalidInput(problems)
    for document, found in ((whole, kind), (theirs, regional)):
        if document is not None and found is not None:
            problems += _named(document, found, base.stem)
            problems += _spoken(document, found.paragraphs, FAMILIES[base.stem])
    problems += _ruled(whole, ("when",), kind.when)
    places = _places(kind, regional, theirs, problems)
    if problems:
        raise InvalidInput(problems)
    r = regional or Regional(kind=kind.kind)
    return Wording(
        kind.kind, r.title or kind.title, r.mark or kind.mark, r.made_by or kind.made_by, kind.to,
        kind.receipt if r.receipt is None else r.receipt, kind.several_sites, tuple(places), kind.when,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _words(path: Path, stamp: float) -> tuple[tuple[str, str], ...]:
    problems: list[Problem] = []
    found = cast(Dictionary | None, _read(Dictionary, read_yaml(path.read_text(encoding="utf-8"), str(path)), problems))
    if found is None:
        raise InvalidInput(problems)
    return tuple(found.words.items())


def _read(model: type[BaseModel], document: Document, problems: list[Problem]) -> BaseModel | None:
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for e in error.errors():
            message, expected, remedy = explain_error(e)
            path = tuple(e["loc"])
            problems.append(Problem(document.name, document.line(path), dotted(path), message, expected, remedy))
        return None


def _named(document: Document, found: Kind | Regional, name: str) -> Iterator[Problem]:
    """The kind of the file, and no version of a paragraph twice."""
    if found.kind != name:
        yield Problem(document.name, document.line(("kind",)), "kind", "与文件名不一致", name, f"改为 {name}")
    seen: set[str] = set()
    for n, paragraph in enumerate(found.paragraphs):
        if paragraph.version in seen:
            where = ("paragraphs", n, "from")
            yield Problem(document.name, document.line(where), dotted(where), f"{paragraph.id} 的这一版写了两次",
                          "同一段的各版自不同的日子起", "改正 from，或并成一段")  # fmt: skip
        seen.add(paragraph.version)


def _spoken(document: Document, paragraphs: Iterable[Paragraph], known: Vocabulary) -> Iterator[Problem]:
    """Blanks, lists and conditions that there are not."""
    for n, p in enumerate(paragraphs):
        at: tuple[Any, ...] = ("paragraphs", n)
        if p.each is not None and p.each not in known.lists:
            yield _unknown(document, (*at, "each"), f"没有名为 {p.each} 的列表", known.lists)
        item = known.lists.get(p.each or "", {})
        texts = [((*at, "text"), p.text or "")]
        texts += [((*at, "rows", i, k), text) for i, row in enumerate(p.rows) for k, text in enumerate(row)]
        for where, text in texts:
            for name in BLANK.findall(text):
                if name not in item and name not in known.blanks:
                    yield _unknown(document, where, f"没有名为 {{{name}}} 的空", [*item, *known.blanks])
        for i, condition in enumerate(p.when):
            name = condition.removeprefix("not ")
            if name.startswith(RULE):
                yield from _ruled(document, (*at, "when", i), [condition])
            elif name not in item and name not in known.blanks and name not in known.flags:
                yield _unknown(
                    document, (*at, "when", i), f"没有名为 {name} 的条件", [*known.flags, *item, *known.blanks]
                )


def _ruled(document: Document, path: tuple[Any, ...], conditions: Iterable[str]) -> Iterator[Problem]:
    """Conditions on parameters that there are not."""
    for condition in conditions:
        key = condition.removeprefix("not ").removeprefix(RULE).partition("=")[0]
        if key not in _rule_keys():
            yield _unknown(document, path, f"规则里没有名为 {key} 的参数", ())


def _unknown(document: Document, path: tuple[Any, ...], message: str, known: Iterable[str]) -> Problem:
    expected = "、".join(known) or "人员规则包的参数名"
    return Problem(document.name, document.line(path), dotted(path), message, expected, "改正拼写")


def _places(kind: Kind, regional: Regional | None, document: Document | None, problems: list[Problem]) -> list[Place]:
    """The paragraphs in order, each with its versions; new ones of the regime come after the one they name."""
    base: dict[str, list[Paragraph]] = {}
    for paragraph in kind.paragraphs:
        base.setdefault(paragraph.id, []).append(paragraph)
    order, own = list(base), dict[str, list[Paragraph]]()
    for n, paragraph in enumerate(regional.paragraphs if regional else ()):
        own.setdefault(paragraph.id, []).append(paragraph)
        if paragraph.id in order:
            continue
        if paragraph.after not in order:
            assert document is not None
            where = ("paragraphs", n, "after")
            problems.append(
                Problem(
                    document.name,
                    document.line(where),
                    dotted(where),
                    f"新的一段 {paragraph.id} 没有写明接在哪一段之后",
                    "、".join(order),
                    "写上 after: 段号",
                )
            )
            continue
        order.insert(order.index(paragraph.after) + 1, paragraph.id)
    return [Place(name, tuple(base.get(name, ())), tuple(own.get(name, ()))) for name in order]


@lru_cache(maxsize=1)
def _rule_keys() -> frozenset[str]:
    keys = set()
    for name, info in Parameters.model_fields.items():
        kind = info.annotation
        grouped = isinstance(kind, type) and issubclass(kind, Group)
        keys |= {dotted_key(name, inner) for inner in kind.model_fields} if grouped else {name}  # type: ignore[union-attr]
    return frozenset(keys)


__all__ = ["BLANK", "RULE", "Paragraph", "Texts", "Wording", "check", "kinds", "load", "missing", "warnings", "words"]
