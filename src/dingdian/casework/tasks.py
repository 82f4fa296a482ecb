"""The recurring jobs of an office, on the same database; a job that a dead worker left is taken up again.

The hours of the schedule are in UTC, eight behind the office's.
"""

from __future__ import annotations

from importlib import import_module

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from dingdian.accounts import tokens
from dingdian.casework import digest
from dingdian.casework import sweep as deadlines
from dingdian.journal.record import today


@app.periodic(cron="30 16 * * *")
@app.task(queueing_lock="sweep", lock="sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every night: look at every open case."""
    deadlines.sweep()


@app.periodic(cron="*/30 * * * *")
@app.task(queueing_lock="send", lock="send", pass_context=False)
def send(timestamp: int) -> None:
    """Every half hour: give the digests of the day, if people work then."""
    digest.send()


@app.periodic(cron="0 17 * * *")
@app.task(queueing_lock="checkpoint", lock="checkpoint", pass_context=False)
def checkpoint(timestamp: int) -> None:
    """Every night: put down outside the database how far each region's journal has come."""
    import_module("dingdian.journal.checkpoint").take(today())


@app.periodic(cron="30 17 * * *")
@app.task(queueing_lock="forget", lock="forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night: drop the answers that programs no longer ask for again."""
    tokens.forget(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every ten minutes: take up jobs whose worker died."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
