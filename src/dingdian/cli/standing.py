"""`dingdian standing`: one person of a story on a day, explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from dingdian.calendars import load_calendar
from dingdian.cli import render
from dingdian.dossier import Replay, parse_dossier
from dingdian.dossier import replay as run
from dingdian.law.dates import working_days_between
from dingdian.law.deadlines import Query, deadline
from dingdian.law.explain import Decision
from dingdian.law.measures import measures, tasks
from dingdian.law.register import Register
from dingdian.law.standing import Standing
from dingdian.law.standing import standing as ask
from dingdian.law.values import parse_day
from dingdian.located import InvalidInput, Problem, read_yaml


def standing(
    file: Annotated[Path, typer.Argument(help="卷宗文件")],
    on: Annotated[str, typer.Option("--on", help="哪一天，如 2025-03-11")],
    person: Annotated[str | None, typer.Option("--person", help="人员代码；不写则列出卷宗里的所有人")] = None,
    site: Annotated[str | None, typer.Option("--site", help="机构代码：只看这一执业地点")] = None,
    known_on: Annotated[str | None, typer.Option("--known-on", help="当时已知：只用这一天（含）以前登记的行为")] = None,
    regimes: Annotated[list[Path] | None, typer.Option("--regimes", help="另外的规则包目录")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """某人某日的记分、状态、期限和理由。

    退出码：0 已答复；2 文件、日期或编号有误。
    """
    try:
        day, known = _day(on, "--on"), _day(known_on, "--known-on") if known_on else None
        if not file.is_file():
            raise InvalidInput([Problem(str(file), None, "", "没有这个文件", "卷宗文件", "核对路径")])
        story = parse_dossier(read_yaml(file.read_text(encoding="utf-8-sig"), str(file)), regimes or ())
        result = run(story)
        _in_story(file, person, result.register.people, "--person")
        _in_story(file, site, result.register.institutions, "--site")
    except InvalidInput as error:
        render.fail_input(error, as_json)
    people = [person] if person else list(result.register.people)
    answers = [ask(result.register, p, day, site=site, known_on=known) for p in people]
    if as_json:
        render.emit_json([_json(result.register, a, known) for a in answers])
        return
    _refusals(result)
    for answer in answers:
        _print(result.register, answer, known)


def _in_story(file: Path, code: str | None, known: Iterable[str], option: str) -> None:
    if code is not None and code not in set(known):
        raise InvalidInput([Problem(str(file), None, option, f"卷宗里没有 {code}", "、".join(known), "核对代码")])


def _day(text: str, name: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        message, _, remedy = str(error).partition("|")
        raise InvalidInput([Problem("", None, name, message, "半角日期", remedy)]) from None


def _refusals(result: Replay) -> None:
    for refusal in result.refusals:
        render.err.print(f"[yellow]注意：第 {refusal.line} 行 {escape(refusal.title)} 被拒绝，没有计入[/]")


def _json(r: Register, answer: Decision[Standing], known: date | None) -> dict[str, Any]:
    v = answer.value
    return {
        "person": v.person,
        "on": v.day,
        "status": v.status,
        "points": v.points,
        "points_raw": v.points_raw,
        "points_left": v.points_left,
        "first_day": v.first_day,
        "last_day": v.last_day,
        "ban_ends": v.ban_ends,
        "credit": v.credit,
        "measures": measures(r, v.person, v.day, known).value,
        "tasks": [str(t) for t in tasks(r, v.person, v.day, known).value],
        **answer.as_json(),
    }


def _print(r: Register, answer: Decision[Standing], known: date | None) -> None:
    v, console, regime = answer.value, render.out, r.regime
    label = regime.parameters.status.label_of_terminated.value
    name = escape(r.people[v.person].label)
    console.print(f"\n[bold]{name}[/]  {escape(v.person)}  {render.day(v.day)}  {render.status(v.status, label)}")
    if regime.is_draft:
        console.print(render.draft_banner(regime))
    base = regime.parameters.scoring.initial_points.value
    bar = "▮" * min(v.points, base) + "▯" * max(0, base - v.points)
    console.print(f"本年累计 {v.points} 分  {bar}  剩余 {v.points_left} 分")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    if v.first_day:
        table.add_row("起", render.day(v.first_day))
    if v.last_day:
        table.add_row("期满", render.day(v.last_day))
    if v.ban_ends:
        table.add_row("不得再备案至", render.day(v.ban_ends))
    if v.credit:
        table.add_row("信用等级", v.credit)
    for limit in _open_limits(r, v, known):
        table.add_row(*limit)
    console.print(table)
    console.print("[bold]理由[/]")
    for line in render.reason_lines(regime, answer.reasons):
        console.print(f"  · {line}", soft_wrap=True)
    readings = render.readings_lines(regime, answer.reasons)
    if readings:
        console.print("[bold]采用的读法[/]")
        for line in readings:
            console.print(f"  · {line}", soft_wrap=True)


def _open_limits(r: Register, v: Standing, known: date | None) -> list[tuple[str, str]]:
    """Deadlines that still run for the person on that day."""
    calendar, rows = load_calendar(), []
    for handling in r.handlings:
        if v.person in r.handlings[handling].persons():
            due = deadline(r, "review.request", Query(handling, v.person, known_on=known)).value
            if due is not None and due.day >= v.day:
                left = working_days_between(calendar, v.day, due.day)
                rows.append((f"对 {handling} 申请复核", f"{render.day(due.day)}（含）前，还剩 {left} 个工作日"))
    if v.last_day or v.ban_ends:
        due = deadline(r, "restoration.apply", Query(None, v.person, known_on=known)).value
        if due is not None and due.day >= v.day and not r.regime.parameters.restoration.auto_restore.value:
            left = working_days_between(calendar, v.day, due.day)
            rows.append(("申请恢复", f"{render.day(due.day)}（含）前，还剩 {left} 个工作日"))
    return rows
