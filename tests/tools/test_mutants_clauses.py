"""A flipped regime is written out for tests to load: nothing but the flip may differ."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from dingdian.proof.mutants import Bench
from dingdian.regimes import load, names

TOOL = Path(__file__).parents[2] / "tools" / "mutants_clauses.py"


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("tools_mutants_clauses", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tools_mutants_clauses"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("regime_id", names())
def test_a_regime_that_is_written_out_loads_to_the_same(regime_id: str, tool: Any, tmp_path: Path) -> None:
    folder = Bench(regime_id).folder
    copy = shutil.copytree(folder, tmp_path / folder.name)
    (copy / "regime.yaml").write_text(tool.written(Bench(regime_id).regime_file.data), encoding="utf-8")
    assert load(regime_id, [tmp_path]) == load(regime_id)
