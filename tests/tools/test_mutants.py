"""The mutation run finds what can be changed, leaves the rest alone, and sees an obvious mutant die."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def mutants() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tools_mutants", ROOT / "tools" / "mutants.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tools_mutants"] = module
    spec.loader.exec_module(module)
    return module


def found(mutants: ModuleType, code: str) -> set[tuple[str, str]]:
    return {(c.before, c.after) for c in mutants.changes(ast.parse(code))}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("x = a in b", {("a in b", "a not in b")}),
        ("x = a and b", {("a and b", "a or b")}),
        ("x = a + b", {("a + b", "a - b")}),
        ("x = 7", {("7", "8"), ("7", "6")}),
        ("x = True", {("True", "False")}),
        ("x = not a", {("not a", "a")}),
        ("x = min(a, b)", {("min(a, b)", "max(a, b)")}),
        ("x = ('tiers.trigger', 'words')", {("('tiers.trigger', 'words')", "('words',)")}),
        ("def f():\n    return x", {("return x", "return None")}),
        ("def f():\n    x()", {("x()", "pass")}),
        ("def f():\n    x = y", {("x = y", "pass")}),
        ("def f():\n    if a:\n        raise b", {("if a:", "if not a:"), ("raise b", "pass")}),
        ("x = [a for a in b if c]", {(" for a in b if c", " for a in b if not c")}),
    ],
)
def test_what_is_changed(mutants: ModuleType, code: str, expected: set[tuple[str, str]]) -> None:
    assert found(mutants, code) == expected


@pytest.mark.parametrize(
    "code",
    [
        '"""words"""',
        'def f():\n    """words"""',
        "def f(x: Literal[1, 2]) -> Literal[3]: ...",
        "class A:\n    x: tuple[int, Literal[1]]",
        "Alias = Annotated[int, 5]",
        "x = 'tiers.trigger'",
    ],
)
def test_what_is_left_alone(mutants: ModuleType, code: str) -> None:
    assert found(mutants, code) == set()


def test_every_change_of_the_law_compiles_and_changes_something(mutants: ModuleType) -> None:
    path = mutants.LAW / "tiers.py"
    everything = mutants.mutants([path])
    same = compile(ast.parse(path.read_bytes()), str(path), "exec")
    assert len(everything) > 50
    assert all(m.code() != same for m in everything[:50])


def test_answers_are_kept(mutants: ModuleType) -> None:
    everything = mutants.mutants([mutants.LAW / "tiers.py"])
    first, second, third = everything[0], everything[10], everything[20]
    report = mutants.report([first, second], everything, 100, 1, "")
    assert "98 of 100 killed" in report and "Without an answer: 2" in report
    answered = report.replace(f"| {first.key[2]} |  |", f"| {first.key[2]} | changes nothing |")
    assert mutants.answers(answered) == {first.key: "changes nothing"}
    again = mutants.report([third], everything, 100, 2, answered)
    assert mutants.answers(again) == {first.key: "changes nothing"}
    assert f"| {third.key[2]} |  |" in again and second.key[2] not in again


TWICE = """
def f(a, b):
    if a:
        return 0
    return 0 if b else None

def g():
    return 0
"""


def test_the_same_change_twice_in_a_function_is_told_apart(
    mutants: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each is listed, answered and kept by itself; the first as it was before it had a number."""
    monkeypatch.setattr(mutants, "LAW", tmp_path)
    path = tmp_path / "twice.py"
    path.write_text(TWICE, encoding="utf-8")
    everything = mutants.mutants([path])
    assert len({m.key for m in everything}) == len(everything)
    same = [m for m in everything if (m.before, m.after) == ("0", "1")]
    assert [(m.function, m.line, m.number) for m in same] == [("f", 4, 1), ("f", 5, 2), ("g", 8, 1)]
    first, second, _ = same
    report = mutants.report([first, second], everything, 100, 1, "")
    rows = ["| `twice.py:4` | `f` | `0` → `1` |", "| `twice.py:5` | `f` (2) | `0` → `1` |"]
    assert [line.rstrip("| ") + " |" for line in report.splitlines() if "twice.py" in line] == rows
    assert mutants.listed(report) == {first.key, second.key}
    answered = report.replace(f"{rows[1]}  |", f"{rows[1]} changes nothing |")
    assert mutants.answers(answered) == {second.key: "changes nothing"}
    again = mutants.report([first], everything, 100, 2, answered)
    assert mutants.answers(again) == {second.key: "changes nothing"} and "Without an answer: 1" in again


TRIAL = """
import os, sys
sys.path.insert(0, "tools")
import mutants as m
m.prepare()
[mutant] = [x for x in m.mutants([m.LAW / "tiers.py"]) if (x.before, x.after) == ("total >= bound", "total > bound")]
print(os.waitstatus_to_exitcode(os.waitpid(m.attempt(mutant, 100), 0)[1]) == m.KILLED, m.dossiers_hold())
"""


def test_an_obvious_mutant_dies_and_the_unchanged_law_does_not() -> None:
    """A tier that is reached only above its bound."""
    done = subprocess.run([sys.executable, "-c", TRIAL], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


SLOW = """
import os, sys, time
sys.path.insert(0, "tools")
import mutants as m
from rich.console import Console
tries = []
def attempt(mutant, timeout):
    tries.append((mutant.index, timeout))
    process = os.fork()
    if process:
        return process
    m.signal.alarm(timeout)
    time.sleep({0: 0, 1: 1.5, 2: 9}[mutant.index])
    os._exit(m.KILLED)
m.attempt = attempt
survivors, late = m.run(m.mutants([m.LAW / "tiers.py"])[:3], 2, 1, Console(quiet=True))
print(survivors, [x.index for x in late], tries)
"""


def test_what_runs_too_long_is_tried_again_alone_with_twice_the_time() -> None:
    """The first mutant dies at once, the second by a test that was slow, the third runs too long twice."""
    done = subprocess.run([sys.executable, "-c", SLOW], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] [2] [(0, 1), (1, 1), (2, 1), (1, 2), (2, 2)]"


PASSES = """
import os, sys
sys.path.insert(0, "tools")
import mutants as m
m.prepare()
print(m.passes(["tests/law/test_dates.py", "-k", "weekend"]), file=sys.stderr)
"""


def test_the_unchanged_code_passes_without_the_plug_in_for_django() -> None:
    done = subprocess.run([sys.executable, "-c", PASSES], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.split()[-1] == "True", done.stdout


def test_a_change_is_tried_against_the_tests_of_its_own_half(mutants: ModuleType) -> None:
    law = mutants.LAW
    [persons, institutions] = (mutants.mutants([law / name])[0].place for name in ("acts.py", "institutions/acts.py"))
    assert mutants.selection(persons)[1:] == [mutants.DOSSIERS, mutants.MACHINE]
    assert mutants.selection(institutions)[1:] == [mutants.INSTITUTIONS, mutants.STRUCTURE, mutants.OFFICE]
    assert mutants.WALKS in mutants.selection("processes/guards/signing")
    assert mutants.selection("gate")[1:] == [mutants.MACHINE]
