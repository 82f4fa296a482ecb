"""Change the code of the law in one place at a time, and see whether a test or a dossier notices.

A random sample of all changes (`--count`, `--seed`) of `src/dingdian/law` is tried. Each runs in a process forked from
one that has imported everything but the law, against all shipped dossiers and the fast tests of what was changed; the
first that fails kills it. One that runs too long is tried once more, alone and with twice the time, and then counts as
killed but is told apart. Survivors go to docs/proofs/mutants.md, where an answer that a person writes beside one is
kept from run to run. Exit code: 0 tried, 1 fewer were killed than `--least` asks, 2 the unchanged code already fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import os
import random
import re
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType

import hypothesis.stateful  # noqa: F401 - heavy imports are shared by every fork
import openpyxl  # noqa: F401
import pydantic  # noqa: F401
import pytest
import typer  # noqa: F401
from hypothesis import settings
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from dingdian import located

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
LAW = SOURCE / "dingdian" / "law"
SHIPPED = SOURCE / "dingdian" / "regimes"
REPORT = ROOT / "docs" / "proofs" / "mutants.md"

EVERYWHERE = (
    "tests/law/test_golden.py",
    "tests/law/test_rows.py",
    "tests/law/test_answers.py",
    "tests/dossier/test_settled_points.py",
    "tests/dossier/test_other_readings.py",
    "tests/dossier/test_golden_reasons.py",
    "tests/dossier/test_edges.py",
    "tests/dossier/test_single_edges.py",
    "tests/regimes/test_new_regime.py",
)
"""Tests for a change anywhere, after the dossiers."""

FOLDING = ("tests/law/test_sequences.py", "tests/law/test_corrections.py", "-k", "not test_every_sequence[")
MACHINE = ("tests/law/test_machine.py", "-k", "yunnan or hainan")
DOSSIERS, REGIMES = ("tests/dossier",), ("tests/regimes", "tests/law/test_lint.py", "tests/law/test_lint_complete.py")
INSTITUTIONS = ("tests/law/institutions",)
BRIDGE = ("tests/law/institutions/test_bridge.py", "tests/law/institutions/test_standing.py")
OFFICE = ("tests/office/test_check.py", "tests/office/test_check_property.py")
STRUCTURE, WALKS = ("tests/law/processes/test_structure.py",), ("tests/law/processes/test_machine.py",)
ALSO: dict[str, tuple[tuple[str, ...], ...]] = {
    "account": (FOLDING, MACHINE),
    "acts": (DOSSIERS, MACHINE),
    "dates": (("tests/law/test_dates.py",), FOLDING),
    "fold": (FOLDING, MACHINE),
    "institutions": (INSTITUTIONS, STRUCTURE, OFFICE),
    "institutions/lint": (INSTITUTIONS, REGIMES),
    "institutions/schema": (INSTITUTIONS, REGIMES),
    "intervals": (("tests/law/test_intervals.py",),),
    "lint": (REGIMES,),
    "processes": (STRUCTURE, INSTITUTIONS, WALKS, MACHINE),
    "processes/institutions": (STRUCTURE, INSTITUTIONS, WALKS),
    "regime": (REGIMES,),
    "person_events": (BRIDGE, MACHINE),
    "register": (BRIDGE, MACHINE),
    "sanctions": (BRIDGE, MACHINE),
    "schema": (REGIMES, MACHINE),
    "setting": (DOSSIERS, MACHINE),
    "tiers": (("tests/law/test_tiers.py",), FOLDING, REGIMES, MACHINE),
    "values": (DOSSIERS, REGIMES, MACHINE),
}
"""Further tests by the module changed or the folder that holds it, fastest first; the state machine for all others."""

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
KEY = re.compile(r"[a-z_0-9]+(\.[a-z_0-9]+)+")  # a parameter of the law, by its dotted name
NOT_CODE = {"annotation", "returns", "decorator_list", "bases", "type_params"}


# What can be changed


@dataclass(frozen=True)
class Change:
    """One place of a syntax tree and what to put there."""

    line: int
    function: str
    before: str
    after: str
    apply: Callable[[], None]


def changes(tree: ast.Module) -> list[Change]:
    """Every change of a module, always in the same order; applying one alters the tree."""
    return list(_changes(tree, "", None))


def _changes(node: ast.AST, function: str, statement: ast.stmt | None) -> Iterator[Change]:
    for name, value in ast.iter_fields(node):
        if name in NOT_CODE or (isinstance(node, ast.ClassDef) and name == "keywords"):
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or _is_type_alias(child, function):
                continue
            inside = child if isinstance(child, ast.stmt) else statement
            if inside is not None:
                for new in _replacements(child, bool(function)):
                    put = _putter(node, name, index if isinstance(value, list) else None, new)
                    yield _described(inside, function, child, new, put)
            deeper = f"{function}.{child.name}".lstrip(".") if isinstance(child, _NAMED) else function
            yield from _changes(child, deeper, inside)


_NAMED = (ast.FunctionDef, ast.ClassDef)


def _is_type_alias(node: ast.AST, function: str) -> bool:
    return not function and isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript)


def _putter(parent: ast.AST, name: str, index: int | None, new: ast.AST) -> Callable[[], None]:
    def put() -> None:
        if index is None:
            setattr(parent, name, new)
        else:
            getattr(parent, name)[index] = new

    return put


def _described(statement: ast.stmt, function: str, old: ast.AST, new: ast.AST, put: Callable[[], None]) -> Change:
    """The change in words: the line of the statement before and after, or the expression alone in a long one."""
    if old is statement:
        before, after = _first_line(old), _first_line(new)
    else:
        before, after = ast.unparse(old), ast.unparse(new)
    line = getattr(old, "lineno", statement.lineno)
    return Change(line, function, before, after, put)


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _replacements(node: ast.AST, in_function: bool) -> Iterator[ast.AST]:
    """Everything that a node may be replaced by."""
    match node:
        case ast.Compare(ops=[op]):
            for other in SWAPS.get(type(op), ()):
                yield _with(node, ops=[other()])
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            for other in SWAPS.get(type(op), ()):
                yield _with(node, op=other())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool() as value):
            yield _with(node, value=not value)
        case ast.Constant(value=int() as value):
            yield _with(node, value=value + 1)
            yield _with(node, value=value - 1)
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield _with(node, func=ast.copy_location(ast.Name(NAMES[name], ast.Load()), node.func))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield _with(node, test=_not(test))
        case ast.comprehension(ifs=[_, *_] as tests):
            for i, test in enumerate(tests):
                yield _with(node, ifs=[*tests[:i], _not(test), *tests[i + 1 :]])
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            for i, item in enumerate(items):
                if isinstance(item, ast.Constant) and isinstance(item.value, str) and KEY.fullmatch(item.value):
                    yield _with(node, elts=[*items[:i], *items[i + 1 :]])
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield _with(node, value=ast.copy_location(ast.Constant(None), value))
        case ast.Expr(value=ast.Constant()):
            pass
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() if in_function:
            yield ast.copy_location(ast.Pass(), node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """A shallow copy with other fields; the parts are shared, for only one change is ever applied."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _not(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


# One mutant


Key = tuple[str, str, str, int]
"""File, function, change, and which of those places in the function where it is the same."""


@dataclass(frozen=True)
class Mutant:
    """A change of a file, by its place in the order of the file's changes."""

    path: Path
    index: int
    line: int
    function: str
    before: str
    after: str
    number: int = 1
    """Which of the places where its function holds the same change, counted from 1."""

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(SOURCE).with_suffix("").parts)

    @property
    def place(self) -> str:
        """The module by its path within the law."""
        return self.path.relative_to(LAW).with_suffix("").as_posix()

    @property
    def key(self) -> Key:
        """What stays the same from run to run while the code of its function does."""
        return (self.path.relative_to(LAW).as_posix(), self.function, in_words(self.before, self.after), self.number)

    def code(self) -> CodeType:
        tree = ast.parse(source(self.path))
        changes(tree)[self.index].apply()
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


@cache
def source(path: Path) -> bytes:
    """The file as it was at the start, whatever happens to it while mutants run."""
    return path.read_bytes()


def cell(text: str) -> str:
    """Code as a cell of a table holds it: one line, not too long, bars escaped."""
    short = text if len(text) <= 110 else text[:107] + "…"
    return "`" + short.replace("|", "\\|").replace("`", "'") + "`"


def in_words(before: str, after: str) -> str:
    """A change as a cell of a table holds it."""
    return f"{cell(before)} → {cell(after)}"


def mutants(paths: Sequence[Path]) -> list[Mutant]:
    found = []
    for path in paths:
        seen = Counter[tuple[str, str]]()
        for index, c in enumerate(changes(ast.parse(source(path)))):
            same = (c.function, in_words(c.before, c.after))
            seen[same] += 1
            found.append(Mutant(path, index, c.line, c.function, c.before, c.after, seen[same]))
    return found


class Substitute(SourceFileLoader):
    """Loads one module from changed code."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self.mutant.code()

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        places = [str(self.mutant.path.parent)] if self.mutant.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.mutant.path, loader=self, submodule_search_locations=places
        )


# Trying


SURVIVED, KILLED, TIMED_OUT = 0, 1, -signal.SIGALRM


def attempt(mutant: Mutant | None, timeout: int) -> int:
    """Start a process that tries a mutant (null: the unchanged code); its id. How it ends is the verdict."""
    process = os.fork()
    if process:
        return process
    verdict = KILLED
    with suppress(BaseException):
        signal.alarm(timeout)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if mutant is not None:
            sys.meta_path.insert(0, Substitute(mutant))  # type: ignore[arg-type]
        if notices_nothing(mutant.place if mutant else None):
            verdict = SURVIVED
    os._exit(verdict)


def notices_nothing(place: str | None) -> bool:
    """Whether every dossier holds and every chosen test passes, the fastest first."""
    return dossiers_hold() and all(passes(args) for args in selection(place))


def dossiers_hold() -> bool:
    from dingdian.dossier import parse_dossier, replay

    return all(
        replay(parse_dossier(located.read_yaml(path.read_text(encoding="utf-8"), path.name))).ok for path in stories()
    )


def selection(place: str | None) -> list[tuple[str, ...]]:
    """Arguments of pytest for a change of a module; for the unchanged code all of them."""
    if place is None:
        return [EVERYWHERE, *dict.fromkeys(args for groups in ALSO.values() for args in groups)]
    around = [place, *(parent.as_posix() for parent in Path(place).parents)]
    also = next((ALSO[name] for name in around if name in ALSO), (MACHINE,))
    return [EVERYWHERE, *also]


def passes(args: Sequence[str]) -> bool:
    quiet = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:django")
    return pytest.main([*quiet, *args], plugins=[WithoutDjango]) == pytest.ExitCode.OK


class WithoutDjango:
    """Takes the setting of the plug-in that is left out, which would be an error otherwise."""

    @staticmethod
    def pytest_addoption(parser: pytest.Parser) -> None:
        parser.addini("DJANGO_SETTINGS_MODULE", "where Django's settings are")


def stories() -> list[Path]:
    return sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))


def prepare() -> None:
    """What every fork finds done: documents parsed, tests told to keep and to randomise nothing."""
    os.chdir(ROOT)
    os.environ["DINGDIAN_REGIMES"] = str(SHIPPED)  # tests/recording.py then keeps no results
    settings.register_profile("mutants", database=None, derandomize=True)
    settings.load_profile("mutants")
    parsed = {}
    read = located.read_yaml

    def remembered(text: str, name: str) -> located.Document:
        if (text, name) not in parsed:
            parsed[text, name] = read(text, name)
        return parsed[text, name]

    located.read_yaml = remembered
    for path in stories():
        remembered(path.read_text(encoding="utf-8"), path.name)
    for path in sorted(SHIPPED.glob("*/*.yaml")):
        remembered(path.read_text(encoding="utf-8"), str(path))


def run(chosen: Sequence[Mutant], jobs: int, timeout: int, console: Console) -> tuple[list[Mutant], list[Mutant]]:
    """Try them all, so many at a time; those that nothing noticed, and those that ran too long even alone."""
    waiting, running, verdicts = list(reversed(chosen)), dict[int, Mutant](), dict[Mutant, int]()
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())

    def settle(mutant: Mutant, verdict: int) -> None:
        verdicts[mutant] = verdict
        bar.advance(task)
        if verdict in WORDS:
            words = f"{WORDS[verdict]} {mutant.key[0]}:{mutant.line} {mutant.key[2]}"
            console.print(words, markup=False, highlight=False)

    with Progress(*columns, console=console) as bar:
        task, late = bar.add_task("mutants", total=len(chosen)), list[Mutant]()
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant = waiting.pop()
                running[attempt(mutant, timeout)] = mutant
            process, status = os.wait()
            mutant, verdict = running.pop(process), os.waitstatus_to_exitcode(status)
            if verdict == TIMED_OUT:
                late.append(mutant)
            else:
                settle(mutant, verdict)
        for mutant in late:
            settle(mutant, os.waitstatus_to_exitcode(os.waitpid(attempt(mutant, 2 * timeout), 0)[1]))
    survivors, late = ([m for m in chosen if verdicts[m] == wanted] for wanted in (SURVIVED, TIMED_OUT))
    return survivors, late


WORDS = {SURVIVED: "survived", TIMED_OUT: "timed out"}


# Reporting


HEAD = re.compile(r"with seed (?P<seed>\d+): (?P<killed>\d+) of (?P<tried>\d+) killed")
ROW = re.compile(
    r"^\| `(?P<file>[^`:]+):\d+` \| `(?P<function>[^`]*)`(?: \((?P<number>\d+)\))? \| (?P<change>`.*` → `.*`)"
    r" \| (?P<answer>.*) \|$"
)


def rows_of(report: str) -> dict[Key, str]:
    """The survivors a report lists, and the answer beside each, which may be empty."""
    rows = (ROW.match(line) for line in report.splitlines())
    return {(r["file"], r["function"], r["change"], int(r["number"] or 1)): r["answer"].strip() for r in rows if r}


def listed(report: str) -> set[Key]:
    """The survivors a report lists."""
    return set(rows_of(report))


def answers(report: str) -> dict[Key, str]:
    """Answers written beside survivors in a report."""
    return {key: answer for key, answer in rows_of(report).items() if answer}


def report(survivors: Sequence[Mutant], everything: Sequence[Mutant], tried: int, seed: int, old: str) -> str:
    """The survivors of this run, and those of earlier runs that were answered and are still possible."""
    kept = answers(old)
    rows = {m.key: m for m in everything if m.key in kept} | {m.key: m for m in survivors}
    killed = tried - len(survivors)
    share = f"{100 * killed / tried:.1f} %" if tried else "–"
    open_ones = sum(m.key not in kept for m in survivors)
    lines = [
        "# Mutants of the law",
        "",
        f"`make mutants` with seed {seed}: {killed} of {tried} killed ({share}). The sample is drawn from",
        f"{len(everything):,} changes of `src/dingdian/law`. Without an answer: {open_ones}; answers are kept.",
        "A number behind a function: which of its places where that change is possible, if not the first.",
        "",
        "| where | function | change | answer |",
        "|---|---|---|---|",
    ]
    for key, m in sorted(rows.items(), key=lambda x: (x[0][0], x[1].line, x[0][2:])):
        which = f" ({m.number})" if m.number > 1 else ""
        lines.append(f"| `{key[0]}:{m.line}` | `{key[1]}`{which} | {key[2]} | {kept.get(key, '')} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500, help="how many changes to try")
    parser.add_argument("--seed", type=int, default=None, help="of the sample; random if left out")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=120, help="seconds for one mutant")
    parser.add_argument("--only", default="", help="only files whose path holds this text")
    parser.add_argument("--again", action="store_true", help="only the survivors the report lists")
    parser.add_argument("--least", type=int, default=0, help="per cent that must be killed")
    parser.add_argument("--no-report", action="store_true", help="do not write docs/proofs/mutants.md")
    options = parser.parse_args()
    console = Console(stderr=True)
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    everything = mutants(sorted(LAW.rglob("*.py")))
    candidates = [m for m in everything if options.only in m.key[0]]
    old = REPORT.read_text(encoding="utf-8") if REPORT.is_file() else ""
    earlier = 0  # changes of the same sample that are dead already
    if options.again and (head := HEAD.search(old)):
        seed, earlier = int(head["seed"]), int(head["killed"])
        chosen = [m for m in candidates if m.key in listed(old)]
    else:
        chosen = random.Random(seed).sample(candidates, min(options.count, len(candidates)))
    console.print(f"seed {seed}: {len(chosen)} of {len(candidates):,} changes")
    prepare()
    _, status = os.waitpid(attempt(None, 10 * options.timeout), 0)
    if status:
        console.print("[red]the unchanged code fails a dossier or a test: mend that first[/]")
        return 2
    start = time.monotonic()
    survivors, late = run(chosen, options.jobs, options.timeout, console)
    tried, minutes = earlier + len(chosen), (time.monotonic() - start) / 60
    killed = tried - len(survivors)
    console.print(f"{killed} of {tried} killed ({100 * killed / max(1, tried):.1f} %) in {minutes:.1f} min")
    console.print(f"{len(late)} of these timed out, also alone with twice the time")
    if not options.no_report:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(report(survivors, everything, tried, seed, old), encoding="utf-8")
        console.print(f"survivors: {REPORT.relative_to(ROOT)}")
    return int(100 * killed < options.least * tried)


if __name__ == "__main__":
    sys.exit(main())
