"""What the commands on workbooks share: paths, a bar, problems on the screen, a result written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape
from rich.progress import Progress, TaskID

from dingdian.cli import render
from dingdian.law.regime import Regime
from dingdian.located import InvalidInput
from dingdian.office.problems import CellProblem
from dingdian.regimes import load

_MANY = 500  # rows from which a progress bar is shown
_SHOWN = 30  # problems listed on the screen; the copy holds them all
Regimes = Annotated[
    list[Path] | None, typer.Option("--regimes", help="另外的规则包目录（可写多次），同名时优先于自带的")
]


def load_regime(regime: str, regimes: list[Path] | None, as_json: bool) -> Regime:
    """The regime, or the end of the command with every problem in it."""
    try:
        return load(regime, regimes or ())
    except InvalidInput as error:
        render.fail_input(error, as_json)


def check_paths(file: Path, output: Path, copy: Path) -> None:
    """Refuse names that would overwrite one of the three files."""
    if output.suffix.lower() != ".xlsx":
        fail(f"{output.name} 不是 .xlsx 文件", "结果文件名以 .xlsx 结尾")
    if len({p.resolve() for p in (file, output, copy)}) < 3:
        fail("来源、结果和待更正副本不能是同一个文件", "换一个输出文件名")


def fail(message: str, remedy: str) -> NoReturn:
    """End the command: nothing was done."""
    render.err.print(f"[red]✗[/] {escape(message)}；办法：{escape(remedy)}", soft_wrap=True)
    raise typer.Exit(2)


def write_whole(write: Callable[[Path], object], output: Path) -> None:
    """All of the file or none of it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    try:
        write(part)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


class Bar:
    """A progress bar on standard error for large files."""

    def __init__(self) -> None:
        self.progress = Progress(console=render.err, transient=True)
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.tasks:
            self.progress.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        """How far a stage has come, in rows."""
        if total <= _MANY:
            return
        if stage not in self.tasks:
            self.progress.start()
            self.tasks[stage] = self.progress.add_task(stage, total=total)
        if done % 50 == 0 or done >= total:
            self.progress.update(self.tasks[stage], completed=done)


def report(problems: Sequence[CellProblem], as_json: bool, done: str = "decided") -> None:
    """The problems, each with place and remedy. `done`: what JSON calls the work that was not done."""
    if as_json:
        render.emit_json({done: False, "problems": [p.as_json() for p in problems]})
    for problem in problems[:_SHOWN]:
        render.err.print(f"[red]✗[/] {escape(str(problem))}", soft_wrap=True)
    if len(problems) > _SHOWN:
        render.err.print(f"……另有 {len(problems) - _SHOWN} 处，见待更正副本")
