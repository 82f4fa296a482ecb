"""`dingdian regimes`, `cite`, `diff` and `lint`: looking at the law as data."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from dingdian.cli import render
from dingdian.dossier.replay import plain_parameter
from dingdian.law.lint import Finding
from dingdian.law.lint import lint as check
from dingdian.law.regime import Clause, Issue, Regime
from dingdian.law.schema import Param
from dingdian.located import InvalidInput, Problem, dotted, read_yaml
from dingdian.proof import Place, places, prove, stamp, stories
from dingdian.regimes import folder_of, load, names

Folders = Annotated[
    list[Path] | None, typer.Option("--regimes", help="另外的规则包目录（可写多次），同名时优先于自带的")
]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
RegimeName = Annotated[str, typer.Argument(help="规则包名称，或规则包所在的目录")]

_BASES = {"text": "原文", "assumed": "采纳", "not_stated": "未规定", "not_applicable": "没有此项"}
_HALVES = {"persons": "人员", "institutions": "机构"}


def found(name: str, extra: Sequence[Path] = (), *, sound: bool = True) -> tuple[Regime, Path]:
    """A regime by its name or by the path of its folder, and that folder."""
    for root in extra:
        if not root.is_dir():
            raise InvalidInput([Problem(str(root), None, "--regimes", "没有这个目录", "规则包所在的目录", "核对路径")])
    path = Path(name)
    if (path / "regime.yaml").is_file():
        path = path.resolve()
        name, extra = path.name, (path.parent, *extra)
    return load(name, extra, sound=sound), folder_of(name, extra)


# regimes


def regimes(folders: Folders = None, as_json: Json = False) -> None:
    """列出规则包：草案或施行期间、条款数、各依据的参数数、待明确的事项数。

    退出码：0 都能读取；2 有读不了的（写明文件、行、字段和办法）。
    """
    extra, rows, problems = tuple(folders or ()), [], []
    for name in names(extra):
        try:
            rows.append(_summary(found(name, extra)[0]))
        except InvalidInput as error:
            problems += error.problems
    if as_json:
        render.emit_json(rows)
    else:
        render.out.print(_table(rows))
    if problems:
        render.report_input(InvalidInput(problems), False)
        raise typer.Exit(2)


def _summary(regime: Regime) -> dict[str, Any]:
    first, last = regime.force
    bases: Counter[str] = Counter(p.basis for p in regime.flat.values())
    return {
        "regime": regime.id,
        "title": regime.title,
        "jurisdiction": regime.jurisdiction,
        "draft": regime.is_draft,
        "halves": [half for half in _HALVES if getattr(regime, half) is not None],
        "effective_from": first,
        "effective_to": last,
        "clauses": len(regime.clauses),
        "operative": sum(c.operative for c in regime.clauses.values()),
        "parameters": {basis: bases[basis] for basis in _BASES},
        "issues": len(regime.issues),
        "needs_ruling": sum(i.needs_ruling for i in regime.issues.values()),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table()
    for title in (
        "规则包",
        "标题",
        "管",
        "施行",
        "条款（规范性）",
        "参数：原文/采纳/未规定/没有此项",
        "存疑（待明确）",
    ):
        table.add_column(title, overflow="fold")
    for row in rows:
        force = "草案" if row["draft"] else f"{row['effective_from']} 起" + (
            f"，至 {row['effective_to']}" if row["effective_to"] else ""
        )  # fmt: skip
        table.add_row(
            row["regime"],
            escape(row["title"]),
            "、".join(_HALVES[half] for half in row["halves"]),
            force,
            f"{row['clauses']}（{row['operative']}）",
            "/".join(str(n) for n in row["parameters"].values()),
            f"{row['issues']}（{row['needs_ruling']}）",
        )
    return table


# cite


def cite(
    clause: Annotated[str, typer.Argument(help="条款编号，如 yunnan/29.3a")],
    folders: Folders = None,
    as_json: Json = False,
) -> None:
    """一条条款：内容、以它为依据的参数、采纳的解释、证明它的卷宗和测试。

    退出码：0 找到；2 没有这一条（列出相近的编号）。
    """
    extra = tuple(folders or ())
    try:
        loaded = [found(name, extra)[0] for name in names(extra)]
        holding = [regime for regime in loaded if clause in regime.clauses]
        if not holding:
            raise InvalidInput([_unknown(clause, [c for regime in loaded for c in regime.clauses])])
    except InvalidInput as error:
        render.fail_input(error, as_json)
    answers = [_clause(regime, regime.clauses[clause], extra) for regime in holding]
    if as_json:
        render.emit_json(answers)
        return
    for answer in answers:
        _print_clause(answer)


def _unknown(clause: str, known: Sequence[str]) -> Problem:
    tail = clause.rpartition("/")[2]
    near = [c for c in known if c.rpartition("/")[2] == tail] + difflib.get_close_matches(clause, known, n=5)
    hint = f"，相近的有 {'、'.join(dict.fromkeys(near))}" if near else ""
    return Problem("", None, "", f"没有条款 {clause}{hint}", "规则包里的条款编号，如 yunnan/29.3a", "核对编号")


def _clause(regime: Regime, clause: Clause, extra: Sequence[Path]) -> dict[str, Any]:
    behind = places(regime).get(clause.id, {})
    return {
        "clause": clause.id,
        "regime": regime.id,
        "cite": clause.cite,
        "summary": clause.summary,
        "actor": clause.actor,
        "operative": clause.operative,
        "owed_by": clause.owed_by,
        "parameters": [
            {"key": key, "basis": regime.flat[key].basis, "note": regime.flat[key].note, "values": _values(regime, at)}
            for key, at in behind.items()
        ],
        "readings": [_reading(issue) for issue in regime.issues.values() if clause.id in issue.clauses],
        "proved_by": _provers(regime, clause.id, extra) if behind else [],
    }


def _values(regime: Regime, at: Sequence[Place]) -> list[dict[str, Any]]:
    """The value at each place where the clause stands."""
    rows = []
    for place in at:
        value = plain_parameter(regime.flat[place.key].value)
        for step in place.path:
            value = value[step]
        rows.append({"at": str(place), "value": value if place.prefix is None else _governed(value, place.prefix)})
    return rows


def _governed(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The fields of a row that its clauses (or its `single_clauses`) stand behind."""
    others = [p for p in (k.removesuffix("clauses") for k in row if k.endswith("_clauses")) if p != prefix]
    return {
        name: value
        for name, value in row.items()
        if name.startswith(prefix) and not name.endswith("clauses") and not name.startswith(tuple(others))
    }


def _reading(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "problem": issue.problem,
        "adopted": issue.adopted,
        "alternatives": list(issue.alternatives),
        "keys": list(issue.keys),
        "needs_ruling": issue.needs_ruling,
    }


def _provers(regime: Regime, clause: str, extra: Sequence[Path]) -> list[str]:
    """Dossiers that prove the clause, replayed now, and tests that passed on this very tree."""
    naming = [s for s in stories([regime.id], extra) if clause in s.path.read_text(encoding="utf-8")]
    by = [proof.id for proof in (prove(story, extra) for story in naming) if clause in proof.clauses]
    root = stamp.checkout()
    tests = stamp.read(root, stamp.tree_hash(root)) if root else None
    return by + [name for name, clauses in (tests or {}).items() if clause in clauses]


def _print_clause(answer: dict[str, Any]) -> None:
    def line(text: str) -> None:
        render.out.print(text, soft_wrap=True)

    line(f"[bold]{answer['clause']}[/]  {escape(answer['cite'])}  [dim]{answer['regime']}[/]")
    line(f"  {escape(answer['summary'])}")
    kind = "规范性条款" if answer["operative"] else "非规范性条款（原则、说明）"
    line(f"  主体：{escape(answer['actor'] or '—')}；{kind}" + ("；待建" if answer["owed_by"] else ""))
    line("[bold]以它为依据的参数[/]" + ("" if answer["parameters"] else "：没有"))
    for row in answer["parameters"]:
        line(f"  {row['key']}  [dim]{_BASES[row['basis']]}[/]")
        for value in row["values"]:
            where = "" if value["at"] == row["key"] else f"{value['at']}："
            line(f"    {escape(where + pretty(value['value'], '；'))}")
        if row["note"]:
            line(f"    [dim]{escape(row['note'])}[/]")
    for reading in answer["readings"]:
        line(f"[bold]存疑 {reading['id']}[/]" + ("  [yellow]待有权机关明确[/]" if reading["needs_ruling"] else ""))
        line(f"  问题：{escape(reading['problem'])}")
        line(f"  采纳：{escape(reading['adopted'])}")
        if reading["alternatives"]:
            line(f"  另有：{escape('；'.join(reading['alternatives']))}")
    line("[bold]证明[/]" + ("" if answer["proved_by"] else "：没有通过的卷宗或测试引用这一条"))
    for name in answer["proved_by"]:
        line(f"  {escape(name)}")


# diff


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="规则包名称，或规则包所在的目录")],
    second: Annotated[str, typer.Argument(metavar="B", help="另一个规则包")],
    everything: Annotated[bool, typer.Option("--all", help="相同的参数也列出")] = False,
    folders: Folders = None,
    as_json: Json = False,
) -> None:
    """逐个参数比较两个规则包：值、依据、条款。

    条款编号只在同一地区的两个版本之间比较；不同地区的编号本来就不同，只列出。

    退出码：0 已比较；2 规则包读不了。
    """
    extra = tuple(folders or ())
    try:
        a, b = found(first, extra)[0], found(second, extra)[0]
    except InvalidInput as error:
        render.fail_input(error, as_json)
    aspects = ("value", "basis", "clauses") if a.jurisdiction == b.jurisdiction else ("value", "basis")
    rows: list[dict[str, Any]] = []
    for key in a.flat:
        left, right = _side(a.flat[key]), _side(b.flat[key])
        differs = [name for name in aspects if left[name] != right[name]]
        if differs or everything:
            rows.append({"key": key, "differs": differs, "a": left, "b": right})
    if as_json:
        render.emit_json({"a": a.id, "b": b.id, "rows": rows})
        return
    differing = sum(bool(row["differs"]) for row in rows)
    render.out.print(f"{a.id} 与 {b.id}：{len(a.flat)} 个参数，{differing} 个不同", soft_wrap=True)
    if not rows:
        return
    table = Table()
    for title in ("参数", a.id, b.id):
        table.add_column(title, overflow="fold", ratio=1 if title == "参数" else 2)
    for row in rows:
        name = escape(row["key"]) if row["differs"] else f"[dim]{escape(row['key'])}[/]"
        table.add_row(name, _cell(row["a"]), _cell(row["b"]), end_section=True)
    render.out.print(table)


def _side(param: Param[Any]) -> dict[str, Any]:
    return {"value": plain_parameter(param.value), "basis": param.basis, "clauses": list(param.clauses)}


def _cell(side: dict[str, Any]) -> str:
    clauses = f" {'、'.join(side['clauses'])}" if side["clauses"] else ""
    return f"{escape(pretty(side['value']))}\n[dim]{_BASES[side['basis']]}{escape(clauses)}[/]"


def pretty(value: Any, between: str = "\n") -> str:
    """A value for a reader: lists in one line, rows and entries one a line."""
    if isinstance(value, dict):
        return between.join(f"{name}: {_inline(item)}" for name, item in value.items()) or "（空）"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return between.join(_inline(item) for item in value)
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{name} {_inline(item)}" for name, item in value.items())
    if isinstance(value, list):
        nested = any(isinstance(item, list) for item in value)
        return "、".join("—".join(map(_inline, x)) if nested else _inline(x) for x in value) or "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "—" if value is None else str(value)


# lint


def lint(name: RegimeName, folders: Folders = None, as_json: Json = False) -> None:
    """检查一个规则包：空档、重叠、达不到的档次、没有着落的名称；每项写明文件、行、应为什么、怎么改。

    退出码：0 没有“错误”一级的发现（可以有警告）；1 有；2 规则包读不了。
    """
    try:
        regime, folder = found(name, tuple(folders or ()), sound=False)
    except InvalidInput as error:
        render.fail_input(error, as_json)
    findings = check(regime)
    problems = _located(findings, folder)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        rows = [{"level": f.label, **p.as_json()} for f, p in zip(findings, problems, strict=True)]
        render.emit_json({"regime": regime.id, "ok": not errors, "findings": rows})
    else:
        for finding, problem in zip(findings, problems, strict=True):
            colour = "red" if finding.level == "error" else "yellow"
            render.out.print(f"[{colour}]{finding.label}[/] {escape(str(problem))}", soft_wrap=True)
        render.out.print(f"{regime.id}：错误 {errors}，警告 {len(findings) - errors}")
    raise typer.Exit(1 if errors else 0)


def _located(findings: Sequence[Finding], folder: Path) -> list[Problem]:
    """Each finding with the file and line it stands on."""
    files = {source: folder / f"{source}.yaml" for source in ("regime", "clauses")}
    documents = {source: read_yaml(file.read_text(encoding="utf-8"), str(file)) for source, file in files.items()}
    return [
        Problem(documents[f.source].name, documents[f.source].line(f.path), dotted(f.path),
                f.message, f.expected, f.remedy)
        for f in findings
    ]  # fmt: skip
