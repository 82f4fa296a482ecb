"""Write docs/regime-schema.md from the typed schemas; `--check` fails if it is out of date."""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dingdian.law.institutions import entry, grounds, rows  # noqa: F401  (entry and grounds enter their tests)
from dingdian.law.institutions.asked import TESTS as CONDITIONS
from dingdian.law.institutions.scene import TESTS as GROUNDS
from dingdian.law.institutions.schema import Rules
from dingdian.law.regime import dotted_key
from dingdian.law.schema import Group, Parameters

TARGET = Path(__file__).parents[1] / "docs" / "regime-schema.md"
HEAD = """# Parameters of a regime

Made from `src/dingdian/law/schema.py` and `src/dingdian/law/institutions/schema.py` by `tools/schema_doc.py`; do not
edit. A regime has rules on persons (`parameters:`), on institutions (`institutions:`), or both. Every parameter of a
half that is there is compulsory and written `key: {value, basis, clauses}`. `null` in a type means that the text may be
silent.

## Persons

| parameter | type | meaning |
|---|---|---|
"""
INSTITUTIONS = """
## Institutions

A null asks a human and never punishes by itself; with basis `not_applicable` the rule does not exist there. The day a
length runs from is never counted.

"""
RECORDS = """
### Rows and lengths

The kinds of value that the table above names. A field in brackets may be left out.

| kind | fields | meaning |
|---|---|---|
"""
TESTS = """
### Tests that rows may name

A row of `conditions` or `negative_list` names one of the first table, a row of the grounds one of the second. New
conditions and grounds are made of these without code.

| condition | what it looks at |
|---|---|
"""
PARTS = {
    "DocumentRules": "The document",
    "EntryRules": "Entry",
    "EvaluationRules": "Evaluation and publicity",
    "AgreementRules": "Agreement and renewal",
    "ExitRules": "Suspension, termination, dispute",
    "MoneyRules": "Settlement and management",
    "ScreenRules": "Screens and coaching",
}


def _type(annotation: object) -> str:
    """The type of a value as an office would read it."""
    inner = typing.get_args(annotation) or getattr(annotation, "__pydantic_generic_metadata__", {}).get("args", ())
    text = " | ".join(_plain(x) for x in inner)
    return text.replace("|", "\\|")


def _plain(kind: object) -> str:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _plain(args[0])
    if origin is typing.Literal:
        return " / ".join(str(a) for a in args)
    if origin in (typing.Union, type(int | str)):
        return " | ".join(_plain(a) for a in args)
    if origin is tuple:
        return f"list of {_plain(args[0])}"
    if origin is dict:
        return f"map {_plain(args[0])} → {_plain(args[1])}"
    if kind is type(None):
        return "null"
    return re.sub(r"^str$", "text", getattr(kind, "__name__", str(kind)))


def _row(key: str, info: FieldInfo) -> str:
    return f"| `{key}` | {_type(info.annotation)} | {info.description or ''} |\n"


def _persons() -> Iterator[str]:
    for name, info in Parameters.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            yield from (_row(dotted_key(name, inner), field) for inner, field in kind.model_fields.items())
        else:
            yield _row(name, info)


def _institutions() -> Iterator[str]:
    for part in Rules.__mro__:
        if part.__name__ in PARTS:
            yield f"### {PARTS[part.__name__]}\n\n| parameter | type | meaning |\n|---|---|---|\n"
            own = [name for name in Rules.model_fields if name in part.__annotations__]
            yield from (_row(name, Rules.model_fields[name]) for name in own)
            yield "\n"


def _records() -> Iterator[str]:
    for kind in vars(rows).values():
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == rows.__name__:
            fields = (f.alias or n if f.is_required() else f"[{f.alias or n}]" for n, f in kind.model_fields.items())
            yield f"| {kind.__name__} | {', '.join(f'`{x}`' for x in fields)} | {_first(kind)} |\n"


def _first(documented: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((documented.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|")


def document() -> str:
    """The whole page."""
    text = HEAD + "".join(_persons()) + INSTITUTIONS + "".join(_institutions()).rstrip() + "\n"
    text += RECORDS + "".join(_records()) + TESTS
    text += "".join(f"| `{name}` | {_first(test)} |\n" for name, test in sorted(CONDITIONS.items()))
    text += "\n| ground | what it looks for |\n|---|---|\n"
    return text + "".join(f"| `{name}` | {_first(test)} |\n" for name, test in sorted(GROUNDS.items()))


if __name__ == "__main__":
    new = document()
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == new else 1)
    TARGET.write_text(new, encoding="utf-8")
