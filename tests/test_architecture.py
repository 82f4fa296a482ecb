"""The core is pure: what import-linter cannot see, read from the syntax tree of `dingdian.law`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LAW = Path(__file__).parents[1] / "src" / "dingdian" / "law"

# Files, network, processes, clocks and chance have no place in a function of acts and a regime.
FORBIDDEN_MODULES = {
    "asyncio",
    "fcntl",
    "glob",
    "http",
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
FORBIDDEN_BUILTINS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "uuid.uuid1",
    "uuid.uuid4",
}


def impurities(source: str) -> Iterator[str]:
    """Each place of a module that reaches outside it, as `line: what`."""
    tree = ast.parse(source)
    names: dict[str, str] = {}  # the name used in the module -> what it stands for
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in FORBIDDEN_MODULES:
                    yield f"{node.lineno}: import {alias.name}"
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            if node.module.partition(".")[0] in FORBIDDEN_MODULES:
                yield f"{node.lineno}: from {node.module} import"
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                if f"{node.module}.{alias.name}" in CLOCKS:
                    yield f"{node.lineno}: {node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            # A mention is enough: `default_factory=date.today` calls it too.
            if (meaning := dotted(node, names)) in CLOCKS:
                yield f"{node.lineno}: {meaning}"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in FORBIDDEN_BUILTINS - names.keys()
        ):
            yield f"{node.lineno}: {node.func.id}()"


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """`dt.date.today` as `datetime.date.today`, by the module's own imports; empty if it is no plain name."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def test_the_core_has_modules() -> None:
    assert list(LAW.rglob("*.py"))


@pytest.mark.parametrize("path", sorted(LAW.rglob("*.py")), ids=lambda p: p.relative_to(LAW).as_posix())
def test_the_core_is_pure(path: Path) -> None:
    assert list(impurities(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path as p",
        "from pathlib import Path",
        "import io, re",
        "from urllib.request import urlopen",
        "def f():\n    import time",
        "x = open('x')",
        "from datetime import date\nx = date.today()",
        "from datetime import date as Day\nx = Day.today",
        "import datetime as dt\nx = dt.date.today()",
        "import datetime\nx = datetime.datetime.now(tz=None)",
        "from uuid import uuid4",
    ],
)
def test_a_reach_outside_is_seen(source: str) -> None:
    assert len(list(impurities(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date, time\nx = date(2025, 1, 1)",
        "def f(case):\n    return case.open(), case.today",
        "from .time import clock",
        "from dingdian.law.acts import open\nopen()",
    ],
)
def test_a_like_name_is_no_reach_outside(source: str) -> None:
    assert list(impurities(source)) == []
