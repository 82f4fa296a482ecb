"""Regime folders: finding, reading and checking them. Each holds regime.yaml, clauses.yaml, words.yaml, dossiers/."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from dingdian.law.institutions.schema import Rules
from dingdian.law.lint import lint
from dingdian.law.regime import (
    Clause,
    Issue,
    Regime,
    combine,
    dotted_key,
    institutions_alone,
    persons_alone,
    section,
)
from dingdian.law.schema import Group, Parameters
from dingdian.located import Document, InvalidInput, Problem, dotted, read_yaml
from dingdian.messages import explain_error

SHIPPED = Path(__file__).parent


class UnknownRegime(InvalidInput):
    """No folder of that name."""


def names(extra: Sequence[Path] = ()) -> list[str]:
    """Ids of all regimes that can be loaded, shipped ones first."""
    found: dict[str, None] = {}
    for root in (SHIPPED, *extra):
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if (folder / "regime.yaml").is_file():
                found[folder.name] = None
    return list(found)


def in_force() -> str:
    """The shipped regime that is no draft (the latest, if several); the first one if all are drafts."""
    known = [load(name) for name in names()]
    persons = [r for r in known if r.persons is not None]
    return max(persons, key=lambda r: (not r.is_draft, str(r.parameters.meta.effective_from.value))).id


def folder_of(regime_id: str, extra: Sequence[Path] = ()) -> Path:
    """The folder of a regime; folders given by the caller win over shipped ones."""
    for root in (*extra, SHIPPED):
        for folder in (root / regime_id, root):
            if folder.name == regime_id and (folder / "regime.yaml").is_file():
                return folder
    known = "、".join(names(extra)) or "（没有）"
    raise UnknownRegime(
        [
            Problem(
                "",
                None,
                "regime",
                f"没有名为 {regime_id} 的规则包",
                f"其中之一：{known}",
                "核对名称，或用 --regimes 指定目录",
            )
        ]
    )


@lru_cache(maxsize=64)
def _load(folder: Path, stamp: tuple[float, ...], sound: bool) -> Regime:
    regime_file, clause_file = folder / "regime.yaml", folder / "clauses.yaml"
    return parse(
        read_yaml(regime_file.read_text(encoding="utf-8"), str(regime_file)),
        read_yaml(clause_file.read_text(encoding="utf-8"), str(clause_file)),
        folder_name=folder.name,
        sound=sound,
    )


def load(regime_id: str, extra: Sequence[Path] = (), *, sound: bool = True) -> Regime:
    """The regime of that id, checked; raises `InvalidInput` with every problem found.

    `sound=False` lets through what reads well but leaves cases without an answer or with two, for `lint` to show.
    """
    folder = folder_of(regime_id, extra)
    files = (folder / "regime.yaml", folder / "clauses.yaml")
    missing = [f for f in files if not f.is_file()]
    if missing:
        raise InvalidInput([Problem(str(f), None, "", "规则包缺少这个文件", "", "补上文件") for f in missing])
    return _load(folder, tuple(f.stat().st_mtime for f in files), sound)


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[str, str | None]]:
    """Key → (group, field) of the persons' schema, or (key, null) for parameters outside a group."""
    keys: dict[str, tuple[str, str | None]] = {}
    for name, info in Parameters.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            keys |= {dotted_key(name, inner): (name, inner) for inner in kind.model_fields}
        else:
            keys[name] = (name, None)
    return keys


def parse(
    regime: Document,
    clauses: Document,
    *,
    folder_name: str,
    overrides: Mapping[str, Any] | None = None,
    override_source: Document | None = None,
    sound: bool = True,
) -> Regime:
    """Build a regime from its two documents, with parameters overridden for one story if asked."""
    problems: list[Problem] = []
    top = _mapping(regime, regime.data, (), problems)
    _known_keys(regime, top, {"regime", "title", "jurisdiction", "parameters", "institutions"}, problems)
    for key in ("regime", "title", "jurisdiction"):
        if not isinstance(top.get(key), str):
            problems.append(Problem(regime.name, regime.line((key,)), key, "缺少或不是文字", "一段文字", f"写上 {key}"))
    if top.get("regime") != folder_name and isinstance(top.get("regime"), str):
        problems.append(
            Problem(
                regime.name,
                regime.line(("regime",)),
                "regime",
                f"名称与目录名 {folder_name} 不一致",
                folder_name,
            )
        )
    known = _keys(top)
    for key in overrides or {}:
        if key not in known:
            source = override_source or regime
            path = ("setting", "parameters", key)
            message, remedy = f"没有名为 {key} 的参数", f"核对拼写{_nearest(key, known)}"
            problems.append(Problem(source.name, source.line(path), dotted(path), message, "规则包的参数名", remedy))
    halves = {name: _half(regime, top, name, overrides or {}, problems) for name in _sections(top)}
    listed, issues = _clauses(clauses, problems)
    if problems:
        raise InvalidInput(problems)
    models: dict[str, type[BaseModel]] = {"parameters": Parameters, "institutions": Rules}
    built_halves: dict[str, Any] = {}
    for name, nested in halves.items():
        try:
            built_halves[name] = models[name].model_validate(nested)
        except ValidationError as error:
            wrong = error.errors()
            problems += [_parameter_problem(name, e, regime, overrides or {}, override_source) for e in wrong]
    if problems:
        raise InvalidInput(problems)
    built = Regime(
        str(top["regime"]),
        str(top["title"]),
        str(top["jurisdiction"]),
        built_halves.get("parameters"),
        listed,
        issues,
        built_halves.get("institutions"),
    )
    problems += _dangling(built, regime, clauses)
    if sound and not problems:
        problems += _unsound(built, regime, clauses, overrides or {}, override_source)
    if problems:
        raise InvalidInput(problems)
    return built


def _sections(top: Mapping[str, Any]) -> list[str]:
    """The halves a regime file has: rules on persons, on institutions, or both."""
    return [name for name in ("parameters", "institutions") if name in top] or ["parameters"]


def _keys(top: Mapping[str, Any]) -> list[str]:
    """Every parameter that the halves of the file must have."""
    found: list[str] = []
    if "parameters" in _sections(top):
        found += _fields()
    if "institutions" in _sections(top):
        found += Rules.model_fields
    return found


def _half(
    regime: Document, top: Mapping[str, Any], name: str, overrides: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Any]:
    """One half's parameters as its schema reads them, overrides in place; every key must be there and known."""
    raw = _mapping(regime, top.get(name), (name,), problems)
    places: Mapping[str, tuple[str, str | None]] = (
        _fields() if name == "parameters" else {key: (key, None) for key in Rules.model_fields}
    )
    nested: dict[str, Any] = {}
    for key, value in raw.items():
        if key in places:
            _place(nested, places[key], value)
        else:
            message, remedy = f"没有名为 {key} 的参数", f"核对拼写{_nearest(key, places)}"
            line = regime.line((name, key))
            problems.append(Problem(regime.name, line, f"{name}.{key}", message, "规则包结构里列出的参数", remedy))
    for key in places:
        if key not in raw:
            problems.append(
                Problem(
                    regime.name,
                    regime.line((name,)),
                    f"{name}.{key}",
                    f"缺少参数 {key}",
                    "每个参数都要写明；文件没有规定的写 {value: null, basis: not_stated}",
                    "补上这个参数",
                )
            )
    for key, value in overrides.items():
        if key in places:
            old = raw.get(key)
            kept = old.get("clauses", []) if isinstance(old, dict) else []
            _place(nested, places[key], {"value": value, "basis": "assumed", "clauses": kept})
    return nested


def _unsound(
    built: Regime, regime: Document, clauses: Document, overrides: Mapping[str, Any], source: Document | None
) -> list[Problem]:
    """Cases without an answer or with two: every cell of the tables is checked before anything is decided."""
    problems = []
    for finding in lint(built):
        if finding.level != "error":
            continue
        document, path = (regime if finding.source == "regime" else clauses), finding.path
        if source is not None and len(path) > 1 and path[1] in overrides:
            document, path = source, ("setting", "parameters", path[1], *path[3:])
        problems.append(
            Problem(document.name, document.line(path), dotted(path), finding.message, finding.expected, finding.remedy)
        )
    return problems


def with_overrides(
    regime_id: str, overrides: Mapping[str, Any], source: Document, extra: Sequence[Path] = ()
) -> Regime:
    """The regime with some parameters replaced for one story; the replaced values count as assumed."""
    if not overrides:
        return load(regime_id, extra)
    folder = folder_of(regime_id, extra)
    documents = [
        read_yaml((folder / name).read_text(encoding="utf-8"), str(folder / name))
        for name in ("regime.yaml", "clauses.yaml")
    ]
    return parse(documents[0], documents[1], folder_name=folder.name, overrides=overrides, override_source=source)


def pair(
    persons: str, institutions: str, overrides: Mapping[str, Any], source: Document, extra: Sequence[Path] = ()
) -> Regime:
    """The persons' rules of one regime beside the institutional rules of another (they may be the same)."""
    halves = []
    for regime_id, half in ((persons, "persons"), (institutions, "institutions")):
        regime = load(regime_id, extra)
        if getattr(regime, half) is None:
            word = "人员" if half == "persons" else "机构"
            path = ("regime", half)
            message = f"规则包 {regime_id} 没有{word}一侧的规则"
            raise InvalidInput([Problem(source.name, source.line(path), dotted(path), message, "", "换一个规则包")])
        own = {k: v for k, v in overrides.items() if section(k) == ("parameters" if half == "persons" else half)}
        halves.append(with_overrides(regime_id, own, source, extra))
    return combine(*halves)


def bound(persons: str, institutions: str, overrides: Mapping[str, Any]) -> Regime:
    """The rules that bind a region: of persons, of institutions or both (empty: none), with some values of its own."""
    source = Document("region", {"setting": {"parameters": dict(overrides)}})
    if persons and institutions:
        if persons == institutions:
            return with_overrides(persons, overrides, source)
        return pair(persons, institutions, overrides, source)
    regime = with_overrides(persons or institutions, overrides, source)
    return persons_alone(regime) if persons else institutions_alone(regime)


@lru_cache(maxsize=64)
def words(regime_id: str) -> Mapping[str, str]:
    """What an office calls the names that a regime uses; of two halves, both. No conclusion rests on them."""
    found: dict[str, str] = {}
    for name in regime_id.split("+"):
        file = folder_of(name) / "words.yaml"
        if file.is_file():
            found |= read_yaml(file.read_text(encoding="utf-8"), str(file)).data or {}
    return found


def fingerprint(*regime_ids: str) -> str:
    """What the rules were when something was decided under them: names and a hash of their files."""
    known = [name for name in dict.fromkeys(regime_ids) if name]
    return "+".join(f"{name}@{_digest(folder_of(name))}" for name in known)


@lru_cache(maxsize=64)
def _digest(folder: Path) -> str:
    files = (folder / name for name in ("regime.yaml", "clauses.yaml"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _place(nested: dict[str, Any], field: tuple[str, str | None], value: Any) -> None:
    group, name = field
    if name is None:
        nested[group] = value
    else:
        nested.setdefault(group, {})[name] = value


def _parameter_problem(
    half: str, error: Any, regime: Document, overrides: Mapping[str, Any], source: Document | None
) -> Problem:
    loc = list(error["loc"])
    if half == "parameters" and len(loc) > 1 and (loc[0], loc[1]) in set(_fields().values()):
        key, rest = dotted_key(str(loc[0]), str(loc[1])), loc[2:]
    else:
        key, rest = str(loc[0]), loc[1:]
    message, expected, remedy = explain_error(error)
    if key in overrides and source is not None:
        path: tuple[str | int, ...] = ("setting", "parameters", key, *rest[1:])
        return Problem(source.name, source.line(path), dotted(path), message, expected, remedy)
    path = (half, key, *rest)
    return Problem(regime.name, regime.line(path), dotted(path), message, expected, remedy)


def _clauses(document: Document, problems: list[Problem]) -> tuple[dict[str, Clause], dict[str, Issue]]:
    top = _mapping(document, document.data, (), problems)
    _known_keys(document, top, {"clauses", "issues"}, problems)
    return (
        _records(document, top.get("clauses", []), "clauses", Clause, problems),
        _records(document, top.get("issues", []), "issues", Issue, problems),
    )


def _records(document: Document, rows: Any, key: str, model: type[BaseModel], problems: list[Problem]) -> Any:
    found: dict[str, Any] = {}
    if not isinstance(rows, list):
        problems.append(Problem(document.name, document.line((key,)), key, "应当是列表", "一个列表"))
        return found
    for index, row in enumerate(rows):
        try:
            record: Any = model.model_validate(row)
        except ValidationError as error:
            for e in error.errors():
                path = (key, index, *e["loc"])
                message, expected, remedy = explain_error(e)
                problems.append(Problem(document.name, document.line(path), dotted(path), message, expected, remedy))
            continue
        if record.id in found:
            path = (key, index, "id")
            problems.append(Problem(document.name, document.line(path), dotted(path), f"编号 {record.id} 重复"))
        found[record.id] = record
    return found


def _dangling(built: Regime, regime: Document, clauses: Document) -> list[Problem]:
    """Clause ids and parameter keys that point to nothing."""
    problems = []
    for key, param in built.flat.items():
        for index, clause in enumerate(param.clauses):
            if clause not in built.clauses and clause not in built.issues:
                path = (section(key), key, "clauses", index)
                problems.append(
                    Problem(
                        regime.name,
                        regime.line(path),
                        dotted(path),
                        f"没有条款 {clause}",
                        "clauses.yaml 里有的条款编号",
                        "改正编号，或先在 clauses.yaml 加上这一条",
                    )
                )
    for number, issue in enumerate(built.issues.values()):
        for key in issue.keys:
            if key not in built.flat:
                where = ("issues", number, "keys")
                problems.append(Problem(clauses.name, clauses.line(where), dotted(where), f"没有名为 {key} 的参数"))
    return problems


def _mapping(document: Document, value: Any, path: tuple[str | int, ...], problems: list[Problem]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    problems.append(Problem(document.name, document.line(path), dotted(path), "应当是一个映射", "若干“键: 值”"))
    return {}


def _known_keys(document: Document, value: dict[str, Any], allowed: set[str], problems: list[Problem]) -> None:
    for key in value:
        if key not in allowed:
            problems.append(
                Problem(
                    document.name,
                    document.line((key,)),
                    key,
                    f"不认识的字段 {key}",
                    "、".join(sorted(allowed)),
                    "删去或改正",
                )
            )


def _nearest(key: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(key, list(known), n=1, cutoff=0.6)
    return f"，是不是 {close[0]}？" if close else ""
