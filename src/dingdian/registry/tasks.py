"""What the registry does in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.registry import importing


@app.task(name="registry.import", queue="imports")
def run_import(job_id: int) -> None:
    """Check and write an uploaded file."""
    importing.run(job_id)
