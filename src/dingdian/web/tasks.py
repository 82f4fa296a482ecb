"""What pages have done in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(name="web.export", queue="exports")
def write(download_id: int) -> None:
    """Write a list to a file."""
    from dingdian.web import downloads  # the pages are read when there is something to write

    downloads.run(download_id)


@app.periodic(cron="15 17 * * *")
@app.task(name="web.expire", queueing_lock="expire", lock="expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Every night: delete the files whose last day is over."""
    from dingdian.web import downloads

    downloads.expire()
