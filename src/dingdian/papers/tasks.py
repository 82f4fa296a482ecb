"""What papers do in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.papers import handing, many, printing


@app.task(name="papers.print", queue="papers")
def put_together(printing_id: int) -> None:
    """Put the papers of a printing together."""
    printing.run(printing_id)


@app.task(name="papers.hand_over", queue="papers")
def hand_over(entry_id: int) -> None:
    """Hand an institution the text of the commitment."""
    handing.hand_over(entry_id)


@app.task(name="papers.issue", queue="papers")
def issue_notices(case_id: int, user_id: int) -> None:
    """Issue all notices of a decision."""
    many.run(case_id, user_id)
