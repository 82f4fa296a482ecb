"""What signing does in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from dingdian.signing import actions, many, opening


@app.task(name="signing.remind", queue="signing")
def remind(reminding_id: int) -> None:
    """Send the reminders that were asked for."""
    many.run(reminding_id)


@app.task(name="signing.open", queue="signing")
def open_round(opening_id: int) -> None:
    """Look at everybody of a round, or compose for all of them."""
    opening.run(opening_id)


@app.periodic(cron="10 16 * * *")
@app.task(name="signing.expire", queueing_lock="signing-expire", lock="signing-expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Every night: close the sessions whose last day has passed."""
    actions.expire()
