"""The job that empties the outbox, every minute. More than one may run: each takes what no other holds."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.outbox import sending


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="post", pass_context=False)
def post(timestamp: int) -> None:
    """Every minute: send what waits."""
    sending.send()
