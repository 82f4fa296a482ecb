"""The command line."""

import typer

app = typer.Typer(name="dingdian", no_args_is_help=True, add_completion=False)


@app.callback()
def root() -> None:
    """定点医药机构与医保支付资格管理。"""


def main() -> None:
    """Entry point of the console script."""
    app()
