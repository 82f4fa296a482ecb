"""What papers do in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.papers import printing


@app.task(name="papers.print", queue="papers")
def put_together(printing_id: int) -> None:
    """Put the papers of a printing together."""
    printing.run(printing_id)
