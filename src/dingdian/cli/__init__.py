"""The command line. Output is Chinese; `--json` gives the same answers to programs."""

from __future__ import annotations

import typer

from dingdian.cli import (
    accounts,
    bulk,
    check,
    clauses,
    decide,
    demo,
    journal,
    keys,
    messages,
    papers,
    process,
    publish,
    regimes,
    registry,
    replay,
    serve,
    snapshot,
    standing,
    work,
)

app = typer.Typer(
    name="dingdian",
    help="定点：定点医药机构与人员医保支付资格的规则内核。规则是数据，结论带条款、事实和算式。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.command("decide")(decide.decide)
app.command("check")(check.check)
app.command("template")(decide.template)
app.command("replay")(replay.replay)
app.command("standing")(standing.standing)
app.command("standings")(bulk.standings)
app.command("gate")(bulk.gate)
app.command("resettle")(bulk.resettle)
app.command("regimes")(regimes.regimes)
app.command("cite")(regimes.cite)
app.command("clauses")(clauses.clauses)
app.command("diff")(regimes.diff)
app.command("lint")(regimes.lint)
app.command("process")(process.process)
app.command("demo")(demo.demo)
app.command("demo-data")(registry.demo_data)
app.command("verify")(journal.verify)
app.command("checkpoint")(journal.checkpoint)
app.command("rebuild")(journal.rebuild)
app.command("messages")(messages.messages)
app.command("create-user")(accounts.create_user)
app.add_typer(papers.app, name="papers")
app.add_typer(keys.app, name="interface-keys")
app.command("snapshot")(snapshot.snapshot)
app.command("publish")(publish.publish)
app.command("work")(work.work)
app.command("serve")(serve.serve)
app.command("prepare")(serve.prepare)


@app.callback()
def _root() -> None:
    """定点：规则即数据，结论带理由。"""


def main() -> None:
    """Entry point of the `dingdian` command."""
    app()
