"""Results of marked tests are kept for exactly the tree they were won on, whole, and by any number of workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dingdian.proof import stamp

CONFTEST = Path(__file__).parents[1] / "recording.py"
PYPROJECT = """\
[tool.pytest.ini_options]
testpaths = ["tests"]
addopts = ["-q", "--strict-markers", "-m", "not long", "-p", "no:cacheprovider"]
markers = ["proves(*clauses): clauses", "long: long"]
"""
TESTS = """\
import pytest

@pytest.mark.proves("a/1", "a/2")
def test_good(): pass

@pytest.mark.proves("a/3")
def test_bad(): assert FLAG

@pytest.mark.proves("a/4")
def test_skipped(): pytest.skip()

@pytest.mark.long
@pytest.mark.proves("a/5")
def test_long(): pass

@pytest.mark.parametrize("x", [1, pytest.param(2, marks=pytest.mark.proves("a/6"))])
def test_parameters(x): pass

def test_unmarked(): pass
"""
PASSED = {
    "tests/test_it.py::test_good": ("a/1", "a/2"),
    "tests/test_it.py::test_parameters[2]": ("a/6",),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("src", "tests"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "src" / "module.py").write_text("X = 1\n")
    (tmp_path / "tests" / "test_it.py").write_text(f"FLAG = False\n{TESTS}")
    shutil.copy(CONFTEST, tmp_path / "tests" / "conftest.py")
    return tmp_path


def run(project: Path, *arguments: str) -> stamp.Tests | None:
    command = [sys.executable, "-B", "-m", "pytest", *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1, 5), done.stdout + done.stderr
    return stamp.read(project, stamp.tree_hash(project))


@pytest.mark.parametrize("arguments", [(), ("-p", "xdist", "-n", "2"), ("tests",), ("-m", stamp.SELECTION)], ids=str)
def test_a_whole_run_keeps_what_passed(project: Path, arguments: tuple[str, ...]) -> None:
    assert run(project, *arguments) == PASSED


@pytest.mark.parametrize("arguments", [("tests/test_it.py",), ("-k", "good"), ("-x",)], ids=str)
def test_a_partial_run_keeps_nothing_by_itself(project: Path, arguments: tuple[str, ...]) -> None:
    assert run(project, *arguments) is None


def test_a_partial_run_updates_what_it_ran(project: Path) -> None:
    run(project)
    tree = stamp.tree_hash(project)
    stamp.write(project, tree, {"tests/test_it.py::test_bad": ("a/3",), "tests/test_it.py::test_good": ("a/1", "a/2")})
    assert run(project, "-k", "test_bad or test_parameters") == PASSED


def test_results_of_another_tree_count_for_nothing(project: Path) -> None:
    run(project)
    (project / "src" / "module.py").write_text("X = 2\n")
    assert stamp.read(project, stamp.tree_hash(project)) is None


def test_nothing_is_kept_of_a_run_against_a_changed_law(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINGDIAN_REGIMES", str(project))
    assert run(project) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tree": "x"}', '{"tree": "T", "tests": [1]}'])
def test_a_broken_file_is_no_result(project: Path, text: str) -> None:
    (project / ".proofs").mkdir()
    (project / ".proofs" / "tests.json").write_text(text)
    assert stamp.read(project, "T") is None


def test_the_hash_sees_names_and_contents_but_not_what_python_leaves(project: Path) -> None:
    seen = {stamp.tree_hash(project)}
    (project / "src" / "__pycache__").mkdir()
    (project / "src" / "__pycache__" / "module.pyc").write_bytes(b"x")
    seen.add(stamp.tree_hash(project))
    assert len(seen) == 1
    (project / "src" / "module.py").rename(project / "src" / "other.py")
    seen.add(stamp.tree_hash(project))
    (project / "tests" / "data.yaml").write_text("a: 1\n")
    seen.add(stamp.tree_hash(project))
    assert len(seen) == 3


def test_running_tells_how_far_it_is(project: Path) -> None:
    told: list[int] = []
    stamp.run(project, told.append)
    assert told[-1] == 100
    assert stamp.read(project, stamp.tree_hash(project)) == PASSED
