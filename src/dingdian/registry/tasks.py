"""What the registry does in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.journal.record import today
from dingdian.registry import datafiles, importing


@app.task(name="registry.import", queue="imports")
def run_import(job_id: int) -> None:
    """Check and write an uploaded file."""
    importing.run(job_id)


@app.periodic(cron="45 16 * * *")
@app.task(name="registry.publish", queueing_lock="publish", lock="publish", pass_context=False)
def publish(timestamp: int) -> None:
    """Every night, at 00:45 of the office's day: make the files of the public register."""
    datafiles.make(today())
