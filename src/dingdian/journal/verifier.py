"""Verifies a journal from outside: what is in the database against its own chain, and against a signed checkpoint.

It shares no code with the application that writes the journal, so that one mistake cannot hide the other:

    python verifier.py DATABASE_URL [--against CHECKPOINT] [--key PUBLIC.pem] [--json]

The form of what it checks is described in `docs/journal.md`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from psycopg.rows import dict_row

GENESIS = "0" * 64
SHOWN = 50  # findings of a region that are listed; the rest is only counted
COLUMNS = (
    "seq", "kind", "name", "ref", "on", "recorded_on", "recorded_at", "actor", "role", "place", "regime", "body",
    "notes", "request_key", "request_hash", "previous",
)  # fmt: skip


class Unreadable(Exception):  # noqa: N818 - nothing was found wrong: nothing could be read
    """The database or the checkpoint cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Finding:
    """What is not as it must be: in which region, at which number, what was expected and what is there."""

    region: str
    seq: int | None
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = self.region + ("" if self.seq is None else f" 第 {self.seq} 号")
        return f"{where}：{self.what}，应为 {self.expected}，实为 {self.found}"


@dataclass
class Region:
    """What was counted of a region, and its findings."""

    code: str
    count: int
    hash: str
    wrong: int
    findings: list[Finding]


Expected = dict[str, dict[str, Any]]
"""Of each region the count and the hash that a checkpoint holds."""


def canonical(value: Any) -> str:
    """One text for one value: keys sorted, no white space, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sealed(region: str, row: dict[str, Any], subjects: list[list[str]]) -> str:
    """The hash that an entry must have."""
    entry = {name: row[name] for name in COLUMNS} | {"region": region, "subjects": subjects}
    entry["on"], entry["recorded_on"] = row["on"].isoformat(), row["recorded_on"].isoformat()
    entry["recorded_at"] = instant(row["recorded_at"]).isoformat(timespec="microseconds")
    return digest(canonical(entry))


def instant(value: datetime) -> datetime:
    return value.astimezone(UTC)


def stated(row: dict[str, Any]) -> dict[str, str | None]:
    """What the columns must say by the body they stand beside."""
    body = json.loads(row["body"])
    if row["kind"] == "act":
        on = body["on"]
        return {"name": body["act"], "ref": body["id"], "on": on, "recorded_on": body.get("recorded_on") or on}
    law = body["law"]
    if row["name"] == "registration.agreement":
        return {"ref": law.get("id") or f"{law['institution']}#{row['seq']}"}
    return {"ref": law["code"] if "code" in law else law["institution_code"]}


Told = Callable[[int | None, str, object, object], None]


def entry(code: str, row: dict[str, Any], subjects: list[list[str]], tell: Told) -> str:
    """Check one entry by itself; the hash it must have."""
    seq = row["seq"]
    own = sealed(code, row, subjects)
    if row["hash"] != own:
        tell(seq, "本条散列与内容不符", own, row["hash"])
    try:
        claims = stated(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        tell(seq, "正文读不出", "合法的正文", "不合法")
        return own
    for name, value in claims.items():
        if value != str(row[name]):
            tell(seq, f"{name} 与正文不符", value, row[name])
    return own


def region(connection: psycopg.Connection[Any], code: str, expected: dict[str, Any] | None) -> Region:
    """Walk one chain from its first entry to its head."""
    result = Region(code, 0, GENESIS, 0, [])

    def tell(seq: int | None, what: str, should: object, found: object) -> None:
        result.wrong += 1
        if len(result.findings) < SHOWN:
            result.findings.append(Finding(code, seq, what, str(should), str(found)))

    last, then, there = 0, None, GENESIS
    about = _subjects(connection, code)
    for row in _rows(connection, "SELECT * FROM journal_entry WHERE region_id = %s ORDER BY seq, id", code):
        result.count += 1
        if row["seq"] != last + 1:
            tell(row["seq"], "编号不连续", last + 1, row["seq"])
        if row["previous"] != result.hash:
            tell(row["seq"], "与上一条不衔接", result.hash, row["previous"])
        if then is not None and row["recorded_on"] < then:
            tell(row["seq"], "登记日早于上一条", f"不早于 {then}", row["recorded_on"])
        result.hash = entry(code, row, about(row["seq"], row["id"]), tell)
        last, then = row["seq"], row["recorded_on"]
        if expected is not None and result.count == expected["count"]:
            there = result.hash
    head = connection.execute("SELECT seq, hash, recorded_on FROM journal_head WHERE region_id = %s", [code]).fetchone()
    if head != (last, result.hash, then):
        tell(None, "链尾登记与最后一条不符", _words((last, result.hash, then)), _words(head or ("没有",)))
    if expected is not None and result.count < expected["count"]:
        tell(None, "条数少于检查点", expected["count"], result.count)
    elif expected is not None and there != expected["hash"]:
        tell(expected["count"], "散列与检查点不符", expected["hash"], there)
    return result


def _words(end: tuple[Any, ...]) -> str:
    return " ".join("无" if value is None else str(value) for value in end)


def _rows(connection: psycopg.Connection[Any], sql: str, code: str) -> Iterator[dict[str, Any]]:
    """Rows one by one, however many there are."""
    name = f"read_{next(_numbers)}"
    with connection.cursor(name, row_factory=dict_row) as cursor:
        cursor.itersize = 2000
        cursor.execute(sql, [code])
        yield from cursor


_numbers = itertools.count()


def _subjects(connection: psycopg.Connection[Any], code: str) -> Callable[[int, int], list[list[str]]]:
    """The subjects of each entry, asked in the order of the chain."""
    rows = _rows(
        connection,
        "SELECT e.seq, e.id AS entry, s.region_id, s.kind, s.code FROM journal_entry e JOIN journal_subject s"
        " ON s.entry_id = e.id WHERE e.region_id = %s ORDER BY e.seq, e.id",
        code,
    )
    groups = itertools.groupby(rows, key=lambda row: (row["seq"], row["entry"]))
    waiting = next(groups, None)

    def about(seq: int, entry: int) -> list[list[str]]:
        nonlocal waiting
        if waiting is None or waiting[0] != (seq, entry):
            return []
        found = [[r["kind"], r["code"]] + ([] if r["region_id"] == code else [r["region_id"]]) for r in waiting[1]]
        waiting = next(groups, None)
        return sorted(found)

    return about


def checkpoint(path: Path, key: Path | None = None) -> tuple[Expected, list[Finding]]:
    """A signed checkpoint, and what is wrong with it. `key`: the public key from elsewhere, else the one within."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        signature = base64.b64decode(document.pop("signature"), validate=True)
        counted = {r["code"]: {"count": int(r["count"]), "hash": str(r["hash"])} for r in document["regions"]}
        if document["algorithm"] != "Ed25519":
            raise Unreadable(
                f"检查点 {path.name} 的签名算法是 {document['algorithm']}，本程序只会 Ed25519；换新的核验程序"
            )
        within = base64.b64decode(document["public_key"], validate=True)
        public = Ed25519PublicKey.from_public_bytes(within) if key is None else load_pem_public_key(key.read_bytes())
        before = document["previous"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"检查点或公钥读不出（{path.name}，{type(error).__name__}）；核对路径和文件") from None
    findings = []
    try:
        public.verify(signature, canonical(document).encode("utf-8"))  # type: ignore[call-arg, union-attr]
    except InvalidSignature:
        findings.append(Finding("检查点", None, f"{path.name} 的签名不符", "公钥所属密钥的签名", "不是"))
    earlier = path.parent / f"{before['date']}.json" if before else None
    if earlier is not None and earlier.is_file():
        held = digest(earlier.read_text(encoding="utf-8"))
        if held != before["digest"]:
            findings.append(Finding("检查点", None, f"上一个检查点 {earlier.name} 已变", before["digest"], held))
    return counted, findings


@dataclass
class Report:
    """The outcome: every region with its count and end, and all that is wrong."""

    regions: list[Region]
    findings: list[Finding]

    @property
    def ok(self) -> bool:
        return not self.findings and not any(r.wrong for r in self.regions)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok} | asdict(self)

    def lines(self) -> Iterator[str]:
        for finding in self.findings:
            yield f"✗ {finding}"
        for r in self.regions:
            yield f"{'✗' if r.wrong else '✓'} {r.code}：{r.count} 条，末条散列 {r.hash[:16]}"
            yield from (f"    {finding}" for finding in r.findings)
            if r.wrong > len(r.findings):
                yield f"    另有 {r.wrong - len(r.findings)} 处"
        yield "核验通过" if self.ok else "核验不通过：记录被改动、删除或伪造，请立即封存数据库并报告"


def examine(connection: psycopg.Connection[Any], expected: Expected) -> Report:
    """Every region as the connection's transaction sees it, against the counts and hashes expected of some."""
    held = "SELECT code FROM journal_region UNION SELECT region_id FROM journal_entry ORDER BY 1"
    codes = [code for (code,) in connection.execute(held).fetchall()]
    gone = [
        Finding(c, None, "检查点所载的区没有了", f"{expected[c]['count']} 条", "无") for c in expected if c not in codes
    ]
    return Report([region(connection, code, expected.get(code)) for code in codes], gone)


def verify(url: str, against: Path | None = None, key: Path | None = None) -> Report:
    """Verify every region of a database as of one instant. Raises `Unreadable`."""
    expected, findings = checkpoint(against, key) if against is not None else ({}, [])
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.read_only, connection.isolation_level = True, psycopg.IsolationLevel.REPEATABLE_READ
            report = examine(connection, expected)
    except psycopg.Error as error:
        raise Unreadable(f"数据库读不出（{type(error).__name__}）；核对地址、权限和是否已建表") from None
    return Report(report.regions, [*findings, *report.findings])


def main(arguments: list[str]) -> int:
    """0: all as it must be; 1: something is not; 2: it could not be read."""
    parser = argparse.ArgumentParser(description="核验记录链")
    parser.add_argument("url", metavar="DATABASE_URL", help="数据库地址")
    parser.add_argument("--against", type=Path, help="检查点文件")
    parser.add_argument("--key", type=Path, help="另行保存的公钥（PEM）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    asked = parser.parse_args(arguments)
    try:
        report = verify(asked.url, asked.against, asked.key)
    except Unreadable as error:
        print(f"✗ {error}", file=sys.stderr)
        return 2
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if asked.json else "\n".join(report.lines()))
    return 0 if report.ok else 1


if __name__ == "__main__":  # pragma: no cover - run as a program by tests/journal/test_backup.py
    sys.exit(main(sys.argv[1:]))
