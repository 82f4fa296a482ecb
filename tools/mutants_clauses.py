"""Flip every parameter behind every proved clause once, and see whether what proves the clause notices.

A parameter behind a clause is killed by the first flip after which a dossier that proves the clause gives another
verdict (or a test that names it fails); it survives when none of its flips is noticed. Where the schema leaves no other
value there is nothing to flip. Exit code: 0 nothing survived, 1 something did, 2 the flips could not be tried.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import Progress

from dingdian.proof import coverage, places, prove, stamp, stories
from dingdian.proof.flips import Flip
from dingdian.proof.mutants import Bench, Trial, trial
from dingdian.proof.places import Place
from dingdian.regimes import SHIPPED, load, names

TEST_ATTEMPTS = 4
"""Flips of one parameter that are tried on tests: each is a run of pytest."""

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


class _Exact(yaml.SafeDumper):
    """Writes amounts with the digits they have."""


def _amount(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    written = format(value, "f")
    return dumper.represent_scalar("tag:yaml.org,2002:float", written if "." in written else f"{written}.0")


_Exact.add_representer(Decimal, _amount)


def written(data: Any) -> str:
    """A regime as text that loads to the same."""
    return yaml.dump(data, Dumper=_Exact, allow_unicode=True, sort_keys=False)


class Tests:
    """The marked tests, run against a copy of the regimes with one flip in it."""

    def __init__(self, root: Path, bench: Bench) -> None:
        self.root, self.bench = root, bench
        self._baseline: dict[tuple[str, ...], bool] = {}

    def fail(self, tests: Sequence[str], flip: Flip | None) -> bool:
        """Whether one of the tests fails under the flip; raises if they do not even run."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "regimes"
            shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            if flip is not None:
                text = written(self.bench.document(flip).data)
                (copy / self.bench.folder.name / "regime.yaml").write_text(text, encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-x", "-m", stamp.SELECTION, "-p", "no:cacheprovider", *tests],
                cwd=self.root,
                env={**os.environ, "DINGDIAN_REGIMES": str(copy)},
                capture_output=True,
                text=True,
            )
        if done.returncode not in (0, 1):
            raise SystemExit(f"pytest: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.returncode == 1

    def notice(self, tests: Sequence[str], trial: Trial, places: Sequence[Place]) -> Trial:
        """Try on tests what no dossier noticed."""
        key = tuple(tests)
        if key not in self._baseline:
            self._baseline[key] = self.fail(tests, None)
        if self._baseline[key]:
            raise SystemExit(f"these tests fail on an unchanged copy of the regimes: {', '.join(tests)}")
        for flip in itertools.islice(filter(self.bench.loads, self.bench.flips(places)), TEST_ATTEMPTS):
            if self.fail(tests, flip):
                return replace(trial, noticed=flip, by=tests[0])
        return trial


def try_regime(regime_id: str, tests: stamp.Tests, root: Path, bar: Progress) -> list[Trial]:
    """Every parameter behind every proved clause of one regime."""
    regime, bench = load(regime_id), Bench(regime_id)
    proofs = {p.id: p for p in map(prove, stories([regime_id]))}
    proved = [row for row in coverage(regime, proofs.values(), tests) if row.state == "proved"]
    behind, marked = places(regime), Tests(root, bench)
    dossiers = {
        name: p.dossier
        for name, p in proofs.items()
        if p.dossier and not p.failures and p.dossier.regime.id == regime_id
    }
    found = []
    for row in bar.track(proved, description=regime_id):
        provers = {name: dossiers[name] for name in row.by if name in dossiers}
        others = {name: d for name, d in dossiers.items() if name not in provers}
        named = [name for name in row.by if name not in dossiers]
        for key, where in behind[row.clause.id].items():
            one = trial(bench, row.clause.id, key, where, provers, others)
            if named and one.outcome == "survived":
                one = marked.notice(named, one, where)
            found.append(one)
    return found


def show(regime_id: str, trials: list[Trial], every: bool) -> None:
    """What survived (or everything), then one line of figures."""
    for one in trials:
        if one.outcome == "survived":
            tried = "；".join(str(f) for f in one.unnoticed[:3]) + ("…" if len(one.unnoticed) > 3 else "")
            hint = f"  [yellow]{one.elsewhere} 能发现，但没有引用这一条[/]" if one.elsewhere else ""
            out.print(f"[red]存活[/] {one.clause}  {one.key}  试过：{tried}{hint}", soft_wrap=True)
        elif every:
            word = f"[green]杀死[/] {one.noticed}  由 {one.by}" if one.noticed else "[dim]无可翻转[/]"
            out.print(f"{word}  {one.clause}  {one.key}", soft_wrap=True)
    outcomes = Counter(one.outcome for one in trials)
    clauses: dict[str, list[str]] = {}
    for one in trials:
        clauses.setdefault(one.clause, []).append(one.outcome)
    whole = sum("survived" not in o for o in clauses.values())
    noticed = sum("killed" in o for o in clauses.values())
    out.print(
        f"[bold]{regime_id}[/]：参数翻转 {outcomes['killed']} 杀死、{outcomes['survived']} 存活、"
        f"{outcomes['none']} 无可翻转；已证明条款 {len(clauses)}，其中 {noticed} 条有翻转被发现，{whole} 条全部被发现",
        soft_wrap=True,
    )


def as_json(regime_id: str, one: Trial) -> dict[str, object]:
    return {
        "regime": regime_id,
        "clause": one.clause,
        "parameter": one.key,
        "outcome": one.outcome,
        "flip": str(one.noticed) if one.noticed else None,
        "by": one.by,
        "unnoticed": [str(f) for f in one.unnoticed],
        "elsewhere": one.elsewhere,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regime", action="append", help="only this regime (may be repeated)")
    parser.add_argument("--all", action="store_true", help="show what was killed, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    root = stamp.checkout()
    if root is None:
        err.print("run it from a checkout: the tests are needed")
        return 2
    chosen = options.regime or names()
    with Progress(console=err, transient=True) as bar:
        tests = stamp.read(root, stamp.tree_hash(root))
        if tests is None:
            task = bar.add_task("tests", total=100)
            said = stamp.run(root, lambda percent: bar.update(task, completed=percent))
            tests = stamp.read(root, stamp.tree_hash(root))
            if tests is None:
                err.print(said[-2000:], markup=False)
                err.print("no results: the tests did not all run, or the tree changed while they ran")
                return 2
        trials = {regime_id: try_regime(regime_id, tests, root, bar) for regime_id in chosen}
    if options.json:
        rows = [as_json(regime_id, one) for regime_id, several in trials.items() for one in several]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        for regime_id, several in trials.items():
            show(regime_id, several, options.all)
    return 1 if any(one.outcome == "survived" for several in trials.values() for one in several) else 0


if __name__ == "__main__":
    raise SystemExit(main())
