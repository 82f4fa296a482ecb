"""Keeps which tests proved which clauses, with the hash of the tree they ran on (see `dingdian.proof.stamp`).

Results are written once a run has covered every marked test of `tests/`; a partial run on the same tree only updates
the tests it ran. With `DINGDIAN_REGIMES` set, the shipped regimes are read from that folder instead, so that tests can
be run against a changed law; nothing is kept then.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import dingdian.regimes
from dingdian.proof import stamp

_MARKED = pytest.StashKey[set[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_MARKED] = set()
    if folder := os.environ.get("DINGDIAN_REGIMES"):
        dingdian.regimes.SHIPPED = Path(folder)
    elif not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Recorder(config))


@pytest.hookimpl(tryfirst=True)  # before tests are deselected: those must be known too
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    marked = config.stash[_MARKED]
    for item in items:
        clauses = [clause for marker in item.iter_markers("proves") for clause in marker.args]
        if clauses:
            item.user_properties.append(("proves", clauses))
            if item.get_closest_marker("long") is None:
                marked.add(item.nodeid)
    if hasattr(config, "workeroutput"):  # a worker of pytest-xdist tells its controller
        config.workeroutput["marked"] = sorted(marked)


class _Recorder:
    """Gathers the results of marked tests, also those of workers, and keeps them at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.tree = stamp.tree_hash(config.rootpath)
        self.marked = config.stash[_MARKED]
        self.passed: dict[str, list[str]] = {}
        self.not_passed: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        self.marked.update(getattr(node, "workeroutput", {}).get("marked", ()))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        clauses = dict(report.user_properties).get("proves")
        if not clauses:
            return
        if not report.passed:
            self.not_passed.add(report.nodeid)
        elif report.when == "call":
            self.passed[report.nodeid] = list(clauses)  # type: ignore[call-overload]

    def pytest_sessionfinish(self) -> None:
        root = self.config.rootpath
        if stamp.tree_hash(root) != self.tree:
            return  # changed while the tests ran: the results belong to no tree
        passed = {name: tuple(c) for name, c in self.passed.items() if name not in self.not_passed}
        ran = passed.keys() | self.not_passed
        if self._whole() and self.marked <= ran:
            stamp.write(root, self.tree, passed)
        elif ran and (before := stamp.read(root, self.tree)) is not None:
            stamp.write(root, self.tree, {k: v for k, v in before.items() if k not in ran} | passed)

    def _whole(self) -> bool:
        """Whether the run was asked to look at every test file."""
        option = self.config.option
        tests = self.config.rootpath / "tests"
        asked = {(self.config.invocation_params.dir / a).resolve() for a in self.config.args}
        return not (option.ignore or option.ignore_glob or getattr(option, "lf", False)) and bool(
            asked & {tests, tests.parent}
        )
