"""Write docs/regime-schema.md from the typed schema; `--check` fails if it is out of date."""

from __future__ import annotations

import re
import sys
import typing
from pathlib import Path

from pydantic.fields import FieldInfo

from dingdian.law.regime import dotted_key
from dingdian.law.schema import Group, Parameters

TARGET = Path(__file__).parents[1] / "docs" / "regime-schema.md"
HEAD = """# Parameters of a persons' regime

Made from `src/dingdian/law/schema.py` by `tools/schema_doc.py`; do not edit. Every parameter is compulsory and written
`group.name: {value, basis, clauses}`. `null` in a type means that the text may be silent.

| parameter | type | meaning |
|---|---|---|
"""


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


def document() -> str:
    """The whole page."""
    text = HEAD
    for name, info in Parameters.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            text += "".join(_row(dotted_key(name, inner), field) for inner, field in kind.model_fields.items())
        else:
            text += _row(name, info)
    return text


if __name__ == "__main__":
    new = document()
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == new else 1)
    TARGET.write_text(new, encoding="utf-8")
