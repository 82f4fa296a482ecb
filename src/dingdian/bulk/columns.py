"""The columns of every file that bulk work takes, the other names they may go by, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from dingdian.bulk.engine import Engine, Kind
from dingdian.located import InvalidInput, Problem

Wanted = Literal["code", "text", "integer", "number", "day", "truth"]
"""`code`: a text or a whole number, the same in all files of a run."""

_WORDS: dict[Wanted, str] = {
    "code": "文本或整数", "text": "文本", "integer": "整数", "number": "数字", "day": "日期（YYYY-MM-DD）",
    "truth": "真假（true/false 或 1/0）",
}  # fmt: skip
TYPES: dict[str, str] = {
    "text": "STRING", "integer": "BIGINT", "number": "DECIMAL(18, 2)", "day": "DATE", "truth": "BOOLEAN",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, whether a file may lack it, what it means, its names in the hospital interface."""

    name: str
    kind: Wanted
    says: str
    required: bool = True
    filled: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of file."""

    label: str
    columns: tuple[Column, ...]

    def __iter__(self) -> object:
        return iter(self.columns)


def _c(name: str, kind: Wanted, says: str, *aliases: str) -> Column:
    return Column(name, kind, says, aliases=aliases)


def _may(name: str, kind: Wanted, says: str, *aliases: str) -> Column:
    return Column(name, kind, says, required=False, filled=False, aliases=aliases)


_PERSON = _c("person", "code", "人员编码", "prac_psn_code")
_PLACE = _c("institution", "code", "机构编码", "fixmedins_code")

ENTRIES = Table(
    "记分",
    (
        _c("entry", "code", "记分编号，一次处理之内不重复"),
        _PERSON,
        _PLACE,
        _c("decided_on", "day", "记分归属的日期：哪一年度的账由它定"),
        Column("delivered_on", "day", "通知最早送达机构的日期，空＝尚未送达", filled=False),
        _c("act", "code", "协议处理编号；同一编号的记分一并判断"),
        _c("points", "integer", "分值"),
        _may("months", "integer", "由人填写的期限（月），规则要求时才用"),
        _may("recorded_on", "day", "登记日期，缺省为 decided_on"),
        _may("inspection", "text", "哪一次检查；同一次检查的同类行为怎样记分由规则定"),
        _may("type", "text", "行为的种类"),
        _may("effective_from", "day", "通知写明的生效首日"),
        _may("delivered_recorded_on", "day", "送达的登记日期，缺省为 delivered_on"),
        _may("seq", "integer", "同一天登记的先后；与事项的 seq 合为一个次序"),
        _may("delivered_seq", "integer", "送达在同一次序中的位置"),
    ),
)
EVENTS = Table(
    "事项",
    (
        _PERSON,
        Column("institution", "code", "限于该机构时填写，空＝各处", filled=False),
        _c("on", "day", "生效日期"),
        _c("event", "text", "种类：review、appeal、repair、shortening、restoration、early、licence、practice_order、"
           "suspension、termination、institution_suspension、institution_termination、leave、filing"),
        Column("of", "code", "所针对的协议处理，或事项本身的编号", filled=False),
        Column("points", "integer", "更正后的分值，或修复所减分值", filled=False),
        Column("months", "integer", "更正后的期限，或缩短的月数", filled=False),
        _may("entry", "code", "更正只针对这一条记分"),
        _may("department", "text", "限于该科室"),
        _may("last_day", "day", "限期的末日"),
        _may("clause", "text", "依据的条款"),
        _may("recorded_on", "day", "登记日期，缺省为 on"),
        _may("seq", "integer", "同一天登记的先后"),
    ),
)  # fmt: skip
AGREEMENTS = Table(
    "机构协议",
    (
        _PLACE,
        _c("status", "text", "in_force、suspended、terminated 或 payment_held"),
        _c("first_day", "day", "首日"),
        Column("last_day", "day", "末日，空＝未定", filled=False),
        _may("department", "text", "限于该科室"),
        _may("cause", "text", "依据的事项编号"),
    ),
)
FILINGS = Table(
    "登记备案",
    (
        _PERSON,
        _PLACE,
        _c("first_day", "day", "备案首日", "begntime"),
        Column("last_day", "day", "备案末日，空＝未注销", filled=False, aliases=("endtime",)),
        _may("department", "text", "科室"),
        _may("effective", "truth", "是否生效，缺省为是；否＝待明确"),
        _may("agreement_until", "day", "医师服务协议末日"),
    ),
)
STANDINGS = Table(
    "资格状态",
    (
        Column("person", "code", "人员编码，空＝该机构全体", filled=False),
        Column("institution", "code", "机构编码，空＝各处", filled=False),
        Column("department", "text", "科室，空＝不限", filled=False),
        _c("status", "text", "状态；filed＝有效备案，filed_pending＝待明确的备案"),
        _c("first_day", "day", "首日"),
        Column("last_day", "day", "末日，空＝未定", filled=False),
        Column("cause", "text", "依据的处理编号", filled=False),
        Column("clause", "text", "条款，以分号分开", filled=False),
    ),
)
CLAIMS = Table(
    "费用明细",
    (
        _c("claim", "code", "明细编号", "feedetl_sn"),
        _c("person", "code", "开单人员编码", "orders_dr_code", "bilg_dr_codg"),
        _PLACE,
        _c("service_on", "day", "费用发生日期", "fee_ocur_time"),
        _c("emergency", "truth", "是否急诊抢救", "er_flag"),
        _may("department", "text", "科室", "bilg_dept_codg"),
        _may("amount", "number", "金额", "det_item_fee_sumamt"),
        _may("trace_code", "text", "药品追溯码", "drug_trac_codg"),
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A checked file: `select` yields its columns by their own names, absent ones as null."""

    table: Table
    path: Path
    given: Mapping[str, str]
    codes: Mapping[str, Kind]
    select: str

    def has(self, column: str) -> bool:
        return column in self.given

    def rows(self, engine: Engine) -> str:
        """Its columns of the moment, to stand after FROM with a name behind."""
        return f"({self.select} FROM {engine.scan(self.path)})"


def checked(engine: Engine, table: Table, path: Path, codes: Mapping[str, Kind] = MappingProxyType({})) -> Source:
    """The file as a source, or `InvalidInput` with everything that is wrong with its columns.

    `codes`: how persons and institutions are written in the other files of the run.
    """
    if not path.exists():
        raise InvalidInput(
            [Problem(str(path), None, "", "没有这个文件或文件夹", f"{table.label}的 CSV 或 Parquet 文件")]
        )
    found = engine.columns(path)
    problems, given, kinds = [], {}, {}
    for column in table.columns:
        name = next((n for n in (column.name, *column.aliases) if n in found), None)
        if name is None:
            if column.required:
                also = f"（或 {'、'.join(column.aliases)}）" if column.aliases else ""
                problems.append(Problem(str(path), None, column.name, "缺少这一列", f"{column.says}{also}",
                                        f"现有的列：{'、'.join(sorted(found)[:20])}"))  # fmt: skip
            continue
        kind = found[name]
        if not _fits(column.kind, kind):
            problems.append(Problem(str(path), None, name, f"这一列是 {kind}", _WORDS[column.kind]))
        elif column.kind == "code" and codes.get(column.name, kind) != kind:
            other = _WORDS["text" if codes[column.name] == "text" else "integer"]
            problems.append(Problem(str(path), None, name, f"这一列是{_WORDS[_plain(kind)]}，其他文件里是{other}",
                                    "各文件一致的写法", "把两边改成同一种写法"))  # fmt: skip
        given[column.name] = name
        if column.kind == "code":
            kinds[column.name] = _plain(kind)
    if problems:
        raise InvalidInput(problems)
    _values(engine, table, path, given, found)
    select = f"SELECT {', '.join(_taken(c, given, found, {**codes, **kinds}) for c in table.columns)}"
    return Source(table, path, MappingProxyType(given), MappingProxyType(kinds), select)


def _plain(kind: Kind | str) -> Literal["text", "integer"]:
    return "integer" if kind == "integer" else "text"


def _fits(wanted: Wanted, kind: Kind | str) -> bool:
    may: dict[Wanted, set[str]] = {
        "code": {"text", "integer"}, "text": {"text", "integer"}, "integer": {"integer", "text"},
        "number": {"number", "integer", "text"}, "day": {"day", "moment", "text"},
        "truth": {"truth", "integer", "text"},
    }  # fmt: skip
    return kind in may[wanted]


def _values(
    engine: Engine, table: Table, path: Path, given: Mapping[str, str], found: Mapping[str, Kind | str]
) -> None:
    """Empty cells where something must stand, and cells that cannot be read as what they are to be."""
    problems = []
    must = [given[c.name] for c in table.columns if c.filled and c.name in given]
    for name, count in engine.empty_cells(path, must).items():
        if count:
            problems.append(Problem(str(path), None, name, f"{count} 行没有填写", "每一行都有值", "补上或删去这些行"))
    for column in table.columns:
        name = given.get(column.name, "")
        if not name or column.kind in ("code", "text") or found[name] != "text":
            continue
        good = _truth(f'"{name}"') if column.kind == "truth" else f'TRY_CAST("{name}" AS {TYPES[column.kind]})'
        bad = engine.rows(f'SELECT "{name}" FROM {engine.scan(path)} WHERE "{name}" IS NOT NULL AND {good} IS NULL '
                          "LIMIT 1")  # fmt: skip
        if bad:
            problems.append(Problem(str(path), None, name, f"“{bad[0][0]}”读不出来", _WORDS[column.kind]))
    if problems:
        raise InvalidInput(problems)


def _truth(name: str) -> str:
    return (
        f"CASE lower({name}) WHEN '1' THEN TRUE WHEN 'true' THEN TRUE WHEN '0' THEN FALSE WHEN 'false' THEN FALSE END"
    )


def _taken(column: Column, given: Mapping[str, str], found: Mapping[str, Kind | str], codes: Mapping[str, Kind]) -> str:
    name = given.get(column.name)
    if name is None:
        of = codes.get(column.name, "text") if column.kind == "code" else column.kind
        return f'CAST(NULL AS {TYPES[of]}) AS "{column.name}"'
    kind, cell = found[name], f'"{name}"'
    if column.kind in ("day", "integer", "number") and kind != column.kind:
        cell = f"CAST({cell} AS {TYPES[column.kind]})"
    elif column.kind == "truth" and kind != "truth":
        cell = _truth(cell) if kind == "text" else f"({cell} <> 0)"
    elif column.kind == "text" and kind != "text":
        cell = f"CAST({cell} AS STRING)"
    return f'{cell} AS "{column.name}"'
