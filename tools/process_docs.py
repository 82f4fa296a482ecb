"""Write docs/processes: a page and a diagram for every process; `--check` fails if they are out of date."""

from __future__ import annotations

import sys
from pathlib import Path

from dingdian.cli.diagram import draw
from dingdian.cli.process_view import PROCESSES, rows
from dingdian.law.processes.model import Process
from dingdian.law.regime import Regime
from dingdian.regimes import SHIPPED, load, names

FOLDER = Path(__file__).parents[1] / "docs" / "processes"
NOTE = "Made from the declarations by `tools/process_docs.py`; do not edit.\n"


def _cell(items: tuple[str, ...]) -> str:
    return "、".join(items) or "—"


def _table(process: Process, regime: Regime) -> str:
    """The steps that a regime has."""
    text = "| 步骤 | 从 | 到 | 谁办 | 期限 | 文书 | 公开 | 前提 | 条款 |\n|---|---|---|---|---|---|---|---|---|\n"
    for row in rows(process, regime):
        who = _cell(row.actors) + ("（两人）" if row.two_person else "")
        cells = (
            f"{row.title} `{row.act}`",
            _cell(row.sources),
            _cell(row.targets),
            who,
            row.deadline or "—",
            _cell(row.papers),
            _cell(row.discloses),
            _cell(tuple(f"`{name}`" for name in row.requires)),
            _cell(row.clauses),
        )
        text += "| " + " | ".join(cells) + " |\n"
    return text


def page(process: Process, regimes: list[Regime]) -> str:
    """One process: its diagram, its states, and its steps under each regime that has it."""
    text = f"# {process.title} `{process.name}`\n\n{NOTE}\n![{process.title}]({process.name}.svg)\n\n## 状态\n\n"
    for state, words in process.states.items():
        text += f"- `{state}` {words}" + ("（终局）" if state in process.terminal else "") + "\n"
    for regime in regimes:
        has = regime.institutions is not None if process.institutional else regime.persons is not None
        if has and rows(process, regime):
            text += f"\n## {regime.title} `{regime.id}`\n\n{_table(process, regime)}"
    return text


def files() -> dict[str, str]:
    """Name of a file → what it has to hold."""
    regimes = [load(name) for name in names([SHIPPED])]
    index = f"# Processes\n\n{NOTE}\n| process | 名称 | steps |\n|---|---|---|\n"
    found: dict[str, str] = {}
    for process in PROCESSES:
        index += f"| [{process.name}]({process.name}.md) | {process.title} | {len(process.steps)} |\n"
        found[f"{process.name}.md"] = page(process, regimes)
        found[f"{process.name}.svg"] = draw(process)
    return {"README.md": index, **found}


def stale(folder: Path = FOLDER) -> list[str]:
    """Files that are missing, different or no longer made."""
    wanted = files()
    there = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*") if p.is_file()}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main() -> int:
    """Write the files, or with `--check` only say which are out of date."""
    if "--check" in sys.argv[1:]:
        old = stale()
        if old:
            sys.stderr.write(f"docs/processes is out of date ({', '.join(old)}); run tools/process_docs.py\n")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = files()
    for path in FOLDER.glob("*"):
        if path.is_file() and path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
