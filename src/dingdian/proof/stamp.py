"""Test results that prove clauses, kept with the hash of the tree they were won on.

The pytest hook in `tests/recording.py` writes `.proofs/tests.json` when a run covered every marked test; a result
counts only as long as `src/` and `tests/` are byte for byte what they were.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import dingdian

SELECTION = "proves and not long"
_PERCENT = re.compile(r"\[ *(\d+)%\]")

Tests = dict[str, tuple[str, ...]]
"""Id of a passed test → the clauses its marker names."""


def checkout() -> Path | None:
    """The root of the source tree this package runs from; null where it is installed without its tests."""
    root = Path(dingdian.__file__).resolve().parents[2]
    return root if (root / "tests").is_dir() and (root / "pyproject.toml").is_file() else None


def tree_hash(root: Path) -> str:
    """SHA-256 over the sorted paths and contents of src/ and tests/, without what Python or an install puts there."""
    digest = hashlib.sha256()
    for folder in ("src", "tests"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            made = any(p == "__pycache__" or p.startswith(".") or p.endswith(".egg-info") for p in name.parts)
            if path.is_file() and not made:
                content = path.read_bytes()
                digest.update(f"{name.as_posix()}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()


def _file(root: Path) -> Path:
    return root / ".proofs" / "tests.json"


def read(root: Path, tree: str) -> Tests | None:
    """The results won on that very tree, if there are any."""
    try:
        data = json.loads(_file(root).read_text(encoding="utf-8"))
        if data["tree"] != tree:
            return None
        return {test["id"]: tuple(test["clauses"]) for test in data["tests"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(root: Path, tree: str, tests: Mapping[str, Sequence[str]]) -> None:
    """Keep results; the file is replaced as a whole."""
    path = _file(root)
    path.parent.mkdir(exist_ok=True)
    rows = [{"id": name, "clauses": sorted(tests[name])} for name in sorted(tests)]
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"tree": tree, "tests": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    new.replace(path)


def run(root: Path, progress: Callable[[int], None]) -> str:
    """Run the marked tests in a process of their own; `progress` is told the per cent done. Returns what was said."""
    command = [sys.executable, "-m", "pytest", "-m", SELECTION, "--color=no", "-p", "no:cacheprovider", "tests"]
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if found := _PERCENT.search(line):
                progress(int(found.group(1)))
    return "".join(said)
