"""YAML 1.2 text as plain data that remembers where each value stands.

Only `true` and `false` are booleans (so the key `on` is a string), a duplicate key is an error, dates stay
strings until a schema asks for a date. Every problem is a `Problem` with file, line, field, what was wrong,
what was expected and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, in the user's words."""

    file: str
    line: int | None
    field: str
    message: str
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        head = f"{place}: " if place else ""
        parts = [f"{head}字段 {self.field}: {self.message}" if self.field else f"{head}{self.message}"]
        if self.expected:
            parts.append(f"应为{self.expected}")
        if self.remedy:
            parts.append(f"办法：{self.remedy}")
        return "；".join(parts)

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "message": self.message,
            "expected": self.expected,
            "remedy": self.remedy,
        }


class InvalidInput(Exception):  # noqa: N818 - reads as what it is
    """An input that cannot be taken, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, list, str, int, float, bool, None) and the line of every path in it."""

    name: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Iterable[str | int]) -> int | None:
        """The line of a path, or of its nearest known parent."""
        p = tuple(path)
        while p not in self.lines and p:
            p = p[:-1]
        return self.lines.get(p)


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The core schema of YAML 1.2: null, true/false, decimal integers, floats; everything else is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def read_yaml(text: str, name: str) -> Document:
    """Parse one YAML document; raises `InvalidInput` with the line for anything that is not strict YAML 1.2."""
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        tab = mark is not None and "\t" in text.split("\n")[mark.line][: mark.column + 1]
        raise InvalidInput(
            [
                Problem(
                    name,
                    line,
                    "",
                    f"不是合法的 YAML（{error.problem or error.context}）",
                    "",
                    "缩进用空格，不用制表符" if tab else "检查缩进、冒号和引号",
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise InvalidInput([Problem(name, None, "", f"不是合法的 YAML（{error}）")]) from None
    if node is None:
        raise InvalidInput([Problem(name, 1, "", "文件是空的", "一个 YAML 映射")])
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    data = _plain(node, (), lines, problems, name, 0)
    if problems:
        raise InvalidInput(problems)
    return Document(name, data, lines)


def _plain(node: Any, path: Path, lines: dict[Path, int], problems: list[Problem], name: str, depth: int) -> Any:
    lines[path] = node.start_mark.line + 1
    if depth > 50:
        problems.append(Problem(name, lines[path], dotted(path), "嵌套太深"))
        return None
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(Problem(name, line, dotted(path), "键必须是文字"))
                continue
            if key in result:
                problems.append(
                    Problem(
                        name,
                        line,
                        dotted((*path, key)),
                        f"键 {key} 重复出现",
                        "每个键只写一次",
                        "删去或合并重复的键",
                    )
                )
                continue
            result[key] = _plain(value_node, (*path, key), lines, problems, name, depth + 1)
            lines[(*path, key)] = line
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(n, (*path, i), lines, problems, name, depth + 1) for i, n in enumerate(node.value)]
    return _scalar(node, path, problems, name)


def _scalar(node: Any, path: Path, problems: list[Problem], name: str) -> Any:
    tag, text = node.tag.rsplit(":", 1)[-1], node.value
    if tag == "null":
        return None
    if tag == "bool":
        return text == "true"
    if tag == "int":
        return int(text)
    if tag == "float":
        return Decimal(text)
    if tag == "str":
        return text
    problems.append(
        Problem(name, node.start_mark.line + 1, dotted(path), f"不认识的标签 !{tag}", "普通的值", "删去标签")
    )
    return None


def dotted(path: Iterable[str | int]) -> str:
    """`acts[2].on` for ("acts", 2, "on")."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out
