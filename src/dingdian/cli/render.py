"""How answers look in a terminal: dates with weekdays, statuses as sign and word, reasons with clauses."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from dingdian.law.explain import Reason, cited
from dingdian.law.regime import Regime
from dingdian.law.values import Status
from dingdian.located import InvalidInput

PAGE = 110  # columns when the output is not a terminal
out = Console(highlight=False, width=None if sys.stdout.isatty() else PAGE)
err = Console(stderr=True, highlight=False)

_WEEK = "一二三四五六日"
_SIGNS = {
    Status.NORMAL: ("●", "green"),
    Status.SUSPENDED: ("◐", "yellow"),
    Status.TERMINATED: ("■", "red"),
    Status.NOT_OBTAINED: ("○", "bright_black"),
}


def day(value: date | None) -> str:
    """`2025-03-10（周一）`"""
    return f"{value.isoformat()}（周{_WEEK[value.weekday()]}）" if value else "—"


def status(value: Status, label_of_terminated: str = "终止") -> str:
    """Sign, word and colour."""
    sign, colour = _SIGNS[value]
    word = label_of_terminated if value is Status.TERMINATED else value.label
    return f"[{colour}]{sign} {word}[/]"


def reason_lines(regime: Regime, reasons: tuple[Reason, ...]) -> list[str]:
    """Each reason with the clauses behind it, ready to print."""
    lines = []
    for reason in reasons:
        clauses = "、".join(dict.fromkeys(regime.clauses[c].cite for c in cited(regime, [reason])))
        lines.append(escape(reason.text) + (f"  [dim]〔{escape(clauses)}〕[/]" if clauses else ""))
    return lines


def readings_lines(regime: Regime, reasons: tuple[Reason, ...]) -> list[str]:
    """The adopted readings behind some reasons."""
    issues = regime.readings(k for r in reasons for k in r.keys)
    return [f"{i.id}：{escape(i.adopted)}" + ("  [yellow]待有权机关明确[/]" if i.needs_ruling else "") for i in issues]


def emit_json(value: Any) -> None:
    """JSON on standard output, Chinese readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value))


def fail_input(error: InvalidInput, as_json: bool) -> NoReturn:
    """Print every problem of an input and leave with 2."""
    report_input(error, as_json)
    raise typer.Exit(2)


def report_input(error: InvalidInput, as_json: bool) -> None:
    if as_json:
        emit_json({"ok": False, "problems": [p.as_json() for p in error.problems]})
        return
    for problem in error.problems:
        err.print(f"[red]✗[/] {escape(str(problem))}", soft_wrap=True)


def draft_banner(regime: Regime) -> str:
    return "[black on yellow] 模拟 [/] 规则为草案，施行日期未定，结果只供试算" if regime.is_draft else ""
