"""Tells a progress bar how far a stage has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], object]
"""Name of the stage, rows done, rows in all."""


class Meter:
    """Counts rows of one workbook, stage by stage."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total = progress, total

    def stage(self, name: str) -> Callable[[], object]:
        """A function to call once for each row of the stage."""
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            if self.progress is not None:
                self.progress(name, done, self.total)

        return tick
