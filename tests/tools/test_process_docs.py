"""The pages and diagrams of docs/processes are the ones that the declarations give."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from dingdian.cli.diagram import draw
from dingdian.cli.process_view import PROCESSES

TOOL = Path(__file__).parents[2] / "tools" / "process_docs.py"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("process_docs", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_documents_are_current(tool: Any) -> None:
    assert tool.stale() == []


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.name)
def test_a_diagram_is_the_same_each_time_and_shows_every_step(process: Any) -> None:
    text = draw(process)
    assert text == draw(process)
    words = {x.text for x in ET.fromstring(text).iter(f"{SVG}text")}
    for step in process.steps:
        assert {step.title, f"↻ {step.title}"} & words
    assert {process.states[s] for step in process.steps for s in step.source} <= words
